//! A role that a sign-in to the console leads to, from the browser to an SDK: signed in, renewed, ended, signed out.

use anyhow::{Context as _, Result, ensure};
use journeys::{Chromium, DesktopSetup, Emulator, TestDesktop, foreign, leaks};
use serde_json::{Value, json};
use std::time::SystemTime;

/// Who alice of `orgs/iam.json` is in the console.
const ANN: &str = "arn:aws:iam::111122223333:user/staff/ann";

#[test]
fn the_console_gives_credentials_until_its_sign_in_ends() -> Result<()> {
    let desktop = TestDesktop::new(DesktopSetup::Terminal)?;
    let emulator = Emulator::playing("iam", "page", &desktop.logs())?;
    let chromium = Chromium::start(&desktop)?;
    adds(&desktop, &emulator, &chromium)?;
    is_renewed(&desktop, &emulator)?;
    ends(&desktop, &emulator)?;
    signs_in_again(&desktop, &emulator, &chromium)?;
    leaves_nothing(&desktop, &emulator)
}

/// The role is whoever signs in.
fn adds(desktop: &TestDesktop, emulator: &Emulator, chromium: &Chromium) -> Result<()> {
    let url = emulator.url.as_str();
    let add = [
        "role",
        "add",
        "console",
        "--login",
        "--region",
        "eu-west-1",
        "--endpoint-url",
        url,
        "--json",
    ];
    let command = desktop.begin(&add)?;
    chromium.allow(&desktop.opened().next()?)?;
    let added: Value = serde_json::from_str(&command.finish()?.done()?.printed)?;
    ensure!(
        added["login_session"] == ANN && added["account_id"] == "111122223333",
        "{added}"
    );
    is_ann(desktop, emulator)?;
    // What came with the sign-in was used.
    emulator.called("CreateOAuth2Token/authorization_code", 1)?;
    emulator.called("CreateOAuth2Token/refresh_token", 0)
}

fn is_ann(desktop: &TestDesktop, emulator: &Emulator) -> Result<()> {
    let identity = foreign::caller_identity(desktop, emulator, "console")?;
    ensure!(identity["Arn"] == ANN, "an SDK is {identity}");
    Ok(())
}

/// The credentials are for a quarter of an hour; stopping the role session leaves the sign-in.
fn is_renewed(desktop: &TestDesktop, emulator: &Emulator) -> Result<()> {
    for renewals in 1..=2 {
        desktop.rolecall(&["stop", "console"])?.done()?;
        is_ann(desktop, emulator)?;
        emulator.called("CreateOAuth2Token/refresh_token", renewals)?;
    }
    Ok(())
}

/// A program hears what to do, and no browser opens.
fn ends(desktop: &TestDesktop, emulator: &Emulator) -> Result<()> {
    emulator.control("POST /expire", Some(&json!({"what": "login_sessions"})))?;
    desktop.rolecall(&["stop", "console"])?.done()?;
    for _ in 0..2 {
        let needed = desktop
            .rolecall(&["credential-process", "console"])?
            .ended_with(3)?;
        ensure!(needed.printed.is_empty(), "{}", needed.printed);
        ensure!(
            needed.remarked.contains("rolecall sign-in console"),
            "{}",
            needed.remarked
        );
    }
    // The second time AWS was not asked in vain.
    emulator.called("CreateOAuth2Token/refresh_token", 3)?;
    ensure!(desktop.opened().all()?.len() == 1, "a program opened a browser");
    Ok(())
}

fn signs_in_again(desktop: &TestDesktop, emulator: &Emulator, chromium: &Chromium) -> Result<()> {
    let command = desktop.begin(&["sign-in", "console"])?;
    chromium.allow(&desktop.opened().next()?)?;
    command.finish()?.done()?;
    is_ann(desktop, emulator)
}

fn leaves_nothing(desktop: &TestDesktop, emulator: &Emulator) -> Result<()> {
    let issued = emulator.issued()?;
    let found = leaks::in_files(&issued, &desktop.home(), SystemTime::UNIX_EPOCH, &[])?;
    ensure!(found.is_empty(), "{found:#?}");
    let found = leaks::in_processes(&issued);
    ensure!(found.is_empty(), "{found:#?}");
    desktop.rolecall(&["sign-out", "console"])?.done()?;
    let needed = desktop
        .rolecall(&["credential-process", "console"])?
        .ended_with(3)?;
    ensure!(needed.printed.is_empty(), "{}", needed.printed);
    let settings = desktop.json(&["role", "list", "--json"])?;
    let role = settings["roles"].as_array().and_then(|roles| roles.first());
    let role = role.context("the role stays defined")?;
    ensure!(role["login_session"] == ANN, "{role}");
    Ok(())
}
