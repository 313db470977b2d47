//! Claims of many reports become incidents: which tell of the same happening, how many origins stand behind it, what
//! range of figures they give, and where they disagree.
//!
//! Nothing here reads text: rows carry the words that are needed, already cut. The result depends only on the set of
//! rows, never on their order; ties are broken by anchors. An unrelated report changes no incident, because nothing is
//! weighed by how often it occurs elsewhere.

use std::collections::HashMap;

use jiff::civil::Date;
use recount_model::claim::Generic;
use recount_model::{Claim, ClaimAnchor, Incident, Judgement, ReportId};

mod cores;
mod profile;
mod matching;
mod names;
mod totals;
mod context;
mod clock;
mod facets;
mod compare;
mod nodes;
mod keys;
mod block;
mod cluster;
mod shingles;
mod voices;
mod origins;
mod values;
mod ranges;
mod contradictions;
mod grade;
mod incident;
mod history;
mod ties;
mod reference;
mod region;
pub mod people;
#[cfg(test)]
mod tests;

pub use compare::{Comparison, Part};
pub use history::{Stage, history};
pub use matching::Matching;
pub use names::proper_names;
pub use profile::{GradeRules, Profile, ProfileError, RuleNote};
pub use reference::{Compared, Match, compare_with};
pub use region::{Change, Loaded, Print, Region, judged_reports, prints, region};
pub use shingles::{count_shared, sampled_shingles};
pub use ties::{Tie, ties};

use facets::Facets;
use people::{JudgementNotice, People};

/// What reconciling needs to know of a report.
#[derive(Clone, Debug, PartialEq)]
#[allow(missing_docs, reason = "the fields are those of the report")]
pub struct ReportHead {
    pub id: ReportId,
    pub external_id: Option<String>,
    pub file: String,
    pub publisher: Option<String>,
    /// Registry id of the publisher.
    pub publisher_source: Option<String>,
    pub url: Option<String>,
    pub published: Option<Date>,
    pub title: Option<String>,
}

/// A report with what shows where its words come from.
#[derive(Clone, Debug, PartialEq)]
pub struct ReportRow {
    /// The report.
    pub head: ReportHead,
    /// Sampled shingles of the text, sorted; see [`sampled_shingles`].
    pub shingles: Vec<u64>,
    /// Hashes of the proper names in the text, sorted; see [`proper_names`].
    pub names: Vec<u64>,
    /// Registry ids of agencies credited or datelined.
    pub agency_credits: Vec<String>,
}

/// A speaker of a claim's chain, with the words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SpeakerWords {
    /// The words that name the speaker.
    pub text: String,
    /// Registry id, where known.
    pub source: Option<String>,
    /// Whether the words name nobody in particular.
    pub generic: Generic,
}

/// A claim with the words reconciling needs, so that it needs no report text.
#[derive(Clone, Debug, PartialEq)]
pub struct ClaimRow {
    /// The claim.
    pub claim: Claim,
    /// The sentence that tells most of it.
    pub quote: String,
    /// Index of its report among the rows.
    pub report: usize,
    /// The chain of speakers, from the one nearest the publisher to the root.
    pub speakers: Vec<SpeakerWords>,
    /// Words and registry ids of those accused.
    pub alleged_words: Vec<(String, Option<String>)>,
    /// Weapon concepts, or the words.
    pub weapons: Vec<String>,
    /// Words for what was hit.
    pub target_words: Vec<String>,
}

/// What the source registry knows of a source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceFacts {
    /// Registry id.
    pub id: String,
    /// Kind of source.
    pub kind: String,
    /// Registry id or name of the owner.
    pub owner: Option<String>,
    /// Registry id of the party it belongs to.
    pub affiliation: Option<String>,
}

/// Looks a source up in the registry.
pub type Sources<'s> = &'s (dyn Fn(&str) -> Option<SourceFacts> + Sync);

/// Builds the incidents that the claims of all reports tell of, in order of their smallest anchors.
///
/// Every claim stands in exactly one incident. Rows that name no report, and second copies of a claim, are left out.
pub fn reconcile(
    reports: &[ReportRow],
    claims: &[ClaimRow],
    sources: Sources<'_>,
    profile: &Profile,
) -> Vec<Incident> {
    reconcile_judged(reports, claims, sources, profile, &[]).incidents
}

/// Incidents as people judged them.
#[derive(Clone, Debug, PartialEq)]
pub struct Reconciled {
    /// The incidents.
    pub incidents: Vec<Incident>,
    /// Judgements that a person should look at again.
    pub notices: Vec<JudgementNotice>,
}

/// Builds incidents as [`reconcile`] does, with people's judgements on top; these always win.
pub fn reconcile_judged(
    reports: &[ReportRow],
    claims: &[ClaimRow],
    sources: Sources<'_>,
    profile: &Profile,
    judgements: &[Judgement],
) -> Reconciled {
    let mut made: Vec<(usize, Incident)> = Vec::new();
    let give = &mut |place, incident| made.push((place, incident));
    let notices = make_each(reports, claims, sources, profile, judgements, give);
    made.sort_unstable_by_key(|(place, _)| *place);
    Reconciled { incidents: made.into_iter().map(|(_, incident)| incident).collect(), notices }
}

/// Builds the same incidents and hands them over one by one, so that they need not all stand in memory. Those that
/// people judged come last.
pub fn reconcile_each(
    reports: &[ReportRow],
    claims: &[ClaimRow],
    sources: Sources<'_>,
    profile: &Profile,
    judgements: &[Judgement],
    give: &mut dyn FnMut(Incident),
) -> Vec<JudgementNotice> {
    make_each(reports, claims, sources, profile, judgements, &mut |_, incident| give(incident))
}

/// Incidents that are assembled before the next are begun.
const BATCH: usize = 4_096;

/// Hands over each incident with its place in the order of smallest anchors.
fn make_each(
    reports: &[ReportRow],
    claims: &[ClaimRow],
    sources: Sources<'_>,
    profile: &Profile,
    judgements: &[Judgement],
    give: &mut dyn FnMut(usize, Incident),
) -> Vec<JudgementNotice> {
    let people = People::of(judgements);
    let read = ordered(reports, claims);
    let corrected = people.corrected(&read);
    let rows: Vec<(&ClaimRow, usize)> =
        read.iter().map(|(row, report)| (corrected.get(&row.claim.anchor).unwrap_or(row), *report)).collect();
    let machine = machine_lists(reports, &rows, &profile.matching);
    let anchors: Vec<&ClaimAnchor> = read.iter().map(|(row, _)| &row.claim.anchor).collect();
    // Asked only of claims that people divide, each on its own words.
    let affinity = |a: usize, b: usize| {
        let ((one, one_report), (two, two_report)) = (rows[a], rows[b]);
        let key = |row: &ClaimRow| (row.claim.incident.clone(), row.claim.telling);
        let told_as_one = one_report == two_report && key(one) == key(two);
        let total = compare(reports, one, two, profile).map(|comparison| comparison.total);
        (told_as_one, total.unwrap_or(f64::NEG_INFINITY))
    };
    let divided = people.partition(machine, &anchors, &affinity);
    let judged = judged_reports(judgements);
    let is_judged = |incident: &Incident| incident.reports.iter().any(|report| judged.contains(report));
    let mut judged_ones: Vec<(usize, Incident)> = Vec::new();
    for (batch, lists) in divided.chunks(BATCH).enumerate() {
        let made = cores::map_in_order(lists.len(), |at| {
            let told = |claim: &usize| incident::Told { row: rows[*claim].0, report: rows[*claim].1 };
            let told = lists[at].iter().map(told).collect();
            incident::assemble_judged(reports, told, sources, profile, &people)
        });
        for (place, incident) in (batch * BATCH..).zip(made) {
            if is_judged(&incident) { judged_ones.push((place, incident)) } else { give(place, incident) }
        }
    }
    let near: Vec<ClaimRow> = read
        .iter()
        .filter(|(row, _)| judged.contains(&row.claim.anchor.report))
        .map(|(row, _)| (*row).clone())
        .collect();
    let machine = |a: usize, b: usize| compare_among(reports, &near, read[a].0, read[b].0, profile);
    let (places, mut incidents): (Vec<usize>, Vec<Incident>) = judged_ones.into_iter().unzip();
    let notices = people.finish(&mut incidents, &read, &machine);
    places.into_iter().zip(incidents).for_each(|(place, incident)| give(place, incident));
    notices
}

/// Lists of claims that the machine alone takes for one incident. What it compares them by is gone when it returns.
fn machine_lists(reports: &[ReportRow], rows: &[(&ClaimRow, usize)], matching: &Matching) -> Vec<Vec<usize>> {
    let nodes = nodes::nodes_of(rows, reports, matching);
    let clusters = cluster::cluster(&nodes, matching);
    let claims_of = |cluster: Vec<usize>| {
        let mut members: Vec<usize> =
            cluster.iter().flat_map(|node| nodes[*node].claims.iter().copied()).collect();
        members.sort_unstable();
        members
    };
    clusters.into_iter().map(claims_of).collect()
}

/// Compares two claims and says why they would or would not be linked.
///
/// With all claims of their reports at hand, [`compare_among`] also sees what the rest of the reports shows.
pub fn compare(reports: &[ReportRow], a: &ClaimRow, b: &ClaimRow, profile: &Profile) -> Option<Comparison> {
    compare_among(reports, &[], a, b, profile)
}

/// Compares two claims as reconciling does: each with the claims its report makes of the same happening, and with what
/// the rest of the report shows.
pub fn compare_among(
    reports: &[ReportRow],
    claims: &[ClaimRow],
    a: &ClaimRow,
    b: &ClaimRow,
    profile: &Profile,
) -> Option<Comparison> {
    let matching = &*profile.matching;
    let facets = |one: &ClaimRow| -> Option<Facets> {
        let report = reports.get(one.report)?;
        let of_report = |row: &&ClaimRow| {
            let other = reports.get(row.report).map(|report| &report.head.id);
            row.claim.anchor != one.claim.anchor && other == Some(&report.head.id)
        };
        let mut told: Vec<&ClaimRow> = claims.iter().filter(of_report).chain([one]).collect();
        told.sort_by(|a, b| a.claim.anchor.cmp(&b.claim.anchor));
        let context = std::sync::Arc::new(context::Context::of(report, &told, matching));
        let key = |row: &ClaimRow| (row.claim.incident.clone(), row.claim.telling);
        let alone = one.claim.incident.is_empty();
        told.retain(|row| row.claim.anchor == one.claim.anchor || !alone && key(row) == key(one));
        Some(Facets::of(&told, one.report, report, context, matching))
    };
    let (one, two) = (facets(a)?, facets(b)?);
    let mut comparison = compare::compare(&one, &two, matching);
    let same_report = reports[a.report].head.id == reports[b.report].head.id;
    if same_report && a.claim.incident != b.claim.incident {
        comparison.forbidden = comparison.forbidden.or(Some("one report tells them as two happenings"));
    }
    Some(comparison)
}

/// The first letters as a number that is ordered as the letters are.
fn leading_letters(id: &str) -> u128 {
    let mut first = [0u8; 16];
    first.iter_mut().zip(id.bytes()).for_each(|(place, letter)| *place = letter);
    u128::from_be_bytes(first)
}

/// Claims in order of their anchors, each once, with the first row of its report.
fn ordered<'r>(reports: &[ReportRow], claims: &'r [ClaimRow]) -> Vec<(&'r ClaimRow, usize)> {
    let mut first: HashMap<&ReportId, usize> = HashMap::with_capacity(reports.len());
    for (at, report) in reports.iter().enumerate() {
        first.entry(&report.head.id).or_insert(at);
    }
    let place = |row: &'r ClaimRow| Some((row, *first.get(&reports.get(row.report)?.head.id)?));
    let mut rows: Vec<(&ClaimRow, usize)> = claims.iter().filter_map(place).collect();
    // The first letters of an id decide nearly always, and stand here beside one another and not all over memory.
    rows.sort_by_cached_key(|(row, _)| {
        (leading_letters(row.claim.anchor.report.as_str()), &row.claim.anchor)
    });
    rows.dedup_by(|(b, _), (a, _)| a.claim.anchor == b.claim.anchor);
    rows
}
