//! Planted banned words, planted type names, and what only looks like them.

use super::tree;
use crate::tidy::banned_words::{self, banned_words_are_not_used};
use crate::tidy::type_names::{self, type_names_are_unique};

const WORDS: &str = r#"
[[group]]
reason = "for the tests"
words = [
  { ban = ["gizmo", "gizmos"], use = "tool", allow = ["gizmo of the year"], allow_in = ["docs/old/"] },
  { ban = ["zap off"], use = "postpone" },
  { ban = ["zapped"], scope = "code", use = "sent" },
  { ban = ["spot"], scope = "type", use = "position" },
  { ban = ["=Spot", "=it"], scope = "code", use = "a noun" },
  { ban = ["=of"], scope = "function", use = "new" },
  { ban = ["hold_*"], scope = "function", use = "save_…", allow = ["hold alive"] },
  { ban = ["tiniest"], scope = "constant", use = "MIN" },
  { ban = ["=odd"], scope = "module", use = "even", only_in = ["crates/"] },
]
"#;

/// The lines on which a banned word is found.
fn lines(path: &str, text: &str) -> Vec<usize> {
    let tree = tree(&[(banned_words::LIST, WORDS), (path, text)]);
    let violations = banned_words_are_not_used(&tree);
    violations.iter().map(|violation| violation.line).collect()
}

#[test]
fn a_banned_word_is_found_wherever_it_stands() {
    for bad in [
        "fn gizmo() {}\n",
        "let first_gizmo = 1;\n",
        "struct HTTPGizmoList;\n",
        "// The gizmos.\n",
        "let a = \"a gizmo\";\n",
        "fn zap_off() {}\n",
        "// They zap it; others zap\n// off the rest.\n",
        "fn x() { self.zapped_at }\n",
        "struct SpotOf;\n",
        "let a = Kind::Spot;\n",
        "for it in all {}\n",
        "pub const fn of(a: A) -> B {}\n",
        "fn hold_open() {}\n",
        "const TINIEST_SIZE: usize = 1;\n",
    ] {
        assert!(!lines("crates/rolecall/src/a.rs", bad).is_empty(), "{bad}");
    }
    for (path, bad) in [
        ("ui/src/a.ts", "class SpotList {}\n"),
        ("ui/src/A.svelte", "<i class=\"tray-gizmo\">\n"),
        ("ui/src/a.css", ".zapped { top: 0 }\n"),
        ("docs/a.md", "Two gizmos.\n"),
        ("a/gizmo.rs", ""),
        ("crates/odd/src/a.rs", ""),
        ("Cargo.toml", "gizmo = 1\n"),
        (".ci/run", "gizmo\n"),
    ] {
        assert_eq!(lines(path, bad), [1], "{path}");
    }
}

#[test]
fn what_only_looks_like_a_banned_word_is_not_found() {
    for good in [
        "let gizmometer = gizmo1;\n",
        "// The gizmo of the year.\n",
        "// It is zapped, on the spot. Zap, off.\n",
        "let zapping = \"zapped\";\n",
        "struct Despot { spot: usize }\n",
        "let fit = item.its();\n",
        "let of = a.of(b);\n",
        "fn hold_alive() {}\nfn hold() {}\nfn withhold_it_all() {}\n",
        "let tiniest = Tiniest::new();\n",
    ] {
        assert_eq!(lines("crates/rolecall/src/a.rs", good), [0; 0], "{good}");
    }
    for (path, good) in [
        ("docs/old/a.md", "Two gizmos.\n"),
        ("odd/src/a.rs", ""),
        ("CHANGELOG.md", "Two gizmos.\n"),
        ("ui/package-lock.json", "gizmo\n"),
        ("ui/src/A.svelte", "<!-- zapped -->\n<p>don't</p>\n"),
    ] {
        assert_eq!(lines(path, good), [0; 0], "{path}");
    }
}

#[test]
fn a_list_that_cannot_be_read_is_found() {
    let with = |list: &str| banned_words_are_not_used(&tree(&[(banned_words::LIST, list)])).len();
    assert_eq!(with(WORDS), 0);
    for bad in [
        "",
        &WORDS.replace("reason", "because"),
        &WORDS.replace("use =", "say ="),
        &WORDS.replace("\"constant\"", "\"somewhere\""),
        &WORDS.replace("\"zapped\"", "\"\""),
    ] {
        assert_eq!(with(bad), 1, "{bad}");
    }
    assert_eq!(banned_words_are_not_used(&tree(&[])).len(), 1);
}

#[test]
fn a_type_name_that_exists_twice_is_found() {
    let with = |list: &str, second: &str| {
        let files = [
            (type_names::LIST, list),
            ("crates/rolecall/src/a.rs", "pub struct Portal;\n"),
            ("crates/rolecall-os/src/b.rs", second),
        ];
        let violations = type_names_are_unique(&tree(&files));
        violations
            .iter()
            .map(|violation| violation.path.clone())
            .collect::<Vec<String>>()
    };
    for bad in [
        "enum Portal {}\n",
        "mod c {\n    pub(crate) trait Portal {}\n}\n",
        "type Portal = u8;\n",
    ] {
        assert_eq!(with("", bad), ["crates/rolecall/src/a.rs"], "{bad}");
        assert_eq!(with("Portal = \"one per platform\"\n", bad), [""; 0]);
        assert_eq!(
            with("Portal = \"\"\n", bad),
            ["crates/rolecall/src/a.rs"],
            "no reason"
        );
    }
    for good in [
        "impl A for B {\n    type Portal = u8;\n}\n",
        "#[cfg(test)]\nmod tests {\n    struct Portal;\n}\n",
        "fn f() {\n    struct Portal;\n}\n",
        "struct PortalName;\n",
    ] {
        assert_eq!(with("", good), [""; 0], "{good}");
    }
    assert_eq!(
        with("Portal = \"one per platform\"\n", ""),
        [type_names::LIST],
        "it is unique"
    );
}
