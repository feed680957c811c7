//! The built command and a desktop that listens on the real socket.

use crate::place::Place;
use rolecall_emulator::Organization;
use rolecall_model::desktop_message::DesktopMessage;
use rolecall_os::{DesktopSocket, Environment, Paths};
use std::os::unix::net::UnixListener;
use std::sync::mpsc::{self, Receiver};
use std::time::{Duration, Instant};
use tokio::sync::oneshot;

/// A desktop that only listens. It ends when it is dropped.
struct Listening {
    heard: Receiver<DesktopMessage>,
    over: Option<oneshot::Sender<()>>,
    thread: Option<std::thread::JoinHandle<()>>,
}

fn places(place: &Place) -> Paths {
    let environment = Environment {
        rolecall_home: Some(place.folder().join("home/rolecall")),
        ..Environment::default()
    };
    Paths::from_environment(&environment).unwrap()
}

impl Listening {
    fn at(place: &Place) -> Self {
        let mut socket = DesktopSocket::listen(&places(place)).unwrap();
        let (hear, heard) = mpsc::channel();
        let (over, mut is_over) = oneshot::channel();
        let thread = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
            runtime.unwrap().block_on(async {
                loop {
                    tokio::select! {
                        message = socket.next() => drop(hear.send(message)),
                        _ = &mut is_over => return,
                    }
                }
            });
        });
        Self {
            heard,
            over: Some(over),
            thread: Some(thread),
        }
    }

    fn next(&self) -> DesktopMessage {
        self.heard
            .recv_timeout(Duration::from_secs(5))
            .expect("a message")
    }
}

impl Drop for Listening {
    fn drop(&mut self) {
        drop(self.over.take());
        drop(self.thread.take().map(std::thread::JoinHandle::join));
    }
}

#[test]
fn it_hears_what_a_command_did_and_asks_for() {
    let place = Place::signed_in(Organization::generated(2, 1));
    let target = place.targets().remove(0);
    let desktop = Listening::at(&place);
    let started = place.done(&["start", &target]);
    assert!(
        started.err.contains("It is renewed until you stop it."),
        "{}",
        started.err
    );
    assert_eq!(desktop.next(), DesktopMessage::Changed);
    place.done(&["app"]);
    assert_eq!(desktop.next(), DesktopMessage::Show { room: None });
    place.done(&["sign-in", "--in-window"]);
    assert!(matches!(desktop.next(), DesktopMessage::SignIn { portal } if portal.as_str() == "work"));
    let doctor = place.done(&["doctor"]).out;
    assert!(doctor.contains("running, and hear this command"), "{doctor}");
    assert_eq!(desktop.next(), DesktopMessage::Changed);
    place.done(&["sign-out"]);
    assert_eq!(desktop.next(), DesktopMessage::Changed);
    let refused = place.run(&["credential-process", &target]);
    assert_eq!((refused.code, refused.out.as_str()), (Some(3), ""));
    assert!(refused.err.contains("asks you to sign in"), "{}", refused.err);
    let DesktopMessage::SignInNeeded { program, .. } = desktop.next() else {
        panic!("something else was told");
    };
    assert_eq!(program.unwrap().pid, std::process::id());
    place.done(&["app", "--quit"]);
    assert_eq!(desktop.next(), DesktopMessage::Quit);
}

#[test]
fn one_that_died_or_does_not_answer_is_no_hindrance() {
    let place = Place::signed_in(Organization::generated(2, 1));
    let target = place.targets().remove(0);
    drop(Listening::at(&place));
    let ran = place.done(&["start", &target]);
    assert!(
        ran.err.contains("once Rolecall's window or tray runs"),
        "{}",
        ran.err
    );
    let path = places(&place).desktop_socket();
    // Whether one that died leaves it is its own affair.
    drop(std::fs::remove_file(&path));
    let silent = UnixListener::bind(&path).unwrap();
    let begun = Instant::now();
    let stopped = place.done(&["stop", &target]);
    let took = begun.elapsed();
    assert!(stopped.err.contains("is stopped"), "{}", stopped.err);
    assert!(took < Duration::from_secs(2), "{took:?}");
    let ran = place.run(&["sign-in", "--in-window"]);
    assert_eq!(ran.code, Some(1));
    drop(silent);
}
