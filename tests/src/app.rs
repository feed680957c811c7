//! The desktop app in the tray, without a WebDriver: started hidden, asked over D-Bus, killed at any moment.

use crate::processes;
use crate::programs;
use crate::started::Started;
use crate::test_desktop::TestDesktop;
use crate::wait::{self, TIMEOUT};
use anyhow::{Context as _, Result};
use rustix::process::Signal;
use std::fs;
use std::os::unix::net::UnixStream;
use std::process::Command;
use std::time::{SystemTime, UNIX_EPOCH};

/// From a moment on, time goes so many times as fast, for the app and for the emulator alike.
#[derive(Clone, Copy, Debug)]
pub struct Pace {
    from_millisecond: u64,
    times: u64,
}

impl Pace {
    /// Lets time go `times` as fast from now on.
    ///
    /// # Errors
    /// When this machine's clock is before 1970.
    pub fn from_now(times: u64) -> Result<Self> {
        let from_millisecond = machine_millisecond()?;
        Ok(Self {
            from_millisecond,
            times,
        })
    }

    /// Returns the time by the fast clock, in milliseconds since 1970.
    ///
    /// # Errors
    /// When this machine's clock is before 1970.
    pub fn now(&self) -> Result<u64> {
        let passed = machine_millisecond()?.saturating_sub(self.from_millisecond);
        Ok(self.from_millisecond + passed * self.times)
    }

    /// Returns how many hours went by on the fast clock.
    ///
    /// # Errors
    /// When this machine's clock is before 1970.
    pub fn hours(&self) -> Result<u64> {
        Ok((self.now()? - self.from_millisecond) / 3_600_000)
    }

    /// Lets the emulator go at this pace, too.
    ///
    /// # Errors
    /// When it refuses.
    pub fn set_in(&self, emulator: &crate::Emulator) -> Result<()> {
        let pace =
            serde_json::json!({"pace": {"from_millisecond": self.from_millisecond, "times": self.times}});
        emulator.control("POST /clock", Some(&pace)).map(drop)
    }
}

fn machine_millisecond() -> Result<u64> {
    let now = SystemTime::now().duration_since(UNIX_EPOCH)?;
    Ok(u64::try_from(now.as_millis())?)
}

/// The app. Dropping it kills it.
#[derive(Debug)]
pub struct App {
    program: Started,
}

impl App {
    /// Starts it without a window.
    ///
    /// # Errors
    /// When it cannot be started.
    pub fn hidden(desktop: &TestDesktop) -> Result<Self> {
        Self::start(desktop, &["--hidden"], |_| {})
    }

    /// Starts it without a window, at a pace.
    ///
    /// # Errors
    /// When it cannot be started.
    pub fn paced(desktop: &TestDesktop, pace: Pace) -> Result<Self> {
        Self::paced_with(desktop, pace, &[])
    }

    /// As [`Self::paced`], with variables of its environment.
    ///
    /// # Errors
    /// As [`Self::paced`].
    pub fn paced_with(desktop: &TestDesktop, pace: Pace, variables: &[(&str, &str)]) -> Result<Self> {
        Self::start(desktop, &["--hidden"], |command| {
            command.envs(variables.iter().copied());
            command.env(
                "ROLECALL_PACE",
                format!("{}:{}", pace.from_millisecond, pace.times),
            );
        })
    }

    /// Starts it with `arguments` and changes to its environment.
    ///
    /// # Errors
    /// When it cannot be started.
    pub fn start(desktop: &TestDesktop, arguments: &[&str], change: impl Fn(&mut Command)) -> Result<Self> {
        let mut command = desktop.command(&programs::product("rolecall-app")?);
        // Without a graphics card this paints sooner.
        command.args(arguments).env("WEBKIT_DISABLE_DMABUF_RENDERER", "1");
        // What a test does not ask of a library it does not say.
        command.env("RUST_LOG", "info");
        change(&mut command);
        let name = desktop.next_name("app");
        Ok(Self {
            program: Started::start(&name, command, &desktop.logs())?,
        })
    }

    /// Returns its process id.
    pub fn id(&self) -> u32 {
        self.program.id()
    }

    /// Returns what it complained of so far.
    pub fn diagnostics(&self) -> String {
        self.program.diagnostics()
    }

    /// Waits until it listens to other programs of Rolecall.
    ///
    /// # Errors
    /// When it does not in time.
    pub fn listens(&self, desktop: &TestDesktop) -> Result<()> {
        let socket = desktop.run().join("rolecall/desktop.sock");
        let listens = || Ok(UnixStream::connect(&socket).is_ok());
        wait::until_so("the app", TIMEOUT, listens).with_context(|| self.diagnostics())
    }

    /// Waits until it has a page, or none.
    ///
    /// # Errors
    /// When that does not come.
    pub fn has_page(&self, there: bool) -> Result<()> {
        let what = if there { "the page" } else { "the end of the page" };
        wait::until_so(what, TIMEOUT, || {
            Ok(processes::named(self.id(), "WebKitWebProcess").is_empty() != there)
        })
        .with_context(|| self.diagnostics())
    }

    /// Waits for its end and returns its exit code.
    ///
    /// # Errors
    /// When it continues.
    pub fn ended(&mut self) -> Result<Option<i32>> {
        self.program.ended(TIMEOUT)
    }

    /// Tells whether it ended by now.
    ///
    /// # Errors
    /// When the system does not tell.
    pub fn has_ended(&mut self) -> Result<bool> {
        self.program.has_ended()
    }

    /// Sends it a signal.
    ///
    /// # Errors
    /// When it is gone.
    pub fn signal(&self, signal: Signal) -> Result<()> {
        self.program.signal(signal)
    }

    /// Kills it and waits for its end.
    ///
    /// # Errors
    /// When it is gone already.
    pub fn kill(mut self) -> Result<()> {
        self.program.signal(Signal::KILL)?;
        self.program.ended(TIMEOUT).map(drop)
    }

    /// Returns the time that it has worked so far, in hundredths of a second.
    ///
    /// # Errors
    /// When it is gone.
    pub fn worked(&self) -> Result<u64> {
        let stat = fs::read_to_string(format!("/proc/{}/stat", self.id()))?;
        let (_, after) = stat.rsplit_once(')').context("a name in parentheses")?;
        let numbers: Vec<&str> = after.split_whitespace().collect();
        let number = |at: usize| -> Result<u64> { Ok(numbers.get(at).context("a number")?.parse()?) };
        Ok(number(11)? + number(12)?)
    }

    /// Returns how often its threads woke up so far.
    ///
    /// # Errors
    /// When it is gone.
    pub fn wakes(&self) -> Result<u64> {
        let mut all = 0;
        for thread in fs::read_dir(format!("/proc/{}/task", self.id()))? {
            let text = fs::read_to_string(thread?.path().join("status"))?;
            let line = text
                .lines()
                .find(|line| line.starts_with("voluntary_ctxt_switches"));
            let number = line.and_then(|line| line.split_whitespace().nth(1));
            all += number.context("a number of switches")?.parse::<u64>()?;
        }
        Ok(all)
    }
}
