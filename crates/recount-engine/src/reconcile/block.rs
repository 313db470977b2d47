//! Which nodes are compared at all: those that meet in a block, so that cost grows with the data and not its square.
//!
//! A link needs a ground (see `compare`), and the keys of the blocks are what grounds need (see `keys`), so whatever
//! could link meets, and little else does. No block is cut short or left out for its size: an unrelated report would
//! then decide which claims meet.

use super::cores::map_in_order;
use super::keys::{WAITS, keys_of};
use super::nodes::Node;

/// Keys that are sorted at one time; a few such parts are at work at once.
const PART_KEYS: usize = 1 << 20;
/// At most this many bits of a key tell its part.
const MOST_BITS: u32 = 6;

/// The nodes by the blocks they stand in.
///
/// Only the keys of each node are kept. The blocks are made part by part, so that they never all stand in memory.
pub struct Blocks {
    /// Keys of each node, sorted; the lowest bit says who waits.
    keys: Vec<Box<[u64]>>,
    /// The highest bits of a key are the number of its part.
    part_bits: u32,
}

impl Blocks {
    /// Puts every node into its blocks.
    pub fn of(nodes: &[Node]) -> Self {
        let keys = map_in_order(nodes.len(), |at| keys_of(&nodes[at].facets).into_boxed_slice());
        let count: usize = keys.iter().map(|keys| keys.len()).sum();
        let wanted = (count / PART_KEYS).max(1).next_power_of_two().trailing_zeros();
        Self { keys, part_bits: wanted.clamp(3, MOST_BITS) }
    }

    /// How many parts there are.
    pub fn parts(&self) -> u64 {
        1 << self.part_bits
    }

    /// Hands over the pairs of the blocks of one part, the smaller node first. Over all parts each pair comes once.
    pub fn each_pair(&self, part: u64, mut work: impl FnMut(usize, usize)) {
        let members = self.members(part);
        for block in members.chunk_by(|(a, _), (b, _)| a & !WAITS == b & !WAITS) {
            // Those that only wait stand behind those that seek, and are never put beside one another.
            let seekers = block.partition_point(|(key, _)| key & WAITS == 0);
            for (at, (key, one)) in block[..seekers].iter().enumerate() {
                for (_, other) in &block[at + 1..] {
                    if self.first_shared(*one, *other) == Some(*key) {
                        work(*one.min(other) as usize, *one.max(other) as usize);
                    }
                }
            }
        }
    }

    /// The keys of a part with their nodes, sorted: a block is a run of one key.
    fn members(&self, part: u64) -> Vec<(u64, u32)> {
        let mut members = Vec::new();
        for (node, keys) in (0u32..).zip(&self.keys) {
            let from = keys.partition_point(|key| self.part_of(*key) < part);
            let of_part = keys[from..].iter().take_while(|key| self.part_of(**key) == part);
            members.extend(of_part.map(|key| (*key, node)));
        }
        members.sort_unstable();
        members
    }

    fn part_of(&self, key: u64) -> u64 {
        key >> (u64::BITS - self.part_bits)
    }

    fn keys_of_node(&self, node: u32) -> &[u64] {
        &self.keys[node as usize]
    }

    /// The first block in which both stand and one looks for the other.
    fn first_shared(&self, a: u32, b: u32) -> Option<u64> {
        first_meeting(self.keys_of_node(a), self.keys_of_node(b))
    }
}

/// The first block, of the keys of two nodes, in which one looks for the other.
pub fn first_meeting(a: &[u64], b: &[u64]) -> Option<u64> {
    let (mut i, mut j) = (0, 0);
    while i < a.len() && j < b.len() {
        match (a[i] & !WAITS).cmp(&(b[j] & !WAITS)) {
            std::cmp::Ordering::Less => i += 1,
            std::cmp::Ordering::Greater => j += 1,
            std::cmp::Ordering::Equal if a[i] & b[j] & WAITS == 0 => return Some(a[i] & !WAITS),
            std::cmp::Ordering::Equal => (i, j) = (i + 1, j + 1),
        }
    }
    None
}
