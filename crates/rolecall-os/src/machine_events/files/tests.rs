//! Which inotify events are a change, and which folders are watched.

use super::*;

fn names() -> BTreeSet<OsString> {
    ["state.db", "state.db-wal", "settings.toml"]
        .map(OsString::from)
        .into()
}

#[test]
fn only_writes_and_changed_paths_count() {
    let names = names();
    let classified = |name: &str, events| classify(Some(&names), Some(OsStr::new(name)), events);
    let (changed, path_changed, nothing) = ((true, false), (false, true), (false, false));
    assert_eq!(classified("state.db", ReadFlags::MODIFY), changed);
    assert_eq!(classified("state.db-wal", ReadFlags::MODIFY), changed);
    for events in [ReadFlags::CREATE, ReadFlags::DELETE] {
        assert_eq!(
            classified("state.db-wal", events),
            nothing,
            "opened and closed by a reader"
        );
        assert_eq!(classified("settings.toml", events), path_changed);
        assert_eq!(classified("state.db", events), path_changed, "begun again");
    }
    assert_eq!(
        classified("settings.toml", ReadFlags::MOVED_TO),
        path_changed,
        "replaced"
    );
    for other in ["state.db-shm", "settings.toml~", ".settings.toml.0011.new", "x"] {
        assert_eq!(classified(other, ReadFlags::MODIFY), nothing, "{other}");
    }
}

#[test]
fn a_removed_folder_and_a_full_queue_count_as_a_changed_path() {
    for events in [
        ReadFlags::IGNORED,
        ReadFlags::DELETE_SELF,
        ReadFlags::QUEUE_OVERFLOW,
    ] {
        assert_eq!(classify(None, None, events), (false, true));
    }
}

#[test]
fn a_cycle_of_links_is_followed_no_further_than_the_system_does() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    std::os::unix::fs::symlink(path("two"), path("one")).unwrap();
    std::os::unix::fs::symlink("one", path("two")).unwrap();
    let mut folders = WatchedNames::new();
    path_trail::add_trail(&path("one"), &mut folders);
    let names = &folders[&folder.path().canonicalize().unwrap()];
    assert_eq!(names, &["one", "two"].map(OsString::from).into());
}

#[test]
fn a_path_through_a_link_is_watched_where_the_link_is_and_where_it_leads() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().canonicalize().unwrap();
    std::fs::create_dir_all(root.join("real/inner")).unwrap();
    std::os::unix::fs::symlink("real", root.join("link")).unwrap();
    let mut folders = WatchedNames::new();
    path_trail::add_trail(&root.join("link/../link/./inner/settings.toml"), &mut folders);
    let expected = [
        (root.clone(), BTreeSet::from([OsString::from("link")])),
        (
            root.join("real/inner"),
            BTreeSet::from([OsString::from("settings.toml")]),
        ),
    ];
    assert_eq!(folders, BTreeMap::from(expected));
}
