//! Organizations made up from two numbers: the same numbers give the same names and ids on every machine,
//! so that measurements and pictures can be compared. Must not know what they are used for.

use super::{Account, Organization, Role};

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
        accounts: (0..accounts).map(|at| account(at, roles)).collect(),
        ..Organization::default()
    }
}

fn account(at: usize, roles: usize) -> Account {
    let team = TEAMS[at % TEAMS.len()];
    let stage = STAGES[(at / TEAMS.len()) % STAGES.len()];
    let round = at / (TEAMS.len() * STAGES.len());
    let name = if round == 0 {
        format!("{team}-{stage}")
    } else {
        format!("{team}-{stage}-{}", round + 1)
    };
    Account {
        id: account_id(at),
        email: Some(format!("aws+{name}@example.com")),
        name,
        roles: (0..roles).map(role).collect(),
    }
}

/// Spread over all twelve digits, some with zeros in front; multiplying by a number that has no divisor in
/// common with 10^12 gives each place its own id.
fn account_id(at: usize) -> String {
    let place = u64::try_from(at).unwrap_or(u64::MAX) % 1_000_000_000_000;
    let spread = u128::from(place + 1) * 618_033_988_749 % 1_000_000_000_000;
    format!("{spread:012}")
}

fn role(at: usize) -> Role {
    let name = ROLES[at % ROLES.len()];
    let round = at / ROLES.len();
    let name = if round == 0 {
        name.to_owned()
    } else {
        format!("{name}{}", round + 1)
    };
    Role {
        name,
        duration_seconds: None,
        users: None,
    }
}
