//! The built command, and a desktop that listens on the real socket.

use crate::sandbox::Sandbox;
use journeys::wait::TIMEOUT;
use rolecall_model::desktop_message::DesktopMessage;
use rolecall_os::{DesktopSocket, EnvironmentVariables, Paths};
use std::os::unix::net::UnixListener;
use std::sync::mpsc::{self, Receiver};
use tokio::sync::oneshot;

/// A desktop that only receives messages. It stops when it is dropped.
struct ListeningDesktop {
    messages: Receiver<DesktopMessage>,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<std::thread::JoinHandle<()>>,
}

fn paths(sandbox: &Sandbox) -> Paths {
    let environment = EnvironmentVariables {
        rolecall_home: Some(sandbox.home()),
        ..EnvironmentVariables::default()
    };
    Paths::from_environment(&environment).unwrap()
}

impl ListeningDesktop {
    fn start(sandbox: &Sandbox) -> Self {
        let mut socket = DesktopSocket::listen(&paths(sandbox)).unwrap();
        let (sender, messages) = mpsc::channel();
        let (stop, mut stopped) = oneshot::channel();
        let thread = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
            runtime.unwrap().block_on(async {
                loop {
                    tokio::select! {
                        message = socket.next() => drop(sender.send(message)),
                        _ = &mut stopped => return,
                    }
                }
            });
        });
        Self {
            messages,
            stop: Some(stop),
            thread: Some(thread),
        }
    }

    fn next(&self) -> DesktopMessage {
        self.messages.recv_timeout(TIMEOUT).expect("a message")
    }
}

impl Drop for ListeningDesktop {
    fn drop(&mut self) {
        drop(self.stop.take());
        drop(self.thread.take().map(std::thread::JoinHandle::join));
    }
}

#[test]
fn it_gets_the_messages_of_commands() {
    let (sandbox, target) = Sandbox::with_target();
    let desktop = ListeningDesktop::start(&sandbox);
    let started = sandbox.succeed(&["start", &target]);
    let renewed = "It is renewed automatically until you stop it.";
    assert!(started.remarked.contains(renewed), "{}", started.remarked);
    assert_eq!(desktop.next(), DesktopMessage::Changed);
    sandbox.succeed(&["app"]);
    assert_eq!(desktop.next(), DesktopMessage::Show { view: None });
    sandbox.succeed(&["sign-in", "--in-window"]);
    assert!(matches!(desktop.next(), DesktopMessage::SignIn { portal } if portal.as_str() == "work"));
    let doctor = sandbox.succeed(&["doctor"]).printed;
    assert!(doctor.contains("running and reachable"), "{doctor}");
    assert_eq!(desktop.next(), DesktopMessage::Changed);
    sandbox.succeed(&["sign-out"]);
    assert_eq!(desktop.next(), DesktopMessage::Changed);
    let refused = sandbox.run(&["credential-process", &target]);
    assert_eq!((refused.code, refused.printed.as_str()), (Some(3), ""));
    assert!(
        refused.remarked.contains("asking you to sign in"),
        "{}",
        refused.remarked
    );
    let DesktopMessage::SignInNeeded { program, .. } = desktop.next() else {
        panic!("another message");
    };
    assert_eq!(program.unwrap().pid, std::process::id());
    sandbox.succeed(&["app", "--quit"]);
    assert_eq!(desktop.next(), DesktopMessage::Quit);
}

#[test]
fn a_dead_or_unresponsive_one_does_not_block_commands() {
    let (sandbox, target) = Sandbox::with_target();
    drop(ListeningDesktop::start(&sandbox));
    let output = sandbox.succeed(&["start", &target]);
    let warning = "renewed only while Rolecall's window or tray is running";
    assert!(output.remarked.contains(warning), "{}", output.remarked);
    let path = paths(&sandbox).desktop_socket();
    // The desktop may or may not have removed it.
    drop(std::fs::remove_file(&path));
    let silent = UnixListener::bind(&path).unwrap();
    let stopped = sandbox.succeed(&["stop", &target]);
    assert!(stopped.remarked.contains("Stopped "), "{}", stopped.remarked);
    let output = sandbox.run(&["sign-in", "--in-window"]);
    assert_eq!(output.code, Some(1));
    drop(silent);
}
