//! The user's labels, and the settings.

use super::{CommandResult, context, request};
use crate::app_state::AppState;
use crate::wire::{
    AccountKey, ColourView, EnvironmentMarkView, ProductionPreviewView, RenameKey, RoleKey, SettingsInput,
};
use crate::{input, view};
use rolecall::keeper::{Request, SettingsEdit};
use tauri::State;

/// Adds a role to the favourites or removes it.
#[tauri::command]
#[specta::specta]
pub(crate) async fn set_favourite(
    state: State<'_, AppState>,
    role_key: RoleKey,
    favourite: bool,
) -> CommandResult<()> {
    let role = input::role_ref(&role_key)?;
    request(&state, |reply| Request::SetFavourite(role, favourite, reply)).await
}

/// Sets the alias of a role, or removes it.
#[tauri::command]
#[specta::specta]
pub(crate) async fn set_alias(
    state: State<'_, AppState>,
    role_key: RoleKey,
    alias: Option<String>,
) -> CommandResult<()> {
    change_settings(&state, input::alias_edit(&role_key, alias)?).await
}

/// Moves the aliases of a role that is gone to its new name.
#[tauri::command]
#[specta::specta]
pub(crate) async fn move_aliases(state: State<'_, AppState>, rename: RenameKey) -> CommandResult<()> {
    change_settings(&state, input::alias_move_edit(&rename)?).await
}

/// Leaves the aliases of a role that is gone where they are; the rename is not shown again.
#[tauri::command]
#[specta::specta]
pub(crate) async fn decline_rename(state: State<'_, AppState>, rename: RenameKey) -> CommandResult<()> {
    let rename = input::rename(&rename)?;
    request(&state, |reply| Request::DeclineRename(rename, reply)).await
}

/// Sets the colour of a role, or removes it.
#[tauri::command]
#[specta::specta]
pub(crate) async fn set_colour(
    state: State<'_, AppState>,
    role_key: RoleKey,
    colour: Option<ColourView>,
) -> CommandResult<()> {
    change_settings(&state, input::colour_edit(&role_key, colour)?).await
}

/// Sets the note of a role, or removes it.
#[tauri::command]
#[specta::specta]
pub(crate) async fn set_note(
    state: State<'_, AppState>,
    role_key: RoleKey,
    note: Option<String>,
) -> CommandResult<()> {
    change_settings(&state, input::note_edit(&role_key, note)?).await
}

/// Sets the tags of an account.
#[tauri::command]
#[specta::specta]
pub(crate) async fn set_tags(
    state: State<'_, AppState>,
    account: AccountKey,
    tags: Vec<String>,
) -> CommandResult<()> {
    change_settings(&state, input::tags_edit(&account, tags)?).await
}

/// Marks an account as one of an environment, or leaves it to the patterns of names and tags.
#[tauri::command]
#[specta::specta]
pub(crate) async fn set_mark(
    state: State<'_, AppState>,
    account: AccountKey,
    mark: Option<EnvironmentMarkView>,
) -> CommandResult<()> {
    change_settings(&state, input::mark_edit(&account, mark)?).await
}

/// Changes settings.
#[tauri::command]
#[specta::specta]
pub(crate) async fn save_settings(state: State<'_, AppState>, changes: SettingsInput) -> CommandResult<()> {
    change_settings(&state, input::settings_edit(changes)?).await
}

/// Returns which known accounts patterns of production accounts match, while the user types them.
#[tauri::command]
#[specta::specta]
pub(crate) async fn preview_production_patterns(
    state: State<'_, AppState>,
    patterns: Vec<String>,
) -> CommandResult<ProductionPreviewView> {
    let patterns = input::patterns(patterns)?;
    Ok(view::production_preview(
        &context(&state).keeper.snapshot(),
        &patterns,
    ))
}

async fn change_settings(state: &AppState, edit: SettingsEdit) -> CommandResult<()> {
    request(state, |reply| Request::ChangeSettings(edit, reply)).await
}
