//! Cuts a report into paragraphs and sentences.
//!
//! Segmentation only draws lines; it never changes, adds or drops a byte. Furniture zones are left out of every
//! sentence, so nothing after this stage can read a menu as news.

mod sentence;

use recount_lexicon::Lexicon;
use recount_lexicon::token::{Token, TokenKind, tokenize};
use recount_model::{Text, ZoneKind};

pub use sentence::Abbreviations;

/// What sort of line a sentence stands in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Line {
    /// Running text.
    Body,
    /// A headline or heading: a line without final stop, set apart.
    Heading,
    /// The words under a picture.
    Caption,
    /// "Source: X" and bylines.
    Credit,
}

/// A sentence: a range of tokens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sentence {
    /// First token.
    pub from: usize,
    /// First token after it.
    pub to: usize,
    /// Counts paragraphs, from 0.
    pub paragraph: u32,
    /// What sort of line it stands in.
    pub line: Line,
}

/// A report in tokens and sentences.
#[derive(Clone, Debug)]
pub struct Segmented {
    /// All tokens, with the breaks between paragraphs.
    pub tokens: Vec<Token>,
    /// Lexicon numbers of the tokens' words.
    pub numbers: Vec<u32>,
    /// Sentences in order.
    pub sentences: Vec<Sentence>,
}

/// Cuts a text.
pub fn segment(text: &Text, lexicon: &Lexicon, abbreviations: &Abbreviations) -> Segmented {
    let body = text.as_str();
    let tokens = without_soft_breaks(body, tokenize(body));
    let numbers = lexicon.forms.number_words(body, &tokens);
    let zones = ZoneIndex::of(text);
    let mut sentences = Vec::new();
    let mut paragraph = 0u32;
    let mut from = 0;
    let mut at = 0;
    while at <= tokens.len() {
        let ends_block = at == tokens.len() || tokens[at].kind == TokenKind::Break;
        if ends_block {
            if from < at {
                let zone = zones.at(tokens[from].start as usize);
                let line = match zone {
                    ZoneKind::Furniture => None,
                    ZoneKind::Heading => Some(Line::Heading),
                    ZoneKind::Caption => Some(Line::Caption),
                    ZoneKind::Credit => Some(Line::Credit),
                    ZoneKind::Body => Some(if sentence::is_heading(body, &tokens[from..at]) {
                        Line::Heading
                    } else {
                        Line::Body
                    }),
                };
                if let Some(line) = line {
                    sentence::cut(body, &tokens, &numbers, from, at, abbreviations, |from, to| {
                        sentences.push(Sentence { from, to, paragraph, line });
                    });
                    paragraph += 1;
                }
            }
            from = at + 1;
        }
        at += 1;
    }
    Segmented { tokens, numbers, sentences }
}

/// A break inside a hard-wrapped paragraph is a space: "3\nMay 2021" is a day, and a phrase of the lexicon may stand on two
/// lines.
fn without_soft_breaks(text: &str, tokens: Vec<Token>) -> Vec<Token> {
    let is_soft =
        |at: usize| tokens[at].kind == TokenKind::Break && sentence::is_soft_break(text, &tokens, at);
    let soft: Vec<usize> = (0..tokens.len()).filter(|at| is_soft(*at)).collect();
    if soft.is_empty() {
        return tokens;
    }
    let mut at = 0;
    let mut tokens = tokens;
    tokens.retain(|_| {
        at += 1;
        soft.binary_search(&(at - 1)).is_err()
    });
    tokens
}

/// Zones in reading order, so that the zone of a byte is found without scanning all.
struct ZoneIndex<'t> {
    text: &'t Text,
    plain: bool,
}

impl<'t> ZoneIndex<'t> {
    fn of(text: &'t Text) -> Self {
        Self { text, plain: text.zones().is_empty() }
    }

    fn at(&self, byte: usize) -> ZoneKind {
        if self.plain { ZoneKind::Body } else { self.text.zone_at(byte) }
    }
}
