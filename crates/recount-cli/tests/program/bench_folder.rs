//! A folder of many small reports, the same on every run.

use std::fs;
use std::path::Path;

/// A pseudo-random walk with a fixed start.
pub struct Walk(pub u64);

impl Walk {
    /// The next number below `below`.
    pub fn next(&mut self, below: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % below
    }
}

/// Writes `number` reports: texts, and a file of lines with as many again.
pub fn write(folder: &Path, number: u64) {
    const TOWNS: [&str; 5] = ["Raqqa", "Mosul", "Taiz", "Kunduz", "Kharkiv"];
    let mut walk = Walk(7);
    let mut lines = String::new();
    for at in 0..number {
        let town = TOWNS[walk.next(5) as usize];
        let (dead, day) = (walk.next(30) + 1, walk.next(28) + 1);
        let text = format!(
            "Shelling kills {dead} in {town}\n\n{day} June 2019\n\nShelling of {town} killed {dead} people and wounded {} \
             on {day} June 2019, report number {at} of the local council said.\n",
            dead + 2
        );
        fs::write(folder.join(format!("report-{at:04}.txt")), &text).unwrap();
        let line =
            serde_json::json!({"id": at, "publisher": "Council", "published": "2019-06-30", "text": text});
        lines.push_str(&format!("{line}\n"));
    }
    fs::write(folder.join("lines.jsonl"), lines).unwrap();
}
