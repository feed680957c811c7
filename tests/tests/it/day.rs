//! A day of role sessions in a minute: renewals, a network that goes, a sign-in that ends, a machine that sleeps.

use crate::corner::{Corner, Wish, lines_with};
use crate::steps::sign_in_by_code;
use anyhow::{Context as _, Result, ensure};
use journeys::programs;
use journeys::wait::{self, TIMEOUT};
use rustix::process::Signal;
use std::process::Command;
use std::time::{Duration, Instant};

const TARGETS: [&str; 3] = [
    "work/018734562290/AdministratorAccess",
    "work/018734562290/ReadOnlyAccess",
    "work/730849162254/PowerUserAccess",
];
const STARTED: [&[&str]; 3] = [&[TARGETS[0]], &[TARGETS[1]], &[TARGETS[2]]];

fn day(times: u64, emulator: &[&str]) -> Result<Corner> {
    Corner::new(&Wish {
        started: &STARTED,
        times,
        emulator,
        ..Wish::default()
    })
}

#[test]
fn renewals_go_on_for_hours_and_after_hours_without_a_network() -> Result<()> {
    let corner = day(360, &["--portal-ttl", "172800"])?;
    corner.pass_minutes(5 * 60)?;
    corner.nothing_shown()?;
    lines_with(&corner, 3, "renews")?;
    // Of an hour, three quarters pass before the next.
    let asked = corner.emulator.calls("GetRoleCredentials")?;
    ensure!((15..=24).contains(&asked), "asked {asked} times in 5 hours");

    corner.way.cut();
    corner.pass_minutes(3 * 60)?;
    let shown = corner.notifications.find_one("could not be renewed")?;
    lines_with(&corner, 3, "not renewed yet")?;
    ensure!(!corner.keeps("AdministratorAccess")?, "what expired was erased");
    let (refused, hours) = (corner.way.refused(), 3);
    ensure!(
        refused <= hours * 12 * 3 * 4,
        "{refused} tries: more than the pauses allow"
    );
    corner.way.restore();
    let restored_at = Instant::now();
    lines_with(&corner, 3, "renews")?;
    println!("renewed {:?} after the network was back", restored_at.elapsed());
    wait::until_so("the notification to be taken away", TIMEOUT, || {
        let all = corner.notifications.all();
        Ok(all.iter().all(|each| each.id != shown.id || each.gone))
    })?;
    corner.notifications.only(1)?;
    Ok(())
}

#[test]
fn a_sign_in_that_ended_is_asked_for_once_and_all_go_on_after_it() -> Result<()> {
    let corner = day(240, &["--portal-ttl", "172800"])?;
    corner.end_sign_in()?;
    let shown = corner.notifications.find_one("Sign in to work to continue")?;
    corner.pass_minutes(150)?;
    ensure!(
        corner
            .notifications
            .all()
            .iter()
            .all(|each| each.summary == shown.summary),
        "{:#?}",
        corner.notifications.all()
    );
    lines_with(&corner, 3, "sign-in needed")?;
    ensure!(!corner.keeps("AdministratorAccess")?, "what expired was erased");
    let shown: Vec<_> = corner
        .notifications
        .all()
        .into_iter()
        .filter(|each| !each.gone)
        .collect();
    ensure!(shown.len() == 1, "{shown:#?}");
    // A browser's sign-in is waited for some minutes, of which many pass here while a browser starts.
    sign_in_by_code(&corner.desktop)?;
    lines_with(&corner, 3, "renews")?;
    corner.pass_minutes(90)?;
    lines_with(&corner, 3, "renews")?;
    ensure!(corner.notifications.all().iter().all(|each| each.gone));
    Ok(())
}

#[test]
fn a_machine_that_slept_for_hours_recovers_on_its_own() -> Result<()> {
    let corner = day(360, &["--portal-ttl", "172800"])?;
    corner.pass_minutes(60)?;
    lines_with(&corner, 3, "renews")?;
    let (tokens, credentials) = (
        corner.emulator.calls("CreateToken")?,
        corner.emulator.calls("GetRoleCredentials")?,
    );
    corner.app.signal(Signal::STOP)?;
    std::thread::sleep(Duration::from_secs(20));
    corner.app.signal(Signal::CONT)?;
    let slept = corner.pace.now()?;
    wait::until_so("new credentials of all", TIMEOUT, || {
        Ok(corner.emulator.calls("GetRoleCredentials")? >= credentials + 3)
    })?;
    // Tokens live for an hour: one is due after two hours, and each further hour that passes meanwhile has its own.
    let passed = (corner.pace.now()? - slept) / 2_400_000;
    let made = corner.emulator.calls("CreateToken")? - tokens;
    ensure!(made <= 1 + passed, "{made} tokens were asked for at once");
    lines_with(&corner, 3, "renews")?;
    corner.nothing_shown()
}

/// Set in the process that has a network of its own, which nobody else of this machine is on.
const ALONE: &str = "JOURNEYS_HAVE_A_NETWORK_OF_THEIR_OWN";

#[test]
fn a_link_that_comes_back_is_noticed() -> Result<()> {
    if std::env::var_os(ALONE).is_some() {
        return loses_its_link();
    }
    let mut command = Command::new(programs::tool("unshare", "util-linux")?);
    command
        .args(["--net", "--"])
        .arg(std::env::current_exe()?)
        .args(["--exact", "--nocapture", "day::a_link_that_comes_back_is_noticed"])
        .env(ALONE, "1");
    let output = command.output()?;
    let said = String::from_utf8_lossy(&output.stdout);
    ensure!(
        output.status.success() && said.contains("1 passed"),
        "{said}\n{}",
        String::from_utf8_lossy(&output.stderr)
    );
    Ok(())
}

fn loses_its_link() -> Result<()> {
    link("up")?;
    // Of two minutes half a one is left when they are renewed; by then the pauses between tries have grown.
    let corner = day(10, &["--credentials-ttl", "120", "--token-ttl", "36000"])?;
    lines_with(&corner, 3, " — ")?;
    link("down")?;
    corner.line("payments-dev · ReadOnlyAccess", "not renewed yet")?;
    corner.pass_minutes(6)?;
    link("up")?;
    lines_with(&corner, 3, ", renews")
}

fn link(state: &str) -> Result<()> {
    let status = Command::new(programs::tool("ip", "iproute2")?)
        .args(["link", "set", "lo", state])
        .status()
        .context("ip")?;
    ensure!(status.success(), "the link did not go {state}");
    Ok(())
}
