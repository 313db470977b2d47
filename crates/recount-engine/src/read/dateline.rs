//! The day in a dateline ("TOWN, Country (Nov. 20, 2011) –") or at an end of the headline.
//!
//! Running text is full of days that are not the report's own, so a day counts only where it stands as datelines and
//! headlines put it. A day without a year counts only where something else at the head, or the address, gives the year.

use std::ops::Range;

use jiff::civil::Date;
use recount_lexicon::publication::{Publication, Role};

use super::dates::{find_day, find_day_in_address, is_light, ordinal, words};
use super::lines::is_name_like;

/// Datelines begin within so many characters of a line. Press releases put up to 300 characters of numbers and
/// buttons before them where line breaks were lost.
const REACH: usize = 400;

/// A day of the calendar as a line prints it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Stamp {
    range: Range<usize>,
    year: Option<i16>,
    month: i8,
    day: i8,
}

impl Stamp {
    fn of_date(range: Range<usize>, date: Date) -> Self {
        Self { range, year: Some(date.year()), month: date.month(), day: date.day() }
    }

    /// The day, its own year known or told by the head lines or the address.
    pub(super) fn to_day(&self, head: &[&str], url: Option<&str>, publication: &Publication) -> Option<Date> {
        let year = self.year.or_else(|| self.find_year(head, url, publication))?;
        Date::new(year, self.month, self.day).ok()
    }

    fn find_year(&self, head: &[&str], url: Option<&str>, publication: &Publication) -> Option<i16> {
        let near = |date: Date| {
            let years = [date.year(), date.year() - 1, date.year() + 1];
            // A page is filed within days of its dateline; a month leaves room for slow releases.
            years.into_iter().find(|year| {
                Date::new(*year, self.month, self.day)
                    .and_then(|own| own.until(date))
                    .is_ok_and(|gap| gap.get_days().abs() <= 31)
            })
        };
        let in_lines = || head.iter().find_map(|line| near(find_day(line, publication)?.1));
        let in_numbers = || head.iter().find_map(|line| year_of_month(line, self.month, publication));
        let in_address = || {
            let url = url?;
            find_day_in_address(url).and_then(near).or_else(|| year_of_month(url, self.month, publication))
        };
        in_lines().or_else(in_address).or_else(in_numbers)
    }
}

/// The year beside a month: "2010-07-222" (numbers of releases), "/2010/07/" (addresses), "July 2010".
fn year_of_month(line: &str, month: i8, publication: &Publication) -> Option<i16> {
    let tokens: Vec<(Range<usize>, &str)> = words(line).take(60).collect();
    // Offices number releases ahead, so the month before counts too.
    let is_near = |number: i8| (month - 1..=month).contains(&number);
    let is_month = |word: &str| {
        (word.len() == 2 && word.parse().is_ok_and(is_near))
            || publication.find_month(word).is_some_and(|named| named as i8 == month)
    };
    tokens.windows(2).find_map(|pair| {
        let gap = &line[pair[0].0.end..pair[1].0.start];
        let joined = gap.chars().count() == 1 || is_light(gap);
        let (first, second) = (pair[0].1, pair[1].1);
        let year = if is_month(second) { first } else { Some(second).filter(|_| is_month(first))? };
        four_digit_year(year).filter(|_| joined)
    })
}

/// The day of the dateline that a line starts with or, where line breaks were lost, holds.
pub(super) fn find_dateline(line: &str, publication: &Publication) -> Option<Stamp> {
    let stamps = stamps(line, publication);
    stamps.iter().find(|stamp| is_dateline(line, stamp, publication)).cloned()
}

/// Whether a line is a dateline and nothing else.
pub(super) fn is_bare_dateline(line: &str, publication: &Publication) -> bool {
    find_dateline(line, publication)
        .is_some_and(|stamp| !line[stamp.range.end..].contains(char::is_alphanumeric))
}

/// The whole day at the end of a headline: "Update from the front, October 5, 2023".
pub(super) fn find_headline_day(headline: &str, publication: &Publication) -> Option<Stamp> {
    let stamp = stamps(headline, publication).pop().filter(|stamp| stamp.year.is_some())?;
    let rest = &headline[stamp.range.end..];
    let before = headline[..stamp.range.start].trim_end();
    let last = words(before).last()?.1;
    // "The dead of May 23, 2011" tells when they died, not when the headline was written.
    let is_apart = before.ends_with([',', '(', '–', '—', '-', '|', ':'])
        || last.starts_with(char::is_uppercase) && !publication.is_word(Role::StopWord, last);
    (is_apart && !rest.contains(char::is_alphanumeric)).then_some(stamp)
}

/// The days printed in the part of a line that may be a dateline, in their order.
fn stamps(line: &str, publication: &Publication) -> Vec<Stamp> {
    let end = line.char_indices().nth(REACH).map_or(line.len(), |(at, _)| at);
    let line = &line[..end];
    if !line.bytes().any(|byte| byte.is_ascii_digit()) {
        return Vec::new();
    }
    let tokens: Vec<(Range<usize>, &str)> = words(line).collect();
    let mut found = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        match stamp_at(line, &tokens[at..], publication) {
            Some((stamp, used)) => {
                found.push(stamp);
                at += used;
            }
            None => at += 1,
        }
    }
    found
}

fn stamp_at(
    line: &str,
    tokens: &[(Range<usize>, &str)],
    publication: &Publication,
) -> Option<(Stamp, usize)> {
    let [first, second] = [tokens.first()?, tokens.get(1)?];
    let month = |word: &str| publication.find_month(word).map(|month| month as i8);
    let gap = |before: &Range<usize>, after: &Range<usize>| &line[before.end..after.start];
    let named = if is_light(gap(&first.0, &second.0)) {
        let day_first = ordinal(first.1).zip(month(second.1)).map(|(day, month)| (day, month, true));
        day_first.or_else(|| ordinal(second.1).zip(month(first.1)).map(|(day, month)| (day, month, false)))
    } else {
        None
    };
    let third = tokens.get(2);
    let Some((day, month, day_first)) = named else {
        // Figures only: "2011-11-20", "20/11/2011".
        let third = third?;
        let part = &line[first.0.start..third.0.end];
        let (range, date) = find_day(part, publication).filter(|(range, _)| range.start == 0)?;
        return Some((Stamp::of_date(first.0.start..first.0.start + range.end, date), 3));
    };
    let year = third.filter(|third| is_light(gap(&second.0, &third.0))).and_then(|third| {
        // Wire services of the last century print "12 JAN 90".
        let short = || (day_first && gap(&second.0, &third.0) == " ").then(|| two_digit_year(third.1))?;
        four_digit_year(third.1).or_else(short)
    });
    Date::new(year.unwrap_or(2000), month, day).ok()?;
    let (end, used) = match (year, third) {
        (Some(_), Some(third)) => (third.0.end, 3),
        _ => (second.0.end, 2),
    };
    Some((Stamp { range: first.0.start..end, year, month, day }, used))
}

fn four_digit_year(word: &str) -> Option<i16> {
    let is_year = word.len() == 4 && word.bytes().all(|byte| byte.is_ascii_digit());
    is_year.then(|| word.parse().ok()).flatten().filter(|year| (1900..=2080).contains(year))
}

/// "90" is 1990, "12" is 2012: reports older than 1950 do not come as wire copy.
fn two_digit_year(word: &str) -> Option<i16> {
    let is_year = word.len() == 2 && word.bytes().all(|byte| byte.is_ascii_digit());
    let year: i16 = is_year.then(|| word.parse().ok()).flatten()?;
    Some(if year >= 50 { 1900 + year } else { 2000 + year })
}

fn is_dateline(line: &str, stamp: &Stamp, publication: &Publication) -> bool {
    let before = without_weekday(line[..stamp.range.start].trim_end(), publication);
    let after = line[stamp.range.end..].trim_start();
    let is_bracketed = before.ends_with('(');
    let place = before.trim_end_matches([',', '(', '–', '—', '-', '/', ' ', '\u{a0}']);
    let dash = |rest: &str| {
        let words = rest.trim_start_matches(['-', '–', '—']);
        // "(24 February – 14 May)" is a stretch of time.
        words.len() < rest.len() && !words.trim_start().starts_with(|c: char| c.is_ascii_digit())
    };
    let agency = || {
        let (name, rest) = after.strip_prefix('(')?.split_once(')')?;
        Some((1..=6).contains(&name.split_whitespace().count()) && name.len() <= 60 && !rest.is_empty())
    };
    let is_dashed = dash(after);
    let is_closed = if is_bracketed {
        after.starts_with([')', '/'])
    } else {
        is_dashed || after.is_empty() || after.starts_with([':', '/']) || agency() == Some(true)
    };
    if !is_closed {
        return false;
    }
    if place.is_empty() {
        return is_bracketed || is_dashed || after.starts_with(':');
    }
    if place.len() == before.len() {
        // Nothing parts the place from the day: "arrived in TOWN 3 March 2019 –".
        return false;
    }
    let places: Vec<&str> = place.split_whitespace().collect();
    let is_capitals = |word: &str| {
        word.chars().filter(|c| c.is_alphabetic()).count() >= 2 && !word.contains(char::is_lowercase)
    };
    if places.len() <= 6 {
        let is_followed = !is_bracketed || dash(after.trim_start_matches(')').trim_start());
        return is_capitals(places[0]) || is_followed && is_name_like(place, 5);
    }
    // Line breaks were lost: only "KABUL, Afghanistan (Jan. 10, 2011)" is plain enough, and only where capitals tell
    // the place from the words before it.
    let town = places.iter().rev().take(4).find(|word| word.ends_with(','));
    is_bracketed && town.is_some_and(|town| is_capitals(town)) && place.contains(char::is_lowercase)
}

/// "TOWN, Sunday," is "TOWN,".
fn without_weekday<'t>(before: &'t str, publication: &Publication) -> &'t str {
    let bare = before.trim_end_matches([',', ' ']);
    match words(bare).last() {
        Some((range, word)) if range.end == bare.len() && publication.is_word(Role::Weekday, word) => {
            bare[..range.start].trim_end()
        }
        _ => before,
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::publication;
    use super::*;
    use jiff::civil::date;

    fn dateline(line: &str) -> Option<Date> {
        find_dateline(line, publication())?.to_day(&[], None, publication())
    }

    #[test]
    fn datelines_of_agencies_and_press_offices_give_their_day() {
        for (line, expected) in [
            ("KABUL, Afghanistan (Nov. 20, 2011) – Forces detained a man.", date(2011, 11, 20)),
            ("KABUL, Afghanistan (Dec 01, 2012)", date(2012, 12, 1)),
            ("SAN SALVADOR, 12 JAN 90 (AFP) -- [TEXT] FORCES SAID", date(1990, 1, 12)),
            ("NO CITY (EL SALVADOR), 5 FEB 89 (FBIS) -- [TEXT]", date(1989, 2, 5)),
            ("BEIRUT, 3 March 2019 - Two people died.", date(2019, 3, 3)),
            ("Beirut, Sunday, 3 March 2019 - Two people died.", date(2019, 3, 3)),
            ("(July 5, 2022 / EXAMPLE WIRE) Two people died.", date(2022, 7, 5)),
            (
                "Number 1314, 1198 For Release Download now KABUL, Afghanistan (Jan. 10, 2011) – In",
                date(2011, 1, 10),
            ),
        ] {
            assert_eq!(dateline(line), Some(expected), "{line}");
        }
    }

    #[test]
    fn days_of_running_text_are_no_datelines() {
        for line in [
            "The attack on 3 March 2019 - the third of its kind - killed two people.",
            "TOWN (24 February 2022 – 14 May 2022) saw heavy fighting.",
            "TOWN, where on March 3, 2019, two people died, was quiet.",
            "Two people, one born March 3, 1990 (a baker), died in the town on Monday.",
            "MANAGUA (NICARAGUA), NO DATE (DOMESTIC SERVICE) -- [SPEECH]",
            "On March 3, 2019, the army said two people had died.",
        ] {
            assert_eq!(find_dateline(line, publication()), None, "{line}");
        }
    }

    #[test]
    fn a_day_without_year_takes_it_from_the_head_or_the_address_only() {
        let stamp = find_dateline("WASHINGTON, Jan 22 (Reuters) - Two died.", publication()).unwrap();
        let day = |head: &[&str], url| stamp.to_day(head, url, publication());
        assert_eq!(day(&[], None), None);
        assert_eq!(day(&["Peace of 2015 holds"], None), None);
        assert_eq!(day(&["2010-01-CA-222"], None), Some(date(2010, 1, 22)));
        assert_eq!(day(&["2010-07-CA-222"], None), None);
        assert_eq!(day(&["Figures of 2010-2012"], None), None);
        assert_eq!(day(&["Update of January 23, 2011"], None), Some(date(2011, 1, 22)));
        assert_eq!(day(&[], Some("https://example.org/2012/01/22/a")), Some(date(2012, 1, 22)));
        assert_eq!(day(&[], Some("https://example.org/2012/01/two-died")), Some(date(2012, 1, 22)));
        let eve = find_dateline("WASHINGTON, Dec 31 (Reuters) - Two died.", publication()).unwrap();
        let filed = Some("https://example.org/2012/01/01/a");
        assert_eq!(eve.to_day(&[], filed, publication()), Some(date(2011, 12, 31)));
    }

    #[test]
    fn a_headline_ends_in_its_day_unless_it_tells_of_that_day() {
        let day = |line| find_headline_day(line, publication())?.to_day(&[], None, publication());
        assert_eq!(day("Update from the front, October 5, 2023"), Some(date(2023, 10, 5)));
        assert_eq!(day("Morning Operational Update May 23, 2011"), Some(date(2011, 5, 23)));
        assert_eq!(day("The dead of May 23, 2011"), None);
        assert_eq!(day("Ten dead in May 23, 2011, strike"), None);
    }
}
