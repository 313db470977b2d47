//! The pipeline of Recount, pure: the engine never fails on text and touches no file, network, clock or chance.
//!
//! read -> segment -> mark -> claim -> resolve -> reconcile

pub mod read;
pub mod segment;
pub mod mark;
pub mod claim;
pub mod resolve;
pub mod reconcile;

mod engine;
mod explain;
mod check;

pub use check::report as example_report;
pub use engine::{Engine, Reading, Trace, VERSION};
