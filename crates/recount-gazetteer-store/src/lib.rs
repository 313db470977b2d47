//! The user's own sets of places: read from the files that publishers give out, kept ready for use.
//!
//! A set is made once, by `recount places import` or `add`, and then opened by every run without work: its index is mapped
//! from the file. What publishers' files look like is the business of `formats`; words for columns and
//! kinds stand in `places/columns.toml`. Nothing half made is ever used: files are written under other names, and a set
//! exists from the moment its manifest does.
//!
//! Only [`download`] opens a connection, and only to the address the user named or agreed to.

mod error;
mod countries;
mod columns;
mod draft;
mod zip;
mod open;
mod lines;
mod formats;
mod bounds;
mod intake;
mod merge;
mod room;
mod manifest;
mod import;
mod store;
mod pins;
#[cfg(feature = "download")]
pub mod download;

pub use bounds::Bounds;
pub use columns::{ColumnMap, feature_code_of, type_words};
pub use countries::{Country, countries, country_of};
pub use error::{Problem, Problems, StoreError};
pub use import::{Imported, Progress, Request};
pub use manifest::{Manifest, OriginFile};
pub use pins::{Pin, PinOutcome, Pins};
pub use store::{Opened, Store, Trouble};
