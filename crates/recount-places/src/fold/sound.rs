//! The looser keys: what romanisation of Arabic varies does not count.

use super::is_article;
use super::plain::is_arabic;
use super::tables::tables;

/// Folds the tokens of a plain key to one string of consonants and the vowels a, i, u.
///
/// `S` stands for sh and ch, `x` for kh. Names in other scripts are joined and otherwise kept.
#[must_use]
pub fn vfold(tokens: &[&str]) -> String {
    let mut out = String::with_capacity(16);
    let only_articles = tokens.iter().all(|token| is_article(token));
    for token in tokens {
        if !token.is_ascii() {
            out.push_str(token);
        } else if only_articles || !is_article(token) {
            let class = tables().classes.get(*token);
            let token = class.map_or_else(|| without_sun_article(token), String::as_str);
            fold_token(token.as_bytes(), &mut out);
        }
    }
    out
}

/// The consonants of a `vfold` key.
///
/// Arabic script loses its long vowels instead; other scripts have no skeleton shorter than the name.
#[must_use]
pub fn skeleton(vfold: &str) -> String {
    if vfold.is_ascii() {
        vfold.chars().filter(|c| !matches!(c, 'a' | 'i' | 'u' | 'h')).collect()
    } else if is_arabic(vfold) {
        vfold.chars().filter(|c| !tables().arabic_weak.contains(c)).collect()
    } else {
        vfold.to_owned()
    }
}

/// "zor" of "ezzor": a vowel and a doubled sun letter are an article written as it is spoken.
fn without_sun_article(token: &str) -> &str {
    let bytes = token.as_bytes();
    let attached = bytes.len() > 4
        && matches!(bytes[0], b'a' | b'e' | b'u')
        && bytes[1] == bytes[2]
        && tables().sun_letters.as_bytes().contains(&bytes[1]);
    if attached { &token[2..] } else { token }
}

/// The letters of a token without an ending that only spelling varies, and the ending's folded form.
fn split_ending(token: &[u8]) -> (&[u8], &'static [u8]) {
    let stem = match token {
        [stem @ .., b'a' | b'e', b'h'] if stem.len() >= 2 => stem,
        [stem @ .., b'a' | b'e'] if stem.len() >= 2 => stem,
        _ => return (token, b""),
    };
    match stem {
        [inner @ .., b'i', b'y', b'y'] | [inner @ .., b'i', b'y'] | [inner @ .., b'i']
            if !inner.is_empty() =>
        {
            (inner, b"ia")
        }
        _ => (stem, b"a"),
    }
}

fn fold_token(token: &[u8], out: &mut String) {
    let (stem, ending) = split_ending(token);
    let start = out.len();
    let mut at = 0;
    while at < stem.len() {
        let next = stem.get(at + 1).copied();
        let (letter, taken) = match (stem[at], next) {
            (b's' | b'c', Some(b'h')) => ('S', 2),
            (b'k', Some(b'h')) => ('x', 2),
            (b'g', Some(b'h')) => ('k', 2),
            (b't', Some(b'h')) => ('t', 2),
            (b'd', Some(b'h')) => ('d', 2),
            (b'd', Some(b'j')) | (b'z', Some(b'h')) => ('j', 2),
            (b'p', Some(b'h')) => ('f', 2),
            (b'q' | b'c' | b'g' | b'k', _) => ('k', 1),
            (b'v', _) => ('f', 1),
            (b'p', _) => ('b', 1),
            // Sheikh, Shaykh, Shekh; Zawr, Zaur, Zor: a diphthong or its long vowel.
            (b'e' | b'a', Some(b'i' | b'y')) | (b'a', Some(b'u' | b'w')) => ('\0', 1),
            (b'e' | b'i' | b'y', _) => ('i', 1),
            (b'o' | b'u' | b'w', _) => ('u', 1),
            (b'h', following) => {
                // A final h before a cut ending stands before its vowel.
                let vowel = match following {
                    Some(letter) => matches!(letter, b'a' | b'e' | b'i' | b'o' | b'u' | b'y'),
                    None => !ending.is_empty(),
                };
                if vowel { ('h', 1) } else { ('\0', 1) }
            }
            (other, _) => (other as char, 1),
        };
        at += taken;
        push(out, start, letter);
    }
    for &letter in ending {
        push(out, start, letter as char);
    }
}

/// Adds a letter unless it repeats the one before it in the same token. Digits count each: "Camp 11" is not "Camp 1".
fn push(out: &mut String, start: usize, letter: char) {
    let repeats = out.len() > start && out.ends_with(letter) && !letter.is_ascii_digit();
    if letter != '\0' && !repeats {
        out.push(letter);
    }
}
