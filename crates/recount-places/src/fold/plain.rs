//! The strict key: case, marks, apostrophes and punctuation do not count.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use super::tables::tables;

/// Folds a name to lower-case tokens joined by single spaces.
///
/// Words in Arabic script are joined without spaces and lose the article at the beginning, because both vary freely
/// there: "دير الزور" and "ديرالزور" are one name, "الرقة" and "رقة" another.
#[must_use]
pub fn plain(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    append(name, &mut out);
    out
}

/// Folds a name and joins it to the key so far.
fn append(name: &str, out: &mut String) {
    let mut word = String::new();
    let name = without_possessive(name);
    if name.is_ascii() {
        for byte in name.bytes() {
            if byte.is_ascii_alphanumeric() {
                word.push(byte.to_ascii_lowercase() as char);
            } else if byte != b'\'' && byte != b'`' {
                flush(&mut word, out);
            }
        }
    } else {
        for character in name.chars() {
            fold_character(character, &mut word, &mut |word| flush(word, out));
        }
    }
    flush(&mut word, out);
}

/// "Douma" of "Douma's": only at the end, because inside a name the letter belongs to it.
fn without_possessive(name: &str) -> &str {
    name.strip_suffix('s')
        .and_then(|rest| rest.strip_suffix(['\'', '\u{2019}']))
        .filter(|rest| rest.len() > 2)
        .unwrap_or(name)
}

fn flush(word: &mut String, out: &mut String) {
    if !word.is_empty() {
        append_piece(out, word);
        word.clear();
    }
}

/// Joins one folded word to the key so far.
fn append_piece(out: &mut String, word: &str) {
    if is_arabic(word) {
        if out.chars().next_back().is_some_and(is_arabic_letter) {
            out.push_str(word);
        } else {
            if !out.is_empty() {
                out.push(' ');
            }
            out.push_str(without_arabic_article(word));
        }
    } else {
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(word);
    }
}

/// What one token of a text is to a name.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Piece {
    /// It holds letters or digits and was joined to the key.
    Word,
    /// A hyphen or apostrophe alone: it joins what stands on both sides.
    Joiner,
    /// Anything else ends a name.
    Stop,
}

/// Joins one token of a text to the plain key of the tokens before it, so that the key always equals [`plain`] of all.
pub(crate) fn append_token(key: &mut String, token: &str) -> Piece {
    let before = key.len();
    if token.bytes().all(|byte| byte.is_ascii_alphanumeric()) && !token.is_empty() {
        if before > 0 {
            key.push(' ');
        }
        let start = key.len();
        key.push_str(token);
        key[start..].make_ascii_lowercase();
        return Piece::Word;
    }
    append(token, key);
    if key.len() > before {
        Piece::Word
    } else if token.chars().all(|c| matches!(c, '-' | '‐' | '‑' | '–') || tables().apostrophes.contains(&c))
    {
        Piece::Joiner
    } else {
        Piece::Stop
    }
}

fn fold_character(character: char, word: &mut String, end: &mut dyn FnMut(&mut String)) {
    let tables = tables();
    if character.is_ascii_alphanumeric() {
        word.push(character.to_ascii_lowercase());
        return;
    }
    if tables.apostrophes.contains(&character) || tables.arabic_dropped.contains(&character) {
        return;
    }
    for lower in character.to_lowercase() {
        if let Some(letters) = tables.letters.get(&lower) {
            word.push_str(letters);
            continue;
        }
        for part in std::iter::once(lower).nfkd() {
            if is_combining_mark(part) || tables.arabic_dropped.contains(&part) {
                continue;
            }
            let part = tables.arabic_letters.get(&part).copied().unwrap_or(part);
            if part.is_alphanumeric() { word.push(part) } else { end(word) }
        }
    }
}

pub(super) fn is_arabic(word: &str) -> bool {
    !word.is_ascii() && word.chars().next().is_some_and(is_arabic_letter)
}

fn is_arabic_letter(character: char) -> bool {
    matches!(character, '\u{600}'..='\u{6ff}' | '\u{750}'..='\u{77f}' | '\u{8a0}'..='\u{8ff}')
}

fn without_arabic_article(word: &str) -> &str {
    match word.strip_prefix(tables().arabic_article.as_str()) {
        // Two letters at least: "ال" and one letter is a word of its own.
        Some(rest) if rest.chars().nth(1).is_some() => rest,
        _ => word,
    }
}
