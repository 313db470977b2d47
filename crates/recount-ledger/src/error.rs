//! What can go wrong with a ledger, with the file and the cause in every message.

use std::path::{Path, PathBuf};

use rusqlite::ErrorCode;

/// Why the ledger could not do what was asked.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// There is no such file.
    #[error("{}: there is no such ledger", path.display())]
    Missing {
        /// The file.
        path: PathBuf,
    },
    /// A ledger was to be made where a file already is.
    #[error("{}: the file already exists", path.display())]
    Exists {
        /// The file.
        path: PathBuf,
    },
    /// The file is something else altogether.
    #[error("{}: not a ledger: not a SQLite file", path.display())]
    NotSqlite {
        /// The file.
        path: PathBuf,
    },
    /// The file is a database of another program.
    #[error("{}: not a ledger: a SQLite file but not a ledger", path.display())]
    NotALedger {
        /// The file.
        path: PathBuf,
    },
    /// A newer program wrote it.
    #[error("{}: the ledger has schema {found}, this program knows up to {known}; use a newer recount", path.display())]
    Newer {
        /// The file.
        path: PathBuf,
        /// Schema of the file.
        found: i64,
        /// Newest schema this program knows.
        known: i64,
    },
    /// Somebody else has it open.
    #[error("{}: another process has the ledger open", path.display())]
    InUse {
        /// The file.
        path: PathBuf,
    },
    /// The system would not read or write the file.
    #[error("{}: {doing}: {message}", path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// What was being done.
        doing: &'static str,
        /// What the system said.
        message: String,
    },
    /// The file is a ledger whose content does not hold together.
    #[error("{}: the ledger is damaged: {doing}: {message}", path.display())]
    Corrupt {
        /// The file.
        path: PathBuf,
        /// What was being done.
        doing: &'static str,
        /// What does not fit.
        message: String,
    },
    /// The store refused in a way that is neither the disk's nor the content's fault.
    #[error("{}: {doing}: {source}", path.display())]
    Store {
        /// The file.
        path: PathBuf,
        /// What was being done.
        doing: &'static str,
        /// What the store said.
        source: rusqlite::Error,
    },
    /// What was to be added contradicts itself.
    #[error("{file}: {message}")]
    Input {
        /// The file that was read.
        file: String,
        /// What does not fit.
        message: String,
    },
    /// No record has this id.
    #[error("{}: nothing has the id {id:?}", path.display())]
    NotFound {
        /// The ledger.
        path: PathBuf,
        /// What was asked for.
        id: String,
    },
    /// The content was erased on purpose.
    #[error("{}: the content of {id} was erased", path.display())]
    Erased {
        /// The ledger.
        path: PathBuf,
        /// What was asked for.
        id: String,
    },
    /// Several records start with these characters.
    #[error("{}: {count} ids start with {prefix:?}; give more characters", path.display())]
    Ambiguous {
        /// The ledger.
        path: PathBuf,
        /// What was asked for.
        prefix: String,
        /// How many fit.
        count: usize,
    },
}

/// Which sort of trouble an [`Error`] is, for a program that decides what to do next.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ErrorKind {
    /// The disk or its permissions; trying again elsewhere may help.
    Io,
    /// The content of the ledger; trying again will not help.
    Corrupt,
    /// The file is no ledger.
    NotALedger,
    /// A newer program is needed.
    Newer,
    /// Somebody else has it open; waiting helps.
    InUse,
    /// Nothing, or nothing single, has that id or name.
    NotFound,
    /// The caller's data contradict themselves, or a file stands in the way.
    Input,
    /// Anything else the store refused.
    Store,
}

impl Error {
    /// Which sort of trouble this is.
    pub fn kind(&self) -> ErrorKind {
        match self {
            Self::Missing { .. } | Self::NotFound { .. } | Self::Erased { .. } | Self::Ambiguous { .. } => {
                ErrorKind::NotFound
            }
            Self::Exists { .. } | Self::Input { .. } => ErrorKind::Input,
            Self::NotSqlite { .. } | Self::NotALedger { .. } => ErrorKind::NotALedger,
            Self::Newer { .. } => ErrorKind::Newer,
            Self::InUse { .. } => ErrorKind::InUse,
            Self::Io { .. } => ErrorKind::Io,
            Self::Corrupt { .. } => ErrorKind::Corrupt,
            Self::Store { .. } => ErrorKind::Store,
        }
    }

    pub(crate) fn corrupt(path: &Path, doing: &'static str, message: impl Into<String>) -> Self {
        Self::Corrupt { path: path.to_owned(), doing, message: message.into() }
    }

    pub(crate) fn of_io(path: &Path, doing: &'static str, error: &std::io::Error) -> Self {
        Self::Io { path: path.to_owned(), doing, message: error.to_string() }
    }

    /// Sorts what the store said into kinds: a full disk is not a damaged file.
    pub(crate) fn of_store(path: &Path, doing: &'static str, source: rusqlite::Error) -> Self {
        let path = path.to_owned();
        match source.sqlite_error_code() {
            Some(
                ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked | ErrorCode::FileLockingProtocolFailed,
            ) => Self::InUse { path },
            Some(ErrorCode::NotADatabase) => Self::NotSqlite { path },
            Some(ErrorCode::DatabaseCorrupt) => Self::Corrupt { path, doing, message: source.to_string() },
            Some(
                ErrorCode::SystemIoFailure
                | ErrorCode::DiskFull
                | ErrorCode::CannotOpen
                | ErrorCode::ReadOnly
                | ErrorCode::PermissionDenied,
            ) => Self::Io { path, doing, message: source.to_string() },
            _ => match source {
                // A column of another type than we ever write is damage, not a refusal.
                rusqlite::Error::InvalidColumnType(..) | rusqlite::Error::FromSqlConversionFailure(..) => {
                    Self::Corrupt { path, doing, message: source.to_string() }
                }
                source => Self::Store { path, doing, source },
            },
        }
    }
}

/// Adds file and purpose to what the store says.
pub(crate) trait Doing<T> {
    fn doing(self, path: &Path, doing: &'static str) -> Result<T, Error>;
}

impl<T> Doing<T> for rusqlite::Result<T> {
    fn doing(self, path: &Path, doing: &'static str) -> Result<T, Error> {
        self.map_err(|source| Error::of_store(path, doing, source))
    }
}
