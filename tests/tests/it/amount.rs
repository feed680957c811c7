//! Many: two thousand assignments behind a portal that allows twenty requests a second.

use crate::steps::sign_in_by_code;
use anyhow::{Result, ensure};
use journeys::{Desk, Emulator, Surroundings};
use std::time::{Duration, Instant};

const ACCOUNTS: u32 = 500;
const ALLOWED: u32 = 20;

#[test]
fn two_thousand_assignments_are_listed_as_fast_as_aws_allows() -> Result<()> {
    let desk = Desk::new(Surroundings::Terminal)?;
    let (accounts, rate) = (ACCOUNTS.to_string(), ALLOWED.to_string());
    let arguments = [
        "--accounts",
        &accounts,
        "--roles",
        "4",
        "--latency",
        "50",
        "--rate",
        &rate,
        "--consent",
        "auto",
    ];
    let emulator = Emulator::start(&arguments, &desk.logs())?;
    desk.add_portal(&emulator)?;
    sign_in_by_code(&desk)?;
    let began = Instant::now();
    let command = desk.begin(&["roles", "--refresh", "--json"])?;
    let answer = command.finish_within(Duration::from_secs(60))?.done()?;
    let took = began.elapsed();
    let listed = answer.json()?["assignments"].as_array().map_or(0, Vec::len);
    ensure!(listed == 2000, "{listed} assignments are listed");
    // One page of roles for each account, and the pages of accounts; a second's worth may go at once.
    let requests = emulator.calls("ListAccountRoles")? + emulator.calls("ListAccounts")?;
    let permitted = Duration::from_secs(requests.saturating_sub(u64::from(ALLOWED))) / ALLOWED;
    ensure!(
        took <= permitted.mul_f64(1.2),
        "took {took:?} where {permitted:?} is permitted for {requests} requests"
    );
    let throttled = emulator.calls("throttled")?;
    ensure!(throttled == 0, "{throttled} requests were refused");
    Ok(())
}
