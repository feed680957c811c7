//! Roles that the user defined are rows like others, whatever they depend on.

use super::shown;
use crate::tests::{listed_account, portal_state};
use crate::view::rows;
use crate::wire::{ProblemCodeView, RoleView, RowsView};
use rolecall::keeper::{SignInState, Snapshot};
use rolecall::settings::read_settings;
use std::sync::Arc;

const SETTINGS: &str = r#"
[portal.corp]
start_url = "https://corp.awsapps.com/start"
region = "eu-central-1"

[role.ci]
web_identity_token_file = "/run/token"
role = "arn:aws:iam::000000000001:role/Deploy"
region = "eu-central-1"
duration_seconds = 7200

[role.backup]
assume = "arn:aws:iam::000000000009:role/Backup"
from = "ci"
tags = { team = "storage" }
policy_arns = ["arn:aws:iam::aws:policy/ReadOnlyAccess", "arn:aws:iam::aws:policy/job-function/Billing"]

[role.audit]
assume = "arn:aws:iam::000000000009:role/Audit"
from = "corp/000000000001/Admin"
"#;

fn snapshot(settings: &str, accounts: &[(&str, &str)]) -> Snapshot {
    let settings = read_settings(settings).unwrap();
    let listed = accounts
        .iter()
        .map(|(id, name)| listed_account(id, name, &["Admin"]));
    let portals = settings
        .portals
        .iter()
        .map(|_| portal_state(SignInState::SignedOut, listed.clone().collect()));
    Snapshot {
        portals: portals.collect(),
        settings: Arc::new(settings),
        ..Snapshot::default()
    }
}

/// The portal, the id and the roles of each account.
fn outline(rows: &RowsView) -> Vec<(Option<&str>, &str, Vec<&str>)> {
    rows.accounts
        .iter()
        .map(|account| {
            let roles = account.roles.iter().map(|role| role.name.as_str());
            (
                account.portal.as_deref(),
                account.account_id.as_str(),
                roles.collect(),
            )
        })
        .collect()
}

fn role<'a>(rows: &'a RowsView, name: &str) -> &'a RoleView {
    let mut roles = rows.accounts.iter().flat_map(|account| &account.roles);
    roles.find(|role| role.name == name).unwrap()
}

#[test]
fn a_role_that_depends_on_no_portal_stands_in_the_account_that_a_portal_lists() {
    let rows = rows(&snapshot(SETTINGS, &[("000000000001", "payments-prod")]));
    let corp = Some("corp");
    assert_eq!(
        outline(&rows),
        [
            (corp, "000000000001", vec!["Admin", "Deploy"]),
            (corp, "000000000009", vec!["Audit"]),
            (None, "000000000009", vec!["Backup"]),
        ]
    );
    assert_eq!(role(&rows, "Admin").portal.as_deref(), corp);
    assert_eq!(role(&rows, "Audit").portal.as_deref(), corp);
    assert_eq!(role(&rows, "Deploy").portal, None, "no sign-in is needed for it");
    assert!(role(&rows, "Admin").definition.is_none());
}

#[test]
fn without_any_portal_they_are_rows_and_counted() {
    let settings = &SETTINGS[SETTINGS.find("[role.ci]").unwrap()..SETTINGS.find("[role.audit]").unwrap()];
    let snapshot = snapshot(settings, &[]);
    let rows = rows(&snapshot);
    let expected = [
        (None, "000000000001", vec!["Deploy"]),
        (None, "000000000009", vec!["Backup"]),
    ];
    assert_eq!(outline(&rows), expected);
    assert!(rows.accounts.iter().all(|account| account.roles_listed));
    let counts = shown(&snapshot).catalogue;
    assert_eq!((counts.accounts, counts.roles), (2, 2));
}

#[test]
fn the_counts_are_those_of_the_rows() {
    let snapshot = snapshot(
        SETTINGS,
        &[("000000000001", "payments-prod"), ("000000000002", "x")],
    );
    let rows = rows(&snapshot);
    let roles: usize = rows.accounts.iter().map(|account| account.roles.len()).sum();
    let counts = shown(&snapshot).catalogue;
    let shown = [rows.accounts.len(), roles].map(|number| u32::try_from(number).unwrap());
    assert_eq!([counts.accounts, counts.roles], shown);
}

#[test]
fn a_definition_has_its_chain_and_what_is_asked_for() {
    let rows = rows(&snapshot(SETTINGS, &[("000000000001", "payments-prod")]));
    let definition = role(&rows, "Backup").definition.as_ref().unwrap();
    assert!(definition.name == "backup" && definition.problem.is_none());
    let steps = definition.chain.iter();
    let steps: Vec<_> = steps
        .map(|step| (step.target.as_str(), step.account_name.as_str()))
        .collect();
    assert_eq!(steps, [("ci", "payments-prod"), ("backup", "")]);
    let fields = definition.fields.iter();
    let fields: Vec<_> = fields
        .map(|field| (field.key.as_str(), field.text.as_str()))
        .collect();
    let policies = "arn:aws:iam::aws:policy/ReadOnlyAccess\narn:aws:iam::aws:policy/job-function/Billing";
    let expected = [
        ("assume", "arn:aws:iam::000000000009:role/Backup"),
        ("from", "ci"),
        ("tags", "team=storage"),
        ("policy_arns", policies),
    ];
    assert_eq!(fields, expected);
    let chain = &role(&rows, "Audit").definition.as_ref().unwrap().chain;
    let targets: Vec<_> = chain.iter().map(|step| step.target.as_str()).collect();
    assert_eq!(targets, ["corp/000000000001/Admin", "audit"]);
}

#[test]
fn a_definition_that_leads_nowhere_is_a_row_that_says_why() {
    let settings = r#"
[role.one]
assume = "arn:aws:iam::000000000001:role/One"
from = "two"

[role.two]
assume = "arn:aws:iam::000000000001:role/Two"
from = "one"

[role.lost]
assume = "arn:aws:iam::000000000002:role/Lost"
from = "gone/000000000001/Admin"
"#;
    let rows = rows(&snapshot(settings, &[]));
    let problem = |name| {
        role(&rows, name)
            .definition
            .as_ref()
            .unwrap()
            .problem
            .as_ref()
            .unwrap()
    };
    assert_eq!(problem("One").code, ProblemCodeView::RoleCycle);
    assert_eq!(problem("Lost").code, ProblemCodeView::RoleSourceMissing);
    let steps = |name| role(&rows, name).definition.as_ref().unwrap().chain.len();
    assert_eq!(
        (steps("One"), steps("Lost")),
        (2, 2),
        "each role once, as far as they are known"
    );
    assert_eq!(role(&rows, "One").portal, None);
}
