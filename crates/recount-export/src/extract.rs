//! Report lines: one report with its mentions and claims as one JSON object, without a ledger.
//!
//! Spans on the wire are Unicode code points of `text`, because that is what most readers of JSON count in. Keys
//! stand in a fixed order, so the same report gives the same bytes.

use recount_model::mention::MentionKind;
use recount_model::{Claim, DayFound, Figure, Mention, Notice, Place, Report, Telling, When};
use serde::Serialize;

use crate::words::{Cutter, json_line};

/// Writes one report as one line of JSON, without the line break.
///
/// The report's own notices come first, then `notices` (those of the engine).
pub fn report_line(report: &Report, mentions: &[Mention], claims: &[Claim], notices: &[Notice]) -> String {
    let cutter = Cutter::of(&report.text);
    json_line(&ReportLine {
        report: report_row(report),
        text: report.text.as_str(),
        mentions: mentions.iter().map(|mention| mention_row(mention, &cutter)).collect(),
        claims: claims.iter().map(|claim| claim_row(claim, &cutter)).collect(),
        notices: report.notices.iter().chain(notices).map(notice_row).collect(),
    })
}

/// Writes one line of JSON for a report that could not be read, without the line break.
pub fn error_line(external_id: Option<&str>, line: Option<usize>, kind: &str, message: &str) -> String {
    json_line(&ErrorLine { error: ErrorRow { external_id, line, kind, message } })
}

#[derive(Serialize)]
struct ErrorLine<'a> {
    error: ErrorRow<'a>,
}

#[derive(Serialize)]
struct ErrorRow<'a> {
    external_id: Option<&'a str>,
    line: Option<usize>,
    kind: &'a str,
    message: &'a str,
}

#[derive(Serialize)]
struct ReportLine<'a> {
    report: ReportRow<'a>,
    text: &'a str,
    mentions: Vec<MentionRow<'a>>,
    claims: Vec<ClaimRow<'a>>,
    notices: Vec<NoticeRow<'a>>,
}

#[derive(Serialize)]
struct ReportRow<'a> {
    id: &'a str,
    external_id: Option<&'a str>,
    file: &'a str,
    title: Option<&'a str>,
    publisher: Option<&'a str>,
    byline: Option<&'a str>,
    published: Option<String>,
    published_basis: Option<&'a str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    days: Vec<DayRow<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    encoding: Option<&'a str>,
    language: Option<&'a str>,
    url: Option<&'a str>,
    sha256: String,
}

fn report_row(report: &Report) -> ReportRow<'_> {
    ReportRow {
        id: report.id.as_str(),
        external_id: report.external_id.as_deref(),
        file: &report.file,
        title: report.title.as_deref(),
        publisher: report.publisher.as_deref(),
        byline: report.byline.as_deref(),
        published: report.published.map(|published| published.on.to_string()),
        published_basis: report.published.map(|published| published.basis.as_str()),
        days: report.days.iter().map(day_row).collect(),
        encoding: report.encoding.as_deref(),
        language: report.language.as_deref(),
        url: report.url.as_deref(),
        sha256: report.raw_sha256.to_hex(),
    }
}

/// One of the days found for a report, best first.
#[derive(Serialize)]
pub(crate) struct DayRow<'a> {
    on: String,
    of: &'a str,
    basis: &'a str,
    at: &'a str,
}

pub(crate) fn day_row(day: &DayFound) -> DayRow<'_> {
    DayRow { on: day.on.to_string(), of: day.of.as_str(), basis: day.basis.as_str(), at: &day.at }
}

#[derive(Serialize)]
struct NoticeRow<'a> {
    id: &'a str,
    message: &'a str,
}

fn notice_row(notice: &Notice) -> NoticeRow<'_> {
    NoticeRow { id: &notice.id, message: &notice.message }
}

#[derive(Serialize)]
struct MentionRow<'a> {
    r#type: &'a str,
    span: [usize; 2],
    text: &'a str,
    value: Option<&'a str>,
    #[serde(flatten)]
    point: Option<PointRow>,
    entry: Option<&'a str>,
}

/// Only mentions of places have these two keys, as null where the place was not resolved.
#[derive(Serialize)]
struct PointRow {
    lat: Option<f64>,
    lon: Option<f64>,
}

fn mention_row<'a>(mention: &'a Mention, cutter: &Cutter<'a>) -> MentionRow<'a> {
    let point = (mention.kind == MentionKind::Place).then(|| PointRow {
        lat: mention.point.map(|point| point.0),
        lon: mention.point.map(|point| point.1),
    });
    MentionRow {
        r#type: mention.kind.as_str(),
        span: cutter.points(mention.span),
        text: cutter.words(mention.span),
        value: mention.value.as_deref(),
        point,
        entry: mention.entry.as_deref(),
    }
}

#[derive(Serialize)]
struct ClaimRow<'a> {
    id: String,
    kind: &'a str,
    role: &'a str,
    aggregate: bool,
    incident: &'a str,
    polarity: &'a str,
    certainty: &'a str,
    quote: &'a str,
    span: [usize; 2],
    also: Vec<&'a str>,
    when: Option<WhenRow<'a>>,
    places: Vec<PlaceRow<'a>>,
    alleged: Vec<AllegedRow<'a>>,
    targets: Vec<TargetRow<'a>>,
    weapons: Vec<WeaponRow<'a>>,
    figures: Vec<FigureRow<'a>>,
    said_by: Vec<SpeakerRow<'a>>,
    because: &'a [String],
}

fn claim_row<'a>(claim: &'a Claim, cutter: &Cutter<'a>) -> ClaimRow<'a> {
    let words = |span| cutter.words(span);
    ClaimRow {
        id: claim.anchor.claim_id().to_string(),
        kind: claim.kind.as_str(),
        role: claim.role.as_str(),
        aggregate: claim.telling == Telling::Aggregate,
        incident: &claim.incident,
        polarity: claim.polarity.as_str(),
        certainty: claim.certainty.as_str(),
        quote: words(claim.evidence.quote),
        span: cutter.points(claim.evidence.quote),
        also: claim.evidence.also.iter().map(|span| words(*span)).collect(),
        when: claim.when.as_ref().map(|when| when_row(when, cutter)),
        places: claim.places.iter().map(|place| place_row(place, cutter)).collect(),
        alleged: claim
            .alleged
            .iter()
            .map(|alleged| AllegedRow { text: words(alleged.span), actor: alleged.actor.as_deref() })
            .collect(),
        targets: claim.targets.iter().map(|target| TargetRow { text: words(target.span) }).collect(),
        weapons: claim
            .weapons
            .iter()
            .map(|weapon| WeaponRow { text: words(weapon.span), weapon: weapon.concept.as_deref() })
            .collect(),
        figures: claim.figures.iter().map(|figure| figure_row(figure, cutter)).collect(),
        said_by: claim
            .attribution
            .chain
            .iter()
            .map(|speaker| SpeakerRow { text: words(speaker.span), source: speaker.source.as_deref() })
            .collect(),
        because: &claim.provenance.because,
    }
}

#[derive(Serialize)]
struct WhenRow<'a> {
    text: Option<&'a str>,
    earliest: Option<String>,
    latest: Option<String>,
    precision: &'a str,
    partial: Option<&'a str>,
}

fn when_row<'a>(when: &'a When, cutter: &Cutter<'a>) -> WhenRow<'a> {
    WhenRow {
        text: when.span.map(|span| cutter.words(span)),
        earliest: when.earliest.map(|day| day.to_string()),
        latest: when.latest.map(|day| day.to_string()),
        precision: when.precision.as_str(),
        partial: when.partial.as_deref(),
    }
}

#[derive(Serialize)]
struct PlaceRow<'a> {
    text: Option<&'a str>,
    name: &'a str,
    lat: Option<f64>,
    lon: Option<f64>,
    radius_km: Option<f64>,
    grade: &'a str,
    precision: &'a str,
    gazetteer_id: Option<&'a str>,
    within: &'a [String],
    rivals: Vec<RivalRow<'a>>,
}

#[derive(Serialize)]
struct RivalRow<'a> {
    name: &'a str,
    gazetteer_id: &'a str,
    lat: f64,
    lon: f64,
    score: f64,
}

fn place_row<'a>(place: &'a Place, cutter: &Cutter<'a>) -> PlaceRow<'a> {
    let point = crate::view::stated_point(place);
    PlaceRow {
        text: place.span.map(|span| cutter.words(span)),
        name: &place.name,
        lat: point.map(|point| point.0),
        lon: point.map(|point| point.1),
        radius_km: place.radius_km,
        grade: place.grade.as_str(),
        precision: place.precision.as_str(),
        gazetteer_id: place.gazetteer_id.as_deref(),
        within: &place.within,
        rivals: place
            .rivals
            .iter()
            .map(|rival| RivalRow {
                name: &rival.name,
                gazetteer_id: &rival.gazetteer_id,
                lat: rival.lat,
                lon: rival.lon,
                score: rival.score,
            })
            .collect(),
    }
}

#[derive(Serialize)]
struct AllegedRow<'a> {
    text: &'a str,
    actor: Option<&'a str>,
}

#[derive(Serialize)]
struct TargetRow<'a> {
    text: &'a str,
}

#[derive(Serialize)]
struct WeaponRow<'a> {
    text: &'a str,
    weapon: Option<&'a str>,
}

#[derive(Serialize)]
struct SpeakerRow<'a> {
    text: &'a str,
    source: Option<&'a str>,
}

#[derive(Serialize)]
struct FigureRow<'a> {
    harm: &'a str,
    who: &'a str,
    status: &'a str,
    age_sex: &'a str,
    occupation: &'a str,
    side: Option<&'a str>,
    low: Option<u32>,
    high: Option<u32>,
    bound: &'a str,
    vague_class: Option<&'a str>,
    text: &'a str,
    part_of: Option<usize>,
}

fn figure_row<'a>(figure: &'a Figure, cutter: &Cutter<'a>) -> FigureRow<'a> {
    FigureRow {
        harm: figure.harm.as_str(),
        who: figure.who().as_str(),
        status: figure.status.as_str(),
        age_sex: figure.age_sex.as_str(),
        occupation: figure.occupation.as_str(),
        side: figure.side.as_deref(),
        low: figure.amount.low,
        high: figure.amount.high,
        bound: figure.amount.bound.as_str(),
        vague_class: figure.amount.vague.map(|class| class.as_str()),
        text: cutter.words(figure.span),
        part_of: figure.part_of,
    }
}
