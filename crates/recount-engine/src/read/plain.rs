//! Plain text and Markdown files.

use recount_lexicon::publication::Publication;
use recount_model::{DateBasis, DayOf, Notice, Sha256};

use super::dates::parse_day;
use super::decode::decode;
use super::digest::split_reports;
use super::error::{ReadError, ReadErrorKind};
use super::lines::{fold_key, tidy};
use super::runs::Runs;
use super::told::{Body, Told};
use super::{FileReading, Given};

/// Reads a file of one or several reports.
pub(super) fn read_text(name: &str, bytes: &[u8], given: &Given, publication: &Publication) -> FileReading {
    let mut reading = FileReading::default();
    let declared =
        given.charset.as_ref().and_then(|label| encoding_rs::Encoding::for_label(label.as_bytes()));
    let decoded = match decode(bytes, declared) {
        Ok(decoded) => decoded,
        Err((kind, message)) => {
            reading.errors.push(ReadError::of_file(name, kind, message));
            return reading;
        }
    };
    let raw_sha256 = Sha256::of(bytes);
    let (text, runs) = with_plain_line_breaks(decoded.text, decoded.runs);
    let front = find_front_matter(name, &text);
    let body_start = front.as_ref().map_or(0, |front| front.body_start);
    let ranges = split_reports(&text[body_start..], publication);
    let is_single = ranges.len() == 1;
    let front = front.filter(|_| is_single);
    for (ordinal, range) in ranges.into_iter().enumerate() {
        let start = body_start + range.start;
        let body = &text[start..body_start + range.end];
        let runs = runs.cut(start, body.len());
        // What is given of a file holds for its reports; a headline or an id only where it is one report.
        let mut own = given.clone();
        if !is_single {
            (own.title, own.external_id) = (None, None);
        }
        let mut notices = decoded.notices.clone();
        let front = front.as_ref().map(|front| front.given(&mut notices, publication)).unwrap_or_default();
        let told = Told {
            name,
            ordinal: ordinal as u32,
            raw_sha256,
            given: own.or(&front.given),
            byline: front.byline,
            language: front.language,
            encoding: Some(decoded.encoding.to_owned()),
            notices,
            body: Body::Text(body.to_owned(), runs),
        };
        match told.into_report(publication) {
            Ok(report) => reading.reports.push(report),
            Err((kind, message)) => reading.errors.push(ReadError::of_file(name, kind, message)),
        }
    }
    if reading.reports.is_empty() && reading.errors.is_empty() {
        reading.errors.push(ReadError::of_file(name, ReadErrorKind::NoText, "the file holds no words"));
    }
    reading
}

/// Turns all line breaks into `\n`, so that an empty line is one everywhere.
fn with_plain_line_breaks(text: String, runs: Runs) -> (String, Runs) {
    if !text.contains('\r') {
        return (text, runs);
    }
    let mut plain = String::with_capacity(text.len());
    let mut above = Runs::default();
    let mut at = 0;
    while at < text.len() {
        let stretch = text[at..].find('\r').unwrap_or(text.len() - at);
        above.push(plain.len(), stretch, at as u64, stretch);
        plain.push_str(&text[at..at + stretch]);
        at += stretch;
        if at < text.len() {
            let width = if text[at..].starts_with("\r\n") { 2 } else { 1 };
            above.push(plain.len(), 1, at as u64, width);
            plain.push('\n');
            at += width;
        }
    }
    (plain, above.through(&runs))
}

/// The `key: value` lines between two `---` lines at the head of a Markdown file.
struct FrontMatter {
    values: Vec<(String, String)>,
    body_start: usize,
}

impl FrontMatter {
    fn find(&self, keys: &[&str]) -> Option<String> {
        let found = keys.iter().find_map(|key| self.values.iter().find(|(own, _)| own == key));
        found.map(|(_, value)| value.clone()).filter(|value| !value.is_empty())
    }
}

/// What front matter gives.
#[derive(Default)]
struct Front {
    given: Given,
    byline: Option<String>,
    language: Option<String>,
}

impl FrontMatter {
    fn given(&self, notices: &mut Vec<Notice>, publication: &Publication) -> Front {
        let mut given = Given {
            external_id: self.find(&["id"]),
            url: self.find(&["url", "link"]),
            publisher: self.find(&["publisher", "source"]),
            title: self.find(&["title"]),
            ..Given::default()
        };
        if let Some(value) = self.find(&["published", "date"]) {
            match parse_day(&value, publication) {
                Some(on) => given.add_day(on, DayOf::Published, DateBasis::Given, "front matter"),
                None => notices.push(Notice::new(
                    "read.date-unreadable",
                    format!("the publication date {value:?} names no day"),
                )),
            }
        }
        Front { given, byline: self.find(&["byline", "author"]), language: self.find(&["language", "lang"]) }
    }
}

fn find_front_matter(name: &str, text: &str) -> Option<FrontMatter> {
    let is_markdown = [".md", ".markdown"].iter().any(|end| name.to_ascii_lowercase().ends_with(end));
    let rest = text.strip_prefix("---\n").filter(|_| is_markdown)?;
    let close = rest
        .find("\n---\n")
        .map(|at| (at, at + 5))
        .or_else(|| rest.strip_suffix("\n---").map(|inner| (inner.len(), rest.len())))?;
    let mut values = Vec::new();
    for line in rest[..close.0].lines() {
        let Some((key, value)) = line.split_once(':') else { continue };
        let value = value.trim();
        let quoted = value.len() >= 2
            && (value.starts_with('"') && value.ends_with('"')
                || value.starts_with('\'') && value.ends_with('\''));
        let value = if quoted { &value[1..value.len() - 1] } else { value };
        values.push((fold_key(key), tidy(value)));
    }
    Some(FrontMatter { values, body_start: 4 + close.1 })
}

#[cfg(test)]
mod tests {
    use super::super::tests::publication;
    use super::*;
    use jiff::civil::date;
    use recount_model::{Report, ZoneKind};

    fn read(name: &str, text: &str) -> Vec<Report> {
        read_text(name, text.as_bytes(), &Given::default(), publication()).reports
    }

    const BODY: &str = "Shells fell on the town on Monday and killed two people, a local official said.";

    #[test]
    fn credits_of_each_report_in_a_digest_are_its_own() {
        let text = format!(
            "Shells fall on the town\n\nBy on the ground reporter Jane al-Example\nSource: One\u{a0}News\n{BODY}\n\n\n\n\n\
             Second report of the day\n\nExample News\n{BODY}\n"
        );
        let reports = read("digest.txt", &text);
        let seen: Vec<_> = reports
            .iter()
            .map(|report| (report.title.as_deref(), report.publisher.as_deref(), report.byline.as_deref()))
            .collect();
        assert_eq!(
            seen[0],
            (
                Some("Shells fall on the town"),
                Some("One News"),
                Some("on the ground reporter Jane al-Example")
            )
        );
        assert_eq!(seen[1], (Some("Second report of the day"), Some("Example News"), None));
        assert_ne!(reports[0].id, reports[1].id);
        let second = &reports[1];
        assert_eq!(second.text.cut(second.title_span.unwrap()), "Second report of the day");
        let raw = second.text.offset_map().raw_range(second.title_span.unwrap()).unwrap();
        assert_eq!(&text[raw.start as usize..raw.end as usize], "Second report of the day");
        assert_eq!(second.text.zone_at(second.text.as_str().find("Example News").unwrap()), ZoneKind::Credit);
    }

    #[test]
    fn carriage_returns_become_line_breaks_and_offsets_hold() {
        let text = "A headline of words\r\n\r\nShells fell on the town and two people died, he said.\r\n";
        let reports = read("a.txt", text);
        assert!(!reports[0].text.as_str().contains('\r'));
        let start = reports[0].text.as_str().find("Shells").unwrap();
        let raw =
            reports[0].text.offset_map().raw_range(reports[0].text.span(start, start + 6).unwrap()).unwrap();
        assert_eq!(&text[raw.start as usize..raw.end as usize], "Shells");
    }

    #[test]
    fn a_comment_form_is_one_zone_to_the_end() {
        let text = format!(
            "A headline of words\n\n{BODY}\n\n{BODY}\n\n0 replies\n\nLeave a Reply\n\nYour email address will not be published.\n\nOther picture\n"
        );
        let report = &read("a.txt", &text)[0];
        let body = report.text.as_str();
        let furniture: Vec<_> =
            report.text.zones().iter().filter(|zone| zone.kind == ZoneKind::Furniture).collect();
        assert_eq!(furniture.len(), 1, "{furniture:?}");
        assert!(body[furniture[0].span.range()].starts_with("0 replies"));
        assert_eq!(furniture[0].span.end(), body.len());
    }

    #[test]
    fn topics_under_the_last_sentence_are_furniture_and_a_list_that_is_announced_is_not() {
        let tags =
            "Sampleton air strikes\n\nForeign-backed militias\n\nExample Observatory for Human Rights\n";
        let furniture = |end: &str| {
            let report =
                &read("a.txt", &format!("A headline of words\n\n{BODY}\n\n{BODY}{end}\n\n{tags}"))[0];
            let at = report.text.as_str().find("Sampleton air").unwrap();
            report.text.zone_at(at) == ZoneKind::Furniture
        };
        assert!(furniture(""));
        assert!(!furniture(" The places are:"));
    }

    #[test]
    fn a_post_that_is_answered_is_not_read_and_a_statement_that_is_quoted_is() {
        let post = format!("{BODY}\n\nuser88 wrote:\n> {BODY}\n> {BODY}\n\nThe ministry said:\n\n> {BODY}\n");
        let report = &read("a.txt", &post)[0];
        let kinds: Vec<_> =
            report.text.as_str().match_indices(BODY).map(|(at, _)| report.text.zone_at(at)).collect();
        assert_eq!(kinds, [ZoneKind::Body, ZoneKind::Furniture, ZoneKind::Furniture, ZoneKind::Body]);
    }

    #[test]
    fn front_matter_is_given_and_the_text_starts_below_it() {
        let text = format!(
            "---\ntitle: \"Shells: the town\"\npublisher: Example News\npublished: 2021-05-03\n---\n\n# Shells: the town\n\n{BODY}\n"
        );
        let report = &read("report.md", &text)[0];
        assert_eq!(report.title.as_deref(), Some("Shells: the town"));
        assert_eq!(
            report.published.map(|published| (published.on, published.basis)),
            Some((date(2021, 5, 3), DateBasis::Given))
        );
        assert_eq!(report.text.cut(report.title_span.unwrap()), "Shells: the town");
        assert!(!report.text.as_str().contains("publisher"));
    }

    #[test]
    fn a_site_name_behind_the_headline_is_the_publisher() {
        let report = &read(
            "a.txt",
            &format!("Army moves fighters out of the town? | 21st Example\u{a0}Wire\n\n{BODY}\n"),
        )[0];
        assert_eq!(report.title.as_deref(), Some("Army moves fighters out of the town?"));
        assert_eq!(report.publisher.as_deref(), Some("21st Example Wire"));
    }

    #[test]
    fn a_date_line_above_the_headline_gives_the_day() {
        let report = &read(
            "a.txt",
            &format!(
                "Date :Monday, January 4th, 2016 | Time : 22:03 |ID: 7 | Print\n\nShells fall on the town\n\n{BODY}\n"
            ),
        )[0];
        assert_eq!(
            report.published.map(|published| (published.on, published.basis)),
            Some((date(2016, 1, 4), DateBasis::Printed))
        );
        assert_eq!(report.title.as_deref(), Some("Shells fall on the town"));
        assert_eq!(report.text.zone_at(0), ZoneKind::Credit);
    }
}
