//! Finds the phrases of a sentence that can name a speaker: "a spokesman for the army", "local sources in the town".
//!
//! Phrases are found from left to right, each as long as it goes. Whether somebody speaks is decided later, by the
//! frame a phrase stands in; here it only matters that the words can name somebody.

use recount_lexicon::ClassId;
use recount_lexicon::token::Case;
use recount_model::Generic;

use super::edges;
use crate::claim::happening::Named;
use crate::mark::chunk::Source;
use crate::mark::figure::Told;
use crate::mark::{Chunk, Marks, What};

/// What phrases are read from.
#[derive(Clone, Copy)]
pub(super) struct View<'v> {
    pub source: &'v Source<'v>,
    pub marks: &'v Marks,
}

/// What sort of speaker a phrase names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum VoiceKind {
    /// People, an office, a party.
    Speaker,
    /// A medium or a monitor: one who passes on what others say.
    Outlet,
    /// Only a name that nobody knows.
    Name,
    /// "The battalion", "its allies": an article and words that no lexicon knows.
    Someone,
    /// A statement, a video.
    Document,
}

/// A phrase that can name a speaker.
#[derive(Clone, Debug)]
pub(super) struct Voice {
    pub named: Named,
    pub kind: VoiceKind,
    /// First chunk, and first chunk after it.
    pub from: usize,
    pub to: usize,
    /// "The source", "that agency": may point back to a speaker told before.
    pub is_definite: bool,
    /// "Its reporter", "his son": belongs to somebody told before.
    pub is_owned: bool,
    /// Whether a registry name is the head itself ("SANA", not "SANA's correspondent").
    pub is_registry_name: bool,
}

/// Phrases longer than this name nobody.
const LONGEST: usize = 14;

/// The phrases of a sentence, in order, none overlapping another.
pub(super) fn find(view: View<'_>, chunks: &[Chunk]) -> Vec<Voice> {
    let mut voices: Vec<Voice> = Vec::new();
    let mut at = 0;
    while at < chunks.len() {
        let Some(voice) = phrase(view, chunks, at) else {
            at += 1;
            continue;
        };
        at = voice.to;
        match voices.last_mut().filter(|last| speak_together(view, chunks, last, &voice)) {
            Some(last) => {
                last.to = voice.to;
                last.named.to = voice.named.to;
                last.is_definite = false;
            }
            None => voices.push(voice),
        }
    }
    voices
}

/// "Residents and medics said", "according to family and witnesses": two who speak as one.
fn speak_together(view: View<'_>, chunks: &[Chunk], first: &Voice, second: &Voice) -> bool {
    let k = view.source.known;
    if second.from != first.to + 1 || chunks[first.to].class != k.and {
        return false;
    }
    let before = first.from.checked_sub(1).map(|at| chunks[at].class);
    let opens = before.is_none_or(|class| class == k.comma || class == k.quote);
    let after = chunks[second.to..].iter().find(|chunk| ![k.adverb, k.have].contains(&chunk.class));
    let speak = after.is_some_and(|chunk| chunk.class == k.report_verb || chunk.class == k.report_to);
    before.is_some_and(|class| class == k.according || class == k.citing) || opens && speak
}

/// What was seen while walking through a phrase.
#[derive(Default)]
struct Seen {
    /// The last chunk that can be the head.
    head: Option<usize>,
    /// Plain words, things: a head where an article stands before them.
    words: usize,
    places: usize,
}

fn phrase(view: View<'_>, chunks: &[Chunk], start: usize) -> Option<Voice> {
    let k = view.source.known;
    let mut seen = Seen::default();
    let mut at = start;
    // Whether plain words may still come: in front of the head, and behind a possessive.
    let mut open = true;
    while let Some(chunk) = chunks.get(at).filter(|_| at - start < LONGEST) {
        let class = chunk.class;
        let some = class == k.number_bound && view.source.can_be(chunk, k.det);
        if class == k.det || class == k.number || class == k.number_word || some {
            // "That" opens what is said.
            if at > start || view.source.can_be(chunk, k.that) {
                break;
            }
        } else if at > start && edges::opens_with_article(view, chunk) {
            // "... the rubble the monitor added": without its comma, an article opens the phrase that speaks.
            break;
        } else if is_head(view, chunks, at) {
            if class == k.people && at > start && seen.head.is_some() && !is_bare(view, chunk) {
                break;
            }
            seen.head = Some(at);
            open = false;
            if document_of(view, chunks, at).is_some() {
                break;
            }
        } else if class == k.possessive && at > start {
            open = true;
        } else if class == k.place {
            if !open && !leads_to_head(view, chunks, at + 1) {
                break;
            }
            seen.places += 1;
        } else if is_filler(view, chunk) || is_participle(view, chunks, at) {
            if !open && !leads_to_head(view, chunks, at + 1) {
                break;
            }
            seen.words += 1;
        } else {
            break;
        }
        at += 1;
    }
    if let Some(inner) = seen.head.and_then(|head| document_of(view, chunks, head)) {
        return Some(Voice { from: start, ..inner });
    }
    if at == start || seen.head.is_none() && seen.words == 0 {
        return None;
    }
    let kind = kind(view, chunks, start, at, &seen)?;
    // "Nobody in Example denied it": a name behind "in" is a place, known or not.
    let behind = start.checked_sub(1).map(|p| chunks[p].class);
    let placed = behind.is_some_and(|class| class == k.in_ || class == k.near);
    let after = behind.is_some_and(|class| class == k.after);
    if kind == VoiceKind::Name && placed || kind == VoiceKind::Someone && (placed || after) {
        return None;
    }
    let core = at;
    at = attached(view, chunks, start, at, kind);
    named(view, chunks, start, core, at, kind, seen.head)
}

/// "Statement by X", "interviews with X": X speaks.
fn document_of(view: View<'_>, chunks: &[Chunk], head: usize) -> Option<Voice> {
    let k = view.source.known;
    if !view.source.can_be(&chunks[head], k.document) {
        return None;
    }
    let ends_with = view.source.token_can_be(chunks[head].to - 1, k.for_);
    let next = chunks.get(head + 1)?;
    let behind = if ends_with {
        head + 1
    } else if next.class == k.by || next.class == k.near {
        head + 2
    } else {
        return None;
    };
    phrase(view, chunks, behind).filter(|voice| voice.from == behind && voice.kind != VoiceKind::Document)
}

fn kind(view: View<'_>, chunks: &[Chunk], start: usize, end: usize, seen: &Seen) -> Option<VoiceKind> {
    let k = view.source.known;
    let Some(head) = seen.head else {
        let first = &chunks[start];
        let has_article = first.class == k.det
            || first.class == k.number_word
            || view.source.token_can_be(first.from, k.own);
        let possessive = chunks[start..end].iter().any(|chunk| chunk.class == k.possessive);
        let short = end - start <= 5 && end - start > usize::from(!possessive);
        return ((has_article || possessive) && short).then_some(VoiceKind::Someone);
    };
    let chunk = &chunks[head];
    if chunk.class == k.source {
        return Some(match chunk.what {
            What::Source(source, _) if passes_on(view, source) => VoiceKind::Outlet,
            _ if (chunk.from..chunk.to).any(|at| view.source.token_can_be(at, k.media)) => VoiceKind::Outlet,
            _ => VoiceKind::Speaker,
        });
    }
    if chunk.class == k.name || is_surname(view, chunks, head) {
        let spoken = chunks[start..head].iter().any(|chunk| {
            view.source.can_be(chunk, k.speaker) || chunk.class == k.title || chunk.class == k.person
        });
        let medium = chunks[start..head].iter().any(|chunk| view.source.can_be(chunk, k.media));
        return Some(match (medium, spoken) {
            (true, _) => VoiceKind::Outlet,
            (_, true) => VoiceKind::Speaker,
            _ => VoiceKind::Name,
        });
    }
    if view.source.can_be(chunk, k.media) || view.source.token_can_be(chunk.to - 1, k.media) {
        return Some(VoiceKind::Outlet);
    }
    if view.source.can_be(chunk, k.document) {
        // "A Reuters report", "an army statement": whose it is speaks.
        let owner = chunks[start..head].iter().find_map(|chunk| match chunk.what {
            What::Source(source, _) if chunk.class == k.source && passes_on(view, source) => {
                Some(VoiceKind::Outlet)
            }
            What::Source(..) | What::Actor(..) => Some(VoiceKind::Speaker),
            _ => view.source.can_be(chunk, k.speaker).then_some(VoiceKind::Speaker),
        });
        return Some(owner.unwrap_or(VoiceKind::Document));
    }
    Some(VoiceKind::Speaker)
}

/// Whether a source of the registry passes on what others say, as media and monitors do.
fn passes_on(view: View<'_>, source: u32) -> bool {
    let speaks_itself =
        ["government", "military-spokesperson", "un", "international-organisation", "rescue-service"];
    !speaks_itself.contains(&view.source.lexicon.sources[source as usize].kind.as_str())
}

/// Brackets and "of", "for", "in" phrases behind the head.
fn attached(view: View<'_>, chunks: &[Chunk], start: usize, mut at: usize, kind: VoiceKind) -> usize {
    let k = view.source.known;
    for _ in 0..3 {
        let Some(chunk) = chunks.get(at) else { break };
        if chunk.class == k.open {
            let close = chunks[at..].iter().take(6).position(|chunk| chunk.class == k.close);
            let Some(close) = close.filter(|close| !credits_another(chunks, start, at, at + close)) else {
                break;
            };
            at += close + 1;
            continue;
        }
        // "The ministry run by the rebels".
        let by = chunk.class == k.held && chunks.get(at + 1).is_some_and(|next| next.class == k.by);
        if by && kind != VoiceKind::Document {
            let Some(end) = complement(view, chunks, at + 2, true) else { break };
            at = end;
            continue;
        }
        let of =
            chunk.class == k.of || view.source.token_can_be(chunk.from, k.of) && chunk.to - chunk.from == 1;
        let for_ = chunk.to - chunk.from == 1 && view.source.can_be(chunk, k.for_);
        let in_ = chunk.class == k.in_ || chunk.class == k.near;
        let about_it = of || (for_ || in_) && kind != VoiceKind::Outlet && kind != VoiceKind::Document;
        if !about_it {
            break;
        }
        let Some(end) = complement(view, chunks, at + 1, for_) else { break };
        at = end;
    }
    at
}

/// A bracket that holds another source credits it, as datelines do: "ADEN, Yemen (Reuters)".
fn credits_another(chunks: &[Chunk], start: usize, open: usize, close: usize) -> bool {
    let source = |chunk: &Chunk| match chunk.what {
        What::Source(source, _) => Some(source),
        _ => None,
    };
    let own = chunks[start..open].iter().find_map(source);
    chunks[open..close].iter().filter_map(source).any(|other| Some(other) != own)
}

/// The words behind "of" or "in" that belong to the phrase; `None` if none do.
fn complement(view: View<'_>, chunks: &[Chunk], start: usize, needs_head: bool) -> Option<usize> {
    let k = view.source.known;
    let mut at = start;
    let mut words = 0;
    let mut full = false;
    let mut head = false;
    while let Some(chunk) = chunks.get(at).filter(|_| at - start < 7) {
        let class = chunk.class;
        if class == k.det || class == k.number || class == k.number_word {
            if at > start {
                break;
            }
        } else if at > start && edges::opens_with_article(view, chunk) {
            break;
        } else if class == k.people {
            // "Aland police command": people who only say whose command it is.
            if full && !leads_to_head(view, chunks, at + 1) || is_count(view, chunk) {
                break;
            }
            (full, head) = (true, true);
        } else if is_head(view, chunks, at) {
            if view.source.can_be(chunk, k.document) && !head {
                return None;
            }
            (full, head) = (true, true);
        } else if class == k.harm_adj || class == k.harm_people || class == k.those_harmed {
            // "Relatives of the dead".
            (full, head) = (true, true);
        } else if class == k.place || class == k.place_type || class == k.thing || class == k.direction {
            full = true;
        } else if class == k.possessive {
            words = 0;
        } else if is_filler(view, chunk) || chunk.class == k.held && chunk.to - chunk.from == 1 {
            words += 1;
            if words > 2 || full && !leads_to_head(view, chunks, at + 1) {
                break;
            }
        } else if class == k.open && full {
            let close = chunks[at..].iter().take(5).position(|chunk| chunk.class == k.close)?;
            at += close;
        } else {
            break;
        }
        at += 1;
    }
    let any = full || words > 0 && chunks.get(start).is_some_and(|chunk| chunk.class == k.det || words == 1);
    (any && at > start && (head || !needs_head)).then_some(at)
}

/// Whether adjectives and nouns from here lead to a further head: "health | ministry official".
fn leads_to_head(view: View<'_>, chunks: &[Chunk], from: usize) -> bool {
    let k = view.source.known;
    for at in from..(from + 4).min(chunks.len()) {
        if is_head(view, chunks, at) {
            return chunks[at].class != k.people && chunks[at].class != k.actor;
        }
        let passes = is_filler(view, &chunks[at]) || chunks[at].class == k.place;
        if !passes {
            return false;
        }
    }
    false
}

/// Whether a chunk can be the head of a phrase that names a speaker.
fn is_head(view: View<'_>, chunks: &[Chunk], at: usize) -> bool {
    let k = view.source.known;
    let chunk = &chunks[at];
    let class = chunk.class;
    let plain: [ClassId; 6] = [k.speaker, k.person, k.source, k.name, k.title, k.media];
    plain.contains(&class)
        || class == k.actor && matches!(chunk.what, What::Actor(..))
        || class == k.people && !counts(view, chunk)
        || class == k.document
        || class == k.word && view.source.can_be(chunk, k.document)
        || class == k.family
        || [k.group_modifier, k.audience, k.thing, k.place_type].contains(&class)
            && (view.source.can_be(chunk, k.speaker) || view.source.can_be(chunk, k.media))
            && !leads_to_head(view, chunks, at + 1)
        || is_surname(view, chunks, at)
        || class == k.report_verb && view.source.can_be(chunk, k.speaker) && is_noun(view, chunks, at)
}

/// A capitalised word that no lexicon knows, right in front of a verb of speech: "Example told".
fn is_surname(view: View<'_>, chunks: &[Chunk], at: usize) -> bool {
    let k = view.source.known;
    let chunk = &chunks[at];
    let next = chunks[at + 1..].iter().find(|chunk| chunk.class != k.have && chunk.class != k.adverb);
    chunk.class == k.word
        && chunk.words.is_empty()
        && chunk.what == What::Plain
        && view.source.segmented.tokens[chunk.from].case == Case::Title
        && next.is_some_and(|next| next.class == k.report_verb || next.class == k.report_to)
}

/// "Reports said", "unconfirmed reports": a noun, where "she reports" is a verb.
fn is_noun(view: View<'_>, chunks: &[Chunk], at: usize) -> bool {
    let k = view.source.known;
    let next = chunks[at + 1..].iter().find(|chunk| chunk.class != k.have && chunk.class != k.adverb);
    let spoken = next.is_some_and(|chunk| [k.report_verb, k.quoted_by, k.report_to].contains(&chunk.class));
    let before = at.checked_sub(1).map(|p| chunks[p].class);
    spoken || before.is_some_and(|class| [k.citing, k.according, k.det].contains(&class))
}

/// Words that may stand inside a phrase and name nobody by themselves.
fn is_filler(view: View<'_>, chunk: &Chunk) -> bool {
    let k = view.source.known;
    let classes: [ClassId; 6] = [k.group_modifier, k.direction, k.thing, k.place_type, k.group, k.audience];
    let text = view.source.chunk_text(chunk);
    classes.contains(&chunk.class)
        || chunk.class == k.word
            && chunk.to - chunk.from == 1
            && text.len() > 1
            && !text.ends_with("ly")
            && (text.contains('-') || !text.ends_with("ed"))
}

/// "A leaked memo", "the retired general".
fn is_participle(view: View<'_>, chunks: &[Chunk], at: usize) -> bool {
    let k = view.source.known;
    let before = at.checked_sub(1).map(|p| chunks[p].class);
    chunks[at].class == k.word && before.is_some_and(|class| class == k.det)
}

/// "More than 500", "14 dead": a count and no speaker; "a nurse", "two officers" may be one.
fn counts(view: View<'_>, chunk: &Chunk) -> bool {
    let What::People(group) = chunk.what else { return false };
    let first = view.marks.groups.get(group as usize).and_then(|group| group.members.first());
    first.is_some_and(|(figure, _)| {
        let mark = &view.marks.figures[*figure as usize];
        matches!(mark.told, Told::NumberOnly | Told::Unknown) || mark.harm.is_some()
    })
}

/// A number alone, whoever it counts.
pub(super) fn is_count(view: View<'_>, chunk: &Chunk) -> bool {
    let What::People(group) = chunk.what else { return false };
    let first = view.marks.groups.get(group as usize).and_then(|group| group.members.first());
    first.is_some_and(|(figure, _)| {
        matches!(view.marks.figures[*figure as usize].told, Told::NumberOnly | Told::Unknown | Told::Counted)
    })
}

fn is_bare(view: View<'_>, chunk: &Chunk) -> bool {
    let What::People(group) = chunk.what else { return false };
    let first = view.marks.groups.get(group as usize).and_then(|group| group.members.first());
    first.is_some_and(|(figure, _)| view.marks.figures[*figure as usize].told == Told::Bare)
}

fn named(
    view: View<'_>,
    chunks: &[Chunk],
    start: usize,
    core: usize,
    end: usize,
    kind: VoiceKind,
    head: Option<usize>,
) -> Option<Voice> {
    let k = view.source.known;
    let inner = &chunks[start..end];
    let before = start.checked_sub(1).map(|p| &chunks[p]);
    // "Nobody", "no group": nobody speaks.
    if before.is_some_and(|chunk| view.source.can_be(chunk, k.no))
        || inner.first().is_some_and(|chunk| view.source.can_be(chunk, k.no))
    {
        return None;
    }
    let source = inner.iter().find_map(|chunk| match chunk.what {
        What::Source(source, _) if chunk.class == k.source => Some(source),
        _ => None,
    });
    let actor = inner.iter().find_map(|chunk| match chunk.what {
        What::Actor(actor, _) if chunk.class == k.actor => Some(actor),
        _ => None,
    });
    let has_name = inner.iter().any(|chunk| chunk.class == k.name || chunk.class == k.title);
    let generic_word = inner
        .iter()
        .filter_map(|chunk| view.source.reading(chunk, k.speaker))
        .any(|word| word.generic == Some(Generic::Generic));
    let generic = if source.is_none() && !has_name && (generic_word || actor.is_none()) {
        Generic::Generic
    } else {
        Generic::Specific
    };
    let (from, to) = edges::one_who_speaks(view, chunks, start, end);
    let is_owned = view.source.token_can_be(from, k.own);
    let is_definite = view.source.token_can_be(from, k.definite)
        && to - from <= 3
        && source.is_none()
        && actor.is_none()
        && !has_name
        && core == end;
    let is_registry_name = head.is_some_and(|head| {
        // "SOHR activists" may be a name of the registry; activists speak all the same.
        let last = chunks[head].to - 1;
        let person = view.source.token_can_be(last, k.speaker) && !view.source.token_can_be(last, k.media);
        chunks[head].class == k.source && !person
    });
    Some(Voice {
        named: Named { from, to, actor, source, generic },
        kind,
        from: start,
        to: end,
        is_definite,
        is_owned,
        is_registry_name,
    })
}
