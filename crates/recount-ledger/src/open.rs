//! Opening and making ledgers, with a plain word for every way it can fail.

use std::fs::{File, OpenOptions};
use std::io::Read;
use std::path::{Path, PathBuf};

use rusqlite::{Connection, OpenFlags};

use crate::error::{Doing, Error};
use crate::merkle::Frontier;
use crate::schema::{APPLICATION_ID, MIGRATIONS, SCHEMA, SCHEMA_VERSION};

/// An open ledger. Nobody else can open it until it is dropped.
#[derive(Debug)]
pub struct Ledger {
    pub(crate) connection: Connection,
    pub(crate) path: PathBuf,
}

impl Ledger {
    /// Opens a ledger that exists.
    pub fn open(path: impl AsRef<Path>) -> Result<Self, Error> {
        let path = path.as_ref();
        check_magic(path)?;
        let ledger = Self::connect(path)?;
        let found = ledger.check_header()?;
        ledger.set_up()?;
        ledger.migrate(found)?;
        Ok(ledger)
    }

    /// Makes a new ledger; fails if the file exists.
    pub fn create(path: impl AsRef<Path>) -> Result<Self, Error> {
        let path = path.as_ref();
        // Closed before the store opens it: closing any handle of a file lets go of all locks a process has on it.
        match OpenOptions::new().write(true).create_new(true).open(path).map(drop) {
            Ok(()) => Self::make(path),
            Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {
                Err(Error::Exists { path: path.to_owned() })
            }
            Err(error) => Err(Error::of_io(path, "making the file", &error)),
        }
    }

    /// Opens a ledger, or makes one where there is no file or only what a killed maker left.
    pub fn open_or_create(path: impl AsRef<Path>) -> Result<Self, Error> {
        let path = path.as_ref();
        match std::fs::metadata(path) {
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Self::create(path),
            Ok(found) if found.is_file() && found.len() == 0 => Self::make(path),
            _ => match Self::open(path) {
                // A maker killed inside its only transaction: undoing it leaves an empty file.
                Err(Error::NotALedger { .. })
                    if std::fs::metadata(path).is_ok_and(|found| found.len() == 0) =>
                {
                    Self::make(path)
                }
                other => other,
            },
        }
    }

    /// The file.
    pub fn path(&self) -> &Path {
        &self.path
    }

    fn connect(path: &Path) -> Result<Self, Error> {
        let doing = "opening the ledger";
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = Connection::open_with_flags(path, flags).doing(path, doing)?;
        // A second program should say at once that the ledger is in use, not after seconds of silence.
        connection.busy_timeout(std::time::Duration::from_millis(100)).doing(path, doing)?;
        // Before the first read, so that this process alone has the file and no shared-memory file is made.
        connection.pragma_update(None, "locking_mode", "EXCLUSIVE").doing(path, doing)?;
        connection.set_prepared_statement_cache_capacity(64);
        Ok(Self { connection, path: path.to_owned() })
    }

    /// The version of the tables, where this program knows it.
    fn check_header(&self) -> Result<i64, Error> {
        let header = |name| {
            self.connection
                .pragma_query_value(None, name, |row| row.get::<_, i64>(0))
                .doing(&self.path, "opening the ledger")
        };
        if header("application_id")? != APPLICATION_ID {
            return Err(Error::NotALedger { path: self.path.clone() });
        }
        let found = header("user_version")?;
        if found > SCHEMA_VERSION {
            return Err(Error::Newer { path: self.path.clone(), found, known: SCHEMA_VERSION });
        }
        Ok(found)
    }

    /// Brings the tables of an older program up to date, each step whole or not at all.
    fn migrate(&self, found: i64) -> Result<(), Error> {
        for (step, version) in MIGRATIONS.iter().zip(2..).filter(|(_, version)| *version > found) {
            let script = format!("BEGIN IMMEDIATE; {step} PRAGMA user_version = {version}; COMMIT;");
            self.connection.execute_batch(&script).doing(&self.path, "bringing the ledger up to date")?;
        }
        Ok(())
    }

    fn make(path: &Path) -> Result<Self, Error> {
        let doing = "making the ledger";
        let ledger = Self::connect(path)?;
        // Tables and header land in one transaction of the rollback journal, so that no half ledger can exist; only
        // then is the write-ahead log switched on.
        let empty = Frontier::default().root();
        let script = format!(
            "BEGIN EXCLUSIVE; {SCHEMA}
             PRAGMA application_id = {APPLICATION_ID}; PRAGMA user_version = {SCHEMA_VERSION};
             INSERT INTO log_state VALUES (1, 0, x'', x'{}'); COMMIT;",
            recount_model::Sha256(empty).to_hex()
        );
        ledger.connection.execute_batch(&script).doing(path, doing)?;
        ledger.set_up()?;
        Ok(ledger)
    }

    /// Settings of a connection.
    ///
    /// `synchronous = FULL`: a batch that was committed is on the disk even if the power fails, and since a batch
    /// holds many files, one more wait for the disk in each costs nothing that can be seen. `secure_delete`
    /// overwrites what is erased, because erasing is asked for when somebody is at risk. The write-ahead log may grow to
    /// 64 MB before it is written back: ids are hashes, so each batch touches pages all over the file, and writing them
    /// back every 4 MB made adding 10,000 reports about a third slower (4.7 s against 6.3 s on a busy machine).
    fn set_up(&self) -> Result<(), Error> {
        let script = "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;
             PRAGMA secure_delete = ON; PRAGMA cache_size = -65536; PRAGMA wal_autocheckpoint = 16384; PRAGMA trusted_schema = OFF;
             BEGIN IMMEDIATE; COMMIT;";
        self.connection.execute_batch(script).doing(&self.path, "opening the ledger")
    }
}

/// Looks at the first bytes, because "not a SQLite file" is clearer than what a database says of a picture.
fn check_magic(path: &Path) -> Result<(), Error> {
    let doing = "opening the ledger";
    let mut file = File::open(path).map_err(|error| match error.kind() {
        std::io::ErrorKind::NotFound => Error::Missing { path: path.to_owned() },
        _ => Error::of_io(path, doing, &error),
    })?;
    let mut magic = Vec::new();
    file.by_ref().take(16).read_to_end(&mut magic).map_err(|error| Error::of_io(path, doing, &error))?;
    if magic != b"SQLite format 3\0" {
        return Err(Error::NotSqlite { path: path.to_owned() });
    }
    Ok(())
}
