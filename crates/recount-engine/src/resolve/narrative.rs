//! Follows the times of a text from one to the next, so that each can lean on those told before.
//!
//! News is seen from the report's own day. A history is not: in it "April" is the April nearest to what was told last, and
//! "the previous year" the one before that. Which of the two a text is, its own years say.

use jiff::civil::Date;

use super::calendar::Month;
use super::when::{Anchor, Clock, Placed, Tense, Told, WEEK_LESS_A_DAY, place};
use crate::mark::when::{Opening, Reach, Relation, WhenMark, WhenValue};

/// How far a year reaches, in news, to days told without one: about two sentences.
const YEAR_REACH_TOKENS: usize = 50;

/// A text that names so many old years, and more of them than of its own time, tells history.
const RETELLING_YEARS: usize = 5;

/// Places every time of a report; later ones may lean on earlier ones ("that day", a year told before).
pub fn place_whens(report: Option<Date>, marks: &[WhenMark]) -> Vec<Placed> {
    let tense = tense(report, marks);
    let mut anchor = Anchor { report, clock: clock(report, marks), tense, ..Anchor::default() };
    let mut year_told_at = 0;
    let mut out = Vec::with_capacity(marks.len());
    for mark in marks {
        // In news, a year told some lines ago says nothing about the days told here.
        if tense == Tense::News && mark.from > year_told_at + YEAR_REACH_TOKENS {
            anchor.year = None;
        }
        let placed = place(mark, anchor);
        if let Some(told) = told(mark, &placed, anchor).filter(|told| !is_aside(mark, *told, anchor)) {
            let names_year = years(&mark.value).next().is_some();
            if names_year {
                year_told_at = mark.to;
            }
            if names_year
                || tense == Tense::Retelling
                || anchor.year.is_some_and(|year| year.year == told.year)
            {
                let same = anchor.year.filter(|year| year.year == told.year && told.month.is_none());
                let month = same.map_or(middle(mark, told), |year| year.month);
                anchor.year = Some(Month { year: told.year, month });
            }
            // News is told from day to day; only a history moves on by months and years.
            if told.day.is_some() || tense == Tense::Retelling {
                anchor.told = Some(told);
            }
        }
        out.push(placed);
    }
    out
}

/// A year far from what is being told, named inside a sentence ("the treaty of 1801"), tells of something else.
const ASIDE_YEARS: i16 = 2;

fn is_aside(mark: &WhenMark, told: Told, anchor: Anchor) -> bool {
    let Some(now) = anchor.year.filter(|_| anchor.tense == Tense::Retelling) else { return false };
    let ahead = told.year.saturating_sub(now.year);
    let far = ahead < 0 && -ahead >= ASIDE_YEARS || ahead > 3 * ASIDE_YEARS;
    far && told.month.is_none() && mark.opening == Opening::Inside
}

/// The month that stands for a time: of a year its middle, so that all months told next fall into it.
fn middle(mark: &WhenMark, told: Told) -> i8 {
    told.month.unwrap_or(if mark.modifier == Some("END") { 10 } else { 6 })
}

/// What a time tells for those behind it.
fn told(mark: &WhenMark, placed: &Placed, anchor: Anchor) -> Option<Told> {
    let of_date = |date: Date| Told { year: date.year(), month: Some(date.month()), day: Some(date.day()) };
    match (&mark.value, &placed.ends) {
        (
            WhenValue::Duration(..) | WhenValue::Apart(..) | WhenValue::Past(..) | WhenValue::PastDays(_),
            _,
        ) => None,
        (WhenValue::Reference(_) | WhenValue::Drift(_) | WhenValue::Set(_) | WhenValue::Century(_), _) => {
            None
        }
        // A heading "1942-1943" is followed by 1942; "from 24 July to 26 November" by what comes after.
        (WhenValue::Range(from, to), Some([first, last])) => {
            let whole_years = matches!(**from, WhenValue::Calendar { month: None, .. });
            let end = if whole_years { first } else { last };
            read_timex(end).or_else(|| match (**to).clone() {
                WhenValue::Calendar { year: Some(year), month, day } => Some(Told { year, month, day }),
                _ => None,
            })
        }
        (WhenValue::Days(_), _) if anchor.tense == Tense::Retelling => None,
        _ => match (placed.when.earliest, placed.when.latest) {
            (Some(first), Some(last)) if first == last => Some(of_date(first)),
            _ => read_timex(&placed.timex),
        },
    }
    .filter(|_| mark.reach == Reach::At || anchor.tense == Tense::News)
}

/// The year, month and day of a TIMEX3 value, as far as it has them.
pub(super) fn read_timex(timex: &str) -> Option<Told> {
    let (digits, sign) = match timex.strip_prefix("BC") {
        Some(rest) => (rest, -1),
        None => (timex, 1),
    };
    let mut parts = digits.split(['-', 'T', '/']);
    let year: i16 = parts.next().filter(|year| year.len() == 4)?.parse().ok()?;
    let mut small = || parts.next().filter(|part| part.len() == 2);
    let next = small();
    let month = match next {
        Some("SP") => Some(4),
        Some("SU") => Some(7),
        Some("FA") => Some(10),
        Some("WI") => Some(1),
        Some(month) => month.parse().ok(),
        None => None,
    };
    let day = small().and_then(|day| day.parse().ok());
    Some(Told { year: year * sign, month, day })
}

/// Years that an expression names itself.
fn years(value: &WhenValue) -> impl Iterator<Item = i16> + use<> {
    let mut out = Vec::new();
    let mut collect = |value: &WhenValue| match value {
        WhenValue::Calendar { year: Some(year), .. } | WhenValue::Season(_, _, Some(year)) => out.push(*year),
        _ => {}
    };
    match value {
        WhenValue::Range(from, to) => {
            collect(from);
            collect(to);
        }
        value => collect(value),
    }
    out.into_iter()
}

/// A report whose first weekday is six days old, and that tells no day between, was written the day after: the day of
/// publication came from a clock to the west, or from the day of what it tells.
fn clock(report: Option<Date>, marks: &[WhenMark]) -> Clock {
    let Some(report) = report else { return Clock::True };
    let today = report.weekday().to_monday_one_offset();
    let mut first_ahead = None;
    for mark in marks.iter().filter(|mark| mark.reach == Reach::At) {
        let WhenValue::Weekday(day, Relation::Plain) = mark.value else { continue };
        let back = i32::from((today - day).rem_euclid(7));
        if (2..WEEK_LESS_A_DAY).contains(&back) {
            return Clock::True;
        }
        if back > 0 && first_ahead.is_none() {
            first_ahead = Some(back == WEEK_LESS_A_DAY);
        }
    }
    if first_ahead == Some(true) { Clock::Behind } else { Clock::True }
}

fn tense(report: Option<Date>, marks: &[WhenMark]) -> Tense {
    let is_old = |year: i16| report.is_none_or(|report| (report.year() - year).abs() > 1);
    let named: Vec<i16> = marks.iter().flat_map(|mark| years(&mark.value)).collect();
    let old = named.iter().filter(|year| is_old(**year)).count();
    if old >= RETELLING_YEARS && old > 2 * (named.len() - old) { Tense::Retelling } else { Tense::News }
}
