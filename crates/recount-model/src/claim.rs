//! Claims: what one source states, and the words that carry it.

use crate::figure::{Figure, named_enum};
use crate::id::ClaimAnchor;
use crate::place::Place;
use crate::span::Span;
use crate::when::When;

named_enum! {
    /// Kinds of happening, as the gold guideline lists them.
    Kind {
        /// Bombs or missiles from manned aircraft, or "air strike" unspecified.
        Airstrike = "airstrike",
        /// From an unmanned aircraft.
        DroneStrike = "drone-strike",
        /// Missiles from ground or sea.
        MissileStrike = "missile-strike",
        /// Artillery, mortars, rocket artillery.
        Shelling = "shelling",
        /// An assault on the ground.
        GroundAttack = "ground-attack",
        /// Small arms, snipers.
        Shooting = "shooting",
        /// Fighting between two sides.
        Clash = "clash",
        /// Mine, car bomb, remnant, unexplained blast.
        Explosion = "explosion",
        /// A bomber who dies with the bomb.
        SuicideBombing = "suicide-bombing",
        /// Chemical agents.
        Chemical = "chemical",
        /// White phosphorus, napalm, thermite.
        Incendiary = "incendiary",
        /// A raid or search by forces on the ground.
        Raid = "raid",
        /// People or goods carried out by air.
        Airlift = "airlift",
        /// Goods or troops dropped from the air.
        Airdrop = "airdrop",
        /// Taken by force by a non-state party.
        Abduction = "abduction",
        /// Taken by an authority.
        Arrest = "arrest",
        /// Killed while held.
        Execution = "execution",
        /// A missile or drone shot down.
        Interception = "interception",
        /// Anything else, and totals over several happenings.
        Other = "other",
    }
}

named_enum! {
    /// Whether the report tells it as news or recalls it.
    Role {
        /// What the report is about.
        News = "news",
        /// An older happening recalled.
        Background = "background",
    }
}

named_enum! {
    /// What the source says of the happening.
    Polarity {
        /// It happened.
        Affirmed = "affirmed",
        /// It did not happen, or not so.
        Denied = "denied",
        /// The accused side accepts it.
        Acknowledged = "acknowledged",
    }
}

named_enum! {
    /// How firmly the source says it.
    Certainty {
        /// Plainly.
        Stated = "stated",
        /// Reportedly, allegedly.
        Reported = "reported",
        /// May have, suspected.
        Possible = "possible",
    }
}

named_enum! {
    /// Whether the claim tells one happening or adds several up.
    Telling {
        /// One happening.
        Single = "single",
        /// A total over several happenings; never added to its parts.
        Aggregate = "aggregate",
    }
}

/// One link of a chain of speakers.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Speaker {
    /// The words that name the speaker.
    pub span: Span,
    /// Registry id of the source or actor, where known.
    pub source: Option<String>,
    /// Whether the words name nobody in particular ("local sources"): such roots never join two reports.
    pub generic: Generic,
}

named_enum! {
    /// Whether a speaker can be told apart from others of its sort.
    Generic {
        /// "local sources", "activists", "witnesses".
        Generic = "generic",
        /// A named or singled-out speaker.
        Specific = "specific",
    }
}

/// The chain of speakers, from the one nearest the publisher to the root. Empty: the publisher's own voice.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Attribution {
    /// The links in order.
    pub chain: Vec<Speaker>,
}

/// Who is said to have done it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Alleged {
    /// The words.
    pub span: Span,
    /// Registry id, where the words name a known party.
    pub actor: Option<String>,
}

/// What was aimed at or hit.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Target {
    /// The words.
    pub span: Span,
}

/// What it was done with.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Weapon {
    /// The words.
    pub span: Span,
    /// Concept id of the weapon lexicon.
    pub concept: Option<String>,
}

/// The words a claim rests on.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Evidence {
    /// The sentence that tells most of it.
    pub quote: Span,
    /// Other sentences that tell the same happening by the same speaker.
    pub also: Vec<Span>,
}

/// What made a claim: patterns, lexicon and engine.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Provenance {
    /// Ids of the patterns and entries that fired, in order.
    pub because: Vec<String>,
    /// Digest of the lexicon.
    pub lexicon: String,
    /// Version of the engine.
    pub engine: String,
}

/// What one source states about one happening.
#[derive(Clone, Debug, PartialEq)]
pub struct Claim {
    /// What judgements bind to.
    pub anchor: ClaimAnchor,
    /// Kind of happening.
    pub kind: Kind,
    /// News or background.
    pub role: Role,
    /// One happening or a total.
    pub telling: Telling,
    /// Claims of one report about one happening share this letter or letters.
    pub incident: String,
    /// Affirmed, denied, acknowledged.
    pub polarity: Polarity,
    /// Stated, reported, possible.
    pub certainty: Certainty,
    /// The words.
    pub evidence: Evidence,
    /// Time of the happening; none if the text gives none.
    pub when: Option<When>,
    /// Places of the happening, first the main one.
    pub places: Vec<Place>,
    /// Who is said to have done it.
    pub alleged: Vec<Alleged>,
    /// What was hit.
    pub targets: Vec<Target>,
    /// What it was done with.
    pub weapons: Vec<Weapon>,
    /// Numbers of people harmed.
    pub figures: Vec<Figure>,
    /// Who says so.
    pub attribution: Attribution,
    /// What made the claim.
    pub provenance: Provenance,
}
