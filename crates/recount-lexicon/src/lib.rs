//! Lexicon files of Recount: words, patterns, actors and sources, checked and compiled for matching.
//!
//! Words live in `lexicons/<language>/*.toml`, registries in `lexicons/shared/`. The files are compiled into the
//! program; a user's folder can add entries or switch them off. Every problem of every file is reported at once.

pub mod token;
pub mod entry;
pub mod files;
pub mod problem;
pub mod class;
pub mod pattern;
pub mod index;
pub mod publication;
pub mod word;
pub mod lexicon;

pub use class::{ClassId, Classes};
pub use index::{FormMatch, NameForm, Target};
pub use lexicon::Lexicon;
pub use pattern::Pattern;
pub use problem::Problem;
pub use publication::Publication;
pub use word::{Plural, Strength, Word};
