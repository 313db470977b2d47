//! The grammar of times: what may stand before and behind a day, a year, a span of time.

use recount_lexicon::ClassId;

use super::chunk::Source;
use super::when::{Relation, SO_FAR, Unit, WhenValue};
use super::when_atom::{Atom, Glued};
use super::when_word::Piece;

/// An expression that was read, and the atom behind it.
#[derive(Clone, Debug)]
pub(super) struct Expression {
    pub value: WhenValue,
    pub part: Option<&'static str>,
    pub modifier: Option<&'static str>,
    pub clock: Option<String>,
    pub ends: Option<[(u32, u32); 2]>,
    pub end: usize,
}

impl Expression {
    pub(super) fn of(value: WhenValue, end: usize) -> Self {
        Self { value, part: None, modifier: None, clock: None, ends: None, end }
    }
}

pub(super) struct Reader<'s, 't> {
    pub source: &'s Source<'t>,
    pub atoms: &'s [Atom<'t>],
}

impl Reader<'_, '_> {
    pub(super) fn piece(&self, at: usize) -> Option<&Piece> {
        self.atoms.get(at)?.piece.as_ref()
    }

    pub(super) fn class_is(&self, at: usize, class: ClassId) -> bool {
        self.atoms.get(at).is_some_and(|atom| atom.class == class)
    }

    pub(super) fn class_in(&self, at: usize, classes: &[ClassId]) -> bool {
        self.atoms.get(at).is_some_and(|atom| classes.contains(&atom.class))
    }

    pub(super) fn text(&self, at: usize) -> &str {
        self.atoms.get(at).map_or("", |atom| atom.text)
    }

    pub(super) fn is_capital(&self, at: usize) -> bool {
        self.text(at).starts_with(char::is_uppercase)
    }

    /// The atom before, if any.
    pub(super) fn before(&self, at: usize) -> Option<usize> {
        at.checked_sub(1)
    }

    /// A hyphen inside a word.
    pub(super) fn is_glue(&self, at: usize) -> bool {
        self.class_is(at, self.source.known.dash)
            && self.atoms.get(at).is_some_and(|atom| atom.glued == Glued::Yes)
    }

    pub(super) fn expression(&self, at: usize) -> Option<Expression> {
        self.iso(at)
            .or_else(|| self.slashed(at))
            .or_else(|| self.dashed(at))
            .or_else(|| self.dotted(at))
            .or_else(|| self.range(at))
            .or_else(|| self.single(at))
    }

    fn single(&self, at: usize) -> Option<Expression> {
        self.modified(at)
            .or_else(|| self.counted(at))
            .or_else(|| self.side_note(at))
            .or_else(|| self.clock_first(at))
            .or_else(|| self.plain(at))
    }

    /// "from X to Y", "between X and Y", "X - Y": one stretch with two ends.
    fn range(&self, at: usize) -> Option<Expression> {
        if let Some((value, ends, end)) = self.calendar_range(at) {
            return Some(Expression { ends, ..Expression::of(value, end) });
        }
        let k = self.source.known;
        let first = self.modified(at).or_else(|| self.plain(at))?;
        if !can_end_range(&first.value) {
            return None;
        }
        let opener = self.before(at).map(|before| &self.atoms[before]);
        let opened = opener.is_some_and(|opener| opener.class == k.near);
        let link = first.end;
        let is_until = matches!(self.piece(link), Some(Piece::Until));
        let linked = self.class_is(link, k.dash)
            || opened && (self.class_is(link, k.to) || self.class_is(link, k.and) || is_until)
            || self.class_is(link, k.to) && matches!(first.value, WhenValue::Calendar { .. });
        if !linked {
            return None;
        }
        let second_at = if self.class_is(link + 1, self.source.known.det) { link + 2 } else { link + 1 };
        let second = self.modified(second_at).or_else(|| self.plain(second_at))?;
        if !can_end_range(&second.value) || second.part.is_some() && first.part.is_none() && !opened {
            return None;
        }
        let span = |from: usize, end: usize| (self.atoms[from].start, self.atoms[end - 1].end);
        Some(Expression {
            ends: Some([span(at, first.end), span(second_at, second.end)]),
            ..Expression::of(WhenValue::Range(Box::new(first.value), Box::new(second.value)), second.end)
        })
    }

    /// "early May", "the end of last month", "in the early hours of Friday", "mid-June", "later that year".
    fn modified(&self, at: usize) -> Option<Expression> {
        let k = self.source.known;
        match self.piece(at)? {
            Piece::Modifier(modifier) => {
                let next = self.skip(at + 1, &[k.of, k.det, k.dash, k.in_]);
                if let Some(Piece::Unit(unit @ (Unit::Month | Unit::Year | Unit::Week | Unit::Decade))) =
                    self.piece(next)
                    && next > at + 1
                {
                    // "the end of the month"
                    let value = WhenValue::Units(*unit, 0);
                    return Some(Expression { modifier: Some(modifier), ..Expression::of(value, next + 1) });
                }
                let inner = self.inner(next)?;
                Some(Expression { modifier: Some(modifier), ..inner })
            }
            Piece::Whole => {
                let next = self.skip(at + 1, &[k.of, k.det]);
                if let Some(Piece::Unit(unit)) = self.piece(next) {
                    return Some(Expression::of(WhenValue::Units(*unit, 0), next + 1));
                }
                self.inner(next)
            }
            Piece::Part(part) => {
                let next = self.skip(at + 1, &[k.of, k.det, k.in_, k.comma]);
                // "the night of August 9-10"
                if let Some((value, ends, end)) = self.calendar_range(next).filter(|_| next > at + 1) {
                    return Some(Expression { part: Some(part), ends, ..Expression::of(value, end) });
                }
                let mut inner = self.inner(next).filter(|_| next - at <= 3)?;
                if !is_day(&inner.value) {
                    return None;
                }
                inner.part = inner.part.or(Some(part));
                Some(inner)
            }
            Piece::Earlier | Piece::Later => {
                // "earlier this month", "later that year", "later in 1940"
                let next = self.skip(at + 1, &[k.in_, k.det, k.of]);
                if let Some(Piece::Unit(unit @ (Unit::Day | Unit::Month | Unit::Year | Unit::Week))) =
                    self.piece(next)
                    && next > at + 1
                {
                    return Some(Expression::of(WhenValue::Shifted(*unit, 0), next + 1));
                }
                let inner = self.inner(next)?;
                let fits = matches!(
                    inner.value,
                    WhenValue::Units(..)
                        | WhenValue::Shifted(..)
                        | WhenValue::Days(_)
                        | WhenValue::SameDay
                        | WhenValue::Calendar { .. }
                        | WhenValue::Weekday(..)
                );
                let is_period = matches!(inner.value, WhenValue::Units(..));
                let modifier = if is_period && matches!(self.piece(at), Some(Piece::Earlier)) {
                    Some(SO_FAR)
                } else {
                    inner.modifier
                };
                fits.then_some(Expression { modifier, ..inner })
            }
            _ => None,
        }
    }

    fn inner(&self, at: usize) -> Option<Expression> {
        match self.piece(at) {
            Some(Piece::Modifier(_) | Piece::Part(_)) => self.modified(at).or_else(|| self.plain(at)),
            _ => self.plain(at),
        }
    }

    pub(super) fn skip(&self, mut at: usize, classes: &[ClassId]) -> usize {
        while self.class_in(at, classes) && self.piece(at).is_none_or(is_small) {
            at += 1;
        }
        at
    }

    /// A core and what may stand behind it: a part of day, a clock time, the date of a weekday, a year.
    fn plain(&self, at: usize) -> Option<Expression> {
        let (value, end) = self.core(at)?;
        let (value, end) = self.of_year(&value, end).unwrap_or((value, end));
        let mut found = Expression::of(value, end);
        match self.piece(at) {
            Some(Piece::DayPart(_, code)) => found.part = Some(code),
            Some(Piece::Night(_)) => found.part = Some("NI"),
            _ => {}
        }
        let is_part_of_told = matches!(
            found.value,
            WhenValue::PartOnly | WhenValue::Days(_) | WhenValue::SameDay | WhenValue::Shifted(Unit::Day, _)
        );
        if is_part_of_told && found.part.is_none() {
            found.part = (at..end).find_map(|index| match self.piece(index) {
                Some(Piece::Part(code)) => Some(*code),
                _ => None,
            });
        }
        let k = self.source.known;
        loop {
            let mut next = found.end;
            if self.class_in(next, &[k.comma, k.open]) {
                next += 1;
            }
            let behind = matches!(
                found.value,
                WhenValue::Weekday(..) | WhenValue::Days(_) | WhenValue::PartOnly | WhenValue::Night(_)
            )
            .then(|| self.core(next))
            .flatten();
            match (&found.value, behind) {
                (_, Some((inner @ WhenValue::Calendar { day: Some(_), .. }, inner_end))) => {
                    found.value = inner;
                    found.end = inner_end;
                    continue;
                }
                (
                    WhenValue::Days(_) | WhenValue::Night(_),
                    Some((inner @ WhenValue::Weekday(..), inner_end)),
                ) => {
                    // "yesterday (Saturday)": the weekday still tells the day where the report has no date.
                    found.value = inner;
                    found.end = if self.class_is(inner_end, k.close) { inner_end + 1 } else { inner_end };
                    continue;
                }
                _ => {}
            }
            match self.piece(found.end) {
                Some(Piece::Part(code)) if found.part.is_none() && is_day(&found.value) => {
                    found.part = Some(code);
                    found.end += 1;
                    continue;
                }
                Some(Piece::DayPart(_, code)) if found.part.is_none() && is_named_day(&found.value) => {
                    found.part = Some(code);
                    found.end += 1;
                    continue;
                }
                Some(Piece::Night(_)) if found.part.is_none() && is_named_day(&found.value) => {
                    found.part = Some("NI");
                    found.end += 1;
                    continue;
                }
                _ => {}
            }
            if found.clock.is_none()
                && is_day(&found.value)
                && let Some((time, clock_end)) = self.clock(found.end)
            {
                found.clock = Some(time);
                found.end = clock_end;
                continue;
            }
            return Some(found);
        }
    }

    /// "July 25 of that year", "November of the same year".
    fn of_year(&self, value: &WhenValue, end: usize) -> Option<(WhenValue, usize)> {
        let k = self.source.known;
        let WhenValue::Calendar { year: None, month: Some(month), day } = value else { return None };
        if !self.class_is(end, k.of) {
            return None;
        }
        let year_at = self.skip(end + 1, &[k.det]);
        let (year, year_end) = self.relative(year_at)?;
        matches!(year, WhenValue::Units(Unit::Year, _) | WhenValue::Shifted(Unit::Year, _))
            .then(|| (WhenValue::OfYear(*month, *day, Box::new(year)), year_end))
    }

    /// "at 11 a.m. on 11 November", "19:00".
    fn clock_first(&self, at: usize) -> Option<Expression> {
        let k = self.source.known;
        if self.class_in(at, &[k.in_, k.comma]) {
            return None;
        }
        let (clock, end) = self.clock(at)?;
        let next = self.skip(end, &[k.in_, k.comma]);
        let day = self.inner(next).filter(|inner| is_day(&inner.value) && inner.clock.is_none());
        Some(match day {
            Some(day) => Expression { clock: Some(clock), ..day },
            None => Expression { clock: Some(clock), ..Expression::of(WhenValue::PartOnly, end) },
        })
    }

    fn clock(&self, at: usize) -> Option<(String, usize)> {
        let k = self.source.known;
        let number_at = if self.class_is(at, k.in_) { at + 1 } else { at };
        if !self.class_is(number_at, k.number) {
            return None;
        }
        let text = self.text(number_at);
        let digits = text.trim_end_matches(char::is_alphabetic);
        let suffix = text[digits.len()..].to_ascii_lowercase();
        let half = match suffix.as_str() {
            "am" | "pm" | "hrs" | "h" => Some(suffix.as_str()),
            "" => None,
            _ => return None,
        };
        let marked =
            matches!(self.piece(number_at + 1), Some(Piece::Clock)).then(|| self.text(number_at + 1));
        let has_colon = digits.contains(':');
        let (hour, minute) = digits.split_once([':', '.']).unwrap_or((digits, "00"));
        if minute.len() != 2 || hour.is_empty() || hour.len() > 2 {
            return None;
        }
        let (hour, minute): (u32, u32) = (hour.parse().ok()?, minute.parse().ok()?);
        let spelled = half.or(marked);
        if hour > 24 || minute > 59 || !(spelled.is_some() || has_colon) {
            return None;
        }
        let afternoon = spelled.is_some_and(|half| half.to_ascii_lowercase().starts_with('p'));
        let hour = if afternoon && hour < 12 { hour + 12 } else { hour };
        let mut end = if marked.is_some() { number_at + 2 } else { number_at + 1 };
        while matches!(self.piece(end), Some(Piece::Clock | Piece::Zone)) {
            end += 1;
        }
        Some((format!("{hour:02}:{minute:02}"), end))
    }

    pub(super) fn relation(&self, at: usize) -> Option<Relation> {
        let behind_det = self.before(at).is_some_and(|before| {
            self.class_is(before, self.source.known.det) && self.piece(before).is_none()
        });
        Some(match self.piece(at)? {
            Piece::Last | Piece::Past => Relation::Last,
            Piece::This => Relation::This,
            Piece::Next if behind_det => Relation::After,
            Piece::Next => Relation::Next,
            Piece::Following => Relation::After,
            Piece::Prior => Relation::Before,
            Piece::That | Piece::Same => Relation::Told,
            _ => return None,
        })
    }
}

/// Small words that a time is made with, and that may be skipped as such.
fn is_small(piece: &Piece) -> bool {
    matches!(piece, Piece::Behind | Piece::Ahead | Piece::Since | Piece::Until)
}

fn can_end_range(value: &WhenValue) -> bool {
    matches!(
        value,
        WhenValue::Calendar { .. }
            | WhenValue::Weekday(..)
            | WhenValue::Days(_)
            | WhenValue::Season(..)
            | WhenValue::Decade(_)
            | WhenValue::PartOnly
            | WhenValue::Units(..)
    )
}

fn is_named_day(value: &WhenValue) -> bool {
    matches!(
        value,
        WhenValue::Weekday(..) | WhenValue::Calendar { day: Some(_), .. } | WhenValue::OfYear(_, Some(_), _)
    )
}

pub(super) fn is_day(value: &WhenValue) -> bool {
    is_named_day(value)
        || matches!(
            value,
            WhenValue::Days(_)
                | WhenValue::SameDay
                | WhenValue::PartOnly
                | WhenValue::Shifted(Unit::Day, _)
                | WhenValue::Night(_)
        )
}
