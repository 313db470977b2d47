//! Whether two tellings can be of one happening, by kind, place, time, numbers, doers and speakers.

use recount_model::{Kind, When};

use super::Context;
use super::happening::{DraftFigure, Happening, KindBasis, Reference, WhenOf};
use super::merge::Draft;
use crate::mark::figure::Told;
use crate::mark::place::Known;
use crate::segment::Line;

/// Whether two tellings agree in something.
pub(super) enum Agreement {
    For,
    Against,
    Silent,
}

fn coarse(kind: Kind) -> u8 {
    match kind {
        Kind::Airstrike
        | Kind::DroneStrike
        | Kind::MissileStrike
        | Kind::Shelling
        | Kind::Chemical
        | Kind::Incendiary => 1,
        Kind::GroundAttack | Kind::Shooting | Kind::Clash | Kind::Raid => 2,
        Kind::Explosion | Kind::SuicideBombing => 3,
        Kind::Abduction | Kind::Arrest => 4,
        Kind::Execution => 5,
        Kind::Airlift | Kind::Airdrop => 6,
        Kind::Interception => 7,
        Kind::Other => 0,
    }
}

pub(super) fn kinds<'h>(told: impl Iterator<Item = &'h Happening>, new: &Happening) -> Agreement {
    let mut any_against = false;
    for old in told {
        if old.kind == new.kind && old.kind != Kind::Other {
            return Agreement::For;
        }
        let generic = |h: &Happening| h.kind_basis <= KindBasis::Generic || h.kind == Kind::Other;
        if generic(old) || generic(new) {
            continue;
        }
        let (a, b) = (coarse(old.kind), coarse(new.kind));
        let close = a == b
            && !(matches!(
                (old.kind, new.kind),
                (Kind::Airstrike, Kind::Shelling) | (Kind::Shelling, Kind::Airstrike)
            ))
            || matches!((a.min(b), a.max(b)), (1, 3) | (2, 4) | (2, 5) | (2, 6) | (4, 6));
        if !close {
            any_against = true;
        }
    }
    if any_against { Agreement::Against } else { Agreement::Silent }
}

fn name_key(name: &str) -> String {
    let folded: String = name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect();
    for article in ["al", "el", "as", "ash"] {
        if let Some(rest) = folded.strip_prefix(article)
            && rest.len() >= 4
        {
            return rest.to_owned();
        }
    }
    folded
}

fn place_key(context: &Context<'_>, place: u32) -> String {
    let mark = &context.marks.places[place as usize];
    name_key(context.source.text_between(mark.from, mark.to))
}

/// Whether one place is the other or lies in it, by name, by the words of the text or by the gazetteer.
fn same_or_around(context: &Context<'_>, a: u32, b: u32) -> bool {
    let around = |inner: u32, outer: u32| {
        let links = &context.links;
        let outer_key = place_key(context, outer);
        links.within[inner as usize]
            .iter()
            .chain(&links.near[inner as usize])
            .any(|area| place_key(context, *area) == outer_key)
            // A village that the gazetteer only knows by its district has no land that the district's others lie in.
            || context.places[outer as usize].is_known()
                && context.places[inner as usize].lies_in(&context.places[outer as usize])
            || stands_off(context, outer)
                && context.places[inner as usize].lies_within(&context.places[outer as usize], OFF_KM)
    };
    place_key(context, a) == place_key(context, b)
        || context.places[a as usize].is_same(&context.places[b as usize])
        || around(a, b)
        || around(b, a)
}

pub(super) fn places(context: &Context<'_>, all: &[Happening], draft: &Draft, new: &Happening) -> Agreement {
    // A dateline, or where somebody is from, speaks for a place that the other names and never against one.
    let beside = || {
        draft.happenings.iter().map(|h| &all[*h]).any(|old| {
            let both =
                |a: &[u32], b: &[u32]| a.iter().any(|a| b.iter().any(|b| same_or_around(context, *a, *b)));
            both(&old.beside, &new.places) || both(&old.places, &new.beside)
        })
    };
    if new.places.is_empty() {
        return if beside() { Agreement::For } else { Agreement::Silent };
    }
    let told = || draft.happenings.iter().map(|h| &all[*h]).filter(|h| !h.places.is_empty());
    if told().next().is_none() {
        return if beside() { Agreement::For } else { Agreement::Silent };
    }
    // "A woman was hurt in the shelling ... near the Example mosque": a spot that nobody knows, of what was told.
    let points_back = new.reference == Reference::Back
        && new.when.is_none()
        && new.places.iter().all(|place| !context.places[*place as usize].is_known());
    let (new_spots, new_areas) = spots(context, new);
    let mut both_name_spots = false;
    let mut in_area = false;
    let mut areas_apart = false;
    for old in told() {
        let (old_spots, old_areas) = spots(context, old);
        if !new_spots.is_empty() && !old_spots.is_empty() {
            both_name_spots = true;
            let shared = old_spots
                .iter()
                .any(|old| new_spots.iter().any(|place| same_or_around(context, *old, *place)));
            if shared {
                return Agreement::For;
            }
            continue;
        }
        // One names only an area: it fits what lies in it, and says little where nobody knows.
        let (inner, outer) =
            if new_spots.is_empty() { (&old_spots, &new_areas) } else { (&new_spots, &old_areas) };
        let inner = if inner.is_empty() { &old_areas } else { inner };
        in_area |= inner.iter().any(|a| outer.iter().any(|b| same_or_around(context, *a, *b)));
        let apart = inner.iter().all(|a| {
            outer.iter().all(|b| context.places[*a as usize].lies_apart(&context.places[*b as usize]))
        });
        areas_apart |= apart;
    }
    if both_name_spots && beside() {
        Agreement::For
    } else if both_name_spots && points_back {
        Agreement::Silent
    } else if both_name_spots {
        Agreement::Against
    } else if in_area {
        Agreement::For
    } else if areas_apart {
        Agreement::Against
    } else {
        Agreement::Silent
    }
}

/// The places of a happening: those that are spots, and those that are only areas.
fn spots(context: &Context<'_>, happening: &Happening) -> (Vec<u32>, Vec<u32>) {
    happening.places.iter().partition(|place| !is_area(context, **place))
}

/// "North of X" and "the X countryside" may lie as far from X as this.
const OFF_KM: f64 = 40.0;

/// Whether the words before a name only say on which side of it something lies: "north of X", "in northern X".
fn stands_off(context: &Context<'_>, place: u32) -> bool {
    let k = context.known();
    let mark = &context.marks.places[place as usize];
    let from = mark.from;
    let is_town = matches!(mark.type_word.as_deref(), Some("town" | "city" | "village"));
    if !is_town && from.checked_sub(1).is_some_and(|at| context.source.token_can_be(at, k.direction)) {
        return true;
    }
    let mut before =
        (from.saturating_sub(3)..from).rev().skip_while(|at| context.source.token_can_be(*at, k.det));
    before.next().is_some_and(|at| context.source.token_can_be(at, k.of))
        && before.next().is_some_and(|at| context.source.token_can_be(at, k.direction))
}

/// Whether the words before a name make an area of it: "the northern countryside of X".
fn around_it(context: &Context<'_>, place: u32) -> bool {
    let k = context.known();
    let from = context.marks.places[place as usize].from;
    let mut before =
        (from.saturating_sub(3)..from).rev().skip_while(|at| context.source.token_can_be(*at, k.det));
    let linked = before.next().is_some_and(|at| context.source.token_can_be(at, k.of));
    linked
        && before.next().is_some_and(|at| {
            let number = context.source.segmented.numbers[at];
            let word = context.source.lexicon.entry_of_word(number, k.place_type);
            word.and_then(|word| word.place_type.as_deref())
                .is_some_and(|kind| matches!(kind, "countryside" | "governorate" | "country" | "district"))
        })
}

/// "The countryside of X", a district, a province, a country: a happening lies somewhere in it.
fn is_area(context: &Context<'_>, place: u32) -> bool {
    let mark = &context.marks.places[place as usize];
    let type_word = mark.type_word.as_deref();
    around_it(context, place)
        || stands_off(context, place)
        || mark.known == Known::Nameless
        || matches!(type_word, Some("countryside" | "governorate" | "country" | "district"))
        || type_word.is_none() && context.places[place as usize].is_area()
}

pub(super) fn times(context: &Context<'_>, all: &[Happening], draft: &Draft, new: &Happening) -> Agreement {
    let new_mark = new.when;
    let new_of = new.when_of;
    let Some(new) = new.when.map(|when| &context.whens[when as usize].when) else { return Agreement::Silent };
    let mut verdict = Agreement::Silent;
    for h in &draft.happenings {
        let Some(old) = all[*h].when.map(|when| &context.whens[when as usize].when) else { continue };
        // What was stated on Sunday may have happened on Saturday.
        if all[*h].when_of != new_of && is_soon_after(old, new, new_of) {
            continue;
        }
        if named_apart(context, all[*h].when, new_mark) {
            verdict = Agreement::Against;
            continue;
        }
        match overlap(old, new) {
            // "This week" begins on the Monday that "on Monday" means, and says nothing of it.
            Some(true)
                if length(old) <= 2 && length(new) <= 2
                    || old.earliest == new.earliest && length(old) == length(new) =>
            {
                return Agreement::For;
            }
            Some(false) => verdict = Agreement::Against,
            // "In December" and "on 11 December" may be two happenings of one month; and "this week" does not make one of
            // what two days keep apart.
            _ => {}
        }
    }
    verdict
}

/// What happened is stated within so many days, where it is news.
const STATED_WITHIN_DAYS: i32 = 2;

/// Whether the one of two times that is a statement's may be the statement of what the other tells.
fn is_soon_after(old: &When, new: &When, new_of: WhenOf) -> bool {
    let (statement, happening) = if new_of == WhenOf::Statement { (new, old) } else { (old, new) };
    let days = statement.earliest.zip(happening.latest).map(|(said, happened)| (said - happened).get_days());
    days.is_some_and(|days| (0..=STATED_WITHIN_DAYS).contains(&days))
}

/// Two times that cannot be placed on the calendar are still two times when the words differ ("Saturday", "last week").
fn named_apart(context: &Context<'_>, a: Option<u32>, b: Option<u32>) -> bool {
    use crate::mark::when::WhenValue;
    let (Some(a), Some(b)) = (a, b) else { return false };
    let value = |when: u32| &context.marks.whens[when as usize].value;
    let weekday = |when: u32| match value(when) {
        WhenValue::Weekday(day, _) => Some(*day),
        _ => None,
    };
    // "On Thursday" and a date that was a Thursday may be the same day.
    for (unplaced, placed) in [(a, b), (b, a)] {
        let date = context.whens[placed as usize]
            .when
            .earliest
            .filter(|day| context.whens[placed as usize].when.latest == Some(*day));
        if let (Some(weekday), None, Some(date)) =
            (weekday(unplaced), context.whens[unplaced as usize].when.earliest, date)
        {
            return date.weekday().to_monday_one_offset() != weekday;
        }
    }
    let unplaced = |when: u32| context.whens[when as usize].when.earliest.is_none();
    let definite = |when: u32| {
        matches!(value(when), WhenValue::Weekday(..) | WhenValue::Units(..) | WhenValue::Calendar { .. })
    };
    (unplaced(a) || unplaced(b)) && definite(a) && definite(b) && value(a) != value(b)
}

/// How many days a time leaves open.
fn length(when: &When) -> i32 {
    when.earliest.zip(when.latest).map_or(0, |(from, to)| (to - from).get_days())
}

fn overlap(a: &When, b: &When) -> Option<bool> {
    if let (Some(a), Some(b)) = (&a.partial, &b.partial) {
        return Some(a == b);
    }
    let ((Some(a_from), Some(a_to)), (Some(b_from), Some(b_to))) =
        ((a.earliest, a.latest), (b.earliest, b.latest))
    else {
        return None;
    };
    Some(a_from <= b_to && b_from <= a_to)
}

pub(super) fn numbers(context: &Context<'_>, old: &[DraftFigure], new: &Happening) -> Agreement {
    let mark = |figure: &DraftFigure| &context.marks.figures[figure.mark as usize];
    let mut verdict = Agreement::Silent;
    for figure in new.figures.iter().filter(|figure| figure.whole.is_none()) {
        for other in old.iter().filter(|other| other.harm == figure.harm && other.whole.is_none()) {
            let (a, b) = (mark(other), mark(figure));
            // "Eight of them died in one village" repeats no total and contradicts none.
            if a.amount.low.is_none() || b.amount.low.is_none() || b.told == Told::PartOfThem {
                continue;
            }
            if a.amount.low == b.amount.low && a.amount.high == b.amount.high {
                // "One" agrees with every other "one"; it says little.
                if a.amount.low.is_some_and(|n| n > 1) {
                    return Agreement::For;
                }
            } else if same_people(a, b)
                && disjoint(a.amount, b.amount)
                && !names_one(a)
                && !names_one(b)
                && !may_be_part(a, b)
            {
                verdict = Agreement::Against;
            }
        }
    }
    verdict
}

/// "Two drivers" may be two of "nine people".
fn may_be_part(whole: &crate::mark::FigureMark, part: &crate::mark::FigureMark) -> bool {
    use recount_model::{Occupation, Status};
    let described = part.occupation != whole.occupation && whole.occupation == Occupation::Unknown
        || part.status != whole.status && whole.status == Status::Unknown;
    described && part.amount.high < whole.amount.low
}

/// "Another civilian", a name: one of several, no count of all.
fn names_one(mark: &crate::mark::FigureMark) -> bool {
    matches!(mark.told, Told::Named | Told::Definite | Told::OneOf) && mark.amount.high == Some(1)
}

/// Whether both count the same: each figure of the one is told by the other.
pub(super) fn repeats(context: &Context<'_>, old: &[DraftFigure], new: &Happening) -> bool {
    let amount = |figure: &DraftFigure| context.marks.figures[figure.mark as usize].amount;
    !new.figures.is_empty()
        && new
            .figures
            .iter()
            .all(|figure| old.iter().any(|old| old.harm == figure.harm && amount(old) == amount(figure)))
}

/// Whether a sentence names or points to somebody whom the draft counts: "its fighter", a name.
pub(super) fn names_victim(context: &Context<'_>, old: &[DraftFigure], new: &Happening) -> bool {
    let mark = |figure: &DraftFigure| &context.marks.figures[figure.mark as usize];
    new.figures.iter().filter(|figure| matches!(mark(figure).told, Told::Named | Told::Definite)).any(
        |figure| old.iter().any(|old| old.harm == figure.harm && mark(old).amount.low.is_some_and(|n| n > 0)),
    )
}

/// Two amounts that cannot both hold: "20" and "at least 40", but not "at least 12" and 14.
fn disjoint(a: recount_model::Amount, b: recount_model::Amount) -> bool {
    let below = |a: recount_model::Amount, b: recount_model::Amount| matches!((a.high, b.low), (Some(high), Some(low)) if high < low);
    below(a, b) || below(b, a)
}

fn same_people(a: &crate::mark::FigureMark, b: &crate::mark::FigureMark) -> bool {
    use recount_model::{AgeSex, Status};
    let ages = a.age_sex == b.age_sex || a.age_sex == AgeSex::Unknown && b.age_sex == AgeSex::Unknown;
    let status = a.status == b.status || a.status == Status::Unknown || b.status == Status::Unknown;
    ages && status
}

pub(super) fn doers(context: &Context<'_>, all: &[Happening], draft: &Draft, new: &Happening) -> Agreement {
    let names_somebody = |actor: Option<u32>| {
        actor.is_none_or(|actor| context.source.lexicon.actors[actor as usize].kind != "unnamed")
    };
    let named = || new.alleged.iter().map(|named| named.actor);
    let mut differs = false;
    for happening in draft.happenings.iter().map(|h| &all[*h]) {
        // "Government shelling" in a headline may be that of the army named below.
        let in_heading = context.marks.sentences[happening.sentence].sentence.line == Line::Heading;
        for old in happening.alleged.iter().map(|named| named.actor) {
            if named().any(|actor| actor == old) {
                return Agreement::For;
            }
            differs |= named().next().is_some() && (names_somebody(old) || !in_heading);
        }
    }
    if differs { Agreement::Against } else { Agreement::Silent }
}

/// Who stands behind what a sentence tells, the root of its chain of speakers.
#[derive(Clone, Debug)]
pub(super) struct Root<'a> {
    key: String,
    /// The side it speaks for.
    party: Option<&'a str>,
}

impl Root<'_> {
    /// Whether both are one voice: one name, or two offices of one side ("the ministry", "the general staff").
    pub(super) fn is(&self, other: &Root<'_>, context: &Context<'_>) -> bool {
        let lexicon = context.source.lexicon;
        let one_side = matches!((self.party, other.party), (Some(a), Some(b))
            if lexicon.belongs_to(a, b) || lexicon.belongs_to(b, a));
        self.key == other.key || one_side
    }
}

pub(super) fn root<'a>(context: &Context<'a>, happening: &Happening) -> Option<Root<'a>> {
    let lexicon = context.source.lexicon;
    let root = happening.speakers.last()?;
    let key = match root.source {
        Some(source) => format!("source {source}"),
        None => name_key(context.source.text_between(root.from, root.to)),
    };
    let of_source = || {
        let source = &lexicon.sources[root.source? as usize];
        let speaks_for = matches!(source.kind.as_str(), "military-spokesperson" | "government");
        source.affiliation.as_deref().filter(|_| speaks_for)
    };
    let of_actor = || Some(lexicon.actors[root.actor? as usize].id.as_str());
    let of_office = || office_behind(context, happening, root.to);
    Some(Root { key, party: of_source().or_else(of_actor).or_else(of_office) })
}

/// "Col. A. Example, a Central Command spokesman": the side that a named speaker speaks for.
fn office_behind<'a>(context: &Context<'a>, happening: &Happening, name_ends: usize) -> Option<&'a str> {
    let k = context.known();
    let lexicon = context.source.lexicon;
    let chunks = &context.marks.sentences.get(happening.sentence)?.chunks;
    let mut behind = chunks.iter().skip_while(|chunk| chunk.from < name_ends);
    behind.next().filter(|chunk| chunk.class == k.comma)?;
    let ends = [k.comma, k.stop, k.quote, k.report_verb];
    let office: Vec<_> = behind.take_while(|chunk| !ends.contains(&chunk.class)).take(6).collect();
    let speaks = office.iter().any(|chunk| context.source.can_be(chunk, k.speaker));
    let side = office.iter().find_map(|chunk| match chunk.what {
        crate::mark::What::Actor(actor, _) => Some(lexicon.actors[actor as usize].id.as_str()),
        crate::mark::What::Source(source, _) => lexicon.sources[source as usize].affiliation.as_deref(),
        _ => None,
    });
    side.filter(|_| speaks)
}

pub(super) fn differs_in_speaker(context: &Context<'_>, a: &Happening, b: &Happening) -> bool {
    match (root(context, a), root(context, b)) {
        (Some(a), Some(b)) => !a.is(&b, context),
        (None, None) => false,
        _ => true,
    }
}
