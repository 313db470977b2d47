//! Puts together what several rows say of one place, and writes the rows of a set.
//!
//! Twice the rows are sorted: by id, so that rows of one id meet and names from other files find their place; then by
//! folded name, so that one village from two publishers is one place. Both sortings keep to bounded memory.

use std::collections::{BTreeMap, HashMap};
use std::io::Write;

use recount_places::fold::fold;
use recount_places::{FeatureKind, Scratch, Sorter, distance_km};

use crate::draft::{Area, Draft};
use crate::error::{Problems, StoreError, plain_words};
use crate::intake::{Intake, PLACE, no_room, split_row};

/// What was written.
#[derive(Debug, Default)]
pub(crate) struct Merged {
    pub(crate) places: u64,
    /// Rows that were the same place as another.
    pub(crate) joined: u64,
    pub(crate) countries: BTreeMap<String, u64>,
    pub(crate) problems: Problems,
}

/// The header of a set's rows.
const HEADER: &str = "id\tname\tlat\tlon\tcc\tadmin1\tadmin2\tfeature\tpop\talts\n";

/// Two rows of one id further apart than this are a mistake of the file.
const SAME_ID_KM: f64 = 25.0;

/// Merges all rows and writes them.
pub(crate) fn merge(
    set: &str,
    intake: Intake<'_>,
    scratch: &dyn Scratch,
    out: &mut dyn Write,
) -> Result<Merged, StoreError> {
    let Intake { rows, areas, problems, files, taken, .. } = intake;
    let mut by_id =
        ById { current: None, by_name: Sorter::new(scratch), files: &files, problems, joined: 0, apart: 0 };
    let of_room = |cause: std::io::Error| StoreError::new(set, no_room(&cause));
    rows.for_each(|row| by_id.take(row)).map_err(|Room(cause)| of_room(cause))?;
    by_id.finish_place().map_err(|Room(cause)| of_room(cause))?;
    let ById { by_name, problems, joined, apart, .. } = by_id;
    if apart > 20 && apart * 10 > taken {
        let first = problems.first().last().map(ToString::to_string).unwrap_or_default();
        let message = format!(
            "{apart} of {taken} rows have the id of another place far away ({first}); \
             name the column of ids with --map id=COLUMN"
        );
        return Err(StoreError::new(set, message));
    }
    let mut writer = Writer {
        out,
        areas: &areas,
        key: Vec::new(),
        same: Vec::new(),
        merged: Merged { problems, joined, ..Merged::default() },
    };
    let of_disk =
        |cause: std::io::Error| StoreError::new(set, format!("cannot be written: {}", plain_words(&cause)));
    writer.out.write_all(HEADER.as_bytes()).map_err(of_disk)?;
    by_name.for_each(|row| writer.take(row)).map_err(|Room(cause)| of_disk(cause))?;
    writer.finish_name().map_err(|Room(cause)| of_disk(cause))?;
    Ok(writer.merged)
}

/// Trouble with the disk, wherever it comes up.
struct Room(std::io::Error);

impl From<std::io::Error> for Room {
    fn from(cause: std::io::Error) -> Self {
        Self(cause)
    }
}

struct ById<'s> {
    current: Option<Draft>,
    by_name: Sorter<'s>,
    files: &'s [String],
    problems: Problems,
    joined: u64,
    apart: u64,
}

impl ById<'_> {
    fn take(&mut self, row: &[u8]) -> Result<(), Room> {
        let Some((id, tag, line)) = split_row(row) else { return Ok(()) };
        if self.current.as_ref().is_some_and(|place| place.id != id) {
            self.finish_place()?;
        }
        if tag != PLACE {
            if let Some(place) = &mut self.current {
                place.add_name(line);
            }
            return Ok(());
        }
        let Some(draft) = Draft::from_line(id, line) else { return Ok(()) };
        let Some(place) = &mut self.current else {
            self.current = Some(draft);
            return Ok(());
        };
        let km = distance_km((place.lat, place.lon), (draft.lat, draft.lon));
        if draft.is_one_of_several || km <= SAME_ID_KM {
            self.joined += u64::from(!draft.is_one_of_several);
            absorb(place, &draft);
        } else {
            self.apart += 1;
            let file = self.files.get(usize::from(draft.file)).map_or("", String::as_str);
            let other = place.line;
            let message = format!(
                "id {id} is also that of a place {km:.0} km away in line {other}; this one is left out"
            );
            self.problems.add(file, draft.line, message);
        }
        Ok(())
    }

    fn finish_place(&mut self) -> Result<(), Room> {
        let Some(place) = self.current.take() else { return Ok(()) };
        let folded = fold(&place.name);
        let key = folded.sounds.first().map_or(folded.plain.as_str(), |sound| sound.vfold.as_str());
        // Behind the key the order of latitudes, so that neighbours are found without comparing all namesakes.
        let north = ((place.lat + 90.0) * 1e6) as u64;
        let line = place.to_line();
        self.by_name.push(&[
            key.as_bytes(),
            &[0],
            &north.to_be_bytes(),
            place.id.as_bytes(),
            &[0],
            line.as_bytes(),
        ])?;
        Ok(())
    }
}

struct Writer<'w> {
    out: &'w mut dyn Write,
    areas: &'w HashMap<String, String>,
    key: Vec<u8>,
    /// Places of the key at hand, from south to north.
    same: Vec<Draft>,
    merged: Merged,
}

impl Writer<'_> {
    fn take(&mut self, row: &[u8]) -> Result<(), Room> {
        let Some(at) = row.iter().position(|&byte| byte == 0) else { return Ok(()) };
        let (key, rest) = (&row[..at], row.get(at + 9..).unwrap_or_default());
        let Some((id, line)) = std::str::from_utf8(rest).ok().and_then(|rest| rest.split_once('\0')) else {
            return Ok(());
        };
        let Some(draft) = Draft::from_line(id, line) else { return Ok(()) };
        if key != self.key {
            self.finish_name()?;
            self.key = key.to_vec();
        }
        // A degree is 111 km: what lies further south is no neighbour.
        let neighbours = self.same.iter_mut().rev().take_while(|other| draft.lat - other.lat < 0.3);
        for other in neighbours {
            if is_same(other, &draft) {
                self.merged.joined += 1;
                if weight(&draft) > weight(other) {
                    let mut draft = draft;
                    absorb(&mut draft, other);
                    // The list stays in the order of latitudes closely enough: places that merge are neighbours.
                    *other = draft;
                } else {
                    absorb(other, &draft);
                }
                return Ok(());
            }
        }
        self.same.push(draft);
        Ok(())
    }

    fn finish_name(&mut self) -> Result<(), Room> {
        for place in std::mem::take(&mut self.same) {
            self.write(&place)?;
        }
        Ok(())
    }

    fn write(&mut self, place: &Draft) -> Result<(), Room> {
        let area = |area: &Area| match area {
            Area::Named(name) => name.clone(),
            Area::Coded(code) => self.areas.get(code).cloned().unwrap_or_default(),
        };
        // An area does not lie in itself.
        let kind = FeatureKind::of_code(&place.feature);
        let (mut admin1, mut admin2) = (area(&place.admin1), area(&place.admin2));
        if matches!(kind, FeatureKind::Country | FeatureKind::Governorate) {
            (admin1, admin2) = (String::new(), String::new());
        } else if kind == FeatureKind::District && admin2 == place.name {
            admin2 = String::new();
        }
        writeln!(
            self.out,
            "{}\t{}\t{}\t{}\t{}\t{admin1}\t{admin2}\t{}\t{}\t{}",
            place.id,
            place.name,
            degrees(place.lat),
            degrees(place.lon),
            place.cc,
            place.feature,
            if place.pop == 0 { String::new() } else { place.pop.to_string() },
            place.alts.join("|"),
        )?;
        self.merged.places += 1;
        *self.merged.countries.entry(place.cc.clone()).or_default() += 1;
        Ok(())
    }
}

/// Five decimals are a metre; more would only feign precision.
fn degrees(value: f64) -> String {
    let text = format!("{value:.5}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// How much a row says.
fn weight(place: &Draft) -> (u32, usize) {
    (place.pop, place.alts.len())
}

/// Gives a place the names and facts that another row has of it.
fn absorb(place: &mut Draft, other: &Draft) {
    place.add_name(&other.name);
    other.alts.iter().for_each(|name| place.add_name(name));
    place.pop = place.pop.max(other.pop);
    if place.cc.is_empty() {
        place.cc.clone_from(&other.cc);
    }
    let is_empty = |area: &Area| matches!(area, Area::Named(name) if name.is_empty());
    if is_empty(&place.admin1) {
        place.admin1.clone_from(&other.admin1);
    }
    if is_empty(&place.admin2) {
        place.admin2.clone_from(&other.admin2);
    }
    if place.feature.is_empty() {
        place.feature.clone_from(&other.feature);
    }
}

/// Whether two rows of one folded name are one place: the same kind of thing, too near to be another.
fn is_same(one: &Draft, other: &Draft) -> bool {
    let (a, b) = (FeatureKind::of_code(&one.feature), FeatureKind::of_code(&other.feature));
    let settled = |kind: FeatureKind| kind.is_settlement() && kind != FeatureKind::Neighbourhood;
    let same_kind =
        if a.is_area() { one.feature == other.feature } else { a == b || settled(a) && settled(b) };
    // Folding takes doubled letters for one, and with them doubled digits.
    let digits = |name: &str| name.chars().filter(char::is_ascii_digit).collect::<String>();
    let same_number = digits(&one.name) == digits(&other.name);
    let same_country = one.cc == other.cc || one.cc.is_empty() || other.cc.is_empty();
    let most_km = match a {
        _ if a.is_area() => 25.0,
        FeatureKind::River | FeatureKind::Road | FeatureKind::Desert => 10.0,
        // Two publishers put one village up to three kilometres apart; two villages of one name are further.
        _ => 3.0,
    };
    same_kind
        && same_number
        && same_country
        && distance_km((one.lat, one.lon), (other.lat, other.lon)) <= most_km
}
