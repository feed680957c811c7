//! Notifications on a bus of the test's own: a daemon written for it records its calls and responds as daemons do.

#![cfg(target_os = "linux")]
#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test may end at once")]

#[path = "notifications/daemon.rs"]
mod daemon;
#[expect(dead_code, reason = "the keychain's tests need more of a desktop")]
mod desktop;

use daemon::{DaemonBehaviour, StubDaemon};
use desktop::{Keyring, PrivateDesktop, run, shell};
use rolecall::ports::{Notification, NotificationAction, NotificationEnd, Notifier};
use rolecall_fakes::contract::NotificationScreen;
use rolecall_os::DesktopNotifier;
use std::io::{BufRead, BufReader};
use std::process::Stdio;
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

#[test]
fn it_passes_the_contract_with_a_daemon_that_tells_everybody() {
    run(
        "it_passes_the_contract_with_a_daemon_that_tells_everybody",
        desktop(),
        async {
            let daemon = StubDaemon::start(DaemonBehaviour::default()).await;
            rolecall_fakes::contract::notifier(&DesktopNotifier::new(), &daemon).await;
        },
    );
}

#[test]
fn it_passes_the_contract_with_a_daemon_that_signals_only_the_sender() {
    run(
        "it_passes_the_contract_with_a_daemon_that_signals_only_the_sender",
        desktop(),
        async {
            let daemon = StubDaemon::start(DaemonBehaviour {
                signals_only_the_sender: true,
                ..DaemonBehaviour::default()
            })
            .await;
            rolecall_fakes::contract::notifier(&DesktopNotifier::new(), &daemon).await;
        },
    );
}

#[test]
fn a_notification_is_escaped_and_never_urgent() {
    run("a_notification_is_escaped_and_never_urgent", desktop(), async {
        let daemon = StubDaemon::start(DaemonBehaviour::default()).await;
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
    run(
        "a_daemon_without_capabilities_gets_plain_text_and_no_actions",
        desktop(),
        async {
            let daemon = StubDaemon::start(DaemonBehaviour {
                capabilities: vec!["body"],
                ..DaemonBehaviour::default()
            })
            .await;
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
        },
    );
}

#[test]
fn an_action_before_the_id_is_known_is_not_missed() {
    run(
        "an_action_before_the_id_is_known_is_not_missed",
        desktop(),
        async {
            let daemon = StubDaemon::start(DaemonBehaviour {
                immediate_action: Some("sign-in"),
                ..DaemonBehaviour::default()
            })
            .await;
            let notifier = DesktopNotifier::new();
            for _ in 0..50 {
                let end = shown(&notifier, notification("cause", "One")).await;
                assert_eq!(end, NotificationEnd::Chosen("sign-in".to_owned()));
            }
            drop(daemon);
        },
    );
}

#[test]
fn only_an_offered_action_of_that_notification_counts() {
    run(
        "only_an_offered_action_of_that_notification_counts",
        desktop(),
        async {
            let daemon = StubDaemon::start(DaemonBehaviour::default()).await;
            let notifier = DesktopNotifier::new();
            let (end, ()) = tokio::join!(shown(&notifier, notification("cause", "One")), async {
                daemon.wait_for(&["One"]).await;
                daemon.emit_action("One", "stop-all").await;
                daemon.emit_action("One", "").await;
                daemon.emit_of_another(u32::MAX).await;
                daemon.dismiss("One").await;
            });
            assert_eq!(end, NotificationEnd::Closed);
        },
    );
}

#[test]
fn a_daemon_that_goes_ends_what_it_shows() {
    run("a_daemon_that_goes_ends_what_it_shows", desktop(), async {
        let notifier = DesktopNotifier::new();
        for _ in 0..2 {
            let daemon = StubDaemon::start(DaemonBehaviour::default()).await;
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
    run("without_a_daemon_it_is_said", desktop(), async {
        let refused = timeout(SOON, DesktopNotifier::new().show(&notification("cause", "One"))).await;
        assert!(refused.unwrap().is_err());
    });
}

#[test]
fn without_a_bus_there_is_an_error() {
    run(
        "without_a_bus_there_is_an_error",
        PrivateDesktop::without_bus(),
        async {
            let refused = timeout(SOON, DesktopNotifier::new().show(&notification("cause", "One"))).await;
            assert!(refused.unwrap().is_err());
        },
    );
}

#[test]
fn a_daemon_that_never_responds_ends_in_a_timeout() {
    run(
        "a_daemon_that_never_responds_ends_in_a_timeout",
        desktop(),
        async {
            let _silent = daemon::own_the_name_and_say_nothing().await;
            let refused = timeout(SOON, DesktopNotifier::new().show(&notification("cause", "One"))).await;
            assert!(refused.unwrap().is_err());
        },
    );
}

#[test]
fn a_dropped_wait_leaves_the_notification_which_can_still_be_withdrawn() {
    run(
        "a_dropped_wait_leaves_the_notification_which_can_still_be_withdrawn",
        desktop(),
        async {
            let daemon = StubDaemon::start(DaemonBehaviour::default()).await;
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
        },
    );
}

/// A daemon that people run, on a display of the test's own.
#[test]
fn dunst_shows_it_and_signals_its_action() {
    run("dunst_shows_it_and_signals_its_action", desktop(), async {
        let mut display = std::process::Command::new("Xvfb")
            .args(["-displayfd", "1", "-nolisten", "tcp"])
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut number = String::new();
        BufReader::new(display.stdout.take().unwrap())
            .read_line(&mut number)
            .unwrap();
        let mut dunst = std::process::Command::new("dunst")
            .env("DISPLAY", format!(":{}", number.trim()))
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        shell("gdbus wait --session --timeout 20 org.freedesktop.Notifications");
        let notifier = DesktopNotifier::new();
        let displayed = |number: u32| {
            format!("until [ \"$(dunstctl count displayed)\" = {number} ]; do sleep 0.05; done")
        };
        for (action, right) in [
            ("dunstctl action", NotificationEnd::Clicked),
            ("dunstctl close", NotificationEnd::Closed),
        ] {
            // Dunst signals the sender alone: a user takes longer than the notifier to listen.
            let action = format!("{}; sleep 0.3; {action}; {}", displayed(1), displayed(0));
            let acted = tokio::task::spawn_blocking(move || shell(&action));
            let (end, acted) = tokio::join!(shown(&notifier, notification("cause", "One")), acted);
            acted.unwrap();
            assert_eq!(end, right);
        }
        let (end, ()) = tokio::join!(shown(&notifier, notification("cause", "One")), async {
            let seen = displayed(1);
            tokio::task::spawn_blocking(move || shell(&seen)).await.unwrap();
            notifier.withdraw("cause").await;
            let gone = displayed(0);
            tokio::task::spawn_blocking(move || shell(&gone)).await.unwrap();
        });
        assert_eq!(end, NotificationEnd::Closed);
        let (end, ()) = tokio::join!(shown(&notifier, notification("cause", "One")), async {
            let seen = displayed(1);
            tokio::task::spawn_blocking(move || shell(&seen)).await.unwrap();
            dunst.kill().unwrap();
            dunst.wait().unwrap();
        });
        assert_eq!(end, NotificationEnd::Closed, "it was killed");
        display.kill().unwrap();
        display.wait().unwrap();
    });
}
