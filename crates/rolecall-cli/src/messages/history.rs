//! `rolecall history`.

use rolecall::messages::text::counted;
use rolecall_model::history::{HistoryDetail, ProcessInfo};
use rolecall_model::reason::Reason;

pub(crate) const NO_MATCH: &str = "No history entries match.";
pub(crate) const EMPTY: &str = "The history is empty.";

pub(crate) fn omitted(count: usize) -> String {
    let entries = counted(count, "older entry is", "older entries are");
    format!("{entries} not shown. Use --limit N, or search for words.")
}

/// Returns a detail for a user; programs read [`HistoryDetail::published`].
pub(crate) fn detail(detail: &HistoryDetail) -> String {
    match detail {
        HistoryDetail::Format(format) => format.id().to_owned(),
        HistoryDetail::Exec => "exec".to_owned(),
        HistoryDetail::Shell => "shell".to_owned(),
        HistoryDetail::DefaultCleared => "cleared".to_owned(),
        HistoryDetail::Console {
            service,
            region,
            as_link: false,
        } => format!("{service} in {}", region.as_str()),
        HistoryDetail::Console {
            service,
            region,
            as_link: true,
        } => format!("{service} in {}, as a link", region.as_str()),
        HistoryDetail::Text(text) => text.clone(),
    }
}

pub(crate) fn reason(reason: &Reason) -> String {
    format!("for {reason}")
}

pub(crate) fn until(time: &str) -> String {
    format!("until {time}")
}

pub(crate) fn program(program: &ProcessInfo) -> String {
    let ProcessInfo {
        name, pid, folder, ..
    } = program;
    match folder {
        Some(folder) => format!("{name} ({pid}) in {folder}"),
        None => format!("{name} ({pid})"),
    }
}
