//! What a screen reader gets of the window: the tree of the accessibility bus and its events (AT-SPI 2), over D-Bus.
//!
//! A bus of its own, for this desktop alone. It must not know what the window shows.

mod node;

use crate::bus::Bus;
use crate::started::Started;
use crate::test_desktop::TestDesktop;
use crate::wait::{self, TIMEOUT};
use anyhow::{Context as _, Result};
pub use node::{Node, Role, State};
use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;
use std::sync::{Arc, Mutex, PoisonError};
use zbus::MatchRule;
use zbus::blocking::{Connection, MessageIterator, connection};
use zbus::message::{Message, Type};
use zbus::zvariant::{Structure, Value};

/// Where Debian's package `at-spi2-core` has it.
const LAUNCHER: &str = "/usr/libexec/at-spi-bus-launcher";
const BUS: &str = "org.a11y.Bus";
const BUS_PATH: &str = "/org/a11y/bus";
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
        let address = invite(desktop.bus()?)?;
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

    /// Waits for a program and returns its root.
    ///
    /// # Errors
    /// When it is not on the bus in time.
    pub fn program(&self, name: &str) -> Result<Node> {
        let registry = Node::new(&self.connection, REGISTRY, "/org/a11y/atspi/accessible/root")?;
        wait::until(&format!("{name} on the accessibility bus"), TIMEOUT, || {
            for program in registry.children()? {
                if program.name()? == name {
                    return Ok(Some(program));
                }
            }
            Ok(None)
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
                None => anyhow::bail!("the events are {}", summary(&events)),
            }
        })
    }
}

/// Says on the session bus that there is a screen reader, and returns the address of the accessibility bus.
fn invite(bus: &Bus) -> Result<String> {
    let session = connection::Builder::address(bus.address())?.build()?;
    let address = wait::until("the accessibility bus", TIMEOUT, || {
        let reply = session.call_method(Some(BUS), BUS_PATH, Some(BUS), "GetAddress", &())?;
        Ok(Some(reply.body().deserialize()?))
    })?;
    for name in ["IsEnabled", "ScreenReaderEnabled"] {
        let enabled = ("org.a11y.Status", name, Value::Bool(true));
        session.call_method(
            Some(BUS),
            BUS_PATH,
            Some("org.freedesktop.DBus.Properties"),
            "Set",
            &enabled,
        )?;
    }
    Ok(address)
}

/// Each kind of event, and how many there were.
fn summary(events: &[Event]) -> String {
    let mut counts = BTreeMap::<String, u32>::new();
    for event in events {
        *counts
            .entry(format!("{}:{}", event.kind, event.detail))
            .or_default() += 1;
    }
    format!("{counts:?}")
}

fn event_of(message: &Message) -> Option<Event> {
    let header = message.header();
    let body = message.body();
    // More about it follows, in one way or another.
    let fields: Structure<'_> = body.deserialize().ok()?;
    let [Value::Str(detail), Value::I32(value), ..] = fields.fields() else {
        return None;
    };
    Some(Event {
        kind: header.member()?.to_string(),
        detail: detail.to_string(),
        object: header.path()?.to_string(),
        value: *value,
    })
}

fn locked(events: &Mutex<Vec<Event>>) -> std::sync::MutexGuard<'_, Vec<Event>> {
    events.lock().unwrap_or_else(PoisonError::into_inner)
}
