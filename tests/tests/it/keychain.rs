//! A keychain that is locked, absent or out of reach: it is said, nothing is written, nothing is stored elsewhere.

use anyhow::{Result, ensure};
use journeys::leaks;
use journeys::{CommandOutput, DesktopSetup, Emulator, TestDesktop};
use std::time::SystemTime;

const TARGET: &str = "work/018734562290/AdministratorAccess";

#[test]
fn a_locked_keychain_is_said_and_nothing_is_lost() -> Result<()> {
    let (desktop, emulator) = crate::steps::terminal()?;
    desktop.rolecall(&["start", TARGET])?.done()?;
    let stored = desktop.keychain()?.labels(desktop.bus()?)?;
    desktop.lock_keychain()?;
    let before = emulator.calls("GetRoleCredentials")?;
    for arguments in [
        vec!["credential-process", TARGET],
        vec!["env", TARGET],
        vec!["sign-in", "--device-code"],
    ] {
        let answer = desktop.rolecall(&arguments)?.ended_with(5)?;
        refused(&answer, "locked")?;
    }
    emulator.called("GetRoleCredentials", before)?;
    ensure!(
        desktop.keychain()?.labels(desktop.bus()?)? == stored,
        "every item is still there"
    );
    nothing_in_the_clear(&desktop, &emulator)
}

#[test]
fn without_a_keychain_nothing_is_stored_and_it_is_said() -> Result<()> {
    let desktop = TestDesktop::new(DesktopSetup::NoKeychain)?;
    refuses_to_sign_in(&desktop)
}

#[test]
fn without_a_bus_nothing_is_stored_and_it_is_said() -> Result<()> {
    let desktop = TestDesktop::new(DesktopSetup::NoBus)?;
    refuses_to_sign_in(&desktop)
}

fn refuses_to_sign_in(desktop: &TestDesktop) -> Result<()> {
    let emulator = Emulator::playing("demo", "auto", &desktop.logs())?;
    desktop.add_portal(&emulator)?;
    let before = TestDesktop::modes(&desktop.home())?;
    let answer = desktop.rolecall(&["sign-in", "--device-code"])?.ended_with(5)?;
    refused(&answer, "keychain")?;
    let answer = desktop.rolecall(&["credential-process", TARGET])?.ended_with(5)?;
    refused(&answer, "keychain")?;
    let answer = desktop.rolecall(&["roles"])?;
    ensure!(answer.code == Some(5) && answer.printed.is_empty(), "{answer:?}");
    emulator.called("CreateToken", 0)?;
    for (file, _) in TestDesktop::modes(&desktop.home())? {
        let known = before.iter().any(|(known, _)| *known == file);
        let is_state = file.starts_with(desktop.home().join(".local"));
        ensure!(known || is_state, "written meanwhile: {}", file.display());
    }
    nothing_in_the_clear(desktop, &emulator)
}

fn refused(answer: &CommandOutput, word: &str) -> Result<()> {
    ensure!(
        // A shell that evaluates `rolecall env` is told to fail.
        answer.printed.is_empty() || answer.printed == "(exit 5)\n",
        "nothing else is printed: {}",
        answer.printed
    );
    let said = answer.remarked.to_lowercase();
    ensure!(said.contains(word), "it says {word:?}: {said}");
    ensure!(said.lines().count() <= 4, "it says it shortly: {said}");
    Ok(())
}

fn nothing_in_the_clear(desktop: &TestDesktop, emulator: &Emulator) -> Result<()> {
    let secrets = emulator.issued()?;
    let found = leaks::in_files(&secrets, desktop.folder(), SystemTime::UNIX_EPOCH, &[])?;
    ensure!(found.is_empty(), "{found:#?}");
    Ok(())
}
