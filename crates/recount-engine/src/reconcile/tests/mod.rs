//! Worked cases and laws.

pub mod build;
mod linking;
mod region;
mod counting;
mod details;
mod weekdays;
mod laws;
mod judging;
