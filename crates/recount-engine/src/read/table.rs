//! Reports as rows of a table: CSV, or the same with semicolons or tabs.
//!
//! Rows are split by hand and not by a library, because no library tells where in the file a field's characters stand
//! once doubled quotation marks are undone.

use std::ops::Range;

use recount_lexicon::publication::Publication;
use recount_model::{DateBasis, Notice, Report, Sha256};

use super::archived_row::{self, read_metadata};
use super::dates::parse_day;
use super::decode::decode;
use super::error::{ReadError, ReadErrorKind};
use super::html::Shape;
use super::jsonl::FieldMap;
use super::lines::tidy;
use super::runs::Runs;
use super::told::{Body, Told, day};
use super::{FileReading, Given, ReadOptions};

/// Which column of a table holds which of our fields.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Columns {
    separator: char,
    names: Vec<String>,
    fields: Vec<Option<Field>>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Field {
    Id,
    Url,
    Publisher,
    Published,
    Title,
    Text,
    Html,
    File,
    /// Everything that the auto-archiver knows of a post.
    Archived,
}

impl Columns {
    /// Reads the first row. Columns are known by the user's map, by our own names, and by the usual words for them.
    pub fn of_header(row: &[u8], map: &FieldMap, publication: &Publication) -> Result<Self, String> {
        let decoded = decode(row, None).map_err(|(_, message)| message)?;
        let line = decoded.text.lines().next().unwrap_or("");
        let count = |separator: char| line.matches(separator).count();
        let separator = [',', ';', '\t', '|'].into_iter().rev().max_by_key(|separator| count(*separator));
        let separator = separator.unwrap_or(',');
        let names: Vec<String> =
            cut_row(&decoded.text, separator).into_iter().map(|cell| tidy(&cell.text)).collect();
        let own = [
            (&map.id, Field::Id),
            (&map.url, Field::Url),
            (&map.publisher, Field::Publisher),
            (&map.published, Field::Published),
            (&map.title, Field::Title),
            (&map.text, Field::Text),
            (&map.html, Field::Html),
        ];
        let mut fields: Vec<Option<Field>> = names
            .iter()
            .map(|name| own.iter().find(|(own, _)| *own == name).map(|(_, field)| *field))
            .collect();
        for at in 0..names.len() {
            let usual = publication.find_column(&names[at]).and_then(Field::from_name);
            if fields[at].is_none() && usual.is_some_and(|usual| !fields.contains(&Some(usual))) {
                fields[at] = usual;
            }
        }
        if names == archived_row::COLUMNS {
            fields = vec![None, Some(Field::Archived), None];
        }
        Ok(Self { separator, names, fields })
    }

    /// Whether the rows are reports: some column holds text.
    pub fn has_text(&self) -> bool {
        self.fields.iter().any(|field| matches!(field, Some(Field::Text | Field::Html | Field::Archived)))
    }

    /// Whether the rows say something about files that lie beside the table.
    pub fn names_files(&self) -> bool {
        self.fields.contains(&Some(Field::File))
    }

    /// The names of the columns, for messages.
    pub fn names(&self) -> String {
        self.names.join(", ")
    }

    /// What a row says about a file, and which file; none where it names none.
    pub fn read_source(&self, row: &[u8], publication: &Publication) -> Option<(String, Given)> {
        let decoded = decode(row, None).ok()?;
        let (mut given, mut file) = (Given::default(), None);
        for (field, cell) in self.fields.iter().zip(cut_row(&decoded.text, self.separator)) {
            let value = Some(tidy(&cell.text)).filter(|value| !value.is_empty());
            match field {
                Some(Field::File) => file = value,
                Some(Field::Published) => {
                    let on = value.and_then(|value| parse_day(&value, publication));
                    given.days.extend(on.map(|on| day(on, DateBasis::Given, "list of sources")));
                }
                Some(field) => field.put(&mut given, value),
                None => {}
            }
        }
        Some((file?, given))
    }
}

impl Field {
    fn from_name(name: &str) -> Option<Self> {
        Some(match name {
            "id" => Self::Id,
            "url" => Self::Url,
            "publisher" => Self::Publisher,
            "published" => Self::Published,
            "title" => Self::Title,
            "text" => Self::Text,
            "html" => Self::Html,
            "file" => Self::File,
            _ => return None,
        })
    }

    fn put(self, given: &mut Given, value: Option<String>) {
        match self {
            Self::Id => given.external_id = value,
            Self::Url => given.url = value,
            Self::Publisher => given.publisher = value,
            Self::Title => given.title = value,
            Self::Published | Self::Text | Self::Html | Self::File | Self::Archived => {}
        }
    }
}

/// Looks for the end of a row in bytes that come piece by piece: a line break outside quotation marks.
#[derive(Clone, Copy, Debug, Default)]
pub struct RowEnd {
    is_quoted: bool,
}

impl RowEnd {
    /// Where in the next bytes of a row its line break stands; none if the row goes on behind them.
    pub fn find(&mut self, bytes: &[u8]) -> Option<usize> {
        bytes.iter().position(|byte| {
            self.is_quoted ^= *byte == b'"';
            *byte == b'\n' && !self.is_quoted
        })
    }
}

/// The rows of a table, without their line breaks; a break inside quotation marks ends no row.
pub fn split_rows(bytes: &[u8]) -> impl Iterator<Item = Range<usize>> + '_ {
    let mut at = 0;
    std::iter::from_fn(move || {
        if at >= bytes.len() {
            return None;
        }
        let start = at;
        let len = RowEnd::default().find(&bytes[start..]);
        let end = len.map_or(bytes.len(), |len| start + len);
        at = end + 1;
        let end = if bytes[start..end].ends_with(b"\r") { end - 1 } else { end };
        Some(start..end)
    })
}

/// Reads a whole table.
pub(super) fn read_table(
    name: &str,
    bytes: &[u8],
    publication: &Publication,
    options: &ReadOptions,
) -> FileReading {
    let mut reading = FileReading::default();
    let mut rows = split_rows(bytes);
    let header = rows.next().unwrap_or(0..0);
    let columns = match Columns::of_header(&bytes[header.clone()], &options.field_map, publication) {
        Ok(columns) if columns.has_text() => columns,
        Ok(columns) => {
            let message = without_text(&columns);
            reading.errors.push(ReadError::of_file(name, ReadErrorKind::MissingField, message));
            return reading;
        }
        Err(message) => {
            reading.errors.push(ReadError::of_file(name, ReadErrorKind::Binary, message));
            return reading;
        }
    };
    let raw_sha256 = Sha256::of(bytes);
    let mut line = 1 + line_breaks(&bytes[header]) + 1;
    for row in rows {
        let place = Place { line, ordinal: reading.reports.len() as u32, raw_sha256, at: row.start as u64 };
        line += line_breaks(&bytes[row.clone()]) + 1;
        if bytes[row.clone()].iter().all(u8::is_ascii_whitespace) {
            continue;
        }
        match read_cells(name, &place, &bytes[row], &columns, publication) {
            Ok(report) => reading.reports.push(report),
            Err(error) => reading.errors.push(error),
        }
    }
    if reading.reports.is_empty() && reading.errors.is_empty() {
        reading.errors.push(ReadError::of_file(name, ReadErrorKind::NoText, NO_ROWS));
    }
    reading
}

/// What is said of a table that ends behind its first row.
pub const NO_ROWS: &str = "the table has no rows under its first one";

/// Why a table cannot be read, in words that help.
pub fn without_text(columns: &Columns) -> String {
    format!(
        "no column holds text; the columns are {}. Name it with --map text=COLUMN, or save the pages and name them in a \
         column \"file\": recount opens no connections",
        columns.names()
    )
}

fn line_breaks(bytes: &[u8]) -> usize {
    bytes.iter().filter(|byte| **byte == b'\n').count()
}

/// Reads one row that was taken out of its table; `line_number` counts from 1.
pub fn read_row(
    name: &str,
    line_number: usize,
    row: &[u8],
    columns: &Columns,
    publication: &Publication,
) -> Result<Report, ReadError> {
    let place = Place { line: line_number, ordinal: 0, raw_sha256: Sha256::of(row), at: 0 };
    read_cells(name, &place, row, columns, publication)
}

/// Where a row stands.
struct Place {
    line: usize,
    ordinal: u32,
    raw_sha256: Sha256,
    at: u64,
}

fn read_cells(
    name: &str,
    place: &Place,
    row: &[u8],
    columns: &Columns,
    publication: &Publication,
) -> Result<Report, ReadError> {
    let fail = |kind, external_id: Option<String>, message: String| ReadError {
        file: name.to_owned(),
        line: Some(place.line),
        external_id,
        kind,
        message,
    };
    let decoded = decode(row, None).map_err(|(kind, message)| fail(kind, None, message))?;
    let raw = Runs::identity(row.len(), place.at);
    let mut given = Given::default();
    let mut notices = decoded.notices;
    let (mut body, mut byline) = (None, None);
    for (field, cell) in columns.fields.iter().zip(cut_row(&decoded.text, columns.separator)) {
        let Some(field) = field else { continue };
        if *field == Field::Archived {
            let post = read_metadata(&cell.text);
            (given, byline) = (post.given, post.author);
            let runs = |runs: Runs| runs.through(&cell.runs).through(&decoded.runs).through(&raw);
            body = post.content.map(|(text, own)| Body::Text(text, runs(own)));
            continue;
        }
        let value = Some(tidy(&cell.text)).filter(|value| !value.is_empty());
        match (field, value) {
            (Field::Text | Field::Html, Some(_)) if body.is_none() || *field == Field::Text => {
                let runs = cell.runs.through(&decoded.runs).through(&raw);
                body = Some(match field {
                    Field::Text => Body::Text(cell.text, runs),
                    _ => Body::Page(cell.text, runs, Shape::Page),
                });
            }
            (Field::Published, Some(value)) => match parse_day(&value, publication) {
                Some(on) => given.days.push(day(on, DateBasis::Given, "table")),
                None => notices.push(Notice::new(
                    "read.date-unreadable",
                    format!("the publication date {value:?} names no day"),
                )),
            },
            (field, value) => field.put(&mut given, value),
        }
    }
    let external_id = given.external_id.clone();
    let Some(body) = body else {
        let message = "the row has no text".to_owned();
        return Err(fail(ReadErrorKind::NoText, external_id, message));
    };
    let told = Told {
        name,
        ordinal: place.ordinal,
        raw_sha256: place.raw_sha256,
        given,
        byline,
        language: None,
        encoding: Some(decoded.encoding.to_owned()),
        notices,
        body,
    };
    told.into_report(publication).map_err(|(kind, message)| fail(kind, external_id, message))
}

/// One cell: its text, and where in the row its characters stand.
struct Cell {
    text: String,
    runs: Runs,
}

/// Cuts a row. A quotation mark opens a cell only at its start; anywhere else it is a character, as people write them.
fn cut_row(row: &str, separator: char) -> Vec<Cell> {
    let mut cells = Vec::new();
    let mut at = 0;
    loop {
        let mut cell = Cell { text: String::new(), runs: Runs::default() };
        let space = row[at..].len() - row[at..].trim_start_matches(' ').len();
        if row[at + space..].starts_with('"') {
            at += space + 1;
            loop {
                let plain = row[at..].find('"').unwrap_or(row.len() - at);
                cell.push(&row[at..at + plain], at, plain);
                at += plain;
                if row[at..].starts_with("\"\"") {
                    cell.push("\"", at, 2);
                    at += 2;
                } else {
                    at = (at + 1).min(row.len());
                    break;
                }
            }
        }
        let rest = row[at..].find(separator).unwrap_or(row.len() - at);
        cell.push(&row[at..at + rest], at, rest);
        at += rest;
        cells.push(cell);
        if at >= row.len() {
            return cells;
        }
        at += separator.len_utf8();
    }
}

impl Cell {
    fn push(&mut self, text: &str, at: usize, raw_len: usize) {
        self.runs.push(self.text.len(), text.len(), at as u64, raw_len);
        self.text.push_str(text);
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::publication;
    use super::*;

    const TABLE: &str = "\u{FEFF}nr;Link;Headline;Date;Body\r\n\
        7;https://example.org/a;Shells fall on the town;2021-05-03;\"Two people, a \"\"driver\"\" and a guard,\r\nwere killed in the town on Monday.\"\r\n\
        8;https://example.org/b;Nothing saved;2021-05-04;\r\n\
        9;;;next week;Three people were hurt in the village on Monday, officials said.";

    fn read(text: &str) -> FileReading {
        read_table("a.csv", text.as_bytes(), publication(), &ReadOptions::default())
    }

    #[test]
    fn usual_names_of_columns_are_known_and_quoted_cells_map_to_the_file() {
        let reading = read(TABLE);
        let report = &reading.reports[0];
        assert_eq!(report.url.as_deref(), Some("https://example.org/a"));
        assert_eq!(report.title.as_deref(), Some("Shells fall on the town"));
        assert_eq!(report.published.map(|published| published.on.to_string()).as_deref(), Some("2021-05-03"));
        let start = report.text.as_str().find("driver").unwrap();
        let span = report.text.span(start - 1, start + 7).unwrap();
        assert_eq!(report.text.cut(span), "\"driver\"");
        let raw = report.text.offset_map().raw_range(span).unwrap();
        assert_eq!(&TABLE[raw.start as usize..raw.end as usize], "\"\"driver\"\"");
    }

    #[test]
    fn a_row_without_text_names_its_line_and_the_next_is_read() {
        let reading = read(TABLE);
        assert_eq!(reading.errors.len(), 1);
        assert_eq!(reading.errors[0].to_string(), "a.csv:4: the row has no text");
        assert_eq!(reading.reports.len(), 2);
        assert_eq!(reading.reports[1].notices[0].id, "read.date-unreadable");
    }

    #[test]
    fn a_table_of_addresses_says_what_is_missing() {
        let reading = read("url,publisher\nhttps://example.org/a,Example");
        assert!(reading.errors[0].message.contains("url, publisher"), "{}", reading.errors[0]);
        assert!(reading.errors[0].message.contains("--map text=COLUMN"));
    }

    #[test]
    fn the_table_of_the_auto_archiver_gives_posts() {
        let table = "status,metadata,media\r\nwacz: success,\"{'url': 'https://example.org/p/1', 'timestamp': datetime.datetime(2022, 4, 8, 7, 30), \
            'content': 'Two people were killed in \"\"Sampleton\"\",\\nthe mayor said.'}\",[]\r\nno archiver,{'url': 'https://example.org/p/2'},[]\r\n";
        let reading = read(table);
        let report = &reading.reports[0];
        assert_eq!(report.text.as_str(), "Two people were killed in \"Sampleton\",\nthe mayor said.");
        assert_eq!(report.published.map(|published| published.on.to_string()).as_deref(), Some("2022-04-08"));
        assert_eq!(report.publisher, None);
        let raw = report.text.offset_map().raw_range(report.text.whole()).unwrap();
        assert_eq!(
            &table[raw.start as usize..raw.end as usize],
            "Two people were killed in \"\"Sampleton\"\",\\nthe mayor said."
        );
        assert_eq!(reading.errors.len(), 1, "{:?}", reading.errors);
    }

    #[test]
    fn a_list_of_sources_speaks_of_files() {
        let text = "file,publisher,published\nsaved/a.html,Example News,3 May 2021\n";
        let mut rows = split_rows(text.as_bytes()).map(|row| &text.as_bytes()[row]);
        let columns = Columns::of_header(rows.next().unwrap(), &FieldMap::default(), publication()).unwrap();
        assert!(columns.names_files() && !columns.has_text());
        let (file, given) = columns.read_source(rows.next().unwrap(), publication()).unwrap();
        assert_eq!((file.as_str(), given.publisher.as_deref()), ("saved/a.html", Some("Example News")));
        assert_eq!(given.days[0].on.to_string(), "2021-05-03");
    }
}
