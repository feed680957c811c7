//! Patterns: which environment an account belongs to, and how long its role sessions may last.

use super::*;
use crate::account::AccountId;
use crate::account::RoleName;
use crate::settings::{RoleSessionLimit, Settings};
use proptest::prelude::*;
use std::time::Duration;

fn account(name: &str) -> Account {
    Account {
        id: AccountId::parse("111122223333").unwrap(),
        name: name.to_owned(),
        email: None,
    }
}

fn limit(accounts: &[&str], roles: &[&str], minutes: u64) -> RoleSessionLimit {
    let owned = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect();
    RoleSessionLimit {
        accounts: owned(accounts),
        roles: owned(roles),
        max_duration: Duration::from_secs(minutes * 60),
    }
}

const PRODUCTION: [&str; 17] = [
    "payments-prod",
    "prod",
    "acme-production-eu",
    "prd-1",
    "live-shop",
    "Payments PRODUCTION",
    "eu_prod_2",
    "prod01",
    "PaymentsProd",
    "acmeProduction2",
    "shop.live",
    "prod/eu",
    "developers-prod",
    "DevOps-Prod",
    "DevOpsProd",
    "testimonials-prod",
    "preproducts-live",
];

const STAGING: [&str; 9] = [
    "payments-staging",
    "stg2",
    "Payments Pre-Prod",
    "payments-preprod",
    "pre_production",
    "preproduction-live",
    "PreProd",
    "uat-prod-copy",
    "prod-stage",
];

const DEVELOPMENT: [&str; 15] = [
    "delivery-dev",
    "acme-livestock-dev",
    "data-platform-dev",
    "nonprod",
    "non-prod",
    "non_production",
    "NonProd-eu",
    "dev2",
    "sandbox-ada",
    "sandboxes",
    "Load Testing",
    "prod-dev",
    "dev-prod",
    "live-test",
    "acme-development",
];

const NONE: [&str; 18] = [
    "",
    "shared-services",
    "product-catalog",
    "reproduction-lab",
    "approdo",
    "oliver",
    "alive",
    "delivery",
    "devices",
    "backstage",
    "stagnation",
    "contest",
    "latest",
    "quatuor",
    "prodigy",
    "Productions",
    "\u{1f600}",
    "--",
];

#[test]
fn the_environment_of_common_names() {
    let expected = [
        (Some(Environment::Production), &PRODUCTION[..]),
        (Some(Environment::Staging), &STAGING[..]),
        (Some(Environment::Development), &DEVELOPMENT[..]),
        (None, &NONE[..]),
    ];
    let settings = Settings::default();
    for (environment, names) in expected {
        for name in names {
            assert_eq!(settings.environment_of(&account(name)), environment, "{name}");
        }
    }
}

#[test]
fn the_most_exact_of_the_users_own_patterns_counts() {
    let owned = |patterns: &[&str]| patterns.iter().map(|text| (*text).to_owned()).collect();
    let mut settings = Settings {
        production_patterns: owned(&["*prod*", "*live*"]),
        staging_patterns: owned(&["11112222333?"]),
        development_patterns: owned(&["*dev*", "*nonprod*"]),
        ..Settings::default()
    };
    let staging = settings.environment_of(&account("payments-prod"));
    assert_eq!(staging, Some(Environment::Staging), "by its id");
    settings.staging_patterns = Vec::new();
    for (name, environment) in [
        ("payments-prod", Environment::Production),
        ("product-catalog", Environment::Production),
        ("prod-dev", Environment::Production),
        ("payments-nonprod", Environment::Development),
        ("delivery", Environment::Production),
    ] {
        assert_eq!(
            settings.environment_of(&account(name)),
            Some(environment),
            "{name}"
        );
    }
    settings.production_patterns = owned(&["*a*a*a*a*a*a*a*a*b"]);
    assert_eq!(settings.environment_of(&account(&"a".repeat(256))), None);
}

fn tagged(tags: &[&str]) -> Settings {
    let tags = tags.iter().map(|tag| (*tag).to_owned()).collect();
    Settings {
        tags: [(account("").id, tags)].into(),
        ..Settings::default()
    }
}

#[test]
fn a_tag_is_more_exact_than_any_name() {
    let mut settings = tagged(&["PCI", "team/pay"]);
    let dev = account("payments-nonprod");
    assert_eq!(settings.environment_of(&dev), Some(Environment::Development));
    for pattern in ["tag:pci", "TAG:Pci", "tag:team/*", "tag:*"] {
        settings.production_patterns = vec![pattern.to_owned()];
        let environment = settings.environment_of(&dev);
        assert_eq!(environment, Some(Environment::Production), "{pattern}");
    }
    for pattern in ["tag:pc", "tag:", "pci", "*pci*", "tag:pci2", "tag:*dev*"] {
        settings.production_patterns = vec![pattern.to_owned()];
        let environment = settings.environment_of(&dev);
        assert_eq!(environment, Some(Environment::Development), "{pattern}");
    }
    let other = Account {
        id: AccountId::parse("999999999999").unwrap(),
        ..account("tag:pci")
    };
    settings.production_patterns = vec!["tag:pci".to_owned()];
    assert_eq!(settings.environment_of(&other), None, "a name is no tag");
}

#[test]
fn the_id_of_an_account_is_the_most_exact_of_all() {
    let id = "111122223333".to_owned();
    let tag = || vec!["tag:pci".to_owned()];
    let mut settings = tagged(&["pci"]);
    settings.production_patterns = tag();
    let marked = account("payments-non-production");
    for mark in EnvironmentMark::ALL {
        let [production, staging, development, none] = EnvironmentMark::ALL.map(|each| {
            if each == mark {
                vec![id.clone()]
            } else {
                Vec::new()
            }
        });
        let settings = Settings {
            production_patterns: [tag(), production].concat(),
            staging_patterns: staging,
            development_patterns: development,
            no_environment_patterns: none,
            ..settings.clone()
        };
        let expected = match mark {
            EnvironmentMark::Of(environment) => Some(environment),
            EnvironmentMark::NoEnvironment => None,
        };
        assert_eq!(settings.environment_of(&marked), expected, "{mark:?}");
        assert_eq!(settings.mark_of(&marked.id), Some(mark));
    }
    assert_eq!(settings.mark_of(&marked.id), None);
    settings.no_environment_patterns = vec!["11112222333?".to_owned(), "*".to_owned()];
    assert_eq!(
        settings.environment_of(&marked),
        Some(Environment::Production),
        "by its tag"
    );
}

#[test]
fn of_equals_any_environment_goes_before_none() {
    let settings = Settings {
        no_environment_patterns: vec!["word:prod".to_owned(), "*sandbox-prod*".to_owned()],
        ..Settings::default()
    };
    let prod = settings.environment_of(&account("payments-prod"));
    assert_eq!(prod, Some(Environment::Production));
    assert_eq!(settings.environment_of(&account("my-sandbox-prod")), None);
}

#[test]
fn the_shortest_limit_that_fits_counts() {
    let mut settings = tagged(&["pci"]);
    let prod = account("payments-prod");
    let minutes = |settings: &Settings, account: &Account, role: &str| {
        let limit = settings.limit_of(account, &RoleName::new(role));
        limit.map(|time| time.as_secs() / 60)
    };
    assert_eq!(minutes(&settings, &prod, "Admin"), None);
    settings.limits = vec![
        limit(&["*prod*"], &["*admin*"], 60),
        limit(&[], &["Breakglass"], 15),
        limit(&["tag:pci"], &[], 240),
        limit(&["sandbox", "1111*"], &["Read?nly"], 480),
    ];
    assert_eq!(minutes(&settings, &prod, "AdministratorAccess"), Some(60));
    let other = account("dev");
    assert_eq!(minutes(&settings, &other, "AdministratorAccess"), Some(240));
    assert_eq!(minutes(&settings, &prod, "breakglass"), Some(15));
    // The shorter of two.
    assert_eq!(minutes(&settings, &prod, "ReadOnly"), Some(240));
    settings.tags.clear();
    assert_eq!(minutes(&settings, &prod, "ReadOnly"), Some(480), "by its id");
    assert_eq!(minutes(&settings, &account("dev"), "Deploy"), None);
}

proptest! {
    #[test]
    fn no_pattern_and_no_name_takes_long_or_breaks(pattern in "[*?a]{1,24}", name in "a{0,200}b?") {
        let settings = Settings {
            production_patterns: vec![pattern.clone()],
            staging_patterns: Vec::new(),
            development_patterns: Vec::new(),
            limits: vec![limit(&[&pattern], &[&pattern], 5)],
            ..Settings::default()
        };
        let account = account(&name);
        let is_production = settings.environment_of(&account) == Some(Environment::Production);
        let limited = settings.limit_of(&account, &RoleName::new(name)).is_some();
        prop_assert!(!limited || is_production);
    }
}
