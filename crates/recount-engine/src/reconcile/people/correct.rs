//! Corrections put into effect: on claims before they are compared, on incidents after they are assembled.

use std::collections::BTreeMap;

use recount_model::{AgeSex, Amount, Figure, Harm, Incident, Occupation, Range, Status, Who};

use super::super::ClaimRow;
use super::super::totals::wholes;
use super::super::values::belongs_to;
use super::field::{Correction, UNKNOWN, harm_field, show_amount, show_places, show_when};

/// Puts a correction into a claim.
pub fn correct_claim(row: &mut ClaimRow, correction: &Correction) {
    match correction {
        Correction::Kind(kind) => row.claim.kind = *kind,
        Correction::When(when) => row.claim.when = when.clone(),
        Correction::Places(places) => row.claim.places = places.clone(),
        Correction::Alleged(names) => {
            row.alleged_words = names.iter().map(|name| (name.clone(), Some(name.clone()))).collect();
        }
        Correction::Figure(harm, who, amount) => correct_figure(row, *harm, *who, *amount),
        Correction::Polarity(polarity) => row.claim.polarity = *polarity,
        Correction::Certainty(certainty) => row.claim.certainty = *certainty,
        Correction::Role(role) => row.claim.role = *role,
        Correction::Telling(telling) => row.claim.telling = *telling,
    }
}

/// The figures that a correction of this harm and group is about.
fn meant(figures: &[Figure], harm: Harm, who: Option<Who>) -> Vec<usize> {
    match who {
        None => wholes(figures, harm, &|_| true),
        Some(who) => wholes(figures, harm, &|figure| belongs_to(figure, who)),
    }
}

/// One figure takes the place of those that were meant; parts keep their whole.
fn correct_figure(row: &mut ClaimRow, harm: Harm, who: Option<Who>, amount: Option<Amount>) {
    let span = row.claim.evidence.quote;
    let figures = &mut row.claim.figures;
    let old = meant(figures, harm, who);
    let first = old.first().copied();
    if let (Some(amount), Some(first)) = (amount, first) {
        figures[first].amount = amount;
    }
    if let (Some(amount), None) = (amount, first) {
        let whole = who.and_then(|_| meant(figures, harm, None).first().copied());
        figures.push(new_figure(harm, who, amount, whole, span));
    }
    let kept = if amount.is_some() { first } else { None };
    let gone: Vec<usize> = old.into_iter().filter(|at| Some(*at) != kept).collect();
    remove(figures, &gone, kept);
}

fn new_figure(
    harm: Harm,
    who: Option<Who>,
    amount: Amount,
    part_of: Option<usize>,
    span: recount_model::Span,
) -> Figure {
    let status = match who {
        Some(Who::Civilians) => Status::Civilian,
        Some(Who::Combatants) => Status::Combatant,
        Some(Who::Mixed) => Status::Mixed,
        _ => Status::Unknown,
    };
    let age_sex = match who {
        Some(Who::Children) => AgeSex::Child,
        Some(Who::Women) => AgeSex::Woman,
        Some(Who::Men) => AgeSex::Man,
        _ => AgeSex::Unknown,
    };
    let occupation = match who {
        Some(Who::Medics) => Occupation::Medic,
        Some(Who::Journalists) => Occupation::Journalist,
        Some(Who::Officials) => Occupation::Official,
        _ => Occupation::Unknown,
    };
    let because = "person".to_owned();
    Figure { harm, amount, status, age_sex, occupation, side: None, span, part_of, because }
}

/// Takes figures out; parts of what is gone become parts of `heir`.
fn remove(figures: &mut Vec<Figure>, gone: &[usize], heir: Option<usize>) {
    if gone.is_empty() {
        return;
    }
    let mut moved: BTreeMap<usize, usize> = BTreeMap::new();
    for at in (0..figures.len()).filter(|at| !gone.contains(at)) {
        moved.insert(at, moved.len());
    }
    let mut at = 0;
    figures.retain(|_| {
        at += 1;
        !gone.contains(&(at - 1))
    });
    for figure in figures {
        let whole = figure.part_of.map(|whole| if gone.contains(&whole) { heir } else { Some(whole) });
        figure.part_of = whole.flatten().and_then(|whole| moved.get(&whole).copied());
    }
}

/// The value a claim's field has, written as a correction is.
pub fn claim_value(row: &ClaimRow, field: &str) -> Result<String, String> {
    let claim = &row.claim;
    Ok(match field {
        "kind" => claim.kind.as_str().to_owned(),
        "polarity" => claim.polarity.as_str().to_owned(),
        "certainty" => claim.certainty.as_str().to_owned(),
        "role" => claim.role.as_str().to_owned(),
        "telling" => claim.telling.as_str().to_owned(),
        "when" => show_when(claim.when.as_ref()),
        "place" => show_places(&claim.places),
        "alleged" => {
            let names = row.alleged_words.iter().map(|(words, id)| id.as_ref().unwrap_or(words).clone());
            joined(names.collect())
        }
        _ => {
            let (harm, who) = harm_field(field)?;
            let amounts = meant(&claim.figures, harm, who);
            let shown: Vec<String> =
                amounts.iter().map(|at| show_amount(Some(claim.figures[*at].amount))).collect();
            if shown.is_empty() { UNKNOWN.to_owned() } else { shown.join(" and ") }
        }
    })
}

fn joined(names: Vec<String>) -> String {
    if names.is_empty() { UNKNOWN.to_owned() } else { names.join("; ") }
}

/// Puts a correction into an incident. Its ends then stand on the person's word and name no claims.
pub fn correct_incident(incident: &mut Incident, correction: &Correction) {
    match correction {
        Correction::Kind(kind) => incident.kind = *kind,
        Correction::When(when) => incident.when = when.clone(),
        Correction::Places(places) => incident.places = places.clone(),
        Correction::Alleged(names) => incident.alleged = names.clone(),
        Correction::Figure(harm, who, None) => drop(incident.ranges.remove(&(*harm, *who))),
        Correction::Figure(harm, who, Some(amount)) => {
            let before = incident.ranges.get(&(*harm, *who)).and_then(|range| range.best);
            let within = |best: &u32| {
                amount.low.is_none_or(|low| low <= *best) && amount.high.is_none_or(|high| *best <= high)
            };
            let best = before.filter(within).or(amount.low).or(amount.high);
            let (low_claims, high_claims) = (Vec::new(), Vec::new());
            let range = Range { low: amount.low, best, high: amount.high, low_claims, high_claims };
            incident.ranges.insert((*harm, *who), range);
        }
        Correction::Polarity(_) | Correction::Certainty(_) | Correction::Role(_) | Correction::Telling(_) => {
        }
    }
}

/// The value an incident's field has, written as a correction is.
pub fn incident_value(incident: &Incident, field: &str) -> Result<String, String> {
    Ok(match field {
        "kind" => incident.kind.as_str().to_owned(),
        "when" => show_when(incident.when.as_ref()),
        "place" => show_places(&incident.places),
        "alleged" => joined(incident.alleged.clone()),
        "polarity" | "certainty" | "role" | "telling" => {
            return Err(format!("{field} is a field of claims; name a claim"));
        }
        _ => {
            let range = incident.ranges.get(&harm_field(field)?);
            let bound = recount_model::Bound::Range;
            let amount = range.map(|range| Amount { low: range.low, high: range.high, bound, vague: None });
            show_amount(amount)
        }
    })
}
