//! Runs of text that map to runs of bytes, cut and chained.

use recount_model::OffsetMap;
use recount_model::span::OffsetRun;

/// A sorted table of runs from one text into the bytes (or text) it was made of.
#[derive(Clone, Debug, Default)]
pub(super) struct Runs(Vec<OffsetRun>);

impl Runs {
    pub(super) fn identity(len: usize, raw_start: u64) -> Self {
        let mut runs = Self::default();
        runs.push(0, len, raw_start, len);
        runs
    }

    /// Adds a run behind the last one; runs that continue each other byte by byte become one.
    pub(super) fn push(&mut self, text_start: usize, text_len: usize, raw_start: u64, raw_len: usize) {
        let (start, len, raw_len) = (text_start as u32, text_len as u32, raw_len as u32);
        if len == 0 {
            return;
        }
        if let Some(last) = self.0.last_mut() {
            let is_plain = last.text_len == last.raw_len && len == raw_len;
            let touches = last.text_start + last.text_len == start
                && last.raw_start + u64::from(last.raw_len) == raw_start;
            if is_plain && touches {
                last.text_len += len;
                last.raw_len += len;
                return;
            }
        }
        self.0.push(OffsetRun { text_start: start, text_len: len, raw_start, raw_len });
    }

    /// Adds the runs of a stretch of the text below, which becomes `to..to + len` of the text above.
    pub(super) fn push_stretch(&mut self, to: usize, below: &Runs, from: usize, len: usize) {
        let end = from + len;
        let first = below.0.partition_point(|run| (run.text_start + run.text_len) as usize <= from);
        for run in &below.0[first..] {
            let run_start = run.text_start as usize;
            if run_start >= end {
                break;
            }
            let (start, stop) = (run_start.max(from), (run_start + run.text_len as usize).min(end));
            if run.text_len == run.raw_len {
                let raw = run.raw_start + (start - run_start) as u64;
                self.push(to + start - from, stop - start, raw, stop - start);
            } else {
                self.push(to + start - from, stop - start, run.raw_start, run.raw_len as usize);
            }
        }
    }

    /// The runs of a stretch of this text, as a map of its own.
    pub(super) fn cut(&self, start: usize, len: usize) -> Runs {
        let mut runs = Runs::default();
        runs.push_stretch(0, self, start, len);
        runs
    }

    /// This text's runs into the text below, with the runs of the text below: into the bytes.
    pub(super) fn through(&self, below: &Runs) -> Runs {
        let mut runs = Runs::default();
        for run in &self.0 {
            let (from, to) = (run.raw_start as usize, run.text_start as usize);
            if run.text_len == run.raw_len {
                runs.push_stretch(to, below, from, run.text_len as usize);
            } else {
                let stretch = below.cut(from, run.raw_len as usize).0;
                if let (Some(first), Some(last)) = (stretch.first(), stretch.last()) {
                    let raw_len = last.raw_start + u64::from(last.raw_len) - first.raw_start;
                    runs.push(to, run.text_len as usize, first.raw_start, raw_len as usize);
                }
            }
        }
        runs
    }

    pub(super) fn into_map(self) -> OffsetMap {
        OffsetMap::from_runs(self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn runs_are_chained_through_a_text_between() {
        // Raw `x\u0026amp;y` (JSON) -> `x&amp;y` (page source) -> `x&y` (text).
        let mut json = Runs::default();
        json.push(0, 1, 10, 1);
        json.push(1, 1, 11, 6);
        json.push(2, 5, 17, 5);
        let mut page = Runs::default();
        page.push(0, 1, 0, 1);
        page.push(1, 1, 1, 5);
        page.push(2, 1, 6, 1);
        let chained = page.through(&json).into_map();
        let seen: Vec<_> =
            chained.runs().iter().map(|run| (run.text_start, run.raw_start, run.raw_len)).collect();
        assert_eq!(seen, [(0, 10, 1), (1, 11, 10), (2, 21, 1)]);
    }
}
