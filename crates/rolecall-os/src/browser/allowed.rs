//! Which addresses may be opened: AWS's own hosts by kind of page, or the endpoint that a portal has instead.

use rolecall::ports::BrowserPage;
use rolecall_model::partition::Partition;
use rolecall_model::portal::EndpointUrl;
use url::{Host, Url};

/// Returns the address of `page` if it may be opened.
pub(super) fn address(page: &BrowserPage) -> Option<&str> {
    let text = match page {
        // EXPOSE: checked, then given to the browser over loopback.
        BrowserPage::SignIn(link) => link.expose(),
        // EXPOSE: checked, then given to the browser over loopback.
        BrowserPage::Console(link) => link.expose(),
        BrowserPage::DeviceCode(address) => address,
    };
    let url = Url::parse(text).ok()?;
    let plain = url.username().is_empty() && url.password().is_none() && !text.chars().any(char::is_control);
    let may = match page {
        BrowserPage::SignIn(link) => match link.endpoint() {
            Some(endpoint) => is_under(endpoint, text, "/authorize"),
            None => is_at(&url, Partition::is_oidc_host, "/authorize"),
        },
        BrowserPage::Console(link) => match link.endpoint() {
            Some(endpoint) => is_under(endpoint, text, "/federation"),
            None => is_at(&url, Partition::is_signin_host, "/federation"),
        },
        // Where a code is confirmed, AWS says; people have portals under domains of their own.
        BrowserPage::DeviceCode(_) => url.scheme() == "https" || is_plain_on_this_machine(&url),
    };
    (plain && may).then_some(text)
}

fn is_at(url: &Url, is_known: fn(&str) -> bool, path: &str) -> bool {
    url.scheme() == "https"
        && url.port().is_none()
        && url.path() == path
        && url.host_str().is_some_and(is_known)
}

/// An endpoint is the user's own word, checked when it was set; the path is what Rolecall puts behind it.
fn is_under(endpoint: &EndpointUrl, text: &str, path: &str) -> bool {
    let rest = text.strip_prefix(endpoint.as_str());
    rest.is_some_and(|rest| rest.split('?').next() == Some(path))
}

fn is_plain_on_this_machine(url: &Url) -> bool {
    let on_this_machine = match url.host() {
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        Some(Host::Domain(_)) | None => false,
    };
    on_this_machine && url.scheme() == "http"
}
