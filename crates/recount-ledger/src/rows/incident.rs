//! An incident as the ledger keeps it. It is a view, so this row may change with the program; it is rebuilt then.

use recount_model::incident::{GradeReason, SuggestedGrade};
use recount_model::{
    ClaimId, Contradiction, Grading, Harm, Incident, IncidentId, Judged, JudgementNumber, Kind, Notice,
    OriginEdge, Range, ReportId, State, Who,
};
use serde::{Deserialize, Serialize};

use super::named;
use super::parts::{PlaceRow, WhenRow};

#[derive(Serialize, Deserialize)]
pub(crate) struct IncidentRow {
    id: String,
    kind: String,
    when: Option<WhenRow>,
    places: Vec<PlaceRow>,
    alleged: Vec<String>,
    denied_by: Vec<String>,
    acknowledged_by: Vec<String>,
    weapons: Vec<String>,
    ranges: Vec<RangeRow>,
    origins: u32,
    links: u32,
    origin_edges: Vec<EdgeRow>,
    contradictions: Vec<ContradictionRow>,
    suggested_grade: Option<GradeRow>,
    state: String,
    judged: JudgedRow,
    claims: Vec<String>,
    reports: Vec<String>,
}

#[derive(Serialize, Deserialize)]
struct JudgedRow {
    grading: Option<GradingRow>,
    withdrawn: Vec<String>,
    judgements: Vec<u32>,
    notices: Vec<(String, String)>,
}

#[derive(Serialize, Deserialize)]
struct GradingRow {
    harm: String,
    attribution: Option<String>,
    by: String,
    at: String,
    why: String,
    judgement: u32,
}

#[derive(Serialize, Deserialize)]
struct ReasonRow {
    field: String,
    grade: String,
    rule: String,
    says: String,
    inferred: bool,
    claims: Vec<String>,
    would_change: Vec<String>,
}

#[derive(Serialize, Deserialize)]
struct RangeRow {
    harm: String,
    who: Option<String>,
    low: Option<u32>,
    best: Option<u32>,
    high: Option<u32>,
    low_claims: Vec<String>,
    high_claims: Vec<String>,
}

#[derive(Serialize, Deserialize)]
struct EdgeRow {
    a: String,
    b: String,
    rule: String,
    reason: String,
}

#[derive(Serialize, Deserialize)]
struct ContradictionRow {
    about: String,
    claims: Vec<String>,
    message: String,
}

#[derive(Serialize, Deserialize)]
struct GradeRow {
    profile: String,
    harm: String,
    attribution: String,
    rule: String,
    claims: Vec<String>,
    reasons: Vec<ReasonRow>,
}

impl IncidentRow {
    /// The row of an incident. Spans are left out: they belong to the texts of several reports, and without saying
    /// which, a span is worse than none.
    pub(crate) fn of(incident: &Incident) -> Self {
        Self {
            id: incident.id.to_string(),
            kind: incident.kind.as_str().to_owned(),
            when: incident.when.as_ref().map(|when| WhenRow::of(when).without_words()),
            places: incident.places.iter().map(|place| PlaceRow::of(place).without_words()).collect(),
            alleged: incident.alleged.clone(),
            denied_by: incident.denied_by.clone(),
            acknowledged_by: incident.acknowledged_by.clone(),
            weapons: incident.weapons.clone(),
            ranges: incident
                .ranges
                .iter()
                .map(|((harm, who), range)| RangeRow {
                    harm: harm.as_str().to_owned(),
                    who: who.map(|who| who.as_str().to_owned()),
                    low: range.low,
                    best: range.best,
                    high: range.high,
                    low_claims: texts(&range.low_claims),
                    high_claims: texts(&range.high_claims),
                })
                .collect(),
            origins: incident.origins,
            links: incident.links,
            origin_edges: incident
                .origin_edges
                .iter()
                .map(|edge| EdgeRow {
                    a: edge.a.to_string(),
                    b: edge.b.to_string(),
                    rule: edge.rule.clone(),
                    reason: edge.reason.clone(),
                })
                .collect(),
            contradictions: incident
                .contradictions
                .iter()
                .map(|found| ContradictionRow {
                    about: found.about.clone(),
                    claims: texts(&found.claims),
                    message: found.message.clone(),
                })
                .collect(),
            suggested_grade: incident.suggested_grade.as_ref().map(|grade| GradeRow {
                profile: grade.profile.clone(),
                harm: grade.harm.clone(),
                attribution: grade.attribution.clone(),
                rule: grade.rule.clone(),
                claims: texts(&grade.claims),
                reasons: grade.reasons.iter().map(ReasonRow::of).collect(),
            }),
            state: incident.state.as_str().to_owned(),
            judged: JudgedRow::of(&incident.judged),
            claims: texts(&incident.claims),
            reports: texts(&incident.reports),
        }
    }

    /// The incident again; the error says what does not fit.
    pub(crate) fn into_incident(self) -> Result<Incident, String> {
        let grade = self.suggested_grade.map(|row| {
            Ok::<_, String>(SuggestedGrade {
                profile: row.profile,
                harm: row.harm,
                attribution: row.attribution,
                rule: row.rule,
                claims: claim_ids(&row.claims)?,
                reasons: row.reasons.into_iter().map(ReasonRow::into_reason).collect::<Result<_, _>>()?,
            })
        });
        Ok(Incident {
            id: named("incident id", &self.id, IncidentId::from_text)?,
            kind: named("kind", &self.kind, Kind::from_text)?,
            when: self.when.map(|row| row.into_when(None)).transpose()?,
            places: self.places.into_iter().map(|row| row.into_place(None)).collect::<Result<_, _>>()?,
            alleged: self.alleged,
            denied_by: self.denied_by,
            acknowledged_by: self.acknowledged_by,
            weapons: self.weapons,
            ranges: self.ranges.into_iter().map(RangeRow::into_entry).collect::<Result<_, _>>()?,
            origins: self.origins,
            links: self.links,
            origin_edges: self
                .origin_edges
                .into_iter()
                .map(|row| {
                    Ok(OriginEdge {
                        a: report_id(&row.a)?,
                        b: report_id(&row.b)?,
                        rule: row.rule,
                        reason: row.reason,
                    })
                })
                .collect::<Result<_, String>>()?,
            contradictions: self
                .contradictions
                .into_iter()
                .map(|row| {
                    Ok(Contradiction {
                        about: row.about,
                        claims: claim_ids(&row.claims)?,
                        message: row.message,
                    })
                })
                .collect::<Result<_, String>>()?,
            suggested_grade: grade.transpose()?,
            state: named("state", &self.state, State::from_text)?,
            judged: self.judged.into_judged()?,
            claims: claim_ids(&self.claims)?,
            reports: self.reports.iter().map(|id| report_id(id)).collect::<Result<_, _>>()?,
        })
    }
}

impl ReasonRow {
    fn of(reason: &GradeReason) -> Self {
        let GradeReason { field, grade, rule, says, inferred, claims, would_change } = reason.clone();
        Self { field, grade, rule, says, inferred, claims: texts(&claims), would_change }
    }

    fn into_reason(self) -> Result<GradeReason, String> {
        let Self { field, grade, rule, says, inferred, claims, would_change } = self;
        Ok(GradeReason { field, grade, rule, says, inferred, claims: claim_ids(&claims)?, would_change })
    }
}

impl JudgedRow {
    fn of(judged: &Judged) -> Self {
        let grading = judged.grading.clone().map(|grading| GradingRow {
            harm: grading.harm,
            attribution: grading.attribution,
            by: grading.by,
            at: grading.at,
            why: grading.why,
            judgement: grading.judgement.0,
        });
        Self {
            grading,
            withdrawn: texts(&judged.withdrawn),
            judgements: judged.judgements.iter().map(|number| number.0).collect(),
            notices: judged.notices.iter().map(|told| (told.id.clone(), told.message.clone())).collect(),
        }
    }

    fn into_judged(self) -> Result<Judged, String> {
        let grading = self.grading.map(|row| Grading {
            harm: row.harm,
            attribution: row.attribution,
            by: row.by,
            at: row.at,
            why: row.why,
            judgement: JudgementNumber(row.judgement),
        });
        Ok(Judged {
            grading,
            withdrawn: claim_ids(&self.withdrawn)?,
            judgements: self.judgements.into_iter().map(JudgementNumber).collect(),
            notices: self.notices.into_iter().map(|(id, message)| Notice::new(id, message)).collect(),
        })
    }
}

impl RangeRow {
    fn into_entry(self) -> Result<((Harm, Option<Who>), Range), String> {
        let harm = named("harm", &self.harm, Harm::from_text)?;
        let who = self.who.map(|who| named("group", &who, Who::from_text)).transpose()?;
        let (low_claims, high_claims) = (claim_ids(&self.low_claims)?, claim_ids(&self.high_claims)?);
        Ok(((harm, who), Range { low: self.low, best: self.best, high: self.high, low_claims, high_claims }))
    }
}

fn texts<T: ToString>(ids: &[T]) -> Vec<String> {
    ids.iter().map(ToString::to_string).collect()
}

fn claim_ids(texts: &[String]) -> Result<Vec<ClaimId>, String> {
    texts.iter().map(|text| named("claim id", text, ClaimId::from_text)).collect()
}

fn report_id(text: &str) -> Result<ReportId, String> {
    named("report id", text, ReportId::from_text)
}
