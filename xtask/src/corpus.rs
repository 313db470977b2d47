//! The corpus written for this project: golden reports and single sentences, with gold written by hand.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::workspace;

/// A claim as gold states it and as the program answers it; only what is compared.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Claim {
    pub quote: String,
    pub also: Vec<String>,
    pub incident: Option<String>,
    pub role: String,
    pub aggregate: bool,
    pub kind: String,
    pub when: Option<When>,
    /// Gold gives one phrase of place ...
    pub place: Option<Place>,
    /// ... the program a list.
    pub places: Vec<Place>,
    pub alleged: Vec<Words>,
    pub weapons: Vec<Words>,
    pub said_by: Vec<Words>,
    pub polarity: String,
    pub certainty: String,
    pub figures: Vec<Figure>,
}

/// Days of a claim.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct When {
    pub earliest: Option<String>,
    pub latest: Option<String>,
}

/// A place of a claim.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Place {
    pub text: Option<String>,
    pub name: Option<String>,
}

/// Words that gold writes plainly and the program as an object with `text`.
#[derive(Clone, Debug, Deserialize)]
#[serde(untagged)]
pub enum Words {
    Plain(String),
    Marked { text: Option<String> },
}

impl Words {
    /// The words.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Plain(text) => text,
            Self::Marked { text } => text.as_deref().unwrap_or(""),
        }
    }
}

/// A number of people who came to a harm.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Figure {
    pub harm: String,
    pub who: String,
    pub low: Option<u32>,
    pub high: Option<u32>,
}

impl Figure {
    /// "No casualties" is noted by some readers and not by others, so it is not scored.
    pub fn is_zero(&self) -> bool {
        self.low == Some(0) && self.high == Some(0)
    }
}

/// A text of the corpus and what a reader found in it.
#[derive(Clone, Debug, Default)]
pub struct Case {
    /// For example `golden/caps-wire` or `polarity/3`.
    pub id: String,
    pub title: Option<String>,
    pub publisher: String,
    pub published: Option<String>,
    pub text: String,
    pub claims: Vec<Claim>,
}

impl Case {
    /// The line that the program reads.
    pub fn to_line(&self, text: &str) -> Value {
        json!({"id": self.id, "publisher": self.publisher, "published": self.published, "title": self.title, "text": text})
    }
}

#[derive(Deserialize)]
struct Gold {
    #[serde(default, alias = "claims")]
    claim: Vec<Claim>,
}

/// All golden reports, by name. The headline stands above the text, as on a saved page.
///
/// # Errors
///
/// When a folder lacks a file or a file is not what it should be; the message names it.
pub fn golden() -> Result<Vec<Case>> {
    let folder = workspace::root().join("corpus/golden");
    let mut cases = Vec::new();
    for entry in fs::read_dir(&folder).with_context(|| folder.display().to_string())? {
        let path = entry?.path();
        if path.is_dir() {
            cases.push(golden_report(&path).with_context(|| path.display().to_string())?);
        }
    }
    cases.sort_by(|a, b| a.id.cmp(&b.id));
    Ok(cases)
}

fn golden_report(path: &Path) -> Result<Case> {
    let report = fs::read_to_string(path.join("report.md")).context("report.md")?;
    let gold: Gold = toml::from_str(&fs::read_to_string(path.join("gold.toml")).context("gold.toml")?)
        .context("gold.toml")?;
    let slug = path.file_name().and_then(|name| name.to_str()).context("folder name is no text")?;
    let (front, body) =
        front_matter(&report).context("report.md: no front matter between two lines of ---")?;
    let field = |name: &str| {
        let line = front.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(':'));
        line.map(|value| value.trim().to_owned()).filter(|value| !value.is_empty())
    };
    let title = field("title").context("report.md: no title")?;
    Ok(Case {
        id: format!("golden/{slug}"),
        text: format!("{title}\n\n{}", body.trim()),
        publisher: field("publisher").context("report.md: no publisher")?,
        published: field("published"),
        title: Some(title),
        claims: gold.claim,
    })
}

fn front_matter(report: &str) -> Option<(&str, &str)> {
    report.strip_prefix("---\n")?.split_once("\n---\n")
}

/// A sentence of `corpus/sentences/*.toml`; each file uses some of the fields.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Sentence {
    pub name: Option<String>,
    pub text: String,
    pub published: Option<String>,
    pub quote: Option<String>,
    pub said_by: Vec<String>,
    pub polarity: Option<String>,
    pub status: Option<String>,
    pub construction: Option<String>,
    pub claim: Vec<Claim>,
}

#[derive(Deserialize)]
struct SentenceFile {
    case: Vec<Sentence>,
}

/// The sentences of one file, each with the case that the program reads.
///
/// # Errors
///
/// When the file is missing or not what it should be.
pub fn sentences(file: &str) -> Result<Vec<(Sentence, Case)>> {
    let path = workspace::root().join("corpus/sentences").join(format!("{file}.toml"));
    let text = fs::read_to_string(&path).with_context(|| path.display().to_string())?;
    let parsed: SentenceFile = toml::from_str(&text).with_context(|| path.display().to_string())?;
    let numbered = parsed.case.into_iter().enumerate();
    let case = |(at, sentence): (usize, Sentence)| {
        let case = Case {
            id: format!("{file}/{}", at + 1),
            publisher: "Harbour Wire".to_owned(),
            published: sentence.published.clone(),
            text: sentence.text.clone(),
            claims: sentence.claim.clone(),
            title: None,
        };
        (sentence, case)
    };
    Ok(numbered.map(case).collect())
}

/// The claims of an answer of the program.
pub fn claims_of(answer: Option<&Value>) -> Result<Vec<Claim>> {
    let Some(claims) = answer.and_then(|answer| answer.get("claims")) else { return Ok(Vec::new()) };
    serde_json::from_value(claims.clone())
        .context("recount extract printed claims of another shape than design says")
}
