//! Finds expressions of time and reads what they say, without yet placing them on the calendar.
//!
//! A grammar over words of time and numbers: dates, weekdays, parts of day, "last month", "a week ago", "between 5 and
//! 7 May", "for three days". The resolve stage places them against the report's own date and the times told before.

use super::chunk::Source;
use super::when_atom::{Atom, atoms, may_hold_time};
use super::when_grammar::{Expression, Reader};
use super::when_word::Piece;
use super::{Chunk, What};

/// A unit of time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// A second.
    Second,
    /// A minute.
    Minute,
    /// An hour.
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
    /// "last Friday", seen from the report.
    Last,
    /// "this Friday".
    This,
    /// "next Friday".
    Next,
    /// "that Friday", "the same spring": the one told of.
    Told,
    /// "the previous spring", seen from what is told.
    Before,
    /// "the following Friday".
    After,
}

/// Before now, now, after now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// "recently", "former".
    Past,
    /// "now".
    Present,
    /// "future".
    Future,
}

/// "Earlier this month": of a period, what lies before the report's day. Beside START, MID and END.
pub const SO_FAR: &str = "SO_FAR";

/// What an expression says.
#[derive(Clone, Debug, PartialEq)]
pub enum WhenValue {
    /// Parts of a calendar date; what is missing is not said. A year before the first is negative: 480 BC is -480.
    Calendar {
        /// Year.
        year: Option<i16>,
        /// Month, 1 to 12.
        month: Option<i8>,
        /// Day of the month.
        day: Option<i8>,
    },
    /// A month seen from another time: "last May".
    MonthOf(i8, Relation),
    /// A day or month of a year told otherwise: "July 25 of that year".
    OfYear(i8, Option<i8>, Box<WhenValue>),
    /// A weekday, Monday = 1.
    Weekday(i8, Relation),
    /// Days from the report's day.
    Days(i32),
    /// The night that ends so many days from the report's day; nights lie on two days.
    Night(i32),
    /// The last so many days up to the report's day.
    PastDays(i32),
    /// The last so many units up to the report's day ("the past three weeks").
    Past(Unit, i32),
    /// So many units from the report's day; 0 is the present one.
    Units(Unit, i32),
    /// So many units before or after a time told before ("two days later", "that year").
    Shifted(Unit, i32),
    /// A while before or after a time told before ("a few days later").
    Drift(Direction),
    /// How long, not when: so many units, none where the number is vague.
    Duration(Unit, Option<i32>),
    /// "Two days after the raid": so many days between the happening behind it and the time named beside it in the
    /// sentence, or the report's day where none is.
    Apart(i32, Option<Box<WhenValue>>),
    /// A length inside a time: "the last week of August".
    PartOf(Unit, Option<i32>, Box<WhenValue>),
    /// How often: daily, weekly.
    Set(Unit),
    /// Spring, summer, autumn, winter as SP, SU, FA, WI.
    Season(&'static str, Relation, Option<i16>),
    /// A decade by its first year, negative before the first.
    Decade(i16),
    /// The n-th century, negative before the first year.
    Century(i16),
    /// A half of a year.
    Half(i16, i8),
    /// A quarter of a year.
    Quarter(i16, i8),
    /// The day told last ("that day").
    SameDay,
    /// Lately, now, some day; no bound that a calendar could hold.
    Reference(Direction),
    /// A part of a day that is not named.
    PartOnly,
    /// From one time to another.
    Range(Box<WhenValue>, Box<WhenValue>),
}

/// Whether an expression opens or ends a stretch of time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// The time itself.
    At,
    /// "since Friday".
    Since,
}

/// Whether an expression opens its sentence, and so says when what follows happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Opening {
    /// At the start, at most behind a preposition.
    Opens,
    /// Inside.
    Inside,
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
    /// START, MID or END of the period, or `SO_FAR`.
    pub modifier: Option<&'static str>,
    /// A clock time, "HH:MM" where it could be read.
    pub clock: Option<String>,
    /// Whether it opens a stretch.
    pub reach: Reach,
    /// Whether it opens its sentence.
    pub opening: Opening,
    /// Bytes of the two ends of a range.
    pub ends: Option<[(u32, u32); 2]>,
}

/// Replaces chunks of time by one chunk of class `when` each.
pub fn mark(source: &Source<'_>, chunks: &mut Vec<Chunk>, whens: &mut Vec<WhenMark>) {
    if !may_hold_time(source, chunks) {
        chunks.iter_mut().for_each(|chunk| unmark(source, chunk));
        return;
    }
    let atoms = atoms(source, chunks);
    let reader = Reader { source, atoms: &atoms };
    // Which chunks an expression covers: first and last chunk, index of its mark.
    let mut found: Vec<(usize, usize, u32)> = Vec::new();
    let mut at = 0;
    while at < atoms.len() {
        let Some(expression) = reader.expression(at) else {
            at += 1;
            continue;
        };
        let (first, last) = (&atoms[at], &atoms[expression.end - 1]);
        let (from, to) = (chunks[first.chunk].from, chunks[last.chunk].to);
        found.push((first.chunk, last.chunk, whens.len() as u32));
        whens.push(mark_of(&expression, from, to, (&atoms, at)));
        at = expression.end;
    }
    let first_mark = whens.len() - found.len();
    name_bases(source, chunks, &found, &mut whens[first_mark..]);
    let mut out: Vec<Chunk> = Vec::with_capacity(chunks.len());
    let mut next = 0;
    let mut index = 0;
    while index < chunks.len() {
        let Some((first, last, when)) = found.get(next).copied().filter(|(first, ..)| *first <= index) else {
            let mut chunk = chunks[index].clone();
            unmark(source, &mut chunk);
            out.push(chunk);
            index += 1;
            continue;
        };
        next += 1;
        if first < index {
            // The chunk is already taken: a phrase or hyphenated word that holds two times.
            continue;
        }
        let (start, end) = (&chunks[first], &chunks[last]);
        let mut chunk = Chunk { from: start.from, to: end.to, ..start.clone() };
        chunk.what = What::When(when);
        let k = source.known;
        // Phrases that say more than a time ("in recent months", "so far this year") and what is no time of a happening
        // ("former", "daily") keep their class, so that patterns and stance still see it.
        let phrase = chunks[first..=last]
            .iter()
            .find(|chunk| [k.earlier, k.general, k.aggregate, k.discourse].contains(&chunk.class));
        let side_note = first == last
            && is_side_note(&whens[when as usize].value)
            && start.class != k.when_word
            && start.class != k.number;
        if let Some(phrase) = phrase {
            chunk.class = phrase.class;
            chunk.words.clone_from(&phrase.words);
        } else if side_note {
            unmark(source, &mut chunk);
        } else {
            chunk.class = k.when;
            chunk.words = Vec::new();
        }
        out.push(chunk);
        index = last + 1;
    }
    *chunks = out;
}

/// "Killed on Monday, two days after the raid": the days are counted from the time named in front, else from one that
/// the rest of the sentence names behind a comma.
fn name_bases(source: &Source<'_>, chunks: &[Chunk], found: &[(usize, usize, u32)], marks: &mut [WhenMark]) {
    for at in 0..marks.len() {
        if !matches!(marks[at].value, WhenValue::Apart(..)) {
            continue;
        }
        let ends_at = found[at].1;
        let comma = chunks[ends_at..].iter().position(|chunk| chunk.class == source.known.comma);
        let names_day = |index: &usize| {
            matches!(
                marks[*index].value,
                WhenValue::Weekday(..) | WhenValue::Days(_) | WhenValue::Calendar { day: Some(_), .. }
            )
        };
        let before = (0..at).rev().find(names_day);
        let behind = || {
            let comma = ends_at + comma?;
            (at + 1..marks.len()).find(|index| found[*index].0 > comma && names_day(index))
        };
        let base = before.or_else(behind).map(|index| Box::new(marks[index].value.clone()));
        if let WhenValue::Apart(_, told) = &mut marks[at].value {
            *told = base;
        }
    }
}

/// A time that no happening is bound to.
fn is_side_note(value: &WhenValue) -> bool {
    matches!(
        value,
        WhenValue::Reference(_) | WhenValue::Set(_) | WhenValue::Duration(..) | WhenValue::Apart(..)
    )
}

fn mark_of(expression: &Expression, from: usize, to: usize, (atoms, at): (&[Atom<'_>], usize)) -> WhenMark {
    WhenMark {
        from,
        to,
        value: expression.value.clone(),
        part: expression.part,
        modifier: expression.modifier,
        clock: expression.clock.clone(),
        reach: reach(atoms, at),
        opening: if at <= 2 { Opening::Opens } else { Opening::Inside },
        ends: expression.ends,
    }
}

/// How far "since" may stand before its time: "since the war widened in March".
const SINCE_REACH: usize = 8;

fn reach(atoms: &[Atom<'_>], at: usize) -> Reach {
    let before = atoms[at.saturating_sub(SINCE_REACH)..at].iter().rev();
    let mut inside = before.take_while(|atom| !matches!(atom.text, "," | "." | ";" | "(" | ")" | ":"));
    if inside.any(|atom| matches!(atom.piece, Some(Piece::Since))) { Reach::Since } else { Reach::At }
}

/// A word of time that formed no expression ("this", "early") keeps its other reading.
fn unmark(source: &Source<'_>, chunk: &mut Chunk) {
    let k = source.known;
    let is_timely = |class| class == k.when_word || class == k.when_hint;
    if is_timely(chunk.class) {
        let other = chunk.words.iter().map(|word| source.word(*word).class).find(|class| !is_timely(*class));
        chunk.class = other.unwrap_or(k.word);
    }
}
