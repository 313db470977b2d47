//! Places compared by what their precision allows.

use super::super::facets::{Facets, PlaceFacet};
use super::super::matching::Matching;
use super::super::names::{NameKey, sounds_alike};
use super::{Findings, Tally};

/// Great-circle distance in kilometres.
fn distance_km(a: (f64, f64), b: (f64, f64)) -> f64 {
    let (lat_a, lat_b) = (a.0.to_radians(), b.0.to_radians());
    let half = |from: f64, to: f64| ((to - from) / 2.0).sin().powi(2);
    let h = half(lat_a, lat_b) + lat_a.cos() * lat_b.cos() * half(a.1.to_radians(), b.1.to_radians());
    12_742.0 * h.min(1.0).sqrt().asin()
}

/// How two places relate, with the weight of it.
enum Relation {
    SameId,
    /// The same, but a large town, or a name that may mean the whole governorate: much happens there every day.
    SameCity,
    Inside,
    /// A quarter of a large town, and the town.
    InCity,
    Close(f64),
    Apart(f64),
    /// The same, but one is a large town, whose name stands for what lies around it.
    AroundCity(f64),
    Far(f64),
    SameName,
    SameSound,
    /// The same name of a quarter or village that the gazetteer only knows the town of.
    SamePart,
    Near,
    PerhapsArea,
    DifferentInArea,
    Different,
    OtherArea,
    OtherCountry,
    Area,
    Nothing,
}

impl Relation {
    fn weight(&self, matching: &Matching) -> f64 {
        let weights = &matching.place;
        match self {
            Self::SameId => weights.same_id,
            Self::SameCity => weights.same_city,
            Self::Inside => weights.inside,
            Self::InCity => weights.in_city,
            Self::Close(_) => weights.close,
            Self::Apart(_) => weights.apart,
            Self::AroundCity(_) => weights.around_city,
            Self::Far(_) => weights.far,
            Self::SameName => weights.same_name,
            Self::SameSound => weights.same_sound,
            Self::SamePart => weights.same_part,
            Self::Near => weights.near,
            Self::PerhapsArea => weights.perhaps_area,
            Self::DifferentInArea => weights.different_in_area,
            Self::Different => weights.different,
            Self::OtherArea => weights.other_area,
            Self::OtherCountry => weights.other_country,
            Self::Area => weights.area,
            Self::Nothing => 0.0,
        }
    }

    fn reason(&self, a: &PlaceFacet, b: &PlaceFacet) -> String {
        let (one, two) = (&a.name, &b.name);
        match self {
            Self::SameId => format!("{one} and {two} are one place of the gazetteer"),
            Self::SameCity => format!("{one} and {two} are one city, in which much happens"),
            Self::InCity => format!("{one} and {two}: one lies in the other, a city in which much happens"),
            Self::Inside => format!("{one} and {two}: one lies in the other"),
            Self::Close(km) => format!("{one} and {two} are {km:.0} km apart, within their radii"),
            Self::Apart(km) => format!("{one} and {two} are neighbours, {km:.0} km apart"),
            Self::AroundCity(km) => format!("{one} and {two} are {km:.0} km apart, one of them a large town"),
            Self::Far(km) => format!("{one} and {two} are {km:.0} km apart"),
            Self::SameName => format!("{one} and {two} are the same name"),
            Self::SameSound => format!("{one} and {two} may be spellings of one name"),
            Self::SamePart => format!("{one} and {two} are the same part of one town"),
            Self::Near => format!("{one} and {two}: one is only said to lie near the other"),
            Self::PerhapsArea => format!("{one} and {two}: one name may mean the whole governorate"),
            Self::DifferentInArea => format!("{one} and {two} are different names in one area"),
            Self::Different => format!("{one} and {two} are different names"),
            Self::OtherArea => format!("{one} and {two} lie in different governorates"),
            Self::OtherCountry => format!("{one} and {two} lie in different countries"),
            Self::Area => format!("{one} and {two}: one is an area that holds the other"),
            Self::Nothing => format!("{one} and {two} say nothing about one another"),
        }
    }
}

pub(super) fn weigh(a: &Facets, b: &Facets, matching: &Matching, tally: &mut Tally, findings: &mut Findings) {
    // A claim over two places and a claim about one of them share that place: the best pair speaks.
    let mut best: Option<(f64, Relation, &PlaceFacet, &PlaceFacet)> = None;
    for one in &a.places {
        for two in &b.places {
            let relation = relate(one, two, matching);
            let weight = relation.weight(matching);
            if best.as_ref().is_none_or(|(so_far, ..)| weight > *so_far) {
                best = Some((weight, relation, one, two));
            }
        }
    }
    let Some((weight, relation, one, two)) = best else { return };
    match relation {
        Relation::SameCity | Relation::InCity => findings.same_city = true,
        Relation::SamePart => (findings.shared_place, findings.same_part) = (true, true),
        Relation::Close(_) => findings.near_place = true,
        Relation::SameId | Relation::Inside => findings.shared_place = one.is_precise() && two.is_precise(),
        // A name the gazetteer knows and cannot place may be that of a city.
        Relation::SameName if one.is_ambiguous || two.is_ambiguous => findings.same_city = true,
        Relation::SameName => findings.same_name = !one.is_area() && !two.is_area(),
        Relation::SameSound => (findings.near_place, findings.same_sound) = (true, true),
        Relation::Near => findings.near_place = true,
        Relation::Area | Relation::PerhapsArea => findings.in_area = true,
        Relation::Far(_) => tally.forbid("the places are too far apart"),
        Relation::OtherCountry => tally.forbid("the places lie in different countries"),
        _ => {}
    }
    tally.add("place", weight, || relation.reason(one, two));
}

/// Whether none of the places of one claim can be a place of the other.
pub fn places_forbid(a: &[PlaceFacet], b: &[PlaceFacet], matching: &Matching) -> bool {
    let excluded = |one: &PlaceFacet, two: &PlaceFacet| {
        matches!(relate(one, two, matching), Relation::Far(_) | Relation::OtherCountry)
    };
    !a.is_empty() && !b.is_empty() && a.iter().all(|one| b.iter().all(|two| excluded(one, two)))
}

/// Whether both name precise places and none of the one can be a place of the other.
pub fn places_differ(a: &[PlaceFacet], b: &[PlaceFacet], matching: &Matching) -> bool {
    let differ = |one: &PlaceFacet, two: &PlaceFacet| {
        one.is_precise()
            && two.is_precise()
            && one.point.is_some()
            && two.point.is_some()
            && matches!(
                relate(one, two, matching),
                Relation::Far(_) | Relation::Apart(_) | Relation::OtherCountry
            )
    };
    !a.is_empty() && !b.is_empty() && a.iter().all(|one| b.iter().all(|two| differ(one, two)))
}

fn relate(a: &PlaceFacet, b: &PlaceFacet, matching: &Matching) -> Relation {
    let weights = &matching.place;
    let same_id = a.id.is_some() && a.id == b.id;
    if same_id {
        let is_part = a.part.is_some() || b.part.is_some();
        let city = is_city(a, matching) || is_city(b, matching);
        return match () {
            () if a.is_area() || b.is_area() => Relation::Area,
            () if is_same_part(a, b) => Relation::SamePart,
            () if a.part.is_some() && b.part.is_some() => Relation::DifferentInArea,
            () if is_part && city => Relation::InCity,
            () if is_part => Relation::Inside,
            () if city => Relation::SameCity,
            () => Relation::SameId,
        };
    }
    let near = |one: &PlaceFacet, two: &PlaceFacet| {
        one.near_id.is_some() && (one.near_id == two.id || one.near_id == two.near_id)
    };
    if near(a, b) || near(b, a) {
        return if same_name(a, b) { same_place_by_name(a, b, matching) } else { Relation::Near };
    }
    // "In Idlib" may be the town or the governorate around it: then it parts nothing inside that governorate.
    let one_governorate = a.admin1.is_some() && a.admin1 == b.admin1;
    let perhaps_area = one_governorate && (a.may_be_governorate() || b.may_be_governorate());
    if let (Some(one), Some(two)) = (a.point, b.point) {
        let km = distance_km(one, two);
        if a.is_precise() && b.is_precise() {
            // The centre of the smaller lies within the larger: a hospital and its town.
            let (large, small) = (a.radius_km.max(b.radius_km), a.radius_km.min(b.radius_km));
            if km <= large.max(0.2) && (small < large || km <= 0.5) && a.precision != b.precision || km <= 0.2
            {
                return if is_city(a, matching) || is_city(b, matching) {
                    Relation::InCity
                } else {
                    Relation::Inside
                };
            }
            return match km - a.radius_km - b.radius_km {
                gap if gap <= weights.slack_km && same_name(a, b) => same_place_by_name(a, b, matching),
                gap if gap <= 0.0 => Relation::Close(km),
                _ if perhaps_area => Relation::PerhapsArea,
                gap if gap <= weights.far_km && is_city(a, matching) != is_city(b, matching) => {
                    Relation::AroundCity(km)
                }
                gap if gap <= weights.far_km => Relation::Apart(km),
                _ => Relation::Far(km),
            };
        }
        return if km > a.radius_km + b.radius_km + weights.far_km {
            Relation::Far(km)
        } else {
            Relation::Area
        };
    }
    if a.country.zip(b.country).is_some_and(|(one, two)| one != two) {
        return Relation::OtherCountry;
    }
    if same_name(a, b) {
        return same_place_by_name(a, b, matching);
    }
    if a.told_key().zip(b.told_key()).is_some_and(|(one, two)| one.letters == two.letters) {
        return Relation::SameName;
    }
    let area_of = |area: &PlaceFacet, other: &PlaceFacet| {
        area.key.is_some_and(|key| {
            other.areas.contains(&key.letters) || key.sound.is_some_and(|s| other.areas.contains(&s))
        })
    };
    if area_of(a, b) || area_of(b, a) {
        // "A village of Kobani" and "Kobani": one town names the other as what it lies near.
        let settled = !a.is_area() && !b.is_area() && !a.may_be_governorate() && !b.may_be_governorate();
        return if settled { Relation::Near } else { Relation::Area };
    }
    let governorates = a.admin1.zip(b.admin1);
    if governorates.is_some_and(|(one, two)| one != two) {
        return Relation::OtherArea;
    }
    if let (Some(one), Some(two)) = (a.told_key(), b.told_key()) {
        if sounds_alike(one, two) {
            return Relation::SameSound;
        }
        let shared_area = a.areas.iter().any(|area| b.areas.contains(area));
        if a.is_area() || b.is_area() {
            return if shared_area { Relation::Area } else { Relation::Nothing };
        }
        if perhaps_area {
            return Relation::PerhapsArea;
        }
        return if shared_area || governorates.is_some() {
            Relation::DifferentInArea
        } else {
            Relation::Different
        };
    }
    Relation::Nothing
}

/// Whether one text says that the name lies in the town, and the other gives the town the same name: it means the part.
fn is_same_part(a: &PlaceFacet, b: &PlaceFacet) -> bool {
    let alike = |one: NameKey, two: NameKey| one.letters == two.letters || sounds_alike(one, two);
    let is = |part: Option<NameKey>, other: Option<NameKey>| {
        part.zip(other).is_some_and(|(one, two)| alike(one, two))
    };
    is(a.part, b.other_name) || is(b.part, a.other_name)
}

fn is_city(place: &PlaceFacet, matching: &Matching) -> bool {
    place.may_be_governorate() || place.id.is_some() && place.radius_km > matching.place.city_radius_km
}

fn same_place_by_name(a: &PlaceFacet, b: &PlaceFacet, matching: &Matching) -> Relation {
    if a.is_area() || b.is_area() {
        Relation::Area
    } else if is_city(a, matching) || is_city(b, matching) {
        Relation::SameCity
    } else {
        Relation::SameName
    }
}

fn same_name(a: &PlaceFacet, b: &PlaceFacet) -> bool {
    a.key.zip(b.key).is_some_and(|(one, two)| one.letters == two.letters)
}
