//! Values that a quoter gets wrong: everything that some shell reads as more than text, in any order.

use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};

/// What some shell reads as more than text.
const SIGNS: &[&str] = &[
    "'", "''", "\"", "\\", "\\'", "\\\\", "\n", "\r", "\r\n", "\t", "!", "!!", "!touch", "#", "~", "*", "?",
    "[a-z]", "$HOME", "${IFS}", "$'\\n'", "$((1+1))", "|", "||", "&", "&&", ">pwned", "<", "%PATH%", "%",
    "^", "{a,b}", "(", ")", "=", " ", "  ", "-n", "--", "A", "+/=", "é", "\u{2018}", "\u{2019}", "\u{ff07}",
    "\u{7f}", "\u{85}", "\u{202e}", "\u{feff}", "\u{1}", "\u{8}", "\\u0027", "\\x27", "\\047", "end", "then",
    "EOF",
];

/// The same in more words; `touch pwned` is how a value shows that it was run.
const PHRASES: &[&str] = &[
    "$(touch pwned)",
    "`touch pwned`",
    "; touch pwned;",
    "\ntouch pwned\n",
    "(touch pwned)",
    "'; touch pwned; '",
    "\"; touch pwned; \"",
    "'$(touch pwned)'",
    "ASIAEXAMPLE",
    "\u{1f600}",
    "\u{1b}[31m",
];

/// Returns `count` hostile values, the same for the same `seed`.
pub(crate) fn values(count: usize, seed: u8) -> Vec<String> {
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &[seed; 32]);
    let mut runner = TestRunner::new_with_rng(Config::default(), rng);
    let piece = prop_oneof![
        6 => proptest::sample::select([SIGNS, PHRASES].concat()).prop_map(str::to_owned),
        2 => proptest::char::range('\u{1}', '\u{7f}').prop_map(String::from),
        1 => proptest::sample::select(&['\u{f500}', '\u{f600}', '\u{f6ff}', '\u{fdd0}', '\u{fdef}', '\u{ffff}']).prop_map(String::from),
        1 => any::<char>().prop_filter("stands in no environment", |c| *c != '\0').prop_map(String::from),
    ];
    let value = proptest::collection::vec(piece, 0..10).prop_map(|pieces| pieces.concat());
    std::iter::repeat_with(|| value.new_tree(&mut runner).unwrap().current())
        .take(count)
        .collect()
}
