//! Where lexicon files come from: those the program carries, and a user's folder on top.

include!(concat!(env!("OUT_DIR"), "/embedded.rs"));

/// A lexicon file: path relative to the lexicon folder, and its content.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LexiconFile {
    /// For example `en/harms.toml` or `shared/actors/isis.toml`.
    pub name: String,
    /// TOML.
    pub text: String,
}

/// The files compiled into the program, sorted by name.
pub fn embedded() -> Vec<LexiconFile> {
    EMBEDDED.iter().map(|(name, text)| LexiconFile { name: (*name).into(), text: (*text).into() }).collect()
}
