//! What is asked of the gazetteer for one report, and what it answers.

use crate::kind::{FeatureKind, TypeHint};
use crate::lookup::NameMatch;

/// One place name of a report with what its sentence says about it.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct PlaceQuery {
    /// The name alone, as spelled.
    pub name: String,
    /// The kind the text states; words of kind inside the name are read too.
    pub type_hint: Option<TypeHint>,
    /// Larger areas the text links to it: "X in Y province".
    pub within: Vec<LinkedName>,
    /// Places the text says it is near.
    pub near: Vec<LinkedName>,
    /// Kilometres and bearing (degrees from north) from the named place: "5 km north of X".
    pub offset: Option<(f64, f64)>,
    /// Sentences of the report that name it, counted from 0; empty where there is no text around it.
    pub sentences: Vec<u32>,
}

impl PlaceQuery {
    /// A query for a bare name.
    #[must_use]
    pub fn new(name: impl Into<String>) -> Self {
        Self { name: name.into(), ..Self::default() }
    }

    /// The same with a larger area that the text links.
    #[must_use]
    pub fn with_area(mut self, area: impl Into<String>) -> Self {
        self.within.push(LinkedName { name: area.into(), type_hint: None });
        self
    }

    /// The same with the kind the text states.
    #[must_use]
    pub fn with_hint(mut self, hint: TypeHint) -> Self {
        self.type_hint = Some(hint);
        self
    }
}

/// Another name that the text links to one: "X in Y province".
#[derive(Debug, Clone, Default, PartialEq)]
pub struct LinkedName {
    /// The name alone, as spelled.
    pub name: String,
    /// The kind the text states.
    pub type_hint: Option<TypeHint>,
}

/// What is known about a report's whereabouts besides its place names.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Context {
    /// Two-letter codes of countries the report is about, the likeliest first.
    pub country_hints: Vec<String>,
    /// A point the report is about, as (latitude, longitude).
    pub near: Option<(f64, f64)>,
}

/// How sure an answer is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Grade {
    /// The name fits, the context agrees and no namesake comes close (94 % right within 5 km when measured).
    Resolved,
    /// The same, but a namesake comes close (89 %); the rivals are listed.
    Probable,
    /// Only the area is known; `best` is the area.
    AreaOnly,
    /// Not known. No point may be shown.
    Unresolved,
}

/// How precise the point of an answer is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Precision {
    /// A single site: a base, a bridge, a hill.
    Point,
    /// A part of a town.
    Neighbourhood,
    /// A settlement.
    Settlement,
    /// Somewhere around a settlement.
    NearSettlement,
    /// A second-order area.
    District,
    /// A first-order area.
    Governorate,
    /// A state.
    Country,
    /// Along a road or river.
    Line,
    /// Not known.
    Unknown,
}

/// The named parts a score is the sum of.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Parts {
    /// How alike the names are, 0 to 1.
    pub name: f32,
    /// Importance: capital, seat, population.
    pub prior: f32,
    /// Whether the feature fits the kind that the text states.
    pub kind: f32,
    /// Another place of the report lies near.
    pub near: f32,
    /// The text names the area it lies in.
    pub area: f32,
    /// It lies in the country that the report is about.
    pub country: f32,
    /// The rank of the set it comes from.
    pub set: f32,
}

impl Parts {
    /// The score.
    #[must_use]
    pub fn sum(&self) -> f32 {
        self.name + self.prior + self.kind + self.near + self.area + self.country + self.set
    }

    /// The parts with their names, for display.
    #[must_use]
    pub fn named(&self) -> [(&'static str, f32); 7] {
        [
            ("name", self.name),
            ("prior", self.prior),
            ("kind", self.kind),
            ("near", self.near),
            ("area", self.area),
            ("country", self.country),
            ("set", self.set),
        ]
    }
}

/// One place a name may mean, with everything a person needs to check it.
#[derive(Debug, Clone, PartialEq)]
pub struct Candidate {
    /// Identifier with the name of its set.
    pub id: String,
    /// The name the set gives first.
    pub name: String,
    /// Latitude, moved where the text gives an offset.
    pub lat: f64,
    /// Longitude, moved where the text gives an offset.
    pub lon: f64,
    /// Two-letter country code; may be empty.
    pub country: String,
    /// First-order area; may be empty.
    pub admin1: String,
    /// Second-order area; may be empty.
    pub admin2: String,
    /// GeoNames feature code or placetype; may be empty.
    pub feature: String,
    /// What the feature counts as.
    pub kind: FeatureKind,
    /// The radius in which the place of the text lies.
    pub radius_km: f64,
    /// How precise the point is.
    pub precision: Precision,
    /// The sum of the parts.
    pub score: f32,
    /// Why the score is what it is.
    pub parts: Parts,
    /// How it was found; [`crate::Gazetteer::alias`] tells by which spelling.
    pub found: NameMatch,
}

/// The answer for one place name.
#[derive(Debug, Clone, PartialEq)]
pub struct Resolution {
    /// How sure the answer is.
    pub grade: Grade,
    /// The place; the area for [`Grade::AreaOnly`]; none for [`Grade::Unresolved`].
    pub best: Option<Candidate>,
    /// Other places the name may mean, more than 10 km from the best, the likeliest first.
    pub rivals: Vec<Candidate>,
}

impl Resolution {
    /// The answer when nothing is known.
    #[must_use]
    pub fn unresolved() -> Self {
        Self { grade: Grade::Unresolved, best: None, rivals: Vec::new() }
    }
}
