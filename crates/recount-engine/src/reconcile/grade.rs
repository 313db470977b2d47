//! The suggested grade: the rule that fires, in the profile's words. Only a person's judgement makes a grade.

use std::collections::BTreeSet;

use recount_model::incident::SuggestedGrade;
use recount_model::{Contradiction, Harm, Polarity, Status};

use super::incident::Told;
use super::profile::{GradeRules, Profile};

/// Suggests a grade; none for a profile without grades and for incidents in which nobody is said to be harmed.
pub fn grade_of(
    told: &[Told<'_>],
    origins: u32,
    contradictions: &[Contradiction],
    profile: &Profile,
) -> Option<SuggestedGrade> {
    let rules = profile.grade.as_ref()?;
    let harmed = |one: &&Told<'_>| {
        let harms = [Harm::Killed, Harm::Injured, Harm::Casualties];
        let counts =
            |figure: &recount_model::Figure| harms.contains(&figure.harm) && !figure.amount.is_zero();
        one.row.claim.polarity != Polarity::Denied && one.row.claim.figures.iter().any(counts)
    };
    if told.iter().filter(harmed).count() == 0 {
        return None;
    }
    let (harm, harm_rule) = harm_grade(told, origins, contradictions, rules);
    let (attribution, attribution_rule) = attribution_grade(told, origins, contradictions, rules);
    let mut claims: Vec<_> = told
        .iter()
        .filter(|one| harmed(one) || one.row.claim.polarity != Polarity::Affirmed)
        .map(|one| one.row.claim.anchor.claim_id())
        .collect();
    claims.sort();
    Some(SuggestedGrade {
        profile: format!("{} {}", rules.name, rules.version),
        harm: harm.to_owned(),
        attribution: attribution.to_owned(),
        rule: format!("harm: {harm_rule}; attribution: {attribution_rule}"),
        claims,
    })
}

fn is_acknowledged(told: &[Told<'_>]) -> bool {
    told.iter().any(|one| one.row.claim.polarity == Polarity::Acknowledged)
}

fn disputes(contradictions: &[Contradiction], about: &str) -> bool {
    contradictions.iter().any(|contradiction| contradiction.about == about)
}

/// Whether anybody affirms it and names who did it.
fn accused<'r>(told: &'r [Told<'_>]) -> BTreeSet<&'r str> {
    let affirmed = told.iter().filter(|one| one.row.claim.polarity != Polarity::Denied);
    affirmed
        .flat_map(|one| one.row.alleged_words.iter())
        .map(|(words, id)| id.as_deref().unwrap_or(words))
        .collect()
}

fn harm_grade<'r>(
    told: &[Told<'_>],
    origins: u32,
    contradictions: &[Contradiction],
    rules: &'r GradeRules,
) -> (&'static str, &'r str) {
    let figures = || {
        let affirmed = told.iter().filter(|one| one.row.claim.polarity != Polarity::Denied);
        affirmed.flat_map(|one| &one.row.claim.figures).filter(|figure| !figure.amount.is_zero())
    };
    let all_fighters = figures().all(|figure| figure.status == Status::Combatant);
    if all_fighters {
        ("discounted", &rules.harm_discounted)
    } else if is_acknowledged(told) {
        ("confirmed", &rules.harm_confirmed)
    } else if disputes(contradictions, "alleged") {
        ("contested", &rules.harm_contested)
    } else if origins < 2 {
        ("weak", &rules.harm_weak)
    } else if accused(told).is_empty() {
        ("contested", &rules.harm_unattributed)
    } else {
        ("fair", &rules.harm_fair)
    }
}

fn attribution_grade<'r>(
    told: &[Told<'_>],
    origins: u32,
    contradictions: &[Contradiction],
    rules: &'r GradeRules,
) -> (&'static str, &'r str) {
    if is_acknowledged(told) {
        ("declared", &rules.attribution_declared)
    } else if disputes(contradictions, "alleged") || disputes(contradictions, "denied") {
        ("contested", &rules.attribution_contested)
    } else if origins >= 2 && !accused(told).is_empty() {
        ("likely", &rules.attribution_likely)
    } else {
        ("single-source", &rules.attribution_single)
    }
}
