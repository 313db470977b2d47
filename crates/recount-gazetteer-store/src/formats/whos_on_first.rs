//! Records of Who's On First: one feature a place, with names in every language and the ids of the areas around it.

use serde_json::{Map, Value};

use crate::columns::words;
use crate::countries::country_of;
use crate::draft::{Area, Draft};
use crate::error::StoreError;
use crate::intake::Intake;

/// Takes one record.
pub(super) fn take(
    properties: &Map<String, Value>,
    line: u64,
    intake: &mut Intake<'_>,
) -> Result<(), StoreError> {
    let text = |key: &str| properties.get(key).and_then(Value::as_str).unwrap_or("").trim();
    let number = |key: &str| properties.get(key).and_then(Value::as_f64);
    let kinds = &words().whos_on_first;
    let placetype = text("wof:placetype");
    if kinds.left_out.iter().any(|known| known == placetype) || is_gone(properties) {
        return Ok(());
    }
    let Some(id) = properties.get("wof:id").and_then(Value::as_i64) else {
        intake.bad(line, "a record without a numeric wof:id");
        return Ok(());
    };
    let name = text("wof:name");
    if kinds.first_areas.iter().chain(&kinds.second_areas).any(|known| known == placetype) && !name.is_empty()
    {
        intake.area(area_code(id), name);
    }
    let lat = number("lbl:latitude").or_else(|| number("geom:latitude"));
    let lon = number("lbl:longitude").or_else(|| number("geom:longitude"));
    let (Some(lat), Some(lon)) = (lat, lon) else {
        intake.bad(line, format!("record {id}: no latitude and longitude"));
        return Ok(());
    };
    if lat.abs() > 90.0 || lon.abs() > 180.0 {
        intake.bad(line, format!("record {id}: {lat}, {lon} is no point on Earth"));
        return Ok(());
    }
    // Disputed places have "XX" for a country here; the ISO's answer is then what other sets have.
    let country = [text("wof:country"), text("iso:country")].into_iter().find_map(country_of);
    let population = ["wof:population", "gn:population", "ne:pop_max", "qs:pop"];
    let mut draft = Draft {
        id: id.to_string(),
        name: name.to_owned(),
        lat,
        lon,
        cc: country.map(|country| country.iso2.to_owned()).unwrap_or_default(),
        admin1: area_of(properties, &kinds.first_areas, id),
        admin2: area_of(properties, &kinds.second_areas, id),
        feature: placetype.to_owned(),
        pop: population.iter().find_map(|key| number(key)).map_or(0, |people| people.clamp(0.0, 4e9) as u32),
        line,
        ..Draft::default()
    };
    for (_, names) in properties.iter().filter(|(key, _)| key.starts_with("name:")) {
        for name in names.as_array().into_iter().flatten().filter_map(Value::as_str) {
            draft.add_name(name.trim());
        }
    }
    if draft.name.is_empty()
        && let Some(first) = (!draft.alts.is_empty()).then(|| draft.alts.remove(0))
    {
        draft.name = first;
    }
    intake.place(draft)
}

/// Records stay in the files after their place is gone, replaced or found to be a mistake.
fn is_gone(properties: &Map<String, Value>) -> bool {
    let is_dated = |key: &str| {
        let text = properties.get(key).and_then(Value::as_str).unwrap_or("");
        !matches!(text, "" | "uuuu" | "open" | "..")
    };
    let replaced =
        properties.get("wof:superseded_by").and_then(Value::as_array).is_some_and(|ids| !ids.is_empty());
    replaced
        || is_dated("edtf:deprecated")
        || properties.get("mz:is_current").and_then(Value::as_i64) == Some(0)
}

/// The area of a record: the first of the wanted kinds in its hierarchy that is not the record itself.
fn area_of(properties: &Map<String, Value>, kinds: &[String], own: i64) -> Area {
    let hierarchies = properties.get("wof:hierarchy").and_then(Value::as_array);
    let first = hierarchies.and_then(|all| all.first());
    let found = kinds
        .iter()
        .find_map(|kind| first?.get(format!("{kind}_id"))?.as_i64().filter(|&id| id > 0 && id != own));
    found.map_or_else(Area::default, |id| Area::Coded(area_code(id)))
}

fn area_code(id: i64) -> String {
    format!("wof:{id}")
}
