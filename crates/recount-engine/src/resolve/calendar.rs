//! Days, months, seasons and years as stretches of the calendar, and how TIMEX3 writes them.

use jiff::ToSpan;
use jiff::civil::Date;
use recount_model::{When, WhenPrecision};

use super::when::Placed;
use crate::mark::when::Unit;

/// A month of a year.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Month {
    /// Year, negative before the first.
    pub year: i16,
    /// Month, 1 to 12.
    pub month: i8,
}

/// From the end of a year a text moves on into the next one by so many months at most; a longer way ahead is more often
/// a look back ("in December 1949 ... since April"). Tuned on the histories of `eval/sets/dates`.
const MONTHS_AHEAD: i8 = 4;

impl Month {
    /// The year in which a text that has told this month tells another one.
    pub(super) fn nearest_year(self, month: i8) -> i16 {
        let ahead = month - self.month + 12;
        let year = if month < self.month && ahead <= MONTHS_AHEAD {
            self.year.saturating_add(1)
        } else if month > self.month && 12 - (month - self.month) <= 2 {
            // "January 1942 ... in December".
            self.year.saturating_sub(1)
        } else {
            self.year
        };
        // There is no year nought.
        if year == 0 { self.year } else { year }
    }
}

pub(super) fn unplaced(timex: impl Into<String>, partial: Option<String>) -> Placed {
    // A weekday or a day without a year is as precise as a day; it only lacks its place on the calendar.
    let precision = match partial.as_deref() {
        Some(partial) if partial.len() > "--MM".len() => WhenPrecision::Day,
        Some(_) => WhenPrecision::Month,
        None => WhenPrecision::Unknown,
    };
    let when = When { span: None, earliest: None, latest: None, precision, partial };
    Placed { when, timex: timex.into(), ends: None }
}

pub(super) fn between(
    earliest: Date,
    latest: Date,
    precision: WhenPrecision,
    timex: impl Into<String>,
) -> Placed {
    let when = When { span: None, earliest: Some(earliest), latest: Some(latest), precision, partial: None };
    Placed { when, timex: timex.into(), ends: None }
}

pub(super) fn day(date: Date) -> Placed {
    between(date, date, WhenPrecision::Day, date.to_string())
}

pub(super) fn add_days(date: Date, days: i32) -> Date {
    date.checked_add(i64::from(days).days()).unwrap_or(date)
}

/// "1944", "BC0480".
pub(super) fn year_text(year: i16) -> String {
    if year < 0 { format!("BC{:04}", -i32::from(year)) } else { format!("{year:04}") }
}

/// The stretch from the first day of one month to the last of another; none before the first year.
fn months(from: Month, to: Month, precision: WhenPrecision, timex: String) -> Placed {
    let edge = |month: Month| Date::new(month.year, month.month, 1).ok().filter(|_| month.year > 0);
    match (edge(from), edge(to)) {
        (Some(first), Some(last)) => between(first, last.last_of_month(), precision, timex),
        _ => unplaced(timex, None),
    }
}

pub(super) fn month_of(month: Month) -> Placed {
    let timex = format!("{}-{:02}", year_text(month.year), month.month);
    months(month, month, WhenPrecision::Month, timex)
}

pub(super) fn whole_year(year: i16) -> Placed {
    months(Month { year, month: 1 }, Month { year, month: 12 }, WhenPrecision::Year, year_text(year))
}

/// A decade by its first year, negative before the first.
pub(super) fn decade(first: i16) -> Placed {
    if first < 0 {
        return unplaced(format!("BC{:03}", -i32::from(first) / 10), None);
    }
    let timex = format!("{:03}", first / 10);
    let last = Month { year: first.saturating_add(9).min(9999), month: 12 };
    months(Month { year: first, month: 1 }, last, WhenPrecision::Year, timex)
}

pub(super) fn half(year: i16, number: i8) -> Placed {
    let first = if number == 1 { 1 } else { 7 };
    let timex = format!("{year:04}-H{number}");
    months(Month { year, month: first }, Month { year, month: first + 5 }, WhenPrecision::Season, timex)
}

pub(super) fn quarter(year: i16, number: i8) -> Placed {
    let first = (number.clamp(1, 4) - 1) * 3 + 1;
    let timex = format!("{year:04}-Q{number}");
    months(Month { year, month: first }, Month { year, month: first + 2 }, WhenPrecision::Season, timex)
}

pub(super) fn season(name: &str, year: i16) -> Placed {
    let month = |year, month| Month { year, month };
    let (from, to) = match name {
        "SP" => (month(year, 3), month(year, 5)),
        "SU" => (month(year, 6), month(year, 8)),
        "FA" => (month(year, 9), month(year, 11)),
        // A winter is named after the year it begins in, or the one most of it lies in; both are kept open.
        _ => (month(year.saturating_sub(1), 12), month(year, 12)),
    };
    months(from, to, WhenPrecision::Season, format!("{}-{name}", year_text(year)))
}

/// The letter of a unit in a length of time.
pub(super) fn unit_letter(unit: Unit) -> &'static str {
    match unit {
        Unit::Second => "S",
        Unit::Minute | Unit::Month => "M",
        Unit::Hour => "H",
        Unit::Day => "D",
        Unit::Week => "W",
        Unit::Weekend => "WE",
        Unit::Year => "Y",
        Unit::Decade => "DE",
        Unit::Century => "CE",
    }
}
