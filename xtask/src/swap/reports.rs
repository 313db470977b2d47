//! Reports of the evaluation sets that name a side, for swapping.

use anyhow::{Context, Result};
use serde_json::Value;

use crate::corpus::Case;
use crate::workspace;

use super::exchange::exchange;
use super::sides::Tables;

/// Files of the sets, below `eval/sets` of the shared folder.
const SETS: [&str; 3] = ["fakes/dev.jsonl", "isaf/dev.jsonl", "muc4/dev.jsonl"];

/// The first reports of the sets, taken in turn, that name a side of some pair.
///
/// # Errors
///
/// When a set is there and cannot be read.
pub fn that_name_a_side(count: usize, tables: &Tables) -> Result<Vec<Case>> {
    let Some(folder) = workspace::shared().filter(|_| count > 0) else { return Ok(Vec::new()) };
    let mut sets: Vec<std::vec::IntoIter<Case>> = Vec::new();
    for set in SETS {
        let path = folder.join("eval/sets").join(set);
        if !path.exists() {
            continue;
        }
        let text = std::fs::read_to_string(&path).with_context(|| format!("reading {}", path.display()))?;
        let cases: Vec<Case> =
            text.lines().filter_map(case).filter(|case| names_a_side(case, tables)).collect();
        sets.push(cases.into_iter());
    }
    let mut out = Vec::new();
    while out.len() < count {
        let before = out.len();
        out.extend(sets.iter_mut().filter_map(Iterator::next));
        if out.len() == before {
            break;
        }
    }
    out.truncate(count);
    Ok(out)
}

fn names_a_side(case: &Case, tables: &Tables) -> bool {
    tables.pair.iter().any(|pair| exchange(&pair.replace_unpaired(case).text, pair, tables).is_some())
}

fn case(line: &str) -> Option<Case> {
    let value: Value = serde_json::from_str(line).ok()?;
    let text = |key: &str| value[key].as_str().map(str::to_owned);
    Some(Case {
        id: text("id")?,
        title: text("title"),
        publisher: String::new(),
        published: text("published").or_else(|| text("dateline")),
        text: text("text")?,
        claims: Vec::new(),
    })
}
