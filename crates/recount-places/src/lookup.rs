//! Finds places by name: exact first, then by sound, then one slip away.

use crate::edit::{OneEdit, Pattern};
use crate::fold::{Fold, fold};
use crate::gazetteer::{Gazetteer, PlaceRef};

/// Below this a spelling is another name. Tuned on 508 news spellings: lower nominates rivals only.
const LEAST: f32 = 0.6;
/// With a candidate this good, names a further edit away are not searched.
const GOOD: f32 = 0.90;
/// A keyed match never equals an exact one.
const KEYED: f32 = 0.99;
/// A variant reading (article cut off, "jabal" left out) against a faithful one.
const VARIANT: f32 = 0.96;
/// One word standing for a longer name.
const WORD: f32 = 0.88;
/// The shortest skeleton that may be one edit off: names with fewer consonants are too short for one edit to leave them
/// alike enough for an answer.
const SHORTEST_FUZZY: usize = 4;

/// How a name was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Matched {
    /// The same name but for case, marks and punctuation.
    Exact,
    /// The same consonants; the similarity is that of the deciding keys.
    Sound,
    /// Consonants one edit away.
    Fuzzy,
    /// One word of a longer name.
    Word,
}

/// One place that a spelling may mean.
#[derive(Debug, Clone, PartialEq)]
pub struct NameMatch {
    /// The place.
    pub place: PlaceRef,
    /// How alike the spelling and the matched name are, 0 to 1.
    pub similarity: f32,
    /// How it was found.
    pub matched: Matched,
    /// Whether the matched name is the place's first name and not an alternate.
    pub own_name: bool,
    /// The name that matched, folded; see [`Gazetteer::alias`].
    pub(crate) name: u64,
}

impl Gazetteer {
    /// The places a spelling may mean, the most alike first; ties keep the order of sets and rows.
    #[must_use]
    pub fn lookup(&self, name: &str) -> Vec<NameMatch> {
        self.lookup_folded(&fold(name))
    }

    /// The folded spelling by which a place was found.
    #[must_use]
    pub fn alias(&self, found: &NameMatch) -> String {
        self.layers
            .get(usize::from(found.place.layer))
            .map(|layer| layer.index.spelling(found.name))
            .unwrap_or_default()
    }

    pub(crate) fn lookup_folded(&self, folded: &Fold) -> Vec<NameMatch> {
        let mut found = Found::default();
        let patterns: Vec<Pattern<'_>> =
            folded.sounds.iter().map(|sound| Pattern::new(&sound.vfold)).collect();
        for (number, layer) in self.layers.iter().enumerate() {
            for (key, similarity) in [(&folded.plain, 1.0), (&folded.core, 1.0)] {
                if let Some(name) = layer.index.plain().get(key) {
                    found.add(layer, number, name, similarity, Matched::Exact);
                }
                if folded.core == folded.plain {
                    break;
                }
            }
            for (place, (sound, pattern)) in folded.sounds.iter().zip(&patterns).enumerate() {
                let factor = if place == 0 { KEYED } else { VARIANT };
                layer.index.sounding(&sound.skeleton, |vfold, name| {
                    if let Some(alike) = alike(pattern, sound.vfold.len(), vfold, factor) {
                        found.add(layer, number, name, alike, Matched::Sound);
                    }
                });
            }
        }
        if found.best < GOOD {
            self.look_further(folded, &patterns, &mut found);
        }
        found.into_places()
    }

    fn look_further(&self, folded: &Fold, patterns: &[Pattern<'_>], found: &mut Found) {
        let one_word = !folded.core.contains(' ');
        for (number, layer) in self.layers.iter().enumerate() {
            for (place, (sound, pattern)) in folded.sounds.iter().zip(patterns).enumerate() {
                let factor = if place == 0 { KEYED } else { VARIANT };
                if sound.skeleton.chars().count() >= SHORTEST_FUZZY {
                    layer.index.nearly_sounding(&OneEdit::new(&sound.skeleton, pattern), |vfold, name| {
                        if let Some(alike) = alike(pattern, sound.vfold.len(), vfold, factor) {
                            found.add(layer, number, name, alike, Matched::Fuzzy);
                        }
                    });
                }
                if one_word && sound.vfold.len() > 3 {
                    layer.index.containing(&sound.skeleton, |vfold, name| {
                        if let Some(alike) = alike(pattern, sound.vfold.len(), vfold, factor * WORD) {
                            found.add(layer, number, name, alike, Matched::Word);
                        }
                    });
                }
            }
        }
    }
}

fn alike(query: &Pattern<'_>, length: usize, name: &str, factor: f32) -> Option<f32> {
    // Lengths alone bound the similarity; most names of a common skeleton end here.
    let (short, long) = (length.min(name.len()), length.max(name.len()));
    if (short as f32) < LEAST * long as f32 {
        return None;
    }
    let alike = query.similarity(name) * factor;
    (alike >= LEAST).then_some(alike)
}

#[derive(Default)]
struct Found {
    all: Vec<NameMatch>,
    best: f32,
}

impl Found {
    fn add(&mut self, layer: &crate::Layer, number: usize, name: u64, similarity: f32, matched: Matched) {
        self.best = self.best.max(similarity);
        layer.index.named(name, |named| {
            let place = PlaceRef { layer: number as u16, record: named.record };
            self.all.push(NameMatch { place, similarity, matched, own_name: named.own, name });
        });
    }

    /// One match for each place: its best, its own name first among equals.
    fn into_places(mut self) -> Vec<NameMatch> {
        self.all.sort_unstable_by(|a, b| {
            let by_quality = b.similarity.total_cmp(&a.similarity).then(b.own_name.cmp(&a.own_name));
            a.place.cmp(&b.place).then(by_quality).then(a.name.cmp(&b.name))
        });
        self.all.dedup_by_key(|found| found.place);
        self.all.sort_by(|a, b| b.similarity.total_cmp(&a.similarity));
        self.all
    }
}
