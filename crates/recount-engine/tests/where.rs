//! The places of `corpus/sentences/where.toml`: where each claim happened, and where it did not.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on should say where")]

use std::sync::Arc;

use recount_engine::{Engine, example_report};
use recount_lexicon::Lexicon;
use recount_model::Claim;
use recount_places::{Gazetteer, distance_km};
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
    claims: Vec<Expected>,
    /// Why it is not read rightly yet.
    open: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Expected {
    says: Option<String>,
    first: String,
    #[serde(default)]
    also: Vec<String>,
    #[serde(default)]
    never: Vec<String>,
    /// Names of larger areas that the place must be told to lie in.
    #[serde(default)]
    within: Vec<String>,
    at: Option<(f64, f64)>,
    km: Option<f64>,
}

fn cases() -> Vec<Case> {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../corpus/sentences/where.toml");
    toml::from_str::<File>(&std::fs::read_to_string(path).unwrap()).unwrap().case
}

/// What is wrong with the claims read in a case.
fn wrong(engine: &Engine, case: &Case) -> Vec<String> {
    let report = example_report(&case.text);
    let claims = engine.read_report(&report).claims;
    let says = |claim: &&Claim, words: &Option<String>| {
        words.as_ref().is_none_or(|words| report.text.cut(claim.evidence.quote).contains(words.as_str()))
    };
    case.claims
        .iter()
        .filter_map(|expected| {
            let Some(claim) = claims.iter().find(|claim| says(claim, &expected.says)) else {
                return Some("no such claim".to_owned());
            };
            differs(claim, expected)
        })
        .collect()
}

fn differs(claim: &Claim, expected: &Expected) -> Option<String> {
    let names: Vec<&str> = claim.places.iter().map(|place| place.name.as_str()).collect();
    let Some(first) = claim.places.first() else {
        return (expected.first != "none").then(|| format!("no place, not {}", expected.first));
    };
    // "East Example Zone": a kind in capitals may be part of the name.
    if first.name != expected.first && !first.name.starts_with(&format!("{} ", expected.first)) {
        return Some(format!("{names:?}, not {}", expected.first));
    }
    if let Some(missing) = expected.also.iter().find(|name| !names.contains(&name.as_str())) {
        return Some(format!("{names:?} lacks {missing}"));
    }
    if let Some(extra) = expected.never.iter().find(|name| names.contains(&name.as_str())) {
        return Some(format!("{names:?} has {extra}"));
    }
    if let Some(missing) =
        expected.within.iter().find(|name| !first.within.iter().any(|area| area.starts_with(name.as_str())))
    {
        return Some(format!("{} lies within {:?}, not {missing}", first.name, first.within));
    }
    let at = expected.at?;
    let Some(point) = first.point else { return Some(format!("{} is not on the map", first.name)) };
    let far = distance_km(point, at);
    (far > expected.km.unwrap_or(15.0)).then(|| format!("{} is {far:.0} km away, at {point:?}", first.name))
}

#[test]
fn a_claim_lies_where_the_text_says_that_it_happened() {
    let engine = Engine::new(Arc::new(Lexicon::embedded().unwrap()), Arc::new(Gazetteer::world()));
    let mut failures = Vec::new();
    let (mut right, mut all) = (0, 0);
    for case in cases() {
        let wrong = wrong(&engine, &case);
        all += 1;
        right += usize::from(wrong.is_empty());
        if case.open.is_none() && !wrong.is_empty() {
            failures.push(format!("{}: {}", case.name, wrong.join("; ")));
        }
    }
    assert!(failures.is_empty(), "{right} of {all} right\n{}", failures.join("\n"));
}
