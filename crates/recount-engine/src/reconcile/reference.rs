//! Incidents beside the rows of another data set: which are the same, which either side misses, where the figures differ.
//!
//! The other data set is neither evidence nor truth. Its precisions are respected: a row that knows only the month fits
//! any day of it, one that knows only the district any place in it, and neither then counts as different.

use std::collections::BTreeSet;

use jiff::civil::Date;
use recount_model::{
    Harm, Incident, Place, PlacePrecision, Reference, ReferenceNumbers, State, WhenPrecision,
};

use super::Profile;
use super::facets::day_number;
use super::names::name_key;

/// An incident and a row that tell of the same happening.
#[derive(Clone, Debug, PartialEq)]
pub struct Match {
    /// Index of the incident.
    pub incident: usize,
    /// Index of the row.
    pub row: usize,
    /// Days between the two times; 0 where they overlap.
    pub days_apart: i32,
    /// Kilometres between the two places, where both are known.
    pub km: Option<f64>,
    /// What differs, a sentence each.
    pub differences: Vec<String>,
}

/// What comparing found.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Compared {
    /// Same happenings.
    pub matched: Vec<Match>,
    /// Incidents no row tells of.
    pub only_here: Vec<usize>,
    /// Rows within the times and places of the incidents that no incident tells of.
    pub only_there: Vec<usize>,
    /// Rows outside these times and places: nobody read about them.
    pub outside: Vec<usize>,
    /// Incidents that cannot be compared, because nobody gives them a day or a place.
    pub open: Vec<usize>,
}

/// A day earlier or later is a matter of night and time zones.
const DAY_SLACK: i32 = 1;
/// What two data sets call the same town may lie some kilometres apart.
const TOWN_KM: f64 = 10.0;
/// Rows this far from every incident's place are about another country's corner.
const COVERED_KM: f64 = 100.0;

/// Compares incidents with the rows of another data set. Each incident and each row is matched once at most.
pub fn compare_with(incidents: &[Incident], rows: &[Reference], profile: &Profile) -> Compared {
    let mut compared = Compared::default();
    let counted = (0..incidents.len()).filter(|at| incidents[*at].state != State::Withdrawn);
    let (known, open): (Vec<usize>, Vec<usize>) =
        counted.partition(|at| days_of(&incidents[*at]).is_some() && !incidents[*at].places.is_empty());
    compared.open = open;
    let mut by_day: Vec<usize> = (0..rows.len()).collect();
    by_day.sort_by_key(|at| (rows[*at].earliest, *at));
    let longest = rows.iter().map(|row| day_number(row.latest) - day_number(row.earliest)).max().unwrap_or(0);
    let mut pairs: Vec<(f64, usize, usize, i32, Option<f64>)> = Vec::new();
    for incident in &known {
        let Some((first, last)) = days_of(&incidents[*incident]) else { continue };
        let from = day_number(first) - longest - DAY_SLACK;
        let start = by_day.partition_point(|at| day_number(rows[*at].earliest) < from);
        for row in by_day[start..]
            .iter()
            .take_while(|at| day_number(rows[**at].earliest) <= day_number(last) + DAY_SLACK)
        {
            if let Some((score, days, km)) = fit(&incidents[*incident], &rows[*row], profile) {
                pairs.push((score, *incident, *row, days, km));
            }
        }
    }
    pairs.sort_by(|x, y| y.0.total_cmp(&x.0).then((x.1, x.2).cmp(&(y.1, y.2))));
    let (mut taken, mut used) = (BTreeSet::new(), BTreeSet::new());
    for (_, incident, row, days_apart, km) in pairs {
        if taken.contains(&incident) || used.contains(&row) {
            continue;
        }
        taken.insert(incident);
        used.insert(row);
        let differences = differences(&incidents[incident], &rows[row], days_apart, km);
        compared.matched.push(Match { incident, row, days_apart, km, differences });
    }
    compared.matched.sort_by_key(|found| found.incident);
    compared.only_here = known.iter().copied().filter(|at| !taken.contains(at)).collect();
    let left = (0..rows.len()).filter(|at| !used.contains(at));
    (compared.only_there, compared.outside) =
        left.partition(|at| is_covered(&rows[*at], incidents, &known, profile));
    compared
}

fn days_of(incident: &Incident) -> Option<(Date, Date)> {
    let when = incident.when.as_ref()?;
    Some((when.earliest?, when.latest?))
}

/// How well the two fit, days and kilometres apart; none if they do not.
fn fit(incident: &Incident, row: &Reference, profile: &Profile) -> Option<(f64, i32, Option<f64>)> {
    let (first, last) = days_of(incident)?;
    let (first, last) = (day_number(first), day_number(last));
    let (from, to) = (day_number(row.earliest), day_number(row.latest));
    let days = (first.max(from) - last.min(to)).max(0);
    if days > DAY_SLACK {
        return None;
    }
    let km = incident.places.iter().filter_map(|place| distance(place, row)).min_by(f64::total_cmp);
    let named = incident.places.iter().any(|place| is_named(place, row, profile));
    let reach = incident.places.iter().map(|place| reach_of(place.precision)).fold(0.0, f64::max);
    let near = match km {
        Some(km) => km <= reach.max(reach_of(row.precision)),
        None => named,
    };
    if !near {
        return None;
    }
    // What is known exactly on both sides says more than two wide times that happen to overlap.
    let width = f64::from((last - first).max(to - from).min(366));
    let deaths = match (total(incident, Harm::Killed), row.killed.ends()) {
        (Some((low, high)), Some((from, to))) if low <= to && from <= high => 3.0,
        (Some((low, high)), Some((from, to))) => {
            let gap = f64::from(if low > to { low - to } else { from - high });
            -(gap / f64::from(high.max(to).max(1))).min(1.0) * 2.0
        }
        _ => 0.0,
    };
    let score = 4.0 - f64::from(days) - (width + 1.0).ln() * 0.4 - km.unwrap_or(5.0) / 10.0
        + deaths
        + if named { 1.0 } else { 0.0 };
    Some((score, days, km))
}

fn distance(place: &Place, row: &Reference) -> Option<f64> {
    let ((lat, lon), (row_lat, row_lon)) = (place.point?, row.point?);
    let (one, two) = (lat.to_radians(), row_lat.to_radians());
    let (across, along) = ((two - one) / 2.0, (row_lon - lon).to_radians() / 2.0);
    let chord = across.sin().powi(2) + one.cos() * two.cos() * along.sin().powi(2);
    Some(12742.0 * chord.sqrt().min(1.0).asin())
}

fn is_named(place: &Place, row: &Reference, profile: &Profile) -> bool {
    let rules = &profile.matching.names;
    let theirs = row.place.as_deref().and_then(|name| name_key(name, rules));
    let ours = [Some(&place.name), place.gazetteer_name.as_ref()].into_iter().flatten();
    theirs.is_some_and(|theirs| {
        ours.filter_map(|name| name_key(name, rules)).any(|key| key.letters == theirs.letters)
    })
}

/// Kilometres within which a place of this precision can mean another's.
fn reach_of(precision: PlacePrecision) -> f64 {
    match precision {
        PlacePrecision::Point | PlacePrecision::Neighbourhood | PlacePrecision::Settlement => TOWN_KM,
        PlacePrecision::NearSettlement => 25.0,
        PlacePrecision::District => 50.0,
        PlacePrecision::Governorate | PlacePrecision::Line => 150.0,
        PlacePrecision::Country | PlacePrecision::Unknown => 600.0,
    }
}

fn total(incident: &Incident, harm: Harm) -> Option<(u32, u32)> {
    let range = incident.ranges.get(&(harm, None))?;
    let low = range.low.or(range.best)?;
    Some((low, range.high.unwrap_or(low).max(low)))
}

fn differences(incident: &Incident, row: &Reference, days: i32, km: Option<f64>) -> Vec<String> {
    let mut found = Vec::new();
    let is_day = |precision: WhenPrecision| precision <= WhenPrecision::Day;
    if days > 0 && incident.when.as_ref().is_some_and(|when| is_day(when.precision)) && is_day(row.when) {
        let ours = days_of(incident).map_or(String::new(), |(first, _)| first.to_string());
        found.push(format!("day: {ours} here, {} there", row.earliest));
    }
    let is_town = |precision: PlacePrecision| precision <= PlacePrecision::Settlement;
    if let Some(km) = km.filter(|km| *km > TOWN_KM / 2.0)
        && is_town(row.precision)
        && incident.places.first().is_some_and(|place| is_town(place.precision))
    {
        found.push(format!("place: {km:.0} km apart"));
    }
    let mut numbers = |name: &str, harm: Harm, theirs: ReferenceNumbers| {
        let show =
            |(low, high): (u32, u32)| if low == high { low.to_string() } else { format!("{low}-{high}") };
        match (total(incident, harm), theirs.ends()) {
            (Some(ours), Some(theirs)) if ours.0 > theirs.1 || theirs.0 > ours.1 => {
                found.push(format!("{name}: {} here, {} there", show(ours), show(theirs)));
            }
            (None, Some(theirs)) if theirs.1 > 0 => {
                found.push(format!("{name}: not stated here, {} there", show(theirs)))
            }
            _ => {}
        }
    };
    numbers("killed", Harm::Killed, row.killed);
    numbers("injured", Harm::Injured, row.injured);
    found
}

/// Whether the ledger holds anything about that time and corner, so that a row without an incident is a gap.
fn is_covered(row: &Reference, incidents: &[Incident], known: &[usize], profile: &Profile) -> bool {
    let days = || known.iter().filter_map(|at| days_of(&incidents[*at]));
    let (Some(first), Some(last)) = (days().map(|days| days.0).min(), days().map(|days| days.1).max()) else {
        return false;
    };
    let places = || known.iter().flat_map(|at| &incidents[*at].places);
    let near = |place: &Place| {
        distance(place, row).map_or_else(|| is_named(place, row, profile), |km| km <= COVERED_KM)
    };
    row.latest >= first && row.earliest <= last && places().any(near)
}
