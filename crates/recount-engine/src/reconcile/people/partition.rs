//! What people said of claims, applied to the incidents the machine made.
//!
//! The machine's incidents come first and people's word last. So a judgement changes only incidents that hold claims it
//! names, and splitting and merging back gives exactly what was there.

use std::collections::{BTreeMap, BTreeSet};

use recount_model::{ClaimAnchor, Verdict};

use super::force::Verdicts;

/// How well two claims go together: told as one by one report, put together by the machine, and its score.
pub type Affinity<'a> = &'a dyn Fn(usize, usize) -> (bool, f64);

/// Lists of claims, each sorted and one incident, after people's verdicts.
///
/// `position` finds a claim by its anchor; anchors it does not know are left alone.
pub fn apply(
    machine: Vec<Vec<usize>>,
    verdicts: &Verdicts<'_>,
    position: &BTreeMap<&ClaimAnchor, usize>,
    affinity: Affinity<'_>,
) -> Vec<Vec<usize>> {
    let (mut same, mut apart) = (Vec::new(), BTreeSet::new());
    for (a, b, verdict, _) in verdicts.pairs() {
        let (Some(a), Some(b)) = (position.get(a), position.get(b)) else { continue };
        match verdict {
            Verdict::Same => same.push((*a, *b)),
            Verdict::Different if a != b => drop(apart.insert((*a.min(b), *a.max(b)))),
            _ => {}
        }
    }
    if same.is_empty() && apart.is_empty() {
        return machine;
    }
    let home: BTreeMap<usize, usize> = machine
        .iter()
        .enumerate()
        .flat_map(|(at, claims)| claims.iter().map(move |claim| (*claim, at)))
        .collect();
    let mut joined = Sets::new(machine.len());
    for (a, b) in &same {
        joined.join(home[a], home[b]);
    }
    let mut wholes: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (at, claims) in machine.iter().enumerate() {
        wholes.entry(joined.find(at)).or_default().extend(claims);
    }
    let mut made = Vec::new();
    for mut whole in wholes.into_values() {
        whole.sort_unstable();
        let holds = |claim: &usize| whole.binary_search(claim).is_ok();
        if apart.iter().any(|(a, b)| holds(a) && holds(b)) {
            made.extend(divide(&whole, &same, &apart, &home, affinity));
        } else {
            made.push(whole);
        }
    }
    made.sort();
    made
}

/// Divides claims so that no two that people hold apart stay together; the others go where they fit best.
fn divide(
    claims: &[usize],
    same: &[(usize, usize)],
    apart: &BTreeSet<(usize, usize)>,
    home: &BTreeMap<usize, usize>,
    affinity: Affinity<'_>,
) -> Vec<Vec<usize>> {
    let place = |claim: &usize| claims.binary_search(claim).ok();
    let mut sets = Sets::new(claims.len());
    for (a, b) in same {
        if let (Some(a), Some(b)) = (place(a), place(b)) {
            sets.join(a, b);
        }
    }
    let mut atoms: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (at, claim) in claims.iter().enumerate() {
        atoms.entry(sets.find(at)).or_default().push(*claim);
    }
    let mut disputed = BTreeSet::new();
    for (a, b) in apart {
        if let (Some(a), Some(b)) = (place(a), place(b)) {
            disputed.extend([sets.find(a), sets.find(b)]);
        }
    }
    // Those that people hold apart are placed first, so that the others find the groups made.
    let (first, rest): (Vec<_>, Vec<_>) = atoms.into_iter().partition(|(root, _)| disputed.contains(root));
    let mut groups: Vec<Vec<usize>> = Vec::new();
    for (_, atom) in first.into_iter().chain(rest) {
        let clashes = |group: &[usize]| {
            let pair = |a: &usize, b: &usize| apart.contains(&(*a.min(b), *a.max(b)));
            atom.iter().any(|a| group.iter().any(|b| pair(a, b)))
        };
        let fit = |group: &[usize]| {
            let pairs = atom.iter().flat_map(|a| group.iter().map(move |b| (*a, *b)));
            let fits = pairs.map(|(a, b)| {
                let (told_as_one, score) = affinity(a, b);
                (told_as_one, home.get(&a) == home.get(&b), score)
            });
            fits.max_by(|x, y| (x.0, x.1).cmp(&(y.0, y.1)).then(x.2.total_cmp(&y.2)))
        };
        let mut best: Option<(usize, (bool, bool, f64))> = None;
        for (at, group) in groups.iter().enumerate().filter(|(_, group)| !clashes(group)) {
            let Some(found) = fit(group) else { continue };
            let better = best.is_none_or(|(_, so_far)| {
                (found.0, found.1).cmp(&(so_far.0, so_far.1)).then(found.2.total_cmp(&so_far.2)).is_gt()
            });
            if better {
                best = Some((at, found));
            }
        }
        match best {
            Some((at, _)) => groups[at].extend(atom),
            None => groups.push(atom),
        }
    }
    groups.iter_mut().for_each(|group| group.sort_unstable());
    groups
}

/// Union-find; the smaller number is the root.
struct Sets(Vec<usize>);

impl Sets {
    fn new(len: usize) -> Self {
        Self((0..len).collect())
    }

    fn find(&mut self, at: usize) -> usize {
        let mut root = at;
        while self.0[root] != root {
            self.0[root] = self.0[self.0[root]];
            root = self.0[root];
        }
        root
    }

    fn join(&mut self, a: usize, b: usize) {
        let (a, b) = (self.find(a), self.find(b));
        self.0[a.max(b)] = a.min(b);
    }
}
