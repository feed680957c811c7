//! The suite of [`Lock`].

use super::values::portal_name;
use crate::hostile;
use crate::locked;
use crate::world::{defined_role_ref, role_ref};
use rolecall::ports::{Lock, LockError, LockGuard, LockName};
use std::future::poll_fn;
use std::pin::Pin;
use std::sync::Mutex;
use std::task::Poll;
use std::time::Duration;

/// Long enough for a process that will get the lock.
const LONG: Duration = Duration::from_secs(30);

/// The suite of [`Lock`]: `lock` and `other` are the locks of one user as two processes have them.
///
/// # Panics
/// When the lock breaks its contract.
pub async fn lock(lock: &dyn Lock, other: &dyn Lock) {
    exclusion(lock, other).await;
    timeouts(lock, other).await;
    one_at_a_time(lock, other).await;
    distinct_names(lock, other).await;
}

async fn exclusion(lock: &dyn Lock, other: &dyn Lock) {
    let name = LockName::SignIn(portal_name("contract"));
    let guard = acquire(lock, &name, Duration::ZERO).await;
    for process in [lock, other] {
        let refused = process.acquire(&name, Duration::ZERO).await;
        assert!(
            matches!(refused, Err(LockError::Busy { .. })),
            "a held lock is busy, for its own process too"
        );
    }
    drop(guard);
    for process in [other, lock] {
        drop(acquire(process, &name, Duration::ZERO).await);
    }
}

async fn timeouts(lock: &dyn Lock, other: &dyn Lock) {
    let name = LockName::SignIn(portal_name("contract"));
    let guard = acquire(lock, &name, Duration::ZERO).await;
    let refused = other.acquire(&name, Duration::from_millis(60)).await;
    assert!(matches!(refused, Err(LockError::Busy { .. })), "the timeout ends");

    let release = async {
        tokio::task::yield_now().await;
        drop(guard);
    };
    let (guard, ()) = tokio::join!(acquire(other, &name, LONG), release);

    let mut waiting = Box::pin(lock.acquire(&name, LONG));
    let pending = poll_fn(|context| Poll::Ready(waiting.as_mut().poll(context).is_pending())).await;
    assert!(pending, "it waits");
    drop(waiting);
    drop(guard);
    drop(acquire(other, &name, Duration::from_secs(1)).await);
}

async fn one_at_a_time(lock: &dyn Lock, other: &dyn Lock) {
    let name = LockName::RoleSession(role_ref(&portal_name("contract"), "111122223333", "Admin"));
    let (active, turns) = (Mutex::new(0_u32), Mutex::new(0_u32));
    let turn = async |process: &dyn Lock| {
        let guard = acquire(process, &name, LONG).await;
        *locked(&active) += 1;
        assert_eq!(*locked(&active), 1, "one at a time");
        tokio::task::yield_now().await;
        *locked(&turns) += 1;
        *locked(&active) -= 1;
        drop(guard);
    };
    let mut all: Vec<Pin<Box<dyn Future<Output = ()> + '_>>> = Vec::new();
    for _ in 0..8 {
        all.push(Box::pin(turn(lock)));
        all.push(Box::pin(turn(other)));
    }
    poll_fn(|context| {
        all.retain_mut(|turn| turn.as_mut().poll(context).is_pending());
        if all.is_empty() {
            Poll::Ready(())
        } else {
            Poll::Pending
        }
    })
    .await;
    assert_eq!(*locked(&turns), 16, "each had a turn");
}

async fn distinct_names(lock: &dyn Lock, other: &dyn Lock) {
    let portal = portal_name("contract");
    let role_session = |account, role| LockName::RoleSession(role_ref(&portal, account, role));
    let mut names = vec![
        LockName::SignIn(portal.clone()),
        LockName::SignIn(portal_name("Contract")),
        LockName::Listing(portal.clone()),
        LockName::Listing(portal_name("Contract")),
        role_session("111122223334", "a"),
        LockName::RoleSession(defined_role_ref("contract", "111122223334", "a")),
    ];
    let roles = hostile::names();
    for role in &roles {
        names.push(role_session("111122223333", role));
    }
    let mut guards = Vec::new();
    for name in &names {
        guards.push(acquire(lock, name, Duration::ZERO).await);
    }
    for name in &names {
        let refused = other.acquire(name, Duration::ZERO).await;
        assert!(matches!(refused, Err(LockError::Busy { .. })), "{name:?} is held");
    }
    drop(guards);
    for name in &names {
        drop(acquire(other, name, Duration::ZERO).await);
    }
}

async fn acquire(lock: &dyn Lock, name: &LockName, timeout: Duration) -> Box<dyn LockGuard> {
    let guard = lock.acquire(name, timeout).await;
    guard.unwrap_or_else(|error| panic!("{name:?} is free: {error}"))
}
