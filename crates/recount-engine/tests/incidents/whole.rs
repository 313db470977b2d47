//! Whole incidents: ranges and suggested grades, worked out by hand from the text of two methods.

use std::collections::BTreeMap;

use recount_engine::reconcile::people::{Correction, incident_value};
use recount_engine::reconcile::{ClaimRow, Profile, ReportRow, compare_with, history, reconcile, ties};
use recount_model::{Incident, PlacePrecision, Reference, ReferenceNumbers, WhenPrecision};
use serde::Deserialize;

use super::rows::{Line, World, corpus, facts, rows};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Incidents {
    incident: Vec<Case>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    name: String,
    conflict: String,
    note: String,
    /// Why the program does not get it right today; such a case is run and told, and not asked for.
    today: Option<String>,
    claims: Vec<Line>,
    airwars: Expected,
    ucdp: Expected,
}

/// Ranges by field (`killed`, `killed.children`), grades, and how many origins there are.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Expected {
    ranges: BTreeMap<String, String>,
    best: Option<u32>,
    harm: String,
    attribution: String,
    origins: Option<u32>,
}

impl Expected {
    /// What is other than expected, a line each.
    fn check(&self, incident: &Incident) -> Vec<String> {
        let mut wrong = Vec::new();
        let mut differ = |what: &str, expected: String, found: String| {
            if expected != found {
                wrong.push(format!("{what}: expected {expected}, found {found}"));
            }
        };
        for (field, expected) in &self.ranges {
            assert!(Correction::parse(field, expected).is_ok(), "{field}: {expected}");
            differ(field, expected.clone(), incident_value(incident, field).unwrap());
        }
        let known = |harm: &str| self.ranges.contains_key(harm);
        for (harm, who) in incident.ranges.keys().filter(|(_, who)| who.is_none()) {
            assert!(who.is_none());
            if !known(harm.as_str()) {
                differ(harm.as_str(), "nothing".into(), incident_value(incident, harm.as_str()).unwrap());
            }
        }
        if let Some(best) = self.best {
            let found =
                incident.ranges.get(&(recount_model::Harm::Killed, None)).and_then(|range| range.best);
            differ("best", best.to_string(), format!("{}", found.unwrap_or_default()));
        }
        if let Some(origins) = self.origins {
            differ("origins", origins.to_string(), incident.origins.to_string());
        }
        let grade = incident.suggested_grade.as_ref();
        let found =
            grade.map_or("none/none".to_owned(), |grade| format!("{}/{}", grade.harm, grade.attribution));
        differ("grade", format!("{}/{}", self.harm, self.attribution), found);
        wrong
    }
}

#[test]
fn every_worked_incident_has_the_ranges_and_grades_of_both_methods() {
    let (cases, world): (Incidents, World) = (corpus("incidents.toml"), corpus("places.toml"));
    let conflicts: std::collections::BTreeSet<&str> =
        cases.incident.iter().map(|case| case.conflict.as_str()).collect();
    assert!(cases.incident.len() >= 25 && conflicts.len() >= 8, "{} of {conflicts:?}", cases.incident.len());
    let facts = facts(&world);
    let waiting = cases.incident.iter().filter(|case| case.today.is_some()).count();
    assert!(cases.incident.len() - waiting >= 25 && waiting <= 1, "{waiting} cases wait for the program");
    let mut wrong = Vec::new();
    for case in &cases.incident {
        let mut found_wrong = Vec::new();
        assert!(!case.note.is_empty(), "{}: no note", case.name);
        let (reports, claims) = rows(&case.claims, &world);
        for (name, expected) in [("airwars", &case.airwars), ("ucdp", &case.ucdp)] {
            let profile = Profile::built_in(name).unwrap().unwrap();
            let found = reconcile(&reports, &claims, &facts, &profile);
            if found.len() != 1 {
                found_wrong.push(format!("{} ({name}): {} incidents", case.name, found.len()));
                continue;
            }
            let differ = expected.check(&found[0]);
            found_wrong.extend(differ.iter().map(|line| format!("{} ({name}): {line}", case.name)));
        }
        match &case.today {
            None => wrong.extend(found_wrong),
            Some(why) if found_wrong.is_empty() => println!("{}: right now, no longer: {why}", case.name),
            Some(why) => println!("{}: {why}: {}", case.name, found_wrong.join("; ")),
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The claims of one incident, and the incident, for every case that is one.
fn made() -> Vec<(Case, Vec<ReportRow>, Vec<ClaimRow>, Incident)> {
    let (cases, world): (Incidents, World) = (corpus("incidents.toml"), corpus("places.toml"));
    let profile = Profile::built_in("airwars").unwrap().unwrap();
    let of = |case: Case| {
        let (reports, claims) = rows(&case.claims, &world);
        let mut found = reconcile(&reports, &claims, &facts(&world), &profile);
        let incident = found.pop().filter(|_| found.is_empty())?;
        Some((case, reports, claims, incident))
    };
    cases.incident.into_iter().filter_map(of).collect()
}

#[test]
fn the_history_of_an_incident_tells_every_claim_once_and_ends_with_what_is_known() {
    let world: World = corpus("places.toml");
    let profile = Profile::built_in("airwars").unwrap().unwrap();
    for (case, reports, claims, incident) in made() {
        let stages = history(&reports, &claims, &facts(&world), &profile, &[]);
        assert_eq!(stages.last().unwrap().incident, incident, "{}", case.name);
        let told: usize = stages.iter().map(|stage| stage.new.len()).sum();
        assert_eq!(told, claims.len(), "{}", case.name);
        assert!(stages.is_sorted_by_key(|stage| (stage.on.is_none(), stage.on)), "{}", case.name);
        let anchors: Vec<_> = claims.iter().map(|row| row.claim.anchor.clone()).collect();
        assert_eq!(ties(&reports, &claims, &anchors, &profile).len(), claims.len() - 1, "{}", case.name);
    }
}

#[test]
fn incidents_are_found_in_another_data_set_by_day_and_place_and_what_differs_is_told() {
    let profile = Profile::built_in("airwars").unwrap().unwrap();
    let incidents: Vec<Incident> = made().into_iter().map(|(.., incident)| incident).collect();
    let reference = |incident: &Incident, id: &str, days: i32, killed: u32| {
        let when = incident.when.as_ref().unwrap();
        let moved = |on: jiff::civil::Date| on.checked_add(jiff::Span::new().days(days)).unwrap();
        Reference {
            id: id.to_owned(),
            line: 2,
            earliest: moved(when.earliest.unwrap()),
            latest: moved(when.latest.unwrap()),
            when: WhenPrecision::Day,
            place: None,
            point: incident.places[0].point,
            precision: PlacePrecision::Settlement,
            kind: None,
            killed: ReferenceNumbers { best: Some(killed), ..Default::default() },
            injured: ReferenceNumbers::default(),
        }
    };
    // Every incident of a town with a number nobody gives, a day later; and one of nowhere.
    let mut theirs: Vec<Reference> = incidents.iter().map(|one| reference(one, "x", 1, 9999)).collect();
    let mut nowhere = reference(&incidents[0], "nowhere", 0, 1);
    nowhere.point = Some((-60.0, -60.0));
    theirs.push(nowhere);
    let compared = compare_with(&incidents, &theirs, &profile);
    assert_eq!(compared.matched.len(), incidents.len());
    for found in &compared.matched {
        assert_eq!(found.incident, found.row, "{:?}", found);
        // What lasted several days still overlaps a day later.
        let when = incidents[found.incident].when.as_ref().unwrap();
        assert_eq!(found.days_apart, i32::from(when.earliest == when.latest));
        assert!(found.differences.iter().any(|told| told.starts_with("killed: ")), "{found:?}");
    }
    assert_eq!((compared.only_here.len(), compared.outside.as_slice()), (0, [incidents.len()].as_slice()));
    let far: Vec<Reference> = incidents.iter().map(|one| reference(one, "y", 9, 1)).collect();
    let compared = compare_with(&incidents, &far, &profile);
    assert!(compared.matched.is_empty() && compared.only_here.len() == incidents.len());
}
