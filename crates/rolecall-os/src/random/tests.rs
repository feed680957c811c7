use super::*;

#[test]
fn it_keeps_the_contract() {
    rolecall_fakes::contract::random(&SystemRandom);
}
