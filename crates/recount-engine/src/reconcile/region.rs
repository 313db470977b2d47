//! Which claims a change of some reports can touch, so that the rest of a large ledger need not be looked at.
//!
//! Claims come into one incident only over links between pairs (see `cluster`). So what no chain of links joins to a
//! report that came, went or was judged stays as it is, and reconciling the region that such chains reach gives what
//! reconciling everything would give there. The keys of the blocks are kept as a print of each report; with these, only
//! reports that meet the region are read again.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use recount_model::{ClaimAnchor, ClaimId, Judgement, ReportId};

use super::compare::verdict;
use super::cores::map_in_order;
use super::keys::{WAITS, keys_of};
use super::matching::Matching;
use super::nodes::{Node, nodes_of};
use super::people::People;
use super::{ClaimRow, Profile, Reconciled, ReportRow, Sources, ordered, reconcile_judged};

/// Keys of the nodes of a report, shortened: two that are alike by chance only lead to one comparison more.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Print(Vec<u8>);

impl Print {
    /// A print as it was kept.
    pub fn from_bytes(bytes: Vec<u8>) -> Self {
        Self(bytes)
    }

    /// The bytes to keep.
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    fn of(nodes: &[Node]) -> Self {
        let mut bytes = Vec::new();
        for node in nodes {
            let mut keys: Vec<u32> = keys_of(&node.facets).into_iter().map(short).collect();
            keys.sort_unstable();
            keys.dedup();
            bytes.extend((keys.len() as u32).to_le_bytes());
            bytes.extend(keys.iter().flat_map(|key| key.to_le_bytes()));
        }
        Self(bytes)
    }

    /// The keys of each node. Of bytes that do not fit, as far as they do.
    fn nodes(&self) -> impl Iterator<Item = &[[u8; 4]]> {
        let (mut words, _) = self.0.as_chunks::<4>();
        std::iter::from_fn(move || {
            let (count, rest) = words.split_first()?;
            let (keys, rest) = rest.split_at_checked(u32::from_le_bytes(*count) as usize)?;
            words = rest;
            Some(keys)
        })
    }
}

fn short(key: u64) -> u32 {
    (key >> 32) as u32 & !1 | (key & WAITS) as u32
}

/// The prints of reports that have claims, as people corrected them.
pub fn prints(
    reports: &[ReportRow],
    claims: &[ClaimRow],
    profile: &Profile,
    judgements: &[Judgement],
) -> BTreeMap<ReportId, Print> {
    let people = People::of(judgements);
    let mut of_report: BTreeMap<&ReportId, (usize, Vec<ClaimRow>)> = BTreeMap::new();
    for row in claims {
        let Some(report) = reports.get(row.report) else { continue };
        let entry = of_report.entry(&report.head.id).or_insert_with(|| (row.report, Vec::new()));
        entry.1.push(ClaimRow { report: 0, ..row.clone() });
    }
    let print = |(id, (at, claims)): (&ReportId, (usize, Vec<ClaimRow>))| {
        (id.clone(), Print::of(&nodes_alone(&reports[at], &claims, &people, &profile.matching)))
    };
    of_report.into_iter().map(print).collect()
}

/// The nodes of one report.
fn nodes_alone(
    report: &ReportRow,
    claims: &[ClaimRow],
    people: &People<'_>,
    matching: &Matching,
) -> Vec<Node> {
    let report = std::slice::from_ref(report);
    let read = ordered(report, claims);
    let corrected = people.corrected(&read);
    let rows: Vec<(&ClaimRow, usize)> =
        read.iter().map(|(row, at)| (corrected.get(&row.claim.anchor).unwrap_or(row), *at)).collect();
    nodes_of(&rows, report, matching)
}

/// A report with its claims; their `report` is 0.
#[derive(Clone, Debug)]
pub struct Loaded {
    /// The report.
    pub report: ReportRow,
    /// All its claims.
    pub claims: Vec<ClaimRow>,
}

/// What changed in a set of reports.
#[derive(Clone, Copy, Debug)]
pub struct Change<'c> {
    /// Every report that stands, with its print as it is now.
    pub standing: &'c [(ReportId, Print)],
    /// Those of them, by index, that came or were read or judged anew.
    pub changed: &'c [usize],
    /// Prints that hold no more: of reports that went, and those that changed ones had before.
    pub gone: &'c [Print],
}

/// The region of a change: reports with claims, and which of these claims are linked to it.
#[derive(Clone, Debug, Default)]
pub struct Region {
    reports: Vec<ReportRow>,
    claims: Vec<ClaimRow>,
    members: HashSet<ClaimId>,
}

/// Loads reports by their places in the change, in order.
pub type Load<'l, E> = dyn FnMut(&[usize]) -> Result<Vec<Loaded>, E> + 'l;

/// Finds the region of a change. `load` gives the reports of these indices.
pub fn region<E>(
    change: Change<'_>,
    profile: &Profile,
    judgements: &[Judgement],
    load: &mut Load<'_, E>,
) -> Result<Region, E> {
    let people = People::of(judgements);
    let mut search = Search {
        change,
        matching: &profile.matching,
        people,
        loaded: HashMap::new(),
        inside: HashSet::new(),
    };
    search.load(change.changed.iter().copied().collect(), load)?;
    let mut border: Vec<(usize, usize)> = Vec::new();
    for at in change.changed {
        border.extend((0..search.nodes_of(*at).len()).map(|node| (*at, node)));
    }
    search.inside.extend(border.iter().copied());
    // What met a print that is gone may have been linked to it, and is not asked.
    let mut ghosts = Border::default();
    change.gone.iter().flat_map(Print::nodes).for_each(|keys| ghosts.add((usize::MAX, 0), keys));
    let freed: BTreeSet<(usize, usize)> = search.met(&ghosts).into_iter().map(|(node, _)| node).collect();
    search.load(freed.iter().map(|(at, _)| *at).collect(), load)?;
    border.extend(freed.iter().filter(|node| search.inside.insert(**node)).copied());
    while !border.is_empty() {
        border = search.step(&border, load)?;
    }
    Ok(search.finish())
}

struct Search<'c> {
    change: Change<'c>,
    matching: &'c Matching,
    people: People<'c>,
    loaded: HashMap<usize, (Loaded, Vec<Node>)>,
    /// Nodes of the region: index of the report and of the node in it.
    inside: HashSet<(usize, usize)>,
}

impl Search<'_> {
    fn load<E>(&mut self, wanted: BTreeSet<usize>, load: &mut Load<'_, E>) -> Result<(), E> {
        let wanted: Vec<usize> = wanted.into_iter().filter(|at| !self.loaded.contains_key(at)).collect();
        if wanted.is_empty() {
            return Ok(());
        }
        let place: HashMap<&ReportId, usize> =
            wanted.iter().filter_map(|at| Some((&self.change.standing.get(*at)?.0, *at))).collect();
        let found: Vec<(usize, Loaded)> = load(&wanted)?
            .into_iter()
            .filter_map(|one| Some((*place.get(&one.report.head.id)?, one)))
            .collect();
        let nodes = map_in_order(found.len(), |n| {
            let (at, one) = &found[n];
            let mut nodes = nodes_alone(&one.report, &one.claims, &self.people, self.matching);
            nodes.iter_mut().for_each(|node| node.facets.report = *at);
            nodes
        });
        self.loaded.extend(found.into_iter().zip(nodes).map(|((at, one), nodes)| (at, (one, nodes))));
        Ok(())
    }

    fn nodes_of(&self, at: usize) -> &[Node] {
        self.loaded.get(&at).map_or(&[], |(_, nodes)| nodes)
    }

    /// Nodes outside the region that meet the border, each with the nodes it meets.
    fn met(&self, border: &Border) -> BTreeSet<((usize, usize), (usize, usize))> {
        let mut met = BTreeSet::new();
        for (at, (_, print)) in self.change.standing.iter().enumerate() {
            for (node, keys) in print.nodes().enumerate() {
                if self.inside.contains(&(at, node)) {
                    continue;
                }
                border.meet(keys, |other| {
                    if other.0 != at {
                        met.insert(((at, node), other));
                    }
                });
            }
        }
        met
    }

    /// Adds what links to the border, and gives it as the next border.
    fn step<E>(
        &mut self,
        nodes: &[(usize, usize)],
        load: &mut Load<'_, E>,
    ) -> Result<Vec<(usize, usize)>, E> {
        let mut border = Border::default();
        let mut of_report: BTreeMap<usize, BTreeSet<usize>> = BTreeMap::new();
        for (at, node) in nodes {
            of_report.entry(*at).or_default().insert(*node);
        }
        for (at, wanted) in &of_report {
            let Some((_, print)) = self.change.standing.get(*at) else { continue };
            let all = print.nodes().enumerate().filter(|(node, _)| wanted.contains(node));
            all.for_each(|(node, keys)| border.add((*at, node), keys));
        }
        let met = self.met(&border);
        let ends = met.iter().flat_map(|((a, _), (b, _))| [*a, *b]).collect();
        self.load(ends, load)?;
        let mut next = Vec::new();
        for (node, other) in met {
            if !self.inside.contains(&node) && self.links(node, other) {
                self.inside.insert(node);
                next.push(node);
            }
        }
        Ok(next)
    }

    /// Compares in the order in which reconciling does: by the ids of the reports.
    fn links(&self, a: (usize, usize), b: (usize, usize)) -> bool {
        let id = |at: usize| self.change.standing.get(at).map(|(id, _)| id);
        let (a, b) = if id(a.0) <= id(b.0) { (a, b) } else { (b, a) };
        let node = |(at, node): (usize, usize)| self.nodes_of(at).get(node);
        node(a).zip(node(b)).is_some_and(|(a, b)| verdict(&a.facets, &b.facets, self.matching).links)
    }

    fn finish(mut self) -> Region {
        let mut region = Region::default();
        let reports: BTreeSet<usize> = self.inside.iter().map(|(at, _)| *at).collect();
        for at in reports {
            let Some((one, nodes)) = self.loaded.remove(&at) else { continue };
            let read = ordered(std::slice::from_ref(&one.report), &one.claims);
            let inside = nodes.iter().zip(0..).filter(|(_, node)| self.inside.contains(&(at, *node)));
            let claims = inside.flat_map(|(node, _)| &node.claims);
            region.members.extend(claims.map(|claim| read[*claim].0.claim.anchor.claim_id()));
            let report = region.reports.len();
            region.claims.extend(one.claims.into_iter().map(|row| ClaimRow { report, ..row }));
            region.reports.push(one.report);
        }
        region
    }
}

/// A node by its report and its place there, and whether it only waits.
type Waiting = ((usize, usize), bool);

/// Keys of some nodes, for finding who meets them.
struct Border {
    /// One bit for the hash of each key, because nearly all that are asked about are not there.
    filter: Vec<u64>,
    nodes: HashMap<u32, Vec<Waiting>>,
}

/// Bits of the filter, as a power of two.
const FILTER_BITS: u32 = 22;

impl Default for Border {
    fn default() -> Self {
        Self { filter: vec![0; 1 << (FILTER_BITS - 6)], nodes: HashMap::new() }
    }
}

impl Border {
    fn place(key: u32) -> (usize, u64) {
        let at = key >> (u32::BITS - FILTER_BITS);
        ((at >> 6) as usize, 1 << (at & 63))
    }

    fn add(&mut self, node: (usize, usize), keys: &[[u8; 4]]) {
        for key in keys.iter().map(|key| u32::from_le_bytes(*key)) {
            let (word, bit) = Self::place(key);
            self.filter[word] |= bit;
            self.nodes.entry(key & !1).or_default().push((node, key & 1 == 1));
        }
    }

    fn meet(&self, keys: &[[u8; 4]], mut found: impl FnMut((usize, usize))) {
        for key in keys.iter().map(|key| u32::from_le_bytes(*key)) {
            let (word, bit) = Self::place(key);
            if self.filter[word] & bit == 0 {
                continue;
            }
            let others = self.nodes.get(&(key & !1)).into_iter().flatten();
            let looked_for = others.filter(|(_, waits)| !(*waits && key & 1 == 1));
            looked_for.for_each(|(node, _)| found(*node));
        }
    }
}

impl Region {
    /// Claims of the region.
    pub fn claims(&self) -> &HashSet<ClaimId> {
        &self.members
    }

    /// The incidents of the region, as reconciling everything would give them.
    pub fn reconcile(&self, sources: Sources<'_>, profile: &Profile, judgements: &[Judgement]) -> Reconciled {
        let mut found = reconcile_judged(&self.reports, &self.claims, sources, profile, judgements);
        // The reports of the region also tell of other things. Without their partners these are not put together here.
        found.incidents.retain(|incident| incident.claims.iter().all(|claim| self.members.contains(claim)));
        found
    }
}

/// The reports that judgements are about, whether in force or undone: they belong to every change.
pub fn judged_reports(judgements: &[Judgement]) -> BTreeSet<ReportId> {
    let mut reports = BTreeSet::new();
    for judgement in judgements {
        if let recount_model::Decision::Cut { a, b } = &judgement.decision {
            reports.extend([a.clone(), b.clone()]);
        }
        let anchors: Vec<&ClaimAnchor> = judgement.decision.anchors();
        reports.extend(anchors.into_iter().map(|anchor| anchor.report.clone()));
    }
    reports
}
