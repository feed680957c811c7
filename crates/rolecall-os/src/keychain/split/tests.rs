//! Split values: every size, a crash before every change, parts that do not belong together.

use super::*;
use crate::keychain::tests::small_store::SmallStore;
use rolecall::ports::KeychainItem;
use rolecall_model::portal::PortalName;

const LIMIT: usize = 256;

fn item() -> ItemName {
    ItemName::new("", &KeychainItem::SignIn(PortalName::parse("acme").unwrap()))
}

fn value(character: u8, length: usize) -> Vec<u8> {
    vec![character; length]
}

fn read_from(store: &SmallStore) -> Option<Vec<u8>> {
    read(&*store.shared(), &item())
        .unwrap()
        .map(|value| value.to_vec())
}

fn write_to(store: &SmallStore, value: &[u8]) -> Result<(), SplitError> {
    write(&*store.shared(), Some(LIMIT), &item(), value)
}

#[test]
fn values_of_every_size_come_back() {
    let store = SmallStore::new(LIMIT);
    for length in [
        0,
        1,
        LIMIT - 1,
        LIMIT,
        LIMIT + 1,
        2560,
        4096,
        2 * LIMIT,
        65_536,
        300,
        3,
    ] {
        write_to(&store, &value(b'v', length)).unwrap();
        assert_eq!(read_from(&store), Some(value(b'v', length)), "{length}");
        let parts = length.div_ceil(LIMIT - GENERATION_LENGTH);
        let expected = if length <= LIMIT { 1 } else { 1 + parts };
        assert_eq!(
            store.0.lock().unwrap().items.len(),
            expected,
            "parts of old values stay behind at {length}"
        );
    }
    erase(&*store.shared(), Some(LIMIT), &item()).unwrap();
    assert!(store.0.lock().unwrap().items.is_empty());
}

/// Dies before every single change in turn.
#[test]
fn a_crash_leaves_the_old_value_or_the_new_one() {
    let sizes = [10, 600, 2560, 900];
    let mut crashes = 0;
    for old_size in sizes {
        for new_size in sizes {
            let (old, new) = (value(b'o', old_size), value(b'n', new_size));
            let mut seen_new = false;
            for changes in 0.. {
                let store = SmallStore::new(LIMIT);
                write_to(&store, &old).unwrap();
                store.0.lock().unwrap().changes_left = Some(changes);
                let finished = write_to(&store, &new).is_ok();
                store.0.lock().unwrap().changes_left = None;
                let found = read_from(&store).expect("the value is gone");
                assert!(
                    found == old || found == new,
                    "a splice at {changes} of {old_size} -> {new_size}"
                );
                assert!(!seen_new || found == new, "the old value came back");
                seen_new = found == new;
                write_to(&store, &old).unwrap();
                assert_eq!(
                    read_from(&store).unwrap(),
                    old,
                    "a crash stands in the way of the next write"
                );
                if finished {
                    assert!(seen_new);
                    break;
                }
                crashes += 1;
            }
        }
    }
    assert!(crashes > 50, "{crashes}");
}

#[test]
fn parts_of_two_values_are_never_put_together() {
    let store = SmallStore::new(LIMIT);
    write_to(&store, &value(b'1', 600)).unwrap();
    let of_first = store.0.lock().unwrap().items.clone();
    write_to(&store, &value(b'2', 600)).unwrap();
    write_to(&store, &value(b'3', 600)).unwrap();
    let part = of_first.keys().find(|key| key.ends_with("a1")).unwrap();
    let of_third = store
        .0
        .lock()
        .unwrap()
        .items
        .insert(part.clone(), of_first[part].clone());
    assert!(of_third.is_some(), "the third value uses the same part");
    assert!(matches!(
        read(&*store.shared(), &item()),
        Err(SplitError::Corrupt)
    ));
}

#[test]
fn a_part_that_changed_is_noticed() {
    let store = SmallStore::new(LIMIT);
    write_to(&store, &value(b'1', 600)).unwrap();
    for (key, bytes) in &mut store.0.lock().unwrap().items {
        if key.contains("part") {
            *bytes.last_mut().unwrap() = b'x';
        }
    }
    assert!(matches!(
        read(&*store.shared(), &item()),
        Err(SplitError::Corrupt)
    ));
}

#[test]
fn without_a_limit_there_is_one_item() {
    let store = SmallStore::new(usize::MAX);
    write(&*store.shared(), None, &item(), &value(b'v', 100_000)).unwrap();
    assert_eq!(store.0.lock().unwrap().items.len(), 1);
}
