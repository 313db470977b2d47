//! Builds an index from rows.

use std::collections::HashMap;
use std::io::{self, Write};

use fst::MapBuilder;

use super::bytes::push_varint;
use super::{FEATURES, HEADER, MAGIC, NUMERIC_ID, RECORD, SECTIONS, feature_high_bits};
use crate::error::PlacesError;
use crate::fold::{Sound, fold_plain, respelled, skeleton, vfold};
use crate::rows::Row;
use crate::scratch::{Scratch, Sorter, Tape};

/// Shorter words of longer names are not entries of their own: "al", "bir", "of".
const SHORTEST_TOKEN: usize = 4;
/// Places of the world set with this many people keep every spelling.
const KEEPS_ALL_SPELLINGS: u32 = 15_000;

/// Collects rows and lays the index out.
///
/// What grows with the set goes to scratch room: records and names as they come, keys through a [`Sorter`]. So the
/// memory it takes depends on the room it is given and not on the number of places.
pub(crate) struct Builder<'s> {
    name: String,
    /// Whether words of alternates count as entries too. The world set leaves them out: they would cost 8 MB and
    /// mostly nominate namesakes.
    token_alternates: bool,
    scratch: &'s dyn Scratch,
    count: u32,
    records: Tape,
    strings: Tape,
    known_strings: HashMap<String, u32>,
    features: Vec<String>,
    /// Plain key, NUL, record, 0 for an own name: own names come first among equal (key, record) pairs, so that
    /// dropping repeats keeps the mark.
    plain: Sorter<'s>,
}

/// The bytes behind the plain key of an entry.
const PLAIN_TAIL: usize = 6;
/// The bytes behind the key of an entry of sounds.
const SOUND_TAIL: usize = 9;
/// Names are written once while this many are remembered; beyond it only repeats near one another are found.
const MOST_KNOWN_STRINGS: usize = 1 << 20;

impl<'s> Builder<'s> {
    pub(crate) fn new(
        name: &str,
        token_alternates: bool,
        scratch: &'s dyn Scratch,
    ) -> Result<Self, PlacesError> {
        let tape = || Tape::new(scratch).map_err(|cause| PlacesError::Write { name: name.to_owned(), cause });
        Ok(Self {
            name: name.to_owned(),
            token_alternates,
            scratch,
            count: 0,
            records: tape()?,
            strings: tape()?,
            known_strings: HashMap::new(),
            features: Vec::new(),
            plain: Sorter::new(scratch),
        })
    }

    pub(crate) fn add(&mut self, row: &Row<'_>) -> Result<(), PlacesError> {
        let number = self.count;
        let numeric = row.id.parse::<u32>().ok().filter(|id| id.to_string() == row.id);
        let id = match numeric {
            Some(id) => id,
            None => self.string(row.id)?,
        };
        let (name, admin1, admin2) =
            (self.string(row.name)?, self.string(row.admin1)?, self.string(row.admin2)?);
        let feature = self.feature(row.feature)?;
        let degrees = |value: f64| (value * 1e5).round() as i32;
        let mut record = Vec::with_capacity(RECORD);
        for value in
            [degrees(row.lat) as u32, degrees(row.lon) as u32, name, id, row.population, admin1, admin2]
        {
            record.extend_from_slice(&value.to_le_bytes());
        }
        let cc = row.cc.as_bytes();
        let cc =
            if cc.len() == 2 { [cc[0].to_ascii_uppercase(), cc[1].to_ascii_uppercase()] } else { [b' '; 2] };
        let flags = if numeric.is_some() { NUMERIC_ID } else { 0 } | feature_high_bits(feature);
        record.extend_from_slice(&[cc[0], cc[1], feature as u8, flags]);
        self.records.write_all(&record).map_err(|cause| self.no_room(cause))?;
        // In the world set a small place keeps one spelling of each sound: the others are found by it. Larger places keep
        // all, because marking knows names by their exact spelling only.
        let sparing = !self.token_alternates && row.population < KEEPS_ALL_SPELLINGS;
        let mut heard: Vec<String> = Vec::new();
        for (place, spelling) in std::iter::once(row.name).chain(row.alternates.split('|')).enumerate() {
            let plain = crate::fold::plain(spelling);
            if plain.is_empty() {
                continue;
            }
            if sparing && plain.is_ascii() {
                let sound = vfold(&plain.split(' ').collect::<Vec<_>>());
                if heard.contains(&sound) {
                    continue;
                }
                heard.push(sound);
            }
            self.spelling(&plain, number, place == 0)?;
            if let Some(other) = respelled(spelling, row.cc) {
                self.spelling(&crate::fold::plain(&other), number, false)?;
            }
        }
        self.count = number.checked_add(1).ok_or_else(|| self.too_large("places"))?;
        Ok(())
    }

    /// Notes a plain key of a record.
    fn spelling(&mut self, plain: &str, record: u32, own: bool) -> Result<(), PlacesError> {
        if plain.is_empty() {
            return Ok(());
        }
        let added = self.plain.push(&[plain.as_bytes(), &[0], &record.to_be_bytes(), &[u8::from(!own)]]);
        added.map_err(|cause| self.no_room(cause))
    }

    fn too_large(&self, what: &'static str) -> PlacesError {
        PlacesError::TooLarge { name: self.name.clone(), what }
    }

    fn no_room(&self, cause: io::Error) -> PlacesError {
        PlacesError::Write { name: self.name.clone(), cause }
    }

    fn string(&mut self, text: &str) -> Result<u32, PlacesError> {
        if let Some(&offset) = self.known_strings.get(text) {
            return Ok(offset);
        }
        let offset = u32::try_from(self.strings.len()).map_err(|_| self.too_large("names"))?;
        let mut bytes = Vec::with_capacity(text.len() + 2);
        push_varint(&mut bytes, text.len() as u64);
        bytes.extend_from_slice(text.as_bytes());
        self.strings.write_all(&bytes).map_err(|cause| self.no_room(cause))?;
        if self.known_strings.len() >= MOST_KNOWN_STRINGS {
            self.known_strings.clear();
        }
        self.known_strings.insert(text.to_owned(), offset);
        Ok(offset)
    }

    fn feature(&mut self, code: &str) -> Result<u16, PlacesError> {
        let code = code.replace('\n', " ");
        let place = self.features.iter().position(|known| *known == code).unwrap_or_else(|| {
            self.features.push(code);
            self.features.len() - 1
        });
        u16::try_from(place)
            .ok()
            .filter(|place| *place < FEATURES)
            .ok_or_else(|| self.too_large("feature codes"))
    }

    /// Lays out the finished index.
    pub(crate) fn finish(self, out: &mut dyn Write) -> Result<(), PlacesError> {
        let name = self.name.clone();
        self.lay_out(out).map_err(|cause| match cause {
            Broken::Room(cause) => PlacesError::Write { name, cause },
            Broken::Map(cause) => PlacesError::Index { name, cause: cause.to_string() },
            Broken::TooLarge => PlacesError::TooLarge { name, what: "the index" },
        })
    }

    fn lay_out(self, out: &mut dyn Write) -> Result<(), Broken> {
        let scratch = self.scratch;
        let (plain, names) = (Tape::new(scratch)?, Tape::new(scratch)?);
        let mut map = MapBuilder::new(plain.writer())?;
        let mut names_out = names.writer();
        let (mut sounds, mut tokens) = (Sorter::new(scratch), Sorter::new(scratch));
        let mut key: Vec<u8> = Vec::new();
        // The records of the key at hand; a name like "San José" has thousands, no name has millions.
        let mut records: Vec<(u32, bool)> = Vec::new();
        let token_alternates = self.token_alternates;
        let mut finish_key = |key: &[u8], records: &[(u32, bool)]| -> Result<(), Broken> {
            let offset = names.len();
            map.insert(key, offset)?;
            let (mut before, mut own, mut list) = (0, false, Vec::with_capacity(records.len() * 3));
            for (place, &(record, is_own)) in records.iter().enumerate() {
                let last = u64::from(place + 1 == records.len());
                push_varint(&mut list, u64::from(record - before) << 2 | u64::from(is_own) << 1 | last);
                before = record;
                own |= is_own;
            }
            names_out.write_all(&list)?;
            let folded = fold_plain(String::from_utf8_lossy(key).into_owned());
            let entry = |to: &mut Sorter<'_>, sound: &Sound| {
                to.push(&[
                    sound.skeleton.as_bytes(),
                    &[0],
                    sound.vfold.as_bytes(),
                    &[0],
                    &offset.to_be_bytes(),
                ])
            };
            if own || token_alternates {
                for token in tokens_of(&folded.core) {
                    entry(&mut tokens, &token)?;
                }
            }
            // Variants of alternates cost the world set 1 MB; the query's own variants meet the faithful keys anyway.
            let variants = if own || token_alternates { folded.sounds.len() } else { 1 };
            folded.sounds.iter().take(variants).try_for_each(|sound| entry(&mut sounds, sound))?;
            Ok(())
        };
        self.plain.for_each(|entry| {
            let (text, tail) = entry.split_at(entry.len() - PLAIN_TAIL);
            let record = u32::from_be_bytes([tail[1], tail[2], tail[3], tail[4]]);
            if text != key {
                if !records.is_empty() {
                    finish_key(&key, &records)?;
                }
                key.clear();
                key.extend_from_slice(text);
                records.clear();
            }
            if records.last().is_none_or(|&(last, _)| last != record) {
                records.push((record, tail[5] == 0));
            }
            Ok::<_, Broken>(())
        })?;
        if !records.is_empty() {
            finish_key(&key, &records)?;
        }
        map.finish()?;
        let (sounds, sound_names) = sound_map(sounds, scratch)?;
        let (tokens, token_names) = sound_map(tokens, scratch)?;
        let mut features = Tape::new(scratch)?;
        features.write_all(self.features.join("\n").as_bytes())?;
        let sections: [Tape; SECTIONS] =
            [self.records, self.strings, plain, names, sounds, sound_names, tokens, token_names, features];
        out.write_all(MAGIC)?;
        out.write_all(&crate::fold::digest().to_le_bytes())?;
        let mut end = HEADER as u64;
        for section in &sections {
            end += section.len();
            out.write_all(&u32::try_from(end).map_err(|_| Broken::TooLarge)?.to_le_bytes())?;
        }
        sections.iter().try_for_each(|section| section.copy_into(out))?;
        Ok(())
    }
}

/// Why an index could not be laid out.
enum Broken {
    Room(io::Error),
    Map(fst::Error),
    TooLarge,
}

impl From<io::Error> for Broken {
    fn from(cause: io::Error) -> Self {
        Self::Room(cause)
    }
}

impl From<fst::Error> for Broken {
    fn from(cause: fst::Error) -> Self {
        match cause {
            fst::Error::Io(cause) => Self::Room(cause),
            other => Self::Map(other),
        }
    }
}

/// The keys of the words of a longer name.
fn tokens_of(core: &str) -> impl Iterator<Item = Sound> + '_ {
    let words = core.contains(' ').then(|| core.split(' ')).into_iter().flatten();
    words.filter(|token| token.len() >= SHORTEST_TOKEN).filter_map(|token| {
        let vfold = vfold(&[token]);
        (!vfold.is_empty()).then(|| Sound { skeleton: skeleton(&vfold), vfold })
    })
}

/// The map of sounds and its lists of names.
fn sound_map(entries: Sorter<'_>, scratch: &dyn Scratch) -> Result<(Tape, Tape), Broken> {
    let (tape, lists) = (Tape::new(scratch)?, Tape::new(scratch)?);
    let mut map = MapBuilder::new(tape.writer())?;
    let mut lists_out = lists.writer();
    let (mut key, mut offsets): (Vec<u8>, Vec<u64>) = (Vec::new(), Vec::new());
    let mut finish_key = |key: &[u8], offsets: &[u64]| -> Result<(), Broken> {
        map.insert(key, lists.len())?;
        let (mut before, mut list) = (0, Vec::with_capacity(offsets.len() * 3));
        for (place, offset) in offsets.iter().enumerate() {
            push_varint(&mut list, (offset - before) << 1 | u64::from(place + 1 == offsets.len()));
            before = *offset;
        }
        lists_out.write_all(&list)?;
        Ok(())
    };
    entries.for_each(|entry| {
        let (text, tail) = entry.split_at(entry.len() - SOUND_TAIL);
        let offset = tail[1..].iter().fold(0, |value, byte| value << 8 | u64::from(*byte));
        if text != key {
            if !offsets.is_empty() {
                finish_key(&key, &offsets)?;
            }
            key.clear();
            key.extend_from_slice(text);
            offsets.clear();
        }
        if offsets.last() != Some(&offset) {
            offsets.push(offset);
        }
        Ok::<_, Broken>(())
    })?;
    if !offsets.is_empty() {
        finish_key(&key, &offsets)?;
    }
    map.finish()?;
    Ok((tape, lists))
}
