//! Which judgements hold: undone ones do not, of two on the same claims the later does, and what cannot all hold is
//! found before it does harm.

use std::collections::{BTreeMap, BTreeSet};

use recount_model::{ClaimAnchor, Decision, Judgement, JudgementNumber, Verdict};

/// The judgements that were not undone, in order.
pub fn in_force(judgements: &[Judgement]) -> Vec<&Judgement> {
    let mut dead = BTreeSet::new();
    // From the last to the first, because an undoing can itself be undone, and only by a later one.
    for judgement in judgements.iter().rev().filter(
        |judgement| !matches!(judgement.decision, Decision::Undo { judgement: of } if of >= judgement.number),
    ) {
        if let Decision::Undo { judgement: of } = judgement.decision
            && !dead.contains(&judgement.number)
        {
            dead.insert(of);
        }
    }
    judgements.iter().filter(|judgement| !dead.contains(&judgement.number)).collect()
}

/// What a decision says of pairs of claims.
fn pairs_of(decision: &Decision) -> Vec<(&ClaimAnchor, &ClaimAnchor, Verdict)> {
    let cross = |one: &'_ [ClaimAnchor], two: &'_ [ClaimAnchor]| -> Vec<(usize, usize)> {
        (0..one.len()).flat_map(|a| (0..two.len()).map(move |b| (a, b))).collect()
    };
    match decision {
        Decision::Compare { a, b, verdict } => vec![(a, b, *verdict)],
        Decision::Merge { one, other } => {
            cross(one, other).into_iter().map(|(a, b)| (&one[a], &other[b], Verdict::Same)).collect()
        }
        Decision::Split { out, rest } => {
            let apart = cross(out, rest).into_iter().map(|(a, b)| (&out[a], &rest[b], Verdict::Different));
            let together = cross(out, out).into_iter().filter(|(a, b)| a < b);
            apart.chain(together.map(|(a, b)| (&out[a], &out[b], Verdict::Same))).collect()
        }
        _ => Vec::new(),
    }
}

/// Judgements that cannot all hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Clash {
    /// The one that gave way, because it is the oldest of them.
    pub yields: JudgementNumber,
    /// All of them, with the one that yields.
    pub all: BTreeSet<JudgementNumber>,
}

/// What people said of pairs of claims, the later before the earlier.
#[derive(Clone, Debug, Default)]
pub struct Verdicts<'j> {
    numbers: BTreeMap<&'j ClaimAnchor, usize>,
    anchors: Vec<&'j ClaimAnchor>,
    pairs: BTreeMap<(usize, usize), (Verdict, JudgementNumber)>,
    clashes: Vec<Clash>,
    /// Judgements of which a later one took a pair.
    replaced: BTreeMap<JudgementNumber, BTreeSet<JudgementNumber>>,
}

impl<'j> Verdicts<'j> {
    /// Reads the judgements in force, given from the first to the last.
    pub fn of(in_force: &[&'j Judgement]) -> Self {
        let mut verdicts = Self::default();
        let mut groups = Groups::default();
        for judgement in in_force.iter().rev() {
            let number = judgement.number;
            for (a, b, verdict) in pairs_of(&judgement.decision) {
                let (a, b) = (verdicts.number(a, &mut groups), verdicts.number(b, &mut groups));
                verdicts.add(a, b, verdict, number, &mut groups);
            }
        }
        verdicts.clashes.sort_by_key(|clash| clash.yields);
        verdicts.clashes.dedup_by_key(|clash| clash.yields);
        verdicts
    }

    fn number(&mut self, anchor: &'j ClaimAnchor, groups: &mut Groups) -> usize {
        let next = self.anchors.len();
        let number = *self.numbers.entry(anchor).or_insert(next);
        if number == next {
            self.anchors.push(anchor);
            groups.parent.push(next);
            groups.apart.push(BTreeSet::new());
        }
        number
    }

    fn add(&mut self, a: usize, b: usize, verdict: Verdict, number: JudgementNumber, groups: &mut Groups) {
        let pair = (a.min(b), a.max(b));
        if let Some((later, by)) = self.pairs.get(&pair) {
            if *later != verdict {
                self.replaced.entry(*by).or_default().insert(number);
            }
            return;
        }
        let (one, two) = (groups.find(a), groups.find(b));
        let clash = match verdict {
            Verdict::Same => one != two && groups.apart[one].contains(&two),
            Verdict::Different => one == two,
            Verdict::Unsure => false,
        };
        if clash {
            let mut all = self.chain(a, b, groups);
            all.insert(number);
            self.clashes.push(Clash { yields: number, all });
            return;
        }
        self.pairs.insert(pair, (verdict, number));
        match verdict {
            Verdict::Same => groups.join(one, two),
            Verdict::Different => groups.keep_apart(one, two),
            Verdict::Unsure => {}
        }
    }

    /// The judgements that say of the two what a new one cannot also say.
    fn chain(&self, a: usize, b: usize, groups: &mut Groups) -> BTreeSet<JudgementNumber> {
        if groups.find(a) == groups.find(b) {
            return self.path(a, b);
        }
        let (one, two) = (groups.find(a), groups.find(b));
        for ((x, y), (verdict, number)) in &self.pairs {
            if *verdict != Verdict::Different {
                continue;
            }
            for (x, y) in [(*x, *y), (*y, *x)] {
                if groups.find(x) == one && groups.find(y) == two {
                    let mut all = self.path(a, x);
                    all.extend(self.path(b, y));
                    all.insert(*number);
                    return all;
                }
            }
        }
        BTreeSet::new()
    }

    /// The judgements on the shortest way from one claim to another over "same".
    fn path(&self, from: usize, to: usize) -> BTreeSet<JudgementNumber> {
        let mut came: BTreeMap<usize, (usize, JudgementNumber)> = BTreeMap::new();
        let mut border = std::collections::VecDeque::from([from]);
        while let Some(at) = border.pop_front().filter(|at| *at != to) {
            for ((x, y), (verdict, number)) in &self.pairs {
                let next = if *x == at { *y } else { *x };
                if *verdict == Verdict::Same
                    && (*x == at || *y == at)
                    && next != from
                    && !came.contains_key(&next)
                {
                    came.insert(next, (at, *number));
                    border.push_back(next);
                }
            }
        }
        let (mut all, mut at) = (BTreeSet::new(), to);
        while let Some((before, number)) = came.get(&at).filter(|_| at != from) {
            all.insert(*number);
            at = *before;
        }
        all
    }

    /// What holds of pairs of claims.
    pub fn pairs(
        &self,
    ) -> impl Iterator<Item = (&'j ClaimAnchor, &'j ClaimAnchor, Verdict, JudgementNumber)> + '_ {
        self.pairs
            .iter()
            .map(|((a, b), (verdict, number))| (self.anchors[*a], self.anchors[*b], *verdict, *number))
    }

    /// The verdict on two claims, with the judgement that gave it.
    pub fn on(&self, a: &ClaimAnchor, b: &ClaimAnchor) -> Option<(Verdict, JudgementNumber)> {
        let (a, b) = (*self.numbers.get(a)?, *self.numbers.get(b)?);
        self.pairs.get(&(a.min(b), a.max(b))).copied()
    }

    /// Judgements that gave way to later ones which they contradict by way of others.
    pub fn clashes(&self) -> &[Clash] {
        &self.clashes
    }
}

/// Sets of claims that are one, and which of these sets are apart.
#[derive(Default)]
struct Groups {
    parent: Vec<usize>,
    apart: Vec<BTreeSet<usize>>,
}

impl Groups {
    fn find(&mut self, at: usize) -> usize {
        let mut root = at;
        while self.parent[root] != root {
            self.parent[root] = self.parent[self.parent[root]];
            root = self.parent[root];
        }
        root
    }

    fn join(&mut self, a: usize, b: usize) {
        if a == b {
            return;
        }
        let (root, other) = (a.min(b), a.max(b));
        self.parent[other] = root;
        for apart in std::mem::take(&mut self.apart[other]) {
            self.apart[apart].remove(&other);
            self.keep_apart(root, apart);
        }
    }

    fn keep_apart(&mut self, a: usize, b: usize) {
        self.apart[a].insert(b);
        self.apart[b].insert(a);
    }
}

/// What a new decision does to the judgements that are there.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Effect {
    /// Judgements on the same claims that it takes the place of.
    pub replaces: BTreeSet<JudgementNumber>,
    /// Judgements it cannot hold together with.
    pub contradicts: BTreeSet<JudgementNumber>,
}

/// Asks what a decision would do before it is written down.
pub fn effect_of(judgements: &[Judgement], decision: &Decision) -> Effect {
    let next = judgements.last().map_or(1, |last| last.number.0 + 1);
    let number = JudgementNumber(next);
    let new = Judgement {
        number,
        by: String::new(),
        at: String::new(),
        why: String::new(),
        machine_said: None,
        decision: decision.clone(),
    };
    let with: Vec<Judgement> = judgements.iter().cloned().chain([new]).collect();
    let before = in_force(judgements);
    let known: BTreeSet<JudgementNumber> =
        Verdicts::of(&before).clashes.iter().map(|clash| clash.yields).collect();
    let after = in_force(&with);
    let verdicts = Verdicts::of(&after);
    let new_clashes = verdicts.clashes.iter().filter(|clash| !known.contains(&clash.yields));
    let mut contradicts: BTreeSet<JudgementNumber> =
        new_clashes.flat_map(|clash| clash.all.iter().copied()).collect();
    contradicts.remove(&number);
    Effect { replaces: verdicts.replaced.get(&number).cloned().unwrap_or_default(), contradicts }
}
