//! A program that was started, with its output in a file; it and all it started end when this is dropped.

use crate::processes;
use crate::wait::{self, TIMEOUT};
use anyhow::{Context as _, Result, bail};
use rustix::process::{Pid, Signal, kill_process};
use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

/// A program at work.
#[derive(Debug)]
pub struct Started {
    name: String,
    child: Child,
    output: PathBuf,
    errors: PathBuf,
}

impl Started {
    /// Starts `command` as `name`; its output goes to files in `logs`.
    ///
    /// # Errors
    /// When it cannot be started.
    pub fn start(name: &str, command: Command, logs: &Path) -> Result<Self> {
        Self::start_reading(name, command, logs, Stdio::null())
    }

    /// As [`Self::start`], with `input` as its standard input.
    ///
    /// # Errors
    /// As [`Self::start`].
    pub fn start_with_input(name: &str, command: Command, logs: &Path, input: &str) -> Result<Self> {
        let file = logs.join(format!("{name}.in"));
        std::fs::write(&file, input)?;
        Self::start_reading(name, command, logs, File::open(&file)?.into())
    }

    fn start_reading(name: &str, mut command: Command, logs: &Path, input: Stdio) -> Result<Self> {
        let output = logs.join(format!("{name}.out"));
        let errors = logs.join(format!("{name}.err"));
        command
            .stdin(input)
            .stdout(File::create(&output)?)
            .stderr(File::create(&errors)?);
        let child = command.spawn();
        let child = child.with_context(|| format!("{name} cannot be started"))?;
        Ok(Self {
            name: name.to_owned(),
            child,
            output,
            errors,
        })
    }

    /// Returns its process id.
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// Waits until it printed a line that `wanted` takes.
    ///
    /// # Errors
    /// When it ended or took too long.
    pub fn line<T>(&mut self, wanted: impl Fn(&str) -> Option<T>) -> Result<T> {
        let what = format!("a line of {}", self.name);
        let found = wait::until(&what, TIMEOUT, || {
            let printed = std::fs::read_to_string(&self.output)?;
            let complete = printed.rfind('\n').map_or("", |end| &printed[..end]);
            let found = complete.lines().find_map(&wanted);
            match self.child.try_wait()? {
                Some(status) if found.is_none() => Ok(Some(Err(status))),
                _ => Ok(found.map(Ok)),
            }
        });
        match found {
            Ok(Ok(found)) => Ok(found),
            Ok(Err(status)) => bail!("{} ended ({status}): {}", self.name, self.diagnostics()),
            Err(error) => Err(error.context(self.diagnostics())),
        }
    }

    /// Waits until it ends, and returns its exit code; nothing when a signal ended it.
    ///
    /// # Errors
    /// When it takes longer than `timeout`.
    pub fn ended(&mut self, timeout: Duration) -> Result<Option<i32>> {
        let what = format!("the end of {}", self.name);
        let status = wait::until(&what, timeout, || Ok(self.child.try_wait()?));
        Ok(status.with_context(|| self.diagnostics())?.code())
    }

    /// Tells whether it ended by now.
    ///
    /// # Errors
    /// When the system does not tell.
    pub fn has_ended(&mut self) -> Result<bool> {
        Ok(self.child.try_wait()?.is_some())
    }

    /// Returns what it printed so far.
    pub fn printed(&self) -> String {
        read(&self.output)
    }

    /// Returns what it complained of so far.
    pub fn diagnostics(&self) -> String {
        read(&self.errors)
    }

    /// Sends it alone a signal.
    ///
    /// # Errors
    /// When it is gone.
    pub fn signal(&self, signal: Signal) -> Result<()> {
        kill_process(self.pid()?, signal).with_context(|| format!("{} is gone", self.name))
    }

    fn pid(&self) -> Result<Pid> {
        let id = i32::try_from(self.child.id())?;
        Pid::from_raw(id).context("a process id is not 0")
    }
}

impl Drop for Started {
    fn drop(&mut self) {
        processes::family(self.child.id())
            .into_iter()
            .for_each(processes::kill);
        drop(self.child.wait());
    }
}

fn read(file: &Path) -> String {
    String::from_utf8_lossy(&std::fs::read(file).unwrap_or_default()).into_owned()
}
