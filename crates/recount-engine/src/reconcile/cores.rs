//! Work on all cores whose result does not depend on who did it.

use std::sync::atomic::{AtomicUsize, Ordering};

/// Fewer items than this are not worth a thread.
const LEAST: usize = 512;
/// Items that a thread takes at one time.
const SHARE: usize = 256;

/// Makes something of each number below `len`, in their order.
pub fn map_in_order<T: Send>(len: usize, make: impl Fn(usize) -> T + Sync) -> Vec<T> {
    let threads = if len < LEAST { 1 } else { count() };
    if threads == 1 {
        return (0..len).map(make).collect();
    }
    let next = AtomicUsize::new(0);
    let work = || {
        let mut made: Vec<(usize, Vec<T>)> = Vec::new();
        loop {
            let start = next.fetch_add(SHARE, Ordering::Relaxed);
            if start >= len {
                return made;
            }
            made.push((start, (start..len.min(start + SHARE)).map(&make).collect()));
        }
    };
    let mut shares = on_all(threads, work).into_iter().flatten().collect::<Vec<_>>();
    shares.sort_unstable_by_key(|(start, _)| *start);
    let mut all = Vec::with_capacity(len);
    shares.into_iter().for_each(|(_, share)| all.extend(share));
    all
}

/// How many cores there are.
pub fn count() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from)
}

/// Runs the same work on so many threads, and gives what each made.
pub fn on_all<T: Send>(threads: usize, work: impl Fn() -> T + Sync) -> Vec<T> {
    std::thread::scope(|scope| {
        let others: Vec<_> = (1..threads).map(|_| scope.spawn(&work)).collect();
        let mut made = vec![work()];
        for other in others {
            match other.join() {
                Ok(found) => made.push(found),
                Err(panic) => std::panic::resume_unwind(panic),
            }
        }
        made
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_several_threads_make_stands_in_order() {
        assert_eq!(map_in_order(5_000, |n| n * 2), (0..5_000).map(|n| n * 2).collect::<Vec<_>>());
        assert_eq!(map_in_order(0, |n| n), Vec::<usize>::new());
    }
}
