//! Rows under a header, with commas, semicolons, tabs or bars between: tables of the OCHA, of other agencies, the user's own.

use std::cell::Cell;
use std::io::{self, BufRead, Read};
use std::rc::Rc;

use csv::{ByteRecord, ReaderBuilder};

use super::cut_off;
use crate::columns::{ColumnMap, Columns, feature_code_of};
use crate::countries::{Country, country_of};
use crate::draft::Draft;
use crate::error::StoreError;
use crate::intake::{Intake, named, point};

/// Reads a table.
pub(super) fn read(
    file: &str,
    reader: &mut dyn BufRead,
    map: &ColumnMap,
    intake: &mut Intake<'_>,
) -> Result<(), StoreError> {
    let start =
        reader.fill_buf().map_err(|cause| StoreError::new(file, crate::error::plain_words(&cause)))?;
    let delimiter = delimiter_of(start);
    let last = Rc::new(Cell::new(b'\n'));
    let mut table = ReaderBuilder::new()
        .delimiter(delimiter)
        .has_headers(false)
        .flexible(true)
        // Tables with tabs hold quotes that stand for themselves.
        .quoting(delimiter != b'\t')
        .comment(Some(b'#'))
        .from_reader(LastByte { reader, last: last.clone() });
    let broken =
        |line: u64, cause: &csv::Error| StoreError::at(file, line, format!("cannot be read: {cause}"));
    let mut record = ByteRecord::new();
    if !table.read_byte_record(&mut record).map_err(|cause| broken(1, &cause))? {
        return Err(StoreError::new(file, "the file holds no rows"));
    }
    let header: Vec<String> = record
        .iter()
        .map(|cell| String::from_utf8_lossy(cell).trim_start_matches('\u{feff}').trim().to_owned())
        .collect();
    let mut columns: Option<Columns> = None;
    let mut before: Option<(u64, usize)> = None;
    while table.read_byte_record(&mut record).map_err(|cause| broken(line_of(&record), &cause))? {
        let line = line_of(&record);
        if let Some((line, cells)) = before.take() {
            intake.bad(line, format!("{cells} columns where the header has {}", header.len()));
        }
        let cells: Result<Vec<&str>, _> = record.iter().map(std::str::from_utf8).collect();
        let Ok(cells) = cells else {
            intake.bad(line, "not UTF-8");
            continue;
        };
        if columns.is_none() {
            let tags: Vec<String> = cells.iter().map(ToString::to_string).collect();
            let is_tags = tags.iter().filter(|cell| cell.trim().starts_with('#')).count() * 2 > tags.len();
            columns = Some(Columns::of(file, &header, is_tags.then_some(tags.as_slice()), map)?);
            if is_tags {
                continue;
            }
        }
        if cells.len() != header.len() {
            if cells.iter().any(|cell| !cell.trim().is_empty()) {
                before = Some((line, cells.len()));
            }
            continue;
        }
        let Some(columns) = &columns else { continue };
        match draft(columns, &cells, line) {
            Ok(draft) => intake.place(draft)?,
            Err(message) => intake.bad(line, message),
        }
    }
    // A last row that is too short and has no end is what a broken download leaves.
    match before {
        Some((line, cells)) if last.get() != b'\n' && cells < header.len() => {
            Err(StoreError::at(file, line, cut_off(cells, header.len())))
        }
        Some((line, cells)) => {
            intake.bad(line, format!("{cells} columns where the header has {}", header.len()));
            Ok(())
        }
        None if columns.is_none() => Columns::of(file, &header, None, map).map(|_| ()),
        None => Ok(()),
    }
}

fn line_of(record: &ByteRecord) -> u64 {
    record.position().map_or(0, csv::Position::line)
}

/// A place from the cells of a row.
pub(super) fn draft(columns: &Columns, cells: &[&str], line: u64) -> Result<Draft, String> {
    let value = |field: &str| columns.value(field, cells);
    let (lat, lon) = point(value("lat"), value("lon"))?;
    draft_at(columns, cells, lat, lon, line)
}

/// A place from the cells of a row whose point is known.
pub(super) fn draft_at(
    columns: &Columns,
    cells: &[&str],
    lat: f64,
    lon: f64,
    line: u64,
) -> Result<Draft, String> {
    let value = |field: &str| columns.value(field, cells);
    let stated = value("cc");
    let country = country_of(stated).or_else(|| of_p_code(stated));
    let country = country.or_else(|| of_p_code(value("id")).filter(|_| columns.has_p_codes));
    let kind = value("feature");
    let feature = match (feature_code_of(kind), columns.level) {
        (Some(code), _) => code,
        (None, Some(0)) => "PCLI".to_owned(),
        (None, Some(level @ 1..=3)) => format!("ADM{level}"),
        // The lowest level of the agencies' tables are communities: villages and quarters.
        (None, Some(_)) => "PPL".to_owned(),
        (None, None) => kind.to_owned(),
    };
    let mut draft = Draft {
        id: value("id").to_owned(),
        name: value("name").to_owned(),
        lat,
        lon,
        cc: country.map(|country| country.iso2.to_owned()).unwrap_or_default(),
        admin1: named(value("admin1")),
        admin2: named(value("admin2")),
        feature,
        pop: people(value("pop")),
        line,
        ..Draft::default()
    };
    columns.alternates(cells).for_each(|name| draft.add_name(name));
    Ok(draft)
}

/// The country that a P-code begins with: `SY` of `SY0103`.
fn of_p_code(code: &str) -> Option<Country> {
    let (country, rest) = code.split_at_checked(2)?;
    let is_code = country.bytes().all(|byte| byte.is_ascii_uppercase())
        && rest.bytes().all(|byte| byte.is_ascii_digit());
    is_code.then(|| country_of(country)).flatten()
}

/// The number of people; what is no number is not known.
fn people(text: &str) -> u32 {
    let plain: String = text.chars().filter(|c| !matches!(c, ',' | ' ' | '\u{a0}')).collect();
    plain.parse::<f64>().map_or(0, |number| number.clamp(0.0, f64::from(u32::MAX)) as u32)
}

/// The sign that splits the first line into most cells.
fn delimiter_of(start: &[u8]) -> u8 {
    let first = start
        .split(|&byte| byte == b'\n')
        .find(|line| !line.is_empty() && line[0] != b'#')
        .unwrap_or_default();
    let count = |sign: u8| first.iter().filter(|&&byte| byte == sign).count();
    [b'\t', b';', b',', b'|'].into_iter().max_by_key(|&sign| (count(sign), sign == b',')).unwrap_or(b',')
}

/// Remembers the last byte that went through.
struct LastByte<'r> {
    reader: &'r mut dyn BufRead,
    last: Rc<Cell<u8>>,
}

impl Read for LastByte<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.reader.read(buffer)?;
        if let Some(byte) = buffer[..read].last() {
            self.last.set(*byte);
        }
        Ok(read)
    }
}
