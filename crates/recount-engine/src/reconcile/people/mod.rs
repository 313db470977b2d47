//! People's judgements and the machine's incidents: judgements always win, and where new evidence speaks against one,
//! a notice says so.

use std::collections::{BTreeMap, BTreeSet};

use recount_model::{
    ClaimAnchor, ClaimId, Decision, Grading, Incident, Judgement, JudgementNumber, Notice, State, Subject,
    Verdict,
};

use super::ClaimRow;
use super::compare::Comparison;
use super::origins::Cuts;

mod correct;
mod field;
mod force;
mod notices;
mod partition;

pub use correct::{claim_value, correct_claim, incident_value};
pub use field::{Correction, FIELDS, show_amount, show_places, show_when};
pub use force::{Clash, Effect, Verdicts, effect_of, in_force};

/// A notice about a judgement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JudgementNotice {
    /// The judgement.
    pub judgement: JudgementNumber,
    /// What to look at.
    pub notice: Notice,
}

/// What the machine alone says of two claims: `same`, `different` or `impossible`.
pub fn machine_says(comparison: &Comparison) -> &'static str {
    match (comparison.links(), comparison.forbidden) {
        (true, _) => "same",
        (false, Some(_)) => "impossible",
        (false, None) => "different",
    }
}

/// The judgements in force, made ready for claims in the order of their anchors.
pub(super) struct People<'j> {
    in_force: Vec<&'j Judgement>,
    verdicts: Verdicts<'j>,
    corrections: BTreeMap<&'j ClaimAnchor, Vec<Correction>>,
    withdrawn: BTreeSet<&'j ClaimAnchor>,
    pub(super) cuts: Cuts,
    notices: Vec<JudgementNotice>,
}

impl<'j> People<'j> {
    pub(super) fn of(judgements: &'j [Judgement]) -> Self {
        let in_force = in_force(judgements);
        let verdicts = Verdicts::of(&in_force);
        let mut people = Self {
            in_force,
            verdicts,
            corrections: BTreeMap::new(),
            withdrawn: BTreeSet::new(),
            cuts: Cuts::new(),
            notices: Vec::new(),
        };
        for judgement in people.in_force.clone() {
            match &judgement.decision {
                Decision::Correct { subject: Subject::Claim(anchor), field, value, .. } => {
                    match Correction::parse(field, value) {
                        Ok(correction) => people.corrections.entry(anchor).or_default().push(correction),
                        Err(wrong) => people.tell(judgement.number, "judgement.unreadable", wrong),
                    }
                }
                Decision::Withdraw { subject: Subject::Claim(anchor) } => {
                    people.withdrawn.insert(anchor);
                }
                Decision::Cut { a, b } => {
                    people.cuts.insert((a.clone().min(b.clone()), a.clone().max(b.clone())));
                }
                _ => {}
            }
        }
        for clash in people.verdicts.clashes().to_vec() {
            let all: Vec<String> = clash.all.iter().map(ToString::to_string).collect();
            let message = format!("{} cannot all hold; the later ones do", all.join(", "));
            people.tell(clash.yields, "judgement.contradicted", message);
        }
        people
    }

    fn tell(&mut self, judgement: JudgementNumber, id: &str, message: impl Into<String>) {
        self.notices.push(JudgementNotice { judgement, notice: Notice::new(id, message) });
    }

    /// The claims that people corrected, as they did.
    pub(super) fn corrected(&self, rows: &[(&ClaimRow, usize)]) -> BTreeMap<ClaimAnchor, ClaimRow> {
        if self.corrections.is_empty() {
            return BTreeMap::new();
        }
        let correct = |(row, _): &(&ClaimRow, usize)| {
            let corrections = self.corrections.get(&row.claim.anchor)?;
            let mut row = (*row).clone();
            corrections.iter().for_each(|correction| correct_claim(&mut row, correction));
            Some((row.claim.anchor.clone(), row))
        };
        rows.iter().filter_map(correct).collect()
    }

    /// The machine's lists of claims as people divide them.
    pub(super) fn partition(
        &self,
        machine: Vec<Vec<usize>>,
        anchors: &[&ClaimAnchor],
        affinity: partition::Affinity<'_>,
    ) -> Vec<Vec<usize>> {
        let position: BTreeMap<&ClaimAnchor, usize> =
            anchors.iter().enumerate().map(|(at, anchor)| (*anchor, at)).collect();
        partition::apply(machine, &self.verdicts, &position, affinity)
    }

    pub(super) fn is_withdrawn(&self, anchor: &ClaimAnchor) -> bool {
        self.withdrawn.contains(anchor)
    }

    /// Puts grades, states, corrections and notices on the incidents, and gives all notices.
    ///
    /// `rows` are the claims as the machine reads them, `machine` compares two of them.
    pub(super) fn finish(
        mut self,
        incidents: &mut [Incident],
        rows: &[(&ClaimRow, usize)],
        machine: &dyn Fn(usize, usize) -> Option<Comparison>,
    ) -> Vec<JudgementNotice> {
        if self.in_force.is_empty() {
            return self.notices;
        }
        let position: BTreeMap<&ClaimAnchor, usize> =
            rows.iter().enumerate().map(|(at, (row, _))| (&row.claim.anchor, at)).collect();
        let home: BTreeMap<ClaimId, usize> = incidents
            .iter()
            .enumerate()
            .flat_map(|(at, incident)| incident.claims.iter().map(move |claim| (claim.clone(), at)))
            .collect();
        for judgement in self.in_force.clone() {
            let found = notices::of(judgement, incidents, rows, &position, &home, machine);
            for (message, id) in found {
                self.tell(judgement.number, id, message);
            }
            self.settle(judgement, incidents, &home);
        }
        for told in &self.notices {
            let about = self.in_force.iter().find(|judgement| judgement.number == told.judgement);
            let homes = about.map(|judgement| homes_of(judgement, incidents, &home)).unwrap_or_default();
            for at in homes {
                let message = format!("{}: {}", told.judgement, told.notice.message);
                incidents[at].judged.notices.push(Notice::new(&told.notice.id, message));
            }
        }
        self.notices
    }

    /// What a judgement does to the incidents it is about, besides dividing them.
    fn settle(&mut self, judgement: &Judgement, incidents: &mut [Incident], home: &BTreeMap<ClaimId, usize>) {
        for at in homes_of(judgement, incidents, home) {
            incidents[at].judged.judgements.push(judgement.number);
        }
        let of_incident = |anchors: &[ClaimAnchor]| home_of(anchors, home);
        match &judgement.decision {
            Decision::Grade { incident, harm, attribution, .. } => {
                let Some(at) = of_incident(incident) else { return };
                if let Some(before) = &incidents[at].judged.grading {
                    let message =
                        format!("takes the place of {}, which graded it {}", before.judgement, before.harm);
                    self.tell(judgement.number, "judgement.graded-twice", message);
                }
                incidents[at].judged.grading = Some(Grading {
                    harm: harm.clone(),
                    attribution: attribution.clone(),
                    by: judgement.by.clone(),
                    at: judgement.at.clone(),
                    why: judgement.why.clone(),
                    judgement: judgement.number,
                });
                if incidents[at].state == State::Pending {
                    incidents[at].state = State::Graded;
                }
            }
            Decision::Withdraw { subject: Subject::Incident(anchors) } => {
                if let Some(at) = of_incident(anchors) {
                    incidents[at].state = State::Withdrawn;
                }
            }
            Decision::Correct { subject: Subject::Incident(anchors), field, value, .. } => {
                if let (Some(at), Ok(correction)) = (of_incident(anchors), Correction::parse(field, value)) {
                    correct::correct_incident(&mut incidents[at], &correction);
                }
            }
            _ => {}
        }
    }
}

/// The incident that holds most of these claims; of several the one with the first of them.
fn home_of(anchors: &[ClaimAnchor], home: &BTreeMap<ClaimId, usize>) -> Option<usize> {
    let mut counts: Vec<(usize, usize)> = Vec::new();
    for at in anchors.iter().filter_map(|anchor| home.get(&anchor.claim_id())) {
        match counts.iter_mut().find(|(known, _)| known == at) {
            Some((_, count)) => *count += 1,
            None => counts.push((*at, 1)),
        }
    }
    let most = counts.iter().map(|(_, count)| *count).max()?;
    counts.iter().find(|(_, count)| *count == most).map(|(at, _)| *at)
}

/// The incidents a judgement is about.
fn homes_of(
    judgement: &Judgement,
    incidents: &[Incident],
    home: &BTreeMap<ClaimId, usize>,
) -> BTreeSet<usize> {
    match &judgement.decision {
        Decision::Grade { incident, .. } => home_of(incident, home).into_iter().collect(),
        Decision::Withdraw { subject: Subject::Incident(anchors) }
        | Decision::Correct { subject: Subject::Incident(anchors), .. } => {
            home_of(anchors, home).into_iter().collect()
        }
        Decision::Cut { a, b } => {
            let both = |incident: &Incident| incident.reports.contains(a) && incident.reports.contains(b);
            (0..incidents.len()).filter(|at| both(&incidents[*at])).collect()
        }
        Decision::Undo { .. } | Decision::Compare { verdict: Verdict::Unsure, .. } => BTreeSet::new(),
        decision => {
            decision.anchors().iter().filter_map(|anchor| home.get(&anchor.claim_id()).copied()).collect()
        }
    }
}
