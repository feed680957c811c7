//! The real gnome-keyring on a desktop's bus. Its password is not empty: with an empty one it keeps everything in the clear.

use crate::bus::Bus;
use crate::programs;
use crate::started::Started;
use crate::wait::{self, TIMEOUT};
use anyhow::{Result, ensure};
use rustix::process::Signal;
use std::path::Path;
use std::process::Command;

const NAME: &str = "org.freedesktop.secrets";
const LOGIN: &str = "/org/freedesktop/secrets/collection/login";

/// A keychain at work.
#[derive(Debug)]
pub struct Keychain {
    daemon: Started,
}

impl Keychain {
    /// Starts one, unlocked, for the home and the bus that `command` has in its environment.
    ///
    /// # Errors
    /// When it does not come up.
    pub fn start(bus: &Bus, prepare: impl Fn(&Path) -> Command, logs: &Path) -> Result<Self> {
        let mut command = prepare(&programs::tool("gnome-keyring-daemon", "gnome-keyring")?);
        command.args(["--foreground", "--unlock", "--components=secrets"]);
        let daemon = Started::start_with_input("keychain", command, logs, "the user's password\n")?;
        wait::until_so("the keychain", TIMEOUT, || Ok(!is_locked(bus)?))?;
        Ok(Self { daemon })
    }

    /// Locks it, as a screen lock may do.
    ///
    /// # Errors
    /// When it stays open.
    pub fn lock(&self, bus: &Bus) -> Result<()> {
        let service = "/org/freedesktop/secrets";
        bus.call(
            NAME,
            service,
            "org.freedesktop.Secret.Service.Lock",
            &[&format!("['{LOGIN}']")],
        )?;
        ensure!(is_locked(bus)?, "the keychain did not lock");
        Ok(())
    }

    /// Returns the labels of the items in it.
    ///
    /// # Errors
    /// When it does not answer.
    pub fn labels(&self, bus: &Bus) -> Result<Vec<String>> {
        let items = bus.call(
            NAME,
            LOGIN,
            "org.freedesktop.DBus.Properties.Get",
            &["org.freedesktop.Secret.Collection", "Items"],
        )?;
        let paths = items.split('\'').filter(|part| part.starts_with(LOGIN));
        let label = |path: &str| {
            bus.call(
                NAME,
                path,
                "org.freedesktop.DBus.Properties.Get",
                &["org.freedesktop.Secret.Item", "Label"],
            )
        };
        paths.map(label).collect()
    }

    /// Makes it answer nobody, as a machine that is busy.
    ///
    /// # Errors
    /// When it is gone.
    pub fn pause(&self) -> Result<()> {
        self.daemon.signal(Signal::STOP)
    }

    /// Makes it answer again.
    ///
    /// # Errors
    /// When it is gone.
    pub fn resume(&self) -> Result<()> {
        self.daemon.signal(Signal::CONT)
    }

    /// Returns the process id of its daemon.
    pub fn id(&self) -> u32 {
        self.daemon.id()
    }
}

fn is_locked(bus: &Bus) -> Result<bool> {
    let locked = bus.call(
        NAME,
        LOGIN,
        "org.freedesktop.DBus.Properties.Get",
        &["org.freedesktop.Secret.Collection", "Locked"],
    )?;
    Ok(locked.contains("true"))
}
