//! The suite of [`StateStore`], second part: role sessions, favourites and recents.

use super::catalogue_kept::name;
use super::same::assert_same;
use crate::contract::AnyStateStore;
use crate::hostile;
use crate::world::assignment;
use rolecall_model::Timestamp;
use rolecall_model::assignment::Assignment;
use rolecall_model::portal::PortalName;
use rolecall_model::role_session::{Renewal, RoleSessionRecord};

/// The part of the suite about what a user uses. It forgets the portals it used.
///
/// # Panics
/// When the store breaks its word.
pub fn state_store_use(store: &dyn AnyStateStore, other: &dyn AnyStateStore) {
    let (one, two) = (name("contract-one"), name("contract-two"));
    let mut all: Vec<Assignment> = hostile::names()
        .iter()
        .map(|role| assignment(&one, "111122223333", role))
        .collect();
    all.push(assignment(&two, "111122223333", "Admin"));
    role_sessions(store, other, &all);
    favourites(store, other, &all);
    recents(store, other, &all);
    forgetting(store, other, &one, &two);
}

fn role_sessions(store: &dyn AnyStateStore, other: &dyn AnyStateStore, all: &[Assignment]) {
    assert_same(&store.role_sessions().expect("a read"), &[], "none at first");
    let mut records: Vec<RoleSessionRecord> = (0..)
        .zip(all)
        .map(|(n, assignment)| RoleSessionRecord {
            assignment: assignment.clone(),
            started_at: time(n),
            issued_at: time(n + 1),
            expires_at: time(n + 3600),
            renewal: Renewal::Off,
        })
        .collect();
    for record in &records {
        store.save_role_session(record).expect("a write");
    }
    assert_same(
        &other.role_sessions().expect("a read"),
        &records,
        "in the order they were started, byte for byte",
    );

    let renewed = RoleSessionRecord {
        started_at: time(90_000),
        issued_at: time(90_000),
        expires_at: time(93_600),
        renewal: Renewal::On,
        ..records[0].clone()
    };
    store.save_role_session(&renewed).expect("a write");
    records[0].issued_at = renewed.issued_at;
    records[0].expires_at = renewed.expires_at;
    assert_same(
        &other.role_sessions().expect("a read"),
        &records,
        "a renewal keeps the first start, its place and whether it is kept alive",
    );

    for (renewal, record) in Renewal::ALL.into_iter().zip(&mut records) {
        store.set_renewal(&record.assignment, renewal).expect("a write");
        record.renewal = renewal;
    }
    store
        .set_renewal(&assignment(&all[0].portal, "999922223333", "Admin"), Renewal::On)
        .expect("one that is not known is fine");
    assert_same(
        &other.role_sessions().expect("a read"),
        &records,
        "whether each is kept alive, and nothing else",
    );

    store.remove_role_session(&all[1]).expect("forgetting");
    store
        .remove_role_session(&all[1])
        .expect("forgetting nothing is fine");
    records.remove(1);
    assert_same(
        &other.role_sessions().expect("a read"),
        &records,
        "one is forgotten, the rest stay",
    );
}

fn favourites(store: &dyn AnyStateStore, other: &dyn AnyStateStore, all: &[Assignment]) {
    assert_same(&store.favourites().expect("a read"), &[], "none at first");
    for assignment in all.iter().chain(all.first()) {
        store.set_favourite(assignment, true).expect("a write");
    }
    assert_same(
        &sorted(other.favourites().expect("a read")),
        &sorted(all.to_vec()),
        "each once, byte for byte",
    );
    store.set_favourite(&all[0], false).expect("a write");
    store
        .set_favourite(&all[0], false)
        .expect("clearing nothing is fine");
    assert_same(
        &sorted(other.favourites().expect("a read")),
        &sorted(all[1..].to_vec()),
        "one is cleared",
    );
}

fn recents(store: &dyn AnyStateStore, other: &dyn AnyStateStore, all: &[Assignment]) {
    assert_same(&store.recents(10).expect("a read"), &[], "none at first");
    for (n, assignment) in (0..).zip(all) {
        store.record_use(assignment, time(n)).expect("a write");
    }
    let newest: Vec<Assignment> = all.iter().rev().take(5).cloned().collect();
    assert_same(
        &other.recents(5).expect("a read"),
        &newest,
        "the newest first, no more than asked for",
    );
    assert_same(&other.recents(0).expect("a read"), &[], "none are none");
    store.record_use(&all[0], time(5_000)).expect("a write");
    let recents = other.recents(u32::MAX).expect("a read");
    assert_same(&recents[..1], &all[..1], "used again, it is the newest");
    assert_eq!(recents.len(), all.len(), "each once");
}

fn forgetting(store: &dyn AnyStateStore, other: &dyn AnyStateStore, one: &PortalName, two: &PortalName) {
    let all_of = |portal: &PortalName| {
        let sessions = other
            .role_sessions()
            .expect("a read")
            .into_iter()
            .map(|record| record.assignment);
        let favourites = other.favourites().expect("a read");
        let recents = other.recents(u32::MAX).expect("a read");
        sessions
            .chain(favourites)
            .chain(recents)
            .filter(|assignment| assignment.portal == *portal)
            .count()
    };
    assert_eq!(all_of(two), 3, "the other portal has one of each");
    store.remove_portal_data(one).expect("forgetting");
    assert_eq!(all_of(one), 0, "all of a forgotten portal is gone");
    assert_eq!(all_of(two), 3, "the other portal stays");
    store.remove_portal_data(two).expect("forgetting");
    assert_eq!(all_of(two), 0);
}

fn sorted(mut all: Vec<Assignment>) -> Vec<Assignment> {
    all.sort();
    all
}

fn time(second: i64) -> Timestamp {
    Timestamp::from_second(1_772_366_400 + second).expect("a time in range")
}
