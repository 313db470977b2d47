//! `incidents.csv`: one incident a row, totals and the groups recorders publish in columns of their own.

use jiff::civil::Date;
use recount_model::{Harm, Incident, Who};

use super::cell::{List, RangeCells, stated};
use super::table;
use crate::view::stated_point;

table! {
    /// One incident.
    IncidentRow in "incidents.csv" {
        /// Id of the incident.
        id: String,
        /// Kind of happening.
        kind: String,
        /// First day it can have been.
        earliest: Option<Date>,
        /// Last day it can have been.
        latest: Option<Date>,
        /// How precise the time is.
        when_precision: Option<String>,
        /// The most precise place.
        place: Option<String>,
        /// Degrees north, where the place is sure enough.
        lat: Option<f64>,
        /// Degrees east.
        lon: Option<f64>,
        /// Radius in kilometres.
        radius_km: Option<f64>,
        /// How sure the gazetteer is.
        place_grade: Option<String>,
        /// How precise the place is.
        place_precision: Option<String>,
        /// Id in the gazetteer.
        gazetteer_id: Option<String>,
        /// First-order area.
        admin1: Option<String>,
        /// Country code.
        country: Option<String>,
        /// All places by name.
        places: List,
        /// Those said to have done it.
        alleged: List,
        /// Those who deny it.
        denied_by: List,
        /// Those who accept it.
        acknowledged_by: List,
        /// Weapons.
        weapons: List,
        /// All killed.
        killed: RangeCells,
        /// Civilians killed.
        killed_civilians: RangeCells,
        /// Children killed.
        killed_children: RangeCells,
        /// Women killed.
        killed_women: RangeCells,
        /// Men killed.
        killed_men: RangeCells,
        /// Combatants killed.
        killed_combatants: RangeCells,
        /// All injured.
        injured: RangeCells,
        /// Civilians injured.
        injured_civilians: RangeCells,
        /// Children injured.
        injured_children: RangeCells,
        /// Women injured.
        injured_women: RangeCells,
        /// Men injured.
        injured_men: RangeCells,
        /// Combatants injured.
        injured_combatants: RangeCells,
        /// Missing.
        missing: RangeCells,
        /// Captured.
        captured: RangeCells,
        /// Displaced.
        displaced: RangeCells,
        /// Killed or injured, not split.
        casualties: RangeCells,
        /// Every other harm and group, as `killed medics 1/2/3` with nothing where a number is unknown.
        other_groups: List,
        /// Demonstrably distinct origins.
        origins: u32,
        /// Reports that tell it.
        links: u32,
        /// What cannot all hold.
        contradictions: List,
        /// Suggested grade of harm.
        suggested_harm: Option<String>,
        /// Suggested grade of attribution.
        suggested_attribution: Option<String>,
        /// The rule that suggested it.
        suggested_rule: Option<String>,
        /// Grade of harm that a person gave.
        graded_harm: Option<String>,
        /// Grade of attribution that a person gave.
        graded_attribution: Option<String>,
        /// Who graded.
        graded_by: Option<String>,
        /// Where it stands in a recorder's work.
        state: String,
        /// The profile that made the ranges.
        profile: String,
        /// Its claims.
        claims: List,
        /// Its reports.
        reports: List,
    }
}

/// Groups with columns of their own, for killed and injured.
const GROUPS: [Who; 5] = [Who::Civilians, Who::Children, Who::Women, Who::Men, Who::Combatants];

impl IncidentRow {
    /// The row of an incident whose ranges the named profile made.
    pub fn of(incident: &Incident, profile: &str) -> Self {
        let main = incident.places.first();
        let point = main.and_then(stated_point);
        let grade = incident.suggested_grade.as_ref();
        let graded = incident.judged.grading.as_ref();
        let range = |harm, who| RangeCells::of(incident.ranges.get(&(harm, who)));
        Self {
            id: incident.id.to_string(),
            kind: incident.kind.as_str().to_owned(),
            earliest: incident.when.as_ref().and_then(|when| when.earliest),
            latest: incident.when.as_ref().and_then(|when| when.latest),
            when_precision: incident.when.as_ref().map(|when| when.precision.as_str().to_owned()),
            place: main.and_then(|place| stated(&place.name)),
            lat: point.map(|point| point.0),
            lon: point.map(|point| point.1),
            radius_km: main.and_then(|place| place.radius_km),
            place_grade: main.map(|place| place.grade.as_str().to_owned()),
            place_precision: main.map(|place| place.precision.as_str().to_owned()),
            gazetteer_id: main.and_then(|place| place.gazetteer_id.as_deref()).and_then(stated),
            admin1: main.and_then(|place| place.admin1.as_deref()).and_then(stated),
            country: main.and_then(|place| place.country.as_deref()).and_then(stated),
            places: List::of(incident.places.iter().map(|place| place.name.as_str())),
            alleged: List::of(incident.alleged.iter().map(String::as_str)),
            denied_by: List::of(incident.denied_by.iter().map(String::as_str)),
            acknowledged_by: List::of(incident.acknowledged_by.iter().map(String::as_str)),
            weapons: List::of(incident.weapons.iter().map(String::as_str)),
            killed: range(Harm::Killed, None),
            killed_civilians: range(Harm::Killed, Some(Who::Civilians)),
            killed_children: range(Harm::Killed, Some(Who::Children)),
            killed_women: range(Harm::Killed, Some(Who::Women)),
            killed_men: range(Harm::Killed, Some(Who::Men)),
            killed_combatants: range(Harm::Killed, Some(Who::Combatants)),
            injured: range(Harm::Injured, None),
            injured_civilians: range(Harm::Injured, Some(Who::Civilians)),
            injured_children: range(Harm::Injured, Some(Who::Children)),
            injured_women: range(Harm::Injured, Some(Who::Women)),
            injured_men: range(Harm::Injured, Some(Who::Men)),
            injured_combatants: range(Harm::Injured, Some(Who::Combatants)),
            missing: range(Harm::Missing, None),
            captured: range(Harm::Captured, None),
            displaced: range(Harm::Displaced, None),
            casualties: range(Harm::Casualties, None),
            other_groups: List::of(other_groups(incident)),
            origins: incident.origins,
            links: incident.links,
            contradictions: List::of(incident.contradictions.iter().map(|found| found.message.as_str())),
            suggested_harm: grade.and_then(|grade| stated(&grade.harm)),
            suggested_attribution: grade.and_then(|grade| stated(&grade.attribution)),
            suggested_rule: grade.and_then(|grade| stated(&grade.rule)),
            graded_harm: graded.map(|grading| grading.harm.clone()),
            graded_attribution: graded.and_then(|grading| grading.attribution.clone()),
            graded_by: graded.map(|grading| grading.by.clone()),
            state: incident.state.as_str().to_owned(),
            profile: profile.to_owned(),
            claims: List::of(incident.claims.iter().map(|id| id.as_str())),
            reports: List::of(incident.reports.iter().map(|id| id.as_str())),
        }
    }
}

fn other_groups(incident: &Incident) -> impl Iterator<Item = String> + '_ {
    let without_column =
        |harm: Harm, who: Who| !(matches!(harm, Harm::Killed | Harm::Injured) && GROUPS.contains(&who));
    let number = |number: Option<u32>| number.map(|number| number.to_string()).unwrap_or_default();
    incident.ranges.iter().filter_map(move |((harm, who), range)| {
        let who = (*who).filter(|who| without_column(*harm, *who))?;
        let numbers = [range.low, range.best, range.high].map(number).join("/");
        Some(format!("{} {} {numbers}", harm.as_str(), who.as_str()))
    })
}
