//! Work on many threads whose results come out in the order in which the work went in.
//!
//! At most a fixed number of pieces is under way at any time, so memory does not grow with the length of the input,
//! even where one slow piece holds up the ones behind it. A piece that takes longer than allowed is given up: its thread
//! cannot be stopped, so another takes its place, and the answer that comes too late is dropped.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::thread;
use std::time::{Duration, Instant};

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

/// What is done with pieces.
pub struct Work<I, O> {
    /// Does the work.
    pub run: Box<dyn Fn(I) -> O + Send + Sync>,
    /// The answer for a piece that takes too long.
    pub give_up: Box<dyn Fn(&I) -> O + Send + Sync>,
    /// How long a piece may take.
    pub limit: Duration,
}

/// Starts `workers` threads and one that runs `produce`. Nothing is joined: a producer may hang on standard input, and
/// whoever drops the results ends the others.
pub fn start<I: Send + 'static, O: Send + 'static>(
    workers: usize,
    produce: impl FnOnce(&Feed<I, O>) + Send + 'static,
    work: Work<I, O>,
) -> Results<O> {
    // Enough in front of each worker that none waits for the others, few enough that memory stays flat.
    let ahead = workers * 16;
    let (order, results) = bounded(ahead);
    let (feed, pieces) = bounded::<(I, Sender<O>)>(ahead);
    let shop = Arc::new(Shop { work, pieces, jobs: Mutex::default(), count: AtomicU64::new(0) });
    for _ in 0..workers {
        spawn_worker(shop.clone());
    }
    let watched = Arc::downgrade(&shop);
    drop(shop);
    thread::spawn(move || watch(&watched));
    thread::spawn(move || produce(&Feed { work: feed, order }));
    results
}

/// By number: since when a piece is worked on, where the answer goes, and the answer if it takes too long.
type Jobs<O> = HashMap<u64, (Instant, Sender<O>, O)>;

/// What the workers share.
struct Shop<I, O> {
    work: Work<I, O>,
    pieces: Receiver<(I, Sender<O>)>,
    /// What is being worked on.
    jobs: Mutex<Jobs<O>>,
    count: AtomicU64,
}

impl<I, O> Shop<I, O> {
    fn jobs(&self) -> MutexGuard<'_, Jobs<O>> {
        self.jobs.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn spawn_worker<I: Send + 'static, O: Send + 'static>(shop: Arc<Shop<I, O>>) {
    let run = move || {
        for (piece, out) in &shop.pieces {
            let job = shop.count.fetch_add(1, Ordering::Relaxed);
            let late = (shop.work.give_up)(&piece);
            shop.jobs().insert(job, (Instant::now(), out, late));
            let answer = (shop.work.run)(piece);
            let Some((_, out, _)) = shop.jobs().remove(&job) else {
                // This piece was given up and another worker has taken this one's place.
                return;
            };
            // The results may have been dropped; then the feed ends soon as well.
            let _ = out.send(answer);
        }
    };
    // Where the system gives fewer threads than asked for, those there are do the work; without any, the feed ends
    // and every piece is told as lost.
    let _ = thread::Builder::new().stack_size(STACK_BYTES).spawn(run);
}

/// Gives up what takes too long, until the workers are gone. It must not keep alive what they hold: a ledger is closed
/// when the last of them lets go of it.
fn watch<I: Send + 'static, O: Send + 'static>(shop: &Weak<Shop<I, O>>) {
    loop {
        let Some(shop) = shop.upgrade() else { return };
        let late: Vec<_> = {
            let mut jobs = shop.jobs();
            let is_late = |since: &Instant| since.elapsed() > shop.work.limit;
            let ids: Vec<u64> =
                jobs.iter().filter(|(_, (since, ..))| is_late(since)).map(|(id, _)| *id).collect();
            ids.iter().filter_map(|id| jobs.remove(id)).collect()
        };
        for (_, out, answer) in late {
            let _ = out.send(answer);
            spawn_worker(shop.clone());
        }
        let tick = (shop.work.limit / 8).clamp(Duration::from_millis(5), Duration::from_millis(500));
        drop(shop);
        thread::sleep(tick);
    }
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
    use std::sync::atomic::AtomicUsize;

    fn work<I: 'static, O: Send + 'static>(
        run: impl Fn(I) -> O + Send + Sync + 'static,
        give_up: impl Fn(&I) -> O + Send + Sync + 'static,
    ) -> Work<I, O> {
        Work { run: Box::new(run), give_up: Box::new(give_up), limit: Duration::from_secs(60) }
    }

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
        let double = |number| {
            if number == 0 {
                thread::sleep(Duration::from_millis(200));
            }
            number * 2
        };
        let results = start(2, produce, work(double, |_| 0));
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
        drop(start(1, produce, work(|()| (), |()| ())));
        ended.recv_timeout(Duration::from_secs(10)).unwrap();
    }

    #[test]
    fn a_piece_that_takes_too_long_is_given_up_and_the_others_are_done() {
        let produce = |feed: &Feed<u64, String>| {
            for number in [5_000, 0, 1, 5_000, 2] {
                feed.push(number);
            }
        };
        let sleep = |millis: u64| {
            thread::sleep(Duration::from_millis(millis));
            format!("done {millis}")
        };
        let work =
            Work { limit: Duration::from_millis(80), ..work(sleep, |millis| format!("late {millis}")) };
        let since = Instant::now();
        let told: Vec<String> = start(1, produce, work).iter().map(|result| result.recv().unwrap()).collect();
        assert_eq!(told, ["late 5000", "done 0", "done 1", "late 5000", "done 2"]);
        assert!(since.elapsed() < Duration::from_secs(3));
    }
}
