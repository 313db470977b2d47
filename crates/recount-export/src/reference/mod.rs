//! Reading other people's data sets, so that incidents can be compared with them.
//!
//! Columns are found by name, in any order and case; a row that cannot be used is named with its line and left out, and
//! the others are read.

use std::collections::BTreeMap;
use std::io::Read;

use recount_model::{PlacePrecision, Reference, ReferenceNumbers, WhenPrecision};

mod dates;
mod layout;

pub use dates::DateOrder;
pub use layout::{COLUMNS, Layout};

use layout::Columns;

/// A data set as it was read.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ReferenceSet {
    /// Rows that can be compared.
    pub rows: Vec<Reference>,
    /// Lines that cannot, and why.
    pub refused: Vec<(u64, String)>,
    /// Columns of the table that were not looked at.
    pub unused: Vec<String>,
}

/// Reads a table. The error is what is wrong with it as a whole: columns that are missing, dates that can be read two
/// ways.
pub fn read(
    mut input: impl Read,
    layout: Layout,
    map: &[(String, String)],
    order: Option<DateOrder>,
) -> Result<ReferenceSet, String> {
    let mut bytes = Vec::new();
    input.read_to_end(&mut bytes).map_err(|error| error.to_string())?;
    if bytes.contains(&0) {
        return Err("this is no table of text; save it as comma-separated values".to_owned());
    }
    let text = String::from_utf8_lossy(&bytes);
    let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
    let head = text.lines().next().unwrap_or_default();
    if head.trim().is_empty() {
        return Err("the table is empty".to_owned());
    }
    let separator = [b',', b'\t', b';'].into_iter().max_by_key(|separator| {
        // Of equals the last would win, and the comma should.
        (head.bytes().filter(|byte| byte == separator).count(), *separator == b',')
    });
    let mut reader = ::csv::ReaderBuilder::new()
        .delimiter(separator.unwrap_or(b','))
        .flexible(true)
        .from_reader(text.as_bytes());
    let header: Vec<String> =
        reader.headers().map_err(|error| error.to_string())?.iter().map(str::to_owned).collect();
    let columns = Columns::find(&header, layout, map)?;
    let mut records = Vec::new();
    let mut set = ReferenceSet { unused: columns.unused(&header), ..ReferenceSet::default() };
    for record in reader.records() {
        match record {
            Ok(record) => records.push((record.position().map_or(0, ::csv::Position::line), record)),
            Err(error) => {
                let line = error.position().map_or(0, ::csv::Position::line);
                set.refused.push((line, error.to_string()));
            }
        }
    }
    let written = || records.iter().flat_map(|(_, record)| columns.dates(record));
    let order = match order {
        Some(order) => order,
        None => dates::find_order(written())?,
    };
    let mut known: BTreeMap<String, u64> = BTreeMap::new();
    for (line, record) in &records {
        let row = check_width(record, &header).and_then(|()| row_of(*line, record, &columns, layout, order));
        match row {
            Err(why) => set.refused.push((*line, why)),
            Ok(row) => match known.get(&row.id) {
                Some(first) => {
                    set.refused.push((*line, format!("the id {:?} stands in line {first} already", row.id)))
                }
                None => {
                    known.insert(row.id.clone(), *line);
                    set.rows.push(row);
                }
            },
        }
    }
    set.refused.sort();
    Ok(set)
}

/// In a row with more cells than columns, a cell was cut in two and the others stand under wrong names.
fn check_width(record: &::csv::StringRecord, header: &[String]) -> Result<(), String> {
    match record.iter().skip(header.len()).find(|cell| !cell.trim().is_empty()) {
        Some(extra) => Err(format!(
            "it has {} cells for {} columns, the last {extra:?}; a cell with a separator in it needs quotes",
            record.len(),
            header.len()
        )),
        None => Ok(()),
    }
}

fn row_of(
    line: u64,
    record: &::csv::StringRecord,
    columns: &Columns,
    layout: Layout,
    order: DateOrder,
) -> Result<Reference, String> {
    let cell = |name: &str| columns.cell(record, name);
    let day = |name: &str| {
        let read =
            |text: &str| dates::read(text, order).ok_or_else(|| format!("{text:?} is no day ({name})"));
        cell(name).map(read).transpose()
    };
    let number = |name: &str| {
        let read = |text: &str| {
            let plain = text.replace(',', "");
            let plain = plain.strip_suffix(".0").unwrap_or(&plain);
            plain.parse::<u32>().map_err(|_| format!("{text:?} is no number of people ({name})"))
        };
        cell(name).map(read).transpose()
    };
    let degrees = |name: &str, most: f64| {
        let read = |text: &str| match text.parse::<f64>() {
            Ok(degrees) if degrees.abs() <= most => Ok(degrees),
            _ => Err(format!("{text:?} is no place on the earth ({name})")),
        };
        cell(name).map(read).transpose()
    };
    let first = day("date")?.ok_or("there is no date")?;
    let last = day("date_end")?.unwrap_or(first);
    if last < first {
        return Err(format!("it ends on {last}, before it begins on {first}"));
    }
    let point = degrees("lat", 90.0)?.zip(degrees("lon", 180.0)?);
    let place = cell("place").map(str::to_owned);
    if point.is_none() && place.is_none() {
        return Err("there is neither a place nor its degrees".to_owned());
    }
    let when = when_precision(layout, cell("date_precision"), first == last)?;
    let precision = place_precision(layout, cell("place_precision"))?;
    let (earliest, latest) = widened(first, last, when);
    Ok(Reference {
        id: cell("id").map_or_else(|| format!("line {line}"), str::to_owned),
        line,
        earliest,
        latest,
        when,
        place,
        point,
        precision,
        kind: cell("kind").map(str::to_owned),
        killed: ReferenceNumbers {
            low: number("deaths_low")?,
            best: number("deaths_best")?,
            high: number("deaths_high")?,
        },
        injured: ReferenceNumbers { low: number("injured_low")?, best: None, high: number("injured_high")? },
    })
}

/// A table that gives one day for a week or a month means all of it.
fn widened(
    first: jiff::civil::Date,
    last: jiff::civil::Date,
    precision: WhenPrecision,
) -> (jiff::civil::Date, jiff::civil::Date) {
    use jiff::ToSpan;
    if first != last {
        return (first, last);
    }
    match precision {
        WhenPrecision::Days => (first - 3.days(), last + 3.days()),
        WhenPrecision::Week => (first - 6.days(), last + 6.days()),
        WhenPrecision::Month => (first.first_of_month(), last.last_of_month()),
        WhenPrecision::Year => (first.first_of_year(), last.last_of_year()),
        _ => (first, last),
    }
}

fn when_precision(layout: Layout, cell: Option<&str>, one_day: bool) -> Result<WhenPrecision, String> {
    let Some(code) = cell else {
        return Ok(if one_day { WhenPrecision::Day } else { WhenPrecision::Days });
    };
    let code_of = |table: &[(&str, WhenPrecision)]| {
        let found = table.iter().find(|(name, _)| *name == code).map(|(_, precision)| *precision);
        found.ok_or_else(|| format!("{code:?} is no precision of a time here"))
    };
    use WhenPrecision::{Day, Days, Month, Week, Year};
    match layout {
        Layout::Ucdp => code_of(&[("1", Day), ("2", Days), ("3", Week), ("4", Month), ("5", Year)]),
        Layout::Acled => code_of(&[("1", Day), ("2", Week), ("3", Month)]),
        Layout::Airwars | Layout::Csv => {
            WhenPrecision::from_text(code).ok_or_else(|| format!("{code:?} is no precision of a time here"))
        }
    }
}

fn place_precision(layout: Layout, cell: Option<&str>) -> Result<PlacePrecision, String> {
    use PlacePrecision::{
        Country, District, Governorate, Line, NearSettlement, Neighbourhood, Point, Settlement, Unknown,
    };
    let Some(code) = cell else { return Ok(Settlement) };
    let wrong = || format!("{code:?} is no precision of a place here");
    let code_of = |table: &[(&str, PlacePrecision)]| {
        let found =
            table.iter().find(|(name, _)| name.eq_ignore_ascii_case(code)).map(|(_, precision)| *precision);
        found.ok_or_else(wrong)
    };
    match layout {
        Layout::Ucdp => code_of(&[
            ("1", Settlement),
            ("2", NearSettlement),
            ("3", District),
            ("4", Governorate),
            ("5", Line),
            ("6", Country),
            ("7", Unknown),
        ]),
        Layout::Acled => code_of(&[("1", Settlement), ("2", District), ("3", Governorate)]),
        Layout::Airwars => code_of(&[
            ("province/governorate", Governorate),
            ("district", District),
            ("subdistrict", District),
            ("city", Settlement),
            ("town", Settlement),
            ("village", Settlement),
            ("neighbourhood/area", Neighbourhood),
            ("street", Neighbourhood),
            ("nearby landmark", Neighbourhood),
            ("within 100m (via coalition)", Point),
            ("within 1m (via coalition)", Point),
            ("within 100 m", Point),
            ("within 1 m", Point),
            ("exact location (other)", Point),
            ("exact location (via airwars)", Point),
            ("exact location (via coalition)", Point),
            ("exact", Point),
        ])
        .or(Ok(Settlement)),
        Layout::Csv => PlacePrecision::from_text(code).ok_or_else(wrong),
    }
}

#[cfg(test)]
mod tests;
