//! Users confirm production if the settings require it, wherever their output goes; programs never have to.

use crate::messages::role_sessions::is_yes;
use crate::terminal::StreamCaps;
use crate::tests::TestCli;

const IN_TERMINAL: StreamCaps = StreamCaps {
    is_terminal: true,
    takes_escapes: true,
    use_colour: false,
    width: Some(100),
};

async fn with_confirmation(caps: StreamCaps) -> TestCli {
    let (mut cli, _) = TestCli::listed().await;
    cli.add_settings("ask_before_production = true", "");
    cli.caps = caps;
    cli.machine.shell = Some("/bin/sh".into());
    cli
}

const GUARDED: [&str; 8] = [
    "rolecall console payments-prod/Admin",
    "rolecall console payments-prod/Admin --print",
    "rolecall env payments-prod/Admin",
    "rolecall exec payments-prod/Admin -- true",
    "rolecall shell payments-prod/Admin",
    "rolecall start payments-prod/Admin",
    "rolecall default payments-prod/Admin",
    "rolecall settings set default payments-prod/Admin",
];

/// What a refused verb prints: a shell that evaluates `rolecall env` notices.
fn printed_if_refused(line: &str, caps: StreamCaps) -> &'static str {
    if line.starts_with("rolecall env") && !caps.is_terminal {
        "(exit 1)\n"
    } else {
        ""
    }
}

/// Whatever the user gets without a confirmation.
fn used(cli: &TestCli) -> (usize, usize, bool) {
    let started = cli.machine.started.lock().unwrap().len();
    let settings = cli.world.settings_file.text();
    let consoles = cli.world.browser.console_sessions().len();
    (started, consoles, settings.contains("\ndefault = "))
}

#[tokio::test(start_paused = true)]
async fn every_verb_asks_on_the_terminal_and_the_default_reply_is_no() {
    for caps in [IN_TERMINAL, StreamCaps::default()] {
        let mut cli = with_confirmation(caps).await;
        for line in GUARDED {
            let before = used(&cli);
            for no in ["", "n"] {
                cli.machine.reply = Some(no.to_owned());
                let ran = cli.run(line).await;
                assert_eq!(
                    (ran.code, ran.out.as_str()),
                    (1, printed_if_refused(line, caps)),
                    "{line}"
                );
                assert!(ran.err.contains("--yes"), "{line}: {}", ran.err);
            }
            assert_eq!(used(&cli), before, "{line}");
            let asked = std::mem::take(&mut *cli.machine.questions.lock().unwrap());
            let question = "production: payments-prod as Admin. Continue? [y/N] ";
            assert_eq!(asked, [question, question], "{line}");
            cli.machine.reply = Some("y".to_owned());
            let ran = cli.run(line).await;
            assert_eq!(ran.code, 0, "{line}: {}", ran.err);
            cli.machine.questions.lock().unwrap().clear();
        }
        assert_eq!(used(&cli), (2, 1, true), "exec and shell, once each");
    }
}

#[tokio::test(start_paused = true)]
async fn without_a_terminal_it_is_refused_unless_yes_is_given() {
    for caps in [IN_TERMINAL, StreamCaps::default()] {
        let cli = with_confirmation(caps).await;
        for line in GUARDED {
            let before = used(&cli);
            let ran = cli.run(line).await;
            assert_eq!(
                (ran.code, ran.out.as_str()),
                (1, printed_if_refused(line, caps)),
                "{line}"
            );
            let refusal = "rolecall: The use of a production account was not confirmed: payments-prod as Admin. \
                           There is no terminal to ask on. Use --yes to confirm it.";
            assert!(ran.err.contains(refusal), "{line}: {}", ran.err);
            assert_eq!(used(&cli), before, "{line}");
            let with_yes = line.replacen("payments-prod/Admin", "--yes payments-prod/Admin", 1);
            let ran = cli.run(&with_yes).await;
            assert_eq!(ran.code, 0, "{line}: {}", ran.err);
            let is_marked = ran.err.contains("production: payments-prod as Admin\n");
            assert_eq!(is_marked, caps.is_terminal, "{line}: {}", ran.err);
        }
    }
}

#[tokio::test(start_paused = true)]
async fn an_account_that_is_not_listed_may_be_production() {
    let mut cli = TestCli::new();
    let portal = cli.with_portal("work");
    cli.world.sign_in(&portal).await;
    cli.add_settings("ask_before_production = true", "");
    let line = "rolecall start work/222222222222/Admin";
    let ran = cli.run(line).await;
    assert_eq!(ran.code, 1);
    assert!(
        ran.err.contains("222222222222 as Admin may be production"),
        "{}",
        ran.err
    );
    assert!(
        ran.err.contains("--yes") && ran.err.contains("roles --refresh"),
        "{}",
        ran.err
    );
    cli.machine.reply = Some("y".to_owned());
    assert_eq!(cli.run(line).await.code, 0);
    let asked = cli.machine.questions.lock().unwrap().clone();
    assert_eq!(
        asked,
        ["production? The account is not listed yet: 222222222222 as Admin. Continue? [y/N] "]
    );
    cli.machine.reply = None;
    assert_eq!(cli.run("rolecall roles").await.code, 0);
    assert_eq!(cli.run(line).await.code, 0, "the list says that it is not");
}

#[tokio::test(start_paused = true)]
async fn only_production_and_only_if_required() {
    let mut cli = with_confirmation(IN_TERMINAL).await;
    let ran = cli.run("rolecall console lab/Admin").await;
    assert_eq!(ran.code, 0);
    assert!(!ran.err.contains("production"), "{}", ran.err);
    let text = cli.world.settings_file.text().replace("= true", "= false");
    cli.world.settings_file.set_text(text);
    cli.machine.reply = Some("n".to_owned());
    let ran = cli.run("rolecall console payments-prod/Admin").await;
    assert_eq!(ran.code, 0);
    assert!(
        ran.err.starts_with("production: payments-prod as Admin\n"),
        "{}",
        ran.err
    );
    assert!(cli.machine.questions.lock().unwrap().is_empty());
}

#[tokio::test(start_paused = true)]
async fn programs_are_never_asked() {
    for reply in [None, Some("n".to_owned())] {
        let mut cli = with_confirmation(IN_TERMINAL).await;
        cli.machine.reply = reply;
        let ran = cli.run("rolecall credential-process payments-prod/Admin").await;
        assert_eq!((ran.code, ran.err.as_str()), (0, ""));
        assert!(cli.machine.questions.lock().unwrap().is_empty());
    }
}

#[test]
fn only_yes_confirms() {
    for yes in ["y", "Y", "yes", " YES \n"] {
        assert!(is_yes(yes), "{yes:?}");
    }
    for no in ["", "n", "no", "yess", "yep", "\u{1b}y", "sure"] {
        assert!(!is_yes(no), "{no:?}");
    }
}
