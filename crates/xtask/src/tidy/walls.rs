//! Rules about who may name what. The compiler keeps crates apart; these keep apart what every
//! crate can reach, and make the map's arrows checkable.

use toml_edit::DocumentMut;

use crate::tidy::Finding;
use crate::tidy::house::{House, SourceFile};
use crate::tidy::rust_text::has_word;

/// A name, and the only folders that may say it.
struct Wall {
    names: &'static [&'static str],
    owners: &'static [&'static str],
    advice: &'static str,
}

const CRATE_WALLS: [Wall; 3] = [
    Wall {
        names: &[
            "aws_sdk_",
            "aws_config::",
            "aws_smithy_",
            "aws_types::",
            "aws_sigv4::",
            "aws_credential_types::",
        ],
        owners: &["crates/rolecall-aws/", "crates/xtask/"],
        advice: "only rolecall-aws names the AWS crates; go through a port",
    },
    Wall {
        names: &[
            "keyring::",
            "keyring_core::",
            "rusqlite::",
            "notify_rust::",
            "arboard::",
            "zbus::",
            "rustix::",
        ],
        owners: &["crates/rolecall-os/", "crates/xtask/"],
        advice: "only rolecall-os talks to the machine; go through a port",
    },
    Wall {
        names: &["tauri::", "tauri_build::", "tauri_specta::", "tauri_plugin_"],
        owners: &["src-tauri/", "crates/xtask/"],
        advice: "only src-tauri names tauri",
    },
];

/// The crates that only one package may name.
pub(super) fn crates_are_named_only_by_their_owner(house: &House) -> Vec<Finding> {
    let mut found = Vec::new();
    for (file, rust) in house.rust_files() {
        for wall in &CRATE_WALLS {
            if wall.owners.iter().any(|owner| file.path.starts_with(owner)) {
                continue;
            }
            for (index, line) in rust.lines.iter().enumerate() {
                if wall.names.iter().any(|name| has_word(&line.code, name)) {
                    found.push(Finding::new(&file.path, index + 1, "wall", wall.advice));
                }
            }
        }
    }
    // A helper program of the emulator or a journey may need the operating system; the product may not.
    found.retain(|finding| is_judged(&finding.path) || !finding.advice.contains("rolecall-os"));
    found
}

fn is_judged(path: &str) -> bool {
    SourceFile::new(path, "").is_product()
}

/// Files, environment, time and programs are reached through `rolecall-os` alone.
pub(super) fn the_machine_is_reached_only_through_its_crate(house: &House) -> Vec<Finding> {
    let mut found = Vec::new();
    for (file, rust) in house.product_files() {
        if file.path.starts_with("crates/rolecall-os/") || file.path.ends_with("/build.rs") {
            continue;
        }
        let may_read_words = file.path.ends_with("/main.rs") || is_composition(&file.path);
        for (number, line) in rust.product_lines() {
            let code = &line.code;
            let reached = [
                "std::fs",
                "tokio::fs",
                "SystemTime::now",
                "Instant::now",
                "Timestamp::now",
                "process::Command",
            ];
            let mut bad = reached.iter().find(|name| has_word(code, name)).copied();
            if bad.is_none() && has_word(code, "std::env") && !may_read_words {
                bad = Some("std::env");
            }
            if let Some(name) = bad {
                let advice = format!(
                    "`{name}` belongs to rolecall-os; take a value, the Clock or another port instead"
                );
                found.push(Finding::new(&file.path, number, "machine", advice));
            }
        }
    }
    found
}

fn is_composition(path: &str) -> bool {
    path.ends_with("/compose.rs") || path.contains("/compose/")
}

/// Said anywhere: they construct nothing. The first thing a program does, and what it reads at the start.
const PLAIN_FUNCTIONS: [&str; 2] = ["rolecall_os::harden", "rolecall_os::environment::"];

/// Only a `compose.rs` (and the `main.rs` that calls it) names the adapter crates.
pub(super) fn only_the_composition_names_adapters(house: &House) -> Vec<Finding> {
    let mut found = Vec::new();
    for (file, rust) in house.product_files() {
        let binary = file.path.starts_with("crates/rolecall-cli/") || file.path.starts_with("src-tauri/");
        if !binary || is_composition(&file.path) || file.path.ends_with("/main.rs") {
            continue;
        }
        for (number, line) in rust.product_lines() {
            let plain = PLAIN_FUNCTIONS.iter().any(|name| has_word(&line.code, name));
            if !plain
                && ["rolecall_os::", "rolecall_aws::"]
                    .iter()
                    .any(|name| has_word(&line.code, name))
            {
                let advice = "only compose.rs constructs adapters; take the port from `Ports`";
                found.push(Finding::new(&file.path, number, "composition", advice));
            }
        }
    }
    found
}

/// The domain imports no other crate of the workspace; the adapters import the domain and not each other.
pub(super) fn dependencies_point_one_way(house: &House) -> Vec<Finding> {
    let allowed: [(&str, &[&str]); 4] = [
        ("crates/rolecall/Cargo.toml", &[]),
        ("crates/rolecall-aws/Cargo.toml", &["rolecall"]),
        ("crates/rolecall-os/Cargo.toml", &["rolecall"]),
        ("crates/rolecall-emulator/Cargo.toml", &[]),
    ];
    let mut found = Vec::new();
    for (path, allowed) in allowed {
        let Some(manifest) = house
            .file(path)
            .and_then(|file| file.text.parse::<DocumentMut>().ok())
        else {
            continue;
        };
        let names = manifest
            .get("dependencies")
            .and_then(|table| table.as_table_like());
        for (name, _) in names.into_iter().flat_map(|table| table.iter()) {
            if (name == "rolecall" || name.starts_with("rolecall-")) && !allowed.contains(&name) {
                let advice =
                    format!("this package must not depend on {name}; see the arrows in ARCHITECTURE.md");
                found.push(Finding::new(path, 1, "arrows", advice));
            }
        }
    }
    found
}

/// Only `ipc/wire.rs` gives types to the page.
pub(super) fn only_the_wire_derives_page_types(house: &House) -> Vec<Finding> {
    let mut found = Vec::new();
    for (file, rust) in house.rust_files() {
        let wire =
            file.path == "src-tauri/src/ipc/wire.rs" || file.path.starts_with("src-tauri/src/ipc/wire/");
        if wire || file.is_test() {
            continue;
        }
        for (number, line) in rust.product_lines() {
            if has_word(&line.code, "specta::Type") {
                let advice = "types for the page live in src-tauri/src/ipc/wire.rs alone";
                found.push(Finding::new(&file.path, number, "wire", advice));
            }
        }
    }
    found
}
