//! The theme of the panel that shows the icon, as far as the desktop environment reports it.

use crate::compose::ColourScheme;

/// The theme of the panel that shows the icon.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum PanelTheme {
    Light,
    Dark,
    /// Not reported: the icon has a background of its own.
    Unknown,
}

impl PanelTheme {
    /// Returns the theme of the desktop environment with these names (`XDG_CURRENT_DESKTOP`). GNOME's panel is dark whatever the
    /// colour scheme of its windows; KDE's follows the scheme; other panels have colours of their own, which they do not report.
    pub(super) fn new(desktop_names: &[String], colours: ColourScheme) -> Self {
        let is = |known: &[&str]| {
            desktop_names
                .iter()
                .any(|name| known.iter().any(|known| name.eq_ignore_ascii_case(known)))
        };
        if is(&["GNOME", "GNOME-Classic", "Unity", "Pantheon"]) {
            return Self::Dark;
        }
        match colours {
            ColourScheme::Dark if is(&["KDE"]) => Self::Dark,
            ColourScheme::Light | ColourScheme::NoPreference if is(&["KDE"]) => Self::Light,
            ColourScheme::Dark | ColourScheme::Light | ColourScheme::NoPreference | ColourScheme::Unknown => {
                Self::Unknown
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::PanelTheme;
    use crate::compose::ColourScheme::{Dark, Light, NoPreference, Unknown};

    #[test]
    fn the_theme_follows_the_desktop_environment() {
        let theme = |names: &str, colours| {
            let names: Vec<String> = names.split(':').map(str::to_owned).collect();
            PanelTheme::new(&names, colours)
        };
        assert_eq!(theme("ubuntu:GNOME", Light), PanelTheme::Dark);
        assert_eq!(theme("KDE", Light), PanelTheme::Light);
        assert_eq!(theme("KDE", NoPreference), PanelTheme::Light);
        assert_eq!(theme("KDE", Dark), PanelTheme::Dark);
        assert_eq!(theme("KDE", Unknown), PanelTheme::Unknown);
        assert_eq!(theme("XFCE", Light), PanelTheme::Unknown);
        assert_eq!(theme("", Dark), PanelTheme::Unknown);
    }
}
