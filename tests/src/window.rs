//! Rolecall's window, driven through WebKitWebDriver as a user would use it.

mod record;

use crate::processes;
use crate::programs;
use crate::started::Started;
use crate::test_desktop::TestDesktop;
use crate::wait::{self, TIMEOUT};
use crate::webdriver::{Driver, Element, key};
use anyhow::{Context as _, Result, ensure};
pub use record::Record;
use serde_json::{Value, json};
use std::net::TcpListener;
use std::process::Command;

/// The window of a running app. Dropping it kills the app.
#[derive(Debug)]
pub struct Window {
    driver: Driver,
    program: Started,
}

impl Window {
    /// Starts the app on a desktop with a display, and waits for its page.
    ///
    /// # Errors
    /// When it does not show.
    pub fn open(desktop: &TestDesktop) -> Result<Self> {
        Self::open_with(desktop, |_| {})
    }

    /// As [`Self::open`], with changes to its environment.
    ///
    /// # Errors
    /// As [`Self::open`].
    pub fn open_with(desktop: &TestDesktop, change: impl Fn(&mut Command)) -> Result<Self> {
        let app = programs::product("rolecall-app")?;
        let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
        let mut command = desktop.command(&programs::tool("WebKitWebDriver", "webkit2gtk-driver")?);
        command.args(["--host=127.0.0.1", &format!("--port={port}")]);
        command
            .env("TAURI_AUTOMATION", "true")
            .env("TAURI_WEBVIEW_AUTOMATION", "true");
        // Without a graphics card this paints sooner.
        command.env("WEBKIT_DISABLE_DMABUF_RENDERER", "1");
        change(&mut command);
        let program = Started::start("app", command, &desktop.logs())?;
        let options = json!({"webkitgtk:browserOptions": {"binary": app, "args": []}});
        let driver =
            Driver::open(&format!("127.0.0.1:{port}"), &options).with_context(|| program.diagnostics())?;
        let window = Self { driver, program };
        window
            .driver
            .find_one("footer")
            .with_context(|| window.program.diagnostics())?;
        Ok(window)
    }

    /// Returns its driver.
    pub fn driver(&self) -> &Driver {
        &self.driver
    }

    /// Returns the id of the app's process.
    ///
    /// # Errors
    /// When it is gone.
    pub fn id(&self) -> Result<u32> {
        processes::one_named(self.program.id(), "rolecall-app")
    }

    /// Returns the ids of the processes that show the page and fetch for it.
    ///
    /// # Errors
    /// When there are none.
    pub fn web_processes(&self) -> Result<Vec<u32>> {
        let app = self.id()?;
        Ok(vec![
            processes::one_named(app, "WebKitWebProcess")?,
            processes::one_named(app, "WebKitNetworkProcess")?,
        ])
    }

    /// Returns what the app wrote to standard error.
    pub fn diagnostics(&self) -> String {
        self.program.diagnostics()
    }

    /// Clicks the button, menu entry or tab that is called `name`.
    ///
    /// # Errors
    /// When there is none in time.
    pub fn click(&self, name: &str) -> Result<()> {
        let element = self
            .driver
            .one_by_path(&called(name))
            .with_context(|| self.shown())?;
        self.driver.click(&element)
    }

    /// Signs out by the entry of the open menu of a portal, and confirms it if it stops role sessions.
    ///
    /// # Errors
    /// When there is no such entry, or the portal is not signed out in time.
    pub fn sign_out(&self) -> Result<()> {
        let entry = self
            .driver
            .one_by_path("//*[@role='menuitem'][starts-with(normalize-space(.), 'Sign out')]")?;
        self.driver.click(&entry)?;
        let confirm = "//dialog//button[starts-with(normalize-space(.), 'Sign out')]";
        wait::until_so("the end of the sign-in", TIMEOUT, || {
            for button in self.driver.all_by_path(confirm)? {
                self.driver.click(&button)?;
            }
            Ok(self.driver.page_text()?.contains("signed out"))
        })
    }

    /// Types `text` into an empty field.
    ///
    /// # Errors
    /// When there is no such field.
    pub fn fill(&self, selector: &str, text: &str) -> Result<()> {
        let field = self.driver.find_one(selector)?;
        self.driver.clear(&field)?;
        self.driver.type_into(&field, text)
    }

    /// Searches the list: the field is emptied first.
    ///
    /// # Errors
    /// When there is no list.
    pub fn search(&self, text: &str) -> Result<()> {
        self.driver.press(&[key::CONTROL, "k"])?;
        self.fill("[role=searchbox]", text)
    }

    /// Presses a key wherever the focus is.
    ///
    /// # Errors
    /// When the window is gone.
    pub fn press(&self, keys: &[&str]) -> Result<()> {
        self.driver.press(keys)
    }

    /// Waits until the window shows `text`.
    ///
    /// # Errors
    /// When it does not in time; with what it shows.
    pub fn sees(&self, text: &str) -> Result<()> {
        self.driver.sees(text)
    }

    /// Waits until the window shows `text` no more.
    ///
    /// # Errors
    /// When it still does.
    pub fn sees_no_more(&self, text: &str) -> Result<()> {
        wait::until_so(&format!("the window without {text:?}"), TIMEOUT, || {
            Ok(!self.driver.page_text()?.contains(text))
        })
    }

    /// Returns the rows of roles that are in the document, as they read.
    ///
    /// # Errors
    /// When the window is gone.
    pub fn rows(&self) -> Result<Vec<String>> {
        let rows = self.driver.run(
            "return [...document.querySelectorAll('[role=row]')].map((row) => row.textContent)",
            &[],
        )?;
        let rows = rows.as_array().context("a list of rows")?;
        Ok(rows
            .iter()
            .filter_map(Value::as_str)
            .map(|row| {
                crate::without_isolates(row)
                    .split_whitespace()
                    .collect::<Vec<_>>()
                    .join(" ")
            })
            .collect())
    }

    /// Waits for the first row that is a role and holds `text`.
    ///
    /// # Errors
    /// When there is none in time.
    pub fn row(&self, text: &str) -> Result<Element> {
        let path = format!("//*[@role='row'][contains({}, {})]", read_of("."), quoted(text));
        self.driver.one_by_path(&path).with_context(|| self.shown())
    }

    /// Searches the list, and waits until the first row holds `first`.
    ///
    /// # Errors
    /// When it does not in time.
    pub fn search_for(&self, text: &str, first: &str) -> Result<()> {
        self.search(text)?;
        wait::until_so(&format!("{first:?} as the first row"), TIMEOUT, || {
            Ok(self.rows()?.first().is_some_and(|row| row.contains(first)))
        })
    }

    /// Starts the role of the first row, by keys.
    ///
    /// # Errors
    /// When the window is gone.
    pub fn start_first(&self) -> Result<()> {
        for pressed in [key::DOWN, key::HOME, " "] {
            self.press(&[pressed])?;
        }
        Ok(())
    }

    /// Fills in the form of the first run for an emulator's portal.
    ///
    /// # Errors
    /// When the form is another.
    pub fn fill_portal(&self, emulator: &crate::Emulator) -> Result<()> {
        self.sees("Connect your AWS access portal")?;
        self.driver
            .run("document.querySelector('details').open = true", &[])?;
        self.fill("#portal-endpoint", &emulator.url)?;
        self.fill("#portal-address", &emulator.start_url)?;
        // The address suggests a name and may determine the region; until then both may still change.
        wait::until_so("the name that the address suggests", TIMEOUT, || {
            Ok(!self.value("#portal-name")?.is_empty())
        })?;
        let region = self.driver.find_one("#portal-region")?;
        self.driver.type_into(&region, &emulator.region)?;
        self.driver.type_into(&region, key::ENTER)?;
        self.fill("#portal-name", "work")?;
        let name = self.value("#portal-name")?;
        ensure!(name == "work", "the name is {name:?}");
        Ok(())
    }

    /// Returns what a field contains now.
    fn value(&self, selector: &str) -> Result<String> {
        let field = self.driver.find_one(selector)?;
        let value = self
            .driver
            .run("return arguments[0].value", &[field.argument()])?;
        Ok(value.as_str().context("the value of a field")?.to_owned())
    }

    /// Waits until what the page shows now has been painted and nothing moves.
    ///
    /// # Errors
    /// When the window is gone.
    pub fn painted(&self) -> Result<()> {
        const PAINTED: &str = "
const done = arguments[arguments.length - 1];
const moving = document.getAnimations().filter((each) => each.effect?.getTiming().iterations !== Infinity);
void Promise.allSettled(moving.map((each) => each.finished)).then(() =>
  requestAnimationFrame(() => requestAnimationFrame(() => done(null))));
";
        self.driver.run_later(PAINTED, &[]).map(drop)
    }

    fn shown(&self) -> String {
        format!(
            "the window shows: {}",
            self.driver.page_text().unwrap_or_default()
        )
    }

    /// Closes the window as the desktop does; the app ends.
    ///
    /// # Errors
    /// When it does not end.
    pub fn close(self) -> Result<()> {
        let app = self.id()?;
        self.driver.close()?;
        wait::until_so("the end of the app", TIMEOUT, || {
            Ok(!processes::all().contains(&app))
        })
    }
}

fn called(name: &str) -> String {
    let name = quoted(name);
    let words = read_of(".//*[contains(concat(' ', @class, ' '), ' words ')]");
    let (text, label, title) = (read_of("."), read_of("@aria-label"), read_of("@title"));
    format!(
        "//*[self::button or @role='menuitem' or @role='menuitemradio' or @role='radio' or @role='tab'][{text}={name} or \
         {words}={name} or {label}={name} or {title}={name}]"
    )
}

/// What is read of an expression of XPath: one line, without the isolates around names.
fn read_of(expression: &str) -> String {
    format!("normalize-space(translate({expression}, '\u{2068}\u{2069}', ''))")
}

/// A text without double quotes, as XPath writes it.
fn quoted(text: &str) -> String {
    format!("\"{text}\"")
}
