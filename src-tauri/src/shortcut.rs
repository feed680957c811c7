//! The global shortcut that shows the window, when the settings have one.
//!
//! The plugin is created with the first shortcut: without one, nothing listens.

use crate::app_state::{AppEvent, AppState};
use crate::messages;
use tauri::{Manager as _, State};
use tauri_plugin_global_shortcut::{Builder, GlobalShortcutExt as _, Shortcut, ShortcutState};

/// Registers the shortcut of the settings, and registers it again whenever they change.
pub(crate) async fn follow_settings(state: State<'_, AppState>) {
    let mut feed = state.snapshot_feed();
    let mut registration = ShortcutRegistration::default();
    loop {
        let keys = feed.snapshot().settings.shortcut.clone();
        if keys != registration.keys {
            let problem = registration.change(&state, keys);
            state.update_integration_status(|view| view.shortcut_problem = problem);
        }
        feed.changed().await;
    }
}

#[derive(Default)]
struct ShortcutRegistration {
    /// As in the settings, registered or not.
    keys: Option<String>,
    registered: Option<Shortcut>,
    plugin_ready: bool,
}

impl ShortcutRegistration {
    /// Replaces the registered shortcut; returns why the new one could not be registered.
    fn change(&mut self, state: &AppState, keys: Option<String>) -> Option<String> {
        if let Some(previous) = self.registered.take() {
            // A shortcut that stays registered still only shows the window.
            drop(state.app.global_shortcut().unregister(previous));
        }
        self.keys.clone_from(&keys);
        match self.register(state, &keys?) {
            Ok(shortcut) => {
                self.registered = Some(shortcut);
                None
            }
            Err(problem) => Some(problem),
        }
    }

    fn register(&mut self, state: &AppState, keys: &str) -> Result<Shortcut, String> {
        if state.composition.on_wayland() {
            return Err(messages::SHORTCUT_ON_WAYLAND.to_owned());
        }
        let shortcut = parse(keys)?;
        let refused = |error: tauri_plugin_global_shortcut::Error| {
            tracing::warn!(%error, "the global shortcut was not registered");
            messages::SHORTCUT_IN_USE.to_owned()
        };
        if !self.plugin_ready {
            state
                .app
                .plugin(Builder::new().build())
                .map_err(|_| messages::NO_SHORTCUTS.to_owned())?;
            self.plugin_ready = true;
        }
        state
            .app
            .global_shortcut()
            .on_shortcut(shortcut, |app, _, event| {
                if event.state() == ShortcutState::Pressed {
                    app.state::<AppState>().send(AppEvent::ShowWindow(None));
                }
            })
            .map_err(refused)?;
        Ok(shortcut)
    }
}

/// Parses a shortcut such as `Ctrl+Alt+R`. One without Ctrl, Alt and Super would take its key from every text field.
fn parse(keys: &str) -> Result<Shortcut, String> {
    use tauri_plugin_global_shortcut::Modifiers;
    let shortcut: Shortcut = keys.parse().map_err(|_| messages::INVALID_SHORTCUT.to_owned())?;
    if shortcut
        .mods
        .intersects(Modifiers::CONTROL | Modifiers::ALT | Modifiers::SUPER)
    {
        return Ok(shortcut);
    }
    Err(messages::UNSAFE_SHORTCUT.to_owned())
}

#[cfg(test)]
mod tests {
    use super::parse;

    #[test]
    fn a_shortcut_is_parsed_and_an_unsafe_one_is_refused() {
        for keys in ["Ctrl+Alt+R", "Super+Shift+F12", "CmdOrCtrl+Space", "Alt+KeyR"] {
            assert!(parse(keys).is_ok(), "{keys}");
        }
        for keys in [
            "",
            "R",
            "Shift+R",
            "Ctrl",
            "Ctrl+Alt+R+T",
            "Ctrl+Nonsense",
            "Ctrl+\u{202e}R",
        ] {
            assert!(parse(keys).is_err(), "{keys}");
        }
    }
}
