//! Places times on the calendar and names on the map, no more precisely than the text allows.

pub mod when;
pub mod place;
