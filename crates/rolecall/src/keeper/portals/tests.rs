//! The state of portals: sign-ins, refreshes, and the effect of changed settings.

use super::{AddedPortal, TrackedPortal, TrackedPortals};
use crate::catalogue::RefreshOutcome;
use crate::keeper::snapshot::SignInState;
use crate::problem::{Problem, ProblemCode};
use crate::test_records::{minute, portal as name};
use rolecall_model::Timestamp;
use rolecall_model::catalogue::Catalogue;
use rolecall_model::partition::Region;
use rolecall_model::portal::{Portal, PortalKind, StartUrl};
use rolecall_model::sign_in::{IgnoredRequest, SignInStep, SignInWarning};
use std::time::Duration;
use tokio::task::AbortHandle;

fn now() -> Timestamp {
    minute(0)
}

fn portal(portal: &str, host: &str) -> Portal {
    Portal {
        name: name(portal),
        start_url: StartUrl::parse_stored(&format!("https://{host}.awsapps.com/start"), None).unwrap(),
        region: Region::parse("eu-central-1").unwrap(),
        endpoint_url: None,
        demo: false,
        kind: PortalKind::IdentityCenter,
    }
}

fn listed() -> Catalogue {
    Catalogue {
        refreshed_at: Some(now()),
        ..Catalogue::default()
    }
}

fn with_acme() -> TrackedPortals {
    let mut portals = TrackedPortals::default();
    portals.set(&[portal("acme", "acme")]);
    portals
}

fn acme(portals: &mut TrackedPortals) -> &mut TrackedPortal {
    portals.find_mut(&name("acme")).unwrap()
}

fn sign_in_read(portal: &mut TrackedPortal, state: SignInState) -> bool {
    let number = portal.start_sign_in_read();
    portal.on_sign_in_read(number, Ok(state))
}

fn task() -> AbortHandle {
    tokio::spawn(std::future::pending::<()>()).abort_handle()
}

#[test]
fn portals_follow_the_settings_and_keep_their_state() {
    let mut portals = with_acme();
    assert!(sign_in_read(acme(&mut portals), SignInState::SignedIn(None)));
    let number = acme(&mut portals).start_catalogue_read();
    assert!(acme(&mut portals).on_catalogue_read(number, listed()));

    let both = [portal("lab", "lab"), portal("acme", "acme")];
    assert_eq!(portals.set(&both), [AddedPortal::ReadStoredData(name("lab"))]);
    assert!(acme(&mut portals).is_signed_in());
    assert_eq!(portals.names_where(|_| true), [name("lab"), name("acme")]);

    let mut moved = portal("acme", "acme");
    moved.region = Region::parse("us-east-1").unwrap();
    assert_eq!(portals.set(&[moved]), [AddedPortal::ReadStoredData(name("acme"))]);
    assert_eq!(
        *acme(&mut portals).state().catalogue,
        listed(),
        "it is shown until it is read again"
    );

    let other = portal("acme", "other");
    assert_eq!(portals.set(&[other]), [AddedPortal::PurgeStaleData(name("acme"))]);
    assert_eq!(*acme(&mut portals).state().catalogue, Catalogue::default());
}

#[tokio::test]
async fn a_cancelled_sign_in_leaves_what_was_there_before() {
    let mut portals = with_acme();
    let portal = acme(&mut portals);
    assert!(sign_in_read(portal, SignInState::SignedIn(None)));
    let first = task();
    let id = first.id();
    portal.on_sign_in_started(first, now());
    assert!(!portal.is_signed_in() && !portal.needs_sign_in());
    portal.on_sign_in_started(task(), now());
    assert!(
        !portal.on_sign_in_finished(id, Ok(SignInState::SignedOut)),
        "another began"
    );
    portal.on_sign_in_progress(id, warning());
    assert!(portal.state().problem.is_none());
    portal.cancel_sign_in();
    assert!(portal.is_signed_in());
}

fn warning() -> SignInStep {
    SignInStep::Warning(SignInWarning::IgnoredRequest(IgnoredRequest::NotUnderstood))
}

#[tokio::test]
async fn a_warning_is_shown_until_the_sign_in_ends() {
    let mut portals = with_acme();
    let portal = acme(&mut portals);
    for is_cancelled in [true, false] {
        let signing_in = task();
        let id = signing_in.id();
        portal.on_sign_in_started(signing_in, now());
        portal.on_sign_in_progress(id, warning());
        let shown = portal
            .state()
            .problem
            .as_ref()
            .map(|problem| problem.portal.clone());
        assert_eq!(shown, Some(Some(name("acme"))));
        assert!(matches!(
            portal.state().sign_in,
            SignInState::WaitingForBrowser { .. }
        ));
        if is_cancelled {
            portal.cancel_sign_in();
        } else {
            assert!(portal.on_sign_in_finished(id, Ok(SignInState::SignedIn(None))));
        }
        assert!(portal.state().problem.is_none());
    }
}

#[tokio::test]
async fn what_was_read_before_a_sign_in_or_a_sign_out_does_not_count() {
    let mut portals = with_acme();
    let portal = acme(&mut portals);
    let before = portal.start_sign_in_read();
    let signing_in = task();
    let id = signing_in.id();
    portal.on_sign_in_started(signing_in, now());
    assert!(portal.on_sign_in_finished(id, Ok(SignInState::SignedIn(None))));
    assert!(!portal.on_sign_in_read(before, Ok(SignInState::SignedOut)));
    assert!(portal.is_signed_in());
    let before = portal.start_sign_in_read();
    portal.on_signed_out();
    assert!(!portal.on_sign_in_read(before, Ok(SignInState::SignedIn(None))));
    assert!(portal.is_sign_in_missing() && portal.needs_sign_in());
}

#[test]
fn a_sign_in_that_is_not_renewed_expires() {
    let mut portals = with_acme();
    assert!(portals.is_any_sign_in_unknown());
    let end = now() + Duration::from_secs(60);
    sign_in_read(acme(&mut portals), SignInState::SignedIn(Some(end)));
    assert_eq!(portals.expire_sign_ins(now()), (false, Some(end)));
    assert!(!portals.needs_sign_in(&name("acme")));
    assert_eq!(portals.expire_sign_ins(end), (true, None));
    assert!(portals.needs_sign_in(&name("acme")));
    assert!(portals.needs_sign_in(&name("gone")));
}

#[tokio::test]
async fn a_catalogue_that_was_read_before_a_listing_began_does_not_count() {
    let mut portals = with_acme();
    let portal = acme(&mut portals);
    let before = portal.start_catalogue_read();
    let listing = task();
    let id = listing.id();
    portal.on_refresh_started(listing, true, now());
    assert!(!portal.on_catalogue_read(before, listed()));
    let during = portal.start_catalogue_read();
    assert!(!portal.on_catalogue_read(during, listed()));
    let found = RefreshOutcome::default();
    assert_eq!(portal.on_refresh_finished(id, Ok(found)), Some(Ok(())));
    let after = portal.start_catalogue_read();
    assert!(portal.on_catalogue_read(after, listed()));
}

#[tokio::test]
async fn a_listing_that_fails_is_shown_to_whoever_waits_for_it() {
    let needed = || Problem::new(ProblemCode::SignInNeeded, "");
    for is_requested in [true, false] {
        let mut portals = with_acme();
        let portal = acme(&mut portals);
        sign_in_read(portal, SignInState::SignedIn(None));
        let listing = task();
        let id = listing.id();
        portal.on_refresh_started(listing, is_requested, now());
        let outcome = portal.on_refresh_finished(id, Err(needed()));
        let expected = if is_requested { Ok(()) } else { Err(needed()) };
        assert_eq!(outcome, Some(expected));
        assert_eq!(portal.state().problem.is_some(), is_requested);
        assert!(matches!(portal.state().sign_in, SignInState::Expired));
        assert_eq!(portal.on_refresh_finished(id, Err(needed())), None, "it is over");
    }
}

#[tokio::test]
async fn what_a_list_leaves_out_is_shown_until_a_list_leaves_nothing_out() {
    let mut portals = with_acme();
    let portal = acme(&mut portals);
    for unreadable in [3, 0] {
        let listing = task();
        let id = listing.id();
        portal.on_refresh_started(listing, true, now());
        let outcome = RefreshOutcome {
            unreadable,
            ..RefreshOutcome::default()
        };
        portal.on_refresh_finished(id, Ok(outcome));
        let shown = portal.state().problem.as_ref();
        assert_eq!(shown.is_some(), unreadable > 0);
        assert!(shown.is_none_or(|problem| problem.summary.contains('3') && problem.portal.is_some()));
    }
}

#[test]
fn an_old_list_is_refreshed_once_it_and_the_sign_in_are_known() {
    let mut portals = with_acme();
    let portal = acme(&mut portals);
    let later = now() + Duration::from_mins(11);
    sign_in_read(portal, SignInState::SignedIn(None));
    assert!(!portal.is_refresh_due(later), "what is listed is not known yet");
    let number = portal.start_catalogue_read();
    portal.on_catalogue_read(number, listed());
    assert!(portal.is_catalogue_loaded());
    assert!(!portal.is_refresh_due(now()));
    assert!(portal.is_refresh_due(later));
}
