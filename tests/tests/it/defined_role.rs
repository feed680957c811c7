//! A role of an identity token, defined, tried out, used and removed in the window of somebody who has no portal.

use anyhow::{Context as _, Result, ensure};
use journeys::{DesktopSetup, Emulator, TestDesktop, Window};
use serde_json::json;

const ARN: &str = "arn:aws:iam::444455556666:role/Web";

#[test]
fn a_role_of_a_token_needs_no_portal_in_the_window() -> Result<()> {
    let desktop = TestDesktop::new(DesktopSetup::Desktop)?;
    let emulator = Emulator::playing("iam", "auto", &desktop.logs())?;
    let token = desktop.folder().join("token");
    let claims = json!({"issuer": "https://own.example.com", "subject": "repo:acme/app"});
    let issued = emulator.control("POST /web_identity_token", Some(&claims))?;
    std::fs::write(&token, issued["token"].as_str().context("a token")?)?;
    let window = Window::open(&desktop)?;
    window.sees("Connect your AWS access portal")?;
    defines(&window, &emulator, token.to_str().context("a path in Unicode")?)?;
    emulator.called("AssumeRoleWithWebIdentity", 1)?;
    uses(&desktop, &window)?;
    emulator.called("AssumeRoleWithWebIdentity", 2)?;
    removes(&desktop, &window)
}

/// Enters the role, once with a mistake, tries it out and saves it.
fn defines(window: &Window, emulator: &Emulator, token: &str) -> Result<()> {
    window.click("Define a role…")?;
    let driver = window.driver();
    driver.click(&driver.find_one("input[name=role-form-source][value=token]")?)?;
    window.fill("#role-form-role", "Web")?;
    window.fill("#role-form-web_identity_token_file", token)?;
    driver.type_into(&driver.find_one("#role-form-region")?, "eu-west-1\u{e007}")?;
    driver.click(&driver.find_one("dialog summary")?)?;
    window.fill("#role-form-endpoint_url", &emulator.url)?;
    window.click("Test")?;
    window.sees("Enter the ARN of a role")?;
    window.fill("#role-form-role", ARN)?;
    window.click("Test")?;
    window.sees("assumed-role/Web/")?;
    window.click("Define role")?;
    window.sees("Defined Web")
}

fn uses(desktop: &TestDesktop, window: &Window) -> Result<()> {
    window.row("Web")?;
    window.sees("1 role")?;
    let listed = desktop.json(&["role", "list", "--json"])?;
    ensure!(listed["roles"][0]["role_arn"] == ARN, "{listed}");
    window.start_first()?;
    window.sees("Started 4444 5555 6666 / Web")?;
    let sessions = desktop.json(&["sessions", "--json"])?;
    ensure!(sessions["role_sessions"][0]["target"] == "Web", "{sessions}");
    Ok(())
}

fn removes(desktop: &TestDesktop, window: &Window) -> Result<()> {
    window.click("Remove…")?;
    window.sees("Its role session stops.")?;
    window.click("Remove role")?;
    window.sees("Connect your AWS access portal")?;
    let sessions = desktop.json(&["sessions", "--json"])?;
    ensure!(sessions["role_sessions"] == json!([]), "{sessions}");
    Ok(())
}
