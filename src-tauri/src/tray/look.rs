//! The theme of the toolkit: what a desktop without a portal tells of its colours.

use crate::compose::ColourScheme;

/// Returns the colours of the theme: panels of small desktops are drawn with it.
#[cfg(all(unix, not(target_os = "macos")))]
pub(super) fn theme() -> ColourScheme {
    use gtk::prelude::GtkSettingsExt as _;
    let Some(settings) = gtk::Settings::default() else {
        return ColourScheme::Unknown;
    };
    let name = settings.gtk_theme_name().unwrap_or_default();
    scheme_of(&name, settings.is_gtk_application_prefer_dark_theme())
}

/// The icon is made for both, or follows by itself.
#[cfg(not(all(unix, not(target_os = "macos"))))]
pub(super) fn theme() -> ColourScheme {
    ColourScheme::Unknown
}

/// Dark themes say so in their name, as a last word.
#[cfg(all(unix, not(target_os = "macos")))]
fn scheme_of(theme: &str, prefers_dark: bool) -> ColourScheme {
    if prefers_dark || theme.to_lowercase().contains("dark") {
        ColourScheme::Dark
    } else {
        ColourScheme::Light
    }
}

#[cfg(all(test, unix, not(target_os = "macos")))]
mod tests {
    use super::scheme_of;
    use crate::compose::ColourScheme;

    #[test]
    fn a_dark_theme_is_known_by_its_name() {
        assert_eq!(scheme_of("Adwaita", false), ColourScheme::Light);
        assert_eq!(scheme_of("Adwaita", true), ColourScheme::Dark);
        assert_eq!(scheme_of("Greybird-dark", false), ColourScheme::Dark);
        assert_eq!(scheme_of("Arc-Dark", false), ColourScheme::Dark);
    }
}
