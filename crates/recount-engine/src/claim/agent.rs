//! Finds who is said to have done it, with the patterns of layer `agent`, and what was hit (layer `target`).

use recount_lexicon::pattern::fitting;
use recount_lexicon::{NameForm, Strength};
use recount_model::Generic;

use super::happening::Named;
use super::{Context, together};
use crate::mark::figure::Told;
use crate::mark::{Chunk, MarkedSentence, What};

/// Doers named in a sentence, with the patterns that named them.
pub fn alleged(
    context: &Context<'_>,
    sentence: &MarkedSentence,
    classes: &[u8],
    because: &mut Vec<String>,
) -> Vec<Named> {
    let mut found_all: Vec<(usize, Named, String)> = Vec::new();
    for pattern in fitting(context.patterns("agent"), classes) {
        for found in pattern.find_all(classes) {
            for capture in ["agent", "second"] {
                let Some((at, _)) = pattern.capture(&found, capture) else { continue };
                if found_all.iter().any(|(chunk, ..)| *chunk == at) {
                    continue;
                }
                if pattern.id.starts_with(SUBJECT) && acts_before(context, sentence, at)
                    || pattern.id.starts_with(BY) && tells_by_whom(context, sentence, at)
                    || pattern.id == ATTACK_NOUN && is_scene(context, sentence, at)
                {
                    continue;
                }
                if let Some(named) = named(context, sentence, at) {
                    found_all.push((at, named, pattern.id.clone()));
                }
            }
        }
    }
    for at in found_all.iter().map(|(at, ..)| *at).collect::<Vec<_>>() {
        let is_doer = |other: usize| joined(context, sentence, other).is_some();
        for other in together::joined(context, sentence, classes, at, is_doer) {
            let is_new = found_all.iter().all(|(chunk, ..)| *chunk != other);
            if let Some(named) = joined(context, sentence, other).filter(|_| is_new) {
                found_all.push((other, named, TOGETHER.to_owned()));
            }
        }
    }
    found_all.sort_by_key(|(at, ..)| *at);
    join_to_owner(context, sentence, &mut found_all);
    join_to_linked(context, sentence, &mut found_all);
    let mut out: Vec<Named> = Vec::new();
    for (_, named, id) in found_all {
        // Two bands that are not named are two, where their words differ: "gunmen and allied militias".
        let known = out
            .iter()
            .any(|other| other.actor == named.actor && (id != TOGETHER || !is_nobody(context, &named)));
        if !known {
            out.push(named);
            because.push(id);
        }
    }
    drop_holders(context, &mut out);
    out
}

/// Named by none of the patterns, but beside a doer that one names.
const TOGETHER: &str = "engine.agent.together";

fn is_nobody(context: &Context<'_>, named: &Named) -> bool {
    named.actor.is_some_and(|actor| context.source.lexicon.actors[actor as usize].kind == "unnamed")
}

/// Patterns that read a doer in front of its verb start with this.
const SUBJECT: &str = "en.agent.subject";

/// "Nine died in air strikes after rebels launched an offensive": what the rebels did went before what is told.
fn acts_before(context: &Context<'_>, sentence: &MarkedSentence, at: usize) -> bool {
    let k = context.known();
    let described = [k.det, k.word, k.group_modifier, k.hedge, k.direction];
    let lead = (0..at).rev().find(|before| !described.contains(&sentence.chunks[*before].class));
    let after = lead.filter(|lead| {
        let words = context.source.chunk_text(&sentence.chunks[*lead]);
        sentence.chunks[*lead].class == k.after && words.eq_ignore_ascii_case("after")
    });
    let is_deed = |chunk: &Chunk| {
        [k.trigger_noun, k.trigger_verb].iter().any(|class| {
            chunk.class == *class
                && context.source.reading(chunk, *class).is_some_and(|word| word.strength == Strength::Strong)
        })
    };
    after.is_some_and(|after| sentence.chunks[..after].iter().any(is_deed))
}

/// Patterns that read a doer behind "by" start with this.
const BY: &str = "en.agent.by";

/// The pattern that reads a doer in front of a word of attack.
const ATTACK_NOUN: &str = "en.agent.attack-noun";

/// "Aland air strike kills nine": the bare name of a country says where it was, unlike "Aland's" and "Alandic".
fn is_scene(context: &Context<'_>, sentence: &MarkedSentence, at: usize) -> bool {
    let chunk = &sentence.chunks[at];
    let What::Actor(actor, NameForm::Strong) = chunk.what else { return false };
    let entry = &context.source.lexicon.actors[actor as usize];
    let text = context.source.chunk_text(chunk);
    let owns = sentence.chunks.get(at + 1).is_some_and(|next| next.class == context.known().possessive);
    entry.kind == "state"
        && !owns
        && entry.names.first().is_some_and(|name| name == text)
        && !entry.adjectives.iter().any(|word| word == text)
}

/// "Was named by X", "footage circulated by X": what X did there is no deed of the kind that is told.
fn tells_by_whom(context: &Context<'_>, sentence: &MarkedSentence, at: usize) -> bool {
    let k = context.known();
    let before = sentence.chunks[..at].iter().rposition(|chunk| chunk.class == k.by);
    let Some(before) = before.and_then(|by| by.checked_sub(1)) else { return false };
    let mut verb = before;
    while verb > 0
        && [k.adverb, k.in_, k.place, k.when, k.comma, k.near].contains(&sentence.chunks[verb].class)
    {
        verb -= 1;
    }
    let chunk = &sentence.chunks[verb];
    let participle = chunk.class == k.word
        && chunk.words.is_empty()
        && chunk.what == What::Plain
        && context.source.chunk_text(chunk).ends_with("ed");
    // "A bridge used by X": what X used and what was done to it are two things; "gas used by X" is one.
    let weak =
        context.source.reading(chunk, k.trigger_verb).is_some_and(|word| word.strength == Strength::Weak);
    let of_thing = verb
        .checked_sub(1)
        .is_some_and(|thing| [k.thing, k.place, k.place_type].contains(&sentence.chunks[thing].class));
    participle || chunk.class == k.report_verb || chunk.class == k.trigger_verb && weak && of_thing
}

/// "Syrian regime artillery forces", "the \"International Coalition\" forces": one doer, named once and whole.
fn join_to_owner(context: &Context<'_>, sentence: &MarkedSentence, found: &mut Vec<(usize, Named, String)>) {
    let k = context.known();
    let inside = [k.quote, k.word, k.group_modifier, k.weapon, k.possessive, k.close, k.direction, k.name];
    let mut at = 0;
    while at < found.len() {
        let chunk = found[at].0;
        let general = found[at].1.actor.is_some_and(|actor| {
            let id = context.source.lexicon.actors[actor as usize].id.as_str();
            id == UNNAMED_FIGHTERS || id == UNNAMED_FORCES
        });
        let first = sentence.chunks[chunk].from;
        let described = sentence.chunks[..chunk].iter().rev().take(LONGEST_MODEL);
        let between = described.take_while(|before| inside.contains(&before.class)).count();
        let owner = chunk.checked_sub(between + 1).filter(|owner| {
            general
                && matches!(sentence.chunks[*owner].what, What::Actor(..))
                && sentence.chunks[*owner].class == k.actor
        });
        let Some(owner) = owner.filter(|_| found[at].1.from == first) else {
            at += 1;
            continue;
        };
        let to = found[at].1.to;
        match found.iter().position(|(other, ..)| *other == owner) {
            Some(known) => {
                found[known].1.to = to;
                found.remove(at);
            }
            None => {
                let Some(whole) = named(context, sentence, owner) else {
                    at += 1;
                    continue;
                };
                found[at].1 = Named { to, ..whole };
                at += 1;
            }
        }
    }
}

/// "Militants linked to X attacked the post": the militants did, of whom X is only told.
fn join_to_linked(context: &Context<'_>, sentence: &MarkedSentence, found: &mut Vec<(usize, Named, String)>) {
    let k = context.known();
    let mut at = 0;
    while at < found.len() {
        let chunk = found[at].0;
        let link = (0..chunk).rev().find(|before| sentence.chunks[*before].class != k.det);
        let doer = link
            .filter(|link| sentence.chunks[*link].class == k.linked)
            .and_then(|link| link.checked_sub(1))
            .and_then(|doer| named(context, sentence, doer).map(|named| (doer, named)));
        let Some((doer, described)) = doer else {
            at += 1;
            continue;
        };
        found[at].1 = Named { to: found[at].1.to, ..described };
        found[at].0 = doer;
        match found.iter().position(|(other, ..)| *other == doer).filter(|known| *known != at) {
            Some(known) => {
                found[known].1.to = found[at].1.to;
                found.remove(at);
            }
            None => at += 1,
        }
    }
}

/// "Air defences met Alandic missiles": who shoots down is the doer, not whose weapons are shot down.
pub fn keep_interceptors(context: &Context<'_>, sentence: &MarkedSentence, alleged: &mut Vec<Named>) {
    let k = context.known();
    let owns_weapon = |named: &Named| {
        let behind = sentence.chunks.iter().find(|chunk| chunk.from >= named.to);
        let inside = sentence.chunks.iter().rfind(|chunk| chunk.to <= named.to && chunk.from > named.from);
        let armed = |chunk: &Chunk| chunk.class == k.weapon || chunk.class == k.aircraft;
        behind.is_some_and(armed) || inside.is_some_and(armed)
    };
    if alleged.iter().any(|named| !owns_weapon(named)) {
        alleged.retain(|named| !owns_weapon(named));
    }
}

/// Whether a doer that stands in front of its deed is named as people under arms: "gunmen", "rebel fighters".
pub fn are_fighters(context: &Context<'_>, sentence: &MarkedSentence, alleged: &[Named]) -> bool {
    let k = context.known();
    let deed = sentence.chunks.iter().find(|chunk| chunk.class == k.harm_ed).map(|chunk| chunk.from);
    alleged.iter().any(|named| {
        let armed = |at: usize| context.source.token_can_be(at, k.group);
        let unnamed = named
            .actor
            .is_some_and(|actor| context.source.lexicon.actors[actor as usize].id == UNNAMED_FIGHTERS);
        deed.is_some_and(|deed| named.to <= deed) && (unnamed || (named.from..named.to).any(armed))
    })
}

/// The tokens that name the speaker's own doers: "it had shelled" (none), "its jets bombed".
pub enum OwnDeed {
    /// The speaker itself: "it had shelled", "we fired".
    Speaker,
    /// What belongs to the speaker: "its jets".
    Owned(usize, usize),
}

/// Whether a clause tells of the speaker's own deed.
pub fn own_deed(context: &Context<'_>, sentence: &MarkedSentence) -> Option<OwnDeed> {
    let k = context.known();
    let deeds = sentence
        .chunks
        .iter()
        .enumerate()
        .filter(|(_, chunk)| [k.trigger_verb, k.harm_base, k.harm_ed].contains(&chunk.class));
    for (at, _) in deeds {
        let mut back = at;
        while back > 0 && [k.have, k.adverb, k.hedge, k.not].contains(&sentence.chunks[back - 1].class) {
            back -= 1;
        }
        let Some(subject) = back.checked_sub(1) else { continue };
        let chunk = &sentence.chunks[subject];
        if chunk.class == k.pronoun {
            return Some(OwnDeed::Speaker);
        }
        let doer = [k.aircraft, k.weapon, k.people, k.group, k.word, k.person].contains(&chunk.class);
        if doer && context.source.token_can_be(chunk.from, k.own) {
            return Some(OwnDeed::Owned(chunk.from, chunk.to));
        }
        let owner = owner(context, sentence, subject).map(|before| &sentence.chunks[before]);
        if let Some(owner) = owner.filter(|owner| doer && context.source.can_be(owner, k.own)) {
            return Some(OwnDeed::Owned(owner.from, chunk.to));
        }
    }
    None
}

/// The chunk before a doer and the name of its model, where its owner would stand: "its AC-130 gunships".
fn owner(context: &Context<'_>, sentence: &MarkedSentence, at: usize) -> Option<usize> {
    let k = context.known();
    let is_owner =
        |chunk: &Chunk| matches!(chunk.what, What::Actor(..)) || context.source.can_be(chunk, k.own);
    let ends = [k.comma, k.det, k.and, k.be, k.have, k.report_verb, k.trigger_verb, k.in_];
    let nearest = at.checked_sub(1)?;
    let before = (at.saturating_sub(LONGEST_MODEL)..at).rev();
    let found = before
        .take_while(|back| {
            let chunk = &sentence.chunks[*back];
            is_owner(chunk) || !ends.contains(&chunk.class)
        })
        .find(|back| is_owner(&sentence.chunks[*back]));
    Some(found.unwrap_or(nearest))
}

/// Chunks of the name of a model, as "AC-130" has them, and the owner.
const LONGEST_MODEL: usize = 4;

/// Label for fighters that a text describes and does not name.
const UNNAMED_FIGHTERS: &str = "unnamed.armed-group";

/// Label for soldiers that a text gives to no state.
const UNNAMED_FORCES: &str = "unnamed.government-forces";

/// Label for aircraft that a text does not give to anybody.
const UNNAMED_AIRCRAFT: &str = "unnamed.warplanes";

/// The actor of a chunk, as a doer: an actor's name, or fighters without a number ("gunmen").
fn named(context: &Context<'_>, sentence: &MarkedSentence, at: usize) -> Option<Named> {
    let chunk = &sentence.chunks[at];
    let actor = match chunk.what {
        What::Actor(actor, _) if chunk.class == context.known().actor => actor,
        What::People(group) => {
            let group = context.marks.groups.get(group as usize)?;
            let mark = &context.marks.figures[group.members.first()?.0 as usize];
            let fighters = mark.status == recount_model::Status::Combatant;
            let doer =
                matches!(mark.told, Told::Bare | Told::Definite) || mark.told == Told::OneOf && fighters;
            let unnamed = || context.source.lexicon.actor_index(UNNAMED_FIGHTERS).filter(|_| fighters);
            mark.side.or_else(unnamed).filter(|_| doer)?
        }
        What::Plain if chunk.class == context.known().aircraft => {
            let k = context.known();
            // "Israeli jets", "its AC-130 gunships": whose they are is said beside them.
            let owned = owner(context, sentence, at).is_some_and(|owner| {
                let owner = &sentence.chunks[owner];
                matches!(owner.what, What::Actor(..)) || context.source.can_be(owner, k.own)
            });
            context.source.lexicon.actor_index(UNNAMED_AIRCRAFT).filter(|_| !owned)?
        }
        _ => return None,
    };
    let kind = context.source.lexicon.actors[actor as usize].kind.as_str();
    if matches!(kind, "international-organisation" | "monitor") {
        return None;
    }
    let (mut from, mut to) = (chunk.from, chunk.to);
    // "Saudi-led warplanes": what describes aircraft that no known side owns belongs to their name.
    if let Some(before) = at.checked_sub(1).map(|before| &sentence.chunks[before])
        && matches!(chunk.what, What::Plain)
        && context.source.chunk_text(before).contains('-')
        && [context.known().word, context.known().group_modifier].contains(&before.class)
    {
        from = before.from;
    }
    // "Turkish" alone alleges Turkey; with "forces" behind it the words are quoted whole.
    if let What::Actor(_, NameForm::Adjective) = chunk.what {
        let mut next = at + 1;
        while let Some(more) = sentence.chunks.get(next) {
            let k = context.known();
            let part =
                more.class == k.aircraft || context.source.can_be(more, k.group) || more.class == k.people;
            if !part || next > at + 2 {
                break;
            }
            to = more.to;
            next += 1;
        }
    }
    Some(Named { from, to, actor: Some(actor), source: None, generic: Generic::Specific })
}

/// A doer named beside another; "Alandic and Borlandic forces" names the first by its adjective alone.
fn joined(context: &Context<'_>, sentence: &MarkedSentence, at: usize) -> Option<Named> {
    let chunk = &sentence.chunks[at];
    let by_adjective = || match chunk.what {
        What::Actor(actor, NameForm::Adjective) => Some(Named {
            from: chunk.from,
            to: chunk.to,
            actor: Some(actor),
            source: None,
            generic: Generic::Specific,
        }),
        _ => None,
    };
    named(context, sentence, at).or_else(by_adjective)
}

/// "Villages held by X" names who holds the ground, not who attacked it.
fn drop_holders(context: &Context<'_>, out: &mut Vec<Named>) {
    let held = context.known().held;
    out.retain(|named| {
        let before = (named.from.saturating_sub(5)..named.from).rev();
        let mut by_seen = false;
        for at in before {
            if context.source.token_can_be(at, context.known().by) {
                by_seen = true;
            } else if by_seen {
                return !context.source.token_can_be(at, held);
            }
        }
        true
    });
}

/// Token ranges of what was hit.
pub fn targets(context: &Context<'_>, sentence: &MarkedSentence, spoken: &[usize]) -> Vec<(usize, usize)> {
    let k = context.known();
    // A hospital can speak; where it does not, it is a thing that can be hit.
    let class = |(at, chunk): (usize, &Chunk)| {
        let thing =
            chunk.class == k.speaker && !spoken.contains(&at) && context.source.can_be(chunk, k.thing);
        if thing { k.thing.0 } else { chunk.class.0 }
    };
    let classes: Vec<u8> = sentence.chunks.iter().enumerate().map(class).collect();
    let mut out = Vec::new();
    for pattern in fitting(context.patterns("target"), &classes) {
        for found in pattern.find_all(&classes) {
            let Some((at, _)) = pattern.capture(&found, "target") else { continue };
            let chunk = &sentence.chunks[at];
            if !out.contains(&(chunk.from, chunk.to)) {
                out.push((chunk.from, chunk.to));
            }
        }
    }
    out.sort_unstable();
    out.truncate(3);
    out
}
