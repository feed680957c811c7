//! The window: its size, and what its web view may never do.

use crate::automation;
use std::path::PathBuf;
use tauri::webview::NewWindowResponse;
use tauri::{AppHandle, Url, WebviewUrl, WebviewWindowBuilder};

const LABEL: &str = "main";

/// Opens the main window. Its web view keeps nothing on the disk and never leaves the page it was made for.
///
/// `folder` takes what WebKit makes all the same: salts and an empty list of hosts.
pub(crate) fn open(app: &AppHandle, folder: PathBuf) -> tauri::Result<()> {
    WebviewWindowBuilder::new(app, LABEL, WebviewUrl::App("index.html".into()))
        .title("Rolecall")
        .inner_size(1080.0, 720.0)
        .min_inner_size(720.0, 480.0)
        .data_directory(folder)
        .incognito(!automation::is_on())
        .disable_drag_drop_handler()
        .on_navigation(is_own_page)
        .on_new_window(|_, _| NewWindowResponse::Deny)
        .build()
        .map(drop)
}

/// Tells whether an address is the page itself; in development, the page's own server.
fn is_own_page(url: &Url) -> bool {
    let own = url.scheme() == "tauri" && url.host_str() == Some("localhost")
        || cfg!(windows)
            && matches!(url.scheme(), "http" | "https")
            && url.host_str() == Some("tauri.localhost");
    own || cfg!(not(feature = "custom-protocol"))
        && url.host_str() == Some("localhost")
        && url.port() == Some(5173)
}

#[cfg(test)]
mod tests {
    use super::is_own_page;

    #[test]
    fn only_the_own_page_is_ever_loaded() {
        assert!(is_own_page(&"tauri://localhost/index.html".parse().unwrap()));
        for other in [
            "https://example.com/",
            "http://tauri.localhost.evil.example/",
            "tauri://evil.example/",
            "file:///etc/passwd",
            "data:text/html,x",
            "javascript:alert(1)",
            "about:blank",
            "http://127.0.0.1:4566/",
            "http://ipc.localhost/snapshot",
        ] {
            assert!(!is_own_page(&other.parse().unwrap()), "{other}");
        }
    }
}
