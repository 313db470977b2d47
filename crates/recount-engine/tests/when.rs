//! The times of `corpus/sentences/when.toml`: every one is found, none besides, each with the value written by hand.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on should say where")]

use std::sync::Arc;

use recount_engine::{Engine, example_report};
use recount_lexicon::Lexicon;
use recount_model::{DateBasis, MentionKind, Published, Report};
use recount_places::Gazetteer;
use serde::Deserialize;

#[derive(Deserialize)]
struct File {
    case: Vec<Case>,
}

#[derive(Deserialize)]
struct Case {
    name: String,
    published: Option<String>,
    text: String,
    times: Vec<(String, String)>,
    claimed: Option<String>,
}

impl Case {
    fn report(&self) -> Report {
        let mut report = example_report(&self.text);
        report.published = self
            .published
            .as_deref()
            .map(|day| Published { on: day.parse().unwrap(), basis: DateBasis::Given });
        report
    }
}

fn cases() -> Vec<Case> {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../corpus/sentences/when.toml");
    toml::from_str::<File>(&std::fs::read_to_string(path).unwrap()).unwrap().case
}

fn engine() -> Engine {
    Engine::new(Arc::new(Lexicon::embedded().unwrap()), Arc::new(Gazetteer::empty()))
}

#[test]
fn every_time_is_found_with_its_value_and_nothing_else_is_a_time() {
    let engine = engine();
    let mut wrong = Vec::new();
    for case in cases() {
        let report = case.report();
        let reading = engine.read_report(&report);
        let times: Vec<(String, String)> = reading
            .mentions
            .iter()
            .filter(|mention| mention.kind == MentionKind::When)
            .map(|mention| {
                let words = report.text.cut(mention.span).to_owned();
                (words, mention.value.clone().unwrap_or_default())
            })
            .collect();
        if times != case.times {
            wrong.push(format!("{}: {times:?}, not {:?}", case.name, case.times));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_claim_has_the_day_of_the_happening_or_none() {
    let engine = engine();
    let mut wrong = Vec::new();
    for case in cases() {
        let Some(expected) = &case.claimed else { continue };
        let reading = engine.read_report(&case.report());
        let Some(claim) = reading.claims.first() else {
            wrong.push(format!("{}: no claim", case.name));
            continue;
        };
        let when = claim.when.as_ref();
        let days = when.and_then(|when| Some(format!("{}/{}", when.earliest?, when.latest?)));
        let found = days.or_else(|| when?.partial.clone());
        if found.as_deref().unwrap_or("none") != expected {
            wrong.push(format!("{}: {found:?}, not {expected}", case.name));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
