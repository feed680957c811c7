//! The window asks for the code of an MFA device: for what a user starts there, and for what a program wanted, by a notification.

use crate::users::{DEVICE, is_added};
use anyhow::{Context as _, Result, ensure};
use journeys::notifications::Notifications;
use journeys::wait::{self, TIMEOUT};
use journeys::{DesktopSetup, Emulator, TestDesktop, Window};

const QUESTION: &str = "MFA code for";
const CODE: &str = "dialog input";

#[test]
fn the_window_asks_for_the_code_of_an_mfa_device() -> Result<()> {
    let desktop = TestDesktop::new(DesktopSetup::Desktop)?;
    let emulator = Emulator::playing("demo", "auto", &desktop.logs())?;
    let notifications = Notifications::start(desktop.bus()?)?;
    is_added(&desktop, &emulator)?;
    let window = Window::open(&desktop)?;
    window.row("carol")?;
    a_start_asks_until_the_code_is_right(&desktop, &emulator, &window)?;
    stop(&desktop, &window)?;
    a_program_leads_to_the_question(&desktop, &emulator, &window, &notifications)?;
    stop(&desktop, &window)?;
    no_code_is_no_role_session(&emulator, &window)
}

/// Stops her role session, until the window shows it.
fn stop(desktop: &TestDesktop, window: &Window) -> Result<()> {
    window.sees("Renew now")?;
    desktop.rolecall(&["stop", "carol"])?.done()?;
    window.sees_no_more("Renew now")
}

fn give(window: &Window, code: &str) -> Result<()> {
    window.sees(QUESTION)?;
    window.fill(CODE, code)?;
    window.click("Continue")
}

fn a_start_asks_until_the_code_is_right(
    desktop: &TestDesktop,
    emulator: &Emulator,
    window: &Window,
) -> Result<()> {
    let code = emulator.next_mfa_code(DEVICE)?;
    window.start_first()?;
    window.sees(DEVICE)?;
    give(window, if code == "000000" { "111111" } else { "000000" })?;
    window.sees("AWS did not accept that code.")?;
    give(window, &code)?;
    window.sees("Started")?;
    window.sees_no_more(QUESTION)?;
    desktop.rolecall(&["credential-process", "carol"])?.done()?;
    emulator.called("GetSessionToken", 2)
}

fn a_program_leads_to_the_question(
    desktop: &TestDesktop,
    emulator: &Emulator,
    window: &Window,
    notifications: &Notifications,
) -> Result<()> {
    let ask = || desktop.rolecall(&["credential-process", "carol"]);
    let refused = ask()?.ended_with(3)?;
    ensure!(
        refused.printed.is_empty() && refused.remarked.contains("on the desktop"),
        "{refused:?}"
    );
    for _ in 0..3 {
        ask()?.ended_with(3)?;
    }
    let shown = notifications.find_one("needs an MFA code")?;
    notifications.only(1)?;
    let code = emulator.next_mfa_code(DEVICE)?;
    notifications.choose(shown.id, "enter-code")?;
    give(window, &code)?;
    wait::until_so("credentials", TIMEOUT, || Ok(ask()?.code == Some(0)))
        .with_context(|| window.diagnostics())?;
    window.sees_no_more(QUESTION)
}

fn no_code_is_no_role_session(emulator: &Emulator, window: &Window) -> Result<()> {
    let before = emulator.calls("GetSessionToken")?;
    window.start_first()?;
    window.sees(QUESTION)?;
    window.click("Cancel")?;
    window.sees_no_more(QUESTION)?;
    window.sees_no_more("is needed")?;
    emulator.called("GetSessionToken", before)
}
