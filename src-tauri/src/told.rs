//! What the shell itself tells the user by a notification: that the program goes on without a window, that there is no tray, that a
//! deed of the tray failed. What the keeper tells is its own.

use crate::desktop::Desktop;
use crate::stage::Acting;
use crate::window;
use rolecall::keeper::Request;
use rolecall::ports::{Notification, NotificationAction, NotificationEnd, Notifier};
use rolecall::problem::{Problem, Recovery};
use tauri::{Manager as _, async_runtime};

/// Tells, the first time the window is closed, where the program went.
pub(crate) fn closed_to_tray(desktop: &Desktop, tray_shown: Option<bool>) {
    let body = if tray_shown == Some(false) {
        "It keeps your role sessions alive without a window. Start it again to open the window; Ctrl+Q in it ends the program."
    } else {
        "It keeps your role sessions alive from the tray. Open it or quit from there."
    };
    once(desktop, "closed-to-tray", "Rolecall is still running", body);
}

/// Tells once that this desktop shows no tray icons, and what to do about it.
pub(crate) fn no_tray(desktop: &Desktop) {
    let body = "Rolecall goes on without one: open its window from the menu of programs or with \u{201c}rolecall app\u{201d}. On GNOME, the extension \u{201c}AppIndicator and KStatusNotifierItem Support\u{201d} \
                shows its icon.";
    once(desktop, "no-tray", "This desktop shows no tray icons", body);
}

/// Whoever tells goes on: a user may leave a notification where it is for hours, and neither the tray nor a stage waits for that.
fn once(desktop: &Desktop, cause: &str, summary: &str, body: &str) {
    let (app, ports) = (desktop.app.clone(), desktop.stage().ports.clone());
    match ports
        .store
        .preference_store
        .mark_notified(cause, ports.clock.now())
    {
        Ok(true) => {
            let notification = notification(cause, summary, body, Vec::new());
            async_runtime::spawn(async move {
                if is_clicked(&*ports.desktop.notifier, &notification).await {
                    window::show(&app.state::<Desktop>(), None);
                }
            });
        }
        Ok(false) => {}
        Err(error) => tracing::warn!(%error, "whether the user was told is not known"),
    }
}

/// Shows a notification until it is over; returns whether the user clicked it, to see the window. Who cannot be told by a
/// notification finds it in the window.
async fn is_clicked(notifier: &dyn Notifier, notification: &Notification) -> bool {
    matches!(notifier.show(notification).await, Ok(NotificationEnd::Clicked))
}

/// Tells what a click in the tray's menu did not do: there is no window to say it in. The stage it was done on is not held: it may be
/// left while the notification stays on the screen.
pub(crate) fn failed_deed(desktop: &Desktop, acting: Acting, problem: &Problem) {
    let portal = problem.portal.clone();
    let signs_in = matches!(problem.recovery, Recovery::SignIn | Recovery::SignInWithCode);
    let action = NotificationAction {
        id: "sign-in".to_owned(),
        label: "Sign in".to_owned(),
    };
    let actions = (signs_in && portal.is_some())
        .then_some(action)
        .into_iter()
        .collect();
    let notification = notification("tray-deed", &problem.summary, &problem.advice, actions);
    let app = desktop.app.clone();
    let (ports, keeper) = (acting.ports.clone(), acting.keeper.clone());
    drop(acting);
    async_runtime::spawn(async move {
        match (ports.desktop.notifier.show(&notification).await, portal) {
            (Ok(NotificationEnd::Chosen(_)), Some(portal)) => {
                keeper.send(Request::SignIn(portal, crate::asks::usual_method(&ports)));
            }
            (Ok(NotificationEnd::Clicked), _) => window::show(&app.state::<Desktop>(), None),
            // Who cannot be told by a notification finds it in the window.
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
