//! Finds who says it: the chain of speakers from the one nearest the publisher to the root.
//!
//! First the phrases that can name a speaker are found (`voice`), then the sentence is read as a row in which each of
//! them is one item (`row`), and patterns of layer `speech` say which of them speak and who passes on whom (`frame`).
//! "He added", "the source said" and running quotations are the last speaker's (`floor`).

mod edges;
mod voice;
mod row;
mod frame;
mod floor;

use super::Context;
use super::happening::Named;
use crate::mark::chunk::Source;
use crate::mark::{Chunk, MarkedSentence, Marks};
use frame::{Link, Place};
use voice::{View, Voice};

pub use floor::Floor;
pub(crate) use row::Row;

/// Links of a chain beyond this are misreadings.
const LONGEST_CHAIN: usize = 4;

/// What a sentence, or a part of it, says about who speaks.
#[derive(Clone, Debug, Default)]
pub struct Speech {
    /// The chain, nearest the publisher first.
    pub chain: Vec<Named>,
    /// Frames that fired.
    pub because: Vec<String>,
}

/// Who speaks in a sentence: one statement, or several side by side ("X said ..., while Y said ...").
#[derive(Clone, Debug, Default)]
pub struct Spoken {
    /// Ranges of chunks, each with what is said in it.
    parts: Vec<(usize, usize, Speech)>,
    /// Chunks that belong to a frame and name no doer.
    pub chunks: Vec<usize>,
}

impl Spoken {
    /// The statements side by side, in order, silent ones too.
    pub fn statements(&self) -> impl Iterator<Item = &Speech> {
        self.parts.iter().map(|(.., speech)| speech)
    }

    /// What holds at a chunk.
    pub fn at(&self, chunk: usize) -> Speech {
        let part = self.parts.iter().find(|(from, to, _)| (*from..*to).contains(&chunk));
        part.or(self.parts.first()).map(|(.., speech)| speech.clone()).unwrap_or_default()
    }
}

/// The row that patterns of speech see, for `check` and `explain`.
pub(crate) fn row(source: &Source<'_>, marks: &Marks, chunks: &[Chunk]) -> Row {
    Row::of(View { source, marks }, chunks)
}

/// Reads the frames of speech of a sentence.
pub fn read(context: &Context<'_>, sentence: &MarkedSentence, floor: &mut Floor) -> Spoken {
    let chunks = &sentence.chunks;
    let row = Row::of(View { source: &context.source, marks: context.marks }, chunks);
    let links = frame::find(context, &row);
    let mut spoken = Spoken::default();
    for link in &links {
        let (from, to) = (row.chunks(link.start).0, row.chunks(link.end.saturating_sub(1)).1);
        if row.voice(link.cell).is_some() {
            let (from_voice, to_voice) = row.chunks(link.cell);
            spoken.chunks.extend(from_voice..to_voice);
        }
        spoken.chunks.extend((from..to).filter(|at| is_frame_word(context, &chunks[*at])));
    }
    let dateline = floor.dateline.take();
    let tells = chunks.iter().any(|chunk| frame::tells(context, chunk));
    if let [only] = links.as_slice()
        && only.place == Place::Dateline
        && !tells
    {
        // "MOSCOW, April 8 /TASS/." stands as a sentence of its own; it credits the next one.
        floor.dateline = row
            .voice(only.cell)
            .filter(|voice| !is_publisher(context, voice, true))
            .map(|voice| voice.named.clone());
        return spoken;
    }
    for (from, to, inside) in frame::parts(context, chunks, &row, &links) {
        let mut speech = chain(context, chunks, &row, floor, &inside);
        if links.is_empty() && frame::goes_on(context, &row) {
            speech.chain.clone_from(&floor.last);
        }
        if let Some(agency) = dateline.clone().filter(|_| from == 0) {
            speech.chain.insert(0, agency);
        }
        spoken.parts.push((from, to, speech));
    }
    if let Some((.., speech)) = spoken.parts.last_mut()
        && floor.advance(context, sentence, &row, &mut speech.chain)
    {
        speech.because.push("engine.speech.quotation-goes-on".into());
    }
    spoken
}

/// Words of the frame itself: verbs and what they lean on.
fn is_frame_word(context: &Context<'_>, chunk: &Chunk) -> bool {
    let k = context.known();
    [k.report_verb, k.report_to, k.according, k.citing, k.as_saying, k.quoted_by, k.carried_by, k.accuse]
        .contains(&chunk.class)
}

/// The chain of a part of a sentence.
fn chain(context: &Context<'_>, chunks: &[Chunk], row: &Row, floor: &Floor, links: &[&Link]) -> Speech {
    let mut speech = Speech::default();
    let ordered = frame::order(links);
    let mut has_speaker = false;
    for link in &ordered {
        speech.because.push(link.because.clone());
        let hears = matches!(link.place, Place::Before(_));
        // "MOGADISHU, Wire - ..., a medic told the agency": the agency is the one of the dateline.
        let known_medium = hears
            && row.voice(link.cell).is_some_and(|voice| voice.is_definite)
            && ordered.iter().any(|other| other.place == Place::Dateline);
        if known_medium {
            continue;
        }
        let named = match row.voice(link.cell) {
            Some(voice) => resolve(context, floor, voice, hears),
            // "Reuters said it was told": the pronoun is who speaks already.
            None if has_speaker && !link.is_root => Vec::new(),
            None => place_or_pronoun(context, chunks, row, floor, link.cell, ordered.len()),
        };
        has_speaker |= !hears && !named.is_empty();
        for named in named {
            if !speech.chain.iter().any(|other| other.from == named.from) {
                speech.chain.push(named);
            }
        }
    }
    speech.chain.truncate(LONGEST_CHAIN);
    speech
}

/// Whom a phrase stands for: itself, those it points back to, or nobody but the publisher.
fn resolve(context: &Context<'_>, floor: &Floor, voice: &Voice, hears: bool) -> Vec<Named> {
    if voice.is_owned && hears || is_publisher(context, voice, hears) {
        return Vec::new();
    }
    if let Some(chain) = floor.of_definite(context, voice) {
        return chain;
    }
    vec![voice.named.clone()]
}

fn place_or_pronoun(
    context: &Context<'_>,
    chunks: &[Chunk],
    row: &Row,
    floor: &Floor,
    cell: usize,
    links: usize,
) -> Vec<Named> {
    let chunk = &chunks[row.chunks(cell).0];
    let own_words = Named {
        from: chunk.from,
        to: chunk.to,
        actor: None,
        source: None,
        generic: recount_model::Generic::Generic,
    };
    if chunk.class != context.known().pronoun {
        return vec![own_words];
    }
    let meant = floor.of_pronoun();
    // "She quoted a surgeon": nobody was named before, so the word itself stands.
    if meant.is_empty() && links > 1 { vec![own_words] } else { meant }
}

/// "SANA said" in SANA's own report is the publisher's own voice; "SANA's correspondent said" is a speaker there, though
/// not one who passes on what he is told.
fn is_publisher(context: &Context<'_>, voice: &Voice, hears: bool) -> bool {
    if voice.named.source.is_some() && voice.named.source == context.publisher {
        return hears || voice.is_registry_name;
    }
    let Some(publisher) = context.report.publisher.as_deref() else { return false };
    let words = context.source.text_between(voice.named.from, voice.named.to);
    let fold = |text: &str| {
        text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect::<String>()
    };
    let (words, publisher) = (fold(words), fold(publisher));
    !publisher.is_empty() && (words == publisher || words.strip_prefix("the") == Some(publisher.as_str()))
}
