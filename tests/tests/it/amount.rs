//! Many: two thousand roles behind a portal that allows twenty requests a second.

use crate::steps::sign_in_by_code;
use anyhow::{Result, ensure};
use journeys::wait::TIMEOUT;
use journeys::{DesktopSetup, Emulator, TestDesktop};

const ACCOUNTS: u32 = 500;
const ALLOWED: u32 = 20;
/// So many accounts are in one answer.
const PAGE: u32 = 100;

#[test]
fn two_thousand_assignments_are_listed_with_no_request_too_many() -> Result<()> {
    let desktop = TestDesktop::new(DesktopSetup::Terminal)?;
    let (accounts, rate) = (ACCOUNTS.to_string(), ALLOWED.to_string());
    let mut arguments = vec!["--accounts", &accounts, "--roles", "4", "--rate", &rate];
    arguments.extend(["--latency", "50", "--consent", "auto"]);
    let emulator = Emulator::start(&arguments, &desktop.logs())?;
    desktop.add_portal(&emulator)?;
    sign_in_by_code(&desktop)?;
    let before = requests(&emulator)?;
    let command = desktop.begin(&["roles", "--refresh", "--json"])?;
    let answer = command.finish_within(10 * TIMEOUT)?.done()?;
    let listed = answer.json()?["assignments"].as_array().map_or(0, Vec::len);
    ensure!(listed == 2000, "{listed} roles are listed");
    // One page of roles for each account, and the pages of accounts.
    let asked = requests(&emulator)? - before;
    let needed = u64::from(ACCOUNTS + ACCOUNTS.div_ceil(PAGE));
    ensure!(asked <= needed, "{asked} requests where {needed} do");
    emulator.called("throttled", 0)
}

fn requests(emulator: &Emulator) -> Result<u64> {
    Ok(emulator.calls("ListAccountRoles")? + emulator.calls("ListAccounts")?)
}
