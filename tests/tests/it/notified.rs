//! Notifications: only what needs the user, once, with an action that works, and gone when it is over.

use crate::corner::{Corner, Wish};
use crate::steps::sign_in_by_code;
use anyhow::{Context as _, Result, ensure};
use journeys::notifications::ShownNotification;
use journeys::wait::{self, TIMEOUT};

const ROLE: &str = "AdministratorAccess";
const TARGET: &str = "work/018734562290/AdministratorAccess";
const OTHER: &str = "work/018734562290/ReadOnlyAccess";
const NEEDED: &str = "Sign in to work to continue";

#[test]
fn a_program_that_needs_a_sign_in_asks_for_it_once() -> Result<()> {
    let corner = Corner::new(&Wish::default())?;
    let desktop = &corner.desktop;
    corner.end_sign_in()?;
    let ask = || desktop.rolecall(&["credential-process", TARGET])?.ended_with(3);
    ask()?;
    let shown = corner.notifications.find_one(NEEDED)?;
    is_plain(&shown)?;
    for _ in 0..9 {
        ask()?;
    }
    corner.notifications.only(1)?;
    // Signed in elsewhere it is over.
    sign_in_by_code(desktop)?;
    gone(&corner, shown.id)?;
    desktop.rolecall(&["credential-process", TARGET])?.done()?;

    corner.end_sign_in()?;
    desktop.rolecall(&["credential-process", OTHER])?.ended_with(3)?;
    let again = corner.notifications.find_one(NEEDED)?;
    corner.notifications.choose(again.id, "sign-in")?;
    corner.signs_in_browser()?;
    corner.line("Signed in to work", "")?;
    wait::until_so("credentials", TIMEOUT, || {
        Ok(desktop.rolecall(&["credential-process", OTHER])?.code == Some(0))
    })?;
    ensure!(corner.notifications.count(NEEDED) == 2);
    Ok(())
}

#[test]
fn a_reached_limit_is_notified_and_can_begin_again() -> Result<()> {
    let corner = Corner::new(&Wish {
        started: &[&[TARGET]],
        settings: "\n[[limit]]\naccounts = [\"*payments*\"]\nminutes = 30\n",
        times: 360,
        ..Wish::default()
    })?;
    let before = corner.emulator.calls("GetRoleCredentials")?;
    let shown = corner.notifications.find_one("ended at its time limit")?;
    is_plain(&shown)?;
    wait::until_so("the end of the credentials", TIMEOUT, || Ok(!corner.keeps(ROLE)?))?;
    corner.emulator.called("GetRoleCredentials", before)?;
    corner.notifications.choose(shown.id, "start")?;
    corner.line("payments-dev · AdministratorAccess", " — ")?;
    corner.emulator.called("GetRoleCredentials", before + 1)?;
    Ok(())
}

#[test]
fn one_that_is_not_renewed_is_notified_before_it_ends() -> Result<()> {
    let corner = Corner::new(&Wish {
        started: &[&[TARGET, "--no-renew"]],
        times: 240,
        ..Wish::default()
    })?;
    let before = corner.emulator.calls("GetRoleCredentials")?;
    let shown = corner.notifications.find_one("ends in")?;
    is_plain(&shown)?;
    ensure!(shown.summary.contains(ROLE), "{shown:?}");
    corner.notifications.choose(shown.id, "renew")?;
    wait::until_so("new credentials", TIMEOUT, || {
        Ok(corner.emulator.calls("GetRoleCredentials")? == before + 1)
    })
    .with_context(|| {
        format!(
            "{before} {} {:#?} {}",
            corner.emulator.calls("GetRoleCredentials").unwrap_or(0),
            corner.notifications.all(),
            corner.app.diagnostics()
        )
    })?;
    corner.notifications.only(1)?;
    // The next time nobody does anything, and it ends.
    let shown = corner.notifications.find_one("ends in")?;
    gone(&corner, shown.id)?;
    wait::until_so("its end", TIMEOUT, || Ok(!corner.keeps(ROLE)?))?;
    corner.notifications.only(2)?;
    Ok(())
}

#[test]
fn a_role_that_was_taken_away_is_notified_with_the_reason() -> Result<()> {
    let corner = Corner::new(&Wish {
        started: &[&[TARGET], &[OTHER]],
        times: 240,
        ..Wish::default()
    })?;
    corner.reorganize(|organization| {
        let accounts = organization["accounts"].as_array_mut().into_iter().flatten();
        for account in accounts.filter(|account| account["id"] == "018734562290") {
            if let Some(roles) = account["roles"].as_array_mut() {
                roles.retain(|role| role != ROLE && role["name"] != ROLE);
            }
        }
    })?;
    let shown = corner.notifications.find_one("cannot be renewed")?;
    is_plain(&shown)?;
    ensure!(shown.summary.contains(ROLE), "{shown:?}");
    ensure!(shown.body.len() > 20, "it says why: {shown:?}");
    corner.pass_minutes(120)?;
    corner.notifications.only(1)?;
    corner.line("payments-dev · ReadOnlyAccess", "renews")?;
    ensure!(!corner.keeps(ROLE)?, "it ended");
    let history = corner.desktop.json(&["history", "--event", "denied", "--json"])?;
    ensure!(
        history["entries"][0]["target"] == TARGET && history["entries"].as_array().map(Vec::len) == Some(1),
        "{history}"
    );
    Ok(())
}

#[test]
fn names_do_not_become_markup() -> Result<()> {
    let corner = Corner::new(&Wish {
        organization: "hostile",
        started: &[
            &["work/034567890123/<b>bold</b>", "--no-renew"],
            &["work/034567890123/&amp;", "--no-renew"],
            &["work/045678901234/\u{1b}[2J", "--no-renew"],
        ],
        times: 240,
        ..Wish::default()
    })?;
    let shown = corner.notifications.first("3 role sessions end in")?;
    for word in ["&lt;b&gt;bold&lt;/b&gt;", "&amp;amp;"] {
        ensure!(shown.body.contains(word), "{word} is not in {shown:?}");
    }
    for hostile in ["<", ">", "\u{1b}", "\n"] {
        ensure!(!shown.body.contains(hostile), "{hostile:?} is in {shown:?}");
        ensure!(!shown.summary.contains('\u{1b}'));
    }
    Ok(())
}

#[test]
fn a_machine_without_a_network_is_notified_once() -> Result<()> {
    let corner = Corner::new(&Wish {
        started: &[&[TARGET], &[OTHER]],
        times: 360,
        ..Wish::default()
    })?;
    corner.way.cut();
    let shown = corner.notifications.find_one("could not be renewed")?;
    is_plain(&shown)?;
    corner.pass_minutes(90)?;
    ensure!(
        corner.notifications.count("renewed") == 1,
        "{:#?}",
        corner.notifications.all()
    );
    corner.way.restore();
    gone(&corner, shown.id)?;
    for name in [
        "payments-dev · AdministratorAccess",
        "payments-dev · ReadOnlyAccess",
    ] {
        corner.line(name, "renews")?;
    }
    Ok(())
}

fn gone(corner: &Corner, id: u32) -> Result<()> {
    wait::until_so("the notification to be taken away", TIMEOUT, || {
        let all = corner.notifications.all();
        let last = all.iter().rev().find(|shown| shown.id == id);
        Ok(last.context("it was shown")?.gone)
    })
}

/// Nothing in it is secret, an address, or markup.
fn is_plain(shown: &ShownNotification) -> Result<()> {
    for word in ["CANARY", "http", "<", "Token"] {
        ensure!(
            !shown.body.contains(word) && !shown.summary.contains(word),
            "{word} is in {shown:?}"
        );
    }
    ensure!(
        shown.actions.iter().any(|(id, _)| id != "default"),
        "there is something to do: {shown:?}"
    );
    Ok(())
}

/// The daemon that people have, instead of the journal of these journeys.
mod with_dunst {
    use super::{NEEDED, OTHER, TARGET};
    use crate::corner::{Wish, beside};
    use crate::steps::sign_in_by_code;
    use anyhow::{Context as _, Result, ensure};
    use journeys::started::Started;
    use journeys::tray::TrayHost;
    use journeys::wait::{self, TIMEOUT};
    use journeys::{App, Chromium, DesktopSetup, TestDesktop, programs};
    use serde_json::json;
    use std::os::unix::fs::PermissionsExt as _;

    const NAME: &str = "org.freedesktop.Notifications";
    const PATH: &str = "/org/freedesktop/Notifications";

    #[test]
    fn its_menu_signs_in_and_its_click_opens_the_window() -> Result<()> {
        let desktop = TestDesktop::new(DesktopSetup::Desktop)?;
        let daemon = dunst(&desktop)?;
        let _panel = TrayHost::start(desktop.bus()?)?;
        let (emulator, _way) = beside(&desktop, &Wish::default())?;
        let app = App::hidden(&desktop)?;
        app.listens(&desktop)?;
        for what in ["refresh_tokens", "access_tokens"] {
            emulator.control("POST /revoke", Some(&json!({ "what": what })))?;
        }
        desktop.rolecall(&["credential-process", TARGET])?.ended_with(3)?;
        displayed(&desktop, 1)?;
        command(&desktop, "ContextMenuCall", &[])?;
        let offered = || std::fs::read_to_string(desktop.outside().join("offered"));
        let opened = desktop.opened().next();
        let opened =
            opened.with_context(|| format!("offered was {:?}; {}", offered(), daemon.diagnostics()))?;
        let chromium = Chromium::start(&desktop)?;
        chromium.driver().go(&opened)?;
        displayed(&desktop, 0)?;
        let offered = offered()?;
        ensure!(
            offered.contains("Sign in") && offered.contains("Open Rolecall"),
            "{offered}"
        );

        for what in ["refresh_tokens", "access_tokens"] {
            emulator.control("POST /revoke", Some(&json!({ "what": what })))?;
        }
        desktop.rolecall(&["credential-process", OTHER])?.ended_with(3)?;
        displayed(&desktop, 1)?;
        command(&desktop, "NotificationAction", &["0"])?;
        app.has_page(true)?;
        desktop.rolecall(&["credential-process", OTHER])?.ended_with(3)?;
        sign_in_by_code(&desktop)?;
        displayed(&desktop, 0)?;
        let history =
            desktop
                .bus()?
                .call(NAME, PATH, "org.dunstproject.cmd0.NotificationListHistory", &[])?;
        // It prints what nobody sees as an escape.
        let history = history.replace("\\u2068", "").replace("\\u2069", "");
        ensure!(history.contains(NEEDED), "{history}");
        Ok(())
    }

    /// Its menu of actions is another program, which reads lines and prints the chosen one.
    fn dunst(desktop: &TestDesktop) -> Result<Started> {
        let menu = desktop.outside().join("menu");
        let offered = desktop.outside().join("offered");
        std::fs::write(
            &menu,
            format!(
                "#!/bin/sh\ntee -a '{0}' | grep -m1 '^#Sign in'\n",
                offered.display()
            ),
        )?;
        std::fs::set_permissions(&menu, std::fs::Permissions::from_mode(0o700))?;
        let configuration = desktop.outside().join("dunstrc");
        std::fs::write(
            &configuration,
            format!(
                "[global]\ndmenu = {}\nnotification_limit = 20\nidle_threshold = 0\n[urgency_normal]\ntimeout = 0\n",
                menu.display()
            ),
        )?;
        let mut command = desktop.command(&programs::tool("dunst", "dunst")?);
        command.arg("-config").arg(&configuration);
        let daemon = Started::start("dunst", command, &desktop.logs())?;
        displayed(desktop, 0)?;
        Ok(daemon)
    }

    fn command(desktop: &TestDesktop, method: &str, arguments: &[&str]) -> Result<()> {
        let method = format!("org.dunstproject.cmd0.{method}");
        desktop.bus()?.call(NAME, PATH, &method, arguments).map(drop)
    }

    /// Waits until it shows so many.
    fn displayed(desktop: &TestDesktop, count: u32) -> Result<()> {
        wait::until_so(&format!("{count} notifications"), TIMEOUT, || {
            let answer = desktop.bus()?.call(
                NAME,
                PATH,
                "org.freedesktop.DBus.Properties.Get",
                &["org.dunstproject.cmd0", "displayedLength"],
            )?;
            ensure!(answer.contains(&format!("uint32 {count}")), "{answer}");
            Ok(true)
        })
    }
}
