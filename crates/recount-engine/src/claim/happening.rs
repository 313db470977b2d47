//! What one sentence tells of one happening, before the sentences of a report are put together.

use recount_model::{Certainty, Generic, Harm, Kind, Polarity};

/// A number of people bound to a harm.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DraftFigure {
    /// Index of the figure mark.
    pub mark: u32,
    /// What happened to them.
    pub harm: Harm,
    /// Index of the figure mark of the whole this is a part of.
    pub whole: Option<u32>,
    /// Pattern that bound it.
    pub because: String,
}

/// Words that name somebody: a doer or a speaker.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Named {
    /// First token.
    pub from: usize,
    /// First token after it.
    pub to: usize,
    /// Registry index of the actor.
    pub actor: Option<u32>,
    /// Registry index of the source.
    pub source: Option<u32>,
    /// Whether the words single anybody out.
    pub generic: Generic,
}

/// A weapon named in a sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DraftWeapon {
    /// First token.
    pub from: usize,
    /// First token after it.
    pub to: usize,
    /// Concept id.
    pub concept: Option<String>,
    /// Kind of happening it points to.
    pub kind: Option<Kind>,
}

/// How sure the kind is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum KindBasis {
    /// Nothing says it.
    None,
    /// Only a word such as "attack".
    Generic,
    /// A weapon or aircraft.
    Weapon,
    /// A word that names the kind.
    Named,
}

/// What one sentence tells of one happening.
#[derive(Clone, Debug)]
pub struct Happening {
    /// Index of the sentence.
    pub sentence: usize,
    /// Kind.
    pub kind: Kind,
    /// How sure the kind is.
    pub kind_basis: KindBasis,
    /// Whether a word reports the happening itself, not only harm or weapons.
    pub triggered: Triggered,
    /// Figures.
    pub figures: Vec<DraftFigure>,
    /// Doers.
    pub alleged: Vec<Named>,
    /// Weapons.
    pub weapons: Vec<DraftWeapon>,
    /// Token ranges of what was hit.
    pub targets: Vec<(usize, usize)>,
    /// Indices of place marks, the main one first.
    pub places: Vec<u32>,
    /// Place marks of its dateline and of where its people are from.
    pub beside: Vec<u32>,
    /// Index of the time mark.
    pub when: Option<u32>,
    /// Whether that is the time of the happening or only that of the statement.
    pub when_of: WhenOf,
    /// Chain of speakers, the one nearest the publisher first.
    pub speakers: Vec<Named>,
    /// Affirmed, denied, acknowledged.
    pub polarity: Polarity,
    /// Stated, reported, possible.
    pub certainty: Certainty,
    /// One happening or a total.
    pub total: Total,
    /// Whether the words point back to a happening told before ("the attack").
    pub reference: Reference,
    /// Whether the sentence opens a further happening ("meanwhile", "separately").
    pub opening: Opening,
    /// Whether the word of attack is counted apart ("another strike", "a second raid").
    pub is_another: bool,
    /// Whether the words say it is old ("in an earlier strike").
    pub age: Age,
    /// Whether the number replaces an earlier one.
    pub update: Option<u32>,
    /// Patterns and entries that fired.
    pub because: Vec<String>,
    /// How much it tells; the sentence that tells most is quoted.
    pub weight: i32,
}

/// What a time in a sentence is the time of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum WhenOf {
    /// The happening.
    Happening,
    /// The statement that tells it ("said on Monday").
    Statement,
}

/// Whether a word of attack stands in the sentence.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Triggered {
    /// Only harm.
    No,
    /// A word that reports a happening only beside another sign.
    Weakly,
    /// A word that reports a happening.
    Yes,
}

/// One happening or several added up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Total {
    /// One happening.
    Single,
    /// Several.
    Aggregate,
}

/// New or pointing back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reference {
    /// Told as new.
    New,
    /// "the attack", "these strikes", "the bombardment".
    Back,
}

/// Whether a sentence opens a further happening.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Opening {
    /// No sign of it.
    None,
    /// "Meanwhile", "in a separate incident".
    Further,
}

/// Whether the words call the happening old.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Age {
    /// No sign of it.
    Fresh,
    /// "earlier", "previous", "last year".
    Old,
}
