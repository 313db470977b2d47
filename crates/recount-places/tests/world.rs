//! The embedded world default and the project's overlay.

#![allow(clippy::unwrap_used, reason = "a test may fail loudly, in its helpers too")]

use recount_places::{Context, Gazetteer, Grade, NameStrength, PlaceQuery, distance_km, find, resolve};

#[test]
fn the_embedded_index_was_made_with_the_folding_lists_of_the_program() {
    let gazetteer = Gazetteer::world();
    assert!(
        gazetteer.has_world(),
        "places/world.index.zst is missing or old: run `cargo xtask places --index-only`"
    );
    let places: usize = gazetteer.layers().iter().map(|layer| layer.len()).sum();
    assert!(places > 250_000, "{places}");
}

#[test]
fn every_row_of_the_overlay_can_be_read() {
    let gazetteer = Gazetteer::world();
    let overlay = gazetteer.layers().iter().find(|layer| layer.name() == "recount").unwrap();
    assert_eq!(overlay.notices(), []);
    assert!(overlay.len() >= 12);
}

#[test]
fn governorates_states_and_bases_are_records_of_their_own() {
    let gazetteer = Gazetteer::world();
    let first = |name: &str| {
        find(&gazetteer, name, None).into_iter().next().map(|found| (found.feature, found.country))
    };
    let is = |feature: &str, country: &str| Some((feature.to_owned(), country.to_owned()));
    assert_eq!(first("Idlib Governorate"), is("ADM1", "SY"));
    assert_eq!(first("Anbar province"), is("ADM1", "IQ"));
    assert_eq!(first("Donetsk Oblast"), is("ADM1", "UA"));
    assert_eq!(first("Sudan"), is("PCLI", "SD"));
    assert_eq!(first("سوريا"), is("PCLI", "SY"));
    assert_eq!(first("Shayrat air base"), is("AIRB", "SY"));
}

#[test]
fn a_report_from_the_euphrates_valley_resolves_with_the_world_alone() {
    let queries: Vec<PlaceQuery> =
        ["Hajin", "al-Bukamal", "Deir Ezzor", "Baghouz"].map(PlaceQuery::new).into_iter().collect();
    for (query, answer) in queries.iter().zip(resolve(&Gazetteer::world(), &Context::default(), &queries)) {
        let country = answer.best.as_ref().map(|best| best.country.clone());
        assert_eq!((answer.grade, country.as_deref()), (Grade::Resolved, Some("SY")), "{}", query.name);
    }
}

#[test]
fn large_names_are_strong_and_villages_called_like_words_are_weak() {
    let gazetteer = Gazetteer::world();
    let strength = |name: &str| gazetteer.known_name(&[name]).map(|known| known.strength);
    assert_eq!(strength("Aleppo"), Some(NameStrength::Strong));
    assert_eq!(strength("Syria"), Some(NameStrength::Strong));
    assert_eq!(strength("Most"), Some(NameStrength::Weak), "the town in Czechia has 63,000 people");
    assert_eq!(strength("Eastern"), Some(NameStrength::Weak));
    assert_ne!(strength("Of"), Some(NameStrength::Strong));
    assert_ne!(strength("Police"), Some(NameStrength::Strong));
}

/// Names of one report, each with where it lies and how far off an answer may be.
fn check(report: &[(&str, (f64, f64), f64)]) {
    let queries: Vec<PlaceQuery> = report.iter().map(|(name, ..)| PlaceQuery::new(*name)).collect();
    let answers = resolve(&Gazetteer::world(), &Context::default(), &queries);
    for ((name, point, km), answer) in report.iter().zip(answers) {
        let best = answer.best.unwrap_or_else(|| panic!("{name} is not answered"));
        let off = distance_km((best.lat, best.lon), *point);
        assert!(off <= *km, "{name}: {off:.0} km off, at {} in {}", best.name, best.country);
    }
}

#[test]
fn towns_and_areas_of_other_wars_resolve_with_the_world_alone() {
    check(&[
        ("Pokrovsk", (48.28, 37.18), 10.0),
        ("Donetsk Oblast", (48.1, 37.8), 100.0),
        ("Kramatorsk", (48.74, 37.56), 10.0),
    ]);
    check(&[("Vovchansk", (50.29, 36.94), 10.0), ("Kharkiv region", (49.6, 36.4), 100.0)]);
    check(&[
        ("El Fasher", (13.63, 25.35), 10.0),
        ("North Darfur", (15.0, 25.3), 250.0),
        ("Sudan", (15.5, 31.0), 300.0),
    ]);
    check(&[("Nyala", (12.05, 24.88), 10.0), ("South Darfur", (11.5, 24.9), 150.0)]);
    check(&[
        ("Tal Afar", (36.38, 42.45), 10.0),
        ("Nineveh province", (36.0, 42.5), 100.0),
        ("Iraq", (33.0, 44.0), 300.0),
    ]);
    check(&[
        ("Khan Younis", (31.34, 34.31), 10.0),
        ("Jabalia", (31.53, 34.48), 10.0),
        ("Gaza Strip", (31.4, 34.4), 30.0),
    ]);
    check(&[
        ("Taiz", (13.58, 44.02), 10.0),
        ("Hodeidah", (14.8, 42.95), 20.0),
        ("Yemen", (15.5, 47.5), 300.0),
    ]);
    check(&[("Lashkar Gah", (31.59, 64.37), 10.0), ("Helmand province", (31.0, 64.0), 120.0)]);
}

#[test]
fn a_state_of_a_union_is_meant_by_its_name_and_not_a_hamlet_abroad() {
    check(&[("California", (37.0, -120.0), 161.0), ("Utah", (39.0, -111.0), 161.0)]);
    check(&[("Ohio", (40.5, -82.5), 161.0), ("United States", (39.8, -98.6), 161.0)]);
}

#[test]
fn a_town_told_to_lie_in_an_area_decides_which_area_of_that_name_is_meant() {
    let queries = [PlaceQuery::new("Atlanta").with_area("Georgia"), PlaceQuery::new("Georgia")];
    let answers = resolve(&Gazetteer::world(), &Context::default(), &queries);
    let countries = answers.iter().map(|answer| answer.best.as_ref().unwrap().country.clone());
    assert_eq!(countries.collect::<Vec<_>>(), ["US", "US"]);
    check(&[("Georgia", (42.0, 43.5), 100.0), ("Tbilisi", (41.7, 44.8), 20.0)]);
}

#[test]
fn an_airport_is_that_of_the_town_everybody_knows() {
    check(&[("Cairo airport", (30.1, 31.3), 60.0), ("Illinois", (40.0, -89.3), 200.0)]);
}
