//! What each claim says of one harm and group, in the numbers of a profile.

use std::collections::BTreeMap;

use jiff::civil::Date;
use recount_model::{AgeSex, Amount, Bound, Figure, Harm, Occupation, Polarity, Status, VagueClass, Who};

use super::incident::Told;
use super::profile::{AtLeast, AtMost, Profile, Total, Update, Weight};
use super::totals::{Interval, wholes};
use super::voices::Root;

/// Groups that have ranges of their own, besides the total.
pub const GROUPS: [Who; 8] = [
    Who::Civilians,
    Who::Children,
    Who::Women,
    Who::Men,
    Who::Combatants,
    Who::Medics,
    Who::Journalists,
    Who::Officials,
];

/// The figure of one claim for one harm and group.
#[derive(Clone, Debug)]
pub struct Value {
    /// Position of the claim.
    pub claim: usize,
    /// Its ends under the profile.
    pub ends: Interval,
    /// Its ends as the words give them, for asking which numbers agree with it.
    pub words: Interval,
    /// Origin of the claim.
    pub origin: Option<usize>,
    /// Whether it is one party's own word.
    pub party: bool,
    /// Day the report was published.
    pub published: Option<Date>,
    /// Whether it is made of a word without a number.
    pub vague: bool,
    /// Whether that word sets no order of magnitude: "several", "many", a bare plural.
    pub open_ended: bool,
    /// The only group the claim counts: the children, the medics. Of all of them that may be no number.
    pub only: Option<Who>,
}

/// What is known of a claim's speaker, by its position.
#[derive(Clone, Debug)]
pub struct Standing {
    /// Root of the claim.
    pub root: Root,
    /// Origin of the claim.
    pub origin: Option<usize>,
    /// Whether the root speaks for a party to the conflict.
    pub party: bool,
    /// Day its report was published.
    pub published: Option<Date>,
}

/// The values of all claims for one harm and group, without those that a later figure of the same speaker replaced.
pub fn values_of(
    told: &[Told<'_>],
    standings: &[Standing],
    harm: Harm,
    group: Option<Who>,
    profile: &Profile,
) -> Vec<Value> {
    let mut values: Vec<Value> = Vec::new();
    for (claim, one) in told.iter().enumerate() {
        // A denial repeats what it denies.
        if one.row.claim.polarity == Polarity::Denied {
            continue;
        }
        let standing = &standings[claim];
        if let Some((ends, words, vague, open_ended)) =
            claim_value(&one.row.claim.figures, harm, group, profile)
        {
            let (origin, party, published) = (standing.origin, standing.party, standing.published);
            let only = only_group(&one.row.claim.figures, harm).filter(|_| group.is_none());
            values.push(Value { claim, ends, words, origin, party, published, vague, open_ended, only });
        }
    }
    if profile.ends.update == Update::Replaces {
        // Latest day of each speaker, with and without vague words: "dozens" does not take the place of 22.
        let mut latest: BTreeMap<(&Root, bool), Date> = BTreeMap::new();
        for value in &values {
            if let Some(published) = value.published {
                let day = latest.entry((&standings[value.claim].root, value.vague)).or_insert(published);
                *day = published.max(*day);
            }
        }
        let replaced = |value: &Value| {
            let day = |vague: bool| latest.get(&(&standings[value.claim].root, vague)).copied();
            let newest = if value.vague { day(false).max(day(true)) } else { day(false) };
            newest.zip(value.published).is_some_and(|(newest, published)| newest > published)
        };
        let kept: Vec<bool> = values.iter().map(|value| !replaced(value)).collect();
        let mut kept = kept.into_iter();
        values.retain(|_| kept.next().unwrap_or(true));
    }
    values
}

fn claim_value(
    figures: &[Figure],
    harm: Harm,
    group: Option<Who>,
    profile: &Profile,
) -> Option<(Interval, Interval, bool, bool)> {
    let belongs = |figure: &Figure| match group {
        Some(group) => belongs_to(figure, group),
        None => profile.counts.total == Total::Everyone || !profile.counts.are_fighters(figure),
    };
    let wholes = wholes(figures, harm, &belongs);
    let (mut ends, mut words): (Option<Interval>, Option<Interval>) = (None, None);
    let (mut vague, mut open_ended) = (false, true);
    for at in wholes {
        let whole = &figures[at];
        let mut part = number_of(whole.amount, profile);
        if group.is_none() && profile.counts.total == Total::NotCombatants {
            part = without_fighters(part, at, figures, profile);
        }
        vague |= whole.amount.bound == Bound::Vague;
        open_ended &= whole.amount.vague.is_some_and(is_open_ended);
        let said = Interval::of(whole.amount);
        ends = Some(ends.map_or(part, |so_far| so_far.plus(part)));
        words = Some(words.map_or(said, |so_far| so_far.plus(said)));
    }
    let ends = ends.filter(|ends| ends.low.is_some() || ends.high.is_some())?;
    Some((ends, words.unwrap_or(ends), vague, open_ended))
}

/// The one age, sex or occupation of everybody whom the figures of a harm count.
fn only_group(figures: &[Figure], harm: Harm) -> Option<Who> {
    let mut groups = figures.iter().filter(|figure| figure.harm == harm).map(Figure::who);
    let first = groups.next()?;
    let all = matches!(first, Who::Children | Who::Women | Who::Medics | Who::Journalists | Who::Officials);
    (all && groups.all(|group| group == first)).then_some(first)
}

/// Words that can mean any number from a few upwards.
fn is_open_ended(class: VagueClass) -> bool {
    use VagueClass::{BarePlural, Family, Many, Most, Several};
    matches!(class, BarePlural | Several | Family | Many | Most)
}

/// "20 people, including five militants" leaves 15 who may be civilians; "20 civilians and militants" leaves a doubt.
fn without_fighters(whole: Interval, at: usize, figures: &[Figure], profile: &Profile) -> Interval {
    if figures[at].status == Status::Civilian {
        return whole;
    }
    let parts =
        || figures.iter().filter(|figure| figure.part_of == Some(at) && figure.harm == figures[at].harm);
    let sum = |is_one: &dyn Fn(&Figure) -> bool| -> u32 {
        let told = parts().filter(|figure| is_one(figure));
        told.filter_map(|figure| number_of(figure.amount, profile).low).fold(0, u32::saturating_add)
    };
    let fighters = sum(&|figure| profile.counts.are_fighters(figure));
    let civilians = sum(&|figure| figure.status == Status::Civilian);
    let less = |end: Option<u32>| end.map(|end| end.saturating_sub(fighters));
    let (low, high) = (less(whole.low), less(whole.high));
    if civilians > 0 {
        // The text calls some of them civilians, which says of the others that it is not known.
        return Interval { low: low.map(|low| low.min(civilians)), high };
    }
    let doubtful = figures[at].status == Status::Mixed && profile.ends.doubtful_status == Weight::HighOnly;
    Interval { low: low.filter(|_| !doubtful), high }
}

/// Whether a figure's people belong to a group.
pub fn belongs_to(figure: &Figure, group: Who) -> bool {
    match group {
        Who::Civilians => figure.status == Status::Civilian,
        Who::Combatants => figure.status == Status::Combatant,
        Who::Children => figure.age_sex == AgeSex::Child,
        Who::Women => figure.age_sex == AgeSex::Woman,
        Who::Men => figure.age_sex == AgeSex::Man,
        Who::Medics => figure.occupation == Occupation::Medic,
        Who::Journalists => figure.occupation == Occupation::Journalist,
        Who::Officials => figure.occupation == Occupation::Official,
        Who::People | Who::Mixed => true,
    }
}

/// The number a profile makes of an amount.
fn number_of(amount: Amount, profile: &Profile) -> Interval {
    let (low, high) = match amount.bound {
        Bound::Exact | Bound::Range => (amount.low, amount.high),
        Bound::About => {
            let number = amount.low.or(amount.high);
            let margin = |n: u32| {
                u32::try_from(u64::from(n) * u64::from(profile.bounds.about_percent) / 100).unwrap_or(0)
            };
            let low = number.map(|n| n.saturating_sub(margin(n)));
            (low, amount.high.or(number).map(|n| n.saturating_add(margin(n))))
        }
        Bound::AtLeast => {
            let floor = amount.low.or(amount.high);
            (
                floor,
                if profile.bounds.at_least == AtLeast::FloorIsAlsoCeiling {
                    amount.high.or(floor)
                } else {
                    None
                },
            )
        }
        Bound::AtMost => {
            let ceiling = amount.high.or(amount.low);
            (if profile.bounds.at_most == AtMost::CeilingIsAlsoFloor { ceiling } else { None }, ceiling)
        }
        Bound::Vague => {
            let table = amount.vague.and_then(|class| profile.vague.get(&class));
            (amount.low.or(table.map(|table| table[0])), amount.high.or(table.map(|table| table[1])))
        }
    };
    // A row from elsewhere may give its ends the wrong way round.
    let high = high.map(|high| low.map_or(high, |low| low.max(high)));
    Interval { low, high }
}
