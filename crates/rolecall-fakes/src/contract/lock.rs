//! The suite of [`Lock`].

use crate::hostile;
use crate::locked;
use crate::world::assignment;
use rolecall::ports::{Lock, LockError, LockGuard, LockName};
use rolecall_model::portal::PortalName;
use std::future::poll_fn;
use std::pin::Pin;
use std::sync::Mutex;
use std::task::Poll;
use std::time::Duration;

/// Long enough for whoever will get the lock.
const LONG: Duration = Duration::from_secs(30);

/// The suite of [`Lock`]: `one` and `two` are the locks of one user as two processes have them.
///
/// # Panics
/// When the lock breaks its word.
pub async fn lock(one: &dyn Lock, two: &dyn Lock) {
    exclusion(one, two).await;
    patience(one, two).await;
    one_at_a_time(one, two).await;
    names_apart(one, two).await;
}

async fn exclusion(one: &dyn Lock, two: &dyn Lock) {
    let name = LockName::SignIn(portal());
    let held = one
        .acquire(&name, Duration::ZERO)
        .await
        .expect("a free lock is taken without patience");
    for lock in [one, two] {
        let refused = lock.acquire(&name, Duration::ZERO).await;
        assert!(
            matches!(refused, Err(LockError::Busy)),
            "a held lock is busy, for its own process too"
        );
    }
    drop(held);
    for lock in [two, one] {
        drop(
            lock.acquire(&name, Duration::ZERO)
                .await
                .expect("a lock that was let go is free at once"),
        );
    }
}

async fn patience(one: &dyn Lock, two: &dyn Lock) {
    let name = LockName::SignIn(portal());
    let held = one.acquire(&name, Duration::ZERO).await.expect("a free lock");
    let refused = two.acquire(&name, Duration::from_millis(60)).await;
    assert!(matches!(refused, Err(LockError::Busy)), "patience ends");

    let let_go = async {
        tokio::task::yield_now().await;
        drop(held);
    };
    let (taken, ()) = tokio::join!(two.acquire(&name, LONG), let_go);
    let taken = taken.expect("who waits gets it when it is let go");

    let mut waiting = Box::pin(one.acquire(&name, LONG));
    let first = poll_fn(|context| Poll::Ready(waiting.as_mut().poll(context).is_pending())).await;
    assert!(first, "it waits");
    drop(waiting);
    drop(taken);
    let again = two.acquire(&name, Duration::from_secs(1)).await;
    drop(again.expect("who gave up waiting holds nothing"));
}

async fn one_at_a_time(one: &dyn Lock, two: &dyn Lock) {
    let name = LockName::RoleSession(assignment(&portal(), "111122223333", "Admin"));
    let (inside, turns) = (Mutex::new(0_u32), Mutex::new(0_u32));
    let turn = async |lock: &dyn Lock| {
        let guard = lock.acquire(&name, LONG).await.expect("a turn");
        *locked(&inside) += 1;
        assert_eq!(*locked(&inside), 1, "one at a time");
        tokio::task::yield_now().await;
        *locked(&turns) += 1;
        *locked(&inside) -= 1;
        drop(guard);
    };
    let mut all: Vec<Pin<Box<dyn Future<Output = ()> + '_>>> = Vec::new();
    for _ in 0..8 {
        all.push(Box::pin(turn(one)));
        all.push(Box::pin(turn(two)));
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
    assert_eq!(*locked(&turns), 16, "everybody had a turn");
}

async fn names_apart(one: &dyn Lock, two: &dyn Lock) {
    let mut names: Vec<LockName> = hostile::names()
        .iter()
        .map(|role| LockName::RoleSession(assignment(&portal(), "111122223333", role)))
        .collect();
    names.push(LockName::SignIn(portal()));
    names.push(LockName::SignIn(
        PortalName::parse("Contract").expect("a portal name"),
    ));
    names.push(LockName::RoleSession(assignment(&portal(), "111122223334", "a")));
    let mut guards: Vec<Box<dyn LockGuard>> = Vec::new();
    for name in &names {
        let guard = one.acquire(name, Duration::ZERO).await;
        guards.push(guard.unwrap_or_else(|error| panic!("{name:?} is a lock of its own: {error}")));
    }
    for name in &names {
        let refused = two.acquire(name, Duration::ZERO).await;
        assert!(matches!(refused, Err(LockError::Busy)), "{name:?} is held");
    }
    drop(guards);
    for name in &names {
        drop(two.acquire(name, Duration::ZERO).await.expect("it was let go"));
    }
}

fn portal() -> PortalName {
    PortalName::parse("contract").expect("a portal name")
}
