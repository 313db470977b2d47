//! Builds an index from rows.

use std::collections::HashMap;

use fst::MapBuilder;

use super::bytes::push_varint;
use super::{HEADER, MAGIC, NUMERIC_ID, SECTIONS};
use crate::error::PlacesError;
use crate::fold::{Sound, fold_plain, skeleton, vfold};
use crate::rows::Row;

/// Shorter words of longer names are not entries of their own: "al", "bir", "of".
const SHORTEST_TOKEN: usize = 4;

/// Collects rows and lays the index out.
pub(crate) struct Builder {
    name: String,
    /// Whether words of alternates count as entries too. The world set leaves them out: they would cost 8 MB and
    /// mostly nominate namesakes.
    token_alternates: bool,
    count: u32,
    records: Vec<u8>,
    strings: Vec<u8>,
    known_strings: HashMap<String, u32>,
    features: Vec<String>,
    /// (plain key, record, own name)
    plain: Vec<(Box<str>, u32, bool)>,
}

impl Builder {
    pub(crate) fn new(name: &str, token_alternates: bool) -> Self {
        Self {
            name: name.to_owned(),
            token_alternates,
            count: 0,
            records: Vec::new(),
            strings: Vec::new(),
            known_strings: HashMap::new(),
            features: Vec::new(),
            plain: Vec::new(),
        }
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
        for value in
            [degrees(row.lat) as u32, degrees(row.lon) as u32, name, id, row.population, admin1, admin2]
        {
            self.records.extend_from_slice(&value.to_le_bytes());
        }
        let cc = row.cc.as_bytes();
        let cc =
            if cc.len() == 2 { [cc[0].to_ascii_uppercase(), cc[1].to_ascii_uppercase()] } else { [b' '; 2] };
        let flags = if numeric.is_some() { NUMERIC_ID } else { 0 };
        self.records.extend_from_slice(&[cc[0], cc[1], feature, flags]);
        for (place, spelling) in std::iter::once(row.name).chain(row.alternates.split('|')).enumerate() {
            let plain = crate::fold::plain(spelling);
            if !plain.is_empty() {
                self.plain.push((plain.into(), number, place == 0));
            }
        }
        self.count += 1;
        Ok(())
    }

    fn too_large(&self, what: &'static str) -> PlacesError {
        PlacesError::TooLarge { name: self.name.clone(), what }
    }

    fn string(&mut self, text: &str) -> Result<u32, PlacesError> {
        if let Some(&offset) = self.known_strings.get(text) {
            return Ok(offset);
        }
        let offset = u32::try_from(self.strings.len()).map_err(|_| self.too_large("names"))?;
        push_varint(&mut self.strings, text.len() as u64);
        self.strings.extend_from_slice(text.as_bytes());
        self.known_strings.insert(text.to_owned(), offset);
        Ok(offset)
    }

    fn feature(&mut self, code: &str) -> Result<u8, PlacesError> {
        let code = code.replace('\n', " ");
        let place = self.features.iter().position(|known| *known == code).unwrap_or_else(|| {
            self.features.push(code);
            self.features.len() - 1
        });
        u8::try_from(place).map_err(|_| self.too_large("feature codes"))
    }

    /// Lays out the finished index.
    pub(crate) fn finish(mut self) -> Result<Vec<u8>, PlacesError> {
        // Own names first among equal (key, record) pairs, so that dropping repeats keeps the mark.
        self.plain.sort_unstable_by(|a, b| (&a.0, a.1, !a.2).cmp(&(&b.0, b.1, !b.2)));
        self.plain.dedup_by(|later, kept| later.0 == kept.0 && later.1 == kept.1);
        let (mut map, mut names) = (MapBuilder::memory(), Vec::new());
        let (mut sounds, mut tokens) = (Vec::new(), Vec::new());
        let damaged =
            |error: fst::Error| PlacesError::Index { name: self.name.clone(), cause: error.to_string() };
        let mut at = 0;
        while at < self.plain.len() {
            let key = &self.plain[at].0;
            let end = at + self.plain[at..].iter().take_while(|entry| entry.0 == *key).count();
            let offset = names.len() as u64;
            map.insert(key.as_bytes(), offset).map_err(damaged)?;
            let (mut before, mut own) = (0, false);
            for (place, entry) in self.plain[at..end].iter().enumerate() {
                let last = u64::from(at + place + 1 == end);
                push_varint(&mut names, u64::from(entry.1 - before) << 2 | u64::from(entry.2) << 1 | last);
                before = entry.1;
                own |= entry.2;
            }
            let folded = fold_plain(key.to_string());
            if own || self.token_alternates {
                tokens_of(&folded.core, &mut |token| tokens.push((sound_key(&token), offset)));
            }
            // Variants of alternates cost the world set 1 MB; the query's own variants meet the faithful keys anyway.
            let variants = if own || self.token_alternates { folded.sounds.len() } else { 1 };
            sounds.extend(folded.sounds.iter().take(variants).map(|sound| (sound_key(sound), offset)));
            at = end;
        }
        let plain = map.into_inner().map_err(damaged)?;
        let (sounds, sound_names) = sound_map(sounds).map_err(damaged)?;
        let (tokens, token_names) = sound_map(tokens).map_err(damaged)?;
        let features = self.features.join("\n").into_bytes();
        let sections: [Vec<u8>; SECTIONS] =
            [self.records, self.strings, plain, names, sounds, sound_names, tokens, token_names, features];
        let mut out = Vec::with_capacity(HEADER + sections.iter().map(Vec::len).sum::<usize>());
        out.extend_from_slice(MAGIC);
        out.extend_from_slice(&crate::fold::digest().to_le_bytes());
        let mut end = HEADER;
        for section in &sections {
            end += section.len();
            let end = u32::try_from(end)
                .map_err(|_| PlacesError::TooLarge { name: self.name.clone(), what: "the index" })?;
            out.extend_from_slice(&end.to_le_bytes());
        }
        sections.iter().for_each(|section| out.extend_from_slice(section));
        Ok(out)
    }
}

fn sound_key(sound: &Sound) -> Box<[u8]> {
    [sound.skeleton.as_bytes(), &[0], sound.vfold.as_bytes()].concat().into()
}

/// The keys of the words of a longer name.
fn tokens_of(core: &str, each: &mut dyn FnMut(Sound)) {
    if !core.contains(' ') {
        return;
    }
    for token in core.split(' ').filter(|token| token.len() >= SHORTEST_TOKEN) {
        let vfold = vfold(&[token]);
        if !vfold.is_empty() {
            each(Sound { skeleton: skeleton(&vfold), vfold });
        }
    }
}

type SoundMap = (Vec<u8>, Vec<u8>);

fn sound_map(mut entries: Vec<(Box<[u8]>, u64)>) -> Result<SoundMap, fst::Error> {
    entries.sort_unstable();
    entries.dedup();
    let (mut map, mut lists) = (MapBuilder::memory(), Vec::new());
    let mut at = 0;
    while at < entries.len() {
        let end = at + entries[at..].iter().take_while(|entry| entry.0 == entries[at].0).count();
        map.insert(&entries[at].0, lists.len() as u64)?;
        let mut before = 0;
        for (place, entry) in entries[at..end].iter().enumerate() {
            push_varint(&mut lists, (entry.1 - before) << 1 | u64::from(at + place + 1 == end));
            before = entry.1;
        }
        at = end;
    }
    Ok((map.into_inner()?, lists))
}
