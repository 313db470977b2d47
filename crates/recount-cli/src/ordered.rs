//! Work on many threads whose results come out in the order in which the work went in.
//!
//! At most a fixed number of pieces is under way at any time, so memory does not grow with the length of the input,
//! even where one slow piece holds up the ones behind it.

use std::sync::Arc;
use std::thread;

use crossbeam_channel::{Receiver, Sender, bounded};

/// Takes pieces of work in.
pub struct Feed<I, O> {
    work: Sender<(I, Sender<O>)>,
    order: Sender<Receiver<O>>,
}

impl<I, O> Feed<I, O> {
    /// Adds a piece; false once nobody wants results any more.
    pub fn push(&self, piece: I) -> bool {
        let (out, result) = bounded(1);
        self.order.send(result).is_ok() && self.work.send((piece, out)).is_ok()
    }
}

/// Results in the order of the work, each behind a receiver of its own.
pub type Results<O> = Receiver<Receiver<O>>;

/// Starts `workers` threads and one that runs `produce`. Nothing is joined: a producer may hang on standard input, and
/// whoever drops the results ends the others.
pub fn start<I: Send + 'static, O: Send + 'static>(
    workers: usize,
    produce: impl FnOnce(&Feed<I, O>) + Send + 'static,
    work: impl Fn(I) -> O + Send + Sync + 'static,
) -> Results<O> {
    // Enough in front of each worker that none waits for the others, few enough that memory stays flat.
    let ahead = workers * 16;
    let (order, results) = bounded(ahead);
    let (feed, pieces) = bounded::<(I, Sender<O>)>(ahead);
    let work = Arc::new(work);
    for _ in 0..workers {
        let (pieces, work) = (pieces.clone(), work.clone());
        let run = move || {
            for (piece, out) in pieces {
                // The results may have been dropped; then the feed ends soon as well.
                let _ = out.send(work(piece));
            }
        };
        // Where the system gives fewer threads than asked for, those there are do the work; without any, the feed ends
        // and every piece is told as lost.
        let _ = thread::Builder::new().stack_size(STACK_BYTES).spawn(run);
    }
    thread::spawn(move || produce(&Feed { work: feed, order }));
    results
}

/// Pages may nest their elements very deeply, and a stack that runs over cannot be caught.
const STACK_BYTES: usize = 64 << 20;

/// As many workers as the machine has cores.
pub fn cores() -> usize {
    thread::available_parallelism().map_or(1, usize::from)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::time::Duration;

    #[test]
    fn results_come_in_order_and_a_slow_piece_holds_the_feed_back() {
        static FED: AtomicUsize = AtomicUsize::new(0);
        let produce = |feed: &Feed<usize, usize>| {
            for number in 0..500 {
                FED.fetch_add(1, Ordering::SeqCst);
                if !feed.push(number) {
                    break;
                }
            }
        };
        let work = |number| {
            if number == 0 {
                thread::sleep(Duration::from_millis(200));
            }
            number * 2
        };
        let results = start(2, produce, work);
        let first = results.recv().unwrap().recv().unwrap();
        assert!(FED.load(Ordering::SeqCst) < 100, "the feed ran ahead without bound");
        let rest: Vec<usize> = results.iter().map(|result| result.recv().unwrap()).collect();
        assert_eq!(first, 0);
        assert_eq!(rest, (1..500).map(|number| number * 2).collect::<Vec<_>>());
    }

    #[test]
    fn dropping_the_results_ends_the_feed() {
        let (told, ended) = bounded(1);
        let produce = move |feed: &Feed<(), ()>| {
            while feed.push(()) {}
            told.send(()).unwrap();
        };
        drop(start(1, produce, |()| ()));
        ended.recv_timeout(Duration::from_secs(10)).unwrap();
    }
}
