//! How a sentence stands to what it tells: denied or acknowledged, come to pass or planned, firm or hedged.
//!
//! Patterns of layer `stance` find a cue ("denied", "plans to", "foiled") and the chunks it reaches. What a clause tells
//! has the standing of the word that reports it, so a plan beside a deed leaves the deed alone, and words that only look
//! like a denial ("nobody denies") take the cue before a denial can.

use std::ops::Range;

use recount_lexicon::ClassId;
use recount_lexicon::entry::ActorEntry;
use recount_lexicon::pattern::fitting;
use recount_model::{Certainty, Occupation, Polarity};

use super::Context;
use super::happening::{Age, Named, Opening, Total};
use crate::mark::chunk::Source;
use crate::mark::{Chunk, Known, MarkedSentence, What};

/// Layer of the patterns that decide.
pub const LAYER: &str = "stance";

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

/// What a pattern says of the chunks it reaches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Outcome {
    /// The cue does not mean what it could: nobody denies, nothing was planned.
    Nothing,
    /// Somebody denies it.
    Denied,
    /// A negated verb: a denial where somebody speaks.
    Negated,
    /// Taken back by whoever told it.
    Retracted,
    /// The accused side accepts it.
    Acknowledged,
    /// Speakers tell of their own deed.
    OwnDeed,
    /// Acknowledged by whoever says sorry, whoever else the words name.
    Apologised,
    /// It did not come to pass, or is no single happening.
    Real(Reality),
    /// As sure as the cue's entry says.
    Hedged(Certainty),
}

impl Outcome {
    fn of(source: &Source<'_>, yields: Option<&str>, cue: &Chunk) -> Option<Self> {
        Some(match yields? {
            "affirmed" => Self::Nothing,
            "denied" => Self::Denied,
            "negated" => Self::Negated,
            "retracted" => Self::Retracted,
            "acknowledged" => Self::Acknowledged,
            "own-deed" => Self::OwnDeed,
            "apologised" => Self::Apologised,
            "planned" => Self::Real(Reality::Planned),
            "prevented" => Self::Real(Reality::Prevented),
            "habitual" => Self::Real(Reality::Habitual),
            "judged" => Self::Real(Reality::Judged),
            "hedged" => Self::Hedged(cue.words.iter().filter_map(|word| source.word(*word).certainty).max()?),
            _ => return None,
        })
    }
}

/// One pattern's find.
#[derive(Clone, Debug)]
struct Reach {
    outcome: Outcome,
    /// Chunk that decided.
    cue: usize,
    /// Chunks it stands over; the whole sentence where the pattern names none.
    scopes: Vec<Range<usize>>,
    because: String,
}

impl Reach {
    fn covers(&self, chunk: usize) -> bool {
        self.scopes.is_empty() || self.scopes.iter().any(|scope| scope.contains(&chunk))
    }
}

/// What the stance patterns found in a sentence.
#[derive(Clone, Debug, Default)]
pub struct Stances {
    reaches: Vec<Reach>,
}

/// How one chunk stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standing {
    /// Affirmed, denied, acknowledged.
    pub polarity: Polarity,
    /// Whether a mere negation or "we did it" decided, which need a speaker.
    pub needs: Needs,
    /// Whether it came to pass.
    pub reality: Reality,
    /// Stated, reported, possible.
    pub certainty: Certainty,
    /// Patterns that decided.
    pub because: Vec<String>,
}

impl Default for Standing {
    fn default() -> Self {
        Self {
            polarity: Polarity::Affirmed,
            needs: Needs::Nothing,
            reality: Reality::Happened,
            certainty: Certainty::Stated,
            because: Vec::new(),
        }
    }
}

/// What a polarity needs besides its words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Needs {
    /// Nothing: the words name the denial or admission.
    Nothing,
    /// Somebody who speaks.
    Speaker,
    /// A speaker who may have done it.
    Doer,
    /// A speaker who is a party: nobody says sorry for what others did.
    Party,
}

impl Stances {
    /// How a chunk stands; of patterns that disagree the first of the file counts.
    pub fn standing(&self, chunk: usize) -> Standing {
        let mut standing = Standing::default();
        for reach in self.reaches.iter().filter(|reach| reach.covers(chunk)) {
            let (polarity, needs) = match reach.outcome {
                Outcome::Nothing => continue,
                Outcome::Denied | Outcome::Retracted => (Polarity::Denied, Needs::Nothing),
                Outcome::Negated => (Polarity::Denied, Needs::Speaker),
                Outcome::Acknowledged => (Polarity::Acknowledged, Needs::Nothing),
                Outcome::OwnDeed => (Polarity::Acknowledged, Needs::Doer),
                Outcome::Apologised => (Polarity::Acknowledged, Needs::Party),
                Outcome::Real(reality) => {
                    if standing.reality == Reality::Happened {
                        standing.reality = reality;
                        standing.because.push(reach.because.clone());
                    }
                    continue;
                }
                Outcome::Hedged(certainty) => {
                    if certainty > standing.certainty {
                        standing.certainty = certainty;
                        standing.because.push(reach.because.clone());
                    }
                    continue;
                }
            };
            if standing.polarity == Polarity::Affirmed {
                (standing.polarity, standing.needs) = (polarity, needs);
                standing.because.push(reach.because.clone());
            }
        }
        standing
    }

    /// Cues that a pattern bound.
    pub fn cues_of<'s>(&'s self, pattern: &'s str) -> impl Iterator<Item = usize> + 's {
        self.reaches.iter().filter(move |reach| reach.because == pattern).map(|reach| reach.cue)
    }

    /// Whether what a chunk reports is only planned, or was prevented.
    pub fn is_unreal(&self, chunk: usize) -> bool {
        self.reaches.iter().any(|reach| {
            matches!(reach.outcome, Outcome::Real(Reality::Planned | Reality::Prevented))
                && reach.covers(chunk)
        })
    }
}

/// Runs the stance patterns over a sentence. A cue that an earlier pattern has bound is not bound again.
pub fn read(source: &Source<'_>, sentence: &MarkedSentence) -> Stances {
    let row = row(source, &sentence.chunks);
    let mut stances = Stances::default();
    let mut taken: Vec<usize> = Vec::new();
    let patterns = source.lexicon.patterns.get(LAYER).map_or(&[][..], Vec::as_slice);
    for pattern in fitting(patterns, &row) {
        for found in pattern.find_all(&row) {
            let Some((cue, _)) = pattern.capture(&found, "cue") else { continue };
            let outcome = Outcome::of(source, pattern.yields.as_deref(), &sentence.chunks[cue]);
            let Some(outcome) = outcome.filter(|_| !taken.contains(&cue)) else { continue };
            taken.push(cue);
            let scopes = pattern.captures(&found, "scope").collect();
            stances.reaches.push(Reach { outcome, cue, scopes, because: pattern.id.clone() });
        }
    }
    stances
}

/// The class string of layer `stance`: words have the class their entry gives for it, and people who are somebody's
/// own ("its fighters") a class of theirs.
fn row(source: &Source<'_>, chunks: &[Chunk]) -> Vec<u8> {
    let class = |chunk: &Chunk| -> ClassId {
        match chunk.what {
            What::Plain => {
                chunk.words.iter().find_map(|word| source.word(*word).stance).unwrap_or(chunk.class)
            }
            What::People(_)
                if (chunk.from..chunk.to).any(|token| source.token_can_be(token, source.known.own)) =>
            {
                source.known.own_people
            }
            _ => chunk.class,
        }
    };
    chunks.iter().map(|chunk| class(chunk).0).collect()
}

/// What the words of a clause say besides: a total, an old story, a further happening.
#[derive(Clone, Debug)]
pub struct Setting {
    /// One happening or a total.
    pub total: Total,
    /// Called old.
    pub age: Age,
    /// Opens a further happening.
    pub opening: Opening,
    /// Entries that decided.
    pub because: Vec<String>,
}

/// Reads the setting of a clause.
pub fn setting(context: &Context<'_>, clause: &MarkedSentence) -> Setting {
    let k: &Known = context.known();
    let mut setting =
        Setting { total: Total::Single, age: Age::Fresh, opening: Opening::None, because: Vec::new() };
    for (at, chunk) in clause.chunks.iter().enumerate() {
        if chunk.class == k.aggregate {
            setting.total = Total::Aggregate;
        } else if chunk.class == k.earlier {
            setting.age = Age::Old;
        } else if chunk.class == k.discourse && at <= 2 {
            setting.opening = Opening::Further;
        } else {
            continue;
        }
        setting.because.extend(chunk.words.first().map(|word| context.source.word(*word).id.clone()));
    }
    setting
}

/// Whether a speaker can be the one who did it, so that saying so acknowledges it.
///
/// A bystander's words ("the governor admitted that rebels had killed five") stay an assertion about others.
pub fn may_acknowledge(
    context: &Context<'_>,
    speaker: Option<&Named>,
    alleged: &[Named],
    needs: Needs,
) -> bool {
    let lexicon = context.source.lexicon;
    let Some(speaker) = speaker else {
        return needs != Needs::Speaker;
    };
    // "Its fighters": the speaker's own.
    let is_own = |named: &&Named| {
        (named.from.saturating_sub(1)..named.to)
            .any(|token| context.source.token_can_be(token, context.known().own))
    };
    if alleged.iter().any(|named| is_own(&named)) {
        return true;
    }
    let party = speaker.actor.map(|actor| lexicon.actors[actor as usize].id.as_str()).or_else(|| {
        speaker.source.and_then(|source| lexicon.sources[source as usize].affiliation.as_deref())
    });
    let onlooker = speaker.source.is_some() && party.is_none();
    let bystander =
        onlooker || party.and_then(|id| lexicon.actor(id)).is_some_and(|actor| is_bystander(&actor.kind));
    if bystander || needs == Needs::Doer && party.is_none() && speaks_in_general(context, speaker) {
        return false;
    }
    if needs == Needs::Party && party.is_some() {
        return true;
    }
    let doers = || alleged.iter().filter_map(|named| named.actor).map(|at| &lexicon.actors[at as usize]);
    match party {
        _ if doers().next().is_none() => true,
        Some(party) => {
            doers().any(|doer| lexicon.belongs_to(&doer.id, party) || lexicon.belongs_to(party, &doer.id))
        }
        None => !(holds_office(context, speaker) && doers().all(is_armed_group)),
    }
}

/// A group that holds no office, named or not.
fn is_armed_group(actor: &ActorEntry) -> bool {
    actor.kind == "armed-group" || actor.id == "unnamed.armed-group"
}

fn is_bystander(kind: &str) -> bool {
    matches!(kind, "international-organisation" | "monitor")
}

/// "Witnesses", "activists": nobody who could have done it.
fn speaks_in_general(context: &Context<'_>, speaker: &Named) -> bool {
    let source = &context.source;
    (speaker.from..speaker.to).any(|token| {
        let number = source.segmented.numbers.get(token).copied().unwrap_or(0);
        let word = source.lexicon.entry_of_word(number, source.known.speaker);
        word.is_some_and(|word| word.generic == Some(recount_model::Generic::Generic))
    })
}

/// "The governor", "the minister".
fn holds_office(context: &Context<'_>, speaker: &Named) -> bool {
    let source = &context.source;
    (speaker.from..speaker.to).any(|token| {
        let number = source.segmented.numbers.get(token).copied().unwrap_or(0);
        let word = source.lexicon.entry_of_word(number, source.known.group);
        word.is_some_and(|word| word.occupation == Some(Occupation::Official))
            || source.token_can_be(token, source.known.speaker)
    })
}
