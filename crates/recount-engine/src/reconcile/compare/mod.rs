//! Whether two claims tell of the same incident: a sum of named log-odds, each with its reason.

use recount_model::Telling;

use super::facets::{Facets, Kinds, Time};
use super::matching::Matching;

mod times;
mod places;
mod figures;
mod words;

pub(super) use places::places_differ;
use places::places_forbid;
use times::all_times_forbid;
pub use times::times_forbid;
pub(super) use times::{date_of, weekday_of};

/// One named comparison of two claims.
#[derive(Clone, Debug, PartialEq)]
pub struct Part {
    /// What was compared: `prior`, `time`, `published`, `place`, `kind`, `killed`, `actor` and so on.
    pub name: &'static str,
    /// Log-odds: above zero speaks for one incident.
    pub weight: f64,
    /// A sentence for the reader.
    pub reason: String,
}

/// Two claims compared.
#[derive(Clone, Debug, PartialEq)]
pub struct Comparison {
    /// Sum of the weights.
    pub total: f64,
    /// The parts, in the order they were compared.
    pub parts: Vec<Part>,
    /// What makes one incident impossible, whatever the total.
    pub forbidden: Option<&'static str>,
    /// What the link stands on: a shared day, or a shared place with agreeing figures. None: no link.
    pub ground: Option<&'static str>,
}

impl Comparison {
    /// Whether the comparison alone would link the two claims.
    pub fn links(&self) -> bool {
        self.total > 0.0 && self.forbidden.is_none() && self.ground.is_some()
    }
}

/// Adds up weights; keeps the reasons only for a reader, because millions of pairs are compared that nobody reads.
pub(super) struct Tally {
    total: f64,
    parts: Option<Vec<Part>>,
    forbidden: Option<&'static str>,
}

impl Tally {
    fn add(&mut self, name: &'static str, weight: f64, reason: impl FnOnce() -> String) {
        self.total += weight;
        if let Some(parts) = &mut self.parts {
            parts.push(Part { name, weight, reason: reason() });
        }
    }

    fn forbid(&mut self, why: &'static str) {
        self.forbidden = self.forbidden.or(Some(why));
    }
}

/// What the comparisons found, for the grounds.
#[derive(Clone, Copy, Debug, Default)]
struct Findings {
    shared_day: bool,
    times_overlap: bool,
    widest_days: i32,
    weekday: bool,
    same_clock: bool,
    against_time: bool,
    calendar: bool,
    published_together: bool,
    shared_place: bool,
    same_city: bool,
    same_name: bool,
    near_place: bool,
    same_sound: bool,
    same_part: bool,
    in_area: bool,
    same_kind: bool,
    same_actor: bool,
    same_means: bool,
    same_target: bool,
    same_site: bool,
    other_kind: bool,
    same_sentence: bool,
    copied: bool,
    figures: f64,
    equal_figures: usize,
    large_figures: usize,
    words: f64,
    report_words: f64,
}

/// Compares two claims, with reasons.
pub fn compare(a: &Facets, b: &Facets, matching: &Matching) -> Comparison {
    judge(a, b, matching, Some(Vec::new()))
}

/// What two nodes come to, without the reasons.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Verdict {
    /// Sum of the weights.
    pub total: f64,
    /// Whether the pair alone would link.
    pub links: bool,
    /// Whether they can be one incident at all.
    pub forbidden: bool,
}

/// Compares two nodes for the outcome only: one report keeps its happenings apart, a total is no happening, and times,
/// places or kinds can exclude one another.
pub fn verdict(a: &Facets, b: &Facets, matching: &Matching) -> Verdict {
    let excluded = a.report == b.report
        || a.telling != b.telling
        || all_times_forbid(&a.times, &b.times)
        || matching.kind.are_contrary(a.kinds, b.kinds)
        || places_forbid(&a.places, &b.places, matching);
    if excluded {
        return Verdict { total: f64::NEG_INFINITY, links: false, forbidden: true };
    }
    let comparison = judge(a, b, matching, None);
    Verdict { total: comparison.total, links: comparison.links(), forbidden: comparison.forbidden.is_some() }
}

fn judge(a: &Facets, b: &Facets, matching: &Matching, parts: Option<Vec<Part>>) -> Comparison {
    let mut tally = Tally { total: 0.0, parts, forbidden: None };
    let mut findings = Findings::default();
    tally.add("prior", matching.prior, || "two claims of different reports are mostly strangers".to_owned());
    if a.telling != b.telling {
        tally.forbid("one is a total over several happenings");
    }
    times::weigh(a, b, matching, &mut tally, &mut findings);
    places::weigh(a, b, matching, &mut tally, &mut findings);
    weigh_kinds(a, b, matching, &mut tally, &mut findings);
    figures::weigh(a, b, matching, &mut tally, &mut findings);
    words::weigh(a, b, matching, &mut tally, &mut findings);
    let totals = a.telling == Telling::Aggregate && b.telling == Telling::Aggregate;
    if totals && !aggregates_match(a, b) && !is_running_total(a, b, &findings) {
        tally.forbid("two totals that are not the same total");
    }
    let ground = ground(&findings, matching);
    Comparison {
        total: tally.total,
        parts: tally.parts.unwrap_or_default(),
        forbidden: tally.forbidden,
        ground,
    }
}

/// Two totals are one only if they count the same over the same time: a total a month later is another total.
fn aggregates_match(a: &Facets, b: &Facets) -> bool {
    !a.figures.is_empty() && a.figures == b.figures && a.times == b.times
}

/// The toll of one siege told again as it rose: counted from the same day in the same place, in nearly the same words.
fn is_running_total(a: &Facets, b: &Facets, found: &Findings) -> bool {
    let from_one_day = |times: &[Time]| {
        times.len() == 1 && matches!(times[0], Time::Weekday(_) | Time::Partial(..))
            || matches!(times, [Time::Days(first, last)] if first == last)
    };
    // "Since Thursday evening" and "since 20 January" may be one day; then the rest of the reports must show it.
    let may_be_one = found.report_words > 0.0 && !all_times_forbid(&a.times, &b.times);
    found.same_sentence
        && found.shared_place
        && from_one_day(&a.times)
        && from_one_day(&b.times)
        && (a.times == b.times || may_be_one)
}

fn weigh_kinds(a: &Facets, b: &Facets, matching: &Matching, tally: &mut Tally, findings: &mut Findings) {
    let kind = &matching.kind;
    let words = |kinds: Kinds| kinds.iter().map(|kind| kind.as_str()).collect::<Vec<_>>().join(" and ");
    let (one, two) = (|| words(a.kinds), || words(b.kinds));
    if a.kinds.is_empty() || b.kinds.is_empty() {
        // "Other" is what a reader writes when the text does not say.
    } else if a.kinds.meets(b.kinds) {
        findings.same_kind = true;
        tally.add("kind", kind.same, || format!("{} against {}: the same kind", one(), two()));
    } else if kind.are_contrary(a.kinds, b.kinds) {
        tally.add("kind", kind.contrary, || format!("{} and {} exclude one another", one(), two()));
        tally.forbid("the kinds exclude one another");
    } else if kind.are_near(a.kinds, b.kinds) {
        tally.add("kind", kind.near, || format!("reports mix {} and {} up", one(), two()));
    } else {
        findings.other_kind = true;
        tally.add("kind", kind.different, || format!("{} is not {}", one(), two()));
    }
}

/// What a link can stand on. Without a ground no total is enough: many weak agreements are no happening.
fn ground(found: &Findings, matching: &Matching) -> Option<&'static str> {
    let grounds = &matching.grounds;
    // On one day a city sees several happenings, so the day alone joins none of them.
    let one_of_several = found.same_city
        && !(found.figures > 0.0
            || found.same_kind && found.figures >= 0.0
            || found.words + found.report_words >= grounds.words);
    if found.shared_day && !one_of_several {
        return Some("a shared day");
    }
    let around =
        found.shared_place || found.same_name || found.near_place || found.in_area || found.same_city;
    if found.weekday && found.same_clock && around && !found.other_kind {
        return Some("the same weekday and time of the clock, and one place or area");
    }
    if found.same_city {
        return city_ground(found, matching);
    }
    let named = found.shared_place || found.same_name;
    let same_days = found.published_together || found.weekday || found.calendar;
    if same_days && named && found.figures >= grounds.figures_news {
        return Some("a shared place and agreeing figures in the news of the same days");
    }
    if found.same_name && found.figures >= grounds.figures_unresolved {
        return Some("a place of the same name and rare agreeing figures");
    }
    if found.same_sentence && found.figures >= 0.0 && !found.against_time && (named || found.copied) {
        return Some("nearly the same sentence about one place, or in one text copied from the other");
    }
    if found.copied && named && found.figures >= 0.0 {
        return Some("a shared place in one text copied from the other");
    }
    let details = usize::from(found.same_means) + usize::from(found.same_target);
    if named
        && !found.other_kind
        && found.equal_figures >= 2
        && details >= 1
        && found.figures >= grounds.figures_details
    {
        return Some("a shared place, two equal figures, and the same means or target");
    }
    let words = found.words + found.report_words;
    let detail = found.same_actor || found.same_means || found.same_target;
    // A town under fire is hit on many Tuesdays by the same party, so weekday, kind and party are not enough; a prison
    // is stormed once.
    let told_more = words >= grounds.words_target || found.equal_figures > 0;
    if named && found.weekday && found.same_kind && (detail && told_more || found.same_part && words > 0.0) {
        return Some(
            "a shared place, weekday and kind, the same party, means or target, and something rarer",
        );
    }
    if (found.same_part || found.same_sound) && found.weekday && found.same_site && !found.other_kind {
        return Some("the same site by its name or its spelling, and the same weekday");
    }
    if found.same_sound && found.weekday && found.same_kind && detail && told_more {
        return Some("spellings of one name, the same weekday and kind, and something rarer");
    }
    let around = found.shared_place || found.near_place;
    if around && found.same_kind && found.same_actor && found.large_figures >= 2 && !found.against_time {
        return Some("places close together, the same kind and party, and two large figures close together");
    }
    if named && found.same_kind && found.same_target && words >= grounds.words_target {
        return Some("a shared place, the same kind and target, and rare words in common");
    }
    if (named || found.near_place) && words >= grounds.words {
        return Some("a shared place and rare words in common");
    }
    let loose = found.near_place || found.in_area;
    if loose && same_days && found.same_kind && found.same_actor && found.figures >= grounds.figures_area {
        return Some("an area that holds the place, rare agreeing figures, the same weekday, kind and party");
    }
    if !found.shared_place {
        return None;
    }
    let same_week = found.times_overlap && !found.weekday && found.widest_days <= 7;
    if same_week && found.same_target && found.figures >= 0.0 {
        return Some("a shared place, the same target, and some days in common");
    }
    let needed = if found.times_overlap { grounds.figures_dated } else { grounds.figures_undated };
    if found.figures >= needed {
        return Some("a shared place and agreeing figures");
    }
    let bounded = found.times_overlap && !found.weekday && f64::from(found.widest_days) <= grounds.wide_span;
    (bounded && found.figures > 0.0)
        .then_some("a shared place, overlapping times and large figures close together")
}

/// In a city the same small numbers come again every week, so without a day it takes more.
fn city_ground(found: &Findings, matching: &Matching) -> Option<&'static str> {
    let grounds = &matching.grounds;
    if found.same_sentence && found.figures >= 0.0 && !found.against_time {
        return Some("nearly the same sentence about one city");
    }
    if found.copied && found.figures > 0.0 {
        return Some("agreeing figures in one text copied from the other");
    }
    let same_days = found.published_together || found.weekday || found.calendar;
    let detail = found.same_actor || found.same_means || found.same_target;
    let figures = if found.equal_figures >= 2 { grounds.figures_dated } else { grounds.figures_undated };
    if same_days && found.equal_figures >= 1 && found.figures >= figures {
        return Some("a shared city and agreeing figures in the news of the same days");
    }
    let words = found.words + found.report_words;
    if same_days && found.same_kind && detail && words >= grounds.words_days && found.figures >= 0.0 {
        return Some(
            "a shared city and kind, the same party, means or target, and rare words in the same days",
        );
    }
    // A city has one refinery, and few airports; schools and streets it has many of.
    let one_week = found.published_together || found.calendar;
    if one_week && found.same_kind && found.same_site && found.figures >= 0.0 && !found.against_time {
        return Some("a shared city, kind and site in the news of the same days");
    }
    if words >= grounds.words_city && found.figures >= 0.0 {
        return Some("a shared city and many rare words in common");
    }
    (found.equal_figures >= 2 && found.figures >= grounds.figures_city)
        .then_some("a shared city and two rare agreeing figures")
}
