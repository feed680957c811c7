//! A host for tray icons, as a desktop's panel is one: it takes the icon, reads its menu and clicks on it, all over D-Bus.
//!
//! It owns the name of the watcher (StatusNotifierItem specification) and reads menus as `com.canonical.dbusmenu`.

mod menu;

use crate::bus::Bus;
use crate::wait::{self, TIMEOUT};
use anyhow::{Context as _, Result};
pub use menu::Line;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use zbus::blocking::{Connection, MessageIterator, Proxy, connection};
use zbus::message::{Header, Type};
use zbus::names::OwnedUniqueName;
use zbus::zvariant::{OwnedObjectPath, Value};
use zbus::{MatchRule, interface};

const WATCHER: &str = "org.kde.StatusNotifierWatcher";
const ITEM: &str = "org.kde.StatusNotifierItem";

/// Who registered an icon: its name on the bus and its object.
type Registered = Arc<Mutex<Vec<(OwnedUniqueName, String)>>>;

struct Watcher {
    registered: Registered,
}

#[interface(name = "org.kde.StatusNotifierWatcher")]
impl Watcher {
    fn register_status_notifier_item(&self, service: &str, #[zbus(header)] header: Header<'_>) {
        let Some(sender) = header.sender() else { return };
        let path = if service.starts_with('/') {
            service
        } else {
            "/StatusNotifierItem"
        };
        locked(&self.registered).push((sender.to_owned().into(), path.to_owned()));
    }

    fn register_status_notifier_host(&self, _service: &str) {}

    #[zbus(property)]
    fn registered_status_notifier_items(&self) -> Vec<String> {
        locked(&self.registered)
            .iter()
            .map(|(name, path)| format!("{name}{path}"))
            .collect()
    }

    #[zbus(property)]
    fn is_status_notifier_host_registered(&self) -> bool {
        true
    }

    #[zbus(property)]
    fn protocol_version(&self) -> i32 {
        0
    }
}

/// The host. It goes, and with it every icon, when it is dropped.
#[derive(Debug)]
pub struct TrayHost {
    connection: Connection,
    registered: Registered,
    signals: Arc<Mutex<HashMap<String, u64>>>,
}

impl TrayHost {
    /// Takes the watcher's name on `bus`.
    ///
    /// # Errors
    /// When somebody else has it.
    pub fn start(bus: &Bus) -> Result<Self> {
        let registered = Registered::default();
        let watcher = Watcher {
            registered: Arc::clone(&registered),
        };
        let connection = connection::Builder::address(bus.address())?
            .serve_at("/StatusNotifierWatcher", watcher)?
            .name(WATCHER)?
            .build()?;
        let signals = Arc::<Mutex<HashMap<String, u64>>>::default();
        for interface in [ITEM, "com.canonical.dbusmenu"] {
            let rule = MatchRule::builder()
                .msg_type(Type::Signal)
                .interface(interface)?
                .build();
            let messages = MessageIterator::for_match_rule(rule, &connection, Some(1024))?;
            let counted = Arc::clone(&signals);
            std::thread::spawn(move || count(messages, &counted));
        }
        Ok(Self {
            connection,
            registered,
            signals,
        })
    }

    /// Waits for the icon and returns the host's view of it.
    ///
    /// # Errors
    /// When none is registered in time.
    pub fn icon(&self) -> Result<Icon<'_>> {
        let (name, path) = wait::until("a tray icon", TIMEOUT, || {
            let there = locked(&self.registered).clone();
            Ok(there
                .into_iter()
                .rev()
                .find(|(name, path)| self.property::<String>(name, path, "Id").is_ok()))
        })?;
        Ok(Icon {
            host: self,
            name,
            path,
        })
    }

    /// Tells whether an icon was ever registered.
    pub fn has_icon(&self) -> bool {
        !locked(&self.registered).is_empty()
    }

    /// Returns how often the icon or its menu sent the signal `member` so far.
    pub fn signals(&self, member: &str) -> u64 {
        locked(&self.signals).get(member).copied().unwrap_or(0)
    }

    fn property<T>(&self, name: &OwnedUniqueName, path: &str, property: &str) -> Result<T>
    where
        T: TryFrom<zbus::zvariant::OwnedValue>,
        T::Error: Into<zbus::Error>,
    {
        Ok(Proxy::new(&self.connection, name.clone(), path, ITEM)?.get_property(property)?)
    }
}

fn count(messages: MessageIterator, counted: &Mutex<HashMap<String, u64>>) {
    for message in messages.flatten() {
        if let Some(member) = message.header().member() {
            *locked(counted).entry(member.to_string()).or_default() += 1;
        }
    }
}

fn locked<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// An icon in the tray.
#[derive(Debug)]
pub struct Icon<'a> {
    host: &'a TrayHost,
    name: OwnedUniqueName,
    path: String,
}

impl Icon<'_> {
    /// Returns the name of its picture's file, without folders.
    ///
    /// # Errors
    /// When the program is gone.
    pub fn picture(&self) -> Result<String> {
        let name: String = self.host.property(&self.name, &self.path, "IconName")?;
        Ok(name.rsplit('/').next().unwrap_or_default().to_owned())
    }

    /// Returns the folder and name of its picture.
    ///
    /// # Errors
    /// When the program is gone.
    pub fn picture_file(&self) -> Result<std::path::PathBuf> {
        let name: String = self.host.property(&self.name, &self.path, "IconName")?;
        let folder: String = self.host.property(&self.name, &self.path, "IconThemePath")?;
        Ok(std::path::Path::new(&folder).join(name))
    }

    /// Returns its title, which screen readers say.
    ///
    /// # Errors
    /// When the program is gone.
    pub fn title(&self) -> Result<String> {
        self.host.property(&self.name, &self.path, "Title")
    }

    /// Returns its status, such as `NeedsAttention`.
    ///
    /// # Errors
    /// When the program is gone.
    pub fn status(&self) -> Result<String> {
        self.host.property(&self.name, &self.path, "Status")
    }

    /// Returns the lines of its menu.
    ///
    /// # Errors
    /// When the program is gone.
    pub fn menu(&self) -> Result<Vec<Line>> {
        menu::read(&self.menu_proxy()?)
    }

    /// Waits until the menu has a line that `wanted` takes, and returns it.
    ///
    /// # Errors
    /// When there is none in time; tells the menu.
    pub fn line(&self, what: &str, wanted: impl Fn(&Line) -> bool) -> Result<Line> {
        wait::until(what, TIMEOUT, || {
            let menu = self.menu()?;
            match menu::find(&menu, &wanted) {
                Some(line) => Ok(Some(line.clone())),
                None => anyhow::bail!("the menu is\n{}", menu::text(&menu)),
            }
        })
    }

    /// Clicks the line that the labels lead to, submenu by submenu; each is matched by its beginning.
    ///
    /// # Errors
    /// When there is no such line in time.
    pub fn click(&self, labels: &[&str]) -> Result<()> {
        // A menu that changes between the look and the click has other numbers.
        wait::until_so(&format!("the menu line {labels:?}"), TIMEOUT, || {
            let menu = self.menu()?;
            match menu::follow(&menu, labels) {
                Some(line) => self.click_id(line.id).map(|()| true),
                None => anyhow::bail!("the menu is\n{}", menu::text(&menu)),
            }
        })
    }

    /// Clicks a line by its number, there or not.
    ///
    /// # Errors
    /// When the program is gone.
    pub fn click_id(&self, id: i32) -> Result<()> {
        let event = (id, "clicked", Value::from(0_i32), 0_u32);
        Ok(self.menu_proxy()?.call("Event", &event)?)
    }

    /// Returns the menu as indented text.
    ///
    /// # Errors
    /// When the program is gone.
    pub fn text(&self) -> Result<String> {
        Ok(menu::text(&self.menu()?))
    }

    fn menu_proxy(&self) -> Result<Proxy<'static>> {
        let path: OwnedObjectPath = self
            .host
            .property(&self.name, &self.path, "Menu")
            .context("the icon has no menu")?;
        Ok(Proxy::new(
            &self.host.connection,
            self.name.clone(),
            path,
            "com.canonical.dbusmenu",
        )?)
    }
}
