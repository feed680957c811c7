//! What packages install has the name that the code says.

use super::APP_ID;
use serde_json::Value;
use std::path::{Path, PathBuf};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn read(path: &str) -> String {
    std::fs::read_to_string(root().join(path)).unwrap()
}

/// The configuration of the packages for Linux.
fn package() -> Value {
    serde_json::from_str(&read("src-tauri/tauri.linux.conf.json")).unwrap()
}

fn width_and_height(png: &Path) -> (u32, u32) {
    let bytes = std::fs::read(png).unwrap();
    let number = |at: usize| u32::from_be_bytes(bytes[at..at + 4].try_into().unwrap());
    // The first chunk of a PNG file begins with both.
    (number(16), number(20))
}

#[test]
fn the_desktop_entry_is_named_so_and_names_icon_and_window_so() {
    // The packager names the entry after the product.
    assert_eq!(package()["productName"], APP_ID);
    let deb = &package()["bundle"]["linux"]["deb"];
    assert_eq!(deb["desktopTemplate"], "../bundle/linux/rolecall.desktop");
    let entry = read("bundle/linux/rolecall.desktop");
    for line in [format!("Icon={APP_ID}"), format!("StartupWMClass={APP_ID}")] {
        assert!(entry.lines().any(|present| present == line), "{line}");
    }
    let metadata = read("bundle/linux/dev.rolecall.desktop.metainfo.xml");
    for element in [
        format!("<launchable type=\"desktop-id\">{APP_ID}.desktop</launchable>"),
        format!("<icon type=\"stock\">{APP_ID}</icon>"),
    ] {
        assert!(metadata.contains(&element), "{element}");
    }
}

#[test]
fn the_icon_is_installed_under_that_name_in_every_size() {
    let package = package();
    let files = package["bundle"]["linux"]["deb"]["files"].as_object().unwrap();
    let source = |folder: &str, ending: &str| {
        let installed = format!("/usr/share/icons/hicolor/{folder}/apps/{APP_ID}.{ending}");
        let source = files.get(&installed).and_then(Value::as_str);
        root().join("src-tauri").join(source.expect(&installed))
    };
    for size in [16, 24, 32, 48, 64, 128, 256, 512] {
        let png = source(&format!("{size}x{size}"), "png");
        assert_eq!(width_and_height(&png), (size, size));
    }
    assert!(
        std::fs::read_to_string(source("scalable", "svg"))
            .unwrap()
            .contains("<svg")
    );
    let others = files.keys().filter(|path| path.contains("/icons/"));
    assert_eq!(others.count(), 9, "no icon has another name");
}
