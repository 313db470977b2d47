//! Places expressions of time against the report's own date, and writes them as TIMEX3.
//!
//! Nothing becomes more precise than the text: a weekday is a day, "last month" a month, and a day without a year in a
//! report without a date stays partial ("--11-15").

use jiff::civil::{Date, date};
use jiff::{Span as Period, ToSpan};
use recount_model::{When, WhenPrecision};

use crate::mark::when::{Relation, Unit, WhenMark, WhenValue};

/// What a time can be placed against.
#[derive(Clone, Copy, Debug, Default)]
pub struct Anchor {
    /// The report's own day.
    pub report: Option<Date>,
    /// The day told last in the text, for "that day" and "two days later".
    pub told: Option<Date>,
    /// The year told last in the text, for days without a year in a report that recalls older times.
    pub year: Option<i16>,
}

/// A time on the calendar and as TIMEX3.
#[derive(Clone, Debug, PartialEq)]
pub struct Placed {
    /// The time; its span is not set.
    pub when: When,
    /// TIMEX3 value.
    pub timex: String,
}

/// Places one expression.
pub fn place(mark: &WhenMark, anchor: Anchor) -> Placed {
    let mut placed = place_value(&mark.value, anchor);
    let single_day = placed.when.precision == WhenPrecision::Day;
    if single_day && mark.part.is_some() {
        placed.when.precision = WhenPrecision::PartOfDay;
    }
    if single_day && mark.clock.is_some() {
        placed.when.precision = WhenPrecision::Minute;
    }
    match (&mark.clock, mark.part) {
        (Some(clock), _) => placed.timex = format!("{}T{clock}", placed.timex),
        (None, Some(part)) => placed.timex = format!("{}T{part}", placed.timex),
        _ => {}
    }
    if let (Some(modifier), Some(first), Some(last)) =
        (mark.modifier, placed.when.earliest, placed.when.latest)
    {
        narrow(&mut placed.when, modifier, first, last, anchor);
    }
    placed
}

/// "early May" is a part of May; the part is the first, middle or last third, widened by a day on each open side.
fn narrow(when: &mut When, modifier: &str, first: Date, last: Date, anchor: Anchor) {
    if when.precision == WhenPrecision::Day || when.precision == WhenPrecision::PartOfDay {
        return;
    }
    // "earlier this month" ends with the report's day.
    let last = anchor.report.filter(|day| first <= *day && *day < last).unwrap_or(last);
    let days = (last - first).get_days();
    let third = (days / 3).max(1);
    let (from, to) = match modifier {
        "START" if when.precision == WhenPrecision::Year => (first, last),
        "START" => (first, last.min(add_days(first, (third + 5).min(days)))),
        "MID" => (add_days(first, third), add_days(first, days - third)),
        _ => (add_days(first, days - third), last),
    };
    when.earliest = Some(from);
    when.latest = Some(to);
    // A part of a month is no longer the whole month, and still no week.
    if when.precision == WhenPrecision::Week {
        when.precision = WhenPrecision::Days;
    }
}

fn unplaced(timex: impl Into<String>, partial: Option<String>) -> Placed {
    // A weekday or a day without a year is as precise as a day; it only lacks its place on the calendar.
    let precision = match partial.as_deref() {
        Some(partial) if partial.len() > "--MM".len() => WhenPrecision::Day,
        Some(_) => WhenPrecision::Month,
        None => WhenPrecision::Unknown,
    };
    let when = When { span: None, earliest: None, latest: None, precision, partial };
    Placed { when, timex: timex.into() }
}

fn between(earliest: Date, latest: Date, precision: WhenPrecision, timex: impl Into<String>) -> Placed {
    let when = When { span: None, earliest: Some(earliest), latest: Some(latest), precision, partial: None };
    Placed { when, timex: timex.into() }
}

fn day(date: Date) -> Placed {
    between(date, date, WhenPrecision::Day, date.to_string())
}

fn add_days(date: Date, days: i32) -> Date {
    date.checked_add(i64::from(days).days()).unwrap_or(date)
}

fn add(date: Date, period: Period) -> Date {
    date.checked_add(period).unwrap_or(date)
}

fn place_value(value: &WhenValue, anchor: Anchor) -> Placed {
    match value {
        WhenValue::Calendar { year, month, day } => calendar(*year, *month, *day, anchor),
        WhenValue::Weekday(weekday, relation) => weekday_of(*weekday, *relation, anchor),
        WhenValue::Days(days) => match anchor.report {
            Some(report) => day(add_days(report, *days)),
            None => unplaced("XXXX-XX-XX", None),
        },
        WhenValue::PastDays(days) => match anchor.report {
            Some(report) => {
                between(add_days(report, -*days), report, WhenPrecision::Days, format!("P{days}D"))
            }
            None => unplaced(format!("P{days}D"), None),
        },
        WhenValue::Units(unit, steps) => units(*unit, *steps, anchor.report),
        WhenValue::Shifted(unit, steps) => units(*unit, *steps, anchor.told.or(anchor.report)),
        WhenValue::Season(season, relation, year) => season_of(season, *relation, *year, anchor),
        WhenValue::Decade(first) => decade(*first),
        WhenValue::SameDay => match anchor.told {
            Some(told) => day(told),
            None => unplaced("XXXX-XX-XX", None),
        },
        WhenValue::Recent => unplaced("PAST_REF", None),
        WhenValue::PartOnly => match anchor.told {
            Some(told) => day(told),
            None => unplaced("XXXX-XX-XX", None),
        },
        WhenValue::Range(from, to) => {
            let last = place_value(to, anchor);
            // "5 to 7 October 2023": the first day borrows what only the last one says.
            let first = place_value(&borrow(from, to), anchor);
            match (first.when.earliest, last.when.latest) {
                (Some(earliest), Some(latest)) if earliest <= latest => {
                    between(earliest, latest, WhenPrecision::Days, format!("{}/{}", first.timex, last.timex))
                }
                _ => last,
            }
        }
    }
}

fn borrow(from: &WhenValue, to: &WhenValue) -> WhenValue {
    match (from, to) {
        (
            WhenValue::Calendar { year: None, month, day },
            WhenValue::Calendar { year: Some(year), month: to_month, .. },
        ) => WhenValue::Calendar { year: Some(*year), month: month.or(*to_month), day: *day },
        _ => from.clone(),
    }
}

fn calendar(year: Option<i16>, month: Option<i8>, day_of: Option<i8>, anchor: Anchor) -> Placed {
    match (year, month, day_of) {
        (Some(year), Some(month), Some(day_of)) => match Date::new(year, month, day_of) {
            Ok(date) => day(date),
            Err(_) => unplaced("XXXX-XX-XX", None),
        },
        (Some(year), Some(month), None) => month_of(year, month),
        (Some(year), None, _) => whole_year(year),
        (None, Some(month), day_of) => {
            let Some(year) = guess_year(month, day_of, anchor) else {
                let partial =
                    day_of.map_or_else(|| format!("--{month:02}"), |day| format!("--{month:02}-{day:02}"));
                let timex = day_of
                    .map_or_else(|| format!("XXXX-{month:02}"), |day| format!("XXXX-{month:02}-{day:02}"));
                return unplaced(timex, Some(partial));
            };
            calendar(Some(year), Some(month), day_of, anchor)
        }
        (None, None, _) => unplaced("XXXX-XX-XX", None),
    }
}

/// The year that puts a day nearest before the report's day; a few days ahead are allowed for announcements.
fn guess_year(month: i8, day_of: Option<i8>, anchor: Anchor) -> Option<i16> {
    let recalled =
        anchor.year.filter(|year| anchor.report.is_none_or(|report| (report.year() - year).abs() > 1));
    if recalled.is_some() {
        return recalled;
    }
    let Some(report) = anchor.report else { return anchor.year };
    let first = Date::new(report.year(), month, day_of.unwrap_or(1))
        .or_else(|_| Date::new(report.year(), month, 28))
        .ok()?;
    let ahead = if day_of.is_some() { first > add_days(report, 30) } else { first > report };
    Some(if ahead { report.year() - 1 } else { report.year() })
}

fn month_of(year: i16, month: i8) -> Placed {
    let Ok(first) = Date::new(year, month, 1) else { return unplaced("XXXX-XX", None) };
    between(first, first.last_of_month(), WhenPrecision::Month, format!("{year:04}-{month:02}"))
}

fn whole_year(year: i16) -> Placed {
    let (Ok(first), Ok(last)) = (Date::new(year, 1, 1), Date::new(year, 12, 31)) else {
        return unplaced("XXXX", None);
    };
    between(first, last, WhenPrecision::Year, format!("{year:04}"))
}

fn decade(first: i16) -> Placed {
    between(
        date(first, 1, 1),
        date(first.saturating_add(9).min(9999), 12, 31),
        WhenPrecision::Year,
        format!("{:03}", first / 10),
    )
}

fn weekday_of(weekday: i8, relation: Relation, anchor: Anchor) -> Placed {
    let Some(report) = anchor.report else {
        return unplaced(format!("XXXX-WXX-{weekday}"), Some(format!("XXXX-WXX-{weekday}")));
    };
    let today = report.weekday().to_monday_one_offset();
    let back = i32::from((today - weekday).rem_euclid(7));
    let date = match relation {
        Relation::Plain => add_days(report, -back),
        // "last Friday" said on a Friday is the one a week ago; else the nearest before.
        Relation::Last => add_days(report, if back == 0 { -7 } else { -back }),
        Relation::This => add_days(report, i32::from(weekday) - i32::from(today)),
        Relation::Next => add_days(report, if back == 0 { 7 } else { 7 - back }),
    };
    day(date)
}

fn units(unit: Unit, steps: i32, from: Option<Date>) -> Placed {
    let Some(from) = from else { return unplaced("XXXX", None) };
    match unit {
        Unit::Hour => day(from),
        Unit::Day => day(add_days(from, steps)),
        Unit::Week | Unit::Weekend => {
            let moved = add_days(from, steps.saturating_mul(7));
            let monday = add_days(moved, -i32::from(moved.weekday().to_monday_zero_offset()));
            let iso = moved.iso_week_date();
            if unit == Unit::Weekend {
                return between(
                    add_days(monday, 5),
                    add_days(monday, 6),
                    WhenPrecision::Days,
                    format!("{:04}-W{:02}-WE", iso.year(), iso.week()),
                );
            }
            between(
                monday,
                add_days(monday, 6),
                WhenPrecision::Week,
                format!("{:04}-W{:02}", iso.year(), iso.week()),
            )
        }
        Unit::Month => {
            let moved = add(from.first_of_month(), i64::from(steps).months());
            month_of(moved.year(), moved.month())
        }
        Unit::Year => whole_year(from.year().saturating_add(i16::try_from(steps).unwrap_or(0))),
        Unit::Decade => {
            decade((from.year() / 10).saturating_add(i16::try_from(steps).unwrap_or(0)).saturating_mul(10))
        }
        Unit::Century => unplaced(format!("{:02}", from.year() / 100), None),
    }
}

fn season_of(season: &str, relation: Relation, year: Option<i16>, anchor: Anchor) -> Placed {
    let year = year
        .or(anchor.year)
        .or(anchor.report.map(|report| report.year() - i16::from(relation == Relation::Last)));
    let Some(year) = year else { return unplaced(format!("XXXX-{season}"), None) };
    let (from, to) = match season {
        "SP" => ((year, 3), (year, 5)),
        "SU" => ((year, 6), (year, 8)),
        "FA" => ((year, 9), (year, 11)),
        // A winter is named after the year it begins in, or the one most of it lies in; both are kept open.
        _ => ((year - 1, 12), (year, 12)),
    };
    let (Ok(first), Ok(last)) = (Date::new(from.0, from.1, 1), Date::new(to.0, to.1, 1)) else {
        return unplaced(format!("XXXX-{season}"), None);
    };
    between(first, last.last_of_month(), WhenPrecision::Season, format!("{year:04}-{season}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mark(value: WhenValue) -> WhenMark {
        WhenMark { from: 0, to: 1, value, part: None, modifier: None, clock: None }
    }

    fn placed(value: WhenValue, report: Option<Date>) -> (Option<String>, Option<String>, String) {
        let placed = place(&mark(value), Anchor { report, ..Anchor::default() });
        (placed.when.earliest.map(|d| d.to_string()), placed.when.latest.map(|d| d.to_string()), placed.timex)
    }

    fn same(day: &str) -> (Option<String>, Option<String>, String) {
        (Some(day.into()), Some(day.into()), day.into())
    }

    #[test]
    fn a_weekday_is_the_nearest_one_not_after_the_report() {
        let wednesday = date(2022, 3, 16);
        assert_eq!(placed(WhenValue::Weekday(6, Relation::Plain), Some(wednesday)), same("2022-03-12"));
        assert_eq!(placed(WhenValue::Weekday(3, Relation::Plain), Some(wednesday)), same("2022-03-16"));
        assert_eq!(placed(WhenValue::Weekday(3, Relation::Last), Some(wednesday)), same("2022-03-09"));
    }

    #[test]
    fn a_day_without_a_year_is_the_last_such_day() {
        let value = WhenValue::Calendar { year: None, month: Some(11), day: Some(15) };
        assert_eq!(placed(value.clone(), Some(date(2019, 2, 1))), same("2018-11-15"));
        assert_eq!(placed(value, None), (None, None, "XXXX-11-15".into()));
    }

    #[test]
    fn last_month_is_a_month_and_no_day() {
        let placed = place(
            &mark(WhenValue::Units(Unit::Month, -1)),
            Anchor { report: Some(date(2020, 1, 20)), ..Anchor::default() },
        );
        assert_eq!(placed.when.precision, WhenPrecision::Month);
        assert_eq!(placed.when.earliest, Some(date(2019, 12, 1)));
        assert_eq!(placed.when.latest, Some(date(2019, 12, 31)));
    }

    #[test]
    fn a_range_borrows_month_and_year_from_its_end() {
        let day = |year, day| Box::new(WhenValue::Calendar { year, month: Some(5), day: Some(day) });
        let placed = placed(WhenValue::Range(day(None, 5), day(Some(2021), 7)), None);
        assert_eq!((placed.0.as_deref(), placed.1.as_deref()), (Some("2021-05-05"), Some("2021-05-07")));
    }

    #[test]
    fn an_impossible_date_is_not_mended() {
        let value = WhenValue::Calendar { year: Some(2021), month: Some(2), day: Some(31) };
        assert_eq!(placed(value, None).0, None);
    }
}
