//! Every suite catches flaws: a port that keeps all but one promise fails it.

mod aws;
mod desk;
mod keychain;
mod state_store;

use crate::contract;
use crate::{FakeLock, FakeRandom, FakeSettingsFile, World};
use async_trait::async_trait;
use rolecall::ports::{Lock, LockError, LockGuard, LockName, Random, SettingsFile, SettingsFileError};
use rolecall_model::portal::PortalName;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::time::Duration;

/// Tells whether a suite fails.
fn fails(suite: impl Future<Output = ()>) -> bool {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .start_paused(true)
        .build()
        .unwrap();
    catch_unwind(AssertUnwindSafe(|| runtime.block_on(suite))).is_err()
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum LockFlaw {
    None,
    LetsEverybodyIn,
    OneForAll,
    NeverWaits,
    ReentersInOneProcess,
}

struct FlawedLock(Arc<FakeLock>, LockFlaw);

struct Nothing;
impl LockGuard for Nothing {}

#[async_trait]
impl Lock for FlawedLock {
    async fn acquire(&self, name: &LockName, patience: Duration) -> Result<Box<dyn LockGuard>, LockError> {
        let one = LockName::SignIn(PortalName::parse("one").unwrap());
        match self.1 {
            LockFlaw::None => self.0.acquire(name, patience).await,
            LockFlaw::LetsEverybodyIn => Ok(Box::new(Nothing)),
            LockFlaw::OneForAll => self.0.acquire(&one, patience).await,
            LockFlaw::NeverWaits => self.0.acquire(name, Duration::ZERO).await,
            LockFlaw::ReentersInOneProcess if self.0.held().contains(name) => Ok(Box::new(Nothing)),
            LockFlaw::ReentersInOneProcess => self.0.acquire(name, patience).await,
        }
    }
}

#[test]
fn flawed_locks_are_caught() {
    let caught = |flaw| {
        let world = World::new();
        let [one, two] = [(); 2].map(|()| FlawedLock(Arc::clone(&world.lock), flaw));
        fails(contract::lock(&one, &two))
    };
    assert!(!caught(LockFlaw::None));
    for flaw in [
        LockFlaw::LetsEverybodyIn,
        LockFlaw::OneForAll,
        LockFlaw::NeverWaits,
        LockFlaw::ReentersInOneProcess,
    ] {
        assert!(caught(flaw), "{flaw:?}");
    }
    let (one, two) = (World::new(), World::new());
    assert!(
        fails(contract::lock(&*one.lock, &*two.lock)),
        "two places are no lock between processes"
    );
}

/// A settings file that normalises line ends.
struct UnixOnly(FakeSettingsFile);

impl SettingsFile for UnixOnly {
    fn read(&self) -> Result<String, SettingsFileError> {
        self.0.read()
    }

    fn edit(&self, edit: &mut dyn FnMut(&str) -> String) -> Result<(), SettingsFileError> {
        self.0.edit(&mut |text| edit(text).replace("\r\n", "\n"))
    }

    fn shown_path(&self) -> String {
        self.0.shown_path()
    }
}

#[test]
fn a_flawed_settings_file_is_caught() {
    let file = UnixOnly(FakeSettingsFile::default());
    assert!(catch_unwind(AssertUnwindSafe(|| contract::settings_file(&file, &file))).is_err());
}

/// A source with a byte that never changes.
struct Constant(Arc<FakeRandom>);

impl Random for Constant {
    fn bytes(&self) -> [u8; 32] {
        let mut bytes = self.0.bytes();
        bytes[31] = 7;
        bytes
    }
}

#[test]
fn a_flawed_random_source_is_caught() {
    let world = World::new();
    let flawed = Constant(Arc::clone(&world.random));
    assert!(catch_unwind(AssertUnwindSafe(|| contract::random(&flawed))).is_err());
}
