//! Organizations: the schema, what it rejects, and the generated ones.

use std::path::PathBuf;

use super::*;

fn example(name: &str) -> Organization {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("orgs").join(name);
    Organization::from_file(&path).unwrap()
}

#[test]
fn the_demo_is_a_credible_company() {
    let demo = example("demo.json");
    assert!(
        (20..=30).contains(&demo.accounts.len()),
        "{}",
        demo.accounts.len()
    );
    for account in &demo.accounts {
        assert!((3..=6).contains(&account.roles.len()), "{}", account.name);
        assert!(account.email.is_some(), "{}", account.name);
    }
}

#[test]
fn the_hostile_organization_has_the_names_that_break_programs() {
    let hostile = example("hostile.json");
    let names: String = hostile
        .accounts
        .iter()
        .flat_map(|account| {
            std::iter::once(account.name.as_str()).chain(account.roles.iter().map(|role| role.name.as_str()))
        })
        .collect();
    for piece in [
        "'",
        "\"",
        "\n",
        "\r",
        "\u{1b}",
        "`",
        "$(",
        "<script>",
        "\u{202e}",
        "\u{1f600}",
        "\0",
        "]",
    ] {
        assert!(names.contains(piece), "{piece:?}");
    }
    assert!(
        hostile
            .accounts
            .iter()
            .any(|account| account.name.chars().count() == 256)
    );
    assert!(
        hostile
            .accounts
            .iter()
            .any(|account| account.id.starts_with("00"))
    );
    assert!(hostile.accounts.iter().any(|account| account.email.is_none()));
    assert!(
        hostile
            .accounts
            .iter()
            .any(|account| account.email.as_deref() == Some(""))
    );
}

#[test]
fn invalid_organizations_are_rejected() {
    for bad in [
        "",
        "{}",
        r#"{"accounts":[{"id":"123","name":"a","roles":[]}]}"#,
        r#"{"accounts":[{"id":"1234567890ab","name":"a","roles":[]}]}"#,
        r#"{"accounts":[{"id":"111122223333","name":"a","roles":["R","R"]}]}"#,
        r#"{"accounts":[{"id":"111122223333","name":"a","roles":[""]}]}"#,
        r#"{"accounts":[{"id":"111122223333","name":"a","roles":[]},{"id":"111122223333","name":"b","roles":[]}]}"#,
        r#"{"accounts":[],"region":"not a region"}"#,
        r#"{"accounts":[],"partition":"azure"}"#,
        r#"{"accounts":[],"users":[""]}"#,
        r#"{"accounts":[],"surprise":1}"#,
        r#"{"accounts":[{"id":"111122223333","name":"a","roles":[],"iam_roles":[{"name":"R","surprise":1}]}]}"#,
        r#"{"accounts":[{"id":"111122223333","name":"a","roles":[],"iam_roles":[{"name":"R","path":"x"}]}]}"#,
        r#"{"accounts":[{"id":"111122223333","name":"a","roles":[],"iam_roles":[{"name":"R","max_session_seconds":60}]}]}"#,
        r#"{"accounts":[{"id":"111122223333","name":"a","roles":[],"iam_roles":[{"name":"R","trust_policy":{"Statement":{"Effect":"Allow","Action":"sts:AssumeRole","Resource":"*"}}}]}]}"#,
        r#"{"accounts":[{"id":"111122223333","name":"a","roles":[],"iam_users":[{"name":"u","policies":["arn:aws:iam::aws:policy/Nonsense"]}]}]}"#,
        r#"{"accounts":[{"id":"111122223333","name":"a","roles":[],"iam_users":[{"name":"u","mfa_devices":[{"name":"p","seed":"base 01"}]}]}]}"#,
        r#"{"accounts":[{"id":"111122223333","name":"a","roles":[],"iam_users":[{"name":"u","access_keys":[{"id":"A","secret":"s"},{"id":"A","secret":"t"}]}]}]}"#,
    ] {
        assert!(Organization::from_json(bad).is_err(), "{bad}");
    }
}

#[test]
fn roles_can_be_for_some_users_only() {
    let text =
        r#"{"accounts":[{"id":"111122223333","name":"a","roles":["All",{"name":"One","users":["bob"]}]}]}"#;
    let organization = Organization::from_json(text).unwrap();
    let [all, bobs] = organization.accounts[0].roles.as_slice() else {
        panic!("two roles")
    };
    assert!(all.is_assigned_to("alice") && all.is_assigned_to("bob"));
    assert!(!bobs.is_assigned_to("alice") && bobs.is_assigned_to("bob"));
}

#[test]
fn generated_organizations_are_the_same_every_time_and_have_distinct_ids() {
    let big = Organization::generated(5_000, 4);
    big.check().unwrap();
    assert_eq!(big, Organization::generated(5_000, 4));
    assert_eq!(big.accounts.len(), 5_000);
    assert!(big.accounts.iter().all(|account| account.roles.len() == 4));
    assert!(big.accounts.iter().any(|account| account.id.starts_with('0')));
    Organization::generated(1, 40).check().unwrap();
}

#[test]
fn accounts_are_found_by_id() {
    let directory = OrgDirectory::new(Organization::generated(30, 2));
    let account = &directory.organization.accounts[17];
    assert_eq!(directory.account(&account.id), Some(account));
    assert_eq!(directory.account("999999999999"), None);
}
