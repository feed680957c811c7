//! A stage for verbs: a `World` around them, their output caught, their machine made up.

use crate::failure::Failure;
use crate::machine::{Machine, Place, Program, ProgramError};
use crate::surroundings::Surroundings;
use crate::terminal::tests::Caught;
use crate::terminal::{Face, Terminal};
use async_trait::async_trait;
use jiff::tz::TimeZone;
use rolecall::settings::add_portal;
use rolecall_fakes::World;
use rolecall_model::history::{ProcessInfo, Surface};
use rolecall_model::portal::Portal;
use std::ffi::OsString;
use std::future::pending;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};

/// What a command said and how it ended.
#[derive(Debug)]
pub(crate) struct Ran {
    pub(crate) code: u8,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Ran {
    /// Everything, for a snapshot.
    pub(crate) fn shown(&self) -> String {
        format!(
            "exit {}\n--- stdout\n{}--- stderr\n{}",
            self.code, self.out, self.err
        )
    }
}

/// A machine whose programs are only written down.
#[derive(Clone, Default)]
pub(crate) struct MadeUpMachine {
    pub(crate) shell: Option<PathBuf>,
    pub(crate) set: Vec<&'static str>,
    pub(crate) started: Arc<Mutex<Vec<Program>>>,
    pub(crate) no_display: bool,
    pub(crate) program_error: Option<ProgramError>,
    pub(crate) this_program: Option<ProcessInfo>,
    pub(crate) has_user: bool,
    pub(crate) answer: String,
    pub(crate) starts_by_itself: bool,
}

#[async_trait]
impl Machine for MadeUpMachine {
    fn shell(&self) -> Option<PathBuf> {
        self.shell.clone()
    }
    fn has_region(&self) -> bool {
        true
    }

    fn credentials_in_environment(&self) -> Vec<&'static str> {
        self.set.clone()
    }
    fn places(&self) -> Vec<Place> {
        let path = PathBuf::from("/home/ann/.local/state/rolecall");
        vec![
            Place {
                what: "state",
                path: path.clone(),
                trouble: None,
            },
            Place {
                what: "lock files",
                path,
                trouble: Some("others can read it".to_owned()),
            },
        ]
    }
    fn news(&self) -> Vec<String> {
        Vec::new()
    }
    fn become_program(&self, program: &Program) -> Result<u8, ProgramError> {
        self.started.lock().unwrap().push(program.clone());
        self.program_error.clone().map_or(Ok(0), Err)
    }
    fn this_program(&self, name: &str) -> Option<ProcessInfo> {
        self.this_program.clone().map(|program| ProcessInfo {
            name: name.to_owned(),
            ..program
        })
    }
    fn has_user(&self) -> bool {
        self.has_user
    }
    fn read_line(&self) -> String {
        self.answer.clone()
    }
    fn starts_by_itself(&self) -> bool {
        self.starts_by_itself
    }
    fn has_display(&self) -> bool {
        !self.no_display
    }
    fn open_window(&self) -> Result<(), ProgramError> {
        self.program_error.clone().map_or(Ok(()), Err)
    }
    async fn interrupted(&self) {
        pending::<()>().await;
    }
}

/// A program that works in `~/infra`.
pub(crate) fn program(name: &str, pid: u32) -> ProcessInfo {
    ProcessInfo {
        name: name.to_owned(),
        pid,
        started: u64::from(pid) * 10,
        folder: Some("~/infra".to_owned()),
    }
}

/// A world and a machine.
pub(crate) struct Stage {
    pub(crate) world: World,
    pub(crate) machine: MadeUpMachine,
    pub(crate) face: Face,
    remarks: Mutex<Caught>,
}

impl Stage {
    pub(crate) fn new() -> Self {
        Self {
            world: World::new(),
            machine: MadeUpMachine::default(),
            face: Face::default(),
            remarks: Mutex::default(),
        }
    }

    /// Adds the portal `name` with three roles in two accounts for `ann`.
    pub(crate) fn with_portal(&self, name: &str) -> Portal {
        let portal = self.world.portal(name);
        let text = add_portal(&self.world.settings_file.text(), &portal).unwrap();
        self.world.settings_file.set_text(text);
        self.world.aws.assign(
            &portal,
            "ann",
            "111111111111",
            "payments-prod",
            &["Admin", "ReadOnly"],
        );
        self.world
            .aws
            .assign(&portal, "ann", "222222222222", "lab", &["Admin"]);
        portal
    }

    /// A portal, `ann` signed in, the list obtained.
    pub(crate) async fn listed() -> (Self, Portal) {
        let stage = Self::new();
        let portal = stage.with_portal("work");
        stage.world.sign_in(&portal).await;
        assert_eq!(stage.run("rolecall roles").await.code, 0);
        (stage, portal)
    }

    /// Runs a command; its remarks may hold no secret.
    pub(crate) async fn run(&self, line: &str) -> Ran {
        let words: Vec<OsString> = line.split_whitespace().map(OsString::from).collect();
        self.run_words(words).await
    }

    pub(crate) async fn run_words(&self, words: Vec<OsString>) -> Ran {
        let ran = self.run_unwatched(words).await;
        self.world.watch("remarks", &ran.err);
        ran
    }

    /// Returns what the command that runs has remarked so far.
    pub(crate) fn remarks(&self) -> String {
        self.remarks.lock().unwrap().text()
    }

    /// Runs a command that may show a sign-in link.
    pub(crate) async fn run_unwatched(&self, words: Vec<OsString>) -> Ran {
        let (out, err) = (Caught::default(), Caught::default());
        *self.remarks.lock().unwrap() = err.clone();
        let face = self.face;
        let terminal = Terminal::new(Box::new(out.clone()), face, Box::new(err.clone()), face);
        let surroundings = |terminal| Ok::<_, (Terminal, Failure)>(self.surroundings(terminal));
        let code = crate::run(words, terminal, surroundings).await;
        Ran {
            code,
            out: out.text(),
            err: err.text(),
        }
    }

    fn surroundings(&self, terminal: Terminal) -> Surroundings {
        Surroundings {
            ports: self.world.ports().with_actor(Surface::Command),
            terminal,
            machine: Box::new(self.machine.clone()),
            time_zone: TimeZone::UTC,
        }
    }
}

#[tokio::test(start_paused = true)]
async fn help_and_wrong_use() {
    let stage = Stage::new();
    let help = stage.run("rolecall --help").await;
    assert_eq!((help.code, help.err.as_str()), (0, ""));
    insta::assert_snapshot!(help.out);
    insta::assert_snapshot!(stage.run("rolecall exec work/1/2").await.shown());
    insta::assert_snapshot!(stage.run("rolecall rolls").await.shown());
    let hostile = stage
        .run_words(vec!["rolecall".into(), "\u{1b}[2Jx".into()])
        .await;
    assert_eq!(hostile.code, 2);
    assert!(!hostile.err.contains('\u{1b}'), "{}", hostile.err);
}

#[tokio::test(start_paused = true)]
async fn help_is_also_a_verb() {
    let stage = Stage::new();
    for (asked, means) in [("help", "--help"), ("help portal add", "portal add --help")] {
        let help = stage.run(&format!("rolecall {asked}")).await;
        assert_eq!((help.code, help.err.as_str()), (0, ""), "{asked}");
        assert_eq!(
            help.out,
            stage.run(&format!("rolecall {means}")).await.out,
            "{asked}"
        );
    }
}

#[tokio::test(start_paused = true)]
async fn every_verb_has_help() {
    for verb in crate::verb::command().get_subcommands() {
        let stage = Stage::new();
        let help = stage.run(&format!("rolecall {} --help", verb.get_name())).await;
        assert_eq!(help.code, 0, "{}", verb.get_name());
        assert!(help.out.contains("Usage: rolecall"), "{}", help.out);
    }
}

#[tokio::test(start_paused = true)]
async fn alone_it_says_what_comes_next() {
    let stage = Stage::new();
    insta::assert_snapshot!(stage.run("rolecall").await.shown());
    let portal = stage.with_portal("work");
    insta::assert_snapshot!(stage.run("rolecall").await.shown());
    stage.world.sign_in(&portal).await;
    assert_eq!(stage.run("rolecall start work/111111111111/Admin").await.code, 0);
    insta::assert_snapshot!(stage.run("rolecall").await.shown());
}

#[tokio::test(start_paused = true)]
async fn alone_it_shows_the_default_and_what_is_often_used() {
    let (mut stage, _) = Stage::listed().await;
    for line in [
        "rolecall env payments-prod/ReadOnly",
        "rolecall env payments-prod/Admin",
        "rolecall stop --all",
        "rolecall env payments-prod/Admin",
        "rolecall stop --all",
        "rolecall default lab/Admin",
    ] {
        assert_eq!(stage.run(line).await.code, 0, "{line}");
    }
    stage.face = Face {
        is_terminal: true,
        coloured: false,
        width: Some(80),
    };
    insta::assert_snapshot!(stage.run("rolecall").await.shown());
}

#[tokio::test(start_paused = true)]
async fn a_broken_settings_file_is_left_and_named() {
    let stage = Stage::new();
    stage
        .world
        .settings_file
        .set_text("[portal.work]\nregion = 3 4\n");
    let ran = stage.run("rolecall roles").await;
    assert_eq!(ran.code, 1);
    assert_eq!(ran.err.matches("line 2").count(), 1, "{}", ran.err);
    let ran = stage.run("rolecall doctor").await;
    assert_eq!(ran.code, 1);
    assert_eq!(ran.out.matches("line 2").count(), 1, "{}", ran.out);
    assert_eq!(
        stage.run("rolecall default work/111111111111/Admin").await.code,
        1
    );
    assert_eq!(stage.world.settings_file.text(), "[portal.work]\nregion = 3 4\n");
}
