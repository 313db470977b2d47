//! The files that publishers give out, and how each becomes places.
//!
//! A format is told by what a file holds, not by its name: names are lost when files are mailed around.

mod geonames;
mod gns;
mod table;
mod json;
mod geometry;
mod whos_on_first;

use std::io::BufRead;

use crate::columns::ColumnMap;
use crate::error::{StoreError, plain_words};
use crate::intake::Intake;
use crate::open::Unpacked;

/// What a file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Format {
    /// Names of areas by code: `admin1CodesASCII.txt`, `admin2Codes.txt`.
    GeoNamesAreas,
    /// A country dump or `allCountries.txt`.
    GeoNames,
    /// `alternateNames.txt` or `alternateNamesV2.txt`, of the world or one country.
    GeoNamesNames,
    /// A names file of the NGA's GEOnet Names Server, of either generation.
    Gns,
    /// GeoJSON, among it records of Who's On First.
    Json,
    /// Rows under a header.
    Table,
}

/// Finds out what a file is, without taking anything from its reader.
pub(crate) fn detect(file: &mut Unpacked) -> Result<Format, StoreError> {
    let name = file.name.clone();
    let bytes = file.reader.fill_buf().map_err(|cause| StoreError::new(&name, plain_words(&cause)))?;
    if bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]) {
        return Err(StoreError::new(name, "the text is UTF-16; save it as UTF-8"));
    }
    if bytes.iter().take(4096).any(|&byte| byte == 0) {
        return Err(StoreError::new(
            name,
            "this is no text; places come as GeoNames, GNS, CSV, TSV or GeoJSON",
        ));
    }
    let start = String::from_utf8_lossy(bytes);
    let start = start.trim_start_matches('\u{feff}').trim_start();
    if start.starts_with(['{', '[']) {
        return Ok(Format::Json);
    }
    let mut lines = start.lines().filter(|line| !line.starts_with('#') && !line.trim().is_empty());
    let first = lines.next().unwrap_or("");
    let cells: Vec<&str> = first.split('\t').collect();
    let is_number = |at: usize| cells.get(at).is_some_and(|cell| cell.parse::<u64>().is_ok());
    if gns::is_header(&cells) {
        return Ok(Format::Gns);
    }
    if cells.len() == 4 && cells[0].contains('.') && is_number(3) {
        return Ok(Format::GeoNamesAreas);
    }
    if is_number(0) && is_number(1) && (4..=10).contains(&cells.len()) {
        return Ok(Format::GeoNamesNames);
    }
    // A row that begins like one of a dump is one, however many columns are left of it; the message will say so.
    if is_number(0) && cells.len() >= 3 {
        return Ok(Format::GeoNames);
    }
    Ok(Format::Table)
}

/// What a set is known to be from its files: its name for ids, and its terms.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Origin {
    pub(crate) prefix: &'static str,
    pub(crate) source: &'static str,
    pub(crate) licence: &'static str,
}

pub(crate) const GEONAMES: Origin =
    Origin { prefix: "geonames", source: "GeoNames (https://www.geonames.org)", licence: "CC-BY-4.0" };
pub(crate) const GNS: Origin = Origin {
    prefix: "gns",
    source: "GEOnet Names Server, National Geospatial-Intelligence Agency",
    licence: "public domain; credit asked for",
};
pub(crate) const WHOS_ON_FIRST: Origin = Origin {
    prefix: "wof",
    source: "Who's On First (https://whosonfirst.org)",
    licence: "see https://whosonfirst.org/docs/licenses; credit and link",
};

/// Reads a file into the intake and says where it comes from, where its form tells.
pub(crate) fn read(
    mut file: Unpacked,
    format: Format,
    map: &ColumnMap,
    intake: &mut Intake<'_>,
) -> Result<Option<Origin>, StoreError> {
    intake.begin_file(&file.name);
    let reader: &mut dyn BufRead = &mut *file.reader;
    let origin = match format {
        Format::GeoNamesAreas => geonames::read_areas(&file.name, reader, intake).map(|()| None),
        Format::GeoNames => geonames::read_places(&file.name, reader, intake).map(|()| Some(GEONAMES)),
        Format::GeoNamesNames => geonames::read_names(&file.name, reader, intake).map(|()| None),
        Format::Gns => gns::read(&file.name, reader, intake).map(|()| Some(GNS)),
        Format::Json => json::read(&file.name, reader, map, intake),
        Format::Table => table::read(&file.name, reader, map, intake).map(|()| None),
    }?;
    if matches!(format, Format::GeoNames | Format::Gns | Format::Table | Format::Json) {
        intake.end_file()?;
    }
    Ok(origin)
}

/// The words for a row that the file ends inside of.
fn cut_off(columns: usize, expected: usize) -> String {
    format!("the file ends inside a row ({columns} of {expected} columns): it was cut off; get it again")
}
