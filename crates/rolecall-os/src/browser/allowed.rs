//! Which addresses may be opened: AWS's own hosts by kind of page, or a portal's own endpoint on this machine.

use rolecall::ports::BrowserPage;
use url::{Host, Url};

/// Where SSO OIDC is, by partition: `oidc.<region>.<suffix>`.
const OIDC_SUFFIXES: [&str; 7] = [
    ".amazonaws.com",
    ".amazonaws.com.cn",
    ".amazonaws.eu",
    ".c2s.ic.gov",
    ".sc2s.sgov.gov",
    ".cloud.adc-e.uk",
    ".csp.hci.ic.gov",
];

/// Where console sign-in is, by partition: the host itself, or a region before it.
const SIGN_IN_HOSTS: [&str; 8] = [
    "signin.aws.amazon.com",
    "signin.amazonaws.cn",
    "signin.amazonaws-us-gov.com",
    "signin.amazonaws-eusc.eu",
    "signin.c2shome.ic.gov",
    "signin.sc2shome.sgov.gov",
    "signin.csphome.adc-e.uk",
    "signin.csphome.hci.ic.gov",
];

/// Returns the address of `page` if it may be opened.
pub(super) fn address(page: &BrowserPage) -> Option<&str> {
    let text = match page {
        // EXPOSE: checked, then given to the browser over loopback.
        BrowserPage::SignIn(url) => url.expose(),
        // EXPOSE: checked, then given to the browser over loopback.
        BrowserPage::Console(url) => url.expose(),
        BrowserPage::DeviceCode(url) => url,
    };
    let url = Url::parse(text).ok()?;
    let plain = url.username().is_empty() && url.password().is_none() && !text.chars().any(char::is_control);
    let may = match url.scheme() {
        "https" => is_of_kind(page, &url),
        "http" => is_on_this_machine(&url),
        _ => false,
    };
    (plain && may).then_some(text)
}

fn is_of_kind(page: &BrowserPage, url: &Url) -> bool {
    let own_endpoint = |path: &str| url.path().ends_with(path);
    let Some(host) = url.host_str() else { return false };
    match page {
        // A private endpoint is the user's own word, checked when it was set; its path is what Rolecall appends.
        BrowserPage::SignIn(_) => {
            own_endpoint("/authorize")
                && (!host.contains("amazonaws") || OIDC_SUFFIXES.iter().any(|suffix| host.ends_with(suffix)))
        }
        BrowserPage::Console(_) => {
            own_endpoint("/federation")
                && (!host.contains("signin") || SIGN_IN_HOSTS.iter().any(|known| is_in(host, known)))
        }
        BrowserPage::DeviceCode(_) => true,
    }
}

fn is_in(host: &str, known: &str) -> bool {
    host == known
        || host
            .strip_suffix(known)
            .is_some_and(|before| before.ends_with('.'))
}

fn is_on_this_machine(url: &Url) -> bool {
    match url.host() {
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        Some(Host::Domain(_)) | None => false,
    }
}
