//! The suite of [`RoleSessionIndex`]: which role sessions there are, and whether each is renewed.

use super::values::{assert_lists, portal_name, time};
use crate::hostile;
use crate::world::{defined_role_ref, role_ref};
use rolecall::ports::RoleSessionIndex;
use rolecall_model::history::Surface;
use rolecall_model::reason::Reason;
use rolecall_model::role_ref::RoleRef;
use rolecall_model::role_session::{Renewal, RoleSessionRecord};

/// The suite of [`RoleSessionIndex`]: `store` and `other` are the same, empty database opened by two processes.
///
/// # Panics
/// When the index breaks its contract.
pub fn role_session_index<S: RoleSessionIndex>(store: &S, other: &S) {
    let read = || other.role_sessions().expect("a read");
    assert_lists(&read(), &[], "empty at first");
    let mut records: Vec<RoleSessionRecord> = Vec::new();
    for (second, name) in (0..).zip(hostile::names()) {
        records.push(record(
            role_ref(&portal_name("contract"), "111122223333", &name),
            second,
        ));
    }
    records.push(record(
        role_ref(&portal_name("contract-second"), "111122223333", "Admin"),
        1_000,
    ));
    records.push(record(
        defined_role_ref("contract", "111122223333", "Admin"),
        1_001,
    ));
    for record in &records {
        store.save_role_session(record).expect("a write");
    }
    assert_lists(&read(), &records, "in the order of their start, byte for byte");

    let renewed = RoleSessionRecord {
        started_at: time(90_000),
        issued_at: time(90_000),
        expires_at: time(93_600),
        renewal: Renewal::On,
        requested_by: Surface::Window,
        reason: Reason::parse("INC-42: pay run").ok(),
        ..records[0].clone()
    };
    store.save_role_session(&renewed).expect("a write");
    records[0].issued_at = renewed.issued_at;
    records[0].expires_at = renewed.expires_at;
    records[0].requested_by = Surface::Window;
    records[0].reason.clone_from(&renewed.reason);
    assert_lists(
        &read(),
        &records,
        "saved again, it keeps its first start, its position and its renewal, not who asked and why",
    );

    for (renewal, record) in Renewal::ALL.into_iter().zip(&mut records) {
        store.set_renewal(&record.role, renewal).expect("a write");
        record.renewal = renewal;
    }
    let unknown = role_ref(&portal_name("contract"), "999922223333", "Admin");
    store.set_renewal(&unknown, Renewal::On).expect("no failure");
    assert_lists(&read(), &records, "the renewal of each, and nothing else");

    for _ in 0..2 {
        store
            .remove_role_session(&records[1].role)
            .expect("no failure, also for an absent record");
    }
    records.remove(1);
    assert_lists(&read(), &records, "the others stay");
}

fn record(role: RoleRef, second: i64) -> RoleSessionRecord {
    RoleSessionRecord {
        role,
        started_at: time(second),
        issued_at: time(second + 1),
        expires_at: time(second + 3600),
        renewal: Renewal::Off,
        requested_by: Surface::CredentialProcess,
        reason: None,
    }
}
