//! The tray, as a panel on the desktop's bus sees it: its menu is read and clicked, and everything is done without the window.

use crate::corner::{Corner, Wish};
use crate::steps::{sign_in_by_code, signed_in};
use anyhow::{Context as _, Result, ensure};
use journeys::notifications::Notifications;
use journeys::tray::{Icon, Line, TrayHost};
use journeys::wait::{self, TIMEOUT};
use journeys::{App, Chromium, DesktopSetup, TestDesktop, clipboard, foreign};
use std::time::{Duration, Instant};

const PAYMENTS: &str = "work/018734562290/AdministratorAccess";
const ROLE: &str = "AdministratorAccess";

fn is_signed_in(line: &Line) -> bool {
    line.label == "Signed in to work"
}

fn is_signed_out(line: &Line) -> bool {
    line.label == "Sign in to work"
}

fn copied(desktop: &TestDesktop, text: &str) -> Result<()> {
    wait::until_so(&format!("{text} in the clipboard"), TIMEOUT, || {
        Ok(clipboard::text(desktop.display()?)?.is_some_and(|copied| copied.contains(text)))
    })
}

fn corner() -> Result<Corner> {
    Corner::new(&Wish::default())
}

#[test]
fn everything_is_done_from_the_menu() -> Result<()> {
    let corner = corner()?;
    let chromium = Chromium::start(&corner.desktop)?;
    let icon = corner.icon()?;
    icon.line("the portal", is_signed_in)?;
    corner.desktop.rolecall(&["start", PAYMENTS])?.done()?;
    let line = icon.line("the role session", |line| line.label.contains(" min, "))?;
    ensure!(
        line.label.contains(ROLE) && line.label.ends_with("renews"),
        "{line:?}"
    );
    let active = line.label.split(" — ").next().context("a name")?.to_owned();
    copies_and_opens(&corner, &icon, &chromium, &active)?;
    renews_and_stops(&corner, &icon, &active)?;
    signs_out_and_in(&corner, &icon, &chromium)?;
    icon.click(&["Quit"])?;
    let mut app = corner.app;
    ensure!(app.ended()? == Some(0), "{}", app.diagnostics());
    is_in_the_history(&corner.desktop)
}

fn copies_and_opens(corner: &Corner, icon: &Icon<'_>, chromium: &Chromium, active: &str) -> Result<()> {
    let desktop = &corner.desktop;
    icon.click(&[active, "Copy command"])?;
    copied(desktop, "rolecall env")?;
    copied(desktop, ROLE)?;
    icon.click(&[active, "Open console"])?;
    let console = chromium.console(&desktop.opened().next()?)?;
    ensure!(console.role_name == ROLE, "{console:?}");
    Ok(())
}

fn renews_and_stops(corner: &Corner, icon: &Icon<'_>, active: &str) -> Result<()> {
    let before = corner.emulator.calls("GetRoleCredentials")?;
    icon.click(&[active, "Renew now"])?;
    wait::until_so("new credentials", TIMEOUT, || {
        Ok(corner.emulator.calls("GetRoleCredentials")? == before + 1)
    })
    .with_context(|| format!("{:#?} {}", corner.notifications.all(), corner.app.diagnostics()))?;
    icon.click(&[active, "Renew automatically"])?;
    icon.line("that it is not renewed", |line| line.label.ends_with(" min"))?;
    icon.click(&[active, "Stop"])?;
    wait::until_so("its end", TIMEOUT, || Ok(!corner.keeps(ROLE)?))?;
    icon.line("it among the recents", |line| line.label == active)?;
    icon.click(&[active, "Start"])?;
    let renews = |line: &Line| line.label.starts_with(active) && line.label.contains("renews");
    icon.line("it again", renews).map(drop)
}

fn signs_out_and_in(corner: &Corner, icon: &Icon<'_>, chromium: &Chromium) -> Result<()> {
    icon.click(&["Signed in to work", "Sign out"])?;
    icon.line("the sign-in to be offered", is_signed_out)?;
    ensure!(!corner.keeps(ROLE)?, "a sign-out ends role sessions");
    icon.click(&["Sign in to work"])?;
    chromium.driver().go(&corner.desktop.opened().next()?)?;
    icon.line("the portal signed in", is_signed_in).map(drop)
}

fn is_in_the_history(desktop: &TestDesktop) -> Result<()> {
    let history = desktop.rolecall(&["history", "--json", "--limit", "50"])?;
    let history = history.done()?.json()?;
    let by_tray: Vec<&str> = history["entries"]
        .as_array()
        .context("entries")?
        .iter()
        .filter(|entry| entry["surface"] == "tray")
        .filter_map(|entry| entry["event"].as_str())
        .collect();
    for event in "console-opened renewed stopped issued signed-out signed-in".split(' ') {
        ensure!(by_tray.contains(&event), "{event} is not among {by_tray:?}");
    }
    Ok(())
}

#[test]
fn the_next_program_gets_the_new_default() -> Result<()> {
    let corner = corner()?;
    let (desktop, icon) = (&corner.desktop, corner.icon()?);
    let other = "work/018734562290/ReadOnlyAccess";
    desktop.rolecall(&["start", PAYMENTS])?.done()?;
    desktop.rolecall(&["start", other])?.done()?;
    desktop.rolecall(&["default", PAYMENTS])?.done()?;
    let who = || -> Result<String> {
        let identity = foreign::caller_identity(desktop, &corner.emulator, "@default")?;
        Ok(identity["Arn"].as_str().unwrap_or_default().to_owned())
    };
    ensure!(who()?.contains(ROLE));
    let config = std::fs::read(desktop.home().join(".aws/config"))?;

    let read_only = icon.line("the other", |line| line.label.contains("ReadOnlyAccess"))?;
    icon.click(&[&read_only.label, "Make default"])?;
    let clicked = Instant::now();
    wait::until_so("the new default", TIMEOUT, || {
        Ok(corner
            .settings()?
            .contains("default = \"work/018734562290/ReadOnlyAccess\""))
    })?;
    println!("from the click to the settings file: {:?}", clicked.elapsed());
    ensure!(
        who()?.contains("ReadOnlyAccess"),
        "the next program has the new role"
    );
    icon.line("the mark of the default", |line| {
        line.label.starts_with("✓ ") && line.label.contains("ReadOnly")
    })?;
    ensure!(
        std::fs::read(desktop.home().join(".aws/config"))? == config,
        "no file of AWS's was written"
    );
    Ok(())
}

#[test]
fn an_idle_tray_says_nothing_and_wakes_for_nothing() -> Result<()> {
    let corner = corner()?;
    let icon = corner.icon()?;
    icon.line("the portal", is_signed_in)?;
    // Whatever comes of the start has come when the app rests.
    let mut wakes = corner.app.wakes()?;
    wait::until_so("that the app rests", TIMEOUT, || {
        std::thread::sleep(Duration::from_secs(2));
        let before = std::mem::replace(&mut wakes, corner.app.wakes()?);
        // A thread that ended takes its count with it.
        Ok(wakes.saturating_sub(before) <= 8)
    })?;
    let (signals, worked) = (drawn(&corner.host), corner.app.worked()?);
    wakes = corner.app.wakes()?;
    std::thread::sleep(Duration::from_secs(10));
    ensure!(
        drawn(&corner.host) == signals,
        "the menu was drawn again for nothing"
    );
    let woke = corner.app.wakes()?.saturating_sub(wakes);
    ensure!(woke <= 20, "{woke} wake-ups in 10 s");
    let worked = corner.app.worked()? - worked;
    ensure!(worked <= 2, "it worked {} ms", worked * 10);
    corner.nothing_shown()
}

fn drawn(host: &TrayHost) -> u64 {
    ["LayoutUpdated", "ItemsPropertiesUpdated", "NewIcon"]
        .iter()
        .map(|signal| host.signals(signal))
        .sum()
}

#[test]
fn without_a_panel_it_is_said_once_and_all_continues() -> Result<()> {
    let desktop = TestDesktop::new(DesktopSetup::Desktop)?;
    let notifications = Notifications::start(desktop.bus()?)?;
    let emulator = signed_in(&desktop, &[])?;
    let app = App::hidden(&desktop)?;
    let said = notifications.find_one("tray")?;
    ensure!(
        said.body.contains("StatusNotifierItem"),
        "it says what to do: {said:?}"
    );
    desktop.rolecall(&["start", PAYMENTS])?.done()?;
    desktop.rolecall(&["app"])?.done()?;
    app.has_page(true)?;
    app.kill()?;

    let app = App::hidden(&desktop)?;
    app.listens(&desktop)?;
    desktop.rolecall(&["app"])?.done()?;
    app.has_page(true)?;
    let host = TrayHost::start(desktop.bus()?)?;
    host.icon()?
        .line("the role session", |line| line.label.contains(ROLE))?;
    ensure!(notifications.count("tray") == 1, "{:?}", notifications.all());
    emulator.called("GetRoleCredentials", 1)?;
    Ok(())
}

#[test]
fn a_second_sign_in_by_another_program_is_seen() -> Result<()> {
    let corner = corner()?;
    let (desktop, icon) = (&corner.desktop, corner.icon()?);
    icon.line("the portal", is_signed_in)?;
    desktop.rolecall(&["sign-out", "work"])?.done()?;
    icon.line("the sign-in to be offered", is_signed_out)?;
    sign_in_by_code(desktop)?;
    icon.line("the portal signed in", is_signed_in).map(drop)
}

#[test]
fn what_other_programs_do_is_seen() -> Result<()> {
    let corner = corner()?;
    let icon = corner.icon()?;
    icon.line("the portal", is_signed_in)?;
    let name = "payments-dev · AdministratorAccess";
    let (role_session, marked) = (format!("{name} — "), format!("✓ {name} — "));
    let steps: [(&[&str], &str, bool); 5] = [
        (&["start", PAYMENTS], &role_session, true),
        (&["default", PAYMENTS], &marked, true),
        (&["default", "--clear"], &role_session, true),
        (&["stop", PAYMENTS], &role_session, false),
        (&["sign-out", "work"], "Signed in to work", false),
    ];
    for (arguments, label, there) in steps {
        corner.desktop.rolecall(arguments)?.done()?;
        let began = Instant::now();
        wait::until_so(&format!("{label:?} after {arguments:?}"), TIMEOUT, || {
            let menu = icon.menu()?;
            ensure!(
                menu.iter().any(|line| line.label.starts_with(label)) == there,
                "{}",
                icon.text()?
            );
            Ok(true)
        })?;
        println!("{arguments:?} is in the menu after {:?}", began.elapsed());
    }
    Ok(())
}
