//! `recount compare`: the incidents beside the rows of another data set.

use std::fs::File;
use std::io::Write;

use anyhow::{anyhow, bail};
use recount_engine::reconcile::{Compared, compare_with};
use recount_export::csv_lines;
use recount_export::reference::{self, Layout};
use recount_ledger::Ledger;
use recount_model::{Harm, Incident, Reference, ReferenceNumbers};
use serde_json::{Value, json};

use crate::args::{Compare, DateOrder, ReferenceLayout, ReportFormat};
use crate::input::plain_words;
use crate::table::{Column, Look, Table};
use crate::tell::{Outcome, count, results, tell};
use crate::{stock, words};

/// Runs the command.
pub fn run(arguments: &Compare) -> anyhow::Result<Outcome> {
    let name = arguments.file.display().to_string();
    let ledger = Ledger::open(&arguments.ledger.path)?;
    let file = File::open(&arguments.file).map_err(|error| anyhow!("{name}: {}", plain_words(&error)))?;
    let layout = match arguments.layout {
        ReferenceLayout::Ucdp => Layout::Ucdp,
        ReferenceLayout::Acled => Layout::Acled,
        ReferenceLayout::Airwars => Layout::Airwars,
        ReferenceLayout::Csv => Layout::Csv,
    };
    let order = arguments.dates.map(|order| match order {
        DateOrder::Dmy => reference::DateOrder::Dmy,
        DateOrder::Mdy => reference::DateOrder::Mdy,
        DateOrder::Ymd => reference::DateOrder::Ymd,
    });
    let set = match reference::read(file, layout, &arguments.map, order) {
        Ok(set) => set,
        Err(why) => bail!("{name}: {why}"),
    };
    // Published tables have many columns of their own; in one of the user's own, a number may have another name.
    if layout == Layout::Csv && !set.unused.is_empty() {
        let unused = set.unused.join(", ");
        tell(format_args!("{name}: not looked at: {unused}; --map OURS=THEIRS names a column"));
    }
    for (line, why) in &set.refused {
        tell(format_args!("{name}:{line}: refused: {why}"));
    }
    let profile = stock::ledger_profile(&ledger)?;
    let _ = stock::view_profile(&ledger)?;
    let incidents = ledger.incidents()?;
    let compared = compare_with(&incidents, &set.rows, &profile);
    let lines = lines(&compared, &incidents, &set.rows);
    let mut out = results();
    match arguments.format {
        ReportFormat::Table => {
            let mut table = Table::new([
                Column::Words(""),
                Column::Words("incident"),
                Column::Words("theirs"),
                Column::Words("date"),
                Column::Cuttable("place"),
                Column::Words("killed"),
                Column::Words("theirs"),
                Column::Cuttable("differs"),
            ]);
            for line in &lines {
                let id =
                    line.incident.as_deref().map_or(String::new(), |id| id[..id.len().min(9)].to_owned());
                let [ours, theirs] = [&line.killed, &line.their_killed].map(shown);
                table.push([
                    line.status.to_owned(),
                    id,
                    line.reference.clone().unwrap_or_default(),
                    line.date.clone(),
                    line.place.clone(),
                    ours,
                    theirs,
                    line.differences.join("; "),
                ]);
            }
            if !lines.is_empty() {
                table.write(&mut out, Look::of_stdout())?;
            }
            writeln!(out, "{}", sum(&compared, set.rows.len()))?;
        }
        ReportFormat::Jsonl => {
            for line in &lines {
                writeln!(out, "{}", line.json())?;
            }
        }
        ReportFormat::Csv => csv_lines(&mut out, &HEADER, lines.iter().map(Line::cells))?,
    }
    if arguments.format != ReportFormat::Table {
        tell(sum(&compared, set.rows.len()));
    }
    out.flush()?;
    Ok(Outcome::of_failures(set.refused.len()))
}

fn sum(compared: &Compared, rows: usize) -> String {
    let differing = compared.matched.iter().filter(|found| !found.differences.is_empty()).count();
    format!(
        "{} matched ({differing} differ), {} only here, {} only there; {} lie outside what the ledger covers, and {} here {} no day or place to compare by",
        count(compared.matched.len(), "incident"),
        compared.only_here.len(),
        compared.only_there.len(),
        format_args!("{} of {}", compared.outside.len(), count(rows, "row")),
        compared.open.len(),
        if compared.open.len() == 1 { "has" } else { "have" },
    )
}

type Ends = (Option<u32>, Option<u32>, Option<u32>);

fn shown((low, best, high): &Ends) -> String {
    let range = recount_model::Range { low: low.or(*best), high: high.or(*best), ..Default::default() };
    if low.or(*best).or(*high).is_none() { words::NOT_STATED.to_owned() } else { words::range(Some(&range)) }
}

/// One line of the comparison.
struct Line {
    status: &'static str,
    incident: Option<String>,
    reference: Option<String>,
    line: Option<u64>,
    date: String,
    place: String,
    days_apart: Option<i32>,
    km: Option<f64>,
    killed: Ends,
    their_killed: Ends,
    injured: Ends,
    their_injured: Ends,
    differences: Vec<String>,
}

const HEADER: [&str; 21] = [
    "status",
    "incident",
    "reference",
    "line",
    "date",
    "place",
    "days_apart",
    "km",
    "killed_low",
    "killed_best",
    "killed_high",
    "their_killed_low",
    "their_killed_best",
    "their_killed_high",
    "injured_low",
    "injured_best",
    "injured_high",
    "their_injured_low",
    "their_injured_best",
    "their_injured_high",
    "differences",
];

impl Line {
    fn of(status: &'static str, incident: Option<&Incident>, row: Option<&Reference>) -> Self {
        let ours = |harm: Harm| {
            let range = incident.and_then(|incident| incident.ranges.get(&(harm, None)));
            range.map_or((None, None, None), |range| (range.low, range.best, range.high))
        };
        let theirs = |numbers: fn(&Reference) -> ReferenceNumbers| {
            row.map(numbers).map_or((None, None, None), |numbers| (numbers.low, numbers.best, numbers.high))
        };
        let their_day = |row: &Reference| {
            if row.earliest == row.latest {
                row.earliest.to_string()
            } else {
                format!("{}..{}", row.earliest, row.latest)
            }
        };
        let date = incident.map(|incident| words::day(incident.when.as_ref())).or(row.map(their_day));
        let their_place = |row: &Reference| {
            row.place.clone().or(row.point.map(|(lat, lon)| format!("{lat},{lon}"))).unwrap_or_default()
        };
        let place = incident.map(|incident| words::places(&incident.places)).or(row.map(their_place));
        Self {
            status,
            incident: incident.map(|incident| incident.id.to_string()),
            reference: row.map(|row| row.id.clone()),
            line: row.map(|row| row.line),
            date: date.unwrap_or_default(),
            place: place.unwrap_or_default(),
            days_apart: None,
            km: None,
            killed: ours(Harm::Killed),
            their_killed: theirs(|row| row.killed),
            injured: ours(Harm::Injured),
            their_injured: theirs(|row| row.injured),
            differences: Vec::new(),
        }
    }

    fn json(&self) -> Value {
        let ends = |(low, best, high): Ends| json!({"low": low, "best": best, "high": high});
        json!({
            "status": self.status, "incident": self.incident, "reference": self.reference, "line": self.line,
            "date": self.date, "place": self.place, "days_apart": self.days_apart, "km": self.km,
            "killed": ends(self.killed), "their_killed": ends(self.their_killed),
            "injured": ends(self.injured), "their_injured": ends(self.their_injured),
            "differences": self.differences,
        })
    }

    fn cells(&self) -> Vec<String> {
        fn cell(value: Option<impl ToString>) -> String {
            value.map(|value| value.to_string()).unwrap_or_default()
        }
        let mut cells = vec![
            self.status.to_owned(),
            cell(self.incident.as_ref()),
            cell(self.reference.as_ref()),
            cell(self.line),
            self.date.clone(),
            self.place.clone(),
            cell(self.days_apart),
            cell(self.km.map(|km| format!("{km:.1}"))),
        ];
        for (low, best, high) in [self.killed, self.their_killed, self.injured, self.their_injured] {
            cells.extend([cell(low), cell(best), cell(high)]);
        }
        cells.push(self.differences.join("; "));
        cells
    }
}

fn lines(compared: &Compared, incidents: &[Incident], rows: &[Reference]) -> Vec<Line> {
    let matched = compared.matched.iter().map(|found| {
        let status = if found.differences.is_empty() { "matched" } else { "differs" };
        Line {
            days_apart: Some(found.days_apart),
            km: found.km,
            differences: found.differences.clone(),
            ..Line::of(status, Some(&incidents[found.incident]), Some(&rows[found.row]))
        }
    });
    let here = compared.only_here.iter().map(|at| Line::of("only here", Some(&incidents[*at]), None));
    let there = compared.only_there.iter().map(|at| Line::of("only there", None, Some(&rows[*at])));
    let open = compared.open.iter().map(|at| Line::of("not comparable", Some(&incidents[*at]), None));
    matched.chain(here).chain(there).chain(open).collect()
}
