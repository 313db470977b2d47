//! Origins, ranges, contradictions and grades.

use recount_model::{Amount, Bound, Harm, Incident, Polarity, VagueClass, Who};

use super::build::*;

fn killed_range(incident: &Incident) -> (Option<u32>, Option<u32>, Option<u32>) {
    let range = &incident.ranges[&(Harm::Killed, None)];
    (range.low, range.best, range.high)
}

fn rules(incident: &Incident) -> Vec<&str> {
    incident.origin_edges.iter().map(|edge| edge.rule.as_str()).collect()
}

#[test]
fn publishers_in_their_own_voice_with_their_own_figures_are_origins() {
    let incident = one_incident(&[report("A").strike(12), report("B").strike(14)]);
    assert_eq!((incident.origins, incident.links), (2, 2));
    assert!(incident.origin_edges.is_empty());
}

#[test]
fn two_reports_that_credit_one_agency_are_one_origin() {
    let incident =
        one_incident(&[report("A").strike(12).credits("wire"), report("B").strike(14).credits("wire")]);
    assert_eq!(incident.origins, 1);
    assert_eq!(rules(&incident), ["agency"]);
    assert!(incident.origin_edges[0].reason.contains("wire"));
}

#[test]
fn local_sources_heard_through_one_agency_are_that_agency() {
    let wire = report("Wire").strike(20).citing_someone("local sources");
    let reader = report("B").strike(20).citing("Wire").citing_someone("local sources");
    let third = report("C").strike(20).citing("Wire");
    let incident = one_incident(&[wire, reader, third]);
    assert_eq!((incident.origins, incident.links), (1, 3));
}

#[test]
fn local_sources_of_two_publishers_stay_two_origins() {
    let told = |name: &str| report(name).strike(20).citing_someone("local sources");
    assert_eq!(one_incident(&[told("A"), told("B")]).origins, 2);
}

#[test]
fn the_same_specific_speaker_is_one_origin_and_two_speakers_of_one_report_are_not_made_one() {
    let (a, b) = (report("A").strike(12).citing("Ministry"), report("B").strike(12).citing("Hospital"));
    assert_eq!(one_incident(&[a.clone(), report("C").strike(12).citing("Ministry")]).origins, 1);
    let both = report("C").strike(12).citing("Ministry").strike(12).citing("Hospital");
    let both = both.with(|row| row.claim.incident = "0".to_owned());
    assert_eq!(one_incident(&[a, b, both.clone()]).origins, 2);
    assert_eq!(one_incident(&[both]).origins, 1, "one link is at most one origin");
}

#[test]
fn a_copied_text_is_one_origin() {
    let text: String = (0..400).map(|n| format!("word{n} ")).collect();
    let incident = one_incident(&[
        report("A").strike(12).text(&text),
        report("B").strike(14).text(&(text.clone() + "x")),
    ]);
    assert_eq!((incident.origins, rules(&incident)), (1, vec!["near-duplicate"]));
}

#[test]
fn outlets_of_one_owner_are_one_origin() {
    let incident = one_incident(&[report("group-A").strike(12), report("group-B").strike(14)]);
    assert_eq!((incident.origins, rules(&incident)), (1, vec!["same-owner"]));
}

#[test]
fn a_party_does_not_corroborate_itself() {
    assert_eq!(one_incident(&[report("front-tv").strike(12), report("front-radio").strike(14)]).origins, 1);
}

#[test]
fn a_retelling_without_a_source_adds_no_origin_unless_it_gathers_for_itself() {
    let sourced = report("A").strike(12).citing("Hospital");
    let incident = one_incident(&[sourced.clone(), report("B").strike(12)]);
    assert_eq!((incident.origins, rules(&incident)), (1, vec!["unsourced-retelling"]));
    assert_eq!(one_incident(&[sourced.clone(), report("B").strike(14)]).origins, 2);
    assert_eq!(one_incident(&[sourced, report("monitor-B").strike(12)]).origins, 2);
}

#[test]
fn an_unknown_publisher_with_the_same_figures_adds_no_origin() {
    let unknown = |number| report("B").unknown_publisher().strike(number);
    assert_eq!(one_incident(&[report("A").strike(12), unknown(12)]).origins, 1);
    assert_eq!(one_incident(&[report("A").strike(12), unknown(14)]).origins, 2);
}

#[test]
fn each_end_of_a_range_names_its_claims() {
    let told =
        [report("A").strike(62), report("B").strike(80), report("C").strike(90), report("D").strike(80)];
    let incident = one_incident(&told);
    assert_eq!(killed_range(&incident), (Some(62), Some(80), Some(90)));
    let range = &incident.ranges[&(Harm::Killed, None)];
    assert_eq!(range.low_claims, [told[0].claims[0].claim.anchor.claim_id()]);
    assert_eq!(range.high_claims, [told[2].claims[0].claim.anchor.claim_id()]);
}

#[test]
fn profiles_differ_on_dozens_and_on_the_best_figure() {
    let vague = |name: &str| {
        report(name).strike(1).with(|row| row.claim.figures[0].amount = Amount::vague(VagueClass::Dozens))
    };
    let ranges = |profile: &str| killed_range(&incidents_by(&[vague("A")], profile)[0]);
    assert_eq!(ranges("airwars"), (Some(12), Some(12), Some(24)));
    assert_eq!(ranges("acled"), (Some(12), Some(12), Some(12)));
    let told = [report("A").strike(20), report("B").strike(30), report("C").strike(30)];
    let best = |profile: &str| killed_range(&incidents_by(&told, profile)[0]).1;
    assert_eq!((best("airwars"), best("ucdp"), best("acled")), (Some(30), Some(30), Some(20)));
}

#[test]
fn a_plural_without_a_number_is_two_people_for_airwars() {
    let vague = Amount::vague(VagueClass::BarePlural);
    let told = report("A").strike(1).with(|row| row.claim.figures[0].amount = vague);
    assert_eq!(killed_range(&one_incident(&[told])), (Some(2), Some(2), Some(2)));
}

#[test]
fn a_later_figure_of_the_same_speaker_replaces_the_earlier() {
    let early = report("Wire").published("2018-11-02").strike(19).citing("Hospital");
    let late = report("Wire").again("later").published("2018-11-03").strike(22).citing("Hospital");
    assert_eq!(killed_range(&one_incident(&[early.clone(), late.clone()])), (Some(22), Some(22), Some(22)));
    let other = report("B").published("2018-11-02").strike(19).citing("Ministry");
    assert_eq!(
        killed_range(&one_incident(&[early, late, other])).0,
        Some(19),
        "another speaker keeps its figure"
    );
}

#[test]
fn a_denial_gives_no_figure_and_names_its_speaker() {
    let denial = report("B").strike(12).citing("Army").with(|row| {
        row.claim.polarity = Polarity::Denied;
        row.claim.figures = vec![killed(99)];
    });
    let incident = one_incident(&[report("A").strike(12), denial]);
    assert_eq!(killed_range(&incident), (Some(12), Some(12), Some(12)));
    assert_eq!(incident.denied_by, ["army"]);
    assert_eq!(incident.origins, 1, "a denial is no origin of what it denies");
    assert!(incident.contradictions.iter().any(|found| found.about == "denied"));
}

#[test]
fn a_publisher_that_admits_in_its_own_voice_is_named() {
    let admission = report("Army").strike(12).with(|row| row.claim.polarity = Polarity::Acknowledged);
    let incident = one_incident(&[report("A").strike(12), admission]);
    assert_eq!(incident.acknowledged_by, ["army"]);
    let grade = incident.suggested_grade.unwrap();
    assert_eq!((grade.harm.as_str(), grade.attribution.as_str()), ("confirmed", "declared"));
    assert!(grade.rule.contains("accepts"));
}

#[test]
fn fighters_stand_outside_the_total_of_civilians_and_inside_that_of_everyone() {
    let told = report("A").strike(0).with(|row| {
        row.claim.figures =
            vec![figure(Harm::Killed, Who::People, 20), part(figure(Harm::Killed, Who::Combatants, 5), 0)];
    });
    assert_eq!(
        killed_range(&incidents_by(std::slice::from_ref(&told), "airwars")[0]),
        (Some(15), Some(15), Some(15))
    );
    let incident = &incidents_by(&[told], "ucdp")[0];
    assert_eq!(killed_range(incident), (Some(20), Some(20), Some(20)));
    assert_eq!(incident.ranges[&(Harm::Killed, Some(Who::Combatants))].best, Some(5));
}

#[test]
fn casualties_that_the_text_does_not_split_stay_their_own_harm() {
    let told =
        report("A").strike(0).with(|row| row.claim.figures = vec![figure(Harm::Casualties, Who::People, 60)]);
    let incident = one_incident(&[told]);
    assert!(!incident.ranges.contains_key(&(Harm::Killed, None)));
    assert_eq!(incident.ranges[&(Harm::Casualties, None)].low, Some(60));
}

#[test]
fn unknown_is_not_zero_and_nobody_harmed_is_no_end_where_others_count_victims() {
    let silent = report("A").strike(0).with(|row| row.claim.figures.clear());
    assert!(one_incident(&[silent]).ranges.is_empty());
    let none = report("A").strike(0);
    assert_eq!(killed_range(&one_incident(std::slice::from_ref(&none))), (Some(0), Some(0), Some(0)));
    let incident = one_incident(&[none.accusing("x"), report("B").strike(4).accusing("x")]);
    assert_eq!(killed_range(&incident), (Some(4), Some(4), Some(4)));
    assert!(incident.contradictions.iter().any(|found| found.about == "killed"));
}

#[test]
fn up_to_ten_says_nothing_about_the_low_end() {
    let up_to = Amount { low: None, high: Some(10), bound: Bound::AtMost, vague: None };
    let told = report("A").strike(0).with(|row| row.claim.figures[0].amount = up_to);
    assert_eq!(killed_range(&one_incident(&[told])), (None, None, Some(10)));
}

#[test]
fn a_party_s_uncorroborated_figure_counts_in_the_maximum_only() {
    let told = [report("front-tv").strike(3).accusing("x"), report("B").strike(8).accusing("x")];
    assert_eq!(killed_range(&one_incident(&told)), (Some(8), Some(8), Some(8)));
    let told = [report("front-tv").strike(30).accusing("x"), report("B").strike(8).accusing("x")];
    assert_eq!(killed_range(&one_incident(&told)), (Some(8), Some(8), Some(30)));
}

#[test]
fn two_accused_parties_contest_harm_and_attribution() {
    let incident =
        one_incident(&[report("A").strike(12).accusing("east"), report("B").strike(12).accusing("west")]);
    let grade = incident.suggested_grade.unwrap();
    assert_eq!((grade.harm.as_str(), grade.attribution.as_str()), ("contested", "contested"));
    assert!(incident.contradictions.iter().any(|found| found.message.contains("east, west")));
}

#[test]
fn two_origins_are_fair_and_one_is_weak_however_many_links() {
    let grade = |told: &[Told]| one_incident(told).suggested_grade.unwrap().harm;
    let told = |name: &str| report(name).strike(12).accusing("x");
    assert_eq!(grade(&[told("A"), told("B")]), "fair");
    assert_eq!(
        grade(&[told("A").citing("Wire"), told("B").citing("Wire"), told("C").citing("Wire")]),
        "weak"
    );
}
