//! The dumps of GeoNames: places, names of areas, alternate names.

use std::io::BufRead;

use super::cut_off;
use crate::columns::words;
use crate::draft::{Area, Draft};
use crate::error::StoreError;
use crate::intake::{Intake, point};
use crate::lines::Lines;

/// id, name, ascii name, alternates, lat, lon, class, code, country, other countries, four levels of areas, population,
/// elevation, model elevation, time zone, day of change.
const COLUMNS: usize = 19;

/// Reads a country dump or the file of all countries.
pub(super) fn read_places(
    file: &str,
    reader: &mut dyn BufRead,
    intake: &mut Intake<'_>,
) -> Result<(), StoreError> {
    let mut lines = Lines::new(file, reader);
    while let Some(line) = lines.next()? {
        let Some(text) = line.text else {
            intake.bad(line.number, "not UTF-8");
            continue;
        };
        if text.is_empty() || text.starts_with('#') {
            continue;
        }
        let cells: Vec<&str> = text.split('\t').collect();
        if cells.len() != COLUMNS {
            if !line.is_ended && cells.len() < COLUMNS {
                return Err(StoreError::at(file, line.number, cut_off(cells.len(), COLUMNS)));
            }
            intake
                .bad(line.number, format!("{} columns where a dump of GeoNames has {COLUMNS}", cells.len()));
            continue;
        }
        match place(&cells, line.number) {
            Ok(draft) => {
                for (level, code) in [("ADM1", code1(&cells)), ("ADM2", code2(&cells))] {
                    if cells[7] == level {
                        intake.area(code, cells[1]);
                    }
                }
                intake.place(draft)?;
            }
            Err(message) => intake.bad(line.number, message),
        }
    }
    Ok(())
}

fn code1(cells: &[&str]) -> String {
    format!("{}.{}", cells[8], cells[10])
}

fn code2(cells: &[&str]) -> String {
    format!("{}.{}.{}", cells[8], cells[10], cells[11])
}

fn place(cells: &[&str], line: u64) -> Result<Draft, String> {
    let [id, name, ascii, alternates, lat, lon, class, code, country] = cells[..9] else {
        return Err("too few columns".to_owned());
    };
    if id.parse::<u64>().is_err() {
        return Err(format!("id \"{id}\" is not a number"));
    }
    let (lat, lon) = point(lat, lon)?;
    if !(country.is_empty() || country.len() == 2 && country.bytes().all(|byte| byte.is_ascii_uppercase())) {
        return Err(format!("\"{country}\" is not a two-letter country code"));
    }
    let area = |code: String, known: &str| {
        // "00" stands for no area.
        if known.is_empty() || known == "00" { Area::default() } else { Area::Coded(code) }
    };
    let population = cells[14];
    let people = if population.is_empty() { Ok(0) } else { population.parse::<u64>() };
    let mut draft = Draft {
        id: id.to_owned(),
        name: name.to_owned(),
        lat,
        lon,
        cc: country.to_owned(),
        admin1: area(code1(cells), cells[10]),
        admin2: area(code2(cells), cells[11]),
        feature: if code.is_empty() && class != "P" { class } else { code }.to_owned(),
        pop: people
            .map_err(|_| format!("population \"{population}\" is not a number"))?
            .min(u64::from(u32::MAX)) as u32,
        line,
        ..Draft::default()
    };
    std::iter::once(ascii).chain(alternates.split(',')).for_each(|name| draft.add_name(name.trim()));
    Ok(draft)
}

/// Reads names of areas by code.
pub(super) fn read_areas(
    file: &str,
    reader: &mut dyn BufRead,
    intake: &mut Intake<'_>,
) -> Result<(), StoreError> {
    let mut lines = Lines::new(file, reader);
    while let Some(line) = lines.next()? {
        let Some(text) = line.text else {
            intake.bad(line.number, "not UTF-8");
            continue;
        };
        let mut cells = text.split('\t');
        if let (Some(code), Some(name)) = (cells.next(), cells.next()) {
            intake.area(code.to_owned(), name);
        } else if !text.is_empty() {
            intake.bad(line.number, "no name for an area's code");
        }
    }
    Ok(())
}

/// Reads alternate names for places that came before: id of the name, id of the place, language, name, four marks.
pub(super) fn read_names(
    file: &str,
    reader: &mut dyn BufRead,
    intake: &mut Intake<'_>,
) -> Result<(), StoreError> {
    let left_out = &words().geonames.left_out;
    let mut lines = Lines::new(file, reader);
    while let Some(line) = lines.next()? {
        let Some(text) = line.text else {
            intake.bad(line.number, "not UTF-8");
            continue;
        };
        let cells: Vec<&str> = text.splitn(5, '\t').collect();
        let [_, id, language, name, ..] = cells[..] else {
            if !line.is_ended {
                return Err(StoreError::at(file, line.number, cut_off(cells.len(), 8)));
            }
            if !text.is_empty() {
                intake
                    .bad(line.number, format!("{} columns where alternate names have 8 or 10", cells.len()));
            }
            continue;
        };
        if !left_out.iter().any(|code| code == language) {
            intake.name(id, name)?;
        }
    }
    Ok(())
}
