//! Constrained clustering: nodes become incidents, best links first, and no link against a constraint.

use std::collections::{BTreeSet, HashMap};

use super::block::Blocks;
use super::facets::Facets;
use super::matching::Matching;
use super::nodes::{Node, forbids, judge_nodes};

/// Lists of nodes, each list sorted and one incident. The result does not depend on the order of the input: nodes are
/// numbered by their smallest anchors, and equal scores are decided by these numbers.
pub fn cluster(nodes: &[Node], facets: &[Facets], matching: &Matching) -> Vec<Vec<usize>> {
    let (links, totals) = compare_all(nodes, facets, matching);
    let mut clusters = Clusters::new(nodes.len());
    let mut refused: BTreeSet<(usize, usize)> = BTreeSet::new();
    for link in links {
        let (a, b) = (clusters.find(link.a), clusters.find(link.b));
        let pair = (a.min(b), a.max(b));
        if a == b || refused.contains(&pair) {
            continue;
        }
        if may_merge(clusters.members(a), clusters.members(b), nodes, facets, matching, &totals) {
            clusters.merge(a, b);
        } else {
            refused.insert(pair);
        }
    }
    clusters.into_lists()
}

struct Link {
    a: usize,
    b: usize,
    total: f64,
}

/// All links, best first, and the totals of every pair that was compared.
fn compare_all(
    nodes: &[Node],
    facets: &[Facets],
    matching: &Matching,
) -> (Vec<Link>, HashMap<(usize, usize), f64>) {
    let blocks = Blocks::of(nodes, facets);
    let (mut links, mut totals, mut partners) = (Vec::new(), HashMap::new(), Vec::new());
    for a in 0..nodes.len() {
        blocks.partners_after(a, &mut partners);
        for b in partners.iter().map(|b| *b as usize) {
            let verdict = judge_nodes(&nodes[a], &nodes[b], facets, matching);
            if verdict.forbidden {
                continue;
            }
            if verdict.links {
                links.push(Link { a, b, total: verdict.total });
            }
            // Only evidence near or above zero is kept; most pairs of a block are plainly strangers.
            totals.insert((a, b), verdict.total);
        }
    }
    links.sort_by(|x, y| y.total.total_cmp(&x.total).then((x.a, x.b).cmp(&(y.a, y.b))));
    (links, totals)
}

/// Two clusters may become one if no pair of their nodes excludes it and the pairs together speak for it.
///
/// Looking at all pairs and not only at the best one keeps a vague claim from pulling two precise incidents together.
fn may_merge(
    a: &[usize],
    b: &[usize],
    nodes: &[Node],
    facets: &[Facets],
    matching: &Matching,
    totals: &HashMap<(usize, usize), f64>,
) -> bool {
    let mut sum = 0.0;
    for one in a {
        for two in b {
            match totals.get(&(*one.min(two), *one.max(two))) {
                Some(total) => sum += total,
                None if forbids(&nodes[*one], &nodes[*two], facets, matching) => return false,
                // They never met in a block, so they are strangers, no more.
                None => sum += matching.prior.max(-2.0),
            }
        }
    }
    sum > 0.0
}

/// Union-find that keeps its members, sorted.
struct Clusters {
    parent: Vec<usize>,
    members: Vec<Vec<usize>>,
}

impl Clusters {
    fn new(len: usize) -> Self {
        Self { parent: (0..len).collect(), members: (0..len).map(|node| vec![node]).collect() }
    }

    fn find(&mut self, node: usize) -> usize {
        let mut root = node;
        while self.parent[root] != root {
            self.parent[root] = self.parent[self.parent[root]];
            root = self.parent[root];
        }
        root
    }

    fn members(&self, root: usize) -> &[usize] {
        &self.members[root]
    }

    /// The smaller number stays the root, so roots do not depend on the order of merging.
    fn merge(&mut self, a: usize, b: usize) {
        let (root, other) = (a.min(b), a.max(b));
        self.parent[other] = root;
        let moved = std::mem::take(&mut self.members[other]);
        self.members[root].extend(moved);
        self.members[root].sort_unstable();
    }

    fn into_lists(self) -> Vec<Vec<usize>> {
        self.members.into_iter().filter(|members| !members.is_empty()).collect()
    }
}
