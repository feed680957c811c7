//! Real shells judge what is exported: every value arrives byte for byte, and nothing else happens.
//!
//! It knows only the public export API. Quoters with known flaws show that the test notices them.
#![cfg(unix)]
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::disallowed_methods,
    reason = "a test fails where it unwraps nothing, and shells read files"
)]

#[path = "export_shells/hostile.rs"]
mod hostile;
#[path = "export_shells/shell.rs"]
mod shell;

use hostile::values;
use rolecall::export::{
    ExportContext, ExportFormat, ShellEnvironment, eval_command, export_text, profile_command,
};
use rolecall_model::account::{AccountId, RoleName};
use rolecall_model::credentials::RoleCredentials;
use rolecall_model::partition::Region;
use rolecall_model::portal::{Portal, PortalKind, PortalName, parse_start_url};
use rolecall_model::role_ref::RoleRef;
use rolecall_model::role_source::{ResolvedRole, RoleSource};
use rolecall_model::secret::{SecretAccessKey, SessionToken};
use shell::{SHELLS, Shell};
use std::process::Command;

/// One export carries three hostile values; a batch of 1,000 values is one process.
const EXPORTS: usize = 334;

/// What one export sets.
type Triple = [String; 3];
const NAMES: [&str; 3] = ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"];

fn triples(seed: u8) -> Vec<Triple> {
    let mut all = values(EXPORTS * 3, seed).into_iter();
    std::iter::from_fn(|| Some([all.next()?, all.next()?, all.next()?])).collect()
}

fn role() -> ResolvedRole {
    let portal = Portal {
        name: PortalName::parse("corp").unwrap(),
        start_url: parse_start_url("https://acme.awsapps.com/start", None)
            .unwrap()
            .start_url,
        region: Region::parse("eu-west-1").unwrap(),
        endpoint_url: None,
        demo: false,
        kind: PortalKind::IdentityCenter,
    };
    let id = AccountId::parse("000000000042").unwrap();
    ResolvedRole {
        key: RoleRef::at_portal(&portal.name, &id, &RoleName::new("Admin")),
        source: RoleSource::Portal(portal),
    }
}

fn exported(format: ExportFormat, triple: &Triple) -> String {
    let credentials = RoleCredentials {
        access_key_id: triple[0].clone(),
        secret_access_key: SecretAccessKey::from_exposed(triple[1].as_str()),
        session_token: SessionToken::from_exposed(triple[2].as_str()),
        obtained_at: None,
        source_identity: None,
        user: None,
        expires_at: "2026-11-23T22:46:48Z".parse().unwrap(),
    };
    let context = ExportContext::new(&role(), None, &ShellEnvironment::Unknown);
    let text =
        export_text(format, &credentials, &context).unwrap_or_else(|error| panic!("{triple:?}: {error}"));
    // EXPOSE: the shell is to read it
    text.expose().to_owned()
}

fn judge(
    shell: &Shell,
    locale: &str,
    triples: &[Triple],
    export: impl Fn(&Triple) -> String,
) -> Result<(), String> {
    let texts: Vec<String> = triples.iter().map(export).collect();
    let run = shell.evaluates(locale, &texts);
    if let Some(strange) = run.side_effects.first() {
        return Err(format!("{}: {strange} was made", shell.program));
    }
    for (triple, environment) in triples.iter().zip(&run.environments) {
        let wanted = NAMES
            .iter()
            .zip(triple)
            .map(|(name, value)| (*name, value.as_str()));
        let always = [
            ("AWS_CREDENTIAL_EXPIRATION", "2026-11-23T22:46:48Z"),
            ("AWS_ACCOUNT_ID", "000000000042"),
            ("AWS_REGION", "eu-west-1"),
            ("AWS_DEFAULT_REGION", "eu-west-1"),
        ];
        for (name, value) in wanted.chain(always) {
            let found = environment.get(name).map(Vec::as_slice);
            if found != Some(value.as_bytes()) {
                let found = found.map(String::from_utf8_lossy);
                return Err(format!("{}: {name} is {found:?}, not {value:?}", shell.program));
            }
        }
        let removed = rolecall::export::REMOVED_VARIABLES.into_iter();
        for name in removed.chain(["AWS_ENDPOINT_URL", "ROLECALL_AWS_ENDPOINT_URL"]) {
            if environment.contains_key(name) {
                return Err(format!("{}: {name} is still set", shell.program));
            }
        }
    }
    Ok(())
}

#[test]
fn every_value_arrives_and_nothing_else_happens() {
    for shell in SHELLS {
        for (seed, locale) in [(1, "C.UTF-8"), (2, "C")] {
            judge(shell, locale, &triples(seed), |triple| {
                exported(shell.format, triple)
            })
            .unwrap();
        }
    }
}

/// A quoter that is wrong in a way that people write.
type Quoter = fn(&str) -> String;

fn with_quoter(shell: &Shell, quoter: Quoter, triple: &Triple) -> String {
    let good = exported(shell.format, &["k", "s", "t"].map(str::to_owned));
    let set = if shell.format == ExportFormat::Fish {
        "set -g -x"
    } else {
        "export"
    };
    let between = if shell.format == ExportFormat::Fish {
        " "
    } else {
        "="
    };
    let bad = NAMES
        .iter()
        .zip(triple)
        .map(|(name, value)| format!("{set} {name}{between}{}\n", quoter(value)));
    std::iter::once(good).chain(bad).collect()
}

#[test]
fn an_endpoint_of_the_user_stays_where_copied_credentials_are_pasted() {
    for shell in SHELLS {
        let own = exported(shell.format, &["k", "s", "t"].map(str::to_owned));
        let set = if shell.format == ExportFormat::Fish {
            "set -g -x AWS_ENDPOINT_URL 'http://localhost:9000'\n"
        } else {
            "export AWS_ENDPOINT_URL='http://localhost:9000'\n"
        };
        let run = shell.evaluates("C.UTF-8", &[format!("{set}{own}")]);
        let found = run.environments[0].get("AWS_ENDPOINT_URL").map(Vec::as_slice);
        assert_eq!(
            found,
            Some(b"http://localhost:9000".as_slice()),
            "{}",
            shell.program
        );
    }
}

#[test]
fn a_broken_quoter_is_caught() {
    let broken: [(&str, Quoter); 4] = [
        ("none", |value| value.to_owned()),
        ("single quotes without escapes", |value| format!("'{value}'")),
        ("double quotes", |value| {
            format!("\"{}\"", value.replace('"', "\\\""))
        }),
        ("single quotes that lose their quote", |value| {
            format!("'{}'", value.replace('\'', ""))
        }),
    ];
    for shell in SHELLS {
        for (name, quoter) in broken {
            let verdict = judge(shell, "C.UTF-8", &triples(3)[..40], |triple| {
                with_quoter(shell, quoter, triple)
            });
            assert!(verdict.is_err(), "{} let {name} pass", shell.program);
        }
        let calm = vec![["plain", "words", "only"].map(str::to_owned)];
        let verdict = judge(shell, "C.UTF-8", &calm, |triple| {
            exported(shell.format, triple) + "touch pwned\n"
        });
        assert!(
            verdict.is_err_and(|why| why.contains("pwned")),
            "{} let a side effect pass",
            shell.program
        );
    }
}

#[test]
fn a_copied_command_gives_the_target_as_one_argument() {
    for shell in SHELLS {
        let (targets, commands): (Vec<String>, Vec<String>) = values(400, 4)
            .into_iter()
            .filter_map(|target| Some((target.clone(), eval_command(&target, shell.format).ok()?)))
            .unzip();
        assert!(
            targets.len() > 100,
            "only {} targets of 400 can be copied for {}",
            targets.len(),
            shell.program
        );
        let (arguments, side_effects) = shell.runs(&commands);
        assert_eq!(side_effects, Vec::<String>::new(), "{}", shell.program);
        let wanted: Vec<Vec<String>> = targets
            .iter()
            .map(|target| {
                ["env", target.as_str(), "--shell", shell.format.id()]
                    .map(str::to_owned)
                    .to_vec()
            })
            .collect();
        assert_eq!(arguments, wanted, "{}", shell.program);
    }
}

/// Some SDKs split the command as Python's shlex does, others give it to `sh -c`.
#[test]
fn a_profile_command_is_read_alike_by_a_splitter_and_a_shell() {
    let targets = [
        "corp/000000000042/Admin",
        "payments prod/Read Only",
        "@default",
        "a+b=c,d@e_f-g:h/i.j",
    ];
    let commands: Vec<String> = targets
        .iter()
        .map(|target| profile_command(target).unwrap())
        .collect();
    let wanted: Vec<Vec<String>> = targets
        .iter()
        .map(|target| vec!["credential-process".to_owned(), (*target).to_owned()])
        .collect();
    let (arguments, _) = SHELLS[0].runs(&commands);
    assert_eq!(arguments, wanted);
    for (command, wanted) in commands.iter().zip(&wanted) {
        let program = "import shlex,sys; sys.stdout.write('\\0'.join(shlex.split(sys.argv[1])[1:]))";
        let split = Command::new("python3")
            .args(["-c", program, command])
            .output()
            .expect("python3 is needed");
        assert!(split.status.success());
        assert_eq!(
            String::from_utf8(split.stdout)
                .unwrap()
                .split('\0')
                .collect::<Vec<_>>(),
            *wanted
        );
    }
}
