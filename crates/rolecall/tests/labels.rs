//! Labels on the fakes: they survive a role that vanishes, and what marks a role follows one that is renamed.

#![expect(clippy::unwrap_used, reason = "a test fails where it unwraps nothing")]

use rolecall::catalogue::{PriorityAccounts, RefreshOutcome, refresh};
use rolecall::labels::follow_renames;
use rolecall::settings::SettingsEditError;
use rolecall::settings::{read_settings, set_alias, set_colour, set_default, set_limits, set_note};
use rolecall::settings_change::change_settings;
use rolecall_fakes::{ANN, Fault, Operation, World, role_ref};
use rolecall_model::colour::Colour;
use rolecall_model::portal::Portal;
use rolecall_model::role_ref::RoleRef;
use rolecall_model::settings::RoleSessionLimit;
use rolecall_model::settings::Settings;
use std::time::Duration;

const ACCOUNT: &str = "111122223333";
const OTHER: &str = "444455556666";

/// A portal with two accounts, and one of its roles, which has every label.
async fn with_labels() -> (World, Portal, RoleRef) {
    let (world, portal) = World::with_sign_in().await;
    for (account, name) in [(ACCOUNT, "payments-prod"), (OTHER, "payments-dev")] {
        world.aws.assign(&portal, ANN, account, name, &["Admin", "Read"]);
    }
    list(&world, &portal).await;
    let admin = role_ref(&portal.name, ACCOUNT, "Admin");
    label(&world, &admin);
    (world, portal, admin)
}

async fn list(world: &World, portal: &Portal) -> RefreshOutcome {
    let wanted = PriorityAccounts::default();
    let refreshed = refresh(&world.ports(), portal, &wanted, &|_| {}).await.unwrap();
    // As a caller does: labels that cannot follow do not spoil a listing.
    drop(follow_renames(&world.ports(), &refreshed.renames));
    refreshed
}

fn set(world: &World, edit: impl Fn(&str) -> Result<String, SettingsEditError>) {
    change_settings(&world.ports(), edit).unwrap();
}

fn settings(world: &World) -> Settings {
    read_settings(&world.settings_file.text()).unwrap()
}

/// Gives the role every label that there is.
fn label(world: &World, role: &RoleRef) {
    let store = world.ports().store.preference_store;
    store.set_favourite(role, true).unwrap();
    store.record_use(role, world.ports().clock.now()).unwrap();
    set(world, |text| set_alias(text, "pay", Some(role)));
    set(world, |text| set_colour(text, role, Some(Colour::Red)));
    set(world, |text| set_note(text, role, Some("Ask Ada.")));
    set(world, |text| set_default(text, Some(role)));
    let limit = RoleSessionLimit {
        accounts: Vec::new(),
        roles: vec!["Admin".to_owned()],
        max_duration: Duration::from_secs(3600),
    };
    set(world, |text| set_limits(text, std::slice::from_ref(&limit)));
}

/// The role is the only favourite and the only recent one.
fn assert_only_known(world: &World, role: &RoleRef) {
    let store = world.ports().store.preference_store;
    let only = std::slice::from_ref(role);
    assert_eq!(store.favourites().unwrap(), only);
    assert_eq!(store.recents(5).unwrap(), only);
}

fn rename(world: &World, portal: &Portal, accounts: &[&str]) {
    for account in accounts {
        world.aws.unassign(portal, ANN, account, "Admin");
        world
            .aws
            .assign(portal, ANN, account, "payments", &["Administrator"]);
    }
}

#[tokio::test(start_paused = true)]
async fn labels_survive_a_role_that_vanishes_and_comes_back() {
    let (world, portal, admin) = with_labels().await;
    let before = world.settings_file.text();
    world.aws.unassign(&portal, ANN, ACCOUNT, "Admin");
    let removed = list(&world, &portal).await.difference.removed;
    assert_eq!(removed, std::slice::from_ref(&admin));
    world.aws.unassign(&portal, ANN, ACCOUNT, "Read");
    list(&world, &portal).await;
    assert_eq!(world.settings_file.text(), before);
    world
        .aws
        .assign(&portal, ANN, ACCOUNT, "payments-prod", &["Admin", "Read"]);
    list(&world, &portal).await;
    assert_eq!(world.settings_file.text(), before);
    assert_only_known(&world, &admin);
}

#[tokio::test(start_paused = true)]
async fn what_marks_a_role_follows_a_rename_and_what_asks_for_it_does_not() {
    let (world, portal, admin) = with_labels().await;
    let administrator = role_ref(&portal.name, ACCOUNT, "Administrator");
    let limits = settings(&world).limits;
    rename(&world, &portal, &[ACCOUNT, OTHER]);
    let edits = world.settings_file.edits();
    list(&world, &portal).await;
    let after = settings(&world);
    assert_eq!(after.colours, [(administrator.clone(), Colour::Red)].into());
    assert_eq!(after.notes[&administrator], "Ask Ada.");
    assert_eq!(after.notes.len(), 1);
    assert_only_known(&world, &administrator);
    // What a script asks for never becomes another role.
    assert_eq!(after.default_role.as_ref(), Some(&admin));
    assert_eq!(after.aliases["pay"], admin);
    let renames = world.ports().store.preference_store.renames().unwrap();
    assert!(
        renames
            .iter()
            .any(|rename| (&rename.from, &rename.to) == (&admin, &administrator))
    );
    assert_eq!(after.limits, limits);
    assert_eq!(world.settings_file.edits(), edits + 1, "one change in all");
    list(&world, &portal).await;
    let edits_after = world.settings_file.edits();
    assert_eq!(edits_after, edits + 1, "nothing is left to rename");
}

#[tokio::test(start_paused = true)]
async fn a_listing_with_gaps_is_no_proof_of_a_rename() {
    let (world, portal, admin) = with_labels().await;
    rename(&world, &portal, &[ACCOUNT, OTHER]);
    world.aws.fail_when(|call| {
        let roles = call.operation == Operation::ListAccountRoles;
        (roles && call.account_id.as_deref() == Some(OTHER)).then_some(Fault::NotAssigned)
    });
    assert_eq!(list(&world, &portal).await.failed_accounts, 1);
    assert_eq!(settings(&world).aliases["pay"], admin);
    assert_only_known(&world, &admin);
}

#[tokio::test(start_paused = true)]
async fn labels_that_cannot_follow_do_not_spoil_the_listing() {
    let (world, portal, _) = with_labels().await;
    let before = world.settings_file.text();
    rename(&world, &portal, &[ACCOUNT, OTHER]);
    world.settings_file.set_unwritable(true);
    let refreshed = list(&world, &portal).await;
    assert_eq!(refreshed.difference.added.len(), 2);
    assert_eq!(refreshed.failed_accounts, 0);
    assert_eq!(world.settings_file.text(), before);
    world.assert_no_leak();
}
