//! An entry of the history as plain text and numbers, as the table and the history log hold it. Parsing is strict.
//!
//! Times are milliseconds since 1970.

use rolecall_model::Timestamp;
use rolecall_model::account::{AccountId, RoleName};
use rolecall_model::history::{
    HistoryDetail, HistoryEntry, HistoryEvent, HistorySubject, ProcessInfo, Surface,
};
use rolecall_model::reason::Reason;
use rolecall_model::role_ref::{RoleOrigin, RoleRef};
use serde::{Deserialize, Serialize};

/// An entry that was not validated. Its fields are the columns of the table `history` and the keys of the log's JSON.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct HistoryRow {
    pub(super) at: i64,
    pub(super) event: String,
    #[serde(alias = "portal")]
    pub(super) origin: String,
    pub(super) account_id: Option<String>,
    pub(super) role_name: Option<String>,
    pub(super) until: Option<i64>,
    pub(super) surface: String,
    pub(super) program: Option<ProcessInfo>,
    pub(super) by_default: bool,
    pub(super) detail: Option<String>,
    pub(super) reason: Option<String>,
}

impl From<&HistoryEntry> for HistoryRow {
    fn from(entry: &HistoryEntry) -> Self {
        let role = entry.role();
        Self {
            at: entry.at.as_millisecond(),
            event: entry.event.id().to_owned(),
            origin: entry.origin().key(),
            account_id: role.map(|role| role.account_id.as_str().to_owned()),
            role_name: role.map(|role| role.role_name.as_str().to_owned()),
            until: entry.expires_at.map(Timestamp::as_millisecond),
            surface: entry.surface.id().to_owned(),
            program: entry.program.clone(),
            by_default: entry.by_default,
            detail: entry.detail.as_ref().map(HistoryDetail::code),
            reason: entry.reason.as_ref().map(Reason::to_string),
        }
    }
}

impl HistoryRow {
    /// Returns the entry; nothing for a row that is invalid, as another program may have written.
    pub(super) fn into_entry(self) -> Option<HistoryEntry> {
        let origin = RoleOrigin::parse_key(&self.origin)?;
        let subject = match (self.account_id, self.role_name, origin) {
            (Some(account_id), Some(role_name), origin) => HistorySubject::Role(RoleRef {
                origin,
                account_id: AccountId::parse(&account_id).ok()?,
                role_name: RoleName::new(role_name),
            }),
            (None, _, RoleOrigin::Portal(name)) | (_, None, RoleOrigin::Portal(name)) => {
                HistorySubject::Portal(name)
            }
            (None, _, RoleOrigin::Defined(_)) | (_, None, RoleOrigin::Defined(_)) => return None,
        };
        let expires_at = match self.until {
            Some(until) => Some(Timestamp::from_millisecond(until).ok()?),
            None => None,
        };
        Some(HistoryEntry {
            at: Timestamp::from_millisecond(self.at).ok()?,
            event: HistoryEvent::parse(&self.event)?,
            subject,
            expires_at,
            surface: Surface::parse(&self.surface)?,
            program: self.program,
            by_default: self.by_default,
            reason: self.reason.and_then(|reason| Reason::parse(&reason).ok()),
            detail: self.detail.map(HistoryDetail::from_code),
        })
    }
}
