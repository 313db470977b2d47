//! What one claim's figures add up to: parts are never added to wholes, disjoint groups are.

use recount_model::{Amount, Bound, Figure, Harm, Status, Who};

/// A number between two ends, either of which may be open.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Interval {
    /// Lowest number, none where nothing sets a floor.
    pub low: Option<u32>,
    /// Highest number, none where nothing sets a ceiling.
    pub high: Option<u32>,
}

impl Interval {
    /// Exactly this number.
    #[cfg(test)]
    pub fn exact(number: u32) -> Self {
        Self { low: Some(number), high: Some(number) }
    }

    /// What the words say without any profile: a vague word has no number.
    pub fn of(amount: Amount) -> Self {
        match amount.bound {
            Bound::AtLeast => Self { low: amount.low.or(amount.high), high: None },
            Bound::AtMost => Self { low: None, high: amount.high.or(amount.low) },
            _ => Self { low: amount.low, high: amount.high },
        }
    }

    /// The number, where it is exact.
    pub fn number(self) -> Option<u32> {
        self.low.filter(|low| self.high == Some(*low))
    }

    /// Some number that stands for it, for rough comparison.
    pub fn rough(self) -> Option<u32> {
        self.low.or(self.high)
    }

    /// Whether both can hold.
    pub fn meets(self, other: Self) -> bool {
        let below = |low: Option<u32>, high: Option<u32>| low.zip(high).is_none_or(|(low, high)| low <= high);
        below(self.low, other.high) && below(other.low, self.high)
    }

    /// The sum; an end is open if it is open in either.
    pub fn plus(self, other: Self) -> Self {
        let add = |a: Option<u32>, b: Option<u32>| a.zip(b).map(|(a, b)| a.saturating_add(b));
        Self { low: add(self.low, other.low), high: add(self.high, other.high) }
    }

    fn is_unknown(self) -> bool {
        self.low.is_none() && self.high.is_none()
    }
}

/// Whether people of the group are also people of the other, wider one.
pub fn is_within(group: Who, wider: Who) -> bool {
    match wider {
        Who::People | Who::Mixed => !matches!(group, Who::People | Who::Mixed),
        Who::Civilians => {
            matches!(
                group,
                Who::Children | Who::Women | Who::Men | Who::Medics | Who::Journalists | Who::Officials
            )
        }
        _ => false,
    }
}

/// The figures of a harm and group that are no parts of another such figure, each group once, and no group that a
/// wider one already holds.
///
/// Texts repeat a number ("20 people ... the 20 civilians") and the same group twice can be a repetition, so the larger
/// stands; adding would count the dead twice.
pub fn wholes(figures: &[Figure], harm: Harm, belongs: &dyn Fn(&Figure) -> bool) -> Vec<usize> {
    let counts = |figure: &Figure| figure.harm == harm && belongs(figure);
    let is_part = |figure: &Figure| figure.part_of.and_then(|whole| figures.get(whole)).is_some_and(counts);
    let top: Vec<usize> =
        (0..figures.len()).filter(|at| counts(&figures[*at]) && !is_part(&figures[*at])).collect();
    let size = |at: usize| (Interval::of(figures[at].amount).rough(), std::cmp::Reverse(at));
    let mut kept: Vec<usize> = Vec::new();
    for &at in &top {
        let who = figures[at].who();
        let rival = top.iter().copied().filter(|other| *other != at).any(|other| {
            let other_who = figures[other].who();
            is_within(who, other_who) || (who == other_who && size(other) > size(at))
        });
        if !rival {
            kept.push(at);
        }
    }
    kept
}

/// The total of a harm and group, and the status all counted people share. None if no figure gives a number.
pub fn total_interval(
    figures: &[Figure],
    harm: Harm,
    belongs: &dyn Fn(&Figure) -> bool,
) -> Option<(Interval, Status)> {
    let wholes = wholes(figures, harm, belongs);
    let mut amounts = wholes.iter().map(|at| Interval::of(figures[*at].amount));
    let first = amounts.next()?;
    let total = amounts.fold(first, Interval::plus);
    let status = figures[wholes[0]].status;
    let same = wholes.iter().all(|at| figures[*at].status == status);
    (!total.is_unknown()).then_some((total, if same { status } else { Status::Mixed }))
}

#[cfg(test)]
mod tests {
    use super::super::tests::build::{figure, part};
    use super::*;

    fn total(figures: &[Figure]) -> Option<Interval> {
        total_interval(figures, Harm::Killed, &|_| true).map(|(interval, _)| interval)
    }

    #[test]
    fn disjoint_groups_of_one_claim_are_added() {
        let figures = [figure(Harm::Killed, Who::Women, 5), figure(Harm::Killed, Who::Children, 3)];
        assert_eq!(total(&figures), Some(Interval::exact(8)));
    }

    #[test]
    fn parts_are_never_added_to_their_whole() {
        let figures = [
            figure(Harm::Killed, Who::Civilians, 20),
            part(figure(Harm::Killed, Who::Children, 9), 0),
            part(figure(Harm::Killed, Who::Women, 8), 0),
        ];
        assert_eq!(total(&figures), Some(Interval::exact(20)));
        // The same without the link to the whole: the wider group holds the narrower ones.
        let loose: Vec<Figure> = figures.iter().cloned().map(|f| Figure { part_of: None, ..f }).collect();
        assert_eq!(total(&loose), Some(Interval::exact(20)));
    }

    #[test]
    fn the_killed_among_sixty_casualties_are_the_total_of_the_killed() {
        let figures =
            [figure(Harm::Casualties, Who::People, 60), part(figure(Harm::Killed, Who::People, 20), 0)];
        assert_eq!(total(&figures), Some(Interval::exact(20)));
        assert_eq!(total_interval(&figures, Harm::Casualties, &|_| true).unwrap().0, Interval::exact(60));
    }

    #[test]
    fn a_repeated_number_counts_once() {
        let figures = [figure(Harm::Killed, Who::Civilians, 12), figure(Harm::Killed, Who::Civilians, 12)];
        assert_eq!(total(&figures), Some(Interval::exact(12)));
    }

    #[test]
    fn at_least_twelve_meets_fourteen_and_not_eleven() {
        let at_least = Interval { low: Some(12), high: None };
        assert!(at_least.meets(Interval::exact(14)));
        assert!(!at_least.meets(Interval::exact(11)));
    }
}
