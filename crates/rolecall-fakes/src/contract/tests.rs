//! Every fake passes the suite of its port.

use super::*;
use crate::{FakeCertificates, FakeNotifier, FakeRunningDesktop, FakeSettingsFile, FakeStateStore, World};
use async_trait::async_trait;
use rolecall::ports::ClientCertificateError;
use rolecall_model::desktop_message::DesktopMessage;
use rolecall_model::portal::parse_start_url;
use rolecall_model::roles_anywhere::CertificateLocation;
use std::sync::Arc;
use std::time::Duration;

#[tokio::test(start_paused = true)]
async fn the_keychain_passes_its_contract() {
    let world = World::new();
    keychain(&*world.keychain).await;
    assert_eq!(world.keychain.stored_items(), []);
}

#[tokio::test(start_paused = true)]
async fn the_certificates_pass_their_contract() {
    let world = World::new();
    let certificates = &world.client_certificates;
    let location = |key: &str| CertificateLocation::Pem {
        certificate: "/etc/host.pem".into(),
        private_key: key.into(),
        chain: None,
    };
    let fixture = CertificateFixture {
        plain: (location("/plain"), "host"),
        protected: (location("/protected"), "CANARY-password"),
        mismatched: location("/mismatched"),
        missing: location("/missing"),
    };
    let not_after = world.clock.true_now() + Duration::from_hours(24);
    let certificate = FakeCertificates::certificate(&[1], "host", not_after);
    certificates.put(&fixture.plain.0, Ok(certificate.clone()));
    certificates.put(&fixture.protected.0, Ok(certificate));
    certificates.encrypt(&fixture.protected.0, fixture.protected.1);
    let other_key = ClientCertificateError::OtherKey("/mismatched".into());
    certificates.put(&fixture.mismatched, Err(other_key));
    client_certificates(&**certificates, &fixture).await;
}

#[test]
fn the_state_database_passes_its_contracts() {
    let suites: [fn(&FakeStateStore, &FakeStateStore); 5] = [
        catalogue_store,
        role_session_index,
        history_store,
        preference_store,
        state_store,
    ];
    for suite in suites {
        let store = FakeStateStore::default();
        suite(&store, &store.open_again());
    }
}

#[tokio::test(start_paused = true)]
async fn the_lock_passes_its_contract() {
    let world = World::new();
    lock(&*world.lock, &*world.lock).await;
    assert_eq!(world.lock.held(), []);
}

#[test]
fn the_settings_file_passes_its_contract() {
    let file = FakeSettingsFile::default();
    settings_file(&file, &file);
}

#[tokio::test(start_paused = true)]
async fn the_redirect_listener_passes_its_contract() {
    let world = World::new();
    redirect_listener(&*world.redirect_listener, &*world.redirect_listener).await;
    assert!(world.redirect_listener.bound().is_empty());
}

#[tokio::test(start_paused = true)]
async fn the_machine_events_pass_their_contract() {
    let world = World::new();
    let store = world.state_store.open_again();
    machine_events(&*world.machine_events, &*world.settings_file, &store).await;
}

#[tokio::test]
async fn aws_passes_the_contracts_of_its_ports() {
    authorization(&FakeAwsFixture::default()).await;
    access_portal(&FakeAwsFixture::default()).await;
    account_access(&FakeAwsFixture::default()).await;
    sts(&FakeAwsFixture::default()).await;
    federation(&FakeAwsFixture::default()).await;
}

#[tokio::test]
async fn customers_domains_pass_their_contract() {
    let world = World::new();
    let start_url = |host: &str| {
        let parsed = parse_start_url(&format!("https://{host}.example.com"), None);
        parsed.expect("an address").start_url
    };
    let addresses = VanityAddresses {
        redirecting: start_url("aws"),
        target: "https://acme.awsapps.com/start".to_owned(),
        page: start_url("www"),
        closed: start_url("closed"),
    };
    world
        .aws
        .set_redirect(addresses.redirecting.as_str(), Some(&addresses.target));
    world.aws.set_redirect(addresses.page.as_str(), None);
    start_url_redirect(&*world.aws, &addresses).await;
}

/// A user in front of a fake desktop.
struct FakeScreen(Arc<FakeNotifier>);

impl FakeScreen {
    fn cause(&self, summary: &str) -> String {
        let visible = self.0.visible();
        let found = visible
            .iter()
            .find(|notification| notification.summary == summary);
        found.expect("a visible notification").cause.clone()
    }
}

#[async_trait]
impl NotificationScreen for FakeScreen {
    async fn wait_for(&self, summaries: &[&str]) {
        let mut expected = summaries.to_vec();
        expected.sort_unstable();
        for _ in 0..100 {
            let visible = self.0.visible();
            let mut visible: Vec<&str> = visible.iter().map(|visible| &*visible.summary).collect();
            visible.sort_unstable();
            if visible == expected {
                return;
            }
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        panic!("{:?} is visible instead of {expected:?}", self.0.visible());
    }

    async fn choose(&self, summary: &str, action: &str) {
        assert!(self.0.choose(&self.cause(summary), action), "an action to choose");
    }

    async fn click(&self, summary: &str) {
        self.0.click(&self.cause(summary));
    }

    async fn dismiss(&self, summary: &str) {
        self.0.close(&self.cause(summary));
    }
}

#[tokio::test(start_paused = true)]
async fn the_notifier_passes_its_contract() {
    let world = World::new();
    let screen = FakeScreen(Arc::clone(&world.notifier));
    notifier(&*world.notifier, &screen).await;
}

/// Receives what was sent to a fake desktop program.
struct FakeReceiver {
    desktop: Arc<FakeRunningDesktop>,
    received: usize,
}

#[async_trait]
impl MessageReceiver for FakeReceiver {
    async fn next_message(&mut self) -> DesktopMessage {
        loop {
            if let Some(message) = self.desktop.received().get(self.received) {
                self.received += 1;
                return message.clone();
            }
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
    }
}

#[tokio::test(start_paused = true)]
async fn the_running_desktop_passes_its_contract() {
    let (world, absent) = (World::new(), World::new());
    world.running_desktop.set_running(true);
    let mut receiver = FakeReceiver {
        desktop: Arc::clone(&world.running_desktop),
        received: 0,
    };
    running_desktop(&*world.running_desktop, &mut receiver, &*absent.running_desktop).await;
}
