//! The rule about sentences finds planted ones, and no text for developers.

use super::tree;
use crate::tidy::sentences::sentences_are_in_the_catalogue;

/// The lines on which a sentence is found.
fn lines(path: &str, text: &str) -> Vec<usize> {
    let found = sentences_are_in_the_catalogue(&tree(&[(path, text)]));
    found.into_iter().map(|violation| violation.line).collect()
}

const RULE: &str = "crates/rolecall/src/rule.rs";

#[test]
fn a_sentence_outside_a_catalogue_is_found() {
    let text = "//! Words in a comment are none.\n\
        const SAVED: &str = \"The view was saved.\";\n\
        fn a(name: &str) -> String {\n    format!(\"Signed in to {name}.\")\n}\n\
        fn b(ctx: &Context) {\n    ctx.note(\n        \"{role} is active\",\n    );\n}\n\
        const RAW: &str = r#\"a \"raw\" text over\nseveral lines\"#;\n\
        const LATER: &str = \"not yet\";\n";
    assert_eq!(lines(RULE, text), [2, 4, 8, 11, 13]);
    assert_eq!(lines("crates/rolecall-cli/src/verb/x.rs", text).len(), 5);
    assert_eq!(lines("src-tauri/src/x.rs", text).len(), 5);
}

#[test]
fn catalogues_help_tests_and_other_packages_have_texts() {
    let text = "const SAVED: &str = \"The view was saved.\";\n";
    for path in [
        "crates/rolecall/src/messages/tray.rs",
        "crates/rolecall-cli/src/messages/roles.rs",
        "src-tauri/src/messages.rs",
        "crates/rolecall-cli/src/command_line.rs",
        "crates/rolecall-cli/src/command_line/arguments.rs",
        "crates/rolecall/src/rule/tests.rs",
        "crates/rolecall/tests/rule.rs",
        "crates/rolecall-os/src/lock.rs",
        "crates/xtask/src/main.rs",
    ] {
        assert_eq!(lines(path, text), [0; 0], "{path}");
    }
    let inline = "fn a() {}\n#[cfg(test)]\nmod tests {\n    const A: &str = \"a text of a test\";\n}\n";
    assert_eq!(lines(RULE, inline), [0; 0]);
}

#[test]
fn texts_for_developers_are_allowed() {
    for code in [
        "#[error(\"the lock is busy\")]",
        "#![expect(dead_code, reason = \"a fake has no use for it\")]",
        "tracing::warn!(%error, \"the tray was not updated\");",
        "tracing::warn!(\n    %error,\n    \"the tray was not updated\"\n);",
        "let value = list.first().expect(\"it has an entry\");",
        "unreachable!(\"a list is never empty\");",
        "assert_eq!(a, b, \"they are the same\");",
        "debug_assert!(ok, \"it was checked before\");",
        "Problem::new(ProblemCode::Bug, \"the keeper ended\")",
        "Error { detail: \"it did not reply\".to_owned() }",
    ] {
        assert_eq!(lines(RULE, code), [0; 0], "{code}");
    }
    let after = "tracing::warn!(\"it was not saved\");\nlet text = \"It was not saved.\";\n";
    assert_eq!(lines(RULE, after), [2]);
}

#[test]
fn codes_and_formats_are_no_sentences() {
    for text in [
        "set -g",
        "a",
        "Favourites",
        "{account} · {role}",
        "{name} ({id})",
        "%Y-%m-%d %H:%M",
        " · ",
        ", ",
    ] {
        let code = format!("let text = \"{text}\";\n");
        assert_eq!(lines(RULE, &code), [0; 0], "{text}");
    }
}

#[test]
fn an_exception_without_a_sentence_is_removed() {
    assert_eq!(
        lines(
            "crates/rolecall/src/export/quote.rs",
            "const A: &str = \"set -g\";\n"
        ),
        [1]
    );
}
