//! Rules about the shell's configuration: what the page could do if it were turned against us.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::tidy::Violation;
use crate::tidy::source_tree::{SourceFile, SourceTree};

const CONFIG: &str = "src-tauri/tauri.conf.json";
const BUILD: &str = "src-tauri/build.rs";

/// A window that stores nothing. WebKitGTK cannot be driven so, hence the one exception for tests that drive it.
const INCOGNITO: [&str; 2] = [".incognito(true)", ".incognito(!automation::is_on())"];

/// What of the core the page may use: receiving the shell's events.
const CORE: [&str; 2] = ["core:event:allow-listen", "core:event:allow-unlisten"];

/// The content policy is strict, prototypes are frozen, nothing is global, nothing is remote.
pub(super) fn the_window_is_locked_down(tree: &SourceTree) -> Vec<Violation> {
    let mut found = Vec::new();
    if let Some(file) = tree.file(CONFIG) {
        match serde_json::from_str::<Value>(&file.text) {
            Ok(config) => configuration(&config, &mut found),
            Err(problem) => found.push(Violation::new(
                CONFIG,
                problem.line(),
                "shell",
                "this is not JSON",
            )),
        }
    }
    for (file, rust) in tree.product_files() {
        let makes = |line: &str| line.contains("WebviewWindowBuilder::new(");
        let is_incognito = rust
            .product_lines()
            .any(|(_, line)| INCOGNITO.iter().any(|call| line.code.contains(call)));
        for (number, _) in rust
            .product_lines()
            .filter(|(_, line)| makes(&line.code) && !is_incognito)
        {
            found.push(Violation::new(
                &file.path,
                number,
                "shell",
                "a window stores nothing: add `.incognito(true)`",
            ));
        }
    }
    for (file, capability) in capabilities(tree) {
        self::capability(file, &capability, &mut found);
    }
    found
}

fn configuration(config: &Value, found: &mut Vec<Violation>) {
    let at = |path: &str| config.pointer(path).unwrap_or(&Value::Null);
    let is = |path: &str, expected: bool| at(path).as_bool() == Some(expected);
    let mut require = |good: bool, advice: &str| {
        if !good {
            found.push(Violation::new(CONFIG, 1, "shell", advice));
        }
    };
    require(
        !is("/app/withGlobalTauri", true),
        "set app.withGlobalTauri to false",
    );
    require(
        is("/app/security/freezePrototype", true),
        "set app.security.freezePrototype to true",
    );
    require(
        !is("/app/security/assetProtocol/enable", true),
        "leave the asset protocol off",
    );
    let nonces = at("/app/security/dangerousDisableAssetCspModification");
    require(
        nonces.is_null() || nonces.as_bool() == Some(false),
        "leave the policy's nonces on",
    );
    let listed = at("/app/security/capabilities")
        .as_array()
        .is_some_and(|list| !list.is_empty());
    require(
        listed,
        "list the capabilities by name in app.security.capabilities",
    );
    for window in at("/app/windows").as_array().into_iter().flatten() {
        let is_incognito = window.get("incognito").and_then(Value::as_bool) == Some(true);
        require(is_incognito, "a window stores nothing: set incognito to true");
    }
    for advice in policy_weaknesses(&policy(at("/app/security/csp"))) {
        require(false, &advice);
    }
}

/// Says what a content policy lacks or allows too freely.
fn policy_weaknesses(policy: &[(String, Vec<String>)]) -> Vec<String> {
    let mut advice = Vec::new();
    if !policy
        .iter()
        .any(|(name, words)| name == "default-src" && words == &["'none'"])
    {
        advice.push("the policy's default-src is 'none'".to_owned());
    }
    for name in [
        "script-src",
        "style-src",
        "connect-src",
        "frame-src",
        "object-src",
        "base-uri",
        "form-action",
    ] {
        if !policy.iter().any(|(directive, _)| directive == name) {
            advice.push(format!("the policy names {name}"));
        }
    }
    for (name, words) in policy {
        for word in words {
            let anything = ["*", "http:", "https:", "'unsafe-eval'"].contains(&word.as_str());
            let script = name == "script-src" && word != "'self'" && word != "'none'";
            let is_inline_data = name != "img-src" && ["data:", "blob:"].contains(&word.as_str());
            if anything || script || is_inline_data {
                advice.push(format!("the policy's {name} must not allow {word}"));
            }
        }
    }
    advice
}

/// Reads a content policy written as one string or as a table.
fn policy(csp: &Value) -> Vec<(String, Vec<String>)> {
    let split = |text: &str| {
        text.split_whitespace()
            .map(str::to_owned)
            .collect::<Vec<String>>()
    };
    if let Some(table) = csp.as_object() {
        let words = |value: &Value| match value.as_array() {
            Some(list) => list.iter().filter_map(Value::as_str).map(str::to_owned).collect(),
            None => split(value.as_str().unwrap_or_default()),
        };
        return table
            .iter()
            .map(|(name, value)| (name.clone(), words(value)))
            .collect();
    }
    let directives = csp.as_str().unwrap_or_default().split(';').map(split);
    directives
        .filter_map(|mut words| (!words.is_empty()).then(|| (words.remove(0), words)))
        .collect()
}

fn capability(file: &SourceFile, capability: &Value, found: &mut Vec<Violation>) {
    if capability.get("remote").is_some() {
        found.push(Violation::new(
            &file.path,
            1,
            "capability",
            "no remote page is ever granted anything",
        ));
    }
    for kind in ["windows", "webviews"] {
        let names = capability
            .get(kind)
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
            .filter_map(Value::as_str);
        if names.into_iter().any(|name| name.contains('*')) {
            found.push(Violation::new(
                &file.path,
                1,
                "capability",
                format!("name the {kind}; no wildcard"),
            ));
        }
    }
    for permission in permissions(capability) {
        let ours = permission.starts_with("allow-");
        if !ours && !CORE.contains(&permission.as_str()) {
            let advice = format!(
                "`{permission}`: the page gets our own commands and events, and no plugin's or core's"
            );
            found.push(Violation::new(&file.path, 1, "capability", advice));
        }
    }
}

/// The commands declared in `build.rs`, registered in `commands.rs` and granted in `capabilities/` are the same.
pub(super) fn every_command_is_granted_by_name(tree: &SourceTree) -> Vec<Violation> {
    let capabilities: Vec<(&SourceFile, Value)> = capabilities(tree).collect();
    if capabilities.is_empty() {
        return Vec::new();
    }
    let declared = declared(tree);
    let registered = registered(tree);
    let granted: BTreeSet<String> = capabilities
        .iter()
        .flat_map(|(_, capability)| permissions(capability))
        .filter_map(|name| name.strip_prefix("allow-").map(|name| name.replace('-', "_")))
        .collect();
    let mut found = Vec::new();
    for command in declared.difference(&granted) {
        found.push(Violation::new(
            "src-tauri/capabilities",
            1,
            "commands",
            format!("grant `{command}` by name, or do not declare it"),
        ));
    }
    for command in granted.difference(&declared) {
        found.push(Violation::new(
            BUILD,
            1,
            "commands",
            format!("`{command}` is granted but not declared"),
        ));
    }
    for command in registered.symmetric_difference(&declared) {
        found.push(Violation::new(
            BUILD,
            1,
            "commands",
            format!("`{command}` must be both declared here and registered in commands.rs"),
        ));
    }
    found
}

fn capabilities(tree: &SourceTree) -> impl Iterator<Item = (&SourceFile, Value)> {
    let files = tree
        .files
        .iter()
        .filter(|file| file.path.starts_with("src-tauri/capabilities/") && file.path.ends_with(".json"));
    files.map(|file| (file, serde_json::from_str(&file.text).unwrap_or(Value::Null)))
}

fn permissions(capability: &Value) -> Vec<String> {
    let list = capability.get("permissions").and_then(Value::as_array);
    list.into_iter()
        .flatten()
        .filter_map(|entry| {
            entry
                .as_str()
                .or_else(|| entry.get("identifier").and_then(Value::as_str))
        })
        .map(str::to_owned)
        .collect()
}

/// Reads the names of `const COMMANDS` or of `.commands(&[…])` out of `build.rs`.
fn declared(tree: &SourceTree) -> BTreeSet<String> {
    let files = tree.files.iter().filter(|file| file.path == BUILD);
    let mut names = BTreeSet::new();
    for file in files {
        for opening in ["const COMMANDS", ".commands("] {
            let Some((_, after)) = file.text.split_once(opening) else {
                continue;
            };
            let Some((_, list)) = after
                .split_once("&[")
                .filter(|(before, _)| opening == "const COMMANDS" || before.trim().is_empty())
            else {
                continue;
            };
            // `&[&str] = &[…]` opens twice; the list is what holds quotes.
            let list = list
                .split_once("&[")
                .filter(|(before, _)| before.starts_with("&str"))
                .map_or(list, |(_, list)| list);
            let list = list.split(']').next().unwrap_or_default();
            names.extend(list.split('"').skip(1).step_by(2).map(str::to_owned));
        }
    }
    names
}

/// Reads the names in `collect_commands![…]` or `generate_handler![…]`.
fn registered(tree: &SourceTree) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    for (file, rust) in tree
        .rust_files()
        .filter(|(file, _)| file.path.starts_with("src-tauri/src/"))
    {
        let code: String = rust
            .lines
            .iter()
            .map(|line| line.code.as_str())
            .collect::<Vec<&str>>()
            .join("\n");
        for opening in ["collect_commands![", "generate_handler!["] {
            let Some((_, after)) = code.split_once(opening) else {
                continue;
            };
            let list = after.split(']').next().unwrap_or_default();
            // `commands::stop::<R>` registers `stop`.
            let paths = list.split(',').filter_map(|path| path.split("::<").next());
            let plain = paths
                .filter_map(|path| path.rsplit("::").next())
                .map(|name| name.trim().to_owned());
            names.extend(plain.filter(|name| !name.is_empty() && !file.is_test()));
        }
    }
    names
}
