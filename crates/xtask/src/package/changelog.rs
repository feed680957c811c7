//! The changelog in the form that Debian's tools read: the newest release of `CHANGELOG.md`.

use std::fs;

use anyhow::{Context as _, Result, ensure};

use super::Release;
use crate::checkout::Checkout;

const WIDTH: usize = 78;

/// Returns the changelog, in the format of deb-changelog(5).
///
/// # Errors
/// When `CHANGELOG.md` cannot be read or lists nothing.
pub(super) fn write(checkout: &Checkout, release: &Release) -> Result<String> {
    let text = fs::read_to_string(checkout.root.join("CHANGELOG.md")).context("cannot read CHANGELOG.md")?;
    let changes = newest(&text);
    ensure!(!changes.is_empty(), "CHANGELOG.md lists no change");
    let Release {
        version,
        maintainer,
        date,
    } = release;
    let items: Vec<String> = changes.iter().map(|change| item(change)).collect();
    Ok(format!(
        "rolecall ({version}) stable; urgency=medium\n\n{}\n -- {maintainer}  {date}\n",
        items.concat()
    ))
}

/// Returns the changes of the first release in the list.
fn newest(text: &str) -> Vec<String> {
    let release = text
        .lines()
        .skip_while(|line| !line.starts_with("## "))
        .skip(1)
        .take_while(|line| !line.starts_with("## "));
    let mut changes: Vec<String> = Vec::new();
    for line in release {
        if let Some(change) = line.strip_prefix("- ") {
            changes.push(change.to_owned());
        } else if let (Some(more), Some(change)) = (line.strip_prefix("  "), changes.last_mut()) {
            change.push(' ');
            change.push_str(more.trim());
        }
    }
    changes
}

/// Breaks a change into the lines of an entry.
fn item(change: &str) -> String {
    let mut lines = vec!["  *".to_owned()];
    for word in change.split_whitespace() {
        let is_full = |line: &String| line.chars().count() + 1 + word.chars().count() > WIDTH;
        if lines.last().is_some_and(is_full) {
            lines.push("   ".to_owned());
        }
        if let Some(line) = lines.last_mut() {
            line.push(' ');
            line.push_str(word);
        }
    }
    lines.join("\n") + "\n"
}

#[cfg(test)]
mod tests {
    use super::{item, newest};

    #[test]
    fn only_the_newest_release_is_taken() {
        let text = "# Changelog\n\n## [2.0.0]\n\n### Added\n\n- One thing\n  in two lines.\n- Another.\n\n## [1.0.0]\n\n- Old.\n";
        assert_eq!(newest(text), ["One thing in two lines.", "Another."]);
    }

    #[test]
    fn long_changes_are_broken() {
        assert_eq!(item("Short."), "  * Short.\n");
        let long = item(&"word ".repeat(20));
        assert!(long.lines().all(|line| line.len() <= 78), "{long}");
        assert!(
            long.lines().skip(1).all(|line| line.starts_with("    word")),
            "{long}"
        );
    }
}
