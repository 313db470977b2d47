//! Word entries with their names checked.

use std::collections::BTreeMap;

use recount_model::{AgeSex, Bound, Certainty, Generic, Harm, Kind, Occupation, Status, VagueClass};

use crate::class::{ClassId, Classes};
use crate::entry::{WeaponEntry, WordEntry};
use crate::problem::{LexiconText, Problem};

/// Whether a word reports something by itself or only beside another sign.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Strength {
    /// By itself.
    #[default]
    Strong,
    /// Only beside another sign.
    Weak,
}

/// A word entry, its names checked.
#[derive(Clone, Debug)]
pub struct Word {
    /// Entry id.
    pub id: String,
    /// Class byte.
    pub class: ClassId,
    /// Harm it reports.
    pub harm: Option<Harm>,
    /// Kind it reports.
    pub kind: Option<Kind>,
    /// Kind where nothing narrows it.
    pub default_kind: Option<Kind>,
    /// Kind where a group without aircraft did it.
    pub armed_kind: Option<Kind>,
    /// Strong or weak.
    pub strength: Strength,
    /// Weapon concept.
    pub weapon: Option<String>,
    /// Number it stands for.
    pub value: Option<u64>,
    /// Class of a vague number word.
    pub vague: Option<VagueClass>,
    /// How it bounds a number.
    pub bound: Option<Bound>,
    /// One person or several.
    pub plural: Option<Plural>,
    /// Civilian, combatant.
    pub status: Option<Status>,
    /// Child, woman, man.
    pub age_sex: Option<AgeSex>,
    /// Medic, journalist and so on.
    pub occupation: Option<Occupation>,
    /// Certainty a hedge lends.
    pub certainty: Option<Certainty>,
    /// Class byte for patterns of layer `stance`.
    pub stance: Option<ClassId>,
    /// Whether a speaker noun names nobody in particular.
    pub generic: Option<Generic>,
    /// Meaning of a time word.
    pub when: Option<String>,
    /// Type of place a feature word hints at.
    pub place_type: Option<String>,
    /// Degrees from north that a word of direction means.
    pub bearing: Option<f64>,
    /// Kilometres in one of this unit.
    pub km: Option<f64>,
    /// Word numbers that must not follow.
    pub unless_next: Vec<u32>,
    /// Word numbers that must not come before.
    pub unless_previous: Vec<u32>,
    /// Word numbers of the forms that are a single word.
    pub single_words: Vec<u32>,
    /// Language folder.
    pub language: String,
    /// File it stands in.
    pub file: String,
    /// Sentences it must match.
    pub yes: Vec<String>,
    /// Sentences it must not match.
    pub no: Vec<String>,
}

/// Whether a group noun is one person or several.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Plural {
    /// One.
    Singular,
    /// Several.
    Plural,
}

impl Word {
    /// Whether the word names one family, which a definite article ("the same family") only refers back to.
    pub fn forms_one_family(&self) -> bool {
        self.vague == Some(VagueClass::Family)
    }
}

pub(crate) fn word_of(
    entry: &WordEntry,
    file: &LexiconText<'_>,
    classes: &mut Classes,
    weapons: &BTreeMap<String, WeaponEntry>,
) -> Result<Word, Vec<Problem>> {
    let mut problems = Vec::new();
    let mut bad = |field: &str, value: &str| {
        let message = format!("{}: {field} = {value:?} is not known", entry.id);
        problems.push(Problem::of_entry(
            file,
            &entry.id,
            message,
            "see docs/lexicon-guide.md for the values",
        ));
    };
    macro_rules! typed {
        ($field:ident, $type:ty) => {
            match entry.$field.as_deref() {
                None => None,
                Some(text) => {
                    let value = <$type>::from_text(text);
                    if value.is_none() {
                        bad(stringify!($field), text);
                    }
                    value
                }
            }
        };
    }
    let harm = typed!(harm, Harm);
    let kind = typed!(kind, Kind);
    let default_kind = typed!(default_kind, Kind);
    let armed_kind = typed!(armed_kind, Kind);
    let vague = typed!(vague, VagueClass);
    let bound = typed!(bound, Bound);
    let status = typed!(status, Status);
    let age_sex = typed!(age_sex, AgeSex);
    let occupation = typed!(occupation, Occupation);
    let certainty = typed!(certainty, Certainty);
    let strength = match entry.strength.as_deref() {
        None | Some("strong") => Strength::Strong,
        Some("weak") => Strength::Weak,
        Some(other) => {
            bad("strength", other);
            Strength::Weak
        }
    };
    let plural = match entry.number.as_deref() {
        None => None,
        Some("singular") => Some(Plural::Singular),
        Some("plural") => Some(Plural::Plural),
        Some(other) => {
            bad("number", other);
            None
        }
    };
    if let Some(weapon) = entry.weapon.as_deref().filter(|id| !weapons.contains_key(*id)) {
        bad("weapon", weapon);
    }
    let class = classes.intern(&entry.class);
    if class.is_none() {
        bad("class", &entry.class);
    }
    let stance = entry.stance.as_deref().map(|name| (name, classes.intern(name)));
    if let Some((name, None)) = stance {
        bad("stance", name);
    }
    if !problems.is_empty() {
        return Err(problems);
    }
    Ok(Word {
        id: entry.id.clone(),
        class: class.unwrap_or(ClassId(0)),
        harm,
        kind,
        default_kind,
        armed_kind,
        strength,
        weapon: entry.weapon.clone(),
        value: entry.value,
        vague,
        bound,
        plural,
        status,
        age_sex,
        occupation,
        certainty,
        stance: stance.and_then(|(_, class)| class),
        generic: entry.generic.map(|generic| if generic { Generic::Generic } else { Generic::Specific }),
        when: entry.when.clone(),
        place_type: entry.place_type.clone(),
        bearing: entry.bearing,
        km: entry.km,
        unless_next: Vec::new(),
        unless_previous: Vec::new(),
        single_words: Vec::new(),
        language: file.name.split('/').next().unwrap_or("").to_owned(),
        file: file.name.to_owned(),
        yes: entry.yes.clone(),
        no: entry.no.clone(),
    })
}

/// An exclusion looks at one word beside the form; one of several words would never hold.
pub(crate) fn not_one_word(
    file: &LexiconText<'_>,
    entry: &WordEntry,
    field: &str,
    excluded: &str,
) -> Problem {
    let message = format!("{}: {field} = {excluded:?} is not one word", entry.id);
    let remedy = "name the one word beside the form, or write the longer phrase as an entry of its own";
    Problem::of_entry(file, &entry.id, message, remedy)
}
