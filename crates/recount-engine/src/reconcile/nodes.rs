//! Nodes: the claims of one report about one happening, which are one from the start.

use std::collections::BTreeMap;

use recount_model::Telling;

use super::compare::{places_forbid, score, times_forbid};
use super::facets::{Facets, PlaceFacet, Time};
use super::matching::Matching;

/// The claims of one report that share a local incident key.
#[derive(Clone, Debug)]
pub struct Node {
    /// Index of the report.
    pub report: usize,
    /// Single happening or total; the two never stand in one node.
    pub telling: Telling,
    /// Indices of the claims, in order of their anchors.
    pub claims: Vec<usize>,
    /// All places of the claims.
    pub places: Vec<PlaceFacet>,
}

/// What the best pair of claims of two nodes says.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Verdict {
    /// Highest total of a pair of claims, or the lowest there is if the link is forbidden.
    pub total: f64,
    /// Whether a pair of claims would link on its own.
    pub links: bool,
    /// Whether the nodes can be one incident at all.
    pub forbidden: bool,
}

/// Groups claims into nodes. `local_keys` are the claims' incident keys; claims with an empty one stand alone.
///
/// The claims come in order of their anchors, so the nodes do too.
pub fn nodes_of(facets: &[Facets], local_keys: &[&str]) -> Vec<Node> {
    let mut nodes: Vec<Node> = Vec::new();
    let mut known: BTreeMap<(usize, &str, Telling), usize> = BTreeMap::new();
    for (claim, facet) in facets.iter().enumerate() {
        let key = (facet.report, local_keys[claim], facet.telling);
        let at = match known.get(&key) {
            Some(at) if !key.1.is_empty() => *at,
            _ => {
                let (report, telling) = (facet.report, facet.telling);
                nodes.push(Node { report, telling, claims: Vec::new(), places: Vec::new() });
                known.insert(key, nodes.len() - 1);
                nodes.len() - 1
            }
        };
        nodes[at].claims.push(claim);
        nodes[at].places.extend(facet.places.iter().cloned());
    }
    nodes
}

/// Whether two nodes can never be one incident: one report keeps its happenings apart, a total is no happening, and
/// times or places can exclude one another.
pub fn forbids(a: &Node, b: &Node, facets: &[Facets], matching: &Matching) -> bool {
    a.report == b.report
        || a.telling != b.telling
        || times_exclude(a, b, facets)
        || kinds_exclude(a, b, facets, matching)
        || places_forbid(&a.places, &b.places, matching)
}

/// Compares two nodes by their best pair of claims.
pub fn judge_nodes(a: &Node, b: &Node, facets: &[Facets], matching: &Matching) -> Verdict {
    if forbids(a, b, facets, matching) {
        return Verdict { total: f64::NEG_INFINITY, links: false, forbidden: true };
    }
    let mut verdict = Verdict { total: f64::NEG_INFINITY, links: false, forbidden: false };
    let mut possible = false;
    for one in &a.claims {
        for two in &b.claims {
            let comparison = score(&facets[*one], &facets[*two], matching);
            possible |= comparison.forbidden.is_none();
            if comparison.forbidden.is_none() {
                // A pair that links outranks one that scores higher without a ground to stand on.
                if (comparison.links(), comparison.total) > (verdict.links, verdict.total) {
                    verdict.total = comparison.total;
                    verdict.links = comparison.links();
                }
            }
        }
    }
    verdict.forbidden = !possible;
    verdict
}

fn times_exclude(a: &Node, b: &Node, facets: &[Facets]) -> bool {
    let times = |node: &'_ Node| -> Vec<Time> {
        let times = node.claims.iter().map(|claim| facets[*claim].time);
        times.filter(|time| !matches!(time, Time::Unknown | Time::Weekday(_))).collect()
    };
    let (a, b) = (times(a), times(b));
    !a.is_empty() && !b.is_empty() && a.iter().all(|one| b.iter().all(|two| times_forbid(*one, *two)))
}

fn kinds_exclude(a: &Node, b: &Node, facets: &[Facets], matching: &Matching) -> bool {
    let pairs = |one: &usize, two: &usize| matching.kind.is_contrary(facets[*one].kind, facets[*two].kind);
    a.claims.iter().all(|one| b.claims.iter().all(|two| pairs(one, two)))
}
