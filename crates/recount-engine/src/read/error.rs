//! Why a file or one report of it could not be read.

/// The kind of a [`ReadError`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ReadErrorKind {
    /// The file or line holds no bytes.
    Empty,
    /// The bytes are no text.
    Binary,
    /// The page or field holds no words.
    NoText,
    /// The line is no JSON object.
    BadJson,
    /// A field that must be there is not.
    MissingField,
    /// The file is larger than the user allows.
    TooLarge,
    /// A feed, mail or archive is broken; what could be read of it was.
    Damaged,
    /// The file can be read only with a password.
    Encrypted,
    /// This build of the program does not read files of the kind.
    NotBuilt,
    /// The page nests elements so deeply that reading it would take too long.
    TooDeep,
}

impl ReadErrorKind {
    /// The name in wire formats.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Empty => "empty",
            Self::Binary => "binary",
            Self::NoText => "no-text",
            Self::BadJson => "bad-json",
            Self::MissingField => "missing-field",
            Self::TooLarge => "too-large",
            Self::Damaged => "damaged",
            Self::Encrypted => "encrypted",
            Self::NotBuilt => "not-built",
            Self::TooDeep => "too-deep",
        }
    }
}

/// One file or line that could not be read. The rest of the input goes on.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}{}: {message}", file, line.map(|line| format!(":{line}")).unwrap_or_default())]
pub struct ReadError {
    /// File as the user named it.
    pub file: String,
    /// Line in the file, from 1, where the file is read line by line.
    pub line: Option<usize>,
    /// The id the line gives itself, as far as it could be read.
    pub external_id: Option<String>,
    /// What is wrong, for programs.
    pub kind: ReadErrorKind,
    /// What is wrong, for people: lower case, no full stop.
    pub message: String,
}

impl ReadError {
    /// An error about a whole file.
    pub(super) fn of_file(file: &str, kind: ReadErrorKind, message: impl Into<String>) -> Self {
        Self { file: file.to_owned(), line: None, external_id: None, kind, message: message.into() }
    }
}
