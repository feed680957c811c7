//! The other ends of fakes: a screen, a desktop that hears, a parent.

use crate::contract::{Hearing, OnScreen};
use crate::{FakeNotifier, FakeRunningDesktop};
use async_trait::async_trait;
use rolecall_model::desktop_message::DesktopMessage;
use rolecall_model::history::ProcessInfo;
use std::sync::Arc;
use std::time::Duration;

/// A user in front of a fake desktop.
pub(super) struct FakeScreen(pub(super) Arc<FakeNotifier>);

impl FakeScreen {
    fn cause(&self, summary: &str) -> String {
        let open = self.0.open();
        let found = open.iter().find(|open| open.summary == summary);
        found.expect("it can be seen").cause.clone()
    }
}

#[async_trait]
impl OnScreen for FakeScreen {
    async fn shows(&self, summaries: &[&str]) {
        let mut wanted = summaries.to_vec();
        wanted.sort_unstable();
        for _ in 0..100 {
            let open = self.0.open();
            let mut seen: Vec<&str> = open.iter().map(|open| open.summary.as_str()).collect();
            seen.sort_unstable();
            if seen == wanted {
                return;
            }
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        panic!("{:?} can be seen instead of {wanted:?}", self.0.open());
    }

    async fn choose(&self, summary: &str, action: &str) {
        assert!(self.0.choose(&self.cause(summary), action), "an action to choose");
    }

    async fn click(&self, summary: &str) {
        self.0.click(&self.cause(summary));
    }

    async fn dismiss(&self, summary: &str) {
        self.0.close(&self.cause(summary));
    }
}

/// Hears what a fake desktop was told.
pub(super) struct FakeHearing {
    desktop: Arc<FakeRunningDesktop>,
    heard: usize,
}

impl FakeHearing {
    pub(super) fn new(desktop: Arc<FakeRunningDesktop>) -> Self {
        Self { desktop, heard: 0 }
    }
}

#[async_trait]
impl Hearing for FakeHearing {
    async fn heard(&mut self) -> DesktopMessage {
        loop {
            if let Some(message) = self.desktop.told().get(self.heard) {
                self.heard += 1;
                return message.clone();
            }
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
    }
}

/// A program that may have started this one.
pub(super) fn parent() -> ProcessInfo {
    ProcessInfo {
        name: "terraform".into(),
        pid: 4_711,
        started: 81_234,
        folder: Some("~/work".into()),
    }
}
