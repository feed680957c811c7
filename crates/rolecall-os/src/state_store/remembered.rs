//! The tables of what the person did: role sessions, favourites, uses.

use rolecall::Timestamp;
use rolecall::account::{AccountId, RoleName};
use rolecall::assignment::Assignment;
use rolecall::portal::PortalName;
use rolecall::ports::RoleSessionRecord;
use rusqlite::{Row, Statement, Transaction, params};

pub(super) fn role_sessions(transaction: &Transaction<'_>) -> rusqlite::Result<Vec<RoleSessionRecord>> {
    let mut statement = transaction.prepare_cached(
        "SELECT portal, account_id, role_name, started_at, expires_at FROM role_sessions
         ORDER BY started_at, portal, account_id, role_name",
    )?;
    let rows = statement.query_map([], |row| {
        let record = || {
            Some(RoleSessionRecord {
                assignment: assignment(row)?,
                started_at: Timestamp::from_millisecond(row.get(3).ok()?).ok()?,
                expires_at: Timestamp::from_millisecond(row.get(4).ok()?).ok()?,
            })
        };
        Ok(record())
    })?;
    rows.filter_map(Result::transpose).collect()
}

pub(super) fn keep_role_session(
    transaction: &Transaction<'_>,
    record: &RoleSessionRecord,
) -> rusqlite::Result<()> {
    let Assignment {
        portal,
        account_id,
        role_name,
    } = &record.assignment;
    transaction.execute(
        "INSERT INTO role_sessions (portal, account_id, role_name, started_at, expires_at) VALUES (?1, ?2, ?3, ?4, ?5)
         ON CONFLICT DO UPDATE SET expires_at = excluded.expires_at",
        params![
            portal.as_str(),
            account_id.as_str(),
            role_name.as_str(),
            record.started_at.as_millisecond(),
            record.expires_at.as_millisecond()
        ],
    )?;
    Ok(())
}

pub(super) fn forget_role_session(
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

pub(super) fn keep_favourite(
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

pub(super) fn keep_use(
    transaction: &Transaction<'_>,
    assignment: &Assignment,
    at: Timestamp,
) -> rusqlite::Result<()> {
    let Assignment {
        portal,
        account_id,
        role_name,
    } = assignment;
    transaction.execute(
        "INSERT INTO uses (portal, account_id, role_name, used_at) VALUES (?1, ?2, ?3, ?4)
         ON CONFLICT DO UPDATE SET used_at = max(used_at, excluded.used_at)",
        params![
            portal.as_str(),
            account_id.as_str(),
            role_name.as_str(),
            at.as_millisecond()
        ],
    )?;
    Ok(())
}

pub(super) fn recents(transaction: &Transaction<'_>, most: u32) -> rusqlite::Result<Vec<Assignment>> {
    let mut statement = transaction.prepare_cached(
        "SELECT portal, account_id, role_name FROM uses ORDER BY used_at DESC, portal, account_id, role_name LIMIT ?1",
    )?;
    assignments(&mut statement, [most])
}

pub(super) fn forget(transaction: &Transaction<'_>, portal: &PortalName) -> rusqlite::Result<()> {
    for statement in [
        "DELETE FROM role_sessions WHERE portal = ?1",
        "DELETE FROM favourites WHERE portal = ?1",
        "DELETE FROM uses WHERE portal = ?1",
    ] {
        transaction.execute(statement, [portal.as_str()])?;
    }
    Ok(())
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
