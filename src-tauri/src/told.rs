//! What the shell itself tells the person by a notification: that the program goes on without a window, that there is no tray, that a
//! deed of the tray failed. What the keeper tells is its own.

use crate::stage::Acting;
use rolecall::keeper::Request;
use rolecall::ports::{Notification, NotificationAction, NotificationEnd};
use rolecall::problem::{Problem, Recovery};

/// Tells, the first time the window is closed, where the program went.
pub(crate) async fn closed_to_tray(acting: &Acting, tray_shown: Option<bool>) {
    let body = if tray_shown == Some(false) {
        "It keeps your role sessions alive without a window. Start it again to open the window; Quit is in its settings."
    } else {
        "It keeps your role sessions alive from the tray. Open it or quit from there."
    };
    once(acting, "closed-to-tray", "Rolecall is still running", body).await;
}

/// Tells once that this desktop shows no tray icons, and what to do about it.
pub(crate) async fn no_tray(acting: &Acting) {
    let body = "Rolecall goes on without one: open its window from the menu of programs or with \u{201c}rolecall app\u{201d}. On GNOME, the extension \u{201c}AppIndicator and KStatusNotifierItem Support\u{201d} \
                shows its icon.";
    once(acting, "no-tray", "This desktop shows no tray icons", body).await;
}

async fn once(acting: &Acting, cause: &str, summary: &str, body: &str) {
    match acting
        .ports
        .state_store
        .keep_told(cause, acting.ports.clock.now())
    {
        Ok(true) => show(acting, cause, summary, body, Vec::new()).await,
        Ok(false) => {}
        Err(error) => tracing::warn!(%error, "whether the person was told is not known"),
    }
}

/// Tells what a click in the tray's menu did not do: there is no window to say it in.
pub(crate) async fn failed_deed(acting: &Acting, problem: &Problem) {
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
    let end = shown(acting, "tray-deed", &problem.summary, &problem.advice, actions).await;
    if let (Some(NotificationEnd::Chosen(_)), Some(portal)) = (end, portal) {
        let method = crate::asks::usual_method(&acting.ports);
        acting.keeper.send(Request::SignIn(portal, method));
    }
}

async fn show(acting: &Acting, cause: &str, summary: &str, body: &str, actions: Vec<NotificationAction>) {
    shown(acting, cause, summary, body, actions).await;
}

async fn shown(
    acting: &Acting,
    cause: &str,
    summary: &str,
    body: &str,
    actions: Vec<NotificationAction>,
) -> Option<NotificationEnd> {
    let notification = Notification {
        cause: cause.to_owned(),
        summary: summary.to_owned(),
        body: body.to_owned(),
        actions,
    };
    // Who cannot be told by a notification finds it in the window.
    acting.ports.notifier.show(&notification).await.ok()
}
