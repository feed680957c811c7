//! The random source keeps the contract of its port.

use super::*;

#[test]
fn it_keeps_the_contract() {
    rolecall_fakes::contract::random(&SystemRandom);
}
