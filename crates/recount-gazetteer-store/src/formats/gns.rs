//! The names files of the NGA's GEOnet Names Server: one row a name, rows of one feature id are one place.
//!
//! Until 2021 the columns had names in capitals, FIPS countries and names in two orders of reading; since then they are in
//! small letters, with ISO countries and one name a row. Both are found by the names of their columns.

use std::io::BufRead;

use super::cut_off;
use crate::columns::words;
use crate::countries::{country_of, country_of_fips};
use crate::draft::{Area, Draft};
use crate::error::StoreError;
use crate::intake::{Intake, point};
use crate::lines::Lines;

/// Whether the first line is the header of such a file.
pub(super) fn is_header(cells: &[&str]) -> bool {
    let has =
        |name: &str| cells.iter().any(|cell| cell.trim_start_matches('\u{feff}').eq_ignore_ascii_case(name));
    has("ufi") && has("nt") && (has("full_name") || has("full_name_ro"))
}

struct Columns {
    count: usize,
    is_older: bool,
    id: usize,
    name: usize,
    plain_name: Option<usize>,
    short_name: Option<usize>,
    lat: usize,
    lon: usize,
    country: Option<usize>,
    area: Option<usize>,
    class: Option<usize>,
    code: Option<usize>,
    name_type: usize,
    name_rank: Option<usize>,
    population: Option<usize>,
}

impl Columns {
    fn of(file: &str, line: u64, header: &[&str]) -> Result<Self, StoreError> {
        let find = |names: &[&str]| {
            names
                .iter()
                .find_map(|name| header.iter().position(|cell| cell.trim().eq_ignore_ascii_case(name)))
        };
        let need = |names: &[&str]| {
            find(names).ok_or_else(|| {
                StoreError::at(file, line, format!("no column \"{}\" in the header", names[0]))
            })
        };
        Ok(Self {
            count: header.len(),
            is_older: find(&["full_name_ro"]).is_some(),
            id: need(&["ufi"])?,
            name: need(&["full_name_ro", "full_name"])?,
            plain_name: find(&["full_name_nd_ro", "full_nm_nd"]),
            short_name: find(&["short_form"]),
            lat: need(&["lat", "lat_dd"])?,
            lon: need(&["long", "long_dd"])?,
            country: find(&["cc1", "cc_ft"]),
            area: find(&["adm1"]),
            class: find(&["fc"]),
            code: find(&["dsg", "desig_cd"]),
            name_type: need(&["nt"])?,
            name_rank: find(&["name_rank"]),
            population: find(&["pop"]),
        })
    }

    fn draft(&self, cells: &[&str], line: u64) -> Result<Draft, String> {
        let at =
            |place: Option<usize>| place.and_then(|at| cells.get(at)).map(|cell| cell.trim()).unwrap_or("");
        let first = |text: &'_ str| text.split([',', ';']).next().unwrap_or("").trim().to_owned();
        let id = at(Some(self.id));
        if id.parse::<i64>().is_err() {
            return Err(format!("ufi \"{id}\" is not a number"));
        }
        let (lat, lon) = point(at(Some(self.lat)), at(Some(self.lon)))?;
        let code = first(at(self.country));
        // The same two letters mean other countries in the two standards.
        let known = if self.is_older { country_of_fips(&code) } else { country_of(&code) };
        let cc = known.map(|country| country.iso2.to_owned()).unwrap_or_default();
        let area = first(at(self.area));
        let types = &words().gns.name_types;
        let name_type = at(Some(self.name_type));
        let by_type = types.iter().position(|known| known == name_type).unwrap_or(types.len());
        let by_rank = at(self.name_rank).parse::<usize>().unwrap_or(9).min(9);
        let mut draft = Draft {
            id: id.to_owned(),
            name: at(Some(self.name)).to_owned(),
            lat,
            lon,
            admin1: if area.is_empty() { Area::default() } else { Area::Coded(area_code(&cc, &area)) },
            cc,
            feature: if at(self.code).is_empty() { at(self.class) } else { at(self.code) }.to_owned(),
            pop: at(self.population).parse().unwrap_or(0),
            rank: (by_type * 10 + by_rank).min(255) as u8,
            is_one_of_several: true,
            line,
            ..Draft::default()
        };
        draft.add_name(at(self.plain_name));
        draft.add_name(at(self.short_name));
        Ok(draft)
    }
}

fn area_code(cc: &str, area: &str) -> String {
    format!("gns:{cc}.{area}")
}

/// Reads a names file of either generation.
pub(super) fn read(file: &str, reader: &mut dyn BufRead, intake: &mut Intake<'_>) -> Result<(), StoreError> {
    let mut lines = Lines::new(file, reader);
    let mut columns: Option<Columns> = None;
    while let Some(line) = lines.next()? {
        let Some(text) = line.text else {
            intake.bad(line.number, "not UTF-8");
            continue;
        };
        if text.trim().is_empty() {
            continue;
        }
        let cells: Vec<&str> = text.split('\t').collect();
        let Some(known) = &columns else {
            columns = Some(Columns::of(file, line.number, &cells)?);
            continue;
        };
        if cells.len() != known.count {
            if !line.is_ended && cells.len() < known.count {
                return Err(StoreError::at(file, line.number, cut_off(cells.len(), known.count)));
            }
            intake.bad(line.number, format!("{} columns where the header has {}", cells.len(), known.count));
            continue;
        }
        match known.draft(&cells, line.number) {
            Ok(draft) => {
                if let Area::Coded(code) = &draft.admin1
                    && draft.feature == "ADM1"
                {
                    // Sorted by rank only later: a variant may stand first, and any name of the area is better than none.
                    intake.area(code.clone(), &draft.name);
                }
                intake.place(draft)?;
            }
            Err(message) => intake.bad(line.number, message),
        }
    }
    Ok(())
}
