//! The daemon, watched on a connection of our own from before a notification is shown: an answer that comes at once is
//! not missed, and a daemon that goes away is noticed.

use super::chosen;
use rolecall::ports::{NotificationAction, NotificationEnd};
use zbus::export::ordered_stream::OrderedStreamExt;
use zbus::proxy::{CacheProperties, OwnerChangedStream, SignalStream};
use zbus::{Connection, Message, Proxy};

const DAEMON: &str = "org.freedesktop.Notifications";
const OBJECT: &str = "/org/freedesktop/Notifications";

/// The daemon that shows notifications.
pub(super) struct Watched {
    capabilities: Vec<String>,
    signals: SignalStream<'static>,
    owners: OwnerChangedStream<'static>,
}

impl Watched {
    /// Begins to watch the daemon, which is started by the bus when it can be.
    ///
    /// # Errors
    /// What the bus said.
    pub(super) async fn new() -> zbus::Result<Self> {
        let connection = Connection::session().await?;
        let daemon: Proxy<'static> = zbus::proxy::Builder::new(&connection)
            .destination(DAEMON)?
            .path(OBJECT)?
            .interface(DAEMON)?
            .cache_properties(CacheProperties::No)
            .build()
            .await?;
        let capabilities = daemon.call("GetCapabilities", &()).await?;
        Ok(Self {
            capabilities,
            signals: daemon.receive_all_signals().await?,
            owners: daemon.receive_owner_changed().await?,
        })
    }

    /// Tells whether the daemon shows what the user can do.
    pub(super) fn shows_actions(&self) -> bool {
        self.can("actions")
    }

    /// Tells whether the daemon takes the body for markup.
    pub(super) fn reads_markup(&self) -> bool {
        self.can("body-markup")
    }

    fn can(&self, capability: &str) -> bool {
        self.capabilities.iter().any(|known| known == capability)
    }

    /// Waits for the end of the notification with that number, or of the daemon.
    pub(super) async fn end(&mut self, number: u32, offered: &[NotificationAction]) -> NotificationEnd {
        loop {
            tokio::select! {
                signal = self.signals.next() => match signal.map(|signal| meaning(&signal, number, offered)) {
                    Some(Some(end)) => return end,
                    Some(None) => {}
                    None => return NotificationEnd::Closed,
                },
                // Whoever has the name now does not know the notification.
                _ = self.owners.next() => return NotificationEnd::Closed,
            }
        }
    }
}

fn meaning(signal: &Message, number: u32, offered: &[NotificationAction]) -> Option<NotificationEnd> {
    let header = signal.header();
    let body = signal.body();
    match header.member()?.as_str() {
        "ActionInvoked" => {
            let (of, action): (u32, String) = body.deserialize().ok()?;
            (of == number).then(|| chosen(&action, offered)).flatten()
        }
        "NotificationClosed" => {
            let (of, _reason): (u32, u32) = body.deserialize().ok()?;
            (of == number).then_some(NotificationEnd::Closed)
        }
        _ => None,
    }
}
