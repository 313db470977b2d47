//! Days of publication, as fields give them and pages print them.
//!
//! Only whole calendar days are read. "03/04/2022" names two days, so it names none here.

use std::ops::Range;

use jiff::civil::Date;
use recount_lexicon::publication::{Publication, Role};

/// Reads the value of a `published` field; none where it holds anything but a day.
pub fn parse_day(value: &str, publication: &Publication) -> Option<Date> {
    let value = value.trim();
    if value.len() == 8 && value.bytes().all(|byte| byte.is_ascii_digit()) {
        return day(value[..4].parse().ok()?, value[4..6].parse().ok()?, value[6..].parse().ok()?);
    }
    let (range, found) = find_day(value, publication)?;
    let is_weekday = |word: &str| word.is_empty() || publication.is_word(Role::Weekday, word);
    let before_fits = words(&value[..range.start]).all(|(_, word)| is_weekday(word));
    // After the day only a clock time may stand ("T10:00:00+03:00", "10:00 GMT").
    let after = &value[range.end..];
    let after_fits =
        after.is_empty() || after.len() <= 40 && after.bytes().any(|b| b == b':') || after.trim() == "Z";
    (before_fits && after_fits).then_some(found)
}

/// The first whole day printed in a line, and where it stands.
pub fn find_day(line: &str, publication: &Publication) -> Option<(Range<usize>, Date)> {
    if !line.bytes().any(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let tokens: Vec<(Range<usize>, &str)> = words(line).take(60).collect();
    (0..tokens.len().saturating_sub(2)).find_map(|at| {
        let [first, second, third] = [&tokens[at], &tokens[at + 1], &tokens[at + 2]];
        let gaps = [&line[first.0.end..second.0.start], &line[second.0.end..third.0.start]];
        let (found, used) = three_words([first.1, second.1, third.1], gaps, publication)?;
        Some((first.0.start..third.0.start + used, found))
    })
}

/// The day in a web address: `/2023/10/05/`, `/2023-10-05-`, `/20231005/`.
pub fn find_day_in_address(url: &str) -> Option<Date> {
    let path = url.split(['?', '#']).next().unwrap_or(url);
    let path = path.split_once("://").map_or(path, |(_, rest)| rest);
    let path = &path[path.find('/')?..];
    let mut digits: Vec<(&str, usize)> = Vec::new();
    let mut at = 0;
    for piece in path.split(|c: char| !c.is_ascii_alphanumeric()) {
        digits.push((piece, at));
        at += piece.len() + 1;
    }
    let year = |text: &str| {
        (text.len() == 4).then(|| text.parse::<i16>().ok()).flatten().filter(|y| plausible_year(*y))
    };
    let small = |text: &str| (1..=2).contains(&text.len()).then(|| text.parse::<i8>().ok()).flatten();
    let parts =
        digits.windows(3).find_map(|part| day(year(part[0].0)?, small(part[1].0)?, small(part[2].0)?));
    let solid = || {
        digits
            .iter()
            .filter(|(text, _)| text.len() == 8 && text.bytes().all(|b| b.is_ascii_digit()))
            .find_map(|(text, _)| day(year(&text[..4])?, text[4..6].parse().ok()?, text[6..].parse().ok()?))
    };
    parts.or_else(solid)
}

/// Whether a publication year is one that pages of our time carry; others are kept with a notice.
pub fn is_odd_year(year: i16) -> bool {
    // The year span of reports on conflicts that are saved as web pages or scanned; 1901 and 2090 are what
    // broken clocks and two-digit years leave behind.
    !(1910..=2080).contains(&year)
}

/// Whether a year can stand in an address or a date line.
fn plausible_year(year: i16) -> bool {
    (1980..=2080).contains(&year)
}

fn day(year: i16, month: i8, day: i8) -> Option<Date> {
    Date::new(year, month, day).ok()
}

fn three_words(words: [&str; 3], gaps: [&str; 2], publication: &Publication) -> Option<(Date, usize)> {
    let month = |word: &str| publication.find_month(word).map(|month| month as i8);
    let year = |word: &str| {
        let digits: String = word.chars().take_while(char::is_ascii_digit).collect();
        (digits.len() == 4)
            .then(|| digits.parse::<i16>().ok())
            .flatten()
            .filter(|year| (1000..=2999).contains(year))
    };
    let whole_year = |word: &str| (word.len() == 4).then(|| year(word)).flatten();
    if gaps.iter().all(|gap| is_light(gap)) {
        // "14 March 2022", "March 14th, 2022"
        if let (Some(number), Some(month), Some(year)) =
            (ordinal(words[0]), month(words[1]), whole_year(words[2]))
        {
            return Some((day(year, month, number)?, words[2].len()));
        }
        if let (Some(month), Some(number), Some(year)) =
            (month(words[0]), ordinal(words[1]), whole_year(words[2]))
        {
            return Some((day(year, month, number)?, words[2].len()));
        }
    }
    let same = gaps[0] == gaps[1] && matches!(gaps[0], "-" | "/" | ".");
    if !same {
        return None;
    }
    let number = |word: &str| (1..=2).contains(&word.len()).then(|| word.parse::<i8>().ok()).flatten();
    // "2022-03-14T10:00", where the time is glued to the day.
    let day_part: String = words[2].chars().take_while(char::is_ascii_digit).collect();
    let rest = &words[2][day_part.len()..];
    if let (Some(year), Some(month), Some(number)) =
        (whole_year(words[0]), number(words[1]), number(&day_part))
    {
        return (rest.is_empty() || rest.starts_with(['T', 't']))
            .then(|| day(year, month, number))?
            .map(|d| (d, day_part.len()));
    }
    // Day first or month first: read only where one order is impossible.
    let (first, second, year) = (number(words[0])?, number(words[1])?, whole_year(words[2])?);
    let found = match (first > 12, second > 12) {
        (true, false) => day(year, second, first)?,
        (false, true) => day(year, first, second)?,
        _ if first == second || gaps[0] == "." => day(year, second, first)?,
        _ => return None,
    };
    Some((found, words[2].len()))
}

/// Whether what stands between two words may stand inside a printed day.
pub(super) fn is_light(gap: &str) -> bool {
    gap.chars().count() <= 3 && gap.chars().all(|c| c.is_whitespace() || ",.،-/'’".contains(c))
}

/// "14", "14th", "1st".
pub(super) fn ordinal(word: &str) -> Option<i8> {
    let digits = word.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let suffix = &word[digits.len()..];
    let fits =
        suffix.is_empty() || ["st", "nd", "rd", "th"].iter().any(|end| suffix.eq_ignore_ascii_case(end));
    (fits && digits.len() <= 2)
        .then(|| digits.parse().ok())
        .flatten()
        .filter(|number| (1..=31).contains(number))
}

/// The words of a line and where they stand.
pub(super) fn words(line: &str) -> impl Iterator<Item = (Range<usize>, &str)> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let start = at + line[at..].find(char::is_alphanumeric)?;
        let len = line[start..].find(|c: char| !c.is_alphanumeric()).unwrap_or(line.len() - start);
        at = start + len;
        Some((start..at, &line[start..at]))
    })
}

#[cfg(test)]
mod tests {
    use super::super::tests::publication;
    use super::*;
    use jiff::civil::date;

    #[test]
    fn fields_of_every_documented_form_are_read() {
        let forms = [
            "2022-03-14",
            "2022-03-14T23:10:00+03:00",
            "2022-03-14 10:00:00",
            "20220314",
            "14 March 2022",
            "March 14, 2022",
            "Mon, 14 Mar 2022 10:00:00 GMT",
        ];
        for form in forms {
            assert_eq!(parse_day(form, publication()), Some(date(2022, 3, 14)), "{form}");
        }
    }

    #[test]
    fn what_is_no_day_is_not_read_as_one() {
        for form in [
            "March 2022",
            "2022",
            "03/04/2022",
            "yesterday",
            "2022-13-01",
            "99999999",
            "",
            "on or after 2022-03-14 perhaps",
        ] {
            assert_eq!(parse_day(form, publication()), None, "{form}");
        }
    }

    #[test]
    fn a_printed_day_is_found_with_its_ordinal_and_an_arabic_comma() {
        let found = |line| find_day(line, publication()).map(|(_, day)| day);
        assert_eq!(found("Date :Monday, January 4th, 2016 | Time : 22:03"), Some(date(2016, 1, 4)));
        assert_eq!(found("16 October، 2021"), Some(date(2021, 10, 16)));
        assert_eq!(found("25.12.2021"), Some(date(2021, 12, 25)));
        assert_eq!(found("In March 14 men were held"), None);
    }

    #[test]
    fn an_address_gives_a_day_only_where_all_three_parts_stand() {
        assert_eq!(
            find_day_in_address("https://example.org/2023/10/05/title-5-2023/"),
            Some(date(2023, 10, 5))
        );
        assert_eq!(find_day_in_address("https://example.org/news/20231005/x"), Some(date(2023, 10, 5)));
        assert_eq!(find_day_in_address("https://example.org/2021/06/title"), None);
        assert_eq!(find_day_in_address("https://example.org/en/236126/"), None);
    }
}
