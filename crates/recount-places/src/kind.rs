//! What kind of thing a place is, and what kind a report says it is.

use serde::Deserialize;

/// The kind of place that the words of a report state, as "bridge" in "Arzouna bridge".
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum TypeHint {
    /// A state.
    Country,
    /// A first-order area: governorate, province, oblast.
    Governorate,
    /// A second- or third-order area.
    District,
    /// A city.
    City,
    /// A town.
    Town,
    /// A village.
    Village,
    /// A part of a town.
    Neighbourhood,
    /// A camp of displaced people.
    Camp,
    /// An air base or airport.
    Airbase,
    /// An oil or gas field.
    OilField,
    /// A bridge.
    Bridge,
    /// A mountain or hill.
    Mountain,
    /// A border or river crossing.
    Crossing,
    /// A river, lake or canal.
    River,
    /// A road; the place is a line.
    Road,
    /// A desert.
    Desert,
    /// The land around a town or of a governorate, never the town itself.
    Countryside,
    /// A building or a place inside a town that gazetteers rarely have: a hospital, a market, a prison.
    Site,
}

/// What a gazetteer's feature code counts as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum FeatureKind {
    /// A part of the world wider than a state: a continent, a sea.
    Continent,
    /// A state.
    Country,
    /// A first-order area.
    Governorate,
    /// A lower area.
    District,
    /// The capital of a state.
    Capital,
    /// The seat of an area.
    Seat,
    /// A city, town or village.
    Settlement,
    /// A part of a town.
    Neighbourhood,
    /// An abandoned or destroyed settlement.
    Former,
    /// A camp.
    Camp,
    /// An air base or airport.
    Airbase,
    /// An oil or gas field.
    OilField,
    /// A bridge.
    Bridge,
    /// A mountain or hill.
    Mountain,
    /// A crossing.
    Crossing,
    /// A river, lake or canal.
    River,
    /// A road.
    Road,
    /// A desert.
    Desert,
    /// Anything else.
    Other,
}

impl FeatureKind {
    /// What a GeoNames feature code or a placetype counts as; an empty one as a settlement.
    #[must_use]
    pub fn of_code(code: &str) -> Self {
        crate::fold::feature_kind(code)
    }

    /// Whether people live there under this name: the reading that a bare name has first.
    #[must_use]
    pub fn is_settlement(self) -> bool {
        matches!(self, Self::Capital | Self::Seat | Self::Settlement | Self::Neighbourhood | Self::Former)
    }

    /// Whether the place is an area with others inside it.
    #[must_use]
    pub fn is_area(self) -> bool {
        matches!(self, Self::Continent | Self::Country | Self::Governorate | Self::District)
    }
}

impl TypeHint {
    /// Whether such a place lies inside a town where the text names one.
    #[must_use]
    pub fn is_part_of_town(self) -> bool {
        matches!(self, Self::Site | Self::Neighbourhood | Self::Crossing | Self::Bridge | Self::Camp)
    }

    /// Whether a place of this feature is of the kind the text states.
    #[must_use]
    pub fn fits(self, feature: FeatureKind) -> bool {
        use FeatureKind as F;
        match self {
            Self::Country => feature == F::Country,
            Self::Governorate => feature == F::Governorate,
            Self::District => feature == F::District,
            Self::City | Self::Town => matches!(feature, F::Capital | F::Seat | F::Settlement | F::Former),
            Self::Village => matches!(feature, F::Settlement | F::Seat | F::Former),
            Self::Neighbourhood => feature == F::Neighbourhood,
            Self::Camp => feature == F::Camp,
            Self::Airbase => feature == F::Airbase,
            Self::OilField => feature == F::OilField,
            Self::Bridge => feature == F::Bridge,
            Self::Mountain => feature == F::Mountain,
            Self::Crossing => feature == F::Crossing,
            Self::River => feature == F::River,
            Self::Road => feature == F::Road,
            Self::Desert => feature == F::Desert,
            Self::Countryside => feature.is_settlement() || feature == F::Governorate,
            Self::Site => matches!(feature, F::Other | F::Neighbourhood),
        }
    }
}
