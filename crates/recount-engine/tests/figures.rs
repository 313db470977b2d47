//! The numbers of people of `corpus/sentences/figures.toml`: each case has the figures written by hand, and no others.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on should say where")]

use std::sync::Arc;

use recount_engine::{Engine, example_report};
use recount_lexicon::Lexicon;
use recount_model::{Amount, DateBasis, Published};
use recount_places::Gazetteer;
use serde::Deserialize;

#[derive(Deserialize)]
struct File {
    case: Vec<Case>,
}

#[derive(Deserialize)]
struct Case {
    name: String,
    text: String,
    figures: Vec<String>,
    claims: Option<usize>,
    /// What is not read yet, and why; such a case is not asked for.
    yet: Option<String>,
}

fn amount(amount: Amount) -> String {
    match (amount.low, amount.high) {
        (None, None) => "?".to_owned(),
        (Some(low), None) => format!(">={low}"),
        (None, Some(high)) => format!("<={high}"),
        (Some(low), Some(high)) if low == high => low.to_string(),
        (Some(low), Some(high)) => format!("{low}-{high}"),
    }
}

#[test]
fn every_number_of_people_is_read_and_nothing_else_is_one() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../corpus/sentences/figures.toml");
    let cases = toml::from_str::<File>(&std::fs::read_to_string(path).unwrap()).unwrap().case;
    let engine = Engine::new(Arc::new(Lexicon::embedded().unwrap()), Arc::new(Gazetteer::empty()));
    let published = Published { on: "2024-05-20".parse().unwrap(), basis: DateBasis::Given };
    let mut wrong = Vec::new();
    for case in cases.iter().filter(|case| case.yet.is_none()) {
        let mut report = example_report(&case.text);
        report.published = Some(published);
        let claims = engine.read_report(&report).claims;
        let mut found: Vec<String> = claims
            .iter()
            .flat_map(|claim| &claim.figures)
            .filter(|figure| !figure.amount.is_zero())
            .map(|figure| {
                let part = if figure.part_of.is_some() { " in" } else { "" };
                format!("{} {} {}{part}", figure.harm.as_str(), figure.who().as_str(), amount(figure.amount))
            })
            .collect();
        found.sort();
        let mut expected: Vec<String> =
            case.figures.iter().filter(|figure| !figure.ends_with(" 0")).cloned().collect();
        expected.sort();
        if found != expected || case.claims.is_some_and(|told| told != claims.len()) {
            wrong.push(format!("{}: {found:?} in {} claims, not {expected:?}", case.name, claims.len()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
