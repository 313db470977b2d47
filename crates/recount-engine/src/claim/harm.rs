//! Binds people to what happened to them, with the patterns of layer `harm`.

use recount_lexicon::pattern::Pattern;
use recount_lexicon::pattern::fitting;
use recount_model::Harm;

use super::Context;
use super::happening::DraftFigure;
use crate::mark::figure::Told;
use crate::mark::{MarkedSentence, What};

/// Bound a part of a total that another sentence told.
pub const PART_TOLD_BEFORE: &str = "engine.harm.part-of-told";

/// The figures of one sentence, each with its harm and the pattern that bound it.
pub struct Bound {
    /// The figures in the order of the text.
    pub figures: Vec<DraftFigure>,
    /// Chunks of harm that were used.
    pub harm_chunks: Vec<usize>,
    /// Whether a pattern says that a number replaces an earlier one ("rose to").
    pub update: Option<usize>,
}

/// Binds the people of a sentence, apart from harms that are left out (planned, or denied beside what was done).
pub fn bind(context: &Context<'_>, sentence: &MarkedSentence, classes: &[u8], left_out: &[usize]) -> Bound {
    let mut bound = Bound { figures: Vec::new(), harm_chunks: Vec::new(), update: None };
    let mut taken: Vec<usize> = Vec::new();
    for pattern in fitting(context.patterns("harm"), classes) {
        for found in pattern.find_all(classes) {
            let Some((victim, _)) = pattern.capture(&found, "victim") else { continue };
            let harm_at = pattern.capture(&found, "harm").map(|(at, _)| at);
            let unheeded =
                harm_at.is_some_and(|at| bound.harm_chunks.contains(&at) || left_out.contains(&at));
            if unheeded || taken.contains(&victim) {
                continue;
            }
            let Some(harm) = harm_of(context, sentence, pattern, &found, harm_at) else { continue };
            let negated = (found.start..found.end).any(|at| sentence.chunks[at].class == context.known().not);
            let told_of = harm == Harm::Displaced
                && harm_at.is_some_and(|at| at > 0 && sentence.chunks[at - 1].class == context.known().rel);
            // "Thousands could die", "may have killed dozens": feared, not told.
            let feared = harm_at.is_some_and(|at| {
                let before = |back: usize, class| {
                    at.checked_sub(back).is_some_and(|at| sentence.chunks[at].class == class)
                };
                let k = context.known();
                before(1, k.modal)
                    || before(2, k.modal) && before(1, k.have) && is_far_fetched(context, sentence, at)
            });
            if negated
                || told_of
                || feared
                || flees_alone(context, sentence, harm, victim)
                || is_purpose(context, sentence, harm_at, victim)
            {
                continue;
            }
            taken.push(victim);
            bound.harm_chunks.extend(harm_at);
            if let Some((first, _)) = pattern.capture(&found, "first") {
                bound.harm_chunks.push(first);
            }
            if pattern.yields.as_deref() == Some("update") {
                bound.update = Some(victim);
            }
            add(context, sentence, victim, harm, &pattern.id, &mut bound.figures);
        }
    }
    // Nouns that name a harm themselves ("five martyrs", "twenty casualties") need no pattern around them.
    for (at, chunk) in sentence.chunks.iter().enumerate() {
        let What::People(group) = chunk.what else { continue };
        if taken.contains(&at)
            || left_out.contains(&at)
            || chunk.class != context.known().people
            || is_set_free(context, sentence, at)
        {
            continue;
        }
        let group = &context.marks.groups[group as usize];
        let harm = group.members.iter().find_map(|(figure, _)| context.marks.figures[*figure as usize].harm);
        if let Some(harm) = harm
            && is_counted_harm(context, group.members[0].0)
        {
            bound.harm_chunks.push(at);
            add(context, sentence, at, harm, "engine.harm.noun-names-it", &mut bound.figures);
        }
    }
    // "..., 3 of them women": a part told apart from its whole shares its harm.
    for (at, chunk) in sentence.chunks.iter().enumerate() {
        let What::People(group) = chunk.what else { continue };
        let first = context.marks.groups[group as usize].members[0].0;
        let mark = &context.marks.figures[first as usize];
        let k = context.known();
        // "Five people were killed in the blast: three men, a woman and a child"
        let listed =
            at > 0 && sentence.chunks[at - 1].class == k.colon && sums_up(context, chunk, &bound.figures);
        let included = listed || at > 0 && sentence.chunks[at - 1].class == k.incl;
        let freed = is_set_free(context, sentence, at);
        if taken.contains(&at) || mark.told != Told::PartOfThem && !included || freed {
            continue;
        }
        let before = |figure: &&DraftFigure| {
            figure.whole.is_none() && context.marks.figures[figure.mark as usize].from < chunk.from
        };
        let nearest = bound
            .figures
            .iter()
            .filter(before)
            .max_by_key(|figure| context.marks.figures[figure.mark as usize].from);
        if let Some((harm, whole)) = nearest.map(|figure| (figure.harm, figure.mark)) {
            let from = bound.figures.len();
            add(context, sentence, at, harm, "engine.harm.part-of-them", &mut bound.figures);
            bound.figures[from..].iter_mut().for_each(|figure| figure.whole = figure.whole.or(Some(whole)));
        } else if let Some(harm) = mark.harm {
            // "Three of the dead were children": the dead were counted in another sentence.
            add(context, sentence, at, harm, PART_TOLD_BEFORE, &mut bound.figures);
        }
    }
    bound.figures.sort_by_key(|figure| context.marks.figures[figure.mark as usize].from);
    relink(context, &mut bound.figures);
    leave_out_needless(context, &mut bound.figures);
    bound
}

/// "Resulted in casualties, an adult killed and four wounded": what is counted in the same breath makes the bare word
/// needless.
fn leave_out_needless(context: &Context<'_>, figures: &mut Vec<DraftFigure>) {
    let amount = |figure: &DraftFigure| context.marks.figures[figure.mark as usize].amount;
    let counted: Vec<Harm> = figures
        .iter()
        .filter(|figure| amount(figure).low.or(amount(figure).high).is_some_and(|n| n > 0))
        .map(|figure| figure.harm)
        .collect();
    let bare = |figure: &DraftFigure| {
        let names_harm = context.marks.figures[figure.mark as usize].harm.is_some();
        let told = counted.contains(&figure.harm)
            || figure.harm == Harm::Casualties
                && counted.iter().any(|harm| matches!(harm, Harm::Killed | Harm::Injured));
        names_harm
            && told
            && figure.whole.is_none()
            && amount(figure).low.is_none()
            && amount(figure).high.is_none()
    };
    let wholes: Vec<u32> = figures.iter().filter_map(|figure| figure.whole).collect();
    figures.retain(|figure| wholes.contains(&figure.mark) || !bare(figure));
}

/// "Released 30 hostages", "had rescued 23 of them": people who were captured no longer.
fn is_set_free(context: &Context<'_>, sentence: &MarkedSentence, at: usize) -> bool {
    let k = context.known();
    let mut before =
        sentence.chunks[..at].iter().rev().skip_while(|chunk| [k.det, k.adverb].contains(&chunk.class));
    let mut behind =
        sentence.chunks[at + 1..].iter().skip_while(|chunk| [k.be, k.have, k.adverb].contains(&chunk.class));
    [before.next(), behind.next()]
        .into_iter()
        .flatten()
        .any(|chunk| context.source.stands_as(chunk, k.release))
}

/// "Officials fear that as many as 60 could have died": a number of its own is already told as certain.
fn is_far_fetched(context: &Context<'_>, sentence: &MarkedSentence, harm: usize) -> bool {
    let k = context.known();
    let earlier = &sentence.chunks[..harm];
    earlier.iter().any(|chunk| [k.harm_ed, k.harm_ing, k.harm_base, k.harm_intr].contains(&chunk.class))
}

/// "The president fled abroad" displaces nobody.
fn flees_alone(context: &Context<'_>, sentence: &MarkedSentence, harm: Harm, victim: usize) -> bool {
    let What::People(group) = sentence.chunks[victim].what else { return false };
    let first = context.marks.groups[group as usize].members[0].0;
    let mark = &context.marks.figures[first as usize];
    harm == Harm::Displaced && mark.amount == recount_model::Amount::exact(1)
}

/// Whether the people of a list are no more than the total told last.
fn sums_up(context: &Context<'_>, list: &crate::mark::Chunk, figures: &[DraftFigure]) -> bool {
    let What::People(group) = list.what else { return false };
    let low = |mark: u32| context.marks.figures[mark as usize].amount.low;
    let group = &context.marks.groups[group as usize];
    let counted: Option<u32> =
        group.members.iter().filter(|(_, whole)| whole.is_none()).map(|(mark, _)| low(*mark)).sum();
    let total = figures.iter().rfind(|figure| figure.whole.is_none()).and_then(|figure| low(figure.mark));
    matches!((counted, total), (Some(counted), Some(total)) if counted <= total && total > 1)
}

/// "They came back to kill the rescuers": an aim, unless it says how many were killed.
fn is_purpose(context: &Context<'_>, sentence: &MarkedSentence, harm: Option<usize>, victim: usize) -> bool {
    let k = context.known();
    let infinitive = harm.is_some_and(|at| {
        sentence.chunks[at].class == k.harm_base && at > 0 && sentence.chunks[at - 1].class == k.to
    });
    let What::People(group) = sentence.chunks[victim].what else { return false };
    let first = context.marks.groups[group as usize].members[0].0;
    infinitive && matches!(context.marks.figures[first as usize].told, Told::Bare | Told::Definite)
}

/// "Casualties" without any number is a topic, not a figure, unless the words say that there were none.
fn is_counted_harm(context: &Context<'_>, figure: u32) -> bool {
    let mark = &context.marks.figures[figure as usize];
    mark.told != Told::Bare || mark.harm == Some(Harm::Killed) && mark.amount.vague.is_none()
}

fn harm_of(
    context: &Context<'_>,
    sentence: &MarkedSentence,
    pattern: &Pattern,
    found: &recount_lexicon::pattern::PatternMatch,
    harm_at: Option<usize>,
) -> Option<Harm> {
    let harm_at_chunk =
        |at: usize| sentence.chunks[at].words.iter().find_map(|word| context.source.word(*word).harm);
    let harm = harm_at.and_then(harm_at_chunk).or(pattern.harm)?;
    if pattern.yields.as_deref() == Some("casualties") {
        let first = pattern.capture(found, "first").and_then(|(at, _)| harm_at_chunk(at))?;
        let both = [first, harm];
        let split = both.contains(&Harm::Killed) && both.contains(&Harm::Injured);
        return if split {
            Some(Harm::Casualties)
        } else if first == harm {
            Some(harm)
        } else {
            None
        };
    }
    Some(pattern.harm.unwrap_or(harm))
}

fn add(
    context: &Context<'_>,
    sentence: &MarkedSentence,
    chunk: usize,
    harm: Harm,
    because: &str,
    figures: &mut Vec<DraftFigure>,
) {
    let What::People(index) = sentence.chunks[chunk].what else { return };
    // The class `count` holds one figure that is in no group.
    if sentence.chunks[chunk].class == context.known().count {
        let group = context.marks.groups.get(index as usize);
        if let Some(group) = group {
            for (figure, _) in &group.members {
                figures.push(DraftFigure { mark: *figure, harm, whole: None, because: because.to_owned() });
            }
        }
        return;
    }
    let group = &context.marks.groups[index as usize];
    for (figure, whole) in &group.members {
        let mark = &context.marks.figures[*figure as usize];
        let whole = whole.map(|at| group.members[at].0);
        // "two wounded" inside a group of dead keeps its own harm.
        let harm = mark
            .harm
            .filter(|own| *own != Harm::Casualties && harm != Harm::Casualties && whole.is_none())
            .unwrap_or(harm);
        figures.push(DraftFigure { mark: *figure, harm, whole, because: because.to_owned() });
    }
}

/// A number told as "of them" belongs to the total of its harm that was told before it.
fn relink(context: &Context<'_>, figures: &mut [DraftFigure]) {
    for at in 1..figures.len() {
        let mark = &context.marks.figures[figures[at].mark as usize];
        if mark.told == Told::PartOfThem && figures[at].whole.is_none() {
            let harm = figures[at].harm;
            let whole =
                figures[..at].iter().rev().find(|figure| figure.whole.is_none() && figure.harm == harm);
            figures[at].whole = whole.map(|figure| figure.mark);
        }
    }
}
