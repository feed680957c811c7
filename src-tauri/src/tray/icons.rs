//! The pictures of the icon, inside the program.

use super::panel::Panel;
use rolecall::tray::TrayIcon;
use tauri::image::Image;
use tauri::include_image;

/// Which picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Picture {
    pub(super) icon: TrayIcon,
    /// The panel around it.
    pub(super) panel: Panel,
}

/// Returns the picture: on macOS a template that the system colours.
#[cfg(target_os = "macos")]
pub(super) fn image(picture: Picture) -> Image<'static> {
    match picture.icon {
        TrayIcon::Idle => include_image!("../icons/tray/idle-template@2x.png"),
        TrayIcon::Active => include_image!("../icons/tray/active-template@2x.png"),
        TrayIcon::Expiring => include_image!("../icons/tray/expiring-template@2x.png"),
        TrayIcon::Problem => include_image!("../icons/tray/problem-template@2x.png"),
    }
}

/// Returns the picture for a light or a dark desktop.
#[cfg(windows)]
pub(super) fn image(picture: Picture) -> Image<'static> {
    let [_, large] = sizes(picture);
    large
}

/// Returns the picture in both sizes as panels take it: each point as alpha, red, green and blue.
#[cfg(all(unix, not(target_os = "macos")))]
pub(super) fn pixmaps(picture: Picture) -> Vec<ksni::Icon> {
    let pixmap = |image: &Image<'_>| {
        let points = image.rgba().chunks_exact(4);
        Some(ksni::Icon {
            width: i32::try_from(image.width()).ok()?,
            height: i32::try_from(image.height()).ok()?,
            data: points
                .flat_map(|point| [point[3], point[0], point[1], point[2]])
                .collect(),
        })
    };
    sizes(picture).iter().filter_map(pixmap).collect()
}

/// The picture small, and twice as large.
#[cfg(not(target_os = "macos"))]
fn sizes(picture: Picture) -> [Image<'static>; 2] {
    match (picture.icon, picture.panel) {
        (TrayIcon::Idle, Panel::Light) => [
            include_image!("../icons/tray/idle-light.png"),
            include_image!("../icons/tray/idle-light@2x.png"),
        ],
        (TrayIcon::Idle, Panel::Dark) => [
            include_image!("../icons/tray/idle-dark.png"),
            include_image!("../icons/tray/idle-dark@2x.png"),
        ],
        (TrayIcon::Idle, Panel::Unknown) => [
            include_image!("../icons/tray/idle-badge.png"),
            include_image!("../icons/tray/idle-badge@2x.png"),
        ],
        (TrayIcon::Active, Panel::Light) => [
            include_image!("../icons/tray/active-light.png"),
            include_image!("../icons/tray/active-light@2x.png"),
        ],
        (TrayIcon::Active, Panel::Dark) => [
            include_image!("../icons/tray/active-dark.png"),
            include_image!("../icons/tray/active-dark@2x.png"),
        ],
        (TrayIcon::Active, Panel::Unknown) => [
            include_image!("../icons/tray/active-badge.png"),
            include_image!("../icons/tray/active-badge@2x.png"),
        ],
        (TrayIcon::Expiring, Panel::Light) => [
            include_image!("../icons/tray/expiring-light.png"),
            include_image!("../icons/tray/expiring-light@2x.png"),
        ],
        (TrayIcon::Expiring, Panel::Dark) => [
            include_image!("../icons/tray/expiring-dark.png"),
            include_image!("../icons/tray/expiring-dark@2x.png"),
        ],
        (TrayIcon::Expiring, Panel::Unknown) => [
            include_image!("../icons/tray/expiring-badge.png"),
            include_image!("../icons/tray/expiring-badge@2x.png"),
        ],
        (TrayIcon::Problem, Panel::Light) => [
            include_image!("../icons/tray/problem-light.png"),
            include_image!("../icons/tray/problem-light@2x.png"),
        ],
        (TrayIcon::Problem, Panel::Dark) => [
            include_image!("../icons/tray/problem-dark.png"),
            include_image!("../icons/tray/problem-dark@2x.png"),
        ],
        (TrayIcon::Problem, Panel::Unknown) => [
            include_image!("../icons/tray/problem-badge.png"),
            include_image!("../icons/tray/problem-badge@2x.png"),
        ],
    }
}
