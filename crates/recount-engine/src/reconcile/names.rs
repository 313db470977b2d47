//! Names and words as keys: spellings that differ only in case, article or marks become one.

use xxhash_rust::xxh3::xxh3_64;

use super::matching::{Matching, NameRules};

/// A name as two keys: its letters, and its consonants in order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct NameKey {
    /// Hash of the folded letters.
    pub letters: u64,
    /// Hash of the consonants; none where too few are left to prove anything.
    pub sound: Option<u64>,
}

/// Folds a place name: case, articles, apostrophes and punctuation do not count.
///
/// None if nothing is left.
pub fn fold_name(name: &str, rules: &NameRules) -> Option<String> {
    let kept: String =
        name.to_lowercase().chars().filter(|letter| !rules.apostrophes.contains(*letter)).collect();
    let words: Vec<&str> =
        kept.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let is_part = |word: &&&str| !rules.is_article(word) && !rules.kinds.contains(**word);
    let folded: String = words.iter().filter(is_part).copied().collect();
    // "The Village" and "Al" are names too: if nothing else is left, everything is kept.
    let folded = if folded.is_empty() { words.concat() } else { folded };
    (!folded.is_empty()).then_some(folded)
}

/// The keys of a name; none if it has no letters.
pub fn name_key(name: &str, rules: &NameRules) -> Option<NameKey> {
    let folded = fold_name(name, rules)?;
    let mut spoken = folded.clone();
    for (spelling, sound) in &rules.sounds {
        if spoken.contains(spelling.as_str()) {
            spoken = spoken.replace(spelling.as_str(), sound);
        }
    }
    let mut consonants = String::new();
    for (at, letter) in spoken.chars().enumerate() {
        // The first letter is heard even where it is a vowel, but which vowel it is differs.
        let heard = if !rules.unsounded.contains(letter) {
            letter
        } else if at == 0 {
            rules.unsounded.chars().next().unwrap_or(letter)
        } else {
            continue;
        };
        if !consonants.ends_with(heard) {
            consonants.push(heard);
        }
    }
    // A last "h" is the Arabic feminine ending, which half of the spellings drop.
    if consonants.ends_with('h') {
        consonants.pop();
    }
    let sound = (consonants.chars().count() >= rules.sound_floor).then(|| xxh3_64(consonants.as_bytes()));
    Some(NameKey { letters: xxh3_64(folded.as_bytes()), sound })
}

/// Whether two names may be spellings of one: the same consonants, enough of them to prove something.
pub fn sounds_alike(a: NameKey, b: NameKey) -> bool {
    a.sound.is_some() && a.sound == b.sound
}

/// Folds words that name someone: case, articles and punctuation do not count, the words stay apart.
pub fn fold_words(words: &str, rules: &NameRules) -> String {
    let kept: String =
        words.to_lowercase().chars().filter(|letter| !rules.apostrophes.contains(*letter)).collect();
    let parts = kept.split(|letter: char| !letter.is_alphanumeric());
    let mut out = String::with_capacity(kept.len());
    for word in parts.filter(|word| !word.is_empty() && !rules.is_article(word)) {
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(word);
    }
    out
}

/// Hashes of the uncommon words of a folded text, sorted.
///
/// What is uncommon is decided by a fixed list and by length, never by counting the other reports: an unrelated report
/// must not change how two claims compare.
pub fn uncommon_words(folded: &str, matching: &Matching) -> Vec<u64> {
    hashes_of(folded, |word| {
        word.chars().count() >= 4
            && !matching.common.contains(word)
            && !word.bytes().all(|byte| byte.is_ascii_digit())
    })
}

/// Hashes of all longer words and numbers of a text, sorted: what a sentence is known by when it is met again.
pub fn sentence_words(text: &str, matching: &Matching) -> Vec<u64> {
    longer_words(&fold_words(text, &matching.names))
}

/// The same of a text that is folded already.
pub fn longer_words(folded: &str) -> Vec<u64> {
    hashes_of(folded, |word| word.chars().count() >= 4 || word.bytes().all(|byte| byte.is_ascii_digit()))
}

/// Hashes of the words for what was hit, sorted; a plural is the same word.
pub fn target_words(text: &str, matching: &Matching) -> Vec<u64> {
    let folded = fold_words(text, &matching.names);
    hashes_of_singulars(&folded, |word| word.chars().count() >= 3 && !matching.targets.contains(word))
}

/// Hashes of the words for sites (a prison, a market) in a folded sentence, sorted: what was hit is often only told that
/// way.
pub fn site_words(folded: &str, matching: &Matching) -> Vec<u64> {
    hashes_of_singulars(folded, |word| matching.sites.contains(word))
}

/// Hashes of the words of a report that are only ever written with a capital: people, places, units, things with names.
///
/// Only the head of a long text is asked: comments and lists of other stories come behind it. A text all in capitals
/// shows nothing here, and neither does a script without them.
pub fn proper_names(text: &str) -> Vec<u64> {
    let head = text.char_indices().nth(HEAD_LETTERS).map_or(text, |(end, _)| &text[..end]);
    let words = head
        .split(|letter: char| !letter.is_alphanumeric() && !MARKS.contains(&letter))
        .map(|word| word.replace(MARKS, ""));
    let (mut capital, mut small) = (Vec::new(), Vec::new());
    for word in words.filter(|word| word.chars().count() >= 4) {
        let mut letters = word.chars();
        let starts_high = letters.next().is_some_and(char::is_uppercase);
        let hash = xxh3_64(word.to_lowercase().as_bytes());
        if starts_high { capital.push(hash) } else { small.push(hash) }
    }
    small.sort_unstable();
    capital.sort_unstable();
    capital.dedup();
    capital.retain(|hash| small.binary_search(hash).is_err());
    capital
}

/// Letters of a text that are asked for names.
const HEAD_LETTERS: usize = 6_000;
/// Marks within a word that spellings leave out.
const MARKS: [char; 5] = ['\'', '’', '‘', 'ʿ', 'ʾ'];

fn hashes_of(folded: &str, is_kept: impl Fn(&str) -> bool) -> Vec<u64> {
    hashes(folded.split(' ').filter(|word| !word.is_empty() && is_kept(word)))
}

fn hashes_of_singulars(folded: &str, is_kept: impl Fn(&str) -> bool) -> Vec<u64> {
    let words = folded.split(' ').map(|word| word.strip_suffix('s').unwrap_or(word));
    hashes(words.filter(|word| !word.is_empty() && is_kept(word)))
}

fn hashes<'w>(words: impl Iterator<Item = &'w str>) -> Vec<u64> {
    let mut hashes: Vec<u64> = words.map(|word| xxh3_64(word.as_bytes())).collect();
    hashes.sort_unstable();
    hashes.dedup();
    hashes
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(name: &str) -> NameKey {
        name_key(name, &Matching::built_in().unwrap().names).unwrap()
    }

    #[test]
    fn articles_case_and_marks_do_not_make_another_name() {
        assert_eq!(key("al-Shaafah").letters, key("Ash Sha'afah").letters);
        assert_eq!(key("Sana'a").letters, key("SANAA").letters);
        assert_ne!(key("Hajin").letters, key("Hajar").letters);
    }

    #[test]
    fn spellings_that_differ_in_vowels_sound_alike_and_short_names_prove_nothing() {
        assert_eq!(key("al-Kishkiah").sound, key("Al Kashkiyah").sound);
        assert!(key("al-Kishkiah").sound.is_some());
        assert_eq!(key("Ghazaliyeh").sound, key("Gazalya").sound);
        assert_eq!(key("Qamishlo").sound, key("Kamishly").sound);
        assert_ne!(key("Qamishlo").sound, key("Hamishlo").sound);
        assert_eq!(key("Yay").sound, None);
    }

    #[test]
    fn an_article_or_a_word_of_kind_is_dropped_unless_nothing_else_is_left() {
        let rules = Matching::built_in().unwrap().names;
        assert_eq!(fold_name("Al", &rules).as_deref(), Some("al"));
        assert_eq!(fold_name("--", &rules), None);
        assert_eq!(fold_name("Hajin village", &rules), fold_name("Hajin", &rules));
        assert_eq!(fold_name("Village", &rules).as_deref(), Some("village"));
    }
}
