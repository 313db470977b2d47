//! The suggested grade: the first rule of the profile that fits, in the profile's words. Only a person's judgement makes
//! a grade.

use std::collections::{BTreeMap, BTreeSet};

use recount_model::incident::{GradeReason, SuggestedGrade};
use recount_model::{ClaimId, Contradiction, Figure, Harm, Polarity};

use super::incident::Told;
use super::profile::{Counts, Fits, GradeRule, Profile};
use super::values::Standing;

/// Suggests a grade; none for a profile without grades and for incidents in which nobody is said to be harmed.
pub fn grade_of(
    told: &[Told<'_>],
    standings: &[Standing],
    contradictions: &[Contradiction],
    profile: &Profile,
) -> Option<SuggestedGrade> {
    let rules = profile.grade.as_ref()?;
    let case = Case::of(told, standings, contradictions, profile);
    if case.harmed.is_empty() {
        return None;
    }
    let harm = case.reason("harm", &rules.harm)?;
    let attribution = case.reason("attribution", &rules.attribution)?;
    let claims: BTreeSet<ClaimId> = harm.claims.iter().chain(&attribution.claims).cloned().collect();
    Some(SuggestedGrade {
        profile: format!("{} {}", rules.name, rules.version),
        harm: harm.grade.clone(),
        attribution: attribution.grade.clone(),
        rule: format!("harm: {}; attribution: {}", harm.says, attribution.says),
        claims: claims.into_iter().collect(),
        reasons: vec![harm, attribution],
    })
}

/// What the rules ask about.
struct Case<'r> {
    told: &'r [Told<'r>],
    rules: &'r Counts,
    contradictions: &'r [Contradiction],
    /// Positions of the claims that say somebody was harmed.
    harmed: Vec<usize>,
    /// Distinct origins of these.
    origins: usize,
    /// Who is named by whom: origins and claims of each party.
    named: BTreeMap<&'r str, (BTreeSet<usize>, Vec<usize>)>,
}

fn counts(figure: &Figure) -> bool {
    [Harm::Killed, Harm::Injured, Harm::Casualties].contains(&figure.harm) && !figure.amount.is_zero()
}

impl<'r> Case<'r> {
    fn of(
        told: &'r [Told<'r>],
        standings: &[Standing],
        contradictions: &'r [Contradiction],
        profile: &'r Profile,
    ) -> Self {
        let matching = &*profile.matching;
        let affirmed = |at: &usize| told[*at].row.claim.polarity != Polarity::Denied;
        let harms = |at: &usize| told[*at].row.claim.figures.iter().any(counts);
        let harmed: Vec<usize> = (0..told.len()).filter(affirmed).filter(harms).collect();
        let origins: BTreeSet<usize> = harmed.iter().filter_map(|at| standings[*at].origin).collect();
        // One report that quotes two roots is one link, and so one origin.
        let links: BTreeSet<usize> = harmed.iter().map(|at| told[*at].report).collect();
        let mut named: BTreeMap<&str, (BTreeSet<usize>, Vec<usize>)> = BTreeMap::new();
        for at in (0..told.len()).filter(affirmed) {
            // "An armed group" names nobody.
            let is_named =
                |id: &Option<String>| !id.as_ref().is_some_and(|id| id.starts_with(&matching.unnamed_actors));
            for (words, id) in told[at].row.alleged_words.iter().filter(|(_, id)| is_named(id)) {
                let (by, claims) =
                    named.entry(id.as_deref().map_or(words, |id| matching.party(id))).or_default();
                by.extend(standings[at].origin);
                claims.push(at);
            }
        }
        let rules = &profile.counts;
        Self { told, rules, contradictions, origins: origins.len().min(links.len()), harmed, named }
    }

    fn reason(&self, field: &str, rules: &[GradeRule]) -> Option<GradeReason> {
        let (rule, claims) = rules.iter().find_map(|rule| Some((rule, self.fit(rule.when)?)))?;
        let claims: BTreeSet<ClaimId> =
            claims.into_iter().map(|at| self.told[at].row.claim.anchor.claim_id()).collect();
        Some(GradeReason {
            field: field.to_owned(),
            grade: rule.grade.clone(),
            rule: rule.rule.clone(),
            says: rule.says.clone(),
            inferred: rule.inferred,
            claims: claims.into_iter().collect(),
            would_change: rule.change.clone(),
        })
    }

    /// The claims on which a condition fits; none if it does not.
    fn fit(&self, condition: Fits) -> Option<Vec<usize>> {
        let harmed = || Some(self.harmed.clone());
        match condition {
            Fits::AllAreFighters => {
                let mut figures = self.harmed.iter().flat_map(|at| &self.told[*at].row.claim.figures);
                figures.all(|figure| !counts(figure) || self.rules.are_fighters(figure)).then(harmed)?
            }
            Fits::HarmAccepted => self.accepting(|claim| {
                claim.figures.iter().any(|figure| counts(figure) && !self.rules.are_fighters(figure))
            }),
            Fits::DeedAccepted => self.accepting(|_| true),
            Fits::PartiesDiffer => {
                let found =
                    self.contradictions.iter().find(|contradiction| contradiction.about == "alleged")?;
                let is_one = |at: &usize| found.claims.contains(&self.told[*at].row.claim.anchor.claim_id());
                Some((0..self.told.len()).filter(is_one).collect())
            }
            Fits::OneOrigin => (self.origins < 2).then(harmed)?,
            Fits::TwoOrigins => (self.origins >= 2).then(harmed)?,
            Fits::NobodyNamed => self.named.is_empty().then(harmed)?,
            Fits::SomebodyNamed => {
                let claims: Vec<usize> =
                    self.named.values().flat_map(|(_, claims)| claims.iter().copied()).collect();
                (!claims.is_empty()).then_some(claims)
            }
            Fits::TwoOriginsNameOne => {
                let named = self.named.values().find(|(origins, _)| origins.len() >= 2)?;
                let links: BTreeSet<usize> = named.1.iter().map(|at| self.told[*at].report).collect();
                (links.len() >= 2).then(|| named.1.clone())
            }
            Fits::SomebodyKilled => {
                let killed = |at: &usize| {
                    let figures = &self.told[*at].row.claim.figures;
                    figures.iter().any(|figure| figure.harm == Harm::Killed && counts(figure))
                };
                let claims: Vec<usize> = self.harmed.iter().copied().filter(killed).collect();
                (!claims.is_empty()).then_some(claims)
            }
            Fits::Otherwise => harmed(),
        }
    }

    fn accepting(&self, fits: impl Fn(&recount_model::Claim) -> bool) -> Option<Vec<usize>> {
        let accepts = |at: &usize| {
            let claim = &self.told[*at].row.claim;
            claim.polarity == Polarity::Acknowledged && fits(claim)
        };
        let claims: Vec<usize> = (0..self.told.len()).filter(accepts).collect();
        (!claims.is_empty()).then_some(claims)
    }
}
