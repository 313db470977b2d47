//! Every format against one small report, built by hand, with text whose bytes and code points differ.

// Helpers outside a test function count as plain code to clippy; here a panic is a failed test.
#![allow(clippy::unwrap_used)]

use jiff::civil::date;
use recount_export::csv::{ClaimRow, FigureRow, IncidentRow, read, write};
use recount_export::{ClaimView, Views, extract, incidents};
use recount_model::claim::{Generic, Speaker};
use recount_model::incident::SuggestedGrade;
use recount_model::*;

const TEXT: &str =
    "Café news — Wire, citing medics: at least 12 people, including no children, died in Zérka on Sunday.";

fn span(text: &Text, words: &str) -> Span {
    let start = text.as_str().find(words).unwrap();
    text.span(start, start + words.len()).unwrap()
}

fn report() -> Report {
    Report {
        id: ReportId::of_report(Sha256::of(TEXT.as_bytes()), 0, TEXT),
        external_id: Some("a-1".into()),
        file: "news.txt".into(),
        ordinal: 0,
        title: None,
        title_span: None,
        publisher: Some("Café".into()),
        byline: None,
        published: Some(Published { on: date(2015, 10, 5), basis: DateBasis::Printed }),
        days: Vec::new(),
        encoding: None,
        language: Some("en".into()),
        url: None,
        raw_sha256: Sha256::of(TEXT.as_bytes()),
        text: Text::new(TEXT),
        notices: vec![Notice::new("read.encoding-guessed", "the encoding was guessed")],
    }
}

fn figure(text: &Text, words: &str, amount: Amount, age_sex: AgeSex, part_of: Option<usize>) -> Figure {
    Figure {
        harm: Harm::Killed,
        amount,
        status: Status::Unknown,
        age_sex,
        occupation: Occupation::Unknown,
        side: None,
        span: span(text, words),
        part_of,
        because: "en.figure.test".into(),
    }
}

fn claim(report: &Report) -> Claim {
    let text = &report.text;
    let quote = span(text, &TEXT["Café news — ".len()..]);
    let at_least = Amount { low: Some(12), high: None, bound: Bound::AtLeast, vague: None };
    Claim {
        anchor: ClaimAnchor {
            report: report.id.clone(),
            quote: text.offset_map().raw_range(quote).unwrap(),
            kind: Kind::Other,
            ordinal: 0,
        },
        kind: Kind::Other,
        role: Role::News,
        telling: Telling::Single,
        incident: "A".into(),
        polarity: Polarity::Affirmed,
        certainty: Certainty::Stated,
        evidence: Evidence { quote, also: vec![] },
        when: Some(When {
            span: Some(span(text, "on Sunday")),
            earliest: Some(date(2015, 10, 4)),
            latest: Some(date(2015, 10, 4)),
            precision: WhenPrecision::Day,
            partial: None,
        }),
        places: vec![Place {
            span: Some(span(text, "in Zérka")),
            name: "Zérka".into(),
            within: vec![],
            grade: Grade::AreaOnly,
            precision: PlacePrecision::Settlement,
            // A maker that forgets the rule: the export must still print no point for an area.
            point: Some((1.5, 2.5)),
            radius_km: Some(40.0),
            gazetteer_id: None,
            gazetteer_name: None,
            country: Some("XX".into()),
            admin1: None,
            rivals: vec![],
        }],
        alleged: vec![],
        targets: vec![],
        weapons: vec![],
        figures: vec![
            figure(text, "at least 12 people", at_least, AgeSex::Unknown, None),
            figure(text, "no children", Amount::exact(0), AgeSex::Child, Some(0)),
        ],
        attribution: Attribution {
            chain: vec![
                Speaker { span: span(text, "Wire"), source: Some("wire".into()), generic: Generic::Specific },
                Speaker { span: span(text, "medics"), source: None, generic: Generic::Generic },
            ],
        },
        provenance: Provenance {
            because: vec!["en.died".into()],
            lexicon: "digest".into(),
            engine: "0.1.0".into(),
        },
    }
}

fn incident(claim: &Claim) -> Incident {
    let id = claim.anchor.claim_id();
    let range =
        |low, best, high| Range { low, best, high, low_claims: vec![id.clone()], high_claims: vec![] };
    Incident {
        id: claim.anchor.incident_id(),
        kind: claim.kind,
        when: claim.when.clone(),
        places: claim.places.clone(),
        alleged: vec![],
        denied_by: vec!["party; so called".into()],
        acknowledged_by: vec![],
        weapons: vec![],
        ranges: [
            ((Harm::Killed, None), range(Some(12), Some(12), None)),
            ((Harm::Killed, Some(Who::Children)), range(Some(0), Some(0), Some(0))),
            ((Harm::Killed, Some(Who::Medics)), range(None, None, Some(2))),
        ]
        .into(),
        origins: 1,
        links: 1,
        origin_edges: vec![],
        contradictions: vec![],
        suggested_grade: Some(SuggestedGrade {
            profile: "test-1".into(),
            harm: "weak".into(),
            attribution: "single-source".into(),
            rule: "one-origin".into(),
            claims: vec![id.clone()],
            reasons: vec![],
        }),
        state: State::Pending,
        judged: Judged::default(),
        claims: vec![id],
        reports: vec![claim.anchor.report.clone()],
    }
}

#[test]
fn a_report_line_is_exactly_what_the_contract_says() {
    let report = report();
    let claim = claim(&report);
    let mention = Mention {
        kind: MentionKind::Place,
        span: span(&report.text, "Zérka"),
        value: None,
        point: None,
        entry: None,
    };
    let line = extract::report_line(&report, &[mention], std::slice::from_ref(&claim), &[]);
    let head = format!(
        r#"{{"report":{{"id":"{}","external_id":"a-1","file":"news.txt","title":null,"publisher":"Café","byline":null,"published":"2015-10-05","published_basis":"printed","language":"en","url":null,"sha256":"{}"}},"text":"{TEXT}","mentions":[{{"type":"place","span":[84,89],"text":"Zérka","value":null,"lat":null,"lon":null,"entry":null}}],"#,
        report.id, report.raw_sha256
    );
    let quote = &TEXT["Café news — ".len()..];
    let tail = format!(
        r#""claims":[{{"id":"{}","kind":"other","role":"news","aggregate":false,"incident":"A","polarity":"affirmed","certainty":"stated","quote":"{quote}","span":[12,100],"also":[],"when":{{"text":"on Sunday","earliest":"2015-10-04","latest":"2015-10-04","precision":"day","partial":null}},"places":[{{"text":"in Zérka","name":"Zérka","lat":null,"lon":null,"radius_km":40.0,"grade":"area only","precision":"settlement","gazetteer_id":null,"within":[],"rivals":[]}}],"alleged":[],"targets":[],"weapons":[],"figures":[{{"harm":"killed","who":"people","status":"unknown","age_sex":"unknown","occupation":"unknown","side":null,"low":12,"high":null,"bound":"at_least","vague_class":null,"text":"at least 12 people","part_of":null}},{{"harm":"killed","who":"children","status":"unknown","age_sex":"child","occupation":"unknown","side":null,"low":0,"high":0,"bound":"exact","vague_class":null,"text":"no children","part_of":0}}],"said_by":[{{"text":"Wire","source":"wire"}},{{"text":"medics","source":null}}],"because":["en.died"]}}],"notices":[{{"id":"read.encoding-guessed","message":"the encoding was guessed"}}]}}"#,
        claim.anchor.claim_id()
    );
    assert_eq!(line, head + &tail);
}

#[test]
fn a_quote_is_the_text_at_its_code_points() {
    let report = report();
    let line = extract::report_line(&report, &[], &[claim(&report)], &[]);
    let value: serde_json::Value = serde_json::from_str(&line).unwrap();
    let characters: Vec<char> = value["text"].as_str().unwrap().chars().collect();
    let claim = &value["claims"][0];
    let at = |index: usize| claim["span"][index].as_u64().unwrap() as usize;
    let cut: String = characters[at(0)..at(1)].iter().collect();
    assert_eq!(cut, claim["quote"].as_str().unwrap());
    assert_ne!(at(0), TEXT.find("Wire").unwrap(), "the test text must tell bytes from code points");
}

#[test]
fn a_report_without_a_known_time_has_a_null_time() {
    let report = report();
    let claim = Claim { when: None, ..claim(&report) };
    let line = extract::report_line(&report, &[], &[claim], &[]);
    assert!(line.contains(r#""when":null"#));
}

#[test]
fn an_error_line_keeps_its_four_keys() {
    let line = extract::error_line(Some("x"), None, "bad-json", "expected a comma");
    assert_eq!(
        line,
        r#"{"error":{"external_id":"x","line":null,"kind":"bad-json","message":"expected a comma"}}"#
    );
}

#[test]
fn an_incident_line_tells_unknown_from_zero_and_leaves_out_harms_nobody_claims() {
    let report = report();
    let claim = claim(&report);
    let mut views = Views::default();
    views.add(&report, std::slice::from_ref(&claim));
    let line = incidents::incident_line(&incident(&claim), "test-1", &views);
    let value: serde_json::Value = serde_json::from_str(&line).unwrap();
    assert_eq!(value["killed"]["total"]["low"], 12);
    assert!(value["killed"]["total"]["high"].is_null());
    assert_eq!(value["killed"]["children"]["high"], 0);
    assert!(value["killed"]["medics"]["low"].is_null());
    assert!(value.get("injured").is_none());
    assert!(value["place"]["lat"].is_null());
    assert_eq!(value["claims"][0]["said_by"], serde_json::json!(["Wire", "medics"]));
    assert_eq!(value["claims"][0]["figures"][0]["text"], "at least 12 people");
    assert_eq!(value["reports"][0]["external_id"], "a-1");
    assert_eq!(value["reports"][0]["published"], "2015-10-05");
    assert_eq!(value["reports"][0]["published_basis"], "printed");
    assert_eq!(value["suggested_grade"]["rule"], "one-origin");
    assert_eq!(value["profile"], "test-1");
}

#[test]
fn an_incident_names_claims_that_the_views_do_not_hold() {
    let claim = claim(&report());
    let line = incidents::incident_line(&incident(&claim), "test-1", &Views::default());
    let value: serde_json::Value = serde_json::from_str(&line).unwrap();
    assert_eq!(value["claims"][0]["id"], claim.anchor.claim_id().as_str());
    assert!(value["claims"][0]["quote"].is_null());
}

#[test]
fn tables_read_back_to_the_rows_they_were_written_from() {
    let report = report();
    let claim = claim(&report);
    let incident = incident(&claim);
    let mut view = ClaimView::of(&claim, &report);
    view.quote = "=\"a\",\n'b'; c".into();
    view.said_by.push("one; two".into());

    check(vec![IncidentRow::of(&incident, "test-1")]);
    check(vec![ClaimRow::of(&view, Some(&incident.id)), ClaimRow::of(&view, None)]);
    check(FigureRow::of_claim(&view, Some(&incident.id)));

    let row = IncidentRow::of(&incident, "test-1");
    assert_eq!((row.killed.high, row.killed_children.high, row.injured.low), (None, Some(0), None));
    assert_eq!(row.other_groups.texts(), ["killed medics //2"]);
    assert_eq!(row.lat, None);
}

#[test]
fn a_table_with_moved_columns_reads_and_one_without_a_column_says_which() {
    let rows = FigureRow::of_claim(&ClaimView::of(&claim(&report()), &report()), None);
    let mut bytes = Vec::new();
    write(&mut bytes, rows.clone()).unwrap();
    let mut table = csv::Reader::from_reader(bytes.as_slice());
    let mut moved = csv::Writer::from_writer(Vec::new());
    moved.write_record(table.headers().unwrap().iter().rev()).unwrap();
    for record in table.records() {
        moved.write_record(record.unwrap().iter().rev()).unwrap();
    }
    assert_eq!(read::<FigureRow>(moved.into_inner().unwrap().as_slice()).unwrap(), rows);

    let error = read::<FigureRow>("claim,number\nc,0\n".as_bytes()).unwrap_err();
    assert_eq!(error.to_string(), "figures.csv: line 1: the column \"incident\" is missing");
}

fn check<R: recount_export::csv::Row + Clone + PartialEq + std::fmt::Debug>(rows: Vec<R>) {
    let mut bytes = Vec::new();
    write(&mut bytes, rows.clone()).unwrap();
    assert_eq!(read::<R>(bytes.as_slice()).unwrap(), rows, "{}", String::from_utf8_lossy(&bytes));
}
