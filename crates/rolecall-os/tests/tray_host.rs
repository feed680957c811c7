//! The host of tray icons, on a bus of the test's own, with a watcher written for it.

#![cfg(target_os = "linux")]
#![expect(clippy::unwrap_used, reason = "a test may end at once")]
#![expect(missing_docs, reason = "what zbus makes of a signal has none")]

#[expect(dead_code, reason = "the keychain's tests need more of a desktop")]
mod desktop;

use desktop::{Keyring, PrivateDesktop, run};
use rolecall_os::TrayHost;
use std::time::Duration;
use tokio::time::timeout;
use zbus::Connection;
use zbus::object_server::SignalEmitter;

const SOON: Duration = Duration::from_secs(60);
const NAME: &str = "org.kde.StatusNotifierWatcher";
const OBJECT: &str = "/StatusNotifierWatcher";

struct StubWatcher {
    has_host: bool,
}

#[zbus::interface(name = "org.kde.StatusNotifierWatcher")]
impl StubWatcher {
    #[zbus(property)]
    fn is_status_notifier_host_registered(&self) -> bool {
        self.has_host
    }

    #[zbus(signal)]
    async fn status_notifier_host_registered(emitter: &SignalEmitter<'_>) -> zbus::Result<()>;
}

async fn watcher(has_host: bool) -> Connection {
    zbus::connection::Builder::session()
        .unwrap()
        .serve_at(OBJECT, StubWatcher { has_host })
        .unwrap()
        .name(NAME)
        .unwrap()
        .build()
        .await
        .unwrap()
}

async fn change(host: &mut TrayHost) {
    timeout(SOON, host.changed()).await.unwrap();
}

#[test]
fn a_host_that_comes_and_goes_is_seen_without_asking_again() {
    run(PrivateDesktop::with(Keyring::NotInstalled), async {
        let mut host = TrayHost::connect().await.unwrap();
        assert!(!host.is_there().await, "no watcher");
        let watching = watcher(false).await;
        change(&mut host).await;
        assert!(!host.is_there().await, "a watcher without a host shows nothing");
        let object = watching
            .object_server()
            .interface::<_, StubWatcher>(OBJECT)
            .await
            .unwrap();
        object.get_mut().await.has_host = true;
        StubWatcher::status_notifier_host_registered(object.signal_emitter())
            .await
            .unwrap();
        change(&mut host).await;
        assert!(host.is_there().await);
        watching.close().await.unwrap();
        change(&mut host).await;
        assert!(!host.is_there().await, "it is gone");
        let quiet = timeout(Duration::from_millis(200), host.changed()).await;
        assert!(quiet.is_err(), "nothing changed since");
    });
}

#[test]
fn without_a_bus_there_is_no_host() {
    run(PrivateDesktop::without_bus(), async {
        assert!(TrayHost::connect().await.is_none());
    });
}
