//! Edits of the limits. Unchanged limits keep their position and their comments.
//!
//! It must not know which role session a limit applies to.

use super::super::bounds::are_valid_limits;
use super::super::document::{edit, keep_comments_above, set, table_to_inline, texts_value};
use super::super::error::SettingsEditError;
use super::super::{keys, read_settings};
use rolecall_model::settings::RoleSessionLimit;
use toml_edit::{Array, ArrayOfTables, DocumentMut, Item, Table, TableLike, Value, value};

/// Sets the limits of role sessions, in the order of the file.
///
/// # Errors
/// [`SettingsEditError`].
pub fn set_limits(text: &str, limits: &[RoleSessionLimit]) -> Result<String, SettingsEditError> {
    if !are_valid_limits(limits) {
        return Err(SettingsEditError::InvalidLimit);
    }
    let before = read_settings(text)?.limits;
    edit(
        text,
        |document| change_limits(document, &before, limits),
        |settings| settings.limits = limits.to_vec(),
    )
}

fn change_limits(
    document: &mut DocumentMut,
    before: &[RoleSessionLimit],
    after: &[RoleSessionLimit],
) -> Result<(), SettingsEditError> {
    if before == after {
        return Ok(());
    }
    let is_first = document.is_empty() && document.trailing().as_str().is_none_or(str::is_empty);
    let mut removed = Vec::new();
    match document.get_mut(keys::LIMIT) {
        None => {
            let mut tables = ArrayOfTables::new();
            for limit in after {
                tables.push(with_blank_line(new_table(limit), is_first && tables.is_empty()));
            }
            document.insert(keys::LIMIT, Item::ArrayOfTables(tables));
        }
        Some(Item::ArrayOfTables(tables)) => removed = change_tables(tables, before, after),
        Some(Item::Value(Value::Array(array))) => {
            let inline = after
                .iter()
                .filter_map(|limit| table_to_inline(new_table(limit)).into_value().ok());
            let mut new: Array = inline.collect();
            *new.decor_mut() = array.decor().clone();
            *array = new;
        }
        Some(Item::None | Item::Value(_) | Item::Table(_)) => {
            return Err(SettingsEditError::UnsupportedLayout);
        }
    }
    if after.is_empty() {
        document.remove(keys::LIMIT);
    }
    for table in removed {
        keep_comments_above(document, &Item::Table(table));
    }
    Ok(())
}

/// Changes the limits between the unchanged ones at the beginning and at the end; returns the removed tables.
fn change_tables(
    tables: &mut ArrayOfTables,
    before: &[RoleSessionLimit],
    after: &[RoleSessionLimit],
) -> Vec<Table> {
    let same = |(left, right): &(&RoleSessionLimit, &RoleSessionLimit)| left == right;
    let first = before.iter().zip(after).take_while(same).count();
    let rest = before.len().min(after.len()) - first;
    let last = before
        .iter()
        .rev()
        .zip(after.iter().rev())
        .take(rest)
        .take_while(same)
        .count();
    let (old, new) = (
        &before[first..before.len() - last],
        &after[first..after.len() - last],
    );
    for (number, (old, new)) in old.iter().zip(new).enumerate() {
        if let Some(table) = tables.get_mut(first + number) {
            change_limit(table, old, new);
        }
    }
    for (number, limit) in new.iter().enumerate().skip(old.len()) {
        tables.insert(first + number, with_blank_line(new_table(limit), false));
    }
    (new.len()..old.len())
        .map(|_| tables.remove(first + new.len()))
        .collect()
}

fn change_limit(table: &mut dyn TableLike, old: &RoleSessionLimit, new: &RoleSessionLimit) {
    for (key, old, new) in [
        (keys::ACCOUNTS, &old.accounts, &new.accounts),
        (keys::ROLES, &old.roles, &new.roles),
    ] {
        if old != new {
            set(table, key, (!new.is_empty()).then(|| texts_value(new)));
        }
    }
    if old.max_duration != new.max_duration {
        set(table, keys::MINUTES, Some(minutes(new).into()));
    }
}

fn new_table(limit: &RoleSessionLimit) -> Table {
    let mut table = Table::new();
    for (key, patterns) in [(keys::ACCOUNTS, &limit.accounts), (keys::ROLES, &limit.roles)] {
        if !patterns.is_empty() {
            table.insert(key, Item::Value(texts_value(patterns)));
        }
    }
    table.insert(keys::MINUTES, value(minutes(limit)));
    table
}

fn minutes(limit: &RoleSessionLimit) -> i64 {
    i64::try_from(limit.max_duration.as_secs() / 60).unwrap_or(i64::MAX)
}

/// Returns `table` with a blank line above, unless it is the first of the file.
fn with_blank_line(mut table: Table, is_first: bool) -> Table {
    if !is_first {
        table.decor_mut().set_prefix("\n");
    }
    table
}
