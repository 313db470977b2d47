//! What cannot all hold: figures, denial against affirmation, two accused parties, two dates, two places.

use std::collections::BTreeSet;

use recount_model::{ClaimId, Contradiction, Harm, Polarity};

use super::compare::{places_differ, times_forbid};
use super::facets::{PlaceFacet, Time, time_of};
use super::incident::Told;
use super::matching::Matching;
use super::totals::{Interval, total_interval};
use super::values::Standing;

/// The contradictions of an incident, in a fixed order.
pub fn contradictions_of(
    told: &[Told<'_>],
    standings: &[Standing],
    matching: &Matching,
) -> Vec<Contradiction> {
    let mut found = Vec::new();
    for harm in [Harm::Killed, Harm::Injured] {
        found.extend(figures(told, standings, harm));
    }
    found.extend(denials(told));
    found.extend(accused(told, matching));
    found.extend(dates(told));
    found.extend(places(told, matching));
    found
}

/// Totals that cannot both hold and come from two origins: 12 and 80, 12 and "at least 30". Within one origin a later
/// number is an update, no contradiction.
fn figures(told: &[Told<'_>], standings: &[Standing], harm: Harm) -> Option<Contradiction> {
    let total = |one: &Told<'_>| total_interval(&one.row.claim.figures, harm, &|_| true);
    let counted: Vec<(usize, Interval)> = told
        .iter()
        .enumerate()
        .filter(|(_, one)| one.row.claim.polarity != Polarity::Denied)
        .filter_map(|(at, one)| Some((at, total(one)?.0)))
        .collect();
    let apart = |(a, one): &(usize, Interval), (b, two): &(usize, Interval)| {
        standings[*a].origin != standings[*b].origin && !one.meets(*two)
    };
    let contested: Vec<&(usize, Interval)> =
        counted.iter().filter(|one| counted.iter().any(|two| apart(one, two))).collect();
    let mut said: Vec<Interval> = contested.iter().map(|(_, interval)| *interval).collect();
    said.sort_by_key(|interval| (interval.rough(), interval.low, interval.high));
    said.dedup();
    let said: Vec<String> = said.into_iter().map(show).collect();
    (!contested.is_empty()).then(|| Contradiction {
        about: harm.as_str().to_owned(),
        claims: ids(told, contested.iter().map(|(at, _)| *at)),
        message: format!("{}: {}", harm.as_str(), said.join(" or ")),
    })
}

fn show(interval: Interval) -> String {
    match (interval.low, interval.high) {
        (Some(low), Some(high)) if low == high => low.to_string(),
        (Some(low), Some(high)) => format!("{low} to {high}"),
        (Some(low), None) => format!("at least {low}"),
        (None, Some(high)) => format!("at most {high}"),
        (None, None) => "unknown".to_owned(),
    }
}

fn denials(told: &[Told<'_>]) -> Option<Contradiction> {
    let denied = |one: &Told<'_>| one.row.claim.polarity == Polarity::Denied;
    let mixed = told.iter().any(denied) && told.iter().any(|one| !denied(one));
    let message = "some affirm it and some deny it".to_owned();
    mixed.then(|| Contradiction { about: "denied".to_owned(), claims: ids(told, 0..told.len()), message })
}

/// Two parties accused by different claims; one claim that accuses several together contradicts nothing, and neither
/// does one that names nobody ("an armed group").
fn accused(told: &[Told<'_>], matching: &Matching) -> Option<Contradiction> {
    let is_named = |id: &&str| !id.starts_with(matching.unnamed_actors.as_str());
    let sets: Vec<(usize, BTreeSet<&str>)> = told
        .iter()
        .enumerate()
        .filter(|(_, one)| one.row.claim.polarity != Polarity::Denied)
        .map(|(at, one)| {
            let accused = one.row.alleged_words.iter().filter_map(|(_, id)| id.as_deref());
            (at, accused.filter(is_named).map(|id| matching.party(id)).collect())
        })
        .filter(|(_, set): &(usize, BTreeSet<&str>)| !set.is_empty())
        .collect();
    let one_led = |a: &BTreeSet<&str>, b: &BTreeSet<&str>| {
        a.iter().any(|one| b.iter().any(|two| matching.leads(one, two)))
    };
    let apart = |a: &BTreeSet<&str>, b: &BTreeSet<&str>| a.is_disjoint(b) && !one_led(a, b);
    let contested: Vec<usize> = sets
        .iter()
        .filter(|(_, set)| sets.iter().any(|(_, other)| apart(set, other)))
        .map(|(at, _)| *at)
        .collect();
    let accused = contested.iter().flat_map(|at| &told[*at].row.alleged_words);
    let names: BTreeSet<&str> = accused.filter_map(|(_, id)| id.as_deref()).filter(is_named).collect();
    let message =
        format!("different parties are accused: {}", names.into_iter().collect::<Vec<_>>().join(", "));
    (!contested.is_empty()).then(|| Contradiction {
        about: "alleged".to_owned(),
        claims: ids(told, contested),
        message,
    })
}

fn dates(told: &[Told<'_>]) -> Option<Contradiction> {
    let times: Vec<(usize, Time)> = told
        .iter()
        .enumerate()
        .map(|(at, one)| (at, one.row.claim.when.as_ref().map_or(Time::Unknown, time_of)))
        .collect();
    let excludes = |a: Time, b: Time| match (a, b) {
        (Time::Days(a1, a2), Time::Days(b1, b2)) => a1.max(b1) > a2.min(b2),
        _ => times_forbid(a, b),
    };
    let apart: Vec<usize> = times
        .iter()
        .filter(|(_, a)| times.iter().any(|(_, b)| excludes(*a, *b)))
        .map(|(at, _)| *at)
        .collect();
    let message = "different days are given".to_owned();
    (!apart.is_empty()).then(|| Contradiction { about: "when".to_owned(), claims: ids(told, apart), message })
}

/// Precise places of which none can be the other's.
fn places(told: &[Told<'_>], matching: &Matching) -> Option<Contradiction> {
    let facets: Vec<Vec<PlaceFacet>> = told
        .iter()
        .map(|one| one.row.claim.places.iter().map(|place| PlaceFacet::of(place, &[], matching)).collect())
        .collect();
    let apart: Vec<usize> = (0..told.len())
        .filter(|at| facets.iter().any(|other| places_differ(&facets[*at], other, matching)))
        .collect();
    let message = "different places are given".to_owned();
    (!apart.is_empty()).then(|| Contradiction {
        about: "place".to_owned(),
        claims: ids(told, apart),
        message,
    })
}

fn ids(told: &[Told<'_>], claims: impl IntoIterator<Item = usize>) -> Vec<ClaimId> {
    let ids: BTreeSet<ClaimId> = claims.into_iter().map(|at| told[at].row.claim.anchor.claim_id()).collect();
    ids.into_iter().collect()
}
