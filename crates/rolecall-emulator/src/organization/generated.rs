//! Organizations generated from two numbers: the same numbers give the same names and ids on every machine,
//! so that measurements and screenshots can be compared. Must not know what they are used for.

use super::{OrgAccount, OrgRole, Organization};

const TEAMS: [&str; 20] = [
    "payments",
    "checkout",
    "search",
    "catalogue",
    "identity",
    "billing",
    "logistics",
    "pricing",
    "data-platform",
    "machine-learning",
    "mobile",
    "storefront",
    "notifications",
    "reporting",
    "partners",
    "network",
    "security",
    "support",
    "content",
    "inventory",
];
const STAGES: [&str; 5] = ["prod", "staging", "dev", "sandbox", "shared"];
const ROLES: [&str; 12] = [
    "AdministratorAccess",
    "ReadOnlyAccess",
    "PowerUserAccess",
    "Developer",
    "Billing",
    "SecurityAudit",
    "DatabaseAdministrator",
    "NetworkAdministrator",
    "SupportUser",
    "DataScientist",
    "Deployer",
    "BreakGlass",
];

pub(super) fn organization(accounts: usize, roles: usize) -> Organization {
    Organization {
        name: "Example Corporation".to_owned(),
        accounts: (0..accounts).map(|index| account(index, roles)).collect(),
        ..Organization::default()
    }
}

fn account(index: usize, roles: usize) -> OrgAccount {
    let team = TEAMS[index % TEAMS.len()];
    let stage = STAGES[(index / TEAMS.len()) % STAGES.len()];
    let repetition = index / (TEAMS.len() * STAGES.len());
    let name = if repetition == 0 {
        format!("{team}-{stage}")
    } else {
        format!("{team}-{stage}-{}", repetition + 1)
    };
    OrgAccount {
        id: account_id(index),
        email: Some(format!("aws+{name}@example.com")),
        name,
        roles: (0..roles).map(role).collect(),
        ..OrgAccount::default()
    }
}

/// Ids use all twelve digits, some with leading zeros; multiplying by a number that is coprime to 10^12 makes
/// them distinct.
fn account_id(index: usize) -> String {
    let index = u64::try_from(index).unwrap_or(u64::MAX) % 1_000_000_000_000;
    let spread = u128::from(index + 1) * 618_033_988_749 % 1_000_000_000_000;
    format!("{spread:012}")
}

fn role(index: usize) -> OrgRole {
    let name = ROLES[index % ROLES.len()];
    let repetition = index / ROLES.len();
    let name = if repetition == 0 {
        name.to_owned()
    } else {
        format!("{name}{}", repetition + 1)
    };
    OrgRole {
        name,
        ..OrgRole::default()
    }
}
