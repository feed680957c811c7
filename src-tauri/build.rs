//! Declares every IPC command, so that each must be granted by name in `capabilities/`.

/// The commands of `src/ipc.rs`; a test compares the two lists.
const COMMANDS: &[&str] = &[
    "snapshot",
    "list_account_roles",
    "read_start_url",
    "add_portal",
    "remove_portal",
    "sign_in",
    "cancel_sign_in",
    "open_sign_in_page",
    "copy_sign_in_link",
    "sign_out",
    "refresh",
    "cancel_refresh",
    "show_accounts",
    "start_role_session",
    "stop_role_session",
    "stop_all_role_sessions",
    "open_console",
    "destinations",
    "exports",
    "copy_export",
    "set_favourite",
    "save_settings",
    "try_demo",
    "leave_demo",
    "dismiss_problem",
];

fn main() {
    let manifest = tauri_build::AppManifest::new().commands(COMMANDS);
    if let Err(error) = tauri_build::try_build(tauri_build::Attributes::new().app_manifest(manifest)) {
        println!("cargo::error={error:#}");
    }
}
