//! Names from AWS that would be markup, scripts or control characters elsewhere are text in every view.

use anyhow::{Context as _, Result, ensure};
use journeys::wait::{self, TIMEOUT};
use journeys::webdriver::key;
use journeys::{DesktopSetup, Emulator, TestDesktop, Window};
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// Counts what the content policy refused from here on.
const WATCH: &str = "
window.__refused = [];
document.addEventListener('securitypolicyviolation', (event) => window.__refused.push(event.violatedDirective));
";

/// Scrolls through the whole list and gathers the names as the document has them.
const NAMES: &str = "
const done = arguments[arguments.length - 1];
const frame = document.querySelector('[role=grid]').parentElement;
const names = new Set();
const gather = () => document.querySelectorAll('[role=row] bdi').forEach((name) => names.add(name.textContent));
const step = () => {
  gather();
  if (frame.scrollTop + frame.clientHeight >= frame.scrollHeight - 1) { gather(); done([...names]); return; }
  frame.scrollTop += frame.clientHeight / 2;
  requestAnimationFrame(() => requestAnimationFrame(step));
};
frame.scrollTop = 0;
requestAnimationFrame(() => requestAnimationFrame(step));
";

#[test]
fn hostile_names_are_text_in_every_view() -> Result<()> {
    let desktop = TestDesktop::new(DesktopSetup::Desktop)?;
    let emulator = Emulator::playing("hostile", "auto", &desktop.logs())?;
    desktop.add_portal(&emulator)?;
    crate::steps::sign_in_by_code(&desktop)?;
    desktop.rolecall(&["roles", "--refresh"])?.done()?;
    let window = Window::open(&desktop)?;
    window.driver().run(WATCH, &[])?;
    let wanted = names(&emulator)?;
    wait::until_so("the list", TIMEOUT, || Ok(!window.rows()?.is_empty()))?;
    in_the_list(&window, &wanted)?;
    in_search_and_details(&window)?;
    in_menus_and_toasts(&window)?;
    nothing_ran(&window)?;
    the_watch_notices(&window)
}

/// The longest name that is listed, in bytes.
const MAX_NAME: usize = 1024;

/// Every account and role name of the organization that is not blank, nor too long to be listed.
fn names(emulator: &Emulator) -> Result<BTreeSet<String>> {
    let organization = emulator.control("GET /org", None)?;
    let accounts = organization["accounts"].as_array().context("accounts")?;
    let mut names = BTreeSet::new();
    for account in accounts {
        let roles = account["roles"].as_array().into_iter().flatten();
        let roles = roles.map(|role| {
            role.as_str()
                .or_else(|| role["name"].as_str())
                .unwrap_or_default()
        });
        names.extend(
            roles
                .chain(account["name"].as_str())
                .filter(|name| !name.trim().is_empty() && name.len() <= MAX_NAME)
                .map(str::to_owned),
        );
    }
    ensure!(names.len() > 50, "there are hostile names: {}", names.len());
    Ok(names)
}

fn in_the_list(window: &Window, wanted: &BTreeSet<String>) -> Result<()> {
    let shown = window.driver().run_later(NAMES, &[])?;
    let shown: BTreeSet<String> = shown
        .as_array()
        .context("names")?
        .iter()
        .filter_map(Value::as_str)
        .map(str::to_owned)
        .collect();
    let missing: Vec<_> = wanted.difference(&shown).collect();
    ensure!(missing.is_empty(), "not shown as they are: {missing:?}");
    Ok(())
}

fn in_search_and_details(window: &Window) -> Result<()> {
    for text in ["script", "svg", "<b>", "javascript:", "touch", "RRRR", "\u{202e}"] {
        window.search(text)?;
        wait::until_so(&format!("a match of {text:?}"), TIMEOUT, || {
            Ok(!window.rows()?.is_empty())
        })?;
        window.press(&[key::DOWN])?;
        window.press(&[key::HOME])?;
        window.press(&["i"])?;
        let role = "return document.querySelector('aside h2 bdi')?.textContent ?? ''";
        wait::until_so("the details", TIMEOUT, || {
            Ok(window.driver().run(role, &[])? != "")
        })?;
        window.press(&["i"])?;
    }
    Ok(())
}

fn in_menus_and_toasts(window: &Window) -> Result<()> {
    window.search_for("script svg", "<svg onload")?;
    window.start_first()?;
    window.sees("Started <script>window.__pwned=1</script>")?;
    window.press(&["c"])?;
    window.sees("With credentials")?;
    window.click("JSON")?;
    window.sees("Copied")?;
    window.click("Recent")?;
    window.row("<svg onload")?;
    window.click("Active")?;
    window.row("<svg onload").map(drop)
}

fn nothing_ran(window: &Window) -> Result<()> {
    let ran = window.driver().run("return typeof window.__pwned", &[])?;
    ensure!(ran == "undefined", "a name was run as a script");
    let elements = "return [...document.body.querySelectorAll('script, img, b, svg[onload], [onerror]')].map((each) => each.outerHTML)";
    let elements = window.driver().run(elements, &[])?;
    ensure!(elements == json!([]), "names became elements: {elements}");
    let refused = window.driver().run("return window.__refused", &[])?;
    ensure!(refused == json!([]), "the content policy had to refuse {refused}");
    Ok(())
}

fn the_watch_notices(window: &Window) -> Result<()> {
    window.driver().run("const script = document.createElement('script'); script.textContent = 'window.__pwned = 1'; document.body.append(script)", &[])?;
    wait::until_so("a refusal", TIMEOUT, || {
        Ok(window.driver().run("return window.__refused.length", &[])? == 1)
    })?;
    ensure!(
        window.driver().run("return typeof window.__pwned", &[])? == "undefined",
        "the content policy holds"
    );
    Ok(())
}
