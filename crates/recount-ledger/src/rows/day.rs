//! The days found for a report, as they are kept: all of them, best first.

use recount_model::{DateBasis, DayFound, DayOf};
use serde::{Deserialize, Serialize};

use super::named;

#[derive(Serialize, Deserialize)]
struct DayRow {
    on: String,
    of: String,
    basis: String,
    at: String,
}

/// The days as JSON; none where there are none.
pub(crate) fn days_json(days: &[DayFound]) -> Option<String> {
    let row = |day: &DayFound| DayRow {
        on: day.on.to_string(),
        of: day.of.as_str().to_owned(),
        basis: day.basis.as_str().to_owned(),
        at: day.at.clone(),
    };
    (!days.is_empty()).then(|| crate::ingest::json(&days.iter().map(row).collect::<Vec<_>>()))
}

/// Reads the days back; the error says what does not fit.
pub(crate) fn days_of(json: Option<&str>) -> Result<Vec<DayFound>, String> {
    let Some(json) = json else { return Ok(Vec::new()) };
    let rows: Vec<DayRow> = serde_json::from_str(json).map_err(|error| error.to_string())?;
    let day = |row: DayRow| {
        Ok(DayFound {
            on: row.on.parse().map_err(|_| format!("{:?} is no day", row.on))?,
            of: named("meaning of a day", &row.of, DayOf::from_text)?,
            basis: named("basis of a day", &row.basis, DateBasis::from_text)?,
            at: row.at,
        })
    };
    rows.into_iter().map(day).collect()
}
