//! The Merkle tree of RFC 6962, section 2.1: hashes, an append-only frontier, and proofs of inclusion.
//!
//! The `ct-merkle` crate does the same over a tree in memory. The log here lives in a file and grows by one leaf at a
//! time, for which the few hashes of a [`Frontier`] are enough; the tests hold it to that crate's roots and proofs.

use sha2::Digest;

/// A node of the tree.
pub type Hash = [u8; 32];

/// The hash of a leaf.
pub fn leaf_hash(leaf: &[u8]) -> Hash {
    sha2::Sha256::new().chain_update([0]).chain_update(leaf).finalize().into()
}

fn node_hash(left: &Hash, right: &Hash) -> Hash {
    sha2::Sha256::new().chain_update([1]).chain_update(left).chain_update(right).finalize().into()
}

/// The root over leaf hashes.
pub fn root_of(leaves: &[Hash]) -> Hash {
    let mut frontier = Frontier::default();
    for leaf in leaves {
        frontier.push(*leaf);
    }
    frontier.root()
}

/// The roots of the full subtrees from left to right: all an append needs, at most 64 hashes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Frontier {
    size: u64,
    peaks: Vec<Hash>,
}

impl Frontier {
    /// A frontier from its parts; none if the number of hashes does not fit the number of leaves.
    pub fn from_parts(size: u64, peaks: Vec<Hash>) -> Option<Self> {
        (size.count_ones() as usize == peaks.len()).then_some(Self { size, peaks })
    }

    /// Number of leaves.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// The hashes it keeps.
    pub fn peaks(&self) -> &[Hash] {
        &self.peaks
    }

    /// Appends a leaf.
    pub fn push(&mut self, leaf: Hash) {
        let mut hash = leaf;
        let mut full = self.size;
        while full & 1 == 1 {
            // A set bit means that a full subtree of this height stands to the left.
            let Some(left) = self.peaks.pop() else { break };
            hash = node_hash(&left, &hash);
            full >>= 1;
        }
        self.peaks.push(hash);
        self.size += 1;
    }

    /// The root over all leaves so far.
    pub fn root(&self) -> Hash {
        let joined = self.peaks.iter().rev().copied().reduce(|right, left| node_hash(&left, &right));
        joined.unwrap_or_else(|| sha2::Sha256::digest([]).into())
    }
}

/// The hashes that lead from one leaf to the root, from the bottom up; none if there is no such leaf.
pub fn prove_inclusion(leaves: &[Hash], index: usize) -> Option<Vec<Hash>> {
    if index >= leaves.len() {
        return None;
    }
    let mut proof = Vec::new();
    let (mut leaves, mut index) = (leaves, index);
    while leaves.len() > 1 {
        let (left, right) = leaves.split_at(leaves.len().next_power_of_two() / 2);
        if index < left.len() {
            proof.push(root_of(right));
            leaves = left;
        } else {
            proof.push(root_of(left));
            index -= left.len();
            leaves = right;
        }
    }
    proof.reverse();
    Some(proof)
}

/// Whether the proof leads from the leaf at `index` of a tree of `size` leaves to this root (RFC 9162, 2.1.3.2).
pub fn check_inclusion(leaf: Hash, index: u64, size: u64, proof: &[Hash], root: &Hash) -> bool {
    if index >= size {
        return false;
    }
    let (mut node, mut last, mut hash) = (index, size - 1, leaf);
    for step in proof {
        if last == 0 {
            return false;
        }
        if node & 1 == 1 || node == last {
            hash = node_hash(step, &hash);
            while node & 1 == 0 && node != 0 {
                node >>= 1;
                last >>= 1;
            }
        } else {
            hash = node_hash(&hash, step);
        }
        node >>= 1;
        last >>= 1;
    }
    last == 0 && hash == *root
}

#[cfg(test)]
mod tests {
    use super::*;
    use ct_merkle::mem_backed_tree::MemoryBackedTree;

    #[test]
    fn roots_and_proofs_are_those_of_an_independent_implementation() {
        let mut theirs = MemoryBackedTree::<sha2::Sha256, Vec<u8>>::new();
        let mut ours = Frontier::default();
        let mut leaves = Vec::new();
        for number in 0..70u32 {
            let leaf = format!("leaf {number}").into_bytes();
            leaves.push(leaf_hash(&leaf));
            ours.push(leaf_hash(&leaf));
            theirs.push(leaf);
            assert_eq!(ours.root().as_slice(), theirs.root().as_bytes().as_slice(), "after {number}");
            for index in 0..leaves.len() {
                let proof = prove_inclusion(&leaves, index).unwrap();
                assert_eq!(proof.concat(), theirs.prove_inclusion(index).as_bytes());
                let size = leaves.len() as u64;
                assert!(check_inclusion(leaves[index], index as u64, size, &proof, &ours.root()));
                assert!(!check_inclusion([7; 32], index as u64, size, &proof, &ours.root()));
            }
        }
        assert_eq!(Frontier::from_parts(70, ours.peaks().to_vec()), Some(ours));
        assert_eq!(Frontier::from_parts(70, vec![]), None);
    }
}
