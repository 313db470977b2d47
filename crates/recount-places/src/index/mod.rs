//! The index of one set of places: one contiguous buffer that is read in place.
//!
//! Layout: a header (magic, digest of the folding lists, section ends), then sections. Records have a fixed width.
//! Four parts answer lookups:
//!
//! - `plain`: an `fst` map from plain keys to offsets into `names`, the postings of record numbers. Offsets rise with
//!   the keys, so a key can be found again from its offset and the spellings need not be stored a second time.
//! - `sounds`: an `fst` map from `skeleton NUL vfold` to offsets into `sound_names`, postings of `names` offsets. All
//!   deciding keys of one skeleton are neighbours, so they are scored while the map is walked.
//! - `tokens`: the same for single words of longer names.
//!
//! The same bytes can be embedded, mapped from a file or held in memory; opening checks bounds and copies nothing.

mod build;
mod bytes;

pub(crate) use build::Builder;
pub(crate) use bytes::Bytes;

use bytes::{Section, varint};
use fst::{IntoStreamer, Map, Streamer};

use crate::edit::OneEdit;
use crate::kind::FeatureKind;

pub(crate) const MAGIC: &[u8; 8] = b"recplc03";
const SECTIONS: usize = 9;
const HEADER: usize = 16 + SECTIONS * 4;
const RECORD: usize = 32;

/// Where a record's identifier is a number of GeoNames instead of text.
const NUMERIC_ID: u8 = 1;
/// GeoNames has about 680 feature codes: eight bits of the number of a code have a byte of their own, four more share
/// that of the flags.
const FEATURES: u16 = 1 << 12;

fn feature_high_bits(feature: u16) -> u8 {
    ((feature >> 8) as u8) << 4
}

pub(crate) struct Index {
    records: Section,
    strings: Section,
    plain: Map<Section>,
    names: Section,
    sounds: Map<Section>,
    sound_names: Section,
    tokens: Map<Section>,
    token_names: Section,
    /// Feature codes in the order of their numbers, with what they count as.
    features: Vec<(Box<str>, FeatureKind)>,
    len: usize,
}

/// One fixed-width record.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Record {
    pub(crate) lat: f64,
    pub(crate) lon: f64,
    pub(crate) name: u32,
    pub(crate) id: u32,
    pub(crate) population: u32,
    pub(crate) admin1: u32,
    pub(crate) admin2: u32,
    pub(crate) cc: [u8; 2],
    pub(crate) feature: u16,
    pub(crate) flags: u8,
}

/// One entry of a posting list of records.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Named {
    pub(crate) record: u32,
    /// The key is the place's own name, not an alternate.
    pub(crate) own: bool,
}

impl Index {
    /// Opens an index in place. Fails with the reason when the bytes are no index of this version.
    pub(crate) fn open(bytes: Bytes) -> Result<Self, String> {
        let all = bytes.as_ref();
        if all.len() < HEADER || &all[..8] != MAGIC {
            return Err("not a place index of this version".to_owned());
        }
        if all[8..16] != crate::fold::digest().to_le_bytes() {
            return Err("made with other folding lists; make it again".to_owned());
        }
        let mut start = HEADER;
        let mut sections = Vec::with_capacity(SECTIONS);
        for number in 0..SECTIONS {
            let end = u32_at(all, 16 + number * 4) as usize;
            if end < start || end > all.len() {
                return Err("the section table is damaged".to_owned());
            }
            sections.push(Section::new(bytes.clone(), start..end));
            start = end;
        }
        let mut sections = sections.into_iter();
        let mut next = || sections.next().ok_or_else(|| "a section is missing".to_owned());
        let map = |section| Map::new(section).map_err(|error| format!("a name map is damaged: {error}"));
        let (records, strings) = (next()?, next()?);
        let (plain, names) = (map(next()?)?, next()?);
        let (sounds, sound_names) = (map(next()?)?, next()?);
        let (tokens, token_names) = (map(next()?)?, next()?);
        let codes = next()?;
        let codes = std::str::from_utf8(codes.as_ref()).map_err(|_| "the feature codes are damaged")?;
        let features = codes.split('\n').map(|code| (code.into(), crate::fold::feature_kind(code))).collect();
        let len = records.as_ref().len() / RECORD;
        Ok(Self { records, strings, plain, names, sounds, sound_names, tokens, token_names, features, len })
    }

    pub(crate) fn len(&self) -> usize {
        self.len
    }

    pub(crate) fn section_sizes(&self) -> Vec<(&'static str, usize)> {
        let map = |map: &Map<Section>| map.as_fst().as_bytes().len();
        vec![
            ("records", self.records.as_ref().len()),
            ("strings", self.strings.as_ref().len()),
            ("plain", map(&self.plain)),
            ("names", self.names.as_ref().len()),
            ("sounds", map(&self.sounds)),
            ("sound names", self.sound_names.as_ref().len()),
            ("tokens", map(&self.tokens)),
            ("token names", self.token_names.as_ref().len()),
        ]
    }

    pub(crate) fn record(&self, number: u32) -> Option<Record> {
        let start = number as usize * RECORD;
        let r = self.records.as_ref().get(start..start + RECORD)?;
        let degrees = |at| f64::from(u32_at(r, at) as i32) / 1e5;
        Some(Record {
            lat: degrees(0),
            lon: degrees(4),
            name: u32_at(r, 8),
            id: u32_at(r, 12),
            population: u32_at(r, 16),
            admin1: u32_at(r, 20),
            admin2: u32_at(r, 24),
            cc: [r[28], r[29]],
            feature: u16::from(r[30]) | u16::from(r[31] >> 4) << 8,
            flags: r[31],
        })
    }

    pub(crate) fn string(&self, offset: u32) -> &str {
        let strings = self.strings.as_ref();
        let mut at = offset as usize;
        let Some(length) = varint(strings, &mut at) else { return "" };
        strings.get(at..at + length as usize).and_then(|bytes| std::str::from_utf8(bytes).ok()).unwrap_or("")
    }

    pub(crate) fn id(&self, record: &Record) -> String {
        if record.flags & NUMERIC_ID != 0 { record.id.to_string() } else { self.string(record.id).to_owned() }
    }

    pub(crate) fn feature(&self, record: &Record) -> (&str, FeatureKind) {
        self.features
            .get(usize::from(record.feature))
            .map_or(("", FeatureKind::Other), |(code, kind)| (code.as_ref(), *kind))
    }

    pub(crate) fn plain(&self) -> &Map<Section> {
        &self.plain
    }

    /// The spelling (plain key) that a `names` offset stands for.
    pub(crate) fn spelling(&self, name: u64) -> String {
        let bytes = self.plain.as_fst().get_key(name).unwrap_or_default();
        String::from_utf8(bytes).unwrap_or_default()
    }

    /// The records of a `names` offset.
    pub(crate) fn named(&self, name: u64, mut each: impl FnMut(Named)) {
        let (names, mut at, mut record) = (self.names.as_ref(), name as usize, 0);
        while let Some(entry) = varint(names, &mut at) {
            record += (entry >> 2) as u32;
            each(Named { record, own: entry & 2 != 0 });
            if entry & 1 != 0 {
                return;
            }
        }
    }

    /// All names with one skeleton: their deciding key and `names` offsets.
    pub(crate) fn sounding(&self, skeleton: &str, each: impl FnMut(&str, u64)) {
        walk_prefix(&self.sounds, self.sound_names.as_ref(), skeleton, each);
    }

    /// All names whose skeleton is one edit away.
    pub(crate) fn nearly_sounding(&self, near: &OneEdit, mut each: impl FnMut(&str, u64)) {
        let mut stream = self.sounds.search(near).into_stream();
        while let Some((key, offset)) = stream.next() {
            if let Some(vfold) = after_nul(key) {
                postings(self.sound_names.as_ref(), offset, |name| each(vfold, name));
            }
        }
    }

    /// All longer names with one word of this skeleton.
    pub(crate) fn containing(&self, skeleton: &str, each: impl FnMut(&str, u64)) {
        walk_prefix(&self.tokens, self.token_names.as_ref(), skeleton, each);
    }
}

fn walk_prefix(map: &Map<Section>, lists: &[u8], skeleton: &str, mut each: impl FnMut(&str, u64)) {
    let mut key = Vec::with_capacity(skeleton.len() + 1);
    key.extend_from_slice(skeleton.as_bytes());
    key.push(0);
    let mut end = key.clone();
    if let Some(last) = end.last_mut() {
        *last = 1;
    }
    let mut stream = map.range().ge(&key).lt(&end).into_stream();
    while let Some((key, offset)) = stream.next() {
        if let Some(vfold) = after_nul(key) {
            postings(lists, offset, |name| each(vfold, name));
        }
    }
}

fn after_nul(key: &[u8]) -> Option<&str> {
    let at = key.iter().position(|&byte| byte == 0)?;
    std::str::from_utf8(&key[at + 1..]).ok()
}

/// Reads a list of rising offsets; the lowest bit of an entry marks the last.
fn postings(lists: &[u8], offset: u64, mut each: impl FnMut(u64)) {
    let (mut at, mut value) = (offset as usize, 0);
    while let Some(entry) = varint(lists, &mut at) {
        value += entry >> 1;
        each(value);
        if entry & 1 != 0 {
            return;
        }
    }
}

fn u32_at(bytes: &[u8], at: usize) -> u32 {
    bytes.get(at..at + 4).map_or(0, |four| u32::from_le_bytes([four[0], four[1], four[2], four[3]]))
}
