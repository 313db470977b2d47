//! Distances and offsets on the sphere.

const EARTH_KM: f64 = 6371.0;

/// The great-circle distance between two points given as (latitude, longitude) in degrees.
#[must_use]
pub fn distance_km(from: (f64, f64), to: (f64, f64)) -> f64 {
    let (lat1, lat2) = (from.0.to_radians(), to.0.to_radians());
    let (dlat, dlon) = (lat2 - lat1, (to.1 - from.1).to_radians());
    let half = (dlat / 2.0).sin().powi(2) + lat1.cos() * lat2.cos() * (dlon / 2.0).sin().powi(2);
    2.0 * EARTH_KM * half.sqrt().min(1.0).asin()
}

/// The distance for ranking: flat-earth, exact enough below 200 km, a third of the cost.
///
/// Ranking compares every candidate with every anchor; beyond 200 km only "far" matters.
pub(crate) fn rough_km(from: (f64, f64), to: (f64, f64), cosine: f64) -> f64 {
    let mut dlon = (to.1 - from.1).abs();
    if dlon > 180.0 {
        dlon = 360.0 - dlon;
    }
    let (north, east) = ((to.0 - from.0) * 111.195, dlon * 111.195 * cosine);
    (north * north + east * east).sqrt()
}

/// The point a number of kilometres away in a bearing (degrees, clockwise from north).
pub(crate) fn offset(from: (f64, f64), km: f64, bearing: f64) -> (f64, f64) {
    let (lat, lon, bearing, arc) =
        (from.0.to_radians(), from.1.to_radians(), bearing.to_radians(), km / EARTH_KM);
    let to_lat = (lat.sin() * arc.cos() + lat.cos() * arc.sin() * bearing.cos()).clamp(-1.0, 1.0).asin();
    let to_lon = lon + (bearing.sin() * arc.sin() * lat.cos()).atan2(arc.cos() - lat.sin() * to_lat.sin());
    (to_lat.to_degrees(), (to_lon.to_degrees() + 540.0).rem_euclid(360.0) - 180.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn five_km_north_of_a_point_is_five_km_away_and_north() {
        let start = (34.69, 40.83);
        let moved = offset(start, 5.0, 0.0);
        assert!((distance_km(start, moved) - 5.0).abs() < 0.01);
        assert!(moved.0 > start.0 && (moved.1 - start.1).abs() < 1e-9);
    }

    #[test]
    fn rough_distance_agrees_with_the_exact_one_inside_a_province() {
        let (homs, hama) = ((34.73f64, 36.72), (35.13, 36.75));
        let rough = rough_km(homs, hama, homs.0.to_radians().cos());
        assert!((rough - distance_km(homs, hama)).abs() < 0.5, "{rough}");
    }
}
