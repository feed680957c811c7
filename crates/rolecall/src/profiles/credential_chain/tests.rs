//! The published cases of roles that profiles assume.

use super::*;
use serde_json::{Map, Value, json};

const CASES: &str = include_str!("../cases/assume-role-tests.json");

#[test]
fn published_cases_lead_where_they_say() {
    let cases: Vec<Value> = serde_json::from_str(CASES).unwrap();
    assert_eq!(cases.len(), 28);
    for case in cases {
        let input = &case["input"];
        let text = [("profile", "profiles"), ("sso-session", "sso_sessions")]
            .map(|(kind, key)| file(kind, input[key].as_object()))
            .concat();
        let set = ProfileSet::parse(&text, "").unwrap();
        let resolved = resolve_credential_chain(&set, input["selected_profile"].as_str().unwrap());
        let output = &case["output"];
        match (resolved, output["Error"].as_str()) {
            (Ok(chain), None) => assert_eq!(published(&chain), output["ProfileChain"], "{case}"),
            (Err(problem), Some(expected)) => {
                assert_eq!(message(&problem), expected, "{case}: {problem}");
            }
            (resolved, _) => panic!("{case}: {resolved:?}"),
        }
    }
}

fn file(kind: &str, sections: Option<&Map<String, Value>>) -> String {
    let sections = sections.into_iter().flatten();
    let section = |(name, properties): (&String, &Value)| {
        let properties = properties.as_object().unwrap().iter();
        let lines = properties.map(|(key, value)| format!("{key} = {}\n", value.as_str().unwrap()));
        format!("[{kind} {name}]\n{}", lines.collect::<String>())
    };
    sections.map(section).collect()
}

/// Returns a chain in the form of the published cases.
fn published(chain: &CredentialChain) -> Value {
    let root = match &chain.root {
        ChainRoot::StaticKeys(keys) => json!({"AccessKey": {
            "access_key_id": keys.access_key_id,
            // EXPOSE: a published value that is compared.
            "secret_access_key": keys.secret_access_key.expose(),
            "account_id": keys.account_id,
        }}),
        ChainRoot::Sso(sso) => json!({"Sso": {
            "sso_session": sso.session,
            "sso_start_url": sso.start_url,
            "sso_region": sso.region,
            "sso_account_id": sso.role.as_ref().map(|role| &role.0),
            "sso_role_name": sso.role.as_ref().map(|role| &role.1),
        }}),
        ChainRoot::WebIdentity {
            role_arn,
            token_file,
            session_name,
        } => json!({"WebIdentityToken": {
            "role_arn": role_arn, "web_identity_token_file": token_file, "role_session_name": session_name,
        }}),
        ChainRoot::Named(source) => json!({"NamedSource": source}),
        ChainRoot::Process(_) | ChainRoot::Login(_) => panic!("no case has one"),
    };
    let roles = chain.roles.iter().map(|role| {
        json!({"AssumeRole": {
            "role_arn": role.role_arn, "external_id": role.external_id, "role_session_name": role.session_name,
        }})
    });
    let steps = std::iter::once(root).chain(roles);
    steps.map(without_null).collect()
}

fn without_null(step: Value) -> Value {
    let Value::Object(step) = step else {
        return step;
    };
    let of_kind = |value: Value| match value {
        Value::Object(mut values) => {
            values.retain(|_, value| !value.is_null());
            Value::Object(values)
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Array(_) => value,
    };
    step.into_iter()
        .map(|(kind, value)| (kind, of_kind(value)))
        .collect::<Map<_, _>>()
        .into()
}

/// Returns how the published cases say it.
fn message(problem: &ChainProblem) -> String {
    match problem {
        ChainProblem::NoProfile(_) => "No profiles were defined".into(),
        ChainProblem::NoSourceProfile {
            profile,
            source_profile,
        } => format!("could not find source profile {source_profile} referenced from {profile}"),
        ChainProblem::Cycle(_) => "profile formed an infinite loop".into(),
        ChainProblem::NoCredentials(profile) => {
            format!("profile `{profile}` did not contain credential information")
        }
        ChainProblem::MissingKey { key, .. } => match *key {
            "source_profile" => "profile must contain `source_profile`".into(),
            "role_arn" => "`role_arn` was missing".into(),
            "sso_account_id" => "if `sso_role_name` is set, then `sso_account_id` must also be set".into(),
            "sso_role_name" => "if `sso_account_id` is set, then `sso_role_name` must also be set".into(),
            key => format!("profile missing {key}"),
        },
        ChainProblem::Conflict { first, second, .. } if *first == "sso_session" => {
            format!(
                "`{second}` can only be specified in the [sso-session] config when a session name is given"
            )
        }
        ChainProblem::Conflict { first, second, .. } => {
            format!("profile contained both {first} and {second}")
        }
        ChainProblem::NoSsoSession { profile, sso_session } => {
            format!("sso-session named `{sso_session}` (referenced by profile `{profile}`) was not found")
        }
    }
}

#[test]
fn a_circle_is_shown_without_what_leads_to_it() {
    let text = "[profile a]\nrole_arn = x\nsource_profile = b\n\
                [profile b]\nrole_arn = x\nsource_profile = c\n\
                [profile c]\nrole_arn = x\nsource_profile = b\n";
    let set = ProfileSet::parse(text, "").unwrap();
    let problem = resolve_credential_chain(&set, "a").unwrap_err();
    assert_eq!(problem, ChainProblem::Cycle(vec!["b".into(), "c".into()]));
}

#[test]
fn an_sso_session_may_be_repeated_and_not_contradicted() {
    let session = "[sso-session s]\nsso_start_url = https://a\nsso_region = eu-west-1\n";
    let profile = |region: &str| {
        let role = "sso_account_id = 1\nsso_role_name = R";
        let text = format!("{session}[profile p]\nsso_session = s\nsso_region = {region}\n{role}\n");
        resolve_credential_chain(&ProfileSet::parse(&text, "").unwrap(), "p").map(drop)
    };
    assert_eq!(profile("eu-west-1"), Ok(()));
    assert!(matches!(
        profile("us-east-1"),
        Err(ChainProblem::Conflict {
            second: "sso_region",
            ..
        })
    ));
}
