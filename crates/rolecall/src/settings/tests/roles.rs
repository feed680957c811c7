//! Roles that the user defined: how they are read, what refers to them, and what is refused with its line.

use super::*;
use rolecall_model::role_ref::RoleOrigin;
use rolecall_model::role_source::RoleMethod;

const ROLES: &str = r#"default = "deploy"

[role.deploy]
assume = "arn:aws:iam::444455556666:role/team/Deploy"
from = "tools"

[role.tools]
assume = "arn:aws:iam::222233334444:role/Tools"
from = "corp/111122223333/Admin"

[alias]
ship = "deploy"

[colour]
deploy = "red"

[note]
"deploy" = "Ask Ada first."
"#;

#[test]
fn they_are_read_and_named_like_any_role() {
    let settings = read_settings(ROLES).unwrap();
    let [deploy, tools] = settings.roles.as_slice() else {
        panic!("{settings:?}")
    };
    let key = deploy.key();
    assert_eq!(
        (key.account_id.as_str(), key.role_name.as_str()),
        ("444455556666", "Deploy")
    );
    assert!(matches!(&key.origin, RoleOrigin::Defined(name) if name.as_str() == "deploy"));
    let RoleMethod::AssumeRole { from, .. } = &deploy.method;
    assert_eq!(*from, tools.key());
    let RoleMethod::AssumeRole { from, .. } = &tools.method;
    assert_eq!(*from, role_ref("corp/111122223333/Admin"));
    assert_eq!(settings.default_role.as_ref(), Some(&key));
    assert_eq!(settings.aliases.get("ship"), Some(&key));
    assert_eq!(settings.colours.get(&key), Some(&Colour::Red));
    assert_eq!(
        settings.notes.get(&key).map(String::as_str),
        Some("Ask Ada first.")
    );
    assert_eq!(settings.own_name_of(&key), Some("ship"));
    assert_eq!(settings.own_name_of(&tools.key()), Some("tools"));
}

#[test]
fn labels_of_one_are_edited_under_its_name() {
    let text = "[role.tools]\nassume = \"arn:aws:iam::222233334444:role/Tools\"\nfrom = \"corp/111122223333/Admin\"\n";
    let tools = read_settings(text).unwrap().roles[0].key();
    let mut edited = set_default(text, Some(&tools)).unwrap();
    edited = set_alias(&edited, "mine", Some(&tools)).unwrap();
    edited = set_colour(&edited, &tools, Some(Colour::Teal)).unwrap();
    edited = set_note(&edited, &tools, Some("Once")).unwrap();
    edited = set_note(&edited, &tools, Some("Twice")).unwrap();
    for line in [
        "default = \"tools\"",
        "mine = \"tools\"",
        "tools = \"teal\"",
        "tools = \"Twice\"",
    ] {
        assert_eq!(edited.matches(line).count(), 1, "{line}\n{edited}");
    }
    let settings = read_settings(&edited).unwrap();
    assert_eq!(settings.default_role.as_ref(), Some(&tools));
    assert_eq!(settings.notes.get(&tools).map(String::as_str), Some("Twice"));
}

#[test]
fn a_role_with_a_mistake_is_left_out_and_said_with_its_line() {
    const ARN: &str = "assume = \"arn:aws:iam::222233334444:role/Tools\"";
    const FROM: &str = "from = \"corp/111122223333/Admin\"";
    for (text, line, message) in [
        (format!("[role.tools]\n{ARN}\n"), 1, "role.tools has no from"),
        (format!("[role.tools]\n{FROM}\n"), 1, "role.tools has no assume"),
        (
            format!("[role.\"a b\"]\n{ARN}\n{FROM}\n"),
            1,
            "a role's name is 1 to 64",
        ),
        (
            format!("[role.tools]\nassume = \"Tools\"\n{FROM}\n"),
            2,
            "assume is the ARN of a role",
        ),
        (
            format!("[role.tools]\n{ARN}\nfrom = \"other\"\n"),
            3,
            "from is portal/account-id/role or the name",
        ),
        (
            format!("[role.tools]\n{ARN}\nfrom = 1\n"),
            3,
            "from is a quoted string",
        ),
        ("role = 1\n".to_owned(), 1, "role is a table"),
        ("[role]\ntools = 1\n".to_owned(), 2, "role.tools is a table"),
        (
            "default = \"tools\"\n".to_owned(),
            1,
            "default is portal/account-id/role or the name",
        ),
        (
            "[alias]\nt = \"tools\"\n".to_owned(),
            2,
            "an alias stands for portal/account-id/role or the name",
        ),
    ] {
        assert_left_out(&text, line, message);
    }
}
