//! The role fillers of MUC-4, projected from claims, for comparison with other systems on that corpus.

use serde_json::{Map, Value, json};

/// Adds `roles` to every claim of a report line.
///
/// A filler is a list of the words that name it; here each stands alone. Victims are named nowhere else in our output
/// and are not named here either.
pub fn with_roles(line: &str) -> String {
    let Ok(mut report) = serde_json::from_str::<Value>(line) else { return line.to_owned() };
    for claim in report["claims"].as_array_mut().into_iter().flatten() {
        let roles = roles_of(claim);
        claim["roles"] = Value::Object(roles);
    }
    report.to_string()
}

fn roles_of(claim: &Value) -> Map<String, Value> {
    let mut roles = Map::new();
    let mut add = |role: &str, filler: &Value| {
        let fillers = roles.entry(role).or_insert_with(|| json!([]));
        let filler = json!([filler]);
        if let Some(fillers) = fillers.as_array_mut().filter(|fillers| !fillers.contains(&filler)) {
            fillers.push(filler);
        }
    };
    let list = |key: &str| claim[key].as_array().cloned().unwrap_or_default();
    for alleged in list("alleged") {
        let role = if alleged["actor"].is_null() { "PerpInd" } else { "PerpOrg" };
        add(role, &alleged["text"]);
    }
    list("targets").iter().for_each(|target| add("Target", &target["text"]));
    list("weapons").iter().for_each(|weapon| add("Weapon", &weapon["text"]));
    roles
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_claim_gets_each_filler_once_in_its_role() {
        let line = r#"{"claims":[{"alleged":[{"text":"ELN","actor":"eln"},{"text":"GUNMEN","actor":null}],
            "targets":[{"text":"A BRIDGE"},{"text":"A BRIDGE"}],"weapons":[]}]}"#;
        let roles = serde_json::from_str::<Value>(&with_roles(line)).unwrap()["claims"][0]["roles"].clone();
        assert_eq!(roles, json!({"PerpOrg": [["ELN"]], "PerpInd": [["GUNMEN"]], "Target": [["A BRIDGE"]]}));
    }
}
