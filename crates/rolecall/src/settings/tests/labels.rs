//! Colours, notes and tags: read as written, and any text of a user comes back byte for byte.

use super::*;
use rolecall_fakes::hostile;
use rolecall_model::settings::EnvironmentMark;

const WITH_LABELS: &str = r#"renew = false
history_days = 30
notify_access_changes = true
ask_before_production = true
shortcut = "Ctrl+Alt+R"

[colour]
"corp/111122223333/Admin" = "red" # careful

[note]
# asked for
"corp/111122223333/Admin" = "Ask Ada first.\nTwice."

[tags]
111122223333 = [ "pci", 'team/pay' ] # by hand
"000000000042" = []
"#;

fn id(digits: &str) -> AccountId {
    AccountId::parse(digits).unwrap()
}

#[test]
fn labels_written_by_hand_are_read() {
    let settings = read_settings(WITH_LABELS).unwrap();
    let admin = role_ref("corp/111122223333/Admin");
    assert!(!settings.renew && settings.notify_access_changes && settings.ask_before_production);
    assert_eq!(settings.history_days, 30);
    assert_eq!(settings.shortcut.as_deref(), Some("Ctrl+Alt+R"));
    assert_eq!(settings.colours, [(admin.clone(), Colour::Red)].into());
    assert_eq!(
        settings.notes,
        [(admin, "Ask Ada first.\nTwice.".to_owned())].into()
    );
    assert_eq!(settings.tags[&id("111122223333")], ["pci", "team/pay"]);
}

#[test]
fn values_that_cannot_be_used_are_left_out_and_said_with_their_line() {
    for (text, line, says) in [
        (
            "history_days = 0\n",
            1,
            "history_days is a whole number from 1 to 3650",
        ),
        (
            "history_days = 99999\n",
            1,
            "history_days is a whole number from 1 to 3650",
        ),
        (
            "history_days = -1\n",
            1,
            "history_days is a whole number from 1 to 3650",
        ),
        ("notify_access_changes = 'no'\n", 1, "true or false"),
        (
            "shortcut = 'R'\n",
            1,
            "shortcut is a key with Ctrl, Alt or Super held",
        ),
    ] {
        assert_left_out(text, line, says);
    }
}

#[test]
fn labels_that_cannot_be_used_are_left_out_and_said_with_their_line() {
    let long = format!("note.'c/111122223333/R' = '{}'\n", "x".repeat(501));
    let tags = format!("\ntags.111122223333 = [{}]\n", "'a',".repeat(17));
    for (text, line, says) in [
        (
            "[colour]\n'c/111122223333/R' = 'mauve'\n",
            2,
            "a colour is one of red, orange",
        ),
        (
            "[colour]\n'c/R' = 'red'\n",
            2,
            "a key of colour is portal/account-id/role",
        ),
        ("colour = 'red'\n", 1, "colour is a table"),
        (
            "[note]\n'c/111122223333/R' = ''\n",
            2,
            "a note has 1 to 500 characters",
        ),
        (long.as_str(), 1, "a note has 1 to 500 characters"),
        (
            "[note]\npay = 'x'\n",
            2,
            "a key of note is portal/account-id/role",
        ),
        (
            "[tags]\n42 = ['a']\n",
            2,
            "tags are of an account id of 12 digits",
        ),
        (
            "[tags]\n111122223333 = 'a'\n",
            2,
            "111122223333 is a list of tags",
        ),
        (
            "[tags]\n111122223333 = ['a b']\n",
            2,
            "an account has at most 16 tags",
        ),
        (tags.as_str(), 2, "an account has at most 16 tags"),
    ] {
        assert_left_out(text, line, says);
    }
}

#[test]
fn tags_that_cannot_be_used_go_on_counting_for_patterns() {
    let text = "[tags]\n111122223333 = ['a b', 'pci']\n";
    let tags = read_settings(text).unwrap().tags;
    assert_eq!(tags[&id("111122223333")], ["a b", "pci"]);
}

#[test]
fn a_label_changes_in_its_place_and_keeps_its_comment() {
    let admin = role_ref("corp/111122223333/Admin");
    let changed = set_colour(WITH_LABELS, &admin, Some(Colour::Blue)).unwrap();
    assert_eq!(changed, WITH_LABELS.replace("\"red\"", "\"blue\""));
    let changed = set_tags(
        WITH_LABELS,
        &id("111122223333"),
        &["b".to_owned(), "a".to_owned()],
    )
    .unwrap();
    assert_eq!(
        changed,
        WITH_LABELS.replace("[ \"pci\", 'team/pay' ]", "[\"b\", \"a\"]")
    );
    let changed = set_tags(WITH_LABELS, &id("000000000042"), &[]).unwrap();
    assert_eq!(changed, WITH_LABELS.replace("\"000000000042\" = []\n", ""));
    let changed = set_note(WITH_LABELS, &admin, None).unwrap();
    let gone = "# asked for\n\"corp/111122223333/Admin\" = \"Ask Ada first.\\nTwice.\"\n";
    assert_eq!(changed, WITH_LABELS.replace(gone, ""));
    let changed = set(WITH_LABELS, "shortcut", None).unwrap();
    assert_eq!(changed, WITH_LABELS.replace("shortcut = \"Ctrl+Alt+R\"\n", ""));
}

#[test]
fn a_new_file_of_labels_reads_well() {
    let admin = role_ref("corp/111122223333/Admin");
    let text = set_note("", &admin, Some("Ask \"Ada\" first;\nit's \\hers\u{202e}.")).unwrap();
    let text = set_colour(&text, &admin, Some(Colour::Amber)).unwrap();
    let text = set_tags(&text, &id("111122223333"), &["pci".to_owned(), "PCI".to_owned()]).unwrap();
    let text = set(&text, "renew", Some("false")).unwrap();
    let text = set(&text, "shortcut", Some("Super+Space")).unwrap();
    let text = set_limits(&text, &[limit(&["*prod*"], &[], 60), limit(&[], &["*"], 480)]).unwrap();
    insta::assert_snapshot!(text, @r#"
    renew = false
    shortcut = "Super+Space"
    [note]
    "corp/111122223333/Admin" = "Ask \"Ada\" first;\U0000000Ait's \\hers\U0000202E."

    [colour]
    "corp/111122223333/Admin" = "amber"

    [tags]
    111122223333 = ["pci"]

    [[limit]]
    accounts = ["*prod*"]
    minutes = 60

    [[limit]]
    roles = ["*"]
    minutes = 480
    "#);
}

#[test]
fn removing_a_portal_takes_its_colours_and_notes() {
    let labels = &WITH_LABELS[WITH_LABELS.find("[colour]").unwrap()..];
    let text = format!(
        "[portal.corp]\nstart_url = 'https://acme.awsapps.com/start'\nregion = 'eu-west-1'\n\n{labels}"
    );
    let other = role_ref("lab/111122223333/Admin");
    let text = set_colour(&text, &other, Some(Colour::Pink)).unwrap();
    let removed = remove_portal(&text, &PortalName::parse("corp").unwrap()).unwrap();
    let settings = read_settings(&removed).unwrap();
    assert_eq!(settings.colours, [(other, Colour::Pink)].into());
    assert!(settings.notes.is_empty() && settings.portals.is_empty());
    assert_eq!(settings.tags.len(), 2, "accounts are the same at every portal");
}

#[test]
fn what_is_no_label_is_refused() {
    let admin = role_ref("corp/111122223333/Admin");
    for note in [String::new(), "x".repeat(501)] {
        assert_eq!(
            set_note("", &admin, Some(&note)),
            Err(SettingsEditError::InvalidNote)
        );
    }
    assert!(set_note("", &admin, Some(&"😀".repeat(500))).is_ok());
    let many: Vec<String> = (0..17).map(|number| format!("t{number}")).collect();
    let owned = |text: &str| vec![text.to_owned()];
    for tags in [
        many,
        owned(""),
        owned("a b"),
        owned("a\n"),
        owned(&"x".repeat(65)),
    ] {
        let refused = set_tags("", &id("111122223333"), &tags);
        assert_eq!(refused, Err(SettingsEditError::InvalidTags), "{tags:?}");
    }
}

#[test]
fn hostile_text_comes_back_byte_for_byte() {
    for line_end in ["\n", "\r\n"] {
        let base = WITH_LABELS.replace('\n', line_end);
        for name in hostile::names() {
            let hostile = role_ref(&format!("corp/999999999999/{name}"));
            let note: String = name.chars().take(500).collect();
            let text =
                set_note(&base, &hostile, Some(&note)).unwrap_or_else(|error| panic!("{name:?}: {error}"));
            assert_eq!(read_settings(&text).unwrap().notes[&hostile], note);
            let text = set_colour(&text, &hostile, Some(Colour::Red)).unwrap();
            let text = set_alias(&text, "hostile", Some(&hostile)).unwrap();
            let text = set_default(&text, Some(&hostile)).unwrap();
            let settings = read_settings(&text).unwrap();
            assert_eq!(settings.default_role.as_ref(), Some(&hostile));
            assert_eq!(settings.alias_of(&hostile), Some("hostile"));
            assert_eq!(text.contains("\r\n"), line_end == "\r\n");
            let text = set_note(&text, &hostile, None).unwrap();
            let text = set_colour(&text, &hostile, None).unwrap();
            let text = set_default(&text, None).unwrap();
            let text = set_alias(&text, "hostile", None).unwrap();
            let rest = text.trim_end().trim_end_matches("[alias]").trim_end();
            assert_eq!(rest, base.trim_end());
        }
    }
}

#[test]
fn a_key_that_is_written_otherwise_is_the_same_key() {
    let text = "[colour]\n\"corp/111122223333/Adm\\u0069n\" = 'red'\n";
    let admin = role_ref("corp/111122223333/Admin");
    assert_eq!(
        read_settings(text).unwrap().colours,
        [(admin.clone(), Colour::Red)].into()
    );
    assert_eq!(set_colour(text, &admin, None).unwrap(), "[colour]\n");
}

/// Characters, controls, joiners, direction marks and line ends.
fn any_note() -> impl Strategy<Value = String> {
    prop_oneof![
        "\\PC{1,40}",
        "[\\x00-\\x7f\\u{80}-\\u{9f}\\u{200b}-\\u{202f}\\u{1f468}\\u{301}]{1,40}"
    ]
}

proptest! {
    #[test]
    fn any_note_comes_back(note in any_note(), windows in any::<bool>()) {
        let base = if windows { WITH_LABELS.replace('\n', "\r\n") } else { WITH_LABELS.to_owned() };
        let admin = role_ref("corp/111122223333/Other");
        let text = set_note(&base, &admin, Some(&note)).unwrap();
        prop_assert_eq!(&read_settings(&text).unwrap().notes[&admin], &note);
        prop_assert!(is_unchanged_around_an_insertion(&base, &text));
        let shown = text.replace("\r\n", "").replace('\n', "");
        prop_assert!(crate::hostile_text::printable(&shown) == shown, "something hides in {shown:?}");
    }
}

#[test]
fn an_account_is_marked_by_its_id_and_by_nothing_else() {
    let id = AccountId::parse("111122223333").unwrap();
    let [production, staging, development, none] = EnvironmentMark::ALL;
    for (before, marks) in [
        ("", [production, none, staging, development]),
        (
            "# mine\n[environment]\nproduction = [\"word:prod\", \"444455556666\"] # both\n",
            [none, development, production, staging],
        ),
    ] {
        let mut text = before.to_owned();
        let own = read_settings(before).unwrap();
        for mark in marks {
            text = set_mark(&text, &id, Some(mark)).unwrap();
            let settings = read_settings(&text).unwrap();
            assert_eq!(settings.mark_of(&id), Some(mark), "{text}");
            assert_eq!(text.matches("111122223333").count(), 1, "{text}");
            assert_eq!(set_mark(&text, &id, Some(mark)).unwrap(), text);
        }
        text = set_mark(&text, &id, None).unwrap();
        assert_eq!(read_settings(&text).unwrap(), own, "{text}");
        assert_eq!(text.contains("# mine"), before.contains("# mine"));
    }
}
