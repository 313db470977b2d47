//! Clock times in the words of a claim. "At 5 am on Monday" in two reports is hardly chance, whatever else they leave out.

/// Clock times in minutes of the day, sorted, each once: "5 am", "05:00 a.m.", "at 17:30".
///
/// A bare number is none, nor are two numbers with a colon that no word for a time stands before or behind ("2:1").
pub fn clock_times<'t>(texts: impl Iterator<Item = &'t str>) -> Vec<u16> {
    let mut found: Vec<u16> = texts.flat_map(times_in).collect();
    found.sort_unstable();
    found.dedup();
    found
}

fn times_in(text: &str) -> Vec<u16> {
    // Most quotes hold no time: neither a colon nor "am" and "pm" behind a digit.
    if !text.bytes().any(|byte| byte.is_ascii_digit()) {
        return Vec::new();
    }
    let words: Vec<&str> = text.split_whitespace().collect();
    let at = |index: usize| words.get(index).copied().unwrap_or_default();
    (0..words.len())
        .filter_map(|index| {
            let before = if index > 0 { at(index - 1) } else { "" };
            time_of(at(index), before, at(index + 1))
        })
        .collect()
}

/// Which half of the day a word names.
fn half(word: &str) -> Option<u16> {
    let letters: String =
        word.chars().filter(|letter| letter.is_alphabetic()).flat_map(char::to_lowercase).collect();
    match letters.as_str() {
        "am" => Some(0),
        "pm" => Some(12),
        _ => None,
    }
}

fn time_of(word: &str, before: &str, behind: &str) -> Option<u16> {
    let word = word.trim_matches(|letter: char| !letter.is_alphanumeric());
    let digits = word.find(|letter: char| letter.is_alphabetic()).unwrap_or(word.len());
    let (number, tail) = word.split_at(digits);
    let number = number.trim_end_matches(|letter: char| !letter.is_ascii_digit());
    let half = if tail.is_empty() { half(behind) } else { Some(half(tail)?) };
    let (hour, minute) = match number.split_once([':', '.']) {
        Some((hour, minute)) if minute.len() == 2 => (hour.parse().ok()?, minute.parse().ok()?),
        Some(_) => return None,
        None => (number.parse::<u16>().ok()?, 0),
    };
    let is_told = number.contains(':') && ["at", "about", "around", "by", "approximately"].contains(&before);
    let hour = match half {
        Some(later) if (1..=12).contains(&hour) => hour % 12 + later,
        None if is_told && hour < 24 => hour,
        _ => return None,
    };
    (minute < 60).then_some(hour * 60 + minute)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn minutes(text: &str) -> Vec<u16> {
        clock_times(std::iter::once(text))
    }

    #[test]
    fn a_time_is_read_however_it_is_written() {
        for text in ["at 5 am on Monday", "At about 05:00 a.m. on Monday", "by 5am", "at 05:00,", "(5:00 AM)"]
        {
            assert_eq!(minutes(text), [300], "{text}");
        }
        assert_eq!(minutes("at 12.30 pm and again at 12 a.m."), [0, 750]);
    }

    #[test]
    fn other_numbers_are_no_times() {
        for text in
            ["at 5 checkpoints", "a score of 2:1", "killed 12 people", "around 3:75 pm", "AM 5", "5 amputees"]
        {
            assert_eq!(minutes(text), [0u16; 0], "{text}");
        }
    }
}
