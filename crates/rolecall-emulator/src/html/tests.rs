//! Text from outside never becomes markup.

use super::*;

#[test]
fn markup_and_control_characters_are_escaped() {
    assert_eq!(
        escape("<a href=\"x\" b='y'>&\0\u{1b}\u{85}"),
        "&lt;a href=&quot;x&quot; b=&#39;y&#39;&gt;&amp;\u{fffd}\u{fffd}\u{fffd}"
    );
    assert_eq!(
        escape("two\nlines \u{1f600} \u{202e}x"),
        "two\nlines \u{1f600} \u{202e}x"
    );
}

#[test]
fn names_are_isolated_from_the_text_around_them() {
    assert_eq!(name("x", "\u{202e}<b>"), "<bdi id=\"x\">\u{202e}&lt;b&gt;</bdi>");
}
