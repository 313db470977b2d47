//! Marks what the words of a report name: numbers of people, times, places, actors, sources, weapons, triggers.
//!
//! Each sentence becomes a row of [`Chunk`]s, each of one class, so that the claim stage can match patterns on the
//! row of classes. A chunk keeps every lexicon entry its words fit, so a later stage can still ask for another reading.

pub mod chunk;
mod choose;
mod when_word;
mod when_atom;
mod when_relative;
mod when_calendar;
mod when_grammar;
pub mod when;
mod number;
mod head;
pub mod figure;
mod figure_context;
mod group;
pub mod place;

use recount_lexicon::{ClassId, Lexicon, NameForm};
use recount_model::Text;
use recount_places::Gazetteer;

use crate::segment::{Segmented, Sentence};

pub use chunk::Known;
pub use figure::FigureMark;
pub use place::PlaceMark;
pub use when::WhenMark;

/// What a chunk stands for, besides its words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum What {
    /// Words only.
    Plain,
    /// An actor of the registry.
    Actor(u32, NameForm),
    /// A source of the registry.
    Source(u32, NameForm),
    /// People: index of a [`PeopleGroup`].
    People(u32),
    /// A time: index of a [`WhenMark`].
    When(u32),
    /// A place: index of a [`PlaceMark`].
    Place(u32),
}

/// A run of tokens of one class.
#[derive(Clone, Debug)]
pub struct Chunk {
    /// The class chosen.
    pub class: ClassId,
    /// First token.
    pub from: usize,
    /// First token after it.
    pub to: usize,
    /// Lexicon words it fits, the chosen one first.
    pub words: Vec<u32>,
    /// What it stands for.
    pub what: What,
}

/// One or several numbers of people told together: a whole and its parts, or a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PeopleGroup {
    /// Index of each figure in [`Marks::figures`], and of its whole in this list.
    pub members: Vec<(u32, Option<usize>)>,
}

/// A sentence and its chunks.
#[derive(Clone, Debug)]
pub struct MarkedSentence {
    /// Its tokens, paragraph and line.
    pub sentence: Sentence,
    /// Its chunks in order.
    pub chunks: Vec<Chunk>,
}

impl MarkedSentence {
    /// The class string that patterns match.
    pub fn classes(&self) -> Vec<u8> {
        self.chunks.iter().map(|chunk| chunk.class.0).collect()
    }
}

/// Everything marked in one report.
#[derive(Clone, Debug, Default)]
pub struct Marks {
    /// Sentences in order.
    pub sentences: Vec<MarkedSentence>,
    /// Numbers of people.
    pub figures: Vec<FigureMark>,
    /// Groups of numbers of people.
    pub groups: Vec<PeopleGroup>,
    /// Times.
    pub whens: Vec<WhenMark>,
    /// Places.
    pub places: Vec<PlaceMark>,
}

/// Marks a segmented report.
pub fn mark(
    text: &Text,
    segmented: &Segmented,
    lexicon: &Lexicon,
    gazetteer: &Gazetteer,
    known: &Known,
) -> Marks {
    let mut marks = Marks::default();
    let source = chunk::Source { text: text.as_str(), segmented, lexicon, known };
    let mut rows: Vec<Vec<Chunk>> = segmented.sentences.iter().map(|s| chunk::chunk(&source, *s)).collect();
    chunk::drop_unsupported_names(&source, &mut rows);
    for (sentence, mut chunks) in segmented.sentences.iter().zip(rows) {
        when::mark(&source, &mut chunks, &mut marks.whens);
        place::mark(&source, gazetteer, *sentence, &mut chunks, &mut marks.places);
        chunk::settle_actors(&source, &mut chunks);
        figure::mark(&source, *sentence, &mut chunks, &mut marks.figures);
        group::mark(&source, &mut chunks, &mut marks.figures, &mut marks.groups);
        marks.sentences.push(MarkedSentence { sentence: *sentence, chunks });
    }
    marks
}
