//! Laws that hold for any claims.

use proptest::prelude::*;
use recount_model::{Amount, Bound, Harm, Incident, Polarity, Telling, VagueClass, Who};

use super::super::reconcile;
use super::build::*;

/// A report with up to three claims over a small world of towns, days and numbers, so that many of them meet.
fn any_report(name: usize) -> impl Strategy<Value = Told> {
    let claim = (0..4usize, 0..5usize, 0..5u32, 0..8u8, 0..5u8);
    (proptest::collection::vec(claim, 1..3), 0..3usize).prop_map(move |(claims, publisher)| {
        let publishers = ["A", "front-tv", "group-a"];
        let mut told = report(publishers[publisher]).again(&format!("report {name}"));
        for (place, when, number, shape, speaker) in claims {
            told = told.strike(number).with(|row| {
                let claim = &mut row.claim;
                let towns =
                    [hajin(), town("Shaafah", 34.58, 40.93), named("Hajin"), town("Raqqa", 35.95, 39.0)];
                claim.places = vec![towns[place].clone()];
                let whens = [
                    Some(day("2018-11-01")),
                    Some(day("2018-11-02")),
                    None,
                    Some(partial("--11-01")),
                    Some(days("2018-11-01", "2018-11-30", recount_model::WhenPrecision::Month)),
                ];
                claim.when = whens[when].clone();
                let number = [1, 3, 12, 20, 24][number as usize];
                claim.figures =
                    vec![killed(number), part(figure(Harm::Killed, Who::Children, number / 2), 0)];
                match shape {
                    0 => claim.polarity = Polarity::Denied,
                    1 => claim.telling = Telling::Aggregate,
                    2 => claim.figures[0].amount = Amount::vague(VagueClass::Dozens),
                    3 => {
                        claim.figures[0].amount =
                            Amount { low: Some(number), high: None, bound: Bound::AtLeast, vague: None }
                    }
                    4 => {
                        claim.figures[0].amount =
                            Amount { low: None, high: Some(number), bound: Bound::AtMost, vague: None }
                    }
                    5 => claim.figures = vec![figure(Harm::Killed, Who::Mixed, number)],
                    _ => {}
                }
            });
            told = match speaker {
                0 => told.citing("Wire"),
                1 => told.citing_someone("witnesses"),
                _ => told,
            };
        }
        told
    })
}

pub fn any_reports() -> impl Strategy<Value = Vec<Told>> {
    (1..9usize).prop_flat_map(|count| (0..count).map(any_report).collect::<Vec<_>>())
}

fn check_incident(incident: &Incident) {
    assert!(incident.origins >= 1 && incident.origins <= incident.links, "{incident:#?}");
    for range in incident.ranges.values() {
        let ends = [range.low, range.best, range.high];
        let known: Vec<u32> = ends.into_iter().flatten().collect();
        assert!(known.is_sorted(), "{range:?}");
        assert_eq!(range.low.is_some(), !range.low_claims.is_empty(), "{range:?}");
        assert_eq!(range.high.is_some(), !range.high_claims.is_empty(), "{range:?}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(192))]

    #[test]
    fn shuffled_reports_give_the_same_incidents((told, shuffled) in any_reports().prop_flat_map(|told| {
        (Just(told.clone()), Just(told).prop_shuffle())
    })) {
        let found = incidents(&told);
        prop_assert_eq!(&found, &incidents(&shuffled));
        let (reports, mut claims) = rows(&told);
        claims.reverse();
        prop_assert_eq!(found, reconcile(&reports, &claims, &registry, &profile("airwars")));
    }

    #[test]
    fn an_unrelated_report_changes_no_incident(told in any_reports()) {
        let before = incidents(&told);
        let far = report("Z").strike(12).with(|row| {
            row.claim.places = vec![town("Kunduz", 36.73, 68.86)];
            row.claim.when = Some(day("2015-10-03"));
        });
        let own = far.claims[0].claim.anchor.claim_id();
        let mut after = incidents(&[told, vec![far]].concat());
        after.retain(|incident| incident.claims != [own.clone()]);
        prop_assert_eq!(before, after);
    }

    #[test]
    fn ranges_are_ordered_and_origins_never_outnumber_links(told in any_reports()) {
        for name in ["airwars", "ucdp", "acled", "ibc"] {
            incidents_by(&told, name).iter().for_each(check_incident);
        }
    }

    #[test]
    fn every_claim_stands_in_exactly_one_incident_and_totals_only_with_totals(told in any_reports()) {
        let found = incidents(&told);
        let mut placed: Vec<_> = found.iter().flat_map(|incident| incident.claims.clone()).collect();
        let mut given: Vec<_> = told.iter().flat_map(|one| &one.claims).map(|row| row.claim.anchor.claim_id()).collect();
        placed.sort();
        given.sort();
        prop_assert_eq!(placed, given);
        for incident in &found {
            let claims = told.iter().flat_map(|one| &one.claims);
            let mut tellings: Vec<_> =
                claims.filter(|row| incident.claims.contains(&row.claim.anchor.claim_id())).map(|row| row.claim.telling).collect();
            tellings.dedup();
            prop_assert_eq!(tellings.len(), 1);
        }
    }
}
