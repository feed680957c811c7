//! The manual pages: one for each program, and one for each verb of the command. Their text is what `--help` prints.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::Result;
use serde_json::{Map, Value, json};

use super::{PROGRAMS, Release};
use crate::checkout::Checkout;
use crate::command::{self, SplitArgs as _};

/// Writes the pages and returns where each goes.
///
/// # Errors
/// When a program does not print its help.
pub(super) fn write(checkout: &Checkout, stage: &Path, release: &Release) -> Result<Map<String, Value>> {
    let command = checkout.program("release", "rolecall");
    let help = command::output(command::program(&command, &checkout.root).split_args("--help"))?;
    let verbs = verbs(&help);
    let pages: Vec<String> = verbs
        .iter()
        .map(|(verb, _)| format!(".BR {} (1)", page_name(verb).replace('-', "\\-")))
        .collect();
    let see_also = stage.join("see-also");
    fs::write(&see_also, format!("[see also]\n{}\n", pages.join(",\n")))?;
    let mut files = Map::new();
    for (name, _, summary) in PROGRAMS {
        let mut page = help2man(checkout, release, summary);
        if name == "rolecall" {
            page.arg("--include").arg(&see_also);
        }
        page.arg(checkout.program("release", name));
        add(stage, &mut files, name, page)?;
    }
    for (verb, summary) in verbs {
        let mut page = help2man(checkout, release, &summary);
        page.arg(script(stage, &command, &verb)?);
        add(stage, &mut files, &page_name(&verb), page)?;
    }
    Ok(files)
}

/// Writes a program of the page's name that calls the command with `verb`: the page is named after what it is made from.
fn script(stage: &Path, command: &Path, verb: &str) -> Result<PathBuf> {
    let script = stage.join(page_name(verb));
    fs::write(
        &script,
        format!("#!/bin/sh\nexec '{}' {verb} \"$@\"\n", command.display()),
    )?;
    command::restrict_to_owner(&script)?;
    Ok(script)
}

fn help2man(checkout: &Checkout, release: &Release, summary: &str) -> std::process::Command {
    let mut page = command::program("help2man", &checkout.root).split_args("--no-info --section=1");
    page.arg(format!("--name={summary}"))
        .arg(format!("--version-string={}", release.version))
        // The text is as wide as this; the manual's reader breaks it again.
        .env("COLUMNS", "200");
    page
}

fn add(stage: &Path, files: &mut Map<String, Value>, name: &str, page: std::process::Command) -> Result<()> {
    let file = stage.join(format!("{name}.1"));
    fs::write(&file, command::output(page)?)?;
    let mut pack = command::program("gzip", stage).split_args("-9 --no-name");
    pack.arg(&file);
    command::output(pack)?;
    files.insert(
        format!("/usr/share/man/man1/{name}.1.gz"),
        json!(stage.join(format!("{name}.1.gz"))),
    );
    Ok(())
}

fn page_name(verb: &str) -> String {
    format!("rolecall-{verb}")
}

/// Reads the verbs and what each does out of the command's help.
fn verbs(help: &str) -> Vec<(String, String)> {
    let listed = help
        .lines()
        .skip_while(|line| *line != "Commands:")
        .skip(1)
        .take_while(|line| !line.is_empty());
    let mut verbs: Vec<(String, String)> = Vec::new();
    for line in listed {
        match (line.trim_start().split_once("  "), verbs.last_mut()) {
            (Some((verb, summary)), _) if line.starts_with("  ") && !line.starts_with("   ") => {
                verbs.push((verb.to_owned(), summary.trim().to_owned()));
            }
            (_, Some((_, summary))) => {
                summary.push(' ');
                summary.push_str(line.trim());
            }
            _ => {}
        }
    }
    // `rolecall app` opens a program that has a page of that name.
    let is_program = |verb: &str| PROGRAMS.iter().any(|(name, ..)| *name == page_name(verb));
    verbs.retain(|(verb, _)| verb != "help" && !is_program(verb));
    verbs
}

#[cfg(test)]
mod tests {
    use super::verbs;

    #[test]
    fn verbs_are_read_with_a_summary_of_two_lines() {
        let help = "Signs you in.\n\nUsage: rolecall\n\nCommands:\n  sign-in   Sign in\n  sign-out  Sign out: erase it and\n            \
                    revoke it\n  app       Open\n  help      Print this\n\nOptions:\n  -h  Print help\n";
        let expected = [
            ("sign-in".to_owned(), "Sign in".to_owned()),
            (
                "sign-out".to_owned(),
                "Sign out: erase it and revoke it".to_owned(),
            ),
        ];
        assert_eq!(verbs(help), expected);
    }
}
