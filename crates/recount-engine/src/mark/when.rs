//! Finds expressions of time and reads what they say, without yet placing them on the calendar.
//!
//! A grammar over chunks of class `when-word` and numbers: dates, weekdays, parts of day, "last month", "a week ago",
//! "between 5 and 7 May". The resolve stage places them against the report's own date.

use super::chunk::Source;
use super::when_word::{Piece, piece};
use super::{Chunk, What};
use recount_lexicon::token::TokenKind;

/// A unit of time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// An hour or less.
    Hour,
    /// A day.
    Day,
    /// A week.
    Week,
    /// A weekend.
    Weekend,
    /// A month.
    Month,
    /// A year.
    Year,
    /// Ten years.
    Decade,
    /// A hundred years.
    Century,
}

/// Which of several: the one before, the present one, the one after.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Relation {
    /// None said.
    Plain,
    /// "last".
    Last,
    /// "this".
    This,
    /// "next".
    Next,
}

/// What an expression says.
#[derive(Clone, Debug, PartialEq)]
pub enum WhenValue {
    /// Parts of a calendar date; what is missing is not said.
    Calendar {
        /// Year.
        year: Option<i16>,
        /// Month, 1 to 12.
        month: Option<i8>,
        /// Day of the month.
        day: Option<i8>,
    },
    /// A weekday, Monday = 1.
    Weekday(i8, Relation),
    /// Days from the report's day.
    Days(i32),
    /// The last so many days up to the report's day.
    PastDays(i32),
    /// So many units from the report's day; 0 is the present one.
    Units(Unit, i32),
    /// So many units before or after a time told before ("two days later").
    Shifted(Unit, i32),
    /// Spring, summer, autumn, winter as SP, SU, FA, WI.
    Season(&'static str, Relation, Option<i16>),
    /// A decade by its first year.
    Decade(i16),
    /// The day told last ("that day").
    SameDay,
    /// Lately; no bound that a calendar could hold.
    Recent,
    /// A part of a day that is not named.
    PartOnly,
    /// From one time to another.
    Range(Box<WhenValue>, Box<WhenValue>),
}

/// An expression of time in the text.
#[derive(Clone, Debug, PartialEq)]
pub struct WhenMark {
    /// First token.
    pub from: usize,
    /// First token after it.
    pub to: usize,
    /// What it says.
    pub value: WhenValue,
    /// Part of day as TIMEX3: MO, MI, AF, EV, NI, DT.
    pub part: Option<&'static str>,
    /// START, MID or END of the period.
    pub modifier: Option<&'static str>,
    /// A clock time, "HH:MM" where it could be read.
    pub clock: Option<String>,
}

/// Replaces chunks of time by one chunk of class `when` each.
pub fn mark(source: &Source<'_>, chunks: &mut Vec<Chunk>, whens: &mut Vec<WhenMark>) {
    let pieces: Vec<Option<Piece>> = chunks.iter().map(|chunk| piece(source, chunk)).collect();
    let reader = Reader { source, chunks, pieces };
    let mut out: Vec<Chunk> = Vec::with_capacity(chunks.len());
    let mut at = 0;
    while at < reader.chunks.len() {
        let Some((value, part, modifier, clock, end)) = reader.expression(at) else {
            let mut chunk = reader.chunks[at].clone();
            if chunk.class == source.known.when_word {
                // A time word that formed no expression ("this", "early") keeps its other reading.
                let other = chunk
                    .words
                    .iter()
                    .map(|w| source.word(*w).class)
                    .find(|class| *class != source.known.when_word);
                chunk.class = other.unwrap_or(source.known.word);
            }
            out.push(chunk);
            at += 1;
            continue;
        };
        let (from, to) = (reader.chunks[at].from, reader.chunks[end - 1].to);
        let mut mark = WhenMark { from, to, value, part, modifier, clock };
        let joined = reader.join_range(&mut out, whens, &mut mark);
        if !joined {
            let index = whens.len() as u32;
            out.push(Chunk {
                class: source.known.when,
                from,
                to,
                words: Vec::new(),
                what: What::When(index),
            });
            whens.push(mark);
        }
        at = end;
    }
    *chunks = out;
}

type Expression = (WhenValue, Option<&'static str>, Option<&'static str>, Option<String>, usize);

struct Reader<'s, 't> {
    source: &'s Source<'t>,
    chunks: &'s [Chunk],
    pieces: Vec<Option<Piece>>,
}

impl Reader<'_, '_> {
    fn piece(&self, at: usize) -> Option<&Piece> {
        self.pieces.get(at)?.as_ref()
    }

    fn class_is(&self, at: usize, class: recount_lexicon::ClassId) -> bool {
        self.chunks.get(at).is_some_and(|chunk| chunk.class == class)
    }

    fn text(&self, at: usize) -> &str {
        self.chunks.get(at).map_or("", |chunk| self.source.chunk_text(chunk))
    }

    /// A day of the month: "5", "5th", "24th".
    fn day_number(&self, at: usize) -> Option<i8> {
        let chunk = self.chunks.get(at)?;
        if self.source.segmented.tokens.get(chunk.from)?.kind != TokenKind::Number
            || chunk.to - chunk.from != 1
        {
            return None;
        }
        let text = self.text(at);
        let digits = text.trim_end_matches(|c: char| c.is_alphabetic());
        let suffix = text[digits.len()..].to_ascii_lowercase();
        let ordinal = suffix.is_empty() || ["st", "nd", "rd", "th"].contains(&suffix.as_str());
        let day: i8 = digits.parse().ok()?;
        (ordinal && (1..=31).contains(&day)).then_some(day)
    }

    fn year_number(&self, at: usize) -> Option<i16> {
        let text = self.text(at);
        let year: i16 = (text.len() == 4).then(|| text.parse().ok())??;
        (1000..=2100).contains(&year).then_some(year)
    }

    fn small_number(&self, at: usize) -> Option<i32> {
        let k = self.source.known;
        let chunk = self.chunks.get(at)?;
        if chunk.class == k.number {
            return self.text(at).parse().ok().filter(|n| (0..1000).contains(n));
        }
        let word = [k.number_word, k.number_a, k.number_another, k.number_both]
            .iter()
            .find_map(|class| self.source.reading(chunk, *class))?;
        i32::try_from(word.value?).ok()
    }

    fn expression(&self, at: usize) -> Option<Expression> {
        self.iso(at)
            .or_else(|| self.slashed(at))
            .or_else(|| self.counted_units(at))
            .or_else(|| self.modified(at))
            .or_else(|| self.plain(at))
    }

    /// "2023-10-05".
    fn iso(&self, at: usize) -> Option<Expression> {
        let text = self.text(at);
        let date: jiff::civil::Date = (text.len() == 10).then(|| text.parse().ok())??;
        let value =
            WhenValue::Calendar { year: Some(date.year()), month: Some(date.month()), day: Some(date.day()) };
        Some((value, None, None, None, at + 1))
    }

    /// "17/09/2016"; a first number over 12 must be the day, else day before month, the order of most of the world.
    fn slashed(&self, at: usize) -> Option<Expression> {
        let slash = |at: usize| self.text(at) == "/";
        let first = self.day_number(at)?;
        if !slash(at + 1) || !slash(at + 3) {
            return None;
        }
        let second = self.day_number(at + 2)?;
        let year = self.year_number(at + 4)?;
        let (day, month) = if second > 12 { (second, first) } else { (first, second) };
        Some((
            WhenValue::Calendar { year: Some(year), month: Some(month), day: Some(day) },
            None,
            None,
            None,
            at + 5,
        ))
    }

    /// "two weeks ago", "a day earlier", "three days later".
    fn counted_units(&self, at: usize) -> Option<Expression> {
        let number = self.small_number(at)?;
        let Some(Piece::Unit(unit)) = self.piece(at + 1) else { return None };
        let value = match self.piece(at + 2)? {
            Piece::Ago => WhenValue::Units(*unit, -number),
            Piece::Earlier => WhenValue::Shifted(*unit, -number),
            Piece::Later => WhenValue::Shifted(*unit, number),
            _ => return None,
        };
        let value = match value {
            WhenValue::Units(Unit::Hour, _) => WhenValue::Days(0),
            WhenValue::Shifted(Unit::Hour, _) => WhenValue::SameDay,
            other => other,
        };
        Some((value, None, None, None, at + 3))
    }

    /// "early May", "the end of last month", "in the early hours of Friday".
    fn modified(&self, at: usize) -> Option<Expression> {
        let k = self.source.known;
        match self.piece(at)? {
            Piece::Modifier(modifier) => {
                let mut next = at + 1;
                while self.class_is(next, k.of)
                    || self.class_is(next, k.det)
                    || self.class_is(next, k.dash)
                    || self.class_is(next, k.in_)
                {
                    next += 1;
                }
                let (value, part, _, clock, end) = self.plain(next)?;
                Some((value, part, Some(modifier), clock, end))
            }
            Piece::Part(part) => {
                let mut next = at + 1;
                let glued = next;
                while self.class_is(next, k.of)
                    || self.class_is(next, k.det)
                    || self.class_is(next, k.in_)
                    || self.class_is(next, k.comma)
                {
                    next += 1;
                }
                let (value, inner, modifier, clock, end) = self.plain(next).filter(|_| next - glued <= 2)?;
                let day = matches!(
                    value,
                    WhenValue::Calendar { day: Some(_), .. }
                        | WhenValue::Weekday(..)
                        | WhenValue::Days(_)
                        | WhenValue::SameDay
                        | WhenValue::PartOnly
                );
                if !day {
                    return None;
                }
                Some((value, inner.or(Some(part)), modifier, clock, end))
            }
            Piece::Earlier => {
                // "earlier this month"
                let (value, part, _, clock, end) = self.plain(at + 1)?;
                matches!(value, WhenValue::Units(..) | WhenValue::Days(0)).then_some((
                    value,
                    part,
                    Some("START"),
                    clock,
                    end,
                ))
            }
            Piece::Later => None,
            _ => None,
        }
    }

    fn plain(&self, at: usize) -> Option<Expression> {
        let (value, end) = self.core(at)?;
        let (mut value, mut part, mut clock, mut end) = (value, None, None, end);
        if let Some(Piece::DayPart(_, code)) = self.piece(at) {
            part = Some(*code);
        }
        if matches!(value, WhenValue::PartOnly)
            && let Some(Piece::Part(code)) =
                self.pieces[at..end].iter().flatten().find(|p| matches!(p, Piece::Part(_)))
        {
            part = Some(*code);
        }
        // What may stand behind a day: a part of day, a clock time, the date of a weekday, a year.
        loop {
            let k = self.source.known;
            let mut next = end;
            if self.class_is(next, k.comma) || self.class_is(next, k.open) {
                next += 1;
            }
            if let (
                WhenValue::Weekday(..) | WhenValue::Days(_) | WhenValue::PartOnly,
                Some((inner @ WhenValue::Calendar { day: Some(_), .. }, inner_end)),
            ) = (&value, self.core(next))
            {
                value = inner;
                end = inner_end;
                continue;
            }
            if let (WhenValue::Days(_), Some((weekday @ WhenValue::Weekday(..), inner_end))) =
                (&value, self.core(next))
            {
                // "yesterday (Saturday)": the weekday still tells the day where the report has no date.
                value = weekday;
                end = if self.class_is(inner_end, k.close) { inner_end + 1 } else { inner_end };
                continue;
            }
            match self.piece(end) {
                Some(Piece::Part(code)) if part.is_none() => {
                    part = Some(*code);
                    end += 1;
                    continue;
                }
                Some(Piece::DayPart(_, code))
                    if part.is_none()
                        && matches!(
                            value,
                            WhenValue::Weekday(..) | WhenValue::Calendar { day: Some(_), .. }
                        ) =>
                {
                    part = Some(*code);
                    end += 1;
                    continue;
                }
                _ => {}
            }
            if clock.is_none()
                && let Some((time, clock_end)) = self.clock(end)
            {
                clock = Some(time);
                end = clock_end;
                continue;
            }
            break;
        }
        Some((value, part, None, clock, end))
    }

    fn clock(&self, at: usize) -> Option<(String, usize)> {
        let k = self.source.known;
        let number_at = if self.class_is(at, k.in_) { at + 1 } else { at };
        if !self.class_is(number_at, k.number) {
            return None;
        }
        let text = self.text(number_at);
        let marked = matches!(self.piece(number_at + 1), Some(Piece::Clock));
        let (hour, minute) = text.split_once([':', '.']).unwrap_or((text, "00"));
        let (hour, minute): (u32, u32) = (hour.parse().ok()?, minute.parse().ok()?);
        if hour > 24 || minute > 59 || !(marked || text.contains(':')) {
            return None;
        }
        let afternoon = marked && self.text(number_at + 1).to_ascii_lowercase().starts_with('p');
        let hour = if afternoon && hour < 12 { hour + 12 } else { hour };
        Some((format!("{hour:02}:{minute:02}"), if marked { number_at + 2 } else { number_at + 1 }))
    }

    fn core(&self, at: usize) -> Option<(WhenValue, usize)> {
        let k = self.source.known;
        if let Some(day) = self.day_number(at) {
            // "5 October 2023", "24th of August"
            let month_at = if self.class_is(at + 1, k.of) { at + 2 } else { at + 1 };
            if let Some(Piece::Month(month)) = self.piece(month_at) {
                let (year, end) = self.year_behind(month_at + 1);
                return Some((WhenValue::Calendar { year, month: Some(*month), day: Some(day) }, end));
            }
            // "5-7 October": the range is read from its last day.
            let dash =
                self.class_is(at + 1, k.dash) || self.class_is(at + 1, k.and) || self.class_is(at + 1, k.to);
            if let (true, Some(last), Some(Piece::Month(month))) =
                (dash, self.day_number(at + 2), self.piece(at + 3))
            {
                let (year, end) = self.year_behind(at + 4);
                let day_of =
                    |day| Box::new(WhenValue::Calendar { year, month: Some(*month), day: Some(day) });
                return Some((WhenValue::Range(day_of(day), day_of(last)), end));
            }
        }
        if let Some(year) = self.year_number(at) {
            let preposition = at.checked_sub(1).is_some_and(|p| {
                [k.in_, k.after, k.of, k.near, k.comma, k.to, k.open, k.and].contains(&self.chunks[p].class)
                    || self.piece(p).is_some()
            });
            let alone = !self.chunks.get(at + 1).is_some_and(|next| {
                [k.group, k.person, k.family, k.unit, k.thing, k.group_modifier].contains(&next.class)
            });
            return (preposition && alone && (1900..=2100).contains(&year))
                .then_some((WhenValue::Calendar { year: Some(year), month: None, day: None }, at + 1));
        }
        let relation = match self.piece(at)? {
            Piece::Last => Relation::Last,
            Piece::Next => Relation::Next,
            Piece::This => Relation::This,
            _ => Relation::Plain,
        };
        let inner_at = if relation == Relation::Plain { at } else { at + 1 };
        let inner = self.piece(inner_at)?;
        let steps = match relation {
            Relation::Last => -1,
            Relation::Next => 1,
            _ => 0,
        };
        let value = match (inner, relation) {
            (Piece::Weekday(day), relation) => WhenValue::Weekday(*day, relation),
            (Piece::Month(month), _) => return Some(self.month(*month, inner_at)),
            (Piece::Days(days), Relation::Plain) => WhenValue::Days(*days),
            (Piece::DayPart(days, _), Relation::Plain) => WhenValue::Days(*days),
            (Piece::Part(_), Relation::This) => WhenValue::Days(0),
            (Piece::Part(_), Relation::Last) => WhenValue::Days(-1),
            (Piece::Part(_), Relation::Plain) => {
                // A bare part of day is a time only behind "in the", "at", "before".
                let behind = |back: usize| {
                    at.checked_sub(back).is_some_and(|p| {
                        [k.in_, k.det, k.after, k.near, k.by].contains(&self.chunks[p].class)
                    })
                };
                return behind(1).then_some((WhenValue::PartOnly, inner_at + 1));
            }
            (Piece::Unit(Unit::Hour), _) => return None,
            (Piece::Unit(unit), Relation::Last | Relation::Next | Relation::This) => {
                WhenValue::Units(*unit, steps)
            }
            (Piece::Season(season), relation) => {
                let (year, end) = self.year_behind(inner_at + 1);
                if relation == Relation::Plain
                    && year.is_none()
                    && !at
                        .checked_sub(1)
                        .is_some_and(|p| self.chunks[p].class == k.in_ || self.chunks[p].class == k.det)
                {
                    return None;
                }
                return Some((WhenValue::Season(season, relation, year), end));
            }
            (Piece::Recent, Relation::Plain) => WhenValue::Recent,
            (Piece::SameDay, Relation::Plain) => WhenValue::SameDay,
            (Piece::PastDays(days), Relation::Plain) => WhenValue::PastDays(-*days),
            _ => {
                // "the past three weeks"
                let number = self.small_number(inner_at);
                if let (Some(number), Some(Piece::Unit(unit)), Relation::Last) =
                    (number, self.piece(inner_at + 1), relation)
                {
                    return Some((past_units(*unit, number), inner_at + 2));
                }
                return None;
            }
        };
        Some((value, inner_at + 1))
    }

    fn month(&self, month: i8, at: usize) -> (WhenValue, usize) {
        let k = self.source.known;
        let day_at = if self.class_is(at + 1, k.stop) { at + 2 } else { at + 1 };
        if let Some(day) = self.day_number(day_at) {
            let dash = self.class_is(day_at + 1, k.dash)
                || self.class_is(day_at + 1, k.and)
                || self.class_is(day_at + 1, k.to);
            if let (true, Some(last)) = (dash, self.day_number(day_at + 2)) {
                let (year, end) = self.year_behind(day_at + 3);
                let day_of = |day| Box::new(WhenValue::Calendar { year, month: Some(month), day: Some(day) });
                return (WhenValue::Range(day_of(day), day_of(last)), end);
            }
            let (year, end) = self.year_behind(day_at + 1);
            return (WhenValue::Calendar { year, month: Some(month), day: Some(day) }, end);
        }
        let (year, end) = self.year_behind(at + 1);
        (WhenValue::Calendar { year, month: Some(month), day: None }, end)
    }

    fn year_behind(&self, at: usize) -> (Option<i16>, usize) {
        let k = self.source.known;
        let year_at = if self.class_is(at, k.comma) || self.class_is(at, k.of) { at + 1 } else { at };
        match self.year_number(year_at) {
            Some(year) => (Some(year), year_at + 1),
            None => (None, at),
        }
    }

    /// "from X to Y", "between X and Y": the second expression joins the first.
    fn join_range(&self, out: &mut Vec<Chunk>, whens: &mut [WhenMark], mark: &mut WhenMark) -> bool {
        let k = self.source.known;
        let [.., before, first, link] = out.as_slice() else { return false };
        let linked = [k.to, k.dash, k.and].contains(&link.class)
            || self.source.can_be(link, k.after) && link.class == k.while_;
        let opened = before.class == k.near || before.class == k.after;
        let What::When(index) = first.what else { return false };
        if !linked || !opened {
            return false;
        }
        let Some(start) = whens.get_mut(index as usize) else { return false };
        start.value = WhenValue::Range(Box::new(start.value.clone()), Box::new(mark.value.clone()));
        start.to = mark.to;
        let to = mark.to;
        out.pop();
        if let Some(chunk) = out.last_mut() {
            chunk.to = to;
        }
        true
    }
}

fn past_units(unit: Unit, number: i32) -> WhenValue {
    match unit {
        Unit::Hour => WhenValue::PastDays((number + 23) / 24),
        Unit::Day => WhenValue::PastDays(number),
        Unit::Week => WhenValue::PastDays(number * 7),
        Unit::Month => WhenValue::PastDays(number * 31),
        _ => WhenValue::PastDays(number * 366),
    }
}
