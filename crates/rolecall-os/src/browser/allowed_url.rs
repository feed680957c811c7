//! Which URLs may be opened: on AWS's hosts by kind of page, or on the endpoint that a portal has instead.

use rolecall::ports::BrowserPage;
use rolecall_model::partition::Partition;
use rolecall_model::portal::EndpointUrl;
use url::{Host, Url};

/// Where one signs in to a portal, on the hosts of SSO OIDC.
const PORTAL_SIGN_IN: &str = "/authorize";
/// Where one signs in to the console for a program, on the sign-in hosts.
const CONSOLE_SIGN_IN: &str = "/v1/authorize";

/// Returns the URL of `page` if it may be opened.
pub(super) fn allowed_url(page: &BrowserPage) -> Option<&str> {
    let text = match page {
        // EXPOSE: checked, then given to the browser over loopback.
        BrowserPage::SignIn(link) => link.expose(),
        // EXPOSE: checked, then given to the browser over loopback.
        BrowserPage::Console(link) => link.expose(),
        BrowserPage::DeviceCode(address) => address,
    };
    let url = Url::parse(text).ok()?;
    let is_plain =
        url.username().is_empty() && url.password().is_none() && !text.chars().any(char::is_control);
    let is_allowed = match page {
        BrowserPage::SignIn(link) => match link.endpoint() {
            Some(endpoint) => [PORTAL_SIGN_IN, CONSOLE_SIGN_IN]
                .into_iter()
                .any(|path| is_under(endpoint, text, path)),
            None => {
                is_aws_url(&url, Partition::is_oidc_host, PORTAL_SIGN_IN)
                    || is_aws_url(&url, Partition::is_signin_host, CONSOLE_SIGN_IN)
            }
        },
        BrowserPage::Console(link) => match link.endpoint() {
            Some(endpoint) => is_under(endpoint, text, "/federation"),
            None => is_aws_url(&url, Partition::is_signin_host, "/federation"),
        },
        // AWS names the page where a code is confirmed; portals may have their own domains.
        BrowserPage::DeviceCode(_) => url.scheme() == "https" || is_http_on_loopback(&url),
    };
    (is_plain && is_allowed).then_some(text)
}

fn is_aws_url(url: &Url, is_known_host: fn(&str) -> bool, path: &str) -> bool {
    url.scheme() == "https"
        && url.port().is_none()
        && url.path() == path
        && url.host_str().is_some_and(is_known_host)
}

/// The user set the endpoint, and it was validated then; Rolecall appends the path.
fn is_under(endpoint: &EndpointUrl, text: &str, path: &str) -> bool {
    let rest = text.strip_prefix(endpoint.as_str());
    rest.is_some_and(|rest| rest.split('?').next() == Some(path))
}

fn is_http_on_loopback(url: &Url) -> bool {
    let is_loopback = match url.host() {
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        Some(Host::Domain(_)) | None => false,
    };
    is_loopback && url.scheme() == "http"
}
