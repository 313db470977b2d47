//! Prints of reports: what reconciling keeps of each, so that a change makes only those incidents anew that it can touch.
//!
//! They belong to the view of incidents and always stand for the same state as it. What the bytes mean is the engine's.

use std::collections::BTreeMap;

use recount_model::ReportId;
use rusqlite::{Connection, params};

use crate::error::{Doing, Error};
use crate::open::Ledger;

/// Made when first wanted; older programs do not know it and need not.
const TABLE: &str = "CREATE TABLE IF NOT EXISTS prints (
    report  INTEGER PRIMARY KEY,
    reading INTEGER NOT NULL,
    print   BLOB NOT NULL
)";

/// The prints of the view, beside the reports that count now.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Prints {
    /// Reports that count and were not read since.
    pub standing: Vec<(ReportId, Vec<u8>)>,
    /// Reports that came or were read anew since.
    pub new: Vec<ReportId>,
    /// Prints of those that count no more, or were read anew.
    pub gone: Vec<(ReportId, Vec<u8>)>,
}

impl Ledger {
    /// What changed since the view was made; none where the view was made without prints.
    pub fn prints(&self) -> Result<Option<Prints>, Error> {
        let doing = "reading prints";
        self.read_prints().doing(&self.path, doing)
    }

    fn read_prints(&self) -> rusqlite::Result<Option<Prints>> {
        self.connection.execute_batch(TABLE)?;
        if !self.connection.prepare("SELECT 1 FROM prints")?.exists([])? {
            return Ok(None);
        }
        let mut prints = Prints::default();
        let mut statement = self.connection.prepare(
            "SELECT reports.report, superseded_by IS NULL AND reports.salt IS NOT NULL, print, prints.reading, readings.id
             FROM reports LEFT JOIN prints ON prints.report = reports.id
             LEFT JOIN readings ON readings.report = reports.id AND newest = 1",
        )?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let Some(report) = ReportId::from_text(&row.get::<_, String>(0)?) else { continue };
            let (counts, print): (bool, Option<Vec<u8>>) = (row.get(1)?, row.get(2)?);
            let (kept, newest): (Option<i64>, Option<i64>) = (row.get(3)?, row.get(4)?);
            match print {
                Some(print) if counts && kept == newest => prints.standing.push((report, print)),
                print => {
                    prints.gone.extend(print.map(|print| (report.clone(), print)));
                    prints.new.extend(counts.then_some(report));
                }
            }
        }
        Ok(Some(prints))
    }
}

/// Keeps the prints of a new view.
pub(crate) fn replace(connection: &Connection, prints: &BTreeMap<ReportId, Vec<u8>>) -> rusqlite::Result<()> {
    forget(connection)?;
    write(connection, prints)
}

/// Keeps what changed.
pub(crate) fn change(
    connection: &Connection,
    gone: &[ReportId],
    prints: &BTreeMap<ReportId, Vec<u8>>,
) -> rusqlite::Result<()> {
    let mut delete = connection
        .prepare_cached("DELETE FROM prints WHERE report = (SELECT id FROM reports WHERE report = ?)")?;
    for report in gone {
        delete.execute([report.as_str()])?;
    }
    write(connection, prints)
}

fn write(connection: &Connection, prints: &BTreeMap<ReportId, Vec<u8>>) -> rusqlite::Result<()> {
    let mut insert = connection.prepare_cached(
        "INSERT OR REPLACE INTO prints (report, reading, print)
         SELECT reports.id, readings.id, ?2 FROM reports JOIN readings ON readings.report = reports.id AND newest = 1
         WHERE reports.report = ?1",
    )?;
    for (report, print) in prints {
        insert.execute(params![report.as_str(), print])?;
    }
    Ok(())
}

/// Forgets all prints, so that the next view is made from everything.
pub(crate) fn forget(connection: &Connection) -> rusqlite::Result<()> {
    connection.execute_batch(TABLE)?;
    connection.execute("DELETE FROM prints", []).map(drop)
}
