//! The tables of what the user did and was told: role sessions, favourites, uses, causes of notifications, small things.

use rolecall::frecency;
use rolecall_model::Timestamp;
use rolecall_model::account::{AccountId, RoleName};
use rolecall_model::assignment::Assignment;
use rolecall_model::portal::PortalName;
use rolecall_model::role_session::{Renewal, RoleSessionRecord};
use rusqlite::{OptionalExtension, Row, Statement, Transaction, params};

pub(super) fn role_sessions(transaction: &Transaction<'_>) -> rusqlite::Result<Vec<RoleSessionRecord>> {
    let mut statement = transaction.prepare_cached(
        "SELECT portal, account_id, role_name, started_at, issued_at, expires_at, renewal FROM role_sessions
         ORDER BY started_at, portal, account_id, role_name",
    )?;
    let rows = statement.query_map([], |row| {
        let record = || {
            Some(RoleSessionRecord {
                assignment: assignment(row)?,
                started_at: Timestamp::from_millisecond(row.get(3).ok()?).ok()?,
                issued_at: Timestamp::from_millisecond(row.get(4).ok()?).ok()?,
                expires_at: Timestamp::from_millisecond(row.get(5).ok()?).ok()?,
                renewal: Renewal::parse(&row.get::<_, String>(6).ok()?)?,
            })
        };
        Ok(record())
    })?;
    rows.filter_map(Result::transpose).collect()
}

pub(super) fn save_role_session(
    transaction: &Transaction<'_>,
    record: &RoleSessionRecord,
) -> rusqlite::Result<()> {
    let Assignment {
        portal,
        account_id,
        role_name,
    } = &record.assignment;
    transaction.execute(
        "INSERT INTO role_sessions (portal, account_id, role_name, started_at, issued_at, expires_at, renewal)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
         ON CONFLICT DO UPDATE SET issued_at = excluded.issued_at, expires_at = excluded.expires_at",
        params![
            portal.as_str(),
            account_id.as_str(),
            role_name.as_str(),
            record.started_at.as_millisecond(),
            record.issued_at.as_millisecond(),
            record.expires_at.as_millisecond(),
            record.renewal.id()
        ],
    )?;
    Ok(())
}

pub(super) fn set_renewal(
    transaction: &Transaction<'_>,
    assignment: &Assignment,
    renewal: Renewal,
) -> rusqlite::Result<()> {
    transaction.execute(
        "UPDATE role_sessions SET renewal = ?4 WHERE portal = ?1 AND account_id = ?2 AND role_name = ?3",
        params![
            assignment.portal.as_str(),
            assignment.account_id.as_str(),
            assignment.role_name.as_str(),
            renewal.id()
        ],
    )?;
    Ok(())
}

pub(super) fn remove_role_session(
    transaction: &Transaction<'_>,
    assignment: &Assignment,
) -> rusqlite::Result<()> {
    let Assignment {
        portal,
        account_id,
        role_name,
    } = assignment;
    transaction.execute(
        "DELETE FROM role_sessions WHERE portal = ?1 AND account_id = ?2 AND role_name = ?3",
        params![portal.as_str(), account_id.as_str(), role_name.as_str()],
    )?;
    Ok(())
}

pub(super) fn favourites(transaction: &Transaction<'_>) -> rusqlite::Result<Vec<Assignment>> {
    let mut statement = transaction.prepare_cached("SELECT portal, account_id, role_name FROM favourites")?;
    assignments(&mut statement, [])
}

pub(super) fn set_favourite(
    transaction: &Transaction<'_>,
    assignment: &Assignment,
    favourite: bool,
) -> rusqlite::Result<()> {
    let Assignment {
        portal,
        account_id,
        role_name,
    } = assignment;
    let statement = if favourite {
        "INSERT OR IGNORE INTO favourites (portal, account_id, role_name) VALUES (?1, ?2, ?3)"
    } else {
        "DELETE FROM favourites WHERE portal = ?1 AND account_id = ?2 AND role_name = ?3"
    };
    transaction.execute(
        statement,
        params![portal.as_str(), account_id.as_str(), role_name.as_str()],
    )?;
    Ok(())
}

pub(super) fn rename_assignment(
    transaction: &Transaction<'_>,
    from: &Assignment,
    to: &Assignment,
) -> rusqlite::Result<()> {
    if from == to {
        return Ok(());
    }
    for statement in [
        "INSERT OR IGNORE INTO favourites (portal, account_id, role_name)
         SELECT ?4, ?5, ?6 FROM favourites WHERE portal = ?1 AND account_id = ?2 AND role_name = ?3",
        "INSERT INTO uses (portal, account_id, role_name, used_at, weight)
         SELECT ?4, ?5, ?6, used_at, weight FROM uses WHERE portal = ?1 AND account_id = ?2 AND role_name = ?3
         ON CONFLICT DO UPDATE SET used_at = max(used_at, excluded.used_at), weight = max(weight, excluded.weight)",
    ] {
        transaction.execute(
            statement,
            params![
                from.portal.as_str(),
                from.account_id.as_str(),
                from.role_name.as_str(),
                to.portal.as_str(),
                to.account_id.as_str(),
                to.role_name.as_str()
            ],
        )?;
    }
    set_favourite(transaction, from, false)?;
    transaction.execute(
        "DELETE FROM uses WHERE portal = ?1 AND account_id = ?2 AND role_name = ?3",
        params![
            from.portal.as_str(),
            from.account_id.as_str(),
            from.role_name.as_str()
        ],
    )?;
    Ok(())
}

pub(super) fn record_use(
    transaction: &Transaction<'_>,
    assignment: &Assignment,
    at: Timestamp,
) -> rusqlite::Result<()> {
    let Assignment {
        portal,
        account_id,
        role_name,
    } = assignment;
    let before: Option<f64> = transaction
        .query_row(
            "SELECT weight FROM uses WHERE portal = ?1 AND account_id = ?2 AND role_name = ?3",
            params![portal.as_str(), account_id.as_str(), role_name.as_str()],
            |row| row.get(0),
        )
        .optional()?;
    transaction.execute(
        "INSERT INTO uses (portal, account_id, role_name, used_at, weight) VALUES (?1, ?2, ?3, ?4, ?5)
         ON CONFLICT DO UPDATE SET used_at = max(used_at, excluded.used_at), weight = excluded.weight",
        params![
            portal.as_str(),
            account_id.as_str(),
            role_name.as_str(),
            at.as_millisecond(),
            frecency::after_use(before, at)
        ],
    )?;
    Ok(())
}

pub(super) fn recents(transaction: &Transaction<'_>, most: u32) -> rusqlite::Result<Vec<Assignment>> {
    let mut statement = transaction.prepare_cached(
        "SELECT portal, account_id, role_name FROM uses
         ORDER BY weight DESC, used_at DESC, portal, account_id, role_name LIMIT ?1",
    )?;
    assignments(&mut statement, [most])
}

pub(super) fn mark_notified(
    transaction: &Transaction<'_>,
    cause: &str,
    at: Timestamp,
) -> rusqlite::Result<bool> {
    let added = transaction.execute(
        "INSERT OR IGNORE INTO told (cause, at) VALUES (?1, ?2)",
        params![cause, at.as_millisecond()],
    )?;
    Ok(added == 1)
}

pub(super) fn clear_notified(transaction: &Transaction<'_>, cause: &str) -> rusqlite::Result<()> {
    transaction.execute("DELETE FROM told WHERE cause = ?1", [cause])?;
    Ok(())
}

pub(super) fn small_thing(transaction: &Transaction<'_>, key: &str) -> rusqlite::Result<Option<String>> {
    transaction
        .query_row("SELECT value FROM remembered WHERE key = ?1", [key], |row| {
            row.get(0)
        })
        .optional()
}

pub(super) fn keep_small_thing(
    transaction: &Transaction<'_>,
    key: &str,
    value: &str,
) -> rusqlite::Result<()> {
    transaction.execute(
        "INSERT INTO remembered (key, value) VALUES (?1, ?2) ON CONFLICT DO UPDATE SET value = excluded.value",
        [key, value],
    )?;
    Ok(())
}

pub(super) fn forget(transaction: &Transaction<'_>, portal: &PortalName) -> rusqlite::Result<()> {
    for statement in [
        "DELETE FROM role_sessions WHERE portal = ?1",
        "DELETE FROM favourites WHERE portal = ?1",
        "DELETE FROM uses WHERE portal = ?1",
    ] {
        transaction.execute(statement, [portal.as_str()])?;
    }
    let mut statement = transaction.prepare("SELECT cause FROM told")?;
    let causes = statement
        .query_map([], |row| row.get(0))?
        .collect::<rusqlite::Result<Vec<String>>>()?;
    for cause in causes.iter().filter(|cause| names(cause, portal)) {
        clear_notified(transaction, cause)?;
    }
    Ok(())
}

/// Tells whether the cause of a notification names `portal`, between spaces, colons or slashes.
fn names(cause: &str, portal: &PortalName) -> bool {
    cause.split([' ', ':', '/']).any(|word| word == portal.as_str())
}

fn assignments(
    statement: &mut Statement<'_>,
    params: impl rusqlite::Params,
) -> rusqlite::Result<Vec<Assignment>> {
    let rows = statement.query_map(params, |row| Ok(assignment(row)))?;
    rows.filter_map(Result::transpose).collect()
}

/// Reads the first three columns; nothing for a row that some other program wrote and that is no assignment.
fn assignment(row: &Row<'_>) -> Option<Assignment> {
    Some(Assignment {
        portal: PortalName::parse(&row.get::<_, String>(0).ok()?).ok()?,
        account_id: AccountId::parse(&row.get::<_, String>(1).ok()?).ok()?,
        role_name: RoleName::new(row.get::<_, String>(2).ok()?),
    })
}
