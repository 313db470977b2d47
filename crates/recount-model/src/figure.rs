//! Numbers of people, kept as the text gives them.

use crate::span::Span;

/// Makes an enum whose variants have one wire name each.
macro_rules! named_enum {
    ($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident = $text:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum $name { $($(#[$vdoc])* $variant),+ }

        impl $name {
            /// Every value, in order.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The name in lexicons and wire formats.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $text),+ }
            }

            /// Reads the name back.
            pub fn from_text(text: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|value| value.as_str() == text)
            }
        }
    };
}
pub(crate) use named_enum;

named_enum! {
    /// What happened to people.
    Harm {
        /// Dead.
        Killed = "killed",
        /// Wounded.
        Injured = "injured",
        /// Missing, or under rubble.
        Missing = "missing",
        /// Held: arrested, abducted, taken prisoner.
        Captured = "captured",
        /// Driven from home.
        Displaced = "displaced",
        /// Killed or injured, not split by the text.
        Casualties = "casualties",
    }
}

named_enum! {
    /// Whether people took part in fighting, as the text says.
    Status {
        /// Called civilians.
        Civilian = "civilian",
        /// Called fighters, soldiers, militants.
        Combatant = "combatant",
        /// The text mixes both.
        Mixed = "mixed",
        /// Not said.
        Unknown = "unknown",
    }
}

named_enum! {
    /// Age and sex, as the text says.
    AgeSex {
        /// Under age.
        Child = "child",
        /// Women.
        Woman = "woman",
        /// Men.
        Man = "man",
        /// Not said.
        Unknown = "unknown",
    }
}

named_enum! {
    /// Occupations that recorders keep apart.
    Occupation {
        /// Doctors, nurses, rescuers.
        Medic = "medic",
        /// Reporters and their crews.
        Journalist = "journalist",
        /// Officials in office.
        Official = "official",
        /// Aid workers.
        AidWorker = "aid-worker",
        /// Police.
        Police = "police",
        /// Not said.
        Unknown = "unknown",
    }
}

named_enum! {
    /// How a number bounds what it counts.
    Bound {
        /// "12".
        Exact = "exact",
        /// "about 12": an estimate around the number.
        About = "about",
        /// "at least 12".
        AtLeast = "at_least",
        /// "up to 12".
        AtMost = "at_most",
        /// "between 10 and 15".
        Range = "range",
        /// "dozens", "several", a bare plural.
        Vague = "vague",
    }
}

named_enum! {
    /// The class of a vague word; what it becomes is a profile's business.
    VagueClass {
        /// A plural without a number ("children", "others").
        BarePlural = "bare-plural",
        /// "a few", "several", "a number of".
        Several = "several",
        /// "tens".
        Tens = "tens",
        /// "a dozen or so", "dozens".
        Dozens = "dozens",
        /// "scores".
        Scores = "scores",
        /// "hundreds".
        Hundreds = "hundreds",
        /// "thousands".
        Thousands = "thousands",
        /// "tens of thousands".
        TensOfThousands = "tens-of-thousands",
        /// "hundreds of thousands" and more.
        HundredsOfThousands = "hundreds-of-thousands",
        /// "many", "large numbers".
        Many = "many",
        /// "most of them".
        Most = "most",
        /// "a family", "an entire family".
        Family = "family",
    }
}

named_enum! {
    /// The coarse projection that the gold guideline uses.
    Who {
        /// Civilians.
        Civilians = "civilians",
        /// Children.
        Children = "children",
        /// Women.
        Women = "women",
        /// Men.
        Men = "men",
        /// Combatants.
        Combatants = "combatants",
        /// Officials.
        Officials = "officials",
        /// Medics.
        Medics = "medics",
        /// Journalists.
        Journalists = "journalists",
        /// People, not further described.
        People = "people",
        /// Several of these together.
        Mixed = "mixed",
    }
}

/// A count with its bound, before it is tied to a harm.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Amount {
    /// Lowest number the words allow, none where they set no floor.
    pub low: Option<u32>,
    /// Highest number the words allow, none where they set no ceiling.
    pub high: Option<u32>,
    /// How the words bound it.
    pub bound: Bound,
    /// Class of the vague word, with [`Bound::Vague`].
    pub vague: Option<VagueClass>,
}

impl Amount {
    /// Exactly this many.
    pub fn exact(number: u32) -> Self {
        Self { low: Some(number), high: Some(number), bound: Bound::Exact, vague: None }
    }

    /// A vague word.
    pub fn vague(class: VagueClass) -> Self {
        Self { low: None, high: None, bound: Bound::Vague, vague: Some(class) }
    }

    /// Whether this says that nobody was harmed.
    pub fn is_zero(self) -> bool {
        self.low == Some(0) && self.high == Some(0)
    }
}

/// A number of people who came to one harm, as one claim gives it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Figure {
    /// What happened to them.
    pub harm: Harm,
    /// How many.
    pub amount: Amount,
    /// Civilian or combatant.
    pub status: Status,
    /// Age and sex.
    pub age_sex: AgeSex,
    /// Occupation.
    pub occupation: Occupation,
    /// Registry id of the party they belong to, where the text says so.
    pub side: Option<String>,
    /// The words.
    pub span: Span,
    /// Index of the whole this is a part of, in the claim's list of figures.
    pub part_of: Option<usize>,
    /// Pattern that bound the number to the harm.
    pub because: String,
}

impl Figure {
    /// The coarse group of the gold guideline.
    pub fn who(&self) -> Who {
        match (self.age_sex, self.occupation, self.status) {
            (AgeSex::Child, _, _) => Who::Children,
            (_, Occupation::Medic, _) => Who::Medics,
            (_, Occupation::Journalist, _) => Who::Journalists,
            (AgeSex::Woman, _, _) => Who::Women,
            (_, Occupation::Official | Occupation::Police, _) => Who::Officials,
            (_, _, Status::Combatant) => Who::Combatants,
            (AgeSex::Man, _, _) => Who::Men,
            (_, _, Status::Civilian) => Who::Civilians,
            (_, _, Status::Mixed) => Who::Mixed,
            _ => Who::People,
        }
    }
}
