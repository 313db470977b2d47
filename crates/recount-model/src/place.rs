//! Where a claim says something happened, no more precise than the text.

use crate::span::Span;

/// How precise a place is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum PlacePrecision {
    /// A site: a building, a base, a bridge.
    Point,
    /// A part of a town.
    Neighbourhood,
    /// A town or village.
    Settlement,
    /// Near a town, or a stated distance from it.
    NearSettlement,
    /// A second-order area.
    District,
    /// A first-order area.
    Governorate,
    /// A country.
    Country,
    /// A road, river or front.
    Line,
    /// Not known.
    Unknown,
}

impl PlacePrecision {
    const ALL: [Self; 9] = [
        Self::Point,
        Self::Neighbourhood,
        Self::Settlement,
        Self::NearSettlement,
        Self::District,
        Self::Governorate,
        Self::Country,
        Self::Line,
        Self::Unknown,
    ];

    /// The name in wire formats.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Point => "point",
            Self::Neighbourhood => "neighbourhood",
            Self::Settlement => "settlement",
            Self::NearSettlement => "near-settlement",
            Self::District => "district",
            Self::Governorate => "governorate",
            Self::Country => "country",
            Self::Line => "line",
            Self::Unknown => "unknown",
        }
    }

    /// Reads the wire name back.
    pub fn from_text(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|precision| precision.as_str() == text)
    }
}

/// How sure the gazetteer is which place is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Grade {
    /// One place fits and no rival comes near.
    Resolved,
    /// One place fits best; rivals are listed.
    Probable,
    /// Only the larger area is known.
    AreaOnly,
    /// Nothing fits.
    Unresolved,
}

impl Grade {
    /// The name in wire formats.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Resolved => "resolved",
            Self::Probable => "probable",
            Self::AreaOnly => "area only",
            Self::Unresolved => "unresolved",
        }
    }

    /// Reads the wire name back.
    pub fn from_text(text: &str) -> Option<Self> {
        [Self::Resolved, Self::Probable, Self::AreaOnly, Self::Unresolved]
            .into_iter()
            .find(|g| g.as_str() == text)
    }
}

/// Another place the words could mean.
#[derive(Clone, Debug, PartialEq)]
pub struct Rival {
    /// Name in the gazetteer.
    pub name: String,
    /// Id in the gazetteer.
    pub gazetteer_id: String,
    /// Degrees north.
    pub lat: f64,
    /// Degrees east.
    pub lon: f64,
    /// Score, for comparison with the chosen one.
    pub score: f64,
}

/// A place as the text gives it, and what the gazetteer makes of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Place {
    /// The whole phrase ("the outskirts of X, north of Y").
    pub span: Option<Span>,
    /// The name alone, as spelled in the text.
    pub name: String,
    /// Larger areas the text names.
    pub within: Vec<String>,
    /// How sure the gazetteer is.
    pub grade: Grade,
    /// How precise the text is.
    pub precision: PlacePrecision,
    /// Degrees north and east, only with grade resolved or probable.
    pub point: Option<(f64, f64)>,
    /// Radius in kilometres within which the place lies.
    pub radius_km: Option<f64>,
    /// Id in the gazetteer.
    pub gazetteer_id: Option<String>,
    /// Name in the gazetteer.
    pub gazetteer_name: Option<String>,
    /// Country (ISO 3166-1 alpha-2), where known, also for areas.
    pub country: Option<String>,
    /// First-order area in the gazetteer, where known.
    pub admin1: Option<String>,
    /// Other places the words could mean.
    pub rivals: Vec<Rival>,
}
