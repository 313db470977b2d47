//! One point for a shape.

use serde_json::Value;

/// A point that stands for a geometry: a point itself, the middle of a line, the centre of the largest ring.
pub(super) fn point_of(geometry: &Value) -> Option<(f64, f64)> {
    let coordinates = &geometry["coordinates"];
    match geometry["type"].as_str()? {
        "Point" => position(coordinates),
        "MultiPoint" => position(coordinates.get(0)?),
        "LineString" => middle(coordinates),
        "MultiLineString" => middle(longest(coordinates)?),
        "Polygon" => centre(coordinates.get(0)?).map(|(point, _)| point),
        "MultiPolygon" => {
            let rings = coordinates.as_array()?.iter().filter_map(|polygon| centre(polygon.get(0)?));
            rings.max_by(|a, b| a.1.total_cmp(&b.1)).map(|(point, _)| point)
        }
        "GeometryCollection" => geometry["geometries"].as_array()?.iter().find_map(point_of),
        _ => None,
    }
}

/// GeoJSON writes east before north.
fn position(value: &Value) -> Option<(f64, f64)> {
    Some((value.get(1)?.as_f64()?, value.get(0)?.as_f64()?))
}

fn middle(line: &Value) -> Option<(f64, f64)> {
    let points = line.as_array()?;
    position(points.get(points.len() / 2)?)
}

fn longest(lines: &Value) -> Option<&Value> {
    lines.as_array()?.iter().max_by_key(|line| line.as_array().map_or(0, Vec::len))
}

/// The centre of a ring's area, and the area.
fn centre(ring: &Value) -> Option<((f64, f64), f64)> {
    let points: Vec<(f64, f64)> = ring.as_array()?.iter().filter_map(position).collect();
    let first = *points.first()?;
    let (mut area, mut north, mut east) = (0.0, 0.0, 0.0);
    for pair in points.windows(2) {
        // Relative to the first corner, so that small rings far from the equator keep their digits.
        let (a, b) = ((pair[0].0 - first.0, pair[0].1 - first.1), (pair[1].0 - first.0, pair[1].1 - first.1));
        let cross = a.1 * b.0 - b.1 * a.0;
        area += cross;
        north += (a.0 + b.0) * cross;
        east += (a.1 + b.1) * cross;
    }
    if area.abs() < 1e-12 {
        return Some((first, 0.0));
    }
    Some(((first.0 + north / (3.0 * area), first.1 + east / (3.0 * area)), (area / 2.0).abs()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_square_has_its_centre_and_the_larger_of_two_counts() {
        let square = |west: f64, side: f64| {
            json!([[
                [west, 10.0],
                [west + side, 10.0],
                [west + side, 10.0 + side],
                [west, 10.0 + side],
                [west, 10.0]
            ]])
        };
        let one = json!({"type": "Polygon", "coordinates": square(40.0, 2.0)});
        assert_eq!(point_of(&one), Some((11.0, 41.0)));
        let two = json!({"type": "MultiPolygon", "coordinates": [square(0.0, 1.0), square(40.0, 4.0)]});
        assert_eq!(point_of(&two), Some((12.0, 42.0)));
        assert_eq!(point_of(&json!({"type": "Point", "coordinates": [36.5, 35.25]})), Some((35.25, 36.5)));
        assert_eq!(point_of(&json!({"type": "Point", "coordinates": []})), None);
    }
}
