//! What cannot all hold: figures, denial against affirmation, two accused parties, two dates.

use std::collections::{BTreeMap, BTreeSet};

use recount_model::{ClaimId, Contradiction, Harm, Polarity};

use super::compare::times_forbid;
use super::facets::{Time, time_of};
use super::incident::Told;
use super::totals::total_interval;
use super::values::Standing;

/// The contradictions of an incident, in a fixed order.
pub fn contradictions_of(told: &[Told<'_>], standings: &[Standing]) -> Vec<Contradiction> {
    let mut found = Vec::new();
    for harm in [Harm::Killed, Harm::Injured] {
        found.extend(figures(told, standings, harm));
    }
    found.extend(denials(told));
    found.extend(accused(told));
    found.extend(dates(told));
    found
}

/// Exact totals that differ between origins. Within one origin a later number is an update, not a contradiction.
fn figures(told: &[Told<'_>], standings: &[Standing], harm: Harm) -> Option<Contradiction> {
    let mut numbers: BTreeMap<u32, Vec<usize>> = BTreeMap::new();
    for (at, one) in told.iter().enumerate().filter(|(_, one)| one.row.claim.polarity != Polarity::Denied) {
        let total = total_interval(&one.row.claim.figures, harm, &|_| true);
        if let Some(number) = total.and_then(|(interval, _)| interval.number()) {
            numbers.entry(number).or_default().push(at);
        }
    }
    let all: Vec<usize> = numbers.values().flatten().copied().collect();
    let origin = |at: &usize| standings[*at].origin;
    let differs = |at: &usize, number: &u32| {
        numbers
            .iter()
            .any(|(other, claims)| other != number && claims.iter().any(|claim| origin(claim) != origin(at)))
    };
    if !numbers.iter().any(|(number, claims)| claims.iter().any(|at| differs(at, number))) {
        return None;
    }
    let said: Vec<String> = numbers.keys().map(u32::to_string).collect();
    let message = format!("{}: {}", harm.as_str(), said.join(" or "));
    Some(Contradiction { about: harm.as_str().to_owned(), claims: ids(told, all), message })
}

fn denials(told: &[Told<'_>]) -> Option<Contradiction> {
    let denied = |one: &Told<'_>| one.row.claim.polarity == Polarity::Denied;
    let mixed = told.iter().any(denied) && told.iter().any(|one| !denied(one));
    let message = "some affirm it and some deny it".to_owned();
    mixed.then(|| Contradiction { about: "denied".to_owned(), claims: ids(told, 0..told.len()), message })
}

/// Two parties accused by different claims; one claim that accuses several together contradicts nothing.
fn accused(told: &[Told<'_>]) -> Option<Contradiction> {
    let sets: Vec<(usize, BTreeSet<&str>)> = told
        .iter()
        .enumerate()
        .filter(|(_, one)| one.row.claim.polarity != Polarity::Denied)
        .map(|(at, one)| (at, one.row.alleged_words.iter().filter_map(|(_, id)| id.as_deref()).collect()))
        .filter(|(_, set): &(usize, BTreeSet<&str>)| !set.is_empty())
        .collect();
    let apart = |a: &BTreeSet<&str>, b: &BTreeSet<&str>| a.is_disjoint(b);
    let contested: Vec<usize> = sets
        .iter()
        .filter(|(_, set)| sets.iter().any(|(_, other)| apart(set, other)))
        .map(|(at, _)| *at)
        .collect();
    let names: BTreeSet<&str> = sets
        .iter()
        .filter(|(at, _)| contested.contains(at))
        .flat_map(|(_, set)| set.iter().copied())
        .collect();
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

fn ids(told: &[Told<'_>], claims: impl IntoIterator<Item = usize>) -> Vec<ClaimId> {
    let ids: BTreeSet<ClaimId> = claims.into_iter().map(|at| told[at].row.claim.anchor.claim_id()).collect();
    ids.into_iter().collect()
}
