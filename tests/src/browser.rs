//! Chromium, driven as a user would at the pages of AWS: signing in, allowing, looking at the console.

use crate::programs;
use crate::started::Started;
use crate::test_desktop::TestDesktop;
use crate::wait::{self, TIMEOUT};
use crate::webdriver::Driver;
use anyhow::Result;
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use std::process::Command;

/// A browser at work.
#[derive(Debug)]
pub struct Chromium {
    driver: Driver,
    _program: Started,
}

/// What the console page says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConsolePage {
    /// The account.
    pub account_id: String,
    /// The role.
    pub role_name: String,
    /// The service.
    pub service: String,
    /// The region.
    pub region: String,
}

impl Chromium {
    /// Starts one with a fresh profile outside of the user's home.
    ///
    /// # Errors
    /// When it does not start.
    pub fn start(desktop: &TestDesktop) -> Result<Self> {
        let profile = desktop.outside().join("chromium");
        let options = json!({
            "binary": programs::tool("chromium", "chromium")?,
            "args": [
                "--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu", "--no-first-run",
                "--password-store=basic", "--window-size=1000,900", format!("--user-data-dir={}", profile.display()),
            ],
        });
        Self::with(desktop, &options)
    }

    /// Drives one that runs already and listens for this at `port`.
    ///
    /// # Errors
    /// When it does not answer.
    pub fn running(desktop: &TestDesktop, port: u16) -> Result<Self> {
        Self::with(desktop, &json!({"debuggerAddress": format!("127.0.0.1:{port}")}))
    }

    fn with(desktop: &TestDesktop, options: &Value) -> Result<Self> {
        let mut command = Command::new(programs::tool("chromedriver", "chromium-driver")?);
        let home = desktop.outside().join("chromium-home");
        std::fs::create_dir_all(&home)?;
        command.arg("--port=0").current_dir(&home);
        command
            .env_clear()
            .env("PATH", std::env::var_os("PATH").unwrap_or_default());
        command
            .env("HOME", &home)
            .env("TMPDIR", &home)
            .env("LANG", "C.UTF-8");
        command
            .env("XDG_RUNTIME_DIR", &home)
            .env("DBUS_SESSION_BUS_ADDRESS", "disabled:");
        let mut program = Started::start("chromedriver", command, &desktop.outside())?;
        let port: u16 = program.line(|line| {
            line.rsplit_once("successfully on port ")?
                .1
                .trim_end_matches('.')
                .parse()
                .ok()
        })?;
        let capabilities = json!({"browserName": "chrome", "goog:chromeOptions": options});
        let driver = Driver::open(&format!("127.0.0.1:{port}"), &capabilities)?;
        Ok(Self {
            driver,
            _program: program,
        })
    }

    /// Returns its driver.
    pub fn driver(&self) -> &Driver {
        &self.driver
    }

    /// Opens the address of a sign-in, allows it as the first user, and waits until the last page says it is done.
    ///
    /// # Errors
    /// When a page is not as it should be.
    pub fn allow(&self, address: &str) -> Result<String> {
        self.driver.go(address)?;
        self.press_allow()?;
        self.driver.page_text()
    }

    /// Presses Allow on the page that is shown.
    ///
    /// # Errors
    /// When there is no such button.
    pub fn press_allow(&self) -> Result<()> {
        let allow = self.driver.find_one("#allow")?;
        self.driver.click(&allow)?;
        wait::until_so("the consent page to be left", TIMEOUT, || {
            Ok(self.driver.all("#allow")?.is_empty())
        })
    }

    /// Opens the address of a console and tells what is shown.
    ///
    /// # Errors
    /// When it does not land on a console page.
    pub fn console(&self, address: &str) -> Result<ConsolePage> {
        self.driver.go(address)?;
        self.console_shown()
    }

    /// Tells what the console page says that is shown.
    ///
    /// # Errors
    /// When it is no console page.
    pub fn console_shown(&self) -> Result<ConsolePage> {
        let text = |id: &str| self.driver.text_of(id);
        Ok(ConsolePage {
            account_id: text("#account-id")?,
            role_name: text("#role-name")?,
            service: text("#service")?,
            region: text("#region")?,
        })
    }

    /// Writes a picture of its window to `file`.
    ///
    /// # Errors
    /// When it cannot.
    pub fn photograph(&self, file: &Path) -> Result<()> {
        self.driver.photograph(file)
    }

    /// Writes a program for `BROWSER` that starts a Chromium on the address, to be driven at `port`.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn program(desktop: &TestDesktop, port: u16) -> Result<PathBuf> {
        use std::os::unix::fs::PermissionsExt as _;
        let file = desktop.outside().join("real-browser");
        let home = desktop.outside().join("real");
        std::fs::create_dir_all(&home)?;
        let text = format!(
            "#!/bin/sh\nexport HOME='{home}' XDG_CONFIG_HOME='{home}' XDG_CACHE_HOME='{home}'\n\
             exec chromium --headless=new --no-sandbox --disable-dev-shm-usage --disable-gpu --no-first-run \\\n\
             --password-store=basic --user-data-dir='{home}/profile' --remote-debugging-port={port} \"$1\" \\\n\
             >'{home}/out' 2>&1\n",
            home = home.display(),
        );
        std::fs::write(&file, text)?;
        std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o700))?;
        Ok(file)
    }
}
