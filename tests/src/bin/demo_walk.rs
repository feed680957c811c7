//! Walks the main job in the real window, without a display of the machine's, and leaves a picture of each step.

use anyhow::{Context as _, Result, bail};
use journeys::tray::TrayHost;
use journeys::wait::{self, TIMEOUT};
use journeys::webdriver::key;
use journeys::{Chromium, DesktopSetup, Emulator, TestDesktop, Window};
use std::io::Write as _;
use std::path::{Path, PathBuf};

fn main() -> Result<()> {
    let out = out()?;
    std::fs::create_dir_all(&out).with_context(|| format!("{} cannot be made", out.display()))?;
    let desktop = TestDesktop::new(DesktopSetup::Desktop)?;
    let emulator = Emulator::playing("demo", "page", &desktop.logs())?;
    let _panel = TrayHost::start(desktop.bus()?)?;
    let walk = Walk {
        chromium: Chromium::start(&desktop)?,
        window: Window::open(&desktop)?,
        desktop,
        emulator,
        out,
    };
    walk.signs_in()?;
    walk.looks_at_the_list()?;
    walk.works()?;
    walk.looks_back()?;
    walk.signs_in_by_code()?;
    say(&format!("pictures are in {}", walk.out.display()))
}

fn out() -> Result<PathBuf> {
    let words: Vec<String> = std::env::args().skip(1).collect();
    match words.as_slice() {
        [flag, out] if flag == "--out" => Ok(PathBuf::from(out)),
        _ => bail!("usage: demo_walk --out FOLDER"),
    }
}

fn say(text: &str) -> Result<()> {
    writeln!(std::io::stdout(), "{text}").context("nobody reads")
}

/// The walk: what is driven, and where pictures go. It ends in the order of its fields.
struct Walk {
    window: Window,
    chromium: Chromium,
    emulator: Emulator,
    desktop: TestDesktop,
    out: PathBuf,
}

impl Walk {
    fn signs_in(&self) -> Result<()> {
        let window = &self.window;
        window.sees("Connect your AWS access portal")?;
        self.picture("01-first-run")?;
        window.fill_portal(&self.emulator)?;
        self.picture("02-portal-filled-in")?;
        window.click("Sign in with your browser")?;
        window.sees("Signing in to work")?;
        self.picture("03-signing-in")?;
        let driver = self.chromium.driver();
        driver.go(&self.desktop.opened().next()?)?;
        driver.find_one("#allow")?;
        self.browser_picture("04-consent")?;
        self.chromium.press_allow()?;
        self.browser_picture("05-signed-in")
    }

    fn looks_at_the_list(&self) -> Result<()> {
        let window = &self.window;
        window.row("backup-vault")?;
        window.sees("updated")?;
        self.picture("06-list-light")?;
        self.appearance("Dark")?;
        self.picture("07-list-dark")?;
        self.appearance("System")?;
        window.search("pay adm")?;
        self.first_row_is("payments-dev/AdministratorAccess")?;
        self.picture("08-searching")
    }

    fn works(&self) -> Result<()> {
        let window = &self.window;
        window.press(&[key::DOWN])?;
        window.press(&[key::HOME])?;
        window.press(&[" "])?;
        window.sees("Started payments-dev")?;
        window.press(&["i"])?;
        window.sees("Renews automatically")?;
        self.picture("09-details")?;
        // A character after another would be a word.
        window.press(&[key::CONTROL, "c"])?;
        window.sees("With credentials")?;
        self.picture("10-copy")?;
        window.press(&[key::ESCAPE])?;
        window.click("Open console")?;
        self.chromium.console(&self.desktop.opened().next()?)?;
        self.browser_picture("11-console")
    }

    fn looks_back(&self) -> Result<()> {
        let window = &self.window;
        window.click("History")?;
        window.sees("Console opened")?;
        self.picture("12-history")?;
        window.click("Settings")?;
        window.sees("Renew automatically")?;
        self.picture("13-settings")?;
        window.click("Back to the list")?;
        window.row("payments-dev").map(drop)
    }

    fn signs_in_by_code(&self) -> Result<()> {
        let window = &self.window;
        self.portal_menu()?;
        window.sign_out()?;
        window.sees("signed out")?;
        self.picture("14-signed-out")?;
        self.portal_entry("Sign in with a code")?;
        window.sees("check that it shows this code")?;
        self.picture("15-device-code")?;
        window.click("Open the page")?;
        self.chromium.driver().go(&self.desktop.opened().next()?)?;
        self.chromium.driver().find_one("#user-code")?;
        self.browser_picture("16-device-page")?;
        self.chromium.press_allow()?;
        window.sees_no_more("check that it shows this code")?;
        self.picture("17-signed-in-again")
    }

    fn portal_entry(&self, name: &str) -> Result<()> {
        self.portal_menu()?;
        self.window.click(name)
    }

    fn portal_menu(&self) -> Result<()> {
        let portal = self.window.driver().find_one(".portal-menu")?;
        self.window.driver().click(&portal)
    }

    fn appearance(&self, name: &str) -> Result<()> {
        self.window.click("Settings")?;
        let choice = format!("//label[normalize-space(.)='{name}']");
        self.window
            .driver()
            .click(&self.window.driver().one_by_path(&choice)?)?;
        if name == "Dark" {
            wait::until_so("the dark look", TIMEOUT, || {
                let look = "return document.documentElement.dataset.appearance ?? ''";
                Ok(self.window.driver().run(look, &[])? == "dark")
            })?;
        }
        self.window.click("Back to the list")?;
        self.window.row("backup-vault").map(drop)
    }

    fn first_row_is(&self, text: &str) -> Result<()> {
        wait::until_so("the best match", TIMEOUT, || {
            Ok(self.window.rows()?.first().is_some_and(|row| row.contains(text)))
        })
    }

    /// Waits until the page has painted what it was told, so that the picture is of that.
    fn picture(&self, name: &str) -> Result<()> {
        self.window.painted()?;
        let file = self.file(name);
        self.desktop.display()?.photograph(&file)?;
        self.said(&file)
    }

    fn browser_picture(&self, name: &str) -> Result<()> {
        let file = self.file(name);
        self.chromium.photograph(&file)?;
        self.said(&file)
    }

    fn file(&self, name: &str) -> PathBuf {
        self.out.join(name).with_extension("png")
    }

    fn said(&self, file: &Path) -> Result<()> {
        let name = file.file_stem().unwrap_or_default().to_string_lossy();
        say(&name)
    }
}
