//! Portals, their sign-ins and their lists.

use super::{CommandResult, context, request, send};
use crate::app_state::AppState;
use crate::wire::{AddPortalView, CopyReceiptView, NewPortalInput, SignInMethodInput, StartUrlView};
use crate::{actions, input, view};
use rolecall::keeper::Request;
use rolecall::messages::input::{located_identity_center, located_portal};
use rolecall::new_portal::locate_portal;
use tauri::State;

/// Parses a pasted address, for the region that is chosen in the form.
#[tauri::command]
#[specta::specta]
pub(crate) fn parse_start_url(text: String, region: String) -> CommandResult<StartUrlView> {
    Ok(input::start_url(&text, &region))
}

/// Adds a portal. Returns what became of its address if it is another now, or which field of the form is wrong.
#[tauri::command]
#[specta::specta]
pub(crate) async fn add_portal(
    state: State<'_, AppState>,
    portal: NewPortalInput,
) -> CommandResult<AddPortalView> {
    let new = match input::new_portal(&portal) {
        Ok(new) => new,
        Err(invalid) => return Ok(invalid),
    };
    let located = match locate_portal(&context(&state).ports, new).await {
        Ok(located) => located,
        Err(error) => return Ok(view::not_located(&error)),
    };
    let found = [located_portal(&located), located_identity_center(&located)];
    let found = found
        .into_iter()
        .flatten()
        .reduce(|first, second| format!("{first} {second}"));
    let portal = Box::new(located.portal);
    request(&state, |reply| Request::AddPortal(portal, reply)).await?;
    Ok(AddPortalView::Added { found })
}

/// Signs out of a portal and removes it.
#[tauri::command]
#[specta::specta]
pub(crate) async fn remove_portal(state: State<'_, AppState>, portal: String) -> CommandResult<()> {
    let portal = input::portal_name(&portal)?;
    request(&state, |reply| Request::RemovePortal(portal, reply)).await
}

/// Starts a sign-in; its progress is in the snapshots.
#[tauri::command]
#[specta::specta]
pub(crate) async fn sign_in(
    state: State<'_, AppState>,
    portal: String,
    method: SignInMethodInput,
) -> CommandResult<()> {
    let portal = input::portal_name(&portal)?;
    let method = actions::available_sign_in_method(&context(&state).ports, input::sign_in_method(method));
    send(&state, Request::SignIn(portal, method))
}

/// Cancels a sign-in.
#[tauri::command]
#[specta::specta]
pub(crate) async fn cancel_sign_in(state: State<'_, AppState>, portal: String) -> CommandResult<()> {
    send(&state, Request::CancelSignIn(input::portal_name(&portal)?))
}

/// Opens the page of a sign-in in progress again.
#[tauri::command]
#[specta::specta]
pub(crate) async fn open_sign_in_page(state: State<'_, AppState>, portal: String) -> CommandResult<()> {
    let portal = input::portal_name(&portal)?;
    Ok(actions::open_sign_in_page(&context(&state), &portal).await?)
}

/// Copies the link of a sign-in in progress.
#[tauri::command]
#[specta::specta]
pub(crate) async fn copy_sign_in_link(
    state: State<'_, AppState>,
    portal: String,
) -> CommandResult<CopyReceiptView> {
    let portal = input::portal_name(&portal)?;
    let receipt = actions::copy_sign_in_link(&context(&state), &portal)?;
    Ok(state.on_copied(view::sign_in_link_receipt(receipt)))
}

/// Copies the code of a sign-in in progress.
#[tauri::command]
#[specta::specta]
pub(crate) async fn copy_sign_in_code(
    state: State<'_, AppState>,
    portal: String,
) -> CommandResult<CopyReceiptView> {
    let portal = input::portal_name(&portal)?;
    let receipt = actions::copy_sign_in_code(&context(&state), &portal)?;
    Ok(state.on_copied(view::sign_in_code_receipt(receipt)))
}

/// Signs out.
#[tauri::command]
#[specta::specta]
pub(crate) async fn sign_out(state: State<'_, AppState>, portal: String) -> CommandResult<()> {
    let portal = input::portal_name(&portal)?;
    request(&state, |reply| Request::SignOut(portal, reply))
        .await
        .map(drop)
}

/// Refreshes the list of a portal, or of all that are signed in.
#[tauri::command]
#[specta::specta]
pub(crate) async fn refresh(state: State<'_, AppState>, portal: Option<String>) -> CommandResult<()> {
    send(
        &state,
        Request::Refresh(input::optional_portal_name(portal.as_deref())?),
    )
}

/// Cancels the refresh of a portal.
#[tauri::command]
#[specta::specta]
pub(crate) async fn cancel_refresh(state: State<'_, AppState>, portal: String) -> CommandResult<()> {
    send(&state, Request::CancelRefresh(input::portal_name(&portal)?))
}
