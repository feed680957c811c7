//! Limits: an edit keeps the limits that stay, with their comments, wherever it adds or removes one.

use super::*;

const WITH_LIMITS: &str = r#"appearance = "dark"

# Admin is short.
[[limit]] # one
roles = ["*Admin*"]   # all of them
minutes = 60
why = "policy 4"

# About all that follows.

# PCI is shorter.
[[limit]]
accounts = ["tag:pci"]
minutes = 30 # half an hour

[[limit]]
minutes = 480

[alias]
pay = "corp/111122223333/Admin"
"#;

fn three() -> [RoleSessionLimit; 3] {
    [
        limit(&[], &["*Admin*"], 60),
        limit(&["tag:pci"], &[], 30),
        limit(&[], &[], 480),
    ]
}

#[test]
fn limits_are_read_in_both_forms() {
    assert_eq!(read_settings(WITH_LIMITS).unwrap().limits, three());
    let inline = "limit = [ { roles = ['*Admin*'], minutes = 60 }, { accounts = ['tag:pci'], minutes = 30 }, { minutes = 480 } ] # all\n";
    assert_eq!(read_settings(inline).unwrap().limits, three());
    let shorter = set_limits(inline, &three()[..1]).unwrap();
    assert_eq!(
        shorter,
        "limit = [{ roles = [\"*Admin*\"], minutes = 60 }] # all\n"
    );
    assert_eq!(set_limits(inline, &[]).unwrap(), "");
}

#[test]
fn a_limit_changes_in_its_place() {
    let mut limits = three();
    limits[0].max_duration = Duration::from_secs(90 * 60);
    let changed = set_limits(WITH_LIMITS, &limits).unwrap();
    assert_eq!(changed, WITH_LIMITS.replace("minutes = 60", "minutes = 90"));
    limits[1].accounts = vec!["*prod*".to_owned(), "tag:pci".to_owned()];
    let changed = set_limits(&changed, &limits).unwrap();
    let line = "accounts = [\"*prod*\", \"tag:pci\"]\nminutes = 30 # half an hour\n";
    assert!(changed.contains(line), "{changed}");
    assert_eq!(set_limits(WITH_LIMITS, &three()).unwrap(), WITH_LIMITS);
}

#[test]
fn a_limit_comes_and_goes_and_the_others_stay() {
    let [first, second, all] = three();
    let removed = set_limits(WITH_LIMITS, &[first.clone(), all.clone()]).unwrap();
    let pci = "# PCI is shorter.\n[[limit]]\naccounts = [\"tag:pci\"]\nminutes = 30 # half an hour\n\n";
    assert_eq!(removed, WITH_LIMITS.replace(pci, ""));
    let between = limit(&["sandbox"], &["R"], 5);
    let added = set_limits(WITH_LIMITS, &[first, between, second, all.clone()]).unwrap();
    let new = "why = \"policy 4\"\n\n[[limit]]\naccounts = [\"sandbox\"]\nroles = [\"R\"]\nminutes = 5\n";
    assert_eq!(added, WITH_LIMITS.replace("why = \"policy 4\"\n", new));
    let none = set_limits(WITH_LIMITS, &[]).unwrap();
    assert_eq!(
        none,
        "appearance = \"dark\"\n\n# About all that follows.\n\n[alias]\npay = \"corp/111122223333/Admin\"\n"
    );
    assert_eq!(set_limits("", &[all]).unwrap(), "[[limit]]\nminutes = 480\n");
}

#[test]
fn what_is_no_limit_is_refused() {
    let long = "x".repeat(257);
    let many: Vec<&str> = vec!["a"; 101];
    let seconds = RoleSessionLimit {
        max_duration: Duration::from_secs(61),
        ..limit(&[], &[], 1)
    };
    for refused in [
        limit(&[], &[], 0),
        limit(&[], &[], 10_081),
        limit(&[""], &[], 5),
        limit(&[], &[&long], 5),
        limit(&many, &[], 5),
        seconds,
    ] {
        assert_eq!(set_limits("", &[refused]), Err(SettingsEditError::InvalidLimit));
    }
    let too_many = vec![limit(&[], &[], 5); 101];
    assert_eq!(set_limits("", &too_many), Err(SettingsEditError::InvalidLimit));
    for (text, line, says) in [
        ("limit = 5\n", 1, "limit is a list of tables"),
        ("limit = [5]\n", 1, "a limit is a table"),
        ("\n[[limit]]\nroles = ['a']\n", 2, "a limit has no minutes"),
        (
            "[[limit]]\nminutes = 5\n[[limit]]\nroles = []\n",
            3,
            "a limit has no minutes",
        ),
        (
            "[[limit]]\nminutes = 0\n",
            2,
            "minutes is a whole number from 1 to 10080",
        ),
        (
            "[[limit]]\nminutes = 9223372036854775807\n",
            2,
            "minutes is a whole number from 1 to 10080",
        ),
        (
            "[[limit]]\nminutes = 5\nroles = 'a'\n",
            3,
            "roles is a list of patterns",
        ),
        (
            "[[limit]]\nminutes = 5\naccounts = ['']\n",
            3,
            "accounts is a list of at most 100 patterns",
        ),
    ] {
        let error = read_settings(text).unwrap_err();
        assert_eq!(error.line, line, "{text}: {error}");
        assert!(
            without_isolates(&fault_at_line(&error)).contains(says),
            "{text}: {error}"
        );
    }
}

fn some_limit() -> impl Strategy<Value = RoleSessionLimit> {
    (1_u64..4, any::<bool>())
        .prop_map(|(minutes, roles)| limit(&[], if roles { &["a"] } else { &[] }, minutes))
}

proptest! {
    #[test]
    fn any_limits_become_any_others(
        before in proptest::collection::vec(some_limit(), 0..6),
        after in proptest::collection::vec(some_limit(), 0..6),
        windows in any::<bool>(),
    ) {
        let base = "# head\nappearance = 'dark'\n\n# above\n[alias]\n# in\n\n[other] # end\nx = 1\n";
        let base = if windows { base.replace('\n', "\r\n") } else { base.to_owned() };
        let text = set_limits(&base, &before).unwrap();
        prop_assert!(is_unchanged_around_an_insertion(&base, &text));
        let text = set_limits(&text, &after).unwrap();
        prop_assert_eq!(&read_settings(&text).unwrap().limits, &after);
        for unchanged in ["# head", "# above", "# in", "[other] # end", "x = 1"] {
            prop_assert!(text.contains(unchanged), "{} is gone from {}", unchanged, text);
        }
        let text = set_limits(&text, &[]).unwrap();
        prop_assert_eq!(text.trim_end(), base.trim_end());
    }
}
