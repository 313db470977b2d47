//! Prints the candidates of a name: `find NAME [SET ...]`.

#![expect(clippy::print_stdout, reason = "a tool for the terminal")]

use std::{env, error::Error, fs};

use recount_places::{Gazetteer, Layer, find};

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let [name, sets @ ..] = arguments.as_slice() else { return Err("usage: find NAME [SET ...]".into()) };
    let mut gazetteer = Gazetteer::world();
    for set in sets {
        gazetteer = gazetteer.with_layer(Layer::from_tsv(set, fs::File::open(set)?)?);
    }
    for found in find(&gazetteer, name, None).into_iter().take(12) {
        println!(
            "{:.3} {} [{}] {} {} {} {:.3},{:.3} {:?} {:?}",
            found.score,
            found.name,
            gazetteer.alias(&found.found),
            found.feature,
            found.country,
            found.id,
            found.lat,
            found.lon,
            (found.found.matched, found.found.own_name, found.found.similarity),
            found.parts.named()
        );
    }
    Ok(())
}
