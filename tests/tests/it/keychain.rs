//! A keychain that is locked, absent or out of reach: it is said, nothing is written, nothing is kept elsewhere.

use crate::steps::signed_in;
use anyhow::{Result, ensure};
use journeys::leaks;
use journeys::{Answer, Desk, Emulator, Surroundings};
use std::time::SystemTime;

const TARGET: &str = "work/018734562290/AdministratorAccess";

#[test]
fn a_locked_keychain_is_said_and_nothing_is_lost() -> Result<()> {
    let desk = Desk::new(Surroundings::Terminal)?;
    let emulator = signed_in(&desk, &[])?;
    desk.rolecall(&["start", TARGET])?.done()?;
    let kept = desk.keychain()?.labels(desk.bus()?)?;
    desk.lock_keychain()?;
    let before = emulator.calls("GetRoleCredentials")?;
    for arguments in [
        vec!["credential-process", TARGET],
        vec!["env", TARGET],
        vec!["sign-in", "--device-code"],
    ] {
        let answer = desk.rolecall(&arguments)?.ended_with(5)?;
        refused(&answer, "locked")?;
    }
    ensure!(
        emulator.calls("GetRoleCredentials")? == before,
        "AWS is not asked for what cannot be kept"
    );
    ensure!(
        desk.keychain()?.labels(desk.bus()?)? == kept,
        "every item is still there"
    );
    nothing_in_the_clear(&desk, &emulator)
}

#[test]
fn without_a_keychain_nothing_is_kept_and_it_is_said() -> Result<()> {
    let desk = Desk::new(Surroundings::NoKeychain)?;
    refuses_to_sign_in(&desk)
}

#[test]
fn without_a_bus_nothing_is_kept_and_it_is_said() -> Result<()> {
    let desk = Desk::new(Surroundings::NoBus)?;
    refuses_to_sign_in(&desk)
}

fn refuses_to_sign_in(desk: &Desk) -> Result<()> {
    let emulator = Emulator::playing("demo", "auto", &desk.logs())?;
    desk.add_portal(&emulator)?;
    let before = Desk::modes(&desk.home())?;
    let answer = desk.rolecall(&["sign-in", "--device-code"])?.ended_with(5)?;
    refused(&answer, "keychain")?;
    let answer = desk.rolecall(&["credential-process", TARGET])?.ended_with(5)?;
    refused(&answer, "keychain")?;
    let answer = desk.rolecall(&["roles"])?;
    ensure!(answer.code == Some(5) && answer.printed.is_empty(), "{answer:?}");
    ensure!(
        emulator.calls("CreateToken")? == 0,
        "no token is asked for that could not be kept"
    );
    for (file, _) in Desk::modes(&desk.home())? {
        let known = before.iter().any(|(known, _)| *known == file);
        let remembered = file.starts_with(desk.home().join(".local"));
        ensure!(known || remembered, "written meanwhile: {}", file.display());
    }
    nothing_in_the_clear(desk, &emulator)
}

fn refused(answer: &Answer, word: &str) -> Result<()> {
    ensure!(
        answer.printed.is_empty(),
        "nothing is printed: {}",
        answer.printed
    );
    let said = answer.remarked.to_lowercase();
    ensure!(said.contains(word), "it says {word:?}: {said}");
    ensure!(said.lines().count() <= 4, "it says it shortly: {said}");
    Ok(())
}

fn nothing_in_the_clear(desk: &Desk, emulator: &Emulator) -> Result<()> {
    let secrets = emulator.issued()?;
    let found = leaks::in_files(&secrets, desk.folder(), SystemTime::UNIX_EPOCH, &[])?;
    ensure!(found.is_empty(), "{found:#?}");
    Ok(())
}
