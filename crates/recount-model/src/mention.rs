//! Mentions: words of a text that name something the lexicons or grammars know.

use crate::span::Span;

/// What a mention names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum MentionKind {
    /// A time expression; `value` is TIMEX3.
    When,
    /// A place name.
    Place,
    /// A party to a conflict; `value` is the registry id.
    Actor,
    /// A weapon; `value` is the concept id.
    Weapon,
    /// A publisher, agency, monitor or other source; `value` is the registry id.
    Source,
    /// A number of people.
    Figure,
    /// People without a number.
    Group,
    /// A word that reports a happening; `value` is the kind.
    Trigger,
}

impl MentionKind {
    /// The name in wire formats.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::When => "when",
            Self::Place => "place",
            Self::Actor => "actor",
            Self::Weapon => "weapon",
            Self::Source => "source",
            Self::Figure => "figure",
            Self::Group => "group",
            Self::Trigger => "trigger",
        }
    }
}

/// A mention and what it stands for.
#[derive(Clone, Debug, PartialEq)]
pub struct Mention {
    /// What it names.
    pub kind: MentionKind,
    /// Where it stands.
    pub span: Span,
    /// TIMEX3 value, registry id, concept id or kind, by `kind`.
    pub value: Option<String>,
    /// Latitude and longitude in degrees (WGS 84), for places that were resolved.
    pub point: Option<(f64, f64)>,
    /// Lexicon entry that matched.
    pub entry: Option<String>,
}
