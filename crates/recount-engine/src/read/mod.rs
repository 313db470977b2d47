//! Reads bytes into reports: what is the text, who published it, when, and what on the page is not the report.
//!
//! Three shapes come in: web pages, plain text (one report or a digest of several) and lines of JSON. None of them can
//! fail the run: what cannot be read is a [`ReadError`], what a person should know is a notice. Text of plain files and
//! JSON is kept whole, with furniture zoned; of a web page only the main text is kept. Either way every span of the
//! text maps back to the raw bytes.

mod decode;
mod runs;
mod lines;
mod dates;
mod dateline;
mod credits;
mod layout;
mod language;
mod error;
mod json_string;
mod jsonl;
mod digest;
mod plain;
mod html;

use recount_lexicon::publication::Publication;
use recount_model::{DateBasis, Notice, Published, Report, ReportId, Sha256, Span, Text};

pub use error::{ReadError, ReadErrorKind};
pub use jsonl::{FieldMap, read_jsonl_line};

/// What a user may set about reading.
#[derive(Clone, Debug)]
pub struct ReadOptions {
    /// Larger files are refused. Offsets are 32 bits, so nothing above 4 GiB can be allowed.
    pub max_bytes: u64,
    /// The names of our fields in the user's JSON lines.
    pub field_map: FieldMap,
}

impl Default for ReadOptions {
    fn default() -> Self {
        Self { max_bytes: 512 << 20, field_map: FieldMap::default() }
    }
}

/// What one file gave.
#[derive(Debug, Default)]
pub struct FileReading {
    /// Reports in the order they stand in the file.
    pub reports: Vec<Report>,
    /// What could not be read.
    pub errors: Vec<ReadError>,
}

/// Reads a whole file; its shape is told from the name and the first bytes.
pub fn read_file(name: &str, bytes: &[u8], publication: &Publication, options: &ReadOptions) -> FileReading {
    let fail = |kind, message: &str| FileReading {
        reports: Vec::new(),
        errors: vec![ReadError::of_file(name, kind, message)],
    };
    if bytes.len() as u64 > options.max_bytes.min(u64::from(u32::MAX)) {
        let message =
            format!("the file has {} bytes, more than the {} allowed", bytes.len(), options.max_bytes);
        return fail(ReadErrorKind::TooLarge, &message);
    }
    if bytes.iter().all(u8::is_ascii_whitespace) {
        return fail(ReadErrorKind::Empty, "the file is empty");
    }
    match find_shape(name, bytes) {
        Shape::JsonLines => jsonl::read_lines(name, bytes, publication, options),
        Shape::Html => html::read_html(name, bytes, publication),
        Shape::Text => plain::read_text(name, bytes, publication),
    }
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Shape {
    JsonLines,
    Html,
    Text,
}

fn find_shape(name: &str, bytes: &[u8]) -> Shape {
    let lower = name.to_ascii_lowercase();
    let has_extension = |extensions: &[&str]| extensions.iter().any(|extension| lower.ends_with(extension));
    let head = &bytes[..bytes.len().min(2048)];
    let first =
        head.iter().position(|byte| !byte.is_ascii_whitespace() && !matches!(byte, 0xEF | 0xBB | 0xBF));
    let head = &head[first.unwrap_or(0)..];
    if has_extension(&[".jsonl", ".ndjson"])
        || (head.first() == Some(&b'{') && !has_extension(&[".txt", ".md"]))
    {
        return Shape::JsonLines;
    }
    let lower_head = head.to_ascii_lowercase();
    let has = |mark: &[u8]| lower_head.windows(mark.len()).any(|window| window == mark);
    let opens = lower_head.first() == Some(&b'<')
        && (has(b"<html") || has(b"<!doctype html") || has(b"<body") || has(b"<head"));
    if has_extension(&[".html", ".htm", ".xhtml"]) || opens {
        return Shape::Html;
    }
    Shape::Text
}

/// What a reader knows of a report before it is put together.
struct Draft {
    external_id: Option<String>,
    ordinal: u32,
    title: Option<String>,
    title_span: Option<Span>,
    publisher: Option<String>,
    byline: Option<String>,
    published: Option<Published>,
    language: Option<String>,
    url: Option<String>,
    raw_sha256: Sha256,
    text: Text,
    notices: Vec<Notice>,
}

impl Draft {
    fn into_report(mut self, name: &str) -> Report {
        if let Some(published) = self.published.filter(|published| dates::is_odd_year(published.on.year())) {
            let message = format!("the year of publication, {}, looks wrong", published.on.year());
            self.notices.push(Notice::new("read.date-odd", message));
        }
        Report {
            id: ReportId::of_report(self.raw_sha256, self.ordinal, self.text.as_str()),
            external_id: self.external_id,
            file: name.to_owned(),
            ordinal: self.ordinal,
            title: self.title,
            title_span: self.title_span,
            publisher: self.publisher,
            byline: self.byline,
            published: self.published,
            language: self.language,
            url: self.url,
            raw_sha256: self.raw_sha256,
            text: self.text,
            notices: self.notices,
        }
    }
}

/// The best of the days known, in the order of [`DateBasis`].
fn best_day(days: [(Option<jiff::civil::Date>, DateBasis); 4]) -> Option<Published> {
    days.into_iter().find_map(|(day, basis)| day.map(|on| Published { on, basis }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::OnceLock;

    /// The English words, read once for all tests.
    pub(super) fn publication() -> &'static Publication {
        static WORDS: OnceLock<Publication> = OnceLock::new();
        let text = include_str!("../../../../lexicons/en/publication.toml");
        WORDS.get_or_init(|| Publication::from_toml(text).unwrap())
    }

    fn errors_of(name: &str, bytes: &[u8]) -> Vec<(ReadErrorKind, String)> {
        let reading = read_file(name, bytes, publication(), &ReadOptions::default());
        reading.errors.into_iter().map(|error| (error.kind, error.to_string())).collect()
    }

    #[test]
    fn files_that_hold_no_text_are_refused_with_one_clear_line() {
        assert_eq!(
            errors_of("a.txt", b" \n"),
            [(ReadErrorKind::Empty, "a.txt: the file is empty".to_owned())]
        );
        assert_eq!(errors_of("a.bin", b"ab\0\0\x01\x02cd")[0].0, ReadErrorKind::Binary);
        assert_eq!(errors_of("a.pdf", b"%PDF-1.7\nhello")[0].0, ReadErrorKind::Binary);
        let options = ReadOptions { max_bytes: 3, ..ReadOptions::default() };
        let reading = read_file("a.txt", b"four", publication(), &options);
        assert_eq!(reading.errors[0].kind, ReadErrorKind::TooLarge);
    }

    #[test]
    fn no_bytes_make_the_reader_panic() {
        // A fixed pseudo-random walk over bytes that matter to the readers.
        let alphabet = b"{}\"\\:,<>/!-&;=\n\r \xC3\xA9\xFF\x00\xD8ablt\xE2\x80\x99u0|#.";
        let mut state = 1u64;
        for round in 0..3000 {
            let mut bytes = Vec::new();
            for _ in 0..(round % 90) {
                state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                bytes.push(alphabet[(state >> 33) as usize % alphabet.len()]);
            }
            for name in ["a.txt", "a.md", "a.jsonl", "a.html"] {
                let reading = read_file(name, &bytes, publication(), &ReadOptions::default());
                for report in reading.reports {
                    for zone in report.text.zones() {
                        assert!(zone.span.end() <= report.text.as_str().len());
                    }
                }
            }
        }
    }
}
