//! Places times on the calendar and names on the map, no more precisely than the text allows.

mod calendar;
pub mod when;
pub mod narrative;
mod offset;
pub mod place;
