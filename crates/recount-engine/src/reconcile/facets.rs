//! Nodes made ready for comparison: days as numbers, names as keys, words as hashes.

use std::sync::Arc;

use jiff::civil::Date;
use recount_model::{
    AgeSex, Figure, Grade, Harm, Kind, Place, PlacePrecision, Polarity, Role, Status, Telling,
};
use recount_model::{When, WhenPrecision};
use xxhash_rust::xxh3::xxh3_64;

use super::clock::clock_times;
use super::context::Context;
use super::matching::Matching;
use super::names::{
    NameKey, fold_words, longer_words, name_key, sentence_words, site_words, target_words, uncommon_words,
};
use super::totals::{Interval, total_interval};
use super::{ClaimRow, ReportRow};

/// A time, as days since 1970 or as what is known without a year.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
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
    pub name: Box<str>,
    /// Keys of the name.
    pub key: Option<NameKey>,
    /// Keys of the name as written, where the gazetteer holds only the town it is a part of.
    pub part: Option<NameKey>,
    /// Keys of the name as written, where it is not the gazetteer's: another name of the place, or of a part of it.
    pub other_name: Option<NameKey>,
    /// Degrees, if the gazetteer resolved it.
    pub point: Option<(f64, f64)>,
    /// Radius within which the place lies.
    pub radius_km: f64,
    /// Precision of the words.
    pub precision: PlacePrecision,
    /// Hash of the gazetteer's id, where resolved.
    pub id: Option<u64>,
    /// Hash of the id of the place that the words lie near, where nothing finer is known.
    pub near_id: Option<u64>,
    /// Keys of the areas around it: governorate and what the text names.
    pub areas: Vec<u64>,
    /// Hash of the country's code, where known.
    pub country: Option<u64>,
    /// Governorate, where known.
    pub admin1: Option<u64>,
    /// Whether the gazetteer knows places of this name and cannot tell which is meant.
    pub is_ambiguous: bool,
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

    /// Keys of the name that the text tells: of a quarter rather than the town the gazetteer gives for it.
    pub fn told_key(&self) -> Option<NameKey> {
        self.part.or(self.key)
    }

    /// Whether the name is that of a town and of the governorate around it ("in Idlib"), so that it may mean either.
    pub fn may_be_governorate(&self) -> bool {
        self.is_precise() && self.key.zip(self.admin1).is_some_and(|(key, admin1)| key.letters == admin1)
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

/// What the claims of one report tell of one happening, ready for comparison.
#[derive(Clone, Debug)]
#[allow(missing_docs, reason = "the fields are those of the claims")]
pub struct Facets {
    pub report: usize,
    pub context: Arc<Context>,
    pub role: Role,
    pub telling: Telling,
    /// Kinds the claims give, as a set; "other" is no kind.
    pub kinds: Kinds,
    /// Known times, each once.
    pub times: Vec<Time>,
    /// Times of more than one day of which the words give the first and the last.
    pub spans: Vec<(i32, i32)>,
    /// Clock times that the quotes give, in minutes of the day, each once.
    pub clock: Vec<u16>,
    pub places: Vec<PlaceFacet>,
    pub figures: Vec<FigureFacet>,
    /// Sides to which the people who were harmed belonged.
    pub sides: Vec<u64>,
    pub actors: Vec<u64>,
    pub actor_words: Vec<u64>,
    /// Coalitions that the accused lead, and states that lead the accused coalitions.
    pub led: Vec<u64>,
    /// Whether somebody accused is known by name; "an armed group" may be any.
    pub names_actor: bool,
    pub weapons: Vec<u64>,
    pub targets: Vec<u64>,
    /// Rare words of the quotes, without the names of places and of those accused.
    pub words: Vec<u64>,
    /// All longer words of each quote that is long enough to be known again.
    pub sentences: Vec<Vec<u64>>,
}

/// A set of kinds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Kinds(u32);

impl Kinds {
    /// The set of one kind; none for "other", which is what a reader writes when the text does not say.
    pub fn of(kind: Kind) -> Self {
        if kind == Kind::Other { Self(0) } else { Self(1 << kind as u32) }
    }

    /// The kinds, in order.
    pub fn iter(self) -> impl Iterator<Item = Kind> {
        Kind::ALL.iter().copied().filter(move |kind| self.0 & Self::of(*kind).0 != 0)
    }

    /// Whether there is none.
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Whether a kind is in both.
    pub fn meets(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    /// All kinds of both.
    pub fn with(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

impl Facets {
    /// Prepares the claims of one report about one happening; there is at least one.
    pub fn of(
        rows: &[&ClaimRow],
        report: usize,
        row_of_report: &ReportRow,
        context: Arc<Context>,
        matching: &Matching,
    ) -> Self {
        let claims = || rows.iter().map(|row| &row.claim);
        let actors = || rows.iter().flat_map(|row| &row.alleged_words);
        let actor_words = actors().map(|(words, _)| fold_words(words, &matching.names));
        let mut times: Vec<Time> = claims().filter_map(|claim| claim.when.as_ref()).map(time_of).collect();
        let mut spans: Vec<(i32, i32)> =
            claims().filter_map(|claim| claim.when.as_ref()).filter_map(told_span).collect();
        spans.sort_unstable();
        spans.dedup();
        times.retain(|time| *time != Time::Unknown);
        times.sort_unstable();
        times.dedup();
        let mut figures: Vec<FigureFacet> = Vec::new();
        for facet in rows.iter().flat_map(|row| figures_of(row)) {
            if !figures.contains(&facet) {
                figures.push(facet);
            }
        }
        figures.shrink_to_fit();
        // Millions of nodes stand in memory at once, and a vector that grows makes room for four.
        let mut places: Vec<PlaceFacet> = Vec::with_capacity(claims().map(|claim| claim.places.len()).sum());
        let facet = |place: &Place| PlaceFacet::of(place, &context.parts, matching);
        for place in claims().flat_map(|claim| &claim.places).map(facet) {
            let known = |other: &PlaceFacet| {
                (other.id, other.key, other.part, &other.areas)
                    == (place.id, place.key, place.part, &place.areas)
                    && other.precision == place.precision
            };
            if !places.iter().any(known) {
                places.push(place);
            }
        }
        places.shrink_to_fit();
        // Beside a town, the country it lies in says nothing more, and two claims do not meet in a country.
        if places.iter().any(PlaceFacet::is_precise) {
            places.retain(|place| !place.is_area());
        }
        let named = claims().flat_map(|claim| &claim.places);
        let named = named.flat_map(|place| std::iter::once(&place.name).chain(&place.within));
        let publisher = row_of_report.head.publisher.as_ref();
        let named = named.chain(actors().map(|(words, _)| words)).chain(publisher);
        let names = sorted(named.flat_map(|name| sentence_words(name, matching)));
        let folded: Vec<String> = rows.iter().map(|row| fold_words(&row.quote, &matching.names)).collect();
        let words = folded.iter().flat_map(|quote| uncommon_words(quote, matching));
        let is_role = |role: Role| claims().any(|claim| claim.role == role);
        Self {
            report,
            context,
            role: if is_role(Role::News) { Role::News } else { Role::Background },
            telling: rows[0].claim.telling,
            kinds: claims().fold(Kinds::default(), |kinds, claim| kinds.with(Kinds::of(claim.kind))),
            times,
            spans,
            clock: clock_times(rows.iter().map(|row| row.quote.as_str())),
            places,
            figures,
            sides: sorted(
                claims()
                    .filter(|claim| claim.polarity != Polarity::Denied)
                    .flat_map(|claim| &claim.figures)
                    .filter_map(|figure| figure.side.as_deref())
                    .map(|side| xxh3_64(side.as_bytes())),
            ),
            actors: sorted(
                actors()
                    .filter_map(|(_, actor)| actor.as_deref())
                    .map(|id| xxh3_64(matching.party(id).as_bytes())),
            ),
            actor_words: sorted(
                actor_words.filter(|words| !words.is_empty()).map(|words| xxh3_64(words.as_bytes())),
            ),
            led: sorted(
                actors()
                    .filter_map(|(_, actor)| actor.as_deref())
                    .flat_map(|id| matching.led(matching.party(id))),
            ),
            names_actor: actors().any(|(_, actor)| {
                actor.as_deref().is_some_and(|id| !id.starts_with(matching.unnamed_actors.as_str()))
            }),
            weapons: sorted(
                rows.iter()
                    .flat_map(|row| &row.weapons)
                    .map(|weapon| xxh3_64(weapon.to_lowercase().as_bytes())),
            ),
            targets: sorted(
                rows.iter()
                    .flat_map(|row| &row.target_words)
                    .flat_map(|words| target_words(words, matching))
                    .chain(folded.iter().flat_map(|quote| site_words(quote, matching))),
            ),
            words: sorted(words.filter(|word| names.binary_search(word).is_err())),
            sentences: folded
                .iter()
                .map(|quote| longer_words(quote))
                .filter(|words| words.len() >= matching.origins.quotation_words)
                .collect(),
        }
    }

    /// Whether a day is known, at least without its year.
    pub fn is_dated(&self) -> bool {
        self.times.iter().any(|time| matches!(time, Time::Days(..) | Time::Partial(..)))
    }

    /// Whether both sides act in it, so that reports may name either.
    pub fn both_sides_act(&self) -> bool {
        self.kinds.meets(Kinds::of(Kind::Clash).with(Kinds::of(Kind::Interception)))
    }

    /// Whether the place is known as a settlement or better.
    pub fn is_placed(&self) -> bool {
        self.places.iter().any(PlaceFacet::is_precise)
    }
}

impl PlaceFacet {
    /// Prepares a place; `parts` are names that its report uses for parts of towns.
    pub(super) fn of(place: &Place, parts: &[u64], matching: &Matching) -> Self {
        let resolved = matches!(place.grade, Grade::Resolved | Grade::Probable);
        let key = |name: &str| name_key(name, &matching.names);
        let admin1 = place.admin1.as_deref().and_then(key).map(|key| key.letters);
        // An area is known by its letters and by its sound; the two kinds of hash do not meet by chance.
        let within = place.within.iter().filter_map(|name| key(name));
        let within = within.flat_map(|key| std::iter::once(key.letters).chain(key.sound));
        let id = place.gazetteer_id.as_deref().map(|id| xxh3_64(id.as_bytes()));
        // Where only the area around a place is known, the words still name a place in it, and not the area.
        let areas = sorted(within.chain(admin1));
        let own = key(&place.name);
        let is_within = place.grade == Grade::AreaOnly
            && !own.is_some_and(|key| areas.contains(&key.letters))
            && !matches!(place.precision, PlacePrecision::NearSettlement | PlacePrecision::Neighbourhood);
        let precision = if is_within { PlacePrecision::Unknown } else { place.precision };
        let gazetteer = place.gazetteer_name.as_deref().and_then(key);
        let is_part = |key: &NameKey| resolved && parts.binary_search(&key.letters).is_ok();
        Self {
            name: place.name.as_str().into(),
            part: own.filter(is_part),
            other_name: own
                .filter(|own| resolved && gazetteer.is_some_and(|name| name.letters != own.letters)),
            key: key(place.gazetteer_name.as_deref().filter(|_| resolved).unwrap_or(&place.name)),
            point: place.point.filter(|_| resolved),
            radius_km: place.radius_km.unwrap_or_else(|| usual_radius_km(place.precision)).max(0.0),
            precision,
            id: id.filter(|_| resolved),
            near_id: id.filter(|_| !resolved && place.precision == PlacePrecision::NearSettlement),
            areas,
            is_ambiguous: place.grade == Grade::Unresolved && !place.rivals.is_empty(),
            country: place.country.as_deref().map(|code| xxh3_64(code.as_bytes())),
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

/// The first and last day, where the words give both and they differ: "from 27 to 31 March", never "last week".
fn told_span(when: &When) -> Option<(i32, i32)> {
    match time_of(when) {
        Time::Days(first, last) if first < last && when.precision == WhenPrecision::Days => {
            Some((first, last))
        }
        _ => None,
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
        if !figures.iter().any(|figure| figure.harm == harm) {
            continue;
        }
        if let Some((interval, status)) = total_interval(figures, harm, &|_| true) {
            facets.push(FigureFacet { harm, group: None, status, interval });
        }
        for group in [AgeSex::Child, AgeSex::Woman, AgeSex::Man] {
            let belongs = |figure: &Figure| figure.age_sex == group;
            if let Some((interval, _)) = total_interval(figures, harm, &belongs) {
                facets.push(FigureFacet { harm, group: Some(group), status: Status::Unknown, interval });
            }
        }
    }
    facets
}

/// Hashes in order, each once.
pub(super) fn sorted(hashes: impl Iterator<Item = u64>) -> Vec<u64> {
    let mut hashes: Vec<u64> = hashes.collect();
    hashes.sort_unstable();
    hashes.dedup();
    hashes
}
