//! The socket and the way to it: one desktop, the same user, and nothing but exact messages.

use super::*;
use crate::{DesktopLink, Environment};
use async_trait::async_trait;
use rolecall::ports::{RunningDesktop, RunningDesktopError};
use rolecall_model::desktop_message::{MAX_MESSAGE_LENGTH, Room};
use std::fs;
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::os::unix::net::UnixListener;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::UnixStream;

mod hostile_lines;

const INSIDE: &str = "ROLECALL_TEST_LISTENS_IN";

fn places(home: &Path) -> Places {
    Places::from_environment(&Environment {
        rolecall_home: Some(home.to_owned()),
        ..Environment::default()
    })
    .unwrap()
}

fn show(room: Option<Room>) -> DesktopMessage {
    DesktopMessage::Show { room }
}

struct Ears(DesktopSocket);

#[async_trait]
impl rolecall_fakes::contract::MessageReceiver for Ears {
    async fn next_message(&mut self) -> DesktopMessage {
        self.0.next().await
    }
}

async fn expect_heard(socket: &mut DesktopSocket, link: &DesktopLink, message: &DesktopMessage) {
    let (told, heard) = tokio::join!(link.tell(message), socket.next());
    told.unwrap();
    assert_eq!(heard, *message);
}

#[tokio::test]
async fn they_keep_the_contract() {
    let (home, other) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let places_here = places(home.path());
    let mut ears = Ears(DesktopSocket::listen(&places_here).unwrap());
    let (link, absent) = (
        DesktopLink::new(&places_here),
        DesktopLink::new(&places(other.path())),
    );
    rolecall_fakes::contract::running_desktop(&link, &mut ears, &absent).await;
}

#[tokio::test]
async fn the_second_desktop_finds_the_first_and_changes_nothing() {
    let home = tempfile::tempdir().unwrap();
    let places = places(home.path());
    let link = DesktopLink::new(&places);
    let mut first = DesktopSocket::listen(&places).unwrap();
    let before = fs::metadata(places.desktop_socket()).unwrap().ino();
    assert!(matches!(
        DesktopSocket::listen(&places),
        Err(ListenError::AlreadyRunning)
    ));
    assert_eq!(fs::metadata(places.desktop_socket()).unwrap().ino(), before);
    expect_heard(&mut first, &link, &show(Some(Room::History))).await;
    drop(first);
    assert!(!places.desktop_socket().exists(), "it takes its socket with it");
    assert!(matches!(
        link.tell(&show(None)).await,
        Err(RunningDesktopError::NotRunning)
    ));
    let mut next = DesktopSocket::listen(&places).unwrap();
    expect_heard(&mut next, &link, &DesktopMessage::Changed).await;
}

#[tokio::test]
async fn of_many_that_start_at_once_one_listens_and_the_others_reach_it() {
    for _ in 0..20 {
        let home = tempfile::tempdir().unwrap();
        let places = places(home.path());
        let starts: Vec<_> = (0..8)
            .map(|_| {
                let places = places.clone();
                std::thread::spawn(move || DesktopSocket::listen(&places))
            })
            .collect();
        let mut listening = Vec::new();
        let mut others = 0;
        for start in starts {
            match start.join().unwrap() {
                Ok(socket) => listening.push(socket),
                Err(ListenError::AlreadyRunning) => others += 1,
                Err(other) => panic!("{other}"),
            }
        }
        assert_eq!((listening.len(), others), (1, 7));
        let mut socket = listening.pop().unwrap();
        let link = DesktopLink::new(&places).patient();
        for _ in 0..others {
            expect_heard(&mut socket, &link, &show(None)).await;
        }
    }
}

#[tokio::test]
async fn one_that_has_not_begun_to_listen_is_waited_for() {
    let home = tempfile::tempdir().unwrap();
    let places = places(home.path());
    let link = DesktopLink::new(&places).patient();
    let told = tokio::spawn(async move { link.tell(&show(None)).await });
    tokio::task::yield_now().await;
    let mut late = DesktopSocket::listen(&places).unwrap();
    assert_eq!(late.next().await, show(None));
    told.await.unwrap().unwrap();
}

/// The body that a test runs in a process of its own, to be killed.
#[tokio::test]
async fn listens_until_it_is_killed() {
    let Some(home) = std::env::var_os(INSIDE) else {
        return;
    };
    let mut socket = DesktopSocket::listen(&places(Path::new(&home))).unwrap();
    std::io::Write::write_all(&mut std::io::stdout(), b"listening\n").unwrap();
    loop {
        socket.next().await;
    }
}

#[tokio::test]
async fn what_a_killed_desktop_left_is_replaced() {
    let home = tempfile::tempdir().unwrap();
    let places = places(home.path());
    let link = DesktopLink::new(&places);
    let mut killed = Command::new(std::env::current_exe().unwrap())
        .args([
            "--exact",
            "desktop_socket::tests::listens_until_it_is_killed",
            "--nocapture",
        ])
        .env(INSIDE, home.path())
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let said = std::io::BufReader::new(killed.stdout.take().unwrap());
    let is_ready = |line: std::io::Result<String>| line.is_ok_and(|line| line.contains("listening"));
    assert!(std::io::BufRead::lines(said).any(is_ready));
    link.tell(&show(None)).await.unwrap();
    assert!(matches!(
        DesktopSocket::listen(&places),
        Err(ListenError::AlreadyRunning)
    ));
    killed.kill().unwrap();
    killed.wait().unwrap();
    assert!(places.desktop_socket().exists());
    assert!(matches!(
        link.tell(&show(None)).await,
        Err(RunningDesktopError::NotRunning)
    ));
    let mut next = DesktopSocket::listen(&places).unwrap();
    expect_heard(&mut next, &link, &show(None)).await;
}

#[test]
fn the_socket_is_private_at_every_moment() {
    let home = tempfile::tempdir().unwrap();
    let places = places(home.path());
    drop(DesktopSocket::listen(&places).unwrap());
    let (socket, new) = (
        places.desktop_socket(),
        places.desktop_socket().with_extension("new"),
    );
    let done = AtomicBool::new(false);
    std::thread::scope(|scope| {
        let seen = scope.spawn(|| {
            let mut seen = 0_u32;
            while !done.load(Ordering::Relaxed) {
                for path in [&socket, &new] {
                    if let Ok(facts) = fs::symlink_metadata(path) {
                        assert_eq!(facts.permissions().mode() & 0o7777, 0o600, "{}", path.display());
                        seen += 1;
                    }
                }
            }
            seen
        });
        for _ in 0..500 {
            drop(DesktopSocket::listen(&places).unwrap());
        }
        done.store(true, Ordering::Relaxed);
        assert!(seen.join().unwrap() > 0);
    });
    let folder = fs::metadata(socket.parent().unwrap()).unwrap();
    assert_eq!(folder.permissions().mode() & 0o7777, 0o700);
}

#[tokio::test]
async fn a_path_longer_than_an_address_is_no_obstacle() {
    let home = tempfile::tempdir().unwrap();
    let deep = home.path().join("d".repeat(200)).join("e".repeat(200));
    let places = places(&deep);
    let link = DesktopLink::new(&places);
    assert!(matches!(
        link.tell(&show(None)).await,
        Err(RunningDesktopError::NotRunning)
    ));
    let mut socket = DesktopSocket::listen(&places).unwrap();
    expect_heard(&mut socket, &link, &show(None)).await;
    assert!(places.desktop_socket().exists());
}

#[tokio::test]
async fn programs_with_and_without_a_runtime_folder_reach_each_other() {
    let home = tempfile::tempdir().unwrap();
    let runtime = tempfile::tempdir().unwrap();
    let with = |runtime: Option<&Path>| {
        Places::from_environment(&Environment {
            home: Some(home.path().to_owned()),
            xdg_runtime_dir: runtime.map(Path::to_owned),
            ..Environment::default()
        })
        .unwrap()
    };
    let (told, untold) = (with(Some(runtime.path())), with(None));
    for (desktop, other) in [(&told, &untold), (&untold, &told)] {
        let mut socket = DesktopSocket::listen(desktop).unwrap();
        assert!(matches!(
            DesktopSocket::listen(other),
            Err(ListenError::AlreadyRunning)
        ));
        expect_heard(&mut socket, &DesktopLink::new(other), &show(None)).await;
        expect_heard(&mut socket, &DesktopLink::new(desktop), &show(None)).await;
        drop(socket);
        let told = DesktopLink::new(other).tell(&show(None)).await;
        assert!(matches!(told, Err(RunningDesktopError::NotRunning)));
    }
}

#[tokio::test]
async fn many_that_say_nothing_do_not_keep_out_one_that_speaks() {
    let home = tempfile::tempdir().unwrap();
    let places = places(home.path());
    let mut socket = DesktopSocket::listen(&places).unwrap();
    let mut silent = Vec::new();
    for round in 0..5 {
        for _ in 0..40 {
            let mut stream = UnixStream::connect(places.desktop_socket()).await.unwrap();
            stream.write_all(b"{\"message\":").await.unwrap();
            silent.push(stream);
        }
        let begun = Instant::now();
        expect_heard(&mut socket, &DesktopLink::new(&places), &DesktopMessage::Changed).await;
        assert!(
            begun.elapsed() < Duration::from_millis(900),
            "round {round}: {:?}",
            begun.elapsed()
        );
    }
}

#[tokio::test]
async fn a_flood_of_messages_that_nobody_takes_is_answered_no_later_than_it_must_be() {
    let home = tempfile::tempdir().unwrap();
    let places = places(home.path());
    let mut socket = DesktopSocket::listen(&places).unwrap();
    let link = DesktopLink::new(&places);
    expect_heard(&mut socket, &link, &DesktopMessage::Changed).await;
    let begun = Instant::now();
    let mut understood = 0_u32;
    loop {
        match link.tell(&DesktopMessage::Changed).await {
            Ok(()) => understood += 1,
            Err(RunningDesktopError::Failed { .. }) => break,
            Err(other) => panic!("{other}"),
        }
    }
    assert_eq!(understood, 16, "as many may wait");
    assert!(begun.elapsed() < Duration::from_secs(4), "{:?}", begun.elapsed());
    for _ in 0..understood {
        socket.next().await;
    }
    expect_heard(&mut socket, &link, &show(None)).await;
}

#[tokio::test(start_paused = true)]
async fn a_desktop_that_never_answers_is_given_up_after_two_seconds() {
    let home = tempfile::tempdir().unwrap();
    let places = places(home.path());
    fs::create_dir_all(places.runtime_folder()).unwrap();
    let _silent = UnixListener::bind(places.desktop_socket()).unwrap();
    let begun = tokio::time::Instant::now();
    let told = DesktopLink::new(&places).tell(&show(None)).await;
    assert!(
        matches!(told, Err(RunningDesktopError::Failed { .. })),
        "{told:?}"
    );
    assert!(begun.elapsed() <= Duration::from_secs(2));
    let nobody = tempfile::tempdir().unwrap();
    let patient = DesktopLink::new(&self::places(nobody.path())).patient();
    let begun = tokio::time::Instant::now();
    let told = patient.tell(&show(None)).await;
    assert!(matches!(told, Err(RunningDesktopError::NotRunning)), "{told:?}");
    assert!(begun.elapsed() <= Duration::from_secs(2));
}

#[tokio::test]
async fn what_a_desktop_answers_is_not_believed() {
    let home = tempfile::tempdir().unwrap();
    let places = places(home.path());
    fs::create_dir_all(places.runtime_folder()).unwrap();
    let lying = tokio::net::UnixListener::bind(places.desktop_socket()).unwrap();
    let endless = "x".repeat(100_000);
    for answer in [
        "{\"understood\":false}\n",
        "{\"understood\":true,\"more\":1}\n",
        "{\"understood\":true}",
        "true\n",
        "\n",
        "",
        &endless,
    ] {
        let link = DesktopLink::new(&places);
        let (told, ()) = tokio::join!(link.tell(&DesktopMessage::Changed), async {
            let (mut stream, _) = lying.accept().await.unwrap();
            // It may close before all is written.
            drop(stream.write_all(answer.as_bytes()).await);
        });
        assert!(
            matches!(told, Err(RunningDesktopError::Failed { .. })),
            "{answer:.40}: {told:?}"
        );
    }
}

/// As root, tries it as somebody else, through a socket that is opened to all on purpose.
#[tokio::test]
async fn somebody_else_is_neither_heard_nor_spoken_to() {
    if !rustix::process::geteuid().is_root() {
        return;
    }
    let home = tempfile::tempdir_in("/tmp").unwrap();
    let places = places(home.path());
    let mut socket = DesktopSocket::listen(&places).unwrap();
    let path = places.desktop_socket();
    for open in [home.path(), path.parent().unwrap(), &path] {
        fs::set_permissions(open, fs::Permissions::from_mode(0o777)).unwrap();
    }
    let perl = |line: &str| {
        let mut command = Command::new("setpriv");
        command
            .args([
                "--reuid=65534",
                "--regid=65534",
                "--clear-groups",
                "perl",
                "-MIO::Socket::UNIX",
                "-e",
                line,
            ])
            .stdin(Stdio::null())
            .stdout(Stdio::piped());
        command
    };
    let speak = format!(
        r#"$SIG{{PIPE}} = "IGNORE"; $s = IO::Socket::UNIX->new(Peer => "{}") or die; print $s "{{\"message\":\"quit\"}}\n"; $s->flush; print "said:", <$s>"#,
        path.display()
    );
    let other = tokio::task::spawn_blocking(move || perl(&speak).output().unwrap());
    let heard = tokio::time::timeout(Duration::from_secs(5), socket.next());
    let (heard, said) = tokio::join!(heard, other);
    assert!(heard.is_err(), "{heard:?}");
    assert_eq!(
        String::from_utf8_lossy(&said.unwrap().stdout),
        "said:",
        "it connected, and heard nothing"
    );
    drop(socket);
    let listen = format!(
        r#"$| = 1; $s = IO::Socket::UNIX->new(Local => "{}", Listen => 1) or die; print "listening\n"; $c = $s->accept; print "got:", <$c>"#,
        path.display()
    );
    let mut other = perl(&listen).spawn().unwrap();
    let mut said = std::io::BufReader::new(other.stdout.take().unwrap());
    let mut line = String::new();
    std::io::BufRead::read_line(&mut said, &mut line).unwrap();
    assert_eq!(line, "listening\n");
    let told = DesktopLink::new(&places).tell(&DesktopMessage::Quit).await;
    assert!(
        matches!(told, Err(RunningDesktopError::Failed { .. })),
        "{told:?}"
    );
    other.wait().unwrap();
    line.clear();
    std::io::Read::read_to_string(&mut said, &mut line).unwrap();
    assert_eq!(line, "got:", "nothing was said to it");
}

#[tokio::test]
async fn a_wait_that_is_given_up_loses_nothing() {
    let home = tempfile::tempdir().unwrap();
    let places = places(home.path());
    let mut socket = DesktopSocket::listen(&places).unwrap();
    let link = DesktopLink::new(&places);
    for _ in 0..50 {
        let (told, ()) = tokio::join!(link.tell(&DesktopMessage::Quit), async {
            drop(tokio::time::timeout(Duration::ZERO, socket.next()).await);
        });
        if told.is_ok() {
            drop(tokio::time::timeout(Duration::from_millis(1), socket.next()).await);
        }
    }
    for _ in 0..10 {
        expect_heard(&mut socket, &link, &DesktopMessage::Changed).await;
    }
}
