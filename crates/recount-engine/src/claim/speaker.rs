//! Finds who says it: the chain of speakers from the one nearest the publisher to the root.
//!
//! Speech stands in a few frames ("X said", "said X", "according to X", "X told Y", "Y, citing X"). Each frame yields
//! links; what is said inside a running quotation, or by "he" and "the source", is the last speaker's.

use recount_lexicon::ClassId;
use recount_model::{Certainty, Generic, Polarity};

use super::Context;
use super::happening::Named;
use crate::mark::{Chunk, MarkedSentence, What};
use crate::segment::Line;

/// What a sentence says about who speaks.
#[derive(Clone, Debug, Default)]
pub struct Speech {
    /// The chain, nearest the publisher first.
    pub chain: Vec<Named>,
    /// Polarity the verb of speech lends.
    pub polarity: Option<Polarity>,
    /// Certainty the verb of speech lends.
    pub certainty: Option<Certainty>,
    /// Chunks that belong to the frame and name no doer.
    pub chunks: Vec<usize>,
    /// First chunk of what is said, where the frame stands before it.
    pub scope: Option<(usize, usize)>,
    /// Frames that fired.
    pub because: Vec<String>,
}

/// Carries the speaker from sentence to sentence.
#[derive(Clone, Debug, Default)]
pub struct Floor {
    last: Vec<Named>,
    in_quote: bool,
    paragraph: u32,
}

/// Reads the speech frames of a sentence.
pub fn read(context: &Context<'_>, sentence: &MarkedSentence, floor: &mut Floor) -> Speech {
    let k = context.known();
    let chunks = &sentence.chunks;
    let mut speech = Speech::default();
    let mut verb_seen = None;
    let mut cited = false;
    for (at, chunk) in chunks.iter().enumerate() {
        let class = chunk.class;
        if class == k.according {
            if let Some((named, end)) = noun_phrase_after(context, chunks, at + 1) {
                let medium = named.source.is_some() && !speech.chain.is_empty();
                push(&mut speech, named, at, end, "engine.speech.according-to");
                // "Witnesses said, according to the paper": the paper stands nearer the publisher.
                if medium {
                    speech.chain.rotate_right(1);
                }
                // "according to X, citing Y"
                citing(context, chunks, end, &mut speech);
            }
        } else if class == k.report_to {
            let Some((speaker, start)) = noun_phrase_before(context, chunks, at) else { continue };
            let hearer = noun_phrase_after(context, chunks, at + 1);
            if let Some((hearer, end)) = &hearer {
                let medium = hearer.source.is_some() && !is_publisher(context, hearer);
                if medium {
                    push(&mut speech, hearer.clone(), at, *end, "engine.speech.told-medium");
                }
            }
            push(&mut speech, speaker, start, at, "engine.speech.told");
            verb_seen = Some(at);
        } else if class == k.report_verb {
            let verb = context.source.reading(chunk, k.report_verb);
            let before = noun_phrase_before(context, chunks, at);
            let after = if before.is_none() && inverted(context, chunks, at) {
                noun_phrase_after(context, chunks, at + 1)
            } else {
                None
            };
            let named = before.or(after);
            if let Some((named, edge)) = named {
                if refers_back(context, &named) && !floor.last.is_empty() {
                    speech.chain.clone_from(&floor.last);
                    speech.chunks.extend(edge.min(at)..=edge.max(at));
                    speech.because.push("engine.speech.same-source".into());
                } else if !is_publisher_voice(context, &named) {
                    let known = speech.chain.iter().any(|link| link.from == named.from);
                    if !known {
                        push(&mut speech, named, edge.min(at), edge.max(at), "engine.speech.said");
                        // "Citing Y, X said": X stands nearer the publisher.
                        if cited && verb_seen.is_none() {
                            speech.chain.rotate_right(1);
                        }
                    }
                }
                citing(context, chunks, at + 1, &mut speech);
                verb_seen = Some(at);
            } else if pronoun_before(context, chunks, at) && !floor.last.is_empty() {
                if speech.chain.is_empty() {
                    speech.chain.clone_from(&floor.last);
                }
                speech.because.push("engine.speech.pronoun".into());
                verb_seen = Some(at);
            } else {
                continue;
            }
            if let Some(verb) = verb {
                // "Nobody in the town denies" affirms.
                let negated = chunks[at.saturating_sub(6)..at]
                    .iter()
                    .any(|chunk| chunk.class == k.not || source_no(context, chunk));
                if let Some(polarity) = verb.polarity
                    && !negated
                    && governs_happening(context, chunks, at)
                    && speech.polarity.is_none()
                {
                    speech.polarity = Some(polarity);
                    speech.because.push(verb.id.clone());
                    speech.scope = Some((at + 1, chunks.len()));
                }
                speech.certainty = speech.certainty.or(verb.certainty);
            }
        } else if class == k.citing {
            let links = speech.chain.len();
            citing(context, chunks, at, &mut speech);
            let passive = context.source.token_can_be(chunks[at].to - 1, k.by);
            let linked = speech.chain.len() > links;
            cited |= linked && !passive;
            // "X quoted Y as saying", "Y quoted by X": the phrase right before the verb is a link too.
            if let Some((named, start)) = noun_phrase_before(context, chunks, at)
                .filter(|_| linked && at > 0 && chunks[at - 1].class != k.comma)
            {
                let known = speech.chain.iter().any(|link| link.from == named.from)
                    || is_publisher_voice(context, &named);
                if !known {
                    speech.chunks.extend(start..=at);
                    let place = if passive { speech.chain.len() } else { 0 };
                    speech.chain.insert(place, named);
                    speech.because.push("engine.speech.quoted".into());
                }
            }
        } else if class == k.accuse
            && let Some((named, start)) = noun_phrase_before(context, chunks, at)
        {
            push(&mut speech, named, start, at, "engine.speech.accused");
        }
    }
    keep_floor(context, sentence, floor, &mut speech, verb_seen);
    speech.chain.dedup_by(|a, b| a.from == b.from && a.to == b.to);
    speech.chain.truncate(4);
    speech
}

/// Runs the floor on: quotations over several sentences, and a speaker's further sentences inside quotes.
fn keep_floor(
    context: &Context<'_>,
    sentence: &MarkedSentence,
    floor: &mut Floor,
    speech: &mut Speech,
    verb: Option<usize>,
) {
    let k = context.known();
    if sentence.sentence.line == Line::Heading {
        *floor = Floor::default();
        return;
    }
    let (mut opens, mut closes) = (0, 0);
    for chunk in sentence.chunks.iter().filter(|chunk| chunk.class == k.quote) {
        match context.source.chunk_text(chunk) {
            "“" | "«" | "„" => opens += 1,
            "”" | "»" => closes += 1,
            _ => {}
        }
    }
    let starts_quoted = sentence.chunks.first().is_some_and(|chunk| chunk.class == k.quote);
    if speech.chain.is_empty()
        && !floor.last.is_empty()
        && (floor.in_quote || starts_quoted && sentence.sentence.paragraph <= floor.paragraph + 1)
    {
        speech.chain.clone_from(&floor.last);
        speech.because.push("engine.speech.quotation-goes-on".into());
    }
    if !speech.chain.is_empty() {
        floor.last.clone_from(&speech.chain);
        floor.paragraph = sentence.sentence.paragraph;
    }
    if opens > closes {
        floor.in_quote = true;
    } else if closes > opens || verb.is_some() && opens == closes && !starts_quoted {
        floor.in_quote = false;
    }
}

fn push(speech: &mut Speech, named: Named, from: usize, to: usize, because: &str) {
    if speech.chain.iter().any(|link| link.from == named.from) {
        return;
    }
    speech.chunks.extend(from.min(to)..=from.max(to));
    speech.chain.push(named);
    speech.because.push(because.to_owned());
}

/// "citing Y", "quoted by Y", within the next words.
fn citing(context: &Context<'_>, chunks: &[Chunk], from: usize, speech: &mut Speech) {
    let k = context.known();
    let limit = (from + 4).min(chunks.len());
    let Some(at) = (from..limit).find(|at| chunks[*at].class == k.citing) else { return };
    if let Some((named, end)) = noun_phrase_after(context, chunks, at + 1) {
        let passive = context.source.chunk_text(&chunks[at]).to_lowercase().ends_with("by");
        if passive {
            // "Y, as quoted by X": X stands nearer the publisher.
            if !is_publisher(context, &named) && !speech.chain.iter().any(|link| link.from == named.from) {
                speech.chunks.extend(at..=end);
                speech.chain.insert(0, named);
                speech.because.push("engine.speech.quoted-by".into());
            }
        } else {
            push(speech, named, at, end, "engine.speech.citing");
        }
    }
}

/// "said X", "reported X" behind what was said: only at the end of a clause or behind a quotation.
fn inverted(context: &Context<'_>, chunks: &[Chunk], at: usize) -> bool {
    let k = context.known();
    let before = at.checked_sub(1).map(|p| chunks[p].class);
    before.is_some_and(|class| class == k.comma || class == k.quote || class == k.close)
}

fn pronoun_before(context: &Context<'_>, chunks: &[Chunk], at: usize) -> bool {
    let k = context.known();
    let mut back = at;
    while back > 0 && (chunks[back - 1].class == k.adverb || chunks[back - 1].class == k.have) {
        back -= 1;
    }
    back > 0 && chunks[back - 1].class == k.pronoun
}

/// What a phrase that names a speaker may hold.
fn in_phrase(context: &Context<'_>, chunk: &Chunk) -> bool {
    let k = context.known();
    let classes: [ClassId; 16] = [
        k.speaker,
        k.person,
        k.source,
        k.actor,
        k.name,
        k.title,
        k.group_modifier,
        k.direction,
        k.possessive,
        k.of,
        k.place,
        k.group,
        k.det,
        k.thing,
        k.place_type,
        k.people,
    ];
    if chunk.class == k.people && counts_people(context, chunk) {
        return false;
    }
    classes.contains(&chunk.class)
        || chunk.class == k.word
            && chunk.to - chunk.from == 1
            && !context.source.chunk_text(chunk).ends_with("ly")
}

/// "More than 500" in front of a verb of speech is no speaker; "a nurse", "two officers" may be.
fn counts_people(context: &Context<'_>, chunk: &Chunk) -> bool {
    let What::People(group) = chunk.what else { return false };
    let first = context.marks.groups.get(group as usize).and_then(|group| group.members.first());
    first.is_some_and(|(figure, _)| {
        let mark = &context.marks.figures[*figure as usize];
        matches!(mark.told, crate::mark::figure::Told::NumberOnly | crate::mark::figure::Told::Unknown)
            || mark.harm.is_some()
    })
}

fn is_head(context: &Context<'_>, chunk: &Chunk) -> bool {
    let k = context.known();
    let class = chunk.class;
    class == k.speaker
        || class == k.person
        || class == k.source
        || class == k.name
        || class == k.title
        || class == k.actor && matches!(chunk.what, What::Actor(..))
        || context.source.can_be(chunk, k.speaker)
        || class == k.place && chunk.to - chunk.from <= 2
}

/// Steps over what stands between commas before a verb of speech: "X, citing Y, said", "X, which spoke to Y, said".
fn skip_insertion(context: &Context<'_>, chunks: &[Chunk], end: usize) -> usize {
    let k = context.known();
    if end < 3 || chunks[end - 1].class != k.comma {
        return end;
    }
    let opens = (1..end - 1).rev().take(12).find(|at| {
        chunks[*at - 1].class == k.comma && (chunks[*at].class == k.citing || chunks[*at].class == k.rel)
    });
    opens.map_or(end, |at| at - 1)
}

fn noun_phrase_before(context: &Context<'_>, chunks: &[Chunk], verb: usize) -> Option<(Named, usize)> {
    let k = context.known();
    let mut end = verb;
    while end > 0
        && [k.adverb, k.have, k.when, k.be, k.hedge, k.rel, k.modal].contains(&chunks[end - 1].class)
    {
        end -= 1;
    }
    end = skip_insertion(context, chunks, end);
    // "X, the commander of Y, said": step over the apposition to its name.
    let mut start = end;
    let mut commas = 0;
    while start > 0 {
        let chunk = &chunks[start - 1];
        let bridge = [k.comma, k.open, k.close, k.quote, k.and, k.in_, k.near, k.when].contains(&chunk.class);
        if in_phrase(context, chunk) {
            start -= 1;
        } else if bridge && commas < 4 && (start < end || chunk.class == k.comma) {
            // A bridge counts only with a phrase behind it that goes back to the start of the sentence or a quote.
            let reaches = chunks[..start - 1]
                .iter()
                .rev()
                .take_while(|c| {
                    in_phrase(context, c)
                        || [k.open, k.close, k.comma, k.in_, k.near, k.and].contains(&c.class)
                })
                .count()
                == start - 1;
            if !reaches && ![k.close, k.in_, k.near].contains(&chunk.class) {
                break;
            }
            commas += 1;
            start -= 1;
        } else {
            break;
        }
    }
    phrase(context, chunks, start, end)
}

fn noun_phrase_after(context: &Context<'_>, chunks: &[Chunk], from: usize) -> Option<(Named, usize)> {
    let k = context.known();
    let mut start = from;
    while chunks
        .get(start)
        .is_some_and(|chunk| [k.adverb, k.comma, k.of, k.number, k.when].contains(&chunk.class))
    {
        start += 1;
    }
    let mut end = start;
    while let Some(chunk) = chunks.get(end) {
        let inside = in_phrase(context, chunk)
            || end > start && [k.in_, k.near, k.open, k.close].contains(&chunk.class) && end < start + 8;
        if !inside {
            break;
        }
        end += 1;
        if end > start + 10 {
            break;
        }
    }
    let (named, _) = phrase(context, chunks, start, end)?;
    Some((named, end.max(start + 1) - 1))
}

/// A phrase that names a speaker, trimmed to its words.
fn phrase(context: &Context<'_>, chunks: &[Chunk], start: usize, end: usize) -> Option<(Named, usize)> {
    let k = context.known();
    let mut start = start;
    let mut end = end;
    while start < end
        && [k.comma, k.of, k.in_, k.and, k.near, k.close, k.possessive, k.quote, k.dash]
            .contains(&chunks[start].class)
    {
        start += 1;
    }
    while end > start
        && [k.comma, k.of, k.in_, k.and, k.near, k.open, k.quote, k.det, k.possessive, k.rel]
            .contains(&chunks[end - 1].class)
    {
        end -= 1;
    }
    if start >= end || !chunks[start..end].iter().any(|chunk| is_head(context, chunk)) {
        return None;
    }
    // A phrase of plain places and words is no speaker unless a state speaks ("Ukraine said").
    let has_speaker = chunks[start..end].iter().any(|chunk| {
        let class = chunk.class;
        class != k.place && is_head(context, chunk)
    });
    if !has_speaker && end - start > 1 {
        return None;
    }
    let inner = &chunks[start..end];
    let source = inner.iter().find_map(|chunk| match chunk.what {
        What::Source(source, _) => Some(source),
        _ => None,
    });
    let actor = inner.iter().find_map(|chunk| match chunk.what {
        What::Actor(actor, _) => Some(actor),
        _ => None,
    });
    let named = inner.iter().any(|chunk| chunk.class == k.name || chunk.class == k.title);
    let generic_word = inner
        .iter()
        .filter_map(|chunk| context.source.reading(chunk, k.speaker))
        .any(|word| word.generic == Some(Generic::Generic));
    let generic = if source.is_none() && !named && (generic_word || actor.is_none()) {
        Generic::Generic
    } else {
        Generic::Specific
    };
    Some((Named { from: chunks[start].from, to: chunks[end - 1].to, actor, source, generic }, start))
}

fn source_no(context: &Context<'_>, chunk: &Chunk) -> bool {
    context.source.can_be(chunk, context.known().no)
}

/// Whether what a verb of denial or admission governs is a happening: "denied bombing the town", not "rejected a truce
/// hours after shelling" and not "admitted nine wounded".
fn governs_happening(context: &Context<'_>, chunks: &[Chunk], verb: usize) -> bool {
    let k = context.known();
    let Some(next) = chunks.get(verb + 1) else { return false };
    if next.class == k.people || next.class == k.number {
        return false;
    }
    for chunk in &chunks[verb + 1..] {
        let happening =
            [k.trigger_noun, k.trigger_verb, k.harm_ed, k.harm_ing, k.harm_base, k.harm_noun, k.harm_intr];
        if happening.contains(&chunk.class) || context.source.can_be(chunk, k.trigger_verb) {
            return true;
        }
        if chunk.class == k.after || chunk.class == k.while_ || chunk.class == k.stop {
            return false;
        }
    }
    false
}

/// "The source added": the speaker told before, not a new one.
fn refers_back(context: &Context<'_>, named: &Named) -> bool {
    named.generic == Generic::Generic
        && named.actor.is_none()
        && context.source.token_can_be(named.from, context.known().det)
        && named.to - named.from <= 3
        && context.source.token(named.from).to_lowercase().starts_with("th")
}

fn is_publisher(context: &Context<'_>, named: &Named) -> bool {
    named.source.is_some() && named.source == context.publisher
}

/// "SANA said" in SANA's own report is the publisher's own voice; "SANA's correspondent said" is a speaker.
fn is_publisher_voice(context: &Context<'_>, named: &Named) -> bool {
    is_publisher(context, named)
        && !(named.from..named.to).any(|at| context.source.token_can_be(at, context.known().speaker))
}
