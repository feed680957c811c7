//! After a whole day's work nothing that AWS issued is anywhere but in the keychain: no file, log, message to the page,
//! memory of the page, argument or environment. Each place is shown to be looked into by a secret that was planted there.

use anyhow::{Context as _, Result, ensure};
use journeys::arguments::Watch;
use journeys::leaks::{self, Found};
use journeys::wait::{self, TIMEOUT};
use journeys::webdriver::key;
use journeys::window::Record;
use journeys::{Chromium, DesktopSetup, Emulator, TestDesktop, Window, clipboard, memory};
use rolecall_fakes::leak::Secret;
use std::path::Path;
use std::time::SystemTime;

const TARGET: &str = "work/350917624483/ReadOnlyAccess";
const PLANTED: &str = "CANARY-planted-7f3a9c1e5b";

#[test]
fn no_secret_is_anywhere_but_in_the_keychain() -> Result<()> {
    let desktop = TestDesktop::new(DesktopSetup::Desktop)?;
    let emulator = Emulator::playing("demo", "page", &desktop.logs())?;
    let watch = Watch::begin();
    let chromium = Chromium::start(&desktop)?;
    let window = Window::open(&desktop)?;
    window.record()?;
    the_page_is_looked_into(&window)?;
    sign_in(&desktop, &emulator, &chromium, &window)?;
    nothing_in_the_page(&emulator, &window, "signed in")?;
    work_in_the_window(&desktop, &chromium, &window)?;
    nothing_in_the_page(&emulator, &window, "at work")?;
    work_on_the_command_line(&desktop, &chromium)?;
    nothing_in_processes(&desktop, &emulator)?;
    let portal = window.driver().find_one(".portal-menu")?;
    window.driver().click(&portal)?;
    window.sign_out()?;
    window.sees("signed out")?;
    nothing_in_the_page(&emulator, &window, "signed out")?;
    nothing_in_the_app(&emulator, &window)?;
    nothing_in_messages(&emulator, &window.recorded()?)?;
    window.close()?;
    nothing_in_arguments(&desktop, &emulator, watch)?;
    nothing_in_files(&desktop, &emulator)
}

fn planted() -> [Secret; 1] {
    [Secret::new("planted", PLANTED)]
}

/// What is typed is in the page's memory, and in a message to the app.
fn the_page_is_looked_into(window: &Window) -> Result<()> {
    window.sees("Connect your AWS access portal")?;
    window.fill("#portal-address", PLANTED)?;
    let web = *window.web_processes()?.first().context("a web process")?;
    wait::until_so("the planted secret in the page's memory", TIMEOUT, || {
        Ok(!memory::of_process(&planted(), web)?.is_empty())
    })
}

fn sign_in(desktop: &TestDesktop, emulator: &Emulator, chromium: &Chromium, window: &Window) -> Result<()> {
    window.fill_portal(emulator)?;
    window.click("Sign in with your browser")?;
    chromium.allow(&desktop.opened().next()?)?;
    crate::steps::sees_all_roles(window)
}

fn work_in_the_window(desktop: &TestDesktop, chromium: &Chromium, window: &Window) -> Result<()> {
    window.search_for("payments-prod Read", "payments-prod/ReadOnlyAccess")?;
    window.start_first()?;
    window.sees("Started payments-prod / ReadOnlyAccess")?;
    window.press(&[key::ENTER])?;
    chromium.console(&desktop.opened().next()?)?;
    window.press(&["c"])?;
    window.click("bash, zsh")?;
    window.sees("Clear now")?;
    wait::until("the clipboard", TIMEOUT, || clipboard::text(desktop.display()?)).map(drop)
}

fn work_on_the_command_line(desktop: &TestDesktop, chromium: &Chromium) -> Result<()> {
    desktop.rolecall(&["roles", "--refresh"])?.done()?;
    desktop.rolecall(&["credential-process", TARGET])?.done()?;
    desktop.rolecall(&["env", TARGET])?.done()?;
    desktop.rolecall(&["exec", TARGET, "--", "true"])?.done()?;
    let command = desktop.begin(&["console", TARGET])?;
    chromium.console(&desktop.opened().next()?)?;
    command.finish()?.done()?;
    desktop.rolecall(&["doctor"])?;
    desktop.rolecall(&["credential-process", "work/000000000000/Nobody"])?;
    Ok(())
}

fn nothing_in_the_page(emulator: &Emulator, window: &Window, when: &str) -> Result<()> {
    let issued = emulator.issued()?;
    ensure!(issued.len() >= 4, "{when}: AWS issued something");
    for id in window.web_processes()? {
        let found = memory::of_process(&issued, id)?;
        ensure!(found.is_empty(), "{when}: {found:#?}");
    }
    Ok(())
}

/// Once the clipboard was cleared and unused connections are closed.
fn nothing_in_the_app(emulator: &Emulator, window: &Window) -> Result<()> {
    let (issued, app) = (emulator.issued()?, window.id()?);
    let mut left = Vec::new();
    let forgotten = wait::until_so("an app that forgets", TIMEOUT * 3, || {
        left = memory::of_process(&issued, app)?;
        Ok(left.is_empty())
    });
    forgotten.with_context(|| format!("{left:#?}"))
}

fn nothing_in_messages(emulator: &Emulator, record: &Record) -> Result<()> {
    let commands =
        "parse_start_url sign_in list_account_roles start_role_session open_console copy_export event";
    for command in commands.split(' ') {
        ensure!(record.holds(command), "{command} was recorded");
    }
    let text = record.text();
    ensure!(
        !leaks::in_text(&planted(), "messages", &text).is_empty(),
        "a planted secret is not found in messages"
    );
    none(leaks::in_text(&emulator.issued()?, "messages", &text))
}

fn nothing_in_processes(desktop: &TestDesktop, emulator: &Emulator) -> Result<()> {
    let mut command = desktop.command(Path::new("/bin/sleep"));
    let child = desktop.begin_command({
        command.arg("30").env("PLANTED", format!("x={PLANTED}"));
        command
    })?;
    wait::until_so("the planted secret in an environment", TIMEOUT, || {
        Ok(!leaks::in_processes(&planted()).is_empty())
    })?;
    drop(child);
    none(leaks::in_processes(&emulator.issued()?))
}

fn nothing_in_arguments(desktop: &TestDesktop, emulator: &Emulator, watch: Watch) -> Result<()> {
    desktop.shell("sleep 0.05", &[PLANTED])?.finish()?;
    let seen = watch.end()?;
    ensure!(
        !seen.leaks(&planted()).is_empty(),
        "a planted secret is not seen in arguments"
    );
    none(seen.leaks(&emulator.issued()?))
}

/// What the commands printed is left out: they were asked for credentials. So is Chromium's profile: the console is signed in there.
fn nothing_in_files(desktop: &TestDesktop, emulator: &Emulator) -> Result<()> {
    let issued = emulator.issued()?;
    std::fs::create_dir_all(desktop.home().join(".cache"))?;
    std::fs::write(
        desktop.home().join(".cache/planted"),
        format!("{{\"a\": \"{}\"}}", PLANTED.replace('-', "%2D")),
    )?;
    let except = [
        desktop.outside().join("chromium"),
        desktop.outside().join("chromium-home"),
    ];
    let all =
        |secrets: &[Secret]| leaks::in_files(secrets, desktop.folder(), SystemTime::UNIX_EPOCH, &except);
    let is_of_home = |found: &Found| found.place.contains(".cache/planted");
    ensure!(
        all(&planted())?.iter().any(is_of_home),
        "a planted secret is not found in files"
    );
    let printed = |found: &Found| found.place.contains("/said/") && found.place.ends_with(".out");
    none(
        all(&issued)?
            .into_iter()
            .filter(|found| !printed(found))
            .collect(),
    )?;
    let elsewhere = ["/tmp", "/var/tmp", "/dev/shm"];
    for folder in elsewhere {
        let own = [desktop.folder().to_owned()];
        none(leaks::in_shared_files(
            &issued,
            Path::new(folder),
            desktop.began(),
            &own,
        )?)?;
    }
    Ok(())
}

fn none(found: Vec<Found>) -> Result<()> {
    ensure!(found.is_empty(), "{found:#?}");
    Ok(())
}
