//! Settings are read as written, and an edit changes nothing but what it is about.

mod account_access;
mod iam_users;
mod labels;
mod limits;
mod other_sources;
mod roles;
mod roles_anywhere;
mod web_identity;

use super::*;
use crate::hostile_text::without_isolates;
use crate::messages::settings_file::fault_at_line;
use crate::target::parse_target;
use proptest::prelude::*;
use rolecall_model::account::AccountId;
use rolecall_model::colour::Colour;
use rolecall_model::partition::Region;
use rolecall_model::portal::{EndpointUrl, Portal, PortalKind, PortalName, parse_start_url};
use rolecall_model::role_ref::RoleRef;
use rolecall_model::settings::{Appearance, RoleSessionLimit, Settings};
use std::time::Duration;

const HAND_WRITTEN: &str = r#"# My settings.

default = 'corp/111122223333/Admin' # the daily one
appearance   =   "dark"
shade = "mauve" # not ours

# Work.
[portal.corp] # the big one
start_url   = 'https://d-1234567890.awsapps.com/start'  # asked Ada
region="eu-central-1"
note = """
two
lines"""

# The lab, next door.
[portal."lab.x"]
start_url = "https://lab.awsapps.com/start/#/"
region = "us-east-1"
endpoint_url = "http://127.0.0.1:4599"
demo = true

[something.unknown]
key = [1, 2]

[alias]
# short names
pay = "corp/111122223333/Admin"   # pay day
lab = "lab.x/000000000042/team/Reader"

[environment]
production = [
  "pay*", # money
]
# the end
"#;

fn portal(name: &str) -> Portal {
    Portal {
        name: PortalName::parse(name).unwrap(),
        start_url: parse_start_url("https://acme.awsapps.com/start", None)
            .unwrap()
            .start_url,
        region: Region::parse("eu-west-1").unwrap(),
        endpoint_url: None,
        demo: false,
        kind: PortalKind::IdentityCenter,
    }
}

fn limit(accounts: &[&str], roles: &[&str], minutes: u64) -> RoleSessionLimit {
    let owned = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect();
    RoleSessionLimit {
        accounts: owned(accounts),
        roles: owned(roles),
        max_duration: Duration::from_secs(minutes * 60),
    }
}

fn role_ref(target: &str) -> RoleRef {
    parse_target(target).unwrap().explicit().unwrap()
}

/// Sets a setting that is one value to what is typed, or removes it.
fn set(text: &str, key: &str, typed: Option<&str>) -> Result<String, SettingsEditError> {
    let setting = find_setting(key).unwrap();
    let value = typed.map(|typed| setting.parse(&[typed.to_owned()]).unwrap());
    set_setting(text, setting, value.as_ref())
}

#[test]
fn an_empty_text_is_the_defaults() {
    assert_eq!(read_settings("").unwrap(), Settings::default());
    assert_eq!(Settings::default().clipboard_clear_in, Duration::from_secs(45));
}

#[test]
fn a_file_written_by_hand_is_read() {
    let settings = read_settings(HAND_WRITTEN).unwrap();
    let names: Vec<&str> = settings
        .portals
        .iter()
        .map(|portal| portal.name.as_str())
        .collect();
    assert_eq!(names, ["corp", "lab.x"]);
    assert_eq!(
        settings.portals[1].start_url.as_str(),
        "https://lab.awsapps.com/start"
    );
    assert_eq!(
        settings.portals[1].endpoint_url,
        EndpointUrl::parse("http://127.0.0.1:4599").ok()
    );
    assert!(settings.portals[1].demo && !settings.portals[0].demo && settings.is_demo());
    assert_eq!(settings.default_role, Some(role_ref("corp/111122223333/Admin")));
    assert_eq!(
        settings.aliases["lab"],
        role_ref("lab.x/000000000042/team/Reader")
    );
    assert_eq!(
        settings.alias_of(&role_ref("corp/111122223333/Admin")),
        Some("pay")
    );
    assert_eq!(settings.appearance, Appearance::Dark);
    assert_eq!(settings.production_patterns, ["pay*"]);
    assert_eq!(settings.staging_patterns, Settings::default().staging_patterns);
}

#[test]
fn what_decides_for_everyone_is_refused_with_its_line_and_never_written_over() {
    for (text, line, says) in [
        ("a = 1\nb = = 2\n", 2, ""),
        ("\nrenew = 1\n", 2, "renew is true or false"),
        ("ask_before_production = 'no'\n", 1, "true or false"),
        ("console_region = 'Europe'\n", 1, "console_region is a region"),
        (
            "[environment]\nstaging = \"x\"\n",
            2,
            "staging is a list of patterns",
        ),
        ("[portal.x]\n[portal.x]\n", 2, ""),
        ("[[limit]]\nminutes = 0\n", 2, "minutes is a whole number"),
    ] {
        let error = read_settings(text).unwrap_err();
        assert_eq!(error.line, line, "{text}: {error}");
        assert!(
            without_isolates(&fault_at_line(&error)).contains(says),
            "{text}: {error}"
        );
        assert_eq!(check_settings(text), Err(error.clone()));
        let unreadable = Err(SettingsEditError::Unreadable(error));
        assert_eq!(add_portal(text, &portal("new")), unreadable);
        assert_eq!(set(text, "appearance", Some("light")), unreadable);
        assert_eq!(set_default(text, None), unreadable);
    }
}

/// What is wrong at `line` is said and left out, takes nothing else away, and survives edits of something else.
fn assert_left_out(text: &str, line: usize, says: &str) {
    let rest = "\n[portal.rest]\nstart_url = \"https://rest.awsapps.com/start\"\nregion = \"eu-west-1\"\n";
    let is_table = !text.starts_with("portal = ");
    let text = if is_table {
        format!("{text}{rest}")
    } else {
        text.to_owned()
    };
    let (settings, faults) =
        read_settings_and_faults(&text).unwrap_or_else(|error| panic!("{text}: {error}"));
    let error = faults
        .first()
        .unwrap_or_else(|| panic!("{text}: nothing is left out"));
    assert_eq!((error.line, faults.len()), (line, 1), "{text}: {faults:?}");
    assert!(
        without_isolates(&fault_at_line(error)).contains(says),
        "{text}: {error}"
    );
    assert_eq!(
        check_settings(&text),
        Err(error.clone()),
        "an editor's text is refused"
    );
    assert_eq!(settings.portals.len(), usize::from(is_table), "{text}");
    let edited = set(&text, "renew", Some("false")).unwrap();
    assert!(is_unchanged_around_an_insertion(&text, &edited), "{edited}");
    assert_eq!(read_settings_and_faults(&edited).unwrap().1.len(), 1, "{edited}");
}

#[test]
fn what_concerns_itself_alone_is_left_out_and_said_with_its_line() {
    for (text, line, says) in [
        (
            "\n[portal.corp]\nstart_url = \"https://acme.awsapps.com/start\"\n",
            2,
            "portal.corp has no region",
        ),
        (
            "[portal.x]\nregion = \"eu-west-1\"\nstart_url = \"http://acme.awsapps.com/start\"\n",
            3,
            "start_url is the address of an access portal",
        ),
        (
            "[portal.x]\nregion = \"Europe\"\nstart_url = \"https://acme.awsapps.com/start\"\n",
            2,
            "region is a region",
        ),
        ("[portal.\"a b\"]\n", 1, "a portal name is 1 to 64"),
        ("portal = 1\n", 1, "portal is a table"),
        (
            "appearance = \"pink\"\n",
            1,
            "appearance is system, light or dark",
        ),
        ("appearance = 1\n", 1, "appearance is a quoted string"),
        ("default = \"pay\"\n", 1, "default is portal/account-id/role"),
        (
            "[alias]\nok = \"c/111122223333/R\"\n\"a b\" = \"c/111122223333/R\"\n",
            3,
            "an alias is one word",
        ),
        (
            "[alias]\npay = \"payments/R\"\n",
            2,
            "an alias stands for portal/account-id/role",
        ),
        (
            "[portal.x]\nstart_url=\"http://127.0.0.1:1/start\"\nregion=\"eu-west-1\"\n",
            2,
            "start_url is",
        ),
    ] {
        assert_left_out(text, line, says);
    }
}

#[test]
fn what_is_left_out_is_not_written_over() {
    let half = "[portal.New]\nstart_url = \"https://acme.awsapps.com/start\"\n";
    assert_eq!(
        add_portal(half, &portal("new")),
        Err(SettingsEditError::PortalExists)
    );
    let with_other = add_portal(half, &portal("other")).unwrap();
    assert!(with_other.starts_with(half), "{with_other}");
    let fixed = set("appearance = \"pink\"\n", "appearance", Some("dark"));
    assert_eq!(fixed.unwrap(), "appearance = \"dark\"\n", "what the user sets");
}

#[test]
fn a_new_file_is_made_of_what_is_set() {
    let text = add_portal("", &portal("acme")).unwrap();
    assert_eq!(
        text,
        "[portal.acme]\nstart_url = \"https://acme.awsapps.com/start\"\nregion = \"eu-west-1\"\n"
    );
    let text = set_default(&text, Some(&role_ref("acme/111122223333/Admin"))).unwrap();
    let text = set_alias(&text, "pay", Some(&role_ref("acme/111122223333/Admin"))).unwrap();
    let mut lab = portal("lab");
    lab.endpoint_url = EndpointUrl::parse("http://127.0.0.1:4599/").ok();
    lab.demo = true;
    let text = add_portal(&text, &lab).unwrap();
    insta::assert_snapshot!(text, @r#"
    default = "acme/111122223333/Admin"
    [portal.acme]
    start_url = "https://acme.awsapps.com/start"
    region = "eu-west-1"

    [portal.lab]
    start_url = "https://acme.awsapps.com/start"
    region = "eu-west-1"
    endpoint_url = "http://127.0.0.1:4599"
    demo = true

    [alias]
    pay = "acme/111122223333/Admin"
    "#);
    assert_eq!(read_settings(&text).unwrap().portals, [portal("acme"), lab]);
}

#[test]
fn a_value_changes_in_its_place_and_keeps_its_comment() {
    let changed = set_default(HAND_WRITTEN, Some(&role_ref("corp/999999999999/R"))).unwrap();
    let line = "default = \"corp/999999999999/R\" # the daily one\n";
    assert_eq!(
        changed,
        HAND_WRITTEN.replace("default = 'corp/111122223333/Admin' # the daily one\n", line)
    );
    let changed = set(HAND_WRITTEN, "appearance", Some("light")).unwrap();
    assert_eq!(
        changed,
        HAND_WRITTEN.replace("appearance   =   \"dark\"", "appearance   =   \"light\"")
    );
    let changed = set_alias(HAND_WRITTEN, "pay", None).unwrap();
    assert_eq!(
        changed,
        HAND_WRITTEN.replace(
            "# short names\npay = \"corp/111122223333/Admin\"   # pay day\n",
            ""
        )
    );
}

#[test]
fn removing_a_portal_takes_what_names_it_and_no_more() {
    let changed = remove_portal(HAND_WRITTEN, &PortalName::parse("corp").unwrap()).unwrap();
    let settings = read_settings(&changed).unwrap();
    assert_eq!(settings.portals.len(), 1);
    assert_eq!(
        (settings.default_role.as_ref(), settings.aliases.len()),
        (None, 1)
    );
    for unchanged in [
        "appearance   =   \"dark\"",
        "shade = \"mauve\" # not ours",
        "# The lab, next door.",
        "# the end",
    ] {
        assert!(changed.contains(unchanged), "{unchanged} is gone from\n{changed}");
    }
    assert!(
        !changed.contains("# Work.") && !changed.contains("lines\"\"\""),
        "{changed}"
    );
    let first = "# My file, not the portal's.\n\n# The portal's.\n[portal.a]\nstart_url = \"https://acme.awsapps.com/start\"\nregion = \"eu-west-1\"\n";
    assert_eq!(
        remove_portal(first, &PortalName::parse("a").unwrap()).unwrap(),
        "# My file, not the portal's.\n"
    );
    let with_next = format!("{first}\n# Next.\n[other]\nx = 1\n");
    assert_eq!(
        remove_portal(&with_next, &PortalName::parse("a").unwrap()).unwrap(),
        "# My file, not the portal's.\n\n# Next.\n[other]\nx = 1\n"
    );
    assert_eq!(
        remove_portal("", &PortalName::parse("a").unwrap()),
        Err(SettingsEditError::PortalNotFound)
    );
}

#[test]
fn what_cannot_be_set_is_refused() {
    assert_eq!(
        add_portal(HAND_WRITTEN, &portal("CORP")),
        Err(SettingsEditError::PortalExists)
    );
    for alias in ["", "a b", "@x", "a/b", "-x", "a\nb", "a\u{202e}"] {
        assert_eq!(
            set_alias("", alias, None),
            Err(SettingsEditError::InvalidAlias),
            "{alias:?}"
        );
    }
}

#[test]
fn other_ways_to_write_a_portal_are_edited_too() {
    let start_url = "start_url = \"https://acme.awsapps.com/start\"";
    for text in [
        format!("portal = {{ a = {{ {start_url}, region = \"eu-west-1\" }} }} # inline\n"),
        format!("[portal]\na = {{ {start_url}, region = \"eu-west-1\" }}\n"),
        format!("[portal]\na.{start_url}\na.region = \"eu-west-1\"\n"),
        format!("portal.a.{start_url}\nportal.a.region = \"eu-west-1\"\n"),
        format!("[portal.a]\n{start_url}\nregion = \"eu-west-1\""),
    ] {
        assert_eq!(read_settings(&text).unwrap().portals, [portal("a")], "{text}");
        let added = add_portal(&text, &portal("b")).unwrap_or_else(|error| panic!("{text}: {error}"));
        assert_eq!(
            read_settings(&added).unwrap().portals,
            [portal("a"), portal("b")],
            "{added}"
        );
        let removed = remove_portal(&added, &PortalName::parse("a").unwrap()).unwrap();
        assert_eq!(
            read_settings(&removed).unwrap().portals,
            [portal("b")],
            "{removed}"
        );
    }
}

/// Every kind of edit, with what it makes of a line it may touch.
fn edited(text: &str, which: usize) -> Result<String, SettingsEditError> {
    let target = role_ref("corp/999999999999/it's \"R\" \\");
    match which {
        0 => add_portal(text, &portal("zzz")),
        1 => set_alias(text, "zzz", Some(&target)),
        2 => set_default(text, Some(&target)),
        3 => set(text, "appearance", Some("light")),
        4 => set(text, "console_region", Some("ap-south-1")),
        5 => set(text, "clipboard_clear_in_seconds", Some("30")),
        6 => set(text, "renew", Some("false")),
        7 => set(text, "history_days", Some("30")),
        8 => set(text, "notify_access_changes", Some("true")),
        9 => set(text, "ask_before_production", Some("true")),
        10 => set(text, "shortcut", Some("Ctrl+Alt+R")),
        11 => set_colour(text, &target, Some(Colour::Teal)),
        12 => set_note(text, &target, Some("it's \"Ada's\"\r\n\u{202e}\u{0}\\")),
        13 => set_tags(
            text,
            &AccountId::parse("999999999999").unwrap(),
            &["pci".to_owned()],
        ),
        14 => {
            let mut limits = read_settings(text)?.limits;
            limits.retain(|limit| limit.max_duration != Duration::from_secs(540));
            limits.push(limit(&["*prod*", "it's"], &["*Admin*"], 9));
            set_limits(text, &limits)
        }
        _ => {
            let patterns = vec!["*uat*".to_owned(), "it's".to_owned()];
            let staging = find_setting("environment.staging").unwrap();
            set_setting(text, staging, Some(&SettingValue::Patterns(patterns)))
        }
    }
}

fn some_file() -> impl Strategy<Value = String> {
    let top = proptest::sample::subsequence(
        vec![
            "# head",
            "",
            "  # indented",
            "x   = 1 # one",
            "'quoted key' = [ 1,\n  2, # two\n]",
            "d.e = {a=1 , b = 2}",
            "m = '''\na\n\nb'''",
        ],
        0..7,
    );
    let tables = proptest::sample::subsequence(
        vec![
            "# about corp\n[portal.corp]   # here\nstart_url = 'https://acme.awsapps.com/start'\nregion  = \"eu-west-1\"\nown = 1979-05-27",
            "[ other . table ]\nkey = \"v\" ",
            "[[many]]\na=1\n\n[[many]]\na = 2",
            "[alias]\n# none yet\n",
            "# long\n[[limit]]  # one\nroles = [ 'a' ,\"b\" ]  \nminutes   = 5 # short\n\n  [[ limit ]]\nminutes=7",
            "[colour]\n'corp/111122223333/R'   = 'red' # r\n",
            "[note]\n\"corp/111122223333/R\" = '''\na\n b'''",
            "[tags] # none",
            "[environment]\nproduction = [ 'a' ,\"b\" ]",
            "# bottom",
        ],
        0..10,
    );
    (top, tables, any::<bool>(), any::<bool>(), any::<bool>()).prop_map(
        |(top, tables, windows, mark, ends)| {
            let mut text = top.into_iter().chain(tables).collect::<Vec<_>>().join("\n");
            if ends {
                text.push('\n');
            }
            if windows {
                text = text.replace('\n', "\r\n");
            }
            if mark { format!("\u{feff}{text}") } else { text }
        },
    )
}

/// `text` without the lines in which it differs from `other`: what they begin and end with alike.
fn is_unchanged_around_an_insertion(old: &str, new: &str) -> bool {
    let begins = old.bytes().zip(new.bytes()).take_while(|(a, b)| a == b).count();
    let ends = old
        .bytes()
        .rev()
        .zip(new.bytes().rev())
        .take_while(|(a, b)| a == b)
        .count();
    begins + ends >= old.len()
}

proptest! {
    #[test]
    fn an_edit_adds_its_lines_and_changes_no_other_byte(text in some_file(), which in 0_usize..16) {
        let changed = edited(&text, which).unwrap_or_else(|error| panic!("{text:?}: {error}"));
        prop_assert!(is_unchanged_around_an_insertion(&text, &changed), "{text:?}\n became\n{changed:?}");
        let before = read_settings(&text).unwrap();
        let after = read_settings(&changed).unwrap();
        prop_assert_ne!(&before, &after);
        prop_assert_eq!(changed.contains("\r\n"), text.contains("\r\n"));
        let stray = if text.contains("\r\n") { '\n' } else { '\r' };
        prop_assert!(!changed.replace("\r\n", "").contains(stray));
        let again = edited(&changed, which);
        if which != 0 {
            prop_assert_eq!(again, Ok(changed));
        }
    }

    #[test]
    fn what_was_added_can_be_removed_again(text in some_file()) {
        let added = add_portal(&text, &portal("zzz")).unwrap();
        let removed = remove_portal(&added, &PortalName::parse("zzz").unwrap()).unwrap();
        prop_assert_eq!(read_settings(&removed).unwrap(), read_settings(&text).unwrap());
        prop_assert!(removed.starts_with(text.trim_end()), "{text:?}\n became\n{removed:?}");
    }

    #[test]
    fn any_text_is_read_or_refused(text in "[a-z\\[\\]=\"'.# \\n\\r{}0-9]{0,60}") {
        if read_settings(&text).is_err() {
            prop_assert!(set(&text, "appearance", Some("light")).is_err());
        }
    }
}
