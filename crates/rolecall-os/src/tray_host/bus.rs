//! The host of tray icons on freedesktop systems: a `StatusNotifierWatcher` on the session bus (freedesktop.org, "StatusNotifierItem"),
//! and the desktop's `color-scheme` (XDG Desktop Portal, "Settings").

use super::ColourScheme;
use std::future::poll_fn;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;
use zbus::export::futures_core::Stream as _;
use zbus::zvariant::{OwnedValue, Value};
use zbus::{Connection, MatchRule, MessageStream, Proxy, message};

const WATCHER: &str = "org.kde.StatusNotifierWatcher";
const WATCHER_PATH: &str = "/StatusNotifierWatcher";
const PORTAL: &str = "org.freedesktop.portal.Desktop";
const PORTAL_PATH: &str = "/org/freedesktop/portal/desktop";
const PORTAL_SETTINGS: &str = "org.freedesktop.portal.Settings";
const APPEARANCE: &str = "org.freedesktop.appearance";

/// How long the bus, the host or the desktop portal may take to respond.
const BUS_TIMEOUT: Duration = Duration::from_secs(5);

/// A connection to the session bus that follows the tray host and the colour scheme.
#[derive(Debug)]
pub struct TrayHost {
    bus: Connection,
    signals: [MessageStream; 3],
}

impl TrayHost {
    /// Connects to the session bus and subscribes to changes; nothing where there is no bus or it takes longer than five seconds.
    pub async fn connect() -> Option<Self> {
        tokio::time::timeout(BUS_TIMEOUT, Self::subscribe()).await.ok()?
    }

    async fn subscribe() -> Option<Self> {
        let bus = Connection::session().await.ok()?;
        let rules = [
            rule(
                "org.freedesktop.DBus",
                "org.freedesktop.DBus",
                Some("NameOwnerChanged"),
                Some(WATCHER),
            ),
            rule(WATCHER, WATCHER, None, None),
            rule(PORTAL, PORTAL_SETTINGS, Some("SettingChanged"), Some(APPEARANCE)),
        ];
        let [owners, hosts, settings] = rules;
        Some(Self {
            signals: [
                MessageStream::for_match_rule(owners?, &bus, None).await.ok()?,
                MessageStream::for_match_rule(hosts?, &bus, None).await.ok()?,
                MessageStream::for_match_rule(settings?, &bus, None).await.ok()?,
            ],
            bus,
        })
    }

    /// Tells whether icons are shown: there is a watcher with a host. False after five seconds without a response.
    pub async fn is_there(&self) -> bool {
        let request = async {
            let names = zbus::fdo::DBusProxy::new(&self.bus).await?;
            if !names.name_has_owner(WATCHER.try_into()?).await? {
                return Ok(false);
            }
            let watcher = Proxy::new(&self.bus, WATCHER, WATCHER_PATH, WATCHER).await?;
            let host = watcher.get_property("IsStatusNotifierHostRegistered").await;
            // A watcher without this property is a host itself.
            Ok::<bool, zbus::Error>(host.unwrap_or(true))
        };
        tokio::time::timeout(BUS_TIMEOUT, request)
            .await
            .is_ok_and(|there| there.unwrap_or(false))
    }

    /// Returns whether the desktop is light or dark.
    pub async fn colour_scheme(&self) -> ColourScheme {
        let request = async {
            let settings = Proxy::new(&self.bus, PORTAL, PORTAL_PATH, PORTAL_SETTINGS).await?;
            let value: OwnedValue = settings.call("Read", &(APPEARANCE, "color-scheme")).await?;
            Ok::<ColourScheme, zbus::Error>(scheme_of(&value))
        };
        match tokio::time::timeout(BUS_TIMEOUT, request).await {
            Ok(Ok(scheme)) => scheme,
            Ok(Err(_)) | Err(_) => ColourScheme::Unknown,
        }
    }

    /// Waits until the host or the colour scheme may have changed.
    pub async fn changed(&mut self) {
        let came = poll_fn(|context| self.poll_signals(context)).await;
        if !came {
            // The bus connection is closed: nothing will change any more.
            std::future::pending().await
        }
    }

    /// Reads every queued signal. Ready with true after any, with false when the connection is closed.
    fn poll_signals(&mut self, context: &mut Context<'_>) -> Poll<bool> {
        let mut came = false;
        for signals in &mut self.signals {
            loop {
                match Pin::new(&mut *signals).poll_next(context) {
                    Poll::Ready(Some(_)) => came = true,
                    Poll::Ready(None) => return Poll::Ready(false),
                    Poll::Pending => break,
                }
            }
        }
        if came { Poll::Ready(true) } else { Poll::Pending }
    }
}

fn rule(
    sender: &'static str,
    interface: &'static str,
    member: Option<&'static str>,
    first: Option<&'static str>,
) -> Option<MatchRule<'static>> {
    let mut rule = MatchRule::builder()
        .msg_type(message::Type::Signal)
        .sender(sender)
        .ok()?
        .interface(interface)
        .ok()?;
    if let Some(member) = member {
        rule = rule.member(member).ok()?;
    }
    if let Some(first) = first {
        rule = rule.arg(0, first).ok()?;
    }
    Some(rule.build())
}

/// `color-scheme` is 0 for none, 1 for dark, 2 for light; `Read` wraps it twice.
fn scheme_of(value: &Value<'_>) -> ColourScheme {
    if let Value::Value(inner) = value {
        return scheme_of(inner);
    }
    match value.downcast_ref::<u32>() {
        Ok(1) => ColourScheme::Dark,
        Ok(2) => ColourScheme::Light,
        Ok(_) => ColourScheme::NoPreference,
        Err(_) => ColourScheme::Unknown,
    }
}

#[cfg(test)]
mod tests;
