//! The suite of [`Random`].

use rolecall::ports::Random;
use std::collections::BTreeSet;

/// How many draws are looked at.
const DRAWS: usize = 1_000;

/// The suite of [`Random`]. It can tell a broken source, not a weak one.
///
/// # Panics
/// When two draws are equal, or the bits are not balanced.
pub fn random(random: &dyn Random) {
    let draws: Vec<[u8; 32]> = (0..DRAWS).map(|_| random.bytes()).collect();
    let distinct: BTreeSet<&[u8; 32]> = draws.iter().collect();
    assert_eq!(distinct.len(), DRAWS, "no draw comes twice");
    for place in 0..32 {
        let seen: BTreeSet<u8> = draws.iter().map(|bytes| bytes[place]).collect();
        assert!(
            seen.len() > 200,
            "byte {place} takes {} of 256 values only",
            seen.len()
        );
    }
    let ones: u32 = draws.iter().flatten().map(|byte| byte.count_ones()).sum();
    // 256,000 fair bits have 128,000 ones with a standard deviation of 253.
    assert!((126_000..130_000).contains(&ones), "{ones} ones in 256,000 bits");
}
