//! What each format sets and removes, and that no value becomes anything but a value. Real shells judge the quoters in
//! `tests/export_shells.rs`.

use super::{
    ExportContext, ExportError, ExportFormat, REMOVED_VARIABLES, ReplacedRegion, ShellEnvironment,
    credential_process_json, environment, eval_command, export_text, profile_command,
};
use crate::messages::input::cannot_carry;
use proptest::prelude::*;
use rolecall_model::account::{AccountId, RoleName};
use rolecall_model::credentials::RoleCredentials;
use rolecall_model::partition::{Partition, Region};
use rolecall_model::portal::{EndpointUrl, Portal, PortalKind, PortalName, parse_start_url};
use rolecall_model::role_ref::RoleRef;
use rolecall_model::role_source::{ResolvedRole, RoleSource};
use rolecall_model::secret::{SecretAccessKey, SessionToken};
use std::collections::BTreeMap;

fn credentials(secret: &str, token: &str) -> RoleCredentials {
    RoleCredentials {
        access_key_id: "ASIAEXAMPLE".to_owned(),
        secret_access_key: SecretAccessKey::from_exposed(secret),
        session_token: SessionToken::from_exposed(token),
        expires_at: "2026-11-23T22:46:48.987Z".parse().unwrap(),
        obtained_at: None,
        source_identity: None,
        user: None,
    }
}

fn region(text: &str) -> Region {
    Region::parse(text).unwrap()
}

/// A role of a portal in a region, at an endpoint of its own.
fn role(region_code: &str, endpoint: Option<&str>) -> ResolvedRole {
    let portal = Portal {
        name: PortalName::parse("corp").unwrap(),
        start_url: parse_start_url("https://acme.awsapps.com/start", None)
            .unwrap()
            .start_url,
        region: region(region_code),
        endpoint_url: endpoint.map(|text| EndpointUrl::parse(text).unwrap()),
        demo: false,
        kind: PortalKind::IdentityCenter,
    };
    let id = AccountId::parse("000000000042").unwrap();
    ResolvedRole {
        key: RoleRef::at_portal(&portal.name, &id, &RoleName::new("Admin")),
        source: RoleSource::Portal(portal),
    }
}

/// An environment where nothing is set.
fn context() -> ExportContext {
    ExportContext::new(
        &role("eu-west-1", None),
        None,
        &ShellEnvironment::Known(&|_| None),
    )
}

fn text(format: ExportFormat, secret: &str) -> Result<String, ExportError> {
    let made = export_text(format, &credentials(secret, "tok+en/="), &context())?;
    // EXPOSE: the test reads the text
    Ok(made.expose().to_owned())
}

/// What a format makes of a secret, one line or command each.
fn assert_lines(format: ExportFormat, secret: &str, lines: &[&str]) {
    let made = text(format, secret).unwrap();
    let end = if format == ExportFormat::Cmd { "\r\n" } else { "\n" };
    let expected: String = lines.iter().flat_map(|line| [*line, end]).collect();
    assert_eq!(made, expected, "{format:?}");
}

#[test]
fn posix_shells() {
    for format in [ExportFormat::Bash, ExportFormat::Zsh, ExportFormat::Posix] {
        let lines = [
            "unset -v AWS_PROFILE AWS_DEFAULT_PROFILE AWS_SECURITY_TOKEN ROLECALL_AWS_ENDPOINT_URL",
            "export AWS_ACCESS_KEY_ID='ASIAEXAMPLE'",
            "export AWS_SECRET_ACCESS_KEY='it'\\''s $HOME'",
            "export AWS_SESSION_TOKEN='tok+en/='",
            "export AWS_CREDENTIAL_EXPIRATION='2026-11-23T22:46:48Z'",
            "export AWS_ACCOUNT_ID='000000000042'",
            "export AWS_REGION='eu-west-1'",
            "export ROLECALL_AWS_REGION='eu-west-1'",
            "export AWS_DEFAULT_REGION='eu-west-1'",
            "export ROLECALL_AWS_DEFAULT_REGION='eu-west-1'",
        ];
        assert_lines(format, "it's $HOME", &lines);
    }
}

#[test]
fn power_shell() {
    let lines = [
        "Remove-Item -Path Env:AWS_PROFILE, Env:AWS_DEFAULT_PROFILE, Env:AWS_SECURITY_TOKEN, Env:ROLECALL_AWS_ENDPOINT_URL -ErrorAction SilentlyContinue",
        "$Env:AWS_ACCESS_KEY_ID = 'ASIAEXAMPLE'",
        "$Env:AWS_SECRET_ACCESS_KEY = 'it''s \u{2019}\u{2019}$x`n\"'",
        "$Env:AWS_SESSION_TOKEN = 'tok+en/='",
        "$Env:AWS_CREDENTIAL_EXPIRATION = '2026-11-23T22:46:48Z'",
        "$Env:AWS_ACCOUNT_ID = '000000000042'",
        "$Env:AWS_REGION = 'eu-west-1'",
        "$Env:ROLECALL_AWS_REGION = 'eu-west-1'",
        "$Env:AWS_DEFAULT_REGION = 'eu-west-1'",
        "$Env:ROLECALL_AWS_DEFAULT_REGION = 'eu-west-1'",
    ];
    assert_lines(ExportFormat::PowerShell, "it's \u{2019}$x`n\"", &lines);
}

#[test]
fn command_prompt() {
    let lines = [
        "set \"AWS_PROFILE=\"",
        "set \"AWS_DEFAULT_PROFILE=\"",
        "set \"AWS_SECURITY_TOKEN=\"",
        "set \"ROLECALL_AWS_ENDPOINT_URL=\"",
        "set \"AWS_ACCESS_KEY_ID=ASIAEXAMPLE\"",
        "set \"AWS_SECRET_ACCESS_KEY=a&b|c<d>(e)\"",
        "set \"AWS_SESSION_TOKEN=tok+en/=\"",
        "set \"AWS_CREDENTIAL_EXPIRATION=2026-11-23T22:46:48Z\"",
        "set \"AWS_ACCOUNT_ID=000000000042\"",
        "set \"AWS_REGION=eu-west-1\"",
        "set \"ROLECALL_AWS_REGION=eu-west-1\"",
        "set \"AWS_DEFAULT_REGION=eu-west-1\"",
        "set \"ROLECALL_AWS_DEFAULT_REGION=eu-west-1\"",
    ];
    assert_lines(ExportFormat::Cmd, "a&b|c<d>(e)", &lines);
}

#[test]
fn nushell() {
    let lines = [
        "hide-env --ignore-errors AWS_PROFILE AWS_DEFAULT_PROFILE AWS_SECURITY_TOKEN ROLECALL_AWS_ENDPOINT_URL",
        "$env.AWS_ACCESS_KEY_ID = \"ASIAEXAMPLE\"",
        "$env.AWS_SECRET_ACCESS_KEY = \"a'\\\"\\\\\\n$x (y)\"",
        "$env.AWS_SESSION_TOKEN = \"tok+en/=\"",
        "$env.AWS_CREDENTIAL_EXPIRATION = \"2026-11-23T22:46:48Z\"",
        "$env.AWS_ACCOUNT_ID = \"000000000042\"",
        "$env.AWS_REGION = \"eu-west-1\"",
        "$env.ROLECALL_AWS_REGION = \"eu-west-1\"",
        "$env.AWS_DEFAULT_REGION = \"eu-west-1\"",
        "$env.ROLECALL_AWS_DEFAULT_REGION = \"eu-west-1\"",
    ];
    assert_lines(ExportFormat::Nushell, "a'\"\\\n$x (y)", &lines);
}

#[test]
fn fish() {
    let made = text(ExportFormat::Fish, "it's \\ $HOME").unwrap();
    let line = "set -g -x AWS_SECRET_ACCESS_KEY 'it\\'s \\\\ $HOME'\n";
    assert!(made.contains(line), "{made}");
}

#[test]
fn dotenv() {
    let lines = [
        "AWS_ACCESS_KEY_ID=ASIAEXAMPLE",
        "AWS_SECRET_ACCESS_KEY='a b#c'",
        "AWS_SESSION_TOKEN=tok+en/=",
        "AWS_CREDENTIAL_EXPIRATION=2026-11-23T22:46:48Z",
        "AWS_ACCOUNT_ID=000000000042",
        "AWS_REGION=eu-west-1",
        "ROLECALL_AWS_REGION=eu-west-1",
        "AWS_DEFAULT_REGION=eu-west-1",
        "ROLECALL_AWS_DEFAULT_REGION=eu-west-1",
    ];
    assert_lines(ExportFormat::Dotenv, "a b#c", &lines);
}

#[test]
fn json_is_one_object_of_variables() {
    let made = text(ExportFormat::Json, "a\"\\\n\u{1f600}").unwrap();
    let object: serde_json::Value = serde_json::from_str(&made).unwrap();
    assert_eq!(object["AWS_SECRET_ACCESS_KEY"], "a\"\\\n\u{1f600}");
    assert_eq!(object.as_object().unwrap().len(), 9);
    assert_eq!(made.lines().count(), 1);
}

#[test]
fn credential_process_answers_one_document() {
    let made = credential_process_json(&credentials("s\"k", "t"), &context().account_id);
    // EXPOSE: the test reads the text
    let made = made.expose();
    assert_eq!(
        made,
        "{\"Version\":1,\"AccessKeyId\":\"ASIAEXAMPLE\",\"SecretAccessKey\":\"s\\\"k\",\"SessionToken\":\"t\",\
         \"Expiration\":\"2026-11-23T22:46:48Z\",\"AccountId\":\"000000000042\"}\n"
    );
    assert_eq!(
        text(ExportFormat::CredentialProcess, "s\"k")
            .unwrap()
            .replace("tok+en/=", "t"),
        made
    );
}

#[test]
fn each_shell_forgets_what_would_outrank_the_credentials() {
    for format in ExportFormat::ALL {
        let made = text(format, "k").unwrap();
        let is_shell = !matches!(
            format,
            ExportFormat::Dotenv | ExportFormat::Json | ExportFormat::CredentialProcess
        );
        for name in REMOVED_VARIABLES {
            assert_eq!(made.contains(name), is_shell, "{format:?} {name}");
        }
    }
}

#[test]
fn what_a_format_cannot_carry_is_refused() {
    let shells: Vec<ExportFormat> = ExportFormat::ALL
        .into_iter()
        .filter(|format| *format != ExportFormat::CredentialProcess)
        .collect();
    for format in &shells {
        assert!(text(*format, "a\0b").is_err(), "{format:?}");
    }
    for (format, characters) in [
        (ExportFormat::Cmd, "%!\"^\r\n\u{ff02}é"),
        (ExportFormat::PowerShell, "\r\n"),
        (ExportFormat::Dotenv, "\r\n'\\$`"),
    ] {
        for character in characters.chars() {
            let value = format!("a{character}b");
            assert!(text(format, &value).is_err(), "{format:?} {value:?}");
        }
    }
    let error = text(ExportFormat::Cmd, "SECRET%").unwrap_err();
    let expected = "the value of AWS_SECRET_ACCESS_KEY holds a character that Command Prompt cannot carry";
    assert_eq!(cannot_carry(&error), expected);
}

#[test]
fn formats_have_names() {
    for format in ExportFormat::ALL {
        assert_eq!(ExportFormat::parse(format.id()), Some(format));
    }
    assert_eq!(
        ExportFormat::parse("PowerShell.exe"),
        Some(ExportFormat::PowerShell)
    );
    assert_eq!(ExportFormat::parse("nu"), Some(ExportFormat::Nushell));
    assert_eq!(ExportFormat::parse("tcsh"), None);
}

#[test]
fn commands_to_copy_name_the_target_as_one_word() {
    let quoted = "corp/000000000042/it's $HOME";
    for (format, target, command) in [
        (
            ExportFormat::Bash,
            quoted,
            "eval \"$(rolecall env 'corp/000000000042/it'\\''s $HOME' --shell bash)\"",
        ),
        (
            ExportFormat::Fish,
            quoted,
            "rolecall env 'corp/000000000042/it\\'s $HOME' --shell fish | source",
        ),
        (
            ExportFormat::PowerShell,
            quoted,
            "rolecall env 'corp/000000000042/it''s $HOME' --shell powershell | Out-String | Invoke-Expression",
        ),
        (
            ExportFormat::Cmd,
            "corp/000000000042/Admin",
            "for /f \"delims=\" %i in ('rolecall env \"corp/000000000042/Admin\" --shell cmd') do @%i",
        ),
        (
            ExportFormat::Nushell,
            "@default",
            "hide-env --ignore-errors AWS_PROFILE AWS_DEFAULT_PROFILE AWS_SECURITY_TOKEN; \
             rolecall env \"@default\" --shell json | from json | load-env",
        ),
        (ExportFormat::Dotenv, "pay", "rolecall env 'pay' --shell dotenv"),
    ] {
        assert_eq!(eval_command(target, format).unwrap(), command);
    }
    assert!(eval_command(quoted, ExportFormat::Cmd).is_err());
    for (target, word) in [
        ("corp/000000000042/Admin", "corp/000000000042/Admin"),
        ("payments prod/Admin", "\"payments prod/Admin\""),
    ] {
        let command = format!("rolecall credential-process {word}");
        assert_eq!(profile_command(target).unwrap(), command);
    }
    for between in "'\"$;\n\\#&~\u{202e}".chars() {
        let target = format!("a{between}b");
        assert!(profile_command(&target).is_err(), "{target:?}");
    }
    for target in ["-x", "", " a"] {
        assert!(profile_command(target).is_err(), "{target:?}");
    }
    for format in ExportFormat::ALL {
        for target in ["a\nb", "a\u{1b}[201~b", "a\u{202e}b", "", "-x"] {
            assert!(eval_command(target, format).is_err(), "{format:?} {target:?}");
        }
    }
}

/// Reads a single-quoted PowerShell word as PowerShell's tokenizer does (about_Quoting_Rules).
fn read_power_shell(word: &str) -> Option<String> {
    let is_quote = |c: char| matches!(c, '\'' | '\u{2018}'..='\u{201b}');
    let mut chars = word.strip_prefix('\'')?.chars().peekable();
    let mut value = String::new();
    while let Some(c) = chars.next() {
        if !is_quote(c) {
            value.push(c);
        } else if chars.peek().is_some_and(|next| is_quote(*next)) {
            value.extend(chars.next());
        } else {
            return chars.next().is_none().then_some(value);
        }
    }
    None
}

/// Reads a double-quoted Nushell word (book, "Working with strings").
fn read_nushell(word: &str) -> Option<String> {
    let mut chars = word.strip_prefix('"')?.chars();
    let mut value = String::new();
    loop {
        match chars.next()? {
            '"' => return chars.next().is_none().then_some(value),
            '\\' => value.push(match chars.next()? {
                'n' => '\n',
                'r' => '\r',
                't' => '\t',
                same @ ('"' | '\\') => same,
                _ => return None,
            }),
            other => value.push(other),
        }
    }
}

/// Reads a line of a .env file by the rules that every reader shares: plain characters, or single quotes with nothing special inside.
fn read_dotenv(word: &str) -> Option<String> {
    match word.strip_prefix('\'') {
        Some(quoted) => quoted
            .strip_suffix('\'')
            .filter(|value| !value.contains(['\'', '\\', '$']))
            .map(str::to_owned),
        None => word
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b"+/=_.:@-".contains(&b))
            .then(|| word.to_owned()),
    }
}

fn line_of<'a>(made: &'a str, before: &str) -> &'a str {
    let from = made.find(before).unwrap() + before.len();
    &made[from..]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, ..ProptestConfig::default() })]

    #[test]
    fn formats_without_a_shell_here_read_back(
        value in prop_oneof!["\\PC{0,40}", "[\\x00-\\x7f\u{2018}-\u{201b}]{0,40}"]
    ) {
        if let Ok(made) = text(ExportFormat::PowerShell, &value) {
            let line = line_of(&made, "$Env:AWS_SECRET_ACCESS_KEY = ").split('\n').next().unwrap();
            prop_assert_eq!(read_power_shell(line), Some(value.clone()));
        }
        if let Ok(made) = text(ExportFormat::Nushell, &value) {
            let line = line_of(&made, "$env.AWS_SECRET_ACCESS_KEY = ").split("\n$env.").next().unwrap();
            prop_assert_eq!(read_nushell(line), Some(value.clone()));
        }
        if let Ok(made) = text(ExportFormat::Dotenv, &value) {
            let line = line_of(&made, "AWS_SECRET_ACCESS_KEY=").split('\n').next().unwrap();
            prop_assert_eq!(read_dotenv(line), Some(value.clone()));
        }
        if let Ok(made) = text(ExportFormat::Cmd, &value) {
            let line = line_of(&made, "set \"AWS_SECRET_ACCESS_KEY=").split('\r').next().unwrap();
            prop_assert_eq!(line.strip_suffix('"'), Some(value.as_str()));
        }
    }
}

/// What a program gets that starts after the export of `role` in an environment.
fn after<'a>(
    role: &ResolvedRole,
    before: &BTreeMap<&'a str, String>,
) -> (BTreeMap<&'a str, String>, ExportContext) {
    let value = |name: &str| before.get(name).cloned();
    let context = ExportContext::new(role, None, &ShellEnvironment::Known(&value));
    let mut after = before.clone();
    for name in context.removed_variables() {
        after.remove(name);
    }
    for (name, value) in environment(&credentials("s", "t"), &context) {
        // EXPOSE: the test compares the values
        after.insert(name, value.expose().to_owned());
    }
    (after, context)
}

fn set(pairs: &[(&'static str, &str)]) -> BTreeMap<&'static str, String> {
    pairs
        .iter()
        .map(|(name, value)| (*name, (*value).to_owned()))
        .collect()
}

const EMULATOR: &str = "http://127.0.0.1:4566";

/// What the user set before, the roles in turn, and what the regions and the endpoint are at the end.
type ExportCase<'a> = (
    &'a [(&'static str, &'a str)],
    &'a [&'a ResolvedRole],
    [&'a str; 3],
);

#[test]
fn what_an_export_set_gives_way_to_the_next_and_what_the_user_set_stays() {
    let (frankfurt, oregon) = (role("eu-central-1", None), role("us-west-2", None));
    let gov = role("us-gov-west-1", None);
    let emulator = role("us-east-1", Some(EMULATOR));
    let remote = role("eu-central-1", Some("https://aws.example.com"));
    let cases: [ExportCase<'_>; 11] = [
        (&[], &[&frankfurt], ["eu-central-1", "eu-central-1", ""]),
        (&[], &[&frankfurt, &oregon], ["us-west-2", "us-west-2", ""]),
        (&[], &[&frankfurt, &gov], ["us-gov-west-1", "us-gov-west-1", ""]),
        (&[], &[&emulator], ["us-east-1", "us-east-1", EMULATOR]),
        (&[], &[&emulator, &oregon], ["us-west-2", "us-west-2", ""]),
        (&[], &[&remote], ["eu-central-1", "eu-central-1", ""]),
        (
            &[("AWS_REGION", "ap-south-1")],
            &[&frankfurt, &oregon],
            ["ap-south-1", "ap-south-1", ""],
        ),
        (
            &[("AWS_DEFAULT_REGION", "ap-south-1"), ("AWS_REGION", "")],
            &[&frankfurt],
            ["ap-south-1", "ap-south-1", ""],
        ),
        (
            &[("AWS_REGION", "ap-south-1"), ("AWS_DEFAULT_REGION", "sa-east-1")],
            &[&emulator, &oregon],
            ["ap-south-1", "sa-east-1", ""],
        ),
        (
            &[("AWS_REGION", "cn-north-1"), ("AWS_DEFAULT_REGION", "sa-east-1")],
            &[&frankfurt],
            ["sa-east-1", "sa-east-1", ""],
        ),
        (
            &[("AWS_ENDPOINT_URL", "http://localhost:9000")],
            &[&frankfurt, &oregon],
            ["us-west-2", "us-west-2", "http://localhost:9000"],
        ),
    ];
    for (before, roles, expected) in cases {
        let mut variables = set(before);
        for role in roles {
            variables = after(role, &variables).0;
        }
        let found = ["AWS_REGION", "AWS_DEFAULT_REGION", "AWS_ENDPOINT_URL"]
            .map(|name| variables.get(name).map_or("", String::as_str));
        assert_eq!(found, expected, "{before:?} {roles:?}");
    }
}

#[test]
fn a_region_that_the_user_sets_after_an_export_is_theirs() {
    let (mut variables, _) = after(&role("eu-central-1", None), &BTreeMap::new());
    variables.insert("AWS_REGION", "ap-south-1".to_owned());
    let (variables, _) = after(&role("us-west-2", None), &variables);
    assert_eq!(variables["AWS_REGION"], "ap-south-1");
    assert_eq!(
        variables["AWS_DEFAULT_REGION"], "ap-south-1",
        "an earlier export's"
    );
}

#[test]
fn a_region_that_the_role_cannot_be_used_in_is_replaced_and_said() {
    let gov = role("us-gov-west-1", None);
    for value in ["eu-central-1", "Frankfurt"] {
        let (variables, context) = after(&gov, &set(&[("AWS_REGION", value)]));
        assert_eq!(variables["AWS_REGION"], "us-gov-west-1");
        assert_eq!(
            context.replaced_regions(),
            [ReplacedRegion {
                name: "AWS_REGION",
                value: value.to_owned(),
                region: region("us-gov-west-1"),
                partition: Partition::AwsUsGov,
            }]
        );
    }
    let (after_gov, _) = after(&gov, &BTreeMap::new());
    let (_, context) = after(&role("eu-central-1", None), &after_gov);
    assert_eq!(context.replaced_regions(), [], "it was no user's");
    // A setting for another partition counts as little.
    let elsewhere = region("eu-west-1");
    for environment_before in [ShellEnvironment::Unknown, ShellEnvironment::Known(&|_| None)] {
        let context = ExportContext::new(&gov, Some(&elsewhere), &environment_before);
        let made = environment(&credentials("s", "t"), &context);
        // EXPOSE: the test compares the values
        let regions = made.iter().filter(|(name, _)| name.ends_with("REGION"));
        let values: Vec<&str> = regions.map(|(_, value)| value.expose()).collect();
        assert_eq!(values, ["us-gov-west-1"; 4]);
    }
}

#[test]
fn formats_that_remove_nothing_empty_the_endpoint_of_an_earlier_export() {
    let marked = set(&[
        ("AWS_ENDPOINT_URL", EMULATOR),
        ("ROLECALL_AWS_ENDPOINT_URL", EMULATOR),
    ]);
    for (before, lines) in [(marked, 1), (BTreeMap::new(), 0)] {
        let value = |name: &str| before.get(name).cloned();
        let context = ExportContext::new(&role("us-west-2", None), None, &ShellEnvironment::Known(&value));
        for (format, line) in [
            (ExportFormat::Dotenv, "\nAWS_ENDPOINT_URL=\n"),
            (ExportFormat::Json, "\"AWS_ENDPOINT_URL\":\"\""),
        ] {
            let made = export_text(format, &credentials("s", "t"), &context).unwrap();
            // EXPOSE: the test reads the text
            let made = made.expose();
            assert_eq!(made.matches(line).count(), lines, "{format:?}: {made}");
            assert_eq!(
                made.contains("AWS_ENDPOINT_URL"),
                lines == 1,
                "{format:?}: {made}"
            );
        }
    }
}
