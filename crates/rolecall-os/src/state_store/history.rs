//! The table of the history, in the order of time. Repeats within ten minutes are one entry.
//!
//! It must not know what an entry means.

use super::flat_entry::FlatEntry;
use rolecall_model::Timestamp;
use rolecall_model::history::{HistoryEntry, HistoryQuery, ProcessInfo};
use rusqlite::{OptionalExtension, Row, ToSql, Transaction, params};

/// Within this many milliseconds an entry takes the place of one that differs in its time alone.
const REPEATS: i64 = 10 * 60 * 1000;

pub(super) fn keep(transaction: &Transaction<'_>, entry: &HistoryEntry) -> rusqlite::Result<()> {
    let flat = FlatEntry::from(entry);
    let program = flat.program.as_ref();
    let of_entry: [(&str, &dyn ToSql); 12] = [
        (":event", &flat.event),
        (":portal", &flat.portal),
        (":account_id", &flat.account_id),
        (":role_name", &flat.role_name),
        (":until", &flat.until),
        (":surface", &flat.surface),
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
        (":by_default", &flat.by_default),
        (":detail", &flat.detail),
    ];
    let at = flat.at;
    let (earliest, latest) = (at.saturating_sub(REPEATS), at.saturating_add(REPEATS));
    let mut among: Vec<(&str, &dyn ToSql)> = vec![(":earliest", &earliest), (":latest", &latest)];
    among.extend(of_entry);
    let repeated: Option<(i64, i64)> = transaction
        .prepare_cached(REPEATED)?
        .query_row(&*among, |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    if let Some((known_at, n)) = repeated {
        transaction.execute("DELETE FROM history WHERE at = ?1 AND n = ?2", [known_at, n])?;
    }
    let at = repeated.map_or(at, |(known_at, _)| known_at.max(at));
    let mut all: Vec<(&str, &dyn ToSql)> = vec![(":at", &at)];
    all.extend(of_entry);
    transaction.prepare_cached(INSERT)?.execute(&*all)?;
    Ok(())
}

const REPEATED: &str = "
    SELECT at, n FROM history
    WHERE at BETWEEN :earliest AND :latest AND event = :event AND portal = :portal AND account_id IS :account_id
        AND role_name IS :role_name AND until IS :until AND surface = :surface AND program_name IS :program_name
        AND program_pid IS :program_pid AND program_started IS :program_started
        AND program_folder IS :program_folder AND by_default = :by_default AND detail IS :detail
    ORDER BY at DESC, n DESC LIMIT 1";

const INSERT: &str = "
    INSERT INTO history (at, n, event, portal, account_id, role_name, until, surface,
        program_name, program_pid, program_started, program_folder, by_default, detail)
    VALUES (:at, (SELECT coalesce(max(n) + 1, 0) FROM history WHERE at = :at), :event, :portal, :account_id, :role_name,
        :until, :surface, :program_name, :program_pid, :program_started, :program_folder, :by_default, :detail)";

/// Returns entries, the newest first. A row that is no entry is passed over.
pub(super) fn part(
    transaction: &Transaction<'_>,
    query: &HistoryQuery,
) -> rusqlite::Result<Vec<HistoryEntry>> {
    let mut statement = transaction.prepare_cached(
        "SELECT at, event, portal, account_id, role_name, until, surface,
            program_name, program_pid, program_started, program_folder, by_default, detail
         FROM history WHERE at >= ?1 AND at < ?2 ORDER BY at DESC, n DESC LIMIT ?3",
    )?;
    let from_to = params![
        query.from.as_millisecond(),
        query.until.as_millisecond(),
        query.most
    ];
    let rows = statement.query_map(from_to, |row| Ok(entry(row)))?;
    rows.filter_map(Result::transpose).collect()
}

pub(super) fn forget(transaction: &Transaction<'_>, before: Timestamp) -> rusqlite::Result<()> {
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
    let flat = FlatEntry {
        at: row.get(0).ok()?,
        event: row.get(1).ok()?,
        portal: row.get(2).ok()?,
        account_id: row.get(3).ok()?,
        role_name: row.get(4).ok()?,
        until: row.get(5).ok()?,
        surface: row.get(6).ok()?,
        program,
        by_default: row.get(11).ok()?,
        detail: row.get(12).ok()?,
    };
    flat.read()
}
