//! A window manager on a desktop's display, and what a user does with a frame of it: move it, close it.

use crate::programs;
use crate::started::Started;
use crate::test_desktop::TestDesktop;
use crate::wait::{self, TIMEOUT};
use anyhow::{Context as _, Result, ensure};

/// Rolecall's window, as its title says.
const TITLE: &str = "^Rolecall$";

/// Where a window is: x, y, width and height.
pub type WindowRectangle = (i64, i64, i64, i64);

/// A window manager at work.
#[derive(Debug)]
pub struct Openbox<'a> {
    desktop: &'a TestDesktop,
    _program: Started,
}

impl<'a> Openbox<'a> {
    /// Starts one.
    ///
    /// # Errors
    /// When it does not start.
    pub fn start(desktop: &'a TestDesktop) -> Result<Self> {
        let mut command = desktop.command(&programs::tool("openbox", "openbox")?);
        // Its menus and themes are none of the user's.
        command.env("HOME", desktop.outside());
        let program = Started::start("openbox", command, &desktop.logs())?;
        let manager = Self {
            desktop,
            _program: program,
        };
        wait::until_so("the window manager", TIMEOUT, || {
            Ok(manager.xdotool(&["get_desktop"]).is_ok())
        })?;
        Ok(manager)
    }

    /// Waits for the window and returns where it is.
    ///
    /// # Errors
    /// When there is none in time.
    pub fn place(&self) -> Result<WindowRectangle> {
        let id = self.window()?;
        let said = self.xdotool(&["getwindowgeometry", "--shell", &id])?;
        let number = |name: &str| -> Result<i64> {
            let line = said.lines().find_map(|line| line.strip_prefix(name));
            Ok(line.with_context(|| said.clone())?.parse()?)
        };
        Ok((
            number("X=")?,
            number("Y=")?,
            number("WIDTH=")?,
            number("HEIGHT=")?,
        ))
    }

    /// Moves the window and changes its size.
    ///
    /// # Errors
    /// When there is none.
    pub fn put(&self, (x, y, width, height): WindowRectangle) -> Result<()> {
        let id = self.window()?;
        self.xdotool(&[
            "windowsize",
            "--sync",
            &id,
            &width.to_string(),
            &height.to_string(),
        ])?;
        self.xdotool(&["windowmove", "--sync", &id, &x.to_string(), &y.to_string()])?;
        Ok(())
    }

    /// Closes the window by the key of window managers.
    ///
    /// # Errors
    /// When there is none, or it stays.
    pub fn close(&self) -> Result<()> {
        let id = self.window()?;
        self.xdotool(&[
            "windowactivate",
            "--sync",
            &id,
            "key",
            "--clearmodifiers",
            "alt+F4",
        ])?;
        wait::until_so("the window to close", TIMEOUT, || Ok(!self.has_window()))
    }

    /// Tells whether the window is there.
    pub fn has_window(&self) -> bool {
        self.xdotool(&["search", "--onlyvisible", "--name", TITLE])
            .is_ok()
    }

    fn window(&self) -> Result<String> {
        wait::until("the window", TIMEOUT, || {
            let found = self.xdotool(&["search", "--onlyvisible", "--name", TITLE])?;
            Ok(found.lines().next().map(str::to_owned))
        })
    }

    fn xdotool(&self, arguments: &[&str]) -> Result<String> {
        let mut command = self.desktop.command(&programs::tool("xdotool", "xdotool")?);
        let output = command.args(arguments).output()?;
        ensure!(
            output.status.success(),
            "xdotool {}: {}",
            arguments.join(" "),
            String::from_utf8_lossy(&output.stderr)
        );
        Ok(String::from_utf8_lossy(&output.stdout).into_owned())
    }
}
