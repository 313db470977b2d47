//! `recount places find`: what a name may mean, and why.

use std::io::Write;

use recount_places::find;

use crate::args::PlaceSets;
use crate::engine_setup::gazetteer;
use crate::table::{Column, Look, Table};
use crate::tell::{Outcome, results, tell};

/// Runs the command.
pub fn run(name: &str, near: Option<&str>, limit: usize, sets: &PlaceSets) -> anyhow::Result<Outcome> {
    let gazetteer = gazetteer(sets)?;
    if let Some(near) = near.filter(|near| find(&gazetteer, near, None).is_empty()) {
        tell(format_args!("{near}: no such place, so it decides nothing"));
    }
    let found = find(&gazetteer, name, near);
    if found.is_empty() {
        tell(format_args!("{name}: no such place"));
        return Ok(Outcome::SomethingFailed);
    }
    let mut table = Table::new([
        Column::Number("score"),
        Column::Cuttable("name"),
        Column::Words("feature"),
        Column::Words("country"),
        Column::Cuttable("area"),
        Column::Number("lat"),
        Column::Number("lon"),
        Column::Cuttable("id"),
        Column::Cuttable("because"),
    ]);
    for candidate in found.iter().take(limit) {
        let parts = candidate.parts.named().into_iter().filter(|(_, part)| *part != 0.0);
        let because: Vec<String> = parts.map(|(name, part)| format!("{name} {part:+.2}")).collect();
        let area = [candidate.admin1.as_str(), &candidate.admin2].into_iter().filter(|area| !area.is_empty());
        table.push([
            format!("{:.3}", candidate.score),
            candidate.name.clone(),
            candidate.feature.clone(),
            candidate.country.clone(),
            area.collect::<Vec<_>>().join(" / "),
            format!("{:.4}", candidate.lat),
            format!("{:.4}", candidate.lon),
            candidate.id.clone(),
            because.join(" "),
        ]);
    }
    let mut out = results();
    table.write(&mut out, Look::of_stdout())?;
    out.flush()?;
    Ok(Outcome::Fine)
}
