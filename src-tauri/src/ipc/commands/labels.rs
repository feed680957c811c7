//! What the user calls and marks assignments with, and the settings.

use super::{Answer, shown};
use crate::asks;
use crate::desktop::Desktop;
use crate::ipc::wire::{AccountKey, AssignmentKey, SettingsView};
use crate::labels;
use crate::view;
use rolecall::keeper::{Request, SettingsEdit};
use rolecall_model::history::Surface;
use tauri::State;

/// Marks or unmarks a favourite.
#[tauri::command]
#[specta::specta]
pub(crate) async fn set_favourite(
    desktop: State<'_, Desktop>,
    assignment: AssignmentKey,
    favourite: bool,
) -> Answer<()> {
    let assignment = view::assignment(&assignment).map_err(shown)?;
    desktop
        .with_surface(Surface::Window)
        .keeper
        .request(|reply| Request::SetFavourite(assignment, favourite, reply))
        .await
        .map_err(shown)
}

/// Gives an assignment a short name, or takes it away.
#[tauri::command]
#[specta::specta]
pub(crate) async fn set_alias(
    desktop: State<'_, Desktop>,
    assignment: AssignmentKey,
    alias: Option<String>,
) -> Answer<()> {
    let edit = labels::alias(&assignment, alias).map_err(shown)?;
    change(&desktop, edit).await
}

/// Gives an assignment a colour, or takes it away.
#[tauri::command]
#[specta::specta]
pub(crate) async fn set_colour(
    desktop: State<'_, Desktop>,
    assignment: AssignmentKey,
    colour: Option<String>,
) -> Answer<()> {
    let edit = labels::colour(&assignment, colour.as_deref()).map_err(shown)?;
    change(&desktop, edit).await
}

/// Puts a note on an assignment, or takes it away.
#[tauri::command]
#[specta::specta]
pub(crate) async fn set_note(
    desktop: State<'_, Desktop>,
    assignment: AssignmentKey,
    note: Option<String>,
) -> Answer<()> {
    let edit = labels::note(&assignment, note).map_err(shown)?;
    change(&desktop, edit).await
}

/// Sets the tags of an account.
#[tauri::command]
#[specta::specta]
pub(crate) async fn set_tags(
    desktop: State<'_, Desktop>,
    account: AccountKey,
    tags: Vec<String>,
) -> Answer<()> {
    let edit = labels::tags(&account, tags).map_err(shown)?;
    change(&desktop, edit).await
}

/// Saves the settings.
#[tauri::command]
#[specta::specta]
pub(crate) async fn save_settings(desktop: State<'_, Desktop>, settings: SettingsView) -> Answer<()> {
    let edit = asks::settings_edit(settings);
    change(&desktop, edit).await
}

async fn change(desktop: &Desktop, edit: SettingsEdit) -> Answer<()> {
    desktop
        .with_surface(Surface::Window)
        .keeper
        .request(|reply| Request::ChangeSettings(edit, reply))
        .await
        .map_err(shown)
}
