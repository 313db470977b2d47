//! Which claims are one incident.

use recount_model::{Harm, Kind, Role, Telling, WhenPrecision, Who};

use super::super::compare;
use super::build::*;

fn count(told: &[Told]) -> usize {
    incidents(told).len()
}

#[test]
fn the_same_day_and_town_and_number_are_one_incident() {
    let incident = one_incident(&[report("A").strike(12), report("B").strike(12)]);
    assert_eq!((incident.links, incident.claims.len()), (2, 2));
}

#[test]
fn at_least_twelve_and_fourteen_are_one_incident() {
    let at_least = recount_model::Amount {
        low: Some(12),
        high: None,
        bound: recount_model::Bound::AtLeast,
        vague: None,
    };
    let other = report("B").strike(14).with(|row| row.claim.figures[0].amount = at_least);
    one_incident(&[report("A").strike(14), other]);
}

#[test]
fn other_days_in_the_same_town_are_other_incidents() {
    let later = report("B").strike(12).with(|row| row.claim.when = Some(day("2018-11-09")));
    assert_eq!(count(&[report("A").strike(12), later]), 2);
}

#[test]
fn far_towns_on_the_same_day_are_other_incidents() {
    let far = report("B").strike(12).with(|row| row.claim.places = vec![town("Raqqa", 35.95, 39.0)]);
    assert_eq!(count(&[report("A").strike(12), far]), 2);
}

#[test]
fn different_figures_do_not_part_what_time_and_place_join() {
    let one = report("A").strike(12).accusing("front");
    let incident = one_incident(&[one, report("B").strike(80).accusing("front")]);
    let range = &incident.ranges[&(Harm::Killed, None)];
    assert_eq!((range.low, range.high), (Some(12), Some(80)));
}

#[test]
fn two_happenings_of_one_report_are_never_joined() {
    let both = report("A").strike(12).strike(12);
    assert_eq!(count(std::slice::from_ref(&both)), 2);
    // Not even by another report that fits either.
    assert_eq!(count(&[both, report("B").strike(12)]), 2);
}

#[test]
fn claims_of_one_report_with_one_key_are_one_incident_whatever_they_say() {
    let both = report("A").strike(12).strike(80).with(|row| {
        row.claim.incident = "0".to_owned();
        row.claim.when = None;
        row.claim.places.clear();
    });
    assert_eq!(count(&[both]), 1);
}

#[test]
fn without_a_day_a_town_and_a_small_number_prove_nothing() {
    let undated = |name: &str, number| report(name).strike(number).with(|row| row.claim.when = None);
    assert_eq!(count(&[undated("A", 3), undated("B", 3)]), 2);
    assert_eq!(count(&[undated("A", 20), undated("B", 26)]), 2);
}

#[test]
fn without_a_day_the_same_town_and_three_equal_numbers_are_one_incident() {
    let undated = |name: &str| {
        report(name).strike(20).with(|row| {
            row.claim.when = None;
            row.claim.figures.push(part(figure(Harm::Killed, Who::Children, 9), 0));
            row.claim.figures.push(part(figure(Harm::Killed, Who::Women, 8), 0));
        })
    };
    assert_eq!(count(&[undated("A"), undated("B")]), 1);
}

#[test]
fn a_day_without_a_year_fits_any_year_and_only_that_day() {
    let with_when = |text: &str| report("B").strike(23).with(|row| row.claim.when = Some(partial(text)));
    assert_eq!(count(&[report("A").strike(23), with_when("--11-01")]), 1);
    assert_eq!(count(&[report("A").strike(23), with_when("--11-15")]), 2);
    let incident = one_incident(&[with_when("--11-15")]);
    assert_eq!(incident.when.unwrap().partial.as_deref(), Some("--11-15"));
}

#[test]
fn large_numbers_close_together_join_a_day_and_its_month() {
    let base = |name: &str, number| {
        report(name).strike(number).accusing("us").with(|row| {
            row.claim.figures[0].status = recount_model::Status::Combatant;
        })
    };
    let month = base("B", 90).with(|row| {
        row.claim.when = Some(days("2018-11-01", "2018-11-30", WhenPrecision::Month));
        row.claim.role = Role::Background;
    });
    let incident = one_incident(&[base("A", 62), month]);
    assert_eq!(incident.when.unwrap().precision, WhenPrecision::Day);
}

#[test]
fn unresolved_spellings_of_one_town_join_on_a_shared_day() {
    let spelled =
        |name: &str, place: &str| report(name).strike(10).with(|row| row.claim.places = vec![named(place)]);
    assert_eq!(count(&[spelled("A", "al-Kishkiah"), spelled("B", "Al Kashkiyah")]), 1);
    assert_eq!(count(&[spelled("A", "al-Kishkiah"), spelled("B", "Dhiban")]), 2);
}

#[test]
fn an_airlift_is_no_air_strike() {
    let airlift = report("B").strike(12).with(|row| row.claim.kind = Kind::Airlift);
    assert_eq!(count(&[report("A").strike(12), airlift]), 2);
}

#[test]
fn a_drone_strike_may_be_the_air_strike_of_another_report() {
    let drone = report("B").strike(12).with(|row| row.claim.kind = Kind::DroneStrike);
    assert_eq!(count(&[report("A").strike(12), drone]), 1);
}

#[test]
fn a_total_over_several_happenings_stands_alone() {
    let total = |name: &str| report(name).strike(12).with(|row| row.claim.telling = Telling::Aggregate);
    assert_eq!(count(&[report("A").strike(12), total("B")]), 2);
    assert_eq!(count(&[total("A"), total("B")]), 1, "the same total twice is one");
    let later = total("B").with(|row| row.claim.figures = vec![killed(13)]);
    assert_eq!(count(&[total("A"), later]), 2);
}

#[test]
fn a_vague_claim_does_not_pull_two_days_together() {
    let later = report("B").strike(23).with(|row| row.claim.when = Some(day("2018-11-09")));
    let undated = report("C").strike(23).with(|row| row.claim.when = None);
    let found = incidents(&[report("A").strike(23), later, undated]);
    assert_eq!(found.len(), 2);
    assert_eq!(found.iter().map(|incident| incident.links).sum::<u32>(), 3);
}

#[test]
fn a_recalled_happening_joins_the_incident_years_later() {
    let recalled =
        report("B").published("2021-05-01").strike(12).with(|row| row.claim.role = Role::Background);
    one_incident(&[report("A").published("2018-11-02").strike(12), recalled]);
}

#[test]
fn a_report_cannot_tell_of_what_came_after_it() {
    let early = report("B").published("2018-10-01").strike(12).with(|row| row.claim.when = None);
    assert_eq!(count(&[report("A").strike(12), early]), 2);
}

#[test]
fn a_total_over_two_towns_is_one_incident_with_two_places() {
    let both = report("A").strike(62).with(|row| row.claim.places.push(town("Shaafah", 34.58, 40.93)));
    let incident = one_incident(&[both]);
    assert_eq!(incident.places.len(), 2);
    assert!(incident.places.iter().all(|place| place.span.is_none()));
}

#[test]
fn the_comparison_names_its_parts_and_they_add_up() {
    let (reports, claims) = rows(&[report("A").strike(12), report("B").strike(80)]);
    let comparison = compare(&reports, &claims[0], &claims[1], &profile("airwars")).unwrap();
    let names: Vec<&str> = comparison.parts.iter().map(|part| part.name).collect();
    assert_eq!(names, ["prior", "time", "place", "kind", "killed"]);
    let sum: f64 = comparison.parts.iter().map(|part| part.weight).sum();
    assert!((sum - comparison.total).abs() < 1e-9);
    let killed = comparison.parts.last().unwrap();
    assert!(killed.weight < 0.0 && killed.reason.contains("12 against 80"), "{killed:?}");
    assert_eq!(comparison.ground, Some("a shared day"));
}

#[test]
fn two_towns_in_one_day_and_area_need_more_than_a_common_number() {
    let other = report("B").strike(3).with(|row| row.claim.places = vec![town("Shaafah", 34.58, 40.93)]);
    assert_eq!(count(&[report("A").strike(3), other]), 2);
}

#[test]
fn a_time_that_is_only_an_overlap_is_never_called_a_day() {
    let when = |name: &str, first: &str, last: &str| {
        report(name).strike(12).with(|row| row.claim.when = Some(days(first, last, WhenPrecision::Days)))
    };
    let incident =
        one_incident(&[when("A", "2018-11-01", "2018-11-02"), when("B", "2018-11-02", "2018-11-03")]);
    let when = incident.when.unwrap();
    assert_eq!((when.earliest, when.latest), (day("2018-11-02").earliest, day("2018-11-02").latest));
    assert_eq!(when.precision, WhenPrecision::Days);
}
