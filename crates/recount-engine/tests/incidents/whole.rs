//! Whole incidents: ranges and suggested grades, worked out by hand from the text of two methods.

use std::collections::BTreeMap;

use recount_engine::reconcile::people::{Correction, incident_value};
use recount_engine::reconcile::{Profile, reconcile};
use recount_model::Incident;
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
                wrong.push(format!("{} ({name}): {} incidents", case.name, found.len()));
                continue;
            }
            wrong.extend(
                expected.check(&found[0]).iter().map(|line| format!("{} ({name}): {line}", case.name)),
            );
        }
        match &case.today {
            None => wrong.extend(found_wrong),
            Some(why) if found_wrong.is_empty() => println!("{}: right now, no longer: {why}", case.name),
            Some(why) => println!("{}: {why}: {}", case.name, found_wrong.join("; ")),
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
