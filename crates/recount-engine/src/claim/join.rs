//! Puts the figures of sentences that tell one happening together.

use super::Context;
use super::happening::{DraftFigure, Happening};
use crate::mark::figure::Told;

/// Adds what a further sentence counts: new figures come in, repeated ones do not, updates replace.
pub(super) fn join_figures(context: &Context<'_>, figures: &mut Vec<DraftFigure>, new: &Happening) {
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
    // So does "including women" to "including six women".
    let counted_parts: Vec<(recount_model::Harm, recount_model::AgeSex)> = new
        .figures
        .iter()
        .filter(|f| mark(f.mark).amount.low.is_some() && f.whole.is_some())
        .map(|f| (f.harm, mark(f.mark).age_sex))
        .collect();
    figures.retain(|old| {
        !(mark(old.mark).told == Told::Bare
            && old.whole.is_some()
            && counted_parts.contains(&(old.harm, mark(old.mark).age_sex)))
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
            // "Several others" of those that were counted before.
            None if says_little(&this.amount)
                && figure.whole.is_none()
                && is_counted_before(context, &figures[..told_before.min(figures.len())], figure) => {}
            // The dead of a counted total told by their names.
            None if this.told == Told::Named
                && is_counted_before(context, &figures[..told_before.min(figures.len())], figure) => {}
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

/// "Several", "some", "many": words that a number told elsewhere makes needless.
fn says_little(amount: &recount_model::Amount) -> bool {
    use recount_model::VagueClass::{BarePlural, Many, Several};
    matches!(amount.vague, Some(BarePlural | Several | Many))
}

fn is_counted_before(context: &Context<'_>, before: &[DraftFigure], figure: &DraftFigure) -> bool {
    before.iter().any(|old| {
        let amount = context.marks.figures[old.mark as usize].amount;
        old.harm == figure.harm && old.whole.is_none() && amount.low.or(amount.high).is_some_and(|n| n > 0)
    })
}

fn compatible(a: &crate::mark::FigureMark, b: &crate::mark::FigureMark) -> bool {
    use recount_model::{AgeSex, Status};
    let age = a.age_sex == b.age_sex || a.age_sex == AgeSex::Unknown || b.age_sex == AgeSex::Unknown;
    let status = a.status == b.status || a.status == Status::Unknown || b.status == Status::Unknown;
    age && status
}

fn describes_more(new: &crate::mark::FigureMark, old: &crate::mark::FigureMark) -> bool {
    use recount_model::{AgeSex, Status};
    if matches!(new.told, Told::Definite | Told::Named) {
        return false;
    }
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
