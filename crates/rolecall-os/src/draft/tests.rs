//! A draft is private, edited by any command of the shell, and stays until it is removed.

use super::Draft;
#[cfg(unix)]
use super::remove_draft;
#[cfg(unix)]
use std::ffi::OsStr;
use std::fs;
use std::path::PathBuf;

fn draft(folder: &tempfile::TempDir, text: &str) -> (PathBuf, Draft) {
    let file = folder.path().join("new folder/it's \"mine\" $(touch x).toml");
    let draft = Draft::create(&file, text).unwrap();
    (file, draft)
}

#[cfg(unix)]
#[test]
fn it_is_private_and_beside_the_file() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    let (file, draft) = draft(&folder, "a = 1\n");
    assert_eq!(draft.path().parent(), file.parent());
    assert_eq!(draft.path().extension(), Some(OsStr::new("toml")));
    let mode = fs::metadata(draft.path()).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    assert!(!file.exists());
    remove_draft(draft.path());
    assert!(!draft.path().exists());
}

#[cfg(unix)]
#[test]
fn the_editor_is_a_command_of_the_shell() {
    let folder = tempfile::tempdir().unwrap();
    let (file, draft) = draft(&folder, "a = 1\n");
    assert!(draft.edit(OsStr::new("sed -i 's/1/2/'")).unwrap());
    assert_eq!(draft.read().unwrap(), "a = 2\n");
    assert!(!draft.edit(OsStr::new("false")).unwrap());
    assert!(
        !draft
            .edit(OsStr::new("no-such-editor-at-all 2>/dev/null"))
            .unwrap()
    );
    assert_eq!(draft.read().unwrap(), "a = 2\n");
    let names = fs::read_dir(file.parent().unwrap()).unwrap().count();
    assert_eq!(names, 1, "the name of the file is no command");
}

#[test]
fn what_is_no_text_is_an_error() {
    let folder = tempfile::tempdir().unwrap();
    let (_, draft) = draft(&folder, "");
    assert_eq!(draft.read().unwrap(), "");
    fs::write(draft.path(), [0xff, 0xfe]).unwrap();
    assert!(draft.read().unwrap_err().to_string().contains("UTF-8"));
}
