//! What stands in a lexicon file, field by field. Unknown fields are errors, so that a typo cannot be silent.

use serde::Deserialize;

/// A file of words or patterns of one language.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WordFile {
    /// Words.
    #[serde(default)]
    pub entry: Vec<WordEntry>,
    /// Patterns over classes of words.
    #[serde(default)]
    pub pattern: Vec<PatternEntry>,
}

/// A word or phrase, its class, and what it stands for.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WordEntry {
    /// `lang.group.what-it-matches`.
    pub id: String,
    /// Class that patterns name.
    pub class: String,
    /// Spellings; a capital in a form must be a capital in the text.
    pub forms: Vec<String>,
    /// The harm it reports.
    pub harm: Option<String>,
    /// The kind of happening it reports.
    pub kind: Option<String>,
    /// The kind it reports where nothing in the sentence narrows it.
    pub default_kind: Option<String>,
    /// The same, where those who did it are a group without aircraft.
    pub armed_kind: Option<String>,
    /// Whether a trigger reports a happening by itself (`strong`) or only beside another sign (`weak`).
    pub strength: Option<String>,
    /// Weapon concept in `shared/weapons.toml`.
    pub weapon: Option<String>,
    /// Number a word stands for.
    pub value: Option<u64>,
    /// Class of a vague number word.
    pub vague: Option<String>,
    /// How a word bounds the number beside it.
    pub bound: Option<String>,
    /// Whether a group noun is one person or several.
    pub number: Option<String>,
    /// Civilian, combatant, mixed.
    pub status: Option<String>,
    /// Child, woman, man.
    pub age_sex: Option<String>,
    /// Medic, journalist, official, aid-worker, police.
    pub occupation: Option<String>,
    /// Certainty a hedge lends.
    pub certainty: Option<String>,
    /// Class that the words have for patterns of layer `stance`, where it is another one ("denied" is a verb of speech
    /// to the other layers).
    pub stance: Option<String>,
    /// Whether a speaker noun names nobody in particular.
    pub generic: Option<bool>,
    /// Meaning of a time word, in the small language of `when.toml`.
    pub when: Option<String>,
    /// Type of place a feature word hints at.
    pub place_type: Option<String>,
    /// Degrees from north that a word of direction means.
    pub bearing: Option<f64>,
    /// Kilometres in one of this unit.
    pub km: Option<f64>,
    /// The entry does not match where one of these words follows.
    #[serde(default)]
    pub unless_next: Vec<String>,
    /// The entry does not match where one of these words comes before.
    #[serde(default)]
    pub unless_previous: Vec<String>,
    /// Sentences it must match, the span in braces.
    #[serde(default)]
    pub yes: Vec<String>,
    /// Sentences it must not match.
    #[serde(default)]
    pub no: Vec<String>,
    /// Switched off (in a user's folder, by id).
    #[serde(default)]
    pub off: bool,
}

/// A pattern over the classes of a sentence's chunks.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PatternEntry {
    /// `lang.group.what-it-matches`.
    pub id: String,
    /// Stage that runs it: `harm`, `agent`, `speaker`, `target`, ...
    pub layer: String,
    /// Classes, captures and gaps; see `docs/lexicon-guide.md`.
    #[serde(rename = "match")]
    pub pattern: String,
    /// The harm it yields where no word names it.
    pub harm: Option<String>,
    /// What the stage should make of a match, where a layer has several outcomes.
    pub yields: Option<String>,
    /// Sentences it must fire on; braces mark the first capture.
    #[serde(default)]
    pub yes: Vec<String>,
    /// Sentences it must not fire on.
    #[serde(default)]
    pub no: Vec<String>,
    /// Switched off (in a user's folder, by id).
    #[serde(default)]
    pub off: bool,
}

/// One named actor; the file's name is its id.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ActorEntry {
    /// Registry id.
    pub id: String,
    /// Neutral name, the only one that is printed.
    pub name: String,
    /// state, state-forces, armed-group, coalition, political, communal, unnamed, international-organisation, monitor.
    pub kind: String,
    /// Countries (ISO 3166-1 alpha-2) it belongs to or acts in.
    #[serde(default)]
    pub countries: Vec<String>,
    /// Actors it is part of.
    #[serde(default)]
    pub part_of: Vec<String>,
    /// Strong full-form names.
    #[serde(default)]
    pub names: Vec<String>,
    /// Adjectives that allege a state before a word of attack.
    #[serde(default)]
    pub adjectives: Vec<String>,
    /// Capitals and buildings that stand for a government.
    #[serde(default)]
    pub metonyms: Vec<String>,
    /// Upper-case abbreviations.
    #[serde(default)]
    pub abbreviations: Vec<String>,
    /// Names that count only after a strong one.
    #[serde(default)]
    pub weak: Vec<String>,
    /// Partisan names: recognised, never shown.
    #[serde(default)]
    pub epithets: Vec<String>,
    /// Words for its fighters.
    #[serde(default)]
    pub members: Vec<String>,
    /// A public fact that backs the entry.
    #[serde(default)]
    pub reference: String,
    /// Sentences in which it must be marked.
    #[serde(default)]
    pub yes: Vec<String>,
    /// Sentences in which it must not be marked.
    #[serde(default)]
    pub no: Vec<String>,
    /// Switched off.
    #[serde(default)]
    pub off: bool,
}

/// A file of sources.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SourceFile {
    /// The sources.
    #[serde(default)]
    pub entry: Vec<SourceEntry>,
}

/// A publisher, agency, monitor or office that speaks.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SourceEntry {
    /// Registry id.
    pub id: String,
    /// Name as printed.
    pub name: String,
    /// Spellings.
    #[serde(default)]
    pub forms: Vec<String>,
    /// Spellings that are also other words; they count only beside a verb of speech or in a credit line.
    #[serde(default)]
    pub weak: Vec<String>,
    /// Internet domains.
    #[serde(default)]
    pub domains: Vec<String>,
    /// What it is.
    pub kind: String,
    /// Country (ISO 3166-1 alpha-2).
    pub country: Option<String>,
    /// Owner, as a fact.
    pub owner: Option<String>,
    /// Actor it speaks for.
    pub affiliation: Option<String>,
    /// A public fact that backs owner and affiliation.
    #[serde(default)]
    pub reference: String,
    /// Sentences in which it must be marked.
    #[serde(default)]
    pub yes: Vec<String>,
    /// Sentences in which it must not be marked.
    #[serde(default)]
    pub no: Vec<String>,
    /// Switched off.
    #[serde(default)]
    pub off: bool,
}

/// A file of weapon concepts.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WeaponFile {
    /// The concepts.
    #[serde(default)]
    pub entry: Vec<WeaponEntry>,
}

/// A weapon concept that words of any language point to.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WeaponEntry {
    /// Concept id.
    pub id: String,
    /// Name as printed.
    pub name: String,
    /// Class of weapon.
    pub class: String,
    /// Kinds of happening it suggests, best first.
    #[serde(default)]
    pub kinds: Vec<String>,
}

/// A file of kinds.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KindFile {
    /// The kinds.
    #[serde(default)]
    pub entry: Vec<KindEntry>,
}

/// A kind of happening and what it means.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KindEntry {
    /// One of the kinds of the model.
    pub id: String,
    /// Name as printed.
    pub name: String,
    /// What counts as one.
    pub gloss: String,
    /// Near kinds share a coarse kind.
    pub coarse: String,
    /// ACLED sub-event type.
    pub acled: Option<String>,
}
