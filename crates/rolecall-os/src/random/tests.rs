//! The random source repeats nothing and leaves no byte constant.

use super::*;
use std::collections::BTreeSet;

const DRAWS: usize = 1_000;

/// It can tell a broken source, not a weak one.
#[test]
fn no_draw_comes_twice_and_every_byte_varies() {
    let draws: Vec<[u8; 32]> = (0..DRAWS).map(|_| SystemRandom.bytes()).collect();
    let distinct: BTreeSet<&[u8; 32]> = draws.iter().collect();
    assert_eq!(distinct.len(), DRAWS);
    for index in 0..32 {
        let values: BTreeSet<u8> = draws.iter().map(|bytes| bytes[index]).collect();
        assert!(
            values.len() > 200,
            "byte {index} takes {} of 256 values only",
            values.len()
        );
    }
    let set_bits: u32 = draws.iter().flatten().map(|byte| byte.count_ones()).sum();
    // Of 256,000 fair bits 128,000 are set, with a standard deviation of 253.
    assert!(
        (126_000..130_000).contains(&set_bits),
        "{set_bits} of 256,000 bits"
    );
}
