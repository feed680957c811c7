//! The suite of [`RunningDesktop`]: what is said is heard, as it was said, or it is known that it was not.

use super::catalogue_kept::name;
use crate::hostile;
use async_trait::async_trait;
use rolecall::ports::{RunningDesktop, RunningDesktopError};
use rolecall_model::desktop_message::{DesktopMessage, MAX_MESSAGE_LENGTH, Room};
use rolecall_model::history::ProcessInfo;
use std::time::Duration;

/// Longer than this a desktop may not take to hear, nor a program to learn that nobody does.
const TIMEOUT: Duration = Duration::from_secs(10);

/// The desktop's end of the link.
#[async_trait]
pub trait Hearing: Send {
    /// Returns the next message that was heard.
    async fn heard(&mut self) -> DesktopMessage;
}

/// The suite of [`RunningDesktop`]: `desktop` is one that runs, `hearing` its other end, and of `absent` none runs.
///
/// # Panics
/// When the link breaks its word.
pub async fn running_desktop(
    desktop: &dyn RunningDesktop,
    hearing: &mut dyn Hearing,
    absent: &dyn RunningDesktop,
) {
    for message in messages() {
        let told = patient(absent.tell(&message)).await;
        assert!(
            matches!(told, Err(RunningDesktopError::NotRunning)),
            "nobody hears: {told:?}"
        );
        let (told, heard) = tokio::join!(patient(desktop.tell(&message)), patient(hearing.heard()));
        assert!(told.is_ok(), "{told:?}");
        assert_eq!(heard, on_one_line(&message), "heard as it was said");
    }
}

/// Returns what is left of a message on one line, which is never longer than [`MAX_MESSAGE_LENGTH`].
fn on_one_line(message: &DesktopMessage) -> DesktopMessage {
    DesktopMessage::parse(message.to_line().as_bytes()).expect("a line is a message")
}

async fn patient<T>(answer: impl Future<Output = T>) -> T {
    tokio::time::timeout(TIMEOUT, answer)
        .await
        .expect("an answer in time")
}

fn messages() -> Vec<DesktopMessage> {
    let rooms = [None, Some(Room::Roles), Some(Room::History), Some(Room::Settings)];
    let mut messages: Vec<DesktopMessage> = rooms
        .into_iter()
        .map(|room| DesktopMessage::Show { room })
        .collect();
    messages.push(DesktopMessage::Changed);
    messages.push(DesktopMessage::SignIn {
        portal: name("contract-one"),
    });
    messages.push(DesktopMessage::SignInNeeded {
        portal: name("contract-one"),
        program: None,
    });
    messages.extend(hostile::names_up_to(256).iter().map(|text| needed_by(text)));
    messages.push(needed_by(&"n".repeat(MAX_MESSAGE_LENGTH)));
    messages.push(DesktopMessage::Quit);
    messages
}

fn needed_by(program: &str) -> DesktopMessage {
    DesktopMessage::SignInNeeded {
        portal: name("contract-one"),
        program: Some(ProcessInfo {
            name: program.to_owned(),
            pid: u32::MAX,
            started: u64::MAX,
            folder: Some(program.to_owned()),
        }),
    }
}
