//! The browser's own context menu, which has "Back" and "Reload": the page has menus of its own. Text fields keep it, for the clipboard.

use glib::object::ObjectExt as _;
use glib::value::ToValue as _;
use tauri::WebviewWindow;

/// `WEBKIT_HIT_TEST_RESULT_CONTEXT_EDITABLE` of WebKitGTK.
const EDITABLE: u32 = 1 << 5;

/// Lets WebKit show no menu in `window`, except in text fields.
pub(super) fn disable(window: &WebviewWindow) -> tauri::Result<()> {
    window.with_webview(|webview| {
        // The last parameter of the signal tells what was clicked; `true` says that no menu is to be shown.
        webview.inner().connect("context-menu", false, |parameters| {
            let clicked = parameters
                .last()
                .and_then(|value| value.get::<glib::Object>().ok());
            let context = clicked.map_or(0, |clicked| clicked.property::<u32>("context"));
            Some((!is_editable(context)).to_value())
        });
    })
}

fn is_editable(context: u32) -> bool {
    context & EDITABLE != 0
}

#[cfg(test)]
mod tests {
    use super::is_editable;

    #[test]
    fn only_a_text_field_keeps_the_menu() {
        assert!(is_editable(0b10_0010));
        assert!(!is_editable(0b1000_0010), "selected text");
        assert!(!is_editable(0));
    }
}
