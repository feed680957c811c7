//! The schema as steps from version to version. A released step is never changed: a new one is added.

use rusqlite::Connection;

/// The steps from an empty file to the current schema; `user_version` counts those that were applied.
pub(super) const STEPS: [&str; 8] = [
    INITIAL,
    RENEWAL_AND_HISTORY,
    PLAIN_TABLE_NAMES,
    ROLE_ORIGINS,
    RENAMES,
    REQUESTED_BY,
    ROLE_ARNS,
    REASONS,
];

const INITIAL: &str = "
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

/// Renewal, frecency, the history and notification marks. An earlier use gets the weight of one use at its time
/// (`rolecall::frecency`, with a half-life of 604,800 s). Who started an earlier role session is not known: it is not renewed.
const RENEWAL_AND_HISTORY: &str = "
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

/// Tables named for what they hold: the causes of notifications that were shown, and single values by key.
const PLAIN_TABLE_NAMES: &str = "
    ALTER TABLE told RENAME TO notified;
    ALTER TABLE remembered RENAME TO key_values;
";

/// Roles that the user defined, beside those of portals: the column says where a role comes from (`RoleOrigin::key`). What is there
/// keeps its value, for the key of a portal is its name.
const ROLE_ORIGINS: &str = "
    ALTER TABLE role_sessions RENAME COLUMN portal TO origin;
    ALTER TABLE favourites RENAME COLUMN portal TO origin;
    ALTER TABLE uses RENAME COLUMN portal TO origin;
    ALTER TABLE history RENAME COLUMN portal TO origin;
";

/// Roles that have another name since a listing, and whether the user declined to move their aliases there.
const RENAMES: &str = "
    CREATE TABLE renames (
        origin     TEXT NOT NULL,
        account_id TEXT NOT NULL,
        role_name  TEXT NOT NULL,
        new_name   TEXT NOT NULL,
        declined   INTEGER NOT NULL,
        PRIMARY KEY (origin, account_id, role_name, new_name)
    ) STRICT, WITHOUT ROWID;
";

/// Which surface asked for the credentials of a role session. Of earlier ones nobody knows: they count as asked for by a program.
const REQUESTED_BY: &str = "
    ALTER TABLE role_sessions ADD COLUMN requested_by TEXT NOT NULL DEFAULT 'credential-process';
";

/// The ARNs of the roles that account access manager lists: the path of a role is part of no name.
const ROLE_ARNS: &str = "
    ALTER TABLE roles ADD COLUMN role_arn TEXT;
";

/// What the user says that they use a role for.
const REASONS: &str = "
    ALTER TABLE role_sessions ADD COLUMN reason TEXT;
    ALTER TABLE history ADD COLUMN reason TEXT;
";

/// Returns how many steps were applied.
pub(super) fn version(connection: &Connection) -> rusqlite::Result<usize> {
    let version: u32 = connection.query_row("PRAGMA user_version", [], |row| row.get(0))?;
    Ok(usize::try_from(version).unwrap_or(usize::MAX))
}

/// Applies the missing steps in one transaction. Another process may do so at the same time: the second waits for the first
/// and then finds none missing.
pub(super) fn migrate(connection: &mut Connection) -> rusqlite::Result<()> {
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
