//! The main job in the window, from the first run to signing out.

use anyhow::{Context as _, Result, ensure};
use journeys::browser::ConsolePage;
use journeys::wait::{self, TIMEOUT};
use journeys::webdriver::key;
use journeys::{Chromium, DesktopSetup, Emulator, TestDesktop, Window, clipboard};

#[test]
fn a_user_signs_in_lists_searches_starts_opens_copies_and_signs_out() -> Result<()> {
    let (desktop, emulator, chromium) = crate::steps::asking(DesktopSetup::Desktop)?;
    let window = Window::open(&desktop)?;
    signs_in(&desktop, &emulator, &chromium, &window)?;
    searches_and_starts(&emulator, &window)?;
    opens_the_console(&desktop, &chromium, &window)?;
    copies(&desktop, &emulator, &window)?;
    signs_out(&emulator, &window)
}

fn signs_in(desktop: &TestDesktop, emulator: &Emulator, chromium: &Chromium, window: &Window) -> Result<()> {
    window.fill_portal(emulator)?;
    window.click("Sign in with your browser")?;
    window.sees("Signing in to work")?;
    chromium.allow(&desktop.opened().next()?)?;
    window.sees("24 accounts")?;
    crate::steps::sees_all_roles(window)?;
    window.row("backup-vault")?;
    Ok(())
}

fn searches_and_starts(emulator: &Emulator, window: &Window) -> Result<()> {
    window.search_for("pay adm", "payments-dev/AdministratorAccess")?;
    window.start_first()?;
    window.sees("Started payments-dev / AdministratorAccess")?;
    emulator.called("GetRoleCredentials", 1)?;
    Ok(())
}

fn opens_the_console(desktop: &TestDesktop, chromium: &Chromium, window: &Window) -> Result<()> {
    window.press(&[key::ENTER])?;
    let page = chromium.console(&desktop.opened().next()?)?;
    let expected = ConsolePage {
        account_id: "018734562290".to_owned(),
        role_name: "AdministratorAccess".to_owned(),
        service: page.service.clone(),
        region: "eu-west-1".to_owned(),
    };
    ensure!(page == expected, "landed at {page:?}");
    Ok(())
}

fn copies(desktop: &TestDesktop, emulator: &Emulator, window: &Window) -> Result<()> {
    let display = desktop.display()?;
    window.press(&["c"])?;
    window.sees("With credentials")?;
    window.click("JSON")?;
    window.sees("Copied")?;
    let (key, token) = (
        emulator.last_issued("secret-key")?,
        emulator.last_issued("session-token")?,
    );
    let text = wait::until("the clipboard", TIMEOUT, || clipboard::text(display))?;
    ensure!(
        text.contains(&key) && text.contains(&token),
        "the clipboard holds what AWS issued"
    );
    window.sees("Clear now")?;
    let kinds = clipboard::kinds(display)?;
    ensure!(
        kinds
            .iter()
            .any(|kind| kind.contains("x-kde-passwordManagerHint")),
        "clipboard managers are warned: {kinds:?}"
    );
    emulator.called("GetRoleCredentials", 1)?;
    Ok(())
}

fn signs_out(emulator: &Emulator, window: &Window) -> Result<()> {
    // A visit elsewhere first: the menu must find its place in the view that is shown then.
    window.click("Settings")?;
    window.sees("Console region")?;
    window.click("Back to the list")?;
    let portal = window
        .driver()
        .all(".portal-menu")?
        .into_iter()
        .next()
        .context("the portal in the rail")?;
    window.driver().click(&portal)?;
    window.sign_out()?;
    window.sees("signed out")?;
    wait::until_so("AWS to be told", TIMEOUT, || Ok(emulator.calls("Logout")? == 1))
}

#[test]
fn a_device_code_signs_in_from_the_window() -> Result<()> {
    let (desktop, emulator, chromium) = crate::steps::asking(DesktopSetup::Desktop)?;
    let window = Window::open(&desktop)?;
    window.fill_portal(&emulator)?;
    window.click("Sign in with a code instead")?;
    window.sees("check that it shows this code")?;
    window.sees("Only continue if you started this yourself")?;
    let code = crate::steps::user_code(|| window.driver().page_text().unwrap_or_default())?;
    ensure!(desktop.opened().all()?.is_empty(), "no browser opens on its own");
    window.click("Open the page")?;
    chromium.driver().go(&desktop.opened().next()?)?;
    ensure!(
        chromium.driver().text_of("#user-code")?.contains(&code),
        "the page shows the same code"
    );
    chromium.press_allow()?;
    window.sees("24 accounts")?;
    emulator.called("CreateToken/authorization_code", 0)?;
    Ok(())
}

#[test]
fn a_started_browser_signs_in() -> Result<()> {
    let desktop = TestDesktop::new(DesktopSetup::Desktop)?;
    let emulator = Emulator::playing("demo", "page", &desktop.logs())?;
    let port = std::net::TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
    let browser = Chromium::program(&desktop, port)?;
    let window = Window::open_with(&desktop, |command| {
        command.env("BROWSER", &browser);
    })?;
    window.fill_portal(&emulator)?;
    window.click("Sign in with your browser")?;
    window.sees("Rolecall opened your browser")?;
    let chromium = wait::until("Chromium", TIMEOUT, || {
        Chromium::running(&desktop, port).map(Some)
    })?;
    chromium.press_allow()?;
    window.sees("24 accounts")
}

#[test]
fn a_locked_keychain_is_said_in_the_window() -> Result<()> {
    let (desktop, emulator) = crate::steps::signed_in_desktop()?;
    desktop.rolecall(&["roles"])?.done()?;
    desktop.lock_keychain()?;
    let window = Window::open(&desktop)?;
    window.row("backup-vault")?;
    window.sees("The keychain is locked")?;
    emulator.called("GetRoleCredentials", 0)?;
    Ok(())
}

#[test]
fn the_demo_organization_is_marked_and_left_without_a_trace() -> Result<()> {
    let desktop = TestDesktop::new(DesktopSetup::Desktop)?;
    let window = Window::open(&desktop)?;
    window.click("Try a demo organization")?;
    window.sees("This is a demo organization")?;
    let address = desktop.opened().all()?;
    ensure!(address.len() <= 1, "{address:?}");
    window.sees("24 accounts")?;
    let app = window.id()?;
    let emulator = journeys::processes::named(app, "rolecall-emulator");
    ensure!(emulator.len() == 1, "one emulator of its own: {emulator:?}");
    window.click("Leave the demo")?;
    window.sees("Connect your AWS access portal")?;
    window.sees_no_more("demo organization on your own machine")?;
    wait::until_so("the emulator's end", TIMEOUT, || {
        Ok(journeys::processes::named(app, "rolecall-emulator").is_empty())
    })?;
    ensure!(
        !desktop.home().join(".config/rolecall/settings.toml").exists(),
        "the user's own settings are untouched"
    );
    Ok(())
}

#[test]
fn copied_credentials_leave_the_clipboard_unless_it_holds_something_else() -> Result<()> {
    let (desktop, emulator) = crate::steps::signed_in_desktop()?;
    desktop.rolecall(&["roles"])?.done()?;
    let window = Window::open(&desktop)?;
    window.click("Settings")?;
    let seconds = window.driver().find_one("#clipboardClearInSeconds")?;
    // Emptied first, the field would put its old number back.
    let set = "arguments[0].value = '5'; arguments[0].dispatchEvent(new Event('change', {bubbles: true}))";
    window.driver().run(set, &[seconds.argument()])?;
    wait::until_so("the setting to be stored", TIMEOUT, || {
        let settings = desktop.home().join(".config/rolecall/settings.toml");
        Ok(std::fs::read_to_string(settings)?.contains("= 5"))
    })?;
    window.click("Back to the list")?;
    let display = desktop.display()?;
    let copied = || -> Result<()> {
        window.search("payments-dev Power")?;
        window.row("PowerUserAccess")?;
        window.press(&[key::DOWN])?;
        window.press(&["c"])?;
        window.click("JSON")?;
        window.sees("Clear now")?;
        let secret = emulator.last_issued("secret-key")?;
        ensure!(
            clipboard::text(display)?.is_some_and(|text| text.contains(&secret)),
            "the clipboard holds the credentials"
        );
        Ok(())
    };
    copied()?;
    wait::until_so("an empty clipboard", TIMEOUT, || {
        Ok(clipboard::text(display)?.is_none_or(|text| text.is_empty()))
    })?;
    window.sees_no_more("Clear now")?;
    copied()?;
    let _other = clipboard::put(display, "something else", &desktop.logs())?;
    window.sees_no_more("Clear now")?;
    ensure!(
        clipboard::text(display)?.as_deref() == Some("something else"),
        "what others copied stays"
    );
    Ok(())
}
