//! The user's own words for a role: set in one place, read in the others, moved when AWS's words change, an alias after a question.

use crate::corner::reorganize;
use crate::steps::signed_in;
use anyhow::{Context as _, Result, ensure};
use journeys::tray::TrayHost;
use journeys::wait::{self, TIMEOUT};
use journeys::webdriver::key;
use journeys::{DesktopSetup, TestDesktop, Window};
use serde_json::{Value, json};

const TARGET: &str = "work/018734562290/AdministratorAccess";
const RENAMED: &str = "work/018734562290/PlatformAdministrator";

#[test]
fn labels_are_the_same_everywhere_and_follow_a_renamed_role() -> Result<()> {
    let desktop = TestDesktop::new(DesktopSetup::Desktop)?;
    let host = TrayHost::start(desktop.bus()?)?;
    let emulator = signed_in(&desktop, &[])?;
    desktop.rolecall(&["roles", "--refresh"])?.done()?;
    let window = Window::open(&desktop)?;
    let label = |arguments: &[&str]| -> Result<()> {
        let mut all = vec!["label", TARGET];
        all.extend(arguments);
        desktop.rolecall(&all)?.done().map(drop)
    };
    label(&["--alias", "front-desktop", "--colour", "teal"])?;
    label(&["--note", "Ask Ada first.", "--favourite"])?;
    host.icon()?
        .line("the alias in the tray", |line| line.label == "front-desktop")?;
    window.search("front-desktop")?;
    window.row("front-desktop")?;
    window.press(&[key::DOWN])?;
    if window.driver().all("#label-note")?.is_empty() {
        window.press(&["i"])?;
    }
    let stored = "return document.querySelector('#label-note').value";
    wait::until_so("the note in the window", TIMEOUT, || {
        Ok(window.driver().run(stored, &[])? == "Ask Ada first.")
    })?;

    window.fill("#label-alias", "office-2")?;
    window.press(&[key::ENTER])?;
    host.icon()?
        .line("the new alias in the tray", |line| line.label == "office-2")?;
    let expected =
        json!({"aliases": ["office-2"], "colour": "teal", "note": "Ask Ada first.", "favourite": true});
    is_labelled(&desktop, TARGET, &expected)?;
    desktop.rolecall(&["credential-process", "office-2"])?.done()?;

    reorganize(&emulator, |organization| {
        let text = organization
            .to_string()
            .replace("\"AdministratorAccess\"", "\"PlatformAdministrator\"");
        *organization = serde_json::from_str(&text).unwrap_or_default();
    })?;
    desktop.rolecall(&["roles", "--refresh"])?.done()?;
    let without_alias = json!({"aliases": [], "colour": "teal", "note": "Ask Ada first.", "favourite": true});
    is_labelled(&desktop, RENAMED, &without_alias)?;
    window.sees("The role of the alias office-2 is gone.")?;
    desktop
        .rolecall(&["label", "office-2", "--follow-rename"])?
        .done()?;
    is_labelled(&desktop, RENAMED, &expected)?;
    host.icon()?.line("the alias in the tray, still", |line| {
        line.label == "office-2"
            && line
                .lines
                .iter()
                .any(|behind| behind.label.contains("PlatformAdministrator"))
    })?;
    window.search("office-2")?;
    window.row("PlatformAdministrator").map(drop)
}

fn is_labelled(desktop: &TestDesktop, target: &str, expected: &Value) -> Result<()> {
    wait::until_so("the labels", TIMEOUT, || {
        let all = desktop.json(&["label", "--json"])?;
        let labels = all["labels"].as_array().context("labels")?;
        let left = labels.iter().find(|left| left["target"] == target);
        let left = left.with_context(|| format!("{target} is not in {all}"))?;
        for (name, value) in expected.as_object().context("what is expected")? {
            ensure!(left[name] == *value, "{name} of {left}");
        }
        Ok(true)
    })
}
