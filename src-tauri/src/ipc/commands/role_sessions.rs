//! Role sessions: their life, the console and what is copied.

use super::{Answer, shown};
use crate::asks;
use crate::desktop::Desktop;
use crate::ipc::wire::{
    AssignmentKey, CopiedView, DestinationKey, DestinationView, ExportView, RoleSessionView,
};
use crate::view;
use rolecall::keeper::Request;
use rolecall_model::history::Surface;
use tauri::State;

/// Starts a role session.
#[tauri::command]
#[specta::specta]
pub(crate) async fn start_role_session(
    desktop: State<'_, Desktop>,
    assignment: AssignmentKey,
) -> Answer<RoleSessionView> {
    let assignment = view::assignment(&assignment).map_err(shown)?;
    let acting = desktop.with_surface(Surface::Window);
    let started = acting
        .keeper
        .request(|reply| Request::Start(assignment, reply))
        .await;
    started.map(|record| acting.role_session(&record)).map_err(shown)
}

/// Stops a role session.
#[tauri::command]
#[specta::specta]
pub(crate) async fn stop_role_session(desktop: State<'_, Desktop>, assignment: AssignmentKey) -> Answer<()> {
    let assignment = view::assignment(&assignment).map_err(shown)?;
    desktop
        .with_surface(Surface::Window)
        .keeper
        .request(|reply| Request::Stop(assignment, reply))
        .await
        .map_err(shown)
}

/// Stops every role session.
#[tauri::command]
#[specta::specta]
pub(crate) async fn stop_all_role_sessions(desktop: State<'_, Desktop>) -> Answer<()> {
    desktop
        .with_surface(Surface::Window)
        .keeper
        .request(Request::StopAll)
        .await
        .map_err(shown)
}

/// Obtains new credentials of a role session now.
#[tauri::command]
#[specta::specta]
pub(crate) async fn renew_role_session(
    desktop: State<'_, Desktop>,
    assignment: AssignmentKey,
) -> Answer<RoleSessionView> {
    let assignment = view::assignment(&assignment).map_err(shown)?;
    let acting = desktop.with_surface(Surface::Window);
    let renewed = acting
        .keeper
        .request(|reply| Request::Renew(assignment, reply))
        .await;
    renewed.map(|record| acting.role_session(&record)).map_err(shown)
}

/// Switches on or off that a role session is kept alive.
#[tauri::command]
#[specta::specta]
pub(crate) async fn set_renewing(
    desktop: State<'_, Desktop>,
    assignment: AssignmentKey,
    renewing: bool,
) -> Answer<()> {
    let assignment = view::assignment(&assignment).map_err(shown)?;
    desktop
        .with_surface(Surface::Window)
        .keeper
        .request(|reply| Request::SetAutoRenewal(assignment, renewing, reply))
        .await
        .map_err(shown)
}

/// Makes `@default` mean an assignment, or nothing.
#[tauri::command]
#[specta::specta]
pub(crate) async fn make_default(
    desktop: State<'_, Desktop>,
    assignment: Option<AssignmentKey>,
) -> Answer<()> {
    let assignment = assignment
        .as_ref()
        .map(view::assignment)
        .transpose()
        .map_err(shown)?;
    desktop
        .with_surface(Surface::Window)
        .keeper
        .request(|reply| Request::SetDefault(assignment, reply))
        .await
        .map_err(shown)
}

/// Opens the console in the browser.
#[tauri::command]
#[specta::specta]
pub(crate) async fn open_console(
    desktop: State<'_, Desktop>,
    assignment: AssignmentKey,
    destination: Option<DestinationKey>,
    confirmed: bool,
) -> Answer<()> {
    let acting = desktop.with_surface(Surface::Window);
    asks::open_console(&acting, &assignment, destination.as_ref(), confirmed)
        .await
        .map_err(shown)
}

/// Returns the places in the console that can be chosen.
#[tauri::command]
#[specta::specta]
pub(crate) fn destinations() -> Vec<DestinationView> {
    asks::destinations()
}

/// Returns what can be copied.
#[tauri::command]
#[specta::specta]
pub(crate) fn exports() -> Vec<ExportView> {
    asks::exports()
}

/// Copies a command or credentials.
#[tauri::command]
#[specta::specta]
pub(crate) async fn copy_export(
    desktop: State<'_, Desktop>,
    assignment: AssignmentKey,
    format: String,
    confirmed: bool,
) -> Answer<CopiedView> {
    let acting = desktop.with_surface(Surface::Window);
    asks::copy_export(&acting, &assignment, &format, confirmed)
        .await
        .map_err(shown)
}
