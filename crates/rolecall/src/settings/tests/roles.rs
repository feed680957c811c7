//! Roles that the user defined: how they are read, what refers to them, and what is refused with its line.

use super::*;
use rolecall_model::role_arn::RoleArn;
use rolecall_model::role_definition::{AssumeRole, RoleDefinition, RoleMethod, SessionDuration};
use rolecall_model::role_ref::{DefinedRoleName, RoleOrigin};

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
    assert_eq!(deploy.method.parent(), Some(&tools.key()));
    assert_eq!(tools.method.parent(), Some(&role_ref("corp/111122223333/Admin")));
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

const OPTIONS: &str = r#"[role.tools]
assume = "arn:aws:iam::222233334444:role/Tools"
from = "corp/111122223333/Admin"
session_name = "ci-{user}"
duration_seconds = 900
external_id = "acme:1"
source_identity = "ada"
tags = { team = "payments", "cost center" = "" }
transitive_tags = ["team"]
policy = '{"Version": "2012-10-17", "Statement": []}'
policy_arns = ["arn:aws:iam::aws:policy/ReadOnlyAccess"]
"#;

/// Returns the one defined role, and what is asked for with it.
fn only_role(text: &str) -> (RoleDefinition, AssumeRole) {
    let settings = read_settings(text).unwrap();
    let [role] = settings.roles.as_slice() else {
        panic!("{settings:?}")
    };
    let RoleMethod::AssumeRole(assume) = &role.method else {
        panic!("another method");
    };
    (role.clone(), assume.clone())
}

#[test]
fn everything_that_sts_can_be_asked_for_is_read() {
    let (_, tools) = only_role(OPTIONS);
    let session = &tools.session;
    assert_eq!(session.name.as_ref().map(|name| name.as_str()), Some("ci-{user}"));
    assert_eq!(session.duration.map(SessionDuration::seconds), Some(900));
    let policy = r#"{"Version": "2012-10-17", "Statement": []}"#;
    assert_eq!(
        session.policy.as_ref().map(|policy| policy.as_str()),
        Some(policy)
    );
    assert_eq!(session.policy_arns.len(), 1);
    assert_eq!(tools.external_id.as_ref().map(|id| id.as_str()), Some("acme:1"));
    assert_eq!(
        tools.source_identity.as_ref().map(|name| name.as_str()),
        Some("ada")
    );
    let tags: Vec<_> = tools
        .tags
        .iter()
        .map(|tag| (tag.key().as_str(), tag.value()))
        .collect();
    assert_eq!(tags, [("team", "payments"), ("cost center", "")]);
    assert_eq!(tools.transitive_tags.len(), 1);
}

#[test]
fn a_field_with_a_mistake_leaves_the_role_out_and_is_said_with_its_line() {
    let many: Vec<String> = (0..51).map(|number| format!("\"k{number}\"")).collect();
    let [fifty_one, eleven] = [many.join(", "), ["\"arn:aws:iam::aws:policy/x\""; 11].join(", ")];
    for (key, value) in [
        ("session_name", "\"{name}\"".to_owned()),
        ("duration_seconds", "899".to_owned()),
        ("duration_seconds", "\"900\"".to_owned()),
        ("external_id", "\"a b\"".to_owned()),
        ("source_identity", "\"a\"".to_owned()),
        ("tags", "[\"team\"]".to_owned()),
        ("tags", "{ \"aws:team\" = \"x\" }".to_owned()),
        ("tags", "{ team = 1 }".to_owned()),
        ("transitive_tags", "\"team\"".to_owned()),
        ("transitive_tags", format!("[{fifty_one}]")),
        ("policy", "\"[]\"".to_owned()),
        ("policy_arns", "[\"ReadOnlyAccess\"]".to_owned()),
        ("policy_arns", format!("[{eleven}]")),
    ] {
        let start = "[role.tools]\nassume = \"arn:aws:iam::222233334444:role/Tools\"\n";
        let text = format!("{start}from = \"corp/111122223333/Admin\"\n{key} = {value}\n");
        assert_left_out(&text, 4, &format!("{key} is "));
    }
}

#[test]
fn one_is_added_and_reads_back_equal() {
    let (mut role, _) = only_role(OPTIONS);
    let added = add_role("", &role).unwrap();
    assert_eq!(read_settings(&added).unwrap().roles, [role.clone()], "{added}");
    assert!(added.starts_with("[role.tools]\nassume = "), "{added}");
    let existing = format!("# mine\n{ROLES}");
    assert_eq!(add_role(&existing, &role), Err(SettingsEditError::RoleExists));
    role.name = DefinedRoleName::parse("TOOLS").unwrap();
    assert_eq!(add_role(&existing, &role), Err(SettingsEditError::RoleExists));
    role.name = DefinedRoleName::parse("more").unwrap();
    let added = add_role(&existing, &role).unwrap();
    assert!(added.contains("\n\n[role.more]\n"), "{added}");
    assert!(existing.lines().all(|line| added.contains(line)), "{added}");
    let broken = "[role.more]\nassume = \"x\"\n";
    assert_eq!(add_role(broken, &role), Err(SettingsEditError::RoleExists));
    let inline = "role = { tools = { assume = \"arn:aws:iam::222233334444:role/Tools\", from = \"corp/111122223333/Admin\" } }\n";
    assert_eq!(
        read_settings(&add_role(inline, &role).unwrap())
            .unwrap()
            .roles
            .len(),
        2
    );
}

#[test]
fn one_is_replaced_and_what_refers_to_it_follows() {
    let text = ROLES.replace(
        "from = \"corp/111122223333/Admin\"",
        "from = \"corp/111122223333/Admin\" # with care\nother = 1",
    );
    let (mut tools, _) = only_role(&OPTIONS.replace("role/Tools", "role/Other"));
    let replaced = replace_role(&text, &tools).unwrap();
    for line in [
        "# with care",
        "other = 1",
        "external_id = \"acme:1\"",
        "from = \"tools\"",
    ] {
        assert!(replaced.contains(line), "{line}\n{replaced}");
    }
    let settings = read_settings(&replaced).unwrap();
    assert_eq!(settings.definition(&tools.name), Some(&tools));
    assert_eq!(settings.roles[0].method.parent(), Some(&tools.key()));
    // Without its options again.
    let RoleMethod::AssumeRole(assume) = &mut tools.method else {
        panic!("another method");
    };
    *assume = AssumeRole::new(assume.role_arn.clone(), assume.from.clone());
    let plain = replace_role(&replaced, &tools).unwrap();
    assert_eq!(plain, text.replace("role/Tools", "role/Other"));

    let mut deploy = read_settings(ROLES).unwrap().roles.remove(0);
    let RoleMethod::AssumeRole(assume) = &mut deploy.method else {
        panic!("another method");
    };
    assume.role_arn = RoleArn::parse("arn:aws:iam::444455556666:role/Deploy2").unwrap();
    let renamed = read_settings(&replace_role(ROLES, &deploy).unwrap()).unwrap();
    let key = deploy.key();
    assert_eq!(renamed.default_role.as_ref(), Some(&key));
    assert_eq!(renamed.aliases.get("ship"), Some(&key));
    assert!(renamed.colours.contains_key(&key) && renamed.notes.contains_key(&key));
    deploy.name = DefinedRoleName::parse("other").unwrap();
    assert_eq!(replace_role(ROLES, &deploy), Err(SettingsEditError::RoleNotFound));
}

#[test]
fn one_is_removed_with_what_refers_to_it_unless_others_depend_on_it() {
    let name = |text: &str| DefinedRoleName::parse(text).unwrap();
    let in_use = SettingsEditError::RoleInUse(vec![name("deploy")]);
    assert_eq!(remove_role(ROLES, &name("tools")), Err(in_use));
    assert_eq!(
        remove_role(ROLES, &name("other")),
        Err(SettingsEditError::RoleNotFound)
    );
    let without = remove_role(ROLES, &name("deploy")).unwrap();
    let settings = read_settings(&without).unwrap();
    assert_eq!(settings.roles.len(), 1);
    assert!(settings.default_role.is_none() && settings.aliases.is_empty());
    assert!(settings.colours.is_empty() && settings.notes.is_empty());
    let empty = remove_role(&without, &name("tools")).unwrap();
    assert!(read_settings(&empty).unwrap().roles.is_empty());
}
