//! Settings are listed, changed as in the file, and edited without losing what the user wrote.

use crate::machine::ProgramError;
use crate::terminal::StreamCaps;
use crate::tests::{CommandOutput, FakeEditor, TestCli};
use rolecall::messages::settings_file::fault_at_line;
use rolecall::settings::{SETTINGS, check_settings, read_settings};
use rolecall_fakes::setting_cases;
use serde_json::{Value, json};
use std::ffi::OsString;
use std::sync::Arc;

const TEXT: &str = "# mine\nhistory_days = 30 # a month\nown = 1\n\n[environment]\n# all\nproduction = [\"*prod*\", \"tag:pci\"]\n";

fn cli() -> TestCli {
    let cli = TestCli::new();
    cli.world.settings_file.set_text(TEXT);
    cli
}

fn with_editor(edit: impl Fn(&str) -> Result<String, String> + Send + Sync + 'static) -> TestCli {
    let mut cli = cli();
    let editor: FakeEditor = Arc::new(edit);
    cli.machine.editor = Some(editor);
    cli
}

async fn set(cli: &TestCli, key: &str, values: &[String]) -> CommandOutput {
    let words = ["rolecall", "settings", "set", key].map(OsString::from);
    let values = values.iter().map(OsString::from);
    cli.run_arguments(words.into_iter().chain(values).collect()).await
}

#[tokio::test(start_paused = true)]
async fn they_are_listed_with_their_source() {
    let mut cli = cli();
    let piped = cli.run("rolecall settings").await.out;
    assert_eq!(piped.lines().count(), SETTINGS.len());
    cli.caps = StreamCaps {
        is_terminal: true,
        takes_escapes: true,
        use_colour: false,
        width: Some(80),
    };
    let shown = cli.run("rolecall settings list").await.out;
    assert!(shown.lines().all(|line| line.chars().count() <= 80), "{shown}");
    let rows = |text: &str, keys: &[&str]| -> String {
        let is_row = |line: &&str| keys.contains(&line.split_whitespace().next().unwrap_or_default());
        text.lines()
            .filter(is_row)
            .map(|line| format!("{line}\n"))
            .collect()
    };
    let keys = [
        "SETTING",
        "shortcut",
        "history_days",
        "environment.production",
        "environment.development",
    ];
    insta::assert_snapshot!(rows(&shown, &keys), @r"
    SETTING                        VALUE                                     SOURCE
    shortcut                       not set                                   default
    history_days                   30 days                                   file
    environment.production         *prod*, tag:pci                           file
    environment.development        word:dev, word:development, word:test, …  default
    ");
    assert_eq!(
        rows(&piped, &["shortcut", "history_days", "environment.production"]),
        "shortcut\t\tdefault\nhistory_days\t30\tfile\nenvironment.production\t*prod*, tag:pci\tfile\n"
    );
}

#[tokio::test(start_paused = true)]
async fn json_has_what_a_program_needs_to_change_them() {
    let cli = cli();
    let json = cli.run("rolecall settings --json").await;
    assert_eq!(json.out, cli.run("rolecall settings list --json").await.out);
    let json: Value = serde_json::from_str(&json.out).unwrap();
    assert_eq!(
        (&json["version"], &json["path"]),
        (&json!(1), &json!("~/.config/rolecall/settings.toml"))
    );
    let listed = json["settings"].as_array().unwrap();
    assert_eq!(listed.len(), SETTINGS.len());
    let keys = ["appearance", "shortcut", "history_days", "environment.production"];
    let some: Vec<&Value> = listed
        .iter()
        .filter(|setting| keys.iter().any(|key| setting["key"] == *key))
        .collect();
    insta::assert_json_snapshot!(some);
}

#[tokio::test(start_paused = true)]
async fn an_unreadable_file_is_reported_and_its_path_still_shown() {
    let cli = cli();
    cli.world.settings_file.set_text("renew = 0\n");
    let ran = cli.run("rolecall settings").await;
    assert_eq!((ran.code, ran.out.as_str()), (1, ""));
    let path = cli.run("rolecall settings path").await;
    assert_eq!(
        (path.code, path.out.as_str()),
        (0, "~/.config/rolecall/settings.toml\n")
    );
}

#[tokio::test(start_paused = true)]
async fn one_is_shown_alone() {
    let cli = cli();
    for (key, shown) in [
        ("history_days", "30\n"),
        ("renew", "true\n"),
        ("shortcut", ""),
        ("environment.production", "*prod*\ntag:pci\n"),
    ] {
        let ran = cli.run(&format!("rolecall settings get {key}")).await;
        assert_eq!(
            (ran.code, ran.out.as_str(), ran.err.as_str()),
            (0, shown, ""),
            "{key}"
        );
    }
    let unknown = cli.run("rolecall settings get histroy_days").await;
    assert_eq!((unknown.code, unknown.out.as_str()), (2, ""));
    assert!(
        unknown.err.contains("a similar value exists: 'history_days'"),
        "{}",
        unknown.err
    );
}

#[tokio::test(start_paused = true)]
async fn a_change_keeps_the_rest_of_the_file_and_says_what_was_before() {
    let cli = cli();
    let mut notes = String::new();
    for change in [
        "set history_days 365",
        "set history_days 365",
        "set environment.production *live* tag:pci",
        "set environment.production ''",
        "set shortcut Ctrl+Alt+R",
        "unset history_days",
        "unset history_days",
        "unset shortcut",
        "unset environment.production",
    ] {
        let words = format!("rolecall settings {change}").replace("''", "");
        let words = words.split(' ').map(OsString::from).collect();
        let ran = cli.run_arguments(words).await;
        assert_eq!((ran.code, ran.out.as_str()), (0, ""), "{change}: {}", ran.err);
        notes.push_str(&ran.err);
    }
    insta::assert_snapshot!(notes);
    assert_eq!(
        cli.world.settings_file.text(),
        "# mine\nown = 1\n\n[environment]\n# all\n"
    );
}

#[tokio::test(start_paused = true)]
async fn a_value_is_refused_exactly_as_in_the_file() {
    for case in setting_cases() {
        // `rolecall default` reads it, and knows more forms of a target.
        if case.setting.key == "default" {
            continue;
        }
        let cli = TestCli::new();
        let ran = set(&cli, case.setting.key, &case.typed).await;
        let file = case.file();
        match check_settings(&file).and_then(|()| read_settings(&file)) {
            Ok(expected) => {
                assert_eq!(ran.code, 0, "{case:?}: {}", ran.err);
                assert_eq!(read_settings(&cli.world.settings_file.text()).unwrap(), expected);
            }
            Err(error) => {
                assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{case:?}");
                let in_file = fault_at_line(&error);
                let (_line, fault) = in_file.split_once(": ").unwrap();
                assert!(ran.err.contains(fault), "{case:?}: {}", ran.err);
                assert_eq!(cli.world.settings_file.text(), "");
            }
        }
    }
    let cli = cli();
    insta::assert_snapshot!(cli.run("rolecall settings set history_days 0").await.shown());
    assert_eq!(cli.run("rolecall settings set renew true false").await.code, 2);
    assert_eq!(cli.run("rolecall settings set renew").await.code, 2);
    assert_eq!(cli.world.settings_file.text(), TEXT);
    cli.world.settings_file.set_unwritable(true);
    assert_eq!(cli.run("rolecall settings set history_days 3").await.code, 1);
}

#[tokio::test(start_paused = true)]
async fn the_default_role_changes_as_by_its_own_verb() {
    let (cli, _) = TestCli::listed().await;
    let ran = cli.run("rolecall settings set default lab/Admin").await;
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert_eq!(
        cli.run("rolecall settings get default").await.out,
        "work/222222222222/Admin\n"
    );
    let history = cli.run("rolecall history --event default-changed").await.out;
    assert_eq!(history.lines().count(), 1, "{history}");
    assert_eq!(cli.run("rolecall settings set default nobody").await.code, 2);
    assert_eq!(cli.run("rolecall settings unset default").await.code, 0);
    assert_eq!(cli.run("rolecall settings get default").await.out, "");
}

#[tokio::test(start_paused = true)]
async fn a_valid_edit_replaces_the_file() {
    let cli = with_editor(|text| Ok(format!("appearance = \"dark\"\n{text}")));
    let ran = cli.run("rolecall settings edit").await;
    assert_eq!((ran.code, ran.err.as_str()), (0, "The settings were changed.\n"));
    assert_eq!(
        cli.world.settings_file.text(),
        format!("appearance = \"dark\"\n{TEXT}")
    );
    assert!(cli.machine.drafts.lock().unwrap().is_empty());
    let unreadable = with_editor(|_| Ok("renew = false\n".to_owned()));
    unreadable.world.settings_file.set_text("history_days = 0\n");
    assert_eq!(unreadable.run("rolecall settings edit").await.code, 0);
    assert_eq!(unreadable.world.settings_file.text(), "renew = false\n");
    let same = with_editor(|text| Ok(text.to_owned()));
    let ran = same.run("rolecall settings edit").await;
    assert_eq!(
        (ran.code, ran.err.as_str()),
        (0, "The settings were not changed.\n")
    );
    assert_eq!(same.world.settings_file.edits(), 0);
    assert!(same.machine.drafts.lock().unwrap().is_empty());
}

#[tokio::test(start_paused = true)]
async fn an_edit_that_is_refused_keeps_both_texts() {
    let mut cli = with_editor(|text| Ok(format!("{text}staging = 1\n")));
    let invalid = cli.run("rolecall settings edit").await;
    let advice = "Your text is in /home/ann/.config/rolecall/settings-draft-1.toml.\n";
    let reason = "line 8 of the settings: environment.staging is a list of patterns in quotes";
    assert_eq!(
        invalid.err,
        format!("rolecall: The settings were not changed: {reason}. {advice}")
    );
    let binary: FakeEditor = Arc::new(|_| Err("it is not UTF-8 text".to_owned()));
    cli.machine.editor = Some(binary);
    let binary = cli.run("rolecall settings edit").await;
    let reason = "it is not UTF-8 text";
    assert_eq!(
        binary.err,
        format!("rolecall: The settings were not changed: {reason}. {advice}")
    );
    let valid: FakeEditor = Arc::new(|text| Ok(format!("renew = false\n{text}")));
    cli.machine.editor = Some(valid);
    cli.world.settings_file.set_unwritable(true);
    let unwritable = cli.run("rolecall settings edit").await;
    assert!(
        unwritable.err.contains("read-only file system") && unwritable.err.ends_with(advice),
        "{}",
        unwritable.err
    );
    cli.world.settings_file.set_unwritable(false);
    cli.machine.program_error = Some(ProgramError::NotFound);
    let failed = cli.run("rolecall settings edit").await;
    assert!(failed.err.contains("the editor ended with an error") && failed.err.ends_with(advice));
    for ran in [invalid, binary, unwritable, failed] {
        assert_eq!((ran.code, ran.out.as_str()), (1, ""), "{}", ran.err);
    }
    assert_eq!(cli.machine.drafts.lock().unwrap().len(), 4, "all are kept");
    assert_eq!(cli.world.settings_file.text(), TEXT);
}

#[tokio::test(start_paused = true)]
async fn an_edit_never_undoes_what_another_program_changed() {
    let mut cli = cli();
    let file = cli.world.settings_file.clone();
    let editor: FakeEditor = Arc::new(move |text| {
        file.set_text("renew = false\n");
        Ok(format!("{text}# later\n"))
    });
    cli.machine.editor = Some(editor);
    let ran = cli.run("rolecall settings edit").await;
    assert_eq!(ran.code, 1);
    assert!(
        ran.err
            .contains("another program changed the file meanwhile. Your text is in"),
        "{}",
        ran.err
    );
    assert_eq!(cli.world.settings_file.text(), "renew = false\n");
    assert_eq!(cli.machine.drafts.lock().unwrap().len(), 1);
    cli.machine.editor = None;
    let ran = cli.run("rolecall settings edit").await;
    assert_eq!(ran.code, 1);
    assert!(ran.err.contains("VISUAL or EDITOR"), "{}", ran.err);
}

#[tokio::test(start_paused = true)]
async fn the_help_names_every_setting() {
    let cli = TestCli::new();
    insta::assert_snapshot!(cli.run("rolecall settings --help").await.out);
    let help = cli.run("rolecall settings set --help").await.out;
    let unwrapped = help.split_whitespace().collect::<Vec<_>>().join(" ");
    for setting in SETTINGS {
        let row = format!("- {}: {}", setting.key, setting.description);
        assert!(unwrapped.contains(&row), "{row}: {help}");
    }
}
