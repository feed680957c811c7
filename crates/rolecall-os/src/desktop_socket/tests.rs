//! The socket and its client: one desktop, the same user, and only exact messages.

use super::*;
use crate::tests::{home, paths_in};
use crate::{DesktopLink, EnvironmentVariables};
use async_trait::async_trait;
use rolecall::ports::{RunningDesktop, RunningDesktopError};
use rolecall_model::desktop_message::{MAX_MESSAGE_LENGTH, WindowView};
use std::fs;
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::os::unix::net::UnixListener;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::UnixStream;

mod hostile_lines;

const CHILD_HOME: &str = "ROLECALL_TEST_CHILD_HOME";

fn show(view: Option<WindowView>) -> DesktopMessage {
    DesktopMessage::Show { view }
}

struct ContractSocket(DesktopSocket);

#[async_trait]
impl rolecall_fakes::contract::MessageReceiver for ContractSocket {
    async fn next_message(&mut self) -> DesktopMessage {
        self.0.next().await
    }
}

fn assert_not_running(sent: &Result<(), RunningDesktopError>) {
    assert!(matches!(sent, Err(RunningDesktopError::NotRunning)), "{sent:?}");
}

fn assert_failed(sent: &Result<(), RunningDesktopError>) {
    assert!(
        matches!(sent, Err(RunningDesktopError::Failed { .. })),
        "{sent:?}"
    );
}

fn assert_already_running(paths: &Paths) {
    let second = DesktopSocket::listen(paths);
    assert!(matches!(second, Err(ListenError::AlreadyRunning)));
}

async fn expect_received(socket: &mut DesktopSocket, link: &DesktopLink, message: &DesktopMessage) {
    let (sent, received) = tokio::join!(link.tell(message), socket.next());
    sent.unwrap();
    assert_eq!(received, *message);
}

#[tokio::test]
async fn they_pass_the_contract() {
    let ((_home, paths), (_elsewhere, others)) = (home(), home());
    let mut socket = ContractSocket(DesktopSocket::listen(&paths).unwrap());
    let (link, absent) = (DesktopLink::new(&paths), DesktopLink::new(&others));
    rolecall_fakes::contract::running_desktop(&link, &mut socket, &absent).await;
}

#[tokio::test]
async fn the_second_desktop_finds_the_first_and_changes_nothing() {
    let (_home, paths) = home();
    let link = DesktopLink::new(&paths);
    let mut first = DesktopSocket::listen(&paths).unwrap();
    let before = fs::metadata(paths.desktop_socket()).unwrap().ino();
    assert_already_running(&paths);
    assert_eq!(fs::metadata(paths.desktop_socket()).unwrap().ino(), before);
    expect_received(&mut first, &link, &show(Some(WindowView::History))).await;
    drop(first);
    assert!(!paths.desktop_socket().exists(), "it takes its socket with it");
    assert_not_running(&link.tell(&show(None)).await);
    let mut next = DesktopSocket::listen(&paths).unwrap();
    expect_received(&mut next, &link, &DesktopMessage::Changed).await;
}

#[tokio::test]
async fn of_many_desktops_started_at_once_exactly_one_listens() {
    for _ in 0..20 {
        let (_home, paths) = home();
        let starts: Vec<_> = (0..8)
            .map(|_| {
                let paths = paths.clone();
                std::thread::spawn(move || DesktopSocket::listen(&paths))
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
        let link = DesktopLink::new(&paths).with_start_wait();
        for _ in 0..others {
            expect_received(&mut socket, &link, &show(None)).await;
        }
    }
}

#[tokio::test]
async fn a_desktop_that_does_not_listen_yet_is_waited_for() {
    let (_home, paths) = home();
    let link = DesktopLink::new(&paths).with_start_wait();
    let sent = tokio::spawn(async move { link.tell(&show(None)).await });
    tokio::task::yield_now().await;
    let mut late = DesktopSocket::listen(&paths).unwrap();
    assert_eq!(late.next().await, show(None));
    sent.await.unwrap().unwrap();
}

/// The body that a test runs in a child process, to be killed.
#[tokio::test]
async fn listens_until_it_is_killed() {
    let Some(home) = std::env::var_os(CHILD_HOME) else {
        return;
    };
    let mut socket = DesktopSocket::listen(&paths_in(&home)).unwrap();
    std::io::Write::write_all(&mut std::io::stdout(), b"listening\n").unwrap();
    loop {
        socket.next().await;
    }
}

#[tokio::test]
async fn what_a_killed_desktop_left_is_replaced() {
    let (home, paths) = home();
    let link = DesktopLink::new(&paths);
    let mut killed = Command::new(std::env::current_exe().unwrap())
        .args([
            "--exact",
            "desktop_socket::tests::listens_until_it_is_killed",
            "--nocapture",
        ])
        .env(CHILD_HOME, home.path())
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let output = std::io::BufReader::new(killed.stdout.take().unwrap());
    let is_ready = |line: std::io::Result<String>| line.is_ok_and(|line| line.contains("listening"));
    assert!(std::io::BufRead::lines(output).any(is_ready));
    link.tell(&show(None)).await.unwrap();
    assert_already_running(&paths);
    killed.kill().unwrap();
    killed.wait().unwrap();
    assert!(paths.desktop_socket().exists());
    assert_not_running(&link.tell(&show(None)).await);
    let mut next = DesktopSocket::listen(&paths).unwrap();
    expect_received(&mut next, &link, &show(None)).await;
}

#[test]
fn the_socket_is_private_at_every_time() {
    let (_home, paths) = home();
    drop(DesktopSocket::listen(&paths).unwrap());
    let (socket, new) = (
        paths.desktop_socket(),
        paths.desktop_socket().with_extension("new"),
    );
    let (observations, done) = (AtomicU32::new(0), AtomicBool::new(false));
    std::thread::scope(|scope| {
        scope.spawn(|| {
            while !done.load(Ordering::Relaxed) {
                for path in [&socket, &new] {
                    if let Ok(facts) = fs::symlink_metadata(path) {
                        observations.fetch_add(1, Ordering::Relaxed);
                        assert_eq!(facts.permissions().mode() & 0o7777, 0o600, "{}", path.display());
                    }
                }
            }
        });
        let mut rounds = 0;
        while rounds < 500 || observations.load(Ordering::Relaxed) == 0 {
            drop(DesktopSocket::listen(&paths).unwrap());
            rounds += 1;
        }
        done.store(true, Ordering::Relaxed);
    });
    let folder = fs::metadata(socket.parent().unwrap()).unwrap();
    assert_eq!(folder.permissions().mode() & 0o7777, 0o700);
}

#[tokio::test]
async fn a_path_longer_than_a_socket_address_works() {
    let home = tempfile::tempdir().unwrap();
    let paths = paths_in(home.path().join("d".repeat(200)).join("e".repeat(200)));
    let link = DesktopLink::new(&paths);
    assert_not_running(&link.tell(&show(None)).await);
    let mut socket = DesktopSocket::listen(&paths).unwrap();
    expect_received(&mut socket, &link, &show(None)).await;
    assert!(paths.desktop_socket().exists());
}

#[tokio::test]
async fn programs_with_and_without_a_runtime_folder_reach_each_other() {
    let home = tempfile::tempdir().unwrap();
    let runtime = tempfile::tempdir().unwrap();
    let with = |runtime: Option<&Path>| {
        Paths::from_environment(&EnvironmentVariables {
            home: Some(home.path().to_owned()),
            xdg_runtime_dir: runtime.map(Path::to_owned),
            ..EnvironmentVariables::default()
        })
        .unwrap()
    };
    let (with_runtime, without_runtime) = (with(Some(runtime.path())), with(None));
    for (desktop, other) in [
        (&with_runtime, &without_runtime),
        (&without_runtime, &with_runtime),
    ] {
        let mut socket = DesktopSocket::listen(desktop).unwrap();
        assert_already_running(other);
        expect_received(&mut socket, &DesktopLink::new(other), &show(None)).await;
        expect_received(&mut socket, &DesktopLink::new(desktop), &show(None)).await;
        drop(socket);
        let sent = DesktopLink::new(other).tell(&show(None)).await;
        assert_not_running(&sent);
    }
}

#[tokio::test]
async fn many_silent_clients_do_not_block_one_that_sends() {
    let (_home, paths) = home();
    let mut socket = DesktopSocket::listen(&paths).unwrap();
    let mut silent = Vec::new();
    for _ in 0..5 {
        for _ in 0..40 {
            let mut stream = UnixStream::connect(paths.desktop_socket()).await.unwrap();
            stream.write_all(b"{\"message\":").await.unwrap();
            silent.push(stream);
        }

        expect_received(&mut socket, &DesktopLink::new(&paths), &DesktopMessage::Changed).await;
    }
}

#[tokio::test]
async fn a_flood_of_messages_fills_the_queue_and_then_fails() {
    let (_home, paths) = home();
    let mut socket = DesktopSocket::listen(&paths).unwrap();
    let link = DesktopLink::new(&paths);
    expect_received(&mut socket, &link, &DesktopMessage::Changed).await;
    let mut understood = 0_u32;
    loop {
        match link.tell(&DesktopMessage::Changed).await {
            Ok(()) => understood += 1,
            Err(RunningDesktopError::Failed { .. }) => break,
            Err(other) => panic!("{other}"),
        }
    }
    assert_eq!(understood, 16, "the length of the queue");
    for _ in 0..understood {
        socket.next().await;
    }
    expect_received(&mut socket, &link, &show(None)).await;
}

#[tokio::test(start_paused = true)]
async fn a_desktop_that_never_replies_times_out_after_two_seconds() {
    let (_home, paths) = home();
    fs::create_dir_all(paths.runtime_folder()).unwrap();
    let _silent = UnixListener::bind(paths.desktop_socket()).unwrap();
    let started = tokio::time::Instant::now();
    let sent = DesktopLink::new(&paths).tell(&show(None)).await;
    assert_failed(&sent);
    assert!(started.elapsed() <= Duration::from_secs(2));
    let (_nobody, elsewhere) = crate::tests::home();
    let waiting = DesktopLink::new(&elsewhere).with_start_wait();
    let started = tokio::time::Instant::now();
    let sent = waiting.tell(&show(None)).await;
    assert_not_running(&sent);
    assert!(started.elapsed() <= Duration::from_secs(2));
}

#[tokio::test]
async fn any_reply_but_understood_is_a_failure() {
    let (_home, paths) = home();
    fs::create_dir_all(paths.runtime_folder()).unwrap();
    let impostor = tokio::net::UnixListener::bind(paths.desktop_socket()).unwrap();
    let endless = "x".repeat(100_000);
    for reply in [
        "{\"understood\":false}\n",
        "{\"understood\":true,\"more\":1}\n",
        "{\"understood\":true}",
        "true\n",
        "\n",
        "",
        &endless,
    ] {
        let link = DesktopLink::new(&paths);
        let (sent, ()) = tokio::join!(link.tell(&DesktopMessage::Changed), async {
            let (mut stream, _) = impostor.accept().await.unwrap();
            // It may close before all is written.
            drop(stream.write_all(reply.as_bytes()).await);
        });
        assert!(
            matches!(sent, Err(RunningDesktopError::Failed { .. })),
            "{reply:.40}: {sent:?}"
        );
    }
}

/// As root, tries it as somebody else, through a socket that is opened to all on purpose.
#[tokio::test]
async fn another_user_can_neither_send_nor_receive() {
    if !rustix::process::geteuid().is_root() {
        return;
    }
    let home = tempfile::tempdir_in("/tmp").unwrap();
    let paths = paths_in(home.path());
    let mut socket = DesktopSocket::listen(&paths).unwrap();
    let path = paths.desktop_socket();
    for open in [home.path(), path.parent().unwrap(), &path] {
        fs::set_permissions(open, fs::Permissions::from_mode(0o777)).unwrap();
    }
    let perl = |line: &str| {
        let mut command = Command::new("setpriv");
        let other_user = "--reuid=65534 --regid=65534 --clear-groups perl -MIO::Socket::UNIX -e";
        command.args(other_user.split(' ')).arg(line);
        command.stdin(Stdio::null()).stdout(Stdio::piped());
        command
    };
    let speak = format!(
        r#"$SIG{{PIPE}} = "IGNORE"; $s = IO::Socket::UNIX->new(Peer => "{}") or die; print $s "{{\"message\":\"quit\"}}\n"; $s->flush; print "said:", <$s>"#,
        path.display()
    );
    let other = tokio::task::spawn_blocking(move || perl(&speak).output().unwrap());
    let output = tokio::select! {
        message = socket.next() => panic!("{message:?}"), output = other => output,
    };
    let late = tokio::time::timeout(Duration::from_secs(1), socket.next());
    assert!(late.await.is_err(), "a message was received");
    assert_eq!(
        String::from_utf8_lossy(&output.unwrap().stdout),
        "said:",
        "it connected and got no reply"
    );
    drop(socket);
    let listen = format!(
        r#"$| = 1; $s = IO::Socket::UNIX->new(Local => "{}", Listen => 1) or die; print "listening\n"; $c = $s->accept; print "got:", <$c>"#,
        path.display()
    );
    let mut other = perl(&listen).spawn().unwrap();
    let mut output = std::io::BufReader::new(other.stdout.take().unwrap());
    let mut line = String::new();
    std::io::BufRead::read_line(&mut output, &mut line).unwrap();
    assert_eq!(line, "listening\n");
    let sent = DesktopLink::new(&paths).tell(&DesktopMessage::Quit).await;
    assert_failed(&sent);
    other.wait().unwrap();
    line.clear();
    std::io::Read::read_to_string(&mut output, &mut line).unwrap();
    assert_eq!(line, "got:", "it received nothing");
}

#[tokio::test]
async fn a_cancelled_wait_loses_nothing() {
    let (_home, paths) = home();
    let mut socket = DesktopSocket::listen(&paths).unwrap();
    let link = DesktopLink::new(&paths);
    for _ in 0..50 {
        let (sent, ()) = tokio::join!(link.tell(&DesktopMessage::Quit), async {
            drop(tokio::time::timeout(Duration::ZERO, socket.next()).await);
        });
        if sent.is_ok() {
            drop(tokio::time::timeout(Duration::from_millis(1), socket.next()).await);
        }
    }
    for _ in 0..10 {
        expect_received(&mut socket, &link, &DesktopMessage::Changed).await;
    }
}
