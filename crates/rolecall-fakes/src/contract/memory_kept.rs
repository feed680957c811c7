//! The suite of [`StateStore`], last part: what the user was told, small things, and what follows a role that has another name.

use super::catalogue_kept::name;
use super::same::assert_same;
use crate::contract::AnyStateStore;
use crate::hostile;
use crate::world::assignment;
use rolecall_model::Timestamp;
use rolecall_model::assignment::Assignment;
use rolecall_model::role_session::{Renewal, RoleSessionRecord};
use std::collections::HashMap;

/// The part of the suite about what is remembered for the user's sake. It forgets the portals it used; small things stay.
///
/// # Panics
/// When the store breaks its word.
pub fn state_store_memory(store: &dyn AnyStateStore, other: &dyn AnyStateStore) {
    told(store, other);
    told_of_a_portal(store, other);
    told_at_once(store, other);
    small_things(store, other);
    frecency(store, other);
    used_at_once(store, other);
    renames(store, other);
}

fn told(store: &dyn AnyStateStore, other: &dyn AnyStateStore) {
    let tell = |store: &dyn AnyStateStore, cause: &str| store.mark_notified(cause, time(0)).expect("a write");
    for cause in hostile::names() {
        assert!(tell(store, &cause), "the first time is news");
        assert!(!tell(store, &cause), "the second is not");
        assert!(!tell(other, &cause), "nor is it to another process");
    }
    for cause in hostile::names() {
        store.clear_notified(&cause).expect("forgetting");
        store.clear_notified(&cause).expect("forgetting nothing is fine");
        assert!(tell(other, &cause), "what was over is news when it comes again");
        store.clear_notified(&cause).expect("forgetting");
    }
}

fn told_of_a_portal(store: &dyn AnyStateStore, other: &dyn AnyStateStore) {
    let causes = [
        "limit contract-one/111122223333/Admin",
        "sign-in:contract-one",
        "sign-in:contract-one-more",
        "sign-in",
    ];
    for cause in causes {
        store.mark_notified(cause, time(0)).expect("a write");
    }
    store
        .remove_portal_data(&name("contract-one"))
        .expect("forgetting");
    let news = causes.map(|cause| other.mark_notified(cause, time(1)).expect("a write"));
    assert_eq!(
        news,
        [true, true, false, false],
        "causes that name a forgotten portal go with it, and no others"
    );
    for cause in causes {
        store.clear_notified(cause).expect("forgetting");
    }
}

fn told_at_once(store: &dyn AnyStateStore, other: &dyn AnyStateStore) {
    let causes: Vec<String> = (0..50).map(|n| format!("contract {n}")).collect();
    let tell_all = |store: &dyn AnyStateStore| {
        let news = causes
            .iter()
            .map(|cause| store.mark_notified(cause, time(0)).expect("a write"));
        news.collect::<Vec<bool>>()
    };
    let tellings: Vec<Vec<bool>> = std::thread::scope(|scope| {
        let tellers = [store, other, store, other].map(|store| scope.spawn(|| tell_all(store)));
        tellers
            .into_iter()
            .map(|teller| teller.join().expect("a telling"))
            .collect()
    });
    for (n, cause) in causes.iter().enumerate() {
        let news = tellings.iter().filter(|telling| telling[n]).count();
        assert_eq!(news, 1, "of many who tell at once, one brings news");
        store.clear_notified(cause).expect("forgetting");
    }
}

fn small_things(store: &dyn AnyStateStore, other: &dyn AnyStateStore) {
    let remembered = |key: &str| other.value(key).expect("a read");
    assert_eq!(remembered("contract"), None, "nothing at first");
    let texts = hostile::names().into_iter().chain([String::new()]);
    for text in texts {
        store.set_value("contract", &text).expect("a write");
        assert_eq!(remembered("contract"), Some(text.clone()), "byte for byte");
        store
            .set_value(&format!("contract {text}"), "1")
            .expect("a write");
        assert_eq!(remembered(&format!("contract {text}")).as_deref(), Some("1"));
    }
    assert_eq!(remembered("contract-two"), None, "each thing by itself");
}

fn frecency(store: &dyn AnyStateStore, other: &dyn AnyStateStore) {
    let [daily, once, never_again] = roles(["Daily", "Once", "NeverAgain"]);
    for day in 0..5 {
        store.record_use(&daily, time(day * 86_400)).expect("a write");
    }
    for _ in 0..3 {
        store.record_use(&never_again, time(0)).expect("a write");
    }
    other.record_use(&once, time(12 * 86_400)).expect("a write");
    assert_same(
        &other.recents(9).expect("a read"),
        &[daily.clone(), once, never_again],
        "often and lately comes before once just now, and that before often long ago",
    );
    // A clock that was set back makes nothing worse.
    store.record_use(&daily, time(-86_400)).expect("a write");
    assert_same(
        &other.recents(1).expect("a read"),
        &[daily],
        "the weightiest first",
    );
    forget(store, other);
}

fn used_at_once(store: &dyn AnyStateStore, other: &dyn AnyStateStore) {
    let [fewer, many, more] = roles(["Fewer", "Many", "More"]);
    for (assignment, times) in [(&fewer, 39), (&more, 41)] {
        for _ in 0..times {
            store.record_use(assignment, time(0)).expect("a write");
        }
    }
    std::thread::scope(|scope| {
        for user in [store, other, store, other] {
            let many = &many;
            scope.spawn(move || (0..10).for_each(|_| user.record_use(many, time(0)).expect("a write")));
        }
    });
    assert_same(
        &other.recents(9).expect("a read"),
        &[more, many, fewer],
        "each of the uses at one moment counts",
    );
    forget(store, other);
}

fn renames(store: &dyn AnyStateStore, other: &dyn AnyStateStore) {
    let [old, new, seldom, often] = roles(["Old", "New", "Seldom", "Often"]);
    let record = RoleSessionRecord {
        assignment: old.clone(),
        started_at: time(0),
        issued_at: time(0),
        expires_at: time(3_600),
        renewal: Renewal::On,
    };
    store.save_role_session(&record).expect("a write");
    store.set_favourite(&old, true).expect("a write");
    let uses = HashMap::from([(&old, 3), (&seldom, 1), (&often, 5)]);
    for (assignment, times) in uses {
        for _ in 0..times {
            store.record_use(assignment, time(0)).expect("a write");
        }
    }
    store.rename_assignment(&old, &new).expect("a write");
    let favourites = || other.favourites().expect("a read");
    let recents = || other.recents(9).expect("a read");
    assert_same(
        &favourites(),
        std::slice::from_ref(&new),
        "a favourite follows its role",
    );
    assert_same(
        &recents(),
        &[often.clone(), new.clone(), seldom.clone()],
        "uses follow their role, with their weight",
    );
    assert_same(
        &other.role_sessions().expect("a read"),
        &[record],
        "a role session never follows",
    );
    store
        .rename_assignment(&old, &new)
        .expect("one of which nothing is remembered is fine");
    store.rename_assignment(&new, &new).expect("to itself is fine");
    assert_same(&favourites(), std::slice::from_ref(&new), "nothing was lost");
    store.rename_assignment(&seldom, &new).expect("a write");
    assert_same(
        &favourites(),
        std::slice::from_ref(&new),
        "a favourite stays one, whatever comes to it",
    );
    assert_same(&recents(), &[often.clone(), new.clone()], "so does its weight");
    store.rename_assignment(&often, &new).expect("a write");
    store.record_use(&seldom, time(1)).expect("a write");
    assert_same(&recents(), &[new, seldom], "the greater weight stays");
    forget(store, other);
}

fn forget(store: &dyn AnyStateStore, other: &dyn AnyStateStore) {
    store
        .remove_portal_data(&name("contract-one"))
        .expect("forgetting");
    assert_same(&other.recents(9).expect("a read"), &[], "all is forgotten");
}

fn roles<const N: usize>(names: [&str; N]) -> [Assignment; N] {
    names.map(|role| assignment(&name("contract-one"), "111122223333", role))
}

fn time(second: i64) -> Timestamp {
    Timestamp::from_second(1_772_366_400 + second).expect("a time in range")
}
