//! Which words of the system about a name are a change, and which are none.

use super::*;

fn names() -> BTreeSet<OsString> {
    ["state.db", "state.db-wal", "settings.toml"]
        .map(OsString::from)
        .into()
}

#[test]
fn only_what_is_written_and_what_moves_counts() {
    let names = names();
    let of = |name: &str, events| meaning(Some(&names), Some(OsStr::new(name)), events);
    let (changed, moved, nothing) = ((true, false), (false, true), (false, false));
    assert_eq!(of("state.db", ReadFlags::MODIFY), changed);
    assert_eq!(of("state.db-wal", ReadFlags::MODIFY), changed);
    for events in [ReadFlags::CREATE, ReadFlags::DELETE] {
        assert_eq!(
            of("state.db-wal", events),
            nothing,
            "opened and closed by a reader"
        );
        assert_eq!(of("settings.toml", events), moved);
        assert_eq!(of("state.db", events), moved, "begun again");
    }
    assert_eq!(of("settings.toml", ReadFlags::MOVED_TO), moved, "replaced");
    for other in ["state.db-shm", "settings.toml~", ".settings.toml.0011.new", "x"] {
        assert_eq!(of(other, ReadFlags::MODIFY), nothing, "{other}");
    }
}

#[test]
fn a_folder_that_goes_and_a_queue_that_is_full_lead_to_a_look() {
    for events in [
        ReadFlags::IGNORED,
        ReadFlags::DELETE_SELF,
        ReadFlags::QUEUE_OVERFLOW,
    ] {
        assert_eq!(meaning(None, None, events), (false, true));
    }
}

#[test]
fn a_ring_of_links_is_followed_no_further_than_the_system_does() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    std::os::unix::fs::symlink(at("two"), at("one")).unwrap();
    std::os::unix::fs::symlink("one", at("two")).unwrap();
    let mut folders = Folders::new();
    trail::follow(&at("one"), &mut folders);
    let names = &folders[&folder.path().canonicalize().unwrap()];
    assert_eq!(names, &["one", "two"].map(OsString::from).into());
}

#[test]
fn a_path_through_a_link_is_watched_where_the_link_is_and_where_it_leads() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().canonicalize().unwrap();
    std::fs::create_dir_all(root.join("real/inner")).unwrap();
    std::os::unix::fs::symlink("real", root.join("link")).unwrap();
    let mut folders = Folders::new();
    trail::follow(&root.join("link/../link/./inner/settings.toml"), &mut folders);
    let expected = [
        (root.clone(), BTreeSet::from([OsString::from("link")])),
        (
            root.join("real/inner"),
            BTreeSet::from([OsString::from("settings.toml")]),
        ),
    ];
    assert_eq!(folders, BTreeMap::from(expected));
}
