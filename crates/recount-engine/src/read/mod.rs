//! Reads bytes into reports: what is the text, who published it, when, and what on the page is not the report.
//!
//! Web pages, plain text (one report or a digest of several), lines of JSON, tables, feeds and mails come in. None of
//! them can fail the run: what cannot be read is a [`ReadError`], what a person should know is a notice. Text of plain
//! files, JSON and tables is kept whole, with furniture zoned; of a web page only the main text is kept. Either way
//! every span of the text maps back to the raw bytes.

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
mod xml;
mod feed;
mod mail;
mod archived_row;
mod table;
#[cfg(feature = "pdf")]
mod pdf;
mod shape;
mod given;
mod told;

use recount_lexicon::publication::Publication;
use recount_model::Report;

pub use error::{ReadError, ReadErrorKind};
pub use given::Given;
pub use jsonl::{FieldMap, read_jsonl_line};
use shape::{Shape, find_shape};
pub use shape::{Stream, find_stream};
pub use table::{Columns, NO_ROWS, RowEnd, read_row, split_rows, without_text};

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
    read_document(name, bytes, &Given::default(), publication, options)
}

/// Reads a whole file of which something is known beside its bytes.
pub fn read_document(
    name: &str,
    bytes: &[u8],
    given: &Given,
    publication: &Publication,
    options: &ReadOptions,
) -> FileReading {
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
    match find_shape(name, given.media_type.as_deref(), bytes) {
        Shape::JsonLines => jsonl::read_lines(name, bytes, publication, options),
        Shape::JsonFeed => feed::read_json_feed(name, bytes, given, publication),
        Shape::Feed => feed::read_feed(name, bytes, given, publication),
        Shape::Mail => mail::read_mail(name, bytes, publication, options),
        Shape::Table => table::read_table(name, bytes, publication, options),
        #[cfg(feature = "pdf")]
        Shape::Pdf => pdf::read_pdf(name, bytes, given, publication),
        #[cfg(not(feature = "pdf"))]
        Shape::Pdf => fail(ReadErrorKind::NotBuilt, NO_PDF),
        Shape::Html => html::read_html(name, bytes, given, publication),
        Shape::Text => plain::read_text(name, bytes, given, publication),
    }
}

/// What is said of a PDF by a program that was built without its reader.
#[cfg(not(feature = "pdf"))]
const NO_PDF: &str = "the file is a PDF, which this program was built without: build it with `--features pdf`, or save the text";

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
        let of_pdf = &errors_of("saved/a.pdf", b"%PDF-1.7\nhello")[0];
        if cfg!(feature = "pdf") {
            assert_eq!(of_pdf.0, ReadErrorKind::Damaged);
        } else {
            assert_eq!(of_pdf.0, ReadErrorKind::NotBuilt);
            assert!(
                of_pdf.1.starts_with("saved/a.pdf: ") && of_pdf.1.contains("--features pdf"),
                "{}",
                of_pdf.1
            );
        }
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
