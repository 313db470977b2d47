//! Worked cases and laws.

pub mod build;
mod linking;
mod counting;
mod laws;
mod judging;
