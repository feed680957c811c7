//! The index of role sessions: the table `role_sessions`. Their credentials are in the keychain.

use super::database::StateDatabase;
use super::rows::role_ref;
use rolecall::ports::{RoleSessionIndex, StateStoreError};
use rolecall_model::Timestamp;
use rolecall_model::history::Surface;
use rolecall_model::portal::PortalName;
use rolecall_model::reason::Reason;
use rolecall_model::role_ref::RoleRef;
use rolecall_model::role_session::{Renewal, RoleSessionRecord};
use rusqlite::{Transaction, params};

impl RoleSessionIndex for StateDatabase {
    fn role_sessions(&self) -> Result<Vec<RoleSessionRecord>, StateStoreError> {
        self.read(select)
    }

    fn save_role_session(&self, record: &RoleSessionRecord) -> Result<(), StateStoreError> {
        self.write(|transaction| upsert(transaction, record))
    }

    fn set_renewal(&self, role: &RoleRef, renewal: Renewal) -> Result<(), StateStoreError> {
        self.write(|transaction| update_renewal(transaction, role, renewal))
    }

    fn remove_role_session(&self, role: &RoleRef) -> Result<(), StateStoreError> {
        self.write(|transaction| delete(transaction, role))
    }
}

/// Deletes every role session of `portal`.
pub(super) fn remove_portal(transaction: &Transaction<'_>, portal: &PortalName) -> rusqlite::Result<()> {
    transaction.execute("DELETE FROM role_sessions WHERE origin = ?1", [portal.as_str()])?;
    Ok(())
}

fn select(transaction: &Transaction<'_>) -> rusqlite::Result<Vec<RoleSessionRecord>> {
    let mut statement = transaction.prepare_cached(
        "SELECT origin, account_id, role_name, started_at, issued_at, expires_at, renewal, requested_by, reason
         FROM role_sessions
         ORDER BY started_at, origin, account_id, role_name",
    )?;
    let rows = statement.query_map([], |row| {
        let record = || {
            Some(RoleSessionRecord {
                role: role_ref(row)?,
                started_at: Timestamp::from_millisecond(row.get(3).ok()?).ok()?,
                issued_at: Timestamp::from_millisecond(row.get(4).ok()?).ok()?,
                expires_at: Timestamp::from_millisecond(row.get(5).ok()?).ok()?,
                renewal: Renewal::parse(&row.get::<_, String>(6).ok()?)?,
                requested_by: Surface::parse(&row.get::<_, String>(7).ok()?)
                    .unwrap_or(Surface::CredentialProcess),
                reason: row
                    .get::<_, Option<String>>(8)
                    .ok()?
                    .and_then(|reason| Reason::parse(&reason).ok()),
            })
        };
        Ok(record())
    })?;
    rows.filter_map(Result::transpose).collect()
}

fn upsert(transaction: &Transaction<'_>, record: &RoleSessionRecord) -> rusqlite::Result<()> {
    let RoleRef {
        origin,
        account_id,
        role_name,
    } = &record.role;
    transaction.execute(
        "INSERT INTO role_sessions (origin, account_id, role_name, started_at, issued_at, expires_at, renewal,
         requested_by, reason)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
         ON CONFLICT DO UPDATE SET issued_at = excluded.issued_at, expires_at = excluded.expires_at,
         requested_by = excluded.requested_by, reason = excluded.reason",
        params![
            origin.key(),
            account_id.as_str(),
            role_name.as_str(),
            record.started_at.as_millisecond(),
            record.issued_at.as_millisecond(),
            record.expires_at.as_millisecond(),
            record.renewal.id(),
            record.requested_by.id(),
            record.reason.as_ref().map(Reason::as_str)
        ],
    )?;
    Ok(())
}

fn update_renewal(transaction: &Transaction<'_>, role: &RoleRef, renewal: Renewal) -> rusqlite::Result<()> {
    transaction.execute(
        "UPDATE role_sessions SET renewal = ?4 WHERE origin = ?1 AND account_id = ?2 AND role_name = ?3",
        params![
            role.origin.key(),
            role.account_id.as_str(),
            role.role_name.as_str(),
            renewal.id()
        ],
    )?;
    Ok(())
}

fn delete(transaction: &Transaction<'_>, role: &RoleRef) -> rusqlite::Result<()> {
    let RoleRef {
        origin,
        account_id,
        role_name,
    } = role;
    transaction.execute(
        "DELETE FROM role_sessions WHERE origin = ?1 AND account_id = ?2 AND role_name = ?3",
        params![origin.key(), account_id.as_str(), role_name.as_str()],
    )?;
    Ok(())
}
