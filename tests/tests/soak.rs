//! Hours with fifty role sessions, and a program that is killed again and again in such hours.
//!
//! With `ROLECALL_SOAK=full` a day of 24 hours, which takes four minutes, and 200 kills; otherwise 4 hours, in which each
//! role session is renewed three times, and 40 kills. The built app on a real keychain and a real display; time goes faster in it and in the loopback AWS, nowhere else.

use anyhow::{Context as _, Result, ensure};
use journeys::command::RunningCommand;
use journeys::notifications::Notifications;
use journeys::tray::TrayHost;
use journeys::wait::{self, TIMEOUT};
use journeys::{App, DesktopSetup, Emulator, Pace, TestDesktop, leaks, processes, programs};
use rolecall_fakes::soak;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::hash::{BuildHasher as _, RandomState};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, SystemTime};

/// Each keeps the machine busy: one at a time.
static ALONE: Mutex<()> = Mutex::new(());

/// How many times as fast time goes.
const TIMES: u64 = 360;
const TIMES_WHILE_KILLED: u64 = 180;
/// In full, and otherwise.
const HOURS: (u64, u64) = (24, 4);
const ROLE_SESSIONS: usize = 50;
/// In full, and otherwise.
const KILLS: (usize, usize) = (200, 40);
/// The life of credentials, in seconds: fifty are renewed in the last twenty minutes of it, which are three seconds here.
const LIFE: &str = "5400";
/// Of it so many minutes pass before.
const RENEWED_AFTER: u64 = 70;
const MILLISECONDS_OF_A_MINUTE: u64 = 60_000;

#[test]
fn a_day_of_fifty_role_sessions() -> Result<()> {
    let _alone = ALONE.lock().unwrap_or_else(PoisonError::into_inner);
    let desktop = TestDesktop::new(DesktopSetup::Desktop)?;
    let notifications = Notifications::start(desktop.bus()?)?;
    let _panel = TrayHost::start(desktop.bus()?)?;
    let (emulator, targets) = started(&desktop, ROLE_SESSIONS)?;
    let pace = Pace::from_now(TIMES)?;
    pace.set_in(&emulator)?;
    let app = App::paced(&desktop, pace)?;
    app.listens(&desktop)?;
    let hours = soak::size(HOURS.0, HOURS.1);
    let mut reads = 0;
    while pace.hours()? < hours {
        let target = &targets[random(targets.len())?];
        let before = pace.now()?;
        let answer = desktop
            .rolecall(&["credential-process", target])?
            .done()?
            .json()?;
        let expires = millisecond(answer["Expiration"].as_str().context("an Expiration")?)?;
        ensure!(
            expires > before,
            "{target}: ended {} s before it was handed out, after {} h",
            (before - expires) / 1000,
            pace.hours()?
        );
        none_stays_after_its_end(&desktop, pace)?;
        reads += 1;
        std::thread::sleep(Duration::from_millis(u64::try_from(random(500)?)?));
    }
    println!("{reads} reads in {hours} h");
    all_live(&desktop, &targets)?;
    let asked = emulator.calls("GetRoleCredentials")?;
    let needed = u64::try_from(ROLE_SESSIONS)? * (2 + hours * 60 / RENEWED_AFTER);
    println!("{asked} times credentials were asked for, of {needed}");
    ensure!(asked <= needed, "{asked} instead of {needed}");
    let shown = notifications.all();
    ensure!(shown.is_empty(), "{shown:#?}");
    Ok(())
}

#[test]
fn a_program_killed_at_any_moment_loses_nothing() -> Result<()> {
    let _alone = ALONE.lock().unwrap_or_else(PoisonError::into_inner);
    let desktop = TestDesktop::new(DesktopSetup::Desktop)?;
    let (emulator, targets) = started(&desktop, 7)?;
    let (other, targets) = targets.split_last().context("some role sessions")?;
    let settings = settings(&desktop)?;
    let pace = Pace::from_now(TIMES_WHILE_KILLED)?;
    pace.set_in(&emulator)?;
    let kills = soak::size(KILLS.0, KILLS.1);
    let mut while_renewing = 0;
    for number in 0..kills {
        let app = App::paced(&desktop, pace)?;
        let verb = if number % 2 == 0 { "stop" } else { "start" };
        let by_command = (number % 3 == 0)
            .then(|| desktop.begin(&[verb, other]))
            .transpose()?;
        let before = emulator.calls("GetRoleCredentials")?;
        std::thread::sleep(Duration::from_millis(u64::try_from(random(900)?)?));
        app.kill()?;
        while_renewing += usize::from(emulator.calls("GetRoleCredentials")? > before);
        if let Some(command) = by_command {
            command.finish()?;
        }
        if number % 10 == 0 {
            all_known(&desktop, targets).with_context(|| format!("after {number} kills"))?;
        }
    }
    println!(
        "killed {kills} times in {} h, {while_renewing} times beside a renewal",
        pace.hours()?
    );
    let app = App::paced(&desktop, pace)?;
    app.listens(&desktop)?;
    desktop.rolecall(&["stop", other])?;
    wait::until_so("all role sessions", TIMEOUT, || {
        Ok(all_live(&desktop, targets).is_ok())
    })?;
    let until = pace.now()? + 120 * MILLISECONDS_OF_A_MINUTE;
    wait::until_so("two hours", 3 * TIMEOUT, || Ok(pace.now()? > until))?;
    all_live(&desktop, targets)?;
    nothing_is_broken(&desktop, &emulator, &settings, targets)?;
    // What outlived a kill would hold the socket, the lock or the keychain.
    let left: Vec<u32> = processes::that_know(desktop.folder())
        .into_iter()
        .filter(|id| String::from_utf8_lossy(&processes::arguments(*id)).contains("rolecall-app\0"))
        .filter(|id| !processes::family(app.id()).contains(id))
        .collect();
    ensure!(left.is_empty(), "{left:?} are left");
    Ok(())
}

/// Waits until what the keychain holds after its end is replaced or erased; where programs are given little of the machine's time
/// that takes a moment.
fn none_stays_after_its_end(desktop: &TestDesktop, pace: Pace) -> Result<()> {
    let now = pace.now()?;
    let mut ended = stored(desktop)?;
    ended.retain(|(_, expires)| *expires <= now);
    if ended.is_empty() {
        return Ok(());
    }
    wait::until_so("the end of expired credentials", TIMEOUT, || {
        let stored = stored(desktop)?;
        Ok(ended.iter().all(|each| !stored.contains(each)))
    })
}

fn nothing_is_broken(
    desktop: &TestDesktop,
    emulator: &Emulator,
    settings: &str,
    targets: &[String],
) -> Result<()> {
    ensure!(self::settings(desktop)? == settings, "the settings changed");
    let known: BTreeSet<String> = targets.iter().map(|target| label_of(target)).collect();
    let labels: BTreeSet<String> = stored(desktop)?.into_iter().map(|(label, _)| label).collect();
    ensure!(labels == known, "stored are {labels:#?}");
    let said = in_python(desktop)?;
    ensure!(said.trim() == "ok", "the state database: {said}");
    let history = desktop
        .rolecall(&["history", "--json", "--limit", "10000"])?
        .done()?
        .json()?;
    let entries = history["entries"].as_array().context("entries")?;
    for entry in entries {
        ensure!(
            entry["event"].is_string() && entry["at"].as_str().is_some_and(|at| millisecond(at).is_ok()),
            "{entry}"
        );
    }
    ensure!(entries.len() >= targets.len(), "{} entries", entries.len());
    let except = [desktop.folder().join("said")];
    let found = leaks::in_files(
        &emulator.issued()?,
        desktop.folder(),
        SystemTime::UNIX_EPOCH,
        &except,
    )?;
    ensure!(found.is_empty(), "{found:#?}");
    Ok(())
}

/// The state database, read by a reader that nobody here wrote.
fn in_python(desktop: &TestDesktop) -> Result<String> {
    const CHECK: &str = "
import sqlite3, sys
print(sqlite3.connect(sys.argv[1]).execute('PRAGMA integrity_check').fetchone()[0])
";
    let file = TestDesktop::modes(&desktop.home())?
        .into_iter()
        .map(|(file, _)| file)
        .find(|file| file.ends_with("state.db"))
        .context("a state database")?;
    let mut command = desktop.command(&programs::python()?);
    command.args(["-c", CHECK]).arg(file);
    Ok(desktop.begin_command(command)?.finish()?.done()?.printed)
}

/// Signs in and starts so many role sessions.
fn started(desktop: &TestDesktop, count: usize) -> Result<(Emulator, Vec<String>)> {
    let accounts = count.div_ceil(4).to_string();
    let arguments = [
        "--accounts",
        &accounts,
        "--roles",
        "4",
        "--consent",
        "auto",
        "--portal-ttl",
        "864000",
        "--credentials-ttl",
        LIFE,
    ];
    let emulator = Emulator::start(&arguments, &desktop.logs())?;
    desktop.add_portal(&emulator)?;
    desktop.rolecall(&["sign-in", "--device-code"])?.done()?;
    let listed = desktop
        .rolecall(&["roles", "--refresh", "--json"])?
        .done()?
        .json()?;
    let listed = listed["assignments"].as_array().context("assignments")?;
    let targets: Vec<String> = listed
        .iter()
        .filter_map(|left| left["target"].as_str().map(str::to_owned))
        .take(count)
        .collect();
    ensure!(targets.len() == count, "{} roles are listed", targets.len());
    for some in targets.chunks(4) {
        let begun: Vec<RunningCommand> = some
            .iter()
            .map(|target| desktop.begin(&["start", target]))
            .collect::<Result<_>>()?;
        for command in begun {
            command.finish()?.done()?;
        }
    }
    Ok((emulator, targets))
}

/// Every one of `targets` is in the index, and is to be renewed.
fn all_known(desktop: &TestDesktop, targets: &[String]) -> Result<()> {
    let index = desktop.rolecall(&["sessions", "--json"])?.done()?.json()?;
    for target in targets {
        ensure!(
            of_target(&index, target).is_some_and(|left| left["renewal"] == "on"),
            "{target} is not in {index}"
        );
    }
    Ok(())
}

/// Every one of `targets` is in the index, and credentials of it are stored.
fn all_live(desktop: &TestDesktop, targets: &[String]) -> Result<()> {
    all_known(desktop, targets)?;
    let stored = stored(desktop)?;
    for target in targets {
        let label = label_of(target);
        ensure!(
            stored.iter().any(|(each, _)| *each == label),
            "nothing is stored of {target}"
        );
    }
    Ok(())
}

fn of_target<'a>(index: &'a Value, target: &str) -> Option<&'a Value> {
    index["role_sessions"]
        .as_array()?
        .iter()
        .find(|left| left["target"] == *target)
}

fn label_of(target: &str) -> String {
    let mut parts = target.splitn(3, '/');
    let mut next = || parts.next().unwrap_or_default();
    format!("Rolecall: {} / {} / {}", next(), next(), next())
}

/// What the keychain keeps of role sessions, read without Rolecall: labels and when the credentials end.
fn stored(desktop: &TestDesktop) -> Result<Vec<(String, u64)>> {
    let mut command = desktop.command(&programs::tool("secret-tool", "libsecret-tools")?);
    command.args(["search", "--all", "service", "rolecall"]);
    let answer = desktop.begin_command(command)?.finish()?.done()?;
    let mut stored = Vec::new();
    let mut label = "";
    for line in answer.printed.lines() {
        if let Some(text) = line.strip_prefix("label = ") {
            label = text;
        } else if let Some(secret) = line.strip_prefix("secret = ")
            && label.matches(" / ").count() == 2
        {
            let record: Value = serde_json::from_str(secret).context("a record in the keychain")?;
            let expires = record["expires_at"].as_str().context("an end")?;
            stored.push((label.to_owned(), millisecond(expires)?));
        }
    }
    Ok(stored)
}

fn settings(desktop: &TestDesktop) -> Result<String> {
    Ok(std::fs::read_to_string(
        desktop.home().join(".config/rolecall/settings.toml"),
    )?)
}

fn millisecond(text: &str) -> Result<u64> {
    let time: jiff::Timestamp = text.parse().with_context(|| format!("{text} is no time"))?;
    Ok(u64::try_from(time.as_millisecond())?)
}

/// A number below `end` that nobody can foresee.
fn random(end: usize) -> Result<usize> {
    let number = RandomState::new().hash_one(json!(null).to_string());
    Ok(usize::try_from(number % u64::try_from(end)?)?)
}
