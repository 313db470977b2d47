//! Compares the answers to a text and to its swapped twin.

use serde_json::Value;

use super::exchange::{Exchange, exchange, stands_alone};
use super::sides::{Pair, Tables};

/// Keys whose values follow from offsets or bytes and must differ: they prove nothing either way.
const OFFSET_KEYS: [&str; 5] = ["span", "id", "sha256", "report", "text_sha256"];

/// Where a place lies belongs to its name: a country that bears the name of a side moves with it.
const POSITION_KEYS: [&str; 8] =
    ["value", "lat", "lon", "radius_km", "gazetteer_id", "entry", "within", "rivals"];

/// Two texts and how one became the other.
pub struct Comparison<'c> {
    /// The text before the exchange.
    pub original: &'c str,
    pub pair: &'c Pair,
    pub tables: &'c Tables,
    pub exchange: &'c Exchange,
}

impl Comparison<'_> {
    /// Every difference that is not a name, as `path: this instead of that`.
    pub fn differences(&self, original: &Value, swapped: &Value) -> Vec<String> {
        let mut found = Vec::new();
        for part in ["claims", "mentions", "notices"] {
            self.walk(part, &original[part], &swapped[part], &mut found);
        }
        found
    }

    fn walk(&self, path: &str, a: &Value, b: &Value, found: &mut Vec<String>) {
        match (a, b) {
            (Value::Object(x), Value::Object(y)) => {
                let keys = x.keys().chain(y.keys().filter(|key| !x.contains_key(*key)));
                let is_moved = a["text"] != b["text"] && self.are_same(&a["text"], &b["text"]);
                let is_position = |key: &str| is_moved && POSITION_KEYS.contains(&key);
                let keys = keys.filter(|key| !OFFSET_KEYS.contains(&key.as_str()) && !is_position(key));
                for key in keys {
                    self.walk(&format!("{path}.{key}"), &a[key.as_str()], &b[key.as_str()], found);
                }
            }
            (Value::Array(x), Value::Array(y)) if x.len() == y.len() => {
                for (at, (a, b)) in x.iter().zip(y).enumerate() {
                    self.walk(&format!("{path}[{at}]"), a, b, found);
                }
            }
            (Value::String(x), Value::String(y)) if self.is_same(x, y) => {}
            _ if a == b && !a.is_string() => {}
            _ => found.push(format!("{path}: {} became {}", short(a), short(b))),
        }
    }

    fn are_same(&self, a: &Value, b: &Value) -> bool {
        a.as_str().zip(b.as_str()).is_some_and(|(a, b)| self.is_same(a, b))
    }

    /// Whether a string of the swapped answer is what the exchange makes of the original's.
    ///
    /// Words cut from the text are looked up where they stand, because the same name may be a place in one sentence and
    /// a side in the next; ids go by the table; anything else is exchanged by itself.
    fn is_same(&self, original: &str, swapped: &str) -> bool {
        if let Some(other) = self.pair.other_id(original) {
            return swapped == other;
        }
        // Only as words of their own: the "A" of a key is not the last letter of a name.
        let words = self.original.match_indices(original).map(|(at, words)| at..at + words.len());
        let mut words = words.filter(|range| stands_alone(self.original, range.start, range.end)).peekable();
        if !original.is_empty() && words.peek().is_some() {
            return words.any(|range| self.exchange.image(range) == Some(swapped));
        }
        original == swapped
            || exchange(original, self.pair, self.tables).is_some_and(|done| done.text == swapped)
    }
}

fn short(value: &Value) -> String {
    const MOST: usize = 240;
    let text = match value {
        Value::Array(list) => format!("{} items {value}", list.len()),
        _ => value.to_string(),
    };
    match text.char_indices().nth(MOST) {
        Some((at, _)) => format!("{}...", &text[..at]),
        None => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn differences(text: &str, original: &Value, swapped: &Value) -> Vec<String> {
        let tables: Tables = toml::from_str(
            "before_place = [\"in\"]\nafter_place = []\n[[pair]]\nid = \"ns\"\nactors = [[\"n.state\", \"s.state\"]]\n\
             name = [[\"North\", \"South\"]]\n",
        )
        .unwrap();
        let exchange = exchange(text, &tables.pair[0], &tables).unwrap();
        Comparison { original: text, pair: &tables.pair[0], tables: &tables, exchange: &exchange }
            .differences(original, swapped)
    }

    #[test]
    fn names_may_change_and_nothing_else() {
        let text = "North denied it in North.";
        let of = |who: &str, actor: &str, polarity: &str| json!({"claims": [{"alleged": [{"text": who, "actor": actor}], "polarity": polarity, "span": [who.len(), 9]}]});
        let original = of("North", "n.state", "denied");
        assert_eq!(differences(text, &original, &of("South", "s.state", "denied")), Vec::<String>::new());
        let worse = differences(text, &original, &of("South", "s.state", "affirmed"));
        assert_eq!(worse, vec!["claims[0].polarity: \"denied\" became \"affirmed\""]);
    }

    #[test]
    fn an_id_that_stays_with_the_wrong_side_is_a_difference() {
        let original = json!({"claims": [{"alleged": [{"actor": "n.state"}]}]});
        assert_eq!(differences("North denied it.", &original, &original).len(), 1);
    }

    #[test]
    fn a_key_that_happens_to_be_a_letter_of_a_name_is_compared_as_it_is() {
        let answer = json!({"claims": [{"incident": "N"}]});
        assert_eq!(differences("North denied it.", &answer, &answer), Vec::<String>::new());
    }

    #[test]
    fn a_claim_that_one_side_alone_gets_is_a_difference() {
        let (one, none) = (json!({"claims": [{"kind": "airstrike"}]}), json!({"claims": []}));
        assert_eq!(differences("North denied it.", &one, &none).len(), 1);
    }
}
