//! Where new evidence speaks against a judgement, or a judgement has nothing left to stand on.

use std::collections::{BTreeMap, BTreeSet};

use recount_model::{ClaimAnchor, ClaimId, Decision, Incident, Judgement, Subject, Verdict};

use super::super::ClaimRow;
use super::super::compare::Comparison;
use super::{claim_value, home_of, incident_value, machine_says};

/// What to tell of one judgement: message and id.
pub(super) fn of(
    judgement: &Judgement,
    incidents: &[Incident],
    rows: &[(&ClaimRow, usize)],
    position: &BTreeMap<&ClaimAnchor, usize>,
    home: &BTreeMap<ClaimId, usize>,
    machine: &dyn Fn(usize, usize) -> Option<Comparison>,
) -> Vec<(String, &'static str)> {
    let mut told = Vec::new();
    let anchors = judgement.decision.anchors();
    let missing: Vec<&&ClaimAnchor> =
        anchors.iter().filter(|anchor| !position.contains_key(**anchor)).collect();
    if let Some(first) = missing.first() {
        let what = if anchors.len() == 1 {
            format!("its claim {} is told no more", first.claim_id())
        } else {
            format!(
                "{} of its {} claims are told no more, first {}",
                missing.len(),
                anchors.len(),
                first.claim_id()
            )
        };
        told.push((what, "judgement.claim-gone"));
    }
    match &judgement.decision {
        Decision::Compare { a, b, verdict } => {
            if let (Some(one), Some(two)) = (position.get(a), position.get(b)) {
                told.extend(turned(judgement, *verdict, *one, *two, machine));
            }
        }
        Decision::Correct { subject: Subject::Claim(anchor), field, value, was } => {
            let now = position.get(anchor).and_then(|at| claim_value(rows[*at].0, field).ok());
            if let Some(now) = now.filter(|now| now != was && now != value) {
                let message = format!("{field} was corrected from {was} to {value}; it is now read as {now}");
                told.push((message, "judgement.value-changed"));
            }
        }
        Decision::Correct { subject: Subject::Incident(of), field, value, was } => {
            let now = home_of(of, home).and_then(|at| incident_value(&incidents[at], field).ok());
            if let Some(now) = now.filter(|now| now != was && now != value) {
                let message =
                    format!("{field} was corrected from {was} to {value}; the claims now give {now}");
                told.push((message, "judgement.value-changed"));
            }
        }
        Decision::Grade { incident, suggested, .. } => {
            if let Some(at) = home_of(incident, home) {
                told.extend(joined_since("graded", incident, &incidents[at]));
                let now = &incidents[at].suggested_grade;
                let now = now.as_ref().map(|grade| (grade.harm.clone(), grade.attribution.clone()));
                if now != *suggested {
                    let words = |grade: &Option<(String, String)>| {
                        grade.as_ref().map_or("none".to_owned(), |(harm, by)| format!("{harm}, {by}"))
                    };
                    let message =
                        format!("the suggestion was {} and is now {}", words(suggested), words(&now));
                    told.push((message, "judgement.suggestion-changed"));
                }
            }
        }
        Decision::Withdraw { subject: Subject::Incident(of) } => {
            if let Some(at) = home_of(of, home) {
                told.extend(joined_since("withdrawn", of, &incidents[at]));
            }
        }
        _ => {}
    }
    told
}

/// The machine's view has turned against the verdict since it was given.
fn turned(
    judgement: &Judgement,
    verdict: Verdict,
    one: usize,
    two: usize,
    machine: &dyn Fn(usize, usize) -> Option<Comparison>,
) -> Option<(String, &'static str)> {
    if one == two {
        let message = "its two claims are told as one now".to_owned();
        return (verdict == Verdict::Different).then_some((message, "judgement.claims-became-one"));
    }
    let before = judgement.machine_said.as_deref()?;
    let comparison = machine(one, two)?;
    let now = machine_says(&comparison);
    let against = match verdict {
        Verdict::Same => now == "impossible",
        Verdict::Different => now == "same",
        Verdict::Unsure => false,
    };
    if !against || now == before {
        return None;
    }
    let why = comparison.forbidden.or(comparison.ground).unwrap_or("the comparison");
    let message =
        format!("judged {}; the evidence now says {now}: {why} ({:+.1})", verdict.as_str(), comparison.total);
    Some((message, "judgement.evidence-turned"))
}

fn joined_since(what: &str, then: &[ClaimAnchor], incident: &Incident) -> Option<(String, &'static str)> {
    let known: BTreeSet<ClaimId> = then.iter().map(ClaimAnchor::claim_id).collect();
    let new: Vec<&str> =
        incident.claims.iter().filter(|claim| !known.contains(claim)).map(|claim| claim.as_str()).collect();
    let message =
        || format!("{what} with {} claims; since then came {}: {}", known.len(), new.len(), new.join(", "));
    (!new.is_empty()).then(|| (message(), "judgement.new-claims"))
}
