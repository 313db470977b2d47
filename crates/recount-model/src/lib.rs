//! The nouns of Recount. No input or output, no rules: other crates decide, these types only hold.
//!
//! A [`Source`](report::Report::publisher) publishes a [`Report`]; its [`Text`] has [`Span`]s. A [`Mention`] names
//! something; a [`Claim`] is what one source states, with figures, time, places and the chain of speakers. Claims
//! support an [`Incident`], whose [`Range`]s say how far they agree. `docs/glossary.md` decides the words.

pub mod span;
pub mod id;
pub mod report;
pub mod mention;
pub mod when;
pub mod place;
pub mod figure;
pub mod claim;
pub mod judgement;
pub mod incident;
pub mod reference;

pub use claim::{
    Alleged, Attribution, Certainty, Claim, Evidence, Generic, Kind, Polarity, Provenance, Role, Speaker,
    Target, Telling, Weapon,
};
pub use figure::{AgeSex, Amount, Bound, Figure, Harm, Occupation, Status, VagueClass, Who};
pub use id::{ClaimAnchor, ClaimId, IncidentId, ReportId, Sha256};
pub use incident::{Contradiction, Grading, Incident, Judged, OriginEdge, Range, State};
pub use judgement::{Decision, Judgement, JudgementNumber, Subject, Verdict};
pub use mention::{Mention, MentionKind};
pub use place::{Grade, Place, PlacePrecision, Rival};
pub use reference::{Reference, ReferenceNumbers};
pub use report::{DateBasis, DayFound, DayOf, Notice, Published, Report};
pub use span::{OffsetMap, RawRange, Span, Text, Zone, ZoneKind};
pub use when::{When, WhenPrecision};
