//! What a click on the menu does, as the tray's action. A failure is notified, since there may be no window.

use crate::actions::available_sign_in_method;
use crate::app_state::{AppEvent, AppState};
use rolecall::console::Destination;
use rolecall::export::ExportFormat;
use rolecall::keeper::{CopyContent, Keeper, Request, Snapshot};
use rolecall::problem::Problem;
use rolecall::production_guard::Confirmation;
use rolecall::tray::TrayAction;
use rolecall_model::desktop_message::WindowView as View;
use rolecall_model::history::Surface;
use rolecall_model::problem_code::ProblemCode;
use rolecall_model::sign_in::SignInMethod;

/// Performs a clicked action.
pub(super) async fn perform(state: &AppState, action: TrayAction) {
    let context = state.context(Surface::Tray);
    match action {
        TrayAction::OpenWindow => state.send(AppEvent::ShowWindow(None)),
        TrayAction::OpenSettings => state.send(AppEvent::ShowWindow(Some(View::Settings))),
        TrayAction::Quit => state.quit(),
        TrayAction::SignIn(portal) => {
            let method = available_sign_in_method(&context.ports, SignInMethod::Browser);
            context.keeper.send(Request::SignIn(portal, method));
        }
        TrayAction::CancelSignIn(portal) => context.keeper.send(Request::CancelSignIn(portal)),
        TrayAction::OpenConsole(..)
        | TrayAction::CopyCommand(_)
        | TrayAction::Start(..)
        | TrayAction::MakeDefault(..)
        | TrayAction::ClearDefault
        | TrayAction::Renew(_)
        | TrayAction::SetRenewing(..)
        | TrayAction::Stop(_)
        | TrayAction::StopAll
        | TrayAction::SignOut(_) => {
            let snapshot = context.keeper.snapshot();
            let shell = state.composition.shell_format();
            if let Err(problem) = try_perform(&context.keeper, action.clone(), shell).await {
                if problem.code == ProblemCode::ReasonNeeded {
                    // A menu has no place to type; the window asks.
                    state.send(AppEvent::ShowWindow(Some(View::Roles)));
                }
                let problem = with_subject(&snapshot, &action, problem);
                state.send(AppEvent::TrayActionFailed {
                    context: Box::new(context),
                    problem: Box::new(problem),
                });
            }
        }
    }
}

/// Says which role or portal the problem is about: a notification stands alone.
fn with_subject(snapshot: &Snapshot, action: &TrayAction, problem: Problem) -> Problem {
    let summary = match (action.role(), action) {
        (Some(role), _) => snapshot.failure_with_role(role, &problem),
        (None, TrayAction::SignOut(portal)) => Snapshot::failure_at_portal(portal, &problem),
        (None, _) => return problem,
    };
    Problem { summary, ..problem }
}

/// Performs an action; a command is copied for the shell that evaluates `shell`.
async fn try_perform(keeper: &Keeper, action: TrayAction, shell: ExportFormat) -> Result<(), Problem> {
    match action {
        TrayAction::OpenConsole(role, confirmation) => {
            let home = Box::new(Destination::default());
            keeper
                .request(|reply| Request::OpenConsole(role, home, confirmation, reply))
                .await
        }
        TrayAction::CopyCommand(role) => {
            let content = CopyContent::Command(shell);
            keeper
                .request(|reply| Request::CopyExport(role, content, Confirmation::Missing, reply))
                .await
                .map(drop)
        }
        TrayAction::Start(role, confirmation) => keeper
            .request(|reply| Request::Start(role, confirmation, reply))
            .await
            .map(drop),
        TrayAction::Renew(role) => keeper
            .request(|reply| Request::Renew(role, reply))
            .await
            .map(drop),
        TrayAction::MakeDefault(role, confirmation) => {
            keeper
                .request(|reply| Request::SetDefault(Some(role), confirmation, reply))
                .await
        }
        TrayAction::ClearDefault => {
            keeper
                .request(|reply| Request::SetDefault(None, Confirmation::Missing, reply))
                .await
        }
        TrayAction::SetRenewing(role, renewing) => {
            keeper
                .request(|reply| Request::SetAutoRenewal(role, renewing, reply))
                .await
        }
        TrayAction::Stop(role) => keeper.request(|reply| Request::Stop(role, reply)).await,
        TrayAction::StopAll => keeper.request(Request::StopAll).await,
        TrayAction::SignOut(portal) => keeper
            .request(|reply| Request::SignOut(portal, reply))
            .await
            .map(drop),
        TrayAction::OpenWindow
        | TrayAction::OpenSettings
        | TrayAction::Quit
        | TrayAction::SignIn(_)
        | TrayAction::CancelSignIn(_) => Ok(()),
    }
}

#[cfg(test)]
mod tests;
