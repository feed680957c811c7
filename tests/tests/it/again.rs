//! Closed and started again: the list is there before any network, and nobody signs in again.

use crate::steps::signed_in;
use anyhow::{Result, ensure};
use journeys::wait::{self, TIMEOUT};
use journeys::webdriver::key;
use journeys::{DesktopSetup, TestDesktop, Window};

#[test]
fn the_list_is_there_at_once_and_the_sign_in_continues() -> Result<()> {
    let desktop = TestDesktop::new(DesktopSetup::Desktop)?;
    let emulator = signed_in(&desktop, &[])?;
    let window = Window::open(&desktop)?;
    window.sees("24 accounts")?;
    wait::until_so("all roles", TIMEOUT, || {
        Ok(window
            .driver()
            .page_text()?
            .contains(&format!("{} roles", crate::steps::roles_of_demo()?)))
    })?;
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

    window.search("payments-dev Power")?;
    wait::until_so("the role", TIMEOUT, || {
        Ok(window
            .rows()?
            .first()
            .is_some_and(|row| row.contains("payments-dev/PowerUserAccess")))
    })?;
    window.press(&[key::DOWN])?;
    window.press(&[key::HOME])?;
    window.press(&[" "])?;
    window.sees("Started payments-dev / PowerUserAccess")?;
    ensure!(emulator.calls("GetRoleCredentials")? == 1);
    ensure!(
        emulator.calls("CreateToken")? == tokens,
        "the stored sign-in was used"
    );
    ensure!(desktop.opened().all()?.is_empty(), "no browser was opened");
    window.close()?;

    let active = desktop.rolecall(&["sessions", "--json"])?.done()?.json()?;
    ensure!(
        active["role_sessions"][0]["role_name"] == "PowerUserAccess",
        "the command line knows it: {active}"
    );
    let window = Window::open(&desktop)?;
    window.click("Active")?;
    window.row("PowerUserAccess").map(drop)
}
