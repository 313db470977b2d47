//! Prints the scoreboard.

use std::collections::BTreeMap;

use super::floors::Floors;
use super::measure::Score;

/// Prints one line a figure: precision and recall apart, the floors beside them.
pub fn print(scores: &[(String, Score)], floors: &Floors, values: &BTreeMap<String, f64>) {
    println!("{:<44} {:>9} {:>9} {:>7} {:>7}   floor", "figure", "precision", "recall", "F1", "share");
    let floor = |name: &str| match floors.floors.get(name) {
        Some(floor) if values.get(name).is_some_and(|value| *value < *floor - 1e-9) => {
            format!("{floor:.3} UNDER")
        }
        Some(floor) => format!("{floor:.3}"),
        None => "none".to_owned(),
    };
    for (name, score) in scores {
        match score {
            Score::Pair { precision, recall } => {
                let f1 = score.f1().unwrap_or(0.0);
                let floors =
                    [floor(&format!("{name}.precision")), floor(&format!("{name}.recall"))].join(" / ");
                println!("{name:<44} {precision:>9.3} {recall:>9.3} {f1:>7.3} {:>7}   {floors}", "");
            }
            Score::Share(share) => {
                println!("{name:<44} {:>9} {:>9} {:>7} {share:>7.3}   {}", "", "", "", floor(name));
            }
        }
    }
}
