//! What the tray says is so: role sessions that nobody renews, failures with their subject, and a menu without what cannot be seen.

use crate::corner::{Corner, Wish};
use anyhow::{Context as _, Result, ensure};
use journeys::tray::{Icon, Line};
use journeys::wait::{self, TIMEOUT};
use journeys::{TestDesktop, clipboard};

const ADMIN: &str = "work/018734562290/AdministratorAccess";
const READER: &str = "work/018734562290/ReadOnlyAccess";

fn started() -> Result<Corner> {
    Corner::new(&Wish {
        started: &[&[ADMIN], &[READER]],
        ..Wish::default()
    })
}

fn role_session(icon: &Icon<'_>, role: &str, status: &str) -> Result<Line> {
    let label = format!("payments-dev · {role} — ");
    icon.line(&format!("{role}: {status}"), |line| {
        line.label.starts_with(&label) && line.label.contains(status)
    })
}

#[test]
fn after_the_end_of_a_sign_in_nothing_says_that_it_renews() -> Result<()> {
    let corner = started()?;
    let icon = corner.icon()?;
    role_session(&icon, "ReadOnlyAccess", "renews")?;
    let admin = role_session(&icon, "AdministratorAccess", "renews")?;
    corner.end_sign_in()?;
    icon.click(&[
        &admin.label[..admin.label.find(" — ").context("a name")?],
        "Renew now",
    ])?;
    for role in ["AdministratorAccess", "ReadOnlyAccess"] {
        role_session(&icon, role, "sign in to renew")?;
    }
    ensure!(icon.status()? == "NeedsAttention", "{}", icon.status()?);
    let listed = corner.desktop.rolecall(&["sessions"])?.done()?;
    ensure!(
        !listed.printed.contains("renews") && listed.printed.contains("sign in to renew"),
        "{}",
        listed.printed
    );
    let listed = corner.desktop.json(&["sessions", "--json"])?;
    for session in listed["role_sessions"].as_array().context("role sessions")? {
        ensure!(
            session["outcome"] == "waits_for_sign_in" && session["state"] == "alive",
            "{session}"
        );
    }
    let failed = "AdministratorAccess in payments-dev: You are not signed in to this portal.";
    corner.notifications.find_one(failed).map(drop)
}

#[test]
fn a_failed_click_says_whose_it_is() -> Result<()> {
    let corner = started()?;
    let icon = corner.icon()?;
    let reader = role_session(&icon, "ReadOnlyAccess", "renews")?;
    corner.reorganize(|organization| {
        let accounts = organization["accounts"].as_array_mut().into_iter().flatten();
        for account in accounts {
            if let Some(roles) = account["roles"].as_array_mut() {
                roles.retain(|role| role != "ReadOnlyAccess" && role["name"] != "ReadOnlyAccess");
            }
        }
    })?;
    let name = &reader.label[..reader.label.find(" — ").context("a name")?];
    icon.click(&[name, "Renew now"])?;
    let said = "ReadOnlyAccess in payments-dev: AWS says that this is not assigned to you.";
    corner.notifications.find_one(said).map(drop)
}

#[test]
fn no_line_of_the_menu_is_hidden_or_empty_after_changes() -> Result<()> {
    let corner = Corner::new(&Wish::default())?;
    let icon = corner.icon()?;
    let changes: [&[&str]; 6] = [
        &["start", ADMIN],
        &["start", READER],
        &["default", ADMIN],
        &["default", READER],
        &["stop", ADMIN],
        &["default", "--clear"],
    ];
    for change in changes {
        corner.desktop.rolecall(change)?.done()?;
        let marks = if change[0] == "stop" { " — " } else { "renews" };
        icon.line("the role session", |line| line.label.contains(marks))?;
        wait::until_so(
            &format!("a menu of shown lines after {change:?}"),
            TIMEOUT,
            || {
                let hidden: Vec<Line> = all(&icon.menu()?).into_iter().filter(is_hidden).collect();
                ensure!(hidden.is_empty(), "{hidden:?}");
                Ok(true)
            },
        )?;
    }
    let menu = icon.menu()?;
    ensure!(
        menu.last().is_some_and(|last| last.label == "Quit Rolecall"),
        "{menu:?}"
    );
    Ok(())
}

fn all(lines: &[Line]) -> Vec<Line> {
    let deeper = lines.iter().flat_map(|line| all(&line.lines));
    lines.iter().cloned().chain(deeper).collect()
}

/// Lines between groups have no label, and are no entries.
fn is_hidden(line: &Line) -> bool {
    !line.visible || (line.label.is_empty() && !line.separates)
}

#[test]
fn the_default_is_chosen_and_cleared_from_the_tray() -> Result<()> {
    let corner = started()?;
    let icon = corner.icon()?;
    role_session(&icon, "AdministratorAccess", "renews")?;
    let has_default = |target: &str| -> Result<()> {
        wait::until_so(&format!("the default {target:?}"), TIMEOUT, || {
            Ok(corner.settings()?.contains(target))
        })
    };
    icon.click(&["Default: none", "payments-dev · AdministratorAccess"])?;
    has_default(&format!("default = \"{ADMIN}\""))?;
    icon.click(&[
        "Default: payments-dev · AdministratorAccess",
        "payments-dev · ReadOnlyAccess",
    ])?;
    has_default(&format!("default = \"{READER}\""))?;
    icon.click(&["Default: payments-dev · ReadOnlyAccess", "Clear default"])?;
    wait::until_so("no default", TIMEOUT, || {
        Ok(!corner.settings()?.contains("default = \"work"))
    })?;
    icon.line("no default", |line| line.label == "Default: none")
        .map(drop)
}

#[test]
fn a_command_is_copied_for_the_shell_of_the_user() -> Result<()> {
    let corner = Corner::with_environment(&Wish::default(), &[("SHELL", "/usr/bin/fish")])?;
    corner.desktop.rolecall(&["start", ADMIN])?.done()?;
    let icon = corner.icon()?;
    role_session(&icon, "AdministratorAccess", "renews")?;
    icon.click(&["payments-dev · AdministratorAccess", "Copy command"])?;
    copied(&corner.desktop, "--shell fish | source")
}

fn copied(desktop: &TestDesktop, text: &str) -> Result<()> {
    wait::until_so(&format!("{text} in the clipboard"), TIMEOUT, || {
        Ok(clipboard::text(desktop.display()?)?.is_some_and(|copied| copied.contains(text)))
    })
}
