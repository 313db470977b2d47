//! `recount judgements`: what people judged, and whether it still stands on what it stood on.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;

use recount_engine::reconcile::people;
use recount_ledger::Ledger;
use recount_model::{ClaimAnchor, ClaimId, Decision, Judgement, JudgementNumber, Subject};
use serde_json::json;

use crate::args::{JudgementFormat, Judgements};
use crate::stock;
use crate::table::{Column, Look, Table, harmless};
use crate::tell::{Outcome, results, tell};

/// Runs the command.
pub fn run(arguments: &Judgements) -> anyhow::Result<Outcome> {
    let ledger = Ledger::open(&arguments.ledger.path)?;
    let (judgements, moved) = stock::judgements(&ledger)?;
    let standing: BTreeSet<JudgementNumber> =
        people::in_force(&judgements).iter().map(|judgement| judgement.number).collect();
    if judgements.is_empty() {
        tell("no judgements");
        return Ok(Outcome::Fine);
    }
    let mut out = results();
    if arguments.format == JudgementFormat::Jsonl {
        let written = |one: &&Judgement| !matches!(one.decision, Decision::Undo { .. });
        for judgement in judgements.iter().filter(|one| standing.contains(&one.number)).filter(written) {
            writeln!(out, "{}", line(judgement))?;
        }
        out.flush()?;
        return Ok(Outcome::Fine);
    }
    let undone = undone_by(&judgements, &standing);
    let mut table = Table::new([
        Column::Words(""),
        Column::Words("when"),
        Column::Words("by"),
        Column::Words("judgement"),
        Column::Words("stands"),
        Column::Cuttable("why"),
    ]);
    for judgement in &judgements {
        let stands = match undone.get(&judgement.number) {
            Some(by) => format!("undone by {by}"),
            None => "yes".to_owned(),
        };
        table.push([
            judgement.number.to_string(),
            judgement.at.get(..16).unwrap_or(&judgement.at).replace('T', " "),
            judgement.by.clone(),
            in_words(&judgement.decision),
            stands,
            judgement.why.clone(),
        ]);
    }
    table.write(&mut out, Look::of_stdout())?;
    let of_incidents = ledger.incidents()?.into_iter().flat_map(|incident| incident.judged.notices);
    let mut notices: BTreeSet<String> = of_incidents.map(|notice| notice.message).collect();
    notices.extend(moved.iter().map(|told| format!("{}: {}", told.judgement, told.notice.message)));
    if !notices.is_empty() {
        writeln!(out, "\nTo look at again:")?;
        notices.iter().try_for_each(|notice| writeln!(out, "{}", harmless(notice)))?;
    }
    out.flush()?;
    Ok(Outcome::Fine)
}

/// Which judgement undid which.
fn undone_by(
    judgements: &[Judgement],
    standing: &BTreeSet<JudgementNumber>,
) -> BTreeMap<JudgementNumber, JudgementNumber> {
    let undoing = judgements.iter().filter(|one| standing.contains(&one.number));
    undoing
        .filter_map(|one| match one.decision {
            Decision::Undo { judgement } => Some((judgement, one.number)),
            _ => None,
        })
        .collect()
}

/// A decision as its command would be typed, with ids cut short.
pub fn in_words(decision: &Decision) -> String {
    let short = |anchor: &ClaimAnchor| anchor.claim_id().as_str()[..10].to_owned();
    let many = |anchors: &[ClaimAnchor]| match anchors {
        [] => "nothing".to_owned(),
        [only] => short(only),
        [first, rest @ ..] => format!("{} +{}", short(first), rest.len()),
    };
    let subject = |subject: &Subject| match subject {
        Subject::Claim(anchor) => short(anchor),
        Subject::Incident(anchors) => format!("the incident of {}", many(anchors)),
    };
    match decision {
        Decision::Compare { a, b, verdict } => {
            format!("judge {} {} {}", short(a), short(b), verdict.as_str())
        }
        Decision::Merge { one, other } => format!("merge {} with {}", many(one), many(other)),
        Decision::Split { out, rest } => format!("split {} from {}", many(out), many(rest)),
        Decision::Correct { subject: of, field, value, was } => {
            format!("correct {} {field} from {was} to {value}", subject(of))
        }
        Decision::Withdraw { subject: of } => format!("withdraw {}", subject(of)),
        Decision::Grade { incident, harm, attribution, .. } => {
            let by = attribution.as_ref().map(|by| format!("/{by}")).unwrap_or_default();
            format!("grade the incident of {} {harm}{by}", many(incident))
        }
        Decision::Cut { a, b } => format!("cut {} {}", &a.as_str()[..10], &b.as_str()[..10]),
        Decision::Undo { judgement } => format!("undo {judgement}"),
    }
}

/// A judgement as `recount judgements add` reads it.
fn line(judgement: &Judgement) -> serde_json::Value {
    let id = |anchor: &ClaimAnchor| anchor.claim_id();
    let ids = |anchors: &[ClaimAnchor]| -> Vec<String> {
        anchors.iter().map(ClaimAnchor::claim_id).map(|id: ClaimId| id.to_string()).collect()
    };
    let of = |subject: &Subject| match subject {
        Subject::Claim(anchor) => json!(id(anchor).as_str()),
        // A single claim would be read as the claim itself, so an incident is always a list.
        Subject::Incident(anchors) => json!(ids(anchors)),
    };
    let mut line = match &judgement.decision {
        Decision::Compare { a, b, verdict } => {
            json!({"a": id(a).as_str(), "b": id(b).as_str(), "verdict": verdict.as_str()})
        }
        Decision::Merge { one, other } => json!({"one": ids(one), "other": ids(other)}),
        Decision::Split { out, rest } => json!({"out": ids(out), "rest": ids(rest)}),
        Decision::Correct { subject, field, value, was } => {
            json!({"of": of(subject), "field": field, "value": value, "was": was})
        }
        Decision::Withdraw { subject } => json!({"of": of(subject)}),
        Decision::Grade { incident, harm, attribution, .. } => {
            let by = attribution.as_ref().map(|by| format!("/{by}")).unwrap_or_default();
            json!({"incident": ids(incident), "grade": format!("{harm}{by}")})
        }
        Decision::Cut { a, b } => json!({"a": a.as_str(), "b": b.as_str()}),
        Decision::Undo { judgement } => json!({"judgement": judgement.to_string()}),
    };
    line["number"] = json!(judgement.number.to_string());
    line["do"] = json!(judgement.decision.verb());
    line["by"] = json!(judgement.by);
    line["at"] = json!(judgement.at);
    line["why"] = json!(judgement.why);
    line
}
