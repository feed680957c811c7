//! Rules about names: they say something, and "session" always says which.

use crate::tidy::Violation;
use crate::tidy::source_tree::SourceTree;

/// Words that say nothing about the thing they name.
const EMPTY: [&str; 10] = [
    "manager",
    "service",
    "helper",
    "helpers",
    "util",
    "utils",
    "common",
    "misc",
    "processor",
    "impl",
];

/// A name that is somebody else's: the freedesktop Secret Service, as `SecretService` and as a file.
const OTHERS: &str = "secretservice";

/// What may stand beside the word to say which session is meant; `CreateSession` is an operation of AWS.
const BEFORE: [&str; 11] = [
    "role", "console", "sso", "dbus", "desktop", "bus", "driver", "web", "x", "login", "create",
];
/// Session tags and session policies are terms of AWS.
const AFTER: [&str; 8] = [
    "token", "duration", "name", "bus", "tag", "tags", "policy", "policies",
];

/// Types, modules, functions and files have names that say something.
pub(super) fn empty_names_are_not_used(tree: &SourceTree) -> Vec<Violation> {
    let mut found = Vec::new();
    for (file, rust) in tree.rust_files() {
        let stem = file
            .path
            .rsplit('/')
            .next()
            .unwrap_or_default()
            .trim_end_matches(".rs");
        if says_nothing(stem) {
            found.push(Violation::new(
                &file.path,
                1,
                "empty-name",
                format!("`{stem}` says nothing; name what it owns"),
            ));
        }
        for (index, line) in rust.lines.iter().enumerate() {
            let Some((keyword, name)) = definition(&line.code) else {
                continue;
            };
            let is_type = ["struct", "enum", "trait", "type", "mod"].contains(&keyword);
            // What the AWS console offers is called a service, by AWS and so by us.
            let aws_word = name == "Service" && file.path.contains("/src/console");
            if is_type && !aws_word && says_nothing(name) {
                let advice = format!("`{name}` says nothing; name the thing, or the adapter for its means");
                found.push(Violation::new(&file.path, index + 1, "empty-name", advice));
            }
        }
    }
    found
}

fn says_nothing(name: &str) -> bool {
    let words = words(name);
    words.concat() != OTHERS && words.iter().any(|word| EMPTY.contains(&word.as_str()))
}

/// It is a role session, a console session or a sign-in; never just a session.
pub(super) fn session_is_always_qualified(tree: &SourceTree) -> Vec<Violation> {
    let mut found = Vec::new();
    for (file, rust) in tree.product_files() {
        for (number, line) in rust.product_lines() {
            let Some((_, name)) = definition(&line.code) else {
                continue;
            };
            if has_bare_session(&words(name)) {
                let advice = format!("`{name}`: say role session, console session or sign-in");
                found.push(Violation::new(&file.path, number, "session", advice));
            }
        }
        let has_messages = ["/messages.rs", "/messages/", "/words.rs", "/words/"]
            .iter()
            .any(|part| file.path.contains(part));
        for (number, line) in rust.product_lines().filter(|_| has_messages) {
            let text: Vec<String> = line
                .strings
                .split(|l: char| !l.is_alphanumeric())
                .map(str::to_lowercase)
                .filter(|w| !w.is_empty())
                .collect();
            if has_bare_session(&text) {
                let advice = "a sentence says role session, console session or sign-in";
                found.push(Violation::new(&file.path, number, "session", advice));
            }
        }
    }
    found
}

fn has_bare_session(words: &[String]) -> bool {
    words.iter().enumerate().any(|(at, word)| {
        let before = at.checked_sub(1).and_then(|at| words.get(at)).map(String::as_str);
        let after = words.get(at + 1).map(String::as_str);
        (word == "session" || word == "sessions")
            && !before.is_some_and(|word| BEFORE.contains(&word))
            && !after.is_some_and(|word| AFTER.contains(&word))
    })
}

/// Finds what a line defines: its keyword and name.
fn definition(code: &str) -> Option<(&'static str, &str)> {
    const KEYWORDS: [&str; 8] = ["struct", "enum", "trait", "type", "mod", "fn", "const", "static"];
    let mut tokens = code.split_whitespace().peekable();
    while let Some(token) = tokens.next() {
        if let Some(keyword) = KEYWORDS.iter().find(|keyword| **keyword == token) {
            let name = tokens
                .peek()?
                .split(|l: char| !l.is_alphanumeric() && l != '_')
                .next()?;
            // `const fn` and `static mut` are not names.
            if !name.is_empty() && !["fn", "mut", "unsafe", "async"].contains(&name) {
                return Some((keyword, name));
            }
        } else if !(token.starts_with("pub")
            || token.ends_with(')')
            || ["async", "unsafe", "extern"].contains(&token))
        {
            return None;
        }
    }
    None
}

/// Splits `CamelCase`, `snake_case` and `kebab-case` into lower-case words.
fn words(name: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut last_was_lower = false;
    for character in name.chars() {
        let boundary = character == '_' || character == '-' || (character.is_uppercase() && last_was_lower);
        if boundary {
            words.push(String::new());
        }
        if character.is_alphanumeric()
            && let Some(word) = words.last_mut()
        {
            word.extend(character.to_lowercase());
        }
        last_was_lower = character.is_lowercase() || character.is_numeric();
    }
    words.retain(|word| !word.is_empty());
    words
}
