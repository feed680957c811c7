//! What the page asks for is read strictly, and names are those of now.

use super::{Accounts, MOST_SHOWN, day, read};
use crate::ipc::wire::{EnvironmentView, HistoryQueryView};
use rolecall::keeper::Snapshot;
use rolecall_model::Timestamp;
use rolecall_model::account::{AccountId, RoleName};
use rolecall_model::assignment::Assignment;
use rolecall_model::history::{HistoryEntry, HistoryEvent, ProcessInfo, Surface};
use rolecall_model::portal::PortalName;
use rolecall_model::settings::Settings;
use std::sync::Arc;

fn query(from: &str, until: &str) -> HistoryQueryView {
    HistoryQueryView {
        from: from.to_owned(),
        until: until.to_owned(),
    }
}

#[test]
fn a_part_of_the_history_begins_before_it_ends() {
    let read_of = |from, until| read(&query(from, until), MOST_SHOWN);
    let whole = read_of("2026-11-23T00:00:00Z", "2026-11-24T00:00:00+01:00").unwrap();
    assert!(whole.from < whole.until && whole.most == MOST_SHOWN);
    for (from, until) in [
        ("2026-11-24T00:00:00Z", "2026-11-24T00:00:00Z"),
        ("2026-11-25T00:00:00Z", "2026-11-24T00:00:00Z"),
        ("", "2026-11-24T00:00:00Z"),
        ("yesterday", "today"),
        ("2026-11-24", "2026-11-25"),
        ("2026-11-24T00:00:00Z", "99999-01-01T00:00:00Z"),
    ] {
        assert!(read_of(from, until).is_err(), "{from} {until}");
    }
}

#[test]
fn an_entry_of_an_account_that_is_listed_no_more_keeps_its_id() {
    let at: Timestamp = "2026-11-24T10:00:00Z".parse().unwrap();
    let portal = PortalName::parse("corp").unwrap();
    let entry = HistoryEntry {
        at,
        event: HistoryEvent::ConsoleOpened,
        portal: portal.clone(),
        assignment: Some(Assignment {
            portal,
            account_id: AccountId::parse("111122223333").unwrap(),
            role_name: RoleName::new("Ad\nmin"),
        }),
        until: None,
        surface: Surface::CredentialProcess,
        program: Some(ProcessInfo {
            name: "python3".to_owned(),
            pid: 42,
            started: 7,
            folder: Some("~/work".to_owned()),
        }),
        by_default: true,
        detail: None,
    };
    let snapshot = Snapshot::default();
    let view = Accounts::of(&snapshot).entry(&entry);
    assert_eq!(view.event, "console-opened");
    assert_eq!(view.surface, "credential-process");
    assert_eq!(view.account_id.as_deref(), Some("111122223333"));
    assert_eq!((view.account_name, view.environment.is_none()), (None, true));
    assert_eq!(view.role_name.as_deref(), Some("Ad\nmin"));
    assert_eq!((view.pid, view.by_default), (Some(42), true));
    assert_eq!(day(at), "2026-11-24");

    let known_by_id = Snapshot {
        settings: Arc::new(Settings {
            production_patterns: vec!["1111*".to_owned()],
            ..Settings::default()
        }),
        ..Snapshot::default()
    };
    let view = Accounts::of(&known_by_id).entry(&entry);
    assert!(matches!(view.environment, Some(EnvironmentView::Production)));
}
