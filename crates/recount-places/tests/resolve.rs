//! Resolution of all names of a report together.

#![expect(clippy::unwrap_used, reason = "a test may fail loudly, in its helpers too")]

use recount_places::{
    Context, Gazetteer, Grade, Layer, PlaceQuery, Precision, Resolution, TypeHint, distance_km, resolve,
};

const ROWS: &str = "id\tname\tlat\tlon\tcc\tadmin1\tadmin2\tfeature\tpop\talts
c1\tSyria\t35.0\t38.5\tSY\t\t\tPCLI\t17000000\tسوريا
c2\tLibya\t28.0\t17.0\tLY\t\t\tPCLI\t6600000\t
c3\tLebanon\t33.8\t35.8\tLB\t\t\tPCLI\t6800000\t
a1\tHoms\t34.3\t38.0\tSY\tHoms\t\tADM1\t\t
a2\tIdlib\t35.8\t36.7\tSY\tIdlib\t\tADM1\t\t
1\tHoms\t34.7268\t36.7234\tSY\tHoms\t\tPPLA\t775404\tHims|حمص
2\tIdlib\t35.9306\t36.6339\tSY\tIdlib\t\tPPLA\t128840\t
3\tSalqin\t36.138\t36.454\tSY\tIdlib\t\tPPL\t23497\t
4\tZarzur\t35.93\t36.48\tSY\tIdlib\t\tPPL\t\t
5\tAl Khums\t32.6486\t14.2619\tLY\tAl Marqab\t\tPPLA\t201943\tHoms
6\tTripoli\t32.8875\t13.1873\tLY\tTripoli\t\tPPLC\t1150989\t
7\tTripoli\t34.4367\t35.8497\tLB\tNorth\t\tPPLA\t229398\t
8\tMisrata\t32.3754\t15.0925\tLY\tMisratah\t\tPPLA\t386120\t
9\tBeirut\t33.8933\t35.5016\tLB\tBeirut\t\tPPLC\t1916100\t
10\tSalma\t27.5\t-80.4\tUS\tFlorida\t\tPPL\t90000\t
11\tDnipro\t48.4647\t35.0462\tUA\tDnipropetrovsk\t\tPPLA\t968502\tДніпро
12\tNikopol\t47.5671\t34.3946\tUA\tDnipropetrovsk\t\tPPLA2\t119627\t
13\tNikopol\t43.7\t24.9\tBG\tPleven\t\tPPL\t3892\t
14\tMarhanets\t47.648\t34.6166\tUA\tDnipropetrovsk\t\tPPL\t47141\t
15\tRafah\t31.287\t34.2595\tPS\tGaza Strip\t\tPPLA2\t126305\t
16\tKhan Yunis\t31.3402\t34.3063\tPS\tGaza Strip\t\tPPLA2\t173183\t
17\tGeneva\t46.2022\t6.1457\tCH\tGeneva\t\tPPLA\t201741\t
18\tParis\t48.8534\t2.3488\tFR\tIle-de-France\t\tPPLC\t2138551\t
";

fn gazetteer() -> Gazetteer {
    Gazetteer::empty().with_layer(Layer::from_tsv("inline", ROWS.as_bytes()).unwrap())
}

fn ask(queries: &[PlaceQuery]) -> Vec<Resolution> {
    resolve(&gazetteer(), &Context::default(), queries)
}

fn ask_names(names: &[&str]) -> Vec<Resolution> {
    ask(&names.iter().map(|name| PlaceQuery::new(*name)).collect::<Vec<_>>())
}

fn check(answer: &Resolution, grade: Grade, id: &str) {
    let best = answer.best.as_ref().map_or("", |best| best.id.as_str());
    assert_eq!((answer.grade, best), (grade, format!("inline:{id}").as_str()), "{answer:?}");
}

#[test]
fn context_beats_population() {
    check(&ask_names(&["Tripoli", "Misrata"])[0], Grade::Resolved, "6");
    check(&ask_names(&["Tripoli", "Beirut", "Lebanon"])[0], Grade::Resolved, "7");
    check(&ask_names(&["Nikopol", "Marhanets"])[0], Grade::Resolved, "12");
}

#[test]
fn the_town_comes_before_its_province_and_the_province_when_it_is_named_so() {
    let town = &ask_names(&["Homs", "Syria"])[0];
    check(town, Grade::Resolved, "1");
    let province = &ask_names(&["Homs province", "Syria"])[0];
    check(province, Grade::Resolved, "a1");
    assert_eq!(province.best.as_ref().map(|best| best.precision), Some(Precision::Governorate));
}

#[test]
fn a_namesake_abroad_is_not_given_for_a_village_that_no_set_has() {
    let answers = ask_names(&["Salma", "Idlib", "Salqin", "Syria"]);
    assert_eq!(answers[0].grade, Grade::Unresolved);
    assert!(answers[0].best.is_none());
    assert_eq!(answers[0].rivals.first().map(|rival| rival.country.as_str()), Some("US"));
}

#[test]
fn a_capital_abroad_is_given_but_never_as_sure() {
    let answers = ask_names(&["Paris", "Idlib", "Salqin", "Syria"]);
    check(&answers[0], Grade::Probable, "18");
}

#[test]
fn a_missing_village_of_a_named_area_is_the_area_only() {
    let answer = &ask(&[PlaceQuery::new("Qminas").with_area("Idlib province")])[0];
    check(answer, Grade::AreaOnly, "a2");
    let best = answer.best.as_ref().unwrap();
    assert!(best.radius_km >= 25.0 && best.precision == Precision::Governorate);
}

#[test]
fn a_name_said_to_lie_elsewhere_is_not_answered_with_its_namesake() {
    let answer = &ask(&[PlaceQuery::new("Zarzur").with_area("Homs province")])[0];
    check(answer, Grade::AreaOnly, "a1");
    check(&ask(&[PlaceQuery::new("Zarzur").with_area("Idlib province")])[0], Grade::Resolved, "4");
}

#[test]
fn an_offset_moves_the_point_and_widens_it() {
    let mut query = PlaceQuery::new("Rafah");
    query.offset = Some((5.0, 0.0));
    let answers = ask(&[query, PlaceQuery::new("Khan Yunis")]);
    let best = answers[0].best.as_ref().unwrap();
    assert!((distance_km((best.lat, best.lon), (31.287, 34.2595)) - 5.0).abs() < 0.1 && best.lat > 31.287);
    assert_eq!(best.precision, Precision::NearSettlement);
    assert!(best.radius_km >= 2.0);
}

#[test]
fn the_countryside_of_a_town_is_never_the_town() {
    let answers = ask_names(&["Salqin countryside", "Idlib"]);
    let best = answers[0].best.as_ref().unwrap();
    assert_eq!((best.id.as_str(), best.precision), ("inline:3", Precision::NearSettlement));
    let town = ask_names(&["Salqin", "Idlib"])[0].best.as_ref().map_or(0.0, |town| town.radius_km);
    assert!(best.radius_km > town);
}

#[test]
fn a_site_known_only_by_its_town_is_near_the_town() {
    let query = PlaceQuery::new("Nikopol").with_hint(TypeHint::Bridge);
    let answers = ask(&[query, PlaceQuery::new("Dnipro")]);
    let best = answers[0].best.as_ref().unwrap();
    assert_eq!((best.id.as_str(), best.precision), ("inline:12", Precision::NearSettlement));
}

#[test]
fn a_small_name_without_any_context_is_not_answered() {
    assert_eq!(ask_names(&["Zarzur"])[0].grade, Grade::Unresolved);
    let hinted = Context { country_hints: vec!["SY".into()], near: None };
    let answers = resolve(&gazetteer(), &hinted, &[PlaceQuery::new("Zarzur")]);
    check(&answers[0], Grade::Resolved, "4");
}

#[test]
fn the_order_of_names_does_not_change_the_answers() {
    let names = ["Tripoli", "Misrata", "Libya", "Homs"];
    let mut reversed = names;
    reversed.reverse();
    let (one, mut other) = (ask_names(&names), ask_names(&reversed));
    other.reverse();
    let ids = |answers: &[Resolution]| -> Vec<Option<String>> {
        answers.iter().map(|answer| answer.best.as_ref().map(|best| best.id.clone())).collect()
    };
    assert_eq!(ids(&one), ids(&other));
    assert_eq!(
        ids(&one)[3].as_deref(),
        Some("inline:5"),
        "Homs beside Tripoli, Misrata and Libya is Al Khums"
    );
}

#[test]
fn no_queries_and_empty_names_are_answered_quietly() {
    assert!(ask(&[]).is_empty());
    assert_eq!(ask_names(&[""])[0], Resolution::unresolved());
    assert_eq!(ask_names(&["'-"])[0].grade, Grade::Unresolved);
}
