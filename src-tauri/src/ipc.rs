//! The IPC: the one list of what the page may ask for. `build.rs` declares the same names, `capabilities/` grants them.

mod commands;
pub(crate) mod wire;

use tauri_specta::{Builder, collect_commands, collect_events};

/// Returns the commands and events with their types.
pub(crate) fn builder() -> Builder<tauri::Wry> {
    Builder::new()
        .disable_serde_phases()
        .commands(collect_commands![
            commands::state::snapshot,
            commands::state::list_account_roles,
            commands::state::show_accounts,
            commands::state::dismiss_problem,
            commands::state::try_demo,
            commands::state::leave_demo,
            commands::portals::parse_start_url,
            commands::portals::add_portal,
            commands::portals::remove_portal,
            commands::portals::sign_in,
            commands::portals::cancel_sign_in,
            commands::portals::open_sign_in_page,
            commands::portals::copy_sign_in_link,
            commands::portals::sign_out,
            commands::portals::refresh,
            commands::portals::cancel_refresh,
            commands::role_sessions::start_role_session,
            commands::role_sessions::stop_role_session,
            commands::role_sessions::stop_all_role_sessions,
            commands::role_sessions::renew_role_session,
            commands::role_sessions::set_renewing,
            commands::role_sessions::make_default,
            commands::role_sessions::open_console,
            commands::role_sessions::destinations,
            commands::role_sessions::exports,
            commands::role_sessions::copy_export,
            commands::labels::set_favourite,
            commands::labels::set_alias,
            commands::labels::set_colour,
            commands::labels::set_note,
            commands::labels::set_tags,
            commands::labels::save_settings,
            commands::history::history,
            commands::history::export_history,
            commands::program::set_autostart,
            commands::program::quit,
            commands::program::keep_place,
            commands::program::place,
        ])
        .events(collect_events![wire::SnapshotChanged, wire::RoomWanted])
}

#[cfg(test)]
mod tests;
