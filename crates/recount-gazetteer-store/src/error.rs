//! What can be wrong with a file of places, told with file and line.

use std::fmt;
use std::io;
use std::path::Path;

/// Why nothing was done.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub struct StoreError {
    /// The file, set or address it is about.
    pub about: String,
    /// The line, counted from 1, where one is to blame.
    pub line: Option<u64>,
    /// What is wrong, and what to do where that is known.
    pub message: String,
}

impl fmt::Display for StoreError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            Some(line) => write!(out, "{}: line {line}: {}", self.about, self.message),
            None => write!(out, "{}: {}", self.about, self.message),
        }
    }
}

impl StoreError {
    /// An error about a file as a whole.
    pub fn new(about: impl Into<String>, message: impl Into<String>) -> Self {
        Self { about: about.into(), line: None, message: message.into() }
    }

    /// An error about a line.
    pub fn at(about: impl Into<String>, line: u64, message: impl Into<String>) -> Self {
        Self { about: about.into(), line: Some(line), message: message.into() }
    }

    pub(crate) fn io(path: &Path, cause: &io::Error) -> Self {
        Self::new(path.display().to_string(), plain_words(cause))
    }
}

/// What the operating system says, without its numbers.
pub(crate) fn plain_words(cause: &io::Error) -> String {
    let words = cause.to_string();
    match (cause.raw_os_error(), words.rfind(" (os error")) {
        (Some(_), Some(at)) => words[..at].to_lowercase(),
        _ => words,
    }
}

/// One row that was left out, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The file.
    pub file: String,
    /// The line, counted from 1.
    pub line: u64,
    /// What is wrong with it.
    pub message: String,
}

impl fmt::Display for Problem {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}: line {}: {}", self.file, self.line, self.message)
    }
}

/// Rows that were left out: the first ones in full, of the rest only the number.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Problems {
    first: Vec<Problem>,
    number: u64,
}

/// As many are kept in full; a file with more is wrong as a whole.
const KEPT: usize = 100;

impl Problems {
    pub(crate) fn add(&mut self, file: &str, line: u64, message: String) {
        self.number += 1;
        if self.first.len() < KEPT {
            self.first.push(Problem { file: file.to_owned(), line, message });
        }
    }

    /// The first of them.
    #[must_use]
    pub fn first(&self) -> &[Problem] {
        &self.first
    }

    /// How many there are.
    #[must_use]
    pub fn number(&self) -> u64 {
        self.number
    }
}
