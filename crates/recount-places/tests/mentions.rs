//! The places of `corpus/places/mentions.tsv`, as reports of many wars name them, with the places the program carries.

#![allow(clippy::unwrap_used, reason = "a test may fail loudly, in its helpers too")]

use recount_places::{Context, Gazetteer, Grade, PlaceQuery, distance_km, resolve};

const MENTIONS: &str = include_str!("../../../corpus/places/mentions.tsv");

/// What was reached; it only rises.
const RIGHT: f64 = 0.93;

#[test]
fn places_of_many_wars_are_found_and_none_is_sure_of_a_wrong_point() {
    let gazetteer = Gazetteer::world();
    let rows = MENTIONS.lines().filter(|line| !line.starts_with('#') && !line.is_empty()).skip(1);
    let (mut right, mut all, mut misses, mut surely_wrong) = (0, 0, Vec::new(), Vec::new());
    for row in rows {
        let [name, context, lat, lon, km] = row.split('\t').collect::<Vec<_>>().try_into().unwrap();
        let point = (lat.parse::<f64>().unwrap(), lon.parse::<f64>().unwrap());
        let others = context.split('|').filter(|other| !other.is_empty());
        let queries: Vec<PlaceQuery> = std::iter::once(name).chain(others).map(PlaceQuery::new).collect();
        let answer = resolve(&gazetteer, &Context::default(), &queries).swap_remove(0);
        let sure = matches!(answer.grade, Grade::Resolved | Grade::Probable);
        let off = answer.best.as_ref().filter(|_| sure).map(|best| distance_km((best.lat, best.lon), point));
        all += 1;
        if off.is_some_and(|off| off <= km.parse::<f64>().unwrap()) {
            right += 1;
            continue;
        }
        let first = answer.best.as_ref().or(answer.rivals.first());
        let said = first.map_or(String::new(), |best| {
            format!("{} {} {} {:.2} {:.2}", best.name, best.feature, best.country, best.lat, best.lon)
        });
        misses.push(format!("{name} ({context}): {:?} {off:.0?} km {said}", answer.grade));
        if answer.grade == Grade::Resolved && off.is_some_and(|off| off > 200.0) {
            surely_wrong.push(name);
        }
    }
    let share = f64::from(right) / f64::from(all);
    assert!(share >= RIGHT, "{right} of {all}: {misses:#?}");
    assert!(surely_wrong.is_empty(), "sure and wrong: {surely_wrong:?}");
}
