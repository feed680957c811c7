//! The JSON output of `rolecall sessions`. Fields may be added, but never renamed.

use super::{RoleSessionList, RoleSessionRow};
use crate::time_format;
use crate::verb::program_json::ProgramJson;
use rolecall::role_session_status::RoleSessionOutcome;
use rolecall_model::Timestamp;
use rolecall_model::portal::PortalName;
use rolecall_model::reason::Reason;
use rolecall_model::role_ref::DefinedRoleName;
use rolecall_model::settings::Environment;
use serde::Serialize;

#[derive(Serialize)]
pub(super) struct RoleSessionsJson<'a> {
    version: u8,
    role_sessions: Vec<RoleSessionJson<'a>>,
}

#[derive(Serialize)]
struct RoleSessionJson<'a> {
    target: String,
    portal: Option<&'a str>,
    defined_role: Option<&'a str>,
    account_id: &'a str,
    account_name: &'a str,
    role_name: &'a str,
    environment: Option<&'static str>,
    is_default: bool,
    started_at: String,
    issued_at: String,
    expires_at: String,
    ends_at: Option<String>,
    renewal: &'static str,
    requested_by: &'static str,
    reason: Option<&'a str>,
    outcome: &'static str,
    state: &'static str,
    held_by: Vec<ProgramJson<'a>>,
}

impl<'a> RoleSessionsJson<'a> {
    pub(super) fn new(list: &'a RoleSessionList, now: Timestamp) -> Self {
        Self {
            version: 1,
            role_sessions: list
                .rows
                .iter()
                .map(|row| RoleSessionJson::new(row, now))
                .collect(),
        }
    }
}

impl<'a> RoleSessionJson<'a> {
    fn new(row: &'a RoleSessionRow, now: Timestamp) -> Self {
        let record = row.record();
        let role = &record.role;
        Self {
            target: role.target(),
            portal: role.portal().map(PortalName::as_str),
            defined_role: role.defined_name().map(DefinedRoleName::as_str),
            account_id: role.account_id.as_str(),
            account_name: &row.account.name,
            role_name: role.role_name.as_str(),
            environment: row.environment.map(Environment::id),
            is_default: row.is_default,
            started_at: time_format::rfc3339(record.started_at),
            issued_at: time_format::rfc3339(record.issued_at),
            expires_at: time_format::rfc3339(record.expires_at),
            ends_at: row.state.limit_at.map(time_format::rfc3339),
            renewal: record.renewal.id(),
            requested_by: record.requested_by.id(),
            reason: record.reason.as_ref().map(Reason::as_str),
            outcome: outcome_id(row.state.outcome()),
            state: state_id(row, now),
            held_by: row.used_by.iter().map(ProgramJson::from).collect(),
        }
    }
}

/// Returns the identifier of what happens when the current credentials end.
fn outcome_id(outcome: RoleSessionOutcome) -> &'static str {
    match outcome {
        RoleSessionOutcome::Renews => "renews",
        RoleSessionOutcome::Renewing => "renewing",
        RoleSessionOutcome::Retrying => "retrying",
        RoleSessionOutcome::WaitingForSignIn => "waits_for_sign_in",
        RoleSessionOutcome::Refused => "refused",
        RoleSessionOutcome::Limit => "limit",
        RoleSessionOutcome::Ends => "ends",
    }
}

/// Returns the identifier of what a role session does now.
fn state_id(row: &RoleSessionRow, now: Timestamp) -> &'static str {
    if row.has_usable_credentials(now) {
        "alive"
    } else if row.state.outcome() == RoleSessionOutcome::WaitingForSignIn {
        "waiting_for_sign_in"
    } else {
        "waiting"
    }
}
