//! GeoJSON: one feature, a collection of any size, or a feature a line.
//!
//! A collection is read feature by feature, so that one of a gigabyte needs no more memory than one of a page.

use std::fmt;
use std::io::BufRead;

use serde::de::{DeserializeSeed, Deserializer, Error as _, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value};

use super::geometry::point_of;
use super::table::{draft, draft_at};
use super::{Origin, WHOS_ON_FIRST, whos_on_first};
use crate::columns::{ColumnMap, Columns};
use crate::error::{StoreError, plain_words};
use crate::intake::Intake;

/// Reads a file of features; says where it comes from where the features tell.
pub(super) fn read(
    file: &str,
    reader: &mut dyn BufRead,
    map: &ColumnMap,
    intake: &mut Intake<'_>,
) -> Result<Option<Origin>, StoreError> {
    let mut features = Features { file, map, intake, columns: None, number: 0, origin: None, failed: None };
    let is_lines = {
        let start = reader.fill_buf().map_err(|cause| StoreError::new(file, plain_words(&cause)))?;
        let mut lines = start.split(|&byte| byte == b'\n');
        let first = lines.next().unwrap_or_default();
        lines.next().is_some_and(|second| second.starts_with(b"{"))
            && serde_json::from_slice::<IgnoredAny>(first).is_ok()
    };
    if is_lines {
        features.read_lines(reader)?;
    } else {
        let mut whole = serde_json::Deserializer::from_reader(reader);
        let read = Root(&mut features).deserialize(&mut whole).and_then(|()| whole.end());
        if let Some(failed) = features.failed.take() {
            return Err(failed);
        }
        read.map_err(|cause| of_json(file, &cause))?;
    }
    if features.number == 0 {
        return Err(StoreError::new(file, "no GeoJSON features in it"));
    }
    Ok(features.origin)
}

fn of_json(file: &str, cause: &serde_json::Error) -> StoreError {
    let words = cause.to_string();
    let words = words.split(" at line ").next().unwrap_or_default();
    let message = if cause.is_eof() {
        "the file ends in the middle: it was cut off; get it again".to_owned()
    } else {
        format!("not readable as GeoJSON: {words}")
    };
    StoreError::at(file, cause.line() as u64, message)
}

struct Features<'f, 's> {
    file: &'f str,
    map: &'f ColumnMap,
    intake: &'f mut Intake<'s>,
    /// Where the fields stand among the properties, found with the first feature.
    columns: Option<(Vec<String>, Columns)>,
    number: u64,
    origin: Option<Origin>,
    failed: Option<StoreError>,
}

impl Features<'_, '_> {
    fn read_lines(&mut self, reader: &mut dyn BufRead) -> Result<(), StoreError> {
        let file = self.file.to_owned();
        let mut lines = crate::lines::Lines::new(&file, reader);
        while let Some(line) = lines.next()? {
            let (number, is_ended) = (line.number, line.is_ended);
            let Some(text) = line.text else {
                self.intake.bad(number, "not UTF-8");
                continue;
            };
            // A record separator may stand before each feature.
            let text = text.trim_start_matches('\u{1e}').trim();
            if text.is_empty() {
                continue;
            }
            match serde_json::from_str::<Value>(text) {
                Ok(Value::Object(feature)) => {
                    self.number = number - 1;
                    self.take(&feature)?;
                }
                Ok(_) => self.intake.bad(number, "no feature"),
                Err(cause) if cause.is_eof() && !is_ended => {
                    return Err(StoreError::at(
                        &file,
                        number,
                        "the file ends inside a feature: it was cut off; get it again",
                    ));
                }
                Err(cause) => self.intake.bad(number, format!("not readable as GeoJSON: {cause}")),
            }
        }
        Ok(())
    }

    /// Takes one feature; features are counted instead of lines, because one may have thousands of lines.
    fn take(&mut self, feature: &Map<String, Value>) -> Result<(), StoreError> {
        self.number += 1;
        let (line, nothing) = (self.number, Map::new());
        let properties = feature.get("properties").and_then(Value::as_object).unwrap_or(&nothing);
        if properties.contains_key("wof:id") {
            self.origin = Some(WHOS_ON_FIRST);
            return whos_on_first::take(properties, line, self.intake);
        }
        if self.columns.is_none() {
            let mut header: Vec<String> = properties.keys().cloned().collect();
            let point = feature.get("geometry").and_then(point_of);
            // The geometry says where; then columns for it may be missing.
            if point.is_some() {
                header.extend(["lat", "lon"].map(str::to_owned));
            }
            self.columns = Some((header.clone(), Columns::of(self.file, &header, None, self.map)?));
        }
        let Some((header, columns)) = &self.columns else { return Ok(()) };
        let texts: Vec<String> = header.iter().map(|name| text_of(properties.get(name))).collect();
        let cells: Vec<&str> = texts.iter().map(String::as_str).collect();
        let made = match feature.get("geometry").and_then(point_of) {
            Some((lat, lon)) if lat.abs() <= 90.0 && lon.abs() <= 180.0 => {
                draft_at(columns, &cells, lat, lon, line)
            }
            Some((lat, lon)) => Err(format!(
                "{lat}, {lon} is no point in degrees; GeoJSON has longitude before latitude, WGS 84"
            )),
            None => draft(columns, &cells, line),
        };
        match made {
            Ok(draft) => self.intake.place(draft),
            Err(message) => {
                self.intake.bad(line, format!("feature {line}: {message}"));
                Ok(())
            }
        }
    }
}

fn text_of(value: Option<&Value>) -> String {
    match value {
        Some(Value::String(text)) => text.clone(),
        Some(Value::Number(number)) => number.to_string(),
        _ => String::new(),
    }
}

/// The top of the file: a collection, whose features are taken one by one, or one feature.
struct Root<'r, 'f, 's>(&'r mut Features<'f, 's>);

impl<'de> DeserializeSeed<'de> for Root<'_, '_, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for Root<'_, '_, '_> {
    type Value = ();

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("a GeoJSON object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<(), A::Error> {
        let mut single = Map::new();
        while let Some(key) = members.next_key::<String>()? {
            match key.as_str() {
                "features" => members.next_value_seed(List(&mut *self.0))?,
                "properties" | "geometry" => {
                    single.insert(key, members.next_value()?);
                }
                _ => {
                    members.next_value::<IgnoredAny>()?;
                }
            }
        }
        if single.contains_key("properties") {
            self.0.take(&single).map_err(|failed| {
                self.0.failed = Some(failed);
                A::Error::custom("stopped")
            })?;
        }
        Ok(())
    }
}

struct List<'r, 'f, 's>(&'r mut Features<'f, 's>);

impl<'de> DeserializeSeed<'de> for List<'_, '_, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_seq(self)
    }
}

impl<'de> Visitor<'de> for List<'_, '_, '_> {
    type Value = ();

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("a list of features")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<(), A::Error> {
        while let Some(feature) = list.next_element::<Map<String, Value>>()? {
            if let Err(failed) = self.0.take(&feature) {
                self.0.failed = Some(failed);
                return Err(A::Error::custom("stopped"));
            }
        }
        Ok(())
    }
}
