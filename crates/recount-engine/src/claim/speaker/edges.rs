//! Finds where a phrase that names a speaker starts and ends when commas are missing or stand inside a count.

use super::voice::{View, is_count};
use crate::mark::{Chunk, What};

/// "The monitor", "a source": a chunk of several words whose first is an article, which opens a phrase of its own.
pub(super) fn opens_with_article(view: View<'_>, chunk: &Chunk) -> bool {
    chunk.to - chunk.from > 1 && view.source.token_can_be(chunk.from, view.source.known.det)
}

/// First token of a phrase, and first token after it, without people who are only counted beside the one who speaks.
///
/// People behind a comma are read as part of a count ("three civilians, children"); in front of a verb of speech only the
/// last of them speak ("shot dead eight people, villagers said"), behind "citing" only the first.
pub(super) fn one_who_speaks(view: View<'_>, chunks: &[Chunk], start: usize, end: usize) -> (usize, usize) {
    let k = view.source.known;
    let (mut from, mut to) = (chunks[start].from, chunks[end - 1].to);
    let verbs = [k.report_verb, k.report_to, k.quoted_by];
    let next = chunks[end..].iter().find(|chunk| ![k.adverb, k.have].contains(&chunk.class));
    if next.is_some_and(|chunk| verbs.contains(&chunk.class)) {
        if let Some((_, last)) = apart(view, &chunks[end - 1]) {
            from = last;
        } else if let Some(counted) = counted_in_front(view, chunks, start, end) {
            from = chunks[counted + 1].from;
        }
    }
    let before = start.checked_sub(1).map(|at| chunks[at].class);
    // "... were hit in the process Example News reported": a medium behind words of what is told.
    let head = &chunks[end - 1];
    let is_medium = head.class == k.source && !view.source.can_be(head, k.speaker);
    if before.is_some_and(|class| class == k.in_) && is_medium && end - start > 1 {
        from = from.max(head.from);
    }
    if before.is_some_and(|class| class == k.citing || class == k.according)
        && let Some((first, _)) = apart(view, &chunks[end - 1])
    {
        to = first;
    }
    (from, to)
}

/// "... killing nine people Example News reported": in front of who speaks, the people that were counted, where the comma
/// between them is missing.
fn counted_in_front(view: View<'_>, chunks: &[Chunk], start: usize, end: usize) -> Option<usize> {
    let k = view.source.known;
    let speaks = |chunk: &Chunk| {
        [k.source, k.speaker, k.name, k.media].contains(&chunk.class) || view.source.can_be(chunk, k.speaker)
    };
    (start..end - 1).rev().find(|at| {
        let owns = chunks[at + 1].class == k.possessive || chunks[at + 1].class == k.of;
        is_count(view, &chunks[*at]) && !owns && chunks[at + 1..end].iter().any(speaks)
    })
}

/// Where the first people of a chunk end and the last start, if a comma stands between them.
fn apart(view: View<'_>, chunk: &Chunk) -> Option<(usize, usize)> {
    let What::People(group) = chunk.what else { return None };
    let members = &view.marks.groups.get(group as usize)?.members;
    let mark = |member: Option<&(u32, Option<usize>)>| view.marks.figures.get(member?.0 as usize);
    let (first, last) = (mark(members.first())?, mark(members.last())?);
    let between = (members.len() > 1 && first.to < last.from)
        .then(|| view.source.text_between(first.to, last.from))
        .is_some_and(|text| text.contains(','));
    between.then_some((first.to, last.from))
}
