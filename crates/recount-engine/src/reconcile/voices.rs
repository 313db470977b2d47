//! Voices: on whose word each report of an incident speaks.

use std::collections::BTreeMap;

use recount_model::claim::Generic;
use recount_model::{Polarity, ReportId};

use super::incident::Told;
use super::matching::NameRules;
use super::names::fold_words;
use super::{ReportRow, SpeakerWords};

/// Who a voice is. Two voices with one key are one root.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Root {
    /// A source of the registry.
    Source(String),
    /// A specific speaker, by folded words.
    Words(String),
    /// A report of an unknown publisher, in its own voice.
    Report(ReportId),
}

impl Root {
    /// The name for the reader.
    pub fn label(&self) -> &str {
        match self {
            Self::Source(name) | Self::Words(name) => name,
            Self::Report(id) => id.as_str(),
        }
    }
}

/// One root of one report, with the claims that rest on it.
#[derive(Clone, Debug)]
pub struct Voice {
    /// Index of the report.
    pub report: usize,
    /// Who speaks.
    pub root: Root,
    /// Positions among the incident's claims.
    pub claims: Vec<usize>,
}

/// The root a report's own words rest on: its publisher, or the report itself if nobody is known.
pub fn own_root(report: &ReportRow, rules: &NameRules) -> Root {
    if let Some(source) = &report.head.publisher_source {
        return Root::Source(source.clone());
    }
    let publisher = report.head.publisher.as_deref().map(|name| fold_words(name, rules));
    publisher.filter(|name| !name.is_empty()).map_or(Root::Report(report.head.id.clone()), Root::Words)
}

/// The root a speaker is, if the words single anybody out.
pub fn speaker_root(speaker: &SpeakerWords, rules: &NameRules) -> Option<Root> {
    if let Some(source) = &speaker.source {
        return (speaker.generic == Generic::Specific).then(|| Root::Source(source.clone()));
    }
    let words = fold_words(&speaker.text, rules);
    // "General says": a word that is nobody's name tells nobody apart.
    let is_bare = !speaker.text.trim().contains(' ') && !speaker.text.chars().any(char::is_uppercase);
    if is_bare && speaker.text.is_ascii() {
        return None;
    }
    (speaker.generic == Generic::Specific && !words.is_empty()).then_some(Root::Words(words))
}

/// The root of a claim: its last specific speaker; then the agency credited; then the publisher.
///
/// "SANA, citing local sources" is SANA's word: whoever the local sources are, nobody else can be told to have heard
/// others.
pub fn root_of(told: &Told<'_>, report: &ReportRow, rules: &NameRules) -> Root {
    let specific = told.row.speakers.iter().rev().find_map(|speaker| speaker_root(speaker, rules));
    let credited = || report.agency_credits.iter().min().map(|agency| Root::Source(agency.clone()));
    specific.or_else(credited).unwrap_or_else(|| own_root(report, rules))
}

/// The voices of an incident, in order of report id and root.
///
/// Denials are no voice for a happening, unless nobody affirms it.
pub fn voices_of(reports: &[ReportRow], told: &[Told<'_>], rules: &NameRules) -> Vec<Voice> {
    let affirmed = told.iter().any(|told| told.row.claim.polarity != Polarity::Denied);
    let mut voices: BTreeMap<(&ReportId, Root), Voice> = BTreeMap::new();
    for (at, one) in told.iter().enumerate() {
        if affirmed && one.row.claim.polarity == Polarity::Denied {
            continue;
        }
        let report = &reports[one.report];
        let root = root_of(one, report, rules);
        let fresh = || Voice { report: one.report, root: root.clone(), claims: Vec::new() };
        voices.entry((&report.head.id, root.clone())).or_insert_with(fresh).claims.push(at);
    }
    // What a report tells in its own voice beside what it was told, it has from those who told it.
    let mut out: Vec<Voice> = Vec::with_capacity(voices.len());
    for voice in voices.into_values() {
        let own = own_root(&reports[voice.report], rules);
        match out.last_mut().filter(|last| last.report == voice.report) {
            Some(last) if voice.root == own => last.claims.extend(voice.claims),
            Some(last) if last.root == own => {
                last.root = voice.root;
                last.claims.extend(voice.claims);
            }
            _ => out.push(voice),
        }
    }
    out
}
