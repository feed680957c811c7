//! When certificates are read, and whose results count.

use super::{CertificateState, READ_INTERVAL, TrackedCertificates};
use crate::settings::read_settings;
use crate::test_records::{minute, role};
use rolecall_model::Timestamp;
use rolecall_model::role_ref::RoleRef;
use rolecall_model::roles_anywhere::CertificateValidity;
use rolecall_model::settings::Settings;
use std::collections::HashMap;
use std::time::Duration;

fn settings() -> Settings {
    let text = r#"
[role.host]
roles_anywhere = "arn:aws:iam::111122223333:role/Host"
certificate = "/etc/host.pem"
private_key = "/etc/host.key"
trust_anchor = "arn:aws:rolesanywhere:eu-west-1:111122223333:trust-anchor/66666666-7777-8888-9999-000000000000"
profile = "arn:aws:rolesanywhere:eu-west-1:111122223333:profile/11111111-2222-3333-4444-555555555555"
"#;
    read_settings(text).unwrap()
}

fn until(not_after: Timestamp) -> CertificateValidity {
    CertificateValidity {
        not_before: Timestamp::UNIX_EPOCH,
        not_after,
    }
}

#[test]
fn they_are_read_at_the_start_after_changes_and_from_time_to_time() {
    let mut certificates = TrackedCertificates::default();
    let settings = settings();
    let next = minute(0) + READ_INTERVAL;
    assert_eq!(certificates.due_read(&settings, minute(0)), (Some(1), Some(next)));
    assert_eq!(certificates.due_read(&settings, minute(1)), (None, Some(next)));
    assert_eq!(certificates.due_read(&settings, next).0, Some(2));
    certificates.mark_outdated();
    assert_eq!(certificates.due_read(&settings, next).0, Some(3));
    let set_back = next - Duration::from_hours(1);
    assert_eq!(certificates.due_read(&settings, set_back).0, Some(4));
}

#[test]
fn without_any_nothing_is_read_and_everything_is_known() {
    let mut certificates = TrackedCertificates::default();
    assert_eq!(certificates.known(), None);
    let (read, _) = certificates.due_read(&settings(), minute(0));
    assert_eq!(
        certificates.due_read(&Settings::default(), minute(0)),
        (None, None)
    );
    assert_eq!(certificates.known(), Some(&[][..]));
    let late = vec![(role("acme", "Host"), until(minute(9)))];
    certificates.accept(read.unwrap(), late);
    assert_eq!(certificates.known(), Some(&[][..]), "it is not defined any more");
}

#[test]
fn an_older_result_never_follows_a_newer_one() {
    let mut certificates = TrackedCertificates::default();
    let settings = settings();
    let (first, _) = certificates.due_read(&settings, minute(0));
    certificates.mark_outdated();
    let (second, _) = certificates.due_read(&settings, minute(0));
    let found = |end| vec![(role("acme", "Host"), until(minute(end)))];
    certificates.accept(second.unwrap(), found(20));
    certificates.accept(first.unwrap(), found(10));
    assert_eq!(certificates.known(), Some(found(20).as_slice()));
    let (before, after) = (certificates.states(minute(0)), certificates.states(minute(21)));
    let of_host = |states: HashMap<RoleRef, CertificateState>| states[&role("acme", "Host")].ends_soon;
    assert!(!of_host(before) || of_host(after));
}
