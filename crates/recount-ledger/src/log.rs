//! The append-only log: which entries there are, and how one is added.
//!
//! A leaf holds a time, a kind, a reference and a digest, never content. Digests are salted and the salt stands with
//! the content, so that erasing the content also takes away the means to guess it from the digest.

use rusqlite::{Connection, params};

use crate::error::{Doing, Error};
use crate::merkle::{Frontier, Hash, leaf_hash};
use crate::open::Ledger;

/// One entry of the log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogEntry {
    /// Its place, from 0.
    pub seq: u64,
    /// When it was written.
    pub at: String,
    /// What it records: `ingest`, `reading`, `judgement`, `export`, `erasure`.
    pub kind: String,
    /// The record it stands for.
    pub reference: String,
    /// Salted hash of the record's content.
    pub digest: Hash,
}

impl LogEntry {
    /// The leaf of the Merkle tree.
    pub fn leaf(&self) -> Hash {
        leaf(&self.at, &self.kind, &self.reference, &self.digest)
    }
}

impl Ledger {
    /// Root over all entries, and their number. Whoever notes both can later tell whether history was rewritten.
    pub fn log_root(&self) -> Result<(u64, Hash), Error> {
        let frontier = load_frontier(&self.connection).doing(&self.path, "reading the log")?;
        let frontier = frontier
            .ok_or_else(|| Error::corrupt(&self.path, "reading the log", "its state does not fit"))?;
        Ok((frontier.size(), frontier.root()))
    }

    /// All entries in order.
    pub fn log_entries(&self) -> Result<Vec<LogEntry>, Error> {
        let doing = "reading the log";
        let mut statement = self
            .connection
            .prepare_cached("SELECT seq, at, kind, reference, digest FROM log ORDER BY seq")
            .doing(&self.path, doing)?;
        let rows = statement.query_map([], |row| {
            let seq: i64 = row.get(0)?;
            let (at, kind, reference, digest) = (row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?);
            Ok(LogEntry { seq: seq as u64, at, kind, reference, digest })
        });
        rows.and_then(Iterator::collect).doing(&self.path, doing)
    }

    /// Records that an export of this format, with this hash of its bytes, left the ledger.
    pub fn log_export(&mut self, format: &str, sha256: recount_model::Sha256) -> Result<(), Error> {
        let doing = "noting an export";
        self.write(doing, |connection, log| {
            log.append(connection, "export", format, &sha256.0)?;
            Ok(())
        })
    }

    /// Runs one small write with its log entries in one transaction.
    pub(crate) fn write<T>(
        &mut self,
        doing: &'static str,
        work: impl FnOnce(&Connection, &mut LogWriter) -> rusqlite::Result<T>,
    ) -> Result<T, Error> {
        let path = &self.path;
        let transaction = self.connection.transaction().doing(path, doing)?;
        let mut log = LogWriter::load(&transaction, path)?;
        let made = work(&transaction, &mut log).doing(path, doing)?;
        log.save(&transaction).doing(path, doing)?;
        transaction.commit().doing(path, doing)?;
        Ok(made)
    }
}

/// Adds entries inside a transaction.
#[derive(Clone)]
pub(crate) struct LogWriter {
    frontier: Frontier,
    at: String,
}

impl LogWriter {
    pub(crate) fn load(connection: &Connection, path: &std::path::Path) -> Result<Self, Error> {
        let doing = "reading the log";
        let frontier = load_frontier(connection).doing(path, doing)?;
        let frontier = frontier.ok_or_else(|| Error::corrupt(path, doing, "its state does not fit"))?;
        Ok(Self { frontier, at: jiff::Timestamp::now().to_string() })
    }

    /// The place the next entry gets.
    pub(crate) fn next_seq(&self) -> i64 {
        self.frontier.size() as i64
    }

    pub(crate) fn append(
        &mut self,
        connection: &Connection,
        kind: &str,
        reference: &str,
        digest: &Hash,
    ) -> rusqlite::Result<i64> {
        let seq = self.next_seq();
        let leaf = leaf(&self.at, kind, reference, digest);
        connection
            .prepare_cached(
                "INSERT INTO log (seq, at, kind, reference, digest, leaf) VALUES (?, ?, ?, ?, ?, ?)",
            )?
            .execute(params![seq, self.at, kind, reference, digest, leaf])?;
        self.frontier.push(leaf);
        Ok(seq)
    }

    pub(crate) fn save(&self, connection: &Connection) -> rusqlite::Result<()> {
        connection
            .prepare_cached("UPDATE log_state SET size = ?, peaks = ?, root = ? WHERE id = 1")?
            .execute(params![self.next_seq(), self.frontier.peaks().concat(), self.frontier.root()])?;
        Ok(())
    }
}

/// The state the log was left in; none where its parts do not fit each other.
pub(crate) fn load_frontier(connection: &Connection) -> rusqlite::Result<Option<Frontier>> {
    connection.query_row("SELECT size, peaks, root FROM log_state WHERE id = 1", [], |row| {
        let (size, peaks, root): (i64, Vec<u8>, Hash) = (row.get(0)?, row.get(1)?, row.get(2)?);
        let (peaks, rest) = peaks.as_chunks::<32>();
        let frontier = Frontier::from_parts(size as u64, peaks.to_vec());
        Ok(frontier.filter(|frontier| rest.is_empty() && frontier.root() == root))
    })
}

/// As many fresh salts as asked for.
pub(crate) fn salts(connection: &Connection, count: usize) -> rusqlite::Result<Vec<[u8; 16]>> {
    if count == 0 {
        return Ok(Vec::new());
    }
    let mut statement = connection.prepare_cached("SELECT randomblob(?)")?;
    let bytes: Vec<u8> = statement.query_row([count as i64 * 16], |row| row.get(0))?;
    Ok(bytes.as_chunks::<16>().0.to_vec())
}

fn leaf(at: &str, kind: &str, reference: &str, digest: &Hash) -> Hash {
    // Hashed with lengths first, so that no two entries share a leaf by moving a letter across a border.
    leaf_hash(
        &recount_model::Sha256::of_parts(&[at.as_bytes(), kind.as_bytes(), reference.as_bytes(), digest]).0,
    )
}
