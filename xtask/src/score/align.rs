//! Which claim of the program is which claim of gold.

use crate::corpus::{Claim, Figure, Place};

use super::words::{overlap, pair_up, same_passage};

/// Half of the words in common make two phrases the same thing.
pub const SAME_PHRASE: f64 = 0.5;

/// Pairs of (gold, found) that tell the same passage.
pub fn align(gold: &[Claim], found: &[Claim]) -> Vec<(usize, usize)> {
    pair_up(gold.len(), found.len(), |a, b| match (gold.get(a), found.get(b)) {
        (Some(gold), Some(found)) => likeness(gold, found),
        _ => 0.0,
    })
}

/// How well a claim fits a gold one: 0 where it quotes another passage; kind, figures and place tell apart the claims of
/// one passage.
fn likeness(gold: &Claim, found: &Claim) -> f64 {
    let passages = std::iter::once(&gold.quote).chain(&gold.also);
    let passage = passages.map(|quote| same_passage(quote, &found.quote)).fold(0.0, f64::max);
    if passage == 0.0 {
        return 0.0;
    }
    let kind = f64::from(u8::from(gold.kind == found.kind));
    let figures = gold.figures.iter().filter(|f| !f.is_zero());
    let figures = figures.filter(|f| found.figures.iter().any(|other| key(other) == key(f))).count();
    passage + kind + figures as f64 + f64::from(u8::from(names_place(gold, found) == Some(true)))
}

/// What makes two figures the same, groups aside.
pub fn key(figure: &Figure) -> (&str, Option<u32>, Option<u32>) {
    (&figure.harm, figure.low, figure.high)
}

/// Whether the place of gold is among the places found; none where gold names none.
pub fn names_place(gold: &Claim, found: &Claim) -> Option<bool> {
    let wanted = gold.place.as_ref()?.name.as_deref()?;
    let same = |place: &Place| {
        let name = place.name.as_deref().or(place.text.as_deref()).unwrap_or("");
        overlap(wanted, name) >= SAME_PHRASE
    };
    Some(found.places.iter().any(same))
}

/// How many items of two lists are the same, one to one.
pub fn common<T, K: PartialEq>(left: &[T], right: &[T], key: impl Fn(&T) -> K) -> usize {
    let mut open: Vec<K> = right.iter().map(&key).collect();
    let mut both = 0;
    for item in left.iter().map(&key) {
        if let Some(at) = open.iter().position(|other| *other == item) {
            open.swap_remove(at);
            both += 1;
        }
    }
    both
}

#[cfg(test)]
mod tests {
    use super::*;

    fn claim(quote: &str, kind: &str) -> Claim {
        Claim { quote: quote.into(), kind: kind.into(), ..Claim::default() }
    }

    #[test]
    fn two_claims_of_one_sentence_are_told_apart_by_kind() {
        let quote = "Jets bombed the mill, and soldiers arrested nine men at the gate.";
        let gold = [claim(quote, "airstrike"), claim(quote, "arrest")];
        let found = [claim(quote, "arrest"), claim(quote, "airstrike")];
        assert_eq!(align(&gold, &found), vec![(0, 1), (1, 0)]);
    }

    #[test]
    fn a_figure_given_twice_counts_once_for_each_time_it_is_found() {
        assert_eq!(common(&[4, 4, 7], &[4, 9], |n| *n), 1);
    }
}
