//! Folds spellings of place names to keys under which transliterations of one name meet.
//!
//! Three keys, from strict to loose. `plain` forgives case, marks and punctuation. `vfold` also forgives what
//! romanisation of Arabic varies: articles, vowel quality, doubled letters, digraphs. `skeleton` is `vfold` without
//! vowels and semivowels; two thirds of all names share theirs with another, so it only nominates, and `vfold` decides.
//! The rules were measured on 508 spellings from news headlines: plain folding finds 20 % of the places, these keys with
//! context 80 %.

mod plain;
mod sound;
mod tables;

pub use plain::plain;
pub use sound::{skeleton, vfold};

pub(crate) use plain::{Piece, append_token};
pub(crate) use tables::{digest, feature_kind};

use crate::kind::TypeHint;
use plain::is_arabic;
use tables::tables;

/// Everything folding says about one spelling.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Fold {
    /// Lower case without marks and punctuation; equality of it is an exact match.
    pub plain: String,
    /// [`Fold::plain`] without English words of kind ("idlib" of "Idlib Governorate"); equal to it where there are none.
    pub core: String,
    /// The looser keys, the most faithful first; later ones are variants ("Albukamal" read as "al-Bukamal").
    pub sounds: Vec<Sound>,
    /// The kind of place that words inside the name state.
    pub kind: Option<TypeHint>,
}

/// One pair of looser keys of a name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sound {
    /// Consonants only; nominates.
    pub skeleton: String,
    /// Consonants and three vowels; decides.
    pub vfold: String,
}

impl Sound {
    fn of(vfold: String) -> Self {
        Self { skeleton: skeleton(&vfold), vfold }
    }
}

/// Folds one name, as written in a report.
#[must_use]
pub fn fold(name: &str) -> Fold {
    let mut folded = fold_plain(plain(name));
    // Names in Cyrillic and Hebrew script have no looser keys in the index, but the same place's Latin names have.
    if let Some(latin) = in_latin(&folded.core) {
        let tokens: Vec<&str> = latin.split(' ').collect();
        folded.sounds.push(Sound::of(vfold(&tokens)));
    }
    folded
}

/// A key in Cyrillic or Hebrew script with Latin letters.
fn in_latin(core: &str) -> Option<String> {
    let scripts = &tables().scripts;
    if core.is_ascii() || !core.chars().all(|c| c == ' ' || c.is_ascii_digit() || scripts.contains_key(&c)) {
        return None;
    }
    let latin: String =
        core.chars().map(|c| scripts.get(&c).map_or_else(|| c.to_string(), String::clone)).collect();
    latin.bytes().any(|byte| byte.is_ascii_alphabetic()).then_some(latin)
}

/// How newspapers may spell a name of a country whose letters are read in another way: "Shirnak" for "Şırnak".
pub(crate) fn respelled(name: &str, cc: &str) -> Option<String> {
    let respelling =
        tables().respellings.iter().find(|known| known.countries.iter().any(|code| code == cc))?;
    let mut out = String::with_capacity(name.len() + 4);
    let mut is_changed = false;
    for letter in name.chars().flat_map(char::to_lowercase) {
        match respelling.letters.get(&letter) {
            Some(read) => {
                is_changed = true;
                out.push_str(read);
            }
            None => out.push(letter),
        }
    }
    is_changed.then_some(out)
}

/// Folds a name from its plain key.
pub(crate) fn fold_plain(plain: String) -> Fold {
    if plain.is_empty() {
        return Fold::default();
    }
    let all: Vec<&str> = plain.split(' ').collect();
    let (tokens, mut kind) = without_kinds(&all);
    let mut sounds: Vec<Sound> = Vec::with_capacity(2);
    let mut add = |vfold: String| {
        // Scripts without a skeleton of their own are found by their plain key only: keys that repeat the name would
        // cost the world index 5 MB and forgive nothing.
        if (vfold.is_ascii() || is_arabic(&vfold))
            && !vfold.is_empty()
            && sounds.iter().all(|sound| sound.vfold != vfold)
        {
            sounds.push(Sound::of(vfold));
        }
    };
    add(vfold(tokens));
    if let Some(rest) = without_attached_article(tokens[0]) {
        let mut shorter = tokens.to_vec();
        shorter[0] = rest;
        add(vfold(&shorter));
    }
    if tokens.len() > 1
        && let Some((at, local)) = local_kind(tokens)
    {
        kind = kind.or(Some(local));
        let shorter: Vec<&str> =
            tokens.iter().enumerate().filter(|&(place, _)| place != at).map(|(_, token)| *token).collect();
        if shorter.iter().any(|token| !is_article(token)) {
            add(vfold(&shorter));
        }
    }
    if let [word] = tokens
        && let Some((rest, local)) = without_arabic_kind(word)
    {
        kind = kind.or(Some(local));
        add(vfold(&[rest]));
    }
    let core = if tokens.len() == all.len() { plain.clone() } else { tokens.join(" ") };
    Fold { core, sounds, kind, plain }
}

/// The tokens of a name without leading and trailing words of kind, and the kind they state.
fn without_kinds<'a, 'b>(tokens: &'b [&'a str]) -> (&'b [&'a str], Option<TypeHint>) {
    let tables = tables();
    let (mut rest, mut kind) = (tokens, None);
    loop {
        while rest.len() > 1 && tables.fillers.iter().any(|filler| filler == rest[0]) {
            rest = &rest[1..];
        }
        let touches = |token: &str| tables.kind_words.contains(token);
        if rest.len() < 2 || !(touches(rest[0]) || touches(rest[rest.len() - 1])) {
            return (rest, kind);
        }
        let same = |part: &[&str], phrase: &[String]| part.iter().zip(phrase).all(|(a, b)| a == b);
        let found = tables.kinds.iter().find_map(|(phrase, hint)| {
            let length = phrase.len();
            if length >= rest.len() {
                None
            } else if same(&rest[rest.len() - length..], phrase) {
                Some((&rest[..rest.len() - length], *hint))
            } else if same(&rest[..length], phrase) {
                Some((&rest[length..], *hint))
            } else {
                None
            }
        });
        let Some((shorter, hint)) = found else { return (rest, kind) };
        if shorter
            .iter()
            .all(|token| is_article(token) || tables.fillers.iter().any(|filler| filler == token))
        {
            return (rest, kind);
        }
        rest = shorter;
        // The outermost word decides: "Deir ez-Zor military airport road" is a road.
        kind = kind.or(Some(hint));
    }
}

fn local_kind(tokens: &[&str]) -> Option<(usize, TypeHint)> {
    tokens
        .iter()
        .take(2)
        .enumerate()
        .find_map(|(place, token)| tables().local_kinds.get(*token).map(|kind| (place, *kind)))
}

/// The rest of a name in Arabic script that begins with a word of kind, as "شغور" of "جسر الشغور".
fn without_arabic_kind(word: &str) -> Option<(&str, TypeHint)> {
    if !is_arabic(word) {
        return None;
    }
    let (rest, kind) = tables()
        .arabic_kinds
        .iter()
        .find_map(|(known, kind)| Some((word.strip_prefix(known.as_str())?, *kind)))?;
    let rest = rest.strip_prefix(tables().arabic_article.as_str()).unwrap_or(rest);
    // Fewer letters are the end of a word that only begins like one of kind.
    (rest.chars().count() >= 3).then_some((rest, kind))
}

fn is_article(token: &str) -> bool {
    tables().articles.iter().any(|article| article == token)
}

/// The rest of a token that begins with an article before a moon letter, as "bukamal" of "albukamal".
fn without_attached_article(token: &str) -> Option<&str> {
    let tables = tables();
    if is_arabic(token) {
        return None;
    }
    let rest = tables.attached.iter().find_map(|article| token.strip_prefix(article.as_str()))?;
    (rest.len() >= tables.attached_rest).then_some(rest)
}

#[cfg(test)]
mod tests;
