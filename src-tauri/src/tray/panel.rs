//! Which colour the panel around the icon has, as far as the desktop tells.

use crate::compose::ColourScheme;

/// The panel around the icon.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Panel {
    Light,
    Dark,
    /// Nobody tells: the icon brings its own ground.
    Unknown,
}

impl Panel {
    /// Returns the panel of the desktop with these names. GNOME's bar is dark whatever its windows are; KDE's goes with the colours;
    /// other panels have colours of their own, which nobody tells.
    pub(super) fn of(desktop: &[String], colours: ColourScheme) -> Self {
        let is = |names: &[&str]| {
            desktop
                .iter()
                .any(|name| names.iter().any(|one| name.eq_ignore_ascii_case(one)))
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
    use super::Panel;
    use crate::compose::ColourScheme::{Dark, Light, NoPreference, Unknown};

    #[test]
    fn a_panel_is_what_its_desktop_makes_it() {
        let of = |names: &str, colours| {
            let names: Vec<String> = names.split(':').map(str::to_owned).collect();
            Panel::of(&names, colours)
        };
        assert_eq!(of("ubuntu:GNOME", Light), Panel::Dark);
        assert_eq!(of("KDE", Light), Panel::Light);
        assert_eq!(of("KDE", NoPreference), Panel::Light);
        assert_eq!(of("KDE", Dark), Panel::Dark);
        assert_eq!(of("KDE", Unknown), Panel::Unknown);
        assert_eq!(of("XFCE", Light), Panel::Unknown);
        assert_eq!(of("", Dark), Panel::Unknown);
    }
}
