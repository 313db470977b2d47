//! What one input may cost: each is held to a time and to an amount of memory by itself, so that a slow or greedy one
//! is found under its own name and not in an average.

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;
use std::fs;
use std::time::{Duration, Instant};

/// Longest that one input may keep a core busy.
pub const LONGEST: Duration = Duration::from_secs(2);

/// Most memory that may be held at once for one input, beyond what was held before. Inputs have at most 256 KB, and a
/// tree of a page takes some hundred bytes for each element.
pub const LARGEST: usize = 128 << 20;

/// Runs the work on one input; fails where it went over a bound. What the work costs must be its own thread's.
pub fn hold<T>(what: &str, input: &[u8], work: impl FnOnce() -> T) -> T {
    let held = LIVE.get();
    PEAK.set(held);
    let start = Clock::start();
    let done = work();
    let (spent, peak) = (start.spent(), PEAK.get().saturating_sub(held));
    assert!(spent <= LONGEST, "{what}: {spent:?} for {} bytes, more than {LONGEST:?}", input.len());
    assert!(peak <= LARGEST as isize, "{what}: {peak} bytes of memory for {} bytes", input.len());
    done
}

/// The time this thread was on a core, where the system tells; else the time on the wall.
enum Clock {
    Core(Duration),
    Wall(Instant),
}

impl Clock {
    fn start() -> Self {
        on_core().map_or_else(|| Self::Wall(Instant::now()), Self::Core)
    }

    fn spent(&self) -> Duration {
        match self {
            Self::Core(start) => on_core().unwrap_or(*start).saturating_sub(*start),
            Self::Wall(start) => start.elapsed(),
        }
    }
}

fn on_core() -> Option<Duration> {
    let told = fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    told.split_whitespace().next()?.parse().ok().map(Duration::from_nanos)
}

thread_local! {
    // Signed: memory may be freed on another thread than the one that took it.
    static LIVE: Cell<isize> = const { Cell::new(0) };
    static PEAK: Cell<isize> = const { Cell::new(0) };
}

/// The system's allocator, with a count of what each thread holds.
struct Counting;

#[global_allocator]
static ALLOCATOR: Counting = Counting;

fn count(change: isize) {
    // A thread that is ending has no counters any more, and nothing to hold to a bound.
    let _ = LIVE.try_with(|live| {
        live.set(live.get() + change);
        let _ = PEAK.try_with(|peak| peak.set(peak.get().max(live.get())));
    });
}

#[allow(unsafe_code, reason = "memory can be counted only where it is given out")]
// SAFETY: every call goes to the system's allocator unchanged.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        count(layout.size() as isize);
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, place: *mut u8, layout: Layout) {
        count(-(layout.size() as isize));
        unsafe { System.dealloc(place, layout) }
    }

    unsafe fn realloc(&self, place: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        count(size as isize - layout.size() as isize);
        unsafe { System.realloc(place, layout, size) }
    }
}
