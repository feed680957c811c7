//! Rules about who may name what. The compiler separates crates; these separate what every
//! crate can reach, and check the map's arrows.

use toml_edit::DocumentMut;

use crate::tidy::Violation;
use crate::tidy::source_text::has_word;
use crate::tidy::source_tree::{SourceFile, SourceTree};

/// Names, and the only folders in which they may be used.
struct Boundary {
    names: &'static [&'static str],
    owners: &'static [&'static str],
    advice: &'static str,
}

const CRATE_BOUNDARIES: [Boundary; 3] = [
    Boundary {
        names: &[
            "aws_sdk_",
            "aws_config::",
            "aws_smithy_",
            "aws_types::",
            "aws_sigv4::",
            "aws_credential_types::",
        ],
        owners: &[
            "crates/rolecall-aws/",
            "crates/xtask/",
            "tests/src/bin/rust_sdk_identity.rs",
        ],
        advice: "only rolecall-aws names the AWS crates; go through a port",
    },
    Boundary {
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
        advice: "only rolecall-os talks to the operating system; go through a port",
    },
    Boundary {
        names: &["tauri::", "tauri_build::", "tauri_specta::", "tauri_plugin_"],
        owners: &["src-tauri/", "crates/xtask/"],
        advice: "only src-tauri names tauri",
    },
];

/// The crates that only one package may name.
pub(super) fn crates_are_named_only_by_their_owner(tree: &SourceTree) -> Vec<Violation> {
    let mut found = Vec::new();
    for (file, rust) in tree.rust_files() {
        for boundary in &CRATE_BOUNDARIES {
            if boundary.owners.iter().any(|owner| file.path.starts_with(owner)) {
                continue;
            }
            for (index, line) in rust.lines.iter().enumerate() {
                if boundary.names.iter().any(|name| has_word(&line.code, name)) {
                    found.push(Violation::new(&file.path, index + 1, "boundary", boundary.advice));
                }
            }
        }
    }
    // A helper program of the emulator or a journey may need the operating system; the product may not.
    found.retain(|violation| is_judged(&violation.path) || !violation.advice.contains("rolecall-os"));
    found
}

fn is_judged(path: &str) -> bool {
    SourceFile::new(path, "").is_product()
}

/// Files, environment, time and programs are reached through `rolecall-os` alone.
pub(super) fn the_machine_is_reached_only_through_its_crate(tree: &SourceTree) -> Vec<Violation> {
    let mut found = Vec::new();
    for (file, rust) in tree.product_files() {
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
                found.push(Violation::new(&file.path, number, "machine", advice));
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
pub(super) fn only_the_composition_names_adapters(tree: &SourceTree) -> Vec<Violation> {
    let mut found = Vec::new();
    for (file, rust) in tree.product_files() {
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
                found.push(Violation::new(&file.path, number, "composition", advice));
            }
        }
    }
    found
}

/// The packages whose dependencies are limited, and which others of the workspace each may name.
const DEPENDENCIES: [(&str, &[&str]); 5] = [
    ("crates/rolecall-model/Cargo.toml", &[]),
    ("crates/rolecall/Cargo.toml", &["rolecall-model"]),
    ("crates/rolecall-aws/Cargo.toml", &["rolecall", "rolecall-model"]),
    ("crates/rolecall-os/Cargo.toml", &["rolecall", "rolecall-model"]),
    ("crates/rolecall-emulator/Cargo.toml", &[]),
];

/// The values' package, and what only code that waits or does something needs.
const VALUES: &str = "crates/rolecall-model/";
const FOR_WAITING: [&str; 3] = ["tokio", "async-trait", "futures"];

/// Values know nothing of use cases, use cases nothing of adapters, and an adapter nothing of another.
pub(super) fn dependencies_point_one_way(tree: &SourceTree) -> Vec<Violation> {
    let mut found = Vec::new();
    for (path, allowed) in DEPENDENCIES {
        let Some(manifest) = tree
            .file(path)
            .and_then(|file| file.text.parse::<DocumentMut>().ok())
        else {
            continue;
        };
        let names = manifest
            .get("dependencies")
            .and_then(|table| table.as_table_like());
        for (name, _) in names.into_iter().flat_map(|table| table.iter()) {
            let ours = name == "rolecall" || name.starts_with("rolecall-");
            if ours && !allowed.contains(&name) {
                let advice =
                    format!("this package must not depend on {name}; see the arrows in ARCHITECTURE.md");
                found.push(Violation::new(path, 1, "dependency-direction", advice));
            }
            if path.starts_with(VALUES) && FOR_WAITING.contains(&name) {
                let advice = format!("values neither wait nor do anything: no dependency on {name}");
                found.push(Violation::new(path, 1, "dependency-direction", advice));
            }
        }
    }
    found
}

/// The package of values has no asynchronous code.
pub(super) fn values_do_not_wait(tree: &SourceTree) -> Vec<Violation> {
    let mut found = Vec::new();
    for (file, rust) in tree
        .rust_files()
        .filter(|(file, _)| file.path.starts_with(VALUES))
    {
        for (number, line) in rust.product_lines() {
            if ["async", "await", "tokio::", "async_trait"]
                .iter()
                .any(|name| has_word(&line.code, name))
            {
                let advice = "values do not wait; what does is a use case of `rolecall`";
                found.push(Violation::new(&file.path, number, "values", advice));
            }
        }
    }
    found
}

/// Where the types that the page gets are defined.
const WIRE: [&str; 2] = ["src-tauri/src/wire.rs", "src-tauri/src/wire/"];

/// Only the wire types are given to the page.
pub(super) fn only_the_wire_derives_page_types(tree: &SourceTree) -> Vec<Violation> {
    let mut found = Vec::new();
    for (file, rust) in tree.rust_files() {
        let wire = WIRE.iter().any(|folder| file.path.starts_with(folder));
        if wire || file.is_test() {
            continue;
        }
        for (number, line) in rust.product_lines() {
            if has_word(&line.code, "specta::Type") {
                let advice = "types for the page are defined in the module `wire` alone";
                found.push(Violation::new(&file.path, number, "wire", advice));
            }
        }
    }
    found
}
