//! Constrained clustering: nodes become incidents, best links first, and no link against a constraint.

use std::collections::HashSet;
use std::sync::atomic::{AtomicU64, Ordering};

use super::block::Blocks;
use super::compare::{Verdict, verdict};
use super::cores;
use super::matching::Matching;
use super::nodes::Node;

/// Members of a cluster that are asked whether another may join; the first ones, in order of their anchors.
const ASKED: usize = 64;

/// Lists of nodes, each list sorted and one incident. The result does not depend on the order of the input: nodes are
/// numbered by their smallest anchors, and equal scores are decided by these numbers.
pub fn cluster(nodes: &[Node], matching: &Matching) -> Vec<Vec<usize>> {
    let mut clusters = Clusters::new(nodes.len());
    let mut refused: HashSet<(usize, usize)> = HashSet::new();
    for link in links(nodes, matching) {
        let (a, b) = (clusters.find(link.a as usize), clusters.find(link.b as usize));
        let pair = (a.min(b), a.max(b));
        if a == b || refused.contains(&pair) {
            continue;
        }
        if may_merge(clusters.members(a), clusters.members(b), nodes, matching) {
            clusters.merge(a, b);
        } else {
            refused.insert(pair);
        }
    }
    clusters.into_lists()
}

#[derive(Clone, Copy, Debug)]
struct Link {
    a: u32,
    b: u32,
    total: f32,
}

/// All links, best first. All cores compare; what they find does not depend on who finds it.
fn links(nodes: &[Node], matching: &Matching) -> Vec<Link> {
    let blocks = Blocks::of(nodes);
    let next = AtomicU64::new(0);
    let compare = || {
        let mut links = Vec::new();
        loop {
            let part = next.fetch_add(1, Ordering::Relaxed);
            if part >= blocks.parts() {
                return links;
            }
            blocks.each_pair(part, |a, b| {
                let verdict = verdict(&nodes[a].facets, &nodes[b].facets, matching);
                if verdict.links {
                    links.push(Link { a: a as u32, b: b as u32, total: verdict.total as f32 });
                }
            });
        }
    };
    let mut links = cores::on_all(cores::count(), compare).concat();
    links.sort_unstable_by(|x, y| y.total.total_cmp(&x.total).then((x.a, x.b).cmp(&(y.a, y.b))));
    links
}

/// Two clusters may become one if no pair of their nodes excludes it and the pairs together speak for it.
///
/// Looking at all pairs and not only at the best one keeps a vague claim from pulling two precise incidents together.
fn may_merge(a: &[usize], b: &[usize], nodes: &[Node], matching: &Matching) -> bool {
    let mut sum = 0.0;
    for one in a.iter().take(ASKED) {
        for two in b.iter().take(ASKED) {
            let (one, two) = (&nodes[*one].facets, &nodes[*two].facets);
            let Verdict { total, links, forbidden } = verdict(one, two, matching);
            if forbidden {
                return false;
            }
            // Two precise claims that do not link speak against; a vague one has little to say.
            let precise = |one: &super::facets::Facets| one.is_dated() && one.is_placed();
            let least = if precise(one) && precise(two) {
                matching.precise_stranger
            } else {
                matching.vague_stranger
            };
            sum += if links { total } else { total.clamp(least, 0.0) };
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
