//! The published cases of shared files.

use super::*;
use crate::profiles::document::DocumentFault;
use serde_json::Value;

const CASES: &str = include_str!("../cases/profile-parser-tests.json");

#[test]
fn published_cases_give_what_they_say() {
    let cases: Value = serde_json::from_str(CASES).unwrap();
    let cases = cases["tests"].as_array().unwrap();
    assert_eq!(cases.len(), 65);
    for case in cases {
        let input = |key: &str| case["input"][key].as_str().unwrap_or_default();
        let set = ProfileSet::parse(input("configFile"), input("credentialsFile"));
        let output = &case["output"];
        match (set, output["errorContaining"].as_str()) {
            (Ok(set), None) => {
                assert_eq!(sections(&set.profiles), output["config"]["profiles"], "{case}");
                let sessions = output["config"].get("sso_sessions").cloned();
                let sessions = sessions.unwrap_or_else(|| Value::Object(serde_json::Map::new()));
                assert_eq!(sections(&set.sso_sessions), sessions, "{case}");
            }
            (Err((_, error)), Some(expected)) => {
                assert!(expected.starts_with(published(error.fault)), "{case}: {error}");
            }
            (set, _) => panic!("{case}: {set:?}"),
        }
    }
}

fn sections(sections: &BTreeMap<String, Properties>) -> Value {
    let sections = sections.iter();
    sections
        .map(|(name, properties)| (name.clone(), serde_json::json!(properties.0)))
        .collect::<serde_json::Map<_, _>>()
        .into()
}

/// Returns how the message of the published case begins.
fn published(fault: DocumentFault) -> &'static str {
    match fault {
        DocumentFault::UnterminatedSection => "Profile definition must end with ']'",
        DocumentFault::OutsideOfSection => "Expected a profile definition",
        DocumentFault::WithoutEquals => "Expected an '=' sign defining a property",
        DocumentFault::WithoutKey => "Property did not have a name",
        DocumentFault::ContinuesNothing => "Expected a property definition",
        DocumentFault::NestedWithoutEquals => "Expected an '=' sign defining a sub-property",
        DocumentFault::NestedWithoutKey => "Sub-property did not have a name",
    }
}

#[test]
fn names_in_quotes_are_those_of_the_aws_cli() {
    let set = ProfileSet::parse("[profile \"my team\"]\nregion = eu-west-1\n[profile 'b c']\n", "").unwrap();
    let names: Vec<&str> = set.profiles().map(|(name, _)| name).collect();
    assert_eq!(names, ["b c", "my team"]);
    assert_eq!(
        set.profile("my team").and_then(|it| it.get("region")),
        Some("eu-west-1")
    );
}

#[test]
fn debug_shows_keys_alone() {
    let set = ProfileSet::parse("", "[a]\naws_secret_access_key = hunter2\n").unwrap();
    let shown = format!("{set:?}");
    assert!(
        shown.contains("aws_secret_access_key") && !shown.contains("hunter2"),
        "{shown}"
    );
}
