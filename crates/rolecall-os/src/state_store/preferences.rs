//! Preferences: favourites, recents, renames, which notifications were shown, and single values that the desktop notes for itself.

use super::database::StateDatabase;
use super::renames;
use super::rows::roles;
use rolecall::frecency;
use rolecall::ports::{PreferenceStore, StateStoreError};
use rolecall_model::Timestamp;
use rolecall_model::catalogue::Rename;
use rolecall_model::portal::PortalName;
use rolecall_model::role_ref::RoleRef;
use rusqlite::{OptionalExtension, Transaction, params};

impl PreferenceStore for StateDatabase {
    fn favourites(&self) -> Result<Vec<RoleRef>, StateStoreError> {
        self.read(favourites)
    }

    fn set_favourite(&self, role: &RoleRef, favourite: bool) -> Result<(), StateStoreError> {
        self.write(|transaction| set_favourite(transaction, role, favourite))
    }

    fn rename_role(&self, rename: &Rename) -> Result<(), StateStoreError> {
        self.write(|transaction| renames::rename_role(transaction, rename))
    }

    fn renames(&self) -> Result<Vec<Rename>, StateStoreError> {
        self.read(renames::open_renames)
    }

    fn decline_rename(&self, rename: &Rename) -> Result<(), StateStoreError> {
        self.write(|transaction| renames::decline(transaction, rename))
    }

    fn record_use(&self, role: &RoleRef, at: Timestamp) -> Result<(), StateStoreError> {
        self.write(|transaction| record_use(transaction, role, at))
    }

    fn recents(&self, limit: u32) -> Result<Vec<RoleRef>, StateStoreError> {
        self.read(|transaction| recents(transaction, limit))
    }

    fn mark_notified(&self, cause: &str, at: Timestamp) -> Result<bool, StateStoreError> {
        self.write(|transaction| mark_notified(transaction, cause, at))
    }

    fn clear_notified(&self, cause: &str) -> Result<(), StateStoreError> {
        self.write(|transaction| clear_notified(transaction, cause))
    }

    fn value(&self, key: &str) -> Result<Option<String>, StateStoreError> {
        self.read(|transaction| value(transaction, key))
    }

    fn set_value(&self, key: &str, value: &str) -> Result<(), StateStoreError> {
        self.write(|transaction| set_value(transaction, key, value))
    }
}

/// Deletes favourites, recents, renames and notification marks of `portal`.
pub(super) fn remove_portal(transaction: &Transaction<'_>, portal: &PortalName) -> rusqlite::Result<()> {
    for statement in [
        "DELETE FROM favourites WHERE origin = ?1",
        "DELETE FROM uses WHERE origin = ?1",
        "DELETE FROM renames WHERE origin = ?1",
    ] {
        transaction.execute(statement, [portal.as_str()])?;
    }
    let mut statement = transaction.prepare("SELECT cause FROM notified")?;
    let causes = statement
        .query_map([], |row| row.get(0))?
        .collect::<rusqlite::Result<Vec<String>>>()?;
    for cause in causes.iter().filter(|cause| names_portal(cause, portal)) {
        clear_notified(transaction, cause)?;
    }
    Ok(())
}

/// Tells whether the cause of a notification names `portal`, between spaces, colons or slashes.
fn names_portal(cause: &str, portal: &PortalName) -> bool {
    cause.split([' ', ':', '/']).any(|word| word == portal.as_str())
}

fn favourites(transaction: &Transaction<'_>) -> rusqlite::Result<Vec<RoleRef>> {
    let mut statement = transaction.prepare_cached("SELECT origin, account_id, role_name FROM favourites")?;
    roles(&mut statement, [])
}

fn set_favourite(transaction: &Transaction<'_>, role: &RoleRef, favourite: bool) -> rusqlite::Result<()> {
    let RoleRef {
        origin,
        account_id,
        role_name,
    } = role;
    let statement = if favourite {
        "INSERT OR IGNORE INTO favourites (origin, account_id, role_name) VALUES (?1, ?2, ?3)"
    } else {
        "DELETE FROM favourites WHERE origin = ?1 AND account_id = ?2 AND role_name = ?3"
    };
    transaction.execute(
        statement,
        params![origin.key(), account_id.as_str(), role_name.as_str()],
    )?;
    Ok(())
}

fn record_use(transaction: &Transaction<'_>, role: &RoleRef, at: Timestamp) -> rusqlite::Result<()> {
    let RoleRef {
        origin,
        account_id,
        role_name,
    } = role;
    let earlier_weight: Option<f64> = transaction
        .query_row(
            "SELECT weight FROM uses WHERE origin = ?1 AND account_id = ?2 AND role_name = ?3",
            params![origin.key(), account_id.as_str(), role_name.as_str()],
            |row| row.get(0),
        )
        .optional()?;
    transaction.execute(
        "INSERT INTO uses (origin, account_id, role_name, used_at, weight) VALUES (?1, ?2, ?3, ?4, ?5)
         ON CONFLICT DO UPDATE SET used_at = max(used_at, excluded.used_at), weight = excluded.weight",
        params![
            origin.key(),
            account_id.as_str(),
            role_name.as_str(),
            at.as_millisecond(),
            frecency::after_use(earlier_weight, at)
        ],
    )?;
    Ok(())
}

fn recents(transaction: &Transaction<'_>, limit: u32) -> rusqlite::Result<Vec<RoleRef>> {
    let mut statement = transaction.prepare_cached(
        "SELECT origin, account_id, role_name FROM uses
         ORDER BY weight DESC, used_at DESC, origin, account_id, role_name LIMIT ?1",
    )?;
    roles(&mut statement, [limit])
}

fn mark_notified(transaction: &Transaction<'_>, cause: &str, at: Timestamp) -> rusqlite::Result<bool> {
    let added = transaction.execute(
        "INSERT OR IGNORE INTO notified (cause, at) VALUES (?1, ?2)",
        params![cause, at.as_millisecond()],
    )?;
    Ok(added == 1)
}

fn clear_notified(transaction: &Transaction<'_>, cause: &str) -> rusqlite::Result<()> {
    transaction.execute("DELETE FROM notified WHERE cause = ?1", [cause])?;
    Ok(())
}

fn value(transaction: &Transaction<'_>, key: &str) -> rusqlite::Result<Option<String>> {
    transaction
        .query_row("SELECT value FROM key_values WHERE key = ?1", [key], |row| {
            row.get(0)
        })
        .optional()
}

fn set_value(transaction: &Transaction<'_>, key: &str, value: &str) -> rusqlite::Result<()> {
    transaction.execute(
        "INSERT INTO key_values (key, value) VALUES (?1, ?2) ON CONFLICT DO UPDATE SET value = excluded.value",
        [key, value],
    )?;
    Ok(())
}
