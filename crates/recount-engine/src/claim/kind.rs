//! Decides the kind of a happening from its words of attack, its weapons and its harms.

use recount_lexicon::Strength;
use recount_model::{Kind, Status};

use super::Context;
use super::happening::{DraftWeapon, KindBasis, Triggered};
use crate::mark::figure::Told;
use crate::mark::{MarkedSentence, What};

/// What was read of a sentence's kind.
#[derive(Clone, Debug)]
pub struct KindReading {
    /// The kind.
    pub kind: Kind,
    /// How sure it is.
    pub basis: KindBasis,
    /// Whether a word reports the happening.
    pub triggered: Triggered,
    /// Chunk of the word that decided.
    pub trigger: Option<usize>,
    /// Entries that decided.
    pub because: Vec<String>,
}

/// More telling kinds first: what a text says of the agent or the aircraft outweighs the word for the blast.
const BY_WEIGHT: [Kind; 18] = [
    Kind::Chemical,
    Kind::Incendiary,
    Kind::SuicideBombing,
    Kind::DroneStrike,
    Kind::Airstrike,
    Kind::MissileStrike,
    Kind::Shelling,
    Kind::Airdrop,
    Kind::Airlift,
    Kind::Execution,
    Kind::Abduction,
    Kind::Clash,
    Kind::Raid,
    Kind::Shooting,
    Kind::GroundAttack,
    Kind::Explosion,
    Kind::Interception,
    Kind::Arrest,
];

fn weight(kind: Kind) -> usize {
    BY_WEIGHT.iter().position(|k| *k == kind).unwrap_or(BY_WEIGHT.len())
}

/// Reads the kind of the chunks in a range.
pub fn read(
    context: &Context<'_>,
    sentence: &MarkedSentence,
    weapons: &[DraftWeapon],
    ignored: &[usize],
) -> KindReading {
    let k = context.known();
    let mut named: Option<(Kind, usize, String)> = None;
    let mut generic: Option<(usize, String, Strength)> = None;
    let mut aircraft: Option<(Kind, usize, String)> = None;
    let mut harm: Option<(Kind, usize, String)> = None;
    let flies = sentence.chunks.iter().any(|chunk| chunk.class == k.aircraft);
    for (at, chunk) in sentence.chunks.iter().enumerate() {
        if ignored.contains(&at) || describes_victims(context, sentence, at) {
            continue;
        }
        for class in [k.trigger_noun, k.trigger_verb] {
            let right_class = chunk.class == class
                || class == k.trigger_noun && (chunk.class == k.weapon || chunk.class == k.harm_noun)
                || class == k.trigger_verb && chunk.class == k.harm_ed;
            let Some(word) = context.source.reading(chunk, class).filter(|_| right_class) else { continue };
            match word.kind {
                Some(kind) if word.strength == Strength::Strong => {
                    // "mine" as a weapon word names a blast only weakly; a word of attack decides before it.
                    if named.as_ref().is_none_or(|(old, ..)| weight(kind) < weight(*old)) {
                        named = Some((kind, at, word.id.clone()));
                    }
                }
                _ => {
                    if generic.as_ref().is_none_or(|(_, _, strength)| {
                        *strength == Strength::Weak && word.strength == Strength::Strong
                    }) {
                        generic = Some((at, word.id.clone(), word.strength));
                    }
                    // "The people took them to hospital": carried by air only where aircraft are named.
                    if let Some(kind) = word.kind.filter(|kind| *kind != Kind::Airlift || flies) {
                        let says_more = |(old, ..): &(Kind, usize, String)| *old != Kind::Other;
                        harm = harm.filter(says_more).or(Some((kind, at, word.id.clone())));
                    }
                }
            }
        }
        if chunk.class == k.aircraft
            && let Some((kind, id)) =
                context.source.reading(chunk, k.aircraft).and_then(|word| Some((word.kind?, word.id.clone())))
        {
            aircraft = aircraft.or(Some((kind, at, id)));
        }
        // "The Alandic Air Force", "army helicopters": a doer whose name says that it flies.
        let flies = || (chunk.from..chunk.to).any(|token| context.source.form_at(token, k.aircraft));
        if aircraft.is_none() && chunk.class == k.actor && chunk.to - chunk.from > 1 && flies() {
            aircraft = Some((Kind::Airstrike, at, "engine.kind.aircraft".into()));
        }
        if [k.harm_ed, k.harm_ing, k.harm_base, k.harm_noun].contains(&chunk.class)
            && let Some((kind, id)) = chunk
                .words
                .iter()
                .map(|word| context.source.word(*word))
                .find_map(|word| Some((word.kind?, word.id.clone())))
        {
            harm = harm.filter(|(old, ..)| *old != Kind::Other).or(Some((kind, at, id)));
        }
    }
    // "Air defences shot most of the missiles down", "responded to the missiles".
    if let Some((at, id)) = meets_attack(context, sentence, named.as_ref().map(|(kind, ..)| *kind)) {
        named = Some((Kind::Interception, at, id));
    }
    let weapon = weapons.iter().filter_map(|weapon| weapon.kind).min_by_key(|kind| weight(*kind));
    let drone = weapons.iter().any(|weapon| weapon.kind == Some(Kind::DroneStrike));
    let mut because = Vec::new();
    let mut reading = |kind, basis, triggered, trigger, id: String| {
        because.push(id);
        KindReading { kind, basis, triggered, trigger, because: std::mem::take(&mut because) }
    };
    // "This attack ..., which let others storm the hill": what the sentence points back to comes first.
    if let (Some((_, named_at, _)), Some((generic_at, ..))) = (&named, &generic) {
        let definite = generic_at.checked_sub(1).is_some_and(|before| {
            let chunk = &sentence.chunks[before];
            context.source.can_be(chunk, k.det)
                && context.source.chunk_text(chunk).to_lowercase().starts_with("th")
        });
        if definite && generic_at < named_at && *generic_at <= 2 {
            named = None;
        }
    }
    if let Some((kind, at, id)) = named {
        // "Stormed the town to arrest a man", "captured two men during an assault".
        let taken = sentence.chunks.iter().any(|chunk| {
            chunk
                .words
                .iter()
                .any(|word| context.source.word(*word).harm == Some(recount_model::Harm::Captured))
        });
        let seized = sentence.chunks.get(at + 1).is_some_and(|chunk| matches!(chunk.what, What::Place(_)));
        // "Shot dead ... during a raid on his home": how he was killed.
        let shot = harm.as_ref().is_some_and(|(kind, ..)| *kind == Kind::Shooting);
        let kind = match kind {
            Kind::Raid | Kind::Arrest if shot => Kind::Shooting,
            Kind::GroundAttack if taken => Kind::Raid,
            // "Captured the town": ground, not people.
            Kind::Arrest if seized => Kind::GroundAttack,
            other => other,
        };
        let kind = refine(kind, weapon, drone, aircraft.is_some());
        return reading(kind, KindBasis::Named, Triggered::Yes, Some(at), id);
    }
    if let Some((at, id, strength)) = generic {
        let triggered = if strength == Strength::Strong { Triggered::Yes } else { Triggered::Weakly };
        if let Some((kind, at, id)) =
            harm.clone().filter(|(kind, ..)| *kind == Kind::Interception && strength == Strength::Weak)
        {
            return reading(kind, KindBasis::Named, triggered, Some(at), id);
        }
        if drone {
            return reading(Kind::DroneStrike, KindBasis::Weapon, triggered, Some(at), id);
        }
        let struck = |aircraft: usize| is_struck(context, sentence, at, aircraft);
        if let Some((kind, ..)) = aircraft.clone().filter(|(_, aircraft, _)| {
            !matches!(weapon, Some(Kind::Chemical | Kind::Incendiary)) && !struck(*aircraft)
        }) {
            let own = sentence.chunks[at].words.first().and_then(|word| context.source.word(*word).kind);
            return reading(own.unwrap_or(kind), KindBasis::Weapon, triggered, Some(at), id);
        }
        if let Some(kind) = weapon {
            return reading(kind, KindBasis::Weapon, triggered, Some(at), id);
        }
        let word = context.source.reading(&sentence.chunks[at], sentence.chunks[at].class);
        let names_attack = sentence.chunks[at].class == k.trigger_noun;
        let is_told_besides = |kind: &Kind| match kind {
            // "Air defences confronted an aggression": told of the attack, when it names one.
            Kind::Interception => strength == Strength::Strong,
            // "The strike levelled a school": what it did says nothing of its kind.
            Kind::Other => word.is_some_and(|word| word.default_kind.is_some()),
            // "The attack led to the death of one and the arrest of another", "a strike killed captured men".
            Kind::Arrest | Kind::Abduction => names_attack,
            _ => false,
        };
        if let Some((kind, at, id)) = harm.filter(|(kind, ..)| !is_told_besides(kind)) {
            return reading(kind, KindBasis::Named, triggered, Some(at), id);
        }
        return reading(generic_kind(context, sentence, at), KindBasis::Generic, triggered, Some(at), id);
    }
    if let Some((kind, at, id)) = harm {
        let seized = sentence.chunks.get(at + 1).is_some_and(|chunk| matches!(chunk.what, What::Place(_)));
        let kind = if kind == Kind::Arrest && seized { Kind::GroundAttack } else { kind };
        return reading(kind, KindBasis::Named, Triggered::Weakly, Some(at), id);
    }
    if let Some(kind) = weapon {
        return reading(kind, KindBasis::Weapon, Triggered::No, None, "engine.kind.weapon".into());
    }
    if let Some((kind, at, id)) = aircraft {
        return reading(kind, KindBasis::Weapon, Triggered::No, Some(at), id);
    }
    KindReading {
        kind: Kind::Other,
        basis: KindBasis::None,
        triggered: Triggered::No,
        trigger: None,
        because: Vec::new(),
    }
}

/// "Killed 53 captured soldiers": what had been done to them before.
fn describes_victims(context: &Context<'_>, sentence: &MarkedSentence, at: usize) -> bool {
    let k = context.known();
    let class_is = |back: usize, classes: &[recount_lexicon::ClassId]| {
        at.checked_sub(back).is_some_and(|at| classes.contains(&sentence.chunks[at].class))
    };
    sentence.chunks[at].class == k.harm_ed
        && class_is(1, &[k.people])
        && class_is(2, &[k.harm_ed, k.harm_ing])
}

/// Air defences that act on what comes from the air: the verb they are the subject of.
fn meets_attack(
    context: &Context<'_>,
    sentence: &MarkedSentence,
    named: Option<Kind>,
) -> Option<(usize, String)> {
    let k = context.known();
    if !matches!(named, None | Some(Kind::Shooting | Kind::MissileStrike | Kind::Explosion)) {
        return None;
    }
    let defence = sentence.chunks.iter().position(|chunk| {
        context.source.can_be(chunk, k.air_defence)
            || (chunk.from..chunk.to).any(|at| context.source.form_at(at, k.air_defence))
    })?;
    let attack = sentence.chunks.iter().any(|chunk| {
        let strong = |class| {
            context.source.reading(chunk, class).is_some_and(|word| word.strength == Strength::Strong)
        };
        let blast = context
            .source
            .reading(chunk, k.trigger_noun)
            .is_some_and(|word| word.kind == Some(Kind::Explosion));
        chunk.class == k.trigger_noun && strong(k.trigger_noun) && !blast
    });
    let verbs = |take: usize| {
        sentence.chunks.iter().enumerate().skip(defence + 1).take(take).filter_map(|(at, chunk)| {
            let word = context.source.reading(chunk, k.trigger_verb)?;
            (chunk.class == k.trigger_verb && matches!(word.kind, Some(Kind::Interception | Kind::Shooting)))
                .then(|| (at, word.id.clone()))
        })
    };
    // "Confronted the aggression" tells of the attack; "confronted the aggression and downed several missiles" of both.
    let stops = !attack || verbs(sentence.chunks.len()).count() > 1;
    verbs(4).next().filter(|_| stops)
}

/// A named kind that a weapon makes narrower: "shelling with white phosphorus", "a rocket attack by drones".
fn refine(kind: Kind, weapon: Option<Kind>, drone: bool, aircraft: bool) -> Kind {
    match kind {
        Kind::Airstrike if drone && !aircraft => Kind::DroneStrike,
        Kind::Airstrike | Kind::Shelling | Kind::MissileStrike
            if matches!(weapon, Some(Kind::Chemical | Kind::Incendiary)) =>
        {
            weapon.unwrap_or(kind)
        }
        Kind::Explosion if drone => Kind::DroneStrike,
        Kind::Explosion if matches!(weapon, Some(Kind::MissileStrike | Kind::Shelling)) => {
            weapon.unwrap_or(kind)
        }
        Kind::Shelling if drone && !aircraft => Kind::DroneStrike,
        other => other,
    }
}

/// "Strike" and "bombing" without a weapon are read as from the air, unless a group without aircraft bombs; "attack" by
/// fighters as on the ground.
fn generic_kind(context: &Context<'_>, sentence: &MarkedSentence, trigger: usize) -> Kind {
    let chunk = &sentence.chunks[trigger];
    let word = context.source.reading(chunk, chunk.class);
    let actors = |kinds: &[&str]| {
        sentence.chunks[..trigger].iter().any(|chunk| match chunk.what {
            What::Actor(actor, _) => {
                kinds.contains(&context.source.lexicon.actors[actor as usize].kind.as_str())
            }
            _ => false,
        })
    };
    if let Some(kind) = word.and_then(|word| word.default_kind) {
        let verb = sentence.chunks[trigger].class == context.known().trigger_verb;
        let armed =
            if verb { actors(&["armed-group"]) } else { is_of_armed_group(context, sentence, trigger) };
        return word.and_then(|word| word.armed_kind).filter(|_| armed).unwrap_or(kind);
    }
    let fighters = sentence.chunks.iter().any(|chunk| match chunk.what {
        What::Actor(actor, _) => {
            matches!(context.source.lexicon.actors[actor as usize].kind.as_str(), "armed-group" | "unnamed")
        }
        _ => false,
    });
    if fighters { Kind::GroundAttack } else { Kind::Other }
}

/// "Attacked an airfield and set fire to a jet": an aircraft behind the deed, brought in by nothing that could make it the
/// means.
fn is_struck(context: &Context<'_>, sentence: &MarkedSentence, trigger: usize, aircraft: usize) -> bool {
    let k = context.known();
    if aircraft <= trigger || sentence.chunks[trigger].class != k.trigger_verb {
        return false;
    }
    let acts = sentence.chunks.get(aircraft + 1).is_some_and(|next| next.class == k.trigger_verb);
    let describes = [k.det, k.word, k.group_modifier, k.number_word, k.number, k.actor, k.place];
    let before =
        sentence.chunks[trigger..aircraft].iter().rev().find(|chunk| !describes.contains(&chunk.class));
    !acts && before.is_some_and(|chunk| chunk.class == k.trigger_verb)
}

/// How far behind a word of attack its doer may stand: "the bombing of the mill by X".
const DOER_BEHIND: usize = 8;

/// "The bombing by X", "X's raids", "X claimed responsibility for the bombing", where X has no aircraft.
fn is_of_armed_group(context: &Context<'_>, sentence: &MarkedSentence, trigger: usize) -> bool {
    let k = context.known();
    let chunks = &sentence.chunks;
    let armed = |at: usize| match chunks[at].what {
        What::Actor(actor, _) => {
            let entry = &context.source.lexicon.actors[actor as usize];
            entry.kind == "armed-group" || entry.id == "unnamed.armed-group"
        }
        What::People(group) => {
            let first = context.marks.groups.get(group as usize).and_then(|group| group.members.first());
            let figure = first.map(|(figure, _)| &context.marks.figures[*figure as usize]);
            figure
                .is_some_and(|figure| figure.status == Status::Combatant && matches!(figure.told, Told::Bare))
        }
        _ => false,
    };
    let describes =
        |at: &usize| [k.word, k.group_modifier, k.possessive, k.direction].contains(&chunks[*at].class);
    let owner = (0..trigger).rev().find(|at| !describes(at) || armed(*at));
    let by = chunks[trigger..].iter().take(DOER_BEHIND).position(|chunk| chunk.class == k.by);
    let behind = by.map(|by| trigger + by + 1).into_iter().flat_map(|at| at..(at + 3).min(chunks.len()));
    let owns_up = (0..trigger).any(|at| armed(at) && chunks[at + 1].class == k.report_verb);
    owner.is_some_and(armed) || behind.into_iter().any(armed) || owns_up
}
