//! Closed and started again: the list is there before any network, and nobody signs in again.

use anyhow::{Result, ensure};
use journeys::Window;

#[test]
fn the_list_is_there_at_once_and_the_sign_in_continues() -> Result<()> {
    let (desktop, emulator) = crate::steps::signed_in_desktop()?;
    let window = Window::open(&desktop)?;
    window.sees("24 accounts")?;
    crate::steps::sees_all_roles(&window)?;
    window.close()?;
    let tokens = emulator.calls("CreateToken")?;

    emulator.pause()?;
    let window = Window::open(&desktop)?;
    window.row("backup-vault")?;
    window.sees("24 accounts")?;
    let found = window.driver().page_text()?;
    ensure!(
        !found.contains("Signing in") && !found.contains("signed out"),
        "{found}"
    );
    emulator.resume()?;

    window.search_for("payments-dev Power", "payments-dev/PowerUserAccess")?;
    window.start_first()?;
    window.sees("Started payments-dev / PowerUserAccess")?;
    emulator.called("GetRoleCredentials", 1)?;
    emulator.called("CreateToken", tokens)?;
    ensure!(desktop.opened().all()?.is_empty(), "no browser was opened");
    window.close()?;

    let active = desktop.json(&["sessions", "--json"])?;
    ensure!(
        active["role_sessions"][0]["role_name"] == "PowerUserAccess",
        "the command line knows it: {active}"
    );
    let window = Window::open(&desktop)?;
    window.click("Active")?;
    window.row("PowerUserAccess").map(drop)
}
