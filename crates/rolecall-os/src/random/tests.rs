//! The random source passes the contract of its port.

use super::*;

#[test]
fn it_passes_the_contract() {
    rolecall_fakes::contract::random(&SystemRandom);
}
