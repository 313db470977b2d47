//! "Shells killed three people in X and two in Y": one verb for several places, each with a count of its own.

use super::Context;
use super::happening::{DraftFigure, Happening};
use crate::mark::figure::Told;
use crate::mark::{MarkedSentence, What};

/// Pattern id of a number that takes its harm from the count before it.
const SAME_HARM: &str = "engine.harm.same-in-another-place";

/// Takes the counts of further places out of a happening, each as a happening of its own.
pub(super) fn split(context: &Context<'_>, sentence: &MarkedSentence, told: &mut Vec<Happening>) {
    let [first] = told.as_mut_slice() else { return };
    let Some(bound) = first.figures.iter().rev().find(|figure| figure.whole.is_none()).cloned() else {
        return;
    };
    let Some(counted_at) = chunk_of(context, sentence, bound.mark) else { return };
    let further: Vec<usize> = (counted_at + 1..sentence.chunks.len())
        .filter(|at| counts_elsewhere(context, sentence, counted_at, *at))
        .collect();
    let Some(own_end) = further.first().copied() else { return };
    let places_in = |from: usize, to: usize| -> Vec<u32> {
        let named = sentence.chunks[from..to].iter().filter_map(|chunk| match chunk.what {
            What::Place(place) => Some(place),
            _ => None,
        });
        named.collect()
    };
    let own: Vec<u32> = places_in(0, own_end);
    let mut others = Vec::new();
    for (index, from) in further.iter().enumerate() {
        let to = further.get(index + 1).copied().unwrap_or(sentence.chunks.len());
        let What::People(group) = sentence.chunks[*from].what else { continue };
        let members = &context.marks.groups[group as usize].members;
        let figures = members.iter().map(|(mark, whole)| DraftFigure {
            mark: *mark,
            harm: context.marks.figures[*mark as usize].harm.unwrap_or(bound.harm),
            whole: whole.map(|at| members[at].0),
            because: SAME_HARM.to_owned(),
        });
        let contained = |place: &u32| context.links.within.iter().any(|areas| areas.contains(place));
        let named = places_in(*from, to);
        let spots: Vec<u32> = named.iter().copied().filter(|place| !contained(place)).collect();
        others.push(Happening {
            figures: figures.collect(),
            places: if spots.is_empty() { named } else { spots },
            targets: Vec::new(),
            update: None,
            ..first.clone()
        });
    }
    let kept: Vec<u32> = first.places.iter().copied().filter(|place| own.contains(place)).collect();
    if kept.is_empty() {
        return;
    }
    first.places = kept;
    told.extend(others);
}

fn chunk_of(context: &Context<'_>, sentence: &MarkedSentence, mark: u32) -> Option<usize> {
    sentence.chunks.iter().position(|chunk| match chunk.what {
        What::People(group) => context
            .marks
            .groups
            .get(group as usize)
            .is_some_and(|group| group.members.iter().any(|(member, _)| *member == mark)),
        _ => false,
    })
}

/// "... in X and two in Y": a count that nothing harms, behind a joint, before a place, with a place between.
fn counts_elsewhere(context: &Context<'_>, sentence: &MarkedSentence, counted_at: usize, at: usize) -> bool {
    let k = context.known();
    let chunks = &sentence.chunks;
    let What::People(group) = chunks[at].what else { return false };
    let Some(group) = context.marks.groups.get(group as usize).filter(|_| chunks[at].class == k.people)
    else {
        return false;
    };
    let counted = matches!(
        context.marks.figures[group.members[0].0 as usize].told,
        Told::NumberOnly | Told::Counted | Told::OneOf
    );
    let joined = [k.and, k.comma].contains(&chunks[at - 1].class);
    let is_place = |chunk: &crate::mark::Chunk| matches!(chunk.what, What::Place(_));
    let placed = chunks.get(at + 1).is_some_and(|next| next.class == k.in_ || next.class == k.near)
        && chunks[at + 1..].iter().take(5).any(is_place);
    let clause_ends = [k.stop, k.semicolon, k.trigger_verb, k.harm_ed, k.harm_ing, k.while_];
    let between = &chunks[counted_at + 1..at];
    let one_clause = between.iter().any(is_place)
        && between.iter().filter(|chunk| clause_ends.contains(&chunk.class)).count() <= 1
        && !chunks[at..]
            .iter()
            .skip(1)
            .take(8)
            .any(|chunk| [k.harm_ed, k.harm_adj, k.harm_intr, k.be].contains(&chunk.class));
    counted && joined && placed && one_clause
}
