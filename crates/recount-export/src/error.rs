//! What can go wrong while a table is written or read back.

/// Why a table could not be written or read.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The table could not be written or read at all.
    #[error("{table}: {source}")]
    Io {
        /// Name of the table.
        table: &'static str,
        /// What the system said.
        source: std::io::Error,
    },
    /// The bytes are no table of this kind.
    #[error("{table}: line {line}: {message}")]
    Format {
        /// Name of the table.
        table: &'static str,
        /// Line in the file, from 1; 0 where it is not known.
        line: u64,
        /// What does not fit.
        message: String,
    },
}

/// Whether the disk or the content is at fault.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ErrorKind {
    /// The disk or stream.
    Io,
    /// The content.
    Format,
}

impl Error {
    /// Whether the disk or the content is at fault.
    pub fn kind(&self) -> ErrorKind {
        match self {
            Self::Io { .. } => ErrorKind::Io,
            Self::Format { .. } => ErrorKind::Format,
        }
    }

    pub(crate) fn of_csv(table: &'static str, error: csv::Error) -> Self {
        let line = error.position().map_or(0, csv::Position::line);
        let message = error.to_string();
        match error.into_kind() {
            csv::ErrorKind::Io(source) => Self::Io { table, source },
            _ => Self::Format { table, line, message },
        }
    }
}
