//! People's judgements: they win, they can be undone, and new evidence against them is told.

use std::collections::BTreeSet;

use proptest::prelude::*;
use recount_model::{
    ClaimAnchor, ClaimId, Decision, Harm, Incident, Judgement, JudgementNumber, Polarity, State, Subject,
    Verdict,
};

use super::super::people::effect_of;
use super::super::{Reconciled, reconcile_judged};
use super::build::*;
use super::laws::any_reports;

fn judged(told: &[Told], decisions: &[Decision]) -> Reconciled {
    let (reports, claims) = rows(told);
    reconcile_judged(&reports, &claims, &registry, &profile("airwars"), &judgements(decisions))
}

pub fn judgements(decisions: &[Decision]) -> Vec<Judgement> {
    let made = decisions.iter().enumerate().map(|(at, decision)| Judgement {
        number: JudgementNumber(at as u32 + 1),
        by: "R".into(),
        at: "2026-01-01T00:00:00Z".into(),
        why: "because".into(),
        machine_said: Some("different".into()),
        decision: decision.clone(),
    });
    made.collect()
}

fn anchor(told: &Told, claim: usize) -> ClaimAnchor {
    told.claims[claim].claim.anchor.clone()
}

pub fn verdict(a: &ClaimAnchor, b: &ClaimAnchor, verdict: Verdict) -> Decision {
    Decision::Compare { a: a.clone(), b: b.clone(), verdict }
}

fn undo(number: u32) -> Decision {
    Decision::Undo { judgement: JudgementNumber(number) }
}

/// Which claims stand together, without anything else about the incidents.
fn groups(found: &Reconciled) -> BTreeSet<Vec<ClaimId>> {
    found.incidents.iter().map(|incident| incident.claims.clone()).collect()
}

fn anchors_of(incident: &Incident, told: &[Told]) -> Vec<ClaimAnchor> {
    let all = told.iter().flat_map(|one| &one.claims).map(|row| row.claim.anchor.clone());
    all.filter(|anchor| incident.claims.contains(&anchor.claim_id())).collect()
}

fn two_and_a_stranger() -> [Told; 3] {
    let far = report("C").strike(5).with(|row| row.claim.places = vec![town("Kunduz", 36.73, 68.86)]);
    [report("A").strike(12).accusing("x"), report("B").strike(14).accusing("x"), far]
}

#[test]
fn same_joins_what_the_machine_keeps_apart_and_different_parts_what_it_joins() {
    let told = two_and_a_stranger();
    assert_eq!(incidents(&told).len(), 2);
    let (a, b, c) = (anchor(&told[0], 0), anchor(&told[1], 0), anchor(&told[2], 0));
    assert_eq!(judged(&told, &[verdict(&a, &c, Verdict::Same)]).incidents.len(), 1);
    let found = judged(&told, &[verdict(&a, &b, Verdict::Different)]);
    assert_eq!(found.incidents.len(), 3);
    assert!(found.incidents.iter().filter(|one| one.judged.judgements == [JudgementNumber(1)]).count() == 2);
}

#[test]
fn the_later_verdict_on_two_claims_holds_and_unsure_takes_it_away() {
    let told = two_and_a_stranger();
    let (a, b) = (anchor(&told[0], 0), anchor(&told[1], 0));
    let both = [verdict(&a, &b, Verdict::Different), verdict(&b, &a, Verdict::Same)];
    assert_eq!(groups(&judged(&told, &both)), groups(&judged(&told, &[])));
    let unsure = [verdict(&a, &b, Verdict::Different), verdict(&a, &b, Verdict::Unsure)];
    assert_eq!(groups(&judged(&told, &unsure)), groups(&judged(&told, &[])));
    assert_eq!(effect_of(&judgements(&both[..1]), &both[1]).replaces, [JudgementNumber(1)].into());
}

#[test]
fn two_claims_one_report_tells_as_one_can_be_split_and_the_rest_goes_where_it_fits() {
    let one = report("A").strike(12).strike(30).with(|row| row.claim.incident = "0".into());
    let told = [one, report("B").strike(30)];
    assert_eq!(incidents(&told).len(), 1);
    let (first, second) = (anchor(&told[0], 0), anchor(&told[0], 1));
    let split = Decision::Split { out: vec![first.clone()], rest: vec![second.clone(), anchor(&told[1], 0)] };
    assert_eq!(
        groups(&judged(&told, &[split])),
        groups(&judged(&told, &[verdict(&first, &second, Verdict::Different)])),
        "B tells of thirty dead as the second claim does"
    );
}

#[test]
fn a_chain_that_contradicts_is_found_before_it_is_written_and_yields_where_it_was() {
    let told = [report("A").strike(12), report("B").strike(12), report("C").strike(12)];
    let [a, b, c] = [0, 1, 2].map(|at| anchor(&told[at], 0));
    let chain = [verdict(&a, &b, Verdict::Same), verdict(&b, &c, Verdict::Same)];
    let clash = verdict(&a, &c, Verdict::Different);
    let effect = effect_of(&judgements(&chain), &clash);
    assert_eq!(effect.contradicts, [JudgementNumber(1), JudgementNumber(2)].into());
    assert!(effect_of(&judgements(&chain[..1]), &clash).contradicts.is_empty());
    let found = judged(&told, &[chain.to_vec(), vec![clash]].concat());
    assert_eq!(found.incidents.len(), 2);
    assert_eq!(found.notices[0].judgement, JudgementNumber(1), "{:?}", found.notices);
    assert!(found.notices[0].notice.message.contains("j1, j2, j3 cannot all hold"));
}

#[test]
fn undoing_what_hides_a_contradiction_is_a_contradiction() {
    let told = [report("A").strike(12), report("B").strike(12), report("C").strike(12)];
    let [a, b, c] = [0, 1, 2].map(|at| anchor(&told[at], 0));
    let made = [
        verdict(&a, &b, Verdict::Same),
        verdict(&a, &b, Verdict::Different),
        verdict(&b, &c, Verdict::Same),
        verdict(&a, &c, Verdict::Different),
    ];
    assert!(effect_of(&judgements(&made[..3]), &made[3]).contradicts.is_empty());
    assert!(!effect_of(&judgements(&made), &undo(2)).contradicts.is_empty());
}

#[test]
fn a_corrected_figure_moves_the_range_and_is_compared_with() {
    let told = two_and_a_stranger();
    let a = anchor(&told[0], 0);
    let correct = |value: &str, was: &str| Decision::Correct {
        subject: Subject::Claim(a.clone()),
        field: "killed".into(),
        value: value.into(),
        was: was.into(),
    };
    let range = |found: &Reconciled| {
        let id = a.claim_id();
        let incident = found.incidents.iter().find(|incident| incident.claims.contains(&id)).unwrap();
        let range = &incident.ranges[&(Harm::Killed, None)];
        (range.low, range.high)
    };
    assert_eq!(range(&judged(&told, &[correct("13", "12")])), (Some(13), Some(14)));
    assert!(judged(&told, &[correct("13", "12")]).notices.is_empty());
    let found = judged(&told, &[correct("13", "11")]);
    assert_eq!(range(&found), (Some(13), Some(14)), "the judgement wins");
    assert!(found.notices[0].notice.message.contains("now read as 12"), "{:?}", found.notices);
}

#[test]
fn a_correction_of_an_incident_stands_on_the_persons_word() {
    let told = two_and_a_stranger();
    let before = judged(&told, &[]);
    let incident = before.incidents.iter().find(|one| one.claims.len() == 2).unwrap();
    let of = Subject::Incident(anchors_of(incident, &told));
    let correct = |field: &str, value: &str| Decision::Correct {
        subject: of.clone(),
        field: field.into(),
        value: value.into(),
        was: "12-14".into(),
    };
    let found = judged(&told, &[correct("killed", "13-20"), correct("kind", "shelling")]);
    let after = found.incidents.iter().find(|one| one.id == incident.id).unwrap();
    let range = &after.ranges[&(Harm::Killed, None)];
    assert_eq!((range.low, range.best, range.high), (Some(13), Some(13), Some(20)));
    assert_eq!(after.kind.as_str(), "shelling");
}

#[test]
fn a_withdrawn_claim_stays_with_its_incident_and_counts_no_more() {
    let told = two_and_a_stranger();
    let a = anchor(&told[0], 0);
    let withdraw = Decision::Withdraw { subject: Subject::Claim(a.clone()) };
    let found = judged(&told, std::slice::from_ref(&withdraw));
    let incident = found.incidents.iter().find(|one| one.claims.contains(&a.claim_id())).unwrap();
    assert_eq!((incident.origins, incident.claims.len()), (1, 2));
    assert_eq!(incident.ranges[&(Harm::Killed, None)].low, Some(14));
    assert_eq!(incident.judged.withdrawn, [a.claim_id()]);
    assert_eq!(incident.suggested_grade.as_ref().unwrap().harm, "weak");
    let both = [withdraw, Decision::Withdraw { subject: Subject::Claim(anchor(&told[1], 0)) }];
    let found = judged(&told, &both);
    let incident = found.incidents.iter().find(|one| one.claims.contains(&a.claim_id())).unwrap();
    assert_eq!(incident.state, State::Withdrawn);
}

#[test]
fn a_grade_stays_when_a_claim_joins_and_a_notice_tells_of_it() {
    let told = two_and_a_stranger();
    let grade = Decision::Grade {
        incident: vec![anchor(&told[0], 0)],
        harm: "fair".into(),
        attribution: Some("likely".into()),
        suggested: Some(("weak".into(), "single-source".into())),
    };
    let found = judged(&told, &[grade]);
    let incident = found.incidents.iter().find(|one| one.claims.len() == 2).unwrap();
    assert_eq!(incident.state, State::Graded);
    assert_eq!(incident.judged.grading.as_ref().unwrap().harm, "fair");
    let told: Vec<&str> = found.notices.iter().map(|told| told.notice.id.as_str()).collect();
    assert_eq!(told, ["judgement.new-claims", "judgement.suggestion-changed"]);
    assert!(incident.judged.notices[0].message.starts_with("j1: graded with 1 claims"), "{incident:#?}");
}

#[test]
fn evidence_that_turns_against_a_verdict_is_told() {
    let told = two_and_a_stranger();
    let (a, b) = (anchor(&told[0], 0), anchor(&told[1], 0));
    let found = judged(&told, &[verdict(&a, &b, Verdict::Different)]);
    assert_eq!(found.notices[0].notice.id, "judgement.evidence-turned");
    assert!(found.notices[0].notice.message.contains("now says same"), "{:?}", found.notices);
}

#[test]
fn a_cut_edge_makes_two_origins() {
    let told = [report("A").strike(12).citing("Wire"), report("B").strike(12).citing("Wire")];
    assert_eq!(one_incident(&told).origins, 1);
    let (a, b) = (told[0].report.head.id.clone(), told[1].report.head.id.clone());
    let found = judged(&told, &[Decision::Cut { a: b, b: a }]);
    assert_eq!(found.incidents[0].origins, 2);
    assert!(found.incidents[0].origin_edges.is_empty());
}

#[test]
fn a_judgement_on_a_claim_that_is_gone_is_told_and_harms_nothing() {
    let told = two_and_a_stranger();
    let gone = anchor(&report("Z").strike(1), 0);
    let found = judged(&told, &[verdict(&gone, &anchor(&told[0], 0), Verdict::Same)]);
    assert_eq!(groups(&found), groups(&judged(&told, &[])));
    assert_eq!(found.notices[0].notice.id, "judgement.claim-gone");
}

#[test]
fn a_party_that_accepts_the_raid_but_no_civilian_harm_declares_without_confirming() {
    let told = [
        report("A").strike(5).accusing("x"),
        report("B").strike(5).accusing("x"),
        report("Army").strike(0).with(|row| {
            row.claim.polarity = Polarity::Acknowledged;
            row.claim.figures.clear();
        }),
    ];
    let grade = one_incident(&told).suggested_grade.unwrap();
    assert_eq!((grade.harm.as_str(), grade.attribution.as_str()), ("fair", "declared"));
    assert_eq!(grade.reasons.len(), 2);
    assert!(grade.reasons.iter().all(|reason| !reason.would_change.is_empty()));
}

#[test]
fn harm_can_be_fair_while_one_source_alone_says_who_did_it() {
    let grade = |told: &[Told]| {
        let grade = one_incident(told).suggested_grade.unwrap();
        (grade.harm, grade.attribution)
    };
    let found = grade(&[report("A").strike(5).accusing("x"), report("B").strike(6)]);
    assert_eq!(found, ("fair".into(), "single-source".into()));
    let found = grade(&[report("A").strike(5), report("B").strike(6)]);
    assert_eq!(found, ("contested".into(), "contested".into()), "nobody names a party");
}

fn any_claims(told: &[Told]) -> impl Strategy<Value = (Vec<Told>, usize, Vec<bool>)> + use<> {
    let told = told.to_vec();
    let count = incidents(&told).len();
    (Just(told), 0..count, proptest::collection::vec(any::<bool>(), 16))
}

/// An incident and some of its claims, neither none nor all.
fn some_of(told: &[Told], which: usize, picks: &[bool]) -> Option<(Vec<ClaimAnchor>, Vec<ClaimAnchor>)> {
    let found = incidents(told);
    let all = anchors_of(&found[which], told);
    let (out, rest): (Vec<_>, Vec<_>) =
        all.into_iter().enumerate().partition(|(at, _)| picks[at % picks.len()]);
    let bare =
        |list: Vec<(usize, ClaimAnchor)>| list.into_iter().map(|(_, anchor)| anchor).collect::<Vec<_>>();
    (!out.is_empty() && !rest.is_empty()).then(|| (bare(out), bare(rest)))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn a_split_parts_its_claims_and_merging_back_is_the_identity(
        (told, which, picks) in any_reports().prop_flat_map(|told| any_claims(&told))
    ) {
        let Some((out, rest)) = some_of(&told, which, &picks) else { return Ok(()) };
        let before = judged(&told, &[]);
        let split = Decision::Split { out: out.clone(), rest: rest.clone() };
        let apart = judged(&told, std::slice::from_ref(&split));
        let home = |found: &Reconciled, anchor: &ClaimAnchor| {
            found.incidents.iter().position(|one| one.claims.contains(&anchor.claim_id())).unwrap()
        };
        for one in &out {
            prop_assert_eq!(home(&apart, one), home(&apart, &out[0]));
            for other in &rest {
                prop_assert_ne!(home(&apart, one), home(&apart, other));
            }
        }
        let merge = Decision::Merge { one: rest, other: out };
        let back = judged(&told, &[split.clone(), merge]);
        prop_assert_eq!(groups(&back), groups(&before));
        prop_assert!(back.notices.is_empty());
        // Everything but the list of judgements is as it was.
        let bare = |found: &Reconciled| -> Vec<Incident> {
            let strip = |one: &Incident| Incident { judged: Default::default(), ..one.clone() };
            found.incidents.iter().map(strip).collect()
        };
        prop_assert_eq!(bare(&back), bare(&before));
        prop_assert_eq!(judged(&told, &[split, undo(1)]).incidents, before.incidents);
    }

    #[test]
    fn a_verdict_holds_after_reading_again_whatever_the_claims_say_then(
        told in any_reports(), a in 0..16usize, b in 0..16usize, is_same in any::<bool>(), number in 1..60u32
    ) {
        let all: Vec<ClaimAnchor> =
            told.iter().flat_map(|one| &one.claims).map(|row| row.claim.anchor.clone()).collect();
        let (a, b) = (&all[a % all.len()], &all[b % all.len()]);
        if a == b { return Ok(()) }
        let mut again = told.clone();
        for (at, row) in again.iter_mut().flat_map(|one| &mut one.claims).enumerate() {
            row.claim.figures = vec![killed(number + at as u32)];
            row.claim.when = Some(day(&format!("2018-11-0{}", 1 + at % 3)));
        }
        let decision = verdict(a, b, if is_same { Verdict::Same } else { Verdict::Different });
        for told in [&told, &again] {
            let found = judged(told, std::slice::from_ref(&decision)).incidents;
            let home = |anchor: &ClaimAnchor| {
                found.iter().position(|one| one.claims.contains(&anchor.claim_id()))
            };
            prop_assert!(home(a).is_some() && home(b).is_some());
            prop_assert_eq!(home(a) == home(b), is_same);
        }
    }

    #[test]
    fn merging_and_splitting_back_is_the_identity(told in any_reports()) {
        let before = judged(&told, &[]);
        if before.incidents.len() < 2 { return Ok(()) }
        let one = anchors_of(&before.incidents[0], &told);
        let other = anchors_of(&before.incidents[1], &told);
        let merge = Decision::Merge { one: one.clone(), other: other.clone() };
        let merged = judged(&told, std::slice::from_ref(&merge));
        prop_assert_eq!(merged.incidents.len(), before.incidents.len() - 1);
        let split = Decision::Split { out: other, rest: one };
        prop_assert_eq!(groups(&judged(&told, &[merge.clone(), split])), groups(&before));
        prop_assert_eq!(judged(&told, &[merge, undo(1)]).incidents, before.incidents);
    }

    #[test]
    fn any_row_of_verdicts_holds_or_is_told_and_every_claim_keeps_one_incident(
        told in any_reports(), picks in proptest::collection::vec((0..16usize, 0..16usize, 0..3usize), 1..8)
    ) {
        let all: Vec<ClaimAnchor> =
            told.iter().flat_map(|one| &one.claims).map(|row| row.claim.anchor.clone()).collect();
        let decisions: Vec<Decision> = picks
            .iter()
            .map(|(a, b, which)| (a % all.len(), b % all.len(), which))
            .filter(|(a, b, _)| a != b)
            .map(|(a, b, which)| verdict(&all[a], &all[b], Verdict::ALL[*which]))
            .collect();
        let found = judged(&told, &decisions);
        let mut placed: Vec<_> = found.incidents.iter().flat_map(|one| one.claims.clone()).collect();
        let mut given: Vec<_> = all.iter().map(ClaimAnchor::claim_id).collect();
        placed.sort();
        given.sort();
        prop_assert_eq!(placed, given);
        let yielded: BTreeSet<_> = found.notices.iter().filter(|told| told.notice.id == "judgement.contradicted").map(|told| told.judgement).collect();
        let mut last = std::collections::BTreeMap::new();
        for (at, decision) in decisions.iter().enumerate() {
            let Decision::Compare { a, b, verdict } = decision else { continue };
            last.insert((a.min(b), a.max(b)), (*verdict, JudgementNumber(at as u32 + 1)));
        }
        for ((a, b), (verdict, number)) in last {
            let together = found.incidents.iter().any(|one| {
                one.claims.contains(&a.claim_id()) && one.claims.contains(&b.claim_id())
            });
            let holds = match verdict {
                Verdict::Same => together,
                Verdict::Different => !together,
                Verdict::Unsure => true,
            };
            prop_assert!(holds || yielded.contains(&number));
        }
    }

    #[test]
    fn a_judgement_changes_only_incidents_with_its_claims(told in any_reports(), pick in (0..16usize, 0..16usize)) {
        let all: Vec<ClaimAnchor> =
            told.iter().flat_map(|one| &one.claims).map(|row| row.claim.anchor.clone()).collect();
        let (a, b) = (&all[pick.0 % all.len()], &all[pick.1 % all.len()]);
        if a == b { return Ok(()) }
        let before = judged(&told, &[]);
        let after = judged(&told, &[verdict(a, b, Verdict::Same)]);
        for incident in &before.incidents {
            let touched = [a, b].iter().any(|anchor| incident.claims.contains(&anchor.claim_id()));
            prop_assert!(touched || after.incidents.contains(incident));
        }
    }
}
