//! Which nodes are compared at all: those that meet in a block of place and time, so that cost grows with the data.

use std::collections::HashMap;

use recount_model::Harm;
use xxhash_rust::xxh3::Xxh3;

use super::facets::{Facets, PlaceFacet, Time};
use super::nodes::Node;

/// Side of a cell in degrees; about 55 km north to south.
const CELL_DEGREES: f64 = 0.5;
/// Places are also put into the cells this far around them, or a border between cells would part neighbours.
const MARGIN_KM: f64 = 12.0;
/// Side of a cell, and margin, where only the place tells claims apart.
const CLOSE_DEGREES: f64 = 0.1;
const CLOSE_KM: f64 = 1.0;
/// Marks keys of names.
const NAME: u64 = 11;
/// Times longer than this are too wide to block by week.
const WIDE_DAYS: i32 = 31;

/// Whether a node looks for partners in a block, or only waits there to be found.
///
/// Claims with a day meet by place and week. A claim without one must meet every claim of the same place and about the
/// same figure, whatever its day; but two claims that both have a day need not meet there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    Seeks,
    Waits,
}

#[derive(Default)]
struct Block {
    seekers: Vec<u32>,
    all: Vec<u32>,
}

/// The nodes by the blocks they stand in.
pub struct Blocks {
    blocks: HashMap<u64, Block>,
    of_node: Vec<Vec<(u64, Part)>>,
}

impl Blocks {
    /// Puts every node into its blocks.
    pub fn of(nodes: &[Node], facets: &[Facets]) -> Self {
        let of_node: Vec<Vec<(u64, Part)>> = nodes.iter().map(|node| keys_of(node, facets)).collect();
        let mut blocks: HashMap<u64, Block> = HashMap::new();
        for (node, keys) in (0u32..).zip(&of_node) {
            for (key, part) in keys {
                let block = blocks.entry(*key).or_default();
                block.all.push(node);
                if *part == Part::Seeks {
                    block.seekers.push(node);
                }
            }
        }
        Self { blocks, of_node }
    }

    /// Partners of a node that come after it, sorted, each once.
    pub fn partners_after(&self, node: usize, found: &mut Vec<u32>) {
        found.clear();
        let at = u32::try_from(node).unwrap_or(u32::MAX);
        for (key, part) in &self.of_node[node] {
            let Some(block) = self.blocks.get(key) else { continue };
            let list = if *part == Part::Seeks { &block.all } else { &block.seekers };
            found.extend_from_slice(&list[list.partition_point(|other| *other <= at)..]);
        }
        found.sort_unstable();
        found.dedup();
    }
}

fn keys_of(node: &Node, facets: &[Facets]) -> Vec<(u64, Part)> {
    let mut keys = Vec::new();
    let has_time =
        node.claims.iter().any(|claim| !matches!(facets[*claim].time, Time::Unknown | Time::Weekday(_)));
    let (mut near, mut close, mut own_areas, mut around) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for place in &node.places {
        let names = place.key.iter().flat_map(|key| std::iter::once(key.letters).chain(key.sound));
        let names: Vec<u64> = names.map(|name| hash(&[NAME, name])).collect();
        if place.is_area() {
            own_areas.extend(names);
        } else {
            cells(place, CELL_DEGREES, MARGIN_KM, &mut near);
            cells(place, CLOSE_DEGREES, CLOSE_KM, &mut close);
            near.extend_from_slice(&names);
            close.extend_from_slice(&names);
        }
        around.extend(place.areas.iter().map(|area| hash(&[NAME, *area])));
    }
    for claim in node.claims.iter().map(|claim| &facets[*claim]) {
        // Place and week. Claims that only know an area look for claims inside it, but two precise claims do not meet
        // because they lie in one governorate.
        let weeks = week_keys(claim.time);
        for week in &weeks {
            keys.extend(near.iter().chain(&own_areas).map(|place| (hash(&[1, *place, *week]), Part::Seeks)));
            keys.extend(around.iter().map(|place| (hash(&[1, *place, *week]), Part::Waits)));
        }
        // Claims of a node share its times: "the strike" in one sentence has its day in another.
        let timeless = weeks.is_empty() && !has_time;
        let wide = matches!(claim.time, Time::Days(first, last) if last - first > WIDE_DAYS);
        let part = if timeless || wide || matches!(claim.time, Time::Partial(..)) {
            Part::Seeks
        } else {
            Part::Waits
        };
        for figure in figure_keys(claim) {
            keys.extend(close.iter().map(|place| (hash(&[2, *place, figure]), part)));
        }
        // Where the places do not meet: the same day and the same number.
        for (harm, number) in rare_numbers(claim) {
            keys.extend(day_keys(claim.time).map(|day| (hash(&[3, day, harm, number]), Part::Seeks)));
        }
    }
    keys.sort_unstable_by_key(|(key, part)| (*key, *part == Part::Waits));
    keys.dedup_by_key(|(key, _)| *key);
    keys
}

/// Cells of a resolved place and of what lies within a margin around it.
fn cells(place: &PlaceFacet, degrees: f64, margin_km: f64, keys: &mut Vec<u64>) {
    let Some((lat, lon)) = place.point else { return };
    let margin = (margin_km + place.radius_km.min(20.0)) / 111.0;
    let lon_margin = margin / lat.to_radians().cos().max(0.1);
    let cell = |at: f64| (at / degrees).floor() as i64;
    for row in cell(lat - margin)..=cell(lat + margin) {
        let columns = cell(lon - lon_margin)..=cell(lon + lon_margin);
        keys.extend(columns.map(|column| hash(&[degrees.to_bits(), row as u64, column as u64])));
    }
}

/// Weeks a time touches, one day on either side, or the day of the year.
fn week_keys(time: Time) -> Vec<u64> {
    match time {
        Time::Days(first, last) if last - first <= WIDE_DAYS => ((first - 1).div_euclid(7)
            ..=(last + 1).div_euclid(7))
            .map(|week| hash(&[20, week as u64]))
            .collect(),
        Time::Partial(month, day) => vec![hash(&[21, month as u64, day as u64])],
        _ => Vec::new(),
    }
}

/// Days of a time of at most three days; none for a wider one.
fn day_keys(time: Time) -> impl Iterator<Item = u64> {
    let days = match time {
        Time::Days(first, last) if last - first < 3 => Some(first..=last),
        _ => None,
    };
    days.into_iter().flatten().map(|day| hash(&[22, day as u64]))
}

/// Harm and rough size of the total: numbers within a half of one another share a key.
fn figure_keys(claim: &Facets) -> Vec<u64> {
    let mut keys = Vec::new();
    for figure in claim.figures.iter().filter(|figure| figure.group.is_none()) {
        let Some(number) = figure.interval.rough() else { continue };
        let size = f64::from(number.max(1)).ln() / 1.5f64.ln();
        let (below, above) = ((size - 0.5).floor() as i64, (size + 0.5).floor() as i64);
        keys.extend((below..=above).map(|bucket| hash(&[30, harm_key(figure.harm), bucket as u64])));
    }
    keys
}

/// Exact numbers from five upwards.
fn rare_numbers(claim: &Facets) -> Vec<(u64, u64)> {
    let totals = claim.figures.iter().filter(|figure| figure.group.is_none());
    let numbers = totals.filter_map(|figure| figure.interval.number().map(|number| (figure.harm, number)));
    numbers
        .filter(|(_, number)| *number >= 5)
        .map(|(harm, number)| (harm_key(harm), u64::from(number)))
        .collect()
}

fn harm_key(harm: Harm) -> u64 {
    harm as u64
}

fn hash(parts: &[u64]) -> u64 {
    let mut hasher = Xxh3::new();
    for part in parts {
        hasher.update(&part.to_le_bytes());
    }
    hasher.digest()
}
