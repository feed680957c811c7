//! The suite of [`MachineEvents`]: files that change are told of, and nothing else.

use super::catalogue_kept::name;
use crate::contract::AnyStateStore;
use crate::world::assignment;
use rolecall::ports::{MachineEvent, MachineEvents, SettingsFile};
use rolecall_model::Timestamp;
use rolecall_model::history::{HistoryEntry, HistoryEvent, Surface};
use std::time::Duration;

/// A change is told within this time.
const SOON: Duration = Duration::from_millis(2_500);
/// Nothing is told for this time, once all is told; less than the second after which a system that does not tell looks.
const QUIET: Duration = Duration::from_millis(600);

/// Who gives up after this time may have been about to hear.
const HASTE: Duration = Duration::from_millis(5);

/// The suite of [`MachineEvents`]; `settings` and `store` are the files that `events` tells of, opened as another
/// process opens them. The store is left with a favourite of the portal `contract-one` and an entry of the history.
///
/// # Panics
/// When the machine breaks its word.
pub async fn machine_events(
    events: &dyn MachineEvents,
    settings: &dyn SettingsFile,
    store: &dyn AnyStateStore,
) {
    // Listening begins with the first wait.
    quiet(events).await;
    let favourite = assignment(&name("contract-one"), "111122223333", "Admin");
    let changes: [(&str, &dyn Fn()); 5] = [
        ("a first file of settings", &|| {
            settings.edit(&mut |_| "# contract\n".into()).expect("an edit");
        }),
        ("settings that are replaced", &|| {
            settings
                .edit(&mut |text| format!("{text}# contract\n"))
                .expect("an edit");
        }),
        ("a first write to the state database", &|| {
            store.set_favourite(&favourite, false).expect("a write");
            store.set_favourite(&favourite, true).expect("a write");
        }),
        ("another write to the state database", &|| {
            store
                .mark_notified("contract", Timestamp::UNIX_EPOCH)
                .expect("a write");
            store.clear_notified("contract").expect("a write");
        }),
        ("an entry of the history", &|| {
            store.append_history(&entry()).expect("a write");
        }),
    ];
    for (what, change) in &changes {
        change();
        assert!(
            is_told(events).await,
            "{what} is told of, also when it was before the wait"
        );
        quiet(events).await;
    }
    for (what, change) in &changes[1..4] {
        let (told, ()) = tokio::join!(is_told(events), async { change() });
        assert!(told, "{what} is told to who waits");
        quiet(events).await;
    }
    let (what, change) = &changes[1];
    change();
    let hasty = tokio::time::timeout(HASTE, events.next()).await;
    assert!(
        hasty.is_ok() || is_told(events).await,
        "{what} is told of after a wait that was given up"
    );
    quiet(events).await;
    reading(events, settings, store).await;
}

/// Reading is no change: who looks at each event would look for ever.
async fn reading(events: &dyn MachineEvents, settings: &dyn SettingsFile, store: &dyn AnyStateStore) {
    settings.read().expect("a read");
    store.favourites().expect("a read");
    store.change_count().expect("a count");
    let told = tokio::time::timeout(QUIET, events.next()).await;
    assert!(told.is_err(), "reading is told of as a change: {told:?}");
}

async fn is_told(events: &dyn MachineEvents) -> bool {
    let until = async {
        // A machine may tell of its networks whenever it likes.
        while events.next().await != MachineEvent::FilesChanged {}
    };
    tokio::time::timeout(SOON, until).await.is_ok()
}

/// Waits until nothing more is told; each wait but the last is given up, which loses nothing.
async fn quiet(events: &dyn MachineEvents) {
    while tokio::time::timeout(QUIET, events.next()).await.is_ok() {}
}

fn entry() -> HistoryEntry {
    let portal = name("contract-one");
    HistoryEntry {
        at: Timestamp::UNIX_EPOCH,
        event: HistoryEvent::SignedIn,
        portal,
        assignment: None,
        until: None,
        surface: Surface::Command,
        program: None,
        by_default: false,
        detail: None,
    }
}
