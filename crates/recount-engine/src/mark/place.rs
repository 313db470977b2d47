//! Finds names of places: words the gazetteer knows, and names that the text itself calls a place.
//!
//! A name after "in", or beside a word such as "village", is a place even where no gazetteer has it; the resolve stage
//! then says so. Runs of capitals that are neither become plain names.

use recount_lexicon::NameForm;
use recount_lexicon::token::{Case, TokenKind};
use recount_model::Kind;
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
    /// The state of the registry that the name stands for.
    pub state: Option<u32>,
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
    /// "The central region": words for a part of a country that need no look-up.
    Nameless,
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
        if let Some(end) = state_as_place(source, chunks, at, &out) {
            at = push_place(source, gazetteer, titled, chunks, (at, end), Known::Strong, &mut out, places);
            continue;
        }
        if let Some(end) = longer_name(source, gazetteer, chunks, at) {
            at = push_place(source, gazetteer, titled, chunks, (at, end), Known::Strong, &mut out, places);
            continue;
        }
        if let Some(end) = nameless_region(source, chunks, at, &out) {
            at = push_place(source, gazetteer, titled, chunks, (at, end), Known::Nameless, &mut out, places);
            continue;
        }
        let cue = Cue::before(source, &out);
        if !starts_name(source, chunks, at, cue) {
            out.push(chunks[at].clone());
            at += 1;
            continue;
        }
        let run = run_end(source, chunks, at);
        let words: Vec<&str> = chunks[at..run].iter().map(|chunk| source.chunk_text(chunk)).collect();
        let known = gazetteer.known_name(&words);
        let speech_after =
            chunks.get(run).is_some_and(|chunk| [k.report_verb, k.report_to].contains(&chunk.class));
        let capital = starts_capital(source, &chunks[at]);
        let found = known.and_then(|name| {
            let end = at + name.words;
            let cue_after = chunks.get(end).is_some_and(|chunk| source.can_be(chunk, k.place_type));
            let whole = end == run;
            let told = cue != Cue::None || cue_after || whole && of_villages(source, chunks, run);
            let sentence_start = at == 0;
            // "Jisr al-Example" is not the Jisr of some other land: an article goes on with the name.
            if !whole && is_article_led(source, &chunks[end]) {
                return None;
            }
            let strong = name.strength == NameStrength::Strong;
            let alone = strong
                && whole
                && !speech_after
                && (!sentence_start || name.words > 1 || name.population > 100_000)
                && !(titled && name.words == 1 && name.population < 20_000);
            let is_place = capital && (told && (strong || whole || cue == Cue::Listed) || alone)
                || cue.is_told() && !capital && name.words > 1;
            is_place.then_some((end, if strong { Known::Strong } else { Known::Weak }))
        });
        let found = found.or_else(|| {
            // A small place's name at the head of a longer one says nothing about the longer one.
            let cue_after = chunks.get(run).is_some_and(|chunk| source.can_be(chunk, k.place_type));
            let told = cue.is_told() && (!titled || cue == Cue::OfType || cue == Cue::Listed)
                || (cue_after || of_villages(source, chunks, run)) && !titled;
            let shelled = cue == Cue::Shelled && !titled && run - at <= 2 && ends_phrase(source, chunks, run);
            ((told || shelled) && !speech_after && capital).then_some((run, Known::No))
        });
        if let Some((end, known)) = found {
            at = push_place(source, gazetteer, titled, chunks, (at, end), known, &mut out, places);
            continue;
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

/// What stands before a name and says that it is a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Cue {
    None,
    /// "attacked X": says so only of names the gazetteer knows.
    Attacked,
    /// "shelled X", "rockets hit X": what is shelled is a place, unless more words follow its name.
    Shelled,
    /// "in X", "near X", "north X", "north of X", "village X", "shelling of X".
    Told,
    /// "village of X".
    OfType,
    /// "in W, X and Y".
    Listed,
}

impl Cue {
    fn before(source: &Source<'_>, out: &[Chunk]) -> Self {
        let k = source.known;
        // "in the X": the article stands between.
        let out = match out {
            [rest @ .., det] if det.class == k.det && source.chunk_text(det).eq_ignore_ascii_case("the") => {
                rest
            }
            _ => out,
        };
        let Some((last, rest)) = out.split_last() else { return Self::None };
        if last.class == k.of
            && let Some(before) = rest.last()
        {
            if source.can_be(before, k.place_type) {
                return Self::OfType;
            }
            if before.class == k.direction || before.class == k.trigger_noun {
                return Self::Told;
            }
        }
        if [k.comma, k.and, k.open].contains(&last.class)
            && rest.last().is_some_and(|before| before.class == k.place)
        {
            return Self::Listed;
        }
        // "Around X", "over X": before a name these bound no number.
        if [k.in_, k.near, k.bordering, k.place_type, k.direction].contains(&last.class)
            || source.can_be(last, k.place_type)
            || last.class == k.number_bound && source.can_be(last, k.in_)
        {
            return Self::Told;
        }
        if last.class == k.trigger_verb {
            return if rains_down(source, last, rest) { Self::Shelled } else { Self::Attacked };
        }
        Self::None
    }

    /// Whether it makes a place of a name that no gazetteer has.
    fn is_told(self) -> bool {
        matches!(self, Self::Told | Self::OfType | Self::Listed)
    }
}

/// Whether a verb of attack says that fire came down on what follows: "shelled", "bombed"; "shells hit".
fn rains_down(source: &Source<'_>, verb: &Chunk, before: &[Chunk]) -> bool {
    let k = source.known;
    let kind = source.reading(verb, k.trigger_verb).and_then(|word| word.kind);
    // "The drone hit X" may name a man; what comes down in numbers comes down on a place.
    let many = before.last().is_some_and(|subject| {
        [k.weapon, k.aircraft, k.trigger_noun].contains(&subject.class)
            && source.chunk_text(subject).ends_with('s')
    });
    matches!(kind, Some(Kind::Shelling | Kind::Airstrike))
        || many && kind.is_none_or(|kind| kind == Kind::Other)
}

/// Whether a name ends its phrase: nothing follows that would make it part of another thing's name.
fn ends_phrase(source: &Source<'_>, chunks: &[Chunk], end: usize) -> bool {
    let k = source.known;
    let closing = [
        k.comma,
        k.stop,
        k.and,
        k.in_,
        k.near,
        k.when,
        k.harm_ing,
        k.while_,
        k.after,
        k.semicolon,
        k.open,
        k.close,
        k.by,
    ];
    chunks.get(end).is_none_or(|next| closing.contains(&next.class))
}

/// "X, Y and Z villages": a list of names whose kind stands at its end.
fn of_villages(source: &Source<'_>, chunks: &[Chunk], end: usize) -> bool {
    let k = source.known;
    let Some(first) = chunks.get(end) else { return false };
    if ![k.comma, k.and].contains(&first.class) {
        return false;
    }
    for chunk in chunks[end..].iter().take(MOST_LISTED) {
        if chunk.class == k.place_type || chunk.class == k.thing && source.can_be(chunk, k.place_type) {
            return source.chunk_text(chunk).ends_with('s');
        }
        let name = (chunk.class == k.word || chunk.class == k.name) && starts_capital(source, chunk);
        if !name && ![k.comma, k.and].contains(&chunk.class) {
            return false;
        }
    }
    false
}

/// Chunks that a list of names may take.
const MOST_LISTED: usize = 14;

/// "New Mexico", "British Columbia": the known name of a large place that a shorter name stands in.
fn longer_name(source: &Source<'_>, gazetteer: &Gazetteer, chunks: &[Chunk], at: usize) -> Option<usize> {
    let k = source.known;
    let first = &chunks[at];
    let next = chunks.get(at + 1)?;
    let starts = |chunk: &Chunk| {
        source.segmented.tokens[chunk.from].kind == TokenKind::Word && starts_capital(source, chunk)
    };
    // Runs of plain words are looked up as they stand; here one of the parts is something else by itself.
    let open = |chunk: &Chunk| chunk.what == What::Plain && (chunk.class == k.word || chunk.class == k.name);
    if next.from != first.to || !starts(first) || !starts(next) || open(first) && open(next) {
        return None;
    }
    let last = chunks[at..].iter().take(4).take_while(|chunk| starts(chunk)).last()?;
    let words: Vec<&str> = (first.from..last.to).map(|token| source.token(token)).collect();
    let name = gazetteer.known_name(&words)?;
    let end = first.from + name.words;
    let whole = chunks[at + 1..].iter().position(|chunk| chunk.to == end)?;
    (name.strength == NameStrength::Strong).then_some(at + 2 + whole)
}

/// A state or capital named where a place is meant: "in Syria", "near Moscow", "Idlib, Syria".
fn state_as_place(source: &Source<'_>, chunks: &[Chunk], at: usize, out: &[Chunk]) -> Option<usize> {
    let k = source.known;
    let before = match out {
        [.., cue, det] if det.class == k.det => Some(cue),
        _ => out.last(),
    };
    let What::Actor(actor, form) = chunks[at].what else { return None };
    let state = source.lexicon.actors[actor as usize].kind == "state";
    if !state || !matches!(form, NameForm::Strong | NameForm::Metonym) {
        return None;
    }
    let before_class = before.map(|chunk| chunk.class);
    let cue = before.is_some_and(|chunk| {
        [k.in_, k.near, k.direction, k.place_type].iter().any(|class| source.can_be(chunk, *class))
    });
    let of_area = before_class == Some(k.of);
    let after_place = before_class == Some(k.comma) || before_class == Some(k.open);
    let next = chunks.get(at + 1);
    // "In Example air raids": the state is the doer; "in Example in response to fire" names the place.
    let described = [k.word, k.name, k.weapon, k.group_modifier, k.aircraft, k.trigger_noun];
    let attack_follows =
        chunks[at + 1..].iter().take(3).take_while(|chunk| described.contains(&chunk.class)).any(|chunk| {
            let noun = chunk.class == k.trigger_noun && !source.chunk_text(chunk).ends_with("ing");
            noun || chunk.class == k.aircraft
        });
    let comma_follows = next.is_none_or(|chunk| [k.comma, k.stop, k.close, k.dash].contains(&chunk.class));
    let is_place = if comma_follows { cue || after_place || of_area } else { cue && !attack_follows };
    is_place.then_some(at + 1)
}

/// "In the central region": all that the text tells of where it was.
fn nameless_region(source: &Source<'_>, chunks: &[Chunk], at: usize, out: &[Chunk]) -> Option<usize> {
    let k = source.known;
    let [.., cue, det] = out else { return None };
    let told = cue.class == k.in_ && det.class == k.det && source.chunk_text(det).eq_ignore_ascii_case("the");
    let kind = chunks.get(at + 1)?;
    let region = source.chunk_text(kind);
    let is_region = region.eq_ignore_ascii_case("region") || region.eq_ignore_ascii_case("regions");
    let goes_on = chunks.get(at + 2).is_some_and(|next| next.class == k.of || starts_capital(source, next));
    (told && chunks[at].class == k.direction && is_region && !goes_on).then_some(at + 2)
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

fn starts_name(source: &Source<'_>, chunks: &[Chunk], at: usize, cue: Cue) -> bool {
    let k = source.known;
    let chunk = &chunks[at];
    let open_class = chunk.class == k.word || chunk.class == k.name;
    let readable = open_class
        || chunk.class == k.thing
        || chunk.class == k.direction
        || chunk.class == k.group_modifier
        || chunk.class == k.place_type
        // "the village of Til Example": a capital where a name must stand makes a name of most words.
        || cue.is_told() && ![k.det, k.in_, k.near, k.of, k.by, k.and, k.pronoun, k.when].contains(&chunk.class);
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
    let Some((first, last)) = text.rsplit_once('-') else { return false };
    let number = source.lexicon.forms.word_number(&last.to_lowercase());
    // "US-coalition", "Sydney-based": a small word of the lexicon behind a hyphen describes.
    let small = last.chars().all(|c| c.is_lowercase()) && first.chars().count() > 2 && number != 0;
    small && last.len() > 3 || source.lexicon.classes_of_word(number).contains(&source.known.held)
}

/// "al-Shour", "Al Bab": an article before a name, joined or alone.
fn is_article_led(source: &Source<'_>, chunk: &Chunk) -> bool {
    let text = source.chunk_text(chunk);
    let head = text.split_once(['-', '‐', '‑']).map_or(text, |(head, _)| head);
    let lower = head.to_ascii_lowercase();
    lower.len() == 2
        && lower.starts_with(['a', 'e', 'u'])
        && lower.ends_with(['l', 's', 'z', 'n', 'r', 't', 'd'])
        && (head.len() < text.len() || is_article(source, chunk))
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

/// Adds a place and says where it ends: a kind in capitals ("Example Province") belongs to the name.
#[expect(clippy::too_many_arguments, reason = "what a place is made of")]
fn push_place(
    source: &Source<'_>,
    gazetteer: &Gazetteer,
    titled: bool,
    chunks: &[Chunk],
    (at, end): (usize, usize),
    known: Known,
    out: &mut Vec<Chunk>,
    places: &mut Vec<PlaceMark>,
) -> usize {
    let k = source.known;
    let (from, mut to) = (chunks[at].from, chunks[end - 1].to);
    let type_of =
        |chunk: &Chunk| source.reading(chunk, k.place_type).and_then(|word| word.place_type.clone());
    let before = match out.as_slice() {
        [.., cue, of] if of.class == k.of => type_of(cue),
        [.., cue] => type_of(cue),
        [] => None,
    };
    let kind = chunks.get(end).filter(|kind| kind.from == to);
    let type_word = kind.and_then(type_of).or(before);
    let in_name = kind.filter(|kind| {
        !titled && starts_capital(source, kind) && type_of(kind).is_some() && kind.what == What::Plain
    });
    let index = places.len() as u32;
    let (last, end) = match in_name {
        Some(kind) => {
            let words: Vec<&str> = (from..kind.to).map(|token| source.token(token)).collect();
            // "Long Island" is no Long; "Idlib Province" is Idlib, told to be a province.
            let own = type_of(kind).is_some_and(|kind| crate::resolve::place::hint(Some(&kind)).is_none());
            if own && gazetteer.is_known_name(&words) {
                to = kind.to;
            }
            (kind.to, end + 1)
        }
        None => (to, end),
    };
    let state = match chunks[at].what {
        What::Actor(actor, NameForm::Strong) => Some(actor),
        _ => None,
    };
    places.push(PlaceMark { from, to, type_word, known, state });
    out.push(Chunk { class: k.place, from, to: last, words: Vec::new(), what: What::Place(index) });
    end
}
