//! Steps that several journeys take.

use anyhow::{Context as _, Result};
use journeys::wait::{self, TIMEOUT};
use journeys::{Chromium, DesktopSetup, Emulator, TestDesktop, Window};
use serde_json::Value;

/// Signs in to the one portal on the command line, with the consent page in a real browser.
pub(crate) fn sign_in(desktop: &TestDesktop, chromium: &Chromium) -> Result<()> {
    let command = desktop.begin(&["sign-in"])?;
    chromium.allow(&desktop.opened().next()?)?;
    command.finish()?.done().map(drop)
}

/// Starts an emulator that asks nobody, adds it as `work` and signs in to it by code.
pub(crate) fn signed_in(desktop: &TestDesktop, arguments: &[&str]) -> Result<Emulator> {
    let organization = journeys::programs::organization("demo");
    let organization = organization.to_str().context("a path in Unicode")?;
    let mut all = vec!["--consent", "auto", "--org", organization];
    all.extend(arguments);
    let emulator = Emulator::start(&all, &desktop.logs())?;
    desktop.add_portal(&emulator)?;
    sign_in_by_code(desktop)?;
    Ok(emulator)
}

/// A desktop without a display, and the portal of an emulator that somebody is signed in to.
pub(crate) fn terminal() -> Result<(TestDesktop, Emulator)> {
    let desktop = TestDesktop::new(DesktopSetup::Terminal)?;
    let emulator = signed_in(&desktop, &[])?;
    Ok((desktop, emulator))
}

/// As [`terminal`], with a display.
pub(crate) fn signed_in_desktop() -> Result<(TestDesktop, Emulator)> {
    let desktop = TestDesktop::new(DesktopSetup::Desktop)?;
    let emulator = signed_in(&desktop, &[])?;
    Ok((desktop, emulator))
}

/// A desktop, an emulator that asks whoever signs in, and a browser to answer in.
pub(crate) fn asking(setup: DesktopSetup) -> Result<(TestDesktop, Emulator, Chromium)> {
    let desktop = TestDesktop::new(setup)?;
    let emulator = Emulator::playing("demo", "page", &desktop.logs())?;
    let chromium = Chromium::start(&desktop)?;
    Ok((desktop, emulator, chromium))
}

/// Signs in by code where the emulator asks nobody.
pub(crate) fn sign_in_by_code(desktop: &TestDesktop) -> Result<()> {
    desktop.rolecall(&["sign-in", "--device-code"])?.done().map(drop)
}

/// Waits for a user code (`ABCD-EFGH`) in what somebody says.
pub(crate) fn user_code(said: impl Fn() -> String) -> Result<String> {
    wait::until("a user code", TIMEOUT, || {
        let said = said();
        Ok(said
            .split_whitespace()
            .find(|word| is_user_code(word))
            .map(str::to_owned))
    })
}

fn is_user_code(word: &str) -> bool {
    let is_uppercase = |part: &str| {
        part.len() == 4
            && part
                .bytes()
                .all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit())
    };
    word.split_once('-')
        .is_some_and(|(left, other)| is_uppercase(left) && is_uppercase(other))
}

/// Waits until a window lists every role of the demo organization.
pub(crate) fn sees_all_roles(window: &Window) -> Result<()> {
    window.sees(&format!("{} roles", roles_of_demo()?))
}

/// Returns how many roles the first user of the demo organization has: she may assume all.
pub(crate) fn roles_of_demo() -> Result<usize> {
    let text = std::fs::read_to_string(journeys::programs::organization("demo"))?;
    let organization: Value = serde_json::from_str(&text)?;
    let accounts = organization["accounts"].as_array().context("accounts")?;
    Ok(accounts
        .iter()
        .filter_map(|account| account["roles"].as_array())
        .map(Vec::len)
        .sum())
}
