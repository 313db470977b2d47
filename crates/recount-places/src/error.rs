//! What can go wrong while place data is read.

use std::fmt;

/// Place data that could not be used at all.
///
/// Single bad rows are not errors: they are skipped and reported as [`Notice`]s, because one broken line must not cost
/// a user the other thirty thousand.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum PlacesError {
    /// The bytes could not be read or unpacked.
    #[error("{name}: line {line}: cannot be read: {cause}")]
    Read {
        /// The name of the set, mostly its path.
        name: String,
        /// The line after which reading stopped, counted from 1.
        line: usize,
        /// What the operating system or the decompressor says.
        cause: std::io::Error,
    },
    /// The index could not be written.
    #[error("{name}: the index cannot be written: {cause}")]
    Write {
        /// The name of the set.
        name: String,
        /// What the operating system says.
        cause: std::io::Error,
    },
    /// The header does not name a column that is needed.
    #[error("{name}: line 1: no column `{column}` in the header")]
    Column {
        /// The name of the set.
        name: String,
        /// The missing column.
        column: &'static str,
    },
    /// The set holds more than an index can.
    #[error("{name}: too large for one set: {what}")]
    TooLarge {
        /// The name of the set.
        name: String,
        /// What overflows.
        what: &'static str,
    },
    /// A finished index is damaged, or was made by another version of the program.
    #[error("{name}: {cause}")]
    Index {
        /// The name of the set.
        name: String,
        /// What is wrong with it.
        cause: String,
    },
}

/// One row of place data that was skipped, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// The name of the set, mostly its path.
    pub name: String,
    /// The line, counted from 1.
    pub line: usize,
    /// What is wrong with it.
    pub message: String,
}

impl fmt::Display for Notice {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}: line {}: {}", self.name, self.line, self.message)
    }
}
