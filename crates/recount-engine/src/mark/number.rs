//! Reads numbers in digits and words with what bounds them: "at least 12", "between 10 and 15", "half a dozen".

use recount_model::{Amount, Bound, VagueClass};

use super::Chunk;
use super::chunk::Source;

/// A number with its bounds, from `at`: the amount and the chunk behind it.
pub(super) fn read_amount(source: &Source<'_>, chunks: &[Chunk], at: usize) -> Option<(Amount, usize)> {
    let k = source.known;
    let first = chunks.get(at)?;
    let vague_here = || source.reading(first, k.number_vague).and_then(|word| word.vague);
    let bound_word = source.reading(first, k.number_bound).and_then(|word| word.bound);
    if let Some(bound) = bound_word {
        let mut next = at + 1;
        if chunks.get(next).is_some_and(|c| c.class == k.det) {
            next += 1;
        }
        if let Some((number, end)) = read_number(source, chunks, next) {
            return Some((bounded(number, bound), end));
        }
        if let Some(class) =
            chunks.get(next).and_then(|c| source.reading(c, k.number_vague)).and_then(|word| word.vague)
        {
            return Some((Amount::vague(class), next + 1));
        }
        vague_here()?;
    }
    if first.class == k.number_zero || source.reading(first, k.number_zero).is_some() {
        return Some((Amount::exact(0), at + 1));
    }
    if let Some((low, end)) = read_number(source, chunks, at) {
        // "10 to 15", "10-15", "10 or 15"
        let link = chunks.get(end).map(|c| c.class);
        // "rose from nine to eleven" is a change, no range.
        let change = at >= 2
            && chunks[at - 1].class == k.near
            && chunks[..at - 1].iter().any(|chunk| chunk.class == k.rise || chunk.class == k.toll);
        if !change
            && link.is_some_and(|class| [k.to, k.dash, k.or].contains(&class))
            && let Some((high, end)) = read_number(source, chunks, end + 1).filter(|(high, _)| *high > low)
        {
            return Some((
                Amount { low: Some(low), high: Some(high), bound: Bound::Range, vague: None },
                end,
            ));
        }
        let after =
            chunks.get(end).and_then(|c| source.reading(c, k.number_after)).and_then(|word| word.bound);
        if let Some(bound) = after {
            return Some((bounded(low, bound), end + 1));
        }
        return Some((Amount::exact(low), end));
    }
    // "between 10 and 15"
    if first.class == k.near {
        if let Some((low, middle)) = read_number(source, chunks, at + 1)
            && chunks.get(middle).is_some_and(|c| c.class == k.and)
            && let Some((high, end)) = read_number(source, chunks, middle + 1).filter(|(high, _)| *high > low)
        {
            return Some((
                Amount { low: Some(low), high: Some(high), bound: Bound::Range, vague: None },
                end,
            ));
        }
        return None;
    }
    if let Some(class) = vague_here() {
        return Some((Amount::vague(class), at + 1));
    }
    if let Some(word) = source.reading(first, k.number_others) {
        return Some((Amount::vague(word.vague.unwrap_or(VagueClass::BarePlural)), at + 1));
    }
    if source.reading(first, k.number_another).is_some() {
        // "another three"
        return match read_number(source, chunks, at + 1) {
            Some((number, end)) => Some((Amount::exact(number), end)),
            None => Some((Amount::exact(1), at + 1)),
        };
    }
    let single = [k.number_a, k.number_both];
    let word = single.iter().find_map(|class| source.reading(first, *class))?;
    Some((Amount::exact(u32::try_from(word.value?).ok()?), at + 1))
}

fn bounded(number: u32, bound: Bound) -> Amount {
    let (low, high) = match bound {
        Bound::AtLeast => (Some(number), None),
        Bound::AtMost => (None, Some(number)),
        _ => (Some(number), Some(number)),
    };
    Amount { low, high, bound, vague: None }
}

/// A number in digits or words: "1,200", "twenty three", "one hundred and five", "2 dozen".
fn read_number(source: &Source<'_>, chunks: &[Chunk], at: usize) -> Option<(u32, usize)> {
    let k = source.known;
    let first = chunks.get(at)?;
    let mut total: u64 = 0;
    let mut current: u64;
    let mut end = at + 1;
    if first.class == k.number {
        let text = source.chunk_text(first);
        if text.contains([':', '.', '-', '/', '_']) && !is_grouped(text) {
            return None;
        }
        if is_aged(source, chunks, at) {
            return None;
        }
        if preceded_by_currency(source, first) || followed_by_unit(source, chunks, end) {
            return None;
        }
        current = digits(text)?;
    } else if first.class == k.number_word || first.class == k.number_scale {
        let word = source.reading(first, first.class)?;
        current = word.value?;
    } else {
        return None;
    }
    while let Some(chunk) = chunks.get(end) {
        if let Some(word) = source.reading(chunk, k.number_scale).filter(|_| chunk.class == k.number_scale) {
            current = current.saturating_mul(word.value?);
            if word.value? >= 1000 {
                total = total.saturating_add(current);
                current = 0;
            }
            end += 1;
        } else if chunk.class == k.number_word && end > at && chunks[end - 1].class != k.number {
            let value = source.reading(chunk, k.number_word)?.value?;
            let fits = current == 0
                || current.is_multiple_of(100) && value < 100
                || (20..100).contains(&current) && current.is_multiple_of(10) && value < 10;
            if !fits {
                break;
            }
            current += value;
            end += 1;
        } else if chunk.class == k.and
            && chunks[end - 1].class == k.number_scale
            && chunks.get(end + 1).is_some_and(|c| c.class == k.number_word)
        {
            end += 1;
        } else {
            break;
        }
    }
    if followed_by_unit(source, chunks, end) {
        return None;
    }
    // "Five (5) people": the same number again, in digits.
    if let [open, again, close, ..] = &chunks[end..]
        && open.class == k.open
        && close.class == k.close
        && again.class == k.number
        && digits(source.chunk_text(again)) == Some(total.saturating_add(current))
    {
        end += 3;
    }
    u32::try_from(total.saturating_add(current)).ok().map(|number| (number, end))
}

/// "Aged 9", "aged 9 to 14", "aged between 9 and 14".
fn is_aged(source: &Source<'_>, chunks: &[Chunk], at: usize) -> bool {
    let k = source.known;
    let between = |chunk: &Chunk| [k.to, k.and, k.dash, k.near, k.number, k.comma].contains(&chunk.class);
    let before = chunks[..at].iter().rev().take(5).find(|chunk| !between(chunk));
    before.is_some_and(|chunk| source.can_be(chunk, k.aged))
}

fn is_grouped(text: &str) -> bool {
    let mut parts = text.split(['.', ',']);
    parts.next().is_some_and(|head| head.len() <= 3) && parts.all(|part| part.len() == 3)
}

/// Reads digits of any script that Unicode gives a value; grouping marks are dropped.
fn digits(text: &str) -> Option<u64> {
    let mut value: u64 = 0;
    let mut any = false;
    for c in text.chars() {
        let digit = match c {
            ',' | '.' | '٬' => continue,
            '0'..='9' => u64::from(c) - u64::from('0'),
            '\u{0660}'..='\u{0669}' => u64::from(c) - 0x0660,
            '\u{06F0}'..='\u{06F9}' => u64::from(c) - 0x06F0,
            _ => return None,
        };
        any = true;
        value = value.checked_mul(10)?.checked_add(digit)?;
    }
    any.then_some(value)
}

fn preceded_by_currency(source: &Source<'_>, chunk: &Chunk) -> bool {
    let before = chunk.from.checked_sub(1).map_or("", |at| source.token(at));
    matches!(before, "$" | "€" | "£" | "#" | "№" | "₴" | "@")
}

fn followed_by_unit(source: &Source<'_>, chunks: &[Chunk], at: usize) -> bool {
    // "between 24 and 30 years of age": the unit stands behind the second number.
    let k = source.known;
    let linked = chunks.get(at).is_some_and(|chunk| [k.and, k.to, k.or, k.dash].contains(&chunk.class));
    let number_then_unit =
        chunks.get(at + 1).is_some_and(|chunk| chunk.class == k.number || chunk.class == k.number_word)
            && chunks.get(at + 2).is_some_and(|chunk| chunk.class == k.unit);
    if linked && number_then_unit {
        return true;
    }
    chunks.get(at).is_some_and(|chunk| {
        chunk.class == source.known.unit
            || source.can_be(chunk, source.known.unit)
            || source.token(chunk.from) == "%"
    })
}
