//! What is asked of the daemon, and what of its answers counts.

use super::*;

#[test]
fn names_do_not_become_markup() {
    assert_eq!(
        escaped("<a href='x'>&\u{202e}\n"),
        "&lt;a href='x'&gt;&amp;\\u{202e}\\n"
    );
}

#[test]
fn only_an_action_that_was_offered_is_chosen() {
    let offered = [NotificationAction {
        id: "renew".to_owned(),
        label: "Renew".to_owned(),
    }];
    assert_eq!(
        chosen("renew", &offered),
        Some(NotificationEnd::Chosen("renew".to_owned()))
    );
    assert_eq!(chosen("default", &offered), Some(NotificationEnd::Clicked));
    for other in ["", "Renew", "renew ", "stop", "__closed"] {
        assert_eq!(chosen(other, &offered), None, "{other:?}");
    }
}
