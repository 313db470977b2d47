//! The gazetteer of Recount: which place on the map a spelling in a report means.
//!
//! Reports spell one town five ways, and one spelling names five towns. This crate folds spellings to keys under which
//! transliterations of one name meet ([`fold`]), finds places by them ([`Gazetteer::lookup`]), and decides between
//! namesakes with the rest of the report as context ([`resolve`]). It answers only when the context carries the answer;
//! a famous namesake abroad is never given in place of an honest [`Grade::Unresolved`].
//!
//! Everything is pure and deterministic: no file, network, clock or random number is touched here, except that
//! [`Layer::from_tsv`] reads what the caller hands it and [`Layer::write_index`] uses the room it is given.

pub mod fold;
mod edit;
mod geo;
mod error;
mod kind;
mod rows;
mod scratch;
mod index;
mod layer;
mod gazetteer;
mod known;
mod remember;
mod lookup;
mod query;
mod score;
mod evidence;
mod resolve;
mod answer;
mod find;

pub use error::{Notice, PlacesError};
pub use find::find;
pub use gazetteer::{Gazetteer, Place, PlaceRef};
pub use geo::distance_km;
pub use kind::{FeatureKind, TypeHint};
pub use known::{KnownName, NameStrength};
pub use layer::{Layer, Rank};
pub use lookup::{Matched, NameMatch};
pub use query::{Candidate, Context, Grade, LinkedName, Parts, PlaceQuery, Precision, Resolution};
pub use resolve::{Asked, resolve};
pub use scratch::{InMemory, Scratch, ScratchFile, Sorter};
