//! How `BROWSER` is read: quotes, spaces, lists, `%s` and programs that do not exist.

#![cfg(unix)]

use super::{BrowserCommand, named_commands};
use crate::environment::EnvironmentVariables;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

/// Makes a program and returns its path.
fn program(folder: &Path, name: &str) -> String {
    let path = folder.join(name);
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(&path, "").unwrap();
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o755)).unwrap();
    path.display().to_string()
}

fn commands(folder: &Path, browser: &str) -> Vec<BrowserCommand> {
    named_commands(&EnvironmentVariables {
        browser: Some(browser.to_owned()),
        path: Some(folder.into()),
        ..EnvironmentVariables::default()
    })
}

#[test]
fn a_browser_is_found_however_its_path_is_written() {
    let folder = tempfile::tempdir().unwrap();
    let blank = program(folder.path(), "Program Files/Firefox/firefox.exe");
    let plain = program(folder.path(), "plain");
    let escaped = blank.replace(' ', "\\ ");
    for (text, path, arguments) in [
        (blank.clone(), &blank, &[][..]),
        (format!("{blank} --new-tab %s"), &blank, &["--new-tab", "%s"]),
        (format!("\"{blank}\""), &blank, &[]),
        (format!("\"{blank}\" %s"), &blank, &["%s"]),
        (
            format!("'{blank}' -P 'my profile' %s &"),
            &blank,
            &["-P", "my profile", "%s"],
        ),
        (escaped, &blank, &[]),
        ("plain".to_owned(), &plain, &[]),
        (" plain  --app=\"%s\" ".to_owned(), &plain, &["--app=%s"]),
        (
            "plain -P \"a\\\"b:c\" '\\'".to_owned(),
            &plain,
            &["-P", "a\"b:c", "\\"],
        ),
        (
            "plain '' \u{e9}\u{1f600}&".to_owned(),
            &plain,
            &["", "\u{e9}\u{1f600}"],
        ),
    ] {
        let arguments = arguments.iter().map(ToString::to_string).collect();
        assert_eq!(
            commands(folder.path(), &text),
            [BrowserCommand::new(path.into(), arguments)],
            "{text}"
        );
    }
}

#[test]
fn programs_of_a_list_that_do_not_exist_are_left_out() {
    let folder = tempfile::tempdir().unwrap();
    let (first, second) = (program(folder.path(), "first"), program(folder.path(), "second"));
    let list = format!("nowhere %s::'/no/such program':{first} -a:\"second\" %s:");
    let expected = [
        BrowserCommand::new(first.into(), vec!["-a".to_owned()]),
        BrowserCommand::new(second.into(), vec!["%s".to_owned()]),
    ];
    assert_eq!(commands(folder.path(), &list), expected);
    for nothing in ["", ":", "&", " ", "'", "\\", "\"\"", "nowhere", "./one"] {
        assert_eq!(commands(folder.path(), nothing), [], "{nothing:?}");
    }
}
