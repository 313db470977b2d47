//! From the claims' figures to low, best and high, each end with the claims it stands on.

use std::collections::BTreeMap;

use recount_model::{ClaimId, Harm, Range, Who};

use super::incident::Told;
use super::profile::{Best, Profile, VagueWords, Weight, Zero};
use super::totals::Interval;
use super::values::{GROUPS, Standing, Value, belongs_to, values_of};

/// The ranges of an incident, for every harm the profile records and every group a claim counts.
pub fn ranges_of(
    told: &[Told<'_>],
    standings: &[Standing],
    profile: &Profile,
) -> BTreeMap<(Harm, Option<Who>), Range> {
    let mut ranges = BTreeMap::new();
    let figures = || told.iter().flat_map(|one| &one.row.claim.figures);
    for harm in profile.counts.harms.iter().copied() {
        if !figures().any(|figure| figure.harm == harm) {
            continue;
        }
        let is_counted = |group: &Option<Who>| {
            group.is_none_or(|group| figures().any(|figure| figure.harm == harm && belongs_to(figure, group)))
        };
        for group in std::iter::once(None).chain(GROUPS.into_iter().map(Some)).filter(is_counted) {
            let values = values_of(told, standings, harm, group, profile);
            if let Some(range) = range_of(values, harm, told, profile) {
                ranges.insert((harm, group), range);
            }
        }
    }
    ranges
}

fn range_of(mut values: Vec<Value>, harm: Harm, told: &[Told<'_>], profile: &Profile) -> Option<Range> {
    let is_zero = |value: &Value| value.ends.high == Some(0);
    if profile.ends.zero == Zero::OnlyIfAlone && !values.iter().all(is_zero) {
        values.retain(|value| !is_zero(value));
    }
    if profile.ends.vague == VagueWords::FillGaps {
        leave_out_fitting_words(&mut values);
    }
    leave_out_told_parts(&mut values, harm, told);
    if values.is_empty() {
        return None;
    }
    let credible: Vec<&Value> =
        values.iter().filter(|value| !is_single_party(value, &values, profile)).collect();
    let lows = || credible.iter().filter_map(|value| value.ends.low);
    let low = lows().min().or_else(|| values.iter().filter_map(|value| value.ends.low).min());
    let high = values.iter().filter_map(|value| value.ends.high).max();
    // "Up to ten" beside "at least twelve": the twelve stand, and the range is at least as high.
    let high = high.map(|high| low.map_or(high, |low| low.max(high)));
    let best = best_of(&credible, profile).or_else(|| best_of(&values.iter().collect::<Vec<_>>(), profile));
    let best = best.map(|best| best.max(low.unwrap_or(0)).min(high.unwrap_or(u32::MAX)));
    let ids = |is_end: &dyn Fn(&Value) -> bool| -> Vec<ClaimId> {
        let mut ids: Vec<ClaimId> = values
            .iter()
            .filter(|value| is_end(value))
            .map(|value| told[value.claim].row.claim.anchor.claim_id())
            .collect();
        ids.sort();
        ids
    };
    let low_claims = ids(&|value| low.is_some() && value.ends.low == low);
    let high_claims = ids(&|value| high.is_some() && value.ends.high == high);
    let high_claims = if high_claims.is_empty() && high.is_some() { low_claims.clone() } else { high_claims };
    Some(Range { low, best, high, low_claims, high_claims })
}

/// A word of magnitude fits numbers below so many times its smallest.
const ORDER: u32 = 10;

/// "Civilians were killed" beside 140, and "dozens" beside 22, are the same number in other words and no other end of
/// the range.
fn leave_out_fitting_words(values: &mut Vec<Value>) {
    let numbers: Vec<u32> =
        values.iter().filter(|value| !value.vague).filter_map(|value| value.words.rough()).collect();
    let fits = |value: &Value, number: u32| {
        let above = value.ends.low.is_none_or(|low| low <= number);
        // Nobody says "dozens" of 400, but of 56; a profile's pair only says what it becomes where it stands alone.
        let of_its_size = value.ends.low.is_some_and(|low| number < low.saturating_mul(ORDER));
        above && (value.open_ended || of_its_size || value.ends.high.is_none_or(|high| number <= high))
    };
    values.retain(|value| !value.vague || !numbers.iter().any(|number| fits(value, *number)));
}

/// "Nine children were killed" beside "twenty, nine of them children" counts a part, and is no lower count of all.
fn leave_out_told_parts(values: &mut Vec<Value>, harm: Harm, told: &[Told<'_>]) {
    let is_told_part = |value: &Value| {
        let Some(group) = value.only else { return false };
        values.iter().filter(|other| other.only.is_none() && other.ends.high > value.ends.high).any(|other| {
            let figures = &told[other.claim].row.claim.figures;
            let of_group = figures.iter().filter(|figure| figure.harm == harm && figure.who() == group);
            of_group.map(|figure| Interval::of(figure.amount)).any(|part| part.meets(value.words))
        })
    };
    let kept: Vec<bool> = values.iter().map(|value| !is_told_part(value)).collect();
    let mut kept = kept.into_iter();
    values.retain(|_| kept.next().unwrap_or(true));
}

/// Whether the value is one party's word that no other origin bears out, while others give figures too.
fn is_single_party(value: &Value, values: &[Value], profile: &Profile) -> bool {
    let others = || values.iter().filter(|other| other.origin != value.origin);
    profile.ends.single_party == Weight::HighOnly
        && value.party
        && values.iter().any(|other| !other.party)
        && !others().any(|other| other.words.meets(value.words))
}

fn best_of(values: &[&Value], profile: &Profile) -> Option<u32> {
    let numbers = values.iter().filter_map(|value| value.ends.low.map(|low| (low, value.published)));
    if profile.ends.best == Best::Low {
        return numbers.map(|(low, _)| low).min();
    }
    let support = |number: u32| {
        let agree = values.iter().filter(|value| {
            let within = |low: Option<u32>, high: Option<u32>| {
                low.is_none_or(|low| low <= number) && high.is_none_or(|high| number <= high)
            };
            // A vague word has no numbers of its own, so it agrees with what the profile makes of it.
            let stated =
                if value.words.low.or(value.words.high).is_some() { value.words } else { value.ends };
            within(stated.low, stated.high)
        });
        let mut origins: Vec<Option<usize>> = agree.map(|value| value.origin).collect();
        origins.sort_unstable();
        origins.dedup();
        origins.len()
    };
    let latest_first = profile.ends.best == Best::MostOrigins;
    numbers
        .map(|(number, published)| {
            (support(number), published.filter(|_| latest_first), std::cmp::Reverse(number))
        })
        .max()
        .map(|(_, _, std::cmp::Reverse(number))| number)
}
