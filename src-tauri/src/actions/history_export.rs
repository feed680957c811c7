//! The history as a CSV file.

use crate::compose::Composition;
use crate::messages;
use crate::runtime::ActionContext;
use crate::view::AccountIndex;
use crate::wire::HistoryFileView;
use rolecall::history::csv;
use rolecall::problem::Problem;
use rolecall_model::Timestamp;
use rolecall_model::history::HistoryQuery;

/// Writes the entries to a new file in the user's download folder.
///
/// # Errors
/// When the history cannot be read or the file cannot be written.
pub(crate) fn export_history(
    context: &ActionContext,
    composition: &Composition,
    query: &HistoryQuery,
) -> Result<HistoryFileView, Problem> {
    let entries = context
        .ports
        .store
        .history_store
        .history(query)
        .map_err(|error| Problem::from(&error))?;
    let snapshot = context.keeper.snapshot();
    let accounts = AccountIndex::new(&snapshot);
    let text = csv(&entries, &|role| accounts.name(role));
    let stem = format!("rolecall-history-{}", date(context.ports.clock.now()));
    let file = composition
        .write_download(&stem, "csv", text.as_bytes())
        .map_err(|error| Problem::invalid_input(messages::history_not_exported(&error.to_string())))?;
    Ok(HistoryFileView {
        file,
        entries: u32::try_from(entries.len()).unwrap_or(u32::MAX),
    })
}

/// Returns the date of a time in UTC, as `2026-11-24`.
fn date(at: Timestamp) -> String {
    at.to_string().chars().take(10).collect()
}

#[cfg(test)]
mod tests {
    use super::date;

    #[test]
    fn the_file_is_named_by_the_date() {
        assert_eq!(date("2026-11-24T10:00:00Z".parse().unwrap()), "2026-11-24");
    }
}
