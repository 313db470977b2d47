//! Cuts a sentence into clauses that each tell a happening of their own.
//!
//! "Jets hit the mill, while shells fell on the port" tells two happenings; "five were killed while nine were wounded"
//! tells one. A cut is kept only where both sides tell something and differ in what sets happenings apart: the place,
//! the side that acts, or an attack and the answer of those who shoot it down.

use recount_lexicon::Strength;
use recount_model::Kind;

use super::Context;
use crate::mark::when::WhenValue;
use crate::mark::{Chunk, MarkedSentence, What};
use crate::segment::Line;

/// The clauses of a sentence, as ranges of chunks.
pub(super) fn clauses(context: &Context<'_>, sentence: &MarkedSentence) -> Vec<(usize, usize)> {
    let len = sentence.chunks.len();
    let mut out: Vec<(usize, usize)> = Vec::new();
    let mut from = 0;
    for cut in cuts(context, sentence) {
        let end = cuts(context, sentence).into_iter().find(|next| *next > cut).unwrap_or(len);
        if set_apart(context, sentence, (from, cut), (cut, end)) {
            out.push((from, cut));
            from = cut;
        }
    }
    out.push((from, len));
    out
}

/// Where a clause may end: "while", a semicolon, ", and", "in response to".
fn cuts(context: &Context<'_>, sentence: &MarkedSentence) -> Vec<usize> {
    let k = context.known();
    let chunks = &sentence.chunks;
    let is_cut = |at: &usize| {
        let at = *at;
        let class = chunks[at].class;
        let listed = class == k.and && chunks[at - 1].class == k.comma;
        // "Fighter killed in X, shelling kills four in Y"
        let heading = class == k.comma && sentence.sentence.line == Line::Heading;
        at > 2 && (class == k.while_ || class == k.semicolon || class == k.response || listed || heading)
            || is_report_noun(context, chunks, at)
            || class == k.comma && is_apart(context, chunks, at + 1)
    };
    (1..chunks.len()).filter(is_cut).collect()
}

/// "..., a day after 39 people were killed": another happening, told by how far it lies from the first.
pub(super) fn is_apart(context: &Context<'_>, chunks: &[Chunk], at: usize) -> bool {
    matches!(chunks.get(at).map(|chunk| &chunk.what), Some(What::When(when))
        if matches!(context.marks.whens[*when as usize].value, WhenValue::Apart(..)))
}

/// "Amid unconfirmed reports on a strike", "adding that two others were hit": what is told besides.
fn is_report_noun(context: &Context<'_>, chunks: &[Chunk], at: usize) -> bool {
    let k = context.known();
    let is = |index: usize, word: &str| {
        chunks.get(index).is_some_and(|chunk| context.source.chunk_text(chunk).eq_ignore_ascii_case(word))
    };
    let reports = || (at + 1..at + 4).any(|next| is(next, "reports") || is(next, "unconfirmed reports"));
    chunks[at].class == k.after && is(at, "amid") && reports() || is(at, "adding") && is(at + 1, "that")
}

fn set_apart(
    context: &Context<'_>,
    sentence: &MarkedSentence,
    left: (usize, usize),
    right: (usize, usize),
) -> bool {
    let k = context.known();
    let (a, b) = (&sentence.chunks[left.0..left.1], &sentence.chunks[right.0..right.1]);
    let (told_a, told_b) = (tells(context, a), tells(context, b));
    if told_a == Tells::Nothing || told_b == Tells::Nothing {
        return false;
    }
    let answers = sentence.chunks[right.0].class == k.response;
    let (place_a, place_b) = (has_place(a), has_place(b));
    let shot_down =
        |part: &[Chunk]| part.iter().any(|chunk| kind_of(context, chunk) == Some(Kind::Interception));
    if shot_down(a) != shot_down(b) && told_a == Tells::Attack && told_b == Tells::Attack {
        return true;
    }
    if is_apart(context, &sentence.chunks, right.0 + 1) {
        return told_a == Tells::Attack || has_count(context, a);
    }
    if answers {
        return told_b == Tells::Attack && (place_b || has_when(b)) || told_b == Tells::Harm && place_b;
    }
    if told_a == Tells::Attack && told_b == Tells::Attack && place_a && place_b {
        return true;
    }
    if sentence.sentence.line == Line::Heading && place_a && place_b {
        return has_count(context, a) && has_count(context, b);
    }
    // "An airdrop in X ..., amid unconfirmed reports of an air strike on the house": another deed.
    if is_report_noun(context, &sentence.chunks, right.0)
        && told_a == Tells::Attack
        && told_b == Tells::Attack
    {
        return named_kind(context, a).zip(named_kind(context, b)).is_some_and(|(a, b)| a != b);
    }
    // "X's attacks have killed 240 while Y's have killed 24": each side its own toll.
    let actors = (actor(a), actor(b));
    matches!(actors, (Some(x), Some(y)) if x != y)
        && told_a == Tells::Attack
        && told_b == Tells::Attack
        && has_count(context, a)
        && has_count(context, b)
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Tells {
    Nothing,
    Harm,
    Attack,
}

fn tells(context: &Context<'_>, part: &[Chunk]) -> Tells {
    let k = context.known();
    let harm = [k.harm_ed, k.harm_ing, k.harm_base, k.harm_intr, k.harm_noun];
    if part.iter().any(|chunk| is_trigger(context, chunk)) || fires(context, part) {
        Tells::Attack
    } else if part.iter().any(|chunk| harm.contains(&chunk.class)) && has_count(context, part) {
        Tells::Harm
    } else {
        Tells::Nothing
    }
}

/// A word of attack: a strong one, a weak one that shoots down, or a weak one beside its actor.
fn is_trigger(context: &Context<'_>, chunk: &Chunk) -> bool {
    let k = context.known();
    [k.trigger_noun, k.trigger_verb].iter().any(|class| {
        chunk.class == *class
            && context.source.reading(chunk, *class).is_some_and(|word| {
                word.strength == Strength::Strong
                    || word.kind == Some(Kind::Interception)
                    || *class == k.trigger_noun
            })
    })
}

/// "Fired mortar shells", "dropped bombs": a word that could tell of anything, and the weapon behind it.
fn fires(context: &Context<'_>, part: &[Chunk]) -> bool {
    let k = context.known();
    let verb = part.iter().position(|chunk| chunk.class == k.trigger_verb);
    verb.is_some_and(|verb| part[verb + 1..].iter().take(4).any(|chunk| chunk.class == k.weapon))
}

fn kind_of(context: &Context<'_>, chunk: &Chunk) -> Option<Kind> {
    let k = context.known();
    [k.trigger_noun, k.trigger_verb]
        .iter()
        .filter(|class| chunk.class == **class)
        .find_map(|class| context.source.reading(chunk, *class)?.kind)
}

/// The kind that a strong word of attack names.
fn named_kind(context: &Context<'_>, part: &[Chunk]) -> Option<Kind> {
    part.iter().filter(|chunk| is_trigger(context, chunk)).find_map(|chunk| kind_of(context, chunk))
}

fn has_place(part: &[Chunk]) -> bool {
    part.iter().any(|chunk| matches!(chunk.what, What::Place(_)))
}

fn has_when(part: &[Chunk]) -> bool {
    part.iter().any(|chunk| matches!(chunk.what, What::When(_)))
}

fn has_count(context: &Context<'_>, part: &[Chunk]) -> bool {
    part.iter().any(|chunk| chunk.class == context.known().people)
}

fn actor(part: &[Chunk]) -> Option<u32> {
    part.iter().find_map(|chunk| match chunk.what {
        What::Actor(actor, _) => Some(actor),
        _ => None,
    })
}
