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
    let has_time = node.claims.iter().any(|claim| !matches!(facets[*claim].time, Time::Unknown | Time::Weekday(_)));
    for claim in node.claims.iter().map(|claim| &facets[*claim]) {
        let times = time_keys(claim.time);
        // Claims of a node share its times and places: "the strike" in one sentence has its day in another.
        let timeless = times.is_empty() && !has_time;
        let place_keys: Vec<u64> = node.places.iter().flat_map(place_keys).collect();
        for place in &place_keys {
            keys.extend(times.iter().map(|time| (hash(&[1, *place, *time]), Part::Seeks)));
        }
        let wide = matches!(claim.time, Time::Days(first, last) if last - first > WIDE_DAYS);
        let undated = timeless || wide || matches!(claim.time, Time::Partial(..));
        let part = if undated { Part::Seeks } else { Part::Waits };
        for figure in figure_keys(claim) {
            keys.extend(place_keys.iter().map(|place| (hash(&[2, *place, figure]), part)));
        }
        // Without a resolved place: the same day, or week, and the same rare figure.
        for (harm, number) in rare_numbers(claim) {
            keys.extend(times.iter().map(|time| (hash(&[3, *time, harm, number]), Part::Seeks)));
        }
    }
    keys.sort_unstable_by_key(|(key, part)| (*key, *part == Part::Waits));
    keys.dedup_by_key(|(key, _)| *key);
    keys
}

/// Cells of a resolved place, or keys of its name and of the areas around it.
fn place_keys(place: &PlaceFacet) -> Vec<u64> {
    let mut keys = Vec::new();
    if let Some((lat, lon)) = place.point.filter(|_| !place.is_area()) {
        let margin = (MARGIN_KM + place.radius_km.min(40.0)) / 111.0;
        let lon_margin = margin / lat.to_radians().cos().max(0.1);
        let cell = |degrees: f64| (degrees / CELL_DEGREES).floor() as i64;
        for row in cell(lat - margin)..=cell(lat + margin) {
            for column in cell(lon - lon_margin)..=cell(lon + lon_margin) {
                keys.push(hash(&[10, row as u64, column as u64]));
            }
        }
    }
    if let Some(key) = place.key {
        keys.push(hash(&[11, key.letters]));
        keys.extend(key.sound.map(|sound| hash(&[12, sound])));
    }
    keys.extend(place.areas.iter().map(|area| hash(&[11, *area])));
    keys
}

/// Weeks a time touches, one day on either side, or the day of the year.
fn time_keys(time: Time) -> Vec<u64> {
    match time {
        Time::Days(first, last) if last - first <= WIDE_DAYS => {
            ((first - 1).div_euclid(7)..=(last + 1).div_euclid(7)).map(|week| hash(&[20, week as u64])).collect()
        }
        Time::Partial(month, day) => vec![hash(&[21, month as u64, day as u64])],
        _ => Vec::new(),
    }
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
    numbers.filter(|(_, number)| *number >= 5).map(|(harm, number)| (harm_key(harm), u64::from(number))).collect()
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
