//! The command in shells and terminals: what they evaluate, complete and show is what a user gets.

use crate::sandbox::{Sandbox, program};
use journeys::CommandOutput;
use rolecall_emulator::Organization;
use std::process::Command;

/// Runs a script of `shell` with the command as the program `rolecall`; `variables` are added to its environment.
fn script(sandbox: &Sandbox, shell: &[&str], text: &str, variables: &[(&str, &str)]) -> CommandOutput {
    let folder = program();
    let folder = folder.parent().unwrap();
    let mut command = sandbox.command(shell[0]);
    let path = std::env::var("PATH").unwrap_or_default();
    command
        .args(&shell[1..])
        .args(["-c", text])
        .env("PATH", format!("{}:{path}", folder.display()))
        .envs(variables.iter().copied());
    sandbox.finish(command)
}

/// Runs a line of `sh` in a terminal, on which the user types `typed`.
fn in_terminal(sandbox: &Sandbox, kind: &str, line: &str, typed: &str) -> CommandOutput {
    let text = format!("printf '{typed}' | script --quiet --return --command \"$LINE\" /dev/null");
    script(
        sandbox,
        &["sh"],
        &text,
        &[("LINE", line), ("TERM", kind), ("SHELL", "/bin/sh")],
    )
}

const BASH: [&str; 3] = ["bash", "--norc", "--noprofile"];
const ZSH: [&str; 2] = ["zsh", "-f"];
const FISH: [&str; 2] = ["fish", "--no-config"];

#[test]
fn a_shell_notices_an_export_that_failed() {
    let (sandbox, target) = Sandbox::with_target();
    let eval = "eval \"$(rolecall env TARGET --shell FORMAT)\"; echo ended $?";
    for (shell, format, text) in [
        (&BASH[..], "bash", eval),
        (&ZSH[..], "zsh", eval),
        (&["dash"][..], "posix", eval),
        (&["ksh"][..], "posix", eval),
        (
            &FISH[..],
            "fish",
            "rolecall env TARGET --shell FORMAT | source; echo ended $status",
        ),
    ] {
        for (named, code) in [(target.as_str(), 0), ("nobody/Admin", 2)] {
            let text = text.replace("TARGET", named).replace("FORMAT", format);
            let ended = script(&sandbox, shell, &text, &[]).printed;
            assert_eq!(ended, format!("ended {code}\n"), "{shell:?} {named}");
        }
    }
    let tcsh = "eval `rolecall env TARGET`; echo ended $status";
    let text = tcsh.replace("TARGET", &target);
    let ended = script(&sandbox, &["tcsh", "-f"], &text, &[("SHELL", "/bin/tcsh")]);
    assert_eq!(ended.printed, "ended 1\n");
    assert!(ended.remarked.contains("--shell"), "{}", ended.remarked);
}

#[test]
fn a_program_that_cannot_run_ends_as_in_a_shell() {
    let (sandbox, target) = Sandbox::with_target();
    let text = sandbox.home().join("text");
    std::fs::write(&text, "").unwrap();
    for (program, code) in [
        ("no-such-program", 127),
        ("/no/such/program", 127),
        ("", 127),
        (text.to_str().unwrap(), 126),
        ("/tmp", 126),
    ] {
        let output = sandbox.run(&["exec", &target, "--", program]);
        assert_eq!(output.code, Some(code), "{program:?}: {}", output.remarked);
        assert!(output.remarked.starts_with("rolecall: "), "{program:?}");
    }
}

#[test]
fn targets_are_completed_by_the_shells_themselves_after_every_verb() {
    let sandbox = Sandbox::with_sign_in(Organization::generated(2, 1));
    let mut targets = sandbox.targets();
    targets.sort();
    // Each shell's own way from a typed line to candidates.
    let bash =
        "source <(rolecall completions bash); COMP_WORDS=(rolecall VERB work/); COMP_CWORD=2; COMP_TYPE=9
        $(complete -p rolecall | sed 's/.*-F \\([^ ]*\\).*/\\1/') rolecall work/ VERB
        printf '%s\\n' \"${COMPREPLY[@]}\"";
    let zsh = "compdef() { }; eval \"$(rolecall completions zsh)\"
        _describe() { printf '%s\\n' \"${(P@)3%%:*}\" }
        words=(rolecall VERB work/); CURRENT=3; _clap_dynamic_completer_rolecall";
    let fish = "rolecall completions fish | source; complete -C 'rolecall VERB work/' | string split -f1 \\t";
    for (shell, text) in [(&BASH[..], bash), (&ZSH[..], zsh), (&FISH[..], fish)] {
        for verb in [
            "start",
            "stop",
            "default",
            "label",
            "env",
            "exec",
            "shell",
            "credential-process",
            "console",
        ] {
            let offered = script(&sandbox, shell, &text.replace("VERB", verb), &[]);
            let mut lines: Vec<&str> = offered.printed.lines().collect();
            lines.sort_unstable();
            assert_eq!(lines, targets, "{shell:?} {verb}: {}", offered.remarked);
        }
    }
}

#[test]
fn the_production_guard_asks_on_the_terminal_wherever_the_output_goes() {
    let (sandbox, target) = Sandbox::with_target();
    sandbox.succeed(&["settings", "set", "environment.production", "*"]);
    sandbox.succeed(&["settings", "set", "ask_before_production", "true"]);
    for (redirection, typed, ran) in [
        ("", "n\\n", false),
        ("2>/dev/null", "n\\n", false),
        ("2>/dev/null", "y\\n", true),
        ("2>&-", "n\\n", false),
        ("</dev/null 2>/dev/null", "y\\n", true),
    ] {
        let line = format!("rolecall exec {target} -- echo r-a-n {redirection}");
        let output = in_terminal(&sandbox, "xterm", &line, typed);
        assert!(output.printed.contains("Continue? [y/N]"), "{line}: {output:?}");
        assert_eq!(
            output.printed.contains("r-a-n"),
            ran,
            "{line} {typed}: {output:?}"
        );
    }
    // A session of its own has no terminal.
    let mut alone = sandbox.command("setsid");
    alone
        .arg("--wait")
        .arg(program())
        .args(["exec", &target, "--", "true"]);
    let refused = sandbox.finish(alone);
    assert_eq!(refused.code, Some(1));
    assert!(refused.remarked.contains("--yes"), "{}", refused.remarked);
}

#[test]
fn a_terminal_that_understands_no_escapes_gets_none() {
    let (sandbox, _) = Sandbox::with_target();
    for (kind, has_escapes) in [("xterm-256color", true), ("dumb", false), ("", false)] {
        for line in [
            "rolecall roles",
            "rolecall roles --refresh",
            "rolecall --help",
            "rolecall env no/such",
        ] {
            let output = in_terminal(&sandbox, kind, line, "");
            assert_eq!(
                output.printed.contains('\u{1b}'),
                has_escapes,
                "{kind:?} {line}: {:?}",
                output.printed
            );
        }
    }
}

#[test]
fn times_are_those_of_the_zone_that_is_set() {
    let (sandbox, _) = Sandbox::with_target();
    let entries = sandbox.succeed(&["history", "--json"]).json().unwrap();
    let at = entries["entries"][0]["at"].as_str().unwrap().to_owned();
    let printed_in = |zone: &str, command: &mut Command| {
        let output = command.env("TZ", zone).output().unwrap();
        String::from_utf8(output.stdout).unwrap()
    };
    for zone in [
        "Pacific/Kiritimati",
        "America/St_Johns",
        "Asia/Kathmandu",
        ":Europe/Berlin",
        "EST5EDT,M3.2.0,M11.1.0",
        "UTC",
    ] {
        let shown = printed_in(zone, &mut sandbox.rolecall(&["history", "--limit", "1"]));
        let mut date = sandbox.command("date");
        let expected = printed_in(zone, date.args(["-d", &at, "+%Y-%m-%d %H:%M"]));
        assert!(
            expected.len() > 1 && shown.starts_with(expected.trim_end()),
            "{zone}: {shown} at {at}"
        );
    }
}

#[test]
fn nothing_is_made_in_the_folder_that_a_program_is_started_in() {
    let folder = tempfile::tempdir().unwrap();
    let run = |name: &str, value: &str| {
        let arguments =
            "portal add work --start-url https://d-1234567890.awsapps.com/start --region eu-central-1";
        let mut command = Command::new(program());
        command.env_clear().env(name, value).current_dir(folder.path());
        command.args(arguments.split(' ')).output().unwrap()
    };
    for (name, value) in [
        ("HOME", "."),
        ("HOME", "home"),
        ("ROLECALL_HOME", "home"),
        ("ROLECALL_HOME", "."),
    ] {
        let output = run(name, value);
        assert_eq!(output.status.code(), Some(1), "{name}={value}");
        let said = String::from_utf8(output.stderr).unwrap();
        assert!(said.contains("absolute path"), "{name}={value}: {said}");
        let made = std::fs::read_dir(folder.path()).unwrap().count();
        assert_eq!(made, 0, "{name}={value}");
    }
}
