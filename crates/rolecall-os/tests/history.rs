//! Many processes that write the history, read it and tell the user of things, and are killed meanwhile: nothing that
//! was kept is lost, nothing is there twice, and each thing is told once.
#![cfg(unix)]
#![expect(clippy::unwrap_used, reason = "a test may end at once")]

use rolecall::ports::{HistoryStore, PreferenceStore, Random};
use rolecall_model::Timestamp;
use rolecall_model::history::{HistoryEntry, HistoryEvent, HistoryQuery, Surface};
use rolecall_model::portal::PortalName;
use rolecall_os::{Environment, Paths, StateDatabase, SystemRandom};
use std::collections::BTreeMap;
use std::io::Write;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

const CHILD: &str = "ROLECALL_TEST_CHILD";
const HOME: &str = "ROLECALL_TEST_HOME";
const WRITERS: usize = 4;
const KILLS_FOR: Duration = Duration::from_secs(8);
const CAUSES: usize = 100;

fn database(home: &Path) -> StateDatabase {
    let environment = Environment {
        rolecall_home: Some(home.to_owned()),
        ..Environment::default()
    };
    StateDatabase::new(&Paths::from_environment(&environment).unwrap())
}

fn all(database: &StateDatabase) -> Vec<HistoryEntry> {
    let query = HistoryQuery {
        from: Timestamp::MIN,
        until: Timestamp::MAX,
        most: u32::MAX,
    };
    database.history(&query).unwrap()
}

fn entry(detail: String) -> HistoryEntry {
    HistoryEntry {
        at: Timestamp::now(),
        event: HistoryEvent::CredentialsVended,
        portal: PortalName::parse("acme").unwrap(),
        assignment: None,
        until: None,
        surface: Surface::CredentialProcess,
        program: None,
        by_default: false,
        detail: Some(detail),
    }
}

/// Does its work as a process of its own; says each thing on its standard output once it is done.
fn inside(what: &str, home: &Path) -> ! {
    let database = database(home);
    let mut out = std::io::stdout();
    match what {
        "write" => {
            for number in 0.. {
                let detail = format!("{} {number}", std::process::id());
                database.append_history(&entry(detail.clone())).unwrap();
                writeln!(out, "kept {detail}").unwrap();
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
                    writeln!(out, "told {number}").unwrap();
                }
            }
        }
    }
    std::process::exit(0);
}

/// The test that a process of this file begins as; it is passed over when the file is run as a whole.
#[test]
fn process() {
    if let Ok(what) = std::env::var(CHILD) {
        inside(&what, Path::new(&std::env::var_os(HOME).unwrap()));
    }
}

fn begin(what: &str, home: &Path) -> Child {
    Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "process", "--nocapture"])
        .env(CHILD, what)
        .env(HOME, home)
        .stdout(Stdio::piped())
        .spawn()
        .unwrap()
}

/// Returns what came after `word` on the lines that a process wrote whole.
fn said(process: Child, word: &str) -> Vec<String> {
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
fn what_was_written_down_outlives_whoever_is_killed() {
    let home = tempfile::tempdir().unwrap();
    let start = Instant::now();
    let mut kept: Vec<String> = Vec::new();
    let mut rounds = 0;
    while start.elapsed() < KILLS_FOR || rounds < 3 {
        let mut writers: Vec<Child> = (0..WRITERS).map(|_| begin("write", home.path())).collect();
        let mut reader = begin("read", home.path());
        std::thread::sleep(Duration::from_millis(200) + random_pause());
        reader.kill().unwrap();
        for writer in &mut writers {
            writer.kill().unwrap();
        }
        reader.wait().unwrap();
        kept.extend(writers.into_iter().flat_map(|writer| said(writer, "kept ")));
        rounds += 1;
    }
    let mut there: BTreeMap<String, usize> = BTreeMap::new();
    for entry in all(&database(home.path())) {
        *there.entry(entry.detail.unwrap()).or_default() += 1;
    }
    assert!(kept.len() > 100, "{} entries in {rounds} rounds", kept.len());
    let lost: Vec<&String> = kept.iter().filter(|one| !there.contains_key(*one)).collect();
    assert!(lost.is_empty(), "{} of {} are lost", lost.len(), kept.len());
    assert!(there.values().all(|times| *times == 1), "some are there twice");
    // Each writer may have been killed between keeping its last entry and saying so.
    assert!(there.len() - kept.len() <= WRITERS * rounds * 2);
}

#[test]
fn of_many_processes_that_tell_at_once_one_brings_the_news() {
    let home = tempfile::tempdir().unwrap();
    let tellers: Vec<Child> = (0..WRITERS).map(|_| begin("tell", home.path())).collect();
    let mut told: Vec<usize> = tellers
        .into_iter()
        .flat_map(|teller| said(teller, "told "))
        .map(|number| number.parse().unwrap())
        .collect();
    told.sort_unstable();
    assert_eq!(told, (0..CAUSES).collect::<Vec<_>>());
}
