//! Incidents: what claims of several reports tell together.

use std::collections::BTreeMap;

use crate::claim::Kind;
use crate::figure::{Harm, Who, named_enum};
use crate::id::{ClaimId, IncidentId, ReportId};
use crate::place::Place;
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
    /// The rule that fired.
    pub rule: String,
    /// The claims used.
    pub claims: Vec<ClaimId>,
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
    /// Its claims, in order of their ids.
    pub claims: Vec<ClaimId>,
    /// Its reports.
    pub reports: Vec<ReportId>,
}
