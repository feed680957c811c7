//! A corner of a desktop: a panel, a notification daemon and the app in the tray, beside a portal somebody is signed in to.

use crate::steps::sign_in_by_code;
use anyhow::{Context as _, Result, ensure};
use journeys::notifications::Notifications;
use journeys::proxy::NetworkSwitch;
use journeys::tray::{Icon, Line, TrayHost};
use journeys::wait::{self, TIMEOUT};
use journeys::{App, Chromium, DesktopSetup, Emulator, Pace, TestDesktop};
use serde_json::{Value, json};
use std::io::Write as _;
use std::time::Duration;

/// What is to be there before the app starts.
pub(crate) struct Wish<'a> {
    /// Who is played.
    pub(crate) organization: &'a str,
    /// Further arguments of the emulator.
    pub(crate) emulator: &'a [&'a str],
    /// What `rolecall start` is given, one after the other.
    pub(crate) started: &'a [&'a [&'a str]],
    /// What stands at the end of the settings.
    pub(crate) settings: &'a str,
    /// How many times as fast time goes.
    pub(crate) times: u64,
}

impl Default for Wish<'_> {
    fn default() -> Self {
        Self {
            organization: "demo",
            emulator: &[],
            started: &[],
            settings: "",
            times: 1,
        }
    }
}

/// The corner. Its fields end in the order they stand in.
pub(crate) struct Corner {
    pub(crate) app: App,
    pub(crate) host: TrayHost,
    pub(crate) notifications: Notifications,
    pub(crate) pace: Pace,
    /// The app's and the command's way to the emulator.
    pub(crate) way: NetworkSwitch,
    pub(crate) emulator: Emulator,
    pub(crate) desktop: TestDesktop,
}

impl Corner {
    pub(crate) fn new(wish: &Wish<'_>) -> Result<Self> {
        Self::with_environment(wish, &[])
    }

    /// As [`Self::new`], with variables of the app's environment.
    pub(crate) fn with_environment(wish: &Wish<'_>, variables: &[(&str, &str)]) -> Result<Self> {
        let desktop = TestDesktop::new(DesktopSetup::Desktop)?;
        let notifications = Notifications::start(desktop.bus()?)?;
        let host = TrayHost::start(desktop.bus()?)?;
        let (emulator, way) = beside(&desktop, wish)?;
        let pace = Pace::from_now(wish.times)?;
        pace.set_in(&emulator)?;
        let app = App::paced_with(&desktop, pace, variables)?;
        let corner = Self {
            app,
            host,
            notifications,
            pace,
            way,
            emulator,
            desktop,
        };
        corner.icon()?;
        Ok(corner)
    }

    pub(crate) fn icon(&self) -> Result<Icon<'_>> {
        self.host.icon().with_context(|| self.app.diagnostics())
    }

    /// Waits for a line of the menu that begins with `label` and holds `text`.
    pub(crate) fn line(&self, label: &str, text: &str) -> Result<Line> {
        self.icon()?.line(&format!("{label}: {text}"), |line| {
            line.label.starts_with(label) && line.label.contains(text)
        })
    }

    /// Lets so many hours pass by the fast clock.
    pub(crate) fn pass_minutes(&self, minutes: u64) -> Result<()> {
        let until = self.pace.now()? + minutes * 60_000;
        wait::until_so("the fast clock", Duration::from_secs(600), || {
            Ok(self.pace.now()? >= until)
        })
    }

    pub(crate) fn settings(&self) -> Result<String> {
        let file = self.desktop.home().join(".config/rolecall/settings.toml");
        Ok(std::fs::read_to_string(file)?)
    }

    /// Whether the keychain has something whose label holds `text`.
    pub(crate) fn keeps(&self, text: &str) -> Result<bool> {
        let labels = self.desktop.keychain()?.labels(self.desktop.bus()?)?;
        Ok(labels.iter().any(|label| label.contains(text)))
    }

    /// Ends the sign-in at AWS: the tokens that are stored are worth nothing.
    pub(crate) fn end_sign_in(&self) -> Result<()> {
        for (line, what) in [
            ("POST /revoke", "refresh_tokens"),
            ("POST /expire", "access_tokens"),
        ] {
            self.emulator.control(line, Some(&json!({ "what": what })))?;
        }
        Ok(())
    }

    /// Signs in where the app had the browser opened.
    pub(crate) fn signs_in_browser(&self) -> Result<()> {
        let chromium = Chromium::start(&self.desktop)?;
        chromium.driver().go(&self.desktop.opened().next()?)
    }

    /// Replaces the organization by what `change` makes of the present one.
    pub(crate) fn reorganize(&self, change: impl Fn(&mut Value)) -> Result<()> {
        reorganize(&self.emulator, change)
    }

    /// Nothing was shown so far.
    pub(crate) fn nothing_shown(&self) -> Result<()> {
        let all = self.notifications.all();
        ensure!(all.is_empty(), "shown was {all:#?}");
        Ok(())
    }
}

/// Replaces the organization that `emulator` plays by what `change` makes of it.
pub(crate) fn reorganize(emulator: &Emulator, change: impl Fn(&mut Value)) -> Result<()> {
    let mut organization = emulator.control("GET /org", None)?;
    change(&mut organization);
    emulator.control("POST /org", Some(&organization)).map(drop)
}

/// An emulator, the way to it, and what was wished for, before there is an app.
pub(crate) fn beside(desktop: &TestDesktop, wish: &Wish<'_>) -> Result<(Emulator, NetworkSwitch)> {
    let organization = journeys::programs::organization(wish.organization);
    let organization = organization.to_str().context("a path in Unicode")?;
    let mut arguments = vec!["--consent", "auto"];
    if !wish.emulator.contains(&"--accounts") {
        arguments.extend(["--org", organization]);
    }
    arguments.extend(wish.emulator);
    let emulator = Emulator::start(&arguments, &desktop.logs())?;
    let way = NetworkSwitch::to(emulator.url.trim_start_matches("http://"))?;
    desktop.add_portal_at(&emulator, &way.url)?;
    sign_in_by_code(desktop)?;
    desktop.rolecall(&["roles", "--refresh", "--json"])?.done()?;
    for what in wish.started {
        let mut arguments = vec!["start"];
        arguments.extend(*what);
        desktop.rolecall(&arguments)?.done()?;
    }
    let file = desktop.home().join(".config/rolecall/settings.toml");
    let mut settings = std::fs::OpenOptions::new().append(true).open(file)?;
    settings.write_all(wish.settings.as_bytes())?;
    Ok((emulator, way))
}

/// Waits until `corner` has `count` lines in its menu that hold `text`.
pub(crate) fn lines_with(corner: &Corner, count: usize, text: &str) -> Result<()> {
    wait::until_so(&format!("{count} lines with {text:?}"), TIMEOUT, || {
        let menu = corner.icon()?.text()?;
        let there = menu.lines().filter(|line| line.contains(text)).count();
        ensure!(there == count, "the menu is\n{menu}");
        Ok(true)
    })
}
