//! What is measured: figures by name, precision and recall apart.

use std::collections::BTreeMap;

/// What one measurement came to.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Score {
    /// Of what was found, how much is right; of what there is, how much was found.
    Pair { precision: f64, recall: f64 },
    /// How many of all are right.
    Share(f64),
}

impl Score {
    /// Harmonic mean of precision and recall.
    pub fn f1(self) -> Option<f64> {
        match self {
            Self::Pair { precision, recall } if precision + recall > 0.0 => {
                Some(2.0 * precision * recall / (precision + recall))
            }
            Self::Pair { .. } => Some(0.0),
            Self::Share(_) => None,
        }
    }
}

/// Counts behind a measurement.
#[derive(Clone, Copy, Debug, Default)]
struct Counts {
    right: usize,
    found: usize,
    wanted: usize,
}

/// Counts by name while texts are gone through.
#[derive(Clone, Debug, Default)]
pub struct Tally {
    pairs: BTreeMap<String, Counts>,
    shares: BTreeMap<String, Counts>,
}

impl Tally {
    /// Adds to a measurement with precision and recall.
    pub fn pair(&mut self, name: &str, right: usize, found: usize, wanted: usize) {
        let counts = self.pairs.entry(name.to_owned()).or_default();
        *counts = Counts {
            right: counts.right + right,
            found: counts.found + found,
            wanted: counts.wanted + wanted,
        };
    }

    /// Adds one case, right or wrong, to a share.
    pub fn share(&mut self, name: &str, verdict: Verdict) {
        let counts = self.shares.entry(name.to_owned()).or_default();
        counts.wanted += 1;
        counts.right += usize::from(verdict == Verdict::Right);
    }

    /// The measurements, each name behind `prefix.`; what there was nothing of is left out,
    /// because it says nothing.
    pub fn scores(&self, prefix: &str) -> Vec<(String, Score)> {
        let part = |right: usize, of: usize| if of == 0 { 0.0 } else { right as f64 / of as f64 };
        let pairs = self.pairs.iter().filter(|(_, counts)| counts.found + counts.wanted > 0);
        let pairs = pairs.map(|(name, counts)| {
            let score = Score::Pair {
                precision: part(counts.right, counts.found),
                recall: part(counts.right, counts.wanted),
            };
            (format!("{prefix}.{name}"), score)
        });
        let shares = self.shares.iter().filter(|(_, counts)| counts.wanted > 0);
        let shares = shares.map(|(name, counts)| {
            (format!("{prefix}.{name}"), Score::Share(part(counts.right, counts.wanted)))
        });
        pairs.chain(shares).collect()
    }
}

/// Whether one case came out right.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// As gold has it.
    Right,
    /// Not so.
    Wrong,
}

impl Verdict {
    /// Right where the condition holds.
    pub fn of(right: bool) -> Self {
        if right { Self::Right } else { Self::Wrong }
    }
}

/// Everything measured in one run, and what a person should look at.
#[derive(Debug, Default)]
pub struct Results {
    pub scores: Vec<(String, Score)>,
    /// Parts that were not run, with the reason.
    pub skipped: Vec<String>,
    /// Parts that failed to run.
    pub failed: Vec<String>,
    /// Single misses, by part.
    pub misses: Vec<(String, String)>,
}

impl Results {
    /// Notes a miss for those who ask to see them.
    pub fn miss(&mut self, part: &str, what: String) {
        self.misses.push((part.to_owned(), what));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finding_nothing_is_no_precision_and_no_recall() {
        let mut tally = Tally::default();
        tally.pair("claims", 0, 0, 4);
        assert_eq!(
            tally.scores("t"),
            vec![("t.claims".to_owned(), Score::Pair { precision: 0.0, recall: 0.0 })]
        );
    }

    #[test]
    fn precision_counts_what_was_found_and_recall_what_was_wanted() {
        let mut tally = Tally::default();
        tally.pair("claims", 1, 2, 4);
        tally.share("kind", Verdict::Right);
        tally.share("kind", Verdict::Wrong);
        let scores = tally.scores("t");
        assert_eq!(scores[0].1, Score::Pair { precision: 0.5, recall: 0.25 });
        assert_eq!(scores[1].1, Score::Share(0.5));
    }
}
