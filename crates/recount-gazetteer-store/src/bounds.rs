//! Roughly where countries lie, to notice rows whose latitude and longitude changed places.

use std::collections::HashMap;

use recount_places::Gazetteer;

/// A box around the places of each country.
#[derive(Debug, Clone, Default)]
pub struct Bounds(HashMap<[u8; 2], Box4>);

#[derive(Debug, Clone, Copy)]
struct Box4 {
    south: f64,
    north: f64,
    west: f64,
    east: f64,
}

/// Villages at the border lie outside the box of the towns.
const MARGIN: f64 = 1.5;

impl Bounds {
    /// The boxes of a gazetteer's places.
    #[must_use]
    pub fn of(gazetteer: &Gazetteer) -> Self {
        let mut boxes: HashMap<[u8; 2], Box4> = HashMap::new();
        for (cc, lat, lon) in gazetteer.layers().iter().flat_map(|layer| layer.points()) {
            let known = boxes.entry(cc).or_insert(Box4 { south: lat, north: lat, west: lon, east: lon });
            *known = Box4 {
                south: known.south.min(lat),
                north: known.north.max(lat),
                west: known.west.min(lon),
                east: known.east.max(lon),
            };
        }
        Self(boxes)
    }

    /// Whether a point lies outside its country, and inside when latitude and longitude change places.
    pub(crate) fn is_swapped(&self, cc: &str, lat: f64, lon: f64) -> bool {
        let Ok(code) = <[u8; 2]>::try_from(cc.as_bytes()) else { return false };
        self.0.get(&code).is_some_and(|around| !around.holds(lat, lon, MARGIN) && around.holds(lon, lat, 0.0))
    }
}

impl Box4 {
    fn holds(&self, lat: f64, lon: f64, margin: f64) -> bool {
        (self.south - margin..=self.north + margin).contains(&lat)
            && (self.west - margin..=self.east + margin).contains(&lon)
    }
}
