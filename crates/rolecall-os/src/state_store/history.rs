//! The history: a table in the order of time, and the log before it. Repeats within ten minutes are one entry.
//!
//! It must not know what an entry means.

use super::database::StateDatabase;
use super::history_row::HistoryRow;
use rolecall::ports::{HistoryStore, StateStoreError};
use rolecall_model::Timestamp;
use rolecall_model::history::{HistoryEntry, HistoryQuery, ProcessInfo};
use rusqlite::{OptionalExtension, Row, ToSql, Transaction, params};

/// In milliseconds: an entry replaces an earlier one that differs only in its time, if that is at most this old.
const REPEAT_WINDOW: i64 = 10 * 60 * 1000;
/// In bytes: whoever makes the history log longer than this drains it. Some 250 entries.
pub(super) const MAX_LOG_SIZE: u64 = 64 * 1024;

impl HistoryStore for StateDatabase {
    fn append_history(&self, entry: &HistoryEntry) -> Result<(), StateStoreError> {
        if self.append_to_log(entry)? > MAX_LOG_SIZE {
            self.drain_log(insert)?;
        }
        Ok(())
    }

    fn history(&self, query: &HistoryQuery) -> Result<Vec<HistoryEntry>, StateStoreError> {
        if self.drain_log(insert).is_ok() {
            return self.read(|transaction| select(transaction, query));
        }
        // What nobody can move into the table now is moved into a copy of it.
        let in_log = self.entries_in_log();
        self.run_on_copy(|transaction| {
            for entry in &in_log {
                insert(transaction, entry)?;
            }
            select(transaction, query)
        })
    }

    fn prune_history(&self, before: Timestamp) -> Result<(), StateStoreError> {
        if let Err(error) = self.drain_log(insert) {
            tracing::warn!(%error, "the history log was not moved into the table");
        }
        self.write(|transaction| delete_before(transaction, before))
    }
}

/// Inserts an entry, in place of one that it repeats.
fn insert(transaction: &Transaction<'_>, entry: &HistoryEntry) -> rusqlite::Result<()> {
    let row = HistoryRow::from(entry);
    let program = row.program.as_ref();
    let columns: [(&str, &dyn ToSql); 13] = [
        (":event", &row.event),
        (":origin", &row.origin),
        (":account_id", &row.account_id),
        (":role_name", &row.role_name),
        (":until", &row.until),
        (":surface", &row.surface),
        (":program_name", &program.map(|program| program.name.as_str())),
        (":program_pid", &program.map(|program| program.pid)),
        (
            ":program_started",
            &program.map(|program| program.started.cast_signed()),
        ),
        (
            ":program_folder",
            &program.and_then(|program| program.folder.as_deref()),
        ),
        (":by_default", &row.by_default),
        (":detail", &row.detail),
        (":reason", &row.reason),
    ];
    let at = row.at;
    let (earliest, latest) = (at.saturating_sub(REPEAT_WINDOW), at.saturating_add(REPEAT_WINDOW));
    let mut parameters: Vec<(&str, &dyn ToSql)> = vec![(":earliest", &earliest), (":latest", &latest)];
    parameters.extend(columns);
    let repeated: Option<(i64, i64)> = transaction
        .prepare_cached(SELECT_REPEATED)?
        .query_row(&*parameters, |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    if let Some((repeated_at, n)) = repeated {
        transaction.execute("DELETE FROM history WHERE at = ?1 AND n = ?2", [repeated_at, n])?;
    }
    let at = repeated.map_or(at, |(repeated_at, _)| repeated_at.max(at));
    let mut parameters: Vec<(&str, &dyn ToSql)> = vec![(":at", &at)];
    parameters.extend(columns);
    transaction.prepare_cached(INSERT)?.execute(&*parameters)?;
    Ok(())
}

const SELECT_REPEATED: &str = "
    SELECT at, n FROM history
    WHERE at BETWEEN :earliest AND :latest AND event = :event AND origin = :origin AND account_id IS :account_id
        AND role_name IS :role_name AND until IS :until AND surface = :surface AND program_name IS :program_name
        AND program_pid IS :program_pid AND program_started IS :program_started
        AND program_folder IS :program_folder AND by_default = :by_default AND detail IS :detail
        AND reason IS :reason
    ORDER BY at DESC, n DESC LIMIT 1";

const INSERT: &str = "
    INSERT INTO history (at, n, event, origin, account_id, role_name, until, surface,
        program_name, program_pid, program_started, program_folder, by_default, detail, reason)
    VALUES (:at, (SELECT coalesce(max(n) + 1, 0) FROM history WHERE at = :at), :event, :origin, :account_id, :role_name,
        :until, :surface, :program_name, :program_pid, :program_started, :program_folder, :by_default, :detail,
        :reason)";

/// Returns entries, the newest first. An invalid row is skipped.
fn select(transaction: &Transaction<'_>, query: &HistoryQuery) -> rusqlite::Result<Vec<HistoryEntry>> {
    let mut statement = transaction.prepare_cached(
        "SELECT at, event, origin, account_id, role_name, until, surface,
            program_name, program_pid, program_started, program_folder, by_default, detail, reason
         FROM history WHERE at >= ?1 AND at < ?2 ORDER BY at DESC, n DESC LIMIT ?3",
    )?;
    let range_and_limit = params![
        query.from.as_millisecond(),
        query.until.as_millisecond(),
        query.limit
    ];
    let rows = statement.query_map(range_and_limit, |row| Ok(entry(row)))?;
    rows.filter_map(Result::transpose).collect()
}

fn delete_before(transaction: &Transaction<'_>, before: Timestamp) -> rusqlite::Result<()> {
    transaction.execute("DELETE FROM history WHERE at < ?1", [before.as_millisecond()])?;
    Ok(())
}

fn entry(row: &Row<'_>) -> Option<HistoryEntry> {
    let program = match (
        row.get(7).ok()?,
        row.get(8).ok()?,
        row.get::<_, Option<i64>>(9).ok()?,
    ) {
        (Some(name), Some(pid), Some(started)) => Some(ProcessInfo {
            name,
            pid,
            started: started.cast_unsigned(),
            folder: row.get(10).ok()?,
        }),
        (None, _, _) | (_, None, _) | (_, _, None) => None,
    };
    let row = HistoryRow {
        at: row.get(0).ok()?,
        event: row.get(1).ok()?,
        origin: row.get(2).ok()?,
        account_id: row.get(3).ok()?,
        role_name: row.get(4).ok()?,
        until: row.get(5).ok()?,
        surface: row.get(6).ok()?,
        program,
        by_default: row.get(11).ok()?,
        detail: row.get(12).ok()?,
        reason: row.get(13).ok()?,
    };
    row.into_entry()
}
