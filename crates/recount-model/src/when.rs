//! When a claim says something happened, no more precise than the text.

use jiff::civil::Date;

use crate::span::Span;

/// How precise a time is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum WhenPrecision {
    /// A clock time.
    Minute,
    /// Morning, night and so on of a known day.
    PartOfDay,
    /// A day.
    Day,
    /// A few named days.
    Days,
    /// A week.
    Week,
    /// A month.
    Month,
    /// A season.
    Season,
    /// A year.
    Year,
    /// A time the text names but that cannot be placed.
    Unknown,
}

impl WhenPrecision {
    const ALL: [Self; 9] = [
        Self::Minute,
        Self::PartOfDay,
        Self::Day,
        Self::Days,
        Self::Week,
        Self::Month,
        Self::Season,
        Self::Year,
        Self::Unknown,
    ];

    /// The name in wire formats.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Minute => "minute",
            Self::PartOfDay => "part-of-day",
            Self::Day => "day",
            Self::Days => "days",
            Self::Week => "week",
            Self::Month => "month",
            Self::Season => "season",
            Self::Year => "year",
            Self::Unknown => "unknown",
        }
    }

    /// Reads the wire name back.
    pub fn from_text(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|precision| precision.as_str() == text)
    }
}

/// A time as the text gives it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct When {
    /// The words, where the text has them.
    pub span: Option<Span>,
    /// First day it can have been.
    pub earliest: Option<Date>,
    /// Last day it can have been.
    pub latest: Option<Date>,
    /// How precise the words are.
    pub precision: WhenPrecision,
    /// A day without a year, such as `--11-15`, or a weekday such as `XXXX-WXX-6`, where the report's date is unknown.
    pub partial: Option<String>,
}
