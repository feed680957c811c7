//! No text moves the cursor, hides or reorders; what is harmless stays.

use super::{columns, fit, printable};
use proptest::prelude::*;
use std::borrow::Cow;

#[test]
fn harmless_text_is_not_touched() {
    for text in [
        "",
        "payments-prod",
        "Zahlungen «Produktion»",
        "支払い本番　東京",
        "مدفوعات",
        "תשלומים",
        "ठीक है",
        "ปรีดี",
        "é",
        "e\u{301}",
        "👩‍👩‍👧‍👦",
        "🏳️‍🌈",
        "❤️",
        "👍🏽",
        "👩🏽‍💻",
        "1️⃣",
        "🇩🇪",
        "a\\u{202e}b",
        "quote ' \" ` $(x)",
    ] {
        assert!(
            matches!(printable(text), Cow::Borrowed(same) if same == text),
            "{text:?} became {:?}",
            printable(text)
        );
    }
}

#[test]
fn what_moves_the_cursor_hides_or_reorders_becomes_visible() {
    for (text, shown) in [
        ("a\nb", "a\\nb"),
        ("a\r\n\tb", "a\\r\\n\\tb"),
        ("\u{1b}]52;c;cHduZWQ=\u{7}", "\\u{1b}]52;c;cHduZWQ=\\u{7}"),
        ("a\u{9b}31m", "a\\u{9b}31m"),
        ("\0\u{7f}", "\\u{0}\\u{7f}"),
        ("prod\u{202e}ved", "prod\\u{202e}ved"),
        ("\u{2066}x\u{2069}", "\\u{2066}x\\u{2069}"),
        ("Ad\u{200b}min", "Ad\\u{200b}min"),
        ("Ad\u{200d}min", "Ad\\u{200d}min"),
        ("Admin\u{fe0f}", "Admin\\u{fe0f}"),
        ("\u{feff}Admin\u{61c}\u{200e}", "\\u{feff}Admin\\u{61c}\\u{200e}"),
        ("a\u{2028}b\u{2029}", "a\\u{2028}b\\u{2029}"),
        ("x\u{e0041}\u{e007f}", "x\\u{e0041}\\u{e007f}"),
        ("\u{301}x", "\\u{301}x"),
        ("soft\u{ad}hyphen", "soft\\u{ad}hyphen"),
    ] {
        assert_eq!(printable(text), shown);
    }
}

#[test]
fn a_pile_of_marks_is_cut_down() {
    let pile = format!("a{}", "\u{301}".repeat(50));
    let shown = printable(&pile);
    assert_eq!(shown.chars().filter(|c| *c == '\u{301}').count(), 4);
}

#[test]
fn text_is_cut_between_characters() {
    assert_eq!(fit("payments", 8), "payments");
    assert_eq!(fit("payments", 5), "paym…");
    assert_eq!(fit("payments", 1), "…");
    assert_eq!(fit("payments", 0), "");
    assert_eq!(fit("支払い本番", 5), "支払…");
    assert_eq!(fit("支払い本番", 4), "支…");
    assert_eq!(fit("👩‍👩‍👧‍👦👩‍👩‍👧‍👦", 3), "👩‍👩‍👧‍👦…");
    assert_eq!(fit("e\u{301}e\u{301}e\u{301}", 2), "e\u{301}…");
    assert_eq!(columns("支払い"), 6);
}

fn forbidden(c: char) -> bool {
    c.is_control()
        || ('\u{202a}'..='\u{202e}').contains(&c)
        || ('\u{2066}'..='\u{2069}').contains(&c)
        || ('\u{e0000}'..='\u{e007f}').contains(&c)
        || "\u{200b}\u{200c}\u{200e}\u{200f}\u{61c}\u{feff}\u{2028}\u{2029}\u{ad}".contains(c)
}

fn nasty() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        any::<char>().prop_map(String::from),
        proptest::sample::select(vec![
            "\u{1b}[31m",
            "\u{202e}",
            "\u{200d}",
            "\u{fe0f}",
            "👩",
            "💻",
            "\u{1f3fd}",
            "a",
            "1",
            "\u{20e3}",
            "\u{301}",
            "支",
            "\n",
            "🇩",
        ])
        .prop_map(str::to_owned),
    ];
    proptest::collection::vec(piece, 0..24).prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn nothing_forbidden_is_left(text in nasty()) {
        let shown = printable(&text);
        prop_assert!(!shown.contains(forbidden), "{shown:?}");
    }

    #[test]
    fn what_is_printable_stays_so(text in nasty()) {
        let once = printable(&text).into_owned();
        prop_assert_eq!(printable(&once), once.as_str());
    }

    #[test]
    fn nothing_grows_wider_than_asked(text in nasty(), max_columns in 0_usize..30) {
        let shown = printable(&text);
        let cut = fit(&shown, max_columns);
        prop_assert!(columns(&cut) <= max_columns, "{} columns in {cut:?}", columns(&cut));
        prop_assert!(*cut == *shown || cut.is_empty() || cut.ends_with('…'));
    }
}
