//! Reads what one word of time contributes, in the small language of `lexicons/<language>/when.toml`.

use super::Chunk;
use super::chunk::Source;
use super::when::Unit;

/// What one chunk contributes to an expression.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Piece {
    Weekday(i8),
    Month(i8),
    Days(i32),
    DayPart(i32, &'static str),
    Part(&'static str),
    Unit(Unit),
    Last,
    Next,
    This,
    Ago,
    Earlier,
    Later,
    Modifier(&'static str),
    Season(&'static str),
    Recent,
    SameDay,
    Clock,
    PastDays(i32),
}

pub(super) fn piece(source: &Source<'_>, chunk: &Chunk) -> Option<Piece> {
    let word = source.reading(chunk, source.known.when_word)?;
    let text = word.when.as_deref()?;
    let (name, value) = text.split_once(':').unwrap_or((text, ""));
    let part = |code: &str| ["MO", "MI", "AF", "EV", "NI", "DT"].into_iter().find(|part| *part == code);
    Some(match name {
        "weekday" => Piece::Weekday(value.parse().ok()?),
        "month" => Piece::Month(value.parse().ok()?),
        "day" => Piece::Days(value.parse().ok()?),
        "daypart" => {
            let (day, code) = value.split_once(':')?;
            Piece::DayPart(day.parse().ok()?, part(code)?)
        }
        "part" => Piece::Part(part(value)?),
        "unit" => Piece::Unit(match value {
            "second" | "minute" | "hour" => Unit::Hour,
            "day" => Unit::Day,
            "week" => Unit::Week,
            "weekend" => Unit::Weekend,
            "month" => Unit::Month,
            "year" => Unit::Year,
            "decade" => Unit::Decade,
            "century" => Unit::Century,
            _ => return None,
        }),
        "last" => Piece::Last,
        "next" => Piece::Next,
        "this" => Piece::This,
        "ago" => Piece::Ago,
        "earlier" => Piece::Earlier,
        "later" => Piece::Later,
        "early" => Piece::Modifier("START"),
        "mid" => Piece::Modifier("MID"),
        "late" => Piece::Modifier("END"),
        "season" => Piece::Season(["SP", "SU", "FA", "WI"].into_iter().find(|season| *season == value)?),
        "recent" | "now" => Piece::Recent,
        "anaphor" => Piece::SameDay,
        "clock" => Piece::Clock,
        "span" | "fuzzy" => Piece::PastDays(value.parse().ok()?),
        _ => return None,
    })
}
