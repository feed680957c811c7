//! Notifications on a bus of the test's own: a daemon written for it records its calls and responds as daemons do.

#![cfg(target_os = "linux")]
#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test may end at once")]

#[path = "notifications/daemon.rs"]
mod daemon;
#[expect(dead_code, reason = "the keychain's tests need more of a desktop")]
mod desktop;

use daemon::StubDaemon;
use desktop::{Keyring, PrivateDesktop, run, shell};
use rolecall::ports::{Notification, NotificationAction, NotificationEnd, Notifier};
use rolecall_fakes::contract::NotificationScreen;
use rolecall_os::DesktopNotifier;
use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::time::Duration;
use tokio::time::timeout;

const SOON: Duration = Duration::from_secs(60);

fn desktop() -> PrivateDesktop {
    PrivateDesktop::with(Keyring::NotInstalled)
}

fn notification(cause: &str, summary: &str) -> Notification {
    Notification {
        cause: cause.to_owned(),
        summary: summary.to_owned(),
        body: "The sign-in at acme ended.".to_owned(),
        actions: vec![NotificationAction {
            id: "sign-in".to_owned(),
            label: "Sign in".to_owned(),
        }],
    }
}

async fn shown(notifier: &DesktopNotifier, notification: Notification) -> NotificationEnd {
    let end = timeout(SOON, notifier.show(&notification)).await;
    end.expect("an end in time").expect("a daemon")
}

async fn assert_not_shown() {
    let refused = timeout(SOON, DesktopNotifier::new().show(&notification("cause", "One"))).await;
    assert!(refused.unwrap().is_err());
}

/// Runs shell until dunst shows so many.
async fn displayed(number: u32) {
    let line = format!("until [ \"$(dunstctl count displayed)\" = {number} ]; do sleep 0.05; done");
    tokio::task::spawn_blocking(move || shell(&line)).await.unwrap();
}

fn quietly(mut command: Command, output: Stdio) -> Child {
    command.stdin(Stdio::null()).stdout(output).stderr(Stdio::null());
    command.spawn().unwrap()
}

#[test]
fn it_passes_the_contract_with_a_daemon_that_tells_everybody() {
    run(desktop(), async {
        let daemon = StubDaemon::start(|_| {}).await;
        rolecall_fakes::contract::notifier(&DesktopNotifier::new(), &daemon).await;
    });
}

#[test]
fn it_passes_the_contract_with_a_daemon_that_signals_only_the_sender() {
    run(desktop(), async {
        let daemon = StubDaemon::start(|behaviour| behaviour.signals_only_the_sender = true).await;
        rolecall_fakes::contract::notifier(&DesktopNotifier::new(), &daemon).await;
    });
}

#[test]
fn a_notification_is_escaped_and_never_urgent() {
    run(desktop(), async {
        let daemon = StubDaemon::start(|_| {}).await;
        let notifier = DesktopNotifier::new();
        let hostile = Notification {
            summary: "<b>Re\u{202e}new\u{1b}[31m</b>\n".to_owned(),
            body: "<img src='file:///etc/passwd'/>&\n\u{202e}".to_owned(),
            actions: vec![NotificationAction {
                id: "renew".to_owned(),
                label: "Renew\u{7}".to_owned(),
            }],
            ..notification("cause", "")
        };
        let (end, received) = tokio::join!(shown(&notifier, hostile), async {
            let received = daemon.next_received().await;
            daemon.dismiss(&received.summary).await;
            received
        });
        assert_eq!(end, NotificationEnd::Closed);
        assert_eq!(received.program, "Rolecall");
        assert_eq!(
            received.summary, "<b>Re\\u{202e}new\\u{1b}[31m</b>\\n",
            "the summary is no markup"
        );
        assert_eq!(
            received.body,
            "&lt;img src='file:///etc/passwd'/&gt;&amp;\\n\\u{202e}"
        );
        assert_eq!(
            received.actions,
            ["default", "Open Rolecall", "renew", "Renew\\u{7}"]
        );
        assert_eq!(received.desktop_entry.as_deref(), Some("rolecall"));
        assert_eq!(received.urgency, Some(1), "normal");
        assert_eq!(received.replaces, 0);
    });
}

#[test]
fn a_daemon_without_capabilities_gets_plain_text_and_no_actions() {
    run(desktop(), async {
        let daemon = StubDaemon::start(|behaviour| behaviour.capabilities = vec!["body"]).await;
        let notifier = DesktopNotifier::new();
        let with_actions = Notification {
            body: "R&D <admins>".to_owned(),
            ..notification("cause", "One")
        };
        let (end, received) = tokio::join!(shown(&notifier, with_actions), async {
            let received = daemon.next_received().await;
            daemon.dismiss("One").await;
            received
        });
        assert_eq!(end, NotificationEnd::Closed);
        assert!(received.actions.is_empty(), "no actions, not even the click");
        assert_eq!(received.body, "R&D <admins>", "no markup, nothing to escape");
    });
}

#[test]
fn an_action_before_the_id_is_known_is_not_missed() {
    run(desktop(), async {
        let daemon = StubDaemon::start(|behaviour| behaviour.immediate_action = Some("sign-in")).await;
        let notifier = DesktopNotifier::new();
        for _ in 0..50 {
            let end = shown(&notifier, notification("cause", "One")).await;
            assert_eq!(end, NotificationEnd::Chosen("sign-in".to_owned()));
        }
        drop(daemon);
    });
}

#[test]
fn only_an_offered_action_of_that_notification_counts() {
    run(desktop(), async {
        let daemon = StubDaemon::start(|_| {}).await;
        let notifier = DesktopNotifier::new();
        let (end, ()) = tokio::join!(shown(&notifier, notification("cause", "One")), async {
            daemon.wait_for(&["One"]).await;
            daemon.emit_action("One", "stop-all").await;
            daemon.emit_action("One", "").await;
            daemon.emit_of_another(u32::MAX).await;
            daemon.dismiss("One").await;
        });
        assert_eq!(end, NotificationEnd::Closed);
    });
}

#[test]
fn a_daemon_that_goes_ends_what_it_shows() {
    run(desktop(), async {
        let notifier = DesktopNotifier::new();
        for _ in 0..2 {
            let daemon = StubDaemon::start(|_| {}).await;
            let (end, ()) = tokio::join!(shown(&notifier, notification("cause", "One")), async {
                daemon.wait_for(&["One"]).await;
                daemon.go().await;
            });
            assert_eq!(end, NotificationEnd::Closed);
            // Nobody is left who could take it away.
            notifier.withdraw("cause").await;
        }
    });
}

#[test]
fn without_a_daemon_it_is_said() {
    run(desktop(), async {
        assert_not_shown().await;
    });
}

#[test]
fn without_a_bus_there_is_an_error() {
    run(PrivateDesktop::without_bus(), async {
        assert_not_shown().await;
    });
}

#[test]
fn a_daemon_that_never_responds_ends_in_a_timeout() {
    run(desktop(), async {
        let _silent = daemon::own_the_name_and_say_nothing().await;
        assert_not_shown().await;
    });
}

#[test]
fn a_dropped_wait_leaves_the_notification_which_can_still_be_withdrawn() {
    run(desktop(), async {
        let daemon = StubDaemon::start(|_| {}).await;
        let notifier = DesktopNotifier::new();
        let first = notification("cause", "One");
        tokio::select! {
            end = notifier.show(&first) => panic!("{end:?}"),
            () = daemon.wait_for(&["One"]) => {}
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
        daemon.wait_for(&["One"]).await;
        notifier.withdraw("cause").await;
        daemon.wait_for(&[]).await;
    });
}

/// A daemon that people run, on a display of the test's own.
#[test]
fn dunst_shows_it_and_signals_its_action() {
    run(desktop(), async {
        let mut server = Command::new("Xvfb");
        server.args(["-displayfd", "1", "-nolisten", "tcp"]);
        let mut display = quietly(server, Stdio::piped());
        let mut number = String::new();
        let mut output = BufReader::new(display.stdout.take().unwrap());
        output.read_line(&mut number).unwrap();
        let mut dunst = Command::new("dunst");
        dunst.env("DISPLAY", format!(":{}", number.trim()));
        let mut dunst = quietly(dunst, Stdio::null());
        shell("gdbus wait --session --timeout 20 org.freedesktop.Notifications");
        let notifier = DesktopNotifier::new();
        for (action, right) in [
            ("dunstctl action", NotificationEnd::Clicked),
            ("dunstctl close", NotificationEnd::Closed),
        ] {
            let (end, ()) = tokio::join!(shown(&notifier, notification("cause", "One")), async {
                displayed(1).await;
                // Dunst signals the sender alone: a user takes longer than the notifier to listen.
                tokio::time::sleep(Duration::from_millis(300)).await;
                tokio::task::spawn_blocking(move || shell(action)).await.unwrap();
                displayed(0).await;
            });
            assert_eq!(end, right);
        }
        let (end, ()) = tokio::join!(shown(&notifier, notification("cause", "One")), async {
            displayed(1).await;
            notifier.withdraw("cause").await;
            displayed(0).await;
        });
        assert_eq!(end, NotificationEnd::Closed);
        let (end, ()) = tokio::join!(shown(&notifier, notification("cause", "One")), async {
            displayed(1).await;
            dunst.kill().unwrap();
            dunst.wait().unwrap();
        });
        assert_eq!(end, NotificationEnd::Closed, "it was killed");
        display.kill().unwrap();
        display.wait().unwrap();
    });
}
