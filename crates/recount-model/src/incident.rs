//! Incidents: what claims of several reports tell together.

use std::collections::BTreeMap;

use crate::claim::Kind;
use crate::figure::{Harm, Who, named_enum};
use crate::id::{ClaimId, IncidentId, ReportId};
use crate::judgement::JudgementNumber;
use crate::place::Place;
use crate::report::Notice;
use crate::when::When;

/// The range of numbers for one harm and group, each end with the claims it stands on.
///
/// Unknown is `None`; zero is `Some(0)`. Where all are known, `low <= best <= high`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Range {
    /// Lowest number under the profile's rules.
    pub low: Option<u32>,
    /// The profile's best number.
    pub best: Option<u32>,
    /// Highest number under the profile's rules.
    pub high: Option<u32>,
    /// Claims the low end stands on.
    pub low_claims: Vec<ClaimId>,
    /// Claims the high end stands on.
    pub high_claims: Vec<ClaimId>,
}

named_enum! {
    /// Where an incident stands in a recorder's work.
    State {
        /// No person has judged it.
        Pending = "pending",
        /// A person graded it.
        Graded = "graded",
        /// It was merged into another.
        Merged = "merged",
        /// It was withdrawn.
        Withdrawn = "withdrawn",
    }
}

/// Two claims that cannot both hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contradiction {
    /// What they differ on: `killed`, `injured`, `denied`, `alleged`.
    pub about: String,
    /// The claims, in order of their ids.
    pub claims: Vec<ClaimId>,
    /// A sentence for the reader.
    pub message: String,
}

/// Why two reports count as one origin.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OriginEdge {
    /// One report.
    pub a: ReportId,
    /// The other.
    pub b: ReportId,
    /// The rule: `agency`, `same-root`, `near-duplicate`, `same-quotation`, `unsourced-retelling`, `same-owner`.
    pub rule: String,
    /// A sentence for the reader.
    pub reason: String,
}

/// The suggested grade under a profile. Only a person's judgement makes a grade.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SuggestedGrade {
    /// Profile and version.
    pub profile: String,
    /// Grade of harm: confirmed, fair, weak, contested, discounted.
    pub harm: String,
    /// Attribution: declared, likely, contested, single-source.
    pub attribution: String,
    /// The rules that fired, in one line.
    pub rule: String,
    /// The claims used.
    pub claims: Vec<ClaimId>,
    /// One reason for harm and one for attribution.
    pub reasons: Vec<GradeReason>,
}

/// Why a grade is suggested, and what would change it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct GradeReason {
    /// `harm` or `attribution`.
    pub field: String,
    /// The grade.
    pub grade: String,
    /// Name of the rule that fired.
    pub rule: String,
    /// The rule in words.
    pub says: String,
    /// Whether the rule is read off practice instead of stated by those whose method it is.
    pub inferred: bool,
    /// The claims it stands on.
    pub claims: Vec<ClaimId>,
    /// What would change the grade, a sentence each.
    pub would_change: Vec<String>,
}

/// The grade a person gave.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grading {
    /// Grade of harm.
    pub harm: String,
    /// Grade of attribution, where one was given.
    pub attribution: Option<String>,
    /// Who graded.
    pub by: String,
    /// When.
    pub at: String,
    /// Why.
    pub why: String,
    /// The judgement.
    pub judgement: JudgementNumber,
}

/// What people decided about an incident.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Judged {
    /// The grade a person gave.
    pub grading: Option<Grading>,
    /// Claims that people withdrew: they stand with the incident and do not count.
    pub withdrawn: Vec<ClaimId>,
    /// The judgements that made it what it is, in order.
    pub judgements: Vec<JudgementNumber>,
    /// What a person should look at again.
    pub notices: Vec<Notice>,
}

/// A happening, as the claims of one or more reports tell it. A view: it can always be rebuilt from claims.
#[derive(Clone, Debug, PartialEq)]
pub struct Incident {
    /// From the smallest anchor among its claims.
    pub id: IncidentId,
    /// The kind most claims give.
    pub kind: Kind,
    /// The narrowest time all claims that give one support.
    pub when: Option<When>,
    /// Places, the most precise first.
    pub places: Vec<Place>,
    /// Registry ids or words of those said to have done it.
    pub alleged: Vec<String>,
    /// Those who deny it.
    pub denied_by: Vec<String>,
    /// Those who accept it.
    pub acknowledged_by: Vec<String>,
    /// Weapon concepts or words.
    pub weapons: Vec<String>,
    /// Ranges per harm: the total under [`None`], groups under their name.
    pub ranges: BTreeMap<(Harm, Option<Who>), Range>,
    /// Demonstrably distinct origins.
    pub origins: u32,
    /// Reports that tell it.
    pub links: u32,
    /// Why reports were joined into one origin.
    pub origin_edges: Vec<OriginEdge>,
    /// What cannot all hold.
    pub contradictions: Vec<Contradiction>,
    /// Suggested grade.
    pub suggested_grade: Option<SuggestedGrade>,
    /// Where it stands in a recorder's work.
    pub state: State,
    /// What people decided.
    pub judged: Judged,
    /// Its claims, in order of their ids.
    pub claims: Vec<ClaimId>,
    /// Its reports.
    pub reports: Vec<ReportId>,
}
