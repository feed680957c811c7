//! The clock keeps the contract of its port.

use super::*;

#[tokio::test]
async fn it_keeps_the_contract() {
    rolecall_fakes::contract::clock(&SystemClock).await;
}
