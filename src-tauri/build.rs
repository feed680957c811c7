//! Declares every IPC command, so that each must be granted by name in `capabilities/`.

/// The commands of `src/commands.rs`; a test compares the two lists.
const COMMANDS: &[&str] = &[
    "snapshot",
    "list_account_roles",
    "prioritize_accounts",
    "dismiss_problem",
    "try_demo",
    "leave_demo",
    "parse_start_url",
    "add_portal",
    "remove_portal",
    "sign_in",
    "cancel_sign_in",
    "open_sign_in_page",
    "copy_sign_in_link",
    "copy_sign_in_code",
    "sign_out",
    "refresh",
    "cancel_refresh",
    "start_role_session",
    "stop_role_session",
    "stop_all_role_sessions",
    "renew_role_session",
    "set_auto_renewal",
    "set_default",
    "open_console",
    "destinations",
    "recent_destinations",
    "copy_text",
    "exports",
    "copy_export",
    "copied_secret",
    "clear_clipboard",
    "set_favourite",
    "set_alias",
    "move_aliases",
    "decline_rename",
    "set_colour",
    "set_note",
    "set_tags",
    "set_mark",
    "save_settings",
    "preview_production_patterns",
    "history",
    "export_history",
    "set_autostart",
    "show_window",
    "close_window",
    "quit",
    "save_view",
    "saved_view",
];

fn main() {
    let manifest = tauri_build::AppManifest::new().commands(COMMANDS);
    if let Err(error) = tauri_build::try_build(tauri_build::Attributes::new().app_manifest(manifest)) {
        println!("cargo::error={error:#}");
    }
}
