//! Roles that an assertion or a token leads to, and those whose credentials another tool prints or the user pastes, judged by an SDK.

use anyhow::{Context as _, Result, ensure};
use journeys::{DesktopSetup, Emulator, TestDesktop, foreign, programs};
use serde_json::json;
use std::path::Path;

const ROLE: &str = "arn:aws:iam::444455556666:role/Saml";
const PROVIDER: &str = "arn:aws:iam::444455556666:saml-provider/Own";
const SESSION: &str = "arn:aws:sts::444455556666:assumed-role/Saml/ann";

/// Nobody is signed in, and no portal is known.
fn outside() -> Result<(TestDesktop, Emulator)> {
    let desktop = TestDesktop::new(DesktopSetup::Terminal)?;
    let emulator = Emulator::playing("iam", "auto", &desktop.logs())?;
    Ok((desktop, emulator))
}

/// Puts a new assertion for ann into `file`.
fn assert_ann(emulator: &Emulator, file: &Path) -> Result<()> {
    let wanted =
        json!({"provider": PROVIDER, "subject": "ann@example.com", "session_name": "ann", "roles": [ROLE]});
    let issued = emulator.control("POST /saml_assertion", Some(&wanted))?;
    Ok(std::fs::write(
        file,
        issued["assertion"].as_str().context("an assertion")?,
    )?)
}

fn is_ann(desktop: &TestDesktop, emulator: &Emulator, target: &str) -> Result<()> {
    let identity = foreign::caller_identity(desktop, emulator, target)?;
    ensure!(identity["Arn"] == SESSION, "an SDK is {identity}");
    Ok(())
}

/// Runs the command with `arguments` and the content of `file` as its input.
fn piped(desktop: &TestDesktop, file: &Path, arguments: &[&str]) -> Result<()> {
    let file = file.to_str().context("a path in Unicode")?;
    let all: Vec<&str> = [&[file][..], arguments].concat();
    let line = "input=$1; shift; exec \"$0\" \"$@\" < \"$input\"";
    desktop.shell(line, &all)?.finish()?.done().map(drop)
}

#[test]
fn an_assertion_from_a_file_a_command_or_standard_input_leads_to_a_role() -> Result<()> {
    let (desktop, emulator) = outside()?;
    let file = desktop.home().join("assertion");
    let path = file.to_str().context("a path in Unicode")?;
    let source = [
        "--role",
        ROLE,
        "--provider",
        PROVIDER,
        "--region",
        "eu-west-1",
        "--endpoint-url",
        &emulator.url,
    ];
    let add = |name, arguments: &[&str]| {
        let all = [&["role", "add", name][..], arguments, &source].concat();
        desktop.rolecall(&all)?.done()
    };
    assert_ann(&emulator, &file)?;
    add("file", &["--saml-assertion", path])?;
    add("command", &["--saml-command", &format!("cat '{path}'")])?;
    is_ann(&desktop, &emulator, "file")?;
    is_ann(&desktop, &emulator, "command")?;
    let all = [&["role", "add", "entered", "--saml-assertion", "-"][..], &source].concat();
    piped(&desktop, &file, &all)?;
    is_ann(&desktop, &emulator, "entered")?;
    emulator.called("AssumeRoleWithSAML", 3)?;

    desktop.rolecall(&["stop", "--all"])?.done()?;
    emulator.control("POST /clock", Some(&json!({"advance_seconds": 600})))?;
    let needed = desktop
        .rolecall(&["credential-process", "entered"])?
        .ended_with(2)?;
    ensure!(needed.printed.is_empty(), "{}", needed.printed);
    ensure!(
        needed.remarked.contains("role edit entered --saml-assertion -"),
        "{}",
        needed.remarked
    );
    let expired = desktop.rolecall(&["credential-process", "file"])?.ended_with(4)?;
    ensure!(expired.remarked.contains("has expired"), "{}", expired.remarked);
    Ok(())
}

#[test]
fn what_another_tool_prints_and_what_is_pasted_is_used_as_whose_it_is() -> Result<()> {
    let (desktop, emulator) = outside()?;
    let file = desktop.home().join("assertion");
    let path = file.to_str().context("a path in Unicode")?;
    assert_ann(&emulator, &file)?;
    let end = ["--region", "eu-west-1", "--endpoint-url", &emulator.url];
    let saml = [
        "role",
        "add",
        "corp",
        "--saml-assertion",
        path,
        "--role",
        ROLE,
        "--provider",
        PROVIDER,
    ];
    desktop.rolecall(&[&saml[..], &end].concat())?.done()?;

    let rolecall = programs::product("rolecall")?;
    let tool = format!("'{}' credential-process corp", rolecall.display());
    let process = ["role", "add", "tool", "--process", &tool];
    desktop.rolecall(&[&process[..], &end].concat())?.done()?;
    is_ann(&desktop, &emulator, "tool")?;

    let printed = desktop.rolecall(&["credential-process", "corp"])?.done()?.printed;
    let pasted = desktop.home().join("pasted");
    std::fs::write(&pasted, printed)?;
    piped(
        &desktop,
        &pasted,
        &[&["role", "add", "pasted", "--credentials"][..], &end].concat(),
    )?;
    std::fs::remove_file(&pasted)?;
    is_ann(&desktop, &emulator, "pasted")?;
    emulator.called("AssumeRoleWithSAML", 1)?;

    // From now on the tool asks for itself.
    let itself = format!("'{}' credential-process tool", rolecall.display());
    desktop
        .rolecall(&["role", "edit", "tool", "--process", &itself])?
        .done()?;
    let refused = desktop.rolecall(&["credential-process", "tool"])?.ended_with(2)?;
    ensure!(
        refused.remarked.contains("would wait for itself"),
        "{}",
        refused.remarked
    );
    Ok(())
}

#[test]
fn a_token_of_another_identity_provider_leads_to_a_role() -> Result<()> {
    let (desktop, emulator) = outside()?;
    let wanted = json!({"issuer": "https://own.example.com", "subject": "repo:acme/app"});
    let issued = emulator.control("POST /web_identity_token", Some(&wanted))?;
    let file = desktop.home().join("token");
    std::fs::write(&file, issued["token"].as_str().context("a token")?)?;
    let path = file.to_str().context("a path in Unicode")?;
    let role = "arn:aws:iam::444455556666:role/Web";
    let add = [
        "role",
        "add",
        "ci",
        "--web-identity-token-file",
        path,
        "--role",
        role,
        "--region",
        "eu-west-1",
        "--session-name",
        "build-7",
        "--endpoint-url",
        &emulator.url,
    ];
    desktop.rolecall(&add)?.done()?;
    let identity = foreign::caller_identity(&desktop, &emulator, "ci")?;
    let arn = "arn:aws:sts::444455556666:assumed-role/Web/build-7";
    ensure!(identity["Arn"] == arn, "an SDK is {identity}");
    Ok(())
}
