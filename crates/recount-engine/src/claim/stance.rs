//! How a sentence stands to what it tells: firm or hedged, come to pass or planned, one happening or many.

use recount_model::{Certainty, Polarity};

use super::Context;
use super::happening::{Age, Opening, Total};
use crate::mark::MarkedSentence;

/// What the small words of a sentence say about the happening.
#[derive(Clone, Debug)]
pub struct Stance {
    /// Stated, reported, possible.
    pub certainty: Certainty,
    /// Denied by a negated verb ("did not bomb").
    pub polarity: Polarity,
    /// Whether it came to pass.
    pub reality: Reality,
    /// One happening or a total.
    pub total: Total,
    /// Called old.
    pub age: Age,
    /// Opens a further happening.
    pub opening: Opening,
    /// Entries that decided.
    pub because: Vec<String>,
}

/// Whether a happening came to pass.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reality {
    /// It did.
    Happened,
    /// It is planned, threatened or only imagined.
    Planned,
    /// It was tried and prevented.
    Prevented,
    /// "regularly", "continue to": no single happening.
    Habitual,
    /// Condemned, warned of, demanded to end: an opinion about it.
    Judged,
}

/// Reads the stance of a sentence; `trigger` is the chunk that reports the happening.
pub fn read(context: &Context<'_>, sentence: &MarkedSentence, trigger: Option<usize>) -> Stance {
    let k = context.known();
    let mut stance = Stance {
        certainty: Certainty::Stated,
        polarity: Polarity::Affirmed,
        reality: Reality::Happened,
        total: Total::Single,
        age: Age::Fresh,
        opening: Opening::None,
        because: Vec::new(),
    };
    for (at, chunk) in sentence.chunks.iter().enumerate() {
        let near_trigger = trigger.is_some_and(|trigger| at < trigger && trigger - at <= 6);
        let just_before = trigger.is_some_and(|trigger| at < trigger && trigger - at <= 3);
        let id = || chunk.words.first().map(|word| context.source.word(*word).id.clone());
        if chunk.class == k.hedge {
            let word = context.source.reading(chunk, k.hedge);
            if let Some(certainty) = word.and_then(|word| word.certainty) {
                stance.certainty = stance.certainty.max(certainty);
                stance.because.extend(id());
            }
        } else if chunk.class == k.future && just_before
            || chunk.class == k.modal && just_before && !followed_by_have(context, sentence, at)
        {
            stance.reality = Reality::Planned;
            stance.because.extend(id());
        } else if chunk.class == k.prevented && near_trigger {
            stance.reality = Reality::Prevented;
            stance.because.extend(id());
        } else if chunk.class == k.general && trigger.is_some_and(|trigger| at.abs_diff(trigger) <= 4) {
            stance.reality = Reality::Habitual;
            stance.because.extend(id());
        } else if chunk.class == k.denial
            || chunk.class == k.withdrawn_report
            || just_before && negates(context, sentence, at)
        {
            stance.polarity = Polarity::Denied;
            stance.because.extend(id());
        } else if chunk.class == k.opinion
            && trigger.is_none_or(|trigger| at < trigger)
            && stance.reality == Reality::Happened
        {
            stance.reality = Reality::Judged;
            stance.because.extend(id());
        } else if chunk.class == k.aggregate {
            stance.total = Total::Aggregate;
            stance.because.extend(id());
        } else if chunk.class == k.earlier {
            stance.age = Age::Old;
            stance.because.extend(id());
        } else if chunk.class == k.discourse && at <= 2 {
            stance.opening = Opening::Further;
            stance.because.extend(id());
        }
    }
    stance
}

fn negates(context: &Context<'_>, sentence: &MarkedSentence, at: usize) -> bool {
    let chunk = &sentence.chunks[at];
    chunk.class == context.known().not
        || context.source.can_be(chunk, context.known().no) && !counts_nobody(context, sentence, at)
}

/// "No casualties", "no injuries": a count of nobody, not a denial.
fn counts_nobody(context: &Context<'_>, sentence: &MarkedSentence, at: usize) -> bool {
    let k = context.known();
    sentence.chunks[at].class == k.people
        || sentence
            .chunks
            .get(at + 1)
            .is_some_and(|next| next.class == k.harm_count || next.class == k.people)
}

/// "may have killed" is possible, not planned.
fn followed_by_have(context: &Context<'_>, sentence: &MarkedSentence, at: usize) -> bool {
    sentence.chunks[at + 1..].iter().take(2).any(|chunk| chunk.class == context.known().have)
}
