//! One set of places, from a file or finished.

use std::io::{Read, Write};
use std::sync::Arc;

use crate::error::{Notice, PlacesError};
use crate::index::{Builder, Bytes, Index};
use crate::rows;
use crate::scratch::{InMemory, Scratch};

/// Whose word counts more where two sets hold the same name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Rank {
    /// The world default.
    World,
    /// Sets a user added.
    Added,
    /// Places confirmed by hand: the project's own, and those a ledger's people pinned.
    Overlay,
}

/// One set of places, ready to be asked.
#[derive(Clone)]
pub struct Layer {
    pub(crate) name: Arc<str>,
    pub(crate) rank: Rank,
    pub(crate) index: Arc<Index>,
    notices: Vec<Notice>,
    bytes: Bytes,
}

impl Layer {
    /// Reads a set from tab-separated rows, plain or zstd-compressed.
    ///
    /// The header decides the columns: `name`, `lat` and `lon` are needed; `id`, `cc`, `admin1`, `admin2`, `feature`,
    /// `pop` and `alts` (separated by `|`) are used; others are ignored. Bad rows are skipped, see [`Layer::notices`].
    ///
    /// # Errors
    ///
    /// When the bytes cannot be read, the header lacks a needed column, or the set is too large.
    pub fn from_tsv(name: &str, reader: impl Read) -> Result<Self, PlacesError> {
        Self::read(name, reader, Rank::Added, true)
    }

    /// Reads a set like [`Layer::from_tsv`] that outranks all others: places people confirmed.
    ///
    /// # Errors
    ///
    /// Like [`Layer::from_tsv`].
    pub fn overlay(name: &str, reader: impl Read) -> Result<Self, PlacesError> {
        Self::read(name, reader, Rank::Overlay, true)
    }

    /// Reads the rows of the world default. Only the tool that makes the embedded index needs this.
    ///
    /// # Errors
    ///
    /// Like [`Layer::from_tsv`].
    pub fn world_from_tsv(reader: impl Read) -> Result<Self, PlacesError> {
        Self::read("geonames", reader, Rank::World, false)
    }

    fn read(name: &str, reader: impl Read, rank: Rank, token_alternates: bool) -> Result<Self, PlacesError> {
        let mut index = Vec::new();
        let notices = write_index(name, reader, token_alternates, &InMemory, &mut index)?;
        let mut layer = Self::open(name, Bytes::Shared(index.into()), rank)?;
        layer.notices = notices;
        Ok(layer)
    }

    /// Makes the index of rows like those of [`Layer::from_tsv`] and writes it, to be opened later with
    /// [`Layer::from_held`]. Memory is bounded by what `scratch` allows, whatever the number of rows.
    ///
    /// # Errors
    ///
    /// Like [`Layer::from_tsv`], and when the index cannot be written.
    pub fn write_index(
        name: &str,
        reader: impl Read,
        scratch: &dyn Scratch,
        out: &mut dyn Write,
    ) -> Result<Vec<Notice>, PlacesError> {
        write_index(name, reader, true, scratch, out)
    }

    /// Opens a finished index that the caller holds, as a mapped file. Nothing is copied or rebuilt.
    ///
    /// # Errors
    ///
    /// Like [`Layer::from_bytes`].
    pub fn from_held(name: &str, bytes: Arc<dyn AsRef<[u8]> + Send + Sync>) -> Result<Self, PlacesError> {
        Self::open(name, Bytes::Held(bytes), Rank::Added)
    }

    /// Opens a finished index, as [`Layer::as_bytes`] gives it. Nothing is copied or rebuilt.
    ///
    /// # Errors
    ///
    /// When the bytes are damaged or were made by another version; make the index again from its rows then.
    pub fn from_bytes(name: &str, bytes: Vec<u8>) -> Result<Self, PlacesError> {
        Self::open(name, Bytes::Shared(bytes.into()), Rank::Added)
    }

    pub(crate) fn open(name: &str, bytes: Bytes, rank: Rank) -> Result<Self, PlacesError> {
        let index = Index::open(bytes.clone())
            .map_err(|cause| PlacesError::Index { name: name.to_owned(), cause })?;
        Ok(Self { name: name.into(), rank, index: Arc::new(index), notices: Vec::new(), bytes })
    }

    /// The finished index, to be kept and opened again without the work of building.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        self.bytes.as_ref()
    }

    /// The name of the set.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// How many places it holds.
    #[must_use]
    pub fn len(&self) -> usize {
        self.index.len()
    }

    /// Whether it holds no place.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Country code, latitude and longitude of every place, in the order of the rows; spaces where no country is given.
    pub fn points(&self) -> impl Iterator<Item = ([u8; 2], f64, f64)> + '_ {
        let records = (0..self.len() as u32).filter_map(|number| self.index.record(number));
        records.map(|record| (record.cc, record.lat, record.lon))
    }

    /// Country code and first-order area of the place at a position of [`Layer::points`]; empty where not given.
    #[must_use]
    pub fn whereabouts(&self, position: usize) -> Option<(String, String)> {
        let record = self.index.record(u32::try_from(position).ok()?)?;
        let cc = std::str::from_utf8(&record.cc).map(str::trim).unwrap_or("");
        Some((cc.to_owned(), self.index.string(record.admin1).to_owned()))
    }

    /// Whose word it counts as.
    #[must_use]
    pub fn rank(&self) -> Rank {
        self.rank
    }

    /// The rows that were skipped while reading, and why.
    #[must_use]
    pub fn notices(&self) -> &[Notice] {
        &self.notices
    }

    /// The bytes that each part of the index takes, for whoever tunes its size.
    #[must_use]
    pub fn section_sizes(&self) -> Vec<(&'static str, usize)> {
        self.index.section_sizes()
    }
}

fn write_index(
    name: &str,
    reader: impl Read,
    token_alternates: bool,
    scratch: &dyn Scratch,
    out: &mut dyn Write,
) -> Result<Vec<Notice>, PlacesError> {
    let mut builder = Builder::new(name, token_alternates, scratch)?;
    let notices = rows::read(name, reader, |row| builder.add(&row))?;
    builder.finish(out)?;
    Ok(notices)
}
