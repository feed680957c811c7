//! Runs verbs in tests: with the fakes of a `World`, captured output and a fake machine.

mod defined_roles;
mod time_limit;

use crate::context::Context;
use crate::failure::Failure;
use crate::machine::{
    EditedDraft, Machine, PathKind, PathProblem, PathReport, ProgramError, ProgramSpec, StartedProgram,
};
use crate::terminal::tests::CapturedOutput;
use crate::terminal::{StreamCaps, Terminal};
use async_trait::async_trait;
use jiff::tz::TimeZone;
use rolecall::profiles::SharedFileTexts;
use rolecall::settings::add_portal;
use rolecall_fakes::{FakeRunningDesktop, World};
use rolecall_model::history::{ProcessInfo, Surface};
use rolecall_model::portal::Portal;
use rolecall_model::secret::RoleSecret;
use std::collections::HashMap;
use std::ffi::{OsStr, OsString};
use std::future::pending;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

/// The output and the exit code of a command.
#[derive(Debug)]
pub(crate) struct CommandOutput {
    pub(crate) code: u8,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl CommandOutput {
    /// Returns everything, for a snapshot.
    pub(crate) fn shown(&self) -> String {
        format!(
            "exit {}\n--- stdout\n{}--- stderr\n{}",
            self.code, self.out, self.err
        )
    }
}

/// A machine that only records the programs to run.
#[derive(Clone, Default)]
pub(crate) struct FakeMachine {
    pub(crate) shell: Option<PathBuf>,
    pub(crate) variables: HashMap<&'static str, &'static str>,
    pub(crate) credential_variables: Vec<&'static str>,
    pub(crate) started: Arc<Mutex<Vec<ProgramSpec>>>,
    pub(crate) no_display: bool,
    pub(crate) program_error: Option<ProgramError>,
    /// The window that is started.
    pub(crate) window: FakeWindow,
    pub(crate) current_process: Option<ProcessInfo>,
    /// What the user replies to a question; `None` without a terminal.
    pub(crate) reply: Option<String>,
    /// The questions that the user was asked.
    pub(crate) questions: Arc<Mutex<Vec<String>>>,
    /// What the user pastes.
    pub(crate) pasted: Arc<Mutex<Option<String>>>,
    pub(crate) starts_at_login: bool,
    pub(crate) editor: Option<FakeEditor>,
    /// The files that AWS tools share.
    pub(crate) shared_files: SharedFileTexts,
    /// The shared files that were replaced, with their texts.
    pub(crate) replaced_files: Arc<Mutex<Vec<(PathBuf, String)>>>,
    /// What the user enters where it is not shown, or gives on standard input.
    pub(crate) secret: Option<String>,
    /// The user's files.
    pub(crate) files: HashMap<PathBuf, &'static str>,
    /// The paths of the edited texts that were not removed.
    pub(crate) drafts: Arc<Mutex<Vec<PathBuf>>>,
}

/// A window that starts, and is there after so many looks at it, or ends for this reason.
#[derive(Clone, Default)]
pub(crate) struct FakeWindow {
    pub(crate) looks: usize,
    pub(crate) reason: Option<&'static str>,
    /// What is there then.
    pub(crate) desktop: Arc<FakeRunningDesktop>,
}

impl StartedProgram for FakeWindow {
    fn ended(&mut self) -> Option<String> {
        if let Some(left) = self.looks.checked_sub(1) {
            self.looks = left;
            return None;
        }
        if self.reason.is_none() {
            self.desktop.set_running(true);
        }
        self.reason.map(ToOwned::to_owned)
    }
}

/// What the user makes of a text, or that it cannot be read.
pub(crate) type FakeEditor = Arc<dyn Fn(&str) -> Result<String, String> + Send + Sync>;

#[async_trait]
impl Machine for FakeMachine {
    fn shell(&self) -> Option<PathBuf> {
        self.shell.clone()
    }
    fn editor(&self) -> Option<OsString> {
        self.editor.as_ref().map(|_| "vi".into())
    }
    async fn edit_draft(&self, _editor: &OsStr, text: &str) -> Result<EditedDraft, ProgramError> {
        let path = PathBuf::from("/home/ann/.config/rolecall/settings-draft-1.toml");
        self.drafts.lock().unwrap().push(path.clone());
        let edited = self.editor.as_ref().map(|edit| edit(text));
        Ok(EditedDraft {
            path,
            text: edited.unwrap_or_else(|| Ok(text.to_owned())),
            editor_succeeded: self.program_error.is_none(),
        })
    }
    fn remove_draft(&self, path: &Path) {
        self.drafts.lock().unwrap().retain(|draft| draft != path);
    }
    fn read_text(&self, path: &Path) -> Result<String, String> {
        let text = self.files.get(path);
        text.map(|text| (*text).to_owned())
            .ok_or_else(|| "no such file".to_owned())
    }
    fn read_shared_files(&self) -> Result<SharedFileTexts, (PathBuf, String)> {
        Ok(self.shared_files.clone())
    }
    fn replace_shared_file(&self, path: &Path, before: &str, after: &str) -> Result<PathBuf, String> {
        let files = [&self.shared_files.config, &self.shared_files.credentials];
        assert!(
            files.iter().any(|(file, text)| file == path && text == before),
            "it is as it was read"
        );
        let mut replaced = self.replaced_files.lock().unwrap();
        replaced.push((path.to_owned(), after.to_owned()));
        Ok(path.with_extension("backup"))
    }
    fn variable(&self, name: &str) -> Option<String> {
        self.variables.get(name).map(|value| (*value).to_owned())
    }

    fn credential_variables_set(&self) -> Vec<&'static str> {
        self.credential_variables.clone()
    }
    fn check_paths(&self) -> Vec<PathReport> {
        let path = PathBuf::from("/home/ann/.local/state/rolecall");
        vec![
            PathReport {
                kind: PathKind::StateDatabase,
                path: path.clone(),
                problem: None,
            },
            PathReport {
                kind: PathKind::LockFiles,
                path,
                problem: Some(PathProblem::Open { mode: 0o755 }),
            },
        ]
    }
    fn take_warnings(&self) -> Vec<String> {
        Vec::new()
    }
    fn exec_into(&self, program: &ProgramSpec) -> Result<u8, ProgramError> {
        self.started.lock().unwrap().push(program.clone());
        self.program_error.clone().map_or(Ok(0), Err)
    }
    fn current_process_as(&self, program_name: &str) -> Option<ProcessInfo> {
        self.current_process.clone().map(|program| ProcessInfo {
            name: program_name.to_owned(),
            ..program
        })
    }
    fn ask(&self, question: &str) -> Option<String> {
        let reply = self.reply.clone()?;
        self.questions.lock().unwrap().push(question.to_owned());
        Some(reply)
    }
    async fn ask_at_once(&self, question: &str) -> Option<String> {
        self.ask(question)
    }
    fn read_secret(&self, question: &str) -> Option<RoleSecret> {
        self.questions.lock().unwrap().push(question.to_owned());
        self.secret.clone().map(RoleSecret::from_exposed)
    }
    fn pasted(&self, request: &str) -> Result<RoleSecret, String> {
        self.questions.lock().unwrap().push(request.to_owned());
        let pasted = self.pasted.lock().unwrap().clone();
        pasted
            .map(RoleSecret::from_exposed)
            .ok_or_else(|| "closed".to_owned())
    }
    fn starts_at_login(&self) -> bool {
        self.starts_at_login
    }
    fn has_display(&self) -> bool {
        !self.no_display
    }
    fn open_window(&self) -> Result<Box<dyn StartedProgram>, ProgramError> {
        match self.program_error.clone() {
            Some(error) => Err(error),
            None => Ok(Box::new(self.window.clone())),
        }
    }
    async fn wait_for_interrupt(&self) {
        pending::<()>().await;
    }
}

/// Returns a program whose working folder is `~/infra`.
pub(crate) fn program(name: &str, pid: u32) -> ProcessInfo {
    ProcessInfo {
        name: name.to_owned(),
        pid,
        started: u64::from(pid) * 10,
        folder: Some("~/infra".to_owned()),
    }
}

/// The command with a world of fakes and a fake machine.
pub(crate) struct TestCli {
    pub(crate) world: World,
    pub(crate) machine: FakeMachine,
    pub(crate) caps: StreamCaps,
    stderr: Mutex<CapturedOutput>,
}

impl TestCli {
    pub(crate) fn new() -> Self {
        Self {
            world: World::new(),
            machine: FakeMachine::default(),
            caps: StreamCaps::default(),
            stderr: Mutex::default(),
        }
    }

    /// Puts the keys before the settings, and the tables after them.
    pub(crate) fn add_settings(&self, keys: &str, tables: &str) {
        let text = self.world.settings_file.text();
        self.world
            .settings_file
            .set_text(format!("{keys}\n{text}\n{tables}\n"));
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

    /// Returns one with a portal where `ann` is signed in and whose list is cached.
    pub(crate) async fn listed() -> (Self, Portal) {
        let cli = Self::new();
        let portal = cli.with_portal("work");
        cli.world.sign_in(&portal).await;
        assert_eq!(cli.run("rolecall roles").await.code, 0);
        (cli, portal)
    }

    /// Runs a command, whose standard error must contain no secrets.
    pub(crate) async fn run(&self, line: &str) -> CommandOutput {
        let arguments: Vec<OsString> = line.split_whitespace().map(OsString::from).collect();
        self.run_arguments(arguments).await
    }

    pub(crate) async fn run_arguments(&self, arguments: Vec<OsString>) -> CommandOutput {
        let output = self.run_unwatched(arguments).await;
        self.world.watch("standard error", &output.err);
        output
    }

    /// Returns the standard error of the running command so far.
    pub(crate) fn stderr(&self) -> String {
        self.stderr.lock().unwrap().text()
    }

    /// Runs a command that may print a sign-in link on standard error.
    pub(crate) async fn run_unwatched(&self, arguments: Vec<OsString>) -> CommandOutput {
        let (out, err) = (CapturedOutput::default(), CapturedOutput::default());
        *self.stderr.lock().unwrap() = err.clone();
        let caps = self.caps;
        let terminal = Terminal::new(Box::new(out.clone()), caps, Box::new(err.clone()), caps);
        let make_context = |terminal| Ok::<_, (Terminal, Failure)>(self.context(terminal));
        let code = crate::run(arguments, terminal, make_context).await;
        CommandOutput {
            code,
            out: out.text(),
            err: err.text(),
        }
    }

    fn context(&self, terminal: Terminal) -> Context {
        Context {
            ports: self.world.ports().with_actor(Surface::Command),
            terminal,
            machine: Arc::new(self.machine.clone()),
            time_zone: TimeZone::UTC,
        }
    }
}

#[tokio::test(start_paused = true)]
async fn help_and_invalid_usage() {
    let cli = TestCli::new();
    let help = cli.run("rolecall --help").await;
    assert_eq!((help.code, help.err.as_str()), (0, ""));
    insta::assert_snapshot!(help.out);
    insta::assert_snapshot!(cli.run("rolecall exec work/1/2").await.shown());
    insta::assert_snapshot!(cli.run("rolecall rolls").await.shown());
    let hostile = cli
        .run_arguments(vec!["rolecall".into(), "\u{1b}[2Jx".into()])
        .await;
    assert_eq!(hostile.code, 2);
    assert!(!hostile.err.contains('\u{1b}'), "{}", hostile.err);
}

#[tokio::test(start_paused = true)]
async fn help_is_also_a_verb() {
    let cli = TestCli::new();
    for (verb, option) in [("help", "--help"), ("help portal add", "portal add --help")] {
        let help = cli.run(&format!("rolecall {verb}")).await;
        assert_eq!((help.code, help.err.as_str()), (0, ""), "{verb}");
        assert_eq!(
            help.out,
            cli.run(&format!("rolecall {option}")).await.out,
            "{verb}"
        );
    }
}

#[tokio::test(start_paused = true)]
async fn every_verb_has_help() {
    for verb in crate::verb::command().get_subcommands() {
        let cli = TestCli::new();
        let help = cli.run(&format!("rolecall {} --help", verb.get_name())).await;
        assert_eq!(help.code, 0, "{}", verb.get_name());
        assert!(help.out.contains("Usage: rolecall"), "{}", help.out);
    }
}

#[tokio::test(start_paused = true)]
async fn without_a_verb_it_suggests_next_commands() {
    let cli = TestCli::new();
    insta::assert_snapshot!(cli.run("rolecall").await.shown());
    let portal = cli.with_portal("work");
    insta::assert_snapshot!(cli.run("rolecall").await.shown());
    cli.world.sign_in(&portal).await;
    assert_eq!(cli.run("rolecall start work/111111111111/Admin").await.code, 0);
    insta::assert_snapshot!(cli.run("rolecall").await.shown());
}

#[tokio::test(start_paused = true)]
async fn without_a_verb_it_shows_the_default_and_frequently_used_roles() {
    let (mut cli, _) = TestCli::listed().await;
    for line in [
        "rolecall env payments-prod/ReadOnly",
        "rolecall env payments-prod/Admin",
        "rolecall stop --all",
        "rolecall env payments-prod/Admin",
        "rolecall stop --all",
        "rolecall default lab/Admin",
    ] {
        assert_eq!(cli.run(line).await.code, 0, "{line}");
    }
    cli.caps = StreamCaps {
        is_terminal: true,
        takes_escapes: true,
        use_colour: false,
        width: Some(80),
    };
    insta::assert_snapshot!(cli.run("rolecall").await.shown());
}

#[tokio::test(start_paused = true)]
async fn an_invalid_settings_file_is_reported_and_left_unchanged() {
    let cli = TestCli::new();
    cli.world.settings_file.set_text("[portal.work]\nregion = 3 4\n");
    let ran = cli.run("rolecall roles").await;
    assert_eq!(ran.code, 1);
    assert_eq!(ran.err.matches("line 2").count(), 1, "{}", ran.err);
    let ran = cli.run("rolecall doctor").await;
    assert_eq!(ran.code, 1);
    assert_eq!(ran.out.matches("line 2").count(), 1, "{}", ran.out);
    assert_eq!(cli.run("rolecall default work/111111111111/Admin").await.code, 1);
    assert_eq!(cli.world.settings_file.text(), "[portal.work]\nregion = 3 4\n");
}
