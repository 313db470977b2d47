//! Takes rows from the readers of formats, checks them, and keeps them for merging.

use std::collections::{HashMap, HashSet};

use recount_places::{Scratch, Sorter};

use crate::bounds::Bounds;
use crate::draft::{Area, Draft, clean};
use crate::error::{Problems, StoreError, plain_words};

/// Rows of all files of one import.
pub(crate) struct Intake<'s> {
    /// Keyed by id: places, and names that other files give for ids.
    pub(crate) rows: Sorter<'s>,
    /// Names of areas by code.
    pub(crate) areas: HashMap<String, String>,
    pub(crate) problems: Problems,
    /// The files, as messages name them.
    pub(crate) files: Vec<String>,
    /// Rows that are places.
    pub(crate) taken: u64,
    /// Rows of countries that the user did not ask for.
    pub(crate) left_out: u64,
    sieve: Sieve,
    wanted: HashSet<String>,
    default_cc: String,
    bounds: &'s Bounds,
    progress: &'s mut dyn FnMut(u64),
    sequence: u64,
    of_file: Counts,
}

#[derive(Default)]
struct Counts {
    good: u64,
    bad: u64,
    swapped: u64,
    first_bad: Option<(u64, String)>,
}

/// What stands behind an id in the sorted rows.
pub(crate) const PLACE: u8 = 0;
pub(crate) const NAME: u8 = 1;

/// A file with more bad rows than this, and more than one in ten, is not what it is taken for.
const MANY_BAD: u64 = 20;

impl<'s> Intake<'s> {
    pub(crate) fn new(
        scratch: &'s dyn Scratch,
        countries: &[String],
        bounds: &'s Bounds,
        progress: &'s mut dyn FnMut(u64),
    ) -> Self {
        Self {
            rows: Sorter::new(scratch),
            areas: HashMap::new(),
            problems: Problems::default(),
            files: Vec::new(),
            taken: 0,
            left_out: 0,
            sieve: Sieve::new(),
            wanted: countries.iter().cloned().collect(),
            // One country named is that of rows that name none.
            default_cc: if let [one] = countries { one.clone() } else { String::new() },
            bounds,
            progress,
            sequence: 0,
            of_file: Counts::default(),
        }
    }

    /// The rows that follow come from this file.
    pub(crate) fn begin_file(&mut self, name: &str) {
        self.files.push(name.to_owned());
        self.of_file = Counts::default();
    }

    fn file(&self) -> &str {
        self.files.last().map_or("", String::as_str)
    }

    /// Takes a place, or notes why it is none.
    pub(crate) fn place(&mut self, mut draft: Draft) -> Result<(), StoreError> {
        if draft.cc.is_empty() {
            draft.cc.clone_from(&self.default_cc);
        }
        if !self.wanted.is_empty() && !self.wanted.contains(&draft.cc) {
            self.left_out += 1;
            return Ok(());
        }
        draft.name = clean(&draft.name);
        if draft.name.is_empty() {
            self.bad(draft.line, "no name");
            return Ok(());
        }
        if draft.lat == 0.0 && draft.lon == 0.0 {
            self.bad(draft.line, "0, 0 stands for an unknown place");
            return Ok(());
        }
        if self.bounds.is_swapped(&draft.cc, draft.lat, draft.lon) {
            self.of_file.swapped += 1;
            let (lat, lon) = (draft.lat, draft.lon);
            self.bad(
                draft.line,
                format!("{lat}, {lon} lies outside {}; latitude and longitude have changed places", draft.cc),
            );
            return Ok(());
        }
        draft.file = self.files.len().saturating_sub(1) as u16;
        if draft.id.is_empty() {
            draft.id = id_of(&draft);
        }
        self.sieve.add(&draft.id);
        let (rank, line) = (draft.rank, draft.to_line());
        self.push(&clean(&draft.id), PLACE, rank, &line)?;
        self.of_file.good += 1;
        self.taken += 1;
        if self.taken.is_multiple_of(100_000) {
            (self.progress)(self.taken);
        }
        Ok(())
    }

    /// Takes another name for an id; kept only if a place of that id may have come before.
    pub(crate) fn name(&mut self, id: &str, name: &str) -> Result<(), StoreError> {
        if self.sieve.may_hold(id) { self.push(&clean(id), NAME, 0, &clean(name)) } else { Ok(()) }
    }

    /// Notes the name of an area for its code.
    pub(crate) fn area(&mut self, code: String, name: &str) {
        self.areas.entry(code).or_insert_with(|| clean(name));
    }

    /// Whether a row says enough of where a place lies: the numbers, or what is wrong with them.
    pub(crate) fn bad(&mut self, line: u64, message: impl Into<String>) {
        let message = message.into();
        self.of_file.bad += 1;
        if self.of_file.first_bad.is_none() {
            self.of_file.first_bad = Some((line, message.clone()));
        }
        let file = self.file().to_owned();
        self.problems.add(&file, line, message);
    }

    /// The file is read: whether it can be what it was taken for.
    pub(crate) fn end_file(&mut self) -> Result<(), StoreError> {
        let counts = std::mem::take(&mut self.of_file);
        let total = counts.good + counts.bad;
        let file = self.file().to_owned();
        if counts.swapped > MANY_BAD.min(total / 2) && counts.swapped * 2 > total {
            let message = format!(
                "latitude and longitude have changed places in {} of {total} rows; \
                 name the columns with --map lat=COLUMN --map lon=COLUMN",
                counts.swapped
            );
            return Err(StoreError::new(file, message));
        }
        match counts.first_bad {
            Some((line, message)) if counts.good == 0 || counts.bad > MANY_BAD && counts.bad * 10 > total => {
                let message =
                    format!("{message}; {} of {total} rows are like this, so nothing was taken", counts.bad);
                Err(StoreError::at(file, line, message))
            }
            _ => Ok(()),
        }
    }

    fn push(&mut self, id: &str, tag: u8, rank: u8, line: &str) -> Result<(), StoreError> {
        self.sequence += 1;
        let order = self.sequence.to_be_bytes();
        let parts: [&[u8]; 5] = [id.as_bytes(), &[0, tag, rank], &order, line.as_bytes(), &[]];
        self.rows.push(&parts).map_err(|cause| StoreError::new(self.file(), no_room(&cause)))
    }
}

pub(crate) fn no_room(cause: &std::io::Error) -> String {
    format!("no room for sorting: {}", plain_words(cause))
}

/// The id, tag and content of a sorted row.
pub(crate) fn split_row(row: &[u8]) -> Option<(&str, u8, &str)> {
    let at = row.iter().position(|&byte| byte == 0)?;
    let id = std::str::from_utf8(&row[..at]).ok()?;
    let tag = *row.get(at + 1)?;
    let line = std::str::from_utf8(row.get(at + 11..)?).ok()?;
    Some((id, tag, line))
}

/// An id for a row without one: the same for the same name at the same point, wherever it stands in its file.
fn id_of(draft: &Draft) -> String {
    use sha2::{Digest, Sha256};
    let digest = Sha256::digest(format!("{}\t{:.5}\t{:.5}", draft.name, draft.lat, draft.lon));
    let hex: String = digest.iter().take(6).map(|byte| format!("{byte:02x}")).collect();
    format!("x{hex}")
}

/// Latitude and longitude of two cells.
pub(crate) fn point(lat: &str, lon: &str) -> Result<(f64, f64), String> {
    let number = |label: &str, text: &str| {
        // A comma is the decimal sign of half the world's spreadsheets.
        let text = text.trim();
        let plain =
            if text.contains(',') && !text.contains('.') { text.replace(',', ".") } else { text.to_owned() };
        plain.parse::<f64>().ok().filter(|value| value.is_finite()).ok_or_else(|| match text {
            "" => format!("no {label}"),
            _ => format!("{label} \"{}\" is not a number", clean(text)),
        })
    };
    let (north, east) = (number("latitude", lat)?, number("longitude", lon)?);
    if north.abs() > 90.0 {
        let hint = if east.abs() <= 90.0 && north.abs() <= 180.0 {
            "; latitude and longitude may have changed places"
        } else {
            ""
        };
        return Err(format!("latitude {north} is outside -90 to 90{hint}"));
    }
    if east.abs() > 180.0 {
        return Err(format!("longitude {east} is outside -180 to 180"));
    }
    Ok((north, east))
}

/// Says "surely not" or "perhaps" for ids, in 16 MB however many there are.
///
/// The file of alternate names has sixteen million rows for the whole world; nearly all belong to other countries.
struct Sieve(Vec<u64>);

impl Sieve {
    const BITS: u64 = 1 << 27;

    fn new() -> Self {
        Self(Vec::new())
    }

    fn places(id: &str) -> [usize; 2] {
        use std::hash::{DefaultHasher, Hash, Hasher};
        let mut hasher = DefaultHasher::new();
        id.hash(&mut hasher);
        let hash = hasher.finish();
        [(hash % Self::BITS) as usize, ((hash >> 32) % Self::BITS) as usize]
    }

    fn add(&mut self, id: &str) {
        if self.0.is_empty() {
            self.0 = vec![0; (Self::BITS / 64) as usize];
        }
        for bit in Self::places(id) {
            self.0[bit / 64] |= 1 << (bit % 64);
        }
    }

    fn may_hold(&self, id: &str) -> bool {
        !self.0.is_empty() && Self::places(id).into_iter().all(|bit| self.0[bit / 64] >> (bit % 64) & 1 == 1)
    }
}

/// An area given by the name itself.
pub(crate) fn named(name: &str) -> Area {
    Area::Named(name.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn points_are_checked_and_a_swap_is_suspected() {
        assert_eq!(point("35,5", "36.1"), Ok((35.5, 36.1)));
        assert!(point("104.2", "15.5").unwrap_err().contains("changed places"));
        assert!(point("91", "190").unwrap_err().contains("outside"));
        assert!(point("", "1").unwrap_err().contains("no latitude"));
        assert!(point("N35", "1").unwrap_err().contains("not a number"));
        assert!(point("nan", "1").is_err());
    }

    #[test]
    fn the_sieve_never_loses_an_id() {
        let mut sieve = Sieve::new();
        assert!(!sieve.may_hold("1"));
        (0..1000).for_each(|id: u32| sieve.add(&id.to_string()));
        assert!((0..1000).all(|id: u32| sieve.may_hold(&id.to_string())));
        assert!((1000..2000).filter(|id: &u32| sieve.may_hold(&id.to_string())).count() < 5);
    }
}
