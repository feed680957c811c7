//! Which URLs may be opened, how they reach the browser, and what other clients get.

#![cfg(unix)]

use super::command::BrowserCommand;
use super::{SystemBrowser, allowed_url};
use crate::environment::EnvironmentVariables;
use rolecall::ports::{Browser, BrowserError, BrowserPage, BrowserWarning};
use rolecall_model::browser_failure::BrowserFailure;
use rolecall_model::portal::EndpointUrl;
use rolecall_model::secret::{AuthorizationUrl, ConsoleUrl};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

fn endpoint(url: &str) -> Option<EndpointUrl> {
    Some(EndpointUrl::parse(url).unwrap())
}

fn console(url: &str) -> BrowserPage {
    BrowserPage::Console(ConsoleUrl::from_exposed(url))
}

fn console_at_endpoint(url: &str) -> BrowserPage {
    BrowserPage::Console(ConsoleUrl::from_exposed(url).with_endpoint(endpoint("http://127.0.0.1:9").as_ref()))
}

fn sign_in(url: &str) -> BrowserPage {
    BrowserPage::SignIn(AuthorizationUrl::from_exposed(url))
}

fn sign_in_at(own: &str, url: &str) -> BrowserPage {
    BrowserPage::SignIn(AuthorizationUrl::from_exposed(url).with_endpoint(endpoint(own).as_ref()))
}

fn no_warning(warning: BrowserWarning) {
    panic!("{:?}", warning.failure);
}

fn is_allowed(page: &BrowserPage) -> bool {
    allowed_url::allowed_url(page).is_some()
}

#[test]
fn allowed_urls_are_opened() {
    for page in [
        sign_in("https://oidc.eu-central-1.amazonaws.com/authorize?state=x"),
        sign_in("https://oidc.cn-north-1.amazonaws.com.cn/authorize"),
        sign_in("https://us-east-1.signin.aws.amazon.com/v1/authorize?state=x"),
        sign_in("https://cn-north-1.signin.amazonaws.cn/v1/authorize"),
        sign_in_at(
            "http://127.0.0.1:4566",
            "http://127.0.0.1:4566/v1/authorize?state=x",
        ),
        sign_in_at("http://127.0.0.1:4566", "http://127.0.0.1:4566/authorize?state=x"),
        sign_in_at(
            "https://sso.corp.example/aws/",
            "https://sso.corp.example/aws/authorize",
        ),
        console("https://signin.aws.amazon.com/federation?Action=login"),
        console("https://eu-west-1.signin.aws.amazon.com/federation"),
        console_at_endpoint("http://127.0.0.1:9/federation"),
        BrowserPage::DeviceCode("https://device.sso.us-east-1.amazonaws.com/?user_code=A".to_owned()),
        BrowserPage::DeviceCode("http://127.0.0.1:9/device?user_code=A".to_owned()),
    ] {
        assert!(is_allowed(&page), "{page:?}");
    }
}

#[test]
fn other_urls_are_not_opened() {
    for url in [
        "http://oidc.eu-central-1.amazonaws.com/authorize",
        "https://oidc.eu-central-1.amazonaws.com.evil.example/authorize",
        "https://user@oidc.eu-central-1.amazonaws.com/authorize",
        "https://oidc.eu-central-1.amazonaws.com:8443/authorize",
        "https://oidc.eu-central-1.amazonaws.com/evil/authorize",
        "https://evil.example/authorize",
        "https://evilsignin.aws.amazon.com/v1/authorize",
        "https://us-east-1.signin.aws.amazon.com/authorize",
        "https://us-east-1.signin.aws.amazon.com.evil.example/v1/authorize",
        "https://oidc.eu-central-1.amazonaws.com/v1/authorize",
        "http://127.0.0.1:4566/authorize",
        "file:///etc/passwd",
        "javascript:alert(1)",
    ] {
        assert!(!is_allowed(&sign_in(url)), "{url}");
        assert!(!is_allowed(&sign_in_at("https://sso.corp.example", url)), "{url}");
    }
    for url in [
        "https://sso.corp.example.evil.example/authorize",
        "https://sso.corp.example:8443/authorize",
        "https://sso.corp.example@evil.example/authorize",
        "https://sso.corp.example/other?/authorize",
    ] {
        assert!(!is_allowed(&sign_in_at("https://sso.corp.example", url)), "{url}");
    }
    for page in [
        console("https://evilsignin.aws.amazon.com/federation"),
        console("https://signin.aws.amazon.com.evil.example/federation"),
        console("https://signin.aws.amazon.com/other"),
        console("https://evil.example/federation"),
        console("http://127.0.0.1:9/federation"),
        console_at_endpoint("http://localhost:1/federation"),
        console_at_endpoint("https://signin.aws.amazon.com/federation"),
        BrowserPage::DeviceCode("http://device.sso.us-east-1.amazonaws.com/".to_owned()),
        BrowserPage::DeviceCode("smb://127.0.0.1/share".to_owned()),
    ] {
        assert!(!is_allowed(&page));
    }
}

/// A browser that writes its arguments to a file.
fn scripted(folder: &Path, body: &str) -> SystemBrowser {
    let script = folder.join("browser");
    std::fs::write(&script, format!("#!/bin/sh\n{body}\n")).unwrap();
    std::fs::set_permissions(&script, std::fs::Permissions::from_mode(0o755)).unwrap();
    let browser = Some(format!("{} --new-tab %s", script.display()));
    SystemBrowser::new(&EnvironmentVariables {
        browser,
        ..EnvironmentVariables::default()
    })
}

/// A browser that notes what `command` prints, and the file that it writes.
fn noting(folder: &Path, command: &str) -> (SystemBrowser, PathBuf) {
    let note = folder.join("note");
    let body = format!("{command} > {0}.part; mv {0}.part {0}", note.display());
    (scripted(folder, &body), note)
}

/// Waits for the note of a browser.
async fn noted(note: &Path) -> String {
    loop {
        match std::fs::read_to_string(note) {
            Ok(text) => return text,
            Err(_) => tokio::task::yield_now().await,
        }
    }
}

async fn try_get(address: &str, path: &str) -> std::io::Result<String> {
    let mut stream = TcpStream::connect(address).await?;
    stream
        .write_all(format!("GET {path} HTTP/1.1\r\nHost: {address}\r\n\r\n").as_bytes())
        .await?;
    let mut response = String::new();
    stream.read_to_string(&mut response).await?;
    Ok(response)
}

async fn get(address: &str, path: &str) -> String {
    try_get(address, path).await.unwrap()
}

#[tokio::test]
async fn a_page_reaches_the_browser_once_and_never_as_an_argument() {
    for page in [
        console_at_endpoint("http://127.0.0.1:9/federation?SigninToken=CANARY"),
        sign_in_at("http://127.0.0.1:9", "http://127.0.0.1:9/authorize?state=CANARY"),
        BrowserPage::DeviceCode("http://127.0.0.1:9/device?user_code=CANARY".to_owned()),
    ] {
        let folder = tempfile::tempdir().unwrap();
        let (browser, note) = noting(folder.path(), "echo \"$@\"");
        let address_of_page = allowed_url::allowed_url(&page).unwrap().to_owned();
        let opening = tokio::spawn(async move { browser.open(&page, &no_warning).await });
        let arguments = noted(&note).await;
        assert!(!arguments.contains("CANARY"), "{arguments}");
        let url = arguments.trim().strip_prefix("--new-tab http://").unwrap();
        let (address, path) = url.split_at(url.find('/').unwrap());
        assert!(get(address, "/guess").await.starts_with("HTTP/1.1 404"));
        let response = get(address, path).await;
        let location = format!("Location: {address_of_page}\r\n");
        assert!(
            response.starts_with("HTTP/1.1 303") && response.contains(&location),
            "{response}"
        );
        assert!(response.contains("no-store") && response.contains("no-referrer"));
        opening.await.unwrap().unwrap();
        // A process that another test is just starting may hold the port for a moment, but nobody answers there.
        let again = try_get(address, path).await.unwrap_or_default();
        assert_eq!(again, "", "it works once");
    }
}

fn named(browser: String) -> SystemBrowser {
    SystemBrowser::new(&EnvironmentVariables {
        browser: Some(browser),
        ..EnvironmentVariables::default()
    })
}

#[tokio::test]
async fn the_next_browser_is_tried_when_one_does_not_exist() {
    let folder = tempfile::tempdir().unwrap();
    let (_, note) = noting(folder.path(), "echo \"$@\"");
    let browser = named(format!(
        "/nowhere/browser %s:{}/browser --tab %s &",
        folder.path().display()
    ));
    let opening = tokio::spawn(async move {
        let page = console_at_endpoint("http://127.0.0.1:9/federation");
        browser.open(&page, &no_warning).await
    });
    let arguments = noted(&note).await;
    let url = arguments.trim().strip_prefix("--tab http://").unwrap();
    let (address, path) = url.split_at(url.find('/').unwrap());
    assert!(get(address, path).await.starts_with("HTTP/1.1 303"));
    opening.await.unwrap().unwrap();
}

#[tokio::test]
async fn a_program_that_ends_with_a_failure_takes_nothing_from_the_page_and_starts_no_other_browser() {
    let folder = tempfile::tempdir().unwrap();
    let (_, note) = noting(folder.path(), "echo \"$@\"");
    let browser = named(format!("/bin/false:{}/browser", folder.path().display()));
    let (warnings, mut warned) = tokio::sync::mpsc::unbounded_channel();
    let opening = tokio::spawn(async move {
        let page = console_at_endpoint("http://127.0.0.1:9/federation");
        browser
            .open(&page, &|warning| warnings.send(warning).unwrap())
            .await
    });
    let BrowserWarning { failure, address } = warned.recv().await.unwrap();
    let status = "exit status: 1".to_owned();
    assert_eq!(failure, BrowserFailure::ProgramFailed { status });
    // EXPOSE: the test plays the user who opens it
    let url = address.expose().strip_prefix("http://").unwrap();
    let (address, path) = url.split_at(url.find('/').unwrap());
    assert!(get(address, path).await.starts_with("HTTP/1.1 303"));
    opening.await.unwrap().unwrap();
    assert!(!note.exists(), "the second browser was not started");
}

#[tokio::test]
async fn a_browser_that_cannot_be_started_or_is_missing_is_an_error() {
    let page = console_at_endpoint("http://127.0.0.1:9/federation");
    let folder = tempfile::tempdir().unwrap();
    let (broken, _) = noting(folder.path(), "");
    std::fs::write(folder.path().join("browser"), "#!/nowhere/interpreter\n").unwrap();
    let failed = broken.open(&page, &no_warning).await;
    assert!(
        matches!(
            failed,
            Err(BrowserError::Failed(BrowserFailure::NotStarted { .. }))
        ),
        "{failed:?}"
    );
    let nowhere = SystemBrowser::new(&EnvironmentVariables::default());
    assert!(!nowhere.is_available());
    let absent = nowhere.open(&page, &no_warning).await;
    assert!(matches!(absent, Err(BrowserError::Absent)));
    let refused = nowhere.open(&console("https://evil.example/"), &no_warning).await;
    assert!(matches!(refused, Err(BrowserError::Refused)));

    let mistaken = named("nowhere --tab".to_owned());
    assert!(mistaken.is_available(), "the user wants a browser");
    assert_eq!(mistaken.missing_choice().as_deref(), Some("nowhere --tab"));
    let not_found = mistaken.open(&page, &no_warning).await;
    assert!(
        matches!(
            not_found,
            Err(BrowserError::Failed(BrowserFailure::ProgramNotFound { .. }))
        ),
        "{not_found:?}"
    );
}

#[tokio::test]
async fn the_url_replaces_its_placeholder_and_is_appended_otherwise() {
    let url = "https://device.sso.us-east-1.amazonaws.com/?user_code=%41";
    for (arguments, expected) in [
        ("", url.to_owned()),
        ("--tab=%s 100%% a%cb %d %", format!("--tab={url} 100% a:b %d %")),
        ("'%s %s'", format!("{url} {url}")),
    ] {
        let folder = tempfile::tempdir().unwrap();
        let (_, note) = noting(folder.path(), "echo \"$@\"");
        let browser = named(format!("{}/browser {arguments}", folder.path().display()));
        let _process = browser.start(url).unwrap();
        assert_eq!(noted(&note).await.trim(), expected);
    }
}

/// As root, requests a page as somebody else: as the relay of WSL does, and as a browser that runs as another user.
#[tokio::test]
async fn another_user_gets_a_page_through_a_relay_only() {
    if !rustix::process::geteuid().is_root() {
        return;
    }
    let other_user = "setpriv --reuid=65534 --regid=65534 --clear-groups perl -MIO::Socket::INET -e";
    let request = r#"$ARGV[0] =~ m{http://([^/]*)(/.*)}; $s = IO::Socket::INET->new($1) or die; print $s "GET $2 HTTP/1.1\r\nHost: $1\r\n\r\n"; $s->flush; print <$s>"#;
    for (in_wsl, status) in [(true, "HTTP/1.1 303"), (false, "HTTP/1.1 403")] {
        let folder = tempfile::tempdir().unwrap();
        let (mut browser, note) = noting(folder.path(), &format!("{other_user} '{request}' \"$2\""));
        browser.in_wsl = in_wsl;
        let (warnings, mut warned) = tokio::sync::mpsc::unbounded_channel();
        let opening = tokio::spawn(async move {
            let page = console_at_endpoint("http://127.0.0.1:9/federation");
            browser
                .open(&page, &|warning| warnings.send(warning).unwrap())
                .await
        });
        let response = noted(&note).await;
        assert!(response.starts_with(status), "{response}");
        if in_wsl {
            opening.await.unwrap().unwrap();
            continue;
        }
        assert!(
            response.contains("another user") && !response.contains("federation"),
            "{response}"
        );
        let warning = warned.recv().await.unwrap();
        assert_eq!(warning.failure, BrowserFailure::OtherUser);
        let address = warning.address;
        // EXPOSE: the test plays the user who opens it
        let url = address.expose().strip_prefix("http://").unwrap();
        let (address, path) = url.split_at(url.find('/').unwrap());
        assert!(
            get(address, path).await.starts_with("HTTP/1.1 303"),
            "the user can open it"
        );
        opening.await.unwrap().unwrap();
    }
}

#[test]
fn inside_wsl_the_browser_of_windows_is_used() {
    let folder = tempfile::tempdir().unwrap();
    for name in ["wslview", "xdg-open"] {
        let path = folder.path().join(name);
        std::fs::write(&path, "").unwrap();
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o755)).unwrap();
    }
    let in_wsl = EnvironmentVariables {
        in_wsl: true,
        path: Some(folder.path().into()),
        ..EnvironmentVariables::default()
    };
    let first = |environment: &EnvironmentVariables| SystemBrowser::new(environment).commands.swap_remove(0);
    let wslview = BrowserCommand::new(folder.path().join("wslview"), Vec::new());
    assert_eq!(first(&in_wsl), wslview, "without a display, too");
    let elsewhere = EnvironmentVariables {
        in_wsl: false,
        has_display: true,
        ..in_wsl
    };
    let xdg_open = BrowserCommand::new(folder.path().join("xdg-open"), Vec::new());
    assert_eq!(first(&elsewhere), xdg_open);
}

#[tokio::test]
async fn the_exit_status_of_explorer_means_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let start = |name: &str, is_windows_program| {
        let path = folder.path().join(name);
        std::fs::copy("/bin/false", &path).unwrap();
        let process = BrowserCommand::new(path, Vec::new()).start("", None).unwrap();
        assert_eq!(process.is_windows_program(), is_windows_program, "{name}");
        process
    };
    let explorer = start("Explorer.EXE", true);
    let others = [start("wslview", true), start("browser", false)];
    let others = async {
        for other in others {
            other.failure().await;
        }
    };
    tokio::select! {
        biased;
        failure = explorer.failure() => panic!("{failure:?}"),
        () = others => {}
    }
}

#[test]
fn there_is_a_browser_only_with_a_display_or_when_one_is_named() {
    let desktop = || EnvironmentVariables {
        has_display: true,
        path: std::env::var_os("PATH"),
        ..EnvironmentVariables::default()
    };
    let is_available = |environment: &EnvironmentVariables| SystemBrowser::new(environment).is_available();
    let changes: [fn(&mut EnvironmentVariables); 3] = [
        |variables| variables.over_ssh = true,
        |variables| variables.has_display = false,
        |variables| variables.path = Some("/nowhere".into()),
    ];
    for change in changes {
        let mut nowhere = desktop();
        change(&mut nowhere);
        assert!(!is_available(&nowhere), "{nowhere:?}");
    }
    let named = EnvironmentVariables {
        over_ssh: true,
        browser: Some("/bin/true".to_owned()),
        ..EnvironmentVariables::default()
    };
    assert!(is_available(&named));
}

#[tokio::test]
async fn the_browser_gets_the_original_file_mask() {
    let folder = tempfile::tempdir().unwrap();
    let (mut browser, note) = noting(folder.path(), "umask");
    browser.umask = Some("0027".to_owned());
    let page = BrowserPage::DeviceCode("https://device.sso.us-east-1.amazonaws.com/".to_owned());
    let opening = tokio::spawn(async move { browser.open(&page, &no_warning).await });
    let umask = noted(&note).await;
    opening.abort();
    assert_eq!(umask.trim(), "0027");
}
