//! A daemon of the Desktop Notifications Specification, and the user in front of it.

use async_trait::async_trait;
use rolecall_fakes::contract::NotificationScreen;
use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use tokio::sync::watch;
use zbus::Connection;
use zbus::message::Header;
use zbus::names::OwnedUniqueName;
use zbus::zvariant::OwnedValue;

const NAME: &str = "org.freedesktop.Notifications";
const OBJECT: &str = "/org/freedesktop/Notifications";

/// How a daemon behaves.
#[derive(Clone, Debug)]
pub(crate) struct DaemonBehaviour {
    /// The capabilities that it reports.
    pub(crate) capabilities: Vec<&'static str>,
    /// Signals go to the sender alone (dunst) and not to everybody (GNOME).
    pub(crate) signals_only_the_sender: bool,
    /// Signals that this action was chosen, before it responds to the call.
    pub(crate) immediate_action: Option<&'static str>,
}

impl Default for DaemonBehaviour {
    fn default() -> Self {
        Self {
            capabilities: vec!["actions", "body", "body-markup"],
            signals_only_the_sender: false,
            immediate_action: None,
        }
    }
}

/// A notification that the daemon received.
#[derive(Clone, Debug)]
pub(crate) struct ReceivedNotification {
    pub(crate) program: String,
    pub(crate) replaces: u32,
    pub(crate) summary: String,
    pub(crate) body: String,
    pub(crate) actions: Vec<String>,
    pub(crate) desktop_entry: Option<String>,
    pub(crate) urgency: Option<u8>,
    by: OwnedUniqueName,
}

#[derive(Debug, Default)]
struct Screen {
    last: u32,
    shown: HashMap<u32, ReceivedNotification>,
}

/// The daemon.
#[derive(Debug)]
pub(crate) struct StubDaemon {
    connection: Connection,
    manner: DaemonBehaviour,
    screen: Arc<Mutex<Screen>>,
    changes: watch::Sender<()>,
}

struct Object {
    manner: DaemonBehaviour,
    screen: Arc<Mutex<Screen>>,
    changes: watch::Sender<()>,
}

#[zbus::interface(name = "org.freedesktop.Notifications")]
impl Object {
    fn get_capabilities(&self) -> Vec<&'static str> {
        self.manner.capabilities.clone()
    }

    fn get_server_information(&self) -> (&str, &str, &str, &str) {
        ("test", "rolecall", "1", "1.2")
    }

    #[expect(clippy::too_many_arguments, reason = "as the specification has it")]
    async fn notify(
        &self,
        #[zbus(header)] header: Header<'_>,
        #[zbus(connection)] connection: &Connection,
        program: String,
        replaces: u32,
        _icon: String,
        summary: String,
        body: String,
        actions: Vec<String>,
        hints: HashMap<String, OwnedValue>,
        _expire: i32,
    ) -> u32 {
        let entry = hints.get("desktop-entry").map(|value| value.try_clone().unwrap());
        let urgency = hints.get("urgency").and_then(|value| u8::try_from(value).ok());
        let received = ReceivedNotification {
            program,
            replaces,
            summary,
            body,
            actions,
            desktop_entry: entry.and_then(|value| String::try_from(value).ok()),
            urgency,
            by: header.sender().unwrap().to_owned().into(),
        };
        let number = {
            let mut screen = self.screen.lock().unwrap();
            let number = if screen.shown.contains_key(&replaces) {
                replaces
            } else {
                screen.last += 1;
                screen.last
            };
            screen.shown.insert(number, received.clone());
            number
        };
        self.changes.send_replace(());
        if let Some(action) = self.manner.immediate_action {
            emit(connection, None, "ActionInvoked", &(number, action)).await;
            self.screen.lock().unwrap().shown.remove(&number);
        }
        number
    }

    async fn close_notification(
        &self,
        #[zbus(connection)] connection: &Connection,
        number: u32,
    ) -> zbus::fdo::Result<()> {
        let closed = self.screen.lock().unwrap().shown.remove(&number);
        let received = closed.ok_or_else(|| zbus::fdo::Error::Failed("there is none".to_owned()))?;
        self.changes.send_replace(());
        let to = self.manner.signals_only_the_sender.then_some(&received.by);
        emit(connection, to, "NotificationClosed", &(number, 3_u32)).await;
        Ok(())
    }
}

async fn emit<B>(connection: &Connection, to: Option<&OwnedUniqueName>, member: &str, body: &B)
where
    B: serde::Serialize + zbus::zvariant::DynamicType,
{
    connection
        .emit_signal(to.map(|name| name.as_str()), OBJECT, NAME, member, body)
        .await
        .unwrap();
}

/// Takes the daemon's name and never responds.
pub(crate) async fn own_the_name_and_say_nothing() -> Connection {
    let connection = Connection::session().await.unwrap();
    // Incoming calls are queued unread, so that not even "no such object" is returned.
    let _unread = zbus::MessageStream::from(&connection);
    connection.request_name(NAME).await.unwrap();
    connection
}

impl StubDaemon {
    /// Starts it on the session bus, with changes to how it behaves.
    pub(crate) async fn start(change: impl FnOnce(&mut DaemonBehaviour)) -> Self {
        let mut manner = DaemonBehaviour::default();
        change(&mut manner);
        let screen = Arc::new(Mutex::new(Screen::default()));
        let changes = watch::Sender::new(());
        let object = Object {
            manner: manner.clone(),
            screen: Arc::clone(&screen),
            changes: changes.clone(),
        };
        let connection = zbus::connection::Builder::session()
            .unwrap()
            .serve_at(OBJECT, object)
            .unwrap()
            .name(NAME)
            .unwrap()
            .build()
            .await
            .unwrap();
        Self {
            connection,
            manner,
            screen,
            changes,
        }
    }

    /// Ends it, as if it were killed.
    pub(crate) async fn go(self) {
        self.connection.close().await.unwrap();
    }

    /// Waits until something is shown, and returns it.
    pub(crate) async fn next_received(&self) -> ReceivedNotification {
        let mut changes = self.changes.subscribe();
        loop {
            if let Some(received) = self.screen.lock().unwrap().shown.values().next() {
                return received.clone();
            }
            changes.changed().await.unwrap();
        }
    }

    fn find(&self, summary: &str) -> (u32, ReceivedNotification) {
        let screen = self.screen.lock().unwrap();
        let mut shown = screen.shown.iter();
        let (number, found) = shown.find(|(_, received)| received.summary == summary).unwrap();
        (*number, found.clone())
    }

    /// Says that an action was chosen, and shows on.
    pub(crate) async fn emit_action(&self, summary: &str, action: &str) {
        let (number, received) = self.find(summary);
        let to = self.whom(&received);
        emit(&self.connection, to, "ActionInvoked", &(number, action)).await;
    }

    /// Says that another notification ended.
    pub(crate) async fn emit_of_another(&self, number: u32) {
        emit(&self.connection, None, "NotificationClosed", &(number, 1_u32)).await;
    }

    fn whom<'a>(&self, received: &'a ReceivedNotification) -> Option<&'a OwnedUniqueName> {
        self.manner.signals_only_the_sender.then_some(&received.by)
    }

    async fn end(&self, summary: &str, reason: u32) {
        let (number, received) = self.find(summary);
        self.screen.lock().unwrap().shown.remove(&number);
        self.changes.send_replace(());
        let to = self.whom(&received);
        emit(&self.connection, to, "NotificationClosed", &(number, reason)).await;
    }

    /// A user takes at least this long; a signal sent earlier would arrive before the subscriber listens.
    async fn user(&self) {
        if self.manner.signals_only_the_sender {
            tokio::time::sleep(std::time::Duration::from_millis(150)).await;
        }
    }
}

#[async_trait]
impl NotificationScreen for StubDaemon {
    async fn wait_for(&self, summaries: &[&str]) {
        let mut wanted: Vec<&str> = summaries.to_vec();
        wanted.sort_unstable();
        let mut changes = self.changes.subscribe();
        loop {
            let shown = self.screen.lock().unwrap().shown.clone();
            let mut seen: Vec<String> = shown.into_values().map(|received| received.summary).collect();
            seen.sort_unstable();
            if seen == wanted {
                return;
            }
            changes.changed().await.unwrap();
        }
    }

    async fn choose(&self, summary: &str, action: &str) {
        self.user().await;
        self.emit_action(summary, action).await;
        self.end(summary, 2).await;
    }

    async fn click(&self, summary: &str) {
        self.choose(summary, "default").await;
    }

    async fn dismiss(&self, summary: &str) {
        self.user().await;
        self.end(summary, 2).await;
    }
}
