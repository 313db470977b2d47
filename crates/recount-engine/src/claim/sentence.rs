//! Reads what one sentence tells: at most one happening per clause that reports one.

use recount_model::{Harm, Kind, Polarity};

use super::clauses::{self, clauses};
use super::happening::{
    DraftWeapon, Happening, KindBasis, Named, Opening, Reference, Total, Triggered, WhenOf,
};
use super::speaker::{Floor, Spoken};
use super::stance::{Needs, Reality, Stances, Standing};
use super::{Context, agent, concrete, harm, kind, parallel, scene, speaker, stance, when};
use crate::mark::{Chunk, MarkedSentence, What};
use crate::segment::Line;

/// Reads a sentence and adds what it tells.
///
/// Returns who speaks in it.
pub fn read(context: &Context<'_>, at: usize, floor: &mut Floor, out: &mut Vec<Happening>) -> Spoken {
    let sentence = &context.marks.sentences[at];
    if sentence.sentence.line == Line::Credit {
        return Spoken::default();
    }
    let spoken = speaker::read(context, sentence, floor);
    // "Country airstrikes": a tag over links, no headline.
    if sentence.sentence.line == Line::Heading
        && sentence.sentence.to - sentence.sentence.from < SHORTEST_HEADLINE
    {
        return spoken;
    }
    let stances = stance::read(&context.source, sentence);
    if is_question(context, sentence) {
        return spoken;
    }
    let clauses = clauses(context, sentence);
    let mut told: Vec<Happening> = Vec::new();
    for (from, to) in &clauses {
        let clause =
            MarkedSentence { sentence: sentence.sentence, chunks: sentence.chunks[*from..*to].to_vec() };
        if let Some(happening) = clause_tells(context, at, &clause, &spoken, &stances, *from) {
            told.push(happening);
        }
    }
    if told.len() > 1 {
        // What a later clause leaves out it shares with the one before: "..., while others shelled the port".
        for at in 1..told.len() {
            told[at].when = told[at].when.or(told[at - 1].when);
        }
    }
    let stands_apart = clauses.iter().any(|(from, _)| clauses::is_apart(context, &sentence.chunks, from + 1));
    if clauses.len() > 1 && told.len() < 2 && !stands_apart {
        // One clause tells it all; the rest of the sentence adds its places, times and numbers.
        told.clear();
        if let Some(happening) = clause_tells(context, at, sentence, &spoken, &stances, 0) {
            told.push(happening);
        }
    }
    if told.len() == 1 {
        parallel::split(context, sentence, &mut told);
    }
    out.extend(told);
    spoken
}

/// A line of fewer words names a topic.
const SHORTEST_HEADLINE: usize = 3;

fn is_question(context: &Context<'_>, sentence: &MarkedSentence) -> bool {
    sentence.chunks.last().is_some_and(|chunk| context.source.chunk_text(chunk) == "?")
}

fn clause_tells(
    context: &Context<'_>,
    at: usize,
    clause: &MarkedSentence,
    said: &Spoken,
    stances: &Stances,
    offset: usize,
) -> Option<Happening> {
    let classes = clause.classes();
    let spoken: Vec<usize> = said
        .chunks
        .iter()
        .filter_map(|chunk| chunk.checked_sub(offset))
        .filter(|c| *c < clause.chunks.len())
        .collect();
    let weapons = weapons(context, clause);
    let Tells { mut bound, reading, core, standing } =
        tells(context, clause, &classes, &weapons, &spoken, |chunk| {
            (stances.standing(offset + chunk), stances.is_unreal(offset + chunk))
        });
    if is_idle(context, clause, &bound, &reading, &standing) {
        return None;
    }
    let speech = said.at(offset + core.unwrap_or(0));
    // "..., a senior official said": who speaks stands behind the dead like one more of them.
    bound.figures.retain(|figure| {
        let mark = &context.marks.figures[figure.mark as usize];
        // A speaker may run on into what is said; only one that begins with the person is that person.
        !speech.chain.iter().any(|speaker| mark.from <= speaker.from + 1 && mark.to > speaker.from)
    });
    let setting = stance::setting(context, clause);
    let mut because = reading.because.clone();
    because.extend(bound.figures.iter().map(|figure| figure.because.clone()));
    let party = speech.chain.last().filter(|speaker| speaks_for_party(context, speaker)).cloned();
    let mut alleged: Vec<Named> = {
        let mut ids = Vec::new();
        let speakers: Vec<(usize, usize)> = speech.chain.iter().map(|named| (named.from, named.to)).collect();
        let mut alleged = agent::alleged(context, clause, &classes, &mut ids);
        // A speaker is never the doer by default.
        alleged.retain(|named| !speakers.iter().any(|(from, to)| *from <= named.from && named.to <= *to));
        because.extend(ids);
        if reading.kind == Kind::Interception {
            agent::keep_interceptors(context, clause, &mut alleged);
        }
        let own_deed = if alleged.is_empty() { agent::own_deed(context, clause) } else { None };
        if let (Some(deed), Some(speaker)) = (own_deed, &party) {
            alleged.push(match deed {
                agent::OwnDeed::Speaker => speaker.clone(),
                agent::OwnDeed::Owned(from, to) => Named { from, to, ..speaker.clone() },
            });
            because.push("engine.agent.own-deed".into());
        }
        alleged
    };
    // "Gunmen killed nine people in X": fighters on foot, where nothing says how.
    let on_foot = reading.kind == Kind::Other
        && reading.basis == KindBasis::None
        && bound.figures.iter().any(|figure| figure.harm == Harm::Killed)
        && agent::are_fighters(context, clause, &alleged);
    let kind = if on_foot { Kind::GroundAttack } else { reading.kind };
    let speaker = speech.chain.last();
    // "... in response to rocket fire on X a day earlier": what others did before is no deed of those who speak.
    let others_deed = offset > 0
        && (clause.chunks.first().is_some_and(|chunk| chunk.class == context.known().response)
            || clauses::is_apart(context, &clause.chunks, 1));
    let polarity = match standing.polarity {
        Polarity::Acknowledged if others_deed => Polarity::Affirmed,
        Polarity::Acknowledged if !stance::may_acknowledge(context, speaker, &alleged, standing.needs) => {
            Polarity::Affirmed
        }
        polarity => polarity,
    };
    // "X claimed responsibility for the attack": a party that owns up did it, though it speaks.
    if let Some(speaker) = party.filter(|_| polarity == Polarity::Acknowledged && alleged.is_empty()) {
        alleged.push(speaker);
        because.push("engine.agent.own-deed".into());
    }
    let stands = polarity != Polarity::Affirmed
        && (standing.needs == Needs::Nothing || speaker.is_some() || is_spoken(context, clause));
    let targets = agent::targets(context, clause, &spoken);
    let scene::Scene { places, beside } =
        scene::of_clause(context, clause, &spoken, dateline_end(context, clause));
    let located = !places.is_empty() || !beside.is_empty();
    let (when, when_of) = when::of_clause(context, clause);
    // "The shelling forced 300 families to flee": counted, wherever it was.
    let drove_out = bound.figures.iter().any(|figure| {
        let amount = context.marks.figures[figure.mark as usize].amount;
        figure.harm == Harm::Displaced && amount.low.or(amount.high).is_some_and(|n| n > 1)
    });
    let killed_or_hurt = bound.figures.iter().any(|figure| !matches!(figure.harm, Harm::Displaced));
    let counted = bound.figures.iter().any(|figure| {
        context.marks.figures[figure.mark as usize].amount.low.is_some()
            || context.marks.figures[figure.mark as usize].amount.high.is_some()
    });

    let counts_a_war = bound.figures.iter().any(|figure| {
        let low = context.marks.figures[figure.mark as usize].amount.low;
        matches!(figure.harm, Harm::Killed | Harm::Casualties) && low.is_some_and(|low| low >= TOLL_OF_A_WAR)
    });

    let k = context.known();
    // "The rebels blamed the army": who did what was told before.
    let accuses = !alleged.is_empty()
        && clause.chunks.iter().any(|chunk| chunk.class == k.accuse || chunk.class == k.blamed_on);
    // "Two shells fell on the street": a weapon that comes down is told as a fact.
    let strikes = reading.basis >= KindBasis::Weapon
        && clause.chunks.windows(2).any(|pair| pair[0].class == k.weapon && pair[1].class == k.trigger_verb);
    // "..., and our air defences intercepted the missiles": what a clause tells of the attack beside it.
    let meets = reading.kind == Kind::Interception
        && reading.basis == KindBasis::Named
        && clause.chunks.len() < context.marks.sentences[at].chunks.len()
        && clause.chunks.iter().any(|chunk| context.source.can_be(chunk, k.air_defence));
    // "Fighting in Aland" is no happening; one in a town, of a day or by somebody is.
    let has_scene = concrete::is_local(context, &places)
        || concrete::is_local(context, &beside)
        || located
            && (when.is_some()
                || !alleged.is_empty()
                || !targets.is_empty()
                || !weapons.is_empty()
                || reading.kind != Kind::Clash && points_back(context, clause, reading.trigger));
    let eligible = match reading.triggered {
        // A denial or admission is a claim even where it names neither place nor day.
        _ if stands || meets || drove_out => true,
        Triggered::Yes => {
            killed_or_hurt
                || has_scene
                || !alleged.is_empty() && (!targets.is_empty() || !weapons.is_empty() || when.is_some())
                || when.is_some() && reading.basis >= KindBasis::Weapon
                || !alleged.is_empty() && !speech.chain.is_empty() && reading.basis >= KindBasis::Weapon
                || !alleged.is_empty() && reading.basis == KindBasis::Named
        }
        Triggered::Weakly => {
            killed_or_hurt
                || reading.basis >= KindBasis::Weapon
                    && (located || !alleged.is_empty() && !targets.is_empty())
                || !alleged.is_empty() && located && reading.kind != Kind::Other
        }
        Triggered::No => {
            counted || killed_or_hurt && !bound.figures.is_empty() || accuses && !speech.chain.is_empty()
        }
    } || strikes && (when.is_some() || located || !targets.is_empty());
    let total = if is_table_line(context, clause, reading.trigger)
        || counted && when::spans_long(context, clause)
        || counts_a_war
    {
        Total::Aggregate
    } else {
        setting.total
    };
    if !eligible || !came_to_pass(standing.reality, killed_or_hurt && counted) {
        return None;
    }
    because.extend(standing.because.iter().chain(&setting.because).cloned());
    because.extend(speech.because.iter().cloned());
    let weight = 4 * bound.figures.len() as i32
        + 2 * i32::from(located)
        + i32::from(!alleged.is_empty())
        + i32::from(when.is_some() && when_of == WhenOf::Happening)
        + weapons.len().min(2) as i32
        + i32::from(reading.triggered == Triggered::Yes)
        - 3 * i32::from(clause.sentence.line == Line::Heading);
    let another = is_another(context, clause, reading.trigger);
    let reference = if points_back(context, clause, reading.trigger)
        || reading.trigger.is_none() && names_told_deed(context, clause)
    {
        Reference::Back
    } else {
        Reference::New
    };
    Some(Happening {
        sentence: at,
        kind,
        kind_basis: reading.basis,
        triggered: reading.triggered,
        update: bound.update.and_then(|chunk| figure_at(context, clause, chunk)),
        figures: bound.figures,
        alleged,
        weapons,
        targets,
        places,
        beside,
        when,
        when_of,
        speakers: speech.chain.clone(),
        polarity,
        certainty: standing.certainty,
        total,
        reference,
        opening: if another { Opening::Further } else { setting.opening },
        is_another: another,
        age: setting.age,
        because,
        weight,
    })
}

/// Whether nothing in a clause could make it a claim; most clauses of most reports are read no further.
fn is_idle(
    context: &Context<'_>,
    clause: &MarkedSentence,
    bound: &harm::Bound,
    reading: &kind::KindReading,
    standing: &Standing,
) -> bool {
    let k = context.known();
    reading.triggered == Triggered::No
        && reading.kind != Kind::Interception
        && bound.figures.is_empty()
        && standing.polarity == Polarity::Affirmed
        && !clause.chunks.iter().any(|chunk| [k.accuse, k.blamed_on, k.trigger_verb].contains(&chunk.class))
}

/// Whether a verb of speech stands in a clause, even if nobody known speaks.
fn is_spoken(context: &Context<'_>, clause: &MarkedSentence) -> bool {
    let k = context.known();
    clause.chunks.iter().any(|chunk| chunk.class == k.report_verb || chunk.class == k.according)
}

/// What a clause tells, and how the word that tells it stands.
struct Tells {
    bound: harm::Bound,
    reading: kind::KindReading,
    /// Chunk of the word that decides how it stands.
    core: Option<usize>,
    standing: Standing,
}

/// Reads harms and kind from the words that stand alike.
///
/// Words of attack that are only planned or were prevented are left out; so is what is denied beside a deed that is
/// not. Numbers of dead decide before a word of attack does.
fn tells(
    context: &Context<'_>,
    clause: &MarkedSentence,
    classes: &[u8],
    weapons: &[DraftWeapon],
    spoken: &[usize],
    stands: impl Fn(usize) -> (Standing, bool),
) -> Tells {
    let k = context.known();
    let standings: Vec<(Standing, bool)> = (0..clause.chunks.len()).map(stands).collect();
    let mut left_out: Vec<usize> = (0..standings.len()).filter(|at| standings[*at].1).collect();
    left_out.extend(concrete::describing(context, clause));
    loop {
        let ignored: Vec<usize> = spoken.iter().chain(&left_out).copied().collect();
        let bound = harm::bind(context, clause, classes, &left_out);
        let reading = kind::read(context, clause, weapons, &ignored);
        let harm_words =
            [k.harm_ed, k.harm_ing, k.harm_base, k.harm_noun, k.harm_intr, k.harm_adj, k.harm_count];
        let unbound = || {
            (0..standings.len())
                .find(|at| !ignored.contains(at) && harm_words.contains(&clause.chunks[*at].class))
        };
        let main = bound.harm_chunks.iter().min().copied().or(reading.trigger).or_else(unbound);
        let Some(main) = main else {
            return Tells { bound, reading, core: None, standing: Standing::default() };
        };
        let denied = |at: usize| standings[at].0.polarity == Polarity::Denied;
        let others: Vec<usize> =
            (0..standings.len()).filter(|at| denied(*at) != denied(main) && !left_out.contains(at)).collect();
        if others.is_empty() {
            return Tells { bound, reading, core: Some(main), standing: standings[main].0.clone() };
        }
        left_out.extend(others);
    }
}

fn figure_at(context: &Context<'_>, clause: &MarkedSentence, chunk: usize) -> Option<u32> {
    match clause.chunks.get(chunk)?.what {
        What::People(group) => {
            context.marks.groups.get(group as usize)?.members.first().map(|(figure, _)| *figure)
        }
        _ => None,
    }
}

/// A plan, a threat or a habit is no claim that something happened; numbers of dead make it one all the same.
fn came_to_pass(reality: Reality, counted_harm: bool) -> bool {
    match reality {
        Reality::Happened => true,
        // "Failed to prevent an attack that killed four": what was to be prevented took lives.
        Reality::Habitual | Reality::Judged | Reality::Prevented => counted_harm,
        Reality::Planned => false,
    }
}

/// Weapons of a clause, in order, each concept once.
fn weapons(context: &Context<'_>, clause: &MarkedSentence) -> Vec<DraftWeapon> {
    let k = context.known();
    let mut out: Vec<DraftWeapon> = Vec::new();
    // "Did not bomb": a verb here, whatever else the word may be.
    for chunk in clause.chunks.iter().filter(|chunk| chunk.class != k.trigger_verb) {
        let aircraft = || context.source.reading(chunk, k.aircraft).filter(|word| word.weapon.is_some());
        let word = context.source.reading(chunk, k.weapon).or_else(aircraft);
        let reading = word.map(|word| (word.weapon.clone(), word.kind.filter(|_| chunk.class != k.aircraft)));
        let Some((concept, kind)) = reading.or_else(|| inside_trigger(context, chunk)) else { continue };
        let known = out.iter().any(|weapon| weapon.concept == concept && concept.is_some());
        if !known {
            out.push(DraftWeapon { from: chunk.from, to: chunk.to, concept, kind });
        }
    }
    out
}

/// "drone strike", "missile attack": the word of attack names its weapon.
fn inside_trigger(context: &Context<'_>, chunk: &Chunk) -> Option<(Option<String>, Option<Kind>)> {
    if chunk.class != context.known().trigger_noun || chunk.to - chunk.from < 2 {
        return None;
    }
    let number = context.source.segmented.numbers[chunk.from];
    let k = context.known();
    let word = context.source.lexicon.entry_of_word(number, k.weapon);
    let word = word.or_else(|| {
        context.source.lexicon.entry_of_word(number, k.aircraft).filter(|word| word.weapon.is_some())
    })?;
    Some((word.weapon.clone(), word.kind.filter(|_| word.class == k.weapon)))
}

/// Chunks that stand before the dash of a dateline: "HASAKAH, Example (Agency) –".
pub(super) fn dateline_end(context: &Context<'_>, clause: &MarkedSentence) -> usize {
    let k = context.known();
    let head = clause.chunks.iter().take(12);
    let dash = head.enumerate().find(|(at, chunk)| *at > 0 && chunk.class == k.dash);
    let Some((dash, _)) = dash else { return 0 };
    let before = &clause.chunks[..dash];
    let plain = before.iter().all(|chunk| {
        let of_agency = [k.source, k.media, k.name, k.actor, k.word];
        let of_line = [k.place, k.comma, k.open, k.close, k.when, k.stop, k.number];
        of_agency.contains(&chunk.class) || of_line.contains(&chunk.class)
    });
    if plain { dash } else { 0 }
}

/// No single happening kills so many: the number is the toll of a war.
const TOLL_OF_A_WAR: u32 = 10_000;

/// From this many attacks on a headline adds happenings up.
const MANY_ATTACKS: u64 = 3;

/// A line of a list that counts attacks: "• May: four attacks left nine dead".
fn is_table_line(context: &Context<'_>, clause: &MarkedSentence, trigger: Option<usize>) -> bool {
    let k = context.known();
    let bullet = clause
        .chunks
        .first()
        .is_some_and(|chunk| matches!(context.source.chunk_text(chunk), "•" | "*" | "-" | "–" | "·"));
    let number = trigger.and_then(|trigger| trigger.checked_sub(1)).map(|before| &clause.chunks[before]);
    let counted = number.is_some_and(|chunk| [k.number, k.number_word].contains(&chunk.class));
    // "Three strikes, more than 250 dead" over a text is a total; "two strikes" is often one attack.
    let many = number.is_some_and(|chunk| {
        let value = context.source.reading(chunk, k.number_word).and_then(|word| word.value);
        value
            .or_else(|| context.source.chunk_text(chunk).parse().ok())
            .is_some_and(|value| value >= MANY_ATTACKS)
    });
    bullet && (counted || trigger.is_none()) || clause.sentence.line == Line::Heading && many
}

/// Whether a speaker is a party or an office that speaks for one.
fn speaks_for_party(context: &Context<'_>, speaker: &Named) -> bool {
    let lexicon = context.source.lexicon;
    let office = speaker.source.is_some_and(|source| {
        let entry = &lexicon.sources[source as usize];
        entry.affiliation.is_some() && matches!(entry.kind.as_str(), "military-spokesperson" | "government")
    });
    speaker.actor.is_some() || office
}

/// "Another strike", "a second raid" open a further happening.
fn is_another(context: &Context<'_>, clause: &MarkedSentence, trigger: Option<usize>) -> bool {
    let k = context.known();
    let Some(trigger) = trigger else { return false };
    clause.chunks[trigger.saturating_sub(4)..trigger]
        .iter()
        .any(|chunk| chunk.class == k.number_another || context.source.can_be(chunk, k.number_another))
}

/// "One man was killed in the operation": the deed was told before.
fn names_told_deed(context: &Context<'_>, clause: &MarkedSentence) -> bool {
    let k = context.known();
    clause.chunks.windows(2).any(|pair| {
        context.source.can_be(&pair[0], k.definite) && context.source.can_be(&pair[1], k.operation)
    })
}

/// "The attack", "these strikes": a definite word of attack without a place of its own points back.
fn points_back(context: &Context<'_>, clause: &MarkedSentence, trigger: Option<usize>) -> bool {
    let k = context.known();
    let Some(trigger) = trigger else { return false };
    if clause.chunks[trigger].class != k.trigger_noun {
        return false;
    }
    let from = trigger.saturating_sub(3);
    clause.chunks[from..trigger].iter().any(|chunk| {
        context.source.can_be(chunk, k.det)
            && context.source.chunk_text(chunk).to_lowercase().starts_with("th")
    })
}
