//! The stored content as last read, and when it is reloaded.

use super::{BROKEN_DATABASE_RETRY_INTERVAL, MIN_RELOAD_INTERVAL, SettingsUpdate, StoredState};
use crate::ports::SettingsFileError;
use crate::test_records::minute;
use std::time::Duration;

const RENEWS_NOT: &str = "renew = false\n";

fn is_default_changed(update: &SettingsUpdate) -> bool {
    let SettingsUpdate::Changed {
        is_default_changed, ..
    } = update
    else {
        return false;
    };
    *is_default_changed
}

#[test]
fn settings_that_break_leave_the_last_good_ones() {
    let mut stored = StoredState::default();
    assert!(!stored.is_loaded() && !stored.are_settings_complete());
    let broken = stored.on_settings_read(Ok("renew = [".to_owned()));
    assert!(matches!(broken, SettingsUpdate::Failed(_)));
    assert!(stored.is_loaded() && !stored.are_settings_complete());

    let changed = stored.on_settings_read(Ok(RENEWS_NOT.to_owned()));
    assert!(!is_default_changed(&changed) && stored.are_settings_complete());
    assert!(!stored.settings().renew);

    let same = stored.on_settings_read(Ok(RENEWS_NOT.to_owned()));
    assert!(matches!(same, SettingsUpdate::Unchanged));
    let detail = "gone".to_owned();
    let unreadable = stored.on_settings_read(Err(SettingsFileError::Unreadable { detail }));
    assert!(matches!(unreadable, SettingsUpdate::Failed(_)));
    assert!(!stored.settings().renew && stored.are_settings_complete());
    let again = stored.on_settings_read(Ok(RENEWS_NOT.to_owned()));
    assert!(
        matches!(again, SettingsUpdate::Changed { .. }),
        "so that the problem is taken away"
    );
}

#[test]
fn a_part_that_is_invalid_is_left_out_and_the_rest_is_used() {
    let mut stored = StoredState::default();
    let text = format!("history_days = 0\n{RENEWS_NOT}[colour]\n\"acme/111122223333/Admin\" = \"mauve\"\n");
    let SettingsUpdate::Changed { left_out, .. } = stored.on_settings_read(Ok(text)) else {
        panic!("it is not used")
    };
    let problem = left_out.unwrap();
    assert!(
        problem.advice.contains("line 1 ") && problem.advice.contains("line 4 "),
        "{problem:?}"
    );
    assert!(!stored.settings().renew);
    assert!(!stored.are_settings_complete(), "nothing is cleaned up by them");
    let fixed = stored.on_settings_read(Ok(RENEWS_NOT.to_owned()));
    assert!(matches!(fixed, SettingsUpdate::Changed { left_out: None, .. }));
    assert!(stored.are_settings_complete());
}

#[test]
fn another_default_is_noticed() {
    let mut stored = StoredState::default();
    let text = "default = \"acme/111122223333/Admin\"\n[portal.acme]\nstart_url = \
                \"https://acme.awsapps.com/start\"\nregion = \"eu-central-1\"\n";
    let changed = stored.on_settings_read(Ok(text.to_owned()));
    assert!(is_default_changed(&changed), "{changed:?}");
    assert!(stored.default_role().is_some());
}

#[test]
fn changes_right_after_a_reload_are_read_once_a_little_later() {
    let mut stored = StoredState::default();
    let now = minute(0);
    assert!(stored.on_files_changed(now));
    stored.on_reload_started(now);
    let soon = now + Duration::from_millis(100);
    assert!(!stored.on_files_changed(soon));
    assert!(!stored.on_files_changed(soon));
    let reload_at = now + MIN_RELOAD_INTERVAL;
    assert_eq!(stored.next_reload(false, soon), Some(reload_at));
    assert!(!stored.is_reload_due(soon));
    assert!(stored.is_reload_due(reload_at));
    stored.on_reload_started(reload_at);
    assert_eq!(stored.next_reload(false, reload_at), None);
    assert!(
        stored.on_files_changed(now - Duration::from_hours(1)),
        "a clock that was set back puts nothing off"
    );
}

#[test]
fn a_broken_database_is_tried_again() {
    let mut stored = StoredState::default();
    let now = minute(0);
    let retry = now + BROKEN_DATABASE_RETRY_INTERVAL;
    assert_eq!(stored.next_reload(true, now), Some(retry));
    assert_eq!(
        stored.next_reload(true, now + Duration::from_secs(1)),
        Some(retry)
    );
}

#[test]
fn only_changes_after_the_first_read_are_by_others() {
    let mut stored = StoredState::default();
    assert!(!stored.on_database_read(Some(3)));
    assert!(!stored.on_database_read(Some(3)));
    assert!(stored.on_database_read(Some(4)));
}
