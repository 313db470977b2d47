//! `corpus/floors.toml`: what a figure must reach. Floors only rise; lowering one takes its name and a reason, and the
//! file keeps both.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail, ensure};
use serde::Deserialize;

use super::measure::Score;

/// A raised floor stays this much under the figure reached, so that a harmless change of one case is no failure.
const SLACK: f64 = 0.005;

/// The floors and the record of those that were lowered.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Floors {
    pub floors: BTreeMap<String, f64>,
    pub lowered: Vec<Lowered>,
}

/// A floor that was lowered, and why.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Lowered {
    pub name: String,
    pub from: f64,
    pub to: f64,
    pub reason: String,
}

/// The measured values that have floors: `name.precision` and `name.recall`, or `name` of a share.
pub fn values(scores: &[(String, Score)]) -> BTreeMap<String, f64> {
    let mut values = BTreeMap::new();
    for (name, score) in scores {
        match score {
            Score::Pair { precision, recall } => {
                values.insert(format!("{name}.precision"), *precision);
                values.insert(format!("{name}.recall"), *recall);
            }
            Score::Share(share) => _ = values.insert(name.clone(), *share),
        }
    }
    values
}

impl Floors {
    /// Reads the file; no file is no floors.
    ///
    /// # Errors
    ///
    /// When the file is not what it should be.
    pub fn read(path: &Path) -> Result<Self> {
        if !path.exists() {
            return Ok(Self::default());
        }
        let text = fs::read_to_string(path).with_context(|| path.display().to_string())?;
        toml::from_str(&text).with_context(|| path.display().to_string())
    }

    /// Values under their floor, as sentences.
    pub fn failures(&self, values: &BTreeMap<String, f64>) -> Vec<String> {
        let measured = self.floors.iter().filter_map(|(name, floor)| Some((name, floor, values.get(name)?)));
        let under = measured.filter(|(_, floor, value)| **value < **floor - 1e-9);
        under
            .map(|(name, floor, value)| format!("{name} is {value:.4}, under its floor {floor:.3}"))
            .collect()
    }

    /// Floors that this run measured nothing for.
    pub fn unmeasured(&self, values: &BTreeMap<String, f64>) -> usize {
        self.floors.keys().filter(|name| !values.contains_key(*name)).count()
    }

    /// Lifts every floor to the value reached, less a little; never lowers one. Says how many rose.
    pub fn raise(&mut self, values: &BTreeMap<String, f64>) -> usize {
        let mut raised = 0;
        for (name, value) in values {
            let new = ((value - SLACK).max(0.0) * 1000.0).floor() / 1000.0;
            let old = self.floors.entry(name.clone()).or_insert(0.0);
            if new > *old {
                *old = new;
                raised += 1;
            }
        }
        raised
    }

    /// Lowers one floor to the value reached, less a little, and keeps the reason.
    ///
    /// # Errors
    ///
    /// When there is no such floor, nothing was measured for it, it need not be lowered, or the reason is empty.
    pub fn lower(&mut self, name: &str, reason: &str, values: &BTreeMap<String, f64>) -> Result<()> {
        ensure!(!reason.trim().is_empty(), "a floor is lowered only with --reason");
        let Some(floor) = self.floors.get_mut(name) else { bail!("there is no floor called {name}") };
        let value = values.get(name).with_context(|| format!("{name} was not measured in this run"))?;
        let to = ((value - SLACK).max(0.0) * 1000.0).floor() / 1000.0;
        ensure!(to < *floor, "{name} is {value:.4} and need not be lowered from {floor:.3}");
        self.lowered.push(Lowered {
            name: name.to_owned(),
            from: *floor,
            to,
            reason: reason.trim().to_owned(),
        });
        *floor = to;
        Ok(())
    }

    /// The file's text. Written in one fixed order, so that a change of a floor is one line of a diff.
    pub fn to_toml(&self) -> String {
        let mut out = String::from(
            "# What each figure must reach; `cargo xtask score` fails under it. Written by `cargo xtask score --raise`;\n\
             # floors rise only. Lowering one: `cargo xtask score --lower NAME --reason TEXT`, which keeps the reason below.\n\
             # 0 means: measured, but nothing is promised yet.\n\n[floors]\n",
        );
        for (name, floor) in &self.floors {
            _ = writeln!(out, "{} = {}", quoted(name), number(*floor));
        }
        for lowered in &self.lowered {
            let (name, reason) = (quoted(&lowered.name), quoted(&lowered.reason));
            let (from, to) = (number(lowered.from), number(lowered.to));
            _ = write!(out, "\n[[lowered]]\nname = {name}\nfrom = {from}\nto = {to}\nreason = {reason}\n");
        }
        out
    }
}

fn quoted(text: &str) -> String {
    toml::Value::String(text.to_owned()).to_string()
}

fn number(value: f64) -> String {
    let text = format!("{value:.3}");
    let short = text.trim_end_matches('0');
    if short.ends_with('.') { format!("{short}0") } else { short.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(name: &str, value: f64) -> BTreeMap<String, f64> {
        BTreeMap::from([(name.to_owned(), value)])
    }

    #[test]
    fn floors_rise_with_the_figure_and_never_sink_with_it() {
        let mut floors = Floors::default();
        assert_eq!(floors.raise(&at("golden.kind", 0.80)), 1);
        assert_eq!(floors.floors["golden.kind"], 0.795);
        assert_eq!(floors.raise(&at("golden.kind", 0.50)), 0);
        assert_eq!(floors.failures(&at("golden.kind", 0.50)).len(), 1);
        assert!(floors.failures(&at("golden.kind", 0.797)).is_empty());
    }

    #[test]
    fn a_floor_is_lowered_only_by_name_with_a_reason_and_the_file_keeps_it() {
        let mut floors = Floors::default();
        floors.raise(&at("golden.kind", 0.8));
        assert!(floors.lower("golden.kind", " ", &at("golden.kind", 0.5)).is_err());
        assert!(floors.lower("golden.kind", "no need", &at("golden.kind", 0.9)).is_err());
        floors.lower("golden.kind", "the gold was \"wrong\"", &at("golden.kind", 0.5)).unwrap();
        let back: Floors = toml::from_str(&floors.to_toml()).unwrap();
        assert_eq!(back, floors);
        assert_eq!(back.lowered[0].reason, "the gold was \"wrong\"");
    }

    #[test]
    fn precision_and_recall_have_floors_of_their_own() {
        let scores = [("golden.claims".to_owned(), Score::Pair { precision: 0.5, recall: 0.25 })];
        let values = values(&scores);
        assert_eq!((values["golden.claims.precision"], values["golden.claims.recall"]), (0.5, 0.25));
    }
}
