//! The embedded world default and the project's overlay.

use recount_places::{Context, Gazetteer, Grade, NameStrength, PlaceQuery, find, resolve};

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
