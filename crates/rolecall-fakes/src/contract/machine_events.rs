//! The suite of [`MachineEvents`]: changes of files are events, and nothing else is.

use super::values::portal_name;
use crate::world::role_ref;
use rolecall::ports::{HistoryStore, MachineEvent, MachineEvents, PreferenceStore, SettingsFile, StateStore};
use rolecall_model::Timestamp;
use rolecall_model::history::{HistoryEntry, HistoryEvent, HistorySubject, Surface};
use std::time::Duration;

/// An event arrives within this time.
const MAX_DELAY: Duration = Duration::from_millis(2_500);
/// No event arrives for this time, once all have; less than the second after which a system without events polls.
const QUIET: Duration = Duration::from_millis(600);
/// A wait that is given up after this time may have been about to end.
const SHORT_WAIT: Duration = Duration::from_millis(5);

/// The suite of [`MachineEvents`]; `settings` and `store` are the files whose changes `events` has, opened as another
/// process opens them. The store is left with a favourite of the portal `contract` and an entry of the history.
///
/// # Panics
/// When the machine breaks its contract.
pub async fn machine_events<S>(events: &dyn MachineEvents, settings: &dyn SettingsFile, store: &S)
where
    S: HistoryStore + PreferenceStore + StateStore,
{
    // Listening begins with the first wait.
    quiet(events).await;
    let favourite = role_ref(&portal_name("contract"), "111122223333", "Admin");
    let changes: [(&str, &dyn Fn()); 5] = [
        ("a first settings file", &|| {
            settings.edit(&mut |_| "# contract\n".into()).expect("an edit");
        }),
        ("a replaced settings file", &|| {
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
        assert!(arrives(events).await, "{what}, also before the wait began");
        quiet(events).await;
    }
    for (what, change) in &changes[1..4] {
        let (arrived, ()) = tokio::join!(arrives(events), async { change() });
        assert!(arrived, "{what}, during the wait");
        quiet(events).await;
    }
    let (what, change) = &changes[1];
    change();
    let arrived = tokio::time::timeout(SHORT_WAIT, events.next()).await.is_ok();
    assert!(
        arrived || arrives(events).await,
        "{what}, after a wait that was given up"
    );
    quiet(events).await;
    reading(events, settings, store).await;
}

/// Reading is no change: otherwise a program that reads after each event would never stop.
async fn reading<S>(events: &dyn MachineEvents, settings: &dyn SettingsFile, store: &S)
where
    S: PreferenceStore + StateStore,
{
    settings.read().expect("a read");
    store.favourites().expect("a read");
    store.change_count().expect("a count");
    let arrived = tokio::time::timeout(QUIET, events.next()).await;
    assert!(arrived.is_err(), "reading is a change: {arrived:?}");
}

async fn arrives(events: &dyn MachineEvents) -> bool {
    let changed = async {
        // A machine may have events of its networks at any time.
        while events.next().await != MachineEvent::FilesChanged {}
    };
    tokio::time::timeout(MAX_DELAY, changed).await.is_ok()
}

/// Waits until no more events arrive; each wait but the last is given up, which loses nothing.
async fn quiet(events: &dyn MachineEvents) {
    while tokio::time::timeout(QUIET, events.next()).await.is_ok() {}
}

fn entry() -> HistoryEntry {
    HistoryEntry {
        at: Timestamp::UNIX_EPOCH,
        event: HistoryEvent::SignedIn,
        subject: HistorySubject::Portal(portal_name("contract")),
        expires_at: None,
        surface: Surface::Command,
        program: None,
        by_default: false,
        reason: None,
        detail: None,
    }
}
