//! Finding claims and reports by the first characters of their ids.

use recount_model::{ClaimId, ReportId};

use crate::error::{Doing, Error};
use crate::open::Ledger;

impl Ledger {
    /// The claim of the view that starts so; failing that, one of an older reading.
    pub fn find_claim(&self, asked: &str) -> Result<ClaimId, Error> {
        let now =
            self.starting("SELECT claim FROM incident_claims WHERE claim >= ?1 AND claim < ?2", "c-", asked)?;
        let found = if now.is_empty() {
            self.starting("SELECT DISTINCT claim FROM claims WHERE claim >= ?1 AND claim < ?2", "c-", asked)?
        } else {
            now
        };
        let id = self.only(asked, found)?;
        ClaimId::from_text(&id).ok_or_else(|| Error::NotFound { path: self.path.clone(), id })
    }

    /// The report that starts so.
    pub fn find_report(&self, asked: &str) -> Result<ReportId, Error> {
        let found =
            self.starting("SELECT report FROM reports WHERE report >= ?1 AND report < ?2", "r-", asked)?;
        let id = self.only(asked, found)?;
        ReportId::from_text(&id).ok_or_else(|| Error::NotFound { path: self.path.clone(), id })
    }

    fn starting(&self, sql: &str, prefix: &str, asked: &str) -> Result<Vec<String>, Error> {
        let doing = "looking for an id";
        let from = if asked.starts_with(prefix) { asked.to_owned() } else { format!("{prefix}{asked}") };
        let mut statement = self.connection.prepare_cached(sql).doing(&self.path, doing)?;
        let rows = statement.query_map([&from, &format!("{from}\u{10ffff}")], |row| row.get(0));
        rows.and_then(Iterator::collect).doing(&self.path, doing)
    }

    fn only(&self, asked: &str, mut found: Vec<String>) -> Result<String, Error> {
        let (path, count) = (self.path.clone(), found.len());
        match found.pop() {
            Some(id) if count == 1 => Ok(id),
            Some(_) => Err(Error::Ambiguous { path, prefix: asked.to_owned(), count }),
            None => Err(Error::NotFound { path, id: asked.to_owned() }),
        }
    }
}
