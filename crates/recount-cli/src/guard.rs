//! Keeps one report that makes the engine panic from ending the run.

use std::cell::RefCell;
use std::panic::{self, AssertUnwindSafe};

thread_local! {
    static LAST: RefCell<Option<String>> = const { RefCell::new(None) };
}

/// Panics are told by whoever catches them, in one line, instead of with a backtrace.
pub fn silence_panics() {
    panic::set_hook(Box::new(|info| {
        let words = info.payload_as_str().unwrap_or("no message").replace('\n', " ");
        let place = info.location().map(|at| format!(" at {}:{}", at.file(), at.line())).unwrap_or_default();
        LAST.with(|last| *last.borrow_mut() = Some(format!("{words}{place}")));
    }));
}

/// Runs work; a panic becomes a message that asks to report it.
///
/// The work must leave nothing half done behind it when it panics: reading one report only makes values.
pub fn guarded<T>(work: impl FnOnce() -> T) -> Result<T, String> {
    panic::catch_unwind(AssertUnwindSafe(work)).map_err(|_| {
        let words = LAST.with(|last| last.borrow_mut().take()).unwrap_or_else(|| "no message".to_owned());
        format!("a mistake in recount stopped this: {words}; please report it")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_becomes_one_line_and_the_next_work_runs() {
        silence_panics();
        let message = guarded(|| panic!("two\nlines")).unwrap_err();
        assert!(message.contains("two lines") && message.contains("guard.rs"), "{message}");
        assert!(!message.contains('\n'));
        assert_eq!(guarded(|| 7), Ok(7));
    }
}
