//! Wire formats of Recount: what other programs and people's tables read.
//!
//! Model types are not wire formats: every format here has its own rows, so that a change of the model does not
//! silently change a file somebody else parses. Unknown, not stated and zero stay three values through every format:
//! `null` in JSON and an empty cell in a table are unknown, `0` is a stated zero.

mod words;
pub mod extract;
pub mod view;
pub mod incidents;
pub mod csv;
pub mod reference;
mod error;

pub use csv::csv_lines;
pub use error::{Error, ErrorKind};
pub use view::{ClaimView, FigureView, ReportView, Views};
