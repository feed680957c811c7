//! A name stays within its isolate, whatever it is, and a sentence has no isolate that does not end in it.

use super::{fit_sentence, isolated, printable_sentence, without_isolates};
use crate::hostile_text::{columns, printable};
use rolecall_fakes::hostile;

fn is_balanced(text: &str) -> bool {
    let depth = text.chars().try_fold(0_usize, |depth, c| match c {
        '\u{2068}' => Some(depth + 1),
        '\u{2069}' => depth.checked_sub(1),
        _ => Some(depth),
    });
    depth == Some(0)
}

#[test]
fn a_name_is_isolated_and_printable() {
    assert_eq!(isolated("payments-prod"), "\u{2068}payments-prod\u{2069}");
    assert_eq!(
        isolated("payments-\u{202e}dorp\n"),
        "\u{2068}payments-\\u{202e}dorp\\n\u{2069}"
    );
    assert_eq!(isolated("a\u{2069}b"), "\u{2068}a\\u{2069}b\u{2069}");
    assert_eq!(isolated(""), "");
}

#[test]
fn isolates_of_a_sentence_stay_and_end() {
    for (sentence, shown) in [
        ("Stop \u{2068}a\u{2069}?", "Stop \u{2068}a\u{2069}?"),
        ("Stop \u{2068}a", "Stop \u{2068}a\u{2069}"),
        ("Stop a\u{2069}?", "Stop a\\u{2069}?"),
        ("Stop \u{202e}a\n", "Stop \\u{202e}a\\n"),
        ("\u{2068}\u{2068}a\u{2069}", "\u{2068}\u{2068}a\u{2069}\u{2069}"),
    ] {
        assert_eq!(printable_sentence(sentence), shown);
    }
}

#[test]
fn a_cut_sentence_ends_the_isolate_that_was_cut() {
    let sentence = format!("{} could not be renewed", isolated("payments-prod"));
    assert_eq!(fit_sentence(&sentence, 9), "\u{2068}payments…\u{2069}");
    assert_eq!(fit_sentence(&sentence, 200), sentence);
}

#[test]
fn a_terminal_gets_no_isolates() {
    assert_eq!(
        without_isolates("\u{2068}a\u{2069} in \u{2068}b\u{2069}"),
        "a in b"
    );
    for text in ["a in b", "a\u{2069}", "\u{2068}a", "\u{2066}a\u{2069}"] {
        assert_eq!(without_isolates(text), text, "no pair of ours");
    }
}

#[test]
fn no_hostile_name_leaves_its_isolate() {
    for name in hostile::names_up_to(300) {
        let sentence = format!("{} in {} ends", isolated(&name), isolated("dev"));
        assert!(is_balanced(&sentence), "{sentence:?}");
        assert_eq!(printable_sentence(&sentence), sentence);
        assert_eq!(
            without_isolates(&sentence),
            format!("{} in dev ends", printable(&name))
        );
        let cut = fit_sentence(&sentence, 12);
        assert!(is_balanced(&cut) && columns(&cut) <= 12, "{cut:?}");
    }
}
