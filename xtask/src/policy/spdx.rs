//! Reads licence expressions: names joined by AND, OR, WITH and brackets (and the old `/`, which means OR).

/// Whether the allowed licences satisfy an expression; none where it is no expression.
pub fn is_allowed(expression: &str, allowed: &[&str]) -> Option<bool> {
    let spaced = expression.replace('(', " ( ").replace(')', " ) ").replace('/', " OR ");
    let mut words: Vec<&str> = spaced.split_whitespace().rev().collect();
    let answer = any(&mut words, allowed)?;
    words.is_empty().then_some(answer)
}

/// Words stand in reverse, so that the next one is popped.
fn any(words: &mut Vec<&str>, allowed: &[&str]) -> Option<bool> {
    let mut answer = all(words, allowed)?;
    while words.last() == Some(&"OR") {
        words.pop();
        answer |= all(words, allowed)?;
    }
    Some(answer)
}

fn all(words: &mut Vec<&str>, allowed: &[&str]) -> Option<bool> {
    let mut answer = one(words, allowed)?;
    while words.last() == Some(&"AND") {
        words.pop();
        answer &= one(words, allowed)?;
    }
    Some(answer)
}

fn one(words: &mut Vec<&str>, allowed: &[&str]) -> Option<bool> {
    let word = words.pop()?;
    if word == "(" {
        let answer = any(words, allowed)?;
        return (words.pop() == Some(")")).then_some(answer);
    }
    if matches!(word, ")" | "AND" | "OR" | "WITH") {
        return None;
    }
    let mut name = word.to_owned();
    if words.last() == Some(&"WITH") {
        words.pop();
        name = format!("{word} WITH {}", words.pop()?);
    }
    Some(allowed.contains(&name.as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_of_several_licences_is_enough_and_all_of_several_are_needed() {
        let check = |text| is_allowed(text, &["MIT", "Apache-2.0 WITH LLVM-exception", "BSD-3-Clause"]);
        assert_eq!(check("GPL-3.0 OR MIT"), Some(true));
        assert_eq!(check("GPL-3.0/MIT"), Some(true));
        assert_eq!(check("(MIT OR GPL-3.0) AND BSD-3-Clause"), Some(true));
        assert_eq!(check("MIT AND GPL-3.0"), Some(false));
        assert_eq!(check("Apache-2.0 WITH LLVM-exception"), Some(true));
        assert_eq!(check("Apache-2.0"), Some(false));
    }

    #[test]
    fn what_is_no_expression_is_not_guessed_at() {
        for text in ["", "MIT MIT", "(MIT", "MIT OR", "WITH MIT"] {
            assert_eq!(is_allowed(text, &["MIT"]), None, "{text}");
        }
    }
}
