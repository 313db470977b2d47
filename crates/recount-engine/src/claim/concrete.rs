//! Tells words that report a happening from words that only describe somebody or the state of a country.
//!
//! "The rebels fighting the army held the road" names who the rebels are; "the fighting in much of Aland" names neither
//! a day, nor a spot, nor anybody. Such words make no claim.

use recount_model::Kind;

use super::Context;
use crate::mark::{Chunk, MarkedSentence};

/// Chunks of a clause that describe somebody by whom they fight: "rebels fighting the state".
pub(super) fn describing(context: &Context<'_>, clause: &MarkedSentence) -> Vec<usize> {
    (1..clause.chunks.len()).filter(|at| describes(context, &clause.chunks, *at)).collect()
}

fn describes(context: &Context<'_>, chunks: &[Chunk], at: usize) -> bool {
    let k = context.known();
    let chunk = &chunks[at];
    let trigger = [k.trigger_noun, k.trigger_verb].into_iter().find(|class| *class == chunk.class);
    let clash = trigger
        .and_then(|class| context.source.reading(chunk, class))
        .is_some_and(|word| word.kind == Some(Kind::Clash));
    let fighters = [k.actor, k.people, k.group];
    let whom = chunks.get(at + 1).is_some_and(|next| {
        fighters.contains(&next.class) || next.class == k.det || context.source.can_be(next, k.for_)
    });
    clash
        && whom
        && context.source.chunk_text(chunk).to_lowercase().ends_with("ing")
        && fighters.contains(&chunks[at - 1].class)
}

/// Whether one of the places is more than the name of a country.
pub(super) fn is_local(context: &Context<'_>, places: &[u32]) -> bool {
    places.iter().any(|mark| !context.places[*mark as usize].is_country())
}
