//! The history as CSV (RFC 4180): one entry a line, safe to open in a spreadsheet.
//!
//! It must not know where the text goes.

use crate::hostile_text::printable;
use rolecall_model::history::{HistoryDetail, HistoryEntry};
use rolecall_model::role_ref::{RoleOrigin, RoleRef};

const HEADER: &str = "time,event,portal,account_id,account_name,role_name,until,surface,program,pid,folder,asked_for_default,detail,defined_role,reason";

/// Returns `entries` with a header, in the order given; `name_of` finds the name of an account.
///
/// Names are hostile: what could hide or break a line is in visible form, and a cell that a spreadsheet would take for a formula
/// begins with an apostrophe (OWASP, "CSV Injection").
pub fn csv(entries: &[HistoryEntry], name_of: &dyn Fn(&RoleRef) -> Option<String>) -> String {
    let mut text = String::with_capacity(entries.len() * 160 + HEADER.len() + 2);
    text.push_str(HEADER);
    text.push_str("\r\n");
    for entry in entries {
        for (number, cell) in cells(entry, name_of).iter().enumerate() {
            if number > 0 {
                text.push(',');
            }
            push_cell(&mut text, cell);
        }
        text.push_str("\r\n");
    }
    text
}

fn cells(entry: &HistoryEntry, name_of: &dyn Fn(&RoleRef) -> Option<String>) -> [String; 15] {
    let role = entry.role();
    let (portal, defined_role) = match entry.origin() {
        RoleOrigin::Portal(name) => (name.to_string(), String::new()),
        RoleOrigin::Defined(name) => (String::new(), name.to_string()),
    };
    let program = entry.program.as_ref();
    [
        entry.at.to_string(),
        entry.event.id().to_owned(),
        portal,
        role.map(|it| it.account_id.to_string()).unwrap_or_default(),
        role.and_then(name_of).unwrap_or_default(),
        role.map(|it| it.role_name.as_str().to_owned())
            .unwrap_or_default(),
        entry.expires_at.map(|at| at.to_string()).unwrap_or_default(),
        entry.surface.id().to_owned(),
        program.map(|it| it.name.clone()).unwrap_or_default(),
        program.map(|it| it.pid.to_string()).unwrap_or_default(),
        program.and_then(|it| it.folder.clone()).unwrap_or_default(),
        if entry.by_default { "yes" } else { "" }.to_owned(),
        entry
            .detail
            .as_ref()
            .map(HistoryDetail::published)
            .unwrap_or_default(),
        defined_role,
        entry
            .reason
            .as_ref()
            .map(|reason| reason.as_str().to_owned())
            .unwrap_or_default(),
    ]
}

fn push_cell(text: &mut String, cell: &str) {
    let cell = printable(cell);
    let guard = if looks_like_a_formula(&cell) { "'" } else { "" };
    let is_plain = !cell.contains(['"', ',', ';', '\'']) && cell.trim() == cell;
    if is_plain && guard.is_empty() {
        text.push_str(&cell);
        return;
    }
    text.push('"');
    text.push_str(guard);
    text.push_str(&cell.replace('"', "\"\""));
    text.push('"');
}

/// Whether a spreadsheet could calculate the cell, also in the wide forms of East Asian keyboards.
fn looks_like_a_formula(cell: &str) -> bool {
    cell.trim_start()
        .starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'])
}

#[cfg(test)]
mod tests;
