//! Matches the frames of speech ("X told Y", "Z, citing W") and puts their speakers in order.

use recount_lexicon::pattern::fitting;

use super::row::Row;
use super::voice::VoiceKind;
use crate::claim::Context;
use crate::mark::Chunk;

/// Where a frame puts a speaker.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// Where the text has it: who is named first passes on what those named later say.
    AsTold,
    /// Directly in front of another: "a farmer told AFP".
    Before(usize),
    /// In front of all told before: "..., residents said, AFP reported".
    Outermost,
    /// The agency of a dateline, in front of everybody.
    Dateline,
}

/// A speaker found by a frame.
#[derive(Clone, Debug)]
pub(super) struct Link {
    /// Cell of the row.
    pub cell: usize,
    pub place: Place,
    /// Whether others cite it.
    pub is_root: bool,
    /// Cell at which the frame starts and ends.
    pub start: usize,
    pub end: usize,
    pub because: String,
}

/// Every speaker that a frame of the sentence names, in the order of the text.
pub(super) fn find(context: &Context<'_>, row: &Row) -> Vec<Link> {
    let classes = row.classes();
    let mut links: Vec<Link> = Vec::new();
    let mut spoken: Vec<(usize, usize)> = Vec::new();
    for pattern in fitting(context.patterns("speech"), &classes) {
        for found in pattern.find_all(&classes) {
            let cell = |name: &str| pattern.capture(&found, name).map(|(from, _)| from);
            let (said, root, outer) = (cell("said"), cell("root"), cell("outer"));
            let link = |cell: usize, place: Place| Link {
                cell,
                place,
                is_root: Some(cell) == root,
                start: found.start,
                end: found.end,
                because: pattern.id.clone(),
            };
            // One verb has one speaker: the first, where an insertion names another.
            let behind = said.unwrap_or(found.end);
            let verb = (behind..found.end).rev().find(|at| is_verb(context, row, *at));
            // "... killed two men said the council": the verb stands in front of who speaks.
            let named = row.voice(behind).is_some();
            let before = behind.checked_sub(1).filter(|at| named && is_verb(context, row, *at));
            let verb = verb.or(before);
            if let (Some(said), Some(verb)) = (said, verb) {
                match spoken.iter().find(|(at, _)| *at == verb) {
                    Some((_, speaker)) if *speaker != said => continue,
                    Some(_) => {}
                    None => spoken.push((verb, said)),
                }
            }
            let outer_place = match (pattern.yields.as_deref(), said.or(root)) {
                (Some("dateline"), _) => Place::Dateline,
                (Some("outermost"), _) | (_, None) => Place::Outermost,
                (_, Some(pair)) => Place::Before(pair),
            };
            for at in [said, root].into_iter().flatten() {
                add(&mut links, link(at, Place::AsTold));
            }
            if let Some(at) = outer {
                add(&mut links, link(at, outer_place));
            }
        }
    }
    drop_documents(row, &mut links);
    links.sort_by_key(|link| link.cell);
    links
}

/// "And also reported ...": the speaker of the sentence before goes on.
pub(super) fn goes_on(context: &Context<'_>, row: &Row) -> bool {
    let classes = row.classes();
    let same = |pattern: &&recount_lexicon::Pattern| pattern.yields.as_deref() == Some("same-speaker");
    fitting(context.patterns("speech"), &classes)
        .filter(same)
        .any(|pattern| !pattern.find_all(&classes).is_empty())
}

fn is_verb(context: &Context<'_>, row: &Row, cell: usize) -> bool {
    let k = context.known();
    [k.report_verb, k.perceive, k.report_to, k.accuse, k.put].contains(&row.cells[cell].class)
}

fn add(links: &mut Vec<Link>, link: Link) {
    if !links.iter().any(|other| other.cell == link.cell) {
        links.push(link);
    }
}

/// "A statement carried by X said": X is named; a statement speaks only where nobody else does.
fn drop_documents(row: &Row, links: &mut Vec<Link>) {
    let document = |link: &Link| {
        !link.is_root && row.voice(link.cell).is_some_and(|voice| voice.kind == VoiceKind::Document)
    };
    if links.iter().any(|link| !document(link)) {
        links.retain(|link| !document(link));
    }
}

/// Cuts the links where another speaker starts a statement of its own: "X said ..., while Y said ...".
///
/// Returns ranges of chunks with the links in each.
pub(super) fn parts<'l>(
    context: &Context<'_>,
    chunks: &[Chunk],
    row: &Row,
    links: &'l [Link],
) -> Vec<(usize, usize, Vec<&'l Link>)> {
    let k = context.known();
    let mut cuts: Vec<usize> = Vec::new();
    for (at, cell) in row.cells.iter().enumerate().skip(1) {
        let chunk = &chunks[cell.from];
        let may_cut = cell.class == k.semicolon
            || cell.class == k.and
            || context.source.can_be(chunk, k.contrast)
            || context.source.can_be(chunk, k.for_);
        if !may_cut {
            continue;
        }
        // A frame starts here, and something was told before it.
        let starts = links.iter().find(|link| link.start == at + 1);
        let Some(starts) = starts else { continue };
        let said_before = links.iter().any(|link| link.cell < at);
        let told_before = chunks[..cell.from].iter().any(|chunk| tells(context, chunk));
        let goes_on =
            chunks[row.chunks(starts.end.saturating_sub(1)).1..].iter().any(|chunk| tells(context, chunk));
        let needs_both = context.source.can_be(chunk, k.for_) || cell.class == k.and;
        // "X said a strike killed nine; Y denied it": Y says nothing of what X says.
        let apart = cell.class == k.semicolon && said_before;
        if (goes_on || apart) && told_before && (said_before || !needs_both || cell.class == k.and) {
            cuts.push(at);
        }
    }
    let mut out = Vec::new();
    let mut from = 0;
    for to in cuts.iter().copied().chain([row.cells.len()]) {
        let inside: Vec<&Link> = links.iter().filter(|link| from <= link.cell && link.cell < to).collect();
        let first = if from == 0 { 0 } else { row.chunks(from).0 };
        let end = if to == row.cells.len() { chunks.len() } else { row.chunks(to).0 };
        out.push((first, end, inside));
        from = to;
    }
    out
}

pub(super) fn tells(context: &Context<'_>, chunk: &Chunk) -> bool {
    let k = context.known();
    chunk.class == k.people || k.violence().contains(&chunk.class)
}

/// Puts the links of a part in order, nearest the publisher first.
pub(super) fn order<'l>(links: &[&'l Link]) -> Vec<&'l Link> {
    let mut out: Vec<&Link> = links.iter().copied().filter(|link| link.place == Place::AsTold).collect();
    for link in links {
        if let Place::Before(pair) = link.place {
            let at = out.iter().position(|other| other.cell == pair).unwrap_or(0);
            out.insert(at, link);
        }
    }
    // Behind or in front of those it passes on: it comes first.
    for wanted in [Place::Outermost, Place::Dateline] {
        let outer = links.iter().copied().filter(|link| link.place == wanted);
        let earlier: Vec<&Link> = outer.collect();
        out.splice(0..0, earlier);
    }
    out
}
