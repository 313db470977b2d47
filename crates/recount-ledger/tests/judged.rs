//! What people judged and what the machine put together read back as they were written.

// Helpers outside a test function count as plain code to clippy; here a panic is a failed test.
#![allow(clippy::unwrap_used)]

#[allow(dead_code, reason = "each test file uses a part of the helpers")]
mod common;

use std::collections::BTreeMap;

use common::*;
use recount_ledger::*;
use recount_model::*;

#[test]
fn judgements_read_back_in_order() {
    let scratch = scratch();
    let mut ledger = Ledger::create(&scratch.path).unwrap();
    let report = report("a.txt", "Shells fell");
    let (a, b) = (claim(&report, 0).anchor, claim(&report, 1).anchor);
    let incident = || Subject::Incident(vec![a.clone(), b.clone()]);
    let decisions = [
        Decision::Compare { a: a.clone(), b: b.clone(), verdict: Verdict::Unsure },
        Decision::Merge { one: vec![a.clone()], other: vec![b.clone()] },
        Decision::Split { out: vec![a.clone()], rest: vec![b.clone()] },
        Decision::Correct {
            subject: Subject::Claim(a.clone()),
            field: "killed".into(),
            value: "12".into(),
            was: "unknown".into(),
        },
        Decision::Withdraw { subject: incident() },
        Decision::Grade {
            incident: vec![b.clone()],
            harm: "fair".into(),
            attribution: None,
            suggested: Some(("weak".into(), "likely".into())),
        },
        Decision::Cut { a: report.id.clone(), b: report.id.clone() },
        Decision::Undo { judgement: JudgementNumber(2) },
    ];
    let judgement = |decision: &Decision| NewJudgement {
        by: "Reviewer".into(),
        why: "one \"market\"".into(),
        machine_said: Some("same".into()),
        decision: decision.clone(),
    };
    let numbers = ledger.judge_all(&decisions.each_ref().map(judgement)).unwrap();
    assert_eq!(numbers, (1..=8).map(JudgementNumber).collect::<Vec<_>>());
    let found = ledger.judgements().unwrap();
    assert_eq!(found.iter().map(|one| one.decision.clone()).collect::<Vec<_>>(), decisions);
    assert!(
        found.iter().all(|one| one.by == "Reviewer" && one.why == "one \"market\"" && one.at.ends_with('Z'))
    );
    assert_eq!(ledger.verify().unwrap().problems, []);
}

#[test]
fn incidents_read_back_and_an_id_that_vanished_leads_to_where_its_claims_went() {
    let scratch = scratch();
    let mut ledger = Ledger::create(&scratch.path).unwrap();
    let report = report("a.txt", "Shells fell");
    let claims: Vec<Claim> = (0..3).map(|ordinal| claim(&report, ordinal)).collect();
    let mut batch = ledger.batch().unwrap();
    let items = vec![read(report.clone(), claims.clone())];
    let raw = b"Shells fell";
    batch
        .ingest_file(&IngestedFile { name: "a.txt", raw, reports: items, engine: "e1", lexicon: "l1" })
        .unwrap();
    batch.commit().unwrap();
    let [a, b, c] = [0, 1, 2].map(|at| incident(&[&claims[at]]));
    let ab = incident(&[&claims[0], &claims[1]]);

    assert_eq!(
        ledger.replace_incidents(&[a.clone(), b.clone(), c.clone()], &BTreeMap::new()).unwrap().len(),
        0
    );
    assert_eq!(ledger.incident(a.id.as_str()).unwrap().incident, Some(a.clone()));
    assert_eq!(ledger.incident(&b.id.as_str()[2..12]).unwrap().incident, Some(b.clone()));
    assert_eq!(ledger.incident_of_claim(&claims[2].anchor.claim_id()).unwrap(), Some(c.id.clone()));

    // b is merged into a, c retires.
    let fates = ledger.replace_incidents(std::slice::from_ref(&ab), &BTreeMap::new()).unwrap();
    assert_eq!(fates[&b.id], (IncidentFate::Merged, Some(a.id.clone())));
    assert_eq!(fates[&c.id], (IncidentFate::Retired, None));
    let found = ledger.incident(b.id.as_str()).unwrap();
    assert_eq!((found.incident, found.alias), (Some(ab.clone()), Some((b.id.clone(), IncidentFate::Merged))));
    assert_eq!(ledger.incident(c.id.as_str()).unwrap().incident, None);

    // b comes back: it is live again and no alias, while a's id leads to it.
    let bc = incident(&[&claims[1], &claims[2]]);
    assert_eq!(
        ledger.replace_incidents(std::slice::from_ref(&bc), &BTreeMap::new()).unwrap()[&a.id].0,
        IncidentFate::Merged
    );
    let found = ledger.incident(b.id.as_str()).unwrap();
    assert_eq!((found.incident, found.alias), (Some(bc), None));
    assert_eq!(
        ledger.incident(a.id.as_str()).unwrap().incident.map(|incident| incident.id),
        Some(b.id.clone())
    );

    // b's claims part: one joins a, which lives again, the other stands alone.
    let fates = ledger.replace_incidents(&[ab.clone(), c.clone()], &BTreeMap::new()).unwrap();
    assert_eq!(fates[&b.id], (IncidentFate::Split, Some(a.id.clone())));
    assert_eq!(ledger.incident(b.id.as_str()).unwrap().incident, Some(ab));
    assert_eq!(ledger.incidents().unwrap().len(), 2);

    assert_eq!(ledger.incident("i-").unwrap_err().kind(), ErrorKind::NotFound);
    assert_eq!(ledger.incident("zzz").unwrap_err().kind(), ErrorKind::NotFound);
}
