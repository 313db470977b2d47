//! The folder with the user's sets.
//!
//! A set is a manifest that names two files: rows, which are the set, and an index made of them, which is mapped when
//! the program starts. All are written under temporary names first and the manifest last, so at any moment, however a
//! run ends, the folder holds whole sets only. What no manifest names is left over and is swept out by the next change.

use std::fs::{self, File, TryLockError};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use recount_places::Layer;
use tempfile::NamedTempFile;

use crate::error::{StoreError, plain_words};
use crate::import::{sha256_of, write_index};
use crate::manifest::{FORM, Manifest};
use crate::pins::Pins;
use crate::room::OnDisk;

/// The folder with the user's sets.
#[derive(Debug, Clone)]
pub struct Store {
    home: PathBuf,
}

/// A set ready for use.
pub struct Opened {
    /// The set.
    pub layer: Layer,
    /// What it is.
    pub manifest: Manifest,
}

/// Something a person should know about the folder though the program goes on.
pub type Trouble = String;

const TEMPORARY: &str = ".making-";

impl Store {
    /// A store in a folder, which need not be there yet.
    #[must_use]
    pub fn at(home: impl Into<PathBuf>) -> Self {
        Self { home: home.into() }
    }

    /// The folder.
    #[must_use]
    pub fn home(&self) -> &Path {
        &self.home
    }

    /// What is known of each set, in the order of their names.
    ///
    /// # Errors
    ///
    /// When the folder or a manifest cannot be read.
    pub fn manifests(&self) -> Result<Vec<Manifest>, StoreError> {
        let entries = match fs::read_dir(&self.home) {
            Ok(entries) => entries,
            Err(cause) if cause.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            Err(cause) => return Err(StoreError::io(&self.home, &cause)),
        };
        let mut manifests = Vec::new();
        for path in entries.flatten().map(|entry| entry.path()) {
            let hidden = path.file_name().is_some_and(|name| name.to_string_lossy().starts_with('.'));
            if !hidden && path.extension().is_some_and(|end| end == "toml") {
                manifests.push(read_manifest(&path)?);
            }
        }
        manifests.sort_by(|a, b| a.name.cmp(&b.name));
        Ok(manifests)
    }

    /// The manifest of one set.
    ///
    /// # Errors
    ///
    /// When there is none of this name, with the names there are.
    pub fn manifest(&self, name: &str) -> Result<Manifest, StoreError> {
        let all = self.manifests()?;
        let names: Vec<String> = all.iter().map(|manifest| manifest.name.clone()).collect();
        all.into_iter().find(|manifest| manifest.name.eq_ignore_ascii_case(name)).ok_or_else(|| {
            let known = if names.is_empty() {
                "there are none".to_owned()
            } else {
                format!("there are {}", names.join(", "))
            };
            StoreError::new(name, format!("no such set of places in {}; {known}", self.home.display()))
        })
    }

    /// Opens a set. An index of another version of the program is made again from the rows, and that is said.
    ///
    /// # Errors
    ///
    /// When a file of the set is missing or damaged.
    pub fn open(&self, manifest: Manifest) -> Result<(Opened, Option<Trouble>), StoreError> {
        match self.open_index(&manifest) {
            Ok(layer) => Ok((Opened { layer, manifest }, None)),
            Err(why) => {
                let rows = self.home.join(&manifest.rows);
                let whole = sha256_of(&rows).map_err(|cause| StoreError::io(&rows, &cause))?;
                if whole.0 != manifest.rows_sha256 {
                    let message = "the file has changed since the import; import the set again";
                    return Err(StoreError::new(rows.display().to_string(), message));
                }
                self.make_again(manifest, &why)
            }
        }
    }

    fn open_index(&self, manifest: &Manifest) -> Result<Layer, String> {
        let path = self.home.join(&manifest.index);
        let file = File::open(&path).map_err(|cause| plain_words(&cause))?;
        let length = file.metadata().map_err(|cause| plain_words(&cause))?.len();
        if length != manifest.index_bytes {
            return Err("the file is not as long as it was".to_owned());
        }
        #[expect(
            unsafe_code,
            reason = "mapping a file; files of sets are replaced by renaming and never written again"
        )]
        // SAFETY: the program never writes to a finished index, it renames new files over old names, and a mapping keeps
        // the old file. Somebody else who cuts the file while it is mapped ends this process, as they could by other means.
        let mapped = unsafe { memmap2::Mmap::map(&file) }.map_err(|cause| plain_words(&cause))?;
        Layer::from_held(&manifest.prefix, Arc::new(mapped)).map_err(|error| error.to_string())
    }

    fn make_again(&self, manifest: Manifest, why: &str) -> Result<(Opened, Option<Trouble>), StoreError> {
        let rows = self.home.join(&manifest.rows);
        let told = |how: &str| Some(format!("{}: the index is {how} ({why})", manifest.name));
        let made = self.write_again(&manifest, &rows);
        if let Ok(manifest) = made
            && let Ok(layer) = self.open_index(&manifest)
        {
            return Ok((Opened { layer, manifest }, told("made again")));
        }
        // A folder that cannot be written, as on a shared machine, costs time at every start but no places.
        let file = File::open(&rows).map_err(|cause| StoreError::io(&rows, &cause))?;
        let layer = Layer::from_tsv(&manifest.prefix, file)
            .map_err(|error| StoreError::new(rows.display().to_string(), error.to_string()))?;
        let trouble = told("made for this run only, because the folder cannot be written");
        Ok((Opened { layer, manifest }, trouble))
    }

    fn write_again(&self, manifest: &Manifest, rows: &Path) -> Result<Manifest, StoreError> {
        let _lock = self.lock()?;
        let index = self.temporary()?;
        write_index(&manifest.name, rows, index.as_file(), &OnDisk::in_folder(self.home.clone()))?;
        let (sha256, bytes) =
            sha256_of(index.path()).map_err(|cause| StoreError::io(index.path(), &cause))?;
        let manifest = Manifest {
            index: format!("{}-{}.places", manifest.name, &sha256[..12]),
            index_bytes: bytes,
            index_sha256: sha256,
            ..manifest.clone()
        };
        self.keep(index, &manifest.index)?;
        self.write_manifest(&manifest)?;
        self.sweep();
        Ok(manifest)
    }

    /// Whether the files of a set are as they were made.
    ///
    /// # Errors
    ///
    /// When one is missing or changed; the message names it.
    pub fn check(&self, manifest: &Manifest) -> Result<(), StoreError> {
        for (file, expected) in
            [(&manifest.rows, &manifest.rows_sha256), (&manifest.index, &manifest.index_sha256)]
        {
            let path = self.home.join(file);
            let (sha256, _) = sha256_of(&path).map_err(|cause| StoreError::io(&path, &cause))?;
            if sha256 != *expected {
                let message =
                    format!("SHA-256 is {sha256}, was {expected} when the set was made; import it again");
                return Err(StoreError::new(path.display().to_string(), message));
            }
        }
        Ok(())
    }

    /// Removes a set.
    ///
    /// # Errors
    ///
    /// When there is none of this name or it cannot be removed.
    pub fn remove(&self, name: &str) -> Result<Manifest, StoreError> {
        let manifest = self.manifest(name)?;
        let _lock = self.lock()?;
        // The manifest first: from then on the set is gone, and the rest is only space.
        let path = self.manifest_path(&manifest.name);
        fs::remove_file(&path).map_err(|cause| StoreError::io(&path, &cause))?;
        self.sweep();
        Ok(manifest)
    }

    /// The user's own places.
    #[must_use]
    pub fn pins(&self) -> Pins {
        Pins::at(self.home.join("pinned.tsv"))
    }

    fn manifest_path(&self, name: &str) -> PathBuf {
        self.home.join(format!("{name}.toml"))
    }

    /// Puts finished files in place, the manifest last; gives the manifest that was there.
    pub(crate) fn put(
        &self,
        manifest: &Manifest,
        rows: NamedTempFile,
        index: NamedTempFile,
    ) -> Result<Option<Manifest>, StoreError> {
        let replaced = self.manifests()?.into_iter().find(|known| known.name == manifest.name);
        self.keep(rows, &manifest.rows)?;
        self.keep(index, &manifest.index)?;
        self.write_manifest(manifest)?;
        self.sweep();
        Ok(replaced)
    }

    fn write_manifest(&self, manifest: &Manifest) -> Result<(), StoreError> {
        let text =
            toml::to_string(manifest).map_err(|error| StoreError::new(&manifest.name, error.to_string()))?;
        let mut file = self.temporary()?;
        file.write_all(text.as_bytes()).map_err(|cause| StoreError::io(file.path(), &cause))?;
        self.keep(file, &format!("{}.toml", manifest.name))
    }

    /// Gives a finished file its name, on the disk and not only in its cache.
    fn keep(&self, file: NamedTempFile, name: &str) -> Result<(), StoreError> {
        let path = self.home.join(name);
        file.as_file().sync_all().map_err(|cause| StoreError::io(&path, &cause))?;
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            // Temporary files are private; a set in a shared folder is for all who may read the folder.
            let _ = file.as_file().set_permissions(fs::Permissions::from_mode(0o644));
        }
        file.persist(&path).map(|_| ()).map_err(|error| StoreError::io(&path, &error.error))
    }

    pub(crate) fn temporary(&self) -> Result<NamedTempFile, StoreError> {
        let made = tempfile::Builder::new().prefix(TEMPORARY).tempfile_in(&self.home);
        made.map_err(|cause| StoreError::io(&self.home, &cause))
    }

    /// Makes the folder if need be and keeps other runs from changing it.
    pub(crate) fn lock(&self) -> Result<File, StoreError> {
        fs::create_dir_all(&self.home).map_err(|cause| StoreError::io(&self.home, &cause))?;
        let path = self.home.join(".lock");
        let lock = File::options()
            .create(true)
            .append(true)
            .open(&path)
            .map_err(|cause| StoreError::io(&path, &cause))?;
        match lock.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                let message = "another run of recount is changing the sets; try again when it is done";
                return Err(StoreError::new(self.home.display().to_string(), message));
            }
            Err(TryLockError::Error(cause)) => return Err(StoreError::io(&path, &cause)),
        }
        // We alone change the folder now, so what is half made was left by a run that was interrupted.
        self.sweep_temporary();
        Ok(lock)
    }

    fn sweep_temporary(&self) {
        for path in self.files() {
            if path.file_name().is_some_and(|name| name.to_string_lossy().starts_with(TEMPORARY)) {
                let _ = fs::remove_file(path);
            }
        }
    }

    /// Removes rows and indexes that no manifest names. What cannot be removed now is removed by the next change.
    fn sweep(&self) {
        let Ok(manifests) = self.manifests() else { return };
        let named: Vec<&str> =
            manifests.iter().flat_map(|manifest| [manifest.rows.as_str(), &manifest.index]).collect();
        for path in self.files() {
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            let is_ours = name.ends_with(".places") || name.ends_with(".tsv.zst");
            if is_ours && !named.contains(&name.as_str()) {
                let _ = fs::remove_file(path);
            }
        }
    }

    fn files(&self) -> Vec<PathBuf> {
        let entries = fs::read_dir(&self.home).into_iter().flatten();
        entries.flatten().map(|entry| entry.path()).filter(|path| path.is_file()).collect()
    }
}

fn read_manifest(path: &Path) -> Result<Manifest, StoreError> {
    let text = fs::read_to_string(path).map_err(|cause| StoreError::io(path, &cause))?;
    let shown = path.display().to_string();
    let manifest: Manifest = toml::from_str(&text).map_err(|error| {
        let line =
            error.span().map(|span| text[..span.start.min(text.len())].matches('\n').count() as u64 + 1);
        let message = format!("{}; remove this file and import the set again", error.message());
        StoreError { about: shown.clone(), line, message }
    })?;
    if manifest.form != FORM {
        return Err(StoreError::new(shown, "made by another version of recount; import the set again"));
    }
    Ok(manifest)
}
