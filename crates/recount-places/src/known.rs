//! Exact, fast checks for marking: do these words form a known name?

use std::collections::HashSet;
use std::sync::LazyLock;

use fst::raw::{CompiledAddr, Fst};

use crate::fold::{Piece, append_token, fold};
use crate::gazetteer::{Gazetteer, Place};
use crate::index::{Index, Record};
use crate::kind::FeatureKind;
use crate::layer::Rank;
use crate::score::candidates;

/// No name of the world default has more words.
const MOST_WORDS: usize = 10;

/// From this many people on, a place is known enough that its bare name in a report most likely means it.
const STRONG_POPULATION: u32 = 50_000;

/// How far a name alone may be trusted to be a place.
///
/// Thousands of villages are called like common words. A weak name should count only beside other signs: a capital
/// letter inside a sentence, "in" before it, a word of kind, a strong place nearby.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum NameStrength {
    /// A small place, or only another name of one.
    Weak,
    /// A country, a governorate, a large town, a place people confirmed, or a name of several words.
    Strong,
}

/// A known name at the beginning of some words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KnownName {
    /// How many words it takes.
    pub words: usize,
    /// How far it may be trusted.
    pub strength: NameStrength,
    /// The people of the largest place of this name, 0 where unknown.
    pub population: u32,
}

impl Gazetteer {
    /// Whether the words together are a known name, exactly (case, marks and punctuation aside).
    #[must_use]
    pub fn is_known_name(&self, words: &[&str]) -> bool {
        self.longest_name(words) == words.len() && !words.is_empty()
    }

    /// Whether a state has exactly this name (case, marks and punctuation aside).
    #[must_use]
    pub fn is_country(&self, name: &str) -> bool {
        let key = crate::fold::plain(name);
        self.layers.iter().any(|layer| {
            let mut is_country = false;
            if let Some(offset) = layer.index.plain().get(&key) {
                layer.index.named(offset, |named| {
                    let record = layer.index.record(named.record);
                    is_country |=
                        record.is_some_and(|record| layer.index.feature(&record).1 == FeatureKind::Country);
                });
            }
            is_country
        })
    }

    /// The state of exactly this name and code.
    #[must_use]
    pub fn country(&self, name: &str, code: &str) -> Option<Place<'_>> {
        let found = candidates(self, &fold(name), None);
        let exact =
            found.iter().filter(|found| found.kind == FeatureKind::Country && found.parts.name >= 1.0);
        let first = exact.filter(|found| found.cc == code.as_bytes()).map(|found| found.found.place).min()?;
        self.place(first)
    }

    /// How many of the leading words form the longest known name; 0 when none does.
    #[must_use]
    pub fn longest_name(&self, words: &[&str]) -> usize {
        self.walk(words).map_or(0, |(words, _)| words)
    }

    /// The longest known name at the beginning of the words, with how far it may be trusted.
    #[must_use]
    pub fn known_name(&self, words: &[&str]) -> Option<KnownName> {
        let (taken, found) = self.walk(words)?;
        let key = crate::fold::plain(&words[..taken].join(" "));
        let word_first = word_first_names().contains(&key);
        let words = taken;
        let mut name = KnownName { words, strength: NameStrength::Weak, population: 0 };
        let spelling_words = key.split(' ').count();
        for (layer, offset) in self.layers.iter().zip(found) {
            let Some(offset) = offset else { continue };
            layer.index.named(offset, |named| {
                let Some(record) = layer.index.record(named.record) else { return };
                name.population = name.population.max(record.population);
                let strong = spelling_words > 1
                    || layer.rank == Rank::Overlay
                    || is_prominent(&layer.index, &record, named.own);
                if strong && !word_first {
                    name.strength = NameStrength::Strong;
                }
            });
        }
        Some(name)
    }

    /// The number of words and the offset of the name in each layer that has it.
    fn walk(&self, words: &[&str]) -> Option<(usize, Vec<Option<u64>>)> {
        let mut walkers: Vec<Option<Walker>> =
            self.layers.iter().map(|layer| Some(Walker::new(layer.index.plain().as_fst()))).collect();
        let mut best: Option<(usize, Vec<Option<u64>>)> = None;
        let (mut key, mut alive) = (String::with_capacity(32), !walkers.is_empty());
        for (place, token) in words.iter().take(MOST_WORDS * 2).enumerate() {
            if !alive {
                break;
            }
            let before = key.len();
            match append_token(&mut key, token) {
                Piece::Joiner if before > 0 => continue,
                Piece::Joiner | Piece::Stop => break,
                Piece::Word => {}
            }
            let added = &key.as_bytes()[before..];
            alive = false;
            let mut any = false;
            for (walker, layer) in walkers.iter_mut().zip(&self.layers) {
                let fst = layer.index.plain().as_fst();
                if let Some(steps) = walker {
                    if steps.feed(fst, added) {
                        alive = true;
                        any |= steps.value(fst).is_some();
                    } else {
                        *walker = None;
                    }
                }
            }
            if any {
                let values = walkers.iter().zip(&self.layers);
                let values =
                    values.map(|(walker, layer)| walker.as_ref()?.value(layer.index.plain().as_fst()));
                best = Some((place + 1, values.collect()));
            }
        }
        best
    }
}

/// The names that are words first, from `places/weak-names.toml`.
fn word_first_names() -> &'static HashSet<String> {
    #[derive(serde::Deserialize)]
    #[serde(deny_unknown_fields)]
    struct File {
        names: HashSet<String>,
    }
    static NAMES: LazyLock<HashSet<String>> = LazyLock::new(|| {
        // Part of the program, and checked by a test; without it names are only marked more boldly.
        let file = toml::from_str::<File>(include_str!("../../../places/weak-names.toml"));
        file.map(|file| file.names).unwrap_or_default()
    });
    &NAMES
}

fn is_prominent(index: &Index, record: &Record, own: bool) -> bool {
    match index.feature(record).1 {
        FeatureKind::Continent | FeatureKind::Country | FeatureKind::Governorate | FeatureKind::Capital => {
            true
        }
        _ => own && record.population >= STRONG_POPULATION,
    }
}

/// A position in a name map while words are fed to it.
struct Walker {
    node: CompiledAddr,
    output: u64,
}

impl Walker {
    fn new<D: AsRef<[u8]>>(fst: &Fst<D>) -> Self {
        Self { node: fst.root().addr(), output: 0 }
    }

    fn feed<D: AsRef<[u8]>>(&mut self, fst: &Fst<D>, bytes: &[u8]) -> bool {
        for &byte in bytes {
            let node = fst.node(self.node);
            let Some(at) = node.find_input(byte) else { return false };
            let transition = node.transition(at);
            self.output += transition.out.value();
            self.node = transition.addr;
        }
        true
    }

    fn value<D: AsRef<[u8]>>(&self, fst: &Fst<D>) -> Option<u64> {
        let node = fst.node(self.node);
        node.is_final().then(|| self.output + node.final_output().value())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::layer::Layer;

    fn gazetteer() -> Gazetteer {
        let rows = "id\tname\tlat\tlon\tcc\tfeature\tpop\talts\n\
            1\tDeir ez-Zor\t35.33\t40.14\tSY\tPPLA\t271800\tدير الزور\n\
            2\tHit\t33.64\t42.82\tIQ\tPPL\t20000\t\n\
            3\tDeir\t33.0\t36.0\tSY\tPPL\t\t\n";
        Layer::from_tsv("inline", rows.as_bytes()).map(|layer| Gazetteer::empty().with_layer(layer)).unwrap()
    }

    #[test]
    fn the_longest_known_name_wins_and_hyphens_may_be_words() {
        let gazetteer = gazetteer();
        assert_eq!(gazetteer.longest_name(&["Deir", "ez-Zor", "city"]), 2);
        assert_eq!(gazetteer.longest_name(&["Deir", "ez", "-", "Zor", "."]), 4);
        assert_eq!(gazetteer.longest_name(&["Deir", ",", "ez-Zor"]), 1);
        assert_eq!(gazetteer.longest_name(&["دير", "الزور"]), 2);
        assert_eq!(gazetteer.longest_name(&["the", "Deir"]), 0);
        assert!(gazetteer.is_known_name(&["deir", "ez", "zor"]));
        assert!(!gazetteer.is_known_name(&["deir", "ez"]));
        assert!(!gazetteer.is_known_name(&[]));
    }

    #[test]
    fn a_village_called_like_a_common_word_is_weak() {
        let gazetteer = gazetteer();
        let strength = |words: &[&str]| gazetteer.known_name(words).map(|name| name.strength);
        assert_eq!(strength(&["hit"]), Some(NameStrength::Weak));
        assert_eq!(strength(&["Deir", "ez-Zor"]), Some(NameStrength::Strong));
        assert_eq!(strength(&["nowhere"]), None);
    }
}
