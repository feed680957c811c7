//! Renewing under pressure: many programs at one instant, and programs killed at any moment.
//!
//! Real processes on a real keychain; the loopback AWS counts what they ask for. Fifty programs renew in 2 rounds, and 40 commands are
//! killed; with `ROLECALL_SOAK=full` in 8 rounds, and 100.

mod stored_state;

use anyhow::{Context as _, Result, ensure};
use journeys::command::RunningCommand;
use journeys::wait;
use journeys::{CommandOutput, DesktopSetup, Emulator, TestDesktop};
use rolecall_fakes::soak;
use rustix::process::{Pid, Signal, kill_process};
use serde_json::{Value, json};
use std::hash::{BuildHasher as _, RandomState};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};
use stored_state::{StoredState, a_damaged_database_is_replaced, damage_is_seen, listed};

const AT_ONCE: usize = 50;
/// In full, and otherwise one of each kind.
const ROUNDS: (usize, usize) = (8, 2);
/// Half ask for one role, the others for a role each.
const ROLES: usize = AT_ONCE / 2 + 1;
/// A minute is long for one command, and shorter than any lock would be waited for.
const TIMEOUT: Duration = Duration::from_secs(60);

/// Each of these journeys keeps the machine busy, and the keychain must answer in time: one at a time.
static ALONE: Mutex<()> = Mutex::new(());

#[test]
fn fifty_programs_renew_once() -> Result<()> {
    let _alone = ALONE.lock().unwrap_or_else(PoisonError::into_inner);
    let desktop = TestDesktop::new(DesktopSetup::Terminal)?;
    let (emulator, targets) = signed_in(&desktop, &[])?;
    for round in 0..soak::size(ROUNDS.0, ROUNDS.1) {
        // By turns the token has ended by the clock, and AWS refuses one that looks good.
        if round % 2 == 0 {
            let ends = short_token(&desktop, &emulator, &targets[0])?;
            std::thread::sleep(ends.saturating_duration_since(Instant::now()));
        } else {
            expire_tokens(&emulator)?;
        }
        desktop.rolecall(&["stop", "--all"])?.done()?;
        let before = Calls::new(&emulator)?;
        let asked = begin_many(&desktop, &targets)?;
        for command in asked {
            command.finish_within(TIMEOUT)?.done()?;
        }
        let made = Calls::new(&emulator)?.since(&before);
        ensure!(made.renewals == 1, "round {round}: {made:?}");
        ensure!(made.refused == 0 && made.sign_ins == 0, "round {round}: {made:?}");
    }
    Ok(())
}

/// The same programs without a common folder of locks: what the count above would show if the lock did nothing.
#[test]
fn without_a_common_lock_they_renew_more_than_once() -> Result<()> {
    let _alone = ALONE.lock().unwrap_or_else(PoisonError::into_inner);
    let desktop = TestDesktop::new(DesktopSetup::Terminal)?;
    let (emulator, targets) = signed_in(&desktop, &["--refresh", "keep"])?;
    expire_tokens(&emulator)?;
    // Long enough for the slowest of them to have looked before the first is answered.
    let slow = json!({"operation": "CreateToken", "kind": "delay", "ms": 3000, "count": 0});
    emulator.control("POST /faults", Some(&slow))?;
    let before = Calls::new(&emulator)?;
    let mut asked = Vec::new();
    for (number, target) in targets.iter().take(8).enumerate() {
        let own = desktop.folder().join(format!("state-{number}"));
        std::fs::create_dir(&own)?;
        let mut command = desktop.command(&journeys::programs::product("rolecall")?);
        command
            .env("XDG_STATE_HOME", own)
            .args(["credential-process", target]);
        asked.push(desktop.begin_command(command)?);
    }
    for command in asked {
        command.finish_within(TIMEOUT)?;
    }
    let made = Calls::new(&emulator)?.since(&before);
    ensure!(made.renewals > 1, "{made:?}");
    Ok(())
}

#[test]
fn a_renewal_killed_at_any_moment_loses_nothing_that_aws_still_takes() -> Result<()> {
    let _alone = ALONE.lock().unwrap_or_else(PoisonError::into_inner);
    for mode in ["keep", "rotate-with-grace"] {
        let desktop = TestDesktop::new(DesktopSetup::Terminal)?;
        let (emulator, targets) = signed_in(&desktop, &["--latency", "40", "--refresh", mode])?;
        let mut aim = Aim::FIRST;
        let before = Calls::new(&emulator)?;
        let mut killed = 0;
        for number in 0..12 {
            killed += usize::from(killed_renewal(&desktop, &emulator, &targets[1], &mut aim)?);
            let next = next_works(&desktop, &targets[2]).and_then(CommandOutput::done);
            next.with_context(|| format!("{mode}, after {number} others"))?;
        }
        for _ in 0..3 {
            killed_before_it_is_stored(&desktop, &emulator, &targets[1])?;
            next_works(&desktop, &targets[2])?.done()?;
        }
        let made = Calls::new(&emulator)?.since(&before);
        ensure!(made.refused == 0 && made.sign_ins == 0, "{mode}: {made:?}");
        ensure!(killed >= 4, "{mode}: only {killed} were killed");
    }
    Ok(())
}

/// Where AWS takes the old refresh token away at once, a kill between its answer and the keychain costs a sign-in.
#[test]
fn a_killed_renewal_costs_at_most_a_sign_in() -> Result<()> {
    let _alone = ALONE.lock().unwrap_or_else(PoisonError::into_inner);
    let desktop = TestDesktop::new(DesktopSetup::Terminal)?;
    let (emulator, targets) = signed_in(&desktop, &["--latency", "40", "--refresh", "rotate"])?;
    let stored = desktop.rolecall(&["credential-process", &targets[0]])?.done()?;
    killed_before_it_is_stored(&desktop, &emulator, &targets[1])?;
    let next = next_works(&desktop, &targets[2])?.ended_with(3)?;
    let said = &next.remarked;
    ensure!(said.contains("rolecall sign-in"), "it says what to do: {said}");
    let still = desktop.rolecall(&["credential-process", &targets[0]])?.done()?;
    ensure!(
        still.printed == stored.printed,
        "credentials that were stored are good"
    );
    sign_in(&desktop)?;
    next_works(&desktop, &targets[2])?.done().map(drop)
}

/// Has a renewal answered by AWS while the keychain keeps still, and kills it then.
fn killed_before_it_is_stored(desktop: &TestDesktop, emulator: &Emulator, target: &str) -> Result<()> {
    let keychain = Pid::from_raw(i32::try_from(desktop.keychain()?.id())?).context("a process id")?;
    desktop.rolecall(&["stop", target])?.done()?;
    expire_tokens(emulator)?;
    let answered = answered_renewals(emulator)?;
    let slow = json!({"operation": "CreateToken", "kind": "delay", "ms": 500});
    emulator.control("POST /faults", Some(&slow))?;
    let before = Calls::new(emulator)?.renewals;
    let command = desktop.begin(&["credential-process", target])?;
    wait::until_so("a renewal", TIMEOUT, || {
        Ok(Calls::new(emulator)?.renewals > before)
    })?;
    kill_process(keychain, Signal::STOP)?;
    let done = wait::until_so("the answer", TIMEOUT, || {
        Ok(answered_renewals(emulator)? > answered)
    });
    // The answer is on its way to a program that can only wait for the keychain.
    std::thread::sleep(Duration::from_millis(100));
    let killed = command.program().signal(Signal::KILL);
    kill_process(keychain, Signal::CONT)?;
    done.and(killed)?;
    let code = command.finish()?.code;
    ensure!(code.is_none(), "it ended with {code:?} before it could be killed");
    Ok(())
}

fn answered_renewals(emulator: &Emulator) -> Result<usize> {
    let all = emulator.control("GET /calls", None)?;
    let is_answered = |call: &&Value| call["detail"] == "refresh_token" && call["status"] == 200;
    let all = all.as_array().context("calls")?;
    Ok(all.iter().filter(is_answered).count())
}

/// In full, and otherwise.
const KILLS: (usize, usize) = (100, 40);
/// Role sessions that no command touches.
const ANCHORS: usize = 3;

#[test]
fn commands_killed_at_any_moment_lose_nothing_that_was_stored() -> Result<()> {
    let _alone = ALONE.lock().unwrap_or_else(PoisonError::into_inner);
    let desktop = TestDesktop::new(DesktopSetup::Terminal)?;
    let (emulator, targets) = signed_in(&desktop, &["--latency", "5", "--refresh", "rotate-with-grace"])?;
    let mut stored = StoredState::new(&desktop, &targets[..ANCHORS])?;
    let mut aims = [Aim::FIRST; 5];
    let kills = soak::size(KILLS.0, KILLS.1);
    let (mut killed, before) = (0, Calls::new(&emulator)?);
    for number in 0..kills {
        let name = format!("other-{number}");
        let mut add = vec!["portal", "add", &name, "--region", "us-east-1"];
        add.extend(["--start-url", "https://d-1234567890.awsapps.com/start"]);
        let kind = usize::try_from(random(5))?;
        let words: Vec<&str> = match kind {
            0 => {
                expire_tokens(&emulator)?;
                vec!["credential-process", &targets[ANCHORS]]
            }
            1 => vec!["roles", "--refresh", "--json"],
            2 => vec!["start", &targets[ANCHORS + 1]],
            3 => vec!["stop", &targets[ANCHORS + 1]],
            _ => add,
        };
        let code = aims[kind].kill(desktop.begin(&words)?)?;
        killed += usize::from(code.is_none());
        if code == Some(0) && words[0] == "portal" {
            stored.portals.push(name.clone());
        }
        if number % 10 == 9 {
            stored
                .is_there(&desktop)
                .with_context(|| format!("after {number} commands, the last {words:?}"))?;
        }
    }
    ensure!(killed >= kills / 3, "only {killed} were killed");
    a_damaged_database_is_replaced(&desktop, &stored)?;
    let made = Calls::new(&emulator)?.since(&before);
    ensure!(made.sign_ins == 0 && made.refused == 0, "{made:?}");
    damage_is_seen(&desktop, &stored, &targets)
}

/// What programs asked AWS for.
#[derive(Debug)]
struct Calls {
    renewals: u64,
    refused: usize,
    sign_ins: u64,
}

impl Calls {
    fn new(emulator: &Emulator) -> Result<Self> {
        let all = emulator.control("GET /calls", None)?;
        let is_refused = |call: &&Value| call["operation"] == "CreateToken" && call["status"] == 400;
        Ok(Self {
            renewals: emulator.calls("CreateToken/refresh_token")?,
            refused: all.as_array().context("calls")?.iter().filter(is_refused).count(),
            sign_ins: emulator.calls("StartDeviceAuthorization")? + emulator.calls("Authorize")?,
        })
    }

    fn since(&self, before: &Self) -> Self {
        Self {
            renewals: self.renewals - before.renewals,
            refused: self.refused - before.refused,
            sign_ins: self.sign_ins - before.sign_ins,
        }
    }
}

/// Signs in to a portal of many roles, and returns their targets.
fn signed_in(desktop: &TestDesktop, arguments: &[&str]) -> Result<(Emulator, Vec<String>)> {
    let roles = ROLES.to_string();
    let mut all = vec!["--accounts", "1", "--roles", &roles, "--consent", "auto"];
    all.extend(arguments);
    let emulator = Emulator::start(&all, &desktop.logs())?;
    desktop.add_portal(&emulator)?;
    sign_in(desktop)?;
    desktop.rolecall(&["roles", "--refresh"])?.done()?;
    let targets = listed(desktop)?;
    ensure!(targets.len() == ROLES, "{targets:?}");
    Ok((emulator, targets))
}

/// Has AWS refuse every access token that it gave.
fn expire_tokens(emulator: &Emulator) -> Result<()> {
    let tokens = json!({"what": "access_tokens"});
    emulator.control("POST /expire", Some(&tokens)).map(drop)
}

fn sign_in(desktop: &TestDesktop) -> Result<()> {
    desktop
        .rolecall(&["sign-in", "work", "--device-code"])?
        .done()
        .map(drop)
}

/// Has the stored sign-in renewed to one that soon ends, and returns when. The next will be a long one.
fn short_token(desktop: &TestDesktop, emulator: &Emulator, target: &str) -> Result<Instant> {
    let lives = Duration::from_secs(4);
    desktop.rolecall(&["stop", "--all"])?.done()?;
    expire_tokens(emulator)?;
    emulator.control("POST /settings", Some(&json!({"token_ttl": lives.as_secs()})))?;
    desktop.rolecall(&["start", target])?.done()?;
    emulator.control("POST /settings", Some(&json!({"token_ttl": 3600})))?;
    Ok(Instant::now() + lives)
}

fn begin_many(desktop: &TestDesktop, targets: &[String]) -> Result<Vec<RunningCommand>> {
    let left = targets.iter().take(1).cycle().take(AT_ONCE / 2);
    let each = targets.iter().skip(1).take(AT_ONCE / 2);
    left.zip(each)
        .flat_map(|(left, other)| [left, other])
        .map(|target| desktop.begin(&["credential-process", target]))
        .collect()
}

/// Begins a command that renews, kills it, and tells whether it was still at work.
fn killed_renewal(desktop: &TestDesktop, emulator: &Emulator, target: &str, aim: &mut Aim) -> Result<bool> {
    desktop.rolecall(&["stop", target])?.done()?;
    expire_tokens(emulator)?;
    Ok(aim
        .kill(desktop.begin(&["credential-process", target])?)?
        .is_none())
}

/// How long a command of one kind is given at most before it is killed. It learns: about half should still be at work.
#[derive(Clone, Copy)]
struct Aim(Duration);

impl Aim {
    const FIRST: Self = Self(Duration::from_millis(150));

    /// Kills a command at a random moment; returns its exit code when it was done before.
    fn kill(&mut self, command: RunningCommand) -> Result<Option<i32>> {
        let max = u64::try_from(self.0.as_micros())?;
        std::thread::sleep(Duration::from_micros(random(max)));
        // One that is done but not waited for takes the signal and keeps its exit code.
        command.program().signal(Signal::KILL)?;
        let code = command.finish()?.code;
        self.0 = self.0.mul_f64(if code.is_none() { 1.2 } else { 0.8 });
        Ok(code)
    }
}

/// Asks for credentials that are not stored, and waits for the answer for less time than any lock is waited for.
fn next_works(desktop: &TestDesktop, target: &str) -> Result<CommandOutput> {
    desktop.rolecall(&["stop", target])?.done()?;
    desktop.rolecall(&["credential-process", target])
}

/// Returns any number below `end`; the standard library seeds its hashers at random.
fn random(end: u64) -> u64 {
    RandomState::new().hash_one(Instant::now()) % end.max(1)
}
