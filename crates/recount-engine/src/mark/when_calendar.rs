//! Dates of the calendar: days, months, years, decades, centuries, and ranges written with one dash.

use super::when::{Relation, Unit, WhenValue};
use super::when_grammar::{Expression, Reader};
use super::when_word::{Era, Piece, Standing};

type Ends = Option<[(u32, u32); 2]>;

impl Reader<'_, '_> {
    /// "2023-10-05".
    pub(super) fn iso(&self, at: usize) -> Option<Expression> {
        // A hyphenated word was taken apart: year, dash, month, dash, day.
        if !self.is_glue(at + 1) || !self.is_glue(at + 3) || self.text(at).len() != 4 {
            return None;
        }
        let number = |at: usize| self.atoms.get(at)?.number;
        let two = |at: usize| number(at).filter(|_| self.text(at).len() == 2);
        let date = jiff::civil::Date::new(
            i16::try_from(number(at)?).ok()?,
            i8::try_from(two(at + 2)?).ok()?,
            i8::try_from(two(at + 4)?).ok()?,
        )
        .ok()?;
        let value =
            WhenValue::Calendar { year: Some(date.year()), month: Some(date.month()), day: Some(date.day()) };
        Some(Expression::of(value, at + 5))
    }

    /// "23-12-2023", day before month.
    pub(super) fn dashed(&self, at: usize) -> Option<Expression> {
        if !self.is_glue(at + 1) || !self.is_glue(at + 3) || self.text(at + 4).len() != 4 {
            return None;
        }
        let (day, month) = (self.day_number(at)?, self.day_number(at + 2)?);
        let date = jiff::civil::Date::new(self.year_number(at + 4)?, month, day).ok()?;
        let value =
            WhenValue::Calendar { year: Some(date.year()), month: Some(date.month()), day: Some(date.day()) };
        Some(Expression::of(value, at + 5))
    }

    /// "17/09/2016"; a first number over 12 must be the day, else day before month, the order of most of the world.
    pub(super) fn slashed(&self, at: usize) -> Option<Expression> {
        let slash = |at: usize| self.text(at) == "/";
        let first = self.day_number(at)?;
        if !slash(at + 1) || !slash(at + 3) {
            return None;
        }
        let second = self.day_number(at + 2)?;
        let year = self.year_number(at + 4)?;
        let (day, month) = if second > 12 { (second, first) } else { (first, second) };
        let value = WhenValue::Calendar { year: Some(year), month: Some(month), day: Some(day) };
        Some(Expression::of(value, at + 5))
    }

    /// "23.12.2023", day before month.
    pub(super) fn dotted(&self, at: usize) -> Option<Expression> {
        let mut parts = self.text(at).split('.');
        let (day, month, year) = (parts.next()?, parts.next()?, parts.next()?);
        let is_date = day.len() <= 2 && month.len() <= 2 && year.len() == 4 && parts.next().is_none();
        let date = is_date.then(|| {
            jiff::civil::Date::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?).ok()
        })??;
        let value =
            WhenValue::Calendar { year: Some(date.year()), month: Some(date.month()), day: Some(date.day()) };
        (1000..=2100).contains(&date.year()).then(|| Expression::of(value, at + 1))
    }

    /// A day of the month: "5", "5th", "24th".
    fn day_number(&self, at: usize) -> Option<i8> {
        let atom = self.atoms.get(at)?;
        if !atom.text.starts_with(|c: char| c.is_ascii_digit()) {
            return None;
        }
        let digits = atom.text.trim_end_matches(|c: char| c.is_alphabetic());
        let suffix = atom.text[digits.len()..].to_ascii_lowercase();
        let ordinal = suffix.is_empty() || ["st", "nd", "rd", "th"].contains(&suffix.as_str());
        let day: i8 = digits.parse().ok()?;
        (ordinal && digits.len() <= 2 && (1..=31).contains(&day)).then_some(day)
    }

    fn year_number(&self, at: usize) -> Option<i16> {
        let text = self.text(at);
        let year: i16 = (text.len() == 4).then(|| text.parse().ok())??;
        (1000..=2100).contains(&year).then_some(year)
    }

    /// "90" behind a day and a month, as wires write it.
    fn short_year(&self, at: usize) -> Option<i16> {
        let text = self.text(at);
        let year: i16 =
            (text.len() == 2 && text.bytes().all(|b| b.is_ascii_digit())).then(|| text.parse().ok())??;
        // Wires of the years 1950 to 2049 wrote two digits.
        Some(if year >= 50 { 1900 + year } else { 2000 + year })
    }

    /// A day or a month and what stands behind it; a weekday, a season, "last week".
    pub(super) fn core(&self, at: usize) -> Option<(WhenValue, usize)> {
        self.day_and_month(at)
            .or_else(|| self.decade_or_century(at))
            .or_else(|| self.part_of_year(at))
            .or_else(|| self.year(at))
            .or_else(|| self.relative(at))
    }

    fn day_and_month(&self, at: usize) -> Option<(WhenValue, usize)> {
        let k = self.source.known;
        if let Some(day) = self.day_number(at) {
            // "5 October 2023", "24th of August"
            let month_at = if self.class_is(at + 1, k.of) { at + 2 } else { at + 1 };
            if let Some(Piece::Month(month, _)) = self.piece(month_at) {
                let (year, end) = match self.year_behind(month_at + 1) {
                    (None, end) if self.follows_wire_style(month_at) => {
                        let short = self.short_year(end);
                        (short, end + usize::from(short.is_some()))
                    }
                    found => found,
                };
                return Some((WhenValue::Calendar { year, month: Some(*month), day: Some(day) }, end));
            }
            return None;
        }
        match self.piece(at)? {
            Piece::Month(month, standing) => self.month(*month, *standing, at),
            Piece::Holiday(month, day) => {
                let (year, end) = self.year_behind(at + 1);
                Some((WhenValue::Calendar { year, month: Some(*month), day: Some(*day) }, end))
            }
            _ => None,
        }
    }

    /// "12 JAN 90": month in capitals, as wires write datelines.
    fn follows_wire_style(&self, month_at: usize) -> bool {
        let text = self.text(month_at);
        text.len() <= 4 && !text.contains(char::is_lowercase) && self.short_year(month_at + 1).is_some()
    }

    fn month(&self, month: i8, standing: Standing, at: usize) -> Option<(WhenValue, usize)> {
        let k = self.source.known;
        let day_at = if self.class_is(at + 1, k.stop) { at + 2 } else { at + 1 };
        if let Some(day) = self.day_number(day_at).filter(|_| !self.is_counted(day_at)) {
            let (year, end) = self.year_behind(day_at + 1);
            return Some((WhenValue::Calendar { year, month: Some(month), day: Some(day) }, end));
        }
        let (year, end) = self.year_behind(at + 1);
        // "Fayez Jan", "the Long March": behind a name, or a word that is a month only at times, it takes more to be
        // one.
        let before = self.before(at);
        let behind_name = before.is_some_and(|before| {
            self.class_in(before, &[k.name, k.word, k.possessive, k.actor]) && self.is_capital(before)
                || self.class_is(before, k.possessive)
        });
        let settled = year.is_some() || self.relation_before(at);
        let framed = before.is_none_or(|before| {
            self.class_in(
                before,
                &[k.in_, k.of, k.after, k.by, k.near, k.to, k.and, k.or, k.comma, k.open, k.dash],
            ) || self.piece(before).is_some()
        });
        let verb_like = self.class_in(at + 1, &[k.in_, k.to]) && self.class_is(at.wrapping_sub(1), k.det);
        if !settled && (behind_name || verb_like || standing == Standing::Ambiguous && !framed) {
            return None;
        }
        Some((WhenValue::Calendar { year, month: Some(month), day: None }, end))
    }

    fn relation_before(&self, at: usize) -> bool {
        self.before(at).is_some_and(|before| {
            self.relation(before).is_some() || matches!(self.piece(before), Some(Piece::Modifier(_)))
        })
    }

    /// A number that counts people or things stands before them: "In May 12 men died".
    fn is_counted(&self, at: usize) -> bool {
        let k = self.source.known;
        self.atoms.get(at).is_some_and(|atom| atom.text.bytes().all(|b| b.is_ascii_digit()))
            && self.class_in(at + 1, &[k.group, k.person, k.family, k.people, k.group_modifier])
    }

    pub(super) fn year_behind(&self, at: usize) -> (Option<i16>, usize) {
        let k = self.source.known;
        let year_at = if self.class_in(at, &[k.comma, k.of]) { at + 1 } else { at };
        if let Some((year, end)) = self.year_of_era(year_at) {
            return (Some(year), end);
        }
        // "May 2011" but not "in May 2,011 people"; "on 5 May, 1500 men" counts men.
        match self.year_number(year_at) {
            Some(year) if !(year_at > at && self.is_counted(year_at)) => (Some(year), year_at + 1),
            _ => (None, at),
        }
    }

    /// "480 BC", "AD 70": the number and its era.
    fn year_of_era(&self, at: usize) -> Option<(i16, usize)> {
        let digits = |at: usize| {
            let text = self.text(at);
            let fits = !text.is_empty() && text.len() <= 4 && text.bytes().all(|b| b.is_ascii_digit());
            fits.then(|| text.parse::<i16>().ok()).flatten().filter(|year| (1..=4000).contains(year))
        };
        if let Some(Piece::Era(Era::After)) = self.piece(at) {
            return Some((digits(at + 1)?, at + 2));
        }
        let year = digits(at)?;
        match self.piece(at + 1)? {
            Piece::Era(Era::Before) => Some((-year, at + 2)),
            Piece::Era(Era::After) => Some((year, at + 2)),
            _ => None,
        }
    }

    /// A year by itself.
    fn year(&self, at: usize) -> Option<(WhenValue, usize)> {
        let whole = |year, end| (WhenValue::Calendar { year: Some(year), month: None, day: None }, end);
        if let Some((year, end)) = self.year_of_era(at) {
            return Some(whole(year, end));
        }
        let year = self.year_number(at)?;
        let k = self.source.known;
        let behind_det = self.before(at).is_some_and(|before| self.class_in(before, &[k.det, k.possessive]));
        // Numbers of people and things look the same: "killed 2000 people", "1967 km".
        if self.class_in(
            at + 1,
            &[
                k.group,
                k.person,
                k.family,
                k.unit,
                k.thing,
                k.group_modifier,
                k.harm_adj,
                k.harm_count,
                k.number_scale,
                k.harm_people,
                k.weapon,
                k.title,
            ],
        ) && !self.is_framed(at)
            || self.class_is(at + 1, k.actor) && !behind_det && !self.is_framed(at)
            || self.is_counted(at)
            || matches!(self.piece(at + 1), Some(Piece::Unit(_)))
        {
            return None;
        }
        let framed = self.is_framed(at);
        let closed = self.atoms.get(at + 1).is_none_or(|next| {
            [k.comma, k.stop, k.close, k.colon, k.semicolon, k.dash, k.possessive].contains(&next.class)
        });
        let opens = at == 0;
        let named = self.before(at).is_some_and(|before| self.class_is(before, k.comma));
        // The years that reports and their background speak of may stand before a noun ("the 1967 war").
        let modern = (1500..=2100).contains(&year);
        let fits = framed
            && (closed || modern || self.class_in(at + 1, &[k.and, k.to, k.in_, k.by, k.after]))
            || modern && behind_det && !closed
            || modern && opens && closed
            || modern && self.class_is(at + 1, k.possessive)
            || modern && named && closed;
        fits.then(|| whole(year, at + 1))
    }

    /// Whether a preposition or a word of time stands before.
    fn is_framed(&self, at: usize) -> bool {
        let k = self.source.known;
        self.before(at).is_some_and(|before| {
            self.class_in(
                before,
                &[k.in_, k.after, k.of, k.near, k.to, k.open, k.and, k.or, k.by, k.since, k.dash],
            ) || self.piece(before).is_some()
        })
    }

    /// "the 1950s", "the nineteenth century", "the 4th century BC".
    fn decade_or_century(&self, at: usize) -> Option<(WhenValue, usize)> {
        let atom = self.atoms.get(at)?;
        if let Some(digits) = atom.text.strip_suffix('s')
            && digits.ends_with('0')
            && (3..=4).contains(&digits.len())
            && let Ok(first) = digits.parse::<i16>()
        {
            return match self.piece(at + 1) {
                Some(Piece::Era(Era::Before)) => Some((WhenValue::Decade(-first), at + 2)),
                _ if digits.len() == 4 && (1500..=2090).contains(&first) => {
                    Some((WhenValue::Decade(first), at + 1))
                }
                _ => None,
            };
        }
        let number = atom.ordinal.or_else(|| self.written_ordinal(at))?;
        let unit_at = if self.is_glue(at + 1) { at + 2 } else { at + 1 };
        if !matches!(self.piece(unit_at), Some(Piece::Unit(Unit::Century))) {
            return None;
        }
        let century = i16::try_from(number).ok()?;
        match self.piece(unit_at + 1) {
            Some(Piece::Era(Era::Before)) => Some((WhenValue::Century(-century), unit_at + 2)),
            Some(Piece::Era(Era::After)) => Some((WhenValue::Century(century), unit_at + 2)),
            _ => Some((WhenValue::Century(century), unit_at + 1)),
        }
    }

    /// "21st" as 21; a bare number is none.
    fn written_ordinal(&self, at: usize) -> Option<i32> {
        let text = self.text(at);
        let digits = text.trim_end_matches(|c: char| c.is_alphabetic());
        (digits.len() < text.len()).then(|| self.day_number(at).map(i32::from)).flatten()
    }

    /// "the second half of 2008", "the first quarter of 2020".
    fn part_of_year(&self, at: usize) -> Option<(WhenValue, usize)> {
        let number = i8::try_from(self.atoms.get(at)?.ordinal?).ok()?;
        let k = self.source.known;
        let of = if self.class_is(at + 2, k.of) { at + 3 } else { at + 2 };
        let year = self.year_number(of)?;
        match self.piece(at + 1)? {
            Piece::Half if number <= 2 => Some((WhenValue::Half(year, number), of + 1)),
            Piece::Quarter if number <= 4 => Some((WhenValue::Quarter(year, number), of + 1)),
            _ => None,
        }
    }

    /// "5-7 October", "October 5-7", "1861-1863", "1914-18", "264 to 241 BC": ends that lean on one another.
    pub(super) fn calendar_range(&self, at: usize) -> Option<(WhenValue, Ends, usize)> {
        let k = self.source.known;
        let linked = |at: usize| self.class_in(at, &[k.dash, k.and, k.to]);
        let span = |from: usize, to: usize| (self.atoms[from].start, self.atoms[to - 1].end);
        let calendar = |year, month, day| Box::new(WhenValue::Calendar { year, month, day });
        if let (Some(day), true, Some(last)) = (self.day_number(at), linked(at + 1), self.day_number(at + 2))
        {
            // "5-7 October": the first day is read from the last one.
            let of = if self.class_is(at + 3, k.of) { at + 4 } else { at + 3 };
            if let Some(Piece::Month(month, _)) = self.piece(of) {
                let (year, end) = self.year_behind(of + 1);
                let of_month = |day| calendar(year, Some(*month), Some(day));
                let value = WhenValue::Range(of_month(day), of_month(last));
                return Some((value, Some([span(at, at + 1), span(at + 2, end)]), end));
            }
        }
        if let Some(Piece::Month(month, _)) = self.piece(at) {
            let day_at = if self.class_is(at + 1, k.stop) { at + 2 } else { at + 1 };
            if let (Some(day), true, Some(last)) =
                (self.day_number(day_at), linked(day_at + 1), self.day_number(day_at + 2))
                && !self.is_counted(day_at + 2)
                && !matches!(self.piece(day_at + 3), Some(Piece::Month(..)))
            {
                let (year, end) = self.year_behind(day_at + 3);
                let of_month = |day| calendar(year, Some(*month), Some(day));
                let value = WhenValue::Range(of_month(day), of_month(last));
                return Some((value, Some([span(at, day_at + 1), span(day_at + 2, end)]), end));
            }
        }
        if self.class_in(at + 1, &[k.dash, k.to])
            && let Some((last, end)) = self.year_of_era(at + 2)
            && last < 0
        {
            // "264 to 241 BC"
            let first: i16 = self.text(at).parse().ok().filter(|first| *first <= 4000 && *first > -last)?;
            let value =
                WhenValue::Range(calendar(Some(-first), None, None), calendar(Some(last), None, None));
            return Some((value, Some([span(at, at + 1), span(at + 2, end)]), end));
        }
        let first = self.year_number(at).filter(|year| *year >= 1500)?;
        let opened = self.before(at).is_some_and(|before| self.class_is(before, k.near));
        if !(self.class_is(at + 1, k.dash) || opened && linked(at + 1)) {
            return None;
        }
        let short = || {
            let text = self.text(at + 2);
            let digits: i16 = (text.len() == 2).then(|| text.parse().ok())??;
            Some(first / 100 * 100 + digits)
        };
        let last = self.year_number(at + 2).or_else(short).filter(|last| *last > first)?;
        if self.is_counted(at + 2) {
            return None;
        }
        let value = WhenValue::Range(calendar(Some(first), None, None), calendar(Some(last), None, None));
        Some((value, Some([span(at, at + 1), span(at + 2, at + 3)]), at + 3))
    }

    /// Which month of which year: "last May", "the following August".
    pub(super) fn related_month(&self, relation: Relation, at: usize) -> Option<(WhenValue, usize)> {
        let Some(Piece::Month(month, _)) = self.piece(at) else { return None };
        let plain = self.month(*month, Standing::Plain, at)?;
        match plain.0 {
            WhenValue::Calendar { year: None, month: Some(month), day: None } => {
                Some((WhenValue::MonthOf(month, relation), plain.1))
            }
            _ => Some(plain),
        }
    }
}
