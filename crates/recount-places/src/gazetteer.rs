//! The sets of places that answer together, and the places in them.

use std::sync::{Arc, OnceLock};

use crate::error::PlacesError;
use crate::index::{Bytes, Record};
use crate::kind::FeatureKind;
use crate::layer::{Layer, Rank};
use crate::remember::Remembered;

static WORLD: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/world.index"));
const OVERLAY: &str = include_str!("../../../places/overlay.tsv");

/// The sets of places that are asked together: the world default, what a user added, and what people confirmed.
///
/// Cloning is cheap; layers are shared.
#[derive(Clone)]
pub struct Gazetteer {
    /// Highest rank first, later additions first inside a rank.
    pub(crate) layers: Vec<Layer>,
    /// Answers of [`Gazetteer::lookup`] for names asked lately; a corpus names the same towns again and again.
    pub(crate) remembered: Arc<Remembered>,
}

/// A handle to one place of a gazetteer; valid for that gazetteer only.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct PlaceRef {
    pub(crate) layer: u16,
    pub(crate) record: u32,
}

impl Gazetteer {
    /// The world default with the project's own overlay. Opening does no work: the index is embedded finished.
    #[must_use]
    pub fn world() -> Self {
        static OPENED: OnceLock<Gazetteer> = OnceLock::new();
        OPENED
            .get_or_init(|| {
                let gazetteer = Self::empty();
                // The embedded index is made with the program; a test asserts that it opens. An empty one means that
                // `cargo xtask places` is just making it.
                match Layer::open("geonames", Bytes::Embedded(WORLD), Rank::World) {
                    Ok(world) => gazetteer.with_layer(world),
                    Err(_) => gazetteer,
                }
                .with_overlay()
            })
            .clone()
    }

    /// A gazetteer without any place, for tests and for users who bring all places themselves.
    #[must_use]
    pub fn empty() -> Self {
        Self { layers: Vec::new(), remembered: Arc::default() }
    }

    fn with_overlay(self) -> Self {
        match project_overlay() {
            Ok(overlay) => self.with_layer(overlay),
            Err(_) => self,
        }
    }

    /// Adds a set. It ranks by its kind (overlay before added sets before the world), and before older sets of its kind.
    #[must_use]
    pub fn with_layer(mut self, layer: Layer) -> Self {
        let at = self.layers.iter().position(|known| known.rank <= layer.rank).unwrap_or(self.layers.len());
        self.layers.insert(at, layer);
        self.remembered = Arc::default();
        self
    }

    /// Takes a set out, as for measuring what it brings.
    #[must_use]
    pub fn without_layer(mut self, name: &str) -> Self {
        self.layers.retain(|layer| layer.name() != name);
        self.remembered = Arc::default();
        self
    }

    /// The sets, the most trusted first.
    #[must_use]
    pub fn layers(&self) -> &[Layer] {
        &self.layers
    }

    /// Whether the world default is there; false only in a build made without `places/world.index.zst`.
    #[must_use]
    pub fn has_world(&self) -> bool {
        self.layers.iter().any(|layer| layer.rank == Rank::World)
    }

    /// The place behind a handle.
    #[must_use]
    pub fn place(&self, place: PlaceRef) -> Option<Place<'_>> {
        let layer = self.layers.get(usize::from(place.layer))?;
        Some(Place { layer, record: layer.index.record(place.record)? })
    }
}

/// The project's own places: facts that no registry package holds, each with its source in the file.
pub(crate) fn project_overlay() -> Result<Layer, PlacesError> {
    Layer::overlay("recount", OVERLAY.as_bytes())
}

/// One place, read in place from its set.
#[derive(Clone, Copy)]
pub struct Place<'a> {
    layer: &'a Layer,
    pub(crate) record: Record,
}

impl<'a> Place<'a> {
    /// The identifier with the name of its set: `geonames:167357`.
    #[must_use]
    pub fn id(&self) -> String {
        let id = self.layer.index.id(&self.record);
        if id.contains(':') { id } else { format!("{}:{id}", self.layer.name) }
    }

    /// The name the set gives first.
    #[must_use]
    pub fn name(&self) -> &'a str {
        self.layer.index.string(self.record.name)
    }

    /// Latitude in degrees.
    #[must_use]
    pub fn lat(&self) -> f64 {
        self.record.lat
    }

    /// Longitude in degrees.
    #[must_use]
    pub fn lon(&self) -> f64 {
        self.record.lon
    }

    /// The two-letter country code; empty where the set gives none.
    #[must_use]
    pub fn country(&self) -> &str {
        std::str::from_utf8(&self.record.cc).map(str::trim).unwrap_or("")
    }

    /// The first-order area, as the set spells it; may be empty.
    #[must_use]
    pub fn admin1(&self) -> &'a str {
        self.layer.index.string(self.record.admin1)
    }

    /// The second-order area; may be empty.
    #[must_use]
    pub fn admin2(&self) -> &'a str {
        self.layer.index.string(self.record.admin2)
    }

    /// The GeoNames feature code or placetype; may be empty.
    #[must_use]
    pub fn feature(&self) -> &'a str {
        self.layer.index.feature(&self.record).0
    }

    /// What the feature counts as.
    #[must_use]
    pub fn kind(&self) -> FeatureKind {
        self.layer.index.feature(&self.record).1
    }

    /// The number of people, 0 where unknown.
    #[must_use]
    pub fn population(&self) -> u32 {
        self.record.population
    }

    /// The rank of its set.
    #[must_use]
    pub fn rank(&self) -> Rank {
        self.layer.rank
    }
}
