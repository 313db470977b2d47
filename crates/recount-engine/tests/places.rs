//! Where reports of several wars say that something happened, with the places of the world alone. The sentences are
//! invented; the places are real.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on should say where")]

use std::sync::{Arc, LazyLock};

use recount_engine::{Engine, example_report};
use recount_lexicon::Lexicon;
use recount_model::Place;
use recount_places::{Gazetteer, distance_km};

static ENGINE: LazyLock<Engine> =
    LazyLock::new(|| Engine::new(Arc::new(Lexicon::embedded().unwrap()), Arc::new(Gazetteer::world())));

fn first_place(text: &str) -> Place {
    let claims = ENGINE.read_report(&example_report(text)).claims;
    let place = claims.into_iter().next().and_then(|claim| claim.places.into_iter().next());
    place.unwrap_or_else(|| panic!("no place of a claim in: {text}"))
}

/// The name of the first claim's first place, and that its point is near where it is known to lie.
fn check(text: &str, name: &str, at: (f64, f64)) {
    let place = first_place(text);
    assert_eq!(place.name, name, "{text}");
    let point = place.point.unwrap_or_else(|| panic!("{name} is not on the map: {place:?}"));
    assert!(distance_km(point, at) <= 15.0, "{name} at {point:?} in: {text}");
}

#[test]
fn towns_of_several_wars_are_found_behind_the_words_that_name_places() {
    check(
        "Russian shelling killed three civilians in Kostiantynivka, Donetsk Oblast, on Monday, the governor said.",
        "Kostiantynivka",
        (48.53, 37.71),
    );
    check(
        "A drone strike on a market in El Fasher, the capital of North Darfur, killed nine people on Friday.",
        "El Fasher",
        (13.63, 25.35),
    );
    check(
        "Gunmen attacked a checkpoint west of Tal Afar in Nineveh province, killing two soldiers.",
        "Tal Afar",
        (36.38, 42.45),
    );
    check(
        "An airstrike hit a house in the Jabalia refugee camp in the northern Gaza Strip, killing seven people.",
        "Jabalia",
        (31.53, 34.48),
    );
    check(
        "A landmine killed two children in the Hays district of Hodeidah on Sunday.",
        "Hays",
        (13.93, 43.48),
    );
    check(
        "A bomb exploded near a mosque in Lashkar Gah, the capital of Helmand province, killing five.",
        "Lashkar Gah",
        (31.59, 64.37),
    );
}

#[test]
fn what_only_says_where_a_place_lies_is_not_the_place() {
    let place =
        first_place("Two shells hit the village of Zorvan in the countryside of Idlib, killing a man.");
    assert_eq!((place.name.as_str(), place.point), ("Zorvan", None));
    let place = first_place("South of Aleppo, Zorvan was shelled on Monday, killing two men.");
    assert_eq!(place.name, "Zorvan");
}

#[test]
fn a_prison_no_map_has_lies_in_the_town_the_text_names() {
    check(
        "Four guards were killed in clashes at the Zorvan prison in Raqqa city, Syria, on Monday.",
        "Zorvan",
        (35.95, 39.01),
    );
}

#[test]
fn a_sentence_with_a_town_comes_before_a_headline_with_a_province() {
    let text = "Air raids on Idlib countryside\n\nTwo air strikes killed four civilians in Ariha on Monday, local \
                sources said.\n";
    check(text, "Ariha", (35.81, 36.61));
}

#[test]
fn a_state_named_as_a_place_is_that_state_whatever_its_government_is_called() {
    for (text, country) in [
        ("Two people were killed in Yemen on Monday.", "YE"),
        ("Gunmen killed four people in Afghanistan on Sunday.", "AF"),
    ] {
        assert_eq!(first_place(text).country.as_deref(), Some(country), "{text}");
    }
}

#[test]
fn a_city_needs_no_other_name_beside_it_though_its_province_is_called_alike() {
    check("A drone killed two people in Belgorod.", "Belgorod", (50.6, 36.58));
    check("Shelling killed two people in Kherson on Monday.", "Kherson", (46.64, 32.61));
    // The set spells the town Vinnytsya, and Venice sounds like it; its province is called as the report spells it.
    check("A missile killed two people in Vinnytsia.", "Vinnytsia", (49.23, 28.47));
    check("A shell killed one person in Kupiansk.", "Kupiansk", (49.71, 37.62));
}

#[test]
fn a_distance_and_a_direction_move_the_point_and_widen_it() {
    let place = first_place("A drone strike killed three people 10 km north of Taiz on Monday.");
    let point = place.point.unwrap();
    assert!((distance_km(point, (13.58, 44.02)) - 10.0).abs() < 3.0 && point.0 > 13.6, "{place:?}");
    assert!(place.radius_km.unwrap() >= 3.0, "{place:?}");
}
