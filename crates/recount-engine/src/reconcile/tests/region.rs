//! Making only the touched incidents anew gives the same as making all of them.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use proptest::prelude::*;
use recount_model::{ClaimAnchor, Decision, Incident, Judgement, ReportId, Subject, Verdict};

use super::super::{
    Change, Loaded, Print, Profile, Reconciled, Region, judged_reports, prints, reconcile_judged, region,
};
use super::build::*;
use super::judging::{judgements, verdict};
use super::laws::any_reports;

static PROFILE: LazyLock<Profile> = LazyLock::new(|| profile("airwars"));

fn prints_of(told: &[Told], judgements: &[Judgement]) -> BTreeMap<ReportId, Print> {
    let (reports, claims) = rows(told);
    prints(&reports, &claims, &PROFILE, judgements)
}

fn whole(told: &[Told], judgements: &[Judgement]) -> Reconciled {
    let (reports, claims) = rows(told);
    reconcile_judged(&reports, &claims, &registry, &PROFILE, judgements)
}

/// The region of what changed between two states, and how many reports had to be loaded for it.
fn change(before: (&[Told], &[Judgement]), after: (&[Told], &[Judgement])) -> (Region, usize) {
    let (old, new) = (prints_of(before.0, before.1), prints_of(after.0, after.1));
    let judged = judged_reports(after.1);
    let standing: Vec<(ReportId, Print)> = new.clone().into_iter().collect();
    let changed: Vec<usize> = (0..standing.len())
        .filter(|at| !old.contains_key(&standing[*at].0) || judged.contains(&standing[*at].0))
        .collect();
    let gone: Vec<Print> = old
        .iter()
        .filter(|(id, print)| new.get(*id) != Some(*print))
        .map(|(_, print)| print.clone())
        .collect();
    let mut loaded = 0;
    let found = region(
        Change { standing: &standing, changed: &changed, gone: &gone },
        &PROFILE,
        after.1,
        &mut |wanted| -> Result<Vec<Loaded>, ()> {
            loaded += wanted.len();
            let told = |at: &usize| after.0.iter().find(|one| one.report.head.id == standing[*at].0).unwrap();
            Ok(wanted
                .iter()
                .map(told)
                .map(|one| Loaded { report: one.report.clone(), claims: one.claims.clone() })
                .collect())
        },
    );
    (found.unwrap(), loaded)
}

/// What stood before and was not touched, with what the change made anew.
fn in_part(before: (&[Told], &[Judgement]), after: (&[Told], &[Judgement])) -> Vec<Incident> {
    let (found, _) = change(before, after);
    let stands: BTreeSet<_> =
        after.0.iter().flat_map(|one| &one.claims).map(|row| row.claim.anchor.claim_id()).collect();
    let mut incidents = whole(before.0, before.1).incidents;
    incidents.retain(|incident| {
        let touched = incident.claims.iter().any(|claim| found.claims().contains(claim));
        let all =
            incident.claims.iter().all(|claim| found.claims().contains(claim) || !stands.contains(claim));
        assert!(!touched || all, "a touched incident lies in the region: {incident:#?}");
        !all
    });
    incidents.extend(found.reconcile(&registry, &PROFILE, after.1).incidents);
    incidents
}

fn by_id(incidents: Vec<Incident>) -> BTreeMap<String, Incident> {
    incidents.into_iter().map(|incident| (incident.id.to_string(), incident)).collect()
}

fn any_decision(anchors: Vec<ClaimAnchor>) -> impl Strategy<Value = Decision> {
    (0..anchors.len(), 0..anchors.len(), 0..5usize).prop_map(move |(a, b, which)| {
        let (a, b) = (&anchors[a], &anchors[b]);
        match which {
            0 => Decision::Withdraw { subject: Subject::Claim(a.clone()) },
            1 => Decision::Correct {
                subject: Subject::Claim(a.clone()),
                field: "when".into(),
                value: "2018-11-02".into(),
                was: "unknown".into(),
            },
            2 => Decision::Cut { a: a.report.clone(), b: b.report.clone() },
            3 => verdict(a, b, Verdict::Same),
            _ => verdict(a, b, Verdict::Different),
        }
    })
}

fn any_change() -> impl Strategy<Value = (Vec<Told>, Vec<bool>, Vec<bool>, Vec<Decision>, usize)> {
    any_reports().prop_flat_map(|told| {
        let anchors: Vec<ClaimAnchor> =
            told.iter().flat_map(|one| &one.claims).map(|row| row.claim.anchor.clone()).collect();
        let some = || proptest::collection::vec(proptest::bool::weighted(0.7), told.len());
        let decisions = proptest::collection::vec(any_decision(anchors), 0..4);
        (Just(told.clone()), some(), some(), decisions, 0..4usize)
    })
}

fn of(told: &[Told], mask: &[bool]) -> Vec<Told> {
    told.iter().zip(mask).filter(|(_, is_in)| **is_in).map(|(one, _)| one.clone()).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(192))]

    #[test]
    fn a_change_made_in_part_is_the_change_made_as_a_whole((told, before, after, decisions, known) in any_change()) {
        let (before, after) = (of(&told, &before), of(&told, &after));
        let all = judgements(&decisions);
        let known = &all[..known.min(all.len())];
        let found = in_part((&before, known), (&after, &all));
        let wanted = whole(&after, &all).incidents;
        prop_assert_eq!(found.len(), wanted.len());
        prop_assert_eq!(by_id(found), by_id(wanted));
    }
}

#[test]
fn what_is_far_from_a_change_is_not_even_loaded() {
    let far: Vec<Told> = (0..40i32)
        .map(|at| {
            let at = f64::from(at);
            report(&format!("F{at}")).strike(2).with(|row| {
                row.claim.places = vec![town(&format!("Town {at}"), 10.0 + at, 20.0)];
            })
        })
        .collect();
    let mut after = far.clone();
    after.push(report("new").strike(2).with(|row| row.claim.places = vec![town("Town 7", 17.0, 20.0)]));
    let (found, loaded) = change((&far, &[]), (&after, &[]));
    assert_eq!((found.claims().len(), loaded), (2, 2));
}
