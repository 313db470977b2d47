//! Why the claims of an incident stand together: the strongest ties that reach all of them.

use super::compare::{self, Comparison};
use super::facets::Facets;
use super::{ClaimRow, Profile, ReportRow, compare_rows};

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

/// One tie fewer than there are claims: the strongest that reach all of them, best first.
///
/// Claims that name no report are left out.
pub fn ties(reports: &[ReportRow], claims: &[ClaimRow], profile: &Profile) -> Vec<Tie> {
    let matching = &*profile.matching;
    let known: Vec<usize> = (0..claims.len()).filter(|at| claims[*at].report < reports.len()).collect();
    let facets: Vec<Facets> =
        known.iter().map(|at| Facets::of(&claims[*at], &reports[claims[*at].report], matching)).collect();
    let told_as_one = |a: usize, b: usize| {
        let (one, two) = (&claims[known[a]], &claims[known[b]]);
        one.report == two.report && one.claim.incident == two.claim.incident
    };
    let mut pairs = Vec::new();
    for a in 0..known.len() {
        for b in a + 1..known.len() {
            let found = compare::score(&facets[a], &facets[b], matching);
            pairs.push(((told_as_one(a, b), found.links(), found.forbidden.is_none()), found.total, a, b));
        }
    }
    pairs.sort_by(|x, y| y.0.cmp(&x.0).then(y.1.total_cmp(&x.1)).then((x.2, x.3).cmp(&(y.2, y.3))));
    let mut group: Vec<usize> = (0..known.len()).collect();
    let mut found = Vec::new();
    for (_, _, a, b) in pairs {
        let (one, two) = (group[a], group[b]);
        if one == two {
            continue;
        }
        group.iter_mut().filter(|of| **of == two).for_each(|of| *of = one);
        let row = |at: usize| (&claims[known[at]], claims[known[at]].report);
        let comparison = compare_rows(reports, &row(a), &row(b), profile);
        found.push(Tie { a: known[a], b: known[b], told_as_one: told_as_one(a, b), comparison });
    }
    found
}
