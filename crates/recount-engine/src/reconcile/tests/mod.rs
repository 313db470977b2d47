//! Worked cases and laws.

pub mod build;
mod linking;
mod region;
mod counting;
mod weekdays;
mod laws;
mod judging;
