//! `/_emulator/…`: what a test may ask and change. README.md of this crate is its reference. Must not decide
//! what AWS would do; it only moves the state that decides.

mod ending;

use http::{Method, StatusCode};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::answer::Answer;
use crate::call::Call;
use crate::clock::{Clock, Pace};
use crate::faults::Fault;
use crate::oidc::device;
use crate::org::{Directory, Organization, User};
use crate::state::{DeviceAnswer, Remembered, State};

pub(crate) fn answer(state: &mut State, call: &Call) -> Answer {
    // A page in a browser must not be able to steer the emulator, nor one whose name was made to point here.
    if call.headers.contains_key("origin") || !is_own_host(state, call) {
        return refused(
            StatusCode::FORBIDDEN,
            "web pages may not use the control interface",
        );
    }
    let verb = call
        .path
        .strip_prefix("/_emulator")
        .unwrap_or_default()
        .trim_start_matches('/');
    if call.method == Method::GET {
        return told(state, verb);
    }
    if call.method == Method::DELETE && verb == "faults" {
        state.faults.clear();
        return Answer::ok(json!({}));
    }
    if call.method != Method::POST {
        return refused(StatusCode::METHOD_NOT_ALLOWED, "GET or POST is expected");
    }
    let body = if call.body.is_empty() {
        Ok(json!({}))
    } else {
        call.json()
    };
    match body {
        Ok(body) => command(state, verb, body),
        Err(error) => refused(StatusCode::BAD_REQUEST, &error.to_string()),
    }
}

fn is_own_host(state: &State, call: &Call) -> bool {
    let Some(own) = state.url.strip_prefix("http://") else {
        return false;
    };
    let port = own.rsplit(':').next().unwrap_or_default();
    call.header("host")
        .is_some_and(|host| host == own || host == format!("localhost:{port}"))
}

fn refused(status: StatusCode, reason: &str) -> Answer {
    Answer::json(status, json!({"error": reason}))
}

fn told(state: &State, what: &str) -> Answer {
    Answer::ok(match what {
        "" => json!({
            "url": state.url,
            "start_url": state.start_url,
            "region": state.region,
            "partition": state.partition.id,
            "accounts": state.directory.organization.accounts.len(),
            "now": state.now().iso(),
            "clock_skew_seconds": state.clock.skew_seconds(),
        }),
        "counters" => json!(state.counters),
        "calls" => json!(state.calls),
        "issued" => state
            .mint
            .all()
            .iter()
            .map(|(kind, value)| json!({"kind": kind.name(), "value": &**value}))
            .collect(),
        "faults" => json!(state.faults),
        "settings" => json!(state.settings),
        "org" => json!(state.directory.organization),
        _ => return refused(StatusCode::NOT_FOUND, "there is no such thing to read"),
    })
}

/// Carries out one command and answers what it changed.
pub(crate) fn command(state: &mut State, verb: &str, body: Value) -> Answer {
    let done = match verb {
        "faults" => add_faults(state, body),
        "settings" => change_settings(state, &body),
        "clock" => move_clock(state, body),
        "expire" => ending::end(&mut state.remembered, read(body), ending::How::Expire),
        "revoke" => ending::end(&mut state.remembered, read(body), ending::How::Revoke),
        "org" => replace_organization(state, body),
        "device" => answer_device(state, body),
        "reset" => reset(state, body),
        _ => return refused(StatusCode::NOT_FOUND, "there is no such command"),
    };
    match done {
        Ok(value) => Answer::ok(value),
        Err(reason) => refused(StatusCode::BAD_REQUEST, &reason),
    }
}

fn read<T: for<'de> Deserialize<'de>>(body: Value) -> Result<T, String> {
    serde_json::from_value(body).map_err(|error| error.to_string())
}

fn add_faults(state: &mut State, body: Value) -> Result<Value, String> {
    let added: Vec<Fault> = if body.is_array() {
        read(body)?
    } else {
        vec![read(body)?]
    };
    for fault in &added {
        fault.check()?;
    }
    let count = added.len();
    state.faults.extend(added);
    Ok(json!({"added": count}))
}

fn change_settings(state: &mut State, body: &Value) -> Result<Value, String> {
    state.settings = state.settings.with(body)?;
    // A new rate counts from now, not from what was left under the old one.
    state.buckets.clear();
    Ok(json!(state.settings))
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
enum ClockChange {
    AdvanceSeconds(i64),
    SkewSeconds(i64),
    Pace(Pace),
}

fn move_clock(state: &mut State, body: Value) -> Result<Value, String> {
    match read(body)? {
        ClockChange::AdvanceSeconds(seconds) => state.clock.advance_seconds(seconds),
        ClockChange::SkewSeconds(seconds) => state.clock.set_skew_seconds(seconds),
        ClockChange::Pace(pace) => state.clock.set_pace(pace.check()?),
    }
    Ok(json!({"now": state.now().iso()}))
}

/// Start URL, region and users stay what they were unless the new organization has users of its own.
fn replace_organization(state: &mut State, body: Value) -> Result<Value, String> {
    let mut organization: Organization = read(body)?;
    organization.check().map_err(|error| error.to_string())?;
    if organization.users.is_empty() {
        let users: &[User] = &state.directory.organization.users;
        organization.users = users.to_vec();
    }
    let accounts = organization.accounts.len();
    state.directory = Directory::new(organization);
    Ok(json!({"accounts": accounts}))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct DeviceCommand {
    user_code: String,
    allow: bool,
    #[serde(default)]
    user: Option<String>,
}

/// What pressing a button on the device page does, for tests without a browser.
fn answer_device(state: &mut State, body: Value) -> Result<Value, String> {
    let asked: DeviceCommand = read(body)?;
    let user = asked.user.unwrap_or_else(|| state.auto_user());
    if state.directory.user(&user).is_none() {
        return Err("nobody of that name may sign in here".to_owned());
    }
    let code = state
        .remembered
        .device_authorizations
        .iter()
        .find(|(_, known)| {
            device::same_code(&asked.user_code, &known.user_code) && known.answer == DeviceAnswer::Pending
        })
        .map(|(code, _)| code.clone())
        .ok_or("no device waits with this code")?;
    let _page: Answer = device::answer(state, &code, asked.allow.then_some(user));
    Ok(json!({}))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Reset {
    /// Also forget everything issued, so that nobody is signed in.
    #[serde(default)]
    state: bool,
}

/// Counters, calls, faults, buckets and the clock go back to the start. What was issued stays listed.
fn reset(state: &mut State, body: Value) -> Result<Value, String> {
    let asked: Reset = read(body)?;
    state.counters.clear();
    state.calls.clear();
    state.faults.clear();
    state.buckets.clear();
    state.clock = Clock::default();
    if asked.state {
        state.remembered = Remembered::default();
    }
    Ok(json!({}))
}
