//! The ledger: one file that keeps what was read, what was claimed, what people judged, and a log that proves it.
//!
//! - Raw bytes are kept untouched and compressed, addressed by their SHA-256.
//! - Reports, claims and judgements are records. They are added, superseded and, where somebody is at risk, erased,
//!   but never changed.
//! - Every write is an entry of an append-only Merkle log ([`merkle`]); [`Ledger::verify`] re-hashes and replays it.
//! - Incidents are a view: they can be dropped and rebuilt, only their aliases are kept.
//!
//! A file's bytes, reports, claims and log entries land in one transaction, so a program that is killed leaves a
//! ledger that verifies and that the next run completes.

pub mod merkle;
mod error;
mod schema;
mod open;
mod pack;
mod rows;
mod log;
mod ingest;
mod versions;
mod stored;
mod incidents;
mod prints;
mod view;
mod judgements;
mod anchors;
mod find;
mod erase;
mod verify;

pub use anchors::Anchored;
pub use error::{Error, ErrorKind};
pub use incidents::{Fates, Found, IncidentFate, Updated, ViewChange};
pub use ingest::{Batch, IngestOutcome, IngestedFile, IngestedReport};
pub use judgements::NewJudgement;
pub use log::LogEntry;
pub use open::Ledger;
pub use prints::Prints;
pub use stored::{Counts, StoredClaim, StoredReport, StoredSpeaker};
pub use verify::{Problem, ProblemKind, Verification};
pub use view::ViewBasis;
