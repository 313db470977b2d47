//! The word lists of folding, read once from `places/folding.toml`.

use std::collections::{BTreeMap, HashMap};
use std::sync::LazyLock;

use serde::Deserialize;

use crate::kind::{FeatureKind, TypeHint};

const SOURCE: &str = include_str!("../../../../places/folding.toml");

/// The digest of the word lists; an index made with other lists has other keys and is refused.
pub(crate) fn digest() -> u64 {
    static DIGEST: LazyLock<u64> = LazyLock::new(|| xxhash_rust::xxh3::xxh3_64(SOURCE.as_bytes()));
    *DIGEST
}

pub(super) fn tables() -> &'static Tables {
    static TABLES: LazyLock<Tables> = LazyLock::new(|| {
        // The file is part of the program: a mistake in it is a mistake in the build and a test catches it. Empty
        // tables keep the promise that nothing panics on input.
        toml::from_str::<File>(SOURCE).map(Tables::from).unwrap_or_default()
    });
    &TABLES
}

#[derive(Default)]
pub(super) struct Tables {
    pub(super) apostrophes: Vec<char>,
    pub(super) letters: HashMap<char, String>,
    pub(super) articles: Vec<String>,
    pub(super) fillers: Vec<String>,
    pub(super) attached: Vec<String>,
    pub(super) attached_rest: usize,
    pub(super) sun_letters: String,
    pub(super) classes: HashMap<String, String>,
    pub(super) arabic_dropped: Vec<char>,
    pub(super) arabic_letters: HashMap<char, char>,
    pub(super) arabic_article: String,
    pub(super) arabic_weak: Vec<char>,
    /// Phrases of kind as token lists, longest first.
    pub(super) kinds: Vec<(Vec<String>, TypeHint)>,
    pub(super) kind_words: std::collections::HashSet<String>,
    pub(super) local_kinds: HashMap<String, TypeHint>,
    /// Words of kind in Arabic script, the longest first.
    pub(super) arabic_kinds: Vec<(String, TypeHint)>,
    pub(super) respellings: Vec<Respelling>,
    /// Letters of other scripts in Latin.
    pub(super) scripts: HashMap<char, String>,
    pub(super) features: HashMap<String, FeatureKind>,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
struct File {
    apostrophes: String,
    letters: HashMap<char, String>,
    latin: Latin,
    arabic: Arabic,
    kinds: HashMap<TypeHint, Vec<String>>,
    local_kinds: HashMap<TypeHint, Vec<String>>,
    respellings: BTreeMap<String, Respelling>,
    scripts: HashMap<String, HashMap<char, String>>,
    features: HashMap<FeatureKind, Vec<String>>,
}

/// How the letters of one language are read, where its places lie.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Respelling {
    pub(super) countries: Vec<String>,
    pub(super) letters: HashMap<char, String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Latin {
    articles: Vec<String>,
    fillers: Vec<String>,
    attached: Vec<String>,
    attached_rest: usize,
    sun_letters: String,
    classes: HashMap<String, Vec<String>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Arabic {
    dropped: String,
    article: String,
    weak: String,
    letters: HashMap<char, char>,
}

fn inverted<T: Copy>(lists: HashMap<T, Vec<String>>) -> HashMap<String, T> {
    lists.into_iter().flat_map(|(kind, words)| words.into_iter().map(move |word| (word, kind))).collect()
}

impl From<File> for Tables {
    fn from(file: File) -> Self {
        let mut kinds: Vec<(Vec<String>, TypeHint)> = inverted(file.kinds)
            .into_iter()
            .map(|(phrase, kind)| (phrase.split(' ').map(str::to_owned).collect(), kind))
            .collect();
        kinds.sort_by(|a, b| b.0.len().cmp(&a.0.len()).then_with(|| a.cmp(b)));
        let local_kinds = inverted(file.local_kinds);
        let mut arabic_kinds: Vec<(String, TypeHint)> = local_kinds
            .iter()
            .filter(|(word, _)| !word.is_ascii())
            .map(|(word, kind)| (word.clone(), *kind))
            .collect();
        arabic_kinds.sort_by(|a, b| b.0.len().cmp(&a.0.len()).then_with(|| a.cmp(b)));
        Self {
            apostrophes: file.apostrophes.chars().collect(),
            letters: file.letters,
            articles: file.latin.articles,
            fillers: file.latin.fillers,
            attached: file.latin.attached,
            attached_rest: file.latin.attached_rest,
            sun_letters: file.latin.sun_letters,
            classes: file
                .latin
                .classes
                .into_iter()
                .flat_map(|(class, words)| words.into_iter().map(move |word| (word, class.clone())))
                .collect(),
            arabic_dropped: file.arabic.dropped.chars().collect(),
            arabic_letters: file.arabic.letters,
            arabic_article: file.arabic.article,
            arabic_weak: file.arabic.weak.chars().collect(),
            kind_words: kinds.iter().flat_map(|(phrase, _)| phrase.iter().cloned()).collect(),
            kinds,
            local_kinds,
            arabic_kinds,
            respellings: file.respellings.into_values().collect(),
            scripts: file.scripts.into_values().flatten().collect(),
            features: inverted(file.features),
        }
    }
}

/// What a feature code or placetype counts as: the entry with the longest common beginning wins.
pub(crate) fn feature_kind(code: &str) -> FeatureKind {
    let features = &tables().features;
    (1..=code.len())
        .rev()
        .filter_map(|length| code.get(..length))
        .find_map(|beginning| features.get(beginning))
        .copied()
        .unwrap_or(if code.is_empty() { FeatureKind::Settlement } else { FeatureKind::Other })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_word_lists_of_the_program_can_be_read() {
        let file: Result<File, _> = toml::from_str(SOURCE);
        assert!(file.is_ok(), "{:?}", file.err());
    }

    #[test]
    fn feature_codes_count_as_their_longest_listed_beginning() {
        assert_eq!(feature_kind("PPLA3"), FeatureKind::Seat);
        assert_eq!(feature_kind("PPLX"), FeatureKind::Neighbourhood);
        assert_eq!(feature_kind("PPLL"), FeatureKind::Settlement);
        assert_eq!(feature_kind("ADM1"), FeatureKind::Governorate);
        assert_eq!(feature_kind("ADM3"), FeatureKind::District);
        assert_eq!(feature_kind("THTR"), FeatureKind::Other);
    }
}
