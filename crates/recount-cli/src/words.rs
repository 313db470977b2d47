//! Incidents in words, as tables and side-by-side views print them.
//!
//! Three things stay apart everywhere: `-` nobody says anything, `?` somebody says it without a number, `0` somebody
//! says nobody.

use jiff::civil::Weekday;
use recount_lexicon::Lexicon;
use recount_model::{
    Bound, Figure, Grade, Harm, Incident, Place, PlacePrecision, Range, When, WhenPrecision, Who,
};

/// Nobody says anything.
pub const NOT_STATED: &str = "-";

/// A range of numbers.
pub fn range(range: Option<&Range>) -> String {
    let Some(range) = range else { return NOT_STATED.to_owned() };
    match (range.low, range.high) {
        (Some(low), Some(high)) if low == high => low.to_string(),
        (Some(low), Some(high)) => format!("{low}-{high}"),
        (Some(low), None) => format!("{low}+"),
        (None, Some(high)) => format!("up to {high}"),
        (None, None) => "?".to_owned(),
    }
}

/// The total of one harm.
pub fn total(incident: &Incident, harm: Harm) -> String {
    range(incident.ranges.get(&(harm, None)))
}

/// The name of a harm and group.
pub fn group(harm: Harm, who: Option<Who>) -> String {
    who.map_or_else(|| harm.as_str().to_owned(), |who| format!("{} {}", harm.as_str(), who.as_str()))
}

/// A time, no more precise than it is known.
pub fn day(when: Option<&When>) -> String {
    let Some(when) = when else { return NOT_STATED.to_owned() };
    let (Some(earliest), Some(latest)) = (when.earliest, when.latest) else {
        let open = when
            .earliest
            .map(|day| format!("from {day}"))
            .or_else(|| when.latest.map(|day| format!("by {day}")));
        return open.or_else(|| when.partial.as_deref().map(partial)).unwrap_or_else(|| "?".to_owned());
    };
    let same_year = earliest.year() == latest.year();
    match when.precision {
        WhenPrecision::Year if same_year => format!("{:04}", earliest.year()),
        WhenPrecision::Month if same_year && earliest.month() == latest.month() => {
            format!("{:04}-{:02}", earliest.year(), earliest.month())
        }
        _ if earliest == latest => earliest.to_string(),
        _ => format!("{earliest}..{latest}"),
    }
}

/// A day whose year, or a weekday whose week, the text does not give.
fn partial(value: &str) -> String {
    let weekday = value.strip_prefix("XXXX-WXX-").and_then(|number| number.parse().ok());
    match weekday.and_then(|number| Weekday::from_monday_one_offset(number).ok()) {
        Some(weekday) => format!("a {weekday:?}"),
        None => value.to_owned(),
    }
}

/// A place, no more precise than it is known.
pub fn place(place: &Place) -> String {
    let known = matches!(place.grade, Grade::Resolved | Grade::Probable);
    let name = place.gazetteer_name.as_ref().filter(|_| known).unwrap_or(&place.name);
    let near = if place.precision == PlacePrecision::NearSettlement { "near " } else { "" };
    let country = place.country.as_ref().map(|country| format!(", {country}")).unwrap_or_default();
    let unsure = if known { "" } else { " (?)" };
    format!("{near}{name}{country}{unsure}")
}

/// The main place of an incident, and how many more there are.
pub fn places(places: &[Place]) -> String {
    match places {
        [] => NOT_STATED.to_owned(),
        [only] => place(only),
        [main, rest @ ..] => format!("{} +{}", place(main), rest.len()),
    }
}

/// The neutral name behind a registry id; words without an id stay as they are.
pub fn name(id: &str, lexicon: &Lexicon) -> String {
    let actor = lexicon.actor(id).map(|actor| &actor.name);
    actor
        .or_else(|| lexicon.source(id).map(|source| &source.name))
        .map_or_else(|| id.to_owned(), Clone::clone)
}

/// The neutral names behind ids.
pub fn names(ids: &[String], lexicon: &Lexicon) -> String {
    if ids.is_empty() {
        return NOT_STATED.to_owned();
    }
    ids.iter().map(|id| name(id, lexicon)).collect::<Vec<_>>().join(", ")
}

/// What claims differ on.
pub fn contradictions(incident: &Incident) -> String {
    let mut about: Vec<&str> = incident.contradictions.iter().map(|found| found.about.as_str()).collect();
    about.dedup();
    if about.is_empty() { "no".to_owned() } else { about.join(", ") }
}

/// A figure without its words at hand: a word without a number is named by its class.
pub fn bare_figure(of: &Figure) -> String {
    let class = of.amount.vague.map_or("no number", |class| class.as_str());
    figure(of, &class.replace('-', " "))
}

/// A figure as a claim gives it: `killed 12+ civilians`.
pub fn figure(figure: &Figure, text: &str) -> String {
    let amount = figure.amount;
    let number = match (amount.low, amount.high, amount.bound) {
        (Some(low), Some(high), Bound::About) if low == high => format!("about {low}"),
        (Some(low), Some(high), _) if low == high => low.to_string(),
        (Some(low), Some(high), _) => format!("{low}-{high}"),
        (Some(low), None, _) => format!("{low}+"),
        (None, Some(high), _) => format!("up to {high}"),
        (None, None, _) => format!("\"{text}\""),
    };
    format!("{} {number} {}", figure.harm.as_str(), figure.who().as_str())
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn not_stated_unknown_and_zero_look_different() {
        let of = |low, high| range(Some(&Range { low, high, ..Range::default() }));
        assert_eq!([range(None), of(None, None), of(Some(0), Some(0))], ["-", "?", "0"]);
        assert_eq!(
            [of(Some(62), Some(90)), of(Some(3), None), of(None, Some(9))],
            ["62-90", "3+", "up to 9"]
        );
    }

    #[test]
    fn a_time_is_no_more_precise_than_it_is_known() {
        let of = |from, to, precision| {
            day(Some(&When { span: None, earliest: Some(from), latest: Some(to), precision, partial: None }))
        };
        assert_eq!(of(date(2016, 10, 1), date(2016, 10, 31), WhenPrecision::Month), "2016-10");
        assert_eq!(of(date(2016, 1, 1), date(2016, 12, 31), WhenPrecision::Year), "2016");
        assert_eq!(of(date(2016, 10, 8), date(2016, 10, 8), WhenPrecision::Day), "2016-10-08");
        assert_eq!(of(date(2016, 10, 8), date(2016, 10, 9), WhenPrecision::Days), "2016-10-08..2016-10-09");
        let partial = When {
            span: None,
            earliest: None,
            latest: None,
            precision: WhenPrecision::Day,
            partial: Some("--11-15".into()),
        };
        assert_eq!(day(Some(&partial)), "--11-15");
        let weekday = When { partial: Some("XXXX-WXX-2".into()), ..partial };
        assert_eq!(day(Some(&weekday)), "a Tuesday");
    }
}
