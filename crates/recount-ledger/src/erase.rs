//! Erasing the content of a report, for when keeping it puts somebody at risk.
//!
//! What is left is a tombstone: ids, hashes whose salts are gone, and the entry that says it was erased. The log stays
//! whole, so [`Ledger::verify`] says "erased" and not "tampered"; reading the same file again does not bring it back.

use recount_model::{ReportId, Sha256};
use rusqlite::{Connection, OptionalExtension, params};

use crate::error::{Doing, Error};
use crate::ingest::line_hashes;
use crate::log::salts;
use crate::open::Ledger;
use crate::pack::{Packer, unpack};

const DOING: &str = "erasing a report";

impl Ledger {
    /// Erases text, claims and raw bytes of one report, overwriting them in the file.
    ///
    /// Where the raw bytes also hold other reports: lines of a JSONL file are kept one by one and only this line goes;
    /// of a page with several reports the whole page goes, while the other reports keep their texts and claims.
    pub fn erase_report(&mut self, id: &ReportId, reason: &str) -> Result<(), Error> {
        let sql = "SELECT id, blob, salt IS NULL FROM reports WHERE report = ?";
        let read = |row: &rusqlite::Row<'_>| {
            Ok((row.get::<_, i64>(0)?, row.get::<_, i64>(1)?, row.get::<_, bool>(2)?))
        };
        let found =
            self.connection.query_row(sql, [id.as_str()], read).optional().doing(&self.path, DOING)?;
        let (report, blob, erased) =
            found.ok_or_else(|| Error::NotFound { path: self.path.clone(), id: id.to_string() })?;
        if erased {
            return Ok(());
        }
        self.write(DOING, |connection, log| {
            let salt = salts(connection, 1)?.concat();
            let seq = log.append(connection, "erasure", id.as_str(), &erasure_digest(&salt, reason).0)?;
            let sql = "INSERT INTO erasures (report, reason, salt, seq) VALUES (?, ?, ?, ?)";
            connection.execute(sql, params![id.as_str(), reason, salt, seq])?;
            keep_other_lines(connection, report, blob)?;
            connection.execute("UPDATE blobs SET zstd = NULL WHERE id = ?", [blob])?;
            connection.execute(
                "UPDATE claims SET row = NULL, salt = NULL
                 WHERE reading IN (SELECT id FROM readings WHERE report = ?)",
                [report],
            )?;
            connection.execute("UPDATE readings SET notices = NULL WHERE report = ?", [report])?;
            // A print is made of what the report tells, and could be guessed from.
            crate::prints::forget(connection)?;
            connection.execute(
                "UPDATE reports SET title = NULL, title_start = NULL, title_end = NULL, byline = NULL, text = NULL,
                     zones = NULL, map = NULL, notices = NULL, salt = NULL, shingles = NULL, agency_credits = NULL,
                     days = NULL, encoding = NULL
                 WHERE id = ?",
                [report],
            )?;
            Ok(())
        })?;
        // The write-ahead log still holds the old pages until it is written back and cut.
        self.connection.execute_batch("PRAGMA wal_checkpoint (TRUNCATE);").doing(&self.path, DOING)
    }
}

pub(crate) fn erasure_digest(salt: &[u8], reason: &str) -> Sha256 {
    Sha256::of_parts(&[salt, reason.as_bytes()])
}

/// Gives the other lines of a JSONL file blobs of their own, so that the file as a whole can go.
fn keep_other_lines(connection: &Connection, report: i64, blob: i64) -> rusqlite::Result<()> {
    let mut others = connection.prepare(
        "SELECT reports.id, raw_sha256 FROM reports JOIN blobs ON blobs.id = reports.blob
         WHERE blob = ?1 AND reports.id != ?2 AND raw_sha256 != sha256 AND salt IS NOT NULL
           AND raw_sha256 != (SELECT raw_sha256 FROM reports WHERE id = ?2)",
    )?;
    let others: Vec<(i64, [u8; 32])> = others
        .query_map([blob, report], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect::<rusqlite::Result<_>>()?;
    if others.is_empty() {
        return Ok(());
    }
    let packed: Option<Vec<u8>> =
        connection.query_row("SELECT zstd FROM blobs WHERE id = ?", [blob], |row| row.get(0))?;
    // A damaged or absent blob has no lines to keep; erasing must still go through.
    let Some(bytes) = packed.and_then(|packed| unpack(&packed).ok()) else { return Ok(()) };
    let lines = line_hashes(&bytes);
    let failed = |error: std::io::Error| rusqlite::Error::ToSqlConversionFailure(Box::new(error));
    let mut packer = Packer::new().map_err(failed)?;
    for (other, raw) in others {
        let Some(line) = lines.get(&Sha256(raw)) else { continue };
        let packed = packer.pack(&bytes[line.clone()]).map_err(failed)?;
        connection
            .execute("INSERT OR IGNORE INTO blobs (sha256, zstd) VALUES (?, ?)", params![raw, packed])?;
        connection.execute(
            "UPDATE reports SET blob = (SELECT id FROM blobs WHERE sha256 = ?1) WHERE id = ?2",
            params![raw, other],
        )?;
    }
    Ok(())
}
