//! Turns marks into claims: who did what to whom, with what, on whose word.
//!
//! A cascade: patterns bind people to harms, name doers and targets; speech frames give the chain of speakers; small
//! words give polarity and certainty; then the sentences of one happening are put together.

pub mod happening;
mod harm;
mod agent;
mod together;
pub(crate) mod speaker;
pub(crate) mod stance;
mod kind;
mod clauses;
mod concrete;
mod when;
mod aside;
mod scene;
mod parallel;
mod sentence;
mod link;
mod agree;
mod join;
mod merge;
mod assemble;

use recount_lexicon::Pattern;
use recount_model::{Claim, Report};

use crate::mark::chunk::Source;
use crate::mark::{Known, Marks};
use crate::resolve::place::ResolvedPlace;
use crate::resolve::when::Placed;

pub use happening::Happening;
pub use link::{PlaceLinks, read as read_links};

/// Everything the claim stage reads.
pub struct Context<'a> {
    /// Text, tokens and lexicon.
    pub source: Source<'a>,
    /// What was marked.
    pub marks: &'a Marks,
    /// The report.
    pub report: &'a Report,
    /// Registry index of the publisher.
    pub publisher: Option<u32>,
    /// How the places of each sentence hang together, by place mark.
    pub links: &'a PlaceLinks,
    /// What the gazetteer makes of each place mark.
    pub places: &'a [ResolvedPlace],
    /// Each time mark on the calendar.
    pub whens: &'a [Placed],
}

impl<'a> Context<'a> {
    /// Classes by name.
    pub fn known(&self) -> &'a Known {
        self.source.known
    }

    /// Whether a pattern binds people who are part of a total told elsewhere ("were among the dead").
    pub fn is_part_pattern(&self, id: &str) -> bool {
        id == harm::PART_TOLD_BEFORE
            || self
                .patterns("harm")
                .iter()
                .any(|pattern| pattern.id == id && pattern.yields.as_deref() == Some("part"))
    }

    /// The patterns of a layer, in order.
    pub fn patterns(&self, layer: &str) -> &'a [Pattern] {
        self.source.lexicon.patterns.get(layer).map_or(&[], Vec::as_slice)
    }
}

/// What was told, before it became claims: kept for `explain`.
#[derive(Clone, Debug, Default)]
pub struct Told {
    /// Who speaks in each sentence.
    pub spoken: Vec<speaker::Spoken>,
    /// What each sentence tells.
    pub happenings: Vec<Happening>,
    /// Indices of happenings that were put together, by claim.
    pub claims: Vec<Vec<usize>>,
}

/// Reads the claims of a report.
pub fn claim(context: &Context<'_>) -> (Vec<Claim>, Told) {
    let mut floor = speaker::Floor::default();
    let mut happenings = Vec::new();
    let sentences = 0..context.marks.sentences.len();
    let spoken = sentences.map(|at| sentence::read(context, at, &mut floor, &mut happenings)).collect();
    let drafts = merge::merge(context, &happenings);
    let claims = assemble::assemble(context, &happenings, &drafts);
    let claimed = drafts.iter().map(|draft| draft.happenings.clone()).collect();
    let told = Told { spoken, claims: claimed, happenings };
    (claims, told)
}
