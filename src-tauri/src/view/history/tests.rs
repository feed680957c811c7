//! Entries have the names that their accounts have now.

use super::{AccountIndex, detail, event, surface};
use crate::tests::role_ref;
use crate::wire::{EnvironmentView, HistoryEventView, SurfaceView};
use rolecall::keeper::Snapshot;
use rolecall_model::Timestamp;
use rolecall_model::history::{
    HistoryDetail, HistoryEntry, HistoryEvent, HistorySubject, ProcessInfo, Surface,
};
use rolecall_model::settings::Settings;
use serde_json::json;
use std::sync::Arc;

#[test]
fn an_entry_of_an_account_that_is_no_longer_listed_has_its_id() {
    let at: Timestamp = "2026-11-24T10:00:00Z".parse().unwrap();
    let entry = HistoryEntry {
        at,
        event: HistoryEvent::ConsoleOpened,
        subject: HistorySubject::Role(role_ref("111122223333", "Ad\nmin")),
        expires_at: None,
        surface: Surface::CredentialProcess,
        program: Some(ProcessInfo {
            name: "python3".to_owned(),
            pid: 42,
            started: 7,
            folder: Some("~/work".to_owned()),
        }),
        by_default: true,
        reason: None,
        detail: None,
    };
    let snapshot = Snapshot::default();
    let view = AccountIndex::new(&snapshot).entry(&entry);
    assert_eq!(view.event, HistoryEventView::ConsoleOpened);
    assert_eq!(view.surface, SurfaceView::CredentialProcess);
    assert_eq!(view.account_id.as_deref(), Some("111122223333"));
    assert_eq!((view.account_name, view.environment.is_none()), (None, true));
    assert_eq!(view.role_name.as_deref(), Some("Ad\nmin"));
    assert_eq!((view.pid, view.by_default), (Some(42), true));

    let with_pattern = Snapshot {
        settings: Arc::new(Settings {
            production_patterns: vec!["1111*".to_owned()],
            ..Settings::default()
        }),
        ..Snapshot::default()
    };
    let view = AccountIndex::new(&with_pattern).entry(&entry);
    assert!(matches!(view.environment, Some(EnvironmentView::Production)));
}

#[test]
fn events_and_surfaces_have_the_words_of_the_state_database() {
    for known in HistoryEvent::ALL {
        assert_eq!(serde_json::to_value(event(known)).unwrap(), known.id());
    }
    for known in Surface::ALL {
        assert_eq!(serde_json::to_value(surface(known)).unwrap(), known.id());
    }
}

#[test]
fn details_are_values_that_the_page_puts_into_words() {
    for (code, expected) in [
        ("bash", json!({ "kind": "format", "format": "bash" })),
        ("exec", json!({ "kind": "exec" })),
        ("shell", json!({ "kind": "shell" })),
        ("cleared", json!({ "kind": "default-cleared" })),
        (
            "console-link:s3:eu-west-1",
            json!({ "kind": "console", "service": "s3", "region": "eu-west-1", "asLink": true }),
        ),
        (
            "s3 in eu-west-1, as a link",
            json!({ "kind": "text", "text": "s3 in eu-west-1, as a link" }),
        ),
    ] {
        let view = detail(&HistoryDetail::from_code(code.to_owned()));
        assert_eq!(serde_json::to_value(view).unwrap(), expected);
    }
}
