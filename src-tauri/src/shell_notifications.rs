//! The notifications of the shell itself: the program keeps running without a window, there is no tray, an action of the tray failed.
//!
//! The keeper's notifications are its own. This module must not know the window or the tray.

use crate::actions::available_sign_in_method;
use crate::app_state::{AppEvent, AppState};
use crate::messages;
use crate::runtime::ActionContext;
use rolecall::keeper::Request;
use rolecall::ports::{Notification, NotificationAction, NotificationEnd, Notifier};
use rolecall::problem::{Problem, Recovery};
use rolecall_model::sign_in::SignInMethod;
use std::sync::Arc;
use tauri::{Manager as _, async_runtime};

/// Says, the first time the window is closed, that the program keeps running.
pub(crate) fn closed_to_tray(state: &AppState, tray_shown: Option<bool>) {
    let body = if tray_shown == Some(false) {
        messages::RUNS_WITHOUT_TRAY
    } else {
        messages::RUNS_IN_TRAY
    };
    show_once(state, "closed-to-tray", messages::STILL_RUNNING, body);
}

const NO_TRAY: &str = "no-tray";

/// Says once that the desktop environment shows no tray icons, and what to do about it.
pub(crate) fn no_tray(state: &AppState) {
    let body = messages::without_tray(&state.composition.desktop_names());
    show_once(state, NO_TRAY, messages::NO_TRAY, &body);
}

/// Takes back that there are no tray icons: now there are.
pub(crate) fn tray_appeared(state: &AppState) {
    let notifier = Arc::clone(&state.own_ports.desktop.notifier);
    async_runtime::spawn(async move { notifier.withdraw(NO_TRAY).await });
}

/// Shows a notification unless it was shown before, in this run or an earlier one, whether of the user's portals or of the demo. The
/// user may leave it on the screen for hours, so nobody waits for it.
fn show_once(state: &AppState, cause: &str, summary: &str, body: &str) {
    let (app, ports) = (state.app.clone(), state.own_ports.clone());
    match ports
        .store
        .preference_store
        .mark_notified(cause, ports.clock.now())
    {
        Ok(true) => {
            let notification = notification(cause, summary, body, Vec::new());
            async_runtime::spawn(async move {
                if is_clicked(&*ports.desktop.notifier, &notification).await {
                    app.state::<AppState>().send(AppEvent::ShowWindow(None));
                }
            });
        }
        Ok(false) => {}
        Err(error) => tracing::warn!(%error, "a notification was not shown: it may have been shown before"),
    }
}

/// Shows a notification until it is closed; returns whether the user clicked it. Without a notification daemon the window shows the
/// same.
async fn is_clicked(notifier: &dyn Notifier, notification: &Notification) -> bool {
    matches!(notifier.show(notification).await, Ok(NotificationEnd::Clicked))
}

/// Says that an action of the tray's menu failed: there may be no window to say it in. The context is dropped at once, so that its
/// runtime can end while the notification stays on the screen.
pub(crate) fn tray_action_failed(state: &AppState, context: ActionContext, problem: &Problem) {
    let portal = problem.portal.clone();
    let needs_sign_in = matches!(problem.recovery, Recovery::SignIn | Recovery::SignInWithCode);
    let action = NotificationAction {
        id: "sign-in".to_owned(),
        label: messages::SIGN_IN.to_owned(),
    };
    let actions = (needs_sign_in && portal.is_some())
        .then_some(action)
        .into_iter()
        .collect();
    let notification = notification("tray-action", &problem.summary, &problem.advice, actions);
    let app = state.app.clone();
    let (ports, keeper) = (context.ports.clone(), context.keeper.clone());
    drop(context);
    async_runtime::spawn(async move {
        match (ports.desktop.notifier.show(&notification).await, portal) {
            (Ok(NotificationEnd::Chosen(_)), Some(portal)) => {
                let method = available_sign_in_method(&ports, SignInMethod::Browser);
                keeper.send(Request::SignIn(portal, method));
            }
            (Ok(NotificationEnd::Clicked), _) => app.state::<AppState>().send(AppEvent::ShowWindow(None)),
            // Without a notification daemon the window shows the same.
            (Ok(NotificationEnd::Chosen(_) | NotificationEnd::Closed) | Err(_), _) => {}
        }
    });
}

fn notification(cause: &str, summary: &str, body: &str, actions: Vec<NotificationAction>) -> Notification {
    Notification {
        cause: cause.to_owned(),
        summary: summary.to_owned(),
        body: body.to_owned(),
        actions,
    }
}

#[cfg(test)]
mod tests;
