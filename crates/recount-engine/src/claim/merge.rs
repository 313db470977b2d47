//! Puts the sentences of one happening together: one claim per happening, speaker and version.
//!
//! Sentences are taken in order. Each is compared with the drafts so far; what contradicts in place, time, kind or
//! number starts a new happening, what points back or agrees joins. Two speakers with numbers of their own make two
//! claims of one incident.

use recount_model::{Kind, Polarity};

use super::Context;
use super::agree::{
    Agreement, Root, differs_in_speaker, doers, kinds, names_victim, numbers, places, repeats, root, times,
};
use super::happening::{
    Age, DraftFigure, Happening, KindBasis, Opening, Reference, Total, Triggered, WhenOf,
};
use super::join::join_figures;
use super::when::is_long_ago;
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
        let best = best.or_else(|| {
            let index = drafts.len().checked_sub(1)?;
            let fits = goes_on(context, happenings, &drafts[index], at)
                && fits_siblings(context, happenings, &drafts, index, at);
            fits.then_some((1, index))
        });
        if best.is_none() && only_accuses(happening) {
            continue;
        }
        let Some((_, index)) = best else {
            let incident = answered(context, happenings, &drafts, at)
                .or_else(|| told_otherwise(context, happenings, &drafts, at))
                .unwrap_or_else(|| drafts.iter().map(|draft| draft.incident + 1).max().unwrap_or(0));
            drafts.push(Draft {
                happenings: vec![at],
                lead: at,
                incident,
                figures: happening.figures.clone(),
            });
            continue;
        };
        let index = of_same_speaker(context, happenings, &drafts, index, at);
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
        let total = happenings[draft.lead].total;
        if happening.weight > happenings[draft.lead].weight
            && (total == Total::Single || happening.total == total)
        {
            draft.lead = at;
        }
    }
    // "Hundreds of strikes since 2013": a total is a claim where it counts people.
    drafts.retain(|draft| {
        let lead = &happenings[draft.lead];
        lead.total == Total::Single || !draft.figures.is_empty() || lead.polarity != Polarity::Affirmed
    });
    drafts
}

/// The same deed of the same side, where one of the two names no day: an older or newer toll of it.
fn told_alike(context: &Context<'_>, all: &[Happening], draft: &Draft, new: &Happening) -> bool {
    new.age == Age::Fresh
        && matches!(times(context, all, draft, new), Agreement::Silent)
        && matches!(kinds(draft.happenings.iter().map(|h| &all[*h]), new), Agreement::For)
        && matches!(doers(context, all, draft, new), Agreement::For)
}

/// How many claims back an attack and its interception may stand apart.
const NEAR: usize = 3;

/// An attack and the air defence that meets it are one incident told as two claims.
fn answered(context: &Context<'_>, all: &[Happening], drafts: &[Draft], at: usize) -> Option<usize> {
    let new = &all[at];
    let shot_down = |happening: &Happening| happening.kind == Kind::Interception;
    let from_air = |happening: &Happening| {
        matches!(happening.kind, Kind::Airstrike | Kind::DroneStrike | Kind::MissileStrike | Kind::Shelling)
    };
    // "The militia took two of the wounded with it": what fighters do next, told without a place or a day of its own.
    let seizes = matches!(new.kind, Kind::Abduction | Kind::Arrest | Kind::Execution);
    if let Some(last) = drafts.last().filter(|_| seizes && new.places.is_empty() && new.when.is_none()) {
        let lead = &all[last.lead];
        let line = |happening: &Happening| &context.marks.sentences[happening.sentence].sentence;
        let ground = matches!(
            lead.kind,
            Kind::Raid | Kind::GroundAttack | Kind::Clash | Kind::Shooting | Kind::Arrest | Kind::Abduction
        );
        let next_to = last.happenings.iter().any(|h| all[*h].sentence + 1 == new.sentence);
        if ground
            && next_to
            && new.opening == Opening::None
            && lead.total == new.total
            && line(lead).line != Line::Heading
        {
            return Some(last.incident);
        }
    }
    let siblings = |incident: usize| drafts.iter().filter(move |draft| draft.incident == incident);
    let meets = |draft: &&Draft| {
        let lead = &all[draft.lead];
        let attacked = || siblings(draft.incident).any(|draft| from_air(&all[draft.lead]));
        (shot_down(new) && from_air(lead) || from_air(new) && shot_down(lead) && !attacked())
            && lead.total == new.total
            && siblings(draft.incident).all(|draft| {
                !matches!(times(context, all, draft, new), Agreement::Against)
                    && !matches!(places(context, all, draft, new), Agreement::Against)
            })
    };
    drafts.iter().rev().take(NEAR).find(meets).map(|draft| draft.incident)
}

/// The same place and the same day with other numbers: another version of what was told, not another happening.
fn told_otherwise(context: &Context<'_>, all: &[Happening], drafts: &[Draft], at: usize) -> Option<usize> {
    let new = &all[at];
    if new.opening == Opening::Further || new.figures.is_empty() {
        return None;
    }
    let version = |draft: &&Draft| {
        let lead = &all[draft.lead];
        lead.total == Total::Single
            && new.total == Total::Single
            && matches!(places(context, all, draft, new), Agreement::For)
            && (matches!(times(context, all, draft, new), Agreement::For)
                || told_alike(context, all, draft, new))
            && !matches!(kinds(draft.happenings.iter().map(|h| &all[*h]), new), Agreement::Against)
            && !matches!(doers(context, all, draft, new), Agreement::Against)
            && matches!(numbers(context, &draft.figures, new), Agreement::Against)
    };
    drafts.iter().rev().find(version).map(|draft| draft.incident)
}

/// The very next sentence, without a place or an opening of its own: it goes on with what was told.
fn goes_on(context: &Context<'_>, all: &[Happening], draft: &Draft, at: usize) -> bool {
    let new = &all[at];
    let next = draft.happenings.last().is_some_and(|last| all[*last].sentence + 1 == new.sentence);
    let from_heading = draft.happenings.iter().all(|h| is_heading(context, &all[*h]));
    next && !from_heading
        && new.places.is_empty()
        && new.opening == Opening::None
        && new.age == Age::Fresh
        && !(recalls(context, all, draft) && differs_in_speaker(context, &all[draft.lead], new))
        && likeness(context, all, draft, at, true) == UNDECIDED
}

/// Whether a claim recalls what happened long before its report: then somebody else's next words are of the news again.
fn recalls(context: &Context<'_>, all: &[Happening], draft: &Draft) -> bool {
    draft.happenings.iter().map(|h| &all[*h]).any(|told| {
        let placed = told.when.map(|when| &context.whens[when as usize].when);
        told.age == Age::Old || placed.is_some_and(|when| is_long_ago(context, when))
    })
}

/// What a tally never reaches: the two tell two happenings.
const NEVER: i32 = -100;

/// A tally in which nothing speaks for one happening and nothing for two.
const UNDECIDED: i32 = 0;

/// How well a happening fits a draft; zero or less means that it is another one.
fn likeness(context: &Context<'_>, all: &[Happening], draft: &Draft, at: usize, is_last: bool) -> i32 {
    let new = &all[at];
    let lead = &all[draft.lead];
    // "In addition, these operations left 103 wounded", "many people were wounded": a total goes on.
    let goes_on = lead.total == Total::Aggregate
        && new.when.is_none()
        && new.places.is_empty()
        && !new.figures.is_empty()
        && (new.reference == Reference::Back || new.triggered == Triggered::No);
    if lead.total == Total::Aggregate && (new.total == Total::Aggregate || goes_on) && is_last {
        // The lines of one table of totals.
        return 5;
    }
    if (new.total == Total::Aggregate) != (lead.total == Total::Aggregate) {
        return NEVER;
    }
    let from_heading = draft
        .happenings
        .iter()
        .all(|h| context.marks.sentences[all[*h].sentence].sentence.line == Line::Heading);
    let mut score = 0;

    let kind = kinds(draft.happenings.iter().map(|h| &all[*h]), new);
    match kind {
        Agreement::Against => return NEVER,
        Agreement::For => score += 2,
        Agreement::Silent => {}
    }
    // The police arrest men after a blast: no telling of the blast.
    let seizes = matches!(new.kind, Kind::Arrest | Kind::Abduction) && new.kind_basis == KindBasis::Named;
    let captured = draft.figures.iter().any(|figure| figure.harm == recount_model::Harm::Captured);
    let fell = draft
        .figures
        .iter()
        .any(|figure| matches!(figure.harm, recount_model::Harm::Killed | recount_model::Harm::Injured));
    let ground =
        matches!(lead.kind, Kind::Raid | Kind::GroundAttack | Kind::Clash | Kind::Arrest | Kind::Abduction);
    if seizes && fell && !captured && !ground {
        return NEVER;
    }
    if same_words(context, lead, new) {
        return 20;
    }
    match places(context, all, draft, new) {
        // A headline names the area where the text names the village.
        Agreement::Against if from_heading => score -= 1,
        // "Four hurt in the shelling of the town"; "four hurt in the village of ...": the number is the same.
        Agreement::Against
            if is_last
                && new.figures.len() == 1
                && repeats(context, &draft.figures, new)
                && matches!(numbers(context, &draft.figures, new), Agreement::For) =>
        {
            score -= 2;
        }
        Agreement::Against => return NEVER,
        Agreement::For => score += 3,
        Agreement::Silent => {}
    }
    match times(context, all, draft, new) {
        Agreement::Against => return NEVER,
        Agreement::For => score += 2,
        Agreement::Silent => {}
    }
    match numbers(context, &draft.figures, new) {
        Agreement::Against if new.update.is_none() && !differs_in_speaker(context, lead, new) => {
            return NEVER;
        }
        // "The number of wounded rises to ten" over the ten told one by one.
        Agreement::Against if from_heading && lead.update.is_some() => return NEVER,
        Agreement::For => score += 4,
        _ => {}
    }
    match doers(context, all, draft, new) {
        Agreement::Against => score -= 2,
        Agreement::For => score += 1,
        Agreement::Silent => {}
    }
    if names_victim(context, &draft.figures, new) && new.places.is_empty() {
        score += 2;
    }
    if new.places.is_empty() && new.opening == Opening::None && is_last {
        // A sentence that names no place goes on with what was told last.
        score += 1;
    }
    // "The aggression killed three" behind "air defences downed some missiles": the attack is meant, not its answer.
    let answers = lead.kind == Kind::Interception && draft.happenings.len() == 1;
    if answers && new.kind != Kind::Interception && new.triggered == Triggered::Yes {
        score -= 3;
    }
    if is_dated_apart(context, all, draft, new) {
        score -= 4;
    }
    if new.polarity == Polarity::Denied && new.places.is_empty() {
        // What is denied is what was told.
        score += 2;
    }
    if new.opening == Opening::Further {
        score -= 4;
    }
    // "Another drone hit a house": counted apart from what was told.
    if new.is_another && !from_heading && new.triggered == Triggered::Yes {
        return NEVER;
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
        return NEVER;
    }
    if last_sentence.paragraph == this_sentence.paragraph {
        score += 1;
    }
    score - 2
}

/// "Yesterday, ... carried out 12 strikes on ...": a day and a place of its own behind news that names no day.
fn is_dated_apart(context: &Context<'_>, all: &[Happening], draft: &Draft, new: &Happening) -> bool {
    let undated = draft.happenings.iter().all(|h| all[*h].when.is_none());
    let published = context.report.published.map(|published| published.on);
    let before = |when: u32| {
        let latest = context.whens[when as usize].when.latest;
        published.zip(latest).is_some_and(|(published, latest)| latest < published)
    };
    let running = draft
        .happenings
        .iter()
        .any(|h| context.marks.sentences[all[*h].sentence].sentence.line == Line::Body);
    undated
        && running
        && new.when_of == WhenOf::Happening
        && new.when.is_some_and(before)
        && !new.places.is_empty()
        && new.triggered == Triggered::Yes
        && !matches!(places(context, all, draft, new), Agreement::For)
        && !matches!(numbers(context, &draft.figures, new), Agreement::For)
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

/// "The rebels blamed the army" tells of what was told before, or of nothing.
fn only_accuses(happening: &Happening) -> bool {
    happening.triggered == Triggered::No && happening.figures.is_empty() && happening.weapons.is_empty()
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

/// Whether a speaker counts what the publisher did not: numbers of a harm that the draft does not have.
fn tells_new_numbers(context: &Context<'_>, all: &[Happening], draft: &Draft, new: &Happening) -> bool {
    let told_by_publisher = draft.happenings.iter().any(|h| {
        all[*h].speakers.is_empty()
            && context.marks.sentences[all[*h].sentence].sentence.line != Line::Heading
    });
    let counted = |figure: &&DraftFigure| {
        figure.whole.is_none() && context.marks.figures[figure.mark as usize].amount.vague.is_none()
    };
    told_by_publisher
        && !new.speakers.is_empty()
        && new.figures.iter().filter(counted).count() > 0
        && new
            .figures
            .iter()
            .filter(counted)
            .all(|figure| draft.figures.iter().all(|old| old.harm != figure.harm))
}

/// Among the versions of one happening, the one that the speaker of a further sentence told.
fn of_same_speaker(
    context: &Context<'_>,
    all: &[Happening],
    drafts: &[Draft],
    index: usize,
    at: usize,
) -> usize {
    let Some(speaker) = root(context, &all[at]) else { return index };
    let told_by = |draft: &Draft| draft_speaker(context, all, draft);
    // What a speaker tells of the attack is no version of how it was met.
    let shot_down = |draft: &Draft| all[draft.lead].kind == Kind::Interception;
    let siblings = || {
        let same = |(_, draft): &(usize, &Draft)| draft.incident == drafts[index].incident;
        drafts
            .iter()
            .enumerate()
            .filter(same)
            .filter(|(_, draft)| all[draft.lead].polarity == all[at].polarity)
            .filter(|(_, draft)| shot_down(draft) == shot_down(&drafts[index]))
    };
    siblings()
        .find(|(_, draft)| told_by(draft).is_some_and(|told_by| told_by.is(&speaker, context)))
        .or_else(|| siblings().find(|(_, draft)| told_by(draft).is_none()))
        .map_or(index, |(found, _)| found)
}

/// Who tells a draft: the first speaker that one of its sentences names.
fn draft_speaker<'a>(context: &Context<'a>, all: &[Happening], draft: &Draft) -> Option<Root<'a>> {
    draft.happenings.iter().find_map(|h| root(context, &all[*h]))
}

fn is_heading(context: &Context<'_>, happening: &Happening) -> bool {
    context.marks.sentences[happening.sentence].sentence.line == Line::Heading
}

/// Whether a number that is told as an update is higher than what was told of the same harm.
fn adds_to_toll(context: &Context<'_>, draft: &Draft, new: &Happening) -> bool {
    let low = |mark: u32| context.marks.figures[mark as usize].amount.low;
    let update = new.figures.iter().find(|figure| Some(figure.mark) == new.update);
    update.is_some_and(|update| {
        let told = || draft.figures.iter().filter(|old| old.whole.is_none() && old.harm == update.harm);
        told().next().is_some() && told().all(|old| low(old.mark) < low(update.mark))
    })
}

/// Another speaker who tells more than that it happened makes a claim of its own; so does a denial.
fn is_own_version(context: &Context<'_>, all: &[Happening], draft: &Draft, at: usize) -> bool {
    let new = &all[at];
    let lead = &all[draft.lead];
    // "Jets strike launch site" over "the army said that its jets struck": the headline of what the army tells.
    let headlines = draft
        .happenings
        .iter()
        .all(|h| context.marks.sentences[all[*h].sentence].sentence.line == Line::Heading);
    let owned_up = lead.polarity == Polarity::Affirmed && new.polarity == Polarity::Acknowledged;
    if new.polarity != lead.polarity {
        return !(headlines && owned_up);
    }
    // "Nine were killed. The hospital later said that the toll had risen to 11": the new number takes the old one's place.
    if draft_speaker(context, all, draft).is_none() && adds_to_toll(context, draft, new) {
        return false;
    }
    // A headline sums up what somebody tells below it ("..., medics say"): a version only where its numbers are others.
    let only_headline = draft.happenings.iter().all(|h| is_heading(context, &all[*h]));
    if only_headline && !matches!(numbers(context, &draft.figures, new), Agreement::Against) {
        return false;
    }
    let (Some(a), Some(b)) = (draft_speaker(context, all, draft), root(context, new)) else {
        if differs_in_speaker(context, lead, new) && tells_new_numbers(context, all, draft, new) {
            return true;
        }
        // The publisher's lead and a speaker's numbers that contradict it are two versions.
        return differs_in_speaker(context, lead, new)
            && matches!(numbers(context, &draft.figures, new), Agreement::Against);
    };
    let tells = !new.figures.is_empty() || !new.places.is_empty() || !new.alleged.is_empty();
    let tells = tells && !repeats(context, &draft.figures, new);
    !a.is(&b, context) && tells
}
