//! Actors, weapons, targets and shared words compared.

use super::super::facets::Facets;
use super::super::matching::Matching;
use super::super::shingles::count_shared;
use super::{Findings, Tally};

pub(super) fn weigh(a: &Facets, b: &Facets, matching: &Matching, tally: &mut Tally, findings: &mut Findings) {
    let weights = &matching.words;
    if count_shared(&a.actors, &b.actors) > 0 {
        tally.add("actor", weights.actor, || "the same party is accused".to_owned());
    } else if count_shared(&a.actor_words, &b.actor_words) > 0 {
        tally.add("actor", weights.actor_words, || "the accused party is named in the same words".to_owned());
    } else if !a.actors.is_empty() && !b.actors.is_empty() {
        tally.add("actor", weights.actors_differ, || "different parties are accused".to_owned());
    }
    if count_shared(&a.weapons, &b.weapons) > 0 {
        tally.add("weapon", weights.weapon, || "the same weapon".to_owned());
    } else if !a.weapons.is_empty() && !b.weapons.is_empty() {
        tally.add("weapon", weights.weapons_differ, || "different weapons".to_owned());
    }
    let targets = count_shared(&a.targets, &b.targets).min(2);
    if targets > 0 {
        let weight = weights.target * small_float(targets);
        tally.add("target", weight, || format!("{targets} shared words for what was hit"));
    }
    let shared = count_shared(&a.words, &b.words);
    let fewer = a.words.len().min(b.words.len());
    let origins = &matching.origins;
    if shared >= origins.quotation_words
        && small_float(shared) >= origins.quotation_share * small_float(fewer)
    {
        findings.same_sentence = true;
        tally.add("words", weights.same_quotation, || "nearly the same sentence".to_owned());
    } else if shared > 0 {
        let counted = shared.min(6);
        let weight = weights.rare * small_float(counted);
        tally.add("words", weight, || format!("{shared} shared uncommon words"));
    }
}

fn small_float(count: usize) -> f64 {
    f64::from(u32::try_from(count).unwrap_or(u32::MAX))
}
