//! Nodes: the claims of one report about one happening, which are one from the start.

use std::collections::BTreeMap;
use std::sync::Arc;

use recount_model::Telling;

use super::context::Context;
use super::cores::map_in_order;
use super::facets::Facets;
use super::matching::Matching;
use super::{ClaimRow, ReportRow};

/// The claims of one report that share a local incident key.
#[derive(Clone, Debug)]
pub struct Node {
    /// Indices of the claims, in order of their anchors.
    pub claims: Vec<usize>,
    /// What they say together.
    pub facets: Facets,
}

/// Groups claims into nodes; claims with an empty local key stand alone.
///
/// The claims come in order of their anchors with the index of their report, so the nodes do too.
pub fn nodes_of(rows: &[(&ClaimRow, usize)], reports: &[ReportRow], matching: &Matching) -> Vec<Node> {
    let mut groups: Vec<Vec<usize>> = Vec::new();
    let mut of_report: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    let mut known: BTreeMap<(usize, &str, Telling), usize> = BTreeMap::new();
    for (claim, (row, report)) in rows.iter().enumerate() {
        of_report.entry(*report).or_default().push(claim);
        let key = (*report, row.claim.incident.as_str(), row.claim.telling);
        match known.get(&key) {
            Some(at) if !key.1.is_empty() => groups[*at].push(claim),
            _ => {
                known.insert(key, groups.len());
                groups.push(vec![claim]);
            }
        }
    }
    let told = |claims: &[usize]| -> Vec<&ClaimRow> { claims.iter().map(|claim| rows[*claim].0).collect() };
    let of_report: Vec<(usize, Vec<usize>)> = of_report.into_iter().collect();
    let contexts = map_in_order(of_report.len(), |at| {
        let (report, claims) = &of_report[at];
        Arc::new(Context::of(&reports[*report], &told(claims), matching))
    });
    map_in_order(groups.len(), |at| {
        let claims = groups[at].clone();
        let report = rows[claims[0]].1;
        // Every claim's report is among them.
        let place = of_report.partition_point(|(other, _)| *other < report);
        let facets = Facets::of(&told(&claims), report, &reports[report], contexts[place].clone(), matching);
        Node { claims, facets }
    })
}
