//! Credentials leave through standard output or the environment of a program, and nowhere else.

use crate::fast_path::stored_document;
use crate::machine::ProgramError;
use crate::tests::{TestCli, program};
use rolecall::ports::{HistoryStore, Keychain};
use rolecall_fakes::Operation;
use rolecall_model::Timestamp;
use rolecall_model::history::{HistoryDetail, HistoryEntry, HistoryEvent, HistoryQuery, Surface};
use serde_json::Value;
use std::path::PathBuf;

/// The credentials provided to programs, the newest first.
fn vended(cli: &TestCli) -> Vec<HistoryEntry> {
    let everything = HistoryQuery {
        from: Timestamp::UNIX_EPOCH,
        until: Timestamp::MAX,
        limit: u32::MAX,
    };
    let mut entries = cli.world.state_store.history(&everything).unwrap();
    entries.retain(|entry| entry.event == HistoryEvent::CredentialsVended);
    entries
}

#[tokio::test(start_paused = true)]
async fn only_credentials_that_were_provided_are_in_the_history() {
    let (mut cli, _) = TestCli::listed().await;
    cli.machine.shell = Some(PathBuf::from("/bin/zsh"));
    cli.world.programs.set_parent(Some(program("zsh", 7)));
    cli.machine.current_process = Some(program("", 4711));
    for (line, detail, by) in [
        ("rolecall env lab/Admin", Some("zsh"), "zsh"),
        (
            "rolecall exec lab/Admin -- /opt/bin/terraform plan",
            Some("exec"),
            "terraform",
        ),
        ("rolecall shell lab/Admin", Some("shell"), "zsh"),
        ("rolecall credential-process lab/Admin", None, "zsh"),
    ] {
        assert_eq!(cli.run(line).await.code, 0, "{line}");
        let newest = vended(&cli).remove(0);
        assert_eq!(
            newest.detail.as_ref().map(HistoryDetail::published).as_deref(),
            detail,
            "{line}"
        );
        assert_eq!(newest.program.unwrap().name, by, "{line}");
        cli.world.clock.skip(std::time::Duration::from_secs(1));
    }
    let before = vended(&cli).len();
    assert_eq!(before, 4);
    assert_eq!(cli.run("rolecall sign-out").await.code, 0);
    for line in ["rolecall env lab/Admin", "rolecall credential-process lab/Admin"] {
        assert_eq!(cli.run(line).await.code, 3, "{line}");
    }
    assert_eq!(vended(&cli).len(), before);
}

#[tokio::test(start_paused = true)]
async fn env_uses_the_shell_of_the_user() {
    let (mut cli, _) = TestCli::listed().await;
    for (shell, start) in [
        (None, "unset "),
        (Some("/usr/bin/fish"), "set "),
        (Some("/opt/pwsh"), "Remove-Item"),
    ] {
        cli.machine.shell = shell.map(PathBuf::from);
        let ran = cli.run("rolecall env lab/Admin").await;
        assert_eq!((ran.code, ran.err.as_str()), (0, ""));
        assert!(ran.out.contains("CANARY"), "the secret is printed");
        assert!(
            ran.out.to_lowercase().contains(&start.to_lowercase()),
            "{shell:?}: {}",
            ran.out
        );
    }
    let json = cli.run("rolecall env lab/Admin --shell json").await.out;
    let variables: Value = serde_json::from_str(&json).unwrap();
    assert_eq!(variables["AWS_ACCOUNT_ID"], "222222222222");
    assert_eq!(cli.world.aws.count(Operation::GetRoleCredentials), 1);
}

#[tokio::test(start_paused = true)]
async fn env_for_a_shell_without_a_format_is_refused_and_names_the_option() {
    let (mut cli, _) = TestCli::listed().await;
    for shell in [
        "/bin/tcsh",
        "/bin/csh",
        "/usr/bin/elvish",
        "/usr/bin/xonsh",
        "/usr/sbin/nologin",
        "/bin/false",
        "/usr/bin/env",
        "/opt/json",
        "/",
    ] {
        cli.machine.shell = Some(shell.into());
        let ran = cli.run("rolecall env lab/Admin").await;
        assert_eq!((ran.code, ran.out.as_str()), (2, "false\n"), "{shell}");
        assert!(ran.err.contains("--shell"), "{shell}: {}", ran.err);
        let named = cli.run("rolecall env lab/Admin --shell posix").await;
        assert_eq!(named.code, 0, "{shell}: {}", named.err);
    }
    for shell in ["/bin/rbash", "/bin/ksh93", "/usr/bin/yash", r"C:\pwsh.exe"] {
        cli.machine.shell = Some(shell.into());
        let ran = cli.run("rolecall env lab/Admin").await;
        assert_eq!(ran.code == 0, !shell.contains(':') || cfg!(windows), "{shell}");
    }
}

#[tokio::test(start_paused = true)]
async fn env_that_fails_prints_what_fails_in_the_shell_that_evaluates_it() {
    let (mut cli, _) = TestCli::listed().await;
    cli.machine.shell = Some("/bin/zsh".into());
    for (arguments, code, printed) in [
        ("nobody/Admin", 2, "(exit 2)\n"),
        ("nobody/Admin --shell fish", 2, "return 2\n"),
        ("--shell=fish nobody/Admin", 2, "return 2\n"),
        ("nobody/Admin --shell cmd", 2, "cmd /c exit 2\r\n"),
        (
            "nobody/Admin --shell powershell",
            2,
            "throw 'rolecall env ended with 2 and exported nothing.'\n",
        ),
        (
            "nobody/Admin --shell nushell",
            2,
            "error make {msg: \"rolecall env ended with 2 and exported nothing.\"}\n",
        ),
        ("nobody/Admin --shell json", 2, ""),
        ("nobody/Admin --shell dotenv", 2, ""),
        ("", 2, "(exit 2)\n"),
        ("lab/Admin --shell ruby", 2, "(exit 2)\n"),
        ("lab/Admin --shell", 2, "(exit 2)\n"),
        ("--nonsense --shell json", 2, ""),
    ] {
        let ran = cli.run(&format!("rolecall env {arguments}")).await;
        assert_eq!((ran.code, ran.out.as_str()), (code, printed), "{arguments}");
        assert!(!ran.err.is_empty(), "{arguments}");
    }
    assert!(cli.run("rolecall env --help").await.out.contains("Usage"));
    cli.caps.is_terminal = true;
    let ran = cli.run("rolecall env nobody/Admin").await;
    assert_eq!((ran.code, ran.out.as_str()), (2, ""), "a user reads it");
}

#[tokio::test(start_paused = true)]
async fn exec_sets_them_only_for_the_program() {
    let (cli, _) = TestCli::listed().await;
    let ran = cli.run("rolecall exec lab/Admin -- aws s3 ls --profile x").await;
    assert_eq!((ran.code, ran.out.as_str(), ran.err.as_str()), (0, "", ""));
    let started = cli.machine.started.lock().unwrap().clone();
    assert_eq!(started.len(), 1);
    assert_eq!(started[0].name, "aws");
    assert_eq!(started[0].arguments, ["s3", "ls", "--profile", "x"]);
    let names: Vec<&str> = started[0].added_variables.iter().map(|(name, _)| *name).collect();
    assert!(
        names.starts_with(&["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"]),
        "{names:?}"
    );
    assert!(started[0].removed_variables.contains(&"AWS_PROFILE"));
    let regions = names
        .iter()
        .filter(|name| ["AWS_REGION", "AWS_DEFAULT_REGION"].contains(name));
    assert_eq!(regions.count(), 2, "{names:?}");
    assert!(!format!("{started:?}").contains("CANARY"));
}

#[tokio::test(start_paused = true)]
async fn a_region_of_the_user_that_is_not_used_is_named() {
    let (mut cli, _) = TestCli::listed().await;
    for (region, said) in [
        ("eu-north-1", false),
        ("us-gov-west-1", true),
        ("\u{1b}[2J", true),
    ] {
        cli.machine.variables = [("AWS_REGION", region)].into();
        for line in ["rolecall env lab/Admin", "rolecall exec lab/Admin -- true"] {
            let ran = cli.run(line).await;
            assert_eq!(ran.code, 0);
            assert_eq!(ran.err.contains("AWS_REGION was "), said, "{line}: {}", ran.err);
            assert!(!ran.err.contains('\u{1b}'), "{}", ran.err);
        }
    }
}

#[tokio::test(start_paused = true)]
async fn exec_reports_what_cannot_be_started() {
    let (mut cli, _) = TestCli::listed().await;
    cli.machine.program_error = Some(ProgramError::NotFound);
    insta::assert_snapshot!(cli.run("rolecall exec lab/Admin -- nope\u{1b}[2J").await.shown());
    cli.machine.program_error = Some(ProgramError::Failed {
        detail: "permission denied".to_owned(),
    });
    assert_eq!(cli.run("rolecall exec lab/Admin -- nope").await.code, 126);
    assert_eq!(cli.run("rolecall shell lab/Admin").await.code, 2, "no SHELL");
    assert_eq!(cli.run("rolecall app").await.code, 1);
}

#[tokio::test(start_paused = true)]
async fn credential_process_prints_one_document_or_nothing() {
    let (cli, portal) = TestCli::listed().await;
    let ran = cli.run("rolecall credential-process lab/Admin").await;
    assert_eq!((ran.code, ran.err.as_str()), (0, ""));
    let document: Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!(document["Version"], 1);
    assert_eq!(document["AccountId"], "222222222222");
    cli.world.aws.unassign(&portal, "ann", "111111111111", "Admin");
    for target in [
        "payments-prod/Admin",
        "payments-prod/Nobody",
        "@default",
        "a/b/c/d",
    ] {
        let ran = cli.run(&format!("rolecall credential-process {target}")).await;
        assert_ne!(ran.code, 0);
        assert_eq!(ran.out, "", "{target}");
        assert!(!ran.err.is_empty(), "{target}");
    }
}

#[tokio::test(start_paused = true)]
async fn the_fast_path_reads_the_keychain_once_and_logs_what_it_provided() {
    let (cli, portal) = TestCli::listed().await;
    let ports = cli.world.ports();
    let target = "work/222222222222/Admin";
    assert!(stored_document(&ports, target).await.is_none());
    assert_eq!(cli.run("rolecall start lab/Admin").await.code, 0);
    assert_eq!(cli.run("rolecall default lab/Admin").await.code, 0);
    let calls = cli.world.aws.calls().len();
    cli.world.programs.set_parent(Some(program("terraform", 8812)));
    for (typed, by_default) in [(target, false), ("@default", true)] {
        let before = vended(&cli).len();
        let stored = stored_document(&ports, typed).await.unwrap().unwrap();
        assert_eq!(
            vended(&cli).len(),
            before,
            "{typed}: not before the program has it"
        );
        stored.log_entry.log(ports.clone());
        let entry = vended(&cli).remove(0);
        assert_eq!(
            (entry.surface, entry.by_default),
            (Surface::CredentialProcess, by_default)
        );
        assert_eq!(entry.program.as_ref().unwrap().name, "terraform");
        assert_eq!(entry.role().unwrap().target(), target);
        assert!(entry.expires_at.unwrap() > ports.clock.now());
    }
    assert!(
        stored_document(&ports, "lab/Admin").await.is_none(),
        "names need the list"
    );
    cli.world.clock.skip(std::time::Duration::from_mins(46));
    assert!(
        stored_document(&ports, target).await.is_none(),
        "under 15 minutes left"
    );
    assert_eq!(cli.world.aws.calls().len(), calls);
    drop(portal);
}

#[tokio::test(start_paused = true)]
async fn the_fast_path_never_uses_credentials_of_another_portal() {
    let (cli, portal) = TestCli::listed().await;
    let ports = cli.world.ports();
    let target = "work/222222222222/Admin";
    assert_eq!(cli.run("rolecall start lab/Admin").await.code, 0);
    assert!(stored_document(&ports, target).await.is_some());
    let original = cli.world.settings_file.text();
    let other_portal = original.replace(
        portal.start_url.as_str(),
        "https://d-0000000000.awsapps.com/start",
    );
    for changed in [other_portal, String::new(), "[portal.work\n".to_owned()] {
        assert_ne!(changed, original);
        cli.world.settings_file.set_text(changed);
        assert!(stored_document(&ports, target).await.is_none());
    }
}

#[tokio::test(start_paused = true)]
async fn the_fast_path_reads_a_locked_keychain_only_once() {
    let (cli, _) = TestCli::listed().await;
    assert_eq!(cli.run("rolecall start lab/Admin").await.code, 0);
    cli.world.keychain.lock();
    let reads = cli.world.keychain.reads();
    let result = stored_document(&cli.world.ports(), "work/222222222222/Admin").await;
    let failure = result.unwrap().unwrap_err();
    assert_eq!(failure.exit_code(), 5);
    assert_eq!(cli.world.keychain.reads() - reads, 1);
}

#[tokio::test(start_paused = true)]
async fn on_a_full_disk_nothing_new_is_stored_and_everything_can_be_given_up() {
    let (cli, portal) = TestCli::listed().await;
    assert_eq!(cli.run("rolecall start payments-prod/Admin").await.code, 0);
    cli.world.state_store.set_full(true);
    for line in [
        "rolecall credential-process work/222222222222/Admin",
        "rolecall env lab/Admin",
    ] {
        let ran = cli.run(line).await;
        assert_eq!(ran.code, 0, "{line}: {}", ran.err);
        assert!(
            !ran.out.is_empty() && ran.err.starts_with("These credentials are not kept, "),
            "{}",
            ran.err
        );
    }
    assert_eq!(cli.world.aws.count(Operation::GetRoleCredentials), 3);
    let stored = cli.run("rolecall credential-process payments-prod/Admin").await;
    assert_eq!((stored.code, stored.err.as_str()), (0, ""));
    assert_eq!(
        cli.world.keychain.stored_items().len(),
        2,
        "the sign-in and what was kept before"
    );
    let started = cli.run("rolecall start lab/Admin").await;
    assert_eq!(started.code, 1, "{}", started.err);

    let stopped = cli.run("rolecall stop payments-prod/Admin").await;
    assert_eq!(stopped.code, 0, "{}", stopped.err);
    insta::assert_snapshot!(stopped.err);
    assert_eq!(cli.run("rolecall sign-out").await.code, 0);
    assert_eq!(cli.world.keychain.stored_items(), []);
    let refused = cli.run("rolecall credential-process payments-prod/Admin").await;
    assert_eq!((refused.code, refused.out.as_str()), (3, ""));
    assert!(cli.world.keychain.stored_sign_in(&portal.name).is_none());
}

#[tokio::test(start_paused = true)]
async fn the_fast_path_gives_nothing_whose_sign_in_is_gone() {
    let (cli, portal) = TestCli::listed().await;
    let target = "work/222222222222/Admin";
    assert_eq!(cli.run(&format!("rolecall start {target}")).await.code, 0);
    let ports = cli.world.ports();
    let reads = cli.world.keychain.reads();
    assert!(stored_document(&ports, target).await.unwrap().is_ok());
    assert_eq!(cli.world.keychain.reads() - reads, 1, "one secret is read");
    cli.world.keychain.erase_sign_in(&portal.name).await.unwrap();
    assert!(stored_document(&ports, target).await.is_none());
    let refused = cli.run(&format!("rolecall credential-process {target}")).await;
    assert_eq!((refused.code, refused.out.as_str()), (3, ""), "{}", refused.err);
}
