//! Claims whose reports were saved without a date: weekdays, parts of towns, sieges told as they go on.

use recount_model::{Amount, Bound, Harm, Kind, Place, Telling, WhenPrecision, Who};

use super::build::*;

fn count(told: &[Told]) -> usize {
    incidents(told).len()
}

/// A clash on a Thursday in a quarter, of which the gazetteer only holds the city of Marsana.
fn in_quarter(by: &str, quarter: &str) -> Told {
    let city = Place {
        gazetteer_name: Some("Marsana".to_owned()),
        within: vec!["Marsana".to_owned()],
        radius_km: Some(9.0),
        gazetteer_id: Some("marsana".to_owned()),
        ..town(quarter, -30.0, -20.0)
    };
    report(by).strike(1).with(|row| {
        row.claim.kind = Kind::Clash;
        row.claim.figures.clear();
        row.claim.when = Some(partial("XXXX-WXX-4"));
        row.claim.places = vec![city];
        row.target_words = vec!["the prison".to_owned()];
        row.quote = "Fighters of the Tirza brigade stormed the prison.".to_owned();
    })
}

#[test]
fn spellings_of_a_quarter_the_gazetteer_does_not_hold_join_and_other_quarters_do_not() {
    assert_eq!(count(&[in_quarter("A", "Ghorwaran"), in_quarter("B", "Gorwaraan")]), 1);
    assert_eq!(count(&[in_quarter("A", "Ghorwaran"), in_quarter("B", "Nahda")]), 2);
    // The second text does not say that the quarter lies in the city, and means the same.
    let bare = in_quarter("B", "Gorwaraan").with(|row| row.claim.places[0].within.clear());
    assert_eq!(count(&[in_quarter("A", "Ghorwaran"), bare]), 1);
}

#[test]
fn a_weekday_and_a_party_do_not_join_what_is_told_of_a_town_under_fire() {
    let undated = |by: &str| {
        report(by).strike(1).accusing("front").with(|row| {
            row.claim.figures.clear();
            row.claim.when = Some(partial("XXXX-WXX-6"));
        })
    };
    assert_eq!(count(&[undated("A"), undated("B")]), 2);
    let with_words =
        |by: &str| undated(by).text("The miller Oswin Tarrek watched from Harrow Mill at Ullenby.");
    assert_eq!(count(&[with_words("A"), with_words("B")]), 1);
}

#[test]
fn a_party_without_a_name_is_no_other_party() {
    let told = |by: &str, party: &str| report(by).strike(7).accusing(party);
    let incident = one_incident(&[told("A", "front"), told("B", "unnamed.armed-group")]);
    assert!(incident.contradictions.is_empty(), "{:?}", incident.contradictions);
    let incident = one_incident(&[told("A", "front"), told("B", "army")]);
    assert!(incident.contradictions.iter().any(|found| found.about == "alleged"));
}

#[test]
fn the_same_first_and_last_day_join_and_the_same_week_does_not() {
    let told = |by: &str, number, precision| {
        let when = days("2018-11-05", "2018-11-11", precision);
        report(by).strike(number).with(|row| row.claim.when = Some(when))
    };
    let both = |precision| count(&[told("A", 50, precision), told("B", 90, precision)]);
    assert_eq!((both(WhenPrecision::Days), both(WhenPrecision::Week)), (1, 2));
}

#[test]
fn a_siege_counted_from_one_day_on_is_one_total_and_the_later_count_stands() {
    let toll = |day: &str, number: u32| {
        report("Monitor").again(day).published(day).strike(number).with(|row| {
            row.claim.telling = Telling::Aggregate;
            row.quote = format!(
                "Altogether {number} guards, prisoners, neighbours died since prisoners broke loose from Harrow prison."
            );
        })
    };
    let incident = one_incident(&[toll("2018-11-03", 61), toll("2018-11-05", 94)]);
    assert_eq!(incident.ranges[&(Harm::Killed, None)].low, Some(94));
    let other_start = toll("2018-11-05", 94).with(|row| row.claim.when = Some(day("2018-11-04")));
    assert_eq!(count(&[toll("2018-11-03", 61), other_start]), 2);
}

#[test]
fn places_far_apart_and_numbers_that_exclude_one_another_are_contradictions() {
    let at_least = Amount { low: Some(30), high: None, bound: Bound::AtLeast, vague: None };
    let near = report("B").strike(12).with(|row| {
        row.claim.figures[0].amount = at_least;
        row.claim.places = vec![town("Shaafah", 34.62, 40.83)];
        row.target_words = vec!["the Ullenby mill".to_owned()];
        row.quote = "Ullenby Tarrek Oswin Harrow".to_owned();
    });
    let first = report("A").strike(12).accusing("front").with(|row| {
        row.target_words = vec!["the Ullenby mill".to_owned()];
        row.quote = "Ullenby Tarrek Oswin Harrow".to_owned();
    });
    let incident = one_incident(&[first, near.accusing("front")]);
    let about: Vec<&str> = incident.contradictions.iter().map(|found| found.about.as_str()).collect();
    assert_eq!(about, ["killed", "place"]);
    assert!(
        incident.contradictions[0].message.contains("12 or at least 30"),
        "{:?}",
        incident.contradictions
    );
}

#[test]
fn children_counted_alone_are_no_lower_count_of_all() {
    let whole = report("A").strike(20).with(|row| {
        row.claim.figures.push(part(figure(Harm::Killed, Who::Children, 9), 0));
    });
    let children = |number| {
        report("B")
            .strike(0)
            .with(|row| row.claim.figures = vec![figure(Harm::Killed, Who::Children, number)])
    };
    let low = |told: &[Told]| one_incident(told).ranges[&(Harm::Killed, None)].low;
    assert_eq!(low(&[whole.clone(), children(9)]), Some(20));
    // Where nobody says that they are a part, both counts stand.
    assert_eq!(low(&[whole, children(12)]), Some(12));
}

#[test]
fn dozens_are_no_other_number_than_fifty_six() {
    let vague = report("B").strike(0).with(|row| {
        row.claim.figures[0].amount = Amount::vague(recount_model::VagueClass::Dozens);
    });
    let range = |number| {
        let range =
            one_incident(&[report("A").strike(number), vague.clone()]).ranges[&(Harm::Killed, None)].clone();
        (range.low, range.high)
    };
    assert_eq!(range(56), (Some(56), Some(56)));
    assert_eq!(range(400), (Some(12), Some(400)));
}

#[test]
fn a_country_named_beside_the_towns_joins_no_two_towns() {
    let land = Place {
        precision: recount_model::PlacePrecision::Country,
        radius_km: Some(300.0),
        ..town("Sirra", -30.0, -20.0)
    };
    let told =
        |by: &str, at: Place| report(by).strike(24).with(|row| row.claim.places = vec![at, land.clone()]);
    assert_eq!(count(&[told("A", town("Hajar", -30.0, -20.0)), told("B", town("Tirza", -30.9, -20.0))]), 2);
    assert_eq!(count(&[told("A", town("Hajar", -30.0, -20.0)), told("B", town("Hajar", -30.0, -20.0))]), 1);
}

#[test]
fn one_day_in_a_city_joins_no_two_kinds_without_a_number_or_rare_words() {
    let city = || Place { radius_km: Some(9.0), ..town("Marsana", -30.0, -20.0) };
    let told = |by: &str, kind| {
        report(by).strike(1).with(|row| {
            row.claim.kind = kind;
            row.claim.figures.clear();
            row.claim.places = vec![city()];
        })
    };
    assert_eq!(count(&[told("A", Kind::Chemical), told("B", Kind::Shelling)]), 2);
    assert_eq!(count(&[told("A", Kind::Shelling), told("B", Kind::Shelling)]), 1);
}
