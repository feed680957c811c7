//! The IPC: the one list of what the page may ask for. `build.rs` declares the same names, `capabilities/` grants them.

mod commands;
pub(crate) mod wire;

use tauri_specta::{Builder, collect_commands, collect_events};

/// Returns the commands and events with their types.
pub(crate) fn builder() -> Builder<tauri::Wry> {
    Builder::new()
        .disable_serde_phases()
        .commands(collect_commands![
            commands::snapshot,
            commands::list_account_roles,
            commands::read_start_url,
            commands::add_portal,
            commands::remove_portal,
            commands::sign_in,
            commands::cancel_sign_in,
            commands::open_sign_in_page,
            commands::copy_sign_in_link,
            commands::sign_out,
            commands::refresh,
            commands::cancel_refresh,
            commands::show_accounts,
            commands::start_role_session,
            commands::stop_role_session,
            commands::stop_all_role_sessions,
            commands::open_console,
            commands::destinations,
            commands::exports,
            commands::copy_export,
            commands::set_favourite,
            commands::save_settings,
            commands::try_demo,
            commands::leave_demo,
            commands::dismiss_problem,
        ])
        .events(collect_events![wire::SnapshotChanged])
}

#[cfg(test)]
mod tests;
