//! Watches the notification daemon on a separate connection, from before a notification is shown: an immediate action is not
//! missed, and the end of the daemon is noticed.

use super::end_for_action;
use rolecall::ports::{NotificationAction, NotificationEnd};
use zbus::export::ordered_stream::OrderedStreamExt;
use zbus::proxy::{CacheProperties, OwnerChangedStream, SignalStream};
use zbus::{Connection, Message, Proxy};

const DAEMON: &str = "org.freedesktop.Notifications";
const OBJECT: &str = "/org/freedesktop/Notifications";

/// The capabilities and signals of the notification daemon.
pub(super) struct DaemonWatcher {
    capabilities: Vec<String>,
    signals: SignalStream<'static>,
    owners: OwnerChangedStream<'static>,
}

impl DaemonWatcher {
    /// Starts to watch the daemon; the bus starts it where it can.
    ///
    /// # Errors
    /// That of the bus.
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

    /// Tells whether the daemon shows actions.
    pub(super) fn shows_actions(&self) -> bool {
        self.can("actions")
    }

    /// Tells whether the daemon reads the body as markup.
    pub(super) fn reads_markup(&self) -> bool {
        self.can("body-markup")
    }

    fn can(&self, capability: &str) -> bool {
        self.capabilities.iter().any(|known| known == capability)
    }

    /// Waits for the end of the notification, or of the daemon.
    pub(super) async fn end(
        &mut self,
        notification_id: u32,
        offered: &[NotificationAction],
    ) -> NotificationEnd {
        loop {
            tokio::select! {
                signal = self.signals.next() => match signal.map(|signal| end_from_signal(&signal, notification_id, offered)) {
                    Some(Some(end)) => return end,
                    Some(None) => {}
                    None => return NotificationEnd::Closed,
                },
                // Another daemon has the name now and does not know the notification.
                _ = self.owners.next() => return NotificationEnd::Closed,
            }
        }
    }
}

fn end_from_signal(
    signal: &Message,
    notification_id: u32,
    offered: &[NotificationAction],
) -> Option<NotificationEnd> {
    let header = signal.header();
    let body = signal.body();
    match header.member()?.as_str() {
        "ActionInvoked" => {
            let (id, action): (u32, String) = body.deserialize().ok()?;
            (id == notification_id)
                .then(|| end_for_action(&action, offered))
                .flatten()
        }
        "NotificationClosed" => {
            let (id, _reason): (u32, u32) = body.deserialize().ok()?;
            (id == notification_id).then_some(NotificationEnd::Closed)
        }
        _ => None,
    }
}
