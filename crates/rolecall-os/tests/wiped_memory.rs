//! What is left of a secret in the memory of a process, counted after everything that held it was dropped.
#![cfg(target_os = "linux")]
#![expect(clippy::unwrap_used, reason = "a test may end at once")]

#[expect(dead_code, reason = "the keychain's tests need more of a desktop")]
mod desktop;

use desktop::{Keyring, PrivateDesktop, run};
use rolecall::ports::{Browser, BrowserPage, Keychain};
use rolecall_model::Timestamp;
use rolecall_model::account::{AccountId, RoleName};
use rolecall_model::credentials::RoleCredentials;
use rolecall_model::portal::{EndpointUrl, PortalName};
use rolecall_model::role_ref::{RoleOrigin, RoleRef};
use rolecall_model::secret::{ConsoleUrl, SecretAccessKey, SessionToken};
use rolecall_os::{
    EnvironmentVariables, OsKeychain, Paths, SystemBrowser, WIPING_ALLOCATOR, WipingAllocator,
};
use std::fs::File;
use std::os::unix::fs::{FileExt, PermissionsExt};
use tokio::io::{AsyncReadExt, AsyncWriteExt};

#[global_allocator]
static ALLOCATOR: WipingAllocator = WIPING_ALLOCATOR;

/// A secret that this process knows in a masked form only, so that its own copy is not found.
struct Canary {
    masked: [u8; 48],
}

const MASK: u8 = 0x5a;
/// How much memory is read at once, in bytes.
const PIECE: usize = 1 << 16;
/// How many bytes the allocator may write over at the start of free memory.
const NOTED: usize = 16;

impl Canary {
    fn generate() -> Self {
        let mut masked = [0; 48];
        getrandom::fill(&mut masked).unwrap();
        Self {
            masked: masked.map(|byte| (byte % 26 + b'a') ^ MASK),
        }
    }

    fn text(&self) -> String {
        let characters = self.masked.iter().map(|byte| char::from(byte ^ MASK));
        let mut text = String::with_capacity(self.masked.len());
        text.extend(characters);
        text
    }

    /// Counts the copies in all memory that this process can write, but for the buffer that it is read into.
    fn count(&self) -> usize {
        let maps = std::fs::read_to_string("/proc/self/maps").unwrap();
        let writable = maps.lines().filter(|line| line.contains(" rw"));
        let bounds = writable.map(|line| {
            let (from, rest) = line.split_once('-').unwrap();
            let (to, _) = rest.split_once(' ').unwrap();
            [from, to].map(|bound| u64::from_str_radix(bound, 16).unwrap())
        });
        let memory = File::open("/proc/self/mem").unwrap();
        let mut buffer = vec![0; PIECE + self.masked.len()];
        let own = u64::try_from(buffer.as_ptr().addr()).unwrap();
        let end = own + u64::try_from(buffer.len()).unwrap();
        let mut copies = 0;
        for [from, to] in bounds.collect::<Vec<_>>() {
            for at in (from..to).step_by(PIECE) {
                let length = memory.read_at(&mut buffer, at).unwrap_or(0);
                let outside = |index: usize| !(own..end).contains(&(at + u64::try_from(index).unwrap()));
                // Masked at once, and so it is no copy either.
                buffer.iter_mut().for_each(|byte| *byte ^= MASK);
                let starts = (0..length.min(PIECE)).filter(|index| buffer[*index] == self.masked[NOTED]);
                let is_copy = |index: &usize| buffer[*index..length].starts_with(&self.masked[NOTED..]);
                copies += starts.filter(is_copy).filter(|index| outside(*index)).count();
            }
        }
        copies
    }
}

fn role() -> RoleRef {
    RoleRef {
        origin: RoleOrigin::Portal(PortalName::parse("acme").unwrap()),
        account_id: AccountId::parse("111122223333").unwrap(),
        role_name: RoleName::new("Admin"),
    }
}

async fn save_and_read(canary: &Canary) {
    let environment = EnvironmentVariables::read();
    let keychain = OsKeychain::new(&Paths::from_environment(&environment).unwrap(), &environment);
    let credentials = RoleCredentials {
        access_key_id: "ASIAEXAMPLE".to_owned(),
        secret_access_key: SecretAccessKey::from_exposed(canary.text()),
        session_token: SessionToken::from_exposed(canary.text()),
        expires_at: Timestamp::from_second(1_900_000_000).unwrap(),
        obtained_at: None,
        source_identity: None,
        user: None,
    };
    keychain
        .save_role_credentials(&role(), &credentials)
        .await
        .unwrap();
    let stored = keychain.role_credentials(&role()).await.unwrap().unwrap();
    assert!(stored.session_token.matches(&canary.text()));
    assert!(canary.count() >= 4, "it is held");
    keychain.erase_role_credentials(&role()).await.unwrap();
}

async fn open_in_a_browser(canary: &Canary) {
    let home = std::path::PathBuf::from(std::env::var("HOME").unwrap());
    let (script, note) = (home.join("browser"), home.join("note"));
    let body = format!(
        "#!/bin/sh\necho \"$1\" > {0}.part; mv {0}.part {0}\n",
        note.display()
    );
    std::fs::write(&script, body).unwrap();
    std::fs::set_permissions(&script, std::fs::Permissions::from_mode(0o755)).unwrap();
    let browser = SystemBrowser::new(&EnvironmentVariables {
        browser: Some(script.display().to_string()),
        ..EnvironmentVariables::default()
    });
    let endpoint = EndpointUrl::parse("http://127.0.0.1:9").unwrap();
    let link = format!("http://127.0.0.1:9/federation?SigninToken={}", canary.text());
    let page = BrowserPage::Console(ConsoleUrl::from_exposed(link).with_endpoint(Some(&endpoint)));
    let fetch = async {
        while !note.exists() {
            tokio::task::yield_now().await;
        }
        let url = std::fs::read_to_string(&note).unwrap();
        let (address, path) = url.trim().trim_start_matches("http://").split_once('/').unwrap();
        let mut stream = tokio::net::TcpStream::connect(address).await.unwrap();
        let request = format!("GET /{path} HTTP/1.1\r\nHost: {address}\r\n\r\n");
        stream.write_all(request.as_bytes()).await.unwrap();
        let mut response = String::new();
        stream.read_to_string(&mut response).await.unwrap();
        assert!(response.contains(&canary.text()));
    };
    let (opened, ()) = tokio::join!(browser.open(&page, &|_| {}), fetch);
    opened.unwrap();
}

#[test]
fn no_copy_is_left_of_what_was_saved_and_opened() {
    run(PrivateDesktop::with(Keyring::Unlocked), async {
        let canary = Canary::generate();
        let held = canary.text();
        assert_eq!(canary.count(), 1, "what is there is found");
        drop(held);
        assert_eq!(canary.count(), 0, "what is freed is wiped");
        save_and_read(&canary).await;
        assert_eq!(canary.count(), 0, "left by the keychain");
        open_in_a_browser(&canary).await;
        assert_eq!(canary.count(), 0, "left by the browser");
    });
}
