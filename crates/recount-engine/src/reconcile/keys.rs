//! Keys of the blocks in which nodes meet: what the grounds of a link need (see `compare`), and nothing wider.
//!
//! A shared day, a shared place with agreeing figures, rare words or copied text. Where a ground asks for numbers that
//! agree, the key holds the numbers: a claim without a day would otherwise meet every small incident its town ever saw,
//! which grows with the square of the data.

use jiff::civil::Date;
use recount_model::Harm;
use xxhash_rust::xxh3::{Xxh3, xxh3_64};

use super::facets::{Facets, FigureFacet, PlaceFacet, Time, sorted};

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
/// From here on a number is that of few happenings.
const LARGE: u32 = 50;
/// Words for what was hit of one node that make keys.
const TARGETS: usize = 4;
/// Sampled shingles of one report that make keys, the smallest ones: copies keep the same.
const SHINGLES: usize = 4;
/// Wide times up to so many months are met month by month, wider ones year by year, and still wider ones not.
const MONTHS: i32 = 4;
const YEARS: i32 = 12;
/// Numbers from here on are rare enough to be a key alone; two smaller ones make one together.
const RARE_NUMBER: u32 = 5;
/// Figures of one node that make keys, in pairs.
const FIGURES: usize = 6;
/// Lowest bit of a key: the node only waits in the block to be found.
pub const WAITS: u64 = 1;

/// Whether a node looks for partners in a block, or only waits there to be found.
///
/// Claims with a day meet by place and day. A claim without one must meet every claim of the same place and about the
/// same figure, whatever its day; but two claims that both have a day need not meet there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    Seeks,
    Waits,
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
            let part = place.other_name.iter().flat_map(|key| std::iter::once(key.letters).chain(key.sound));
            let names = names.chain(part).chain(place.id).chain(place.near_id);
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

/// The keys of a node, sorted; the lowest bit says whether it only waits there.
pub fn keys_of(node: &Facets) -> Vec<u64> {
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
    let name = |place: &PlaceFacet| if place.is_area() { None } else { place.key.map(|key| key.letters) };
    let names = sorted(node.places.iter().filter_map(name));
    // A place and the same numbers, whatever the days.
    for numbers in number_keys(node) {
        places.named.iter().for_each(|place| keys.add(part, &[2, *place, numbers]));
    }
    // A place and a time that is wide but bounded: what is known by its day waits there.
    for (months, part) in month_keys(&node.times) {
        names.iter().for_each(|name| keys.add(part, &[8, *name, months]));
    }
    // News without its day of publication may be of any day: it looks for every rough number of its place.
    let rough_part = if is_timeless && node.context.published.is_none() { Seeks } else { Waits };
    for figure in figure_keys(node) {
        places.named.iter().for_each(|place| keys.add(rough_part, &[9, *place, figure]));
    }
    // The same first and last day of a longer time.
    for (first, last) in &node.spans {
        places.named.iter().for_each(|place| keys.add(Seeks, &[12, *place, *first as u64, *last as u64]));
    }
    // Only a weekday is known: the same weekday, kind and place.
    for (weekday, part) in weekday_keys(&node.times) {
        let further =
            node.kinds.iter().map(|kind| kind as u64).chain(node.targets.iter().take(TARGETS).copied());
        for detail in further {
            places.named.iter().for_each(|place| keys.add(part, &[13, *place, weekday, detail]));
        }
    }
    // Where one place is only an area: the same weekday and rare number in one governorate.
    let in_area = sorted(places.around.iter().chain(&places.areas).copied());
    for (harm, number) in rare_numbers(node) {
        for (weekday, part) in weekday_keys(&node.times) {
            in_area.iter().for_each(|area| keys.add(part, &[7, *area, weekday, harm, number]));
        }
    }
    // The same minute of the same weekday in one area.
    for (weekday, part) in weekday_keys(&node.times) {
        for minute in &node.clock {
            let around = in_area.iter().chain(&places.named);
            around.for_each(|place| keys.add(part, &[14, *place, weekday, u64::from(*minute)]));
        }
    }
    for name in &names {
        node.words.iter().take(RARE_WORDS).for_each(|word| keys.add(part, &[5, *name, *word]));
    }
    // One text saved twice, with its date and without.
    let nowhere = [0];
    let told = if names.is_empty() { &nowhere[..] } else { &names[..] };
    for shingle in node.context.shingles.iter().take(SHINGLES) {
        told.iter().for_each(|name| keys.add(part, &[4, *name, *shingle]));
    }
    // Large numbers are rare, so neighbouring places may be one.
    for (harm, bucket) in large_figures(node) {
        places.near.iter().for_each(|place| keys.add(part, &[11, *place, harm, bucket]));
    }
    // What was hit in one place.
    for target in node.targets.iter().take(TARGETS) {
        places.named.iter().for_each(|place| keys.add(part, &[10, *place, *target]));
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
    times.iter().flat_map(|time| {
        let (days, part) = match *time {
            Time::Weekday(weekday) => (vec![weekday as u64], Part::Seeks),
            Time::Days(first, last) if last - first < 6 => {
                ((first..=last).map(|day| super::compare::weekday_of(day) as u64).collect(), Part::Waits)
            }
            _ => (Vec::new(), Part::Waits),
        };
        days.into_iter().map(move |day| (day, part))
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

/// Months or years of a time that is wide but bounded; a known day waits in its month and in its year.
fn month_keys(times: &[Time]) -> Vec<(u64, Part)> {
    let year = |at: i32| 1 << 40 | at as u64 & 0xffff_ffff;
    let mut keys = Vec::new();
    for time in times {
        let Time::Days(first, last) = *time else { continue };
        let Some((from, to)) = super::compare::date_of(first).zip(super::compare::date_of(last)) else {
            continue;
        };
        let month = |date: Date| i32::from(date.year()) * 12 + i32::from(date.month());
        let (months, years) = (month(from)..=month(to), i32::from(from.year())..=i32::from(to.year()));
        if last - first < DAY_SPAN {
            keys.extend(
                months.map(|at| (at as u64, Part::Waits)).chain(years.map(|at| (year(at), Part::Waits))),
            );
        } else if month(to) - month(from) < MONTHS {
            // Wide times also look for one another, and for wider ones.
            keys.extend(
                months.map(|at| (at as u64, Part::Seeks)).chain(years.map(|at| (year(at), Part::Waits))),
            );
        } else if i32::from(to.year()) - i32::from(from.year()) < YEARS {
            keys.extend(years.map(|at| (year(at), Part::Seeks)));
        }
    }
    keys.sort_unstable_by_key(|(key, part)| (*key, *part == Part::Waits));
    keys.dedup_by_key(|(key, _)| *key);
    keys
}

/// What two claims must share where no day joins them: one rare number, or two smaller ones.
fn number_keys(node: &Facets) -> Vec<u64> {
    let rough = |figure: &FigureFacet| Some((figure.harm, figure.group, figure.interval.rough()?));
    let numbers = node.figures.iter().filter_map(rough).map(|(harm, group, number)| {
        let group = group.map_or(0, |group| 1 + group as u64);
        (number, harm_key(harm) << 48 | group << 40 | u64::from(number))
    });
    let mut numbers: Vec<(u32, u64)> = numbers.collect();
    // The rarest first: large numbers.
    numbers.sort_unstable_by(|a, b| b.cmp(a));
    numbers.dedup();
    let rare = numbers.iter().take_while(|(number, _)| *number >= RARE_NUMBER).map(|(_, key)| *key);
    let few = &numbers[..numbers.len().min(FIGURES)];
    let pairs = few.iter().enumerate().flat_map(|(at, (_, a))| {
        few[at + 1..]
            .iter()
            .filter(move |(_, b)| a >> 40 != b >> 40)
            .map(|(_, b)| xxh3_64(&[a.min(b).to_le_bytes(), a.max(b).to_le_bytes()].concat()))
    });
    sorted(rare.chain(pairs))
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

/// Harm and rough size of totals of fifty and more.
fn large_figures(node: &Facets) -> Vec<(u64, u64)> {
    let totals = node.figures.iter().filter(|figure| figure.group.is_none());
    let sizes =
        totals.filter_map(|figure| Some((figure.harm, figure.interval.rough().filter(|n| *n >= LARGE)?)));
    let doubled = sizes.flat_map(|(harm, number)| {
        let bucket = u64::from(number.ilog2());
        // The next bucket too, or 120 and 130 would stand apart.
        [(harm_key(harm), bucket), (harm_key(harm), bucket + 1)]
    });
    doubled.collect()
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
