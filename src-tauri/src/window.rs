//! The window: created when it is shown, destroyed when it is closed, while the program keeps running; and what its web view may never
//! do.
//!
//! It must not know the tray or notifications.

#[cfg(all(unix, not(target_os = "macos")))]
mod context_menu;
mod page_events;
mod theme;

pub(crate) use page_events::send_snapshots;
pub(crate) use theme::FollowedTheme;

use crate::app_state::{AppEvent, AppState, MIN_WINDOW_SIZE, WindowFrame, WindowPosition};
use crate::automation;
use crate::compose::end_network_process;
use rolecall_model::desktop_message::WindowView as View;
use std::sync::Arc;
use std::time::Duration;
use tauri::async_runtime;
use tauri::webview::NewWindowResponse;
use tauri::{
    AppHandle, Manager as _, State, Url, WebviewUrl, WebviewWindow, WebviewWindowBuilder, WindowEvent,
};
use tokio::sync::watch;

const LABEL: &str = "main";

/// The web view's own processes have ended this long after the window was destroyed.
const WEB_PROCESSES_END_IN: Duration = Duration::from_secs(1);

/// Key of the window's frame in the state database.
const FRAME_KEY: &str = "window";

/// Shows the window where it was closed, and a view of its page, if one is named.
pub(crate) fn show(state: &AppState, view: Option<View>) {
    let app = state.app.clone();
    let on_main_thread = move || {
        let state = app.state::<AppState>();
        if let Err(error) = show_now(&state, view) {
            tracing::error!(%error, "the window could not be shown");
        }
    };
    if let Err(error) = state.app.run_on_main_thread(on_main_thread) {
        tracing::error!(%error, "the window could not be shown");
    }
}

fn show_now(state: &AppState, view: Option<View>) -> tauri::Result<()> {
    if let Some(window) = state.app.get_webview_window(LABEL) {
        window.unminimize()?;
        window.show()?;
        window.set_focus()?;
        if let Some(view) = view {
            state.request_view(view);
        }
        return Ok(());
    }
    let frame = state.window_frame().or_else(|| stored_frame(state));
    // The folder is the identity of WebKit's private session: with one that was used before, the second window stays empty.
    let folder = state.composition.web_view_folder(state.on_window_created(view));
    create(&state.app, folder, frame)
}

/// Closes the window, as its close button does.
pub(crate) fn close(state: &AppState) {
    let Some(window) = state.app.get_webview_window(LABEL) else {
        return;
    };
    if let Err(error) = window.close() {
        tracing::error!(%error, "the window could not be closed");
    }
}

/// Creates the window. Its web view stores nothing on disk and never leaves the page that it was created for.
///
/// `folder` is for what WebKit writes regardless: salts and an empty list of hosts.
fn create(app: &AppHandle, folder: std::path::PathBuf, frame: Option<WindowFrame>) -> tauri::Result<()> {
    let frame = frame.unwrap_or_default();
    let mut builder = WebviewWindowBuilder::new(app, LABEL, WebviewUrl::App("index.html".into()))
        .title("Rolecall")
        .inner_size(frame.width, frame.height)
        .min_inner_size(MIN_WINDOW_SIZE.0, MIN_WINDOW_SIZE.1)
        .maximized(frame.is_maximized)
        .data_directory(folder)
        .incognito(!automation::is_on())
        .disable_drag_drop_handler()
        .on_navigation(is_own_page)
        .on_new_window(|_, _| NewWindowResponse::Deny);
    if let Some(position) = frame.position.filter(|position| is_reachable(app, position)) {
        builder = builder.position(position.x, position.y);
    }
    let window = builder.build()?;
    #[cfg(all(unix, not(target_os = "macos")))]
    if let Err(error) = context_menu::disable(&window) {
        tracing::warn!(%error, "the browser's context menu stays");
    }
    #[cfg(not(all(unix, not(target_os = "macos"))))]
    drop(window);
    Ok(())
}

/// Tells whether a window at that position can be seen and dragged: a monitor may have been disconnected.
fn is_reachable(app: &AppHandle, position: &WindowPosition) -> bool {
    let monitors = app.available_monitors().unwrap_or_default();
    monitors.iter().any(|monitor| {
        let scale = monitor.scale_factor();
        let (origin, size) = (
            monitor.position().to_logical::<f64>(scale),
            monitor.size().to_logical::<f64>(scale),
        );
        position.is_reachable_on(origin.x, origin.y, size.width, size.height)
    })
}

fn is_open(app: &AppHandle) -> bool {
    app.get_webview_window(LABEL).is_some()
}

/// Handles an event of the window. Called on the main thread.
pub(crate) fn on_event(state: &AppState, event: &WindowEvent) {
    if matches!(event, WindowEvent::CloseRequested { .. }) {
        save_frame(state);
    }
    if matches!(event, WindowEvent::Destroyed) && !state.is_quitting() {
        on_closed(state);
    }
}

fn on_closed(state: &AppState) {
    let clock = Arc::clone(&state.runtime().ports.clock);
    let tray_shown = state.integration_status().tray_shown;
    let app = state.app.clone();
    async_runtime::spawn(async move {
        clock.sleep(WEB_PROCESSES_END_IN).await;
        end_web_processes(&app);
        app.state::<AppState>()
            .send(AppEvent::WindowClosed { tray_shown });
    });
}

/// Ends the process that WebKit leaves behind after a window. On the main thread, where no other window is created meanwhile.
fn end_web_processes(app: &AppHandle) {
    let handle = app.clone();
    let on_main_thread = move || {
        if !is_open(&handle) {
            end_network_process();
            handle.state::<AppState>().composition.remove_web_view_folders();
        }
    };
    if let Err(error) = app.run_on_main_thread(on_main_thread) {
        tracing::warn!(%error, "the web processes of a closed window were not ended");
    }
}

/// Saves the frame of the window, if there is one.
pub(crate) fn save_frame(state: &AppState) {
    let frame = state
        .app
        .get_webview_window(LABEL)
        .and_then(|window| frame_of(&window).ok());
    let Some(frame) = frame else { return };
    let frame = frame.with_restored_size(state.window_frame());
    state.save_window_frame(frame);
    let store = &state.runtime().ports.store.preference_store;
    if let Err(error) = store.set_value(FRAME_KEY, &frame.to_text()) {
        tracing::warn!(%error, "the window's position was not saved");
    }
}

fn frame_of(window: &WebviewWindow) -> tauri::Result<WindowFrame> {
    let scale = window.scale_factor()?;
    let size = window.inner_size()?.to_logical::<f64>(scale);
    let position = window.outer_position()?.to_logical::<f64>(scale);
    Ok(WindowFrame {
        width: size.width,
        height: size.height,
        position: Some(WindowPosition {
            x: position.x,
            y: position.y,
        }),
        is_maximized: window.is_maximized()?,
    })
}

fn stored_frame(state: &AppState) -> Option<WindowFrame> {
    let text = state
        .runtime()
        .ports
        .store
        .preference_store
        .value(FRAME_KEY)
        .ok()??;
    WindowFrame::parse(&text)
}

/// Shows the window whenever the keeper requests it: the user clicked a notification.
pub(crate) async fn show_on_request(state: State<'_, AppState>) {
    let mut runtimes = state.subscribe_runtime();
    loop {
        let mut requests = runtimes.borrow_and_update().keeper.window_requests();
        requests.mark_unchanged();
        loop {
            tokio::select! {
                () = next_request(&mut requests) => show(&state, None),
                changed = runtimes.changed() => match changed {
                    Ok(()) => break,
                    Err(_) => return,
                },
            }
        }
    }
}

/// Returns when the keeper requests the window; a keeper that ended never does.
async fn next_request(requests: &mut watch::Receiver<u32>) {
    if requests.changed().await.is_err() {
        std::future::pending().await
    }
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
    use super::{is_own_page, next_request};
    use tokio::sync::watch;

    #[tokio::test]
    async fn a_keeper_that_ended_requests_nothing() {
        let (keeper, mut requests) = watch::channel(0);
        keeper.send_replace(1);
        next_request(&mut requests).await;
        drop(keeper);
        tokio::select! {
            biased;
            () = next_request(&mut requests) => panic!("nobody requested the window"),
            () = std::future::ready(()) => {}
        }
    }

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
