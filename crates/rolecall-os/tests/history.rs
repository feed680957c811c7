//! Many processes that write and read the history and mark notifications, and are killed meanwhile: no entry is lost or
//! stored twice, and each notification is marked by one process.
#![cfg(unix)]
#![expect(clippy::unwrap_used, reason = "a test may end at once")]

use rolecall::ports::{HistoryStore, PreferenceStore, Random};
use rolecall_model::Timestamp;
use rolecall_model::history::{
    HistoryDetail, HistoryEntry, HistoryEvent, HistoryQuery, HistorySubject, Surface,
};
use rolecall_model::portal::PortalName;
use rolecall_os::{EnvironmentVariables, Paths, StateDatabase, SystemRandom};
use std::collections::BTreeMap;
use std::io::Write;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

const CHILD: &str = "ROLECALL_TEST_CHILD";
const HOME: &str = "ROLECALL_TEST_HOME";
const WRITERS: usize = 4;
/// So often the writers are killed, and more often where they wrote little before.
const ROUNDS: usize = 20;
const MIN_ENTRIES: usize = 100;
const CAUSES: usize = 100;

fn database(home: &Path) -> StateDatabase {
    let environment = EnvironmentVariables {
        rolecall_home: Some(home.to_owned()),
        ..EnvironmentVariables::default()
    };
    StateDatabase::new(&Paths::from_environment(&environment).unwrap())
}

fn all(database: &StateDatabase) -> Vec<HistoryEntry> {
    let query = HistoryQuery {
        from: Timestamp::MIN,
        until: Timestamp::MAX,
        limit: u32::MAX,
    };
    database.history(&query).unwrap()
}

fn entry(detail: String) -> HistoryEntry {
    HistoryEntry {
        at: Timestamp::now(),
        event: HistoryEvent::CredentialsVended,
        subject: HistorySubject::Portal(PortalName::parse("acme").unwrap()),
        expires_at: None,
        surface: Surface::CredentialProcess,
        program: None,
        by_default: false,
        reason: None,
        detail: Some(HistoryDetail::Text(detail)),
    }
}

/// Runs in the child process; prints each step to standard output once it is done.
fn run_child(what: &str, home: &Path) -> ! {
    let database = database(home);
    let mut out = std::io::stdout();
    match what {
        "write" => {
            for number in 0.. {
                let detail = format!("{} {number}", std::process::id());
                database.append_history(&entry(detail.clone())).unwrap();
                writeln!(out, "written {detail}").unwrap();
            }
        }
        "read" => loop {
            drop(all(&database));
        },
        _ => {
            for number in 0..CAUSES {
                if database
                    .mark_notified(&number.to_string(), Timestamp::now())
                    .unwrap()
                {
                    writeln!(out, "marked {number}").unwrap();
                }
            }
        }
    }
    std::process::exit(0);
}

/// The entry point of the child processes; it does nothing in a normal test run.
#[test]
fn process() {
    if let Ok(what) = std::env::var(CHILD) {
        run_child(&what, Path::new(&std::env::var_os(HOME).unwrap()));
    }
}

fn start_child(what: &str, home: &Path) -> Child {
    Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "process", "--nocapture"])
        .env(CHILD, what)
        .env(HOME, home)
        .stdout(Stdio::piped())
        .spawn()
        .unwrap()
}

/// Returns what came after `word` on the complete lines that a process printed.
fn printed(process: Child, word: &str) -> Vec<String> {
    let output = process.wait_with_output().unwrap().stdout;
    let text = String::from_utf8_lossy(&output).into_owned();
    let whole = text.rfind('\n').map_or("", |end| &text[..end]);
    whole
        .lines()
        .filter_map(|line| line.split_once(word))
        .map(|(_, rest)| rest.trim().to_owned())
        .collect()
}

fn random_pause() -> Duration {
    let [first, ..] = SystemRandom.bytes();
    Duration::from_millis(u64::from(first))
}

#[test]
fn written_entries_survive_killed_processes() {
    let home = tempfile::tempdir().unwrap();
    let mut written: Vec<String> = Vec::new();
    let mut rounds = 0;
    while rounds < ROUNDS || written.len() <= MIN_ENTRIES {
        let mut writers: Vec<Child> = (0..WRITERS).map(|_| start_child("write", home.path())).collect();
        let mut reader = start_child("read", home.path());
        std::thread::sleep(Duration::from_millis(200) + random_pause());
        reader.kill().unwrap();
        for writer in &mut writers {
            writer.kill().unwrap();
        }
        reader.wait().unwrap();
        written.extend(writers.into_iter().flat_map(|writer| printed(writer, "written ")));
        rounds += 1;
    }
    let mut stored: BTreeMap<String, usize> = BTreeMap::new();
    for entry in all(&database(home.path())) {
        *stored.entry(entry.detail.unwrap().published()).or_default() += 1;
    }
    let lost: Vec<&String> = written
        .iter()
        .filter(|detail| !stored.contains_key(*detail))
        .collect();
    assert!(lost.is_empty(), "{} of {} are lost", lost.len(), written.len());
    assert!(stored.values().all(|times| *times == 1), "some are stored twice");
    // Each writer may have been killed between keeping its last entry and saying so.
    assert!(stored.len() - written.len() <= WRITERS * rounds * 2);
}

#[test]
fn of_many_processes_one_marks_each_notification() {
    let home = tempfile::tempdir().unwrap();
    let markers: Vec<Child> = (0..WRITERS).map(|_| start_child("mark", home.path())).collect();
    let mut marked: Vec<usize> = markers
        .into_iter()
        .flat_map(|marker| printed(marker, "marked "))
        .map(|number| number.parse().unwrap())
        .collect();
    marked.sort_unstable();
    assert_eq!(marked, (0..CAUSES).collect::<Vec<_>>());
}
