//! The shells, each in a directory of its own where every stray file is noticed.

use rolecall::export::ExportFormat;
use std::collections::BTreeMap;
use std::fmt::Write;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::{Command, Stdio};
use tempfile::TempDir;

/// A shell that must be installed.
pub(crate) struct Shell {
    /// Its program.
    pub(crate) program: &'static str,
    /// What it is told so that it reads no start-up file.
    plain: &'static [&'static str],
    /// What is exported for it.
    pub(crate) format: ExportFormat,
    /// How its users read an export from the file `$1`.
    reads: fn(&str) -> String,
}

fn eval(file: &str) -> String {
    format!("eval \"$(cat {file})\"")
}

/// The shells of Debian that an export is made for.
pub(crate) const SHELLS: &[Shell] = &[
    Shell {
        program: "bash",
        plain: &["--norc", "--noprofile"],
        format: ExportFormat::Bash,
        reads: eval,
    },
    Shell {
        program: "zsh",
        plain: &["-f"],
        format: ExportFormat::Zsh,
        reads: eval,
    },
    Shell {
        program: "dash",
        plain: &[],
        format: ExportFormat::Posix,
        reads: eval,
    },
    Shell {
        program: "ksh",
        plain: &[],
        format: ExportFormat::Posix,
        reads: eval,
    },
    Shell {
        program: "fish",
        plain: &["--no-config"],
        format: ExportFormat::Fish,
        reads: |file| format!("cat {file} | source"),
    },
];

/// What came of a batch.
pub(crate) struct Run {
    /// The environment that a program started after each text saw.
    pub(crate) environments: Vec<BTreeMap<String, Vec<u8>>>,
    /// Files that nobody asked for.
    pub(crate) side_effects: Vec<String>,
}

impl Shell {
    /// Lets one process of the shell read each text in turn, and start a program after each.
    pub(crate) fn evaluates(&self, locale: &str, texts: &[String]) -> Run {
        let place = tempfile::tempdir().unwrap();
        let mut batch = String::new();
        for (at, text) in texts.iter().enumerate() {
            fs::write(place.path().join(format!("in{at}")), text).unwrap();
            writeln!(batch, "{}\nenv -0 > out{at}", (self.reads)(&format!("in{at}"))).unwrap();
        }
        self.start(place.path(), locale, &batch);
        let environments = (0..texts.len())
            .map(|at| environment_in(&place.path().join(format!("out{at}"))))
            .collect();
        let known = |name: &str| name.starts_with("in") || name.starts_with("out");
        Run {
            environments,
            side_effects: strays(&place, known),
        }
    }

    /// Lets the shell run each command, `rolecall` being a program that notes its arguments; returns those and stray files.
    pub(crate) fn runs(&self, commands: &[String]) -> (Vec<Vec<String>>, Vec<String>) {
        let place = tempfile::tempdir().unwrap();
        let note = "#!/bin/sh\nprintf '%s\\0' \"$@\" >> arguments\nprintf '\\0' >> arguments\n";
        let program = place.path().join("rolecall");
        fs::write(&program, note).unwrap();
        fs::set_permissions(&program, fs::Permissions::from_mode(0o755)).unwrap();
        self.start(place.path(), "C.UTF-8", &(commands.join("\n") + "\n"));
        let noted = String::from_utf8(fs::read(place.path().join("arguments")).unwrap()).unwrap();
        let calls = noted.strip_suffix("\0\0").unwrap_or(&noted).split("\0\0");
        let arguments = calls
            .map(|call| call.split('\0').map(str::to_owned).collect())
            .collect();
        (
            arguments,
            strays(&place, |name| matches!(name, "arguments" | "rolecall")),
        )
    }

    fn start(&self, place: &Path, locale: &str, batch: &str) {
        fs::write(place.join("batch"), batch).unwrap();
        let started = Command::new(self.program)
            .args(self.plain)
            .arg("./batch")
            .current_dir(place)
            .env_clear()
            .env("PATH", format!("{}:/usr/bin:/bin", place.display()))
            .env("HOME", place)
            .env("LC_ALL", locale)
            .envs(["AWS_PROFILE", "AWS_DEFAULT_PROFILE", "AWS_SECURITY_TOKEN"].map(|name| (name, "stale")))
            // Of an earlier export to an emulator.
            .envs(["AWS_ENDPOINT_URL", "ROLECALL_AWS_ENDPOINT_URL"].map(|name| (name, "http://127.0.0.1:1")))
            .stdin(Stdio::null())
            .output();
        if let Err(error) = started {
            panic!(
                "{} could not be started ({error}). It must be installed: `cargo xtask test` does that",
                self.program
            );
        }
    }
}

fn environment_in(file: &Path) -> BTreeMap<String, Vec<u8>> {
    let bytes = fs::read(file).unwrap_or_default();
    let pairs = bytes.split(|byte| *byte == 0).filter_map(|pair| {
        let at = pair.iter().position(|byte| *byte == b'=')?;
        Some((
            String::from_utf8(pair[..at].to_vec()).ok()?,
            pair[at + 1..].to_vec(),
        ))
    });
    pairs.collect()
}

/// Names that are in `place` beside what belongs there; shells may keep their own things in dot files of their home.
fn strays(place: &TempDir, belongs: impl Fn(&str) -> bool) -> Vec<String> {
    let names = fs::read_dir(place.path())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned());
    names
        .filter(|name| {
            name != "batch" && !matches!(name.as_str(), ".config" | ".local" | ".cache") && !belongs(name)
        })
        .collect()
}
