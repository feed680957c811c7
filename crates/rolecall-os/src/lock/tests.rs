//! Locks: timeouts, names, a killed owner, the contract of the port.

use super::*;
use rolecall_model::account::{AccountId, RoleName};
use rolecall_model::portal::PortalName;
use rolecall_model::role_ref::{RoleOrigin, RoleRef};
#[cfg(target_os = "linux")]
use std::process::{Command, Stdio};

fn world() -> (tempfile::TempDir, LockFiles) {
    let (home, paths) = crate::tests::home();
    (home, LockFiles::new(&paths))
}

#[cfg(target_os = "linux")]
fn name(portal: &str) -> LockName {
    LockName::SignIn(PortalName::parse(portal).unwrap())
}

#[tokio::test]
async fn hostile_names_stay_in_the_folder() {
    let (world, locks) = world();
    let hostile = LockName::RoleSession(RoleRef {
        origin: RoleOrigin::Portal(PortalName::parse("acme").unwrap()),
        account_id: AccountId::parse("111122223333").unwrap(),
        role_name: RoleName::new(format!("../../../{}\n\0", "x".repeat(4096))),
    });
    let _held = locks.acquire(&hostile, Duration::ZERO).await.unwrap();
    assert_eq!(std::fs::read_dir(world.path().join("run")).unwrap().count(), 1);
}

#[tokio::test]
#[cfg(target_os = "linux")]
async fn a_killed_owner_releases_the_lock() {
    let (world, locks) = world();
    drop(locks.acquire(&name("acme"), Duration::ZERO).await.unwrap());
    let path = world.path().join("run").join(file_name(&name("acme")));
    // `-o` closes the file in the command, so that flock itself is the only owner.
    let mut child = Command::new("flock")
        .arg("-o")
        .arg(&path)
        .args(["sh", "-c", "echo held; exec cat"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut first = [0; 4];
    io::Read::read_exact(child.stdout.as_mut().unwrap(), &mut first).unwrap();
    assert!(matches!(
        locks.acquire(&name("acme"), Duration::ZERO).await,
        Err(LockError::Busy { .. })
    ));
    child.kill().unwrap();
    child.wait().unwrap();
    locks
        .acquire(&name("acme"), Duration::from_secs(60))
        .await
        .unwrap();
}

#[tokio::test]
async fn it_passes_the_contract() {
    let (_world, locks) = world();
    rolecall_fakes::contract::lock(&locks, &locks.clone()).await;
}
