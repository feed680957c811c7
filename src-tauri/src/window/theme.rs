//! The window is dark where the desktop environment is. What the user set for the page alone has precedence in the page.
//!
//! It must not know how the desktop environment says so.

use crate::compose::ColourScheme;
use tauri::{AppHandle, Theme};

/// The theme that the window has because of the desktop environment.
#[derive(Debug, Default)]
pub(crate) struct FollowedTheme(Option<Theme>);

impl FollowedTheme {
    /// Gives the window, and each later one, the theme of `scheme`.
    pub(crate) fn follow(&mut self, app: &AppHandle, scheme: ColourScheme) {
        if let Some(theme) = self.change(scheme) {
            app.set_theme(theme);
        }
    }

    /// Returns the new theme if it is another one. A desktop environment without a preference leaves the toolkit's own theme.
    fn change(&mut self, scheme: ColourScheme) -> Option<Option<Theme>> {
        let theme = match scheme {
            ColourScheme::Dark => Some(Theme::Dark),
            ColourScheme::Light => Some(Theme::Light),
            ColourScheme::NoPreference | ColourScheme::Unknown => None,
        };
        (theme != self.0).then(|| {
            self.0 = theme;
            theme
        })
    }
}

#[cfg(test)]
mod tests {
    use super::FollowedTheme;
    use crate::compose::ColourScheme::{Dark, Light, NoPreference, Unknown};
    use tauri::Theme;

    #[test]
    fn only_a_preference_and_its_end_change_the_theme() {
        let mut followed = FollowedTheme::default();
        for (scheme, change) in [
            (Unknown, None),
            (NoPreference, None),
            (Dark, Some(Some(Theme::Dark))),
            (Dark, None),
            (NoPreference, Some(None)),
            (Unknown, None),
            (Light, Some(Some(Theme::Light))),
            (Dark, Some(Some(Theme::Dark))),
        ] {
            assert_eq!(followed.change(scheme), change, "{scheme:?}");
        }
    }
}
