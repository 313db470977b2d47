//! Runs the worked cases of `corpus/incidents`: pairs of claims, and whole incidents counted by hand under two profiles.

#![allow(clippy::unwrap_used, reason = "a test that cannot read the corpus has failed")]

mod rows;
mod pairs;
mod whole;
