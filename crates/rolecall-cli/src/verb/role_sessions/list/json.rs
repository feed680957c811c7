//! The JSON output of `rolecall sessions`. Fields may be added, but never renamed.

use super::{RoleSessionList, RoleSessionRow};
use crate::time_format;
use crate::verb::program_json::ProgramJson;
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
    portal: &'a str,
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
    state: &'static str,
    held_by: Vec<ProgramJson<'a>>,
}

impl<'a> From<&'a RoleSessionList> for RoleSessionsJson<'a> {
    fn from(list: &'a RoleSessionList) -> Self {
        Self {
            version: 1,
            role_sessions: list.rows.iter().map(RoleSessionJson::from).collect(),
        }
    }
}

impl<'a> From<&'a RoleSessionRow> for RoleSessionJson<'a> {
    fn from(row: &'a RoleSessionRow) -> Self {
        let assignment = &row.record.assignment;
        Self {
            target: assignment.target(),
            portal: assignment.portal.as_str(),
            account_id: assignment.account_id.as_str(),
            account_name: &row.account.name,
            role_name: assignment.role_name.as_str(),
            environment: row.environment.map(Environment::id),
            is_default: row.is_default,
            started_at: time_format::rfc3339(row.record.started_at),
            issued_at: time_format::rfc3339(row.record.issued_at),
            expires_at: time_format::rfc3339(row.record.expires_at),
            ends_at: row.ends_at.map(time_format::rfc3339),
            renewal: row.record.renewal.id(),
            state: row.activity.id(),
            held_by: row.used_by.iter().map(ProgramJson::from).collect(),
        }
    }
}
