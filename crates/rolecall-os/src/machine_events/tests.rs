//! Events of this machine, from its own files, networks and clock.

use super::*;
use crate::tests::{home, paths_in};
use crate::{SettingsToml, StateDatabase};
use rolecall::ports::{HistoryStore, PreferenceStore, RoleSessionIndex, SettingsFile, StateStore};
use rolecall_model::Timestamp;
use rolecall_model::history::HistoryQuery;
use std::fs;
use std::os::unix::fs::symlink;
use std::process::{Command, Stdio};
use tokio::time::timeout;

const SOON: Duration = Duration::from_secs(60);
const QUIET: Duration = Duration::from_millis(300);

/// Starts to watch, and waits until earlier changes are reported.
async fn settle(events: &SystemEvents) {
    while timeout(QUIET, events.next()).await.is_ok() {}
}

async fn next_change(events: &SystemEvents, what: &str) {
    loop {
        let next = timeout(SOON, events.next()).await;
        match next.unwrap_or_else(|_| panic!("no event: {what}")) {
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
async fn they_pass_the_contract() {
    let (_home, paths) = home();
    rolecall_fakes::contract::machine_events(
        &SystemEvents::new(&paths),
        &SettingsToml::new(&paths),
        &StateDatabase::new(&paths),
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
    let events = SystemEvents::new(&paths_in(home.path()));
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

/// A reload after each event must not cause the next event.
#[tokio::test]
async fn a_reload_is_no_change() {
    let (_home, paths) = home();
    let (database, settings) = (StateDatabase::new(&paths), SettingsToml::new(&paths));
    let events = SystemEvents::new(&paths);
    let everything = HistoryQuery {
        from: Timestamp::MIN,
        until: Timestamp::MAX,
        limit: 100,
    };
    let reload = || {
        settings.read().unwrap();
        database.change_count().unwrap();
        database.role_sessions().unwrap();
        database.favourites().unwrap();
        database.recents(10).unwrap();
        database.history(&everything).unwrap();
    };
    reload();
    settle(&events).await;
    // Another process opens the database, changes it, and closes it again.
    let other = StateDatabase::new(&paths);
    other.mark_notified("cause", Timestamp::now()).unwrap();
    drop(other);
    next_change(&events, "another process wrote").await;
    settle(&events).await;
    for _ in 0..5 {
        reload();
        // One that only reads opens and closes the database, too.
        StateDatabase::new(&paths).favourites().unwrap();
    }
    let event = timeout(QUIET, events.next()).await;
    assert!(event.is_err(), "{event:?}");
}

#[tokio::test]
async fn many_changes_at_once_are_few_events() {
    let (home, paths) = home();
    let events = SystemEvents::new(&paths);
    fs::create_dir_all(home.path().join("config")).unwrap();
    settle(&events).await;
    let started = tokio::time::Instant::now();
    let writer = std::thread::spawn(move || {
        for number in 0..2_000 {
            fs::write(paths.settings_file(), number.to_string()).unwrap();
        }
    });
    timeout(SOON, events.next()).await.unwrap();
    let mut events_seen = 1_u32;
    while timeout(QUIET, events.next()).await.is_ok() || !writer.is_finished() {
        events_seen += 1;
    }
    writer.join().unwrap();
    let max = started.elapsed().as_millis() / 100 + 1;
    assert!(
        u128::from(events_seen) <= max,
        "{events_seen} events, {max} at most"
    );
}

/// This thread is not woken while nothing happens.
#[test]
fn waiting_costs_nothing() {
    let wake_ups = || {
        let status = fs::read_to_string("/proc/thread-self/status").unwrap();
        let mut counts = status
            .lines()
            .filter_map(|line| line.strip_prefix("voluntary_ctxt_switches:"));
        counts.next().unwrap().trim().parse::<u64>().unwrap()
    };
    let home = tempfile::tempdir().unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    let more = runtime.block_on(async {
        let events = SystemEvents::new(&paths_in(home.path()));
        let in_an_hour = Timestamp::now() + Duration::from_hours(1);
        settle(&events).await;
        let before = wake_ups();
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
        wake_ups() - before
    });
    assert!(more <= 3, "woken {more} times in three seconds");
}

const IN_OWN_NETWORK: &str = "ROLECALL_TEST_OWN_NETWORK";

/// Runs itself again where the network is its own; does nothing where that is not allowed.
#[tokio::test]
async fn network_changes_are_reported() {
    if std::env::var_os(IN_OWN_NETWORK).is_some() {
        return network_changes().await;
    }
    let own_network = |program: &str| {
        let mut command = Command::new("unshare");
        command.args(["--map-root-user", "--net", program]);
        command.stdin(Stdio::null()).env(IN_OWN_NETWORK, "1");
        command
    };
    let tried = own_network("true").output();
    if !tried.is_ok_and(|ended| ended.status.success()) {
        return;
    }
    let this = std::env::current_exe().unwrap();
    let test = "--exact machine_events::tests::network_changes_are_reported --nocapture";
    let mut again = own_network(this.to_str().unwrap());
    let ended = again.args(test.split(' ')).output().unwrap();
    let said = String::from_utf8_lossy(&ended.stdout).into_owned() + &String::from_utf8_lossy(&ended.stderr);
    assert!(ended.status.success() && said.contains("1 passed"), "{said}");
}

async fn network_changes() {
    let (_home, paths) = home();
    let events = SystemEvents::new(&paths);
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
        let event = timeout(SOON, events.next()).await;
        assert_eq!(event, Ok(MachineEvent::NetworkChanged), "{change}");
        // A link that was set up runs a moment later.
        let mut more = 0;
        while timeout(QUIET, events.next()).await.is_ok() {
            more += 1;
        }
        assert!(more <= 1, "{change} is reported {more} more times");
    }
}

/// Setting the clock to the time that it shows is a jump to the system, and none to anybody else.
#[tokio::test]
async fn a_changed_clock_is_reported() {
    use rustix::time::{ClockId, clock_gettime, clock_settime};
    let set = || clock_settime(ClockId::Realtime, clock_gettime(ClockId::Realtime));
    if set().is_err() {
        // Only root may.
        return;
    }
    let home = tempfile::tempdir().unwrap();
    let events = SystemEvents::new(&paths_in(home.path()));
    settle(&events).await;
    for _ in 0..2 {
        set().unwrap();
        let event = timeout(SOON, async {
            while events.next().await != MachineEvent::ClockChanged {}
        });
        assert!(event.await.is_ok());
    }
}

#[tokio::test]
async fn where_files_cannot_be_watched_they_count_as_changed_every_second() {
    let home = tempfile::tempdir().unwrap();
    let file = home.path().join("file");
    fs::write(&file, "").unwrap();
    // A home that is a file has no folders to watch.
    let events = SystemEvents::new(&paths_in(file));
    for _ in 0..2 {
        next_change(&events, "a poll").await;
    }
}
