//! The fields a person can correct, and how a value is written: `killed 12-15`, `when 2016-09`, `place "Hajin @ 34.69,40.83"`.

use jiff::civil::Date;
use recount_model::{
    Amount, Bound, Certainty, Grade, Harm, Kind, Place, PlacePrecision, Polarity, Role, Telling, When,
    WhenPrecision, Who,
};

/// A field and its new value.
#[derive(Clone, Debug, PartialEq)]
pub enum Correction {
    /// `kind`
    Kind(Kind),
    /// `when`
    When(Option<When>),
    /// `place`
    Places(Vec<Place>),
    /// `alleged`
    Alleged(Vec<String>),
    /// `killed`, `injured.children` and so on.
    Figure(Harm, Option<Who>, Option<Amount>),
    /// `polarity`; claims only.
    Polarity(Polarity),
    /// `certainty`; claims only.
    Certainty(Certainty),
    /// `role`; claims only.
    Role(Role),
    /// `telling`; claims only.
    Telling(Telling),
}

/// What the value of a field that nobody knows is written as.
pub const UNKNOWN: &str = "unknown";

/// The fields by name, for messages.
pub const FIELDS: &str = "kind, when, place, alleged, a harm (killed, injured, missing, captured, displaced, casualties) \
     with or without a group (killed.children), and of a claim also polarity, certainty, role, telling";

impl Correction {
    /// Reads a field and its value; the error is a sentence for the person who typed it.
    pub fn parse(field: &str, value: &str) -> Result<Self, String> {
        let value = value.trim();
        let names = |values: Vec<&str>| format!("{field}: {value:?} is none of {}", values.join(", "));
        macro_rules! named {
            ($type:ident) => {
                $type::from_text(value)
                    .ok_or_else(|| names($type::ALL.iter().map(|value| value.as_str()).collect()))
                    .map(Self::$type)
            };
        }
        match field {
            "kind" => named!(Kind),
            "polarity" => named!(Polarity),
            "certainty" => named!(Certainty),
            "role" => named!(Role),
            "telling" => named!(Telling),
            "when" => when(value).map(Self::When),
            "place" => places(value).map(Self::Places),
            "alleged" => Ok(Self::Alleged(list(value))),
            _ => {
                let (harm, who) = harm_field(field)?;
                Ok(Self::Figure(harm, who, amount(value)?))
            }
        }
    }

    /// Whether only a claim has this field.
    pub fn is_of_claims_only(&self) -> bool {
        matches!(self, Self::Polarity(_) | Self::Certainty(_) | Self::Role(_) | Self::Telling(_))
    }
}

/// A harm, or a harm and a group: `killed`, `killed.children`.
pub fn harm_field(field: &str) -> Result<(Harm, Option<Who>), String> {
    let (harm, who) = field.split_once('.').map_or((field, None), |(harm, who)| (harm, Some(who)));
    let harm =
        Harm::from_text(harm).ok_or_else(|| format!("there is no field {field:?}; there are {FIELDS}"))?;
    let group = |who: &str| {
        let all: Vec<&str> = Who::ALL.iter().map(|who| who.as_str()).collect();
        Who::from_text(who).ok_or_else(|| format!("there is no group {who:?}; there are {}", all.join(", ")))
    };
    Ok((harm, who.map(group).transpose()?))
}

fn list(value: &str) -> Vec<String> {
    let parts = value.split(';').map(str::trim).filter(|part| !part.is_empty() && *part != UNKNOWN);
    parts.map(str::to_owned).collect()
}

/// `12`, `12-15`, `12+` or `at least 12`, `up to 15`, `about 20`, `unknown`.
pub fn amount(value: &str) -> Result<Option<Amount>, String> {
    let fail = || {
        format!(
            "{value:?} is no number of people; write 12, 12-15, 12+, \"up to 15\", \"about 20\" or unknown"
        )
    };
    let number = |text: &str| text.trim().replace(',', "").parse::<u32>().map_err(|_| fail());
    let made = |low, high, bound| Amount { low, high, bound, vague: None };
    if value == UNKNOWN {
        return Ok(None);
    }
    if let Some(rest) = value.strip_suffix('+').or_else(|| value.strip_prefix("at least ")) {
        return number(rest).map(|low| Some(made(Some(low), None, Bound::AtLeast)));
    }
    if let Some(rest) = value.strip_prefix("up to ") {
        return number(rest).map(|high| Some(made(None, Some(high), Bound::AtMost)));
    }
    if let Some(rest) = value.strip_prefix("about ") {
        return number(rest).map(|about| Some(made(Some(about), Some(about), Bound::About)));
    }
    if let Some((low, high)) = value.split_once('-') {
        let (low, high) = (number(low)?, number(high)?);
        if low > high {
            return Err(format!("{value:?}: the lower end is above the higher one"));
        }
        return Ok(Some(made(Some(low), Some(high), if low == high { Bound::Exact } else { Bound::Range })));
    }
    number(value).map(|number| Some(Amount::exact(number)))
}

/// A day, a month, a year, two days with `..` between, or `unknown`.
pub fn when(value: &str) -> Result<Option<When>, String> {
    if value == UNKNOWN {
        return Ok(None);
    }
    let fail = || {
        format!("{value:?} is no time; write 2016-09-17, 2016-09, 2016, 2016-09-17..2016-09-19 or unknown")
    };
    let made = |earliest: Date, latest: Date, precision| {
        Ok(Some(When {
            span: None,
            earliest: Some(earliest),
            latest: Some(latest),
            precision,
            partial: None,
        }))
    };
    let day = |text: &str| text.parse::<Date>().map_err(|_| fail());
    if let Some((first, last)) = value.split_once("..") {
        let (first, last) = (day(first)?, day(last)?);
        if first > last {
            return Err(format!("{value:?}: the first day comes after the last"));
        }
        return made(first, last, if first == last { WhenPrecision::Day } else { WhenPrecision::Days });
    }
    match value.split('-').count() {
        1 if value.len() == 4 => {
            let first = day(&format!("{value}-01-01"))?;
            made(first, first.last_of_year(), WhenPrecision::Year)
        }
        2 => {
            let first = day(&format!("{value}-01"))?;
            made(first, first.last_of_month(), WhenPrecision::Month)
        }
        _ => day(value).and_then(|on| made(on, on, WhenPrecision::Day)),
    }
}

/// Names with `;` between, each with its degrees behind `@` where they are known.
fn places(value: &str) -> Result<Vec<Place>, String> {
    list(value).iter().map(|part| place(part)).collect()
}

fn place(part: &str) -> Result<Place, String> {
    let (name, point) = match part.split_once('@') {
        None => (part.trim(), None),
        Some((name, degrees)) => {
            let parsed = degrees.split_once(',').and_then(|(lat, lon)| {
                Some((lat.trim().parse::<f64>().ok()?, lon.trim().parse::<f64>().ok()?))
            });
            let fits = |(lat, lon): &(f64, f64)| lat.abs() <= 90.0 && lon.abs() <= 180.0;
            let point = parsed.filter(fits);
            let wrong =
                || format!("{part:?}: write a place as NAME, or NAME @ LATITUDE,LONGITUDE in degrees");
            (name.trim(), Some(point.ok_or_else(wrong)?))
        }
    };
    let (name, precision) = match name.strip_prefix("near ") {
        Some(name) => (name, PlacePrecision::NearSettlement),
        None => (name, PlacePrecision::Settlement),
    };
    if name.is_empty() {
        return Err(format!("{part:?}: the place has no name"));
    }
    Ok(Place {
        span: None,
        name: name.to_owned(),
        within: Vec::new(),
        grade: if point.is_some() { Grade::Resolved } else { Grade::Unresolved },
        precision,
        point,
        radius_km: None,
        gazetteer_id: None,
        gazetteer_name: None,
        country: None,
        admin1: None,
        rivals: Vec::new(),
    })
}

/// A number as `amount` reads it.
pub fn show_amount(amount: Option<Amount>) -> String {
    let Some(amount) = amount else { return UNKNOWN.to_owned() };
    match (amount.bound, amount.low, amount.high) {
        (Bound::About, Some(number), _) => format!("about {number}"),
        (Bound::Vague, None, None) => amount.vague.map_or(UNKNOWN, |class| class.as_str()).to_owned(),
        (_, Some(low), Some(high)) if low == high => low.to_string(),
        (_, Some(low), Some(high)) => format!("{low}-{high}"),
        (_, Some(low), None) => format!("{low}+"),
        (_, None, Some(high)) => format!("up to {high}"),
        (_, None, None) => UNKNOWN.to_owned(),
    }
}

/// A time as `when` reads it.
pub fn show_when(when: Option<&When>) -> String {
    let Some(when) = when else { return UNKNOWN.to_owned() };
    match (when.earliest, when.latest) {
        (Some(first), Some(last)) if first == last => first.to_string(),
        (Some(first), Some(_)) if when.precision == WhenPrecision::Month => {
            first.strftime("%Y-%m").to_string()
        }
        (Some(first), Some(_)) if when.precision == WhenPrecision::Year => first.strftime("%Y").to_string(),
        (Some(first), Some(last)) => format!("{first}..{last}"),
        _ => when.partial.clone().unwrap_or_else(|| UNKNOWN.to_owned()),
    }
}

/// Places as [`Correction::parse`] reads them.
pub fn show_places(places: &[Place]) -> String {
    let show = |place: &Place| {
        let near = if place.precision == PlacePrecision::NearSettlement { "near " } else { "" };
        let point = place.point.map(|(lat, lon)| format!(" @ {lat},{lon}")).unwrap_or_default();
        format!("{near}{}{point}", place.name)
    };
    let all: Vec<String> = places.iter().map(show).collect();
    if all.is_empty() { UNKNOWN.to_owned() } else { all.join("; ") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_that_was_read_is_written_the_same_way_again() {
        for text in ["12", "12-15", "12+", "up to 15", "about 20", "unknown", "0"] {
            assert_eq!(show_amount(amount(text).unwrap()), text);
        }
        for text in ["2016-09-17", "2016-09", "2016", "2016-09-17..2016-09-19", "unknown"] {
            assert_eq!(show_when(when(text).unwrap().as_ref()), text);
        }
        for text in ["Hajin", "near Hajin", "Hajin @ 34.69,40.83; Shaafah", "unknown"] {
            let Ok(Correction::Places(places)) = Correction::parse("place", text) else { panic!("{text}") };
            assert_eq!(show_places(&places), text);
        }
    }

    #[test]
    fn what_cannot_be_read_says_what_could() {
        for (field, value, says) in [
            ("killed", "a dozen", "write 12, 12-15"),
            ("killed", "15-12", "the lower end"),
            ("when", "17/09/2016", "write 2016-09-17"),
            ("when", "2016-02-31", "write 2016-09-17"),
            ("kind", "bombing", "airstrike, drone-strike"),
            ("colour", "red", "there are kind, when"),
            ("killed.dogs", "2", "there is no group"),
            ("place", "Hajin @ 134,40", "LATITUDE"),
            ("place", "@ 34,40", "no name"),
        ] {
            let error = Correction::parse(field, value).unwrap_err();
            assert!(error.contains(says), "{field} {value}: {error}");
        }
    }
}
