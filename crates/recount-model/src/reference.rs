//! One row of somebody else's data set, for comparison. It is never evidence: no claim and no range is made of it.

use jiff::civil::Date;

use crate::place::PlacePrecision;
use crate::when::WhenPrecision;

/// Numbers another data set gives for one harm; what it does not give is none, which is not zero.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ReferenceNumbers {
    /// Lowest number.
    pub low: Option<u32>,
    /// The number it holds best.
    pub best: Option<u32>,
    /// Highest number.
    pub high: Option<u32>,
}

impl ReferenceNumbers {
    /// The lowest and highest of whatever is given.
    pub fn ends(self) -> Option<(u32, u32)> {
        let given = || [self.low, self.best, self.high].into_iter().flatten();
        given().min().zip(given().max())
    }
}

/// One incident or event of another data set.
#[derive(Clone, Debug, PartialEq)]
pub struct Reference {
    /// Its id there.
    pub id: String,
    /// Line of the table, from 1.
    pub line: u64,
    /// First day.
    pub earliest: Date,
    /// Last day.
    pub latest: Date,
    /// How precise the time is.
    pub when: WhenPrecision,
    /// Name of the place.
    pub place: Option<String>,
    /// Degrees north and east.
    pub point: Option<(f64, f64)>,
    /// How precise the place is.
    pub precision: PlacePrecision,
    /// Kind or type, in its words.
    pub kind: Option<String>,
    /// The dead.
    pub killed: ReferenceNumbers,
    /// The injured.
    pub injured: ReferenceNumbers,
}
