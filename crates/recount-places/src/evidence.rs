//! What the rest of a report says about one of its names: how close in the text, and which areas are named.

use hashbrown::HashMap;

use crate::edit::{Key, Pattern};
use crate::fold::fold;
use crate::gazetteer::Gazetteer;
use crate::resolve::{Countries, Name};
use crate::score::Scored;

/// An area that the text links to the name: "X in Y province".
const LINKED: f32 = 0.12;
/// An area named in the same sentence, next to it, or anywhere else.
///
/// Reports say the province once, in a heading or the first sentence, and mean it for all villages that follow.
const SAME_SENTENCE: f32 = 0.10;
const SAME_PASSAGE: f32 = 0.07;
const ELSEWHERE: f32 = 0.03;

/// Titles and first sentences say what the whole report is about.
const LEAD: u32 = 2;

/// How much one name says about another, by the distance of their sentences: 1 in the same sentence.
///
/// Names without sentences come from no text, and then everything counts in full.
pub(crate) fn closeness(name: &Name, other: &Name) -> f32 {
    let (Some(first), false) = (other.sentences.first(), name.sentences.is_empty()) else { return 1.0 };
    let mut least = u32::MAX;
    let (mut a, mut b) = (0, 0);
    while let (Some(&here), Some(&there)) = (name.sentences.get(a), other.sentences.get(b)) {
        least = least.min(here.abs_diff(there));
        if here < there { a += 1 } else { b += 1 }
    }
    match least {
        0 => 1.0,
        1 => 0.9,
        _ if *first < LEAD => 0.8,
        2 | 3 => 0.75,
        _ => 0.6,
    }
}

/// The names of a report as areas: which of them may be the first- or second-order area of a place.
pub(crate) struct NamedAreas {
    keys: Vec<AreaKey>,
    /// Numbers of keys that an area may be, by set and area; each area is compared once.
    seen: HashMap<(u16, u32), Box<[u16]>>,
}

/// One way to spell an area that a report names.
struct AreaKey {
    key: Key,
    pattern: Pattern<'static>,
    /// The name that it belongs to.
    name: usize,
    /// The countries its areas lie in; empty: any.
    countries: Countries,
}

impl NamedAreas {
    pub(crate) fn of(gazetteer: &Gazetteer, names: &[Name]) -> Self {
        let mut keys = Vec::with_capacity(names.len());
        for (number, name) in names.iter().enumerate() {
            let mut countries = Countries::new();
            let mut spellings: Vec<String> =
                name.folded.sounds.first().map(|sound| sound.vfold.clone()).into_iter().collect();
            let areas = name.found.iter().filter(|c| c.kind.is_area() && c.parts.name >= 0.9);
            for candidate in areas.take(4) {
                countries.push(candidate.cc);
                let place = gazetteer.place(candidate.found.place);
                let sound = place.and_then(|place| fold(place.name()).sounds.into_iter().next());
                spellings.extend(sound.map(|sound| sound.vfold));
            }
            spellings.sort_unstable();
            spellings.dedup();
            keys.extend(spellings.into_iter().map(|spelling| AreaKey {
                pattern: Pattern::new(spelling.clone()),
                key: Key::new(spelling),
                name: number,
                countries: countries.clone(),
            }));
        }
        Self { keys, seen: HashMap::new() }
    }

    /// How strongly the report names the area that a candidate lies in, and whether the text links the two.
    pub(crate) fn support(
        &mut self,
        gazetteer: &Gazetteer,
        names: &[Name],
        number: usize,
        candidate: &Scored,
    ) -> (f32, Linked) {
        let name = &names[number];
        let mut best = (0.0f32, Linked::No);
        let layer = candidate.found.place.layer;
        for (order, area) in candidate.areas.into_iter().enumerate() {
            let keys = &self.keys;
            let alike = self.seen.entry((layer, area)).or_insert_with(|| {
                let key = gazetteer.remembered.area_key((layer, area), || {
                    // Decoded only for an area that was not met before; most candidates share theirs.
                    let place = gazetteer.place(candidate.found.place);
                    let area =
                        place.map_or("", |place| if order == 0 { place.admin1() } else { place.admin2() });
                    fold(area).sounds.into_iter().next().map(|sound| sound.vfold).unwrap_or_default()
                });
                let same = |other: &AreaKey| {
                    other.key.may_be_alike(&key) && other.pattern.similarity(key.text()) >= 0.8
                };
                (0u16..).zip(keys).filter(|(_, other)| same(other)).map(|(at, _)| at).collect()
            });
            for other in alike.iter().filter_map(|at| keys.get(usize::from(*at))) {
                // A name is no context for itself, but "Homs in Homs province" is the town in its province.
                let linked = name.within.contains(&other.name);
                if names[other.name].root == name.root && !(linked && candidate.kind.is_settlement())
                    || !(other.countries.is_empty() || other.countries.contains(&candidate.cc))
                {
                    continue;
                }
                let found = if linked {
                    (LINKED, Linked::Yes)
                } else {
                    let part = match closeness(name, &names[other.name]) {
                        close if close >= 1.0 && !name.sentences.is_empty() => SAME_SENTENCE,
                        close if close >= 0.8 && !name.sentences.is_empty() => SAME_PASSAGE,
                        _ => ELSEWHERE,
                    };
                    (part, Linked::No)
                };
                if found.0 > best.0 {
                    best = found;
                }
            }
        }
        best
    }
}

/// Whether the text itself says that a candidate lies in a named area.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Linked {
    Yes,
    No,
}
