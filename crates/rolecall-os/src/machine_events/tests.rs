//! What this machine tells, tried on its own files, networks and clock.

use super::*;
use crate::environment::Environment;
use crate::{SettingsToml, StateDatabase};
use rolecall::ports::{HistoryStore, PreferenceStore, RoleSessionIndex, SettingsFile, StateStore};
use rolecall_model::Timestamp;
use rolecall_model::history::HistoryQuery;
use std::fs;
use std::os::unix::fs::symlink;
use std::path::Path;
use std::process::{Command, Stdio};
use tokio::time::timeout;

const SOON: Duration = Duration::from_secs(5);
const QUIET: Duration = Duration::from_millis(300);

fn places(home: &Path) -> Places {
    Places::from_environment(&Environment {
        rolecall_home: Some(home.to_owned()),
        ..Environment::default()
    })
    .unwrap()
}

/// Begins to watch, and waits until what happened before is told.
async fn settle(events: &SystemEvents) {
    while timeout(QUIET, events.next()).await.is_ok() {}
}

async fn next_change(events: &SystemEvents, what: &str) {
    loop {
        let next = timeout(SOON, events.next()).await;
        match next.unwrap_or_else(|_| panic!("not told: {what}")) {
            MachineEvent::FilesChanged => return,
            MachineEvent::NetworkChanged | MachineEvent::ClockChanged => {}
        }
    }
}

async fn expect_changes(events: &SystemEvents, changes: &[(&str, &dyn Fn())]) {
    settle(events).await;
    for (what, change) in changes {
        change();
        next_change(events, what).await;
        settle(events).await;
    }
}

#[tokio::test]
async fn they_keep_the_contract() {
    let home = tempfile::tempdir().unwrap();
    let places = places(home.path());
    rolecall_fakes::contract::machine_events(
        &SystemEvents::new(&places),
        &SettingsToml::new(&places),
        &StateDatabase::new(&places),
    )
    .await;
}

#[tokio::test]
async fn settings_are_followed_into_folders_that_are_made_later_and_through_links() {
    let home = tempfile::tempdir().unwrap();
    let dotfiles = tempfile::tempdir().unwrap();
    let other = dotfiles.path().join("other.toml");
    let real = dotfiles.path().join("deep/rolecall.toml");
    let (config, settings) = (
        home.path().join("config"),
        home.path().join("config/settings.toml"),
    );
    let beside = dotfiles.path().join("deep/rolecall.toml~");
    let events = SystemEvents::new(&places(home.path()));
    expect_changes(
        &events,
        &[
            ("its folder is made", &|| fs::create_dir(&config).unwrap()),
            ("it is made", &|| fs::write(&settings, "a").unwrap()),
            ("it is written in place", &|| fs::write(&settings, "b").unwrap()),
            ("it becomes a link to what is not there", &|| {
                fs::remove_file(&settings).unwrap();
                symlink("../link.toml", &settings).unwrap();
                symlink(&real, home.path().join("link.toml")).unwrap();
            }),
            ("a folder on the way is made", &|| {
                fs::create_dir(dotfiles.path().join("deep")).unwrap();
            }),
            ("what it leads to is made", &|| fs::write(&real, "c").unwrap()),
            ("what it leads to is replaced", &|| {
                fs::write(&beside, "d").unwrap();
                fs::rename(&beside, &real).unwrap();
            }),
            ("what it leads to is written", &|| fs::write(&real, "e").unwrap()),
            ("it leads elsewhere", &|| {
                fs::write(&other, "f").unwrap();
                fs::remove_file(home.path().join("link.toml")).unwrap();
                symlink(&other, home.path().join("link.toml")).unwrap();
            }),
            ("the other is written", &|| fs::write(&other, "g").unwrap()),
            ("its folder goes", &|| fs::remove_dir_all(&config).unwrap()),
            ("its folder comes again", &|| {
                fs::create_dir(&config).unwrap();
                fs::write(&settings, "h").unwrap();
            }),
            ("it is written again", &|| fs::write(&settings, "i").unwrap()),
        ],
    )
    .await;
}

/// Whoever looks around at each event must not cause the next.
#[tokio::test]
async fn a_look_around_is_no_change() {
    let home = tempfile::tempdir().unwrap();
    let places = places(home.path());
    let (here, settings) = (StateDatabase::new(&places), SettingsToml::new(&places));
    let events = SystemEvents::new(&places);
    let everything = HistoryQuery {
        from: Timestamp::MIN,
        until: Timestamp::MAX,
        most: 100,
    };
    let look = || {
        settings.read().unwrap();
        here.change_count().unwrap();
        here.role_sessions().unwrap();
        here.favourites().unwrap();
        here.recents(10).unwrap();
        here.history(&everything).unwrap();
    };
    look();
    settle(&events).await;
    // Another process opens the database, changes it, and closes it again.
    let there = StateDatabase::new(&places);
    there.mark_notified("cause", Timestamp::now()).unwrap();
    drop(there);
    next_change(&events, "another process wrote").await;
    settle(&events).await;
    for _ in 0..5 {
        look();
        // One that only reads opens and closes the database, too.
        StateDatabase::new(&places).favourites().unwrap();
    }
    let told = timeout(QUIET, events.next()).await;
    assert!(told.is_err(), "{told:?}");
}

#[tokio::test]
async fn many_changes_at_once_are_few_events() {
    let home = tempfile::tempdir().unwrap();
    let places = places(home.path());
    let events = SystemEvents::new(&places);
    fs::create_dir_all(home.path().join("config")).unwrap();
    settle(&events).await;
    let begun = tokio::time::Instant::now();
    let mut told = 0_u32;
    let writer = std::thread::spawn(move || {
        for number in 0..2_000 {
            fs::write(places.settings_file(), number.to_string()).unwrap();
        }
    });
    while timeout(QUIET, events.next()).await.is_ok() {
        told += 1;
    }
    writer.join().unwrap();
    let most = begun.elapsed().as_millis() / 100 + 1;
    assert!(
        told >= 1 && u128::from(told) <= most,
        "{told} events, {most} at most"
    );
}

/// Nothing wakes this thread while nothing happens.
#[test]
fn waiting_costs_nothing() {
    let woken = || {
        let status = fs::read_to_string("/proc/thread-self/status").unwrap();
        let line = status
            .lines()
            .find(|line| line.starts_with("voluntary_ctxt_switches"));
        line.unwrap()
            .split_whitespace()
            .last()
            .unwrap()
            .parse::<u64>()
            .unwrap()
    };
    let home = tempfile::tempdir().unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    let more = runtime.block_on(async {
        let events = SystemEvents::new(&places(home.path()));
        let in_an_hour = Timestamp::now() + Duration::from_hours(1);
        settle(&events).await;
        let before = woken();
        let waited = timeout(Duration::from_secs(3), async {
            tokio::select! {
                event = events.next() => event == MachineEvent::NetworkChanged,
                () = rolecall::ports::Clock::sleep_until(&crate::SystemClock, in_an_hour) => false,
            }
        })
        .await;
        assert!(
            waited.unwrap_or(true),
            "only a network may have changed meanwhile"
        );
        woken() - before
    });
    assert!(more <= 3, "woken {more} times in three seconds");
}

/// Runs the body of the test `name` where the network is its own; nothing where that is not allowed.
fn in_own_network(name: &str, body: impl FnOnce()) {
    const INSIDE: &str = "ROLECALL_TEST_OWN_NETWORK";
    if std::env::var_os(INSIDE).is_some() {
        return body();
    }
    let own_network = |program: &str| {
        let mut command = Command::new("unshare");
        command
            .args(["--map-root-user", "--net", program])
            .stdin(Stdio::null());
        command
    };
    if !own_network("true")
        .output()
        .is_ok_and(|ended| ended.status.success())
    {
        return;
    }
    let ended = own_network(std::env::current_exe().unwrap().to_str().unwrap())
        .args([
            "--exact",
            &format!("machine_events::tests::{name}"),
            "--nocapture",
        ])
        .env(INSIDE, "1")
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&ended.stdout).into_owned() + &String::from_utf8_lossy(&ended.stderr);
    assert!(ended.status.success() && said.contains("1 passed"), "{said}");
}

#[test]
fn networks_that_come_and_go_are_told() {
    in_own_network("networks_that_come_and_go_are_told", || {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .unwrap();
        runtime.block_on(async {
            let home = tempfile::tempdir().unwrap();
            let events = SystemEvents::new(&places(home.path()));
            settle(&events).await;
            for change in [
                "link set lo up",
                "address add 192.0.2.7/32 dev lo",
                "route add 198.51.100.0/24 via 192.0.2.7",
                "route delete 198.51.100.0/24",
                "address delete 192.0.2.7/32 dev lo",
                "link set lo down",
            ] {
                let done = Command::new("ip").args(change.split(' ')).status().unwrap();
                assert!(done.success(), "{change}");
                let told = timeout(SOON, events.next()).await;
                assert_eq!(told, Ok(MachineEvent::NetworkChanged), "{change}");
                // A link that was set up runs a moment later.
                let mut more = 0;
                while timeout(QUIET, events.next()).await.is_ok() {
                    more += 1;
                }
                assert!(more <= 1, "{change} is told {more} more times");
            }
        });
    });
}

/// Setting the clock to the time that it shows is a jump to the system, and none to anybody else.
#[tokio::test]
async fn a_clock_that_is_set_is_told() {
    use rustix::time::{ClockId, clock_gettime, clock_settime};
    let set = || clock_settime(ClockId::Realtime, clock_gettime(ClockId::Realtime));
    if set().is_err() {
        // Only root may.
        return;
    }
    let home = tempfile::tempdir().unwrap();
    let events = SystemEvents::new(&places(home.path()));
    settle(&events).await;
    for _ in 0..2 {
        set().unwrap();
        let told = timeout(SOON, async {
            while events.next().await != MachineEvent::ClockChanged {}
        });
        assert!(told.await.is_ok());
    }
}

#[tokio::test]
async fn where_files_cannot_be_watched_a_look_is_asked_for_every_second() {
    let home = tempfile::tempdir().unwrap();
    let file = home.path().join("file");
    fs::write(&file, "").unwrap();
    // A home that is a file has no folders to watch.
    let nowhere = Places::from_environment(&Environment {
        rolecall_home: Some(file),
        ..Environment::default()
    });
    let events = SystemEvents::new(&nowhere.unwrap());
    for _ in 0..2 {
        next_change(&events, "a look").await;
    }
}
