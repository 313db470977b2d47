//! Which nodes are compared at all: those that meet in a block, so that cost grows with the data and not its square.
//!
//! A link needs a ground (see `compare`): a shared day, a shared place with agreeing figures, rare words or copied text.
//! The keys of the blocks are what those grounds need, so whatever could link meets, and little else does.

use recount_model::Harm;
use xxhash_rust::xxh3::Xxh3;

use super::facets::{Facets, PlaceFacet, Time, sorted};
use super::nodes::Node;

/// Side of a cell in degrees; about 28 km north to south.
const CELL_DEGREES: f64 = 0.25;
/// Places are also put into the cells this far around them, or a border between cells would part neighbours.
const MARGIN_KM: f64 = 2.0;
/// Radius up to which a place lies in more than one cell for its size.
const WIDEST_KM: f64 = 8.0;
/// Times wider than this name no day.
const DAY_SPAN: i32 = 3;
/// Publication days this close share a block.
const NEWS_DAYS: i32 = 3;
/// Rare words of one node that make keys.
const RARE_WORDS: usize = 6;
/// Sampled shingles of one report that make keys, the smallest ones: copies keep the same.
const SHINGLES: usize = 4;
/// Lowest bit of a key: the node only waits in the block to be found.
const WAITS: u64 = 1;

/// Whether a node looks for partners in a block, or only waits there to be found.
///
/// Claims with a day meet by place and day. A claim without one must meet every claim of the same place and about the
/// same figure, whatever its day; but two claims that both have a day need not meet there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    Seeks,
    Waits,
}

/// The nodes by the blocks they stand in.
pub struct Blocks {
    /// Keys of all nodes one after another, each node's sorted; the lowest bit says who waits.
    keys: Vec<u64>,
    starts: Vec<usize>,
    /// Keys with their nodes, sorted: a block is a run of one key.
    members: Vec<(u64, u32)>,
}

impl Blocks {
    /// Puts every node into its blocks.
    pub fn of(nodes: &[Node]) -> Self {
        let (mut keys, mut starts) = (Vec::new(), vec![0]);
        for node in nodes {
            keys.extend(keys_of(&node.facets));
            starts.push(keys.len());
        }
        let mut members = Vec::with_capacity(keys.len());
        for (node, bounds) in (0u32..).zip(starts.windows(2)) {
            members.extend(keys[bounds[0]..bounds[1]].iter().map(|key| (*key, node)));
        }
        members.sort_unstable_by_key(|(key, node)| (key & !WAITS, *node));
        // A block of one is no block.
        let lone: Vec<bool> = (0..members.len())
            .map(|at| {
                let key = |at: usize| members.get(at).map(|(key, _)| key & !WAITS);
                key(at) != at.checked_sub(1).and_then(key) && key(at) != key(at + 1)
            })
            .collect();
        let mut lone = lone.into_iter();
        members.retain(|_| !lone.next().unwrap_or(false));
        Self { keys, starts, members }
    }

    /// Places where the list of members can be cut without cutting a block, about so many.
    pub fn cuts(&self, count: usize) -> Vec<usize> {
        let mut cuts = vec![0];
        for part in 1..count {
            let mut at = self.members.len() * part / count;
            while at > 0 && at < self.members.len() && self.block(at) == self.block(at - 1) {
                at += 1;
            }
            if cuts.last().is_some_and(|last| *last < at) {
                cuts.push(at);
            }
        }
        if cuts.last().is_some_and(|last| *last < self.members.len()) {
            cuts.push(self.members.len());
        }
        cuts
    }

    /// Hands over the pairs of the blocks between two cuts, the smaller node first. Over all blocks each pair comes once.
    pub fn each_pair(&self, from: usize, to: usize, mut work: impl FnMut(usize, usize)) {
        let mut start = from;
        while start < to {
            let mut end = start + 1;
            while end < to && self.block(end) == self.block(start) {
                end += 1;
            }
            let block = &self.members[start..end];
            for (at, (one_key, one)) in block.iter().enumerate() {
                for (other_key, other) in &block[at + 1..] {
                    let both_wait = one_key & other_key & WAITS == WAITS;
                    if !both_wait && self.first_shared(*one, *other) == Some(one_key & !WAITS) {
                        work(*one as usize, *other as usize);
                    }
                }
            }
            start = end;
        }
    }

    fn block(&self, at: usize) -> u64 {
        self.members[at].0 & !WAITS
    }

    fn keys_of_node(&self, node: u32) -> &[u64] {
        &self.keys[self.starts[node as usize]..self.starts[node as usize + 1]]
    }

    /// The first block in which both stand and one looks for the other.
    fn first_shared(&self, a: u32, b: u32) -> Option<u64> {
        let (a, b) = (self.keys_of_node(a), self.keys_of_node(b));
        let (mut i, mut j) = (0, 0);
        while i < a.len() && j < b.len() {
            match (a[i] & !WAITS).cmp(&(b[j] & !WAITS)) {
                std::cmp::Ordering::Less => i += 1,
                std::cmp::Ordering::Greater => j += 1,
                std::cmp::Ordering::Equal if a[i] & b[j] & WAITS == 0 => return Some(a[i] & !WAITS),
                std::cmp::Ordering::Equal => (i, j) = (i + 1, j + 1),
            }
        }
        None
    }
}

#[derive(Default)]
struct Keys {
    keys: Vec<u64>,
}

impl Keys {
    fn add(&mut self, part: Part, parts: &[u64]) {
        let mut hasher = Xxh3::new();
        for part in parts {
            hasher.update(&part.to_le_bytes());
        }
        let waits = if part == Part::Waits { WAITS } else { 0 };
        self.keys.push(hasher.digest() & !WAITS | waits);
    }
}

/// What a place is met by.
#[derive(Default)]
struct PlaceKeys {
    /// Name, sound and id, and the cells around.
    near: Vec<u64>,
    /// Name, sound and id alone.
    named: Vec<u64>,
    /// Names of areas that are all a claim says.
    areas: Vec<u64>,
    /// Names of the areas around the places.
    around: Vec<u64>,
}

impl PlaceKeys {
    fn of(places: &[PlaceFacet]) -> Self {
        let mut found = Self::default();
        for place in places {
            let names = place.key.iter().flat_map(|key| std::iter::once(key.letters).chain(key.sound));
            let names = names.chain(place.id).chain(place.near_id);
            if place.is_area() {
                found.areas.extend(names);
            } else {
                found.named.extend(names);
                cells(place, &mut found.near);
            }
            found.around.extend(place.areas.iter().copied());
        }
        found.near.extend_from_slice(&found.named);
        found
    }
}

fn keys_of(node: &Facets) -> Vec<u64> {
    use Part::{Seeks, Waits};
    let places = PlaceKeys::of(&node.places);
    let mut keys = Keys::default();
    // Place and day. Claims that only know an area look for claims inside it, but two precise claims do not meet
    // because they lie in one governorate.
    for (day, part) in day_keys(&node.times) {
        places.near.iter().chain(&places.areas).for_each(|place| keys.add(part, &[1, *place, day]));
        places.around.iter().for_each(|place| keys.add(Waits, &[1, *place, day]));
        // Where the places do not meet: the same day and the same number.
        for (harm, number) in rare_numbers(node) {
            keys.add(part, &[3, day, harm, number]);
        }
    }
    let is_timeless = !node.times.iter().any(|time| match time {
        Time::Days(first, last) => last - first < DAY_SPAN,
        Time::Partial(..) => true,
        _ => false,
    });
    let part = if is_timeless { Seeks } else { Waits };
    // A partial day has no year to tell it from others, so it also meets its place and figure.
    let has_year = node.times.iter().any(|time| matches!(time, Time::Days(..)));
    let figures_part = if has_year && !is_timeless { Waits } else { Seeks };
    for figure in figure_keys(node) {
        places.named.iter().for_each(|place| keys.add(figures_part, &[2, *place, figure]));
    }
    // Where one place is only an area: the same weekday and rare number in one governorate.
    let in_area = sorted(places.around.iter().chain(&places.areas).copied());
    for (harm, number) in rare_numbers(node) {
        for (weekday, part) in weekday_keys(&node.times) {
            in_area.iter().for_each(|area| keys.add(part, &[7, *area, weekday, harm, number]));
        }
    }
    let name = |place: &PlaceFacet| if place.is_area() { None } else { place.key.map(|key| key.letters) };
    let names = sorted(node.places.iter().filter_map(name));
    for name in &names {
        node.words.iter().take(RARE_WORDS).for_each(|word| keys.add(part, &[5, *name, *word]));
    }
    if is_timeless {
        let nowhere = [0];
        let names = if names.is_empty() { &nowhere[..] } else { &names[..] };
        for shingle in node.context.shingles.iter().take(SHINGLES) {
            names.iter().for_each(|name| keys.add(Seeks, &[4, *name, *shingle]));
        }
    }
    for (days, part) in news_keys(node, is_timeless) {
        places.named.iter().for_each(|place| keys.add(part, &[6, *place, days]));
    }
    keys.keys.sort_unstable();
    // A node that seeks in a block need not wait there too.
    keys.keys.dedup_by_key(|key| *key & !WAITS);
    keys.keys
}

/// Cells of a resolved place and of what lies within a margin around it.
fn cells(place: &PlaceFacet, keys: &mut Vec<u64>) {
    let Some((lat, lon)) = place.point else { return };
    let margin = (MARGIN_KM + place.radius_km.min(WIDEST_KM)) / 111.0;
    let lon_margin = margin / lat.to_radians().cos().max(0.1);
    let cell = |at: f64| (at / CELL_DEGREES).floor() as i64;
    for row in cell(lat - margin)..=cell(lat + margin) {
        let columns = cell(lon - lon_margin)..=cell(lon + lon_margin);
        keys.extend(columns.map(|column| (row as u64) << 32 ^ (column as u64 & 0xffff_ffff)));
    }
}

/// Days a time touches and the one after, or the day of the year, which days of known years wait for.
fn day_keys(times: &[Time]) -> Vec<(u64, Part)> {
    let mut keys = Vec::new();
    for time in times {
        match *time {
            Time::Days(first, last) if last - first < DAY_SPAN => {
                keys.extend((first..=last + 1).map(|day| (day as u64, Part::Seeks)));
                keys.extend((first..=last).filter_map(|day| {
                    let date = super::compare::date_of(day)?;
                    Some((day_of_year(date.month(), date.day()), Part::Waits))
                }));
            }
            Time::Partial(month, day) => keys.push((day_of_year(month, day), Part::Seeks)),
            _ => {}
        }
    }
    keys
}

/// Weekdays that are all a time gives, and those of known days, which wait for them.
fn weekday_keys(times: &[Time]) -> impl Iterator<Item = (u64, Part)> {
    times.iter().filter_map(|time| match *time {
        Time::Weekday(weekday) => Some((weekday as u64, Part::Seeks)),
        Time::Days(first, last) if first == last => {
            Some((super::compare::weekday_of(first) as u64, Part::Waits))
        }
        _ => None,
    })
}

fn day_of_year(month: i8, day: i8) -> u64 {
    1 << 40 | (month as u64) << 8 | day as u64
}

/// Spans of days of publication: news without a day looks for news of the same days and for what happened on them.
fn news_keys(node: &Facets, is_timeless: bool) -> Vec<(u64, Part)> {
    let spans = |first: i32, last: i32| first.div_euclid(NEWS_DAYS)..=last.div_euclid(NEWS_DAYS);
    if is_timeless {
        let published = node.context.published;
        let around = published.into_iter().flat_map(|day| spans(day - 2, day + 2));
        return around.map(|span| (span as u64, Part::Seeks)).collect();
    }
    let days = node.times.iter().filter_map(|time| match time {
        Time::Days(_, last) => Some(last.div_euclid(NEWS_DAYS)),
        _ => None,
    });
    days.map(|span| (span as u64, Part::Waits)).collect()
}

/// Harm and rough size of the total: numbers within a half of one another share a key.
fn figure_keys(node: &Facets) -> Vec<u64> {
    let mut keys = Vec::new();
    for figure in node.figures.iter().filter(|figure| figure.group.is_none()) {
        let Some(number) = figure.interval.rough() else { continue };
        let size = f64::from(number.max(1)).ln() / 1.5f64.ln();
        let (below, above) = ((size - 0.5).floor() as i64, (size + 0.5).floor() as i64);
        keys.extend((below..=above).map(|bucket| harm_key(figure.harm) << 32 | bucket as u64 & 0xffff_ffff));
    }
    sorted(keys.into_iter())
}

/// Exact numbers from five upwards.
fn rare_numbers(node: &Facets) -> Vec<(u64, u64)> {
    let totals = node.figures.iter().filter(|figure| figure.group.is_none());
    let numbers = totals.filter_map(|figure| figure.interval.number().map(|number| (figure.harm, number)));
    numbers
        .filter(|(_, number)| *number >= 5)
        .map(|(harm, number)| (harm_key(harm), u64::from(number)))
        .collect()
}

fn harm_key(harm: Harm) -> u64 {
    harm as u64
}
