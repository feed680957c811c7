//! `/_emulator/…`: the control interface for tests; the README of this crate is its reference. Must not decide
//! what AWS would do; it only changes the state that decides.

mod identity_token;
mod invalidate;
mod mfa;

use http::{Method, StatusCode};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::clock::{ClockPace, EmulatorClock};
use crate::errors::Api;
use crate::faults::InjectedFault;
use crate::oidc::device;
use crate::operation::{ApiOperation, HandlerResult, Route};
use crate::organization::{OrgDirectory, Organization};
use crate::request::ApiRequest;
use crate::response::ApiResponse;
use crate::state::{EmulatorState, IamRecords, Records};
use invalidate::Invalidation;

const API: Api = Api::Control;

#[rustfmt::skip]
pub(crate) const OPERATIONS: &[ApiOperation] = &[
    ApiOperation::new(API, "Control", &ROUTES, control),
];

const ROUTES: [Route; 2] = [
    Route::any_method("/_emulator"),
    Route::any_method("/_emulator/").and_below(),
];

fn control(state: &mut EmulatorState, request: &ApiRequest) -> HandlerResult {
    // A page in a browser must not be able to use it, nor one whose host name resolves to this address.
    if request.headers.contains_key("origin") || !is_own_host(state, request) {
        return Err(rejected(
            StatusCode::FORBIDDEN,
            "web pages may not use the control interface",
        ));
    }
    let path = request.path.strip_prefix("/_emulator").unwrap_or_default();
    let name = path.trim_start_matches('/');
    if request.method == Method::GET {
        return view(state, name);
    }
    if request.method == Method::DELETE && name == "faults" {
        state.faults.clear();
        return Ok(ApiResponse::ok(json!({})));
    }
    if request.method != Method::POST {
        return Err(rejected(
            StatusCode::METHOD_NOT_ALLOWED,
            "GET or POST is expected",
        ));
    }
    let body = if request.body.is_empty() {
        Ok(json!({}))
    } else {
        request.json()
    };
    let body = body.map_err(|error| rejected(StatusCode::BAD_REQUEST, &error.to_string()))?;
    let command = find_command(name).ok_or_else(|| rejected(StatusCode::NOT_FOUND, NO_COMMAND))?;
    command(state, body)
        .map(ApiResponse::ok)
        .map_err(|reason| rejected(StatusCode::BAD_REQUEST, &reason))
}

fn is_own_host(state: &EmulatorState, request: &ApiRequest) -> bool {
    let Some(own) = state.url.strip_prefix("http://") else {
        return false;
    };
    let port = own.rsplit(':').next().unwrap_or_default();
    request
        .header("host")
        .is_some_and(|host| host == own || host == format!("localhost:{port}"))
}

fn rejected(status: StatusCode, reason: &str) -> ApiResponse {
    API.error(status, "", reason)
}

fn view(state: &EmulatorState, name: &str) -> HandlerResult {
    Ok(ApiResponse::ok(match name {
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
        "calls" => json!(state.request_log),
        "issued" => state
            .secrets
            .issued()
            .iter()
            .map(|(kind, value)| json!({"kind": kind.name(), "value": &**value}))
            .collect(),
        "faults" => json!(state.faults),
        "settings" => json!(state.settings),
        "org" => json!(state.directory.organization),
        _ => return Err(rejected(StatusCode::NOT_FOUND, "there is no such thing to read")),
    }))
}

const NO_COMMAND: &str = "there is no such command";

type Command = fn(&mut EmulatorState, Value) -> Result<Value, String>;

fn find_command(name: &str) -> Option<Command> {
    Some(match name {
        "faults" => add_faults,
        "settings" => change_settings,
        "clock" => move_clock,
        "expire" => |state, body| invalidate(state, body, Invalidation::Expire),
        "revoke" => |state, body| invalidate(state, body, Invalidation::Revoke),
        "org" => replace_organization,
        "device" => decide_device,
        "saml_assertion" => |state, body| identity_token::saml_assertion(state, parse(body)?),
        "web_identity_token" => |state, body| identity_token::web_identity_token(state, parse(body)?),
        "mfa" => |state, body| mfa::show_code(state, &parse(body)?),
        "reset" => reset,
        _ => return None,
    })
}

/// Carries out a command and returns what it changed.
///
/// # Errors
/// The reason, when the command is unknown or its body is invalid.
pub(crate) fn command(state: &mut EmulatorState, name: &str, body: Value) -> Result<Value, String> {
    find_command(name).ok_or(NO_COMMAND)?(state, body)
}

fn parse<T: for<'de> Deserialize<'de>>(body: Value) -> Result<T, String> {
    serde_json::from_value(body).map_err(|error| error.to_string())
}

fn invalidate(state: &mut EmulatorState, body: Value, invalidation: Invalidation) -> Result<Value, String> {
    let count = invalidation.apply(&mut state.records, &parse(body)?);
    Ok(json!({"ended": count}))
}

fn add_faults(state: &mut EmulatorState, body: Value) -> Result<Value, String> {
    let added: Vec<InjectedFault> = if body.is_array() {
        parse(body)?
    } else {
        vec![parse(body)?]
    };
    for fault in &added {
        fault.check()?;
    }
    let count = added.len();
    state.faults.extend(added);
    Ok(json!({"added": count}))
}

fn change_settings(state: &mut EmulatorState, body: Value) -> Result<Value, String> {
    state.settings = state.settings.with_changes(&body)?;
    // A new rate starts with full buckets.
    state.buckets.clear();
    Ok(json!(state.settings))
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
enum ClockChange {
    AdvanceSeconds(i64),
    SkewSeconds(i64),
    Pace(ClockPace),
}

fn move_clock(state: &mut EmulatorState, body: Value) -> Result<Value, String> {
    match parse(body)? {
        ClockChange::AdvanceSeconds(seconds) => state.clock.advance_seconds(seconds),
        ClockChange::SkewSeconds(seconds) => state.clock.set_skew_seconds(seconds),
        ClockChange::Pace(pace) => state.clock.set_pace(pace.check()?),
    }
    Ok(json!({"now": state.now().iso()}))
}

/// Start URL and region stay as they are, and so do the users when the new organization has none. IAM users
/// start again: keys that were created are gone, and so are their sessions.
fn replace_organization(state: &mut EmulatorState, body: Value) -> Result<Value, String> {
    let mut organization: Organization = parse(body)?;
    organization.check().map_err(|error| error.to_string())?;
    if organization.users.is_empty() {
        organization.users.clone_from(&state.directory.organization.users);
    }
    let accounts = organization.accounts.len();
    state.records.iam = IamRecords::from_organization(&organization);
    state.directory = OrgDirectory::new(organization);
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

/// Decides as a button of the device page does, for tests without a browser.
fn decide_device(state: &mut EmulatorState, body: Value) -> Result<Value, String> {
    let command: DeviceCommand = parse(body)?;
    let user = command.user.unwrap_or_else(|| state.auto_user());
    if state.directory.user(&user).is_none() {
        return Err("nobody of that name may sign in here".to_owned());
    }
    let device_code =
        device::pending_device_code(state, &command.user_code).ok_or("no device waits with this code")?;
    let _page: ApiResponse = device::decide(state, &device_code, command.allow.then_some(user));
    Ok(json!({}))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ResetCommand {
    /// Also removes all records, so that no user is signed in.
    #[serde(default)]
    state: bool,
}

/// Resets counters, request log, faults, buckets and clock. Issued secrets stay listed.
fn reset(state: &mut EmulatorState, body: Value) -> Result<Value, String> {
    let command: ResetCommand = parse(body)?;
    state.counters.clear();
    state.request_log.clear();
    state.faults.clear();
    state.buckets.clear();
    state.clock = EmulatorClock::default();
    if command.state {
        state.records = Records {
            iam: IamRecords::from_organization(&state.directory.organization),
            ..Records::default()
        };
    }
    Ok(json!({}))
}
