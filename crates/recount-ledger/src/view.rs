//! What the view of incidents was made from, so that nobody takes an old view for a new one or makes the same one twice.

use rusqlite::{OptionalExtension, params};

use crate::error::{Doing, Error};
use crate::open::Ledger;

/// Everything a view of incidents depends on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ViewBasis {
    /// Name and version of the profile that made the ranges.
    pub profile: String,
    /// Engine and lexicon that reconciled.
    pub made_by: String,
    /// Entries of the log that claims and judgements stand on; see [`Ledger::standing_entries`].
    pub entries: u64,
}

/// Made when first wanted; older programs do not know it and need not.
const PROFILES: &str = "CREATE TABLE IF NOT EXISTS profiles (profile TEXT PRIMARY KEY, text TEXT NOT NULL)";

const DOING: &str = "reading what incidents were made from";

impl Ledger {
    /// Number of log entries that can change an incident: all but exports.
    pub fn standing_entries(&self) -> Result<u64, Error> {
        let sql = "SELECT COUNT(*) FROM log WHERE kind != 'export'";
        let count = self.connection.query_row(sql, [], |row| row.get::<_, i64>(0));
        count.map(|count| count as u64).doing(&self.path, DOING)
    }

    /// What the view was made from; none before the first.
    pub fn view_basis(&self) -> Result<Option<ViewBasis>, Error> {
        let sql = "SELECT profile, made_by, entries FROM view_basis";
        let read = |row: &rusqlite::Row<'_>| {
            let entries: i64 = row.get(2)?;
            Ok(ViewBasis { profile: row.get(0)?, made_by: row.get(1)?, entries: entries as u64 })
        };
        self.connection.query_row(sql, [], read).optional().doing(&self.path, DOING)
    }

    /// Keeps the text of a profile of the user's own, under its name and version, so that later commands of other
    /// folders and machines still count by it.
    pub fn keep_profile(&mut self, profile: &str, text: &str) -> Result<(), Error> {
        let doing = "keeping a profile";
        self.connection.execute_batch(PROFILES).doing(&self.path, doing)?;
        let sql = "INSERT OR REPLACE INTO profiles (profile, text) VALUES (?, ?)";
        self.connection.execute(sql, [profile, text]).map(drop).doing(&self.path, doing)
    }

    /// The text of a profile that was kept.
    pub fn kept_profile(&self, profile: &str) -> Result<Option<String>, Error> {
        let doing = "reading a profile";
        self.connection.execute_batch(PROFILES).doing(&self.path, doing)?;
        let sql = "SELECT text FROM profiles WHERE profile = ?";
        self.connection.query_row(sql, [profile], |row| row.get(0)).optional().doing(&self.path, doing)
    }

    /// Notes what the view was made from, after [`Ledger::replace_incidents`]: a program killed between the two makes
    /// the view once more.
    pub fn note_view_basis(&mut self, basis: &ViewBasis) -> Result<(), Error> {
        let sql = "INSERT OR REPLACE INTO view_basis (id, profile, made_by, entries) VALUES (1, ?, ?, ?)";
        let values = params![basis.profile, basis.made_by, basis.entries as i64];
        self.connection
            .execute(sql, values)
            .map(drop)
            .doing(&self.path, "noting what incidents were made from")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_export_makes_no_view_old() {
        let folder = tempfile::tempdir().unwrap();
        let mut ledger = Ledger::create(folder.path().join("a.ledger")).unwrap();
        assert_eq!(ledger.view_basis().unwrap(), None);
        let basis = ViewBasis {
            profile: "airwars 1".into(),
            made_by: "engine 1".into(),
            entries: ledger.standing_entries().unwrap(),
        };
        ledger.note_view_basis(&basis).unwrap();
        ledger.log_export("jsonl", recount_model::Sha256::of(b"")).unwrap();
        assert_eq!(ledger.standing_entries().unwrap(), basis.entries);
        assert_eq!(ledger.view_basis().unwrap(), Some(basis));
    }
}
