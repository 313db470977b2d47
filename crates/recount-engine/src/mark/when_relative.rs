//! Times told from another time: weekdays, "last month", "two days later", "the following morning"; how long and how
//! often.

use super::when::{Direction, Relation, Unit, WhenValue};
use super::when_grammar::{Expression, Reader};
use super::when_word::{Piece, Standing};

/// Further back than this, "so many days after" counts the days of a war, and dates nothing.
const MOST_DAYS_APART: i32 = 14;

impl Reader<'_, '_> {
    /// "Tuesday", "last week", "the following morning", "that day", "the spring".
    pub(super) fn relative(&self, at: usize) -> Option<(WhenValue, usize)> {
        let k = self.source.known;
        if let Some(relation) = self.relation(at) {
            // "that same day"
            let at = if matches!(self.piece(at + 1), Some(Piece::Same)) { at + 1 } else { at };
            return self.related(relation, at);
        }
        if self.atoms.get(at)?.ordinal.is_some()
            && let Some(found) = self.part_of_period(at)
        {
            return Some(found);
        }
        Some(match self.piece(at)? {
            Piece::Weekday(day) => (WhenValue::Weekday(*day, Relation::Plain), at + 1),
            Piece::Days(days) => (WhenValue::Days(*days), at + 1),
            Piece::DayPart(days, _) => (WhenValue::Days(*days), at + 1),
            Piece::Night(days) => (WhenValue::Night(*days), at + 1),
            Piece::Shift(unit, steps) => (WhenValue::Shifted(*unit, *steps), at + 1),
            Piece::ShiftAlone(unit, steps) => {
                let alone = self.ends_phrase(at + 1)
                    || self.class_in(at + 1, &[k.in_, k.by, k.near, k.to, k.that, k.while_, k.pronoun]);
                // "A day after the raid" tells when the raid was.
                let apart = *unit == Unit::Day && (1..=MOST_DAYS_APART).contains(steps);
                return match alone {
                    true => Some((WhenValue::Shifted(*unit, *steps), at + 1)),
                    false => apart.then_some((WhenValue::Apart(*steps, None), at + 1)),
                };
            }
            Piece::Anaphor(Unit::Day) => (WhenValue::SameDay, at + 1),
            Piece::Anaphor(unit) => (WhenValue::Shifted(*unit, 0), at + 1),
            Piece::PastDays(days) => (WhenValue::PastDays(-*days), at + 1),
            // "over the weekend", "at the weekend"
            Piece::Unit(Unit::Weekend) => {
                let the = self
                    .before(at)
                    .filter(|before| self.class_is(*before, k.det) && self.atoms[*before].number.is_none())?;
                let framed = self.before(the).is_some_and(|before| {
                    self.class_in(before, &[k.in_, k.near, k.by, k.number_bound])
                        || self.piece(before).is_some()
                });
                return framed.then_some((WhenValue::Units(Unit::Weekend, 0), at + 1));
            }
            Piece::Recent => (WhenValue::Reference(Direction::Past), at + 1),
            Piece::Part(_) => {
                // A bare part of day is a time only behind "in the", "at", "before".
                let framed = self
                    .before(at)
                    .is_some_and(|before| self.class_in(before, &[k.in_, k.det, k.after, k.near, k.by]));
                return framed.then_some((WhenValue::PartOnly, at + 1));
            }
            Piece::Season(season, standing) => {
                let (year, end) = self.year_behind(at + 1);
                let before = self.before(at);
                let framed = before.is_some_and(|before| {
                    self.class_in(before, &[k.in_, k.det, k.after, k.by, k.near, k.of, k.dash])
                        || matches!(self.piece(before), Some(Piece::Modifier(_)))
                        || self.relation(before).is_some()
                });
                let named = self.is_capital(at) && at > 0;
                let fallen = self.class_is(at + 1, k.of) && year.is_none();
                if year.is_none() && (fallen || named || !framed && *standing == Standing::Ambiguous) {
                    return None;
                }
                (WhenValue::Season(season, Relation::Plain, year), end)
            }
            _ => return None,
        })
    }

    fn related(&self, relation: Relation, at: usize) -> Option<(WhenValue, usize)> {
        let steps = match relation {
            Relation::Last | Relation::Before => -1,
            Relation::Next | Relation::After => 1,
            _ => 0,
        };
        let seen_from_told = matches!(relation, Relation::Told | Relation::Before | Relation::After);
        let inner = at + 1;
        if let Some(found) = self.related_month(relation, inner) {
            return Some(found);
        }
        // "the past three weeks", "the next two days"
        if let (Relation::Last | Relation::After | Relation::Before | Relation::Next, Some((amount, unit_at))) =
            (relation, self.amount(inner))
            && let Some(Piece::Unit(unit)) = self.piece(unit_at)
        {
            let value = match (relation, amount) {
                (Relation::Last, Some(amount)) => WhenValue::Past(*unit, amount),
                _ => WhenValue::Duration(*unit, amount),
            };
            return Some((value, unit_at + 1));
        }
        if let Some(found) = self.part_of_period(at) {
            return Some(found);
        }
        let value = match self.piece(inner)? {
            Piece::Unit(Unit::Hour | Unit::Minute | Unit::Second) => return None,
            Piece::Unit(unit) => {
                let is_bare_past = matches!(self.piece(at), Some(Piece::Past));
                if is_bare_past && self.text(inner).ends_with('s') {
                    // "the past years": some of them.
                    WhenValue::Duration(*unit, None)
                } else if is_bare_past {
                    WhenValue::Past(*unit, 1)
                } else if seen_from_told && *unit == Unit::Day && steps == 0 {
                    WhenValue::SameDay
                } else if seen_from_told {
                    WhenValue::Shifted(*unit, steps)
                } else {
                    WhenValue::Units(*unit, steps)
                }
            }
            Piece::Weekday(day) => WhenValue::Weekday(*day, relation),
            Piece::Season(season, _) => {
                let (year, end) = self.year_behind(inner + 1);
                return Some((WhenValue::Season(season, relation, year), end));
            }
            Piece::Part(code) => match relation {
                Relation::Last if *code == "NI" => WhenValue::Night(0),
                Relation::Last => WhenValue::Days(-1),
                Relation::This => WhenValue::Days(0),
                Relation::Told => WhenValue::SameDay,
                Relation::After | Relation::Before => WhenValue::Shifted(Unit::Day, steps),
                _ => return None,
            },
            Piece::Days(days @ -1..=1) if seen_from_told => WhenValue::Shifted(Unit::Day, *days),
            _ => return None,
        };
        Some((value, inner + 1))
    }

    /// "the last week of August", "the first ten months of 1915": a length inside a time.
    fn part_of_period(&self, at: usize) -> Option<(WhenValue, usize)> {
        let (amount, unit_at) = self.amount(at + 1).unwrap_or((Some(1), at + 1));
        let Some(Piece::Unit(unit)) = self.piece(unit_at) else { return None };
        if !self.class_is(unit_at + 1, self.source.known.of) {
            return None;
        }
        let (period, end) = self.core(unit_at + 2)?;
        matches!(period, WhenValue::Calendar { day: None, .. } | WhenValue::Season(..))
            .then(|| (WhenValue::PartOf(*unit, amount, Box::new(period)), end))
    }

    /// A number before a unit of time: "three", "12", "a", "several", "the next few"; none inside where it is vague.
    pub(super) fn amount(&self, at: usize) -> Option<(Option<i32>, usize)> {
        let k = self.source.known;
        let atom = self.atoms.get(at)?;
        if self.class_is(at, k.number_vague) {
            return Some((None, at + 1));
        }
        let number = atom.number.filter(|number| (0..=1000).contains(number))?;
        let mut end = at + 1;
        if self.class_is(end, k.of) && !atom.text.starts_with(|c: char| c.is_ascii_digit()) {
            end += 1;
        }
        Some((Some(number), end))
    }

    /// "two weeks ago", "a day earlier", "for three days", "a five-day battle", "weeks later".
    pub(super) fn counted(&self, at: usize) -> Option<Expression> {
        let k = self.source.known;
        let counted = self.amount(at).and_then(|(amount, next)| {
            let mut unit_at = if self.is_glue(next) { next + 1 } else { next };
            // "two bloody weeks"
            if !matches!(self.piece(unit_at), Some(Piece::Unit(_)))
                && unit_at == next
                && amount.is_none_or(|amount| amount > 1)
                && self.class_in(unit_at, &[k.word, k.group_modifier])
                && self.piece(unit_at).is_none()
            {
                unit_at += 1;
            }
            match self.piece(unit_at)? {
                Piece::Unit(unit) => Some((amount, *unit, unit_at)),
                _ => None,
            }
        });
        let (amount, unit, unit_at) = counted.or_else(|| self.bare_unit(at))?;
        // "a second" is no time; "one of the years" neither.
        if unit == Unit::Second && amount.is_none_or(|amount| amount < 2) {
            return None;
        }
        let mut end = unit_at + 1;
        let shift = |steps: i32| match (amount, unit) {
            (Some(_), Unit::Hour | Unit::Minute | Unit::Second) => WhenValue::SameDay,
            (Some(amount), _) => WhenValue::Shifted(unit, amount.saturating_mul(steps)),
            (None, _) if steps < 0 => WhenValue::Drift(Direction::Past),
            (None, _) => WhenValue::Drift(Direction::Future),
        };
        let value = match self.piece(end) {
            Some(Piece::Ago) => {
                end += 1;
                match (amount, unit) {
                    (_, Unit::Hour | Unit::Minute | Unit::Second) => WhenValue::Days(0),
                    (Some(amount), _) => WhenValue::Units(unit, -amount),
                    (None, _) => WhenValue::Drift(Direction::Past),
                }
            }
            Some(Piece::Earlier | Piece::Prior) => {
                end += 1;
                shift(-1)
            }
            Some(Piece::Later) => {
                end += 1;
                shift(1)
            }
            // "two days after," stands alone; "two days after the raid" tells when the raid was.
            Some(Piece::Behind | Piece::Following) if self.ends_phrase(end + 1) => {
                end += 1;
                shift(1)
            }
            Some(Piece::Ahead) if self.ends_phrase(end + 1) => {
                end += 1;
                shift(-1)
            }
            Some(Piece::Behind)
                if unit == Unit::Day && amount.is_some_and(|days| days <= MOST_DAYS_APART) =>
            {
                WhenValue::Apart(amount.unwrap_or_default(), None)
            }
            _ => {
                if self.is_glue(end) && matches!(self.piece(end + 1), Some(Piece::Long)) {
                    end += 2;
                }
                if matches!(self.piece(end), Some(Piece::Old))
                    || self.class_is(end, k.aged)
                    || self.is_glue(end)
                {
                    return None;
                }
                WhenValue::Duration(unit, amount)
            }
        };
        Some(Expression::of(value, end))
    }

    /// "weeks later", "for years", "a year-long siege".
    fn bare_unit(&self, at: usize) -> Option<(Option<i32>, Unit, usize)> {
        let Some(Piece::Unit(unit)) = self.piece(at) else { return None };
        if self.is_glue(at + 1) && matches!(self.piece(at + 2), Some(Piece::Long)) {
            let is_plural = self.text(at).ends_with('s');
            return Some(((!is_plural).then_some(1), *unit, at));
        }
        // Plural forms only; "the day" says nothing by itself.
        let is_plural = self.text(at).ends_with('s') || self.text(at).ends_with("ies");
        (is_plural && *unit != Unit::Weekend && *unit != Unit::Second).then_some((None, *unit, at))
    }

    fn ends_phrase(&self, at: usize) -> bool {
        let k = self.source.known;
        self.atoms.get(at).is_none_or(|atom| {
            [k.comma, k.stop, k.semicolon, k.and, k.close, k.dash, k.colon].contains(&atom.class)
        })
    }

    /// "former", "now", "daily", "every week": how things stand or repeat, not when one happened.
    pub(super) fn side_note(&self, at: usize) -> Option<Expression> {
        match self.piece(at)? {
            Piece::Reference(direction) => Some(Expression::of(WhenValue::Reference(*direction), at + 1)),
            Piece::Set(unit) => Some(Expression::of(WhenValue::Set(*unit), at + 1)),
            Piece::Per => match self.piece(at + 1)? {
                Piece::Unit(unit) => Some(Expression::of(WhenValue::Duration(*unit, Some(1)), at + 2)),
                _ => None,
            },
            Piece::Every => match self.piece(at + 1)? {
                Piece::Unit(unit) => Some(Expression::of(WhenValue::Set(*unit), at + 2)),
                Piece::Weekday(_) | Piece::Part(_) => Some(Expression::of(WhenValue::Set(Unit::Day), at + 2)),
                _ => None,
            },
            _ => None,
        }
    }
}
