//! Judged claims are found again when another engine or a new version of a report cuts them anew.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on should say where")]
#![allow(dead_code, reason = "the builders are shared with other tests")]

mod common;

use common::*;
use recount_ledger::{Anchored, IngestedFile, Ledger};
use recount_model::*;

const BODY: &str =
    "Shells fell on the market of Zerka. Twelve people died there. Later a mine killed two farmers.";

/// A claim of this kind that quotes these words.
fn quoting(report: &Report, words: &str, kind: Kind) -> Claim {
    let quote = span(&report.text, words);
    let mut made = claim(report, 0);
    made.kind = kind;
    made.evidence = Evidence { quote, also: vec![] };
    made.anchor.kind = kind;
    made.anchor.quote = report.text.offset_map().raw_range(quote).unwrap();
    made
}

fn ingest(ledger: &mut Ledger, report: &Report, claims: Vec<Claim>, engine: &str) {
    let mut batch = ledger.batch().unwrap();
    let file = IngestedFile {
        name: &report.file,
        raw: report.text.as_str().as_bytes(),
        reports: vec![read(report.clone(), claims)],
        engine,
        lexicon: "l1",
    };
    batch.ingest_file(&file).unwrap();
    batch.commit().unwrap();
}

/// Where an anchor of the first engine is after a second one read the report.
fn found_after(old: &Claim, again: Vec<Claim>) -> Anchored {
    let scratch = scratch();
    let mut ledger = Ledger::create(&scratch.path).unwrap();
    let report = report("a.txt", BODY);
    ingest(&mut ledger, &report, vec![old.clone()], "e1");
    ingest(&mut ledger, &report, again, "e2");
    ledger.find_anchors(&[old.anchor.clone()].into()).unwrap().remove(&old.anchor).unwrap()
}

#[test]
fn a_claim_that_another_engine_quotes_at_greater_length_or_calls_by_another_kind_is_found() {
    let report = report("a.txt", BODY);
    let old = quoting(&report, "Twelve people died there.", Kind::Other);
    let mine = quoting(&report, "Later a mine killed two farmers.", Kind::Explosion);
    assert_eq!(found_after(&old, vec![mine.clone(), old.clone()]), Anchored::Here);
    let longer =
        quoting(&report, "Shells fell on the market of Zerka. Twelve people died there.", Kind::Shelling);
    let Anchored::Moved(to, _) = found_after(&old, vec![mine.clone(), longer.clone()]) else { panic!() };
    assert_eq!(to, longer.anchor);
    let mut also = quoting(&report, "Shells fell on the market of Zerka.", Kind::Shelling);
    also.evidence.also = vec![span(&report.text, "Twelve people died there.")];
    let Anchored::Moved(to, _) = found_after(&old, vec![mine.clone(), also.clone()]) else { panic!() };
    assert_eq!(to, also.anchor);
    assert_eq!(found_after(&old, vec![mine]), Anchored::Lost);
}

#[test]
fn of_two_claims_of_the_same_words_the_one_of_the_same_kind_is_meant_and_two_alike_are_none() {
    let report = report("a.txt", BODY);
    let old = quoting(&report, "Twelve people died there.", Kind::Shelling);
    let whole = "Shells fell on the market of Zerka. Twelve people died there.";
    let (same, other) = (quoting(&report, whole, Kind::Shelling), quoting(&report, whole, Kind::Airstrike));
    let Anchored::Moved(to, _) = found_after(&old, vec![other.clone(), same.clone()]) else { panic!() };
    assert_eq!(to, same.anchor);
    let explosion = quoting(&report, whole, Kind::Explosion);
    assert_eq!(found_after(&old, vec![other, explosion]), Anchored::Lost);
}

#[test]
fn a_claim_is_found_in_a_newer_version_by_its_words_though_the_figure_rose() {
    let scratch = scratch();
    let mut ledger = Ledger::create(&scratch.path).unwrap();
    let first = report("a.txt", BODY);
    let old = quoting(&first, "Later a mine killed two farmers.", Kind::Explosion);
    ingest(&mut ledger, &first, vec![old.clone()], "e1");
    let second =
        report("a.txt", &BODY.replace("two farmers", "three farmers").replace("Twelve", "Now fifteen"));
    let new = quoting(&second, "Later a mine killed three farmers.", Kind::Explosion);
    let stranger = quoting(&second, "Shells fell on the market of Zerka.", Kind::Shelling);
    ingest(&mut ledger, &second, vec![stranger, new.clone()], "e1");
    let found = ledger.find_anchors(&[old.anchor.clone()].into()).unwrap();
    let Anchored::Moved(to, how) = &found[&old.anchor] else { panic!("{found:?}") };
    assert_eq!(*to, new.anchor);
    assert!(how.contains("newer version"));
    let (claim, text) = ledger.old_claim(&old.anchor.claim_id()).unwrap().unwrap();
    assert_eq!(text.cut(claim.evidence.quote), "Later a mine killed two farmers.");
}

#[test]
fn an_anchor_of_an_erased_or_unknown_report_is_lost_and_breaks_nothing() {
    let scratch = scratch();
    let mut ledger = Ledger::create(&scratch.path).unwrap();
    let report = report("a.txt", BODY);
    let old = quoting(&report, "Twelve people died there.", Kind::Other);
    ingest(&mut ledger, &report, vec![old.clone()], "e1");
    ledger.erase_report(&report.id, "a witness").unwrap();
    let stranger = quoting(
        &common::report("b.txt", "Twelve people died there. So it is."),
        "Twelve people died there.",
        Kind::Other,
    );
    let found = ledger.find_anchors(&[old.anchor.clone(), stranger.anchor.clone()].into()).unwrap();
    assert!(found.values().all(|place| *place == Anchored::Lost), "{found:?}");
}
