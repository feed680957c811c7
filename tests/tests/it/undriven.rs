//! The window as it is shipped, which no WebDriver drives: what it leaves on the disk, and what a crash leaves.

use anyhow::{Result, ensure};
use journeys::wait::{self, TIMEOUT};
use journeys::{TestDesktop, leaks, processes, programs};
use rustix::process::Signal;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

const TARGET: &str = "work/018734562290/AdministratorAccess";

#[test]
fn it_keeps_nothing_of_the_web_and_a_crash_leaves_nothing() -> Result<()> {
    let (desktop, emulator) = crate::steps::signed_in_desktop()?;
    desktop.rolecall(&["start", TARGET])?.done()?;
    let mut command = desktop.command(&programs::tool("sh", "dash")?);
    command
        .args(["-c", "umask 000; ulimit -c unlimited; exec \"$0\""])
        .arg(programs::product("rolecall-app")?);
    let app = desktop.begin_command(command)?;
    let id = app.program().id();
    wait::until_so("the page", TIMEOUT, || {
        Ok(processes::named(id, "WebKitWebProcess").len() == 1)
    })?;
    wait::until_so("the list", TIMEOUT, || {
        Ok(emulator.calls("ListAccounts")? > 0 && paints(&desktop)?)
    })?;
    let of_web: Vec<PathBuf> = TestDesktop::modes(&desktop.home())?
        .into_iter()
        .map(|(file, _)| file)
        .filter(|file| is_of_web(file))
        .collect();
    ensure!(of_web.is_empty(), "the web view keeps {of_web:?}");
    wait::until_so("the end of the app", TIMEOUT, || {
        Ok(app.program().signal(Signal::SEGV).is_err() || processes::arguments(id).is_empty())
    })?;
    app.finish()?;
    let open: Vec<_> = TestDesktop::modes(&desktop.home())?
        .into_iter()
        .filter(|(_, mode)| mode & 0o077 != 0)
        .collect();
    ensure!(open.is_empty(), "others may get at {open:?}");
    let cores: Vec<_> = TestDesktop::modes(&desktop.home())?
        .into_iter()
        .filter(|(file, _)| file.ends_with("core"))
        .collect();
    ensure!(cores.is_empty(), "{cores:?}");
    let found = leaks::in_files(
        &emulator.issued()?,
        desktop.folder(),
        SystemTime::UNIX_EPOCH,
        &[desktop.folder().join("said")],
    )?;
    ensure!(found.is_empty(), "{found:#?}");
    Ok(())
}

/// A page of many colours is painted; a blank window has one or two.
fn paints(desktop: &TestDesktop) -> Result<bool> {
    Ok(desktop.display()?.colours()? > 30)
}

/// WebKit writes salts and an empty table of hosts wherever it may; a page's own things are something else.
fn is_of_web(file: &Path) -> bool {
    let in_folder = file
        .components()
        .any(|part| part.as_os_str() == "dev.rolecall.desktop");
    let harmless = ["salt", "hsts-storage.sqlite"]
        .iter()
        .any(|name| file.ends_with(name));
    in_folder && file.is_file() && !harmless
}
