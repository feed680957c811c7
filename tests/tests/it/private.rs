//! What others of the machine could see: permissions of files, core dumps, arguments of processes.

use crate::steps::signed_in;
use anyhow::{Context as _, Result, ensure};
use journeys::arguments::Watch;
use journeys::leaks;
use journeys::processes;
use journeys::wait::{self, TIMEOUT};
use journeys::{Chromium, DesktopSetup, Emulator, TestDesktop};
use rustix::process::Signal;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

const TARGET: &str = "work/018734562290/AdministratorAccess";

#[test]
fn files_and_folders_are_private_whatever_the_file_mask() -> Result<()> {
    let desktop = TestDesktop::new(DesktopSetup::Terminal)?;
    let open = |arguments: &[&str]| {
        desktop
            .shell("umask 000; exec \"$0\" \"$@\"", arguments)?
            .finish()?
            .done()
    };
    let emulator = Emulator::playing("demo", "auto", &desktop.logs())?;
    let (start_url, region) = (&emulator.start_url, &emulator.region);
    let mut add = vec!["portal", "add", "work", "--endpoint-url", &emulator.url];
    add.extend(["--start-url", start_url, "--region", region]);
    open(&add)?;
    open(&["sign-in", "--device-code"])?;
    open(&["roles"])?;
    open(&["start", TARGET])?;
    open(&["default", TARGET])?;
    let made = [
        TestDesktop::modes(&desktop.home())?,
        TestDesktop::modes(&desktop.run())?,
    ]
    .concat();
    for wanted in ["settings.toml", "state.db"] {
        ensure!(
            made.iter().any(|(file, _)| file.ends_with(wanted)),
            "{wanted} was written: {made:?}"
        );
    }
    let open = open_to_others(&made);
    ensure!(open.is_empty(), "others may get at {open:?}");
    a_public_file_is_noticed(&desktop)?;
    what_a_child_makes_is_its_own_affair(&desktop)
}

/// The keychain's own socket is public by its maker's choice, inside a folder that is not.
fn open_to_others(files: &[(PathBuf, u32)]) -> Vec<&(PathBuf, u32)> {
    let ours = files
        .iter()
        .filter(|(file, _)| !file.components().any(|part| part.as_os_str() == "keyring"));
    ours.filter(|(_, mode)| mode & 0o077 != 0).collect()
}

fn a_public_file_is_noticed(desktop: &TestDesktop) -> Result<()> {
    let planted = desktop.home().join("planted");
    std::fs::write(&planted, "")?;
    std::fs::set_permissions(&planted, std::fs::Permissions::from_mode(0o644))?;
    let files = TestDesktop::modes(&desktop.home())?;
    ensure!(
        open_to_others(&files).iter().any(|(file, _)| *file == planted),
        "a public file is not noticed"
    );
    std::fs::remove_file(&planted).map_err(Into::into)
}

/// `exec` gives the user's own file mask back.
fn what_a_child_makes_is_its_own_affair(desktop: &TestDesktop) -> Result<()> {
    let script = "umask 022; exec \"$0\" exec \"$1\" -- sh -c umask";
    let answer = desktop.shell(script, &[TARGET])?.finish()?.done()?;
    ensure!(answer.printed.trim() == "0022", "{}", answer.printed);
    Ok(())
}

#[test]
fn a_crash_leaves_no_core_file_and_no_secret() -> Result<()> {
    let desktop = TestDesktop::new(DesktopSetup::Terminal)?;
    a_core_file_would_be_noticed(&desktop)?;
    let emulator = signed_in(&desktop, &[])?;
    desktop.rolecall(&["start", TARGET])?.done()?;
    for signal in [Signal::SEGV, Signal::ABORT] {
        let command = desktop.shell(
            "ulimit -c unlimited; exec \"$0\" \"$@\"",
            &["sign-in", "--no-browser"],
        )?;
        wait::until_so("the link", TIMEOUT, || Ok(command.printed().contains("http")))?;
        // Rust's own handler of SEGV continues once, so that a true fault happens again.
        let gone = || Ok(command.program().signal(signal).is_err() || is_dead(command.program().id()));
        wait::until_so("the end of the command", TIMEOUT, gone)?;
        let answer = command.finish()?;
        ensure!(answer.code.is_none(), "the signal ended it: {answer:?}");
    }
    let cores = cores(&desktop)?;
    ensure!(cores.is_empty(), "{cores:?}");
    desktop.rolecall(&["credential-process", TARGET])?.done()?;
    let found = leaks::in_files(&emulator.issued()?, &desktop.home(), SystemTime::UNIX_EPOCH, &[])?;
    ensure!(found.is_empty(), "{found:#?}");
    Ok(())
}

fn is_dead(id: u32) -> bool {
    processes::arguments(id).is_empty()
}

/// Where this machine writes core files at all, one of an ordinary program is there.
fn a_core_file_would_be_noticed(desktop: &TestDesktop) -> Result<()> {
    let command = desktop.shell("ulimit -c unlimited; exec sleep 60", &[])?;
    let pattern = std::fs::read_to_string("/proc/sys/kernel/core_pattern")?;
    ensure!(
        pattern.trim() == "core",
        "core files do not go to the current folder here, but to {pattern}"
    );
    wait::until_so("sleep", TIMEOUT, || {
        Ok(processes::named(command.program().id(), "sleep").len() == 1)
    })?;
    command.program().signal(Signal::SEGV)?;
    command.finish()?;
    let found = cores(desktop)?;
    ensure!(
        !found.is_empty(),
        "an ordinary program leaves no core file here, so this proves nothing"
    );
    found
        .iter()
        .try_for_each(std::fs::remove_file)
        .map_err(Into::into)
}

fn cores(desktop: &TestDesktop) -> Result<Vec<PathBuf>> {
    let is_core = |file: &Path| {
        file.file_name()
            .is_some_and(|name| name.to_string_lossy().starts_with("core"))
    };
    Ok(TestDesktop::modes(desktop.folder())?
        .into_iter()
        .map(|(file, _)| file)
        .filter(|file| is_core(file) && file.is_file())
        .collect())
}

#[test]
fn no_argument_of_any_process_holds_a_secret_while_consoles_open() -> Result<()> {
    let (desktop, emulator) = crate::steps::terminal()?;
    let chromium = Chromium::start(&desktop)?;
    let watch = Watch::begin();
    for round in 0..10 {
        let command = desktop.begin(&["console", TARGET, "--destination", "s3"])?;
        let address = desktop.opened().next()?;
        let page = chromium.console(&address)?;
        ensure!(page.role_name == "AdministratorAccess", "round {round}: {page:?}");
        command.finish()?.done()?;
        chromium.driver().go(&address).ok();
        ensure!(
            !chromium.driver().page_text()?.contains("AdministratorAccess"),
            "the address works once"
        );
    }
    let planted = "CANARY-planted-in-an-argument";
    desktop.shell("sleep 0.05", &[planted])?.finish()?;
    let seen = watch.end()?;
    ensure!(seen.holds("console"), "the command itself was seen");
    let plants = [rolecall_fakes::leak::Secret::new("planted", planted)];
    ensure!(!seen.leaks(&plants).is_empty(), "a planted secret is not seen");
    let found = seen.leaks(&emulator.issued()?);
    ensure!(found.is_empty(), "{found:#?}");
    Ok(())
}

#[test]
fn a_foreign_answer_does_not_end_a_sign_in() -> Result<()> {
    let (desktop, emulator, chromium) = crate::steps::asking(DesktopSetup::Terminal)?;
    desktop.add_portal(&emulator)?;
    let command = desktop.begin(&["sign-in"])?;
    chromium.driver().go(&desktop.opened().next()?)?;
    chromium.driver().find_one("#allow")?;
    let address = url::Url::parse(&chromium.driver().address()?)?;
    let redirect = address
        .query_pairs()
        .find(|(name, _)| name == "redirect_uri")
        .context("a redirect address")?
        .1
        .into_owned();
    let separator = if redirect.contains('?') { '&' } else { '?' };
    for foreign in "error=access_denied code=stolen&state=wrong code=x state=".split(' ') {
        let address = format!("{redirect}{separator}{foreign}");
        chromium.driver().go(&address).ok();
    }
    chromium.allow(address.as_str())?;
    command.finish()?.done()?;
    emulator.called("CreateToken", 1)?;
    Ok(())
}
