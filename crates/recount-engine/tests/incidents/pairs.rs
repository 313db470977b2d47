//! Pairs of claims: the same happening or not, graded plain, nuanced, borderline.

use std::collections::BTreeMap;

use recount_engine::reconcile::{Comparison, Profile, compare_among};
use serde::Deserialize;

use super::rows::{Line, World, corpus, rows};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Pairs {
    pair: Vec<Pair>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Pair {
    name: String,
    grade: String,
    same: bool,
    /// What decides it for a person; documented facts are named here.
    note: String,
    /// Why the program does not get it right today; such a pair is run and told, and not asked for.
    today: Option<String>,
    one: Line,
    two: Line,
}

/// How strongly the comparison says what a person says: above zero it is right.
fn score(comparison: &Comparison, same: bool) -> f64 {
    let total = comparison.total.clamp(-10.0, 10.0);
    let says = match (comparison.links(), comparison.forbidden) {
        (true, _) => total,
        (false, Some(_)) => total.min(-8.0),
        // Without a ground it is no link, whatever the sum.
        (false, None) => total.min(-0.5),
    };
    if same { says } else { -says }
}

#[test]
fn plain_pairs_are_right_and_scores_fall_from_plain_over_nuanced_to_borderline() {
    let (pairs, world): (Pairs, World) = (corpus("pairs.toml"), corpus("places.toml"));
    let profile = Profile::built_in("airwars").unwrap().unwrap();
    let mut names: Vec<&str> = pairs.pair.iter().map(|pair| pair.name.as_str()).collect();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), pairs.pair.len(), "a name stands twice");
    let mut scores: BTreeMap<&str, Vec<f64>> = BTreeMap::new();
    let (mut wrong_plain, mut told) = (Vec::new(), Vec::new());
    for pair in &pairs.pair {
        assert!(!pair.note.is_empty(), "{}: no note", pair.name);
        let (reports, claims) = rows(&[pair.one.clone(), pair.two.clone()], &world);
        let comparison = compare_among(&reports, &claims, &claims[0], &claims[1], &profile).unwrap();
        let score = score(&comparison, pair.same);
        scores.entry(&pair.grade).or_default().push(score);
        if score <= 0.0 {
            let parts: Vec<String> = comparison
                .parts
                .iter()
                .map(|part| format!("    {} {:+.2} {}", part.name, part.weight, part.reason))
                .collect();
            told.push(format!(
                "{} ({}): same = {}, {:+.2}, {:?} {:?}\n{}",
                pair.name,
                pair.grade,
                pair.same,
                comparison.total,
                comparison.forbidden,
                comparison.ground,
                parts.join("\n")
            ));
            if pair.grade == "plain" && pair.today.is_none() {
                wrong_plain.push(&pair.name);
            }
        }
    }
    let mean = |grade: &str| {
        let all = &scores[grade];
        all.iter().sum::<f64>() / all.len() as f64
    };
    let right = |grade: &str| scores[grade].iter().filter(|score| **score > 0.0).count();
    let [plain, nuanced, borderline] = ["plain", "nuanced", "borderline"].map(|grade| {
        println!("{grade}: {} of {} right, mean score {:.2}", right(grade), scores[grade].len(), mean(grade));
        mean(grade)
    });
    println!("{}", told.join("\n"));
    let waiting = pairs.pair.iter().filter(|pair| pair.today.is_some()).count();
    assert!(waiting <= 1, "{waiting} pairs wait for the program");
    assert_eq!(scores.values().map(Vec::len).sum::<usize>(), pairs.pair.len());
    assert!(pairs.pair.len() >= 80, "only {} pairs", pairs.pair.len());
    assert!(scores.len() == 3 && plain > nuanced && nuanced > borderline, "{scores:?}");
    assert!(wrong_plain.is_empty(), "{wrong_plain:?}");
}
