//! Finds names of places: words the gazetteer knows, and names that the text itself calls a place.
//!
//! A name after "in", or beside a word such as "village", is a place even where no gazetteer has it; the resolve stage
//! then says so. Runs of capitals that are neither become plain names.

use recount_lexicon::token::{Case, TokenKind};
use recount_lexicon::{ClassId, NameForm};
use recount_places::{Gazetteer, NameStrength};

use super::chunk::Source;
use super::{Chunk, What};
use crate::segment::{Line, Sentence};

/// A place name in the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlaceMark {
    /// First token of the name.
    pub from: usize,
    /// First token after the name.
    pub to: usize,
    /// Sort of place the words beside the name state ("village", "camp").
    pub type_word: Option<String>,
    /// Whether the gazetteer knows the name.
    pub known: Known,
}

/// Whether the gazetteer knows a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Known {
    /// A place of note, or a name of several words.
    Strong,
    /// A small place.
    Weak,
    /// Not in the gazetteer; the text calls it a place.
    No,
}

/// Marks places and plain names among the chunks of a sentence.
pub fn mark(
    source: &Source<'_>,
    gazetteer: &Gazetteer,
    sentence: Sentence,
    chunks: &mut Vec<Chunk>,
    places: &mut Vec<PlaceMark>,
) {
    let k = source.known;
    let titled = headline_case(source, sentence);
    let mut out: Vec<Chunk> = Vec::with_capacity(chunks.len());
    let mut at = 0;
    while at < chunks.len() {
        if let Some(end) = state_as_place(source, chunks, at, out.last()) {
            push_place(source, chunks, at, end, Known::Strong, &mut out, places);
            at = end;
            continue;
        }
        if !starts_name(source, chunks, at) {
            out.push(chunks[at].clone());
            at += 1;
            continue;
        }
        let run = run_end(source, chunks, at);
        let words: Vec<&str> = chunks[at..run].iter().map(|chunk| source.chunk_text(chunk)).collect();
        let known = gazetteer.known_name(&words);
        let cue_before = out.last().is_some_and(|chunk| is_place_cue(source, chunk));
        let after_of = out.len() >= 2
            && out[out.len() - 1].class == k.of
            && source.can_be(&out[out.len() - 2], k.place_type);
        let direction_before = out.last().is_some_and(|chunk| {
            chunk.class == k.direction
                || chunk.class == k.of && out.len() >= 2 && out[out.len() - 2].class == k.direction
        });
        let listed = out.len() >= 2
            && [k.comma, k.and, k.open].contains(&out[out.len() - 1].class)
            && out[out.len() - 2].class == k.place;
        let speech_after =
            chunks.get(run).is_some_and(|chunk| [k.report_verb, k.report_to].contains(&chunk.class));
        match known {
            Some(name) => {
                let end = at + name.words;
                let cue_after = chunks.get(end).is_some_and(|chunk| source.can_be(chunk, k.place_type));
                let whole = end == run;
                let cue = cue_before || after_of || cue_after || listed || direction_before;
                let sentence_start = at == 0;
                let strong = name.strength == NameStrength::Strong;
                let capital = starts_capital(source, &chunks[at]);
                if capital
                    && (cue && (strong || whole || listed)
                        || strong
                            && whole
                            && !speech_after
                            && (!sentence_start || name.words > 1 || name.population > 100_000)
                            && !(titled && name.words == 1 && name.population < 20_000))
                    || cue_before && !capital && name.words > 1
                {
                    push_place(
                        source,
                        chunks,
                        at,
                        end,
                        if strong { Known::Strong } else { Known::Weak },
                        &mut out,
                        places,
                    );
                    at = end;
                    continue;
                }
            }
            None => {
                let cue_after = chunks.get(run).is_some_and(|chunk| source.can_be(chunk, k.place_type));
                if (cue_before && !titled || after_of || cue_after && !titled || listed)
                    && !speech_after
                    && starts_capital(source, &chunks[at])
                {
                    push_place(source, chunks, at, run, Known::No, &mut out, places);
                    at = run;
                    continue;
                }
            }
        }
        if run == at + 1 && !chunks[at].words.is_empty() {
            out.push(chunks[at].clone());
        } else {
            let class =
                if starts_capital(source, &chunks[at]) && !(at == 0 && run == 1) { k.name } else { k.word };
            out.push(Chunk {
                class,
                from: chunks[at].from,
                to: chunks[run - 1].to,
                words: Vec::new(),
                what: What::Plain,
            });
        }
        at = run;
    }
    *chunks = out;
}

/// A state or capital named where a place is meant: "in Syria", "near Moscow", "Idlib, Syria".
fn state_as_place(source: &Source<'_>, chunks: &[Chunk], at: usize, before: Option<&Chunk>) -> Option<usize> {
    let k = source.known;
    let What::Actor(actor, form) = chunks[at].what else { return None };
    let state = source.lexicon.actors[actor as usize].kind == "state";
    if !state || !matches!(form, NameForm::Strong | NameForm::Metonym) {
        return None;
    }
    let before_class = before.map(|chunk| chunk.class);
    let cue = before_class.is_some_and(|class| [k.in_, k.near, k.direction, k.place_type].contains(&class))
        || before.is_some_and(|chunk| source.can_be(chunk, k.place_type));
    let of_area = before_class == Some(k.of);
    let after_place = before_class == Some(k.comma) || before_class == Some(k.open);
    let next = chunks.get(at + 1);
    let attack_follows = chunks[at + 1..]
        .iter()
        .take(3)
        .any(|chunk| chunk.class == k.trigger_noun || chunk.class == k.aircraft);
    let comma_follows = next.is_none_or(|chunk| [k.comma, k.stop, k.close, k.dash].contains(&chunk.class));
    let is_place = if comma_follows { cue || after_place || of_area } else { cue && !attack_follows };
    is_place.then_some(at + 1)
}

/// In a headline in title case every word has a capital, so capitals tell nothing.
fn headline_case(source: &Source<'_>, sentence: Sentence) -> bool {
    if sentence.line != Line::Heading {
        return false;
    }
    let tokens = &source.segmented.tokens[sentence.from..sentence.to];
    let long = || tokens.iter().filter(|token| token.kind == TokenKind::Word && token.end - token.start > 3);
    let capital = long().filter(|token| token.case != Case::Lower).count();
    let all = long().count();
    all >= 3 && capital * 10 >= all * 8
}

fn starts_capital(source: &Source<'_>, chunk: &Chunk) -> bool {
    let token = source.segmented.tokens[chunk.from];
    token.case != Case::Lower || uncased(token.text(source.text))
}

fn uncased(word: &str) -> bool {
    word.chars().next().is_some_and(|c| c.is_alphabetic() && !c.is_lowercase() && !c.is_uppercase())
}

fn starts_name(source: &Source<'_>, chunks: &[Chunk], at: usize) -> bool {
    let k = source.known;
    let chunk = &chunks[at];
    let open_class = chunk.class == k.word || chunk.class == k.name;
    let readable = open_class
        || chunk.class == k.thing
        || chunk.class == k.direction
        || chunk.class == k.group_modifier
        || chunk.class == k.place_type;
    if !readable || chunk.what != What::Plain {
        return false;
    }
    let token = source.segmented.tokens[chunk.from];
    if token.kind != TokenKind::Word || describes_holder(source, chunk) {
        return false;
    }
    // Known words in capitals start a name only where another capital follows ("South Kordofan", "Camp Example").
    let follows = chunks.get(at + 1).is_some_and(|next| {
        (next.class == k.word || next.class == k.name)
            && starts_capital(source, next)
            && source.segmented.tokens[next.from].kind == TokenKind::Word
    });
    if !open_class {
        return starts_capital(source, chunk) && follows && at > 0;
    }
    starts_capital(source, chunk) || is_article(source, chunk) && follows
}

/// "Rebel-held", "army-controlled": a compound that says who holds a place is no name.
fn describes_holder(source: &Source<'_>, chunk: &Chunk) -> bool {
    let text = source.chunk_text(chunk);
    let Some((_, last)) = text.rsplit_once('-') else { return false };
    let number = source.lexicon.forms.word_number(&last.to_lowercase());
    source.lexicon.classes_of_word(number).contains(&source.known.held)
}

/// "al", "el", "as" before a capital belong to the name.
fn is_article(source: &Source<'_>, chunk: &Chunk) -> bool {
    let text = source.chunk_text(chunk);
    text.len() == 2
        && text.chars().all(|c| c.is_ascii_lowercase())
        && (text.ends_with(['l', 's', 'z', 'n', 'r', 't', 'd']))
        && text.starts_with(['a', 'e'])
}

/// End of a run of capital words and the articles and hyphens inside it.
fn run_end(source: &Source<'_>, chunks: &[Chunk], at: usize) -> usize {
    let k = source.known;
    let mut end = at + 1;
    while let Some(chunk) = chunks.get(end) {
        if chunk.what != What::Plain {
            break;
        }
        let token = source.segmented.tokens[chunk.from];
        let glued = chunks[end - 1].to == chunk.from;
        let word = (chunk.class == k.word || chunk.class == k.name) && token.kind == TokenKind::Word && glued;
        let capital = word && starts_capital(source, chunk);
        let next_capital = || {
            chunks.get(end + 1).is_some_and(|next| {
                next.what == What::Plain
                    && (next.class == k.word || next.class == k.name)
                    && source.segmented.tokens[next.from].kind == TokenKind::Word
                    && source.segmented.tokens[next.from].case != Case::Lower
            })
        };
        let article = word && is_article(source, chunk) && next_capital();
        // A hyphen without blanks on both sides: "Abu- Kamal" in damaged text.
        if capital || article {
            end += 1;
        } else {
            break;
        }
        if end - at >= 6 {
            break;
        }
    }
    end
}

fn is_place_cue(source: &Source<'_>, chunk: &Chunk) -> bool {
    let k = source.known;
    let classes: [ClassId; 4] = [k.in_, k.near, k.place_type, k.direction];
    classes.contains(&chunk.class) || source.can_be(chunk, k.place_type)
}

fn push_place(
    source: &Source<'_>,
    chunks: &[Chunk],
    at: usize,
    end: usize,
    known: Known,
    out: &mut Vec<Chunk>,
    places: &mut Vec<PlaceMark>,
) {
    let k = source.known;
    let (from, to) = (chunks[at].from, chunks[end - 1].to);
    let type_of =
        |chunk: &Chunk| source.reading(chunk, k.place_type).and_then(|word| word.place_type.clone());
    let before = match out.as_slice() {
        [.., cue, of] if of.class == k.of => type_of(cue),
        [.., cue] => type_of(cue),
        [] => None,
    };
    let type_word = chunks.get(end).and_then(type_of).or(before);
    let index = places.len() as u32;
    places.push(PlaceMark { from, to, type_word, known });
    out.push(Chunk { class: k.place, from, to, words: Vec::new(), what: What::Place(index) });
}
