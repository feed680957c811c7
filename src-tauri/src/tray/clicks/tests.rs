//! The sentence of a failed action says whose it is, for every action that has a role or a portal.

use super::with_subject;
use crate::tests::{corp, listed_account, portal_state, role_ref};
use rolecall::hostile_text::without_isolates;
use rolecall::keeper::{SignInState, Snapshot};
use rolecall::problem::{Problem, ProblemCode};
use rolecall::production_guard::Confirmation::Missing;
use rolecall::tray::TrayAction;

fn said(action: &TrayAction) -> String {
    let account = listed_account("000000000001", "payments-prod", &["AdministratorAccess"]);
    let snapshot = Snapshot {
        portals: vec![portal_state(SignInState::SignedIn(None), vec![account])],
        ..Snapshot::default()
    };
    let problem = Problem::new(ProblemCode::NotAssigned, "");
    let summary = with_subject(&snapshot, action, problem).summary;
    without_isolates(&summary).into_owned()
}

#[test]
fn a_failed_action_names_its_role_and_its_account() {
    let role = role_ref("000000000001", "AdministratorAccess");
    for action in [
        TrayAction::OpenConsole(role.clone(), Missing),
        TrayAction::CopyCommand(role.clone()),
        TrayAction::Start(role.clone(), Missing),
        TrayAction::MakeDefault(role.clone(), Missing),
        TrayAction::Renew(role.clone()),
        TrayAction::SetRenewing(role.clone(), true),
        TrayAction::Stop(role),
    ] {
        assert_eq!(
            said(&action),
            "AdministratorAccess in payments-prod: AWS says that this is not assigned to you.",
            "{action:?}"
        );
    }
}

#[test]
fn a_failed_action_on_a_portal_names_the_portal() {
    assert_eq!(
        said(&TrayAction::SignOut(corp())),
        "corp: AWS says that this is not assigned to you."
    );
    assert_eq!(
        said(&TrayAction::StopAll),
        "AWS says that this is not assigned to you."
    );
}

#[test]
fn an_account_that_no_portal_lists_is_named_by_its_id() {
    let role = role_ref("123456789012", "Reader");
    assert_eq!(
        said(&TrayAction::Renew(role)),
        "Reader in 1234 5678 9012: AWS says that this is not assigned to you."
    );
}
