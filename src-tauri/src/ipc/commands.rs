//! The commands: each turns arguments into a request or a use case, and the outcome into a receipt.
//!
//! No command returns a secret; the types of secrets cannot be returned.

use super::wire::{
    AccountKey, AssignmentKey, CopiedView, DestinationKey, DestinationView, ExportView, NewPortal,
    ProblemView, RoleSessionView, RowsView, SettingsView, SignInMethodView, SnapshotView, StartUrlView,
};
use crate::desktop::Desktop;
use crate::{asks, view};
use rolecall::keeper::Request;
use rolecall::problem::Problem;
use tauri::State;

type Answer<T> = Result<T, ProblemView>;

fn shown(problem: impl Into<Problem>) -> ProblemView {
    view::problem(&problem.into())
}

/// Returns all of the desktop's state but the rows.
#[tauri::command]
#[specta::specta]
pub(crate) async fn snapshot(desktop: State<'_, Desktop>) -> Answer<SnapshotView> {
    let stage = desktop.stage();
    Ok(view::snapshot(&stage.keeper.snapshot(), stage.is_demo))
}

/// Returns the rows of the list.
#[tauri::command]
#[specta::specta]
pub(crate) async fn list_account_roles(desktop: State<'_, Desktop>) -> Answer<RowsView> {
    Ok(view::rows(&desktop.stage().keeper.snapshot()))
}

/// Reads a pasted address.
#[tauri::command]
#[specta::specta]
pub(crate) fn read_start_url(text: String) -> Answer<StartUrlView> {
    Ok(asks::start_url(&text))
}

/// Adds a portal.
#[tauri::command]
#[specta::specta]
pub(crate) async fn add_portal(desktop: State<'_, Desktop>, portal: NewPortal) -> Answer<()> {
    let portal = asks::portal(&portal).map_err(shown)?;
    desktop
        .stage()
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
        .stage()
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
    let stage = desktop.stage();
    stage.keeper.send(Request::SignIn(
        name,
        asks::method(method, stage.ports.browser.is_available()),
    ));
    Ok(())
}

/// Gives up a sign-in.
#[tauri::command]
#[specta::specta]
pub(crate) async fn cancel_sign_in(desktop: State<'_, Desktop>, portal: String) -> Answer<()> {
    let name = view::portal_name(&portal).map_err(shown)?;
    desktop.stage().keeper.send(Request::CancelSignIn(name));
    Ok(())
}

/// Opens the page of a sign-in under way once more.
#[tauri::command]
#[specta::specta]
pub(crate) async fn open_sign_in_page(desktop: State<'_, Desktop>, portal: String) -> Answer<()> {
    asks::open_sign_in_page(&desktop.stage(), &portal)
        .await
        .map_err(shown)
}

/// Copies the link of a sign-in under way.
#[tauri::command]
#[specta::specta]
pub(crate) async fn copy_sign_in_link(desktop: State<'_, Desktop>, portal: String) -> Answer<CopiedView> {
    asks::copy_sign_in_link(&desktop.stage(), &portal).map_err(shown)
}

/// Signs out.
#[tauri::command]
#[specta::specta]
pub(crate) async fn sign_out(desktop: State<'_, Desktop>, portal: String) -> Answer<()> {
    let name = view::portal_name(&portal).map_err(shown)?;
    desktop
        .stage()
        .keeper
        .ask(|reply| Request::SignOut(name, reply))
        .await
        .map(drop)
        .map_err(shown)
}

/// Lists a portal anew, or all that are signed in.
#[tauri::command]
#[specta::specta]
pub(crate) async fn refresh(desktop: State<'_, Desktop>, portal: Option<String>) -> Answer<()> {
    let name = portal
        .as_deref()
        .map(view::portal_name)
        .transpose()
        .map_err(shown)?;
    desktop.stage().keeper.send(Request::Refresh(name));
    Ok(())
}

/// Gives up listing a portal.
#[tauri::command]
#[specta::specta]
pub(crate) async fn cancel_refresh(desktop: State<'_, Desktop>, portal: String) -> Answer<()> {
    let name = view::portal_name(&portal).map_err(shown)?;
    desktop.stage().keeper.send(Request::CancelRefresh(name));
    Ok(())
}

/// Tells which accounts are visible or searched: their roles are listed first.
#[tauri::command]
#[specta::specta]
pub(crate) async fn show_accounts(desktop: State<'_, Desktop>, keys: Vec<AccountKey>) -> Answer<()> {
    let accounts = keys
        .iter()
        .map(asks::account)
        .collect::<Result<_, _>>()
        .map_err(shown)?;
    desktop.stage().keeper.send(Request::ShowAccounts(accounts));
    Ok(())
}

/// Starts a role session.
#[tauri::command]
#[specta::specta]
pub(crate) async fn start_role_session(
    desktop: State<'_, Desktop>,
    assignment: AssignmentKey,
) -> Answer<RoleSessionView> {
    let assignment = view::assignment(&assignment).map_err(shown)?;
    let started = desktop
        .stage()
        .keeper
        .ask(|reply| Request::Start(assignment, reply))
        .await;
    started.map(|record| view::role_session(&record)).map_err(shown)
}

/// Stops a role session.
#[tauri::command]
#[specta::specta]
pub(crate) async fn stop_role_session(desktop: State<'_, Desktop>, assignment: AssignmentKey) -> Answer<()> {
    let assignment = view::assignment(&assignment).map_err(shown)?;
    desktop
        .stage()
        .keeper
        .ask(|reply| Request::Stop(assignment, reply))
        .await
        .map_err(shown)
}

/// Stops every role session.
#[tauri::command]
#[specta::specta]
pub(crate) async fn stop_all_role_sessions(desktop: State<'_, Desktop>) -> Answer<()> {
    desktop.stage().keeper.ask(Request::StopAll).await.map_err(shown)
}

/// Opens the console in the browser.
#[tauri::command]
#[specta::specta]
pub(crate) async fn open_console(
    desktop: State<'_, Desktop>,
    assignment: AssignmentKey,
    destination: Option<DestinationKey>,
) -> Answer<()> {
    asks::open_console(&desktop.stage(), &assignment, destination.as_ref())
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
) -> Answer<CopiedView> {
    asks::copy_export(&desktop.stage(), &assignment, &format)
        .await
        .map_err(shown)
}

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
        .stage()
        .keeper
        .ask(|reply| Request::SetFavourite(assignment, favourite, reply))
        .await
        .map_err(shown)
}

/// Saves the settings.
#[tauri::command]
#[specta::specta]
pub(crate) async fn save_settings(desktop: State<'_, Desktop>, settings: SettingsView) -> Answer<()> {
    let edit = asks::settings_edit(settings);
    desktop
        .stage()
        .keeper
        .ask(|reply| Request::ChangeSettings(edit, reply))
        .await
        .map_err(shown)
}

/// Goes on in the demo organization.
#[tauri::command]
#[specta::specta]
pub(crate) async fn try_demo(desktop: State<'_, Desktop>) -> Answer<()> {
    desktop.enter_demo().await.map_err(shown)
}

/// Goes back to the person's own portals.
#[tauri::command]
#[specta::specta]
pub(crate) async fn leave_demo(desktop: State<'_, Desktop>) -> Answer<()> {
    desktop.leave_demo();
    Ok(())
}

/// Takes a problem off the screen.
#[tauri::command]
#[specta::specta]
pub(crate) async fn dismiss_problem(desktop: State<'_, Desktop>, portal: Option<String>) -> Answer<()> {
    let name = portal
        .as_deref()
        .map(view::portal_name)
        .transpose()
        .map_err(shown)?;
    desktop.stage().keeper.send(Request::Dismiss(name));
    Ok(())
}
