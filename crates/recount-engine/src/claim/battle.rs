//! The battle for one site: a report tells the storming of a prison as clashes, hostages and air support, one sentence
//! each, and means one happening.
//!
//! Only what stands at the same site or quarter and at the same time joins, only around fighting on the ground, and only
//! where the tellings do not each count people: a wrong sum is worse than two lines.

use std::collections::BTreeMap;

use recount_model::{Claim, Kind, Place, PlacePrecision, Polarity, Role, Telling};

/// Gives the claims of one battle one incident.
pub(super) fn join_battles(claims: &mut [Claim]) {
    let mut at_site: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (at, claim) in claims.iter().enumerate() {
        if let Some(key) = site_and_time(claim) {
            at_site.entry(key).or_default().push(at);
        }
    }
    for told in at_site.into_values() {
        let fought = told.iter().find(|at| matches!(claims[**at].kind, Kind::Clash | Kind::GroundAttack));
        let Some(&battle) = fought else { continue };
        let name = claims[battle].incident.clone();
        let mut counted = counts(claims, &name);
        for at in told {
            let other = claims[at].incident.clone();
            let counts_too = counts(claims, &other);
            if other == name || counted && counts_too || !is_at_one_place(claims, &other, &claims[at]) {
                continue;
            }
            counted |= counts_too;
            claims
                .iter_mut()
                .filter(|claim| claim.incident == other)
                .for_each(|claim| claim.incident.clone_from(&name));
        }
    }
}

fn counts(claims: &[Claim], incident: &str) -> bool {
    let of = claims.iter().filter(|claim| claim.incident == incident);
    of.flat_map(|claim| &claim.figures).any(|figure| !figure.amount.is_zero())
}

/// Whether all versions of an incident stand where and when the claim does.
fn is_at_one_place(claims: &[Claim], incident: &str, claim: &Claim) -> bool {
    let key = site_and_time(claim);
    claims.iter().filter(|other| other.incident == incident).all(|other| site_and_time(other) == key)
}

/// A site or quarter and a time as one key; none where one of them is not known.
fn site_and_time(claim: &Claim) -> Option<String> {
    let when = claim.when.as_ref().filter(|when| when.earliest.is_some() || when.partial.is_some())?;
    let fresh =
        claim.role == Role::News && claim.telling == Telling::Single && claim.polarity != Polarity::Denied;
    let place = claim.places.iter().find(|place| is_site(place)).filter(|_| fresh)?;
    Some(format!("{} {:?} {:?} {:?}", folded(&place.name), when.earliest, when.latest, when.partial))
}

/// A site, a quarter, or a name that the gazetteer only knows the town of.
fn is_site(place: &Place) -> bool {
    let is_part = place.gazetteer_name.as_ref().is_some_and(|town| {
        let town = folded(town);
        folded(&place.name) != town && place.within.iter().any(|within| folded(within) == town)
    });
    is_part || matches!(place.precision, PlacePrecision::Point | PlacePrecision::Neighbourhood)
}

fn folded(name: &str) -> String {
    name.chars().filter(|letter| letter.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}
