//! The view of incidents, and the table of aliases that keeps citations from dangling when the view changes.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use recount_model::{ClaimId, Incident, IncidentId, ReportId};
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
    ///
    /// The prints are those that later changes of the view are found by; see [`Ledger::prints`].
    pub fn replace_incidents(
        &mut self,
        incidents: &[Incident],
        prints: &BTreeMap<ReportId, Vec<u8>>,
    ) -> Result<Fates, Error> {
        let doing = "replacing incidents";
        let path = &self.path;
        let transaction = self.connection.transaction().doing(path, doing)?;
        let replace = || -> rusqlite::Result<Fates> {
            let before = ids_of(&transaction)?;
            let fates = vanished(&transaction, &before, incidents)?;
            transaction.execute_batch(
                "DELETE FROM incidents; DELETE FROM incident_claims; DELETE FROM incident_reports;",
            )?;
            for incident in incidents {
                write(&transaction, incident, &json(&IncidentRow::of(incident)))?;
            }
            write_aliases(&transaction, &fates)?;
            crate::prints::replace(&transaction, prints)?;
            Ok(fates)
        };
        let fates = replace().doing(path, doing)?;
        transaction.commit().doing(path, doing)?;
        Ok(fates)
    }

    /// Puts the incidents that a change made anew into the view and leaves all others as they are.
    ///
    /// None, and nothing is written, where the view does not fit the change: then all of it has to be made again.
    pub fn update_incidents(&mut self, change: &ViewChange<'_>) -> Result<Option<Updated>, Error> {
        let doing = "updating incidents";
        let path = self.path.clone();
        let before = self.touched(change).doing(&path, doing)?;
        let mut old: BTreeMap<String, (String, Incident)> = BTreeMap::new();
        for id in before {
            let sql = "SELECT row FROM incidents WHERE incident = ?";
            let row = self.connection.query_row(sql, [&id], |row| row.get::<_, String>(0)).optional();
            let Some(row) = row.doing(&path, doing)? else { return Ok(None) };
            let incident = self.parse(&row)?;
            let strange = incident.claims.iter().filter(|claim| !change.claims.contains(claim));
            for claim in strange {
                if stands(&self.connection, claim).doing(&path, doing)? {
                    return Ok(None);
                }
            }
            old.insert(id, (row, incident));
        }
        let transaction = self.connection.transaction().doing(&path, doing)?;
        let update = || -> rusqlite::Result<Updated> {
            let ids: Vec<String> = old.keys().cloned().collect();
            let fates = vanished(&transaction, &ids, change.incidents)?;
            let rows: Vec<String> =
                change.incidents.iter().map(|incident| json(&IncidentRow::of(incident))).collect();
            let is_same = |at: usize| {
                old.get(change.incidents[at].id.as_str()).is_some_and(|(row, _)| *row == rows[at])
            };
            let written: Vec<usize> = (0..rows.len()).filter(|at| !is_same(*at)).collect();
            let same: HashSet<&str> = (0..rows.len())
                .filter(|at| is_same(*at))
                .map(|at| change.incidents[at].id.as_str())
                .collect();
            for (id, (_, incident)) in old.iter().filter(|(id, _)| !same.contains(id.as_str())) {
                erase(&transaction, id, incident)?;
            }
            for at in &written {
                write(&transaction, &change.incidents[*at], &rows[*at])?;
            }
            write_aliases(&transaction, &fates)?;
            crate::prints::change(&transaction, change.gone, change.prints)?;
            Ok(Updated { written, fates })
        };
        let updated = update().doing(&path, doing)?;
        transaction.commit().doing(&path, doing)?;
        Ok(Some(updated))
    }

    /// The incidents of the view that hold claims of a change or tell of its reports.
    fn touched(&self, change: &ViewChange<'_>) -> rusqlite::Result<BTreeSet<String>> {
        let mut ids = BTreeSet::new();
        let mut of_claim =
            self.connection.prepare_cached("SELECT incident FROM incident_claims WHERE claim = ?")?;
        for claim in change.claims {
            ids.extend(of_claim.query_row([claim.as_str()], |row| row.get::<_, String>(0)).optional()?);
        }
        let mut of_report =
            self.connection.prepare_cached("SELECT incident FROM incident_reports WHERE report = ?")?;
        for report in change.prints.keys().chain(change.gone) {
            let found = of_report.query_map([report.as_str()], |row| row.get::<_, String>(0))?;
            ids.extend(found.collect::<rusqlite::Result<Vec<_>>>()?);
        }
        Ok(ids)
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

/// What became of ids that the view no longer has.
pub type Fates = BTreeMap<IncidentId, (IncidentFate, Option<IncidentId>)>;

/// A part of the view that was made anew.
#[derive(Clone, Copy, Debug)]
pub struct ViewChange<'v> {
    /// The claims whose incidents were made anew.
    pub claims: &'v HashSet<ClaimId>,
    /// The incidents that hold exactly these claims.
    pub incidents: &'v [Incident],
    /// Prints of the reports that came, or were read or judged anew.
    pub prints: &'v BTreeMap<ReportId, Vec<u8>>,
    /// Reports that count no more.
    pub gone: &'v [ReportId],
}

/// What a change of the view did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Updated {
    /// The incidents that are new or not as they were, by their places in the change.
    pub written: Vec<usize>,
    /// What became of ids that vanished.
    pub fates: Fates,
}

fn ids_of(connection: &Connection) -> rusqlite::Result<Vec<String>> {
    let mut statement = connection.prepare("SELECT incident FROM incidents")?;
    statement.query_map([], |row| row.get(0))?.collect()
}

/// Whether the newest reading of a report that counts makes the claim.
fn stands(connection: &Connection, claim: &ClaimId) -> rusqlite::Result<bool> {
    let sql = "SELECT 1 FROM claims JOIN readings ON readings.id = claims.reading
         JOIN reports ON reports.id = readings.report
         WHERE claim = ? AND newest = 1 AND superseded_by IS NULL AND reports.salt IS NOT NULL";
    connection.prepare_cached(sql)?.exists([claim.as_str()])
}

fn write(connection: &Connection, incident: &Incident, row: &str) -> rusqlite::Result<()> {
    let id = incident.id.as_str();
    connection
        .prepare_cached("INSERT INTO incidents (incident, row) VALUES (?, ?)")?
        .execute(params![id, row])?;
    let mut claims =
        connection.prepare_cached("INSERT INTO incident_claims (claim, incident) VALUES (?, ?)")?;
    for claim in &incident.claims {
        claims.execute([claim.as_str(), id])?;
    }
    let mut reports = connection
        .prepare_cached("INSERT OR IGNORE INTO incident_reports (report, incident) VALUES (?, ?)")?;
    for report in &incident.reports {
        reports.execute([report.as_str(), id])?;
    }
    // An id that lives again needs no alias.
    connection.prepare_cached("DELETE FROM incident_aliases WHERE old = ?")?.execute([id])?;
    Ok(())
}

fn erase(connection: &Connection, id: &str, incident: &Incident) -> rusqlite::Result<()> {
    connection.prepare_cached("DELETE FROM incidents WHERE incident = ?")?.execute([id])?;
    connection.prepare_cached("DELETE FROM incident_claims WHERE incident = ?")?.execute([id])?;
    let mut reports =
        connection.prepare_cached("DELETE FROM incident_reports WHERE report = ? AND incident = ?")?;
    for report in &incident.reports {
        reports.execute([report.as_str(), id])?;
    }
    Ok(())
}

fn write_aliases(connection: &Connection, fates: &Fates) -> rusqlite::Result<()> {
    let mut alias = connection
        .prepare_cached("INSERT OR REPLACE INTO incident_aliases (old, new, why) VALUES (?, ?, ?)")?;
    for (old, (fate, new)) in fates {
        alias.execute(params![old.as_str(), new.as_ref().map(IncidentId::as_str), fate.as_str()])?;
    }
    Ok(())
}

/// What becomes of those of these ids that the new incidents have not.
fn vanished(connection: &Connection, before: &[String], incidents: &[Incident]) -> rusqlite::Result<Fates> {
    let live: HashSet<&str> = incidents.iter().map(|incident| incident.id.as_str()).collect();
    let home: HashMap<&str, &IncidentId> = incidents
        .iter()
        .flat_map(|incident| incident.claims.iter().map(|claim| (claim.as_str(), &incident.id)))
        .collect();
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
