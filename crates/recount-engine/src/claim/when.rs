//! Binds times to what a report tells: the day of the happening, not that of the statement or of the dateline.

use recount_model::{Span, When, WhenPrecision};

use super::Context;
use super::happening::{Age, Happening, Opening, Reference, WhenOf};
use super::sentence::dateline_end;
use crate::mark::when::{Reach, WhenValue};
use crate::mark::{Chunk, MarkedSentence, What};
use crate::segment::Line;

/// A time that stands as part of a name ("the 7 August attack", "Saturday's vote") gives way to one that stands free.
const PART_OF_NAME: u32 = 1;
/// A time long before the report gives way to one of its own days: "killed on Monday a man who fought in 2009".
const LONG_AGO: u32 = 2;
/// The time of a statement gives way to every other.
const OF_STATEMENT: u32 = 4;

/// A news report tells of days this far back at most; older ones are recalled.
const NEWS_DAYS: i32 = 10;

/// The time of the happening that a clause tells: not the one beside the verb of speech when there is another.
pub(super) fn of_clause(context: &Context<'_>, clause: &MarkedSentence) -> (Option<u32>, WhenOf) {
    let found = ranked(context, clause);
    let of_statement = found.is_some_and(|(rank, _)| rank >= OF_STATEMENT);
    (found.map(|(_, when)| when), if of_statement { WhenOf::Statement } else { WhenOf::Happening })
}

/// No single happening lasts longer.
const LONGEST_NEWS_DAYS: i32 = 366;

/// The time that sentences of one claim give together: the first that is no statement's, unless another lies inside it
/// and says more ("earlier this month ... the strike on 3 May").
pub(super) fn of_told(context: &Context<'_>, ordered: &[&Happening]) -> Option<u32> {
    let line = |h: &Happening| context.marks.sentences.get(h.sentence).map(|marked| marked.sentence.line);
    // The day under a picture is first of all the picture's.
    let told = |caption: bool| {
        let of_line = move |h: &&&Happening| (line(h) == Some(Line::Caption)) == caption;
        let of_happening = ordered.iter().filter(of_line).filter(|h| h.when_of == WhenOf::Happening);
        of_happening.filter(|h| !is_background(context, ordered[0], h)).filter_map(|h| h.when)
    };
    let times = || told(false).chain(told(true));
    let first = times().next()?;
    let placed = |when: u32| &context.whens[when as usize].when;
    let is_wide = (WhenPrecision::Week..=WhenPrecision::Year).contains(&placed(first).precision)
        && context.marks.whens[first as usize].modifier != Some("END");
    let bounds = |when: u32| placed(when).earliest.zip(placed(when).latest);
    let narrower = bounds(first).filter(|_| is_wide).and_then(|(from, to)| {
        times().find(|other| {
            placed(*other).precision <= WhenPrecision::Day
                && bounds(*other).is_some_and(|(earliest, latest)| from <= earliest && latest <= to)
        })
    });
    Some(narrower.unwrap_or(first))
}

/// The time of the statement, where no sentence gives the happening's own.
pub(super) fn of_statement(context: &Context<'_>, ordered: &[&Happening]) -> Option<u32> {
    ordered.iter().filter(|h| !is_background(context, ordered[0], h)).find_map(|h| h.when)
}

/// A month or year long ago in another sentence than the lead is the background of the news ("the war began in 2014"),
/// and so are years on end ("the largest raid of the past ten years").
fn is_background(context: &Context<'_>, lead: &Happening, other: &Happening) -> bool {
    let placed = other.when.map(|when| &context.whens[when as usize].when);
    let wide =
        |when: &When| when.precision >= WhenPrecision::Month && is_long_ago(context, when) || is_long(when);
    other.sentence != lead.sentence && placed.is_some_and(wide)
}

/// Years on end: no single happening.
pub(super) fn is_long(when: &When) -> bool {
    when.earliest.zip(when.latest).is_some_and(|(from, to)| (to - from).get_days() > LONGEST_NEWS_DAYS)
}

/// How many sentences behind one that gives no day of its own still tell when that happened which it tells.
const TOLD_NEXT_SENTENCES: usize = 2;

/// How many days before its statement a happening is news.
const NEWS_BEFORE_STATEMENT: i32 = 3;

/// "Troops captured three men, the army said on Sunday. It said they were captured a day earlier": the day told next,
/// where the sentence tells nothing new.
pub(super) fn told_next(
    context: &Context<'_>,
    all: &[Happening],
    lead: &Happening,
    stated: Option<u32>,
) -> Option<u32> {
    let said = match stated {
        Some(stated) => context.whens[stated as usize].when.earliest?,
        None => context.report.published?.on,
    };
    let next = lead.sentence + 1..=lead.sentence + TOLD_NEXT_SENTENCES;
    let sentences = next.filter_map(|at| context.marks.sentences.get(at).map(|sentence| (at, sentence)));
    let tells_new = |at: usize| {
        let own = all.iter().filter(|h| h.sentence == at);
        own.clone().any(|h| h.opening != Opening::None || h.age == Age::Old)
            || own.clone().any(|h| !h.figures.is_empty() && h.reference == Reference::New)
    };
    let bodies = sentences.filter(|(at, sentence)| sentence.sentence.line == Line::Body && !tells_new(*at));
    bodies.filter_map(|(_, sentence)| ranked(context, sentence)).filter(|(rank, _)| *rank == 0).find_map(
        |(_, when)| {
            let placed = &context.whens[when as usize].when;
            let days = placed.earliest.map(|day| (said - day).get_days())?;
            let is_news = (0..=NEWS_BEFORE_STATEMENT).contains(&days) && sets_scene(placed);
            is_news.then_some(when)
        },
    )
}

fn ranked(context: &Context<'_>, clause: &MarkedSentence) -> Option<(u32, u32)> {
    let k = context.known();
    let dateline = dateline_end(context, clause);
    // "On 3 May, sources said that ... on 2 May": the day behind the verb of speech is the day of the happening.
    let spoken_at =
        clause.chunks.iter().position(|chunk| chunk.class == k.report_verb || chunk.class == k.report_to);
    let mut best: Option<(u32, u32)> = None;
    for (at, chunk) in clause.chunks.iter().enumerate() {
        let What::When(when) = chunk.what else { continue };
        if at < dateline
            || is_stamp(context, clause, at, when)
            || tells_no_day(context, when)
            || is_ahead(context, when)
        {
            continue;
        }
        let class_at =
            |index: Option<usize>| index.and_then(|index| clause.chunks.get(index)).map(|c| c.class);
        if is_apart(context, when) {
            if dates_what_follows(context, clause, at) {
                best = Some((0, when));
            }
            continue;
        }
        let speaks = |index: Option<usize>| {
            class_at(index).is_some_and(|class| [k.report_verb, k.report_to, k.source].contains(&class))
        };
        let before = at.checked_sub(1);
        // "had reported, on 3 November, that"
        let is_inserted = class_at(Some(at + 1)).is_some_and(|class| class == k.comma || class == k.that);
        let said_before = (1..=3).any(|back| {
            let gap = (at + 1).saturating_sub(back)..at;
            at >= back
                && clause.chunks[gap].iter().all(|chunk| chunk.class == k.in_ || chunk.class == k.comma)
                && class_at(at.checked_sub(back))
                    .is_some_and(|class| class == k.report_verb || class == k.report_to)
        });
        // "told the agency on Friday"
        let told_to = class_at(before) == Some(k.in_)
            && class_at(at.checked_sub(2)).is_some_and(|class| [k.media, k.name, k.actor].contains(&class))
            && class_at(at.checked_sub(3)) == Some(k.report_to);
        // "said in a statement released on Sunday"
        let issued = class_at(before) == Some(k.in_)
            && class_at(at.checked_sub(2)) == Some(k.word)
            && class_at(at.checked_sub(3))
                .is_some_and(|class| [k.report_verb, k.report_to, k.document].contains(&class));
        let said_then = speaks(before)
            || class_at(before) == Some(k.in_) && speaks(at.checked_sub(2))
            || speaks(Some(at + 1))
            || issued
            || told_to
            || said_before && is_inserted;
        let mut rank = 0;
        // "On 3 May, sources said" tells when they spoke; "on 3 May shells killed two, sources said" does not.
        let opens_statement = spoken_at.is_some_and(|verb| {
            at < verb && !clause.chunks[..verb].iter().any(|chunk| tells_deed(context, chunk))
        });
        if is_stamp_of_headline(clause, at, k.comma) {
            if dies_of_wounds(context, clause) {
                continue;
            }
            rank += OF_STATEMENT;
        }
        if said_then || opens_statement {
            rank += OF_STATEMENT;
        }
        // "Died on 28 May of wounds sustained in shelling on 21 May": the shelling is told.
        if is_of_death(context, clause, at) {
            rank += PART_OF_NAME;
        }
        let names = [k.trigger_noun, k.harm_noun, k.possessive, k.weapon, k.aircraft];
        if class_at(Some(at + 1)).is_some_and(|class| names.contains(&class)) {
            rank += PART_OF_NAME;
        }
        if is_long_ago(context, &context.whens[when as usize].when) {
            rank += LONG_AGO;
        }
        // "Last month ... the strikes of June 10": of two times, the day inside the month says more.
        let is_inside = |(other, told): (u32, u32)| {
            rank & !LONG_AGO == other & !LONG_AGO && lies_inside(context, when, told)
        };
        if let Some((other, _)) = best.filter(|best| is_inside(*best)) {
            best = Some((rank.min(other), when));
        } else if best.is_none_or(|(other, _)| rank < other) {
            best = Some((rank, when));
        }
    }
    best
}

/// "Man dies of wounds sustained in shelling of X, January 28, 2023": the day behind a headline is that of the news.
fn is_stamp_of_headline(clause: &MarkedSentence, at: usize, comma: recount_lexicon::ClassId) -> bool {
    let behind_comma = at.checked_sub(1).is_some_and(|before| clause.chunks[before].class == comma);
    clause.sentence.line == Line::Heading && behind_comma && at + 1 == clause.chunks.len()
}

/// Somebody died of what had been done before; the day of the news is then not that of the deed.
fn dies_of_wounds(context: &Context<'_>, clause: &MarkedSentence) -> bool {
    let k = context.known();
    let died = clause.chunks.iter().position(|chunk| chunk.class == k.harm_intr);
    let wounds =
        |chunk: &Chunk| (chunk.from..chunk.to).any(|at| context.source.token_can_be(at, k.harm_noun));
    died.is_some_and(|died| clause.chunks[died..].iter().take(4).any(wounds))
}

/// "Two days after the raid".
fn is_apart(context: &Context<'_>, when: u32) -> bool {
    matches!(context.marks.whens[when as usize].value, WhenValue::Apart(..))
}

/// "Rescuers dug on Monday, two days after a missile hit the flats": what is told is told behind the time that lies
/// apart. Where the deed stands in front of it, that has a time of its own.
fn dates_what_follows(context: &Context<'_>, clause: &MarkedSentence, at: usize) -> bool {
    let deed = |chunk: &Chunk| chunk.class != context.known().people && tells_deed(context, chunk);
    !clause.chunks[..at].iter().any(deed) && clause.chunks[at..].iter().any(deed)
}

/// The day somebody died of what was done on a day told behind it.
fn is_of_death(context: &Context<'_>, clause: &MarkedSentence, at: usize) -> bool {
    let k = context.known();
    let back = if clause.chunks[at.saturating_sub(1)].class == k.in_ { 2 } else { 1 };
    let died = at.checked_sub(back).is_some_and(|before| clause.chunks[before].class == k.harm_intr);
    let behind = &clause.chunks[at + 1..];
    let deed = behind
        .iter()
        .position(|chunk| [k.trigger_noun, k.trigger_verb, k.harm_noun, k.harm_ed].contains(&chunk.class));
    died && deed.is_some_and(|deed| behind[deed..].iter().any(|chunk| matches!(chunk.what, What::When(_))))
}

/// Whether a time is a day inside another that is a week or longer.
fn lies_inside(context: &Context<'_>, when: u32, other: u32) -> bool {
    let (inner, outer) = (&context.whens[when as usize].when, &context.whens[other as usize].when);
    let bounds = |when: &When| when.earliest.zip(when.latest);
    inner.precision <= WhenPrecision::Day
        && (WhenPrecision::Week..=WhenPrecision::Month).contains(&outer.precision)
        && bounds(inner)
            .zip(bounds(outer))
            .is_some_and(|((from, to), (first, last))| first <= from && to <= last)
}

pub(super) fn is_long_ago(context: &Context<'_>, when: &When) -> bool {
    let report = context.report.published.map(|published| published.on);
    report.zip(when.latest).is_some_and(|(report, latest)| (report - latest).get_days() > NEWS_DAYS)
}

/// How many days a text may be ahead of the day given for its report.
const AHEAD_DAYS: i32 = 2;

/// "Talks open next Wednesday": what is told of has happened.
fn is_ahead(context: &Context<'_>, when: u32) -> bool {
    let report = context.report.published.map(|published| published.on);
    let earliest = context.whens[when as usize].when.earliest;
    report.zip(earliest).is_some_and(|(report, earliest)| (earliest - report).get_days() > AHEAD_DAYS)
}

/// "KABUL (Oct. 3)": the report's own day in brackets stamps the report, and says nothing about the happening.
fn is_stamp(context: &Context<'_>, clause: &MarkedSentence, at: usize, when: u32) -> bool {
    let k = context.known();
    let class_is =
        |index: usize, class| clause.chunks.get(index).is_some_and(|chunk: &Chunk| chunk.class == class);
    let report = context.report.published.map(|published| published.on);
    let placed = &context.whens[when as usize].when;
    let own_day = report.is_none_or(|report| placed.earliest.is_none() || placed.earliest == Some(report));
    let named = matches!(context.marks.whens[when as usize].value, WhenValue::Calendar { day: Some(_), .. });
    at > 0 && class_is(at - 1, k.open) && class_is(at + 1, k.close) && own_day && named
}

/// How long, how often, "former", and days that point to a day nobody told.
fn tells_no_day(context: &Context<'_>, when: u32) -> bool {
    let placed = &context.whens[when as usize].when;
    match context.marks.whens[when as usize].value {
        WhenValue::Duration(..)
        | WhenValue::Set(_)
        | WhenValue::Reference(_)
        | WhenValue::Drift(_)
        | WhenValue::Century(_) => true,
        WhenValue::SameDay
        | WhenValue::PartOnly
        | WhenValue::Shifted(..)
        | WhenValue::Apart(..)
        | WhenValue::PartOf(..) => placed.earliest.is_none() && placed.partial.is_none(),
        _ => false,
    }
}

/// A range of a week or more holds more than one happening.
const LONG_SPAN_DAYS: i32 = 7;

/// Deaths told "since March" or "between 28 September and 13 October" are a total over that time.
pub(super) fn spans_long(context: &Context<'_>, clause: &MarkedSentence) -> bool {
    clause.chunks.iter().any(|chunk| {
        let What::When(when) = chunk.what else { return false };
        let mark = &context.marks.whens[when as usize];
        let placed = &context.whens[when as usize].when;
        let days = placed.earliest.zip(placed.latest).map_or(0, |(from, to)| (to - from).get_days());
        let range = matches!(mark.value, WhenValue::Range(..));
        mark.reach == Reach::Since && !tells_no_day(context, when) || range && days >= LONG_SPAN_DAYS
    })
}

/// A time of the text as a claim holds it; "since Friday" goes on to the report's day.
pub(super) fn claim_when(context: &Context<'_>, when: u32, span: Option<Span>) -> When {
    let mark = &context.marks.whens[when as usize];
    let mut out = When { span, ..context.whens[when as usize].when.clone() };
    if mark.reach == Reach::Since && out.earliest.is_some() {
        let report = context.report.published.map(|published| published.on);
        out.latest = report.filter(|report| Some(*report) >= out.earliest);
        out.precision = if out.latest.is_some() { WhenPrecision::Days } else { WhenPrecision::Unknown };
    }
    out
}

/// How many sentences on a day that was told still holds for what is told without one.
const SETTING_SENTENCES: usize = 6;

/// For each sentence, the day told last in or before it that sets the scene: "a patrol searched two villages on Friday.
/// It came under fire." Days of statements, of names and of long ago set none.
pub(super) fn settings(context: &Context<'_>) -> Vec<Option<u32>> {
    let mut last: Option<(usize, u32)> = None;
    let mut out = Vec::with_capacity(context.marks.sentences.len());
    for (at, sentence) in context.marks.sentences.iter().enumerate() {
        match sentence.sentence.line {
            Line::Heading => last = None,
            Line::Credit | Line::Caption => {}
            _ => {
                let found = ranked(context, sentence).filter(|(rank, when)| {
                    *rank == 0 && !is_apart(context, *when) && sets_scene(&context.whens[*when as usize].when)
                });
                last = found.map(|(_, when)| (at, when)).or(last);
            }
        }
        out.push(last.filter(|(told_at, _)| at - told_at <= SETTING_SENTENCES).map(|(_, when)| when));
    }
    out
}

/// A stretch of so few days sets the scene as a day does: "from Saturday to Monday".
const SETTING_DAYS: i32 = 3;

fn sets_scene(when: &When) -> bool {
    let is_short = || {
        let days = when.earliest.zip(when.latest).map(|(from, to)| (to - from).get_days());
        when.precision <= WhenPrecision::Days && days.is_some_and(|days| days < SETTING_DAYS)
    };
    when.precision <= WhenPrecision::Day && (when.earliest.is_some() || when.partial.is_some()) || is_short()
}

/// The one day that a report tells of, if it tells of one only; what it tells without a day happened then.
pub(super) fn only_day(context: &Context<'_>, settings: &[Option<u32>]) -> Option<u32> {
    let mut days = settings.iter().flatten().copied();
    let first = days.next()?;
    let bounds = |when: u32| {
        let placed = &context.whens[when as usize].when;
        (placed.earliest, placed.latest, placed.partial.as_deref())
    };
    days.all(|other| bounds(other) == bounds(first)).then_some(first)
}

/// "On November 3, helicopters landed": a later sentence that begins with its day in the past begins another scene, and
/// what was told before it did not happen then.
pub(super) fn begins_scene(context: &Context<'_>, settings: &[Option<u32>], before: usize) -> bool {
    let Some(told_at) = settings.iter().position(Option::is_some).filter(|told_at| *told_at > before) else {
        return false;
    };
    let k = context.known();
    let clause = &context.marks.sentences[told_at];
    let mut opening = clause.chunks.iter().take_while(|chunk| {
        matches!(chunk.what, What::When(_)) || [k.word, k.in_, k.comma].contains(&chunk.class)
    });
    let opens = opening.by_ref().take(3).find_map(|chunk| match chunk.what {
        What::When(when) => Some(when),
        _ => None,
    });
    // "On Tuesday" and "today" go on with the news; a date looks back.
    let is_date = |when: u32| {
        matches!(context.marks.whens[when as usize].value, WhenValue::Calendar { day: Some(_), .. })
    };
    opens.is_some_and(is_date)
}

/// A verb or a noun of what was done, or people it was done to.
fn tells_deed(context: &Context<'_>, chunk: &Chunk) -> bool {
    let k = context.known();
    let deeds =
        [k.trigger_noun, k.trigger_verb, k.harm_ed, k.harm_ing, k.harm_noun, k.harm_intr, k.weapon, k.people];
    deeds.contains(&chunk.class)
}
