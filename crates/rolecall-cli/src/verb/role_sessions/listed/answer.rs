//! The role sessions as a program gets them. Fields may be added, never renamed.

use super::{Listing, Row};
use crate::times;
use rolecall_model::settings::Environment;
use serde::Serialize;

/// What a program gets.
#[derive(Serialize)]
pub(super) struct Answer<'a> {
    version: u8,
    role_sessions: Vec<One<'a>>,
}

#[derive(Serialize)]
struct One<'a> {
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
    held_by: Vec<Holding<'a>>,
}

#[derive(Serialize)]
struct Holding<'a> {
    name: &'a str,
    pid: u32,
    folder: Option<&'a str>,
}

/// Returns what a program gets.
pub(super) fn answer(listing: &Listing) -> Answer<'_> {
    Answer {
        version: 1,
        role_sessions: listing.rows.iter().map(one).collect(),
    }
}

fn one(row: &Row) -> One<'_> {
    let assignment = &row.record.assignment;
    One {
        target: assignment.target(),
        portal: assignment.portal.as_str(),
        account_id: assignment.account_id.as_str(),
        account_name: &row.account.name,
        role_name: assignment.role_name.as_str(),
        environment: row.environment.map(Environment::id),
        is_default: row.is_default,
        started_at: times::exact(row.record.started_at),
        issued_at: times::exact(row.record.issued_at),
        expires_at: times::exact(row.record.expires_at),
        ends_at: row.ends_at.map(times::exact),
        renewal: row.record.renewal.id(),
        state: row.state.id(),
        held_by: row
            .held_by
            .iter()
            .map(|program| Holding {
                name: &program.name,
                pid: program.pid,
                folder: program.folder.as_deref(),
            })
            .collect(),
    }
}
