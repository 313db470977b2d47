//! Puts the engine together: the lexicon with the user's folders on top, the world's places with the user's sets.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{anyhow, bail};
use recount_engine::Engine;
use recount_lexicon::files::LexiconFile;
use recount_lexicon::{Lexicon, Problem, files};
use recount_model::Sha256;
use recount_places::{Gazetteer, Layer};

use crate::args::PlaceSets;
use crate::input::{plain_words, shown};
use crate::places::home;
use crate::tell::tell;

/// An engine, and what tells its results from those of another.
pub struct Setup {
    /// The engine.
    pub engine: Arc<Engine>,
    /// The places it knows.
    pub gazetteer: Arc<Gazetteer>,
    /// Digest of the lexicon and of the places the user added: other places, other claims.
    pub digest: String,
}

/// The engine under the user's lexicon and places.
pub fn setup(lexicon_folders: &[PathBuf], places: &PlaceSets) -> anyhow::Result<Setup> {
    let lexicon = lexicon(lexicon_folders)?;
    let (gazetteer, added) = layers(places)?;
    let digest =
        added.map_or_else(|| lexicon.digest.clone(), |places| format!("{}+{places}", lexicon.digest));
    let gazetteer = Arc::new(gazetteer);
    Ok(Setup { engine: Arc::new(Engine::new(lexicon, gazetteer.clone())), gazetteer, digest })
}

/// The lexicon, or all its problems in one message.
pub fn lexicon(folders: &[PathBuf]) -> anyhow::Result<Arc<Lexicon>> {
    let compiled = compile(folders)?.map_err(|problems| {
        let lines: Vec<String> = problems.iter().map(ToString::to_string).collect();
        anyhow!("{}", lines.join("\n"))
    });
    Ok(Arc::new(compiled?))
}

/// Compiles the lexicon; a folder that cannot be read is an error, a file that is wrong is a problem.
pub fn compile(folders: &[PathBuf]) -> anyhow::Result<Result<Lexicon, Vec<Problem>>> {
    let mut all = files::embedded();
    let mut theirs = Vec::new();
    for folder in folders {
        let before = theirs.len();
        collect(folder, folder, &mut theirs)?;
        if theirs.len() == before {
            bail!("{}: the folder holds no lexicon files (*.toml)", folder.display());
        }
    }
    all.extend(theirs.iter().map(|(file, _)| file.clone()));
    Ok(Lexicon::from_files(&all).map_err(|problems| name_files(problems, &theirs)))
}

/// Shows the user's files by their paths. The embedded ones are checked when the program is made, so where a name
/// stands for both, the user's file is meant.
pub fn name_files(mut problems: Vec<Problem>, theirs: &[(LexiconFile, PathBuf)]) -> Vec<Problem> {
    for problem in &mut problems {
        if let Some((_, path)) = theirs.iter().find(|(file, _)| file.name == problem.file) {
            problem.file = shown(path);
        }
    }
    problems
}

/// The lexicon files of the user's folders with their paths.
pub fn user_files(folders: &[PathBuf]) -> anyhow::Result<Vec<(LexiconFile, PathBuf)>> {
    let mut theirs = Vec::new();
    for folder in folders {
        collect(folder, folder, &mut theirs)?;
    }
    Ok(theirs)
}

fn collect(root: &Path, folder: &Path, files: &mut Vec<(LexiconFile, PathBuf)>) -> anyhow::Result<()> {
    let read = |path: &Path| path.display().to_string();
    let mut entries: Vec<PathBuf> = fs::read_dir(folder)
        .and_then(|entries| entries.map(|entry| entry.map(|entry| entry.path())).collect())
        .map_err(|error| anyhow!("{}: {}", read(folder), plain_words(&error)))?;
    entries.sort();
    for path in entries {
        if path.is_dir() {
            collect(root, &path, files)?;
        } else if path.extension().is_some_and(|extension| extension == "toml") {
            let text = fs::read_to_string(&path)
                .map_err(|error| anyhow!("{}: {}", read(&path), plain_words(&error)))?;
            let name = path.strip_prefix(root).unwrap_or(&path).to_string_lossy().replace('\\', "/");
            files.push((LexiconFile { name, text }, path));
        }
    }
    Ok(())
}

/// The places of the world with the user's sets; rows that cannot be used are told and left out.
pub fn gazetteer(sets: &PlaceSets) -> anyhow::Result<Gazetteer> {
    layers(sets).map(|(gazetteer, _)| gazetteer)
}

/// The gazetteer, and a digest of what the user added to it.
fn layers(sets: &PlaceSets) -> anyhow::Result<(Gazetteer, Option<String>)> {
    let mut gazetteer = Gazetteer::world();
    let mut digests = Vec::new();
    if !sets.no_user_places {
        gazetteer = home::with_user_places(gazetteer, &sets.home, &mut digests)?;
    }
    for path in place_files(&sets.paths)? {
        let name = shown(&path);
        let file = File::open(&path).map_err(|error| anyhow!("{name}: {}", plain_words(&error)))?;
        let layer = Layer::from_tsv(&name, file)?;
        for notice in layer.notices().iter().take(MOST_NOTICES) {
            tell(notice);
        }
        if layer.notices().len() > MOST_NOTICES {
            tell(format_args!("{name}: {} more rows left out", layer.notices().len() - MOST_NOTICES));
        }
        digests.push(Sha256::of(layer.as_bytes()).to_hex());
        gazetteer = gazetteer.with_layer(layer);
    }
    let parts: Vec<&[u8]> = digests.iter().map(String::as_bytes).collect();
    let digest = (!parts.is_empty()).then(|| Sha256::of_parts(&parts).to_hex()[..16].to_owned());
    Ok((gazetteer, digest))
}

/// More notices than this about one set say nothing new.
const MOST_NOTICES: usize = 5;

/// Files as they are; of folders every set in them.
fn place_files(paths: &[PathBuf]) -> anyhow::Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for path in paths {
        if !path.is_dir() {
            files.push(path.clone());
            continue;
        }
        let entries =
            fs::read_dir(path).map_err(|error| anyhow!("{}: {}", path.display(), plain_words(&error)))?;
        let is_set = |path: &PathBuf| {
            [".tsv", ".tsv.zst"].iter().any(|end| shown(path).ends_with(end)) && path.is_file()
        };
        let mut sets: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).filter(is_set).collect();
        if sets.is_empty() {
            bail!("{}: the folder holds no places (*.tsv, *.tsv.zst)", path.display());
        }
        sets.sort();
        files.append(&mut sets);
    }
    Ok(files)
}
