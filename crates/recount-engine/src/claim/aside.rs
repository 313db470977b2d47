//! Places that a sentence names beside the place of the happening: where a speaker sits, where somebody is from, where
//! something was fired from, where the wounded were brought.

use super::Context;
use crate::mark::{Chunk, MarkedSentence, What};

/// What a place is to the happening of its clause.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Bearing {
    /// It may have happened there.
    Scene,
    /// Somebody speaks there, or it is part of an outlet's name.
    Speaks,
    /// Somebody in the clause is from there.
    Home,
    /// Something was fired from there, or somebody was brought there.
    Way,
}

/// More words than these do not stand between "from" and the name: "from the southern Example province of".
const MOST_BETWEEN: usize = 6;

/// What the words around a place make of it.
pub(super) fn bearing(context: &Context<'_>, clause: &MarkedSentence, at: usize) -> Bearing {
    let chunks = &clause.chunks;
    if is_outlet(context, chunks, at) || is_seat(context, chunks, at) {
        return Bearing::Speaks;
    }
    origin(context, chunks, at).unwrap_or(if is_destination(context, chunks, at) {
        Bearing::Way
    } else {
        Bearing::Scene
    })
}

/// "Example Today reported": a name in capitals that speaks.
fn is_outlet(context: &Context<'_>, chunks: &[Chunk], at: usize) -> bool {
    let k = context.known();
    let said = |chunk: Option<&Chunk>| {
        chunk.is_some_and(|chunk| chunk.class == k.report_verb || chunk.class == k.report_to)
    };
    let led = at.checked_sub(1).is_some_and(|before| {
        [k.in_, k.near, k.of, k.det, k.direction].contains(&chunks[before].class)
            || context.source.can_be(&chunks[before], k.in_)
    });
    let capital = chunks.get(at + 1).is_some_and(|next| {
        let glued = next.from == chunks[at].to;
        glued
            && [k.word, k.name, k.when, k.media, k.medium, k.outlet].contains(&next.class)
            && context.source.chunk_text(next).chars().next().is_some_and(char::is_uppercase)
    });
    !led && capital && said(chunks.get(at + 2))
}

/// "Speaking in X,", "told reporters in X", "police in X said".
fn is_seat(context: &Context<'_>, chunks: &[Chunk], at: usize) -> bool {
    let k = context.known();
    let speech = |chunk: &Chunk| chunk.class == k.report_verb || chunk.class == k.report_to;
    let small = |chunk: &&Chunk| {
        [k.det, k.place_type, k.direction].contains(&chunk.class)
            || context.source.can_be(chunk, k.place_type)
    };
    let mut before = chunks[..at].iter().rev().skip_while(small);
    let Some(led) = before.next() else { return false };
    if led.class != k.in_ {
        return false;
    }
    let Some(speaker) = before.next() else { return false };
    let voice = |chunk: &Chunk| {
        [k.source, k.speaker, k.someone, k.voice, k.people, k.person, k.actor, k.media, k.audience, k.group]
            .contains(&chunk.class)
    };
    let is_first = before.clone().next().is_none();
    if speech(speaker) || is_first && context.source.stands_as(speaker, k.speaking) {
        return true;
    }
    if !voice(speaker) {
        return false;
    }
    let told = before.take(2).any(speech);
    let mut after = chunks[at + 1..].iter().skip_while(small);
    let says = after.next().is_some_and(speech);
    let opens =
        chunks[..at].len() <= 4 || chunks[..at].iter().rev().take(4).any(|chunk| chunk.class == k.comma);
    told || says && opens
}

/// "A man from X", "one of whom is from the province of X"; "fired from X".
fn origin(context: &Context<'_>, chunks: &[Chunk], at: usize) -> Option<Bearing> {
    let k = context.known();
    let between = |chunk: &Chunk| {
        [k.det, k.place_type, k.direction, k.of, k.word, k.thing, k.group_modifier].contains(&chunk.class)
            || matches!(chunk.what, What::Actor(_, recount_lexicon::NameForm::Adjective))
            || context.source.can_be(chunk, k.place_type)
    };
    let from = (at.saturating_sub(MOST_BETWEEN)..at)
        .rev()
        .find(|before| context.source.can_be(&chunks[*before], k.origin) || !between(&chunks[*before]))?;
    if !context.source.can_be(&chunks[from], k.origin) {
        return None;
    }
    let comes = chunks.get(from.checked_sub(1)?)?;
    let person =
        [k.people, k.group, k.person, k.family, k.comma, k.be, k.name, k.them, k.pronoun, k.harm_people];
    if person.contains(&comes.class) {
        return Some(Bearing::Home);
    }
    let fired = [k.trigger_verb, k.trigger_noun, k.weapon, k.aircraft];
    fired.contains(&comes.class).then_some(Bearing::Way)
}

/// "Brought to a hospital in X", "fled to X".
fn is_destination(context: &Context<'_>, chunks: &[Chunk], at: usize) -> bool {
    let k = context.known();
    let between = |chunk: &Chunk| {
        [k.det, k.place_type, k.direction, k.of, k.in_, k.thing, k.near, k.word].contains(&chunk.class)
            || context.source.can_be(chunk, k.place_type)
    };
    let Some(to) = (at.saturating_sub(MOST_BETWEEN)..at)
        .rev()
        .find(|before| chunks[*before].class == k.to || !between(&chunks[*before]))
        .filter(|to| chunks[*to].class == k.to)
    else {
        return false;
    };
    let Some(before) = to.checked_sub(1).map(|before| &chunks[before]) else { return false };
    // "From X to Y", "the road to X": along the way it may have happened.
    [k.word, k.people, k.group, k.pronoun, k.family].contains(&before.class)
}
