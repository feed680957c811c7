//! The lifetime of the window and of the program behind it: closed, opened again, started twice, spoken to, ended.

use crate::corner::{Corner, Wish};
use crate::steps::signed_in;
use anyhow::{Context as _, Result, ensure};
use journeys::notifications::Notifications;
use journeys::tray::TrayHost;
use journeys::wait::{self, TIMEOUT};
use journeys::webdriver::key;
use journeys::{App, DesktopSetup, Openbox, TestDesktop, Window, clipboard, processes};
use rustix::process::{Pid, Signal, kill_process};
use std::io::Write as _;
use std::os::unix::fs::PermissionsExt as _;
use std::os::unix::net::UnixStream;

const TARGET: &str = "work/018734562290/AdministratorAccess";

#[test]
fn closed_it_lives_on_and_opens_again_where_it_was() -> Result<()> {
    let desktop = TestDesktop::new(DesktopSetup::Desktop)?;
    let notifications = Notifications::start(desktop.bus()?)?;
    let host = TrayHost::start(desktop.bus()?)?;
    let openbox = Openbox::start(&desktop)?;
    let _emulator = signed_in(&desktop, &[])?;
    let mut app = App::start(&desktop, &[], |_| {})?;
    app.has_page(true)?;
    let place = (120, 90, 840, 560);
    openbox.put(place)?;
    openbox.close()?;
    app.has_page(false)?;
    wait::until_so("the end of all that is of the web", TIMEOUT, || {
        Ok(processes::named(app.id(), "WebKitNetworkProcess").is_empty())
    })?;
    let said = notifications.find_one("still running")?;
    ensure!(said.body.contains("tray"), "{said:?}");

    let view: Vec<String> = ["--view", "history"].map(str::to_owned).into();
    let again = |how: usize| -> Result<()> {
        match how {
            0 => host.icon()?.click(&["Open Rolecall"]),
            1 => desktop.rolecall(&["app"])?.done().map(drop),
            2 => ends_with(&desktop, &view, 0),
            _ => ends_with(&desktop, &[], 0),
        }
    };
    for how in 0..4 {
        again(how)?;
        app.has_page(true)?;
        is_at(&openbox, place)?;
        openbox.close()?;
        app.has_page(false)?;
    }
    app.signal(Signal::TERM)?;
    ensure!(app.ended()? == Some(0), "{}", app.diagnostics());

    let app = App::start(&desktop, &[], |_| {})?;
    app.has_page(true)?;
    is_at(&openbox, place)?;
    openbox.close()?;
    app.has_page(false)?;
    ensure!(
        notifications.count("still running") == 1,
        "it is said once: {:#?}",
        notifications.all()
    );
    Ok(())
}

/// Window managers count their own frames in by a few pixels.
fn is_at(openbox: &Openbox<'_>, place: (i64, i64, i64, i64)) -> Result<()> {
    wait::until_so("the window where it was", TIMEOUT, || {
        let (x, y, width, height) = openbox.place()?;
        let near = |left: i64, other: i64| (left - other).abs() <= 40;
        ensure!(
            near(x, place.0) && near(y, place.1) && (width, height) == (place.2, place.3),
            "it is at {x} {y} {width} {height}"
        );
        Ok(true)
    })
}

/// Starts the program once more, to its end.
fn ends_with(desktop: &TestDesktop, arguments: &[String], code: i32) -> Result<()> {
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let mut app = App::start(desktop, &arguments, |_| {})?;
    let ended = app.ended()?;
    ensure!(
        ended == Some(code),
        "{arguments:?} ended with {ended:?}: {}",
        app.diagnostics()
    );
    Ok(())
}

#[test]
fn what_is_not_understood_does_nothing() -> Result<()> {
    let corner = Corner::new(&Wish::default())?;
    let wrong: [&[&str]; 9] = [
        &["--helpless"],
        &["--view"],
        &["--view", "../../etc"],
        &["--hidden", "--view", "history"],
        &["--hidden", "--hidden"],
        &["rolecall://sign-in?portal=evil"],
        &["--view=history"],
        &["--\u{1b}[31m"],
        &[""],
    ];
    for arguments in wrong {
        let arguments: Vec<String> = arguments.iter().map(|&each| each.to_owned()).collect();
        ends_with(&corner.desktop, &arguments, 2)?;
    }
    speaks_garbage(&corner.desktop)?;
    ensure!(
        processes::named(corner.app.id(), "WebKitWebProcess").is_empty(),
        "no window came of it"
    );
    corner.nothing_shown()?;
    ensure!(corner.desktop.opened().all()?.is_empty());
    // And it still listens, as soon as it has dropped who says nothing.
    wait::until_so("an answer", TIMEOUT, || {
        Ok(corner.desktop.rolecall(&["app"])?.done().is_ok())
    })?;
    corner.app.has_page(true)
}

fn speaks_garbage(desktop: &TestDesktop) -> Result<()> {
    let socket = desktop.run().join("rolecall/desktop.sock");
    let mode = |file: &std::path::Path| -> Result<u32> {
        Ok(std::fs::metadata(file)?.permissions().mode() & 0o7777)
    };
    ensure!(mode(&socket)? == 0o600, "{:o}", mode(&socket)?);
    ensure!(mode(&desktop.run().join("rolecall"))? == 0o700);
    let long = [b'x'; 100_000];
    let messages: [&[u8]; 9] = [
        b"",
        b"\n",
        b"\0\xff\xfe\n",
        b"{}\n",
        b"{\"message\":\"show\",\"view\":\"evil\"}\n",
        b"{\"message\":\"quit\",\"now\":true}\n",
        b"{\"message\":\"sign_in\",\"portal\":\"../../x\"}\n",
        b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n",
        &long,
    ];
    for message in messages {
        let mut stream = UnixStream::connect(&socket)?;
        // It may hang up before all is said.
        stream.write_all(message).ok();
    }
    let silent: Vec<_> = (0..32).map_while(|_| UnixStream::connect(&socket).ok()).collect();
    ensure!(silent.len() >= 8, "{} connections", silent.len());
    Ok(())
}

#[test]
fn of_two_that_start_at_once_one_lives() -> Result<()> {
    let (desktop, _emulator) = crate::steps::signed_in_desktop()?;
    for round in 0..3 {
        let mut both = [App::hidden(&desktop)?, App::hidden(&desktop)?];
        let ended = wait::until("the end of one", TIMEOUT, || {
            let [left, other] = &mut both;
            Ok(if left.has_ended()? {
                Some(0)
            } else {
                other.has_ended()?.then_some(1)
            })
        })?;
        ensure!(
            both[ended].ended()? == Some(0),
            "round {round}: {}",
            both[ended].diagnostics()
        );
        let other = &mut both[1 - ended];
        other.listens(&desktop)?;
        ensure!(!other.has_ended()?, "round {round}: none lives");
        let quit = desktop.rolecall(&["app", "--quit"])?.done()?;
        let code = other.ended().with_context(|| quit.remarked.clone())?;
        ensure!(code == Some(0), "{}", other.diagnostics());
    }
    Ok(())
}

#[test]
fn asked_to_end_it_clears_what_was_copied() -> Result<()> {
    let (desktop, _emulator) = crate::steps::signed_in_desktop()?;
    desktop.rolecall(&["start", TARGET])?.done()?;
    let display = desktop.display()?;
    let window = Window::open(&desktop)?;
    window.search_for("payments-dev Admin", "AdministratorAccess")?;
    window.press(&[key::DOWN, key::HOME])?;
    window.press(&["c"])?;
    window.click("bash, zsh")?;
    wait::until_so("credentials in the clipboard", TIMEOUT, || {
        Ok(clipboard::text(display)?.is_some_and(|text| text.contains("AWS_SESSION_TOKEN")))
    })?;
    let app = window.id()?;
    let pid = Pid::from_raw(app.try_into()?).context("a process id")?;
    kill_process(pid, Signal::TERM)?;
    wait::until_so("the end of the app", TIMEOUT, || {
        Ok(!processes::all().contains(&app))
    })?;
    wait::until_so("an empty clipboard", TIMEOUT, || {
        Ok(clipboard::text(display)?.is_none_or(|text| text.is_empty()))
    })
}

#[test]
fn the_history_tells_what_was_done_and_is_saved_privately() -> Result<()> {
    let (desktop, _emulator) = crate::steps::signed_in_desktop()?;
    desktop.rolecall(&["start", TARGET])?.done()?;
    desktop.rolecall(&["credential-process", TARGET])?.done()?;
    let window = Window::open(&desktop)?;
    let view: Vec<String> = ["--view", "history"].map(str::to_owned).into();
    ends_with(&desktop, &view, 0)?;
    for text in [
        "Credentials issued",
        "Started",
        "payments-dev",
        "AdministratorAccess",
    ] {
        window.sees(text)?;
    }
    window.click("Export CSV")?;
    window.click("Last 7 days")?;
    window.sees("Saved")?;
    let saved: Vec<_> = TestDesktop::modes(&desktop.home())?
        .into_iter()
        .filter(|(file, _)| file.extension().is_some_and(|extension| extension == "csv"))
        .collect();
    let (file, mode) = saved.first().context("a CSV file")?;
    ensure!(saved.len() == 1 && *mode == 0o600, "{saved:?}");
    let text = std::fs::read_to_string(file)?;
    ensure!(
        text.contains("payments-dev") && text.contains("credential-process"),
        "{text}"
    );
    // The program ends by its key, and asks when somebody relies on it.
    let app = window.id()?;
    window.press(&["\u{E009}", "q"])?;
    window.sees("Quit Rolecall?")?;
    // The answer to the click may not come any more.
    window.click("Quit").ok();
    wait::until_so("the end of the app", TIMEOUT, || {
        Ok(processes::arguments(app).is_empty())
    })
}
