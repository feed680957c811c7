//! What a pattern of words fits.

use super::*;
use crate::account::AccountId;
use proptest::prelude::*;

fn found(pattern: &str, name: &str) -> Option<FoundWords> {
    let account = Account {
        id: AccountId::parse("111122223333").unwrap(),
        name: name.to_owned(),
        email: None,
    };
    PatternSubject::account(&account, None).match_of(pattern)?.words
}

#[test]
fn words_stand_between_separators() {
    use FoundWords::{Parts, Whole};
    for (pattern, name, expected) in [
        ("word:prod", "acme-prod", Some(Whole)),
        ("WORD:Prod", "acme.PROD.eu", Some(Whole)),
        ("word:prod", "prod2", Some(Whole)),
        ("word:prod2", "prod2", Some(Whole)),
        ("word:prod", "AcmeProd2Eu", Some(Parts)),
        ("word:prod", "products", None),
        ("word:prod*", "products", Some(Whole)),
        ("word:non-prod", "x non_prod", Some(Whole)),
        ("word:non-prod", "prod-non", None),
        ("word:non-prod", "non-x-prod", None),
        ("word:ünï", "ÜNÏ-1", Some(Whole)),
        ("word:", "prod", None),
        ("word:-", "-", None),
        ("word:*", "", None),
    ] {
        assert_eq!(found(pattern, name), expected, "{pattern} {name}");
    }
}

proptest! {
    #[test]
    fn no_name_breaks_the_search_for_words(pattern in "[*?a-]{0,24}", name in "\\PC{0,64}") {
        let found = found(&format!("word:{pattern}"), &name);
        prop_assert!(found.is_none() || !name.is_empty());
    }
}
