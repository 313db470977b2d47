//! Times compared by what their precision allows.

use jiff::civil::Date;
use recount_model::Role;

use super::super::facets::{Facets, Time};
use super::super::matching::Matching;
use super::{Findings, Tally};

/// Longest time that counts as a month.
const MONTH_DAYS: i32 = 31;

/// How two known times relate, with the weight of it.
struct Relation {
    weight: f64,
    reason: Reason,
    overlap: bool,
    /// Days of the wider time; a week where only a weekday is known.
    widest_days: i32,
    excluded: bool,
}

enum Reason {
    Overlap(i32),
    Apart(i32),
    DayFits(i8, i8),
    NoSuchDay(i8, i8),
    SameDayOfYear,
    OtherDayOfYear,
    SameWeekday,
    NextWeekday,
    OtherWeekday,
    WeekdayHeld,
    Nothing,
}

impl Reason {
    fn words(&self) -> String {
        match self {
            Self::Overlap(wide) => format!("the times overlap; the wider one is {wide} days"),
            Self::Apart(gap) => format!("{gap} days apart"),
            Self::DayFits(month, day) => format!("day {day} of month {month} fits, the year is not given"),
            Self::NoSuchDay(month, day) => format!("day {day} of month {month} does not fit in any year"),
            Self::SameDayOfYear => "the same day of the year, the year not given".to_owned(),
            Self::OtherDayOfYear => "different days of the year".to_owned(),
            Self::SameWeekday => "the same weekday".to_owned(),
            Self::NextWeekday => "weekdays that follow one another".to_owned(),
            Self::WeekdayHeld => "the weekday is among the days".to_owned(),
            Self::OtherWeekday => "another weekday".to_owned(),
            Self::Nothing => "the times say nothing about one another".to_owned(),
        }
    }
}

pub(super) fn weigh(a: &Facets, b: &Facets, matching: &Matching, tally: &mut Tally, findings: &mut Findings) {
    // Versions of one happening may give several days: the pair that agrees best speaks.
    let pairs = a.times.iter().flat_map(|one| b.times.iter().map(move |two| relate(*one, *two, matching)));
    let best = pairs.reduce(|best, next| {
        let rank = |relation: &Relation| (!relation.excluded, relation.weight);
        if rank(&next) > rank(&best) { next } else { best }
    });
    if let Some(best) = best {
        findings.times_overlap = best.overlap;
        findings.widest_days = best.widest_days;
        findings.against_time = best.weight < 0.0;
        findings.weekday = matches!(best.reason, Reason::SameWeekday);
        // The same first and last day are no less than the same day.
        let same_span = a.spans.iter().any(|span| b.spans.contains(span));
        let narrow = f64::from(best.widest_days) <= matching.grounds.day_span || same_span;
        findings.shared_day = best.overlap && !findings.weekday && narrow;
        let weight = if same_span { best.weight.max(matching.time.same_span) } else { best.weight };
        if best.excluded {
            tally.forbid("the times exclude one another");
        }
        if !matches!(best.reason, Reason::Nothing) {
            tally.add("time", weight, || best.reason.words());
        }
    }
    weigh_clocks(a, b, matching, tally, findings);
    findings.published_together = weigh_publication(a, b, matching, tally);
    weigh_calendars(a, b, matching, tally, findings);
}

fn relate(a: Time, b: Time, matching: &Matching) -> Relation {
    let weights = &matching.time;
    let found = |weight: f64, reason: Reason| Relation {
        weight,
        reason,
        overlap: false,
        widest_days: 0,
        excluded: false,
    };
    let excluded = |reason: Reason| Relation { excluded: true, ..found(weights.disjoint, reason) };
    match (a, b) {
        (Time::Days(a1, a2), Time::Days(b1, b2)) => {
            let (first, last) = (a1.max(b1), a2.min(b2));
            let (narrow, wide) = ((a2 - a1).min(b2 - b1) + 1, (a2 - a1).max(b2 - b1) + 1);
            if first > last {
                let gap = first - last;
                return if gap == 1 && narrow <= 3 {
                    found(weights.next_day, Reason::Apart(gap))
                } else {
                    excluded(Reason::Apart(gap))
                };
            }
            let weight = if wide == 1 {
                weights.same_day
            } else if f64::from(wide) <= matching.grounds.day_span {
                weights.few_days
            } else if wide <= MONTH_DAYS {
                weights.in_month
            } else {
                weights.in_year
            };
            Relation { overlap: true, widest_days: wide, ..found(weight, Reason::Overlap(wide)) }
        }
        (Time::Partial(month, day), Time::Days(first, last))
        | (Time::Days(first, last), Time::Partial(month, day)) => {
            if !has_month_day(first, last, month, day) {
                return excluded(Reason::NoSuchDay(month, day));
            }
            let wide = last - first + 1;
            let shared = f64::from(wide) <= matching.grounds.day_span;
            let weight = if shared { weights.partial } else { weights.in_year };
            Relation { overlap: true, widest_days: wide, ..found(weight, Reason::DayFits(month, day)) }
        }
        (Time::Partial(..), Time::Partial(..)) if a == b => {
            Relation { overlap: true, widest_days: 1, ..found(weights.partial, Reason::SameDayOfYear) }
        }
        (Time::Partial(..), Time::Partial(..)) => excluded(Reason::OtherDayOfYear),
        (Time::Weekday(weekday), Time::Days(day, last)) | (Time::Days(day, last), Time::Weekday(weekday))
            if day == last =>
        {
            relate_weekdays(weekday, weekday_of(day), matching)
        }
        // Some of the days of a week: the fewer, the more a weekday among them says.
        (Time::Weekday(weekday), Time::Days(first, last))
        | (Time::Days(first, last), Time::Weekday(weekday))
            if last - first < 6 =>
        {
            let days = last - first + 1;
            let held = (first..=last).any(|day| weekday_of(day) == weekday);
            let weight =
                if held { weights.weekday * f64::from(7 - days) / 7.0 } else { weights.next_weekday };
            found(weight, if held { Reason::WeekdayHeld } else { Reason::OtherWeekday })
        }
        (Time::Weekday(one), Time::Weekday(two)) => relate_weekdays(one, two, matching),
        _ => found(0.0, Reason::Nothing),
    }
}

/// The same weekday of unknown weeks may be the same day: something beside a shared place and agreeing numbers.
fn relate_weekdays(one: i8, two: i8, matching: &Matching) -> Relation {
    let weights = &matching.time;
    let (weight, reason) = match (one - two).rem_euclid(7) {
        0 => (weights.weekday, Reason::SameWeekday),
        1 | 6 => (weights.next_weekday, Reason::NextWeekday),
        _ => (weights.other_weekday, Reason::OtherWeekday),
    };
    let overlap = matches!(reason, Reason::SameWeekday);
    Relation { weight, reason, overlap, widest_days: 7, excluded: false }
}

/// Minutes of a day further apart than this are not one moment, whatever the clocks of reports.
const CLOCK_SLACK: u16 = 180;

/// The same minute of the clock on a day or weekday that may be one.
fn weigh_clocks(a: &Facets, b: &Facets, matching: &Matching, tally: &mut Tally, findings: &mut Findings) {
    if !(findings.shared_day || findings.weekday) {
        return;
    }
    let gaps = a.clock.iter().flat_map(|one| b.clock.iter().map(|two| one.abs_diff(*two)));
    match gaps.min() {
        Some(0) => {
            findings.same_clock = true;
            tally.add("clock", matching.time.same_clock, || "the same time of the clock".to_owned());
        }
        Some(gap) if gap > CLOCK_SLACK && findings.shared_day => {
            let weight = matching.time.other_clock;
            tally.add("clock", weight, || "times of the clock hours apart".to_owned());
        }
        _ => {}
    }
}

/// Publication days speak only where a claim has no day of its own. Returns whether both are news of the same days.
fn weigh_publication(a: &Facets, b: &Facets, matching: &Matching, tally: &mut Tally) -> bool {
    let weights = &matching.time;
    let both_news = a.role == Role::News && b.role == Role::News;
    for (dated, other) in [(a, b), (b, a)] {
        let Some(published) = other.context.published else { continue };
        let days = dated.times.iter().filter_map(|time| match time {
            Time::Days(first, last) => Some((*first, *last)),
            _ => None,
        });
        let Some((first, last)) = days.min() else { continue };
        if !other.times.is_empty() {
            continue;
        }
        // One day is left for time zones.
        if published + 1 < first {
            tally.add("published", weights.published_before, || {
                "one was published before it happened".to_owned()
            });
            tally.forbid("one was published before the other's happening");
            return false;
        }
        return both_news && weigh_gap((published - last).max(0), tally, matching);
    }
    let published = a.context.published.zip(b.context.published);
    let timeless = a.times.is_empty() && b.times.is_empty();
    published
        .filter(|_| timeless && both_news)
        .is_some_and(|(one, two)| weigh_gap((one - two).abs(), tally, matching))
}

fn weigh_gap(days: i32, tally: &mut Tally, matching: &Matching) -> bool {
    let weights = &matching.time;
    let weight = match days {
        ..=2 => weights.published_together,
        3..=14 => return false,
        15..=60 => weights.published_apart,
        _ => weights.published_far,
    };
    tally.add("published", weight, || format!("both are news, {days} days apart by the day of publication"));
    days <= 2
}

/// Where no day is known to both, the days that the rest of the reports name say of which weeks they are.
fn weigh_calendars(a: &Facets, b: &Facets, matching: &Matching, tally: &mut Tally, findings: &mut Findings) {
    if findings.shared_day || (a.is_dated() && b.is_dated()) {
        return;
    }
    if a.role != Role::News || b.role != Role::News {
        return;
    }
    if a.context.published.is_some() && b.context.published.is_some() {
        return;
    }
    let day_of_year = |(month, day): (i8, i8)| i32::from(month) * 30 + i32::from(day);
    let (one, two) = (&a.context.calendar, &b.context.calendar);
    let gaps =
        one.iter().flat_map(|x| two.iter().map(|y| (day_of_year(*x) - day_of_year(*y)).rem_euclid(360)));
    match gaps.map(|gap| gap.min(360 - gap)).min() {
        Some(..=3) => {
            findings.calendar = true;
            tally.add("calendar", matching.time.calendar, || "both reports name the same days".to_owned());
        }
        Some(46..) => tally.add("calendar", matching.time.other_season, || {
            "the days that the reports name lie in other months".to_owned()
        }),
        _ => {}
    }
}

/// Whether the known times of two nodes cannot be one happening; one day apart still can.
pub fn all_times_forbid(a: &[Time], b: &[Time]) -> bool {
    let known = |times: &[Time]| times.iter().any(|time| !matches!(time, Time::Weekday(_)));
    let is_weekday = |time: Time| matches!(time, Time::Weekday(_));
    let excludes = |one: Time, two: Time| is_weekday(one) || is_weekday(two) || times_forbid(one, two);
    known(a) && known(b) && a.iter().all(|one| b.iter().all(|two| excludes(*one, *two)))
}

/// Whether the times of two claims cannot be one happening; one day apart still can.
pub fn times_forbid(a: Time, b: Time) -> bool {
    match (a, b) {
        (Time::Days(a1, a2), Time::Days(b1, b2)) => a1.max(b1) - a2.min(b2) > 1,
        (Time::Partial(month, day), Time::Days(first, last))
        | (Time::Days(first, last), Time::Partial(month, day)) => !has_month_day(first, last, month, day),
        (Time::Partial(..), Time::Partial(..)) => a != b,
        _ => false,
    }
}

fn has_month_day(first: i32, last: i32, month: i8, day: i8) -> bool {
    if last - first >= 366 {
        return true;
    }
    let is_it =
        |number: &i32| date_of(*number).is_some_and(|date| (date.month(), date.day()) == (month, day));
    (first..=last).any(|number| is_it(&number))
}

/// The weekday of a day number, Monday 1.
pub(in super::super) fn weekday_of(number: i32) -> i8 {
    // 1 January 1970 was a Thursday.
    i8::try_from((number + 3).rem_euclid(7) + 1).unwrap_or(1)
}

/// The day of a day number.
pub(in super::super) fn date_of(number: i32) -> Option<Date> {
    jiff::civil::date(1970, 1, 1).checked_add(jiff::Span::new().try_days(number).ok()?).ok()
}
