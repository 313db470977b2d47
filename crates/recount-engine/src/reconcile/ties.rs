//! Why the claims of an incident stand together: the strongest ties that reach all of them.

use recount_model::ClaimAnchor;

use super::compare::Comparison;
use super::{ClaimRow, Profile, ReportRow, compare_among};

/// A tie between two claims.
#[derive(Clone, Debug, PartialEq)]
pub struct Tie {
    /// One claim, by its index.
    pub a: usize,
    /// The other.
    pub b: usize,
    /// Whether one report tells both as one happening.
    pub told_as_one: bool,
    /// What comparing them says.
    pub comparison: Comparison,
}

/// One tie fewer than there are claims asked about: the strongest that reach all of them, best first.
///
/// `claims` also holds the other claims of their reports, as far as they are at hand.
pub fn ties(reports: &[ReportRow], claims: &[ClaimRow], of: &[ClaimAnchor], profile: &Profile) -> Vec<Tie> {
    let asked: Vec<usize> = (0..claims.len()).filter(|at| of.contains(&claims[*at].claim.anchor)).collect();
    let mut pairs = Vec::new();
    for (n, a) in asked.iter().enumerate() {
        for b in &asked[n + 1..] {
            let (one, two) = (&claims[*a], &claims[*b]);
            let Some(comparison) = compare_among(reports, claims, one, two, profile) else { continue };
            let told_as_one = one.report == two.report && one.claim.incident == two.claim.incident;
            pairs.push(Tie { a: *a, b: *b, told_as_one, comparison });
        }
    }
    let rank = |tie: &Tie| (tie.told_as_one, tie.comparison.links(), tie.comparison.forbidden.is_none());
    pairs.sort_by(|x, y| {
        rank(y)
            .cmp(&rank(x))
            .then(y.comparison.total.total_cmp(&x.comparison.total))
            .then((x.a, x.b).cmp(&(y.a, y.b)))
    });
    let mut group: Vec<usize> = (0..claims.len()).collect();
    pairs.retain(|tie| {
        let (one, two) = (group[tie.a], group[tie.b]);
        group.iter_mut().filter(|at| **at == two).for_each(|at| *at = one);
        one != two
    });
    pairs
}
