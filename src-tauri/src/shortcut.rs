//! The keys that show the window from anywhere, when the user set some.
//!
//! The plugin is made with the first of them: where nobody set any, nothing listens.

use crate::desktop::Desktop;
use crate::window;
use tauri::{Manager as _, State};
use tauri_plugin_global_shortcut::{Builder, GlobalShortcutExt as _, Shortcut, ShortcutState};

/// Takes the keys of the settings, and whatever takes their place there.
pub(crate) async fn follow(desktop: State<'_, Desktop>) {
    let mut following = desktop.following();
    let mut taken = Taken::default();
    loop {
        let wanted = following.snapshot().settings.shortcut.clone();
        if wanted != taken.wanted {
            let problem = taken.change(&desktop, wanted);
            desktop.know(|known| known.shortcut_problem = problem);
        }
        following.changed().await;
    }
}

#[derive(Default)]
struct Taken {
    wanted: Option<String>,
    shortcut: Option<Shortcut>,
    is_ready: bool,
}

impl Taken {
    /// Lets the old keys go and takes the new ones; returns why they could not be taken.
    fn change(&mut self, desktop: &Desktop, wanted: Option<String>) -> Option<String> {
        if let Some(before) = self.shortcut.take() {
            // Keys that are not let go show the window once more than asked: no harm.
            drop(desktop.app.global_shortcut().unregister(before));
        }
        self.wanted.clone_from(&wanted);
        match self.take(desktop, &wanted?) {
            Ok(shortcut) => {
                self.shortcut = Some(shortcut);
                None
            }
            Err(why) => Some(why),
        }
    }

    fn take(&mut self, desktop: &Desktop, wanted: &str) -> Result<Shortcut, String> {
        if desktop.composition.on_wayland() {
            return Err(
                "This desktop lets no program take keys for itself. In its own settings, bind them to the command \
                 `rolecall app`."
                    .to_owned(),
            );
        }
        let shortcut = read(wanted)?;
        let refused = |error: tauri_plugin_global_shortcut::Error| {
            tracing::warn!(%error, "the keys were not taken");
            "These keys were not taken: another program or the desktop has them. Choose others.".to_owned()
        };
        if !self.is_ready {
            desktop
                .app
                .plugin(Builder::new().build())
                .map_err(|_| "This desktop gives no keys to programs.".to_owned())?;
            self.is_ready = true;
        }
        desktop
            .app
            .global_shortcut()
            .on_shortcut(shortcut, |app, _, event| {
                if event.state() == ShortcutState::Pressed {
                    window::show(&app.state::<Desktop>(), None);
                }
            })
            .map_err(refused)?;
        Ok(shortcut)
    }
}

/// Reads keys such as `Ctrl+Alt+R`; keys without one of Ctrl, Alt and Super would be taken from every text field.
fn read(keys: &str) -> Result<Shortcut, String> {
    use tauri_plugin_global_shortcut::Modifiers;
    let shortcut: Shortcut = keys
        .parse()
        .map_err(|_| "These keys are not understood. Write them as Ctrl+Alt+R.".to_owned())?;
    if shortcut
        .mods
        .intersects(Modifiers::CONTROL | Modifiers::ALT | Modifiers::SUPER)
    {
        return Ok(shortcut);
    }
    Err("Add Ctrl, Alt or Super: without them the keys would be taken from every text field.".to_owned())
}

#[cfg(test)]
mod tests {
    use super::read;

    #[test]
    fn keys_are_read_as_people_write_them() {
        for keys in ["Ctrl+Alt+R", "Super+Shift+F12", "CmdOrCtrl+Space", "Alt+KeyR"] {
            assert!(read(keys).is_ok(), "{keys}");
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
            assert!(read(keys).is_err(), "{keys}");
        }
    }
}
