//! Looks one name up for a person, with all candidates and their scores.

use crate::answer::candidate;
use crate::fold::fold;
use crate::gazetteer::Gazetteer;
use crate::query::Candidate;
use crate::score::{Anchor, candidates, near_part, nearest_km, sort};

/// The places a name may mean, the likeliest first, each with the parts of its score.
///
/// `near` names another place that the wanted one should lie near; its best candidate counts.
#[must_use]
pub fn find(gazetteer: &Gazetteer, name: &str, near: Option<&str>) -> Vec<Candidate> {
    let folded = fold(name);
    let mut found = candidates(gazetteer, &folded, folded.kind).to_vec();
    let anchor = near.and_then(|near| {
        let near = fold(near);
        candidates(gazetteer, &near, near.kind).first().map(|best| Anchor { point: best.point, name: 1 })
    });
    if let Some(anchor) = anchor {
        for scored in &mut found {
            scored.parts.near = near_part(nearest_km(scored, 0, &[anchor]));
            scored.score = scored.parts.sum();
        }
        sort(&mut found);
    }
    found.iter().filter_map(|scored| candidate(gazetteer, scored, folded.kind, None)).collect()
}
