//! Resolves all place names of one report together.
//!
//! Names of one report lie near one another and mostly in one country, so they decide each other: first what needs no
//! context (countries, areas the text links, names with one candidate), then the rest by distance to those, then once
//! more with what the first round settled.

use std::sync::Arc;

use crate::answer::{self, settled};
use crate::evidence::{Linked, NamedAreas, closeness};
use crate::fold::{Fold, fold};
use crate::gazetteer::Gazetteer;
use crate::kind::{FeatureKind, TypeHint};
use crate::query::{Context, LinkedName, PlaceQuery, Resolution};
use crate::score::{Anchor, Fame, Scored, Shadow, candidates, near_part, sort};

/// One distinct name of the report, asked once however often it occurs.
pub(crate) struct Name {
    pub(crate) folded: Fold,
    pub(crate) hint: Option<TypeHint>,
    /// What it may mean before the rest of the report is heard.
    pub(crate) found: Arc<[Scored]>,
    /// The same, weighed by the rest of the report; the best first.
    pub(crate) candidates: Vec<Scored>,
    /// The first name with the same core: "Anbar desert" is no context for "Anbar province".
    pub(crate) root: usize,
    /// Numbers of the names of linked areas.
    pub(crate) within: Vec<usize>,
    /// Numbers of the names it is said to be near.
    near: Vec<usize>,
    /// Sentences that name it, in order.
    pub(crate) sentences: Vec<u32>,
    /// Whether the text says in which area it lies.
    pub(crate) link: Link,
}

/// Whether the text says in which area a name lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Link {
    /// It names an area that a set has.
    Known,
    /// It names one that no set has, which excludes nothing.
    Unknown,
    /// It names none.
    No,
}

/// The countries the report is about, from all it says; empty when nothing agrees.
pub(crate) type Countries = Vec<[u8; 2]>;

/// An area that holds a place which the text puts into it: "Atlanta, Georgia" is no Georgia without an Atlanta.
const HOLDS: f32 = 0.12;

/// The name number that stands for the context's own point.
const FROM_CONTEXT: usize = usize::MAX;

/// Resolves the place names of one report; answers stand in the order of the queries.
#[must_use]
pub fn resolve(gazetteer: &Gazetteer, context: &Context, queries: &[PlaceQuery]) -> Vec<Resolution> {
    Asked::new(gazetteer, queries).answers(context)
}

/// The place names of one report, looked up, ready to be answered under one context or several.
pub struct Asked<'a> {
    gazetteer: &'a Gazetteer,
    queries: &'a [PlaceQuery],
    names: Vec<Name>,
    /// The number of each query's name.
    asked: Vec<usize>,
    areas: NamedAreas,
}

impl<'a> Asked<'a> {
    /// Looks the names up.
    #[must_use]
    pub fn new(gazetteer: &'a Gazetteer, queries: &'a [PlaceQuery]) -> Self {
        let mut names: Vec<Name> = Vec::with_capacity(queries.len() + 4);
        let asked: Vec<usize> =
            queries.iter().map(|query| intern(&mut names, &query.name, query.type_hint)).collect();
        for (query, &name) in queries.iter().zip(&asked) {
            names[name].sentences.extend(&query.sentences);
            for area in &query.within {
                let area = linked_name(&mut names, area);
                if area != name && !names[name].within.contains(&area) {
                    names[name].within.push(area);
                }
            }
            for place in &query.near {
                let place = linked_name(&mut names, place);
                if place != name && !names[name].near.contains(&place) {
                    names[name].near.push(place);
                }
            }
        }
        for name in &mut names {
            name.sentences.sort_unstable();
            name.sentences.dedup();
            name.found = candidates(gazetteer, &name.folded, name.hint);
        }
        let areas = NamedAreas::of(gazetteer, &names);
        Self { gazetteer, queries, names, asked, areas }
    }

    /// The answers under a context, in the order of the queries.
    #[must_use]
    pub fn answers(&mut self, context: &Context) -> Vec<Resolution> {
        let Self { gazetteer, names, areas, .. } = self;
        for name in names.iter_mut() {
            name.candidates.clear();
            name.candidates.extend_from_slice(&name.found);
        }
        let countries = countries(context, names);
        for name in 0..names.len() {
            names[name].link = link(names, name, &countries);
        }
        let mut anchors = first_anchors(context, names, &countries);
        for _ in 0..2 {
            for number in 0..names.len() {
                rescore(gazetteer, names, number, &anchors, &countries, areas);
            }
            anchors = context_anchor(context).collect();
            anchors.extend(names.iter().enumerate().filter_map(|(number, name)| {
                settled(name, &countries).map(|candidate| Anchor { point: candidate.point, name: number })
            }));
        }
        let answer = |(query, &name): (&PlaceQuery, &usize)| {
            let entry = &names[name];
            let linked = entry
                .within
                .iter()
                .chain(&entry.near)
                .map(|&other| (&names[other], entry.near.contains(&other)));
            answer::answer(gazetteer, query, entry, linked, &countries)
        };
        self.queries.iter().zip(&self.asked).map(answer).collect()
    }
}

fn intern(names: &mut Vec<Name>, name: &str, hint: Option<TypeHint>) -> usize {
    let folded = fold(name);
    let hint = hint.or(folded.kind);
    if let Some(known) =
        names.iter().position(|known| known.hint == hint && known.folded.plain == folded.plain)
    {
        return known;
    }
    let root = names.iter().position(|known| known.folded.core == folded.core).unwrap_or(names.len());
    names.push(Name {
        root,
        folded,
        hint,
        found: Arc::default(),
        candidates: Vec::new(),
        within: Vec::new(),
        near: Vec::new(),
        sentences: Vec::new(),
        link: Link::No,
    });
    names.len() - 1
}

/// The name that a link means: one the report states the kind of, before the bare spelling.
fn linked_name(names: &mut Vec<Name>, link: &LinkedName) -> usize {
    if link.type_hint.is_some() {
        return intern(names, &link.name, link.type_hint);
    }
    let folded = fold(&link.name);
    let same = |known: &Name| known.folded.plain == folded.plain && known.hint.is_some();
    match names.iter().position(same) {
        Some(known) => known,
        None => intern(names, &link.name, None),
    }
}

fn link(names: &[Name], name: usize, countries: &Countries) -> Link {
    if names[name].within.is_empty() {
        return Link::No;
    }
    let expected = |found: &Scored| countries.is_empty() || countries.contains(&found.cc);
    let has = |other: &usize| {
        names[*other].candidates.iter().any(|found| found.parts.name >= 0.9 && expected(found))
    };
    if names[name].within.iter().any(has) { Link::Known } else { Link::Unknown }
}

fn context_anchor(context: &Context) -> impl Iterator<Item = Anchor> {
    context.near.into_iter().map(|point| Anchor { point, name: FROM_CONTEXT })
}

/// Votes for the countries the report is about.
///
/// Hints and country words count most; every other name votes for the countries of its exact candidates, divided among
/// them, so that a name found in forty countries says nothing.
fn countries(context: &Context, names: &[Name]) -> Countries {
    let mut votes: Vec<([u8; 2], f32)> = Vec::new();
    let mut vote = |cc: [u8; 2], weight: f32| {
        if cc != [b' '; 2] {
            match votes.iter_mut().find(|known| known.0 == cc) {
                Some(known) => known.1 += weight,
                None => votes.push((cc, weight)),
            }
        }
    };
    for (place, hint) in context.country_hints.iter().enumerate() {
        if let &[a, b] = hint.as_bytes() {
            vote([a.to_ascii_uppercase(), b.to_ascii_uppercase()], 2.0 / (1.0 + place as f32 * 0.5));
        }
    }
    for name in names {
        if let Some(country) = country_word(name) {
            // "Georgia" is a state of two kinds; the other names decide which.
            let namesake =
                name.candidates.iter().any(|other| other.fame == Fame::World && other.cc != country.cc);
            vote(country.cc, if namesake { 0.5 } else { 1.5 });
            continue;
        }
        // "Deir ez-Zor Governorate" names its country as surely as a country word does.
        let area = name.candidates.first().filter(|best| best.kind.is_area() && best.parts.name >= 0.95);
        if let Some(area) =
            area.filter(|_| matches!(name.hint, Some(TypeHint::Governorate | TypeHint::District)))
        {
            vote(area.cc, 1.5);
            continue;
        }
        let best = name.candidates.iter().map(|c| c.parts.name + c.parts.prior).fold(0.0, f32::max);
        let mut mine: Vec<([u8; 2], f32)> = Vec::new();
        // A hamlet in the shadow of a place that everybody knows says nothing about the country.
        let known = name.candidates.iter().filter(|c| c.parts.name >= 0.95 && c.shadow == Shadow::None);
        for candidate in known {
            let weight =
                1.0 + if candidate.parts.name + candidate.parts.prior >= best - 0.02 { 1.0 } else { 0.0 };
            match mine.iter_mut().find(|known| known.0 == candidate.cc) {
                Some(known) => known.1 = known.1.max(weight),
                None => mine.push((candidate.cc, weight)),
            }
        }
        let total: f32 = mine.iter().map(|entry| entry.1).sum();
        mine.iter().for_each(|&(cc, weight)| vote(cc, weight / total));
    }
    let most = votes.iter().map(|entry| entry.1).fold(0.0, f32::max);
    if most < 1.2 {
        return Vec::new();
    }
    votes.retain(|entry| entry.1 > 0.5 * most && entry.1 >= 1.0);
    votes.into_iter().map(|entry| entry.0).collect()
}

fn country_word(name: &Name) -> Option<&Scored> {
    name.candidates.first().filter(|best| best.kind == FeatureKind::Country && best.parts.name >= 0.95)
}

/// What needs no other name to be sure: the context's point, and names with one candidate.
fn first_anchors(context: &Context, names: &[Name], countries: &Countries) -> Vec<Anchor> {
    let mut anchors: Vec<Anchor> = context_anchor(context).collect();
    for (number, name) in names.iter().enumerate() {
        let Some(best) = name.candidates.first() else { continue };
        let rival = name
            .candidates
            .iter()
            .filter(|other| other.parts.name >= 0.85 && !(other.kind.is_area() && other.cc == best.cc))
            .filter(|other| countries.is_empty() || countries.contains(&other.cc))
            .any(|other| crate::geo::rough_km(best.point, other.point, best.cosine) > 10.0);
        let expected = countries.is_empty() || countries.contains(&best.cc);
        if best.parts.name >= 0.95 && expected && !rival && !best.kind.is_area() {
            anchors.push(Anchor { point: best.point, name: number });
        }
    }
    anchors
}

/// Whether a settlement of exactly its name lies in an area, as far as their set tells.
fn lies_in(gazetteer: &Gazetteer, inner: &Scored, area: &Scored) -> bool {
    let own = |place: &Scored| gazetteer.place(place.found.place).map(|place| place.admin1());
    inner.kind.is_settlement()
        && inner.parts.name >= 0.95
        && inner.cc == area.cc
        && (area.kind == FeatureKind::Country
            || inner.found.place.layer == area.found.place.layer
                && own(inner).is_some_and(|admin1| !admin1.is_empty() && own(area) == Some(admin1)))
}

fn rescore(
    gazetteer: &Gazetteer,
    names: &mut [Name],
    number: usize,
    anchors: &[Anchor],
    countries: &Countries,
    areas: &mut NamedAreas,
) {
    let linked: Vec<(bool, Option<Scored>)> = names[number]
        .within
        .iter()
        .map(|&other| (false, names[other].candidates.first().cloned()))
        .chain(names[number].near.iter().map(|&other| (true, names[other].candidates.first().cloned())))
        .collect();
    let root = names[number].root;
    // What an anchor counts depends on the two names only, not on the candidate.
    let weighed: Vec<(f32, (f64, f64))> = anchors
        .iter()
        .filter_map(|anchor| match names.get(anchor.name) {
            Some(other) if other.root == root => None,
            Some(other) => Some((closeness(&names[number], other), anchor.point)),
            None => Some((1.0, anchor.point)),
        })
        .collect();
    let told_inside: Vec<usize> =
        (0..names.len()).filter(|&other| names[other].within.contains(&number)).collect();
    let mut candidates = std::mem::take(&mut names[number].candidates);
    for candidate in &mut candidates {
        let (mut near, mut nearest) = (0.0f32, f64::INFINITY);
        for (weight, point) in &weighed {
            let km = crate::geo::rough_km(candidate.point, *point, candidate.cosine);
            near = near.max(near_part(km) * weight);
            nearest = nearest.min(km);
        }
        // The middle of an area is near whatever happens to lie there.
        candidate.parts.near = if candidate.kind.is_area() { near * 0.5 } else { near };
        let (support, inside) = areas.support(gazetteer, names, number, candidate);
        (candidate.parts.area, candidate.inside) = (support, inside);
        for (near, place) in linked.iter().filter_map(|(near, place)| Some((*near, place.as_ref()?))) {
            let distance = crate::geo::rough_km(candidate.point, place.point, candidate.cosine);
            let part = match (near, place.kind) {
                (false, FeatureKind::Country) if place.cc == candidate.cc => 0.12,
                (false, FeatureKind::Country) => 0.0,
                // A set may leave out the area of its rows; near its middle a place most likely lies in it.
                (false, kind) if kind.is_area() => {
                    if place.cc == candidate.cc && distance < 60.0 {
                        0.08
                    } else {
                        0.0
                    }
                }
                (_, _) => near_part(distance),
            };
            if part > 0.0 {
                candidate.inside = Linked::Yes;
            }
            candidate.parts.area = candidate.parts.area.max(part);
        }
        if candidate.kind.is_area()
            && told_inside
                .iter()
                .any(|&inner| names[inner].found.iter().any(|inner| lies_in(gazetteer, inner, candidate)))
        {
            candidate.parts.area = candidate.parts.area.max(HOLDS);
        }
        let is_told = candidate.inside == Linked::Yes;
        candidate.parts.prior = if is_told { candidate.prior_inside() } else { candidate.prior_outside() };
        candidate.parts.country = if countries.is_empty() {
            0.0
        } else if countries.contains(&candidate.cc) {
            0.08
        } else if nearest < 60.0 {
            0.0
        } else if candidate.fame == Fame::World {
            -0.04
        } else {
            -0.10
        };
        candidate.score = candidate.parts.sum();
    }
    sort(&mut candidates);
    names[number].candidates = candidates;
}
