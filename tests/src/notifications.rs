//! A notification daemon, as a desktop has one: it writes down what is shown, and chooses actions as a user would.
//!
//! It speaks the Desktop Notifications Specification 1.2 over D-Bus.

use crate::bus::Bus;
use crate::wait::{self, TIMEOUT};
use anyhow::Result;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use zbus::blocking::{Connection, connection};
use zbus::interface;
use zbus::zvariant::OwnedValue;

const PATH: &str = "/org/freedesktop/Notifications";
const NAME: &str = "org.freedesktop.Notifications";

/// A notification that was shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShownNotification {
    /// Its number.
    pub id: u32,
    /// Its one line.
    pub summary: String,
    /// Its text, with markup as it came.
    pub body: String,
    /// Its actions as (id, label).
    pub actions: Vec<(String, String)>,
    /// Whether it took the place of another.
    pub replaced: bool,
    /// Whether it is gone: closed, or an action was chosen.
    pub gone: bool,
}

type Journal = Arc<Mutex<Vec<ShownNotification>>>;

struct Daemon {
    journal: Journal,
}

#[interface(name = "org.freedesktop.Notifications")]
impl Daemon {
    #[expect(clippy::too_many_arguments, reason = "the specification has them")]
    fn notify(
        &self,
        _app_name: &str,
        replaces_id: u32,
        _app_icon: &str,
        summary: &str,
        body: &str,
        actions: Vec<String>,
        _hints: HashMap<String, OwnedValue>,
        _expire_timeout: i32,
    ) -> u32 {
        let mut journal = locked(&self.journal);
        let next = journal.iter().map(|shown| shown.id).max().unwrap_or(0) + 1;
        let replaced = replaces_id != 0;
        let id = if replaced { replaces_id } else { next };
        for before in journal.iter_mut().filter(|before| before.id == id) {
            before.gone = true;
        }
        journal.push(ShownNotification {
            id,
            summary: crate::without_isolates(summary),
            body: crate::without_isolates(body),
            actions: actions
                .chunks_exact(2)
                .map(|pair| (pair[0].clone(), pair[1].clone()))
                .collect(),
            replaced,
            gone: false,
        });
        id
    }

    fn close_notification(&self, id: u32) {
        for shown in locked(&self.journal).iter_mut().filter(|shown| shown.id == id) {
            shown.gone = true;
        }
    }

    fn get_capabilities(&self) -> Vec<&str> {
        vec!["body", "body-markup", "actions", "persistence"]
    }

    fn get_server_information(&self) -> (&str, &str, &str, &str) {
        ("journeys", "nobody", "1", "1.2")
    }
}

fn locked(journal: &Journal) -> std::sync::MutexGuard<'_, Vec<ShownNotification>> {
    journal.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The daemon. It goes when it is dropped.
#[derive(Debug)]
pub struct Notifications {
    connection: Connection,
    journal: Journal,
}

impl Notifications {
    /// Takes the daemon's name on `bus`.
    ///
    /// # Errors
    /// When somebody else has it.
    pub fn start(bus: &Bus) -> Result<Self> {
        let journal = Journal::default();
        let daemon = Daemon {
            journal: Arc::clone(&journal),
        };
        let connection = connection::Builder::address(bus.address())?
            .serve_at(PATH, daemon)?
            .name(NAME)?
            .build()?;
        Ok(Self { connection, journal })
    }

    /// Returns every notification that was ever shown, oldest first.
    pub fn all(&self) -> Vec<ShownNotification> {
        locked(&self.journal).clone()
    }

    /// Tells that so many were shown ever.
    ///
    /// # Errors
    /// When it were less or more.
    pub fn only(&self, count: usize) -> Result<()> {
        let all = self.all();
        anyhow::ensure!(all.len() == count, "shown were {all:#?}");
        Ok(())
    }

    /// Returns how many were shown whose line holds `text`.
    pub fn count(&self, text: &str) -> usize {
        self.all()
            .iter()
            .filter(|shown| shown.summary.contains(text))
            .count()
    }

    /// Waits for one that is there and whose line holds `text`.
    ///
    /// # Errors
    /// When there is none in time; tells what was shown.
    pub fn find_one(&self, text: &str) -> Result<ShownNotification> {
        wait::until(&format!("a notification \"{text}\""), TIMEOUT, || {
            let all = self.all();
            let found = all
                .iter()
                .rev()
                .find(|shown| !shown.gone && shown.summary.contains(text));
            match found {
                Some(found) => Ok(Some(found.clone())),
                None => anyhow::bail!("shown were {all:#?}"),
            }
        })
    }

    /// Waits for the first one whose line holds `text`, be it there still or gone.
    ///
    /// # Errors
    /// When there is none in time; tells what was shown.
    pub fn first(&self, text: &str) -> Result<ShownNotification> {
        wait::until(&format!("a notification \"{text}\""), TIMEOUT, || {
            let all = self.all();
            match all.iter().find(|shown| shown.summary.contains(text)) {
                Some(found) => Ok(Some(found.clone())),
                None => anyhow::bail!("shown were {all:#?}"),
            }
        })
    }

    /// Chooses an action, there or not; `default` is a click on the notification itself.
    ///
    /// # Errors
    /// When the bus is gone.
    pub fn choose(&self, id: u32, action: &str) -> Result<()> {
        self.emit("ActionInvoked", &(id, action))?;
        self.close(id, 2)
    }

    /// Closes one, as a user (2) or as time (1) does.
    ///
    /// # Errors
    /// When the bus is gone.
    pub fn close(&self, id: u32, reason: u32) -> Result<()> {
        for shown in locked(&self.journal).iter_mut().filter(|shown| shown.id == id) {
            shown.gone = true;
        }
        self.emit("NotificationClosed", &(id, reason))
    }

    fn emit<B>(&self, signal: &str, body: &B) -> Result<()>
    where
        B: serde::Serialize + zbus::zvariant::DynamicType,
    {
        Ok(self
            .connection
            .emit_signal(None::<&str>, PATH, NAME, signal, body)?)
    }
}
