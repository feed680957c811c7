//! Portals of account access manager on the fakes: one list, roles by ARN, a sign-in of their own that nobody can revoke.

#![expect(clippy::unwrap_used, reason = "a test fails where it unwraps nothing")]

use rolecall::catalogue::{CatalogueError, CatalogueEvent, PriorityAccounts, list_wanted, refresh};
use rolecall::ports::{AccessPortalError, CatalogueStore, Clock};
use rolecall::problem::{Problem, ProblemCode};
use rolecall::role_session::{RoleSessionError, role_credentials};
use rolecall::sign_in::{current_sign_in, sign_in};
use rolecall::sign_out::{SignOutOutcome, sign_out};
use rolecall_fakes::{ANN, FakeClock, Fault, Operation, World, account_access_portal, resolved, role_ref};
use rolecall_model::account::Account;
use rolecall_model::portal::{AccountAccess, Portal, PortalKind, SessionName};
use rolecall_model::role_definition::SessionDuration;
use rolecall_model::role_ref::RoleRef;
use rolecall_model::sign_in::SignInMethod;
use std::sync::Mutex;
use std::time::Duration;

const MIN_REMAINING: Duration = Duration::from_mins(15);

/// A portal where `ann` is signed in, with the role `Developer` in two accounts, of which one has no name.
async fn world_of(clock: FakeClock) -> (World, Portal, RoleRef) {
    let world = World::with_clock(clock);
    let portal = account_access_portal("roles", "eu-west-1");
    world.aws.add_organization(&portal);
    world.aws.assign(
        &portal,
        ANN,
        "111122223333",
        "payments-prod",
        &["Developer", "Auditor"],
    );
    world.aws.assign(&portal, ANN, "000000000012", "", &["Developer"]);
    world.sign_in(&portal).await;
    let developer = role_ref(&portal.name, "111122223333", "Developer");
    (world, portal, developer)
}

async fn list(world: &World, portal: &Portal) -> Result<(), CatalogueError> {
    let listed = refresh(&world.ports(), portal, &PriorityAccounts::default(), &|_| {}).await;
    listed.map(drop)
}

async fn use_role(world: &World, portal: &Portal, role: &RoleRef) -> Result<(), RoleSessionError> {
    let obtained = role_credentials(&world.ports(), &resolved(portal, role), MIN_REMAINING).await;
    obtained.map(drop)
}

fn listed_targets(world: &World, portal: &Portal) -> Vec<String> {
    let catalogue = world.state_store.catalogue(&portal.name).unwrap();
    catalogue
        .role_refs(&portal.name)
        .map(|role| role.target())
        .collect()
}

fn is_denied(outcome: Result<(), RoleSessionError>) -> bool {
    matches!(
        outcome,
        Err(RoleSessionError::AccessPortal(
            AccessPortalError::NotAssignedOrNotTrusted
        ))
    )
}

#[tokio::test(start_paused = true)]
async fn a_sign_in_by_either_method_is_for_it_alone() {
    let world = World::new();
    let portal = account_access_portal("acme", "eu-central-1");
    let center = world.portal("acme-sso");
    world.aws.add_organization(&portal);
    for (method, registrations) in [(SignInMethod::Browser, 1), (SignInMethod::BrowserByHand, 1)] {
        let browser = world.browser.clone();
        let report = move |step| {
            if let rolecall_model::sign_in::SignInStep::WaitingForBrowser {
                page, opened: false, ..
            } = step
            {
                browser.visit(&rolecall::ports::BrowserPage::SignIn(page));
            }
        };
        sign_in(&world.ports(), &portal, method, &report).await.unwrap();
        assert_eq!(world.aws.count(Operation::RegisterClient), registrations);
    }
    sign_in(&world.ports(), &center, SignInMethod::Browser, &|_| {})
        .await
        .unwrap();
    assert_eq!(world.aws.count(Operation::RegisterClient), 2, "each has its own");
    let sign_in_at = |portal: &Portal| world.keychain.stored_sign_in(&portal.name).unwrap();
    assert!(sign_in_at(&portal).portal_identity.is_of(&portal));
    list(&world, &portal).await.unwrap();
    list(&world, &center).await.unwrap();
    assert_eq!(world.aws.misdirected_calls(), []);
}

#[tokio::test(start_paused = true)]
async fn another_application_or_identity_center_needs_another_sign_in() {
    let (world, portal, _) = world_of(FakeClock::when_idle()).await;
    let with = |change: fn(&mut AccountAccess)| {
        let mut access = portal.kind.account_access().unwrap().clone();
        change(&mut access);
        Portal {
            kind: PortalKind::AccountAccess(Box::new(access)),
            ..portal.clone()
        }
    };
    let longer = with(|access| access.session_duration = SessionDuration::from_seconds(7_200).ok());
    assert!(current_sign_in(&world.ports(), &longer).await.is_ok());
    let elsewhere = with(|access| {
        access.application.identity_center_url = rolecall_fakes::portal("other", "eu-west-1").start_url;
    });
    let center = Portal {
        kind: PortalKind::IdentityCenter,
        ..portal.clone()
    };
    for changed in [elsewhere, center] {
        assert!(current_sign_in(&world.ports(), &changed).await.is_err());
    }
    assert_eq!(world.aws.misdirected_calls(), []);
}

#[tokio::test(start_paused = true)]
async fn one_list_has_the_roles_of_all_accounts_without_their_paths() {
    let (world, portal, developer) = world_of(FakeClock::when_idle()).await;
    world.aws.configure(|settings| settings.page_size = 2);
    let reported = Mutex::new(Vec::new());
    let report = |event| match event {
        CatalogueEvent::Accounts { accounts, complete } => {
            let names = accounts.into_iter().map(|Account { name, .. }| name);
            reported
                .lock()
                .unwrap()
                .push(format!("{:?} {complete}", names.collect::<Vec<_>>()));
        }
        CatalogueEvent::Roles { account_id, roles } => {
            reported
                .lock()
                .unwrap()
                .push(format!("{account_id} {}", roles.len()));
        }
        CatalogueEvent::AccountFailed { .. } | CatalogueEvent::Throttled(_) => {}
    };
    let outcome = refresh(&world.ports(), &portal, &PriorityAccounts::default(), &report).await;
    assert_eq!(outcome.unwrap(), rolecall::catalogue::RefreshOutcome::default());
    assert_eq!(
        listed_targets(&world, &portal),
        [
            "roles/000000000012/Developer",
            "roles/111122223333/Auditor",
            "roles/111122223333/Developer"
        ]
    );
    assert_eq!(
        *reported.lock().unwrap(),
        [
            r#"["", "payments-prod"] true"#,
            "000000000012 1",
            "111122223333 2"
        ]
    );
    let arn = world
        .state_store
        .role_arn(&portal.name, &developer.account_id, &developer.role_name);
    let arn = arn.unwrap().unwrap();
    assert_eq!(arn.as_str(), "arn:aws:iam::111122223333:role/team/Developer");
    assert_eq!(world.aws.count(Operation::ListRoles), 2);
    assert_eq!(world.aws.count(Operation::ListAccounts), 0);

    world.aws.unassign(&portal, ANN, "000000000012", "Developer");
    let outcome = refresh(&world.ports(), &portal, &PriorityAccounts::default(), &|_| {}).await;
    assert_eq!(outcome.unwrap().difference.removed.len(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_list_that_was_never_fetched_is_fetched_whole() {
    let (world, portal, _) = world_of(FakeClock::when_idle()).await;
    let wanted = |account: &Account| account.name == "payments-prod";
    list_wanted(&world.ports(), &portal, &wanted, &|_| {})
        .await
        .unwrap();
    assert_eq!(listed_targets(&world, &portal).len(), 3);
    let catalogue = world.state_store.catalogue(&portal.name).unwrap();
    assert_eq!(catalogue.refreshed_at, Some(world.clock.now()));
}

#[tokio::test(start_paused = true)]
async fn failures_of_a_page_are_waited_out_or_said() {
    let (world, portal, _) = world_of(FakeClock::when_idle()).await;
    let throttled = Fault::Throttled { retry_in: None };
    world.aws.script(
        Operation::ListRoles,
        [Some(throttled), Some(Fault::Unreachable), None],
    );
    list(&world, &portal).await.unwrap();
    world.aws.end_access_tokens();
    list(&world, &portal).await.unwrap();
    assert_eq!(world.aws.count(Operation::CreateTokenWithRefreshToken), 1);
    world.aws.fail_next(Operation::ListRoles, Fault::Unexpected);
    let failed = list(&world, &portal).await;
    assert!(matches!(failed, Err(CatalogueError::Accounts(_))));
    assert_eq!(listed_targets(&world, &portal).len(), 3, "what was listed stays");
}

#[tokio::test(start_paused = true)]
async fn sixty_four_processes_make_one_request() {
    let (world, portal, developer) = world_of(FakeClock::when_idle()).await;
    list(&world, &portal).await.unwrap();
    let mut requests = tokio::task::JoinSet::new();
    for _ in 0..64 {
        let (ports, role) = (world.ports_of_another_process(), resolved(&portal, &developer));
        requests.spawn(async move {
            let credentials = role_credentials(&ports, &role, MIN_REMAINING).await;
            credentials.unwrap().access_key_id
        });
    }
    let ids = requests.join_all().await;
    assert!(ids.iter().all(|id| *id == ids[0]));
    assert_eq!(world.aws.count(Operation::GetAccessCredentials), 1);
    assert_eq!(
        world.aws.count(Operation::ListRoles),
        1,
        "the ARN is kept with the list"
    );
}

#[tokio::test(start_paused = true)]
async fn a_role_whose_path_is_not_known_or_has_changed_is_looked_for() {
    let (world, portal, developer) = world_of(FakeClock::when_idle()).await;
    world.aws.configure(|settings| settings.page_size = 1);
    use_role(&world, &portal, &developer).await.unwrap();
    assert_eq!(world.aws.count(Operation::ListRoles), 2, "until it is there");
    world.clock.skip(Duration::from_hours(2));
    list(&world, &portal).await.unwrap();
    world.aws.configure(|settings| settings.role_path = "/moved/");
    use_role(&world, &portal, &developer).await.unwrap();

    let nobody = role_ref(&portal.name, "111122223333", "Nobody");
    assert!(is_denied(use_role(&world, &portal, &nobody).await));
    world.aws.unassign(&portal, ANN, "111122223333", "Auditor");
    let auditor = role_ref(&portal.name, "111122223333", "Auditor");
    let denied = use_role(&world, &portal, &auditor).await;
    let problem = Problem::from(denied.as_ref().unwrap_err());
    assert!(is_denied(denied));
    assert_eq!(problem.code, ProblemCode::NotAssigned);
    assert!(problem.advice.contains("account-access.amazonaws.com"));
}

#[tokio::test(start_paused = true)]
async fn the_portal_says_how_role_sessions_are() {
    let (world, portal, developer) = world_of(FakeClock::when_idle()).await;
    let with = |seconds: u64| {
        let access = portal.kind.account_access().unwrap();
        let access = AccountAccess {
            session_duration: SessionDuration::from_seconds(seconds).ok(),
            session_name: SessionName::parse("INC-42").ok(),
            ..access.clone()
        };
        Portal {
            kind: PortalKind::AccountAccess(Box::new(access)),
            ..portal.clone()
        }
    };
    let role = resolved(&with(1_800), &developer);
    let credentials = role_credentials(&world.ports(), &role, MIN_REMAINING)
        .await
        .unwrap();
    assert_eq!(credentials.remaining(world.clock.now()), Duration::from_mins(30));
    let endpoints = portal.endpoints();
    let sts = world.ports().aws.sts;
    let identity = sts
        .get_caller_identity(&endpoints, &endpoints.region, &credentials)
        .await;
    let arn = identity.unwrap().arn;
    assert!(arn.ends_with(":assumed-role/Developer/INC-42"), "{arn}");

    world.clock.skip(Duration::from_hours(1));
    let refused = use_role(&world, &with(7_200), &developer).await.unwrap_err();
    let problem = Problem::from(&refused);
    assert_eq!(problem.code, ProblemCode::RequestRefused);
    assert!(problem.advice.contains("duration_seconds"), "{}", problem.advice);
}

#[tokio::test(start_paused = true)]
async fn a_sign_in_is_renewed_and_needed_when_it_ends() {
    let (world, portal, developer) = world_of(FakeClock::when_idle()).await;
    list(&world, &portal).await.unwrap();
    world.aws.end_access_tokens();
    use_role(&world, &portal, &developer).await.unwrap();
    assert_eq!(world.aws.count(Operation::CreateTokenWithRefreshToken), 1);
    world.clock.skip(Duration::from_hours(9));
    let ended = use_role(&world, &portal, &developer).await.unwrap_err();
    assert!(matches!(ended, RoleSessionError::SignIn(_)), "{ended}");
}

#[tokio::test(start_paused = true)]
async fn signing_out_erases_all_here_and_asks_aws_nothing() {
    let (world, portal, developer) = world_of(FakeClock::when_idle()).await;
    use_role(&world, &portal, &developer).await.unwrap();
    let calls = world.aws.calls().len();
    let outcome = sign_out(&world.ports(), &portal.name).await.unwrap();
    assert_eq!(outcome, SignOutOutcome::NotOffered);
    assert_eq!(world.aws.calls().len(), calls);
    assert_eq!(world.keychain.stored_items(), []);
    let outcome = sign_out(&world.ports(), &portal.name).await.unwrap();
    assert_eq!(outcome, SignOutOutcome::NotSignedIn);
}
