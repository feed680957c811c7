//! The suite of [`PreferenceStore`]: favourites, recent roles, notifications that were sent, and small values.

use super::values::{assert_lists, portal_name, time};
use crate::hostile;
use crate::world::{defined_role_ref, role_ref};
use rolecall::ports::PreferenceStore;
use rolecall_model::catalogue::Rename;
use rolecall_model::role_ref::RoleRef;

/// The suite of [`PreferenceStore`]: `store` and `other` are the same, empty database opened by two processes.
///
/// # Panics
/// When the store breaks its contract.
pub fn preference_store<S: PreferenceStore>(store: &S, other: &S) {
    favourites(store, other);
    recents(store, other);
    concurrent_uses(store, other);
    renames(store, other);
    notified(store, other);
    concurrent_notifications(store, other);
    values(store, other);
}

fn favourites<S: PreferenceStore>(store: &S, other: &S) {
    let read = || {
        let mut favourites = other.favourites().expect("a read");
        favourites.sort();
        favourites
    };
    assert_lists(&read(), &[], "empty at first");
    let mut all: Vec<RoleRef> = hostile::names().iter().map(|name| role(name)).collect();
    all.push(defined_role_ref("contract", "111122223333", "Admin"));
    all.sort();
    for role in all.iter().chain(all.first()) {
        store.set_favourite(role, true).expect("a write");
    }
    assert_lists(&read(), &all, "each once, byte for byte");
    for _ in 0..2 {
        let cleared = store.set_favourite(&all[0], false);
        cleared.expect("no failure, also where it is no favourite");
    }
    assert_lists(&read(), &all[1..], "the others stay");
    for favourite in &all {
        store.set_favourite(favourite, false).expect("a write");
    }
}

fn recents<S: PreferenceStore>(store: &S, other: &S) {
    assert_lists(&recent(store, 10), &[], "empty at first");
    let mut all: Vec<RoleRef> = hostile::names().iter().map(|name| role(name)).collect();
    all.push(defined_role_ref("contract", "111122223333", "Admin"));
    for (second, role) in (0..).zip(&all) {
        store.record_use(role, time(second)).expect("a write");
    }
    let newest: Vec<RoleRef> = all.iter().rev().take(5).cloned().collect();
    assert_lists(&recent(other, 5), &newest, "the newest first, up to the limit");
    assert_lists(&recent(other, 0), &[], "a limit of none");
    store.record_use(&all[0], time(5_000)).expect("a write");
    let recents = recent(other, u32::MAX);
    assert_lists(&recents[..1], &all[..1], "used again, it is the first");
    assert_eq!(recents.len(), all.len(), "each once");

    // Later than the uses above, which have lost their weight.
    let start = 365 * 86_400;
    let [daily, once, long_ago] = ["Daily", "Once", "LongAgo"].map(role);
    for day in 0..5 {
        store
            .record_use(&daily, time(start + day * 86_400))
            .expect("a write");
    }
    for _ in 0..3 {
        store.record_use(&long_ago, time(start)).expect("a write");
    }
    other
        .record_use(&once, time(start + 12 * 86_400))
        .expect("a write");
    let expected = [daily.clone(), once, long_ago];
    assert_lists(
        &recent(other, 3),
        &expected,
        "often and lately comes before once just now, and that before often long ago",
    );
    store.record_use(&daily, time(start - 86_400)).expect("a write");
    assert_lists(
        &recent(other, 1),
        &[daily],
        "a clock that was set back loses no weight",
    );
}

fn concurrent_uses<S: PreferenceStore>(store: &S, other: &S) {
    let start = 1_000 * 86_400;
    let [fewer, many, more] = ["Fewer", "Many", "More"].map(role);
    use_often(store, &fewer, 39, start);
    use_often(store, &more, 41, start);
    std::thread::scope(|scope| {
        for process in [store, other, store, other] {
            let many = &many;
            scope.spawn(move || use_often(process, many, 10, start));
        }
    });
    assert_lists(
        &recent(other, 3),
        &[more, many, fewer],
        "each use at one time counts",
    );
}

fn renames<S: PreferenceStore>(store: &S, other: &S) {
    let start = 2_000 * 86_400;
    let [old, new, seldom, often] = ["Old", "New", "Seldom", "Often"].map(role);
    store.set_favourite(&old, true).expect("a write");
    for (role, times) in [(&old, 3), (&seldom, 1), (&often, 5)] {
        use_often(store, role, times, start);
    }
    let rename = |from: &RoleRef, to: &RoleRef| store.rename_role(&renamed(from, to)).expect("a write");
    let favourites = || other.favourites().expect("a read");
    rename(&old, &new);
    assert_eq!(favourites(), std::slice::from_ref(&new), "a favourite is renamed");
    let expected = [often.clone(), new.clone(), seldom.clone()];
    assert_lists(&recent(other, 3), &expected, "uses are renamed with their weight");
    rename(&old, &new);
    rename(&new, &new);
    assert_eq!(favourites(), std::slice::from_ref(&new), "nothing changes");
    rename(&seldom, &new);
    assert_eq!(
        favourites(),
        std::slice::from_ref(&new),
        "a favourite stays a favourite"
    );
    assert_lists(
        &recent(other, 2),
        &[often.clone(), new.clone()],
        "so does its weight",
    );
    rename(&often, &new);
    store.record_use(&seldom, time(start + 1)).expect("a write");
    assert_lists(
        &recent(other, 2),
        &[new.clone(), seldom.clone()],
        "the greater weight stays",
    );

    let saved = || other.renames().expect("a read");
    let [first, second, third] = [&often, &old, &seldom].map(|from| renamed(from, &new));
    assert_lists(
        &saved(),
        &[first.clone(), second.clone(), third.clone()],
        "each once, by its old name",
    );
    store.decline_rename(&second).expect("a write");
    other.rename_role(&second).expect("a write");
    assert_lists(
        &saved(),
        &[first, third],
        "a declined one stays declined when it happens again",
    );
    for name in hostile::names() {
        let hostile = renamed(&role(&name), &role(&format!("{name}2")));
        store.rename_role(&hostile).expect("a write");
        assert!(saved().contains(&hostile), "byte for byte");
        store.decline_rename(&hostile).expect("a write");
        assert!(!saved().contains(&hostile));
    }
}

fn renamed(from: &RoleRef, to: &RoleRef) -> Rename {
    Rename {
        from: from.clone(),
        to: to.clone(),
    }
}

fn notified<S: PreferenceStore>(store: &S, other: &S) {
    for cause in hostile::names() {
        assert!(mark(store, &cause), "the first time");
        assert!(!mark(store, &cause), "the second time");
        assert!(!mark(other, &cause), "the second time, in another process");
    }
    for cause in hostile::names() {
        for _ in 0..2 {
            let cleared = store.clear_notified(&cause);
            cleared.expect("no failure, also where nothing is marked");
        }
        assert!(mark(other, &cause), "the first time after it was cleared");
    }
}

fn concurrent_notifications<S: PreferenceStore>(store: &S, other: &S) {
    let causes: Vec<String> = (0..50).map(|number| format!("contract {number}")).collect();
    let mark_all = |store: &S| {
        causes
            .iter()
            .map(|cause| mark(store, cause))
            .collect::<Vec<bool>>()
    };
    let marked: Vec<Vec<bool>> = std::thread::scope(|scope| {
        let threads = [store, other, store, other].map(|store| scope.spawn(move || mark_all(store)));
        let joined = threads.into_iter().map(|thread| thread.join());
        joined.map(|marked| marked.expect("no panic")).collect()
    });
    for number in 0..causes.len() {
        let first = marked.iter().filter(|marked| marked[number]).count();
        assert_eq!(first, 1, "of many that mark at once, one is the first");
    }
}

fn values<S: PreferenceStore>(store: &S, other: &S) {
    let value = |key: &str| other.value(key).expect("a read");
    assert_eq!(value("contract"), None, "nothing at first");
    for text in hostile::names().into_iter().chain([String::new()]) {
        store.set_value("contract", &text).expect("a write");
        assert_eq!(value("contract"), Some(text.clone()), "byte for byte");
        let key = format!("contract {text}");
        store.set_value(&key, "1").expect("a write");
        assert_eq!(value(&key).as_deref(), Some("1"));
    }
    assert_eq!(value("contract-second"), None, "each key has its own value");
}

fn recent<S: PreferenceStore>(store: &S, limit: u32) -> Vec<RoleRef> {
    store.recents(limit).expect("a read")
}

fn use_often<S: PreferenceStore>(store: &S, role: &RoleRef, times: u32, second: i64) {
    for _ in 0..times {
        store.record_use(role, time(second)).expect("a write");
    }
}

fn mark<S: PreferenceStore>(store: &S, cause: &str) -> bool {
    store.mark_notified(cause, time(0)).expect("a write")
}

fn role(name: &str) -> RoleRef {
    role_ref(&portal_name("contract"), "111122223333", name)
}
