//! Times compared by what their precision allows.

use jiff::civil::Date;
use recount_model::Role;

use super::super::facets::{Facets, Time};
use super::super::matching::Matching;
use super::{Findings, Tally};

/// Longest time that counts as a month.
const MONTH_DAYS: i32 = 31;

pub(super) fn weigh(a: &Facets, b: &Facets, matching: &Matching, tally: &mut Tally, findings: &mut Findings) {
    let weights = &matching.time;
    match (a.time, b.time) {
        (Time::Days(a1, a2), Time::Days(b1, b2)) => {
            let (first, last) = (a1.max(b1), a2.min(b2));
            let (narrow, wide) = ((a2 - a1).min(b2 - b1) + 1, (a2 - a1).max(b2 - b1) + 1);
            if first > last {
                let gap = first - last;
                if gap == 1 && narrow <= 3 {
                    tally.add("time", weights.next_day, || "one day apart".to_owned());
                } else {
                    tally.add("time", weights.disjoint, || format!("{gap} days apart"));
                    tally.forbid("the times exclude one another");
                }
                return;
            }
            findings.times_overlap = true;
            findings.widest_days = wide;
            let few = matching.grounds.day_span;
            findings.shared_day = f64::from(wide) <= few;
            let weight = if wide == 1 {
                weights.same_day
            } else if f64::from(wide) <= few {
                weights.few_days
            } else if wide <= MONTH_DAYS {
                weights.in_month
            } else {
                weights.in_year
            };
            tally.add("time", weight, || format!("the times overlap; the wider one is {wide} days"));
        }
        (Time::Partial(month, day), Time::Days(first, last))
        | (Time::Days(first, last), Time::Partial(month, day)) => {
            if has_month_day(first, last, month, day) {
                findings.times_overlap = true;
                findings.widest_days = (last - first + 1).max(1);
                findings.shared_day = f64::from(last - first + 1) <= matching.grounds.day_span;
                let weight = if findings.shared_day { weights.partial } else { weights.in_year };
                tally.add("time", weight, || {
                    format!("day {day} of month {month} fits, the year is not given")
                });
            } else {
                tally.add("time", weights.disjoint, || {
                    format!("day {day} of month {month} does not fit in any year")
                });
                tally.forbid("the times exclude one another");
            }
        }
        (Time::Partial(a_month, a_day), Time::Partial(b_month, b_day)) => {
            if (a_month, a_day) == (b_month, b_day) {
                (findings.times_overlap, findings.shared_day, findings.widest_days) = (true, true, 1);
                tally.add("time", weights.partial, || {
                    "the same day of the year, the year not given".to_owned()
                });
            } else {
                tally.add("time", weights.disjoint, || "different days of the year".to_owned());
                tally.forbid("the times exclude one another");
            }
        }
        (Time::Weekday(weekday), Time::Days(day, last)) | (Time::Days(day, last), Time::Weekday(weekday)) => {
            if day == last {
                let fits = weekday_of(day) == weekday;
                let weight = if fits { weights.weekday } else { weights.next_day };
                tally.add("time", weight, || {
                    if fits { "the weekday fits" } else { "another weekday" }.to_owned()
                });
            }
        }
        (Time::Weekday(one), Time::Weekday(two)) => {
            // The same weekday of unknown weeks may be the same day: enough beside a shared place and a rare number.
            if one == two {
                (findings.times_overlap, findings.widest_days) = (true, 7);
            }
            let weight = if one == two { weights.weekday } else { weights.next_day };
            tally.add("time", weight, || {
                if one == two { "the same weekday" } else { "another weekday" }.to_owned()
            });
        }
        (Time::Unknown, _) | (_, Time::Unknown) => {}
        (Time::Weekday(_), Time::Partial(..)) | (Time::Partial(..), Time::Weekday(_)) => {}
    }
    findings.published_together = weigh_publication(a, b, matching, tally);
}

/// Publication days speak only where a claim has no day of its own. Returns whether both are news of the same days.
fn weigh_publication(a: &Facets, b: &Facets, matching: &Matching, tally: &mut Tally) -> bool {
    let weights = &matching.time;
    let both_news = a.role == Role::News && b.role == Role::News;
    for (dated, other) in [(a, b), (b, a)] {
        let (Time::Days(first, last), Some(published)) = (dated.time, other.published) else { continue };
        if other.time != Time::Unknown {
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
    let published =
        a.published.zip(b.published).filter(|_| a.time == Time::Unknown && b.time == Time::Unknown);
    published.is_some_and(|(one, two)| both_news && weigh_gap((one - two).abs(), tally, matching))
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

fn weekday_of(number: i32) -> i8 {
    // 1 January 1970 was a Thursday.
    i8::try_from((number + 3).rem_euclid(7) + 1).unwrap_or(1)
}

/// The day of a day number.
pub(super) fn date_of(number: i32) -> Option<Date> {
    jiff::civil::date(1970, 1, 1).checked_add(jiff::Span::new().try_days(number).ok()?).ok()
}
