//! Claims made ready for comparison: days as numbers, names as keys, words as hashes.

use jiff::civil::Date;
use recount_model::{AgeSex, Grade, Harm, Kind, Place, PlacePrecision, Polarity, Role, Status, Telling};
use recount_model::{When, WhenPrecision};
use xxhash_rust::xxh3::xxh3_64;

use super::ClaimRow;
use super::ReportRow;
use super::matching::Matching;
use super::names::{NameKey, fold_words, name_key, uncommon_words};
use super::totals::{Interval, total_interval};

/// A time, as days since 1970 or as what is known without a year.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Time {
    /// Not given, or not to be placed.
    Unknown,
    /// Between two days, both included.
    Days(i32, i32),
    /// A day of a month in an unknown year.
    Partial(i8, i8),
    /// A day of the week (Monday 1), in an unknown week.
    Weekday(i8),
}

/// A place ready for comparison.
#[derive(Clone, Debug)]
pub struct PlaceFacet {
    /// Name as spelled.
    pub name: String,
    /// Keys of the name.
    pub key: Option<NameKey>,
    /// Degrees, if the gazetteer resolved it.
    pub point: Option<(f64, f64)>,
    /// Radius within which the place lies.
    pub radius_km: f64,
    /// Precision of the words.
    pub precision: PlacePrecision,
    /// Hash of the gazetteer's id.
    pub id: Option<u64>,
    /// Keys of the areas around it: governorate and what the text names.
    pub areas: Vec<u64>,
    /// Country, where known.
    pub country: Option<String>,
    /// Governorate, where known.
    pub admin1: Option<u64>,
}

impl PlaceFacet {
    /// Whether the place is a settlement, a part of one, or a site.
    pub fn is_precise(&self) -> bool {
        use PlacePrecision::{NearSettlement, Neighbourhood, Point, Settlement};
        matches!(self.precision, Point | Neighbourhood | Settlement | NearSettlement)
    }

    /// Whether the place is an area or less than that.
    pub fn is_area(&self) -> bool {
        use PlacePrecision::{Country, District, Governorate};
        matches!(self.precision, District | Governorate | Country)
    }
}

/// A number of one claim, for one harm and group.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct FigureFacet {
    /// What happened to them.
    pub harm: Harm,
    /// None for the total.
    pub group: Option<AgeSex>,
    /// Whether all of them are called civilians, or fighters.
    pub status: Status,
    /// The number.
    pub interval: Interval,
}

/// One claim, ready for comparison.
#[derive(Clone, Debug)]
#[allow(missing_docs, reason = "the fields are those of the claim")]
pub struct Facets {
    pub report: usize,
    pub published: Option<i32>,
    pub role: Role,
    pub telling: Telling,
    pub kind: Kind,
    pub time: Time,
    pub places: Vec<PlaceFacet>,
    pub figures: Vec<FigureFacet>,
    pub actors: Vec<u64>,
    pub actor_words: Vec<u64>,
    pub weapons: Vec<u64>,
    pub targets: Vec<u64>,
    pub words: Vec<u64>,
}

impl Facets {
    /// Prepares a claim.
    pub fn of(row: &ClaimRow, report: &ReportRow, matching: &Matching) -> Self {
        let claim = &row.claim;
        let actors = row.alleged_words.iter().filter_map(|(_, actor)| actor.as_deref());
        let actor_words = row.alleged_words.iter().map(|(words, _)| fold_words(words, &matching.names));
        let targets = row.target_words.iter().flat_map(|words| uncommon_words(words, matching));
        Self {
            report: row.report,
            published: report.head.published.map(day_number),
            role: claim.role,
            telling: claim.telling,
            kind: claim.kind,
            time: claim.when.as_ref().map_or(Time::Unknown, time_of),
            places: claim.places.iter().map(|place| PlaceFacet::of(place, matching)).collect(),
            figures: figures_of(row),
            actors: sorted(actors.map(|id| xxh3_64(id.as_bytes()))),
            actor_words: sorted(
                actor_words.filter(|words| !words.is_empty()).map(|words| xxh3_64(words.as_bytes())),
            ),
            weapons: sorted(row.weapons.iter().map(|weapon| xxh3_64(weapon.to_lowercase().as_bytes()))),
            targets: sorted(targets),
            words: uncommon_words(&row.quote, matching),
        }
    }
}

impl PlaceFacet {
    fn of(place: &Place, matching: &Matching) -> Self {
        let resolved = matches!(place.grade, Grade::Resolved | Grade::Probable);
        let key = |name: &str| name_key(name, &matching.names);
        let admin1 = place.admin1.as_deref().and_then(key).map(|key| key.letters);
        // An area is known by its letters and by its sound; the two kinds of hash do not meet by chance.
        let within = place.within.iter().filter_map(|name| key(name));
        let within = within.flat_map(|key| std::iter::once(key.letters).chain(key.sound));
        Self {
            name: place.name.clone(),
            key: key(place.gazetteer_name.as_deref().filter(|_| resolved).unwrap_or(&place.name)),
            point: place.point.filter(|_| resolved),
            radius_km: place.radius_km.unwrap_or_else(|| usual_radius_km(place.precision)).max(0.0),
            precision: place.precision,
            id: place.gazetteer_id.as_deref().filter(|_| resolved).map(|id| xxh3_64(id.as_bytes())),
            areas: sorted(within.chain(admin1)),
            country: place.country.clone(),
            admin1,
        }
    }
}

/// Radius of a place for which the gazetteer gives none.
fn usual_radius_km(precision: PlacePrecision) -> f64 {
    match precision {
        PlacePrecision::Point => 0.5,
        PlacePrecision::Neighbourhood => 1.0,
        PlacePrecision::Settlement => 2.0,
        PlacePrecision::NearSettlement => 10.0,
        PlacePrecision::District => 25.0,
        PlacePrecision::Line | PlacePrecision::Governorate => 80.0,
        PlacePrecision::Country | PlacePrecision::Unknown => 400.0,
    }
}

/// Days since 1 January 1970.
pub fn day_number(date: Date) -> i32 {
    i32::try_from(jiff::civil::date(1970, 1, 1).duration_until(date).as_hours() / 24).unwrap_or(0)
}

/// A time ready for comparison.
pub fn time_of(when: &When) -> Time {
    if let (Some(earliest), Some(latest)) = (when.earliest, when.latest) {
        let (first, last) = (day_number(earliest), day_number(latest));
        return Time::Days(first.min(last), first.max(last));
    }
    let Some(partial) = when.partial.as_deref().filter(|_| when.precision <= WhenPrecision::Day) else {
        return Time::Unknown;
    };
    if let Some((month, day)) = partial.strip_prefix("--").and_then(|rest| rest.split_once('-'))
        && let (Ok(month), Ok(day)) = (month.parse(), day.parse())
    {
        return Time::Partial(month, day);
    }
    match partial.rsplit_once("WXX-").map(|(_, day)| day.parse()) {
        Some(Ok(day)) => Time::Weekday(day),
        _ => Time::Unknown,
    }
}

fn figures_of(row: &ClaimRow) -> Vec<FigureFacet> {
    // A denial's figures are what somebody else is said to claim, so they prove nothing here either.
    if row.claim.polarity == Polarity::Denied {
        return Vec::new();
    }
    let figures = &row.claim.figures;
    let mut facets = Vec::new();
    for harm in Harm::ALL.iter().copied() {
        if let Some((interval, status)) = total_interval(figures, harm, &|_| true) {
            facets.push(FigureFacet { harm, group: None, status, interval });
        }
        for group in [AgeSex::Child, AgeSex::Woman, AgeSex::Man] {
            if let Some((interval, _)) = total_interval(figures, harm, &|figure| figure.age_sex == group) {
                facets.push(FigureFacet { harm, group: Some(group), status: Status::Unknown, interval });
            }
        }
    }
    facets
}

fn sorted(hashes: impl Iterator<Item = u64>) -> Vec<u64> {
    let mut hashes: Vec<u64> = hashes.collect();
    hashes.sort_unstable();
    hashes.dedup();
    hashes
}
