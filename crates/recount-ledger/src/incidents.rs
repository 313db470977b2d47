//! The view of incidents, and the table of aliases that keeps citations from dangling when the view changes.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use recount_model::{ClaimId, Incident, IncidentId};
use rusqlite::{Connection, OptionalExtension, params};

use crate::error::{Doing, Error};
use crate::ingest::json;
use crate::open::Ledger;
use crate::rows::IncidentRow;

/// What became of an incident id that the view no longer has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum IncidentFate {
    /// All its claims that are left are in one other incident.
    Merged,
    /// Its claims went to several incidents; the alias leads to the one that holds the claim the id came from.
    Split,
    /// None of its claims is left.
    Retired,
}

impl IncidentFate {
    /// The name in the ledger and on screen.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Merged => "merged",
            Self::Split => "split",
            Self::Retired => "retired",
        }
    }

    fn from_text(text: &str) -> Option<Self> {
        [Self::Merged, Self::Split, Self::Retired].into_iter().find(|fate| fate.as_str() == text)
    }
}

/// An incident that was asked for.
#[derive(Clone, Debug, PartialEq)]
pub struct Found {
    /// The incident; none if it was retired.
    pub incident: Option<Incident>,
    /// The old id that was asked for and what became of it, where it was not a live one.
    pub alias: Option<(IncidentId, IncidentFate)>,
}

const DOING: &str = "reading incidents";

impl Ledger {
    /// Replaces the view of incidents. Ids that vanish become aliases; the result says what became of each.
    pub fn replace_incidents(
        &mut self,
        incidents: &[Incident],
    ) -> Result<BTreeMap<IncidentId, (IncidentFate, Option<IncidentId>)>, Error> {
        let doing = "replacing incidents";
        let path = &self.path;
        let transaction = self.connection.transaction().doing(path, doing)?;
        let fates = vanished(&transaction, incidents).doing(path, doing)?;
        let replace = || -> rusqlite::Result<()> {
            transaction.execute_batch(
                "DELETE FROM incidents; DELETE FROM incident_claims; DELETE FROM incident_reports;",
            )?;
            let mut insert =
                transaction.prepare_cached("INSERT INTO incidents (incident, row) VALUES (?, ?)")?;
            let mut claims =
                transaction.prepare_cached("INSERT INTO incident_claims (claim, incident) VALUES (?, ?)")?;
            let mut reports = transaction
                .prepare_cached("INSERT OR IGNORE INTO incident_reports (report, incident) VALUES (?, ?)")?;
            // An id that lives again needs no alias.
            let mut revive = transaction.prepare_cached("DELETE FROM incident_aliases WHERE old = ?")?;
            for incident in incidents {
                let id = incident.id.as_str();
                insert.execute(params![id, json(&IncidentRow::of(incident))])?;
                for claim in &incident.claims {
                    claims.execute([claim.as_str(), id])?;
                }
                for report in &incident.reports {
                    reports.execute([report.as_str(), id])?;
                }
                revive.execute([id])?;
            }
            let mut alias = transaction
                .prepare_cached("INSERT OR REPLACE INTO incident_aliases (old, new, why) VALUES (?, ?, ?)")?;
            for (old, (fate, new)) in &fates {
                alias.execute(params![old.as_str(), new.as_ref().map(IncidentId::as_str), fate.as_str()])?;
            }
            Ok(())
        };
        replace().doing(path, doing)?;
        transaction.commit().doing(path, doing)?;
        Ok(fates)
    }

    /// All incidents of the view, sorted by id.
    pub fn incidents(&self) -> Result<Vec<Incident>, Error> {
        let mut statement = self
            .connection
            .prepare("SELECT row FROM incidents ORDER BY incident")
            .doing(&self.path, DOING)?;
        let rows = statement.query_map([], |row| row.get::<_, String>(0)).doing(&self.path, DOING)?;
        rows.map(|row| self.parse(&row.doing(&self.path, DOING)?)).collect()
    }

    /// The incident that holds a claim.
    pub fn incident_of_claim(&self, claim: &ClaimId) -> Result<Option<IncidentId>, Error> {
        let sql = "SELECT incident FROM incident_claims WHERE claim = ?";
        let found =
            self.connection.query_row(sql, [claim.as_str()], |row| row.get::<_, String>(0)).optional();
        Ok(found.doing(&self.path, DOING)?.and_then(|id| IncidentId::from_text(&id)))
    }

    /// Finds an incident by its id, an id it once had, or the first characters of either (with or without `i-`).
    pub fn incident(&self, asked: &str) -> Result<Found, Error> {
        let prefix = if asked.starts_with("i-") { asked.to_owned() } else { format!("i-{asked}") };
        let ids = |sql: &str| -> Result<Vec<String>, Error> {
            // Ids are letters, digits and a dash, so a prefix with other characters fits none and needs no escape.
            let last = format!("{prefix}\u{10ffff}");
            let mut statement = self.connection.prepare_cached(sql).doing(&self.path, DOING)?;
            let rows = statement.query_map([&prefix, &last], |row| row.get(0));
            rows.and_then(Iterator::collect).doing(&self.path, DOING)
        };
        let live = ids("SELECT incident FROM incidents WHERE incident >= ? AND incident < ?")?;
        let old = ids("SELECT old FROM incident_aliases WHERE old >= ? AND old < ?")?;
        match (live.as_slice(), old.as_slice()) {
            ([id], []) => Ok(Found { incident: self.load(id)?, alias: None }),
            ([], [id]) => self.follow(id),
            ([], []) => Err(Error::NotFound { path: self.path.clone(), id: asked.to_owned() }),
            _ => Err(Error::Ambiguous {
                path: self.path.clone(),
                prefix: asked.to_owned(),
                count: live.len() + old.len(),
            }),
        }
    }

    /// Follows aliases to the incident that lives. An id is never both live and an alias, so a chain ends.
    fn follow(&self, old: &str) -> Result<Found, Error> {
        let sql = "SELECT new, why FROM incident_aliases WHERE old = ?";
        let (mut id, mut alias, mut seen) = (old.to_owned(), None, HashSet::new());
        while seen.insert(id.clone()) {
            let next = self.connection.prepare_cached(sql).and_then(|mut statement| {
                let read = |row: &rusqlite::Row<'_>| {
                    Ok((row.get::<_, Option<String>>(0)?, row.get::<_, String>(1)?))
                };
                statement.query_row([&id], read).optional()
            });
            let Some((next, why)) = next.doing(&self.path, DOING)? else { break };
            let fate = IncidentFate::from_text(&why);
            let named = IncidentId::from_text(old).zip(fate);
            let named = named
                .ok_or_else(|| Error::corrupt(&self.path, DOING, format!("the alias {old} does not fit")))?;
            alias.get_or_insert(named);
            match next {
                Some(next) => id = next,
                None => return Ok(Found { incident: None, alias }),
            }
        }
        Ok(Found { incident: self.load(&id)?, alias })
    }

    fn load(&self, id: &str) -> Result<Option<Incident>, Error> {
        let sql = "SELECT row FROM incidents WHERE incident = ?";
        let row = self.connection.query_row(sql, [id], |row| row.get::<_, String>(0)).optional();
        row.doing(&self.path, DOING)?.map(|row| self.parse(&row)).transpose()
    }

    fn parse(&self, row: &str) -> Result<Incident, Error> {
        let parsed: Result<IncidentRow, String> =
            serde_json::from_str(row).map_err(|error| error.to_string());
        parsed.and_then(IncidentRow::into_incident).map_err(|wrong| Error::corrupt(&self.path, DOING, wrong))
    }
}

type Fates = BTreeMap<IncidentId, (IncidentFate, Option<IncidentId>)>;

/// What becomes of the ids that the view has and the new one has not.
fn vanished(connection: &Connection, incidents: &[Incident]) -> rusqlite::Result<Fates> {
    let live: HashSet<&str> = incidents.iter().map(|incident| incident.id.as_str()).collect();
    let home: HashMap<&str, &IncidentId> = incidents
        .iter()
        .flat_map(|incident| incident.claims.iter().map(|claim| (claim.as_str(), &incident.id)))
        .collect();
    let mut statement = connection.prepare("SELECT incident FROM incidents")?;
    let before: Vec<String> = statement.query_map([], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?;
    let mut fates = Fates::new();
    for old in before.iter().filter(|old| !live.contains(old.as_str())) {
        let Some(id) = IncidentId::from_text(old) else { continue };
        // The claim that gave the id its name comes first, then the others in order of their ids.
        let mut claims = connection.prepare_cached(
            "SELECT claim FROM incident_claims WHERE incident = ?1
             ORDER BY NOT EXISTS (SELECT 1 FROM claims WHERE claims.claim = incident_claims.claim AND as_incident = ?1), claim",
        )?;
        let claims: Vec<String> =
            claims.query_map([old], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?;
        let homes: Vec<&IncidentId> =
            claims.iter().filter_map(|claim| home.get(claim.as_str()).copied()).collect();
        let fate = match homes.iter().collect::<BTreeSet<_>>().len() {
            0 => IncidentFate::Retired,
            1 => IncidentFate::Merged,
            _ => IncidentFate::Split,
        };
        fates.insert(id, (fate, homes.first().map(|id| (*id).clone())));
    }
    Ok(fates)
}
