//! Details that join or part claims beside day, place and number: parties, clocks, the toll of one siege, the day of
//! publication.

use recount_model::{Harm, Kind, Occupation, Status, Telling, Who};

use super::build::*;

fn count(told: &[Told]) -> usize {
    incidents(told).len()
}

#[test]
fn a_state_and_its_forces_are_one_party() {
    let accusing = |name: &str, party: &str| report(name).strike(12).accusing(party);
    let one = one_incident(&[accusing("A", "tr.state"), accusing("B", "tr.forces")]);
    assert!(one.contradictions.iter().all(|found| found.about != "alleged"), "{:?}", one.contradictions);
    let two = one_incident(&[accusing("A", "tr.state"), accusing("B", "ru.forces")]);
    assert!(two.contradictions.iter().any(|found| found.about == "alleged"));
}

#[test]
fn a_coalition_and_the_state_that_leads_it_do_not_contradict_one_another() {
    let accusing = |name: &str, party: &str| report(name).strike(12).accusing(party);
    let one = one_incident(&[accusing("A", "us.forces"), accusing("B", "coalition.inherent-resolve")]);
    assert!(one.contradictions.iter().all(|found| found.about != "alleged"), "{:?}", one.contradictions);
}

#[test]
fn the_same_minute_of_a_weekday_joins_what_only_lies_in_one_area() {
    let told = |name: &str, quote: &str| {
        report(name).strike(2).accusing("il.state").with(|row| {
            row.claim.when = Some(partial("XXXX-WXX-1"));
            row.claim.places = vec![named("Harasta")];
            row.claim.places[0].within = vec!["Damascus".to_owned()];
            row.quote = quote.to_owned();
        })
    };
    let near =
        |name: &str, quote: &str| told(name, quote).with(|row| row.claim.places = vec![named("Damascus")]);
    assert_eq!(count(&[told("A", "At about 05:00 a.m. on Monday"), near("B", "heard at 5 am on Monday")]), 1);
    assert_eq!(count(&[told("A", "At about 05:00 a.m. on Monday"), near("B", "heard at 6 am on Monday")]), 2);
}

#[test]
fn the_toll_of_one_siege_is_one_total_however_its_first_day_is_told() {
    let text = "The Sandring prison break: Qovander, Ulmesk and Terrivan fled to Old Morrowdale.";
    let toll = |name: &str, number: u32, since: &str| {
        report(name).text(text).strike(number).with(|row| {
            row.claim.telling = Telling::Aggregate;
            row.claim.kind = Kind::Other;
            row.claim.when = Some(partial(since));
            row.quote = "The total death toll since the start of the Sandring prison break by the bridge \
                         quarter has reached many guards, inmates, visitors and attackers altogether"
                .to_owned();
        })
    };
    assert_eq!(count(&[toll("A", 123, "XXXX-WXX-4"), toll("B", 166, "--01-20")]), 1);
    assert_eq!(count(&[toll("A", 123, "--01-12"), toll("B", 166, "--01-20")]), 2, "two sieges");
}

#[test]
fn news_without_a_time_had_happened_by_the_day_it_was_told() {
    let undated = |name: &str| report(name).strike(12).with(|row| row.claim.when = None);
    let when = one_incident(&[undated("A").published("2018-11-02")]).when.unwrap();
    assert_eq!((when.earliest, when.latest), (None, day("2018-11-02").latest));
    let recalled =
        undated("A").published("2018-11-02").with(|row| row.claim.role = recount_model::Role::Background);
    assert_eq!(one_incident(&[recalled]).when, None);
    assert_eq!(one_incident(&[undated("A")]).when, None);
}

#[test]
fn the_police_are_counted_as_each_method_says() {
    let told = report("A").strike(4).with(|row| {
        row.claim.figures[0].status = Status::Unknown;
        let mut officers = part(figure(Harm::Killed, Who::Combatants, 3), 0);
        officers.occupation = Occupation::Police;
        row.claim.figures.push(officers);
    });
    let killed = |profile: &str| {
        let incident = incidents_by(std::slice::from_ref(&told), profile).remove(0);
        incident.ranges[&(Harm::Killed, None)].high
    };
    assert_eq!((killed("airwars"), killed("ibc"), killed("ucdp")), (Some(4), Some(4), Some(4)));
    let soldiers = told.clone().with(|row| row.claim.figures[1].occupation = Occupation::Unknown);
    let incident = incidents_by(&[soldiers], "airwars").remove(0);
    assert_eq!(incident.ranges[&(Harm::Killed, None)].high, Some(1));
}
