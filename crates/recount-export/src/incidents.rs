//! Incident lines: one incident with its claims and reports as one JSON object.

use std::collections::BTreeMap;

use recount_model::incident::GradeReason;
use recount_model::{Harm, Incident, Place, Range, Who};
use serde::Serialize;

use crate::extract::{DayRow, day_row};
use crate::view::{ClaimView, FigureView, Views, stated_point};
use crate::words::json_line;

/// Writes one incident as one line of JSON, without the line break.
///
/// `profile` names the profile and version that made the ranges. A harm that no claim gives has no key at all; a
/// number that no claim gives is null. Claims and reports that `views` does not hold are listed by id alone, so that
/// nothing an incident stands on goes missing silently.
pub fn incident_line(incident: &Incident, profile: &str, views: &Views) -> String {
    let harm = |harm| range_rows(incident, harm);
    json_line(&IncidentRow {
        id: incident.id.as_str(),
        kind: incident.kind.as_str(),
        when: incident.when.as_ref().map(WhenRow::of),
        place: incident.places.first().map(place_row),
        places: incident.places.iter().map(place_row).collect(),
        alleged: &incident.alleged,
        denied_by: &incident.denied_by,
        acknowledged_by: &incident.acknowledged_by,
        weapons: &incident.weapons,
        killed: harm(Harm::Killed),
        injured: harm(Harm::Injured),
        missing: harm(Harm::Missing),
        captured: harm(Harm::Captured),
        displaced: harm(Harm::Displaced),
        casualties: harm(Harm::Casualties),
        origins: incident.origins,
        links: incident.links,
        origin_edges: incident
            .origin_edges
            .iter()
            .map(|edge| EdgeRow {
                a: edge.a.as_str(),
                b: edge.b.as_str(),
                rule: &edge.rule,
                reason: &edge.reason,
            })
            .collect(),
        suggested_grade: incident.suggested_grade.as_ref().map(|grade| GradeRow {
            profile: &grade.profile,
            harm: &grade.harm,
            attribution: &grade.attribution,
            rule: &grade.rule,
            claims: grade.claims.iter().map(|id| id.as_str()).collect(),
            reasons: grade.reasons.iter().map(reason_row).collect(),
        }),
        grade: incident.judged.grading.as_ref().map(|grading| GradingRow {
            harm: &grading.harm,
            attribution: grading.attribution.as_deref(),
            by: &grading.by,
            at: &grading.at,
            why: &grading.why,
            judgement: grading.judgement.to_string(),
        }),
        judgements: incident.judged.judgements.iter().map(ToString::to_string).collect(),
        withdrawn_claims: incident.judged.withdrawn.iter().map(|id| id.as_str()).collect(),
        notices: incident.judged.notices.iter().map(|notice| notice.message.as_str()).collect(),
        state: incident.state.as_str(),
        contradictions: incident
            .contradictions
            .iter()
            .map(|contradiction| ContradictionRow {
                about: &contradiction.about,
                claims: contradiction.claims.iter().map(|id| id.as_str()).collect(),
                message: &contradiction.message,
            })
            .collect(),
        profile,
        claims: incident.claims.iter().map(|id| claim_row(id.as_str(), views.claims.get(id))).collect(),
        reports: incident
            .reports
            .iter()
            .map(|id| {
                let view = views.reports.get(id);
                let published = view.and_then(|view| view.published);
                ReportRow {
                    id: id.as_str(),
                    external_id: view.and_then(|view| view.external_id.as_deref()),
                    file: view.map(|view| view.file.as_str()),
                    url: view.and_then(|view| view.url.as_deref()),
                    publisher: view.and_then(|view| view.publisher.as_deref()),
                    published: published.map(|published| published.on.to_string()),
                    published_basis: published.map(|published| published.basis.as_str()),
                    days: view.iter().flat_map(|view| &view.days).map(day_row).collect(),
                }
            })
            .collect(),
    })
}

#[derive(Serialize)]
struct IncidentRow<'a> {
    id: &'a str,
    kind: &'a str,
    when: Option<WhenRow<'a>>,
    place: Option<PlaceRow<'a>>,
    places: Vec<PlaceRow<'a>>,
    alleged: &'a [String],
    denied_by: &'a [String],
    acknowledged_by: &'a [String],
    weapons: &'a [String],
    #[serde(skip_serializing_if = "Ranges::is_empty")]
    killed: Ranges<'a>,
    #[serde(skip_serializing_if = "Ranges::is_empty")]
    injured: Ranges<'a>,
    #[serde(skip_serializing_if = "Ranges::is_empty")]
    missing: Ranges<'a>,
    #[serde(skip_serializing_if = "Ranges::is_empty")]
    captured: Ranges<'a>,
    #[serde(skip_serializing_if = "Ranges::is_empty")]
    displaced: Ranges<'a>,
    #[serde(skip_serializing_if = "Ranges::is_empty")]
    casualties: Ranges<'a>,
    origins: u32,
    links: u32,
    origin_edges: Vec<EdgeRow<'a>>,
    suggested_grade: Option<GradeRow<'a>>,
    /// The grade a person gave.
    grade: Option<GradingRow<'a>>,
    judgements: Vec<String>,
    withdrawn_claims: Vec<&'a str>,
    notices: Vec<&'a str>,
    state: &'a str,
    contradictions: Vec<ContradictionRow<'a>>,
    profile: &'a str,
    claims: Vec<ClaimRow<'a>>,
    reports: Vec<ReportRow<'a>>,
}

/// A day whose year no report tells stands in both ends as ISO 8601 writes it, "--11-15": as much as is known.
#[derive(Serialize)]
struct WhenRow<'a> {
    earliest: Option<String>,
    latest: Option<String>,
    precision: &'a str,
    /// A day without its year, or a weekday: less than a date, and more than nothing.
    partial: Option<&'a str>,
}

impl<'a> WhenRow<'a> {
    fn of(when: &'a recount_model::When) -> Self {
        let yearless = when.partial.as_deref().filter(|partial| partial.starts_with("--"));
        // A weekday of an unknown week is no day on the calendar.
        let known = when.earliest.is_some() || yearless.is_some();
        let day =
            |day: Option<jiff::civil::Date>| day.map(|day| day.to_string()).or(yearless.map(str::to_owned));
        Self {
            earliest: day(when.earliest),
            latest: day(when.latest),
            precision: if known {
                when.precision.as_str()
            } else {
                recount_model::WhenPrecision::Unknown.as_str()
            },
            partial: when.partial.as_deref(),
        }
    }
}

#[derive(Serialize)]
struct PlaceRow<'a> {
    name: &'a str,
    lat: Option<f64>,
    lon: Option<f64>,
    radius_km: Option<f64>,
    grade: &'a str,
    precision: &'a str,
    gazetteer_id: Option<&'a str>,
    gazetteer_name: Option<&'a str>,
    within: &'a [String],
    admin1: Option<&'a str>,
    country: Option<&'a str>,
}

fn place_row(place: &Place) -> PlaceRow<'_> {
    let point = stated_point(place);
    PlaceRow {
        name: &place.name,
        lat: point.map(|point| point.0),
        lon: point.map(|point| point.1),
        radius_km: place.radius_km,
        grade: place.grade.as_str(),
        precision: place.precision.as_str(),
        gazetteer_id: place.gazetteer_id.as_deref(),
        gazetteer_name: place.gazetteer_name.as_deref(),
        within: &place.within,
        admin1: place.admin1.as_deref(),
        country: place.country.as_deref(),
    }
}

/// Ranges of one harm by group, `total` first, then groups in the order of the guideline.
type Ranges<'a> = BTreeMap<GroupKey, RangeRow<'a>>;

/// Sorts the total before all groups and prints its name.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct GroupKey(Option<Who>);

impl Serialize for GroupKey {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.0.map_or("total", Who::as_str))
    }
}

#[derive(Serialize)]
struct RangeRow<'a> {
    low: Option<u32>,
    best: Option<u32>,
    high: Option<u32>,
    low_claims: Vec<&'a str>,
    high_claims: Vec<&'a str>,
}

fn range_rows(incident: &Incident, harm: Harm) -> Ranges<'_> {
    let of_harm = incident.ranges.iter().filter(|((key, _), _)| *key == harm);
    of_harm.map(|((_, who), range)| (GroupKey(*who), range_row(range))).collect()
}

fn range_row(range: &Range) -> RangeRow<'_> {
    RangeRow {
        low: range.low,
        best: range.best,
        high: range.high,
        low_claims: range.low_claims.iter().map(|id| id.as_str()).collect(),
        high_claims: range.high_claims.iter().map(|id| id.as_str()).collect(),
    }
}

#[derive(Serialize)]
struct EdgeRow<'a> {
    a: &'a str,
    b: &'a str,
    rule: &'a str,
    reason: &'a str,
}

#[derive(Serialize)]
struct GradeRow<'a> {
    profile: &'a str,
    harm: &'a str,
    attribution: &'a str,
    rule: &'a str,
    claims: Vec<&'a str>,
    reasons: Vec<ReasonRow<'a>>,
}

#[derive(Serialize)]
struct ReasonRow<'a> {
    field: &'a str,
    grade: &'a str,
    rule: &'a str,
    says: &'a str,
    inferred: bool,
    claims: Vec<&'a str>,
    would_change: &'a [String],
}

fn reason_row(reason: &GradeReason) -> ReasonRow<'_> {
    ReasonRow {
        field: &reason.field,
        grade: &reason.grade,
        rule: &reason.rule,
        says: &reason.says,
        inferred: reason.inferred,
        claims: reason.claims.iter().map(|id| id.as_str()).collect(),
        would_change: &reason.would_change,
    }
}

#[derive(Serialize)]
struct GradingRow<'a> {
    harm: &'a str,
    attribution: Option<&'a str>,
    by: &'a str,
    at: &'a str,
    why: &'a str,
    judgement: String,
}

#[derive(Serialize)]
struct ContradictionRow<'a> {
    about: &'a str,
    claims: Vec<&'a str>,
    message: &'a str,
}

#[derive(Serialize)]
struct ClaimRow<'a> {
    id: &'a str,
    report: Option<&'a str>,
    publisher: Option<&'a str>,
    said_by: Option<&'a [String]>,
    polarity: Option<&'a str>,
    quote: Option<&'a str>,
    figures: Option<Vec<FigureRow<'a>>>,
}

fn claim_row<'a>(id: &'a str, view: Option<&'a ClaimView>) -> ClaimRow<'a> {
    ClaimRow {
        id,
        report: view.map(|view| view.report.as_str()),
        publisher: view.and_then(|view| view.publisher.as_deref()),
        said_by: view.map(|view| view.said_by.as_slice()),
        polarity: view.map(|view| view.polarity.as_str()),
        quote: view.map(|view| view.quote.as_str()),
        figures: view.map(|view| view.figures.iter().map(figure_row).collect()),
    }
}

#[derive(Serialize)]
struct FigureRow<'a> {
    harm: &'a str,
    who: &'a str,
    low: Option<u32>,
    high: Option<u32>,
    bound: &'a str,
    vague_class: Option<&'a str>,
    text: &'a str,
    part_of: Option<usize>,
}

fn figure_row(figure: &FigureView) -> FigureRow<'_> {
    FigureRow {
        harm: figure.harm.as_str(),
        who: figure.who.as_str(),
        low: figure.low,
        high: figure.high,
        bound: figure.bound.as_str(),
        vague_class: figure.vague_class.map(|class| class.as_str()),
        text: &figure.text,
        part_of: figure.part_of,
    }
}

#[derive(Serialize)]
struct ReportRow<'a> {
    id: &'a str,
    external_id: Option<&'a str>,
    file: Option<&'a str>,
    url: Option<&'a str>,
    publisher: Option<&'a str>,
    published: Option<String>,
    published_basis: Option<&'a str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    days: Vec<DayRow<'a>>,
}
