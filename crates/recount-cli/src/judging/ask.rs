//! What is asked of the desk: the same whether it came from the command line or from a line of a file.

use recount_model::Verdict;
use serde_json::Value;

/// A judgement in ids as people give them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ask {
    /// Two claims and what is said of them.
    Judge(String, String, Verdict),
    /// Two incidents, each by its id or by its claims.
    Merge(Vec<String>, Vec<String>),
    /// An incident, or the claims that stay in it, and the claims that leave.
    Split(Vec<String>, Vec<String>),
    /// A claim or incident, or the claims of one, a field and its value.
    Correct(Vec<String>, String, String),
    /// A claim or incident, or the claims of one.
    Withdraw(Vec<String>),
    /// An incident, or its claims, and grades of harm and attribution.
    Grade(Vec<String>, String),
    /// Two reports.
    Cut(String, String),
    /// A judgement.
    Undo(String),
}

/// A line of a file of judgements.
pub struct Line {
    /// What it asks.
    pub ask: Ask,
    /// Who judged, where it says.
    pub by: Option<String>,
    /// Why, where it says.
    pub why: Option<String>,
}

/// Reads one line; the error says what is wrong with it.
pub fn read_line(line: &str) -> Result<Line, String> {
    let value: Value = serde_json::from_str(line).map_err(|error| format!("no JSON: {error}"))?;
    let object = value.as_object().ok_or("no JSON object")?;
    let known = |key: &&String| !KEYS.contains(&key.as_str());
    if let Some(key) = object.keys().find(known) {
        return Err(format!("there is no key {key:?}; there are {}", KEYS.join(", ")));
    }
    let one = |key: &str| match object.get(key) {
        Some(Value::String(text)) if !text.is_empty() => Ok(text.clone()),
        Some(_) => Err(format!("{key:?} should be a text")),
        None => Err(format!("{key:?} is missing")),
    };
    let some = |key: &str| object.get(key).filter(|value| !value.is_null()).map(|_| one(key)).transpose();
    let list = |key: &str| match object.get(key) {
        Some(Value::Array(values)) if !values.is_empty() => {
            let texts = values.iter().map(|value| value.as_str().map(str::to_owned));
            texts.collect::<Option<Vec<_>>>().ok_or_else(|| format!("{key:?} should hold ids"))
        }
        _ => one(key).map(|text| vec![text]),
    };
    // A list means the incident of its claims, also where it holds one; twice the same claim says so to the desk.
    let subject = |ids: Vec<String>| match ids.as_slice() {
        [only] if object.get("of").is_some_and(Value::is_array) => vec![only.clone(), only.clone()],
        _ => ids,
    };
    let ask = match one("do")?.as_str() {
        "judge" => {
            let verdict = one("verdict")?;
            let verdict = Verdict::from_text(&verdict)
                .ok_or_else(|| format!("{verdict:?} is no verdict; there are same, different, unsure"))?;
            Ask::Judge(one("a")?, one("b")?, verdict)
        }
        "merge" => Ask::Merge(list("one")?, list("other")?),
        "split" => {
            Ask::Split(list(if object.contains_key("rest") { "rest" } else { "incident" })?, list("out")?)
        }
        "correct" => Ask::Correct(subject(list("of")?), one("field")?, one("value")?),
        "withdraw" => Ask::Withdraw(subject(list("of")?)),
        "grade" => Ask::Grade(list("incident")?, one("grade")?),
        "cut" => Ask::Cut(one("a")?, one("b")?),
        "undo" => Ask::Undo(one("judgement")?),
        other => return Err(format!("there is no judgement {other:?}; there are {}", VERBS.join(", "))),
    };
    Ok(Line { ask, by: some("by")?, why: some("why")? })
}

const VERBS: [&str; 8] = ["judge", "merge", "split", "correct", "withdraw", "grade", "cut", "undo"];

const KEYS: [&str; 19] = [
    "do",
    "a",
    "b",
    "verdict",
    "one",
    "other",
    "incident",
    "rest",
    "out",
    "of",
    "field",
    "value",
    "was",
    "grade",
    "judgement",
    "by",
    "why",
    "at",
    "number",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_says_what_it_asks_and_a_wrong_one_what_is_wrong() {
        let line = read_line(r#"{"do":"split","incident":"i-1","out":["c-1"],"by":"A","why":"x"}"#).unwrap();
        assert_eq!(line.ask, Ask::Split(vec!["i-1".into()], vec!["c-1".into()]));
        assert_eq!((line.by.as_deref(), line.why.as_deref()), (Some("A"), Some("x")));
        for (line, says) in [
            ("judge c-1 c-2", "no JSON"),
            ("[1]", "no JSON object"),
            (r#"{"do":"judge","a":"c-1","verdict":"same"}"#, "\"b\" is missing"),
            (r#"{"do":"judge","a":"c-1","b":"c-2","verdict":"maybe"}"#, "no verdict"),
            (r#"{"do":"join"}"#, "there are judge, merge"),
            (r#"{"do":"undo","judgment":"j1"}"#, "no key \"judgment\""),
            (r#"{"do":"split","incident":"i-1","out":[1]}"#, "should hold ids"),
        ] {
            let error = read_line(line).err().unwrap();
            assert!(error.contains(says), "{line}: {error}");
        }
    }
}
