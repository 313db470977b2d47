//! Room on the disk for sorting what does not fit into memory.

use std::io;
use std::path::PathBuf;

use recount_places::{Scratch, ScratchFile};

/// Files without a name in a folder: gone with the process, however it ends.
pub(crate) struct OnDisk {
    folder: PathBuf,
    memory: usize,
}

/// Three sortings run at the same time at most.
const MEMORY: usize = 48 << 20;

impl OnDisk {
    pub(crate) fn in_folder(folder: PathBuf) -> Self {
        Self { folder, memory: MEMORY }
    }
}

impl Scratch for OnDisk {
    fn file(&self) -> io::Result<Box<dyn ScratchFile>> {
        Ok(Box::new(tempfile::tempfile_in(&self.folder)?))
    }

    fn memory(&self) -> usize {
        self.memory
    }
}
