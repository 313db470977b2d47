//! What a set is, where it comes from, and which files are it. A set exists when its manifest does.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// The version of this form.
pub(crate) const FORM: u32 = 1;

/// The facts about one set, kept as TOML beside its files.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// The version of this form.
    pub form: u32,
    /// The name the user knows it by.
    pub name: String,
    /// What stands before the ids of its places: `geonames` in `geonames:170654`.
    pub prefix: String,
    /// Who made the places.
    pub source: String,
    /// Under which terms.
    pub licence: String,
    /// The day it was made, `2026-11-21`.
    pub imported: String,
    /// How many places it has.
    pub places: u64,
    /// How many rows were the same place as another.
    pub joined: u64,
    /// How many rows could not be used.
    pub left_out: u64,
    /// The file of its index, in the same folder.
    pub index: String,
    /// Bytes and SHA-256 of the index.
    pub index_bytes: u64,
    /// SHA-256 of the index.
    pub index_sha256: String,
    /// The file of its rows, in the same folder: a set for `--places` too.
    pub rows: String,
    /// SHA-256 of the file of its rows.
    pub rows_sha256: String,
    /// Places by country; places whose country is not known stand under an empty code.
    pub countries: BTreeMap<String, u64>,
    /// The files it was made from.
    pub origin: Vec<OriginFile>,
}

/// A file that a set was made from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OriginFile {
    /// Its name.
    pub file: String,
    /// Its SHA-256, to be compared with what the publisher says.
    pub sha256: String,
    /// Its size.
    pub bytes: u64,
    /// The address it was fetched from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// What the server calls this version of the file: its entity tag, or the day of its last change.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
}
