//! What a screen reader gets of the window: the tree of the accessibility bus and its events (AT-SPI 2), over D-Bus.
//!
//! A bus of its own, for this desktop alone. It must not know what the window shows.

mod node;

use crate::started::Started;
use crate::test_desktop::TestDesktop;
use crate::wait::{self, TIMEOUT};
use anyhow::{Context as _, Result};
pub use node::{Node, State};
use std::path::Path;
use std::process::Command;
use std::sync::{Arc, Mutex, PoisonError};
use zbus::MatchRule;
use zbus::blocking::{Connection, MessageIterator, connection};
use zbus::message::{Message, Type};
use zbus::zvariant::{OwnedValue, Value};

/// Where Debian's package `at-spi2-core` has it.
const LAUNCHER: &str = "/usr/libexec/at-spi-bus-launcher";
const REGISTRY: &str = "org.a11y.atspi.Registry";
const EVENT: &str = "org.a11y.atspi.Event.Object";

/// What a screen reader asks to be told; programs send no other events.
const LISTENED_TO: [&str; 6] = [
    "object:text-changed",
    "object:state-changed",
    "object:children-changed",
    "object:property-change",
    "object:selection-changed",
    "object:announcement",
];

/// An event of one object.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// Its kind, such as `TextChanged`.
    pub kind: String,
    /// More about the kind, such as `insert` or the name of a state.
    pub detail: String,
    /// The object that it is about.
    pub object: String,
    /// The text that came or went, or that is announced; empty for other kinds.
    pub text: String,
    /// Whether a state was set; 1 if so.
    pub value: i32,
}

type Events = Arc<Mutex<Vec<Event>>>;

/// The accessibility bus, and all events since its start. It goes when it is dropped.
#[derive(Debug)]
pub struct Accessibility {
    connection: Connection,
    events: Events,
    _launcher: Started,
}

impl Accessibility {
    /// Starts the bus of `desktop` and listens; programs that start afterwards find it, if they are told by [`Self::let_in`].
    ///
    /// # Errors
    /// When it does not come up.
    pub fn start(desktop: &TestDesktop) -> Result<Self> {
        let mut command = desktop.command(Path::new(LAUNCHER));
        command.arg("--launch-immediately");
        let launcher = Started::start("accessibility", command, &desktop.logs())
            .context("Debian's package at-spi2-core is not installed")?;
        let session = connection::Builder::address(desktop.bus()?.address())?.build()?;
        let address: String = wait::until("the accessibility bus", TIMEOUT, || {
            let reply = session.call_method(
                Some("org.a11y.Bus"),
                "/org/a11y/bus",
                Some("org.a11y.Bus"),
                "GetAddress",
                &(),
            )?;
            Ok(Some(reply.body().deserialize()?))
        })?;
        let connection = connection::Builder::address(address.as_str())?.build()?;
        let events = Events::default();
        let rule = MatchRule::builder().msg_type(Type::Signal).interface(EVENT)?;
        let messages = MessageIterator::for_match_rule(rule.build(), &connection, Some(4096))?;
        let journal = Arc::clone(&events);
        std::thread::spawn(move || {
            for event in messages.flatten().filter_map(|message| event_of(&message)) {
                locked(&journal).push(event);
            }
        });
        for kind in LISTENED_TO {
            connection.call_method(
                Some(REGISTRY),
                "/org/a11y/atspi/registry",
                Some(REGISTRY),
                "RegisterEvent",
                &(kind, Vec::<&str>::new(), ""),
            )?;
        }
        Ok(Self {
            connection,
            events,
            _launcher: launcher,
        })
    }

    /// Lets a program of the desktop use the bus: the others are told not to.
    pub fn let_in(command: &mut Command) {
        command.env_remove("NO_AT_BRIDGE").env_remove("GTK_A11Y");
    }

    /// Reads the tree of the program `name`, as it is now.
    ///
    /// # Errors
    /// When it has none, or changes too much while it is read.
    pub fn tree(&self, name: &str) -> Result<Node> {
        node::tree(&self.connection, REGISTRY, name)
    }

    /// Waits until the tree of the program `name` holds what `wanted` finds.
    ///
    /// # Errors
    /// When it does not in time; tells the tree.
    pub fn find<T>(&self, name: &str, what: &str, wanted: impl Fn(&Node) -> Option<T>) -> Result<T> {
        wait::until(what, TIMEOUT, || {
            let tree = self.tree(name)?;
            match wanted(&tree) {
                Some(found) => Ok(Some(found)),
                None => anyhow::bail!("the tree is\n{tree}"),
            }
        })
    }

    /// Returns the events since the last call.
    pub fn take_events(&self) -> Vec<Event> {
        std::mem::take(&mut *locked(&self.events))
    }

    /// Waits for an event that `wanted` takes.
    ///
    /// # Errors
    /// When there is none in time; tells those that there were.
    pub fn event(&self, what: &str, wanted: impl Fn(&Event) -> bool) -> Result<Event> {
        wait::until(what, TIMEOUT, || {
            let events = locked(&self.events);
            match events.iter().find(|event| wanted(event)) {
                Some(event) => Ok(Some(event.clone())),
                None => anyhow::bail!("the events are {events:#?}"),
            }
        })
    }
}

fn event_of(message: &Message) -> Option<Event> {
    let header = message.header();
    let body = message.body();
    let (detail, value, _, any, _): (String, i32, i32, OwnedValue, OwnedValueOfNobody) =
        body.deserialize().ok()?;
    Some(Event {
        kind: header.member()?.to_string(),
        detail,
        object: header.path()?.to_string(),
        text: match &*any {
            Value::Str(text) => text.to_string(),
            _ => String::new(),
        },
        value,
    })
}

/// What events say of who they come from; nobody needs it.
type OwnedValueOfNobody = std::collections::HashMap<String, OwnedValue>;

fn locked(events: &Mutex<Vec<Event>>) -> std::sync::MutexGuard<'_, Vec<Event>> {
    events.lock().unwrap_or_else(PoisonError::into_inner)
}
