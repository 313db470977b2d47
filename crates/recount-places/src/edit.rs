//! Edit distance between folded names, and an automaton for skeletons one edit away.

use std::borrow::Cow;

use fst::Automaton;

/// The most characters of a key that are compared; no place name needs more.
const LONGEST: usize = 64;

/// How alike two folded names are: 1 minus the edit distance over the longer length.
///
/// The distance is optimal string alignment (insert, delete, replace, swap neighbours), because swapped letters
/// ("Musol") are the commonest slip in headlines.
pub(crate) fn similarity(a: &str, b: &str) -> f32 {
    if a == b {
        return 1.0;
    }
    if a.is_ascii() && b.is_ascii() {
        return ratio(a.as_bytes(), b.as_bytes());
    }
    let (mut left, mut right) = (['\0'; LONGEST], ['\0'; LONGEST]);
    let (a, b) = (fill(a, &mut left), fill(b, &mut right));
    ratio(&left[..a], &right[..b])
}

fn fill(text: &str, into: &mut [char; LONGEST]) -> usize {
    let mut length = 0;
    for (slot, character) in into.iter_mut().zip(text.chars()) {
        *slot = character;
        length += 1;
    }
    length
}

fn ratio<T: PartialEq>(a: &[T], b: &[T]) -> f32 {
    let longer = a.len().max(b.len());
    if longer == 0 {
        return 1.0;
    }
    1.0 - osa(&a[..a.len().min(LONGEST)], &b[..b.len().min(LONGEST)]) as f32 / longer as f32
}

fn osa<T: PartialEq>(a: &[T], b: &[T]) -> usize {
    let mut before = [0u8; LONGEST + 1];
    let mut last = [0u8; LONGEST + 1];
    let mut row = [0u8; LONGEST + 1];
    for (column, cell) in last.iter_mut().enumerate() {
        *cell = column as u8;
    }
    for i in 1..=a.len() {
        row[0] = i as u8;
        for j in 1..=b.len() {
            let replace = last[j - 1] + u8::from(a[i - 1] != b[j - 1]);
            row[j] = replace.min(last[j] + 1).min(row[j - 1] + 1);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                row[j] = row[j].min(before[j - 2] + 1);
            }
        }
        (before, last, row) = (last, row, before);
    }
    usize::from(last[b.len()])
}

/// One folded name that is compared with many: its letters are laid out once as bit masks.
///
/// The distance is the bit-parallel form of the one above (Hyyrö 2003), ten times as fast; keys in other scripts than
/// Latin, and overlong ones, take the slow way.
pub(crate) struct Pattern<'a> {
    key: Cow<'a, str>,
    masks: Option<Box<[u64; 128]>>,
}

impl<'a> Pattern<'a> {
    pub(crate) fn new(key: impl Into<Cow<'a, str>>) -> Self {
        let key = key.into();
        let fits = key.is_ascii() && !key.is_empty() && key.len() < LONGEST;
        let masks = fits.then(|| {
            let mut masks = Box::new([0u64; 128]);
            for (place, byte) in key.bytes().enumerate() {
                masks[usize::from(byte & 127)] |= 1 << place;
            }
            masks
        });
        Self { key, masks }
    }

    /// The same as [`similarity`].
    pub(crate) fn similarity(&self, other: &str) -> f32 {
        if *self.key == *other {
            return 1.0;
        }
        let Some(masks) = self.masks.as_deref().filter(|_| other.is_ascii() && other.len() <= LONGEST) else {
            return similarity(&self.key, other);
        };
        let mut distance = self.key.len();
        let last = 1u64 << (distance - 1);
        let (mut diagonal, mut rises, mut falls, mut before) = (0u64, !0u64, 0u64, 0u64);
        for byte in other.bytes() {
            let here = masks[usize::from(byte & 127)];
            let swapped = ((!diagonal & here) << 1) & before;
            diagonal = ((here & rises).wrapping_add(rises) ^ rises) | here | falls | swapped;
            let right = falls | !(diagonal | rises);
            let left = diagonal & rises;
            distance += usize::from(right & last != 0);
            distance -= usize::from(left & last != 0);
            let right = (right << 1) | 1;
            rises = (left << 1) | !(diagonal | right);
            falls = right & diagonal;
            before = here;
        }
        1.0 - distance as f32 / self.key.len().max(other.len()) as f32
    }
}

/// A folded name and the letters in it, by which most other names are told apart without comparing them.
pub(crate) struct Key {
    text: String,
    /// A bit for each letter, several letters a bit; empty in other scripts, where one letter is several bytes.
    letters: Option<u32>,
}

impl Key {
    pub(crate) fn new(text: String) -> Self {
        let letters =
            text.is_ascii().then(|| text.bytes().fold(0, |letters, byte| letters | 1 << (byte & 31)));
        Self { text, letters }
    }

    /// The name itself.
    pub(crate) fn text(&self) -> &str {
        &self.text
    }

    /// False only if fewer than four letters of five are the same: lengths and letters bound the distance from below.
    pub(crate) fn may_be_alike(&self, other: &Key) -> bool {
        let (short, long) = (self.text.len().min(other.text.len()), self.text.len().max(other.text.len()));
        if short * 10 < long * 8 || short == 0 {
            return false;
        }
        let (Some(mine), Some(theirs)) = (self.letters, other.letters) else { return true };
        let apart = (mine & !theirs).count_ones().max((theirs & !mine).count_ones());
        apart as usize * 5 <= long
    }
}

/// From this length on a name may be two edits away.
const TWO_EDITS: usize = 8;

/// Accepts keys `skeleton NUL vfold` whose skeleton is one edit away and whose `vfold` is at most two.
///
/// Bit `i` of a state means "the first `i` letters are consumed". Both parts are simulated together with the walk of
/// the map, so whole branches of hopeless names are never visited. A skeleton has at most 30 letters; longer ones are
/// cut, which only widens what is nominated.
pub(crate) struct OneEdit {
    masks: Box<[u32; 128]>,
    end: u32,
    /// What the second part starts with: the letters that edits may skip at once.
    start: [u64; 3],
    /// The deciding key, where it is compared as bytes.
    vfold: Option<(Box<[u64; 128]>, u64)>,
}

#[derive(Clone, Copy)]
pub(crate) enum Reach {
    /// Before the zero byte: no edit yet, one edit made, one half of a swap seen.
    Skeleton {
        exact: u32,
        edited: u32,
        swapping: u32,
    },
    /// Behind it: with no, one and two edits.
    Name([u64; 3]),
    /// Behind it, without a key to compare.
    Any,
    Dead,
}

impl OneEdit {
    pub(crate) fn new(skeleton: &str, pattern: &Pattern<'_>) -> Self {
        let (mut masks, mut end) = (Box::new([0; 128]), 1);
        for byte in skeleton.bytes().take(30) {
            masks[usize::from(byte & 127)] |= end;
            end <<= 1;
        }
        let vfold = pattern.masks.clone().map(|masks| (masks, 1u64 << pattern.key.len()));
        // Two edits leave a short name another one; not looking for them halves the time.
        let start = if pattern.key.len() < TWO_EDITS { [1, 3, 0] } else { [1, 3, 7] };
        Self { masks, end, start, vfold }
    }

    fn accept_skeleton(&self, (exact, edited, swapping): (u32, u32, u32), byte: u8) -> Reach {
        if byte == 0 {
            return match &self.vfold {
                _ if edited & self.end == 0 => Reach::Dead,
                Some(_) => Reach::Name(self.start),
                None => Reach::Any,
            };
        }
        // Bytes of other scripts share masks with ASCII, which only nominates more.
        let here = self.masks[usize::from(byte & 127)];
        let mask = self.end | (self.end - 1);
        let exact_after = ((exact & here) << 1) & mask;
        let edited_after = ((edited & here) << 1) // the letter fits after the edit
            | exact // the byte is inserted
            | (exact << 1) // the byte replaces a letter
            | (exact_after << 1) // the following letter of the skeleton is left out
            | ((swapping & here) << 2); // the second half of a swap
        let edited = edited_after & mask;
        let swapping = exact & (here >> 1);
        if exact_after | edited | swapping == 0 {
            return Reach::Dead;
        }
        Reach::Skeleton { exact: exact_after, edited, swapping }
    }
}

impl Automaton for OneEdit {
    type State = Reach;

    fn start(&self) -> Reach {
        Reach::Skeleton { exact: 1, edited: 2, swapping: 0 }
    }

    fn is_match(&self, state: &Reach) -> bool {
        match (state, &self.vfold) {
            (Reach::Name(sets), Some((_, end))) => (sets[0] | sets[1] | sets[2]) & end != 0,
            (Reach::Any, _) => true,
            _ => false,
        }
    }

    fn can_match(&self, state: &Reach) -> bool {
        !matches!(state, Reach::Dead)
    }

    fn will_always_match(&self, state: &Reach) -> bool {
        matches!(state, Reach::Any)
    }

    fn accept(&self, state: &Reach, byte: u8) -> Reach {
        let sets = match *state {
            Reach::Skeleton { exact, edited, swapping } => {
                return self.accept_skeleton((exact, edited, swapping), byte);
            }
            Reach::Name(sets) => sets,
            other => return other,
        };
        let Some((masks, end)) = &self.vfold else { return Reach::Any };
        let here = masks[usize::from(byte & 127)];
        let mask = end | (end - 1);
        let none = (sets[0] & here) << 1 & mask;
        let one = ((sets[1] & here) << 1 | sets[0] | sets[0] << 1 | none << 1) & mask;
        let two = ((sets[2] & here) << 1 | sets[1] | sets[1] << 1 | one << 1) & mask;
        let two = if self.start[2] == 0 { 0 } else { two };
        if none | one | two == 0 { Reach::Dead } else { Reach::Name([none, one, two]) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn accepts(skeleton: &str, key: &str) -> bool {
        accepts_name(skeleton, key, "a", "a")
    }

    fn accepts_name(skeleton: &str, key: &str, vfold: &str, name: &str) -> bool {
        let automaton = OneEdit::new(skeleton, &Pattern::new(vfold));
        let mut state = automaton.start();
        for byte in key.bytes().chain([0]).chain(name.bytes()) {
            state = automaton.accept(&state, byte);
        }
        automaton.is_match(&state)
    }

    #[test]
    fn one_inserted_deleted_replaced_or_swapped_letter_is_one_edit() {
        for key in ["drzrm", "rzr", "drz", "dmzr", "rdzr", "drrz", "ddrzr"] {
            assert!(accepts("drzr", key), "{key}");
        }
        for key in ["dr", "zrdr", "drzrmm", "mmzr"] {
            assert!(!accepts("drzr", key), "{key}");
        }
    }

    #[test]
    fn the_deciding_key_may_be_two_edits_away_when_it_is_long_and_no_more() {
        assert!(accepts_name("drzrn", "drzn", "dairzurin", "dairzun"));
        assert!(!accepts_name("drzrn", "drzn", "dairzurin", "adirizun"));
        assert!(!accepts_name("drzr", "drz", "dairzur", "dairizu"));
    }

    #[test]
    fn the_fast_comparison_agrees_with_the_plain_one() {
        let keys = [
            "dairzur",
            "dairizaur",
            "musul",
            "muslu",
            "a",
            "halab",
            "halba",
            "xanSaixun",
            "bukamal",
            "bkmal",
            "aleb",
        ];
        for one in keys {
            for other in keys {
                let (fast, plain) = (Pattern::new(one).similarity(other), similarity(one, other));
                assert!((fast - plain).abs() < 1e-6, "{one} {other}: {fast} {plain}");
            }
        }
    }

    #[test]
    fn a_key_rules_out_only_what_is_not_alike() {
        let keys =
            ["dairzur", "dairizaur", "musul", "muslu", "halab", "halba", "bukamal", "bkmal", "حلب", "حبل"];
        for one in keys {
            for other in keys {
                let may = Key::new(one.to_owned()).may_be_alike(&Key::new(other.to_owned()));
                assert!(may || similarity(one, other) < 0.8, "{one} {other}");
            }
        }
        assert!(!Key::new("dairzur".to_owned()).may_be_alike(&Key::new("bukamal".to_owned())));
    }

    #[test]
    fn swapped_neighbours_cost_one_edit_in_any_script() {
        assert!((similarity("musul", "muslu") - 0.8).abs() < 1e-6);
        assert!((similarity("حلب", "حبل") - 2.0 / 3.0).abs() < 1e-6);
    }
}
