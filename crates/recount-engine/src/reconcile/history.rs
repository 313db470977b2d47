//! What was known of an incident at which day: the same claims, counted as far as they had been published.

use std::collections::BTreeSet;

use jiff::civil::Date;
use recount_model::{ClaimId, Incident, Judgement};

use super::incident::{Told, assemble_judged};
use super::people::People;
use super::{ClaimRow, Profile, ReportRow, Sources, ordered};

/// An incident as it stood when the reports of one more day were out.
#[derive(Clone, Debug, PartialEq)]
pub struct Stage {
    /// The day of publication; none for reports of an unknown day, which come last.
    pub on: Option<Date>,
    /// The claims that came.
    pub new: Vec<ClaimId>,
    /// The incident with all claims so far.
    pub incident: Incident,
}

/// The stages of an incident whose claims these are, in order. What people corrected or withdrew is so from the start:
/// it was read wrongly, not reported wrongly.
pub fn history(
    reports: &[ReportRow],
    claims: &[ClaimRow],
    sources: Sources<'_>,
    profile: &Profile,
    judgements: &[Judgement],
) -> Vec<Stage> {
    let people = People::of(judgements);
    let read = ordered(reports, claims);
    let corrected = people.corrected(&read);
    let rows: Vec<(&ClaimRow, usize)> =
        read.iter().map(|(row, report)| (corrected.get(&row.claim.anchor).unwrap_or(row), *report)).collect();
    let published = |report: usize| reports[report].head.published;
    let days: BTreeSet<(bool, Option<Date>)> =
        rows.iter().map(|(_, report)| (published(*report).is_none(), published(*report))).collect();
    let stage = |(unknown, on): &(bool, Option<Date>)| {
        let is_out = |report: usize| (published(report).is_none(), published(report)) <= (*unknown, *on);
        let out = rows.iter().filter(|(_, report)| is_out(*report));
        let told: Vec<Told<'_>> = out.map(|(row, report)| Told { row, report: *report }).collect();
        let new = told.iter().filter(|one| published(one.report) == *on);
        let new = new.map(|one| one.row.claim.anchor.claim_id()).collect();
        Stage { on: *on, new, incident: assemble_judged(reports, told, sources, profile, &people) }
    };
    days.iter().map(stage).collect()
}
