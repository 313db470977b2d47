//! Claims and their fields against gold. Claims have precision and recall; fields are measured on aligned claims, so
//! that a missed claim is not counted again for each of its fields. Figures count everywhere, aggregates aside.

use crate::corpus::{Claim, Figure, Words};

use super::align::{SAME_PHRASE, align, common, key, names_place};
use super::measure::{Results, Tally, Verdict};
use super::words::{overlap, pair_up};

/// Scores the claims found in one text.
pub fn score(tally: &mut Tally, results: &mut Results, id: &str, gold: &[Claim], found: &[Claim]) {
    let pairs = align(gold, found);
    tally.pair("claims", pairs.len(), found.len(), gold.len());
    for (at, claim) in found.iter().enumerate().filter(|(at, _)| pairs.iter().all(|(_, b)| b != at)) {
        results.miss(id, format!("claim {} not in gold: {}", at + 1, claim.quote));
    }
    for claim in unpaired(gold, &pairs) {
        results.miss(id, format!("claim missed: {}", claim.quote));
    }
    figures(tally, gold, found, &pairs);
    for (a, b) in &pairs {
        if let (Some(gold), Some(found)) = (gold.get(*a), found.get(*b)) {
            fields(tally, results, id, gold, found);
        }
    }
    incidents(tally, gold, found, &pairs);
}

fn unpaired<'c>(gold: &'c [Claim], pairs: &'c [(usize, usize)]) -> impl Iterator<Item = &'c Claim> {
    gold.iter().enumerate().filter(|(at, _)| pairs.iter().all(|(a, _)| a != at)).map(|(_, claim)| claim)
}

fn scored(claim: &Claim) -> Vec<&Figure> {
    claim.figures.iter().filter(|figure| !figure.is_zero()).collect()
}

fn figures(tally: &mut Tally, gold: &[Claim], found: &[Claim], pairs: &[(usize, usize)]) {
    for (at, claim) in found.iter().enumerate() {
        let partner = pairs.iter().find(|(_, b)| *b == at).and_then(|(a, _)| gold.get(*a));
        if !claim.aggregate && !partner.is_some_and(|gold| gold.aggregate) {
            tally.pair("figures", 0, scored(claim).len(), 0);
            tally.pair("figures-with-group", 0, scored(claim).len(), 0);
        }
    }
    for (at, claim) in gold.iter().enumerate().filter(|(_, claim)| !claim.aggregate) {
        let wanted = scored(claim);
        let partner = pairs.iter().find(|(a, _)| *a == at).and_then(|(_, b)| found.get(*b));
        let found = partner.map(scored).unwrap_or_default();
        let same = common(&wanted, &found, |figure| key(figure));
        let same_group = common(&wanted, &found, |figure| (figure.who.as_str(), key(figure)));
        tally.pair("figures", same, 0, wanted.len());
        tally.pair("figures-with-group", same_group, 0, wanted.len());
    }
}

fn fields(tally: &mut Tally, results: &mut Results, id: &str, gold: &Claim, found: &Claim) {
    let mut share = |name: &str, right: bool, wanted: String, got: String| {
        tally.share(name, Verdict::of(right));
        if !right {
            results.miss(id, format!("{name}: {got} instead of {wanted}, in: {}", gold.quote));
        }
    };
    share("kind", gold.kind == found.kind, gold.kind.clone(), found.kind.clone());
    share("role", gold.role == found.role, gold.role.clone(), found.role.clone());
    let chain = same_chain(&gold.said_by, &found.said_by);
    share("whole-chain", chain, list(&gold.said_by), list(&found.said_by));
    if let Some(when) = &gold.when {
        let got = found.when.clone().unwrap_or_default();
        share("when-exact", *when == got, format!("{when:?}"), format!("{got:?}"));
    }
    if let Some(right) = names_place(gold, found) {
        let name = |claim: &Claim| {
            claim.places.iter().chain(&claim.place).map(|p| format!("{:?} ", p.name)).collect::<String>()
        };
        share("place-name", right, name(gold), name(found));
    }
    for class in ["affirmed", "denied", "acknowledged"] {
        let (wanted, got) = (gold.polarity == class, found.polarity == class);
        tally.pair(
            &format!("polarity-{class}"),
            usize::from(wanted && got),
            usize::from(got),
            usize::from(wanted),
        );
    }
    if gold.polarity != found.polarity {
        results.miss(
            id,
            format!("polarity: {} instead of {}, in: {}", found.polarity, gold.polarity, gold.quote),
        );
    }
    let (wanted, got) = (gold.certainty != "stated", found.certainty != "stated");
    let right = wanted && gold.certainty == found.certainty;
    tally.pair("not-stated", usize::from(right), usize::from(got), usize::from(wanted));
    for (name, wanted, got) in [
        ("said-by", &gold.said_by, &found.said_by),
        ("alleged", &gold.alleged, &found.alleged),
        ("weapons", &gold.weapons, &found.weapons),
    ] {
        let both = pair_up(wanted.len(), got.len(), |a, b| phrase_likeness(&wanted[a], &got[b])).len();
        tally.pair(name, both, got.len(), wanted.len());
        if both < wanted.len().max(got.len()) && name != "said-by" {
            results
                .miss(id, format!("{name}: {} instead of {}, in: {}", list(got), list(wanted), gold.quote));
        }
    }
}

fn phrase_likeness(a: &Words, b: &Words) -> f64 {
    let likeness = overlap(a.as_str(), b.as_str());
    if likeness >= SAME_PHRASE { likeness } else { 0.0 }
}

/// Whether two chains have the same speakers in the same order.
pub fn same_chain(wanted: &[Words], got: &[Words]) -> bool {
    wanted.len() == got.len() && wanted.iter().zip(got).all(|(a, b)| phrase_likeness(a, b) > 0.0)
}

fn list(words: &[Words]) -> String {
    format!("{:?}", words.iter().map(Words::as_str).collect::<Vec<_>>())
}

/// Pairs of claims of one text that tell the same happening.
fn incidents(tally: &mut Tally, gold: &[Claim], found: &[Claim], pairs: &[(usize, usize)]) {
    for (at, (a, b)) in pairs.iter().enumerate() {
        for (c, d) in &pairs[at + 1..] {
            let wanted = gold[*a].incident == gold[*c].incident;
            let got = found[*b].incident.is_some() && found[*b].incident == found[*d].incident;
            tally.pair("same-incident", usize::from(wanted && got), usize::from(got), usize::from(wanted));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::measure::Score;
    use super::*;

    fn claim(quote: &str, killed: u32) -> Claim {
        let figure =
            Figure { harm: "killed".into(), who: "people".into(), low: Some(killed), high: Some(killed) };
        Claim { quote: quote.into(), figures: vec![figure], ..Claim::default() }
    }

    fn scores(gold: &[Claim], found: &[Claim], name: &str) -> Score {
        let (mut tally, mut results) = (Tally::default(), Results::default());
        score(&mut tally, &mut results, "t", gold, found);
        tally.scores("t").into_iter().find(|(of, _)| of == name).unwrap().1
    }

    #[test]
    fn a_claim_that_gold_lacks_costs_precision_only() {
        let gold = [claim("Two shells hit the old mill on Tuesday and killed four.", 4)];
        let found = [gold[0].clone(), claim("Nothing of this sort was ever written in that report.", 9)];
        assert_eq!(scores(&gold, &found, "t.claims"), Score::Pair { precision: 0.5, recall: 1.0 });
        assert_eq!(scores(&gold, &found, "t.figures"), Score::Pair { precision: 0.5, recall: 1.0 });
    }

    #[test]
    fn figures_of_an_aggregate_are_not_scored() {
        let gold =
            [Claim { aggregate: true, ..claim("Three attacks this month killed 60, the monitor said.", 60) }];
        let found = [claim("Three attacks this month killed 60, the monitor said.", 61)];
        let (mut tally, mut results) = (Tally::default(), Results::default());
        score(&mut tally, &mut results, "t", &gold, &found);
        assert!(tally.scores("t").iter().all(|(name, _)| !name.starts_with("t.figures")));
        assert_eq!(scores(&gold, &found, "t.claims"), Score::Pair { precision: 1.0, recall: 1.0 });
    }

    #[test]
    fn a_chain_in_the_wrong_order_is_wrong() {
        let chain = |names: [&str; 2]| names.map(|name| Words::Plain(name.into())).to_vec();
        assert!(same_chain(&chain(["SANA", "local sources"]), &chain(["SANA news agency", "local sources"])));
        assert!(!same_chain(&chain(["SANA", "local sources"]), &chain(["local sources", "SANA"])));
    }
}
