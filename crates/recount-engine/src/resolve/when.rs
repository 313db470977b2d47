//! Places expressions of time against the report's own date, and writes them as TIMEX3.
//!
//! Nothing becomes more precise than the text: a weekday is a day, "last month" a month, and a day without a year in a
//! report without a date stays partial ("--11-15").

use jiff::civil::{Date, date};
use jiff::{Span as Period, ToSpan};
use recount_model::{When, WhenPrecision};

use super::calendar::{
    Month, add_days, day, decade, half, month_of, quarter, season, unit_letter, unplaced, whole_year,
    year_text,
};
use super::narrative::read_timex;
use crate::mark::when::{Direction, Relation, SO_FAR, Unit, WhenMark, WhenValue};

/// What a time can be placed against.
#[derive(Clone, Copy, Debug, Default)]
pub struct Anchor {
    /// The report's own day.
    pub report: Option<Date>,
    /// The time told last in the text, for "that day" and "two days later".
    pub told: Option<Told>,
    /// The month and year that days without a year lean on, in a report that recalls older times.
    pub year: Option<Month>,
    /// Whether the weekday of the day after the report's own is that day, not the one six days before.
    pub clock: Clock,
    /// Whether the text tells what is happening or what happened long ago.
    pub tense: Tense,
}

/// How the report's own day stands to the days its text tells.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Clock {
    /// It is the day the text was written.
    #[default]
    True,
    /// The text was written a day later, where the sun was ahead of the publisher's clock.
    Behind,
}

/// A time told before, as far as it was told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Told {
    /// Year, negative before the first.
    pub year: i16,
    /// Month.
    pub month: Option<i8>,
    /// Day.
    pub day: Option<i8>,
}

impl Told {
    /// The day, where one was told.
    pub fn date(self) -> Option<Date> {
        Date::new(self.year, self.month?, self.day?).ok().filter(|_| self.year > 0)
    }

    fn of_date(date: Date) -> Self {
        Self { year: date.year(), month: Some(date.month()), day: Some(date.day()) }
    }
}

/// Whether the times of a text are seen from the report's own day or from what was told before.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tense {
    /// News.
    #[default]
    News,
    /// A history: its times lean on the time told last.
    Retelling,
}

/// A time on the calendar and as TIMEX3.
#[derive(Clone, Debug, PartialEq)]
pub struct Placed {
    /// The time; its span is not set.
    pub when: When,
    /// TIMEX3 value.
    pub timex: String,
    /// TIMEX3 values of the two ends of a range.
    pub ends: Option<[String; 2]>,
}

/// Places one expression.
pub fn place(mark: &WhenMark, anchor: Anchor) -> Placed {
    let mut placed = place_value(&mark.value, anchor);
    let is_day = placed.when.precision == WhenPrecision::Day
        || placed.when.partial.as_deref().is_some_and(is_partial_day);
    let single_day = placed.when.precision == WhenPrecision::Day;
    if single_day && mark.part.is_some() {
        placed.when.precision = WhenPrecision::PartOfDay;
    }
    if single_day && mark.clock.is_some() {
        placed.when.precision = WhenPrecision::Minute;
    }
    let takes_hour = is_day
        || matches!(
            mark.value,
            WhenValue::PartOnly | WhenValue::SameDay | WhenValue::Days(_) | WhenValue::Night(_)
        )
        || placed.timex.ends_with("-XX");
    match (&mark.clock, mark.part) {
        (Some(clock), _) if takes_hour => placed.timex = format!("{}T{clock}", placed.timex),
        (None, Some(part)) if takes_hour => placed.timex = format!("{}T{part}", placed.timex),
        _ => {}
    }
    if let (Some(modifier), Some(first), Some(last)) =
        (mark.modifier, placed.when.earliest, placed.when.latest)
    {
        narrow(&mut placed.when, modifier, first, last, anchor);
    }
    placed
}

fn is_partial_day(partial: &str) -> bool {
    partial.len() > "--MM".len()
}

/// "early May" is a part of May; the part is the first, middle or last third, widened by a day on each open side.
fn narrow(when: &mut When, modifier: &str, first: Date, last: Date, anchor: Anchor) {
    if when.precision <= WhenPrecision::Day {
        return;
    }
    // "earlier this month" ends with the report's day.
    let last = anchor.report.filter(|day| first <= *day && *day < last).unwrap_or(last);
    let days = (last - first).get_days();
    let third = (days / 3).max(1);
    let (from, to) = match modifier {
        SO_FAR => (first, last),
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

fn between(earliest: Date, latest: Date, precision: WhenPrecision, timex: impl Into<String>) -> Placed {
    super::calendar::between(earliest, latest, precision, timex)
}

fn add(date: Date, period: Period) -> Date {
    date.checked_add(period).unwrap_or(date)
}

/// The day that "yesterday" and "last week" are seen from: the report's, or in a history the one told last.
fn present(anchor: Anchor) -> Option<Told> {
    match anchor.tense {
        Tense::News => anchor.report.map(Told::of_date),
        Tense::Retelling => anchor.told.or(anchor.report.map(Told::of_date)),
    }
}

fn place_value(value: &WhenValue, anchor: Anchor) -> Placed {
    let unknown_day = || unplaced("XXXX-XX-XX", None);
    match value {
        WhenValue::Calendar { year, month, day } => calendar(*year, *month, *day, anchor),
        WhenValue::OfYear(month, day, year) => {
            let year = read_timex(&place_value(year, anchor).timex).map(|told| told.year);
            match year {
                Some(year) => calendar(Some(year), Some(*month), *day, anchor),
                None => calendar(None, Some(*month), *day, anchor),
            }
        }
        WhenValue::MonthOf(month, relation) => month_in(*month, *relation, anchor),
        WhenValue::Weekday(weekday, relation) => weekday_of(*weekday, *relation, anchor),
        WhenValue::Days(0) if anchor.tense == Tense::Retelling => unplaced("PRESENT_REF", None),
        WhenValue::Days(days) => match present(anchor).and_then(Told::date) {
            Some(from) => day(add_days(from, *days)),
            None => unknown_day(),
        },
        WhenValue::Night(days) => match present(anchor).and_then(Told::date) {
            Some(from) => {
                // A night begins on one day and ends on the next; nothing says which of them is meant.
                let ends = add_days(from, *days);
                let begins = add_days(ends, -1);
                between(begins, ends, WhenPrecision::PartOfDay, begins.to_string())
            }
            None => unknown_day(),
        },
        WhenValue::PastDays(days) => past(anchor, *days, format!("P{days}D")),
        WhenValue::Past(unit, amount) => {
            let days = match unit {
                Unit::Second | Unit::Minute | Unit::Hour => (amount + 23) / 24,
                Unit::Day => *amount,
                Unit::Week | Unit::Weekend => amount * 7,
                Unit::Month => amount * 31,
                Unit::Year => amount.saturating_mul(366),
                Unit::Decade => amount.saturating_mul(3660),
                Unit::Century => amount.saturating_mul(36_600),
            };
            past(anchor, days, duration(*unit, Some(*amount)))
        }
        WhenValue::Units(unit, steps) => units(*unit, *steps, present(anchor)),
        WhenValue::Shifted(unit, steps) => {
            units(*unit, *steps, anchor.told.or(anchor.report.map(Told::of_date)))
        }
        WhenValue::Drift(direction) | WhenValue::Reference(direction) => {
            let timex = match direction {
                Direction::Past => "PAST_REF",
                Direction::Present => "PRESENT_REF",
                Direction::Future => "FUTURE_REF",
            };
            unplaced(timex, None)
        }
        WhenValue::Apart(days, base) => apart(*days, base.as_deref(), anchor),
        WhenValue::Duration(unit, amount) => unplaced(duration(*unit, *amount), None),
        WhenValue::PartOf(unit, amount, period) => {
            // Which part is not worked out; it lies inside the whole.
            let whole = place_value(period, anchor);
            Placed { timex: duration(*unit, *amount), ends: None, ..whole }
        }
        WhenValue::Set(unit) => unplaced(
            match unit {
                Unit::Second | Unit::Minute | Unit::Hour => "XXXX-XX-XXTXX",
                Unit::Day | Unit::Weekend => "XXXX-XX-XX",
                Unit::Week => "XXXX-WXX",
                Unit::Month => "XXXX-XX",
                Unit::Year | Unit::Decade | Unit::Century => "XXXX",
            },
            None,
        ),
        WhenValue::Season(name, relation, year) => season_of(name, *relation, *year, anchor),
        WhenValue::Decade(first) => decade(*first),
        WhenValue::Century(number) => {
            let timex =
                if *number < 0 { format!("BC{:02}", -number - 1) } else { format!("{:02}", number - 1) };
            unplaced(timex, None)
        }
        WhenValue::Half(year, number) => half(*year, *number),
        WhenValue::Quarter(year, number) => quarter(*year, *number),
        WhenValue::SameDay | WhenValue::PartOnly => match anchor.told {
            Some(told) => match told.date() {
                Some(date) => day(date),
                None => unplaced(told_timex(told), None),
            },
            None => unknown_day(),
        },
        WhenValue::Range(from, to) => {
            let last = place_value(to, anchor);
            // "5 to 7 October 2023": the first day borrows what only the last one says.
            let first = place_value(&borrow(from, to), anchor);
            let ends = Some([first.timex.clone(), last.timex.clone()]);
            match (first.when.earliest, last.when.latest) {
                (Some(earliest), Some(latest)) if earliest <= latest => {
                    let timex = format!("{}/{}", first.timex, last.timex);
                    Placed { ends, ..between(earliest, latest, WhenPrecision::Days, timex) }
                }
                _ => Placed { ends, ..last },
            }
        }
    }
}

/// A day of a month or year that is told: "1915-XX-XX".
fn told_timex(told: Told) -> String {
    match told.month {
        Some(month) => format!("{}-{month:02}-XX", year_text(told.year)),
        None => format!("{}-XX-XX", year_text(told.year)),
    }
}

fn past(anchor: Anchor, days: i32, timex: String) -> Placed {
    match anchor.report.filter(|_| anchor.tense == Tense::News) {
        Some(report) => between(add_days(report, -days), report, WhenPrecision::Days, timex),
        None => unplaced(timex, None),
    }
}

/// "Two days after the raid": the day of the raid; as a time of its own it is a length.
fn apart(days: i32, base: Option<&WhenValue>, anchor: Anchor) -> Placed {
    let length = duration(Unit::Day, Some(days));
    let told = match base {
        Some(base) => place_value(base, anchor).when.earliest,
        None => anchor.report.filter(|_| anchor.tense == Tense::News),
    };
    match told {
        Some(told) => Placed { timex: length, ..day(add_days(told, -days)) },
        None => unplaced(length, None),
    }
}

/// "P3D", "PT2H", "PXW".
fn duration(unit: Unit, amount: Option<i32>) -> String {
    let amount = amount.map_or_else(|| "X".to_owned(), |amount| amount.to_string());
    let time = if matches!(unit, Unit::Second | Unit::Minute | Unit::Hour) { "T" } else { "" };
    format!("P{time}{amount}{}", unit_letter(unit))
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
        (Some(year), Some(month), Some(day_of)) if year < 0 => {
            unplaced(format!("{}-{month:02}-{day_of:02}", year_text(year)), None)
        }
        (Some(year), Some(month), Some(day_of)) => match Date::new(year, month, day_of) {
            Ok(date) => day(date),
            Err(_) => unplaced("XXXX-XX-XX", None),
        },
        (Some(year), Some(month), None) => month_of(Month { year, month }),
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

/// The year of a day told without one. News: the year that puts it nearest before the report's day; a few days ahead are
/// allowed for announcements. A history, or news that recalls one: the year that puts it nearest to what was told last.
fn guess_year(month: i8, day_of: Option<i8>, anchor: Anchor) -> Option<i16> {
    let recalls = |told: &Month| {
        anchor.tense == Tense::Retelling
            || anchor.report.is_none_or(|report| (report.year() - told.year).abs() > 1)
    };
    if let Some(told) = anchor.year.filter(recalls) {
        return Some(told.nearest_year(month));
    }
    let Some(report) = anchor.report else { return anchor.year.map(|told| told.nearest_year(month)) };
    let first = Date::new(report.year(), month, day_of.unwrap_or(1))
        .or_else(|_| Date::new(report.year(), month, 28))
        .ok()?;
    let ahead = if day_of.is_some() { first > add_days(report, 30) } else { first > report };
    Some(if ahead { report.year() - 1 } else { report.year() })
}

/// "last May", "the following August".
fn month_in(month: i8, relation: Relation, anchor: Anchor) -> Placed {
    let seen_from = match relation {
        Relation::Told | Relation::Before | Relation::After => anchor.told.or(present(anchor)),
        _ => present(anchor),
    };
    let Some(from) = seen_from else { return calendar(None, Some(month), None, anchor) };
    let now = from.month.unwrap_or(1);
    let year = match relation {
        Relation::Last | Relation::Before if month >= now => from.year - 1,
        Relation::Next | Relation::After if month <= now && from.month.is_some() => from.year + 1,
        _ => from.year,
    };
    month_of(Month { year, month })
}

/// How far back the weekday of tomorrow lies.
pub(super) const WEEK_LESS_A_DAY: i32 = 6;

fn weekday_of(weekday: i8, relation: Relation, anchor: Anchor) -> Placed {
    let from_told = matches!(relation, Relation::Told | Relation::Before | Relation::After);
    let told = anchor.told.and_then(Told::date);
    let from = if from_told { told.or(anchor.report) } else { present(anchor).and_then(Told::date) };
    let Some(from) = from else {
        let timex = format!("XXXX-WXX-{weekday}");
        return unplaced(timex.clone(), Some(timex));
    };
    let today = from.weekday().to_monday_one_offset();
    let back = i32::from((today - weekday).rem_euclid(7));
    let date = match relation {
        Relation::Plain if back == WEEK_LESS_A_DAY && anchor.clock == Clock::Behind => add_days(from, 1),
        Relation::Plain | Relation::Told => add_days(from, -back),
        // "last Friday" said on a Friday is the one a week ago; else the nearest before.
        Relation::Last | Relation::Before => add_days(from, if back == 0 { -7 } else { -back }),
        Relation::This => add_days(from, i32::from(weekday) - i32::from(today)),
        Relation::Next | Relation::After => add_days(from, if back == 0 { 7 } else { 7 - back }),
    };
    day(date)
}

fn units(unit: Unit, steps: i32, from: Option<Told>) -> Placed {
    let Some(from) = from else {
        return unplaced(
            match unit {
                Unit::Month => "XXXX-XX",
                Unit::Week | Unit::Weekend => "XXXX-WXX",
                Unit::Second | Unit::Minute | Unit::Hour | Unit::Day => "XXXX-XX-XX",
                Unit::Year | Unit::Decade | Unit::Century => "XXXX",
            },
            None,
        );
    };
    let small = i16::try_from(steps).unwrap_or(0);
    match unit {
        Unit::Second | Unit::Minute | Unit::Hour => match from.date() {
            Some(date) => day(date),
            None => unplaced(told_timex(from), None),
        },
        Unit::Day => match from.date() {
            Some(date) => day(add_days(date, steps)),
            None => unplaced(told_timex(from), None),
        },
        Unit::Week | Unit::Weekend => {
            let Some(date) = from.date() else {
                return unplaced(format!("{}-WXX", year_text(from.year)), None);
            };
            // In the days behind a weekend, "the weekend" is the one just past.
            let is_past = unit == Unit::Weekend && steps == 0 && date.weekday().to_monday_one_offset() <= 4;
            let moved = add_days(date, if is_past { -7 } else { steps.saturating_mul(7) });
            let monday = add_days(moved, -i32::from(moved.weekday().to_monday_zero_offset()));
            let iso = moved.iso_week_date();
            let timex = format!("{:04}-W{:02}", iso.year(), iso.week());
            if unit == Unit::Weekend {
                let saturday = add_days(monday, 5);
                return between(saturday, add_days(monday, 6), WhenPrecision::Days, format!("{timex}-WE"));
            }
            between(monday, add_days(monday, 6), WhenPrecision::Week, timex)
        }
        Unit::Month => match (from.month, from.date()) {
            (Some(month), _) if from.year > 0 => {
                let first = Date::new(from.year, month, 1).unwrap_or(date(from.year, 1, 1));
                let moved = add(first, i64::from(steps).months());
                month_of(Month { year: moved.year(), month: moved.month() })
            }
            _ => unplaced(format!("{}-XX", year_text(from.year)), None),
        },
        Unit::Year => whole_year(from.year.saturating_add(small)),
        Unit::Decade => decade((from.year / 10).saturating_add(small).saturating_mul(10)),
        Unit::Century => unplaced(format!("{:02}", from.year / 100), None),
    }
}

fn season_of(name: &str, relation: Relation, year: Option<i16>, anchor: Anchor) -> Placed {
    let month = match name {
        "SP" => 4,
        "SU" => 7,
        "FA" => 10,
        _ => 1,
    };
    let year = year.or_else(|| match relation {
        Relation::Plain | Relation::Told => {
            let told = anchor.year.or_else(|| {
                let told = anchor.told.filter(|_| relation == Relation::Told)?;
                Some(Month { year: told.year, month: told.month.unwrap_or(month) })
            });
            told.map(|told| told.nearest_year(month)).or(anchor.report.map(|report| report.year()))
        }
        Relation::Before | Relation::After => {
            let told = anchor.told.or(present(anchor))?;
            let now = told.month.unwrap_or(month);
            Some(match relation {
                Relation::Before if month >= now => told.year - 1,
                Relation::After if month <= now => told.year + 1,
                _ => told.year,
            })
        }
        Relation::Last => present(anchor).map(|now| now.year - 1),
        Relation::This | Relation::Next => present(anchor).map(|now| now.year),
    });
    match year {
        Some(year) => season(name, year),
        None => unplaced(format!("XXXX-{name}"), None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mark(value: WhenValue) -> WhenMark {
        WhenMark {
            from: 0,
            to: 1,
            value,
            part: None,
            modifier: None,
            clock: None,
            reach: crate::mark::when::Reach::At,
            opening: crate::mark::when::Opening::Inside,
            ends: None,
        }
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
