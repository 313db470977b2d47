//! Lookup and reading of sets, on small sets of places of several countries.

#![expect(clippy::unwrap_used, reason = "a test may fail loudly, in its helpers too")]

use recount_places::{Gazetteer, Layer, Matched, PlacesError, find};

const HEADER: &str = "id\tname\tlat\tlon\tcc\tadmin1\tadmin2\tfeature\tpop\talts\n";

const ROWS: &str = "\
1\tDeir ez-Zor\t35.33588\t40.14084\tSY\tDeir ez-Zor\t\tPPLA\t271800\tDayr az Zawr|دير الزور|Дейр-эз-Зор\n\
2\tAl Bukamal\t34.45\t40.9186\tSY\tDeir ez-Zor\t\tPPLA2\t42500\tAbu Kamal|البوكمال\n\
3\tMa‘arrat an Nu‘mān\t35.6435\t36.6684\tSY\tIdlib\t\tPPLA2\t58000\tمعرة النعمان\n\
4\tBakhmut\t48.59441\t38.00017\tUA\tDonetsk\t\tPPLA2\t75798\tArtemivsk|Бахмут|Артемівськ\n\
5\tAvdiivka\t48.1397\t37.7497\tUA\tDonetsk\t\tPPL\t33653\tAvdeyevka|Авдіївка\n\
6\tEl Fasher\t13.62793\t25.34936\tSD\tNorth Darfur\t\tPPLA\t252609\tAl Fashir|الفاشر\n\
7\tKhan Yunis\t31.34018\t34.30627\tPS\tGaza Strip\t\tPPLA2\t173183\tKhan Yunus|خان يونس\n\
8\tAl-Omar oil field\t35.1\t40.55\tSY\tDeir ez-Zor\t\tOILF\t\t\n";

fn gazetteer() -> Gazetteer {
    let text = format!("{HEADER}{ROWS}");
    Gazetteer::empty().with_layer(Layer::from_tsv("inline", text.as_bytes()).unwrap())
}

fn check_first(spelling: &str, expected: &str) {
    let gazetteer = gazetteer();
    let found = gazetteer.lookup(spelling);
    let name = found.first().and_then(|best| gazetteer.place(best.place)).map(|place| place.name());
    assert_eq!(name, Some(expected), "{spelling}");
    assert!(found[0].similarity >= 0.85, "{spelling}: {}", found[0].similarity);
}

#[test]
fn four_spellings_of_one_town_are_one_place() {
    for spelling in ["Deir Ezzor", "Der Ezzor", "Deir ez-Zor", "Dayr al-Zawr", "دير الزور", "ديرالزور"]
    {
        check_first(spelling, "Deir ez-Zor");
    }
}

#[test]
fn spellings_from_several_wars_find_their_towns() {
    check_first("Albukamal", "Al Bukamal");
    check_first("Abou Kamal", "Al Bukamal");
    check_first("Maarat al-Numan", "Ma‘arrat an Nu‘mān");
    check_first("Artemovsk", "Bakhmut");
    check_first("Бахмут", "Bakhmut");
    check_first("Avdeevka", "Avdiivka");
    check_first("al-Fashir", "El Fasher");
    check_first("Fasher", "El Fasher");
    check_first("Khan Younis", "Khan Yunis");
    check_first("خانيونس", "Khan Yunis");
    check_first("the Omar oil field", "Al-Omar oil field");
}

#[test]
fn another_town_is_not_found_by_a_short_likeness() {
    let gazetteer = gazetteer();
    for spelling in ["Homs", "Kherson", "Rafah", ""] {
        let best = gazetteer.lookup(spelling).first().map_or(0.0, |found| found.similarity);
        assert!(best < 0.85, "{spelling}: {best}");
    }
}

#[test]
fn an_exact_match_says_so_and_names_the_spelling() {
    let gazetteer = gazetteer();
    let found = &gazetteer.lookup("ABU-KAMAL")[0];
    assert_eq!((found.matched, found.own_name), (Matched::Exact, false));
    assert_eq!(gazetteer.alias(found), "abu kamal");
}

#[test]
fn bad_rows_are_named_and_skipped() {
    let text = format!(
        "{HEADER}{ROWS}9\tNowhere\tnorth\t40\tSY\t\t\tPPL\t\t\n\
         10\t\t35\t40\tSY\t\t\tPPL\t\t\n11\tToo Far\t95\t40\tSY\t\t\tPPL\t\t\n12\tBad Code\t35\t40\tSyria\t\t\tPPL\t\t\n"
    );
    let layer = Layer::from_tsv("villages.tsv", text.as_bytes()).unwrap();
    assert_eq!(layer.len(), 8);
    let notices: Vec<String> = layer.notices().iter().map(ToString::to_string).collect();
    assert_eq!(
        notices,
        [
            "villages.tsv: line 10: latitude `north` is not a number",
            "villages.tsv: line 11: no name",
            "villages.tsv: line 12: latitude `95` is outside -90 to 90",
            "villages.tsv: line 13: `Syria` is not a two-letter country code",
        ]
    );
}

#[test]
fn a_header_without_coordinates_is_an_error_that_names_the_file() {
    let error = Layer::from_tsv("names.tsv", "id\tname\n1\tHoms\n".as_bytes()).err();
    assert!(matches!(&error, Some(PlacesError::Column { column: "lat", .. })), "{error:?}");
    assert_eq!(
        error.map(|error| error.to_string()).unwrap_or_default(),
        "names.tsv: line 1: no column `lat` in the header"
    );
    assert!(Layer::from_tsv("empty.tsv", "".as_bytes()).is_err());
}

#[test]
fn a_compressed_set_with_other_columns_reads_the_same() {
    let text = "name\tlat\tlon\tcc\tevents\talts\nBaba Amr\t34.716\t36.692\tSY\t12\tبابا عمرو\n";
    let packed = zstd::encode_all(text.as_bytes(), 3).unwrap();
    let gazetteer = Gazetteer::empty().with_layer(Layer::from_tsv("sites", packed.as_slice()).unwrap());
    assert!(gazetteer.is_known_name(&["Baba", "Amr"]));
    assert_eq!(
        gazetteer.place(gazetteer.lookup("Baba Amro")[0].place).map(|p| p.country().to_owned()),
        Some("SY".into())
    );
}

#[test]
fn a_finished_index_opens_again_and_a_damaged_one_is_refused() {
    let text = format!("{HEADER}{ROWS}");
    let layer = Layer::from_tsv("inline", text.as_bytes()).unwrap();
    let again = Layer::from_bytes("again", layer.as_bytes().to_vec()).unwrap();
    assert_eq!(again.len(), 8);
    assert!(Layer::from_bytes("cut", layer.as_bytes()[..200].to_vec()).is_err());
    assert!(Layer::from_bytes("text", text.into_bytes()).is_err());
}

#[test]
fn an_overlay_outranks_an_added_set_and_that_the_world() {
    let row = |lat: &str| format!("{HEADER}1\tHajin\t{lat}\t40.83\tSY\t\t\tPPL\t\t\n");
    let gazetteer = Gazetteer::empty()
        .with_layer(Layer::overlay("pinned", row("34.60").as_bytes()).unwrap())
        .with_layer(Layer::world_from_tsv(row("34.62").as_bytes()).unwrap())
        .with_layer(Layer::from_tsv("added", row("34.61").as_bytes()).unwrap());
    let order: Vec<&str> = gazetteer.layers().iter().map(Layer::name).collect();
    assert_eq!(order, ["pinned", "added", "geonames"]);
    let found = find(&gazetteer, "Hajin", None);
    assert_eq!(found[0].id, "pinned:1");
    assert_eq!(found[1].id, "added:1");
}

#[test]
fn finding_near_another_place_prefers_the_neighbour_and_shows_why() {
    let text = format!(
        "{HEADER}1\tSalihiyah\t34.74\t40.73\tSY\t\t\tPPL\t\t\n2\tSalihiyah\t35.37\t40.12\tSY\t\t\tPPL\t90000\t\n{}",
        ROWS
    );
    let gazetteer = Gazetteer::empty().with_layer(Layer::from_tsv("inline", text.as_bytes()).unwrap());
    assert!((find(&gazetteer, "Salhiya", None)[0].lat - 35.37).abs() < 1e-9);
    let near = &find(&gazetteer, "Salihiyah", Some("Albukamal"))[0];
    assert!((near.lat - 34.74).abs() < 1e-9);
    assert!(near.parts.near > 0.0 && (near.parts.sum() - near.score).abs() < 1e-6);
}
