//! "10 km north of X": how far and in which direction from a named place something was.

use crate::mark::chunk::Source;
use crate::mark::{Chunk, Marks, What};

/// Further than this a report names another place.
const FARTHEST_KM: f64 = 100.0;

/// Kilometres and bearing from each place mark that the text states before it.
pub fn read(source: &Source<'_>, marks: &Marks) -> Vec<Option<(f64, f64)>> {
    let mut out = vec![None; marks.places.len()];
    for sentence in &marks.sentences {
        for (at, chunk) in sentence.chunks.iter().enumerate() {
            if let What::Place(place) = chunk.what {
                out[place as usize] = before(source, &sentence.chunks[..at]);
            }
        }
    }
    out
}

/// "10 km (to the) north of (the town of)" at the end of what stands before a place.
fn before(source: &Source<'_>, chunks: &[Chunk]) -> Option<(f64, f64)> {
    let k = source.known;
    let rest = without_kind(source, chunks);
    let (last, rest) = rest.split_last()?;
    if last.class != k.of && last.class != k.near {
        return None;
    }
    let (direction, rest) = rest.split_last()?;
    let bearing = source.reading(direction, k.direction)?.bearing?;
    let rest = match rest {
        [rest @ .., to, the] if to.class == k.to && the.class == k.det => rest,
        [rest @ .., to] if to.class == k.to => rest,
        _ => rest,
    };
    let (unit, rest) = rest.split_last()?;
    let km = source.reading(unit, k.unit)?.km?;
    let number = source.chunk_text(rest.last()?).replace(',', ".");
    let distance = number.parse::<f64>().ok()? * km;
    (distance > 0.0 && distance <= FARTHEST_KM).then_some((distance, bearing))
}

/// The chunks without "the", "the town of" and "town" at their end.
fn without_kind<'c>(source: &Source<'_>, chunks: &'c [Chunk]) -> &'c [Chunk] {
    let k = source.known;
    let rest = match chunks {
        [rest @ .., kind, of] if of.class == k.of && source.can_be(kind, k.place_type) => rest,
        [rest @ .., kind] if kind.class == k.place_type => rest,
        _ => chunks,
    };
    match rest {
        [rest @ .., the] if the.class == k.det => rest,
        _ => rest,
    }
}
