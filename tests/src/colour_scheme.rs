//! The desktop portal's settings, as a desktop environment has them: whether it prefers dark or light (XDG Desktop Portal, "Settings").

use crate::bus::Bus;
use anyhow::Result;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use zbus::blocking::{Connection, connection};
use zbus::interface;
use zbus::zvariant::Value;

const NAME: &str = "org.freedesktop.portal.Desktop";
const PATH: &str = "/org/freedesktop/portal/desktop";
const SETTINGS: &str = "org.freedesktop.portal.Settings";
const APPEARANCE: &str = "org.freedesktop.appearance";
const COLOUR_SCHEME: &str = "color-scheme";

struct Settings {
    scheme: Arc<AtomicU32>,
}

#[interface(name = "org.freedesktop.portal.Settings")]
impl Settings {
    /// Wraps the value twice, as the portal's `Read` does.
    fn read(&self, namespace: &str, key: &str) -> zbus::fdo::Result<Value<'static>> {
        if (namespace, key) != (APPEARANCE, COLOUR_SCHEME) {
            return Err(zbus::fdo::Error::Failed("there is no such setting".to_owned()));
        }
        let scheme = Value::U32(self.scheme.load(Ordering::SeqCst));
        Ok(Value::Value(Box::new(scheme)))
    }
}

/// The portal. It goes when it is dropped.
#[derive(Debug)]
pub struct ColourSchemePortal {
    connection: Connection,
    scheme: Arc<AtomicU32>,
}

impl ColourSchemePortal {
    /// Takes the portal's name on `bus`, without a preference.
    ///
    /// # Errors
    /// When somebody else has it.
    pub fn start(bus: &Bus) -> Result<Self> {
        let scheme = Arc::<AtomicU32>::default();
        let settings = Settings {
            scheme: Arc::clone(&scheme),
        };
        let connection = connection::Builder::address(bus.address())?
            .serve_at(PATH, settings)?
            .name(NAME)?
            .build()?;
        Ok(Self { connection, scheme })
    }

    /// Sets the preference and says so: 0 for none, 1 for dark, 2 for light.
    ///
    /// # Errors
    /// When the bus is gone.
    pub fn set(&self, scheme: u32) -> Result<()> {
        self.scheme.store(scheme, Ordering::SeqCst);
        let changed = (APPEARANCE, COLOUR_SCHEME, Value::U32(scheme));
        self.connection
            .emit_signal(None::<&str>, PATH, SETTINGS, "SettingChanged", &changed)?;
        Ok(())
    }
}
