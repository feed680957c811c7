//! The window: it is made when it is wanted and gone when it is closed, while the program goes on; and what its web view may never do.

mod frame;

pub(crate) use frame::Frame;

use crate::automation;
use crate::compose::end_network_process;
use crate::desktop::Desktop;
use crate::told;
use frame::Place;
use rolecall_model::desktop_message::Room;
use std::sync::Arc;
use std::time::Duration;
use tauri::async_runtime;
use tauri::webview::NewWindowResponse;
use tauri::{
    AppHandle, Manager as _, State, Url, WebviewUrl, WebviewWindow, WebviewWindowBuilder, WindowEvent,
};
use tokio::sync::watch;

const LABEL: &str = "main";

/// The web view's own processes have ended then.
const WINDOW_IS_GONE: Duration = Duration::from_secs(1);

/// What the state database calls the window's frame.
const REMEMBERED: &str = "window";

/// Shows the window, made again where it was when it was closed; and a room of it, if one is asked for.
pub(crate) fn show(desktop: &Desktop, room: Option<Room>) {
    let app = desktop.app.clone();
    let on_main_thread = move || {
        let desktop = app.state::<Desktop>();
        if let Err(error) = show_now(&desktop, room) {
            tracing::error!(%error, "the window could not be shown");
        }
    };
    if let Err(error) = desktop.app.run_on_main_thread(on_main_thread) {
        tracing::error!(%error, "the window could not be shown");
    }
}

fn show_now(desktop: &Desktop, room: Option<Room>) -> tauri::Result<()> {
    if let Some(window) = desktop.app.get_webview_window(LABEL) {
        window.unminimize()?;
        window.show()?;
        window.set_focus()?;
        if let Some(room) = room {
            desktop.want_room(room);
        }
        return Ok(());
    }
    let frame = desktop.frame().or_else(|| remembered(desktop));
    // A folder is the web view's name below: under one that was there already, WebKit's second private window has no page.
    let folder = desktop.composition.web_view_folder(desktop.next_opening(room));
    open(&desktop.app, folder, frame)
}

/// Makes the window. Its web view keeps nothing on the disk and never leaves the page it was made for.
///
/// `folder` takes what WebKit makes all the same: salts and an empty list of hosts.
fn open(app: &AppHandle, folder: std::path::PathBuf, frame: Option<Frame>) -> tauri::Result<()> {
    let frame = frame.unwrap_or_default();
    let mut builder = WebviewWindowBuilder::new(app, LABEL, WebviewUrl::App("index.html".into()))
        .title("Rolecall")
        .inner_size(frame.width, frame.height)
        .min_inner_size(frame::LEAST.0, frame::LEAST.1)
        .maximized(frame.is_maximized)
        .data_directory(folder)
        .incognito(!automation::is_on())
        .disable_drag_drop_handler()
        .on_navigation(is_own_page)
        .on_new_window(|_, _| NewWindowResponse::Deny);
    if let Some(Place { x, y }) = frame.place.filter(|place| is_on_a_monitor(app, place)) {
        builder = builder.position(x, y);
    }
    builder.build().map(drop)
}

/// Whether a window there can be seen and moved: a monitor may be gone.
fn is_on_a_monitor(app: &AppHandle, place: &Place) -> bool {
    let monitors = app.available_monitors().unwrap_or_default();
    monitors.iter().any(|monitor| {
        let scale = monitor.scale_factor();
        let (origin, size) = (
            monitor.position().to_logical::<f64>(scale),
            monitor.size().to_logical::<f64>(scale),
        );
        place.is_within(origin.x, origin.y, size.width, size.height)
    })
}

/// Tells whether there is a window.
pub(crate) fn is_open(app: &AppHandle) -> bool {
    app.get_webview_window(LABEL).is_some()
}

/// Hears what happens to the window.
pub(crate) fn hear(desktop: &Desktop, event: &WindowEvent) {
    if matches!(event, WindowEvent::CloseRequested { .. }) {
        remember(desktop);
    }
    if matches!(event, WindowEvent::Destroyed) && !desktop.is_ending() {
        closed(desktop);
    }
}

fn closed(desktop: &Desktop) {
    let clock = Arc::clone(&desktop.stage().ports.clock);
    let tray_shown = desktop.known().tray_shown;
    let app = desktop.app.clone();
    async_runtime::spawn(async move {
        clock.sleep(WINDOW_IS_GONE).await;
        end_web_processes(&app);
        told::closed_to_tray(&app.state::<Desktop>(), tray_shown);
    });
}

/// Ends what WebKit leaves of a closed window. On the main thread, where no other is made meanwhile.
fn end_web_processes(app: &AppHandle) {
    let handle = app.clone();
    let on_main_thread = move || {
        if !is_open(&handle) {
            end_network_process();
            handle.state::<Desktop>().composition.forget_web_views();
        }
    };
    if let Err(error) = app.run_on_main_thread(on_main_thread) {
        tracing::warn!(%error, "what the window left was not ended");
    }
}

/// Remembers where the window is, if there is one.
pub(crate) fn remember(desktop: &Desktop) {
    let frame = desktop
        .app
        .get_webview_window(LABEL)
        .and_then(|window| frame_of(&window).ok());
    let Some(frame) = frame else { return };
    let frame = frame.after(desktop.frame());
    desktop.keep_frame(frame);
    let store = &desktop.stage().ports.store.preference_store;
    if let Err(error) = store.set_value(REMEMBERED, &frame.to_text()) {
        tracing::warn!(%error, "where the window was is not remembered");
    }
}

fn frame_of(window: &WebviewWindow) -> tauri::Result<Frame> {
    let scale = window.scale_factor()?;
    let size = window.inner_size()?.to_logical::<f64>(scale);
    let position = window.outer_position()?.to_logical::<f64>(scale);
    Ok(Frame {
        width: size.width,
        height: size.height,
        place: Some(Place {
            x: position.x,
            y: position.y,
        }),
        is_maximized: window.is_maximized()?,
    })
}

fn remembered(desktop: &Desktop) -> Option<Frame> {
    let text = desktop
        .stage()
        .ports
        .store
        .preference_store
        .value(REMEMBERED)
        .ok()??;
    Frame::read(&text)
}

/// Shows the window whenever the user clicked a notification that wants it.
pub(crate) async fn follow_calls(desktop: State<'_, Desktop>) {
    let mut stages = desktop.stages();
    loop {
        let mut calls = stages.borrow_and_update().keeper.calls_for_window();
        calls.mark_unchanged();
        loop {
            tokio::select! {
                () = call(&mut calls) => show(&desktop, None),
                other = stages.changed() => match other {
                    Ok(()) => break,
                    Err(_) => return,
                },
            }
        }
    }
}

/// Returns when the keeper calls for the window; one that ended never does.
async fn call(calls: &mut watch::Receiver<u32>) {
    if calls.changed().await.is_err() {
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
    use super::{call, is_own_page};
    use tokio::sync::watch;

    #[tokio::test]
    async fn a_keeper_that_ended_calls_for_nothing() {
        let (calls, mut heard) = watch::channel(0);
        calls.send_replace(1);
        call(&mut heard).await;
        drop(calls);
        tokio::select! {
            biased;
            () = call(&mut heard) => panic!("nobody called"),
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
