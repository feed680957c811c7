//! What the keeper makes of listings: renamed roles, and the one a day that it asks for by itself.

use super::stage::{AT_ONCE, HOUR, Stage};
use rolecall::keeper::{Request, SignInState};
use rolecall_fakes::ANN;
use rolecall_fakes::{Fault, Operation};
use rolecall_model::sign_in::SignInMethod;

#[tokio::test(start_paused = true)]
async fn a_favourite_follows_a_renamed_role_in_what_is_shown() {
    let (stage, admin) = Stage::one().await;
    let portal = &stage.portals[0];
    let marked = admin.clone();
    stage
        .keeper
        .ask(|reply| Request::SetFavourite(marked, true, reply))
        .await
        .unwrap();
    let aws = &stage.world.aws;
    aws.unassign(portal, ANN, "111122223333", "Admin");
    aws.assign(portal, ANN, "111122223333", "payments-prod", &["Administrator"]);
    stage.keeper.send(Request::Refresh(None));
    stage.pass(2 * AT_ONCE).await;
    let favourites = stage.snapshot().favourites.clone();
    assert!(
        favourites.contains(&stage.role("Administrator")),
        "{favourites:?}"
    );
    assert!(!favourites.contains(&admin));
}

#[tokio::test(start_paused = true)]
async fn who_wants_to_know_of_access_has_it_listed_once_a_day() {
    let (stage, _) = Stage::one().await;
    let listed = || stage.world.aws.count(Operation::ListAccounts);
    let before = listed();
    stage.pass(50 * HOUR).await;
    assert_eq!(listed(), before, "nobody asked for it");

    stage.set("notify_access_changes = true\n").await;
    stage.pass(AT_ONCE).await;
    assert_eq!(listed(), before + 1, "the list is old");
    stage
        .world
        .aws
        .assign(&stage.portals[0], ANN, "111122223333", "payments-prod", &["New"]);
    stage.pass(23 * HOUR).await;
    assert_eq!(stage.told(), Vec::<String>::new());
    stage.pass(2 * HOUR).await;
    assert_eq!(stage.told(), ["access"]);
    stage.pass(3 * 24 * HOUR).await;
    assert_eq!(listed(), before + 5);
    assert_eq!(stage.told(), ["access"], "nothing changed since");
    assert_eq!(
        stage.world.clock.sleepers(),
        1,
        "the next day is all that is waited for"
    );
}

#[tokio::test(start_paused = true)]
async fn a_daily_listing_that_fails_is_tried_seldom_and_bothers_nobody() {
    let (stage, _) = Stage::one().await;
    stage.set("notify_access_changes = true\n").await;
    stage.world.aws.fail_when(|_| Some(Fault::Unreachable));
    let before = stage.world.aws.calls().len();
    stage.pass(30 * HOUR).await;
    let tried = stage.world.aws.calls().len() - before;
    assert!((1..=50).contains(&tried), "{tried} calls in six hours of trying");
    assert!(
        stage.snapshot().portals[0].problem.is_none(),
        "nobody asked for it"
    );
    stage.world.aws.clear_faults();
    stage.pass(2 * HOUR).await;
    assert!(stage.snapshot().portals[0].catalogue.refreshed_at.unwrap() > stage.now() - 3 * HOUR);

    let name = stage.portals[0].name.clone();
    stage
        .keeper
        .ask(|reply| Request::SignOut(name.clone(), reply))
        .await
        .unwrap();
    let before = stage.world.aws.calls().len();
    stage.pass(50 * HOUR).await;
    assert_eq!(stage.world.aws.calls().len(), before, "nobody is signed in");
    stage.keeper.send(Request::SignIn(name, SignInMethod::Browser));
    stage.pass(2 * AT_ONCE).await;
    assert!(matches!(
        stage.snapshot().portals[0].sign_in,
        SignInState::SignedIn(_)
    ));
}
