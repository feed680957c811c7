//! `cargo xtask icons`: draws the icon sets from the SVG masters in `icons/`.
//!
//! The drawn files are committed, so that a build needs no drawing program.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};

use crate::checkout::Checkout;
use crate::command::{self, SplitArgs as _};

/// The application's icon in the sizes that desktops ask for.
const APP_SIZES: [(&str, u32); 9] = [
    ("16x16.png", 16),
    ("24x24.png", 24),
    ("32x32.png", 32),
    ("48x48.png", 48),
    ("64x64.png", 64),
    ("128x128.png", 128),
    ("128x128@2x.png", 256),
    ("256x256.png", 256),
    ("icon.png", 512),
];

/// Below this size the plain master is drawn: its strokes are made for few pixels.
const SMALL: u32 = 48;

const TRAY_STATES: [&str; 4] = ["idle", "active", "expiring", "problem"];

/// What stands for the ink in the tray masters, and what it becomes on each kind of panel. A
/// template image (macOS) is black and gets its colour from the system.
const TRAY_INK: &str = "#123456";
const TRAY_KINDS: [(&str, &str, Option<&str>); 4] = [
    ("light", "#24272E", None),
    ("dark", "#ECEEF2", None),
    ("template", "#000000", None),
    ("badge", "#FFFFFF", Some(BADGE)),
];

/// The background of the icon for a panel of unknown colour; what is drawn on it is a little smaller.
const BADGE: &str =
    r##"<rect width="22" height="22" rx="5" fill="#4F5BD5"/><g transform="translate(2.2 2.2) scale(0.8)">"##;

/// The colours of the states, and those that are seen on the badge's ground.
const BRIGHT: [(&str, &str); 3] = [
    ("#2BA471", "#6BE8AE"),
    ("#E39A0B", "#FFC94D"),
    ("#E5484D", "#FFA3A6"),
];

/// Draws every set.
///
/// # Errors
/// When `rsvg-convert` is missing or a master cannot be drawn.
pub(crate) fn run(checkout: &Checkout) -> Result<()> {
    if !command::is_installed("rsvg-convert") {
        bail!(
            "Drawing needs rsvg-convert. Run this one line, then this task again:\nsudo apt-get install -y librsvg2-bin"
        );
    }
    let icons = checkout.root.join("icons");
    for (name, size) in APP_SIZES {
        let master = if size < SMALL { "app-small.svg" } else { "app.svg" };
        draw(&icons.join(master), size, &icons.join(name))?;
    }
    tray(checkout, &icons)?;
    let scratch = checkout.target.join("icons");
    fs::create_dir_all(&scratch)?;
    let ico = images(&icons, &scratch, &[16, 24, 32, 48, 64, 256])?;
    fs::write(icons.join("icon.ico"), windows_icon(&ico)?)?;
    let icns = images(&icons, &scratch, &[16, 32, 64, 128, 256, 512, 1024])?;
    fs::write(icons.join("icon.icns"), mac_icon(&icns)?)?;
    Ok(())
}

fn tray(checkout: &Checkout, icons: &Path) -> Result<()> {
    let folder = icons.join("tray");
    let scratch = checkout.target.join("icons");
    fs::create_dir_all(&scratch)?;
    for state in TRAY_STATES {
        let master = fs::read_to_string(folder.join(format!("{state}.svg")))
            .with_context(|| format!("no master for {state}"))?;
        for (kind, ink, ground) in TRAY_KINDS {
            let coloured = scratch.join(format!("{state}-{kind}.svg"));
            fs::write(&coloured, on_ground(&master.replace(TRAY_INK, ink), ground))?;
            draw(&coloured, 22, &folder.join(format!("{state}-{kind}.png")))?;
            draw(&coloured, 44, &folder.join(format!("{state}-{kind}@2x.png")))?;
        }
    }
    Ok(())
}

fn on_ground(drawing: &str, ground: Option<&str>) -> String {
    let Some(ground) = ground else {
        return drawing.to_owned();
    };
    let bright = BRIGHT
        .iter()
        .fold(drawing.to_owned(), |drawing, (plain, bright)| {
            drawing.replace(plain, bright)
        });
    bright
        .replacen("</title>", &format!("</title>{ground}"), 1)
        .replacen("</svg>", "</g></svg>", 1)
}

fn draw(master: &Path, size: u32, to: &Path) -> Result<()> {
    let size = size.to_string();
    let mut convert =
        command::program("rsvg-convert", Path::new(".")).split_args("--keep-aspect-ratio --width");
    convert
        .arg(&size)
        .args(["--height", &size, "--output"])
        .arg(to)
        .arg(master);
    command::output(convert)?;
    Ok(())
}

fn images(icons: &Path, scratch: &Path, sizes: &[u32]) -> Result<Vec<(u32, Vec<u8>)>> {
    let mut images = Vec::new();
    for &size in sizes {
        let master = if size < SMALL { "app-small.svg" } else { "app.svg" };
        let to: PathBuf = scratch.join(format!("app-{size}.png"));
        draw(&icons.join(master), size, &to)?;
        images.push((size, fs::read(&to)?));
    }
    Ok(images)
}

/// Writes the Windows container: a directory of entries, then the pictures as PNG.
fn windows_icon(images: &[(u32, Vec<u8>)]) -> Result<Vec<u8>> {
    let mut header = vec![0, 0, 1, 0];
    header.extend(u16::try_from(images.len())?.to_le_bytes());
    let mut offset = 6 + 16 * images.len();
    let mut body = Vec::new();
    for (size, png) in images {
        // 0 stands for 256.
        let side = u8::try_from(*size).unwrap_or(0);
        header.extend([side, side, 0, 0, 1, 0, 32, 0]);
        header.extend(u32::try_from(png.len())?.to_le_bytes());
        header.extend(u32::try_from(offset)?.to_le_bytes());
        offset += png.len();
        body.extend_from_slice(png);
    }
    header.extend(body);
    Ok(header)
}

/// Writes the macOS container: chunks of a four-letter kind, a length, and a picture as PNG.
fn mac_icon(images: &[(u32, Vec<u8>)]) -> Result<Vec<u8>> {
    let mut body = Vec::new();
    for (size, png) in images {
        let kinds: &[&[u8; 4]] = match size {
            16 => &[b"icp4"],
            32 => &[b"icp5", b"ic11"],
            64 => &[b"ic12"],
            128 => &[b"ic07"],
            256 => &[b"ic08", b"ic13"],
            512 => &[b"ic09", b"ic14"],
            1024 => &[b"ic10"],
            other => bail!("macOS has no icon of {other} pixels"),
        };
        for kind in kinds {
            body.extend_from_slice(*kind);
            body.extend(u32::try_from(png.len() + 8)?.to_be_bytes());
            body.extend_from_slice(png);
        }
    }
    let mut file = b"icns".to_vec();
    file.extend(u32::try_from(body.len() + 8)?.to_be_bytes());
    file.extend(body);
    Ok(file)
}
