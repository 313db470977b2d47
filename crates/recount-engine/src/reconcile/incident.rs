//! Assembling an incident from its claims.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use recount_model::{
    Grade, Incident, Judged, Kind, Place, PlacePrecision, Polarity, ReportId, Role, State, Telling, When,
    WhenPrecision,
};

use super::contradictions::contradictions_of;
use super::grade::grade_of;
use super::names::fold_name;
use super::origins::{Cuts, Origins, origins_of};
use super::people::People;
use super::ranges::ranges_of;
use super::values::Standing;
use super::voices::{Root, root_of};
use super::{ClaimRow, Profile, ReportRow, Sources};

/// A claim of an incident and the index of its report.
#[derive(Clone, Copy, Debug)]
pub struct Told<'r> {
    /// The claim.
    pub row: &'r ClaimRow,
    /// Index of its report.
    pub report: usize,
}

/// Builds an incident of which people may have withdrawn claims. These stand with it and do not count; without any
/// other claim the incident itself is withdrawn.
pub fn assemble_judged(
    reports: &[ReportRow],
    told: Vec<Told<'_>>,
    sources: Sources<'_>,
    profile: &Profile,
    people: &People<'_>,
) -> Incident {
    let (gone, left): (Vec<Told<'_>>, Vec<Told<'_>>) =
        told.iter().partition(|one| people.is_withdrawn(&one.row.claim.anchor));
    if gone.is_empty() {
        return assemble(reports, told, sources, profile, &people.cuts);
    }
    let counted = if left.is_empty() { told.clone() } else { left.clone() };
    let mut incident = assemble(reports, counted, sources, profile, &people.cuts);
    incident.id = told[0].row.claim.anchor.incident_id();
    incident.claims = told.iter().map(|one| one.row.claim.anchor.claim_id()).collect();
    incident.claims.sort();
    let ids: BTreeSet<&ReportId> = told.iter().map(|one| &reports[one.report].head.id).collect();
    incident.reports = ids.into_iter().cloned().collect();
    incident.judged.withdrawn = gone.iter().map(|one| one.row.claim.anchor.claim_id()).collect();
    incident.judged.withdrawn.sort();
    if left.is_empty() {
        incident.state = State::Withdrawn;
    }
    incident
}

/// Builds the incident that the claims tell of. The claims come in order of their anchors.
pub fn assemble(
    reports: &[ReportRow],
    told: Vec<Told<'_>>,
    sources: Sources<'_>,
    profile: &Profile,
    cuts: &Cuts,
) -> Incident {
    let origins = origins_of(reports, &told, sources, profile, cuts);
    let standings = standings_of(reports, &told, &origins, sources, profile);
    let contradictions = contradictions_of(&told, &standings, &profile.matching);
    let mut claims: Vec<_> = told.iter().map(|one| one.row.claim.anchor.claim_id()).collect();
    claims.sort();
    let ids: BTreeSet<&ReportId> = told.iter().map(|one| &reports[one.report].head.id).collect();
    let alleged = told.iter().filter(|one| one.row.claim.polarity != Polarity::Denied);
    let alleged =
        alleged.flat_map(|one| &one.row.alleged_words).map(|(words, id)| id.as_ref().unwrap_or(words));
    Incident {
        id: told[0].row.claim.anchor.incident_id(),
        kind: kind_of(&told),
        when: when_of(&told).or_else(|| told_by(reports, &told)),
        places: places_of(&told, profile),
        alleged: most_common_first(alleged.cloned()),
        denied_by: said_by(reports, &told, Polarity::Denied),
        acknowledged_by: said_by(reports, &told, Polarity::Acknowledged),
        weapons: most_common_first(told.iter().flat_map(|one| one.row.weapons.iter().cloned())),
        ranges: ranges_of(&told, &standings, profile),
        origins: origins.count,
        links: u32::try_from(ids.len()).unwrap_or(u32::MAX),
        suggested_grade: grade_of(&told, &standings, &contradictions, profile),
        origin_edges: origins.edges,
        contradictions,
        state: State::Pending,
        judged: Judged::default(),
        claims,
        reports: ids.into_iter().cloned().collect(),
    }
}

fn standings_of(
    reports: &[ReportRow],
    told: &[Told<'_>],
    origins: &Origins,
    sources: Sources<'_>,
    profile: &Profile,
) -> Vec<Standing> {
    let standing = |(at, one): (usize, &Told<'_>)| {
        let report = &reports[one.report];
        let root = root_of(one, report, &profile.matching.names);
        let facts = if let Root::Source(id) = &root { sources(id) } else { None };
        let speaks_for = |facts: &super::SourceFacts| {
            facts.affiliation.is_some() || profile.ends.party_kinds.contains(&facts.kind)
        };
        let party = facts.as_ref().is_some_and(speaks_for);
        Standing { root, origin: origins.of_claim[at], party, published: report.head.published }
    };
    told.iter().enumerate().map(standing).collect()
}

/// The kind most claims give; a specific one beats "other".
fn kind_of(told: &[Told<'_>]) -> Kind {
    let mut counts: BTreeMap<Kind, usize> = BTreeMap::new();
    for one in told {
        *counts.entry(one.row.claim.kind).or_default() += 1;
    }
    let best = counts
        .into_iter()
        .max_by_key(|(kind, count)| (*kind != Kind::Other, *count, std::cmp::Reverse(*kind)));
    best.map_or(Kind::Other, |(kind, _)| kind)
}

fn said_by(reports: &[ReportRow], told: &[Told<'_>], polarity: Polarity) -> Vec<String> {
    let speakers = told.iter().filter(|one| one.row.claim.polarity == polarity).filter_map(|one| {
        let head = &reports[one.report].head;
        let root = one.row.speakers.last().map(|speaker| speaker.source.as_ref().unwrap_or(&speaker.text));
        root.or(head.publisher_source.as_ref()).or(head.publisher.as_ref()).cloned()
    });
    most_common_first(speakers)
}

fn most_common_first(words: impl Iterator<Item = String>) -> Vec<String> {
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for word in words {
        *counts.entry(word).or_default() += 1;
    }
    let mut counts: Vec<(String, usize)> = counts.into_iter().collect();
    counts.sort_by(|(a, a_count), (b, b_count)| b_count.cmp(a_count).then(a.cmp(b)));
    counts.into_iter().map(|(word, _)| word).collect()
}

/// The time all claims that give one support; if they exclude one another, the most common of the narrowest.
///
/// No day is invented: a day is only said where some claim says a day.
fn when_of(told: &[Told<'_>]) -> Option<When> {
    let whens: Vec<&When> = told.iter().filter_map(|one| one.row.claim.when.as_ref()).collect();
    let dated: Vec<(&When, Date, Date)> =
        whens.iter().filter_map(|when| Some((*when, when.earliest?, when.latest?))).collect();
    let Some((_, mut earliest, mut latest)) = dated.first().copied() else {
        let undated = whens
            .into_iter()
            .min_by_key(|when| (when.partial.is_none(), when.precision, when.partial.clone()));
        return undated.map(|when| When { span: None, ..when.clone() });
    };
    for (_, first, last) in &dated {
        earliest = earliest.max(*first);
        latest = latest.min(*last);
    }
    let finest = dated.iter().map(|(when, ..)| when.precision).min().unwrap_or(WhenPrecision::Unknown);
    if earliest <= latest {
        let known = dated.iter().filter(|(_, first, last)| (*first, *last) == (earliest, latest));
        let exact = known.map(|(when, ..)| when.precision).min();
        // Where only the overlap of two wider times is this narrow, it is some days, never a day.
        let precision = exact.unwrap_or(finest.max(WhenPrecision::Days));
        return Some(When {
            span: None,
            earliest: Some(earliest),
            latest: Some(latest),
            precision,
            partial: None,
        });
    }
    let width = |first: Date, last: Date| first.until(last).map(|span| span.get_days()).unwrap_or(i32::MAX);
    let narrowest = dated.iter().map(|(_, first, last)| width(*first, *last)).min();
    let mut counts: BTreeMap<(Date, Date), (usize, WhenPrecision)> = BTreeMap::new();
    for (when, first, last) in dated.iter().filter(|(_, first, last)| Some(width(*first, *last)) == narrowest)
    {
        let entry = counts.entry((*first, *last)).or_insert((0, when.precision));
        *entry = (entry.0 + 1, entry.1.min(when.precision));
    }
    let best = counts.into_iter().max_by_key(|(days, (count, _))| (*count, std::cmp::Reverse(*days)));
    best.map(|((first, last), (_, precision))| When {
        span: None,
        earliest: Some(first),
        latest: Some(last),
        precision,
        partial: None,
    })
}

/// Where nobody gives a time: news had happened by the day of its first report.
fn told_by(reports: &[ReportRow], told: &[Told<'_>]) -> Option<When> {
    let is_news =
        |one: &&Told<'_>| one.row.claim.role == Role::News && one.row.claim.telling == Telling::Single;
    let published = told.iter().filter(is_news).filter_map(|one| reports[one.report].head.published);
    published.min().map(|latest| When {
        span: None,
        earliest: None,
        latest: Some(latest),
        precision: WhenPrecision::Unknown,
        partial: None,
    })
}

/// Distinct places: resolved before unresolved, precise before wide, common before rare.
fn places_of(told: &[Told<'_>], profile: &Profile) -> Vec<Place> {
    let rules = &profile.matching.names;
    let mut distinct: BTreeMap<(Option<String>, Option<String>), (usize, Place)> = BTreeMap::new();
    for place in told.iter().flat_map(|one| &one.row.claim.places) {
        let key = match &place.gazetteer_id {
            Some(id) => (Some(id.clone()), None),
            None => (None, fold_name(&place.name, rules)),
        };
        let plain = Place { span: None, ..place.clone() };
        let entry = distinct.entry(key).or_insert_with(|| (0, plain.clone()));
        entry.0 += 1;
        if rank(&plain) < rank(&entry.1) {
            entry.1 = plain;
        }
    }
    let mut places: Vec<(usize, Place)> = distinct.into_values().collect();
    // A province's capital that stands beside a town of the province mostly says where the town lies.
    let around = |place: &Place| {
        places.iter().any(|(_, other)| {
            other.gazetteer_id != place.gazetteer_id
                && other.point.is_some()
                && class_of(other.precision) == 0
                && other.admin1.is_some()
                && (other.admin1 == place.gazetteer_name || other.admin1.as_ref() == Some(&place.name))
        })
    };
    let wide: Vec<Option<String>> = places
        .iter()
        .filter(|(_, place)| around(place))
        .map(|(_, place)| place.gazetteer_id.clone())
        .collect();
    places.sort_by(|(a_count, a), (b_count, b)| {
        let class =
            |place: &Place| (rank(place).0, wide.contains(&place.gazetteer_id), class_of(place.precision));
        class(a).cmp(&class(b)).then(b_count.cmp(a_count)).then(rank(a).cmp(&rank(b)))
    });
    places.into_iter().map(|(_, place)| place).collect()
}

fn class_of(precision: PlacePrecision) -> u8 {
    use PlacePrecision::{
        Country, District, Governorate, Line, NearSettlement, Neighbourhood, Point, Settlement, Unknown,
    };
    match precision {
        Point | Neighbourhood | Settlement => 0,
        NearSettlement => 1,
        District | Line => 2,
        Governorate => 3,
        Country => 4,
        Unknown => 5,
    }
}

fn rank(place: &Place) -> (bool, PlacePrecision, Grade, &str) {
    (
        !matches!(place.grade, Grade::Resolved | Grade::Probable),
        place.precision,
        place.grade,
        place.name.as_str(),
    )
}
