//! The claims of `corpus/sentences/doers.toml`: who did it, of what kind it was, on whose word.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on should say where")]

use std::sync::Arc;

use recount_engine::{Engine, example_report};
use recount_lexicon::Lexicon;
use recount_model::{Claim, Report, Span};
use recount_places::Gazetteer;
use serde::Deserialize;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    case: Vec<Case>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    name: String,
    text: String,
    kind: Option<String>,
    alleged: Option<Vec<String>>,
    said_by: Option<Vec<String>>,
    polarity: Option<String>,
}

fn cases() -> Vec<Case> {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../corpus/sentences/doers.toml");
    toml::from_str::<File>(&std::fs::read_to_string(path).unwrap()).unwrap().case
}

fn words(report: &Report, spans: impl Iterator<Item = Span>) -> Vec<String> {
    spans.map(|span| report.text.cut(span).to_owned()).collect()
}

/// What is wrong with the first claim of a case.
fn wrong(case: &Case, report: &Report, claim: &Claim) -> Vec<String> {
    let alleged = words(report, claim.alleged.iter().map(|doer| doer.span));
    let said_by = words(report, claim.attribution.chain.iter().map(|speaker| speaker.span));
    let mut out = Vec::new();
    let mut ask = |field: &str, found: String, expected: Option<String>| {
        if expected.as_ref().is_some_and(|expected| *expected != found) {
            out.push(format!("{}: {field} {found}, not {}", case.name, expected.unwrap_or_default()));
        }
    };
    ask("kind", claim.kind.as_str().to_owned(), case.kind.clone());
    ask("polarity", claim.polarity.as_str().to_owned(), case.polarity.clone());
    ask("alleged", format!("{alleged:?}"), case.alleged.as_ref().map(|words| format!("{words:?}")));
    ask("said by", format!("{said_by:?}"), case.said_by.as_ref().map(|words| format!("{words:?}")));
    out
}

#[test]
fn the_doers_the_kind_and_the_speakers_are_those_of_the_text() {
    let engine = Engine::new(Arc::new(Lexicon::embedded().unwrap()), Arc::new(Gazetteer::empty()));
    let mut all = Vec::new();
    for case in cases() {
        let report = example_report(&case.text);
        match engine.read_report(&report).claims.first() {
            Some(claim) => all.extend(wrong(&case, &report, claim)),
            None => all.push(format!("{}: no claim", case.name)),
        }
    }
    assert!(all.is_empty(), "{}", all.join("\n"));
}
