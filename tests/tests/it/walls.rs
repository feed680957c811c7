//! The walls around the page: it never leaves itself, and reaches no command of the app that was not granted.

use anyhow::{Result, ensure};
use journeys::wait::{self, TIMEOUT};
use journeys::{DesktopSetup, TestDesktop, Window};
use serde_json::{Value, json};

const ELSEWHERE: [&str; 8] = [
    "https://example.com/",
    "http://127.0.0.1:9/",
    "file:///etc/passwd",
    "data:text/html,<p>elsewhere",
    "javascript:document.title='elsewhere'",
    "about:blank",
    "blob:tauri://localhost/x",
    "http://ipc.localhost/snapshot",
];

/// Ways out of a page; each gets an address.
const WAYS: [&str; 6] = [
    "location.href = arguments[0]",
    "window.open(arguments[0])",
    "const link = document.createElement('a'); link.href = arguments[0]; document.body.append(link); link.click(); link.remove()",
    "const form = document.createElement('form'); form.action = arguments[0]; document.body.append(form); form.submit(); form.remove()",
    "const frame = document.createElement('iframe'); frame.src = arguments[0]; frame.id = 'elsewhere'; document.body.append(frame)",
    "const meta = document.createElement('meta'); meta.httpEquiv = 'refresh'; meta.content = '0;url=' + arguments[0]; document.head.append(meta); meta.remove()",
];

const FOREIGN: [&str; 12] = [
    "plugin:window|close",
    "plugin:window|create",
    "plugin:webview|create_webview_window",
    "plugin:app|version",
    "plugin:path|resolve_directory",
    "plugin:event|emit",
    "plugin:shell|open",
    "plugin:opener|open_url",
    "plugin:fs|read_text_file",
    "plugin:http|fetch",
    "plugin:menu|new",
    "plugin:resources|close",
];

#[test]
fn the_page_never_leaves_itself() -> Result<()> {
    let (desktop, _emulator) = crate::steps::signed_in_desktop()?;
    let window = Window::open(&desktop)?;
    window.row("backup-vault")?;
    let driver = window.driver();
    let home = driver.address()?;
    driver.run("window.__stayed = 'yes'", &[])?;
    for address in ELSEWHERE {
        for way in WAYS {
            // A refusal may be thrown, or silent; what counts is where the page is.
            driver.run(way, &[Value::from(address)]).ok();
            ensure!(driver.address()? == home, "{way} left for {address}");
        }
    }
    window.painted()?;
    ensure!(
        driver.run("return window.__stayed", &[])? == "yes",
        "the page was loaded again"
    );
    let frames = "return [...document.querySelectorAll('iframe')].map((each) => { try { return each.contentDocument?.body?.textContent ?? ''; } catch { return 'foreign'; } })";
    let frames = driver.run(frames, &[])?;
    ensure!(
        frames
            .as_array()
            .is_some_and(|all| all.iter().all(|text| text == "")),
        "a frame shows something: {frames}"
    );
    ensure!(desktop.opened().all()?.is_empty(), "nothing reached the browser");
    let windows = journeys::processes::named(window.id()?, "WebKitWebProcess");
    ensure!(windows.len() == 1, "no second window: {windows:?}");
    Ok(())
}

#[test]
fn the_page_reaches_only_what_was_granted() -> Result<()> {
    let desktop = TestDesktop::new(DesktopSetup::Desktop)?;
    let window = Window::open(&desktop)?;
    window.sees("Connect your AWS access portal")?;
    let call = "
        const done = arguments[arguments.length - 1];
        window.__TAURI_INTERNALS__.invoke(arguments[0], {}).then(() => done('answered'), (error) => done(String(error)));
    ";
    ensure!(
        window.driver().run_later(call, &[json!("exports")])? == "answered",
        "a granted command answers"
    );
    for command in FOREIGN {
        let answer = window.driver().run_later(call, &[json!(command)])?;
        let refused = answer
            .as_str()
            .is_some_and(|answer| answer.contains("not allowed") || answer.contains("not found"));
        ensure!(refused, "{command}: {answer}");
    }
    ensure!(
        window.driver().run("return typeof window.__TAURI__", &[])? == "undefined",
        "nothing global is offered"
    );
    wait::until_so("the window to stay", TIMEOUT, || Ok(window.id().is_ok()))
}
