//! Portals, their sign-ins and their lists.

use super::{Answer, shown};
use crate::asks;
use crate::desktop::Desktop;
use crate::ipc::wire::{CopiedView, NewPortal, SignInMethodView, StartUrlView};
use crate::view;
use rolecall::keeper::Request;
use rolecall_model::history::Surface;
use tauri::State;

/// Reads a pasted address.
#[tauri::command]
#[specta::specta]
pub(crate) fn parse_start_url(text: String) -> Answer<StartUrlView> {
    Ok(asks::start_url(&text))
}

/// Adds a portal.
#[tauri::command]
#[specta::specta]
pub(crate) async fn add_portal(desktop: State<'_, Desktop>, portal: NewPortal) -> Answer<()> {
    let portal = asks::portal(&portal).map_err(shown)?;
    desktop
        .with_surface(Surface::Window)
        .keeper
        .ask(|reply| Request::AddPortal(Box::new(portal), reply))
        .await
        .map_err(shown)
}

/// Signs out of a portal and forgets it.
#[tauri::command]
#[specta::specta]
pub(crate) async fn remove_portal(desktop: State<'_, Desktop>, portal: String) -> Answer<()> {
    let name = view::portal_name(&portal).map_err(shown)?;
    desktop
        .with_surface(Surface::Window)
        .keeper
        .ask(|reply| Request::RemovePortal(name, reply))
        .await
        .map_err(shown)
}

/// Starts a sign-in; its steps are in the snapshots.
#[tauri::command]
#[specta::specta]
pub(crate) async fn sign_in(
    desktop: State<'_, Desktop>,
    portal: String,
    method: SignInMethodView,
) -> Answer<()> {
    let name = view::portal_name(&portal).map_err(shown)?;
    let acting = desktop.with_surface(Surface::Window);
    acting.keeper.send(Request::SignIn(
        name,
        asks::method(method, acting.ports.desktop.browser.is_available()),
    ));
    Ok(())
}

/// Gives up a sign-in.
#[tauri::command]
#[specta::specta]
pub(crate) async fn cancel_sign_in(desktop: State<'_, Desktop>, portal: String) -> Answer<()> {
    let name = view::portal_name(&portal).map_err(shown)?;
    desktop
        .with_surface(Surface::Window)
        .keeper
        .send(Request::CancelSignIn(name));
    Ok(())
}

/// Opens the page of a sign-in under way once more.
#[tauri::command]
#[specta::specta]
pub(crate) async fn open_sign_in_page(desktop: State<'_, Desktop>, portal: String) -> Answer<()> {
    asks::open_sign_in_page(&desktop.with_surface(Surface::Window), &portal)
        .await
        .map_err(shown)
}

/// Copies the link of a sign-in under way.
#[tauri::command]
#[specta::specta]
pub(crate) async fn copy_sign_in_link(desktop: State<'_, Desktop>, portal: String) -> Answer<CopiedView> {
    asks::copy_sign_in_link(&desktop.with_surface(Surface::Window), &portal).map_err(shown)
}

/// Signs out.
#[tauri::command]
#[specta::specta]
pub(crate) async fn sign_out(desktop: State<'_, Desktop>, portal: String) -> Answer<()> {
    let name = view::portal_name(&portal).map_err(shown)?;
    desktop
        .with_surface(Surface::Window)
        .keeper
        .ask(|reply| Request::SignOut(name, reply))
        .await
        .map(drop)
        .map_err(shown)
}

/// Lists a portal again, or all that are signed in.
#[tauri::command]
#[specta::specta]
pub(crate) async fn refresh(desktop: State<'_, Desktop>, portal: Option<String>) -> Answer<()> {
    let name = portal
        .as_deref()
        .map(view::portal_name)
        .transpose()
        .map_err(shown)?;
    desktop
        .with_surface(Surface::Window)
        .keeper
        .send(Request::Refresh(name));
    Ok(())
}

/// Gives up listing a portal.
#[tauri::command]
#[specta::specta]
pub(crate) async fn cancel_refresh(desktop: State<'_, Desktop>, portal: String) -> Answer<()> {
    let name = view::portal_name(&portal).map_err(shown)?;
    desktop
        .with_surface(Surface::Window)
        .keeper
        .send(Request::CancelRefresh(name));
    Ok(())
}
