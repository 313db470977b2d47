//! Independent origins: reports are joined by what shows that one word stands behind them, and what is left are origins.

use std::collections::{BTreeMap, BTreeSet};

use recount_model::{Harm, OriginEdge, ReportId};

use super::incident::Told;
use super::names::sentence_words;
use super::shingles::count_shared;
use super::totals::{Interval, total_interval};
use super::voices::{Root, Voice, own_root, speaker_root, voices_of};
use super::{Profile, ReportRow, SourceFacts, Sources};

/// The origins of an incident.
#[derive(Clone, Debug)]
pub struct Origins {
    /// Demonstrably distinct origins, at least one and never more than reports.
    pub count: u32,
    /// The edges that joined reports, each with its reason.
    pub edges: Vec<OriginEdge>,
    /// The origin of each claim, by its position; none for denials of a happening that others affirm.
    pub of_claim: Vec<Option<usize>>,
}

/// Joins the voices of an incident.
///
/// A report that quotes two specific roots has two voices, so it does not make those two roots one.
pub fn origins_of(
    reports: &[ReportRow],
    told: &[Told<'_>],
    sources: Sources<'_>,
    profile: &Profile,
    cuts: &Cuts,
) -> Origins {
    let voices = voices_of(reports, told, &profile.matching.names);
    let facts = voices.iter().map(|voice| facts_of(&voice.root, sources)).collect();
    let parent = (0..voices.len()).collect();
    let mut joining = Joining { reports, told, profile, facts, parent, edges: Vec::new(), voices, cuts };
    joining.join_agencies();
    joining.join_roots();
    joining.join_texts();
    joining.join_quotations();
    joining.join_owners();
    joining.join_retellings(sources);
    joining.finish()
}

fn facts_of(root: &Root, sources: Sources<'_>) -> Option<SourceFacts> {
    match root {
        Root::Source(id) => sources(id),
        _ => None,
    }
}

/// Pairs of reports, the smaller id first, that a person judged not to be one origin.
pub type Cuts = BTreeSet<(ReportId, ReportId)>;

struct Joining<'r> {
    reports: &'r [ReportRow],
    told: &'r [Told<'r>],
    profile: &'r Profile,
    voices: Vec<Voice>,
    facts: Vec<Option<SourceFacts>>,
    parent: Vec<usize>,
    edges: Vec<OriginEdge>,
    cuts: &'r Cuts,
}

impl Joining<'_> {
    fn find(&mut self, voice: usize) -> usize {
        let mut root = voice;
        while self.parent[root] != root {
            self.parent[root] = self.parent[self.parent[root]];
            root = self.parent[root];
        }
        root
    }

    /// Joins two voices; an edge is kept if this joined what was apart.
    fn join(&mut self, a: usize, b: usize, rule: &str, reason: String) {
        let (root_a, root_b) = (self.find(a), self.find(b));
        if root_a == root_b {
            return;
        }
        let id = |voice: usize| self.reports[self.voices[voice].report].head.id.clone();
        let (a, b) = (id(a), id(b));
        let (a, b) = (a.clone().min(b.clone()), a.max(b));
        if self.cuts.contains(&(a.clone(), b.clone())) {
            return;
        }
        self.parent[root_a.max(root_b)] = root_a.min(root_b);
        if a != b {
            self.edges.push(OriginEdge { a, b, rule: rule.to_owned(), reason });
        }
    }

    /// Joins every member of each group to its first.
    fn join_groups(
        &mut self,
        groups: BTreeMap<String, Vec<usize>>,
        rule: &str,
        reason: impl Fn(&str) -> String,
    ) {
        for (key, members) in groups {
            for pair in members.windows(2) {
                self.join(pair[0], pair[1], rule, reason(&key));
            }
        }
    }

    /// The same agency credited or datelined, or quoted anywhere in a chain while its own report is there.
    fn join_agencies(&mut self) {
        let rules = &self.profile.matching.names;
        let mut credited: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        let mut published: BTreeMap<Root, usize> = BTreeMap::new();
        for (at, voice) in self.voices.iter().enumerate() {
            let report = &self.reports[voice.report];
            for agency in &report.agency_credits {
                credited.entry(agency.clone()).or_default().push(at);
            }
            let own = own_root(report, rules);
            if own == voice.root {
                published.entry(own).or_insert(at);
            }
        }
        let mut quoted: Vec<(usize, usize, Root)> = Vec::new();
        for (at, voice) in self.voices.iter().enumerate() {
            let chains = voice.claims.iter().flat_map(|claim| &self.told[*claim].row.speakers);
            let credits =
                self.reports[voice.report].agency_credits.iter().map(|agency| Root::Source(agency.clone()));
            for root in chains.filter_map(|speaker| speaker_root(speaker, rules)).chain(credits) {
                quoted.extend(
                    published.get(&root).filter(|other| **other != at).map(|other| (at, *other, root)),
                );
            }
        }
        self.join_groups(credited, "agency", |agency| format!("both credit {agency}"));
        for (at, publisher, root) in quoted {
            self.join(
                at,
                publisher,
                "agency",
                format!("one carries the word of {}, which published the other", root.label()),
            );
        }
    }

    /// The same specific root.
    fn join_roots(&mut self) {
        let mut groups: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        for (at, voice) in self.voices.iter().enumerate() {
            groups.entry(voice.root.label().to_owned()).or_default().push(at);
        }
        self.join_groups(groups, "same-root", |root| format!("both rest on the word of {root}"));
    }

    /// A text that contains most of another's.
    fn join_texts(&mut self) {
        let rules = &self.profile.matching.origins;
        let mut holders: BTreeMap<u64, Vec<usize>> = BTreeMap::new();
        let mut first_voice: BTreeMap<usize, usize> = BTreeMap::new();
        for (at, voice) in self.voices.iter().enumerate() {
            first_voice.entry(voice.report).or_insert(at);
        }
        for (report, at) in &first_voice {
            for shingle in &self.reports[*report].shingles {
                holders.entry(*shingle).or_default().push(*at);
            }
        }
        let mut shared: BTreeMap<(usize, usize), usize> = BTreeMap::new();
        for holders in holders.values() {
            for (n, a) in holders.iter().enumerate() {
                for b in &holders[n + 1..] {
                    *shared.entry((*a.min(b), *a.max(b))).or_default() += 1;
                }
            }
        }
        for ((a, b), shared) in shared {
            let len = |voice: usize| self.reports[self.voices[voice].report].shingles.len();
            let smaller = if len(a) <= len(b) { a } else { b };
            let share = shared as f64 / len(smaller).max(1) as f64;
            if shared < rules.shared_shingles || share < rules.containment {
                continue;
            }
            // Every voice of the shorter text is a voice of the longer one.
            let (small, large) = (self.voices[smaller].report, if smaller == a { b } else { a });
            let mine: Vec<usize> =
                (0..self.voices.len()).filter(|at| self.voices[*at].report == small).collect();
            let known: Vec<usize> = (0..self.voices.len())
                .filter(|at| self.voices[*at].report == self.voices[large].report)
                .collect();
            for voice in mine {
                let root = &self.voices[voice].root;
                let twin =
                    known.iter().copied().find(|other| self.voices[*other].root == *root).unwrap_or(large);
                let percent = (share * 100.0).round();
                self.join(
                    voice,
                    twin,
                    "near-duplicate",
                    format!("{percent} % of the shorter text stand in the other"),
                );
            }
        }
    }

    /// The same quoted sentence.
    fn join_quotations(&mut self) {
        let matching = &self.profile.matching;
        let rules = &matching.origins;
        let mut quotes: Vec<(usize, Vec<u64>)> = Vec::new();
        for (at, voice) in self.voices.iter().enumerate() {
            let texts =
                voice.claims.iter().map(|claim| sentence_words(&self.told[*claim].row.quote, matching));
            quotes
                .extend(texts.filter(|words| words.len() >= rules.quotation_words).map(|words| (at, words)));
        }
        quotes.sort_by(|(a_at, a), (b_at, b)| a.cmp(b).then(a_at.cmp(b_at)));
        // Sorted by words, equal quotations are neighbours; a few after each catch those that differ in a late word.
        let mut pairs = Vec::new();
        for (n, (a, a_words)) in quotes.iter().enumerate() {
            for (b, b_words) in quotes[n + 1..].iter().take(8) {
                let shared = count_shared(a_words, b_words);
                let fewer = a_words.len().min(b_words.len()) as f64;
                if shared >= rules.quotation_words && shared as f64 >= rules.quotation_share * fewer {
                    pairs.push((*a.min(b), *a.max(b)));
                }
            }
        }
        pairs.sort_unstable();
        for (a, b) in pairs {
            self.join(a, b, "same-quotation", "both tell it in nearly the same sentence".to_owned());
        }
    }

    /// Outlets of one owner, or of one party to the conflict.
    fn join_owners(&mut self) {
        let mut owners: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        let mut parties: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        for (at, facts) in self.facts.iter().enumerate() {
            let Some(facts) = facts else { continue };
            owners.entry(facts.id.clone()).or_default().push(at);
            if let Some(owner) = &facts.owner {
                owners.entry(owner.clone()).or_default().push(at);
            }
            if let Some(party) = &facts.affiliation {
                parties.entry(party.clone()).or_default().push(at);
            }
        }
        self.join_groups(owners, "same-owner", |owner| format!("both belong to {owner}"));
        self.join_groups(parties, "same-owner", |party| {
            format!("both speak for {party}; a party does not corroborate itself")
        });
    }

    /// Own words that name no source and add no figure to what another report gives with its source.
    fn join_retellings(&mut self, sources: Sources<'_>) {
        let figures: Vec<Vec<(Harm, Interval)>> =
            self.voices.iter().map(|voice| self.figures(voice)).collect();
        let is_unsourced: Vec<bool> =
            self.voices.iter().map(|voice| self.is_unsourced(voice, sources)).collect();
        let is_attributed =
            |voice: &Voice| voice.claims.iter().any(|claim| !self.told[*claim].row.speakers.is_empty());
        let attributed: Vec<bool> = self.voices.iter().map(is_attributed).collect();
        for at in 0..self.voices.len() {
            if !is_unsourced[at] {
                continue;
            }
            let nobody = matches!(self.voices[at].root, Root::Report(_));
            let matches = |other: &usize| {
                let elsewhere = self.voices[*other].report != self.voices[at].report;
                let same = figures[at].iter().all(|figure| figures[*other].contains(figure));
                elsewhere && same && (attributed[*other] || (nobody && !figures[at].is_empty()))
            };
            let Some(other) = (0..self.voices.len()).find(matches) else { continue };
            let reason = if figures[at].is_empty() {
                "one names no source and gives no figure of its own"
            } else if attributed[other] {
                "one names no source and repeats the figures that the other attributes"
            } else {
                "one has no known publisher and the same figures"
            };
            self.join(at, other, "unsourced-retelling", reason.to_owned());
        }
    }

    fn is_unsourced(&self, voice: &Voice, sources: Sources<'_>) -> bool {
        let report = &self.reports[voice.report];
        let silent = voice.claims.iter().all(|claim| self.told[*claim].row.speakers.is_empty());
        let kind = report.head.publisher_source.as_deref().and_then(sources).map(|facts| facts.kind);
        let gathers = kind.is_some_and(|kind| self.profile.matching.origins.gathers_itself.contains(&kind));
        silent && report.agency_credits.is_empty() && !gathers
    }

    fn figures(&self, voice: &Voice) -> Vec<(Harm, Interval)> {
        let mut figures = Vec::new();
        for claim in &voice.claims {
            for harm in Harm::ALL.iter().copied() {
                let total = total_interval(&self.told[*claim].row.claim.figures, harm, &|_| true);
                figures.extend(total.map(|(interval, _)| (harm, interval)));
            }
        }
        figures
    }

    fn finish(mut self) -> Origins {
        let mut of_claim = vec![None; self.told.len()];
        let mut roots = Vec::new();
        for at in 0..self.voices.len() {
            let root = self.find(at);
            roots.push(root);
            for claim in &self.voices[at].claims {
                of_claim[*claim] = Some(root);
            }
        }
        roots.sort_unstable();
        roots.dedup();
        let mut links: Vec<usize> = self.told.iter().map(|told| told.report).collect();
        links.sort_unstable();
        links.dedup();
        // One report is one link; that it quotes two roots does not make it two origins.
        let count = roots.len().clamp(1, links.len().max(1));
        self.edges.sort_by(|x, y| (&x.a, &x.b, &x.rule).cmp(&(&y.a, &y.b, &y.rule)));
        Origins { count: u32::try_from(count).unwrap_or(u32::MAX), edges: self.edges, of_claim }
    }
}
