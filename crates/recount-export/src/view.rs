//! What the exports of incidents need of claims and reports, with every word already cut.
//!
//! The store keeps reports and claims apart from each other and from incidents; an export wants them side by side.
//! These plain types are the meeting point, so that this crate knows no store.

use std::collections::BTreeMap;

use recount_model::{
    AgeSex, Bound, Certainty, Claim, ClaimId, DayFound, Figure, Grade, Harm, Kind, Occupation, Place,
    Polarity, Published, Report, ReportId, Role, Status, Telling, VagueClass, When, Who,
};

/// A claim with its words cut.
#[derive(Clone, Debug, PartialEq)]
pub struct ClaimView {
    /// The claim.
    pub id: ClaimId,
    /// The report that makes it.
    pub report: ReportId,
    /// The report's publisher.
    pub publisher: Option<String>,
    /// The report's address.
    pub url: Option<String>,
    /// Kind of happening.
    pub kind: Kind,
    /// News or background.
    pub role: Role,
    /// One happening or a total.
    pub telling: Telling,
    /// Affirmed, denied, acknowledged.
    pub polarity: Polarity,
    /// Stated, reported, possible.
    pub certainty: Certainty,
    /// The sentence it rests on.
    pub quote: String,
    /// The words that give the time.
    pub when_text: Option<String>,
    /// The time.
    pub when: Option<When>,
    /// Places, first the main one.
    pub places: Vec<Place>,
    /// Words for those said to have done it.
    pub alleged: Vec<String>,
    /// Words for what was hit.
    pub targets: Vec<String>,
    /// Words for what it was done with.
    pub weapons: Vec<String>,
    /// The chain of speakers in their words, from the one nearest the publisher to the root.
    pub said_by: Vec<String>,
    /// Numbers of people harmed.
    pub figures: Vec<FigureView>,
    /// Patterns that made the claim.
    pub because: Vec<String>,
}

/// A figure with its words cut.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FigureView {
    /// What happened to them.
    pub harm: Harm,
    /// The coarse group.
    pub who: Who,
    /// Civilian or combatant.
    pub status: Status,
    /// Age and sex.
    pub age_sex: AgeSex,
    /// Occupation.
    pub occupation: Occupation,
    /// Registry id of the party they belong to.
    pub side: Option<String>,
    /// Lowest number the words allow.
    pub low: Option<u32>,
    /// Highest number the words allow.
    pub high: Option<u32>,
    /// How the words bound it.
    pub bound: Bound,
    /// Class of a vague word.
    pub vague_class: Option<VagueClass>,
    /// The words.
    pub text: String,
    /// Index of the whole this is a part of.
    pub part_of: Option<usize>,
}

/// The head of a report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReportView {
    /// The report.
    pub id: ReportId,
    /// The id its file gives.
    pub external_id: Option<String>,
    /// File as the user named it.
    pub file: String,
    /// Address.
    pub url: Option<String>,
    /// Publisher.
    pub publisher: Option<String>,
    /// Publication day.
    pub published: Option<Published>,
    /// All days found, best first.
    pub days: Vec<DayFound>,
}

/// Claims and reports by id, for the lookups of an export.
#[derive(Clone, Debug, Default)]
pub struct Views {
    /// Claims by id.
    pub claims: BTreeMap<ClaimId, ClaimView>,
    /// Reports by id.
    pub reports: BTreeMap<ReportId, ReportView>,
}

impl Views {
    /// Adds a report and its claims.
    pub fn add(&mut self, report: &Report, claims: &[Claim]) {
        self.reports.insert(report.id.clone(), ReportView::of(report));
        self.claims
            .extend(claims.iter().map(|claim| (claim.anchor.claim_id(), ClaimView::of(claim, report))));
    }
}

impl ClaimView {
    /// Cuts a claim's words from its report.
    pub fn of(claim: &Claim, report: &Report) -> Self {
        let cut = |span| report.text.cut(span).to_owned();
        Self {
            id: claim.anchor.claim_id(),
            report: report.id.clone(),
            publisher: report.publisher.clone(),
            url: report.url.clone(),
            kind: claim.kind,
            role: claim.role,
            telling: claim.telling,
            polarity: claim.polarity,
            certainty: claim.certainty,
            quote: cut(claim.evidence.quote),
            when_text: claim.when.as_ref().and_then(|when| when.span).map(cut),
            when: claim.when.clone(),
            places: claim.places.clone(),
            alleged: claim.alleged.iter().map(|alleged| cut(alleged.span)).collect(),
            targets: claim.targets.iter().map(|target| cut(target.span)).collect(),
            weapons: claim.weapons.iter().map(|weapon| cut(weapon.span)).collect(),
            said_by: claim.attribution.chain.iter().map(|speaker| cut(speaker.span)).collect(),
            figures: claim.figures.iter().map(|figure| FigureView::of(figure, cut(figure.span))).collect(),
            because: claim.provenance.because.clone(),
        }
    }
}

impl FigureView {
    /// A figure and its words.
    pub fn of(figure: &Figure, text: String) -> Self {
        Self {
            harm: figure.harm,
            who: figure.who(),
            status: figure.status,
            age_sex: figure.age_sex,
            occupation: figure.occupation,
            side: figure.side.clone(),
            low: figure.amount.low,
            high: figure.amount.high,
            bound: figure.amount.bound,
            vague_class: figure.amount.vague,
            text,
            part_of: figure.part_of,
        }
    }
}

impl ReportView {
    /// The head of a report.
    pub fn of(report: &Report) -> Self {
        Self {
            id: report.id.clone(),
            external_id: report.external_id.clone(),
            file: report.file.clone(),
            url: report.url.clone(),
            publisher: report.publisher.clone(),
            published: report.published,
            days: report.days.clone(),
        }
    }
}

/// The point of a place, only where the gazetteer is sure enough to print one.
///
/// The model asks makers of places for the same; the check stands here again because a coordinate that leaves the
/// program looks certain to everybody who reads it.
pub(crate) fn stated_point(place: &Place) -> Option<(f64, f64)> {
    place.point.filter(|_| matches!(place.grade, Grade::Resolved | Grade::Probable))
}
