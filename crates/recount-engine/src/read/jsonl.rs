//! Reports as lines of JSON.
//!
//! A line is one report, never several. Its text is taken as it is, byte for byte, because others keep offsets into it.

use jiff::civil::Date;
use recount_lexicon::publication::Publication;
use recount_model::{DateBasis, Notice, Report, Sha256};
use serde_json::{Map, Value};

use super::dates::parse_day;
use super::error::{ReadError, ReadErrorKind};
use super::html::Shape;
use super::json_string::{find_string, string_runs};
use super::lines::tidy;
use super::told::{Body, Told, day};
use super::{FileReading, Given, ReadOptions};

/// The user's names for our fields.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldMap {
    /// Ours: `id`.
    pub id: String,
    /// Ours: `url`.
    pub url: String,
    /// Ours: `publisher`.
    pub publisher: String,
    /// Ours: `published`.
    pub published: String,
    /// Ours: `title`.
    pub title: String,
    /// Ours: `text`.
    pub text: String,
    /// Ours: `html`.
    pub html: String,
}

impl Default for FieldMap {
    fn default() -> Self {
        let name = |name: &str| name.to_owned();
        Self {
            id: name("id"),
            url: name("url"),
            publisher: name("publisher"),
            published: name("published"),
            title: name("title"),
            text: name("text"),
            html: name("html"),
        }
    }
}

impl FieldMap {
    /// Says that our field `ours` is called `theirs` in the user's lines; fails on a field we do not have.
    pub fn rename(&mut self, ours: &str, theirs: &str) -> Result<(), String> {
        let field = match ours {
            "id" => &mut self.id,
            "url" => &mut self.url,
            "publisher" => &mut self.publisher,
            "published" => &mut self.published,
            "title" => &mut self.title,
            "text" => &mut self.text,
            "html" => &mut self.html,
            _ => {
                return Err(format!(
                    "no field {ours:?}; fields are id, url, publisher, published, title, text, html"
                ));
            }
        };
        theirs.clone_into(field);
        Ok(())
    }
}

/// Reads all lines of a file.
pub(super) fn read_lines(
    name: &str,
    bytes: &[u8],
    publication: &Publication,
    options: &ReadOptions,
) -> FileReading {
    let mut reading = FileReading::default();
    for (at, line) in bytes.split(|byte| *byte == b'\n').enumerate() {
        if line.iter().all(u8::is_ascii_whitespace) {
            continue;
        }
        let line = if at == 0 { line.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(line) } else { line };
        match read_jsonl_line(name, at + 1, line, publication, options) {
            Ok(report) => reading.reports.push(report),
            Err(error) => reading.errors.push(error),
        }
    }
    reading
}

/// Reads one line; `line_number` counts from 1. A line break at its end is not part of it.
pub fn read_jsonl_line(
    name: &str,
    line_number: usize,
    line: &[u8],
    publication: &Publication,
    options: &ReadOptions,
) -> Result<Report, ReadError> {
    let line = line.strip_suffix(b"\n").unwrap_or(line);
    let line = line.strip_suffix(b"\r").unwrap_or(line);
    let fail = |kind, external_id: Option<String>, message: String| ReadError {
        file: name.to_owned(),
        line: Some(line_number),
        external_id,
        kind,
        message,
    };
    if line.iter().all(u8::is_ascii_whitespace) {
        return Err(fail(ReadErrorKind::Empty, None, "the line is empty".to_owned()));
    }
    if line.len() as u64 > options.max_bytes.min(u64::from(u32::MAX)) {
        let message =
            format!("the line has {} bytes, more than the {} allowed", line.len(), options.max_bytes);
        return Err(fail(ReadErrorKind::TooLarge, None, message));
    }
    let mut fields: Map<String, Value> = serde_json::from_slice(line).map_err(|error| {
        fail(ReadErrorKind::BadJson, None, format!("not a JSON object: {}", plain_message(&error)))
    })?;
    let names = &options.field_map;
    let external_id = take_plain(&mut fields, &names.id);
    let url = take_plain(&mut fields, &names.url);
    let publisher = take_plain(&mut fields, &names.publisher);
    let title = take_plain(&mut fields, &names.title).map(|title| tidy(&title));
    let mut notices = Vec::new();
    let given = given_day(fields.remove(&names.published), publication, &mut notices);

    let text = fields.remove(&names.text);
    let body = match (text, fields.remove(&names.html)) {
        (Some(Value::String(body)), _) => {
            let runs = find_string(line, &names.text).map(|(start, end)| string_runs(line, start, end));
            Body::Text(body, runs.unwrap_or_default())
        }
        (_, Some(Value::String(source))) => {
            let below = find_string(line, &names.html).map(|(start, end)| string_runs(line, start, end));
            Body::Page(source, below.unwrap_or_default(), Shape::Page)
        }
        _ => {
            let message = format!("no field {:?} or {:?} with a string", names.text, names.html);
            return Err(fail(ReadErrorKind::MissingField, external_id, message));
        }
    };
    let field = if matches!(body, Body::Text(..)) { &names.text } else { &names.html };
    let days = given.map(|on| day(on, DateBasis::Given, &names.published)).into_iter().collect();
    let told = Told {
        name,
        ordinal: 0,
        raw_sha256: Sha256::of(line),
        given: Given { external_id: external_id.clone(), url, publisher, title, days, ..Given::default() },
        byline: None,
        language: None,
        encoding: None,
        notices,
        body,
    };
    told.into_report(publication)
        .map_err(|(kind, message)| fail(kind, external_id, format!("field {field:?}: {message}")))
}

/// A field that is a word or a number; empty is absent.
fn take_plain(fields: &mut Map<String, Value>, name: &str) -> Option<String> {
    match fields.remove(name)? {
        Value::String(value) => Some(value).filter(|value| !value.trim().is_empty()),
        Value::Number(value) => Some(value.to_string()),
        _ => None,
    }
}

fn given_day(value: Option<Value>, publication: &Publication, notices: &mut Vec<Notice>) -> Option<Date> {
    let value = match value? {
        Value::String(value) if !value.trim().is_empty() => value,
        Value::Number(value) => value.to_string(),
        Value::Null | Value::String(_) => return None,
        other => other.to_string(),
    };
    let day = parse_day(&value, publication);
    if day.is_none() {
        let shown: String = value.chars().take(60).collect();
        notices.push(Notice::new(
            "read.date-unreadable",
            format!("the publication date {shown:?} names no day"),
        ));
    }
    day
}

/// The parser's message without its own line number, which is always 1 here.
fn plain_message(error: &serde_json::Error) -> String {
    let message = error.to_string();
    let cut = message.find(" at line ").unwrap_or(message.len());
    format!("{} at byte {}", &message[..cut], error.column())
}

#[cfg(test)]
mod tests {
    use super::super::tests::publication;
    use super::*;
    use jiff::civil::date;
    use recount_model::ZoneKind;

    fn read(line: &str) -> Result<Report, ReadError> {
        read_jsonl_line("a.jsonl", 7, line.as_bytes(), publication(), &ReadOptions::default())
    }

    #[test]
    fn the_text_is_kept_as_it_is_and_maps_to_the_line() {
        let line = r#"{"id": 5, "more": [1], "text": "Head \"line\" here now\r\n\nTwo people were killed in the town on Monday, it said.\n"}"#;
        let report = read(line).unwrap();
        assert_eq!(
            report.text.as_str(),
            "Head \"line\" here now\r\n\nTwo people were killed in the town on Monday, it said.\n"
        );
        assert_eq!(report.external_id.as_deref(), Some("5"));
        let start = report.text.as_str().find("Two people").unwrap();
        let span = report.text.span(start, start + "Two people".len()).unwrap();
        let raw = report.text.offset_map().raw_range(span).unwrap();
        assert_eq!(&line[raw.start as usize..raw.end as usize], "Two people");
        assert_eq!(report.title.as_deref(), Some("Head \"line\" here now"));
    }

    #[test]
    fn a_digest_in_one_line_stays_one_report() {
        let text = "First headline of the day\\n\\nSource: One\\nTwo people were killed in the town on Monday, it said.\\n\\n\\n\\n\
                    Second headline of the day\\n\\nSource: Two\\nThree people were hurt in the village on Monday, it said.";
        let reading = super::read_lines(
            "a.jsonl",
            format!("{{\"text\":\"{text}\"}}\n\n").as_bytes(),
            publication(),
            &ReadOptions::default(),
        );
        assert_eq!((reading.reports.len(), reading.errors.len()), (1, 0));
    }

    #[test]
    fn the_given_day_wins_over_printed_and_address() {
        let url = r#""url": "https://example.org/2023/10/05/a""#;
        let text = r#""text": "Shells fall on the town\n\nOctober 4, 2023\n\nTwo people were killed in the town, officials said.""#;
        let day =
            |line: String| read(&line).unwrap().published.map(|published| (published.on, published.basis));
        assert_eq!(
            day(format!(r#"{{"published": "2023-10-03T01:00:00Z", {url}, {text}}}"#)),
            Some((date(2023, 10, 3), DateBasis::Given))
        );
        assert_eq!(day(format!("{{{url}, {text}}}")), Some((date(2023, 10, 4), DateBasis::Printed)));
        assert_eq!(
            day(format!(r#"{{{url}, "text": "no day here"}}"#)),
            Some((date(2023, 10, 5), DateBasis::Address))
        );
    }

    #[test]
    fn a_date_that_names_no_day_or_an_odd_year_is_a_notice() {
        let ids = |line| read(line).unwrap().notices.into_iter().map(|notice| notice.id).collect::<Vec<_>>();
        assert_eq!(ids(r#"{"text": "words", "published": "last week"}"#), ["read.date-unreadable"]);
        assert_eq!(ids(r#"{"text": "words", "published": "2090-01-01"}"#), ["read.date-odd"]);
        assert_eq!(ids(r#"{"text": "words", "published": null}"#), [""; 0]);
    }

    #[test]
    fn other_field_names_are_read_through_the_map() {
        let mut options = ReadOptions::default();
        options.field_map.rename("published", "dct").unwrap();
        options.field_map.rename("text", "body").unwrap();
        assert!(options.field_map.rename("date", "dct").is_err());
        let report =
            read_jsonl_line("a", 1, br#"{"body": "words", "dct": "19910305"}"#, publication(), &options)
                .unwrap();
        assert_eq!(report.published.unwrap().on, date(1991, 3, 5));
    }

    #[test]
    fn bad_lines_say_where_and_why() {
        let error = read("{\"text\": ").unwrap_err();
        assert_eq!((error.kind, error.line), (ReadErrorKind::BadJson, Some(7)));
        assert!(error.to_string().starts_with("a.jsonl:7: not a JSON object"), "{error}");
        let error = read(r#"{"id": "x9", "title": "only"}"#).unwrap_err();
        assert_eq!((error.kind, error.external_id.as_deref()), (ReadErrorKind::MissingField, Some("x9")));
        assert_eq!(read(r#"{"text": " \n"}"#).unwrap_err().kind, ReadErrorKind::NoText);
    }

    #[test]
    fn a_page_in_a_line_maps_through_both_escapes() {
        let line = r#"{"html": "<html><body><article><p>Two people were killed \u0026amp; five were hurt in the caf\u00e9, officials said on Monday.</p></article></body></html>"}"#;
        let report = read(line).unwrap();
        let raw = |needle: &str| {
            let start = report.text.as_str().find(needle).unwrap();
            let raw = report
                .text
                .offset_map()
                .raw_range(report.text.span(start, start + needle.len()).unwrap())
                .unwrap();
            &line[raw.start as usize..raw.end as usize]
        };
        assert_eq!((raw("Two people"), raw("&"), raw("café")), ("Two people", r"\u0026amp;", r"caf\u00e9"));
    }

    #[test]
    fn related_titles_are_zoned_and_the_report_is_not() {
        let text = "Shells hit a market in Example, May 3\\n\\nRelated News\\n\\nMan killed in Sample, May 1, 2021\\n\\nTwo hurt in Sample by a mine\\n\\n\
                    On May 3 shells hit a market in Example and killed two people, the monitor said.\\n\\nPrev Post\\n\\nFour killed in Elsewhere";
        let report = read(&format!(r#"{{"text": "{text}"}}"#)).unwrap();
        let kind = |needle: &str| report.text.zone_at(report.text.as_str().find(needle).unwrap());
        assert_eq!(kind("Shells hit a market in Example, May 3"), ZoneKind::Heading);
        assert_eq!(kind("Man killed"), ZoneKind::Furniture);
        assert_eq!(kind("Two hurt"), ZoneKind::Furniture);
        assert_eq!(kind("On May 3"), ZoneKind::Body);
        assert_eq!(kind("Four killed"), ZoneKind::Furniture);
    }
}
