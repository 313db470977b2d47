//! The row of words that expressions of time are read from.
//!
//! Chunks are nearly that row, but a hyphen glues times together ("mid-June", "12-14 July", "a three-day siege") and
//! phrases of other classes hold words of time ("in recent months"). Those are taken apart here.

use recount_lexicon::ClassId;
use recount_lexicon::token::{TokenKind, fold_word};

use super::Chunk;
use super::chunk::Source;
use super::when_word::{Piece, ordinal, ordinal_of, piece, piece_of};

/// One word of the row.
#[derive(Clone, Debug)]
pub(super) struct Atom<'t> {
    /// The chunk it stands in.
    pub chunk: usize,
    /// First byte.
    pub start: u32,
    /// First byte after it.
    pub end: u32,
    /// Its words.
    pub text: &'t str,
    /// Class of its chunk; of the hyphen, `dash`.
    pub class: ClassId,
    /// What it contributes to a time.
    pub piece: Option<Piece>,
    /// "third" as 3.
    pub ordinal: Option<i32>,
    /// A number, in digits or words.
    pub number: Option<i32>,
    /// Whether it is a part of a hyphenated word.
    pub glued: Glued,
}

/// Whether an atom is a part of a hyphenated word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Glued {
    No,
    Yes,
}

/// Whether a sentence can hold a time at all; most do not, and need no row.
pub(super) fn may_hold_time(source: &Source<'_>, chunks: &[Chunk]) -> bool {
    let k = source.known;
    chunks.iter().any(|chunk| {
        let token = source.segmented.tokens[chunk.from];
        let timely = |chunk: &Chunk| {
            source.can_be(chunk, k.when_word)
                || source.reading(chunk, k.when_hint).is_some_and(|word| {
                    !matches!(
                        piece_of(word),
                        None | Some(
                            Piece::That
                                | Piece::Behind
                                | Piece::Ahead
                                | Piece::Since
                                | Piece::Until
                                | Piece::Old
                        )
                    )
                })
        };
        timely(chunk)
            || token.kind == TokenKind::Number && chunk.to - chunk.from == 1 && token.end - token.start >= 4
            || chunk.words.is_empty() && has_hyphen(source.chunk_text(chunk))
            || is_phrase(source, chunk)
                && (chunk.from..chunk.to).any(|at| source.token_can_be(at, k.when_word))
    })
}

/// The words of a sentence.
pub(super) fn atoms<'t>(source: &Source<'t>, chunks: &[Chunk]) -> Vec<Atom<'t>> {
    let mut out = Vec::with_capacity(chunks.len() + 8);
    for (index, chunk) in chunks.iter().enumerate() {
        if chunk.words.is_empty()
            && has_hyphen(source.chunk_text(chunk))
            && split(source, index, chunk, &mut out)
        {
            continue;
        }
        if is_phrase(source, chunk) {
            for at in chunk.from..chunk.to {
                let number = source.segmented.numbers.get(at).copied().unwrap_or(0);
                let token = source.segmented.tokens[at];
                let mut atom = whole(source, index, chunk);
                (atom.start, atom.end, atom.text) = (token.start, token.end, token.text(source.text));
                atom.piece = (number != 0).then(|| piece_of_word(source, number)).flatten();
                atom.ordinal = None;
                atom.number = None;
                out.push(atom);
            }
            continue;
        }
        out.push(whole(source, index, chunk));
    }
    out
}

/// A phrase of another class that holds words of time: "in recent months", "last year" as a word of background.
fn is_phrase(source: &Source<'_>, chunk: &Chunk) -> bool {
    let k = source.known;
    chunk.to - chunk.from > 1
        && [k.earlier, k.general, k.aggregate, k.discourse].contains(&chunk.class)
        && source.reading(chunk, k.when_word).is_none()
        && source.reading(chunk, k.when_hint).is_none()
}

fn whole<'t>(source: &Source<'t>, index: usize, chunk: &Chunk) -> Atom<'t> {
    let tokens = &source.segmented.tokens;
    Atom {
        chunk: index,
        start: tokens[chunk.from].start,
        end: tokens[chunk.to - 1].end,
        text: source.chunk_text(chunk),
        class: chunk.class,
        piece: piece(source, chunk),
        ordinal: ordinal(source, chunk),
        number: number(source, chunk),
        glued: Glued::No,
    }
}

fn number(source: &Source<'_>, chunk: &Chunk) -> Option<i32> {
    let k = source.known;
    if chunk.class == k.number {
        return source.chunk_text(chunk).parse().ok();
    }
    let word = [k.number_word, k.number_a, k.number_both, k.number_another]
        .iter()
        .find_map(|class| source.reading(chunk, *class))?;
    i32::try_from(word.value?).ok()
}

fn has_hyphen(text: &str) -> bool {
    text.contains(is_hyphen)
}

fn is_hyphen(c: char) -> bool {
    matches!(c, '-' | '\u{2010}' | '\u{2011}')
}

/// Takes a hyphenated word apart if every part of it is a word of time or a number.
fn split<'t>(source: &Source<'t>, index: usize, chunk: &Chunk, out: &mut Vec<Atom<'t>>) -> bool {
    let k = source.known;
    let text = source.chunk_text(chunk);
    let offset = source.segmented.tokens[chunk.from].start as usize;
    let atom = |from: usize, to: usize, class: ClassId| Atom {
        chunk: index,
        start: (offset + from) as u32,
        end: (offset + to) as u32,
        text: &text[from..to],
        class,
        piece: None,
        ordinal: None,
        number: None,
        glued: Glued::Yes,
    };
    let before = out.len();
    let mut timely = false;
    let mut from = 0;
    let mut folded = String::new();
    let hyphens = text.match_indices(is_hyphen).map(|(at, hyphen)| (at, at + hyphen.len()));
    for (to, next) in hyphens.chain(std::iter::once((text.len(), text.len()))) {
        let part = &text[from..to];
        fold_word(part, &mut folded);
        let word = source.lexicon.forms.word_number(&folded);
        let digits = part.bytes().take_while(u8::is_ascii_digit).count();
        let mut found = atom(from, to, if digits > 0 { k.number } else { k.word });
        if digits > 0 {
            let is_plain = part[digits..].chars().all(char::is_alphabetic);
            found.number = part[..digits].parse().ok().filter(|_| is_plain && digits <= 4);
            timely = true;
        } else if word != 0 {
            found.number = source
                .lexicon
                .entry_of_word(word, k.number_word)
                .and_then(|word| i32::try_from(word.value?).ok());
            found.piece = piece_of_word(source, word);
            found.ordinal = source.lexicon.entry_of_word(word, k.when_hint).and_then(ordinal_of);
            timely |= found.piece.is_some();
        }
        if digits == 0 && found.number.is_none() && found.piece.is_none() && found.ordinal.is_none() {
            timely = false;
            break;
        }
        out.push(found);
        if next > to {
            out.push(atom(to, next, k.dash));
        }
        from = next;
    }
    if !timely {
        out.truncate(before);
    }
    timely
}

fn piece_of_word(source: &Source<'_>, number: u32) -> Option<Piece> {
    let k = source.known;
    let entry = |class| source.lexicon.entry_of_word(number, class);
    entry(k.when_word).or_else(|| entry(k.when_hint)).and_then(piece_of)
}
