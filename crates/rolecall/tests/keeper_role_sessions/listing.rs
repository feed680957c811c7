//! What follows from listings: renamed roles, and the daily listing that nobody requests.

use super::rig::{AT_ONCE, HOUR, KeeperRig, NONE};
use rolecall::keeper::Request;
use rolecall_fakes::ANN;
use rolecall_fakes::Operation;
use rolecall_model::sign_in::SignInMethod;

#[tokio::test(start_paused = true)]
async fn a_favourite_follows_a_renamed_role_in_what_is_shown() {
    let (rig, admin) = KeeperRig::with_admin().await;
    let portal = &rig.portals[0];
    rig.mark_favourite(&admin).await;
    let aws = &rig.world.aws;
    aws.unassign(portal, ANN, "111122223333", "Admin");
    aws.assign(portal, ANN, "111122223333", "payments-prod", &["Administrator"]);
    rig.keeper.send(Request::Refresh(None));
    rig.pass(2 * AT_ONCE).await;
    let favourites = rig.snapshot().favourites.clone();
    assert!(favourites.contains(&rig.role("Administrator")), "{favourites:?}");
    assert!(!favourites.contains(&admin));
}

#[tokio::test(start_paused = true)]
async fn an_alias_of_a_renamed_role_is_asked_about_until_it_is_declined() {
    let (rig, admin) = KeeperRig::with_admin().await;
    let portal = &rig.portals[0];
    rig.set(&format!("[alias]\npay = \"{}\"\n", admin.target())).await;
    let aws = &rig.world.aws;
    let rename = async |from: &str, to: &str| {
        aws.unassign(portal, ANN, "111122223333", from);
        aws.assign(portal, ANN, "111122223333", "payments-prod", &[to]);
        rig.keeper.send(Request::Refresh(None));
        rig.pass(2 * AT_ONCE).await;
    };
    rename("Admin", "Administrator").await;
    let asked = rig.snapshot().alias_moves();
    let [asked] = asked.as_slice() else {
        panic!("{asked:?}")
    };
    assert_eq!(asked.aliases, ["pay"]);
    assert_eq!(
        (&asked.rename.from, &asked.rename.to),
        (&admin, &rig.role("Administrator"))
    );
    assert_eq!(rig.snapshot().settings.aliases["pay"], admin, "nothing moved");

    let declined = asked.rename.clone();
    rig.request(|reply| Request::DeclineRename(declined, reply)).await;
    rig.pass(AT_ONCE).await;
    assert_eq!(rig.snapshot().alias_moves(), []);
    rename("Administrator", "Admin").await;
    rename("Admin", "Administrator").await;
    assert_eq!(rig.snapshot().alias_moves(), [], "it does not come back");
}

#[tokio::test(start_paused = true)]
async fn access_is_listed_once_a_day_where_that_is_set() {
    let (rig, _) = KeeperRig::with_admin().await;
    let listed = || rig.world.aws.count(Operation::ListAccounts);
    let before = listed();
    rig.pass(50 * HOUR).await;
    assert_eq!(listed(), before, "nobody asked for it");

    rig.set("notify_access_changes = true\n").await;
    rig.pass(AT_ONCE).await;
    assert_eq!(listed(), before + 1, "the list is old");
    rig.assign(&rig.portals[0], &["New"]);
    rig.pass(23 * HOUR).await;
    assert_eq!(rig.notified(), NONE);
    rig.pass(2 * HOUR).await;
    assert_eq!(rig.notified(), ["access"]);
    rig.pass(3 * 24 * HOUR).await;
    assert_eq!(listed(), before + 5);
    assert_eq!(rig.notified(), ["access"], "nothing changed since");
    assert_eq!(
        rig.world.clock.sleepers(),
        1,
        "the next day is all that is waited for"
    );
}

#[tokio::test(start_paused = true)]
async fn a_daily_listing_that_fails_is_retried_rarely_and_shows_nothing() {
    let (rig, _) = KeeperRig::with_admin().await;
    rig.set("notify_access_changes = true\n").await;
    rig.cut_network();
    let before = rig.world.aws.calls().len();
    rig.pass(30 * HOUR).await;
    let tried = rig.world.aws.calls().len() - before;
    assert!((1..=50).contains(&tried), "{tried} calls in six hours of trying");
    assert!(rig.snapshot().portals[0].problem.is_none(), "nobody asked for it");
    rig.world.aws.clear_faults();
    rig.pass(2 * HOUR).await;
    assert!(rig.snapshot().portals[0].catalogue.refreshed_at.unwrap() > rig.now() - 3 * HOUR);

    let name = rig.portals[0].name.clone();
    rig.keeper
        .request(|reply| Request::SignOut(name.clone(), reply))
        .await
        .unwrap();
    let before = rig.world.aws.calls().len();
    rig.pass(50 * HOUR).await;
    assert_eq!(rig.world.aws.calls().len(), before, "nobody is signed in");
    rig.keeper.send(Request::SignIn(name, SignInMethod::Browser));
    rig.pass(2 * AT_ONCE).await;
    assert!(rig.is_signed_in());
}
