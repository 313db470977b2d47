//! Reads what one word of time contributes, in the small language of `lexicons/<language>/when.toml`.

use recount_lexicon::Word;

use super::Chunk;
use super::chunk::Source;
use super::when::{Direction, Unit};

/// What one word contributes to an expression.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Piece {
    Weekday(i8),
    Month(i8, Standing),
    Holiday(i8, i8),
    Days(i32),
    DayPart(i32, &'static str),
    Night(i32),
    Part(&'static str),
    Unit(Unit),
    Last,
    Next,
    This,
    Past,
    Following,
    Prior,
    Same,
    That,
    Ago,
    Earlier,
    Later,
    Behind,
    Ahead,
    Since,
    Until,
    Per,
    Every,
    Long,
    Old,
    Modifier(&'static str),
    Whole,
    Half,
    Quarter,
    Season(&'static str, Standing),
    Recent,
    Reference(Direction),
    Set(Unit),
    Anaphor(Unit),
    Shift(Unit, i32),
    ShiftAlone(Unit, i32),
    Clock,
    Era(Era),
    Zone,
    PastDays(i32),
}

/// Whether the name of a month is a word of its own too ("March", "May").
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Standing {
    /// Only a month.
    Plain,
    /// A word too; it counts only as a time stands.
    Ambiguous,
}

/// Before or after the first year of the calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Era {
    Before,
    After,
}

/// What a chunk contributes: the reading as a word of time, else as a small word that times are made with.
pub(super) fn piece(source: &Source<'_>, chunk: &Chunk) -> Option<Piece> {
    let word = source
        .reading(chunk, source.known.when_word)
        .or_else(|| source.reading(chunk, source.known.when_hint))?;
    piece_of(word)
}

/// "third" as 3, whatever else the word is.
pub(super) fn ordinal(source: &Source<'_>, chunk: &Chunk) -> Option<i32> {
    let hints = chunk.words.iter().map(|at| source.word(*at));
    hints.filter(|word| word.class == source.known.when_hint).find_map(ordinal_of)
}

pub(super) fn ordinal_of(word: &Word) -> Option<i32> {
    word.when.as_deref()?.strip_prefix("ordinal:")?.parse().ok()
}

pub(super) fn piece_of(word: &Word) -> Option<Piece> {
    let text = word.when.as_deref()?;
    let (name, value) = text.split_once(':').unwrap_or((text, ""));
    let part = |code: &str| ["MO", "MI", "AF", "EV", "NI", "DT"].into_iter().find(|part| *part == code);
    let pair = || value.split_once(':');
    let weak = word.strength == recount_lexicon::Strength::Weak;
    let standing = if weak { Standing::Ambiguous } else { Standing::Plain };
    Some(match name {
        "weekday" => Piece::Weekday(value.parse().ok()?),
        "month" => Piece::Month(value.parse().ok()?, standing),
        "holiday" => Piece::Holiday(pair()?.0.parse().ok()?, pair()?.1.parse().ok()?),
        "day" => Piece::Days(value.parse().ok()?),
        "daypart" => Piece::DayPart(pair()?.0.parse().ok()?, part(pair()?.1)?),
        "night" => Piece::Night(value.parse().ok()?),
        "part" => Piece::Part(part(value)?),
        "unit" => Piece::Unit(unit(value)?),
        "set" => Piece::Set(unit(value)?),
        "shift" => Piece::Shift(unit(pair()?.0)?, pair()?.1.parse().ok()?),
        "shift-alone" => Piece::ShiftAlone(unit(pair()?.0)?, pair()?.1.parse().ok()?),
        "anaphor" => Piece::Anaphor(unit(value)?),
        "ref" => Piece::Reference(match value {
            "past" => Direction::Past,
            "future" => Direction::Future,
            _ => Direction::Present,
        }),
        "last" => Piece::Last,
        "next" => Piece::Next,
        "this" => Piece::This,
        "past" => Piece::Past,
        "following" => Piece::Following,
        "prior" => Piece::Prior,
        "same" => Piece::Same,
        "that" => Piece::That,
        "ago" => Piece::Ago,
        "earlier" => Piece::Earlier,
        "later" => Piece::Later,
        "behind" => Piece::Behind,
        "ahead" => Piece::Ahead,
        "since" => Piece::Since,
        "until" => Piece::Until,
        "per" => Piece::Per,
        "every" => Piece::Every,
        "long" => Piece::Long,
        "old" => Piece::Old,
        "early" => Piece::Modifier("START"),
        "mid" => Piece::Modifier("MID"),
        "late" => Piece::Modifier("END"),
        "whole" => Piece::Whole,
        "half" => Piece::Half,
        "quarter" => Piece::Quarter,
        "season" => {
            Piece::Season(["SP", "SU", "FA", "WI"].into_iter().find(|season| *season == value)?, standing)
        }
        "recent" => Piece::Recent,
        "clock" => Piece::Clock,
        "zone" => Piece::Zone,
        "era" => Piece::Era(if value == "before" { Era::Before } else { Era::After }),
        "span" | "fuzzy" => Piece::PastDays(value.parse().ok()?),
        _ => return None,
    })
}

fn unit(name: &str) -> Option<Unit> {
    Some(match name {
        "second" => Unit::Second,
        "minute" => Unit::Minute,
        "hour" => Unit::Hour,
        "day" => Unit::Day,
        "week" => Unit::Week,
        "weekend" => Unit::Weekend,
        "month" => Unit::Month,
        "year" => Unit::Year,
        "decade" => Unit::Decade,
        "century" => Unit::Century,
        _ => return None,
    })
}
