//! Makes the finished world index from its rows: `world_index places/world.tsv.zst places/world.index.zst`.
//!
//! Run by `cargo xtask places`; the build only unpacks the result.

use std::{env, error::Error, fs, time::Instant};

use recount_places::Layer;

fn main() -> Result<(), Box<dyn Error>> {
    let paths: Vec<String> = env::args().skip(1).collect();
    let [rows, index] = paths.as_slice() else { return Err("usage: world_index ROWS INDEX".into()) };
    let started = Instant::now();
    let layer = Layer::world_from_tsv(fs::File::open(rows)?)?;
    if let Some(notice) = layer.notices().first() {
        return Err(format!("{} bad rows, first {notice}", layer.notices().len()).into());
    }
    let packed = zstd::encode_all(layer.as_bytes(), 19)?;
    fs::write(index, &packed)?;
    let (megabytes, seconds) = (|bytes: usize| bytes as f64 / 1e6, started.elapsed().as_secs_f64());
    #[expect(clippy::print_stdout, reason = "a tool for the terminal")]
    {
        println!(
            "{} places, index {:.1} MB, packed {:.1} MB, {seconds:.1} s",
            layer.len(),
            megabytes(layer.as_bytes().len()),
            megabytes(packed.len())
        );
        println!("sections: {:?}", layer.section_sizes());
    }
    Ok(())
}
