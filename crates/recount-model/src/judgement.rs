//! Judgements: what people decide about claims and incidents, beside what the machine found.
//!
//! A judgement binds claim anchors, which outlive engines, and never incident ids, which do not. It is never changed;
//! it is followed by another one.

use std::fmt;

use crate::figure::named_enum;
use crate::id::{ClaimAnchor, ReportId};

named_enum! {
    /// What a person said of two claims.
    Verdict {
        /// They tell the same happening.
        Same = "same",
        /// They do not.
        Different = "different",
        /// It cannot be told; takes an earlier verdict on the two away.
        Unsure = "unsure",
    }
}

/// The number of a judgement in its ledger, from 1; printed `j3`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct JudgementNumber(pub u32);

impl JudgementNumber {
    /// Reads `j3` or `3`.
    pub fn from_text(text: &str) -> Option<Self> {
        let digits = text.strip_prefix('j').unwrap_or(text);
        digits.parse().ok().filter(|number| *number > 0).map(Self)
    }
}

impl fmt::Display for JudgementNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "j{}", self.0)
    }
}

/// What a judgement is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Subject {
    /// One claim.
    Claim(ClaimAnchor),
    /// The incident that held these claims when it was judged.
    Incident(Vec<ClaimAnchor>),
}

impl Subject {
    /// The claims it names.
    pub fn anchors(&self) -> &[ClaimAnchor] {
        match self {
            Self::Claim(anchor) => std::slice::from_ref(anchor),
            Self::Incident(anchors) => anchors,
        }
    }
}

/// What a person decided.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Decision {
    /// Two claims tell the same happening, or not, or it cannot be told.
    Compare {
        /// One claim.
        a: ClaimAnchor,
        /// The other.
        b: ClaimAnchor,
        /// What was said of them.
        verdict: Verdict,
    },
    /// Two incidents are one.
    Merge {
        /// Claims of the one.
        one: Vec<ClaimAnchor>,
        /// Claims of the other.
        other: Vec<ClaimAnchor>,
    },
    /// Some claims of an incident are an incident of their own.
    Split {
        /// The claims that leave, as one incident.
        out: Vec<ClaimAnchor>,
        /// The claims that stay.
        rest: Vec<ClaimAnchor>,
    },
    /// A field is read wrongly.
    Correct {
        /// The claim or incident.
        subject: Subject,
        /// Name of the field, as `recount correct` takes it.
        field: String,
        /// The value it should have.
        value: String,
        /// The value it had when it was judged.
        was: String,
    },
    /// A claim or incident does not count.
    Withdraw {
        /// The claim or incident.
        subject: Subject,
    },
    /// An incident has this grade.
    Grade {
        /// Its claims when it was graded.
        incident: Vec<ClaimAnchor>,
        /// Grade of harm.
        harm: String,
        /// Grade of attribution, where one was given.
        attribution: Option<String>,
        /// The grade the profile suggested then: harm and attribution.
        suggested: Option<(String, String)>,
    },
    /// Two reports do not rest on one origin, whatever joins them.
    Cut {
        /// One report.
        a: ReportId,
        /// The other.
        b: ReportId,
    },
    /// An earlier judgement holds no more; undoing an undoing restores.
    Undo {
        /// The earlier judgement.
        judgement: JudgementNumber,
    },
}

impl Decision {
    /// The word for it: the command that makes it.
    pub fn verb(&self) -> &'static str {
        match self {
            Self::Compare { .. } => "judge",
            Self::Merge { .. } => "merge",
            Self::Split { .. } => "split",
            Self::Correct { .. } => "correct",
            Self::Withdraw { .. } => "withdraw",
            Self::Grade { .. } => "grade",
            Self::Cut { .. } => "cut",
            Self::Undo { .. } => "undo",
        }
    }

    /// All anchors it binds, in the order it names them.
    pub fn anchors(&self) -> Vec<&ClaimAnchor> {
        match self {
            Self::Compare { a, b, .. } => vec![a, b],
            Self::Merge { one, other } => one.iter().chain(other).collect(),
            Self::Split { out, rest } => out.iter().chain(rest).collect(),
            Self::Correct { subject, .. } | Self::Withdraw { subject } => subject.anchors().iter().collect(),
            Self::Grade { incident, .. } => incident.iter().collect(),
            Self::Cut { .. } | Self::Undo { .. } => Vec::new(),
        }
    }

    /// The same decision on other anchors; where `to` gives none, the anchor stays.
    pub fn with_anchors(&self, to: &dyn Fn(&ClaimAnchor) -> Option<ClaimAnchor>) -> Self {
        let one = |anchor: &ClaimAnchor| to(anchor).unwrap_or_else(|| anchor.clone());
        let all = |anchors: &[ClaimAnchor]| anchors.iter().map(one).collect::<Vec<_>>();
        let subject = |subject: &Subject| match subject {
            Subject::Claim(anchor) => Subject::Claim(one(anchor)),
            Subject::Incident(anchors) => Subject::Incident(all(anchors)),
        };
        match self {
            Self::Compare { a, b, verdict } => Self::Compare { a: one(a), b: one(b), verdict: *verdict },
            Self::Merge { one, other } => Self::Merge { one: all(one), other: all(other) },
            Self::Split { out, rest } => Self::Split { out: all(out), rest: all(rest) },
            Self::Correct { subject: on, field, value, was } => Self::Correct {
                subject: subject(on),
                field: field.clone(),
                value: value.clone(),
                was: was.clone(),
            },
            Self::Withdraw { subject: on } => Self::Withdraw { subject: subject(on) },
            Self::Grade { incident, harm, attribution, suggested } => Self::Grade {
                incident: all(incident),
                harm: harm.clone(),
                attribution: attribution.clone(),
                suggested: suggested.clone(),
            },
            Self::Cut { .. } | Self::Undo { .. } => self.clone(),
        }
    }
}

/// A decision with who made it, when and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Judgement {
    /// Its number in the ledger.
    pub number: JudgementNumber,
    /// Who judged, as they want to be named.
    pub by: String,
    /// When it was written, in UTC.
    pub at: String,
    /// Why, in their words.
    pub why: String,
    /// What the machine said of the two claims at the time (`same`, `different`, `impossible`), where it was asked.
    pub machine_said: Option<String>,
    /// What was decided.
    pub decision: Decision,
}
