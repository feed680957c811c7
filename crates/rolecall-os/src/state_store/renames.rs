//! Renamed roles: favourite and uses move, and each rename is remembered with the user's answer about its aliases.

use super::rows::role_ref;
use rolecall_model::account::RoleName;
use rolecall_model::catalogue::Rename;
use rolecall_model::role_ref::RoleRef;
use rusqlite::{Row, Transaction, params};

/// Moves favourite and uses to the new name, and remembers the rename. A declined one stays declined.
pub(super) fn rename_role(transaction: &Transaction<'_>, rename: &Rename) -> rusqlite::Result<()> {
    if rename.from == rename.to {
        return Ok(());
    }
    for statement in [
        "INSERT OR IGNORE INTO favourites (origin, account_id, role_name)
         SELECT origin, account_id, ?4 FROM favourites WHERE origin = ?1 AND account_id = ?2 AND role_name = ?3",
        "INSERT INTO uses (origin, account_id, role_name, used_at, weight)
         SELECT origin, account_id, ?4, used_at, weight FROM uses
         WHERE origin = ?1 AND account_id = ?2 AND role_name = ?3
         ON CONFLICT DO UPDATE SET used_at = max(used_at, excluded.used_at), weight = max(weight, excluded.weight)",
        "INSERT OR IGNORE INTO renames (origin, account_id, role_name, new_name, declined) VALUES (?1, ?2, ?3, ?4, 0)",
    ] {
        execute(transaction, statement, rename)?;
    }
    let RoleRef {
        origin,
        account_id,
        role_name,
    } = &rename.from;
    for statement in [
        "DELETE FROM favourites WHERE origin = ?1 AND account_id = ?2 AND role_name = ?3",
        "DELETE FROM uses WHERE origin = ?1 AND account_id = ?2 AND role_name = ?3",
    ] {
        transaction.execute(
            statement,
            params![origin.key(), account_id.as_str(), role_name.as_str()],
        )?;
    }
    Ok(())
}

/// Returns the renames that were not declined. Invalid rows are skipped.
pub(super) fn open_renames(transaction: &Transaction<'_>) -> rusqlite::Result<Vec<Rename>> {
    let mut statement = transaction.prepare_cached(
        "SELECT origin, account_id, role_name, new_name FROM renames WHERE declined = 0
         ORDER BY origin, account_id, role_name, new_name",
    )?;
    let rows = statement.query_map([], |row| Ok(rename(row)))?;
    rows.filter_map(Result::transpose).collect()
}

fn rename(row: &Row<'_>) -> Option<Rename> {
    let from = role_ref(row)?;
    let to = RoleRef {
        role_name: RoleName::new(row.get::<_, String>(3).ok()?),
        ..from.clone()
    };
    Some(Rename { from, to })
}

/// Remembers that the user declined a rename.
pub(super) fn decline(transaction: &Transaction<'_>, rename: &Rename) -> rusqlite::Result<()> {
    let statement =
        "INSERT INTO renames (origin, account_id, role_name, new_name, declined) VALUES (?1, ?2, ?3, ?4, 1)
         ON CONFLICT DO UPDATE SET declined = 1";
    execute(transaction, statement, rename)
}

/// Runs a statement whose parameters are the old role's origin, account and name, and the new name.
fn execute(transaction: &Transaction<'_>, statement: &str, rename: &Rename) -> rusqlite::Result<()> {
    let RoleRef {
        origin,
        account_id,
        role_name,
    } = &rename.from;
    transaction.execute(
        statement,
        params![
            origin.key(),
            account_id.as_str(),
            role_name.as_str(),
            rename.to.role_name.as_str()
        ],
    )?;
    Ok(())
}
