//! Reads rows of place data from tab-separated files, plain or zstd-compressed.

use std::io::{BufRead, BufReader, Read};

use crate::error::{Notice, PlacesError};

/// One place as a file states it, borrowed from the line.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Row<'a> {
    pub(crate) id: &'a str,
    pub(crate) name: &'a str,
    pub(crate) lat: f64,
    pub(crate) lon: f64,
    pub(crate) cc: &'a str,
    pub(crate) admin1: &'a str,
    pub(crate) admin2: &'a str,
    pub(crate) feature: &'a str,
    pub(crate) population: u32,
    pub(crate) alternates: &'a str,
}

#[derive(Default)]
struct Columns {
    id: Option<usize>,
    name: usize,
    lat: usize,
    lon: usize,
    cc: Option<usize>,
    admin1: Option<usize>,
    admin2: Option<usize>,
    feature: Option<usize>,
    population: Option<usize>,
    alternates: Option<usize>,
}

impl Columns {
    fn of(name: &str, header: &str) -> Result<Self, PlacesError> {
        let header: Vec<&str> = header.trim_start_matches('\u{feff}').split('\t').map(str::trim).collect();
        let find = |wanted: &str| header.iter().position(|column| column.eq_ignore_ascii_case(wanted));
        let need = |column: &'static str| {
            find(column).ok_or_else(|| PlacesError::Column { name: name.to_owned(), column })
        };
        Ok(Self {
            id: find("id"),
            name: need("name")?,
            lat: need("lat")?,
            lon: need("lon")?,
            cc: find("cc"),
            admin1: find("admin1"),
            admin2: find("admin2"),
            feature: find("feature"),
            population: find("pop"),
            alternates: find("alts"),
        })
    }

    fn row<'a>(&self, fields: &[&'a str]) -> Result<Row<'a>, String> {
        let at = |column: Option<usize>| column.and_then(|c| fields.get(c)).copied().unwrap_or("").trim();
        let degrees = |column: usize, label: &str, limit: f64| {
            let text = at(Some(column));
            match text.parse::<f64>() {
                Ok(value) if value.abs() <= limit => Ok(value),
                Ok(_) => Err(format!("{label} `{text}` is outside -{limit} to {limit}")),
                Err(_) => Err(format!("{label} `{text}` is not a number")),
            }
        };
        let name = at(Some(self.name));
        if name.is_empty() {
            return Err("no name".to_owned());
        }
        let cc = at(self.cc);
        let two_letters = cc.len() == 2 && cc.bytes().all(|byte| byte.is_ascii_alphabetic());
        if !(cc.is_empty() || two_letters) {
            return Err(format!("`{cc}` is not a two-letter country code"));
        }
        let population = at(self.population);
        let people = if population.is_empty() { Ok(0.0) } else { population.parse::<f64>() };
        Ok(Row {
            id: at(self.id),
            name,
            lat: degrees(self.lat, "latitude", 90.0)?,
            lon: degrees(self.lon, "longitude", 180.0)?,
            cc,
            admin1: at(self.admin1),
            admin2: at(self.admin2),
            feature: at(self.feature),
            population: people.map_err(|_| format!("population `{population}` is not a number"))? as u32,
            alternates: at(self.alternates),
        })
    }
}

const ZSTD_MAGIC: [u8; 4] = [0x28, 0xb5, 0x2f, 0xfd];

/// Hands every good row to `take` and returns a notice for every bad one.
pub(crate) fn read(
    name: &str,
    reader: impl Read,
    mut take: impl FnMut(Row<'_>) -> Result<(), PlacesError>,
) -> Result<Vec<Notice>, PlacesError> {
    let failed = |line: usize, cause| PlacesError::Read { name: name.to_owned(), line, cause };
    let mut plain = BufReader::new(reader);
    // The first bytes decide, not the file's name: sets also come from standard input.
    let compressed = plain.fill_buf().map_err(|cause| failed(0, cause))?.starts_with(&ZSTD_MAGIC);
    let mut lines: Box<dyn BufRead + '_> = if compressed {
        let decoder = zstd::stream::read::Decoder::with_buffer(plain).map_err(|cause| failed(0, cause))?;
        Box::new(BufReader::with_capacity(1 << 16, decoder))
    } else {
        Box::new(plain)
    };
    let (mut bytes, mut number, mut columns, mut notices) = (Vec::new(), 0, None, Vec::new());
    loop {
        bytes.clear();
        if lines.read_until(b'\n', &mut bytes).map_err(|cause| failed(number, cause))? == 0 {
            break;
        }
        number += 1;
        let mut note =
            |message: String| notices.push(Notice { name: name.to_owned(), line: number, message });
        let Ok(line) = std::str::from_utf8(&bytes) else {
            note("not UTF-8".to_owned());
            continue;
        };
        let line = line.trim_end_matches(['\r', '\n']);
        if line.trim().is_empty() || line.starts_with('#') {
            continue;
        }
        let Some(columns) = &columns else {
            columns = Some(Columns::of(name, line)?);
            continue;
        };
        let fields: Vec<&str> = line.split('\t').collect();
        match columns.row(&fields) {
            Ok(row) => take(row)?,
            Err(message) => note(message),
        }
    }
    if columns.is_none() {
        return Err(PlacesError::Column { name: name.to_owned(), column: "name" });
    }
    Ok(notices)
}
