//! Whether two claims tell of the same incident: a sum of named log-odds, each with its reason.

use recount_model::Telling;

use super::facets::Facets;
use super::matching::Matching;

mod times;
mod places;
mod figures;
mod words;

pub use places::places_forbid;
pub use times::times_forbid;

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

/// What the comparisons of times, places and figures found, for the grounds.
#[derive(Clone, Copy, Debug, Default)]
struct Findings {
    shared_day: bool,
    times_overlap: bool,
    widest_days: i32,
    shared_place: bool,
    same_name: bool,
    published_together: bool,
    same_sentence: bool,
    figures: f64,
}

/// Compares two claims, with reasons.
pub fn compare(a: &Facets, b: &Facets, matching: &Matching) -> Comparison {
    judge(a, b, matching, Some(Vec::new()))
}

/// Compares two claims for their total only.
pub(super) fn score(a: &Facets, b: &Facets, matching: &Matching) -> Comparison {
    judge(a, b, matching, None)
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
    weigh_kinds(a, b, matching, &mut tally);
    figures::weigh(a, b, matching, &mut tally, &mut findings);
    words::weigh(a, b, matching, &mut tally, &mut findings);
    if a.telling == Telling::Aggregate && b.telling == Telling::Aggregate && !aggregates_match(a, b) {
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
    !a.figures.is_empty() && a.figures == b.figures && a.time == b.time
}

fn weigh_kinds(a: &Facets, b: &Facets, matching: &Matching, tally: &mut Tally) {
    use recount_model::Kind::Other;
    let kind = &matching.kind;
    let (one, two) = (a.kind.as_str(), b.kind.as_str());
    if a.kind == Other || b.kind == Other {
        // "Other" is what a reader writes when the text does not say.
    } else if a.kind == b.kind {
        tally.add("kind", kind.same, || format!("both tell of {one}"));
    } else if kind.is_contrary(a.kind, b.kind) {
        tally.add("kind", kind.contrary, || format!("{one} and {two} exclude one another"));
        tally.forbid("the kinds exclude one another");
    } else if kind.is_near(a.kind, b.kind) {
        tally.add("kind", kind.near, || format!("reports mix {one} and {two} up"));
    } else {
        tally.add("kind", kind.different, || format!("{one} is not {two}"));
    }
}

fn ground(findings: &Findings, matching: &Matching) -> Option<&'static str> {
    let grounds = &matching.grounds;
    if findings.shared_day {
        return Some("a shared day");
    }
    let near_news = findings.published_together && findings.figures >= grounds.figures_news;
    if near_news && (findings.shared_place || findings.same_name) {
        return Some("a shared place and agreeing figures in the news of the same days");
    }
    if findings.same_name && findings.figures >= grounds.figures_unresolved {
        return Some("a place of the same name and rare agreeing figures");
    }
    if findings.same_sentence && (findings.shared_place || findings.same_name) {
        return Some("a shared place and nearly the same sentence");
    }
    if !findings.shared_place {
        return None;
    }
    let needed = if findings.times_overlap { grounds.figures_dated } else { grounds.figures_undated };
    if findings.figures >= needed {
        return Some("a shared place and agreeing figures");
    }
    let bounded = findings.times_overlap && f64::from(findings.widest_days) <= grounds.wide_span;
    (bounded && findings.figures > 0.0)
        .then_some("a shared place, overlapping times and large figures close together")
}
