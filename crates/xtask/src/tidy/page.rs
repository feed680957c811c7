//! Rules about the page: one file talks to the shell, colours are tokens, text stays text.

use crate::tidy::Violation;
use crate::tidy::source_tree::{SourceFile, SourceTree};

/// The only file of the page that calls the shell.
const SHELL_CLIENT: &str = "ui/src/ipc/tauri.ts";
const BINDINGS: &str = "ui/src/ipc/bindings.ts";
const TOKENS: &str = "tokens.css";

/// One file imports `@tauri-apps`; the bindings are run by it alone, and they are committed.
pub(super) fn one_file_talks_to_the_shell(tree: &SourceTree) -> Vec<Violation> {
    let mut found = Vec::new();
    for (file, number, line) in page_lines(tree) {
        let import = line.contains("import") || line.contains("from ");
        if import && line.contains("@tauri-apps/") && file.path != SHELL_CLIENT && file.path != BINDINGS {
            let advice = format!("only {SHELL_CLIENT} may import @tauri-apps");
            found.push(Violation::new(&file.path, number, "page-boundary", advice));
        }
        let of_bindings = line.contains("/bindings'") || line.contains("/bindings\"");
        if import && of_bindings && runs(file, number) && file.path != SHELL_CLIENT && !file.is_test() {
            let advice =
                format!("only {SHELL_CLIENT} runs the bindings; import their types with `import type`");
            found.push(Violation::new(&file.path, number, "page-boundary", advice));
        }
    }
    let has_commands = tree
        .files
        .iter()
        .any(|file| file.path.starts_with("src-tauri/src/commands"));
    if has_commands && tree.file(BINDINGS).is_none() {
        found.push(Violation::new(
            BINDINGS,
            1,
            "bindings",
            "run `cargo xtask bindings` and commit the file",
        ));
    }
    found
}

/// Returns whether the import or export that ends on this line brings more than types.
fn runs(file: &SourceFile, number: usize) -> bool {
    let lines: Vec<&str> = file.text.lines().take(number).map(str::trim_start).collect();
    let opening = lines
        .iter()
        .rev()
        .find(|line| line.starts_with("import") || line.starts_with("export"));
    !opening.is_some_and(|line| line.starts_with("import type ") || line.starts_with("export type "))
}

/// Colours are named in one file.
pub(super) fn colours_are_tokens(tree: &SourceTree) -> Vec<Violation> {
    let mut found = Vec::new();
    for (file, number, line) in page_lines(tree) {
        let judged = !file.path.ends_with(TOKENS) && !file.is_test() && !file.is_generated();
        if judged && has_colour(line, file.path.ends_with(".ts")) {
            let advice = format!("use a token; colours are written in {TOKENS} alone");
            found.push(Violation::new(&file.path, number, "colour", advice));
        }
    }
    found
}

/// Names from AWS are hostile: they are shown as text and never as markup.
pub(super) fn text_is_never_markup(tree: &SourceTree) -> Vec<Violation> {
    let mut found = Vec::new();
    for (file, number, line) in page_lines(tree) {
        let markup = [
            "{@html",
            "innerHTML",
            "outerHTML",
            "insertAdjacentHTML",
            "document.write",
        ];
        // The fake host's hostile names are data, and the point of it.
        let data = file.is_test() || file.path.starts_with("ui/src/ipc/fake/");
        if !data && markup.iter().any(|word| line.contains(word)) {
            found.push(Violation::new(
                &file.path,
                number,
                "markup",
                "show it as text; names can hold markup",
            ));
        }
    }
    found
}

fn page_lines(tree: &SourceTree) -> impl Iterator<Item = (&SourceFile, usize, &str)> {
    let files = tree.files.iter().filter(|file| file.is_page());
    files.flat_map(|file| {
        file.text
            .lines()
            .enumerate()
            .map(move |(index, line)| (file, index + 1, line))
    })
}

/// Finds `#abc`, `#aabbcc` (with or without alpha) and colour functions. In TypeScript a hash also
/// begins a private field, so there it counts only right after a quote.
fn has_colour(line: &str, in_script: bool) -> bool {
    let functions = ["rgb(", "rgba(", "hsl(", "hsla("];
    if functions.iter().any(|function| line.contains(function)) {
        return true;
    }
    line.match_indices('#').any(|(at, _)| {
        let before = line.get(..at).and_then(|text| text.chars().next_back());
        let rest = line.get(at + 1..).unwrap_or_default();
        let digits = rest.chars().take_while(char::is_ascii_hexdigit).count();
        let ends = !rest
            .chars()
            .nth(digits)
            .is_some_and(|l| l.is_alphanumeric() || l == '_' || l == '-');
        let quoted = matches!(before, Some('"' | '\'' | '`'));
        let in_position = if in_script {
            quoted
        } else {
            !before.is_some_and(|l| l.is_alphanumeric() || l == '{' || l == '&')
        };
        matches!(digits, 3 | 4 | 6 | 8) && ends && in_position
    })
}
