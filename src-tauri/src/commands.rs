//! The commands of the page: each parses its input, makes one request or calls one action, and returns a view or a receipt.
//!
//! No command returns a secret; the types of secrets cannot be returned. `build.rs` declares the same names as [`builder`] does, and
//! `capabilities/` grants them.

mod history;
mod labels;
mod mfa;
mod portals;
mod program;
mod role_definitions;
mod role_sessions;
mod state;

use crate::app_state::AppState;
use crate::runtime::ActionContext;
use crate::wire::{ProblemView, SnapshotChanged, ViewRequested};
use rolecall::keeper::{Reply, Request};
use rolecall_model::history::Surface;
use tauri_specta::{Builder, collect_commands, collect_events};

/// What a command returns: a value, or the problem that the page shows.
type CommandResult<T> = Result<T, ProblemView>;

/// Returns the commands and events with their types.
#[expect(clippy::too_many_lines, reason = "a list with a line for each command")]
pub(crate) fn builder() -> Builder<tauri::Wry> {
    Builder::new()
        .disable_serde_phases()
        .commands(collect_commands![
            state::snapshot,
            state::list_account_roles,
            state::prioritize_accounts,
            state::dismiss_problem,
            state::try_demo,
            state::leave_demo,
            portals::parse_start_url,
            portals::add_portal,
            portals::remove_portal,
            portals::sign_in,
            portals::cancel_sign_in,
            portals::open_sign_in_page,
            portals::copy_sign_in_link,
            portals::copy_sign_in_code,
            portals::sign_out,
            portals::refresh,
            portals::cancel_refresh,
            role_definitions::check_role,
            role_definitions::test_role,
            role_definitions::save_role,
            role_definitions::remove_defined_role,
            role_definitions::sign_in_to_role,
            mfa::answer_mfa_question,
            mfa::cancel_mfa_question,
            role_sessions::start_role_session,
            role_sessions::stop_role_session,
            role_sessions::stop_all_role_sessions,
            role_sessions::renew_role_session,
            role_sessions::set_auto_renewal,
            role_sessions::set_default,
            role_sessions::open_console,
            role_sessions::destinations,
            role_sessions::recent_destinations,
            role_sessions::copy_text,
            role_sessions::exports,
            role_sessions::copy_export,
            role_sessions::copied_secret,
            role_sessions::clear_clipboard,
            labels::set_favourite,
            labels::set_alias,
            labels::move_aliases,
            labels::decline_rename,
            labels::set_colour,
            labels::set_note,
            labels::set_tags,
            labels::set_mark,
            labels::save_settings,
            labels::preview_production_patterns,
            history::history,
            history::export_history,
            program::set_autostart,
            program::show_window,
            program::close_window,
            program::quit,
            program::save_view,
            program::saved_view,
        ])
        .events(collect_events![SnapshotChanged, ViewRequested])
}

/// Returns the context of the window's actions.
fn context(state: &AppState) -> ActionContext {
    state.context(Surface::Window)
}

/// Makes a request of the keeper as the window and waits for its reply.
async fn request<T>(state: &AppState, request: impl FnOnce(Reply<T>) -> Request + Send) -> CommandResult<T> {
    Ok(context(state).keeper.request(request).await?)
}

/// Sends the keeper a request that has no reply.
fn send(state: &AppState, request: Request) -> CommandResult<()> {
    context(state).keeper.send(request);
    Ok(())
}

#[cfg(test)]
mod tests;
