//! The JSON in which claims, times, places and incidents are kept.
//!
//! Model types are not wire formats: these rows are the ledger's own, and the tests hold them to a lossless round
//! trip, so that a change of the model cannot silently change ledgers that exist.

mod parts;
mod claim;
mod incident;
mod day;

pub(crate) use claim::ClaimRow;
pub(crate) use day::{days_json, days_of};
pub(crate) use incident::IncidentRow;

/// Reads a value by its name; the error says what was found.
fn named<T>(what: &str, text: &str, from_text: fn(&str) -> Option<T>) -> Result<T, String> {
    from_text(text).ok_or_else(|| format!("{text:?} is no {what}"))
}
