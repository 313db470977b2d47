//! Rows for the parts that claims and incidents share: spans, times, places.

use jiff::civil::Date;
use recount_model::{Grade, Place, PlacePrecision, Rival, Span, Text, When, WhenPrecision};
use serde::{Deserialize, Serialize};

use super::named;

/// First byte and first byte after.
pub(super) type SpanRow = [usize; 2];

pub(super) fn span_row(span: Span) -> SpanRow {
    [span.start(), span.end()]
}

/// Cuts the span from the text again; an incident's rows have no text and therefore no spans.
pub(super) fn span_of(text: Option<&Text>, row: SpanRow) -> Result<Span, String> {
    let span = text.and_then(|text| text.span(row[0], row[1]));
    span.ok_or_else(|| format!("the span {}..{} does not fit the text", row[0], row[1]))
}

#[derive(Serialize, Deserialize)]
pub(super) struct WhenRow {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    span: Option<SpanRow>,
    earliest: Option<String>,
    latest: Option<String>,
    precision: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    partial: Option<String>,
}

impl WhenRow {
    pub(super) fn of(when: &When) -> Self {
        Self {
            span: when.span.map(span_row),
            earliest: when.earliest.map(|day| day.to_string()),
            latest: when.latest.map(|day| day.to_string()),
            precision: when.precision.as_str().to_owned(),
            partial: when.partial.clone(),
        }
    }

    pub(super) fn without_words(mut self) -> Self {
        self.span = None;
        self
    }

    pub(super) fn into_when(self, text: Option<&Text>) -> Result<When, String> {
        let day = |day: Option<String>| day.map(|day| parse_day(&day)).transpose();
        Ok(When {
            span: self.span.map(|row| span_of(text, row)).transpose()?,
            earliest: day(self.earliest)?,
            latest: day(self.latest)?,
            precision: named("precision of time", &self.precision, WhenPrecision::from_text)?,
            partial: self.partial,
        })
    }
}

pub(crate) fn parse_day(day: &str) -> Result<Date, String> {
    day.parse().map_err(|_| format!("{day:?} is no day"))
}

/// Coordinates are optional one by one because JSON has no way to write a number that is not one.
#[derive(Serialize, Deserialize)]
pub(super) struct PlaceRow {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    span: Option<SpanRow>,
    name: String,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    within: Vec<String>,
    grade: String,
    precision: String,
    point: Option<[Option<f64>; 2]>,
    radius_km: Option<f64>,
    gazetteer_id: Option<String>,
    gazetteer_name: Option<String>,
    country: Option<String>,
    admin1: Option<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    rivals: Vec<RivalRow>,
}

#[derive(Serialize, Deserialize)]
struct RivalRow {
    name: String,
    gazetteer_id: String,
    lat: Option<f64>,
    lon: Option<f64>,
    score: Option<f64>,
}

impl PlaceRow {
    pub(super) fn of(place: &Place) -> Self {
        Self {
            span: place.span.map(span_row),
            name: place.name.clone(),
            within: place.within.clone(),
            grade: place.grade.as_str().to_owned(),
            precision: place.precision.as_str().to_owned(),
            point: place.point.map(|(lat, lon)| [Some(lat), Some(lon)]),
            radius_km: place.radius_km,
            gazetteer_id: place.gazetteer_id.clone(),
            gazetteer_name: place.gazetteer_name.clone(),
            country: place.country.clone(),
            admin1: place.admin1.clone(),
            rivals: place
                .rivals
                .iter()
                .map(|rival| RivalRow {
                    name: rival.name.clone(),
                    gazetteer_id: rival.gazetteer_id.clone(),
                    lat: Some(rival.lat),
                    lon: Some(rival.lon),
                    score: Some(rival.score),
                })
                .collect(),
        }
    }

    pub(super) fn without_words(mut self) -> Self {
        self.span = None;
        self
    }

    pub(super) fn into_place(self, text: Option<&Text>) -> Result<Place, String> {
        let number = |number: Option<f64>| number.unwrap_or(f64::NAN);
        Ok(Place {
            span: self.span.map(|row| span_of(text, row)).transpose()?,
            name: self.name,
            within: self.within,
            grade: named("grade of a place", &self.grade, Grade::from_text)?,
            precision: named("precision of a place", &self.precision, PlacePrecision::from_text)?,
            point: self.point.map(|[lat, lon]| (number(lat), number(lon))),
            radius_km: self.radius_km,
            gazetteer_id: self.gazetteer_id,
            gazetteer_name: self.gazetteer_name,
            country: self.country,
            admin1: self.admin1,
            rivals: self
                .rivals
                .into_iter()
                .map(|rival| Rival {
                    name: rival.name,
                    gazetteer_id: rival.gazetteer_id,
                    lat: number(rival.lat),
                    lon: number(rival.lon),
                    score: number(rival.score),
                })
                .collect(),
        })
    }
}
