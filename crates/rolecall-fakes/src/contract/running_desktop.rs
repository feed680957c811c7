//! The suite of [`RunningDesktop`]: a message arrives as it was sent, or the sender knows that it did not.

use super::values::portal_name;
use crate::hostile;
use async_trait::async_trait;
use rolecall::ports::{RunningDesktop, RunningDesktopError};
use rolecall_model::desktop_message::{DesktopMessage, MAX_MESSAGE_LENGTH, WindowView};
use rolecall_model::history::ProcessInfo;
use rolecall_model::role_ref::DefinedRoleName;
use std::time::Duration;

/// How long sending and receiving may take.
const TIMEOUT: Duration = Duration::from_secs(10);

/// The desktop program's end of the connection.
#[async_trait]
pub trait MessageReceiver: Send {
    /// Returns the next message that arrives.
    async fn next_message(&mut self) -> DesktopMessage;
}

/// The suite of [`RunningDesktop`]: `receiver` is the other end of `desktop`, and `absent` is a desktop that does not run.
///
/// # Panics
/// When the connection breaks its contract.
pub async fn running_desktop(
    desktop: &dyn RunningDesktop,
    receiver: &mut dyn MessageReceiver,
    absent: &dyn RunningDesktop,
) {
    for message in messages() {
        let sent = in_time(absent.tell(&message)).await;
        assert_matches!(sent, Err(RunningDesktopError::NotRunning), "no desktop runs");
        let (sent, received) =
            tokio::join!(in_time(desktop.tell(&message)), in_time(receiver.next_message()));
        sent.expect("a message that is sent");
        assert_eq!(received, on_one_line(&message), "it arrives as it was sent");
    }
}

/// Returns the message that fits on one line, which is never longer than [`MAX_MESSAGE_LENGTH`].
fn on_one_line(message: &DesktopMessage) -> DesktopMessage {
    DesktopMessage::parse(message.to_line().as_bytes()).expect("a line is a message")
}

async fn in_time<T>(future: impl Future<Output = T>) -> T {
    tokio::time::timeout(TIMEOUT, future)
        .await
        .expect("an end in time")
}

fn messages() -> Vec<DesktopMessage> {
    let portal = portal_name("contract");
    let mut messages = vec![
        DesktopMessage::Changed,
        DesktopMessage::Quit,
        DesktopMessage::SignIn {
            portal: portal.clone(),
        },
        DesktopMessage::SignInNeeded {
            portal,
            program: None,
        },
        DesktopMessage::MfaCodeNeeded {
            role: DefinedRoleName::parse("contract").expect("a name"),
            program: None,
        },
        sign_in_needed_by(&"n".repeat(MAX_MESSAGE_LENGTH)),
    ];
    for view in [
        None,
        Some(WindowView::Roles),
        Some(WindowView::History),
        Some(WindowView::Settings),
    ] {
        messages.push(DesktopMessage::Show { view });
    }
    messages.extend(
        hostile::names_up_to(256)
            .iter()
            .map(|text| sign_in_needed_by(text)),
    );
    messages
}

fn sign_in_needed_by(program: &str) -> DesktopMessage {
    DesktopMessage::SignInNeeded {
        portal: portal_name("contract"),
        program: Some(ProcessInfo {
            name: program.to_owned(),
            pid: u32::MAX,
            started: u64::MAX,
            folder: Some(program.to_owned()),
        }),
    }
}
