//! Re-hashes every blob, text and claim, and replays the log.
//!
//! A problem names the record and what does not fit. Content that was erased with a tombstone is listed apart: it is
//! "erased", not "tampered". Somebody who can write the file can also rewrite its log from the start; against that,
//! compare [`Verification::root`] with a root noted earlier.

use std::collections::HashSet;
use std::fmt;

use recount_model::{ReportId, Sha256, Text};
use rusqlite::Connection;

use crate::erase::erasure_digest;
use crate::error::Error;
use crate::ingest::{claim_leaf, ingest_digest, line_hashes, reading_digest, reading_reference};
use crate::judgements::judgement_digest;
use crate::log::LogEntry;
use crate::merkle::{Frontier, Hash, root_of};
use crate::open::Ledger;
use crate::pack::Unpacker;
use crate::stored::{REPORT_COLUMN_COUNT, REPORT_COLUMNS, claim_of, report_of};
use crate::versions::{content_digest, full_digest};

/// Which sort of record does not fit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ProblemKind {
    /// The file as a database.
    Store,
    /// Raw bytes.
    Blob,
    /// A report: its text or what is printed beside it.
    Report,
    /// A run of the engine.
    Reading,
    /// A claim.
    Claim,
    /// The record that a file was added.
    Ingest,
    /// A person's judgement.
    Judgement,
    /// A tombstone.
    Erasure,
    /// The log itself.
    Log,
}

/// Something that does not fit, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// Which sort of record.
    pub kind: ProblemKind,
    /// The record.
    pub place: String,
    /// What does not fit.
    pub message: String,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.place, self.message)
    }
}

/// What verifying found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Verification {
    /// Everything that does not fit; empty for a sound ledger.
    pub problems: Vec<Problem>,
    /// Reports whose content was erased with a tombstone.
    pub erased: Vec<ReportId>,
    /// Blobs that were hashed.
    pub blobs: u64,
    /// Reports that were hashed.
    pub reports: u64,
    /// Claims that were hashed.
    pub claims: u64,
    /// Entries of the log that were replayed.
    pub entries: u64,
    /// Root over the replayed log.
    pub root: Hash,
}

impl Verification {
    fn add(&mut self, kind: ProblemKind, place: impl Into<String>, message: impl Into<String>) {
        self.problems.push(Problem { kind, place: place.into(), message: message.into() });
    }
}

impl Ledger {
    /// Verifies the whole ledger. Damage is a list of problems, not an error.
    pub fn verify(&self) -> Result<Verification, Error> {
        let mut found = Verification::default();
        let checks: [fn(&Connection, &mut Verification) -> rusqlite::Result<()>; 7] = [
            check_store,
            check_log,
            check_blobs,
            check_ingests,
            check_reports,
            check_judgements,
            check_erasures,
        ];
        for check in checks {
            if let Err(error) = check(&self.connection, &mut found) {
                match Error::of_store(&self.path, "verifying", error) {
                    // A page that cannot be parsed is a finding; the other checks may still say more.
                    Error::Corrupt { message, .. } => found.add(ProblemKind::Store, "the file", message),
                    error => return Err(error),
                }
            }
        }
        Ok(found)
    }
}

fn check_store(connection: &Connection, found: &mut Verification) -> rusqlite::Result<()> {
    let mut statement = connection.prepare("PRAGMA integrity_check (20)")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let message: String = row.get(0)?;
        if message != "ok" {
            found.add(ProblemKind::Store, "the file", message);
        }
    }
    Ok(())
}

/// Replays the log, and looks for entries whose record is gone.
fn check_log(connection: &Connection, found: &mut Verification) -> rusqlite::Result<()> {
    let mut frontier = Frontier::default();
    let mut statement =
        connection.prepare("SELECT seq, at, kind, reference, digest, leaf FROM log ORDER BY seq")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let seq: i64 = row.get(0)?;
        let (at, kind, reference, digest) = (row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?);
        let entry = LogEntry { seq: seq as u64, at, kind, reference, digest };
        let place = format!("log entry {seq}");
        if entry.seq != frontier.size() {
            found.add(ProblemKind::Log, &place, format!("stands where entry {} should", frontier.size()));
        }
        if entry.leaf() != row.get::<_, Hash>(5)? {
            found.add(ProblemKind::Log, &place, "was changed after it was written");
        }
        frontier.push(entry.leaf());
    }
    found.entries = frontier.size();
    found.root = frontier.root();
    let (size, root): (i64, Hash) =
        connection.query_row("SELECT size, root FROM log_state", [], |row| Ok((row.get(0)?, row.get(1)?)))?;
    if (size as u64, root) != (frontier.size(), frontier.root()) {
        let message = format!("{} entries do not give the root that was noted over {size}", frontier.size());
        found.add(ProblemKind::Log, "the log", message);
    }
    let mut orphans = connection.prepare(
        "SELECT seq, kind, reference FROM log WHERE CASE kind
             WHEN 'ingest' THEN NOT EXISTS (SELECT 1 FROM files WHERE files.seq = log.seq)
             WHEN 'reading' THEN NOT EXISTS (SELECT 1 FROM readings WHERE readings.seq = log.seq)
             WHEN 'judgement' THEN NOT EXISTS (SELECT 1 FROM judgements WHERE judgements.seq = log.seq)
             WHEN 'erasure' THEN NOT EXISTS (SELECT 1 FROM erasures WHERE erasures.seq = log.seq)
             ELSE kind != 'export' END",
    )?;
    let mut rows = orphans.query([])?;
    while let Some(row) = rows.next()? {
        let (seq, kind, reference): (i64, String, String) = (row.get(0)?, row.get(1)?, row.get(2)?);
        found.add(ProblemKind::Log, format!("log entry {seq}"), format!("the {kind} of {reference} is gone"));
    }
    Ok(())
}

/// Whether the log holds exactly this at a place.
fn is_logged(
    connection: &Connection,
    seq: i64,
    kind: &str,
    reference: &str,
    digest: &Sha256,
) -> rusqlite::Result<bool> {
    let sql = "SELECT 1 FROM log WHERE seq = ? AND kind = ? AND reference = ? AND digest = ?";
    connection.prepare_cached(sql)?.exists(rusqlite::params![seq, kind, reference, digest.0])
}

/// A check that could not run must not look like one that found nothing.
fn unpacker(found: &mut Verification) -> Option<Unpacker> {
    match Unpacker::new() {
        Ok(unpacker) => Some(unpacker),
        Err(wrong) => {
            found.add(ProblemKind::Store, "the program", format!("cannot unpack anything: {wrong}"));
            None
        }
    }
}

/// Unpacks and hashes every blob, and finds each report's raw bytes in it.
fn check_blobs(connection: &Connection, found: &mut Verification) -> rusqlite::Result<()> {
    let Some(mut unpacker) = unpacker(found) else { return Ok(()) };
    let mut statement = connection.prepare("SELECT id, sha256, zstd FROM blobs ORDER BY id")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let (id, sha256, packed): (i64, Hash, Option<Vec<u8>>) = (row.get(0)?, row.get(1)?, row.get(2)?);
        let sha256 = Sha256(sha256);
        let place = format!("raw bytes {sha256}");
        let raw_of_reports: Vec<(String, Hash)> = connection
            .prepare_cached("SELECT report, raw_sha256 FROM reports WHERE blob = ? AND salt IS NOT NULL")?
            .query_map([id], |row| Ok((row.get(0)?, row.get(1)?)))?
            .collect::<rusqlite::Result<_>>()?;
        let Some(packed) = packed else {
            // Erasing one report of a page takes the page away from its other reports too.
            let sql = "SELECT 1 FROM files JOIN reports ON reports.ingest = files.id
                 JOIN erasures ON erasures.report = reports.report WHERE files.blob = ?1 OR reports.blob = ?1";
            if !connection.prepare_cached(sql)?.exists([id])? {
                found.add(ProblemKind::Blob, place, "are gone without a tombstone");
            }
            continue;
        };
        found.blobs += 1;
        let bytes = match unpacker.unpack(&packed) {
            Ok(bytes) => bytes,
            Err(wrong) => {
                found.add(ProblemKind::Blob, place, format!("cannot be unpacked: {wrong}"));
                continue;
            }
        };
        if Sha256::of(&bytes) != sha256 {
            found.add(ProblemKind::Blob, place, "were changed: they have another hash");
            continue;
        }
        let mut lines = None;
        for (report, raw) in raw_of_reports.into_iter().filter(|(_, raw)| *raw != sha256.0) {
            let lines = lines.get_or_insert_with(|| line_hashes(&bytes));
            if !lines.contains_key(&Sha256(raw)) {
                found.add(
                    ProblemKind::Blob,
                    &place,
                    format!("hold no line that the report {report} was read from"),
                );
            }
        }
    }
    Ok(())
}

/// Compares every ingest, over the reports it added, with its entry.
fn check_ingests(connection: &Connection, found: &mut Verification) -> rusqlite::Result<()> {
    let mut statement = connection
        .prepare("SELECT files.id, name, sha256, salt, seq FROM files JOIN blobs ON blobs.id = files.blob ORDER BY files.id")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let (id, name, raw): (i64, String, Vec<u8>) = (row.get(0)?, row.get(1)?, row.get(2)?);
        let (salt, seq): (Vec<u8>, i64) = (row.get(3)?, row.get(4)?);
        let mut reports =
            connection.prepare_cached("SELECT report, digest FROM reports WHERE ingest = ? ORDER BY id")?;
        let mut reports = reports.query([id])?;
        let mut added = Vec::new();
        while let Some(report) = reports.next()? {
            added.push(report.get::<_, String>(0)?.into_bytes());
            added.push(report.get(1)?);
        }
        let digest = ingest_digest(&salt, &name, &raw, &added);
        if !is_logged(connection, seq, "ingest", &format!("file {id}"), &digest)? {
            found.add(
                ProblemKind::Ingest,
                format!("file {name:?}"),
                "its reports are not those that were logged",
            );
        }
    }
    Ok(())
}

/// Rebuilds and hashes every report, and every claim of all its readings.
fn check_reports(connection: &Connection, found: &mut Verification) -> rusqlite::Result<()> {
    let Some(mut unpacker) = unpacker(found) else { return Ok(()) };
    let sql =
        format!("SELECT {REPORT_COLUMNS}, id, salt, content, digest, superseded_by FROM reports ORDER BY id");
    let mut statement = connection.prepare(&sql)?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let id: String = row.get(0)?;
        let place = format!("report {id}");
        let number: i64 = row.get(REPORT_COLUMN_COUNT)?;
        let salt: Option<Vec<u8>> = row.get(REPORT_COLUMN_COUNT + 1)?;
        let successor: Option<String> = row.get(REPORT_COLUMN_COUNT + 4)?;
        if let Some(successor) = successor {
            let sql = "SELECT 1 FROM reports AS a JOIN reports AS b ON a.chain = b.chain WHERE a.report = ? AND b.report = ?";
            if successor == id || !connection.prepare_cached(sql)?.exists([&id, &successor])? {
                found.add(
                    ProblemKind::Report,
                    &place,
                    format!("is said to be superseded by {successor}, which is no version of it"),
                );
            }
        }
        let Some(salt) = salt else {
            let entombed =
                connection.prepare_cached("SELECT 1 FROM erasures WHERE report = ?")?.exists([&id])?;
            match ReportId::from_text(&id).filter(|_| entombed) {
                Some(id) => found.erased.push(id),
                None => found.add(ProblemKind::Report, &place, "its content is gone without a tombstone"),
            }
            check_readings(connection, found, number, &id, None)?;
            continue;
        };
        found.reports += 1;
        match report_of(row, &mut unpacker) {
            Err(error) => found.add(ProblemKind::Report, &place, error.to_string()),
            Ok(Err(wrong)) => found.add(ProblemKind::Report, &place, wrong),
            Ok(Ok(report)) => {
                let content = content_digest(&salt, &report);
                if report.id != ReportId::of_report(report.raw_sha256, report.ordinal, report.text.as_str()) {
                    found.add(ProblemKind::Report, &place, "its text was changed");
                } else if content.0 != row.get::<_, Hash>(REPORT_COLUMN_COUNT + 2)? {
                    found.add(ProblemKind::Report, &place, "what is printed beside its text was changed");
                } else if full_digest(&salt, &content, &report).0
                    != row.get::<_, Hash>(REPORT_COLUMN_COUNT + 3)?
                {
                    found.add(ProblemKind::Report, &place, "its file, offsets or notices were changed");
                }
                check_readings(connection, found, number, &id, Some(&report.text))?;
            }
        }
    }
    Ok(())
}

fn check_readings(
    connection: &Connection,
    found: &mut Verification,
    report: i64,
    id: &str,
    text: Option<&Text>,
) -> rusqlite::Result<()> {
    let mut statement = connection.prepare_cached(
        "SELECT id, number, engine, lexicon, root, seq, newest = (number = MAX(number) OVER ()) FROM readings
         WHERE report = ? ORDER BY number",
    )?;
    let mut rows = statement.query([report])?;
    while let Some(row) = rows.next()? {
        let (reading, number, seq): (i64, i64, i64) = (row.get(0)?, row.get(1)?, row.get(5)?);
        let (engine, lexicon, root): (String, String, Hash) = (row.get(2)?, row.get(3)?, row.get(4)?);
        let place = format!("reading {number} of report {id}");
        let digest = reading_digest(&engine, &lexicon, &root);
        if !is_logged(connection, seq, "reading", &reading_reference(id, number), &digest)? {
            found.add(ProblemKind::Reading, &place, "is not the one that was logged");
        }
        if !row.get::<_, bool>(6)? {
            found.add(ProblemKind::Reading, &place, "the newest reading is not the one that counts");
        }
        let leaves = check_claims(connection, found, reading, text)?;
        if root_of(&leaves) != root {
            found.add(ProblemKind::Reading, &place, "its claims are not those that were logged");
        }
    }
    Ok(())
}

/// Hashes the claims of a reading and cuts their quotes again; returns the leaves as the content gives them.
fn check_claims(
    connection: &Connection,
    found: &mut Verification,
    reading: i64,
    text: Option<&Text>,
) -> rusqlite::Result<Vec<Hash>> {
    let mut statement = connection.prepare_cached(
        "SELECT claim, as_incident, salt, leaf, row FROM claims WHERE reading = ? ORDER BY position",
    )?;
    let mut rows = statement.query([reading])?;
    let mut leaves = Vec::new();
    while let Some(row) = rows.next()? {
        let (id, as_incident, leaf): (String, String, Hash) = (row.get(0)?, row.get(1)?, row.get(3)?);
        let (salt, content): (Option<Vec<u8>>, Option<String>) = (row.get(2)?, row.get(4)?);
        let place = format!("claim {id}");
        leaves.push(leaf);
        let (Some(text), Some(salt), Some(content)) = (text, salt, content) else {
            if text.is_some() {
                found.add(ProblemKind::Claim, place, "its content is gone without a tombstone");
            }
            continue;
        };
        found.claims += 1;
        if claim_leaf(&salt, &content) != leaf {
            found.add(ProblemKind::Claim, place, "was changed after it was written");
            continue;
        }
        match claim_of(&content, text) {
            Err(wrong) => found.add(ProblemKind::Claim, place, wrong),
            Ok(claim) => {
                let anchor = &claim.anchor;
                if anchor.claim_id().as_str() != id || anchor.incident_id().as_str() != as_incident {
                    found.add(ProblemKind::Claim, place, "stands under another claim's id");
                }
            }
        }
    }
    Ok(leaves)
}

fn check_judgements(connection: &Connection, found: &mut Verification) -> rusqlite::Result<()> {
    let mut statement = connection.prepare("SELECT id, row, salt, seq FROM judgements ORDER BY id")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let (id, content, salt, seq): (i64, String, Vec<u8>, i64) =
            (row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?);
        if !is_logged(connection, seq, "judgement", &id.to_string(), &judgement_digest(&salt, &content))? {
            found.add(ProblemKind::Judgement, format!("judgement {id}"), "was changed after it was written");
        }
    }
    Ok(())
}

fn check_erasures(connection: &Connection, found: &mut Verification) -> rusqlite::Result<()> {
    let erased: HashSet<String> = found.erased.iter().map(ToString::to_string).collect();
    let mut statement = connection.prepare("SELECT report, reason, salt, seq FROM erasures")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let (report, reason, salt, seq): (String, String, Vec<u8>, i64) =
            (row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?);
        let place = format!("tombstone of {report}");
        if !is_logged(connection, seq, "erasure", &report, &erasure_digest(&salt, &reason))? {
            found.add(ProblemKind::Erasure, &place, "is not the one that was logged");
        }
        if !erased.contains(&report) {
            found.add(ProblemKind::Erasure, &place, "the content it stands for is still there");
        }
    }
    Ok(())
}
