//! Puts the sentences of one happening together: one claim per happening, speaker and version.
//!
//! Sentences are taken in order. Each is compared with the drafts so far; what contradicts in place, time, kind or
//! number starts a new happening, what points back or agrees joins. Two speakers with numbers of their own make two
//! claims of one incident.

use recount_model::{Kind, Polarity, When};

use super::Context;
use super::happening::{Age, DraftFigure, Happening, KindBasis, Opening, Reference, Total, Triggered};
use crate::mark::figure::Told;
use crate::segment::Line;

/// A claim in the making.
#[derive(Clone, Debug)]
pub struct Draft {
    /// Happenings that tell it, in order.
    pub happenings: Vec<usize>,
    /// The one that tells most.
    pub lead: usize,
    /// Drafts with the same number are versions of one happening.
    pub incident: usize,
    /// Figures put together.
    pub figures: Vec<DraftFigure>,
}

/// Puts happenings together.
pub fn merge(context: &Context<'_>, happenings: &[Happening]) -> Vec<Draft> {
    let mut drafts: Vec<Draft> = Vec::new();
    for (at, happening) in happenings.iter().enumerate() {
        if only_denies_harm(context, happening) {
            // "No casualties were reported" speaks of what was told just before, and of nothing else.
            if let Some(draft) = drafts.last_mut() {
                draft.happenings.push(at);
                if !draft.figures.iter().any(|figure| is_counted(context, figure)) {
                    join_figures(context, &mut draft.figures, happening);
                }
            }
            continue;
        }
        let best = drafts
            .iter()
            .enumerate()
            .map(|(index, draft)| {
                (likeness(context, happenings, draft, at, index + 1 == drafts.len()), index)
            })
            .filter(|(score, index)| *score > 0 && fits_siblings(context, happenings, &drafts, *index, at))
            .max_by_key(|(score, index)| (*score, *index));
        let Some((_, index)) = best else {
            let incident = drafts.iter().map(|draft| draft.incident + 1).max().unwrap_or(0);
            drafts.push(Draft {
                happenings: vec![at],
                lead: at,
                incident,
                figures: happening.figures.clone(),
            });
            continue;
        };
        if is_own_version(context, happenings, &drafts[index], at) {
            let incident = drafts[index].incident;
            drafts.push(Draft {
                happenings: vec![at],
                lead: at,
                incident,
                figures: happening.figures.clone(),
            });
            continue;
        }
        let draft = &mut drafts[index];
        draft.happenings.push(at);
        join_figures(context, &mut draft.figures, happening);
        if happening.weight > happenings[draft.lead].weight {
            draft.lead = at;
        }
    }
    drafts
}

/// How well a happening fits a draft; zero or less means that it is another one.
fn likeness(context: &Context<'_>, all: &[Happening], draft: &Draft, at: usize, is_last: bool) -> i32 {
    let new = &all[at];
    let lead = &all[draft.lead];
    if new.total == Total::Aggregate && lead.total == Total::Aggregate && is_last {
        // The lines of one table of totals.
        return 5;
    }
    if (new.total == Total::Aggregate) != (lead.total == Total::Aggregate) {
        return 0;
    }
    let from_heading = draft
        .happenings
        .iter()
        .all(|h| context.marks.sentences[all[*h].sentence].sentence.line == Line::Heading);
    let mut score = 0;

    let kind = kinds(draft.happenings.iter().map(|h| &all[*h]), new);
    match kind {
        Agreement::Against => return 0,
        Agreement::For => score += 2,
        Agreement::Silent => {}
    }
    if same_words(context, lead, new) {
        return 20;
    }
    match places(context, all, draft, new) {
        // A headline names the area where the text names the village.
        Agreement::Against if from_heading => score -= 1,
        Agreement::Against => return 0,
        Agreement::For => score += 3,
        Agreement::Silent => {}
    }
    match times(context, all, draft, new) {
        Agreement::Against => return 0,
        Agreement::For => score += 2,
        Agreement::Silent => {}
    }
    match numbers(context, &draft.figures, new) {
        Agreement::Against if new.update.is_none() && !differs_in_speaker(context, lead, new) => return 0,
        Agreement::For => score += 4,
        _ => {}
    }
    match doers(all, draft, new) {
        Agreement::Against => score -= 2,
        Agreement::For => score += 1,
        Agreement::Silent => {}
    }
    if new.places.is_empty() && new.opening == Opening::None && is_last {
        // A sentence that names no place goes on with what was told last.
        score += 1;
    }
    if new.polarity == Polarity::Denied && new.places.is_empty() {
        // What is denied is what was told.
        score += 2;
    }
    if new.opening == Opening::Further {
        score -= 4;
    }
    if new.age == Age::Old && lead.age == Age::Fresh {
        score -= 3;
    }
    if new.reference == Reference::Back {
        score += 2;
    }
    if is_last {
        score += 1;
    }
    // A place and a time of its own behind a happening that had neither is a happening of its own.
    let draft_bare = draft.happenings.iter().all(|h| all[*h].places.is_empty() && all[*h].when.is_none());
    if !from_heading && draft_bare && !new.places.is_empty() && new.when.is_some() {
        score -= 3;
    }
    if from_heading {
        score += 2;
    }
    let (last_sentence, this_sentence) = (
        &context.marks.sentences[all[draft.happenings[draft.happenings.len() - 1]].sentence].sentence,
        &context.marks.sentences[new.sentence].sentence,
    );
    if new.sentence == all[draft.happenings[draft.happenings.len() - 1]].sentence {
        // Two happenings of one sentence were cut apart for a reason.
        return 0;
    }
    if last_sentence.paragraph == this_sentence.paragraph {
        score += 1;
    }
    score - 2
}

/// The same sentence printed twice.
fn same_words(context: &Context<'_>, a: &Happening, b: &Happening) -> bool {
    let words = |happening: &Happening| {
        let sentence = &context.marks.sentences[happening.sentence].sentence;
        context.source.text_between(sentence.from, sentence.to)
    };
    a.sentence != b.sentence && words(a) == words(b)
}

fn is_counted(context: &Context<'_>, figure: &DraftFigure) -> bool {
    !context.marks.figures[figure.mark as usize].amount.is_zero()
}

fn only_denies_harm(context: &Context<'_>, happening: &Happening) -> bool {
    !happening.figures.is_empty()
        && happening.figures.iter().all(|figure| !is_counted(context, figure))
        && happening.triggered < Triggered::Yes
        && happening.places.is_empty()
}

/// Versions of one happening share time and place: what contradicts one of them joins none of them.
fn fits_siblings(
    context: &Context<'_>,
    all: &[Happening],
    drafts: &[Draft],
    index: usize,
    at: usize,
) -> bool {
    let siblings = drafts
        .iter()
        .enumerate()
        .filter(|(other, draft)| *other != index && draft.incident == drafts[index].incident);
    siblings.map(|(_, draft)| draft).all(|draft| {
        !matches!(times(context, all, draft, &all[at]), Agreement::Against)
            && !matches!(places(context, all, draft, &all[at]), Agreement::Against)
            && all[draft.lead].total == all[at].total
    })
}

enum Agreement {
    For,
    Against,
    Silent,
}

fn coarse(kind: Kind) -> u8 {
    match kind {
        Kind::Airstrike
        | Kind::DroneStrike
        | Kind::MissileStrike
        | Kind::Shelling
        | Kind::Chemical
        | Kind::Incendiary => 1,
        Kind::GroundAttack | Kind::Shooting | Kind::Clash | Kind::Raid => 2,
        Kind::Explosion | Kind::SuicideBombing => 3,
        Kind::Abduction | Kind::Arrest => 4,
        Kind::Execution => 5,
        Kind::Airlift | Kind::Airdrop => 6,
        Kind::Interception => 7,
        Kind::Other => 0,
    }
}

fn kinds<'h>(told: impl Iterator<Item = &'h Happening>, new: &Happening) -> Agreement {
    let mut any_against = false;
    for old in told {
        if old.kind == new.kind && old.kind != Kind::Other {
            return Agreement::For;
        }
        let generic = |h: &Happening| h.kind_basis <= KindBasis::Generic || h.kind == Kind::Other;
        if generic(old) || generic(new) {
            continue;
        }
        let (a, b) = (coarse(old.kind), coarse(new.kind));
        let close = a == b
            && !(matches!(
                (old.kind, new.kind),
                (Kind::Airstrike, Kind::Shelling) | (Kind::Shelling, Kind::Airstrike)
            ))
            || matches!((a.min(b), a.max(b)), (1, 3) | (2, 4) | (2, 5) | (2, 6));
        if !close {
            any_against = true;
        }
    }
    if any_against { Agreement::Against } else { Agreement::Silent }
}

fn name_key(name: &str) -> String {
    let folded: String = name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect();
    for article in ["al", "el", "as", "ash"] {
        if let Some(rest) = folded.strip_prefix(article)
            && rest.len() >= 4
        {
            return rest.to_owned();
        }
    }
    folded
}

fn place_key(context: &Context<'_>, place: u32) -> String {
    let mark = &context.marks.places[place as usize];
    name_key(context.source.text_between(mark.from, mark.to))
}

/// Whether one place is the other or lies in it, by name, by the words of the text or by the gazetteer.
fn same_or_around(context: &Context<'_>, a: u32, b: u32) -> bool {
    let around = |inner: u32, outer: u32| {
        let links = &context.links;
        let outer_key = place_key(context, outer);
        links.within[inner as usize]
            .iter()
            .chain(&links.near[inner as usize])
            .any(|area| place_key(context, *area) == outer_key)
            || context.places[inner as usize].lies_in(&context.places[outer as usize])
    };
    place_key(context, a) == place_key(context, b)
        || context.places[a as usize].is_same(&context.places[b as usize])
        || around(a, b)
        || around(b, a)
}

fn places(context: &Context<'_>, all: &[Happening], draft: &Draft, new: &Happening) -> Agreement {
    if new.places.is_empty() {
        return Agreement::Silent;
    }
    let mut any = false;
    for h in &draft.happenings {
        for old in &all[*h].places {
            any = true;
            if new.places.iter().any(|place| same_or_around(context, *old, *place)) {
                return Agreement::For;
            }
        }
    }
    if any { Agreement::Against } else { Agreement::Silent }
}

fn times(context: &Context<'_>, all: &[Happening], draft: &Draft, new: &Happening) -> Agreement {
    let new_mark = new.when;
    let Some(new) = new.when.map(|when| &context.whens[when as usize].when) else { return Agreement::Silent };
    let mut verdict = Agreement::Silent;
    for h in &draft.happenings {
        let Some(old) = all[*h].when.map(|when| &context.whens[when as usize].when) else { continue };
        if named_apart(context, all[*h].when, new_mark) {
            verdict = Agreement::Against;
            continue;
        }
        match overlap(old, new) {
            Some(true) => return Agreement::For,
            Some(false) => verdict = Agreement::Against,
            None => {}
        }
    }
    verdict
}

/// Two times that cannot be placed on the calendar are still two times when the words differ ("Saturday", "last week").
fn named_apart(context: &Context<'_>, a: Option<u32>, b: Option<u32>) -> bool {
    use crate::mark::when::WhenValue;
    let (Some(a), Some(b)) = (a, b) else { return false };
    let value = |when: u32| &context.marks.whens[when as usize].value;
    let weekday = |when: u32| match value(when) {
        WhenValue::Weekday(day, _) => Some(*day),
        _ => None,
    };
    // "On Thursday" and a date that was a Thursday may be the same day.
    for (unplaced, placed) in [(a, b), (b, a)] {
        let date = context.whens[placed as usize]
            .when
            .earliest
            .filter(|day| context.whens[placed as usize].when.latest == Some(*day));
        if let (Some(weekday), None, Some(date)) =
            (weekday(unplaced), context.whens[unplaced as usize].when.earliest, date)
        {
            return date.weekday().to_monday_one_offset() != weekday;
        }
    }
    let unplaced = |when: u32| context.whens[when as usize].when.earliest.is_none();
    let definite = |when: u32| {
        matches!(value(when), WhenValue::Weekday(..) | WhenValue::Units(..) | WhenValue::Calendar { .. })
    };
    (unplaced(a) || unplaced(b)) && definite(a) && definite(b) && value(a) != value(b)
}

fn overlap(a: &When, b: &When) -> Option<bool> {
    if let (Some(a), Some(b)) = (&a.partial, &b.partial) {
        return Some(a == b);
    }
    let ((Some(a_from), Some(a_to)), (Some(b_from), Some(b_to))) =
        ((a.earliest, a.latest), (b.earliest, b.latest))
    else {
        return None;
    };
    Some(a_from <= b_to && b_from <= a_to)
}

fn numbers(context: &Context<'_>, old: &[DraftFigure], new: &Happening) -> Agreement {
    let mark = |figure: &DraftFigure| &context.marks.figures[figure.mark as usize];
    let mut verdict = Agreement::Silent;
    for figure in new.figures.iter().filter(|figure| figure.whole.is_none()) {
        for other in old.iter().filter(|other| other.harm == figure.harm && other.whole.is_none()) {
            let (a, b) = (mark(other), mark(figure));
            if a.amount.low.is_none() || b.amount.low.is_none() {
                continue;
            }
            if a.amount.low == b.amount.low && a.amount.high == b.amount.high {
                // "One" agrees with every other "one"; it says little.
                if a.amount.low.is_some_and(|n| n > 1) {
                    return Agreement::For;
                }
            } else if same_people(a, b) && disjoint(a.amount, b.amount) {
                verdict = Agreement::Against;
            }
        }
    }
    verdict
}

/// Two amounts that cannot both hold: "20" and "at least 40", but not "at least 12" and 14.
fn disjoint(a: recount_model::Amount, b: recount_model::Amount) -> bool {
    let below = |a: recount_model::Amount, b: recount_model::Amount| matches!((a.high, b.low), (Some(high), Some(low)) if high < low);
    below(a, b) || below(b, a)
}

fn same_people(a: &crate::mark::FigureMark, b: &crate::mark::FigureMark) -> bool {
    use recount_model::{AgeSex, Status};
    let ages = a.age_sex == b.age_sex || a.age_sex == AgeSex::Unknown && b.age_sex == AgeSex::Unknown;
    let status = a.status == b.status || a.status == Status::Unknown || b.status == Status::Unknown;
    ages && status
}

fn doers(all: &[Happening], draft: &Draft, new: &Happening) -> Agreement {
    if new.alleged.is_empty() {
        return Agreement::Silent;
    }
    let mut any = false;
    for h in &draft.happenings {
        for old in &all[*h].alleged {
            any = true;
            if new.alleged.iter().any(|named| named.actor == old.actor) {
                return Agreement::For;
            }
        }
    }
    if any { Agreement::Against } else { Agreement::Silent }
}

fn speaker_key(context: &Context<'_>, happening: &Happening) -> Option<String> {
    let root = happening.speakers.last()?;
    Some(match root.source {
        Some(source) => format!("source {source}"),
        None => name_key(context.source.text_between(root.from, root.to)),
    })
}

fn differs_in_speaker(context: &Context<'_>, a: &Happening, b: &Happening) -> bool {
    match (speaker_key(context, a), speaker_key(context, b)) {
        (Some(a), Some(b)) => a != b,
        (None, None) => false,
        _ => true,
    }
}

/// Another speaker with numbers of its own makes a claim of its own; so does a denial.
fn is_own_version(context: &Context<'_>, all: &[Happening], draft: &Draft, at: usize) -> bool {
    let new = &all[at];
    let lead = &all[draft.lead];
    if new.polarity != lead.polarity {
        return true;
    }
    let (Some(a), Some(b)) = (speaker_key(context, lead), speaker_key(context, new)) else {
        // The publisher's lead and a speaker's numbers that contradict it are two versions.
        return differs_in_speaker(context, lead, new)
            && matches!(numbers(context, &draft.figures, new), Agreement::Against);
    };
    a != b && (!new.figures.is_empty() && !draft.figures.is_empty())
}

/// Adds what a further sentence counts: new figures come in, repeated ones do not, updates replace.
fn join_figures(context: &Context<'_>, figures: &mut Vec<DraftFigure>, new: &Happening) {
    let mark = |figure: u32| &context.marks.figures[figure as usize];
    let mut renamed: Vec<(u32, u32)> = Vec::new();
    let counted: Vec<recount_model::Harm> = new
        .figures
        .iter()
        .filter(|f| mark(f.mark).amount.low.is_some() && f.whole.is_none())
        .map(|f| f.harm)
        .collect();
    // A plural without a number gives way to a number.
    figures.retain(|old| {
        !(mark(old.mark).told == Told::Bare && old.whole.is_none() && counted.contains(&old.harm))
    });
    let mut told_before = figures.len();
    for figure in &new.figures {
        let this = mark(figure.mark);
        if new.update == Some(figure.mark) {
            figures.retain(|old| {
                !(old.harm == figure.harm
                    && old.whole.is_none()
                    && mark(old.mark).amount.low <= this.amount.low)
            });
            told_before = told_before.min(figures.len());
        }
        // Only what was told before can be repeated: "three people, three of them women" counts twice.
        let repeated = figures[..told_before.min(figures.len())].iter().find(|old| {
            let other = mark(old.mark);
            let same_number = other.amount == this.amount
                || other.amount.low.is_some() && other.amount.low == this.amount.low
                || other.amount.high.is_some() && other.amount.high == this.amount.high;
            old.harm == figure.harm
                && (same_number && compatible(other, this)
                    || this.told == Told::Bare && figure.whole.is_none())
        });
        match repeated {
            Some(old) => {
                let old_mark = old.mark;
                renamed.push((figure.mark, old_mark));
                // The better described of two equal numbers stays.
                if describes_more(this, mark(old_mark)) && figure.whole.is_none() {
                    if let Some(old) = figures.iter_mut().find(|old| old.mark == old_mark) {
                        old.mark = figure.mark;
                    }
                    for other in figures.iter_mut().filter(|other| other.whole == Some(old_mark)) {
                        other.whole = Some(figure.mark);
                    }
                    renamed.pop();
                }
            }
            None if this.told == Told::Definite && figures.iter().any(|old| old.harm == figure.harm) => {}
            None => {
                let mut figure = figure.clone();
                if figure.whole.is_none() && context.is_part_pattern(&figure.because) {
                    let total = figures.iter().find(|old| {
                        old.harm == figure.harm
                            && old.whole.is_none()
                            && !context.is_part_pattern(&old.because)
                    });
                    figure.whole = total.map(|total| total.mark);
                    figures.push(figure);
                    continue;
                }
                if let Some(whole) = figure.whole {
                    figure.whole = renamed
                        .iter()
                        .find(|(from, _)| *from == whole)
                        .map_or(Some(whole), |(_, to)| Some(*to));
                }
                figures.push(figure);
            }
        }
    }
    // "Two killed and injured" in a headline is told again, split, by the text.
    let split = figures
        .iter()
        .any(|figure| figure.harm == recount_model::Harm::Killed && mark(figure.mark).amount.low.is_some())
        && figures.iter().any(|figure| figure.harm == recount_model::Harm::Injured);
    if split {
        figures.retain(|figure| figure.harm != recount_model::Harm::Casualties || figure.whole.is_some());
    }
    // A part whose whole was not kept stands alone.
    let marks: Vec<u32> = figures.iter().map(|figure| figure.mark).collect();
    for figure in figures.iter_mut() {
        figure.whole = figure.whole.filter(|whole| marks.contains(whole));
    }
}

fn compatible(a: &crate::mark::FigureMark, b: &crate::mark::FigureMark) -> bool {
    use recount_model::{AgeSex, Status};
    let age = a.age_sex == b.age_sex || a.age_sex == AgeSex::Unknown || b.age_sex == AgeSex::Unknown;
    let status = a.status == b.status || a.status == Status::Unknown || b.status == Status::Unknown;
    age && status
}

fn describes_more(new: &crate::mark::FigureMark, old: &crate::mark::FigureMark) -> bool {
    use recount_model::{AgeSex, Status};
    let known = |mark: &crate::mark::FigureMark| {
        u8::from(mark.status != Status::Unknown)
            + u8::from(mark.age_sex != AgeSex::Unknown)
            + u8::from(mark.told == Told::Counted)
    };
    known(new) > known(old)
        || new.amount.bound != old.amount.bound
            && old.amount.bound == recount_model::Bound::Exact
            && new.amount.bound != recount_model::Bound::Vague
}
