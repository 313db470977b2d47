//! What is wrong with lexicon files, said so that a person can mend it.

use std::fmt;

/// One problem of one lexicon file.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Problem {
    /// File, relative to the lexicon folder.
    pub file: String,
    /// Line, from 1, where it can be told.
    pub line: Option<usize>,
    /// What is wrong.
    pub message: String,
    /// What to do about it.
    pub remedy: String,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.file)?;
        if let Some(line) = self.line {
            write!(f, ":{line}")?;
        }
        write!(f, ": {}", self.message)?;
        if !self.remedy.is_empty() {
            write!(f, "; {}", self.remedy)?;
        }
        Ok(())
    }
}

impl Problem {
    /// A problem with an entry, found in the file's text by the entry's id.
    pub fn of_entry(
        file: &LexiconText<'_>,
        id: &str,
        message: impl Into<String>,
        remedy: impl Into<String>,
    ) -> Self {
        Self {
            file: file.name.to_owned(),
            line: file.line_of(id),
            message: message.into(),
            remedy: remedy.into(),
        }
    }
}

/// A file's name and text, to find lines in.
#[derive(Clone, Copy, Debug)]
pub struct LexiconText<'f> {
    /// Path relative to the lexicon folder.
    pub name: &'f str,
    /// Content.
    pub text: &'f str,
}

impl LexiconText<'_> {
    /// The line that gives an entry its id.
    pub fn line_of(&self, id: &str) -> Option<usize> {
        let quoted = format!("\"{id}\"");
        let found =
            self.text.lines().position(|line| line.trim_start().starts_with("id") && line.contains(&quoted));
        found.map(|at| at + 1)
    }

    /// The line of a byte.
    pub fn line_at(&self, byte: usize) -> usize {
        self.text.bytes().take(byte).filter(|b| *b == b'\n').count() + 1
    }
}
