//! `recount export`: the incidents of the ledger for other programs.

use std::cmp::Reverse;
use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::Path;

use anyhow::anyhow;
use recount_export::Views;
use recount_export::csv::{self, ClaimRow, FigureRow, IncidentRow, Row};
use recount_export::incidents::incident_line;
use recount_ledger::Ledger;
use recount_model::{Harm, Incident, Range, Sha256};

use crate::args::{Export, ExportFormat};
use crate::input::plain_words;
use crate::stock;
use crate::tell::{Outcome, results};

/// Runs the command.
pub fn run(arguments: &Export) -> anyhow::Result<Outcome> {
    let mut ledger = Ledger::open(&arguments.ledger.path)?;
    let mut incidents = ledger.incidents()?;
    put_in_order(&mut incidents);
    let stock = Stock { profile: stock::view_profile(&ledger)?, incidents, views: stock::views(&ledger)? };
    match (arguments.format, &arguments.out) {
        (ExportFormat::Jsonl, None) => {
            let bytes = stock.jsonl();
            print(&bytes)?;
            ledger.log_export("jsonl", Sha256::of(&bytes))?;
        }
        (ExportFormat::Jsonl, Some(file)) => {
            let bytes = stock.jsonl();
            save(file, &bytes)?;
            ledger.log_export("jsonl", Sha256::of(&bytes))?;
        }
        (ExportFormat::Csv, None) => {
            let (name, bytes) = stock.incident_table()?;
            print(&bytes)?;
            ledger.log_export(name, Sha256::of(&bytes))?;
        }
        (ExportFormat::Csv, Some(folder)) => {
            fs::create_dir_all(folder)
                .map_err(|error| anyhow!("{}: {}", folder.display(), plain_words(&error)))?;
            for (name, bytes) in [stock.incident_table()?, stock.claim_table()?, stock.figure_table()?] {
                save(&folder.join(name), &bytes)?;
                ledger.log_export(name, Sha256::of(&bytes))?;
            }
        }
    }
    Ok(Outcome::Fine)
}

/// By day, those without one last; of one day first what harmed most people by most reports, because that is what a
/// reader of the day looks for. The id makes the order whole.
fn put_in_order(incidents: &mut [Incident]) {
    incidents.sort_by_cached_key(|incident| {
        let day = incident.when.as_ref().and_then(|when| when.earliest.or(when.latest));
        let total =
            |harm| incident.ranges.get(&(harm, None)).and_then(|range: &Range| range.high.or(range.low));
        let harmed = total(Harm::Killed).unwrap_or(0).saturating_add(total(Harm::Injured).unwrap_or(0));
        (day.is_none(), day, Reverse(harmed), Reverse(incident.links), incident.id.clone())
    });
}

struct Stock {
    profile: String,
    incidents: Vec<Incident>,
    views: Views,
}

impl Stock {
    fn jsonl(&self) -> Vec<u8> {
        let line = |incident: &Incident| incident_line(incident, &self.profile, &self.views) + "\n";
        self.incidents.iter().map(line).collect::<String>().into_bytes()
    }

    fn incident_table(&self) -> anyhow::Result<(&'static str, Vec<u8>)> {
        table(self.incidents.iter().map(|incident| IncidentRow::of(incident, &self.profile)))
    }

    fn claim_table(&self) -> anyhow::Result<(&'static str, Vec<u8>)> {
        let rows = self.incidents.iter().flat_map(|incident| {
            let views = incident.claims.iter().filter_map(|id| self.views.claims.get(id));
            views.map(|claim| ClaimRow::of(claim, Some(&incident.id)))
        });
        table(rows)
    }

    fn figure_table(&self) -> anyhow::Result<(&'static str, Vec<u8>)> {
        let rows = self.incidents.iter().flat_map(|incident| {
            let views = incident.claims.iter().filter_map(|id| self.views.claims.get(id));
            views.flat_map(|claim| FigureRow::of_claim(claim, Some(&incident.id)))
        });
        table(rows)
    }
}

fn table<R: Row>(rows: impl IntoIterator<Item = R>) -> anyhow::Result<(&'static str, Vec<u8>)> {
    let mut bytes = Vec::new();
    csv::write(&mut bytes, rows)?;
    Ok((R::TABLE, bytes))
}

fn print(bytes: &[u8]) -> io::Result<()> {
    let mut out = results();
    out.write_all(bytes)?;
    out.flush()
}

/// Writes beside the file and then takes its place, so that no reader ever sees half an export.
fn save(path: &Path, bytes: &[u8]) -> anyhow::Result<()> {
    let mut beside = path.as_os_str().to_owned();
    beside.push(".part");
    let write = || -> io::Result<()> {
        let mut file = BufWriter::new(File::create(&beside)?);
        file.write_all(bytes)?;
        file.into_inner().map_err(io::IntoInnerError::into_error)?.sync_all()?;
        fs::rename(&beside, path)
    };
    write().map_err(|error| anyhow!("{}: {}", path.display(), plain_words(&error)))
}
