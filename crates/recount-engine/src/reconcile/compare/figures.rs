//! Figures compared as intervals: "at least 12" agrees with 14, and a rare number twice is hardly chance.

use recount_model::Status;

use super::super::facets::{Facets, FigureFacet};
use super::super::matching::Matching;
use super::{Findings, Tally};

pub(super) fn weigh(a: &Facets, b: &Facets, matching: &Matching, tally: &mut Tally, findings: &mut Findings) {
    let weights = &matching.figures;
    let mut sum = 0.0;
    let mut reasons: Vec<(&'static str, f64, String)> = Vec::new();
    let explain = tally.parts.is_some();
    for (at, one) in a.figures.iter().enumerate() {
        // Versions of one happening give several numbers for one group: the pair that agrees best speaks, once.
        let of_group = |two: &&FigureFacet| (two.harm, two.group) == (one.harm, one.group);
        if a.figures[..at].iter().any(|two| of_group(&two)) {
            continue;
        }
        let mine = a.figures[at..].iter().filter(of_group);
        let pairs = mine.flat_map(|one| {
            let theirs = b.figures.iter().filter(of_group);
            theirs.map(move |two| (weigh_pair(one, two, matching), one, two))
        });
        let mut tried = 0u32;
        let best =
            pairs.inspect(|_| tried += 1).reduce(|best, next| if next.0 > best.0 { next } else { best });
        let Some((weight, one, two)) = best else { continue };
        // The best of many pairs agrees by chance more easily than one pair does.
        let weight = if weight > 0.0 { (weight - f64::from(tried).ln()).max(0.0) } else { weight };
        sum += weight;
        findings.equal_figures += usize::from(weight >= weights.equal_base * weights.part_factor);
        let large = |figure: &FigureFacet| {
            figure
                .interval
                .rough()
                .is_some_and(|n| f64::from(n) >= weights.large && f64::from(n) < weights.toll)
        };
        findings.large_figures +=
            usize::from(one.group.is_none() && weight > 0.0 && large(one) && large(two));
        if explain && weight != 0.0 {
            let group = one.group.map_or(String::new(), |group| format!(" ({})", group.as_str()));
            let reason = format!("{}{group}: {} against {}", one.harm.as_str(), show(one), show(two));
            reasons.push((one.harm.as_str(), weight, reason));
        }
    }
    let capped = sum.clamp(weights.least, weights.most);
    findings.figures = capped;
    for (name, weight, reason) in reasons {
        tally.add(name, weight, || reason);
    }
    if explain {
        if capped != sum {
            tally.add("figures", capped - sum, || "figures together count no more than this".to_owned());
        }
    } else {
        tally.add("figures", capped, String::new);
    }
}

fn weigh_pair(one: &FigureFacet, two: &FigureFacet, matching: &Matching) -> f64 {
    let weights = &matching.figures;
    let part = if one.group.is_some() { weights.part_factor } else { 1.0 };
    let opposed = matches!(
        (one.status, two.status),
        (Status::Civilian, Status::Combatant) | (Status::Combatant, Status::Civilian)
    );
    let status = if opposed { weights.other_status } else { 1.0 };
    let (Some(a), Some(b)) = (one.interval.rough(), two.interval.rough()) else { return 0.0 };
    let (small, large) = (a.min(b), a.max(b));
    if f64::from(small) >= weights.toll {
        return 0.0;
    }
    if small == 0 {
        return if large == 0 { weights.equal_base } else { weights.zero_against_some * part };
    }
    if let (Some(number), Some(other)) = (one.interval.number(), two.interval.number()) {
        if number == other {
            let round = if number >= 10 && number % 10 == 0 { weights.round_factor } else { 1.0 };
            let rarity = weights.equal_base + f64::from(number).ln();
            return rarity.min(weights.equal_cap) * round * part * status;
        }
    } else if one.interval.meets(two.interval) {
        let ratio = f64::from(large) / f64::from(small);
        // "At least 2" against 80 agrees on paper only.
        let factor = if small < 5 || ratio > 3.0 { 0.5 } else { 1.0 };
        // The same number with another bound ("at least 26", 26) is nearly the same number.
        let equal = if small == large { 0.7 * f64::from(small).ln().min(weights.equal_cap) } else { 0.0 };
        return (weights.fits * factor).max(equal) * part * status;
    }
    let ratio = f64::from(large) / f64::from(small);
    let against = if ratio <= 1.5 && f64::from(small) >= weights.close_floor {
        // The more people, the fewer such happenings there are.
        let rarity = weights.close_growth * (f64::from(small) / weights.close_floor).ln();
        return (weights.close + rarity) * part * status;
    } else if ratio <= 2.0 {
        weights.under_double
    } else if ratio <= 4.0 {
        weights.under_fourfold
    } else {
        weights.beyond
    };
    against * part
}

fn show(figure: &FigureFacet) -> String {
    match (figure.interval.low, figure.interval.high) {
        (Some(low), Some(high)) if low == high => low.to_string(),
        (Some(low), Some(high)) => format!("{low} to {high}"),
        (Some(low), None) => format!("at least {low}"),
        (None, Some(high)) => format!("at most {high}"),
        (None, None) => "unknown".to_owned(),
    }
}
