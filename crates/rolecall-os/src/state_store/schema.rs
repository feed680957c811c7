//! The schema and its history. A step, once released, is never changed: a new one is added.

use rusqlite::Connection;

/// The steps from an empty file to the present schema; `user_version` counts those that were taken.
pub(super) const STEPS: [&str; 2] = [FIRST, LIVING_ROLE_SESSIONS];

const FIRST: &str = "
    CREATE TABLE portals (
        portal       TEXT PRIMARY KEY,
        refreshed_at INTEGER
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE accounts (
        portal      TEXT NOT NULL,
        account_id  TEXT NOT NULL,
        name        TEXT NOT NULL,
        email       TEXT,
        roles_known INTEGER NOT NULL DEFAULT 0,
        PRIMARY KEY (portal, account_id)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE roles (
        portal     TEXT NOT NULL,
        account_id TEXT NOT NULL,
        role_name  TEXT NOT NULL,
        PRIMARY KEY (portal, account_id, role_name),
        FOREIGN KEY (portal, account_id) REFERENCES accounts ON DELETE CASCADE
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE role_sessions (
        portal     TEXT NOT NULL,
        account_id TEXT NOT NULL,
        role_name  TEXT NOT NULL,
        started_at INTEGER NOT NULL,
        expires_at INTEGER NOT NULL,
        PRIMARY KEY (portal, account_id, role_name)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE favourites (
        portal     TEXT NOT NULL,
        account_id TEXT NOT NULL,
        role_name  TEXT NOT NULL,
        PRIMARY KEY (portal, account_id, role_name)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE uses (
        portal     TEXT NOT NULL,
        account_id TEXT NOT NULL,
        role_name  TEXT NOT NULL,
        used_at    INTEGER NOT NULL,
        PRIMARY KEY (portal, account_id, role_name)
    ) STRICT, WITHOUT ROWID;
";

/// Renewal, frecency, history, and what the user was told. A use of before weighs what one use at its time weighs
/// (`rolecall::frecency`, with a half-life of 604,800 s). Of a role session of before nobody knows who started it: it is left to end.
const LIVING_ROLE_SESSIONS: &str = "
    ALTER TABLE role_sessions ADD COLUMN issued_at INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE role_sessions ADD COLUMN renewal TEXT NOT NULL DEFAULT 'on-demand';
    UPDATE role_sessions SET issued_at = started_at;
    ALTER TABLE uses ADD COLUMN weight REAL NOT NULL DEFAULT 0;
    UPDATE uses SET weight = used_at / 1000.0 / 604800.0;
    CREATE TABLE history (
        at              INTEGER NOT NULL,
        n               INTEGER NOT NULL,
        event           TEXT NOT NULL,
        portal          TEXT NOT NULL,
        account_id      TEXT,
        role_name       TEXT,
        until           INTEGER,
        surface         TEXT NOT NULL,
        program_name    TEXT,
        program_pid     INTEGER,
        program_started INTEGER,
        program_folder  TEXT,
        by_default      INTEGER NOT NULL,
        detail          TEXT,
        PRIMARY KEY (at, n)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE told (
        cause TEXT PRIMARY KEY,
        at    INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE remembered (
        key   TEXT PRIMARY KEY,
        value TEXT NOT NULL
    ) STRICT, WITHOUT ROWID;
";

/// How many steps of the schema were taken.
pub(super) fn version(connection: &Connection) -> rusqlite::Result<usize> {
    let version: u32 = connection.query_row("PRAGMA user_version", [], |row| row.get(0))?;
    Ok(usize::try_from(version).unwrap_or(usize::MAX))
}

/// Takes the steps that are missing. Another process may take them at the same time: each waits for the other and looks again.
pub(super) fn advance(connection: &mut Connection) -> rusqlite::Result<()> {
    if version(connection)? == STEPS.len() {
        return Ok(());
    }
    let transaction = connection.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
    for (number, step) in (1_u32..).zip(STEPS).skip(version(&transaction)?) {
        transaction.execute_batch(step)?;
        transaction.pragma_update(None, "user_version", number)?;
    }
    transaction.commit()
}
