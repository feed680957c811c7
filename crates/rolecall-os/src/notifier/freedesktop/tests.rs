//! What is sent to the daemon, and which of its signals count.

use super::*;

#[test]
fn names_do_not_become_markup() {
    assert_eq!(
        escape_markup("<a href='x'>&\u{202e}\n"),
        "&lt;a href='x'&gt;&amp;\\u{202e}\\n"
    );
}

#[test]
fn only_an_offered_action_counts() {
    let offered = [NotificationAction {
        id: "renew".to_owned(),
        label: "Renew".to_owned(),
    }];
    assert_eq!(
        end_for_action("renew", &offered),
        Some(NotificationEnd::Chosen("renew".to_owned()))
    );
    assert_eq!(
        end_for_action("default", &offered),
        Some(NotificationEnd::Clicked)
    );
    for other in ["", "Renew", "renew ", "stop", "__closed"] {
        assert_eq!(end_for_action(other, &offered), None, "{other:?}");
    }
}
