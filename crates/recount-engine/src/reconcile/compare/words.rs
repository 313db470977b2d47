//! Actors, weapons, targets, sentences and shared words compared.

use super::super::facets::Facets;
use super::super::matching::Matching;
use super::super::shingles::count_shared;
use super::{Findings, Tally};

pub(super) fn weigh(a: &Facets, b: &Facets, matching: &Matching, tally: &mut Tally, findings: &mut Findings) {
    let weights = &matching.words;
    if count_shared(&a.actors, &b.actors) > 0 {
        findings.same_actor = true;
        tally.add("actor", weights.actor, || "the same party is accused".to_owned());
    } else if count_shared(&a.actor_words, &b.actor_words) > 0 {
        tally.add("actor", weights.actor_words, || "the accused party is named in the same words".to_owned());
    } else if count_shared(&a.led, &b.actors) > 0 || count_shared(&a.actors, &b.led) > 0 {
        tally.add("actor", weights.actor_words, || {
            "a coalition and the state that leads it are accused".to_owned()
        });
    } else if a.names_actor && b.names_actor && !a.both_sides_act() && !b.both_sides_act() {
        tally.add("actor", weights.actors_differ, || "different parties are accused".to_owned());
    }
    if count_shared(&a.sides, &b.sides) > 0 {
        tally.add("victims", weights.side, || "people of the same side were harmed".to_owned());
    }
    if count_shared(&a.weapons, &b.weapons) > 0 {
        findings.same_means = true;
        tally.add("weapon", weights.weapon, || "the same weapon".to_owned());
    } else if !a.weapons.is_empty() && !b.weapons.is_empty() {
        tally.add("weapon", weights.weapons_differ, || "different weapons".to_owned());
    }
    let targets = count_shared(&a.targets, &b.targets).min(2);
    if targets > 0 {
        findings.same_target = true;
        let is_site = |target: &u64| matching.site_hashes.contains(target);
        findings.same_site =
            a.targets.iter().any(|target| is_site(target) && b.targets.binary_search(target).is_ok());
        let weight = weights.target * small_float(targets);
        tally.add("target", weight, || format!("{targets} shared words for what was hit"));
    }
    weigh_sentences(a, b, matching, tally, findings);
    weigh_reports(a, b, matching, tally, findings);
}

fn weigh_sentences(a: &Facets, b: &Facets, matching: &Matching, tally: &mut Tally, findings: &mut Findings) {
    let weights = &matching.words;
    let share = matching.origins.quotation_share;
    let same = |one: &Vec<u64>, two: &Vec<u64>| {
        let fewer = small_float(one.len().min(two.len()));
        small_float(count_shared(one, two)) >= share * fewer
    };
    findings.same_sentence = a.sentences.iter().any(|one| b.sentences.iter().any(|two| same(one, two)));
    if findings.same_sentence {
        tally.add("words", weights.same_quotation, || "nearly the same sentence".to_owned());
        return;
    }
    let shared = count_shared(&a.words, &b.words);
    if shared > 0 {
        let weight = weights.rare * small_float(shared.min(6));
        findings.words = weight;
        tally.add("words", weight, || format!("{shared} shared uncommon words"));
    }
}

/// The reports beside the claims: one text copied from the other, or the same rare words elsewhere in both.
fn weigh_reports(a: &Facets, b: &Facets, matching: &Matching, tally: &mut Tally, findings: &mut Findings) {
    let (one, two) = (&a.context, &b.context);
    let shared = count_shared(&one.shingles, &two.shingles);
    let fewer = small_float(one.shingles.len().min(two.shingles.len()));
    if shared >= matching.origins.shared_shingles
        && small_float(shared) >= matching.origins.containment * fewer
    {
        findings.copied = true;
        tally.add("copy", matching.words.copy, || "one text stands in the other".to_owned());
        return;
    }
    let shared = count_shared(&one.names, &two.names);
    if shared > 0 {
        let one_house = one.publisher.is_some() && one.publisher == two.publisher;
        let share = if one_house { matching.words.one_house } else { 1.0 };
        let weight = matching.words.report_name * small_float(shared.min(6)) * share;
        findings.report_words = weight;
        tally.add("report", weight, || format!("the reports share {shared} rare names"));
    }
}

fn small_float(count: usize) -> f64 {
    f64::from(u32::try_from(count).unwrap_or(u32::MAX))
}
