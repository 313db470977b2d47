//! Methodology profiles: how differing figures become a range, as data that reads like the published method.

use std::collections::BTreeMap;
use std::sync::Arc;

use recount_model::{Figure, Harm, Occupation, Status, VagueClass};
use serde::Deserialize;

use super::matching::Matching;

/// What is wrong with a profile, with the file and the line to look at.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{file}:{line}: {message}")]
pub struct ProfileError {
    /// File as the caller named it.
    pub file: String,
    /// Line, from 1.
    pub line: usize,
    /// What is wrong, in lower case.
    pub message: String,
}

/// A rule in words, as it is printed beside what it decided.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RuleNote {
    /// The rule.
    pub rule: String,
    /// Whether it is read off practice instead of stated by those whose method it is.
    #[serde(default)]
    pub inferred: bool,
    /// Why it is inferred so.
    pub because: Option<String>,
}

/// Whom the total counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Total {
    /// Everyone harmed.
    Everyone,
    /// Everyone but those the text calls fighters.
    NotCombatants,
}

/// Whom a method takes the police for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Police {
    /// One of the armed forces.
    #[default]
    Fighters,
    /// Not among the fighters, unless the text says so of their group.
    Civilians,
}

/// What "at least 12" says about the upper end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum AtLeast {
    /// 12 until another claim gives more.
    FloorIsAlsoCeiling,
    /// Nothing.
    FloorOnly,
}

/// What "up to 12" says about the lower end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum AtMost {
    /// Nothing.
    CeilingOnly,
    /// 12 as well.
    CeilingIsAlsoFloor,
}

/// How the best figure is chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Best {
    /// The figure most origins give; then the latest published; then the lower.
    MostOrigins,
    /// The figure most origins give; then the lower.
    MostOriginsThenLow,
    /// The low end.
    Low,
}

/// What becomes of a claim that the rule holds less credible.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Weight {
    /// It counts like any other.
    Counts,
    /// It can raise the high end and never moves the low one.
    HighOnly,
}

/// Words for the ends; one value each today, named so that the file reads like the method.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum End {
    /// The lowest credible figure.
    Lowest,
    /// The highest credible figure.
    Highest,
}

/// What a later figure of the same speaker does to its earlier one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Update {
    /// Takes its place.
    Replaces,
    /// Stands beside it.
    StandsBeside,
}

/// What a word without a number does beside numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum VagueWords {
    /// It counts only where no number fits it.
    FillGaps,
    /// It counts like any other.
    Count,
}

/// When "nobody was harmed" is an end of the range.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Zero {
    /// Only if no other claim counts victims.
    OnlyIfAlone,
    /// Always.
    Counts,
}

/// Whose harm is counted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Counts {
    /// Harms the method records.
    pub harms: Vec<Harm>,
    /// Whom the total counts.
    pub total: Total,
    /// Whether police officers count as civilians.
    pub police: Police,
    /// The rule in words.
    pub note: RuleNote,
}

impl Counts {
    /// Whether the people of a figure are fighters by this method.
    pub fn are_fighters(&self, figure: &Figure) -> bool {
        let spared = self.police == Police::Civilians && figure.occupation == Occupation::Police;
        figure.status == Status::Combatant && !spared
    }
}

/// How bounds become numbers.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Bounds {
    /// "At least 12".
    pub at_least: AtLeast,
    /// "Up to 12".
    pub at_most: AtMost,
    /// Margin around "about 20", in per cent.
    pub about_percent: u32,
    /// The rule in words.
    #[serde(default)]
    pub note: RuleNote,
}

/// How the ends of a range are chosen.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ends {
    /// Lower end.
    pub low: End,
    /// Upper end.
    pub high: End,
    /// Best figure.
    pub best: Best,
    /// A party's own uncorroborated claim.
    pub single_party: Weight,
    /// Figures that mix civilians and fighters.
    pub doubtful_status: Weight,
    /// Later figures of one speaker.
    pub update: Update,
    /// Words without a number.
    pub vague: VagueWords,
    /// "No casualties".
    pub zero: Zero,
    /// Kinds of source that speak for a party to the conflict.
    pub party_kinds: Vec<String>,
    /// The rule in words.
    #[serde(default)]
    pub note: RuleNote,
}

/// When a rule of the suggested grade fits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Fits {
    /// All who are counted are called fighters.
    AllAreFighters,
    /// A party accepts that it did it, and that people who are not called fighters came to harm.
    HarmAccepted,
    /// A party accepts that it did it.
    DeedAccepted,
    /// Claims name different parties.
    PartiesDiffer,
    /// One origin alone reports the harm.
    OneOrigin,
    /// Two or more distinct origins report the harm.
    TwoOrigins,
    /// No claim names a party.
    NobodyNamed,
    /// A claim names a party.
    SomebodyNamed,
    /// Two or more distinct origins name the same party.
    TwoOriginsNameOne,
    /// A claim counts somebody killed.
    SomebodyKilled,
    /// Always.
    Otherwise,
}

/// One rule of the suggested grade.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GradeRule {
    /// Name of the rule.
    pub rule: String,
    /// The grade it suggests.
    pub grade: String,
    /// When it fits.
    pub when: Fits,
    /// The rule in words.
    pub says: String,
    /// Whether it is read off practice instead of stated by those whose method it is.
    #[serde(default)]
    pub inferred: bool,
    /// Why it is inferred so.
    pub because: Option<String>,
    /// What would change the grade, a sentence each.
    #[serde(default)]
    pub change: Vec<String>,
}

/// The rules of the suggested grade; of each list the first that fits decides.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GradeRules {
    /// Name of the rules.
    pub name: String,
    /// Version of the rules.
    pub version: String,
    /// Rules for the grade of harm.
    pub harm: Vec<GradeRule>,
    /// Rules for the grade of attribution.
    pub attribution: Vec<GradeRule>,
}

impl GradeRules {
    /// The grades a person can give for harm or attribution, each once.
    pub fn grades(rules: &[GradeRule]) -> Vec<&str> {
        let mut grades: Vec<&str> = Vec::new();
        for rule in rules {
            if !grades.contains(&rule.grade.as_str()) {
                grades.push(&rule.grade);
            }
        }
        grades
    }
}

/// One methodology: who counts, what vague words become, how ends are chosen.
#[derive(Clone, Debug)]
pub struct Profile {
    /// Short name, as in `--profile`.
    pub name: String,
    /// Version of the file.
    pub version: String,
    /// What the range says, in a few words.
    pub title: String,
    /// Whose method, and where it is published.
    pub reference: String,
    /// Whose harm is counted.
    pub counts: Counts,
    /// How bounds become numbers.
    pub bounds: Bounds,
    /// Lowest and highest number of each vague class.
    pub vague: BTreeMap<VagueClass, [u32; 2]>,
    /// The rule for vague words.
    pub vague_note: RuleNote,
    /// How the ends are chosen.
    pub ends: Ends,
    /// Rules of the suggested grade; a method without grades suggests none.
    pub grade: Option<GradeRules>,
    /// How claims are matched; the same for all built-in profiles.
    pub matching: Arc<Matching>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ProfileFile {
    name: String,
    version: String,
    title: String,
    reference: String,
    counts: CountsTable,
    bounds: Bounds,
    vague: BTreeMap<toml::Spanned<String>, VagueEntry>,
    ends: Ends,
    grade: Option<GradeRules>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CountsTable {
    harms: Vec<toml::Spanned<String>>,
    total: Total,
    #[serde(default)]
    police: Police,
    #[serde(default)]
    note: RuleNote,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum VagueEntry {
    Numbers([u32; 2]),
    Note(RuleNote),
}

/// Files of the built-in profiles, by name.
const BUILT_IN: [(&str, &str); 4] = [
    ("airwars", include_str!("../../../../profiles/airwars.toml")),
    ("ucdp", include_str!("../../../../profiles/ucdp.toml")),
    ("acled", include_str!("../../../../profiles/acled.toml")),
    ("ibc", include_str!("../../../../profiles/ibc.toml")),
];

impl Profile {
    /// Names of the profiles that come with the program.
    pub fn built_in_names() -> impl Iterator<Item = &'static str> {
        BUILT_IN.iter().map(|(name, _)| *name)
    }

    /// A profile that comes with the program; none if no profile has the name.
    pub fn built_in(name: &str) -> Option<Result<Self, ProfileError>> {
        let (name, text) = BUILT_IN.iter().find(|(built_in, _)| *built_in == name)?;
        Some(Self::parse(&format!("profiles/{name}.toml"), text))
    }

    /// Reads a profile. Unknown keys are errors: a misspelled rule would otherwise silently not apply.
    pub fn parse(file: &str, text: &str) -> Result<Self, ProfileError> {
        let read: ProfileFile = parse_toml(file, text)?;
        let fail = |span: std::ops::Range<usize>, message: String| error_at(file, text, span.start, message);
        let mut harms = Vec::new();
        for harm in read.counts.harms {
            let span = harm.span();
            harms.push(
                Harm::from_text(harm.get_ref())
                    .ok_or_else(|| fail(span, format!("unknown harm \"{}\"", harm.get_ref())))?,
            );
        }
        let (mut vague, mut vague_note) = (BTreeMap::new(), RuleNote::default());
        for (key, entry) in read.vague {
            match entry {
                VagueEntry::Note(note) if key.get_ref() == "note" => vague_note = note,
                VagueEntry::Numbers([low, high]) if low <= high => {
                    let class = VagueClass::from_text(key.get_ref()).ok_or_else(|| {
                        fail(key.span(), format!("unknown vague class \"{}\"", key.get_ref()))
                    })?;
                    vague.insert(class, [low, high]);
                }
                VagueEntry::Numbers(_) => {
                    return Err(fail(key.span(), format!("\"{}\": minimum above maximum", key.get_ref())));
                }
                VagueEntry::Note(_) => {
                    return Err(fail(key.span(), format!("\"{}\" needs [minimum, maximum]", key.get_ref())));
                }
            }
        }
        Ok(Self {
            name: read.name,
            version: read.version,
            title: read.title,
            reference: read.reference,
            counts: Counts {
                harms,
                total: read.counts.total,
                police: read.counts.police,
                note: read.counts.note,
            },
            bounds: read.bounds,
            vague,
            vague_note,
            ends: read.ends,
            grade: read.grade,
            matching: Arc::new(Matching::built_in()?),
        })
    }
}

/// Reads a TOML file into a type, with errors that name the line.
pub(super) fn parse_toml<T: for<'de> Deserialize<'de>>(file: &str, text: &str) -> Result<T, ProfileError> {
    toml::from_str(text).map_err(|error| {
        let start = error.span().map_or(0, |span| span.start);
        error_at(file, text, start, error.message().trim_end().replace('\n', " "))
    })
}

fn error_at(file: &str, text: &str, byte: usize, message: String) -> ProfileError {
    let line = text.bytes().take(byte).filter(|byte| *byte == b'\n').count() + 1;
    ProfileError { file: file.to_owned(), line, message }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_built_in_profile_reads_and_knows_every_vague_class_it_lists() {
        for name in Profile::built_in_names() {
            let profile = Profile::built_in(name).unwrap().unwrap();
            assert_eq!(profile.name, name);
            assert!(profile.vague.contains_key(&VagueClass::Dozens), "{name}");
        }
        assert!(Profile::built_in("other").is_none());
    }

    #[test]
    fn an_unknown_key_is_an_error_that_names_file_and_line() {
        let text = BUILT_IN[0].1.replace("[ends]", "[ends]\nlowst = \"lowest\"");
        let line = text.lines().position(|line| line.starts_with("lowst")).unwrap() + 1;
        let error = Profile::parse("mine.toml", &text).unwrap_err();
        assert_eq!((error.file.as_str(), error.line), ("mine.toml", line));
        assert!(error.to_string().contains("lowst"), "{error}");
    }

    #[test]
    fn an_unknown_vague_class_or_harm_is_an_error() {
        let text = BUILT_IN[0].1.replace("several = [2, 2]", "sevral = [2, 2]");
        assert!(Profile::parse("mine.toml", &text).unwrap_err().message.contains("sevral"));
        let text = BUILT_IN[0].1.replace("\"killed\", ", "\"kiled\", ");
        assert!(Profile::parse("mine.toml", &text).unwrap_err().message.contains("kiled"));
    }

    #[test]
    fn an_inferred_rule_says_why() {
        for name in Profile::built_in_names() {
            let profile = Profile::built_in(name).unwrap().unwrap();
            for note in [&profile.counts.note, &profile.bounds.note, &profile.vague_note, &profile.ends.note]
            {
                assert!(!note.rule.is_empty(), "{name}");
                assert_eq!(note.inferred, note.because.is_some(), "{name}: {}", note.rule);
            }
            let rules = profile.grade.iter().flat_map(|grade| grade.harm.iter().chain(&grade.attribution));
            for rule in rules {
                assert_eq!(rule.inferred, rule.because.is_some(), "{name}: {}", rule.rule);
                assert!(!rule.change.is_empty(), "{name}: {} does not say what would change it", rule.rule);
            }
        }
    }
}
