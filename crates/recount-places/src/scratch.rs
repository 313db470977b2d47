//! Room for what does not fit into memory while an index is built.
//!
//! The whole of GeoNames has thirteen million places; their keys are sorted in runs that the caller may put into files.
//! This crate opens none itself: who builds a large index hands in where runs go.

use std::cell::RefCell;
use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::io::{self, BufReader, BufWriter, Cursor, Read, Seek, Write};

/// Bytes that can be written, rewound and read again.
pub trait ScratchFile: Read + Write + Seek {}

impl<T: Read + Write + Seek> ScratchFile for T {}

/// Gives room for intermediate results.
pub trait Scratch {
    /// An empty place for bytes, gone when dropped.
    ///
    /// # Errors
    ///
    /// When there is no room.
    fn file(&self) -> io::Result<Box<dyn ScratchFile>>;

    /// How many bytes one sorting may hold in memory before it uses a file.
    fn memory(&self) -> usize;
}

/// Room in memory, for sets that fit there.
#[derive(Debug, Clone, Copy, Default)]
pub struct InMemory;

impl Scratch for InMemory {
    fn file(&self) -> io::Result<Box<dyn ScratchFile>> {
        Ok(Box::new(Cursor::new(Vec::new())))
    }

    fn memory(&self) -> usize {
        256 << 20
    }
}

/// Sorts byte strings, however many there are, in memory that is bounded by what [`Scratch`] allows.
pub struct Sorter<'s> {
    scratch: &'s dyn Scratch,
    arena: Vec<u8>,
    /// Where each string of the arena starts and ends.
    entries: Vec<(u32, u32)>,
    runs: Vec<Box<dyn ScratchFile>>,
}

/// What an entry costs besides its bytes.
const ENTRY: usize = size_of::<(u32, u32)>();

impl<'s> Sorter<'s> {
    /// An empty sorting.
    #[must_use]
    pub fn new(scratch: &'s dyn Scratch) -> Self {
        Self { scratch, arena: Vec::new(), entries: Vec::new(), runs: Vec::new() }
    }

    /// Adds a string.
    ///
    /// # Errors
    ///
    /// When there is no more room.
    pub fn push(&mut self, parts: &[&[u8]]) -> io::Result<()> {
        let length: usize = parts.iter().map(|part| part.len()).sum();
        let most = self.scratch.memory().min(1 << 30);
        if self.arena.len() + length + (self.entries.len() + 1) * ENTRY > most && !self.entries.is_empty() {
            self.spill()?;
        }
        let start = self.arena.len();
        parts.iter().for_each(|part| self.arena.extend_from_slice(part));
        let place = |at: usize| u32::try_from(at).map_err(|_| io::Error::other("one entry is too long"));
        self.entries.push((place(start)?, place(self.arena.len())?));
        Ok(())
    }

    fn sort(&mut self) {
        let arena = &self.arena;
        self.entries.sort_unstable_by_key(|&(start, end)| &arena[start as usize..end as usize]);
    }

    fn spill(&mut self) -> io::Result<()> {
        self.sort();
        let mut out = BufWriter::new(self.scratch.file()?);
        for &(start, end) in &self.entries {
            out.write_all(&(end - start).to_le_bytes())?;
            out.write_all(&self.arena[start as usize..end as usize])?;
        }
        let mut run = out.into_inner().map_err(io::IntoInnerError::into_error)?;
        run.rewind()?;
        self.runs.push(run);
        self.arena.clear();
        self.entries.clear();
        Ok(())
    }

    /// Hands every string in order to `each`.
    ///
    /// # Errors
    ///
    /// When a run cannot be read again, or `each` fails.
    pub fn for_each<E: From<io::Error>>(
        mut self,
        mut each: impl FnMut(&[u8]) -> Result<(), E>,
    ) -> Result<(), E> {
        if self.runs.is_empty() {
            self.sort();
            return self
                .entries
                .iter()
                .try_for_each(|&(start, end)| each(&self.arena[start as usize..end as usize]));
        }
        if !self.entries.is_empty() {
            self.spill()?;
        }
        drop((std::mem::take(&mut self.arena), std::mem::take(&mut self.entries)));
        let mut runs: Vec<BufReader<Box<dyn ScratchFile>>> =
            self.runs.into_iter().map(|run| BufReader::with_capacity(1 << 16, run)).collect();
        let mut heads = BinaryHeap::with_capacity(runs.len());
        for (number, run) in runs.iter_mut().enumerate() {
            heads.extend(next_of(run, Vec::new())?.map(|head| Reverse((head, number))));
        }
        while let Some(Reverse((head, number))) = heads.pop() {
            each(&head)?;
            heads.extend(next_of(&mut runs[number], head)?.map(|head| Reverse((head, number))));
        }
        Ok(())
    }
}

/// The next string of a run, in the memory of an older one.
fn next_of(run: &mut impl Read, mut bytes: Vec<u8>) -> io::Result<Option<Vec<u8>>> {
    let mut length = [0; 4];
    match run.read_exact(&mut length) {
        Ok(()) => {}
        Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => return Ok(None),
        Err(error) => return Err(error),
    }
    bytes.resize(u32::from_le_bytes(length) as usize, 0);
    run.read_exact(&mut bytes)?;
    Ok(Some(bytes))
}

/// Bytes that are written one after another, counted, and copied out at the end.
pub(crate) struct Tape {
    // Writers like the map builder keep their writer to themselves; the tape stays readable beside them.
    inner: std::rc::Rc<RefCell<TapeInner>>,
}

struct TapeInner {
    file: BufWriter<Box<dyn ScratchFile>>,
    length: u64,
}

impl Tape {
    pub(crate) fn new(scratch: &dyn Scratch) -> io::Result<Self> {
        let file = BufWriter::with_capacity(1 << 16, scratch.file()?);
        Ok(Self { inner: std::rc::Rc::new(RefCell::new(TapeInner { file, length: 0 })) })
    }

    pub(crate) fn len(&self) -> u64 {
        self.inner.borrow().length
    }

    pub(crate) fn writer(&self) -> Self {
        Self { inner: self.inner.clone() }
    }

    pub(crate) fn copy_into(&self, out: &mut dyn Write) -> io::Result<()> {
        let mut inner = self.inner.borrow_mut();
        inner.file.flush()?;
        let file = inner.file.get_mut();
        file.rewind()?;
        io::copy(file, &mut &mut *out)?;
        Ok(())
    }
}

impl Write for Tape {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let mut inner = self.inner.borrow_mut();
        let written = inner.file.write(bytes)?;
        inner.length += written as u64;
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.inner.borrow_mut().file.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Room for a handful of entries, so that everything else goes through runs.
    struct Narrow;

    impl Scratch for Narrow {
        fn file(&self) -> io::Result<Box<dyn ScratchFile>> {
            InMemory.file()
        }

        fn memory(&self) -> usize {
            100
        }
    }

    fn sorted(scratch: &dyn Scratch, words: &[String]) -> Vec<String> {
        let mut sorter = Sorter::new(scratch);
        for word in words {
            sorter.push(&[&word.as_bytes()[..1], &word.as_bytes()[1..]]).unwrap();
        }
        let mut out = Vec::new();
        sorter
            .for_each(|word| {
                out.push(String::from_utf8(word.to_vec()).unwrap());
                Ok::<_, io::Error>(())
            })
            .unwrap();
        out
    }

    #[test]
    fn runs_in_files_give_the_same_order_as_memory() {
        let words: Vec<String> =
            (0..500u32).map(|n| format!("w{}", n.wrapping_mul(2_654_435_761) % 97)).collect();
        let mut expected = words.clone();
        expected.sort();
        assert_eq!(sorted(&InMemory, &words), expected);
        assert_eq!(sorted(&Narrow, &words), expected);
    }
}
