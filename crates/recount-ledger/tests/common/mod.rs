//! Reports and claims built by hand, as small as shows the point.

use std::path::PathBuf;

use jiff::civil::date;
use recount_ledger::{Batch, IngestOutcome, IngestedFile, IngestedReport, Ledger};
use recount_model::claim::Generic;
use recount_model::*;

/// A ledger in a folder of its own, which vanishes with it.
pub struct Scratch {
    pub folder: tempfile::TempDir,
    pub path: PathBuf,
}

pub fn scratch() -> Scratch {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("test.ledger");
    Scratch { folder, path }
}

pub fn span(text: &Text, words: &str) -> Span {
    let start = text.as_str().find(words).unwrap();
    text.span(start, start + words.len()).unwrap()
}

/// A report that fills its file.
pub fn report(file: &str, body: &str) -> Report {
    let raw = Sha256::of(body.as_bytes());
    Report {
        id: ReportId::of_report(raw, 0, body),
        external_id: None,
        file: file.into(),
        ordinal: 0,
        title: None,
        title_span: None,
        publisher: Some("Example Post".into()),
        byline: None,
        published: None,
        days: Vec::new(),
        encoding: None,
        language: Some("en".into()),
        url: None,
        raw_sha256: raw,
        text: Text::new(body),
        notices: vec![],
    }
}

/// A claim that rests on the whole text and names its first word as speaker.
pub fn claim(report: &Report, ordinal: u32) -> Claim {
    let text = &report.text;
    let first = text.as_str().split(' ').next().unwrap();
    Claim {
        anchor: ClaimAnchor {
            report: report.id.clone(),
            quote: text.offset_map().raw_range(text.whole()).unwrap(),
            kind: Kind::Shelling,
            ordinal,
        },
        kind: Kind::Shelling,
        role: Role::News,
        telling: Telling::Single,
        incident: "A".into(),
        polarity: Polarity::Affirmed,
        certainty: Certainty::Reported,
        evidence: Evidence { quote: text.whole(), also: vec![span(text, first)] },
        when: Some(When {
            span: Some(span(text, first)),
            earliest: Some(date(2016, 2, 29)),
            latest: None,
            precision: WhenPrecision::PartOfDay,
            partial: Some("--02-29".into()),
        }),
        places: vec![Place {
            span: None,
            name: "Zérka".into(),
            within: vec!["North".into()],
            grade: Grade::Probable,
            precision: PlacePrecision::NearSettlement,
            // Numbers that lose a bit in a careless parser.
            point: Some((0.1 + 0.2, -122.3 / 3.0)),
            radius_km: Some(2.5),
            gazetteer_id: Some("g1".into()),
            gazetteer_name: None,
            country: Some("XX".into()),
            admin1: None,
            rivals: vec![Rival {
                name: "Zerka".into(),
                gazetteer_id: "g2".into(),
                lat: 1.0 / 3.0,
                lon: 7e-9,
                score: 0.1,
            }],
        }],
        alleged: vec![Alleged { span: span(text, first), actor: Some("party".into()) }],
        targets: vec![Target { span: span(text, first) }],
        weapons: vec![Weapon { span: span(text, first), concept: None }],
        figures: vec![Figure {
            harm: Harm::Killed,
            amount: Amount::vague(VagueClass::TensOfThousands),
            status: Status::Mixed,
            age_sex: AgeSex::Woman,
            occupation: Occupation::AidWorker,
            side: Some("party".into()),
            span: span(text, first),
            part_of: Some(0),
            because: "en.figure.test".into(),
        }],
        attribution: Attribution {
            chain: vec![claim::Speaker { span: span(text, first), source: None, generic: Generic::Generic }],
        },
        provenance: Provenance { because: vec!["en.test".into()], lexicon: "l1".into(), engine: "e1".into() },
    }
}

pub fn read(report: Report, claims: Vec<Claim>) -> IngestedReport {
    IngestedReport {
        report,
        claims,
        notices: vec![Notice::new("test", "a notice")],
        shingles: vec![1, u64::MAX],
        agency_credits: vec!["wire".into()],
        publisher_source: Some("post".into()),
    }
}

/// Adds a file that holds one report with one claim.
pub fn add(ledger: &mut Ledger, report: &Report, engine: &str) -> IngestOutcome {
    let mut batch = ledger.batch().unwrap();
    let outcome = add_to(&mut batch, report, engine);
    batch.commit().unwrap();
    outcome
}

pub fn add_to(batch: &mut Batch<'_>, report: &Report, engine: &str) -> IngestOutcome {
    let file = IngestedFile {
        name: &report.file,
        raw: report.text.as_str().as_bytes(),
        reports: vec![read(report.clone(), vec![claim(report, 0)])],
        engine,
        lexicon: "l1",
    };
    batch.ingest_file(&file).unwrap()
}

pub fn incident(claims: &[&Claim]) -> Incident {
    let root = claims.iter().map(|claim| &claim.anchor).min().unwrap();
    let mut ids: Vec<ClaimId> = claims.iter().map(|claim| claim.anchor.claim_id()).collect();
    ids.sort();
    let range =
        Range { low: Some(0), best: None, high: Some(3), low_claims: ids.clone(), high_claims: vec![] };
    Incident {
        id: root.incident_id(),
        kind: Kind::Shelling,
        when: Some(When { span: None, ..claims[0].when.clone().unwrap() }),
        places: claims[0].places.clone(),
        alleged: vec!["party".into()],
        denied_by: vec![],
        acknowledged_by: vec!["other".into()],
        weapons: vec!["mortar".into()],
        ranges: [((Harm::Killed, None), range.clone()), ((Harm::Injured, Some(Who::Medics)), range)].into(),
        origins: 1,
        links: 2,
        origin_edges: vec![OriginEdge {
            a: claims[0].anchor.report.clone(),
            b: claims[0].anchor.report.clone(),
            rule: "agency".into(),
            reason: "both credit one agency".into(),
        }],
        contradictions: vec![Contradiction {
            about: "killed".into(),
            claims: ids.clone(),
            message: "2 and 3".into(),
        }],
        suggested_grade: Some(incident::SuggestedGrade {
            profile: "test-1".into(),
            harm: "weak".into(),
            attribution: "likely".into(),
            rule: "one-origin".into(),
            claims: ids.clone(),
            reasons: vec![incident::GradeReason {
                field: "harm".into(),
                grade: "weak".into(),
                rule: "one-origin".into(),
                says: "one origin alone".into(),
                inferred: true,
                claims: ids.clone(),
                would_change: vec!["a second origin".into()],
            }],
        }),
        state: State::Graded,
        judged: Judged {
            grading: Some(Grading {
                harm: "fair".into(),
                attribution: Some("likely".into()),
                by: "Reviewer".into(),
                at: "2026-01-01T00:00:00Z".into(),
                why: "two hospitals".into(),
                judgement: JudgementNumber(3),
            }),
            withdrawn: ids.clone(),
            judgements: vec![JudgementNumber(3)],
            notices: vec![Notice::new("judgement.test", "a notice")],
        },
        claims: ids,
        reports: claims.iter().map(|claim| claim.anchor.report.clone()).collect(),
    }
}
