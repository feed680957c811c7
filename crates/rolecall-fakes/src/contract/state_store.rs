//! The suite of [`StateStore`]: what spans the four stores of the state database.

use super::values::{assert_lists, portal_name, time};
use crate::world::role_ref;
use rolecall::ports::{CatalogueStore, HistoryStore, PreferenceStore, RoleSessionIndex, StateStore};
use rolecall_model::account::Account;
use rolecall_model::catalogue::{Catalogue, Rename};
use rolecall_model::history::{HistoryEntry, HistoryEvent, HistoryQuery, HistorySubject, Surface};
use rolecall_model::portal::PortalName;
use rolecall_model::role_session::{Renewal, RoleSessionRecord};

const CAUSES: [&str; 4] = [
    "limit contract/111122223333/Admin",
    "sign-in:contract",
    "sign-in:contract-more",
    "sign-in",
];

/// The suite of [`StateStore`]: `store` and `other` are the same, empty database opened by two processes.
///
/// # Panics
/// When the store breaks its contract.
pub fn state_store<S>(store: &S, other: &S)
where
    S: CatalogueStore + HistoryStore + PreferenceStore + RoleSessionIndex + StateStore,
{
    let [portal, more] = ["contract", "contract-more"].map(portal_name);
    for portal in [&portal, &more] {
        fill(store, other, portal);
    }
    for cause in CAUSES {
        store.mark_notified(cause, time(0)).expect("a write");
    }
    renames_leave_role_sessions(store, other, &portal);
    for _ in 0..2 {
        let removed = store.remove_portal_data(&portal);
        removed.expect("no failure, also where there is no data");
    }
    let catalogue = |portal: &PortalName| other.catalogue(portal).expect("a read");
    assert_eq!(
        catalogue(&portal),
        Catalogue::default(),
        "its catalogue is removed"
    );
    assert_eq!(
        catalogue(&more).accounts.len(),
        1,
        "that of another portal is not"
    );
    let expected = [role_ref(&more, "111122223333", "Admin")];
    let sessions = other.role_sessions().expect("a read").into_iter();
    let sessions: Vec<_> = sessions.map(|record| record.role).collect();
    assert_lists(&sessions, &expected, "role sessions");
    assert_lists(&other.favourites().expect("a read"), &expected, "favourites");
    assert_lists(&other.recents(9).expect("a read"), &expected, "recent roles");
    assert_eq!(history(other), 2, "the history of a removed portal stays");
    assert_lists(&other.renames().expect("a read"), &[], "renames");
    let first_time = CAUSES.map(|cause| other.mark_notified(cause, time(1)).expect("a write"));
    assert_eq!(
        first_time,
        [true, true, false, false],
        "notifications that name the removed portal are cleared, and no others"
    );
}

/// Writes something of `portal` to each store, and checks that each write shows as a change to the other process.
fn fill<S>(store: &S, other: &S, portal: &PortalName)
where
    S: CatalogueStore + HistoryStore + PreferenceStore + RoleSessionIndex + StateStore,
{
    let admin = role_ref(portal, "111122223333", "Admin");
    let account = Account {
        id: admin.account_id.clone(),
        name: "Production".into(),
        email: None,
    };
    let record = RoleSessionRecord {
        role: admin.clone(),
        started_at: time(0),
        issued_at: time(0),
        expires_at: time(3_600),
        renewal: Renewal::On,
        requested_by: Surface::Command,
        reason: None,
    };
    let entry = HistoryEntry {
        at: time(0),
        event: HistoryEvent::Issued,
        subject: HistorySubject::Role(admin.clone()),
        expires_at: None,
        surface: Surface::Command,
        program: None,
        by_default: false,
        reason: None,
        detail: None,
    };
    let writes: [&dyn Fn(); 5] = [
        &|| {
            store
                .save_accounts(portal, std::slice::from_ref(&account))
                .expect("a write")
        },
        &|| store.save_role_session(&record).expect("a write"),
        &|| store.set_favourite(&admin, true).expect("a write"),
        &|| store.record_use(&admin, time(0)).expect("a write"),
        &|| store.append_history(&entry).expect("a write"),
    ];
    for write in writes {
        let [own, before] = [store, other].map(|store| store.change_count().expect("a count"));
        write();
        assert_eq!(
            store.change_count().expect("a count"),
            own,
            "one's own write is not counted"
        );
        let after = other.change_count().expect("a count");
        assert_ne!(after, before, "a write of another process is counted");
        assert_eq!(other.change_count().expect("a count"), after, "reading is not");
    }
}

fn renames_leave_role_sessions<S>(store: &S, other: &S, portal: &PortalName)
where
    S: PreferenceStore + RoleSessionIndex,
{
    let before = other.role_sessions().expect("a read");
    let renamed = role_ref(portal, "111122223333", "Administrator");
    let rename = Rename {
        from: before[0].role.clone(),
        to: renamed,
    };
    store.rename_role(&rename).expect("a write");
    assert_lists(
        &other.role_sessions().expect("a read"),
        &before,
        "a role session is not renamed",
    );
}

fn history<S: HistoryStore>(store: &S) -> usize {
    let query = HistoryQuery {
        from: time(-1),
        until: time(1),
        limit: u32::MAX,
    };
    store.history(&query).expect("a read").len()
}
