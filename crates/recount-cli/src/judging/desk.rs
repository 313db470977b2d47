//! The desk at which judgements are made: ids are found, and what cannot be judged is refused with the reason.

use std::collections::BTreeSet;

use anyhow::anyhow;
use recount_engine::reconcile::people::{self, Correction};
use recount_engine::reconcile::{self, Profile};
use recount_ledger::{Anchored, Error, ErrorKind, Found, IncidentFate, Ledger};
use recount_model::{
    ClaimAnchor, ClaimId, Decision, Incident, Judgement, JudgementNumber, ReportId, Subject,
};

use super::ask::Ask;
use crate::{show, stock};

/// Why a judgement is not made; a sentence for the person who asked.
#[derive(Debug)]
pub struct Refusal(pub String);

/// Refused, or the ledger could not be read at all.
#[derive(Debug)]
pub enum Stop {
    /// This judgement cannot be made; others may.
    Refused(Refusal),
    /// Nothing can be done.
    Failed(anyhow::Error),
}

impl From<Error> for Stop {
    fn from(error: Error) -> Self {
        match error.kind() {
            ErrorKind::NotFound => Self::Refused(Refusal(error.to_string())),
            _ => Self::Failed(error.into()),
        }
    }
}

impl From<anyhow::Error> for Stop {
    fn from(error: anyhow::Error) -> Self {
        Self::Failed(error)
    }
}

fn refuse<T>(why: impl Into<String>) -> Result<T, Stop> {
    Err(Stop::Refused(Refusal(why.into())))
}

/// A judgement that may be made.
pub struct Made {
    /// The decision.
    pub decision: Decision,
    /// What the machine alone says of two claims.
    pub machine_said: Option<String>,
    /// Judgements it takes the place of.
    pub replaces: BTreeSet<JudgementNumber>,
}

/// An open ledger with what people judged so far.
pub struct Desk<'l> {
    ledger: &'l Ledger,
    profile: Profile,
    /// Judgements on the claims that count now, with those just made.
    judgements: Vec<Judgement>,
}

impl<'l> Desk<'l> {
    pub fn at(ledger: &'l Ledger) -> anyhow::Result<Self> {
        let profile = stock::ledger_profile(ledger)?;
        let (judgements, _) = stock::judgements(ledger)?;
        Ok(Self { ledger, profile, judgements })
    }

    /// Makes a decision of what is asked, or says why it cannot be one.
    pub fn decide(&mut self, ask: &Ask, by: &str, why: &str) -> Result<Made, Stop> {
        let (decision, machine_said) = self.decision(ask)?;
        let standing = people::in_force(&self.judgements);
        if let Some(same) = standing.iter().find(|one| one.decision == decision && one.by == by) {
            return refuse(format!("{} by {by} says so already", same.number));
        }
        let effect = people::effect_of(&self.judgements, &decision);
        if !effect.contradicts.is_empty() {
            let list: Vec<String> = effect.contradicts.iter().map(|number| self.in_words(*number)).collect();
            return refuse(format!(
                "it cannot hold together with {}; undo what is wrong first",
                list.join(" and ")
            ));
        }
        let next = self.judgements.last().map_or(1, |last| last.number.0 + 1);
        self.judgements.push(Judgement {
            number: JudgementNumber(next),
            by: by.to_owned(),
            at: String::new(),
            why: why.to_owned(),
            machine_said: machine_said.clone(),
            decision: decision.clone(),
        });
        Ok(Made { decision, machine_said, replaces: effect.replaces })
    }

    /// `j3 (judge c-1 c-2 same, by A. Recorder)`
    fn in_words(&self, number: JudgementNumber) -> String {
        let found = self.judgements.iter().find(|judgement| judgement.number == number);
        let words = found.map(|one| format!(" ({}, by {})", super::list::in_words(&one.decision), one.by));
        format!("{number}{}", words.unwrap_or_default())
    }

    fn decision(&self, ask: &Ask) -> Result<(Decision, Option<String>), Stop> {
        let plain = |decision| Ok((decision, None));
        match ask {
            Ask::Judge(a, b, verdict) => {
                let (one, two) = (self.claim(a)?, self.claim(b)?);
                if one == two {
                    return refuse(format!("{a} and {b} are the same claim, {}", one.claim_id()));
                }
                let rows = stock::Rows::around(self.ledger, &[one.clone(), two.clone()])?;
                let says = rows.of(&one).zip(rows.of(&two)).and_then(|(x, y)| {
                    reconcile::compare_among(&rows.reports, &rows.claims, x, y, &self.profile)
                });
                let machine_said = says.map(|comparison| people::machine_says(&comparison).to_owned());
                Ok((Decision::Compare { a: one, b: two, verdict: *verdict }, machine_said))
            }
            Ask::Merge(one, other) => {
                let (one, other) = (self.claims_of(one)?, self.claims_of(other)?);
                if one.iter().any(|anchor| other.contains(anchor)) {
                    return refuse("that is one incident already");
                }
                plain(Decision::Merge { one, other })
            }
            Ask::Split(incident, out) => self.split(incident, out).and_then(plain),
            Ask::Correct(of, field, value) => {
                let correction =
                    Correction::parse(field, value).map_err(|wrong| Stop::Refused(Refusal(wrong)))?;
                let subject = self.subject(of)?;
                if matches!(subject, Subject::Incident(_)) && correction.is_of_claims_only() {
                    return refuse(format!("{field} is a field of claims; name a claim of the incident"));
                }
                let was = self.value(&subject, field)?;
                if was == value.trim() {
                    return refuse(format!("{field} is {was} already"));
                }
                plain(Decision::Correct {
                    subject,
                    field: field.clone(),
                    value: value.trim().to_owned(),
                    was,
                })
            }
            Ask::Withdraw(of) => plain(Decision::Withdraw { subject: self.subject(of)? }),
            Ask::Grade(incident, grade) => self.grade(incident, grade).and_then(plain),
            Ask::Cut(a, b) => self.cut(a, b).and_then(plain),
            Ask::Undo(judgement) => self.undo(judgement).and_then(plain),
        }
    }

    /// A claim by its id, or by its number in the list of its incident.
    pub fn claim(&self, asked: &str) -> Result<ClaimAnchor, Stop> {
        let id = match asked.split_once(':') {
            Some((incident, number)) => self.numbered(&self.incident(incident)?, number)?,
            None if asked.starts_with("i-") => {
                return refuse(format!("{asked} is an incident; name a claim: {asked}:1, or c-..."));
            }
            None => self.ledger.find_claim(asked)?,
        };
        self.anchor(&id)
    }

    fn anchor(&self, id: &ClaimId) -> Result<ClaimAnchor, Stop> {
        let Some((claim, _)) = self.ledger.old_claim(id)? else {
            return refuse(format!("the content of {id} was erased"));
        };
        let anchor = claim.anchor;
        match self.ledger.find_anchors(&[anchor.clone()].into())?.remove(&anchor) {
            Some(Anchored::Here) => Ok(anchor),
            Some(Anchored::Moved(to, how)) => refuse(format!(
                "{id} is told no more; {} now tells it, by {how}: name that one",
                to.claim_id()
            )),
            _ => refuse(format!(
                "{id} is told no more: another engine or a newer version of its report took its place"
            )),
        }
    }

    fn numbered(&self, incident: &Incident, number: &str) -> Result<ClaimId, Stop> {
        let claims = show::numbered(self.ledger, incident)?;
        let at = number.parse::<usize>().ok().filter(|number| (1..=claims.len()).contains(number));
        match at {
            Some(number) => Ok(claims[number - 1].clone()),
            None => refuse(format!("{} has the claims 1 to {}, and no {number}", incident.id, claims.len())),
        }
    }

    /// An incident that lives. One that was merged or split since it was noted must be looked at before it is judged.
    pub fn incident(&self, asked: &str) -> Result<Incident, Stop> {
        let Found { incident, alias } = self.ledger.incident(asked)?;
        match (incident, alias) {
            (Some(incident), None) => Ok(incident),
            (Some(now), Some((old, fate))) => {
                let became =
                    if fate == IncidentFate::Split { "what is left of it is" } else { "it is part of" };
                refuse(format!(
                    "{old} was {} since; {became} {}: look at that one and name it",
                    fate.as_str(),
                    now.id
                ))
            }
            (None, _) => refuse(format!("{asked}: none of its claims is left")),
        }
    }

    /// The anchors of an incident's claims, in order.
    pub fn anchors(&self, incident: &Incident) -> Result<Vec<ClaimAnchor>, Stop> {
        let mut anchors = Vec::new();
        for id in &incident.claims {
            anchors.extend(self.ledger.old_claim(id)?.map(|(claim, _)| claim.anchor));
        }
        anchors.sort();
        Ok(anchors)
    }

    /// The claims of an incident that is named, or the claims that are.
    fn claims_of(&self, asked: &[String]) -> Result<Vec<ClaimAnchor>, Stop> {
        if let [one] = asked
            && !one.starts_with("c-")
            && !one.contains(':')
        {
            return self.anchors(&self.incident(one)?);
        }
        let mut anchors = asked.iter().map(|one| self.claim(one)).collect::<Result<Vec<_>, _>>()?;
        anchors.sort();
        anchors.dedup();
        Ok(anchors)
    }

    fn subject(&self, asked: &[String]) -> Result<Subject, Stop> {
        match asked {
            [one] if one.starts_with("c-") || one.contains(':') => self.claim(one).map(Subject::Claim),
            [one] if one.starts_with("i-") => self.claims_of(asked).map(Subject::Incident),
            [one] => refuse(format!("{one}: write c-... for a claim, i-... for an incident")),
            _ => self.claims_of(asked).map(Subject::Incident),
        }
    }

    fn split(&self, from: &[String], out: &[String]) -> Result<Decision, Stop> {
        let all = self.claims_of(from)?;
        let by_incident = matches!(from, [one] if !one.starts_with("c-"));
        let named = |one: &String| {
            let bare_number = by_incident && one.parse::<usize>().is_ok();
            if bare_number { self.claim(&format!("{}:{one}", from[0])) } else { self.claim(one) }
        };
        let mut out = out.iter().map(named).collect::<Result<Vec<_>, _>>()?;
        out.sort();
        out.dedup();
        if by_incident && let Some(stranger) = out.iter().find(|anchor| !all.contains(anchor)) {
            return refuse(format!("{} is no claim of {}", stranger.claim_id(), from[0]));
        }
        let rest: Vec<ClaimAnchor> = all.into_iter().filter(|anchor| !out.contains(anchor)).collect();
        if rest.is_empty() {
            return refuse("nothing would be left of the incident; a split needs a claim that stays");
        }
        Ok(Decision::Split { out, rest })
    }

    fn value(&self, subject: &Subject, field: &str) -> Result<String, Stop> {
        let wrong = |message| Stop::Refused(Refusal(message));
        match subject {
            Subject::Claim(anchor) => {
                let rows = stock::Rows::around(self.ledger, std::slice::from_ref(anchor))?;
                let row = rows.of(anchor).ok_or_else(|| anyhow!("{} cannot be read", anchor.claim_id()))?;
                people::claim_value(row, field).map_err(wrong)
            }
            Subject::Incident(anchors) => {
                let id = self.ledger.incident_of_claim(&anchors[0].claim_id())?;
                let id = id.ok_or_else(|| anyhow!("{} is in no incident", anchors[0].claim_id()))?;
                people::incident_value(&self.incident(id.as_str())?, field).map_err(wrong)
            }
        }
    }

    fn grade(&self, asked: &[String], grade: &str) -> Result<Decision, Stop> {
        let anchors = self.claims_of(asked)?;
        let Some(rules) = &self.profile.grade else {
            return refuse(format!("the profile {} knows no grades", self.profile.name));
        };
        let (harm, attribution) = grade.split_once('/').map_or((grade, None), |(harm, by)| (harm, Some(by)));
        let check = |what: &str, given: &str, known: Vec<&str>| {
            if known.contains(&given) {
                return Ok(());
            }
            refuse(format!(
                "{given:?} is no grade of {what} in {}; there are {}",
                rules.name,
                known.join(", ")
            ))
        };
        check("harm", harm, recount_engine::reconcile::GradeRules::grades(&rules.harm))?;
        if let Some(by) = attribution {
            check("attribution", by, recount_engine::reconcile::GradeRules::grades(&rules.attribution))?;
        }
        let home = self.ledger.incident_of_claim(&anchors[0].claim_id())?;
        let incident = home.map(|id| self.incident(id.as_str())).transpose()?;
        let suggested = incident.and_then(|incident| incident.suggested_grade);
        Ok(Decision::Grade {
            incident: anchors,
            harm: harm.to_owned(),
            attribution: attribution.map(str::to_owned),
            suggested: suggested.map(|grade| (grade.harm, grade.attribution)),
        })
    }

    fn report(&self, asked: &str) -> Result<ReportId, Stop> {
        if asked.starts_with("r-") {
            return Ok(self.ledger.find_report(asked)?);
        }
        self.claim(asked).map(|anchor| anchor.report)
    }

    fn cut(&self, a: &str, b: &str) -> Result<Decision, Stop> {
        let (a, b) = (self.report(a)?, self.report(b)?);
        if a == b {
            return refuse(format!("both are the report {a}"));
        }
        let (a, b) = (a.clone().min(b.clone()), a.max(b));
        let joined =
            |incident: &Incident| incident.origin_edges.iter().any(|edge| edge.a == a && edge.b == b);
        if !self.ledger.incidents()?.iter().any(joined) {
            return refuse(format!(
                "no edge joins {a} and {b} to one origin; `recount show` lists the edges"
            ));
        }
        Ok(Decision::Cut { a, b })
    }

    fn undo(&self, asked: &str) -> Result<Decision, Stop> {
        let number = JudgementNumber::from_text(asked);
        let known = number.filter(|number| self.judgements.iter().any(|one| one.number == *number));
        let Some(judgement) = known else {
            return refuse(format!("there is no judgement {asked}; `recount judgements` lists them"));
        };
        if !people::in_force(&self.judgements).iter().any(|one| one.number == judgement) {
            return refuse(format!("{judgement} was undone already"));
        }
        Ok(Decision::Undo { judgement })
    }
}
