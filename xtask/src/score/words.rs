//! Compares phrases by their words, so that an article or a comma does not decide whether two readers agree.

use std::collections::HashMap;

fn bag(text: &str) -> HashMap<String, usize> {
    let mut bag = HashMap::new();
    let lower = text.to_lowercase();
    for word in lower.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()) {
        *bag.entry(word.to_owned()).or_default() += 1;
    }
    bag
}

fn shared(a: &HashMap<String, usize>, b: &HashMap<String, usize>) -> usize {
    a.iter().map(|(word, count)| (*count).min(b.get(word).copied().unwrap_or(0))).sum()
}

/// The share of the shorter phrase's words that the other has too.
pub fn overlap(a: &str, b: &str) -> f64 {
    let (a, b) = (bag(a), bag(b));
    let shorter = a.values().sum::<usize>().min(b.values().sum());
    if shorter == 0 { 0.0 } else { shared(&a, &b) as f64 / shorter as f64 }
}

/// How surely two quotes are the same passage: 0 where they are not.
///
/// Two readers cut sentences differently at quotation marks and dashes. Most words in common is enough, and so is one
/// quote (of five words or more) that lies within the other.
pub fn same_passage(a: &str, b: &str) -> f64 {
    const MOST: f64 = 0.4;
    let (a, b) = (bag(a), bag(b));
    let (in_a, in_b) = (a.values().sum::<usize>(), b.values().sum::<usize>());
    let both = shared(&a, &b);
    if in_a == 0 || in_b == 0 {
        return 0.0;
    }
    let joint = both as f64 / (in_a + in_b - both) as f64;
    let shorter = in_a.min(in_b);
    if joint >= MOST {
        joint
    } else if shorter >= 5 && both as f64 >= 0.9 * shorter as f64 {
        MOST
    } else {
        0.0
    }
}

/// Pairs two lists one to one, best pair first; pairs with score 0 never.
pub fn pair_up(left: usize, right: usize, score: impl Fn(usize, usize) -> f64) -> Vec<(usize, usize)> {
    let mut all: Vec<(f64, usize, usize)> = Vec::new();
    for a in 0..left {
        all.extend((0..right).map(|b| (score(a, b), a, b)).filter(|(score, ..)| *score > 0.0));
    }
    all.sort_by(|x, y| y.0.total_cmp(&x.0).then((x.1, x.2).cmp(&(y.1, y.2))));
    let mut pairs: Vec<(usize, usize)> = Vec::new();
    for (_, a, b) in all {
        if pairs.iter().all(|(x, y)| *x != a && *y != b) {
            pairs.push((a, b));
        }
    }
    pairs.sort_unstable();
    pairs
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quote_inside_a_longer_one_is_the_same_passage_and_a_short_scrap_is_not() {
        let long = "On Tuesday, after a night of shelling in the north, two shells hit the mill and killed four men, medics said.";
        assert!(same_passage("two shells hit the mill and killed four men", long) > 0.0);
        assert_eq!(same_passage("the mill", long), 0.0);
        assert_eq!(same_passage("Talks went on in the capital without result.", long), 0.0);
    }

    #[test]
    fn every_item_is_paired_once_and_the_best_pair_wins() {
        let scores = [[0.9, 1.0], [0.0, 0.8]];
        assert_eq!(pair_up(2, 2, |a, b| scores[a][b]), vec![(0, 1)]);
    }
}
