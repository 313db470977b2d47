//! Where sentences end: own rules over tokens, with abbreviations from the lexicon.

use recount_lexicon::Lexicon;
use recount_lexicon::token::{Case, Token, TokenKind};

/// Word numbers of the abbreviations of all languages.
#[derive(Clone, Debug, Default)]
pub struct Abbreviations(Vec<u32>);

impl Abbreviations {
    /// Collects the class `abbreviation` of a lexicon.
    pub fn of(lexicon: &Lexicon) -> Self {
        let class = lexicon.classes.find("abbreviation");
        let entries = lexicon.words.iter().filter(|word| Some(word.class) == class);
        let mut numbers: Vec<u32> = entries.flat_map(|word| word.single_words.iter().copied()).collect();
        numbers.sort_unstable();
        numbers.dedup();
        Self(numbers)
    }

    fn has(&self, number: u32) -> bool {
        number != 0 && self.0.binary_search(&number).is_ok()
    }
}

/// A line break inside a hard-wrapped paragraph: one line end, the line long, and the sentence clearly going on.
pub fn is_soft_break(text: &str, tokens: &[Token], at: usize) -> bool {
    let token = tokens[at];
    let gap = token.text(text);
    if gap.matches('\n').count() != 1 || at == 0 || at + 1 >= tokens.len() {
        return false;
    }
    let before = &text[..token.start as usize];
    let line_start = before.rfind('\n').map_or(0, |nl| nl + 1);
    let line_chars = before[line_start..].chars().count();
    let (last, next) = (tokens[at - 1], tokens[at + 1]);
    let ended = last.kind == TokenKind::Mark && matches!(last.text(text), "." | "!" | "?" | ":" | "…");
    let goes_on = next.kind == TokenKind::Word && next.case == Case::Lower && starts_lower(next.text(text));
    let shouted = next.case == Case::Upper && last.case == Case::Upper;
    (45..=110).contains(&line_chars)
        && (goes_on && !ended
            || shouted
            || line_chars >= 60 && !ended && next_line_is_long(text, token.end as usize))
}

fn starts_lower(word: &str) -> bool {
    word.chars().next().is_some_and(char::is_lowercase)
}

fn next_line_is_long(text: &str, from: usize) -> bool {
    let line = text[from..].split('\n').next().unwrap_or("");
    (45..=110).contains(&line.chars().count())
}

/// A line that is no sentence: no final stop, not long, and set apart.
pub fn is_heading(text: &str, tokens: &[Token]) -> bool {
    let Some(last) = tokens.last() else { return false };
    let final_mark = last.kind == TokenKind::Mark
        && matches!(last.text(text), "." | "!" | "…" | ":" | "\"" | "”" | "»" | "؟" | "؛");
    let words = tokens.iter().filter(|t| t.kind == TokenKind::Word).count();
    !final_mark && words <= 22
}

/// Calls `sentence` with the token range of each sentence of a block.
pub fn cut(
    text: &str,
    tokens: &[Token],
    numbers: &[u32],
    from: usize,
    to: usize,
    abbreviations: &Abbreviations,
    mut sentence: impl FnMut(usize, usize),
) {
    let mut start = from;
    let mut at = from;
    while at < to {
        if !ends_sentence(text, tokens, numbers, at, to, abbreviations) {
            at += 1;
            continue;
        }
        let mut end = at + 1;
        // Closing quotes and brackets belong to the sentence they close.
        while end < to && is_closing(text, tokens, end) {
            end += 1;
        }
        sentence(start, end);
        start = end;
        at = end;
    }
    if start < to {
        sentence(start, to);
    }
}

fn is_closing(text: &str, tokens: &[Token], at: usize) -> bool {
    let token = tokens[at];
    let glued = tokens[at - 1].end == token.start;
    token.kind == TokenKind::Mark
        && match token.text(text) {
            "”" | "»" | ")" | "]" | "’" => true,
            "\"" | "'" | "." | "…" => glued,
            _ => false,
        }
}

fn ends_sentence(
    text: &str,
    tokens: &[Token],
    numbers: &[u32],
    at: usize,
    to: usize,
    abbreviations: &Abbreviations,
) -> bool {
    let token = tokens[at];
    if token.kind == TokenKind::Word {
        // "… in the U.S. Officials said": an abbreviation's own stop may end the sentence; we only cut where the
        // next word is a clear start, which a name after "U.S." is not.
        return false;
    }
    if token.kind != TokenKind::Mark {
        return false;
    }
    match token.text(text) {
        "!" | "?" | "؟" | "…" | "।" | "。" => next_starts(text, tokens, at + 1, to),
        "." => {
            if at == 0 {
                return false;
            }
            let last = tokens[at - 1];
            let glued = last.end == token.start;
            let initial =
                last.kind == TokenKind::Word && last.end - last.start == 1 && last.case != Case::Lower;
            let short = last.kind == TokenKind::Word && abbreviations.has(numbers[at - 1]);
            let next_glued = tokens.get(at + 1).is_some_and(|n| {
                n.start == token.end && matches!(n.kind, TokenKind::Word | TokenKind::Number)
            });
            if glued && (initial || short) {
                return false;
            }
            // "…died.The next": a missing blank, told from "news.com" by the capital.
            if next_glued {
                let next = tokens[at + 1];
                return glued
                    && next.case == Case::Title
                    && last.kind == TokenKind::Word
                    && last.case == Case::Lower
                    && last.end - last.start > 2;
            }
            next_starts(text, tokens, at + 1, to)
        }
        _ => false,
    }
}

/// Whether what follows can start a sentence: the end, a capital, a number, an opening quote, a script without case.
fn next_starts(text: &str, tokens: &[Token], mut at: usize, to: usize) -> bool {
    while at < to && is_closing(text, tokens, at) {
        at += 1;
    }
    let Some(next) = tokens.get(at).filter(|_| at < to) else { return true };
    match next.kind {
        TokenKind::Number | TokenKind::Break => true,
        TokenKind::Mark => matches!(
            next.text(text),
            "“" | "\"" | "‘" | "«" | "(" | "[" | "—" | "–" | "-" | "#" | "•" | "*" | "'" | "@"
        ),
        TokenKind::Possessive => false,
        TokenKind::Word => !starts_lower(next.text(text)) || next.case != Case::Lower,
    }
}
