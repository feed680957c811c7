//! How the app fits into the desktop environment: its colours, its name, a tray that is not there and one that comes late.

use anyhow::{Result, ensure};
use journeys::colour_scheme::ColourSchemePortal;
use journeys::notifications::Notifications;
use journeys::tray::TrayHost;
use journeys::wait::{self, TIMEOUT};
use journeys::{App, DesktopSetup, TestDesktop, Window, programs};
use rustix::process::Signal;
use std::process::Command;

const NO_TRAY: &str = "shows no tray icons";

#[test]
fn the_window_follows_the_colours_of_the_desktop_and_has_the_name_of_the_desktop_entry() -> Result<()> {
    let desktop = TestDesktop::new(DesktopSetup::Desktop)?;
    let portal = ColourSchemePortal::start(desktop.bus()?)?;
    portal.set(1)?;
    let window = Window::open(&desktop)?;
    for (scheme, is_dark) in [(1, true), (0, false), (1, true), (2, false)] {
        portal.set(scheme)?;
        wait::until_so("the colours of the window", TIMEOUT, || {
            let dark = "return matchMedia('(prefers-color-scheme: dark)').matches";
            Ok(window.driver().run(dark, &[])? == serde_json::Value::Bool(is_dark))
        })?;
    }
    let mut tree = Command::new(programs::tool("xwininfo", "x11-utils")?);
    tree.args(["-display", desktop.display()?.name(), "-root", "-tree"]);
    let tree = String::from_utf8_lossy(&tree.output()?.stdout).into_owned();
    ensure!(tree.contains("(\"rolecall\" \"Rolecall\")"), "{tree}");
    Ok(())
}

#[test]
fn that_there_is_no_tray_is_said_once_and_taken_back_when_one_comes() -> Result<()> {
    let desktop = TestDesktop::new(DesktopSetup::Desktop)?;
    let notifications = Notifications::start(desktop.bus()?)?;
    let left = desktop.run().join("rolecall/web-view/7");
    std::fs::create_dir_all(&left)?;
    let start = || {
        App::start(&desktop, &["--hidden"], |command| {
            command.env("XDG_CURRENT_DESKTOP", "XFCE");
        })
    };
    let mut app = start()?;
    let said = notifications.find_one(NO_TRAY)?;
    ensure!(
        said.body.contains("Xfce") && !said.body.contains("GNOME"),
        "{said:?}"
    );
    ensure!(!left.exists(), "what an earlier window left is still there");

    let host = TrayHost::start(desktop.bus()?)?;
    host.icon()?;
    wait::until_so("the end of the notification", TIMEOUT, || {
        Ok(notifications.all().iter().all(|shown| shown.gone))
    })?;
    drop(host);
    app.signal(Signal::TERM)?;
    ensure!(app.ended()? == Some(0), "{}", app.diagnostics());

    let app = start()?;
    app.listens(&desktop)?;
    // It is said, if at all, after the time that a panel has to appear.
    std::thread::sleep(std::time::Duration::from_secs(12));
    ensure!(notifications.count(NO_TRAY) == 1, "{:#?}", notifications.all());
    Ok(())
}
