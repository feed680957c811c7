//! The history on the fakes: each deed is written by who did it, and a history that cannot be written stops none.

#![expect(clippy::unwrap_used, reason = "what a test asks for must be there")]

use rolecall::console::{Destination, console_url, open_console, parse_destination};
use rolecall::history::{history_part, log_copied, log_event, log_vended, prune_old, stale_default_users};
use rolecall::sign_in::sign_in;
use rolecall::sign_out::{SignOutOutcome, sign_out};
use rolecall_fakes::ANN;
use rolecall_fakes::{Fault, Operation, World, assignment};
use rolecall_model::Timestamp;
use rolecall_model::assignment::Assignment;
use rolecall_model::history::{Actor, HistoryEntry, HistoryEvent, HistoryQuery, ProcessInfo, Surface};
use rolecall_model::portal::Portal;
use rolecall_model::settings::Settings;
use rolecall_model::sign_in::SignInMethod;
use std::time::Duration;

async fn signed_in(world: &World) -> (Portal, Assignment) {
    let portal = world.portal("acme");
    world
        .aws
        .assign(&portal, ANN, "111122223333", "payments-prod", &["Admin"]);
    world.sign_in(&portal).await;
    let admin = assignment(&portal.name, "111122223333", "Admin");
    (portal, admin)
}

/// All that is remembered, the oldest first.
fn all(world: &World) -> Vec<HistoryEntry> {
    let query = HistoryQuery {
        from: Timestamp::MIN,
        until: Timestamp::MAX,
        most: 1000,
    };
    let mut entries = world.ports().store.history_store.history(&query).unwrap();
    entries.reverse();
    entries
}

fn of(world: &World, event: HistoryEvent) -> Vec<HistoryEntry> {
    let mut entries = all(world);
    entries.retain(|entry| entry.event == event);
    entries
}

#[tokio::test(start_paused = true)]
async fn signing_in_and_out_is_remembered_once_each() {
    let world = World::new();
    let portal = world.portal("acme");
    world
        .aws
        .assign(&portal, ANN, "111122223333", "payments-prod", &["Admin"]);
    let ports = world.ports().with_actor(Surface::Tray);
    sign_in(&ports, &portal, SignInMethod::Browser, &|_| {})
        .await
        .unwrap();
    assert_eq!(sign_out(&ports, &portal).await.unwrap(), SignOutOutcome::Revoked);
    assert_eq!(
        sign_out(&ports, &portal).await.unwrap(),
        SignOutOutcome::NotSignedIn
    );
    let told: Vec<_> = all(&world)
        .into_iter()
        .map(|entry| (entry.event, entry.surface, entry.portal, entry.assignment))
        .collect();
    let of_portal = |event| (event, Surface::Tray, portal.name.clone(), None);
    assert_eq!(
        told,
        [
            of_portal(HistoryEvent::SignedIn),
            of_portal(HistoryEvent::SignedOut)
        ]
    );
    world.assert_no_leak();
}

#[tokio::test(start_paused = true)]
async fn a_sign_in_that_fails_did_not_happen() {
    let world = World::new();
    let portal = world.portal("acme");
    world
        .aws
        .fail_when(|call| (call.operation == Operation::RegisterClient).then_some(Fault::Unreachable));
    let failed = sign_in(&world.ports(), &portal, SignInMethod::Browser, &|_| {}).await;
    assert!(failed.is_err());
    assert_eq!(all(&world), []);
}

#[tokio::test(start_paused = true)]
async fn a_console_is_remembered_when_it_opened_and_by_a_word_of_where() {
    let world = World::new();
    let (portal, admin) = signed_in(&world).await;
    let ports = world.ports().with_actor(Surface::Window);
    let bucket = parse_destination("/s3/buckets/very-private-name?tab=objects").unwrap();
    world.browser.set_absent(true);
    assert!(
        open_console(&ports, &portal, &admin, &bucket, None)
            .await
            .is_err()
    );
    assert_eq!(of(&world, HistoryEvent::ConsoleOpened), []);
    world.browser.set_absent(false);
    open_console(&ports, &portal, &admin, &bucket, None)
        .await
        .unwrap();
    console_url(&ports, &portal, &admin, &Destination::default(), None)
        .await
        .unwrap();
    let opened = of(&world, HistoryEvent::ConsoleOpened);
    let details: Vec<_> = opened
        .iter()
        .map(|entry| entry.detail.as_deref().unwrap())
        .collect();
    assert_eq!(
        details,
        ["s3 in eu-central-1", "console in eu-central-1, as a link"]
    );
    assert_eq!(opened[0].assignment.as_ref(), Some(&admin));
    assert!(opened[0].until.unwrap() > ports.clock.now());
    assert_eq!(opened[0].surface, Surface::Window);
    world.watch("the history", format!("{:?}", all(&world)));
    world.assert_no_leak();
}

#[tokio::test(start_paused = true)]
async fn a_history_that_cannot_be_written_stops_nothing() {
    let world = World::new();
    let (portal, admin) = signed_in(&world).await;
    world.state_store.set_broken(true);
    let home = Destination::default();
    open_console(&world.ports(), &portal, &admin, &home, None)
        .await
        .unwrap();
    log_event(&world.ports(), HistoryEvent::Issued, &admin, None, None);
    world.state_store.set_broken(false);
    assert_eq!(all(&world), []);
}

#[tokio::test(start_paused = true)]
async fn who_was_given_the_former_default_holds_it() {
    let world = World::new();
    let (portal, admin) = signed_in(&world).await;
    let reader = assignment(&portal.name, "111122223333", "Reader");
    let program = ProcessInfo {
        name: "terraform".to_owned(),
        pid: 42,
        started: 7,
        folder: Some("~/infra".to_owned()),
    };
    let ports = world.ports().with_actor(Actor {
        surface: Surface::CredentialProcess,
        program: Some(program.clone()),
        by_default: true,
    });
    let until = world.ports().clock.now() + Duration::from_secs(3600);
    log_vended(&ports, &admin, until, None);
    log_copied(&ports, &admin, until, "bash");
    let now = ports.clock.now();
    let found = stale_default_users(&all(&world), Some(&reader), now);
    assert_eq!(found.len(), 1);
    assert_eq!(
        (&found[0].program, &found[0].assignment, found[0].until),
        (&program, &admin, until)
    );
    assert_eq!(stale_default_users(&all(&world), Some(&admin), now), []);
    assert_eq!(
        stale_default_users(&all(&world), None, now).len(),
        1,
        "the default was taken away"
    );
    assert_eq!(stale_default_users(&all(&world), Some(&reader), until), []);
}

#[tokio::test(start_paused = true)]
async fn a_part_knows_what_began_before_it_and_ends_now() {
    let world = World::new();
    let (_, admin) = signed_in(&world).await;
    let began = world.ports().clock.now();
    let expires = began + Duration::from_secs(3600);
    log_event(&world.ports(), HistoryEvent::Issued, &admin, Some(expires), None);
    world.clock.advance(Duration::from_secs(600)).await;
    let query = HistoryQuery {
        from: began + Duration::from_secs(60),
        until: began + Duration::from_secs(86_400),
        most: 100,
    };
    let part = history_part(&world.ports(), &query).unwrap();
    assert_eq!(part.entries, [], "it began before");
    assert_eq!(part.spans.len(), 1);
    assert_eq!(
        (part.spans[0].from, part.spans[0].until),
        (query.from, world.ports().clock.now())
    );
}

#[tokio::test(start_paused = true)]
async fn what_is_older_than_the_user_wants_is_forgotten() {
    let world = World::new();
    let (_, admin) = signed_in(&world).await;
    for day in 0..5_u32 {
        let detail = format!("day {day}");
        log_event(&world.ports(), HistoryEvent::Copied, &admin, None, Some(&detail));
        world.clock.advance(Duration::from_secs(86_400)).await;
    }
    let settings = Settings {
        history_days: 3,
        ..Settings::default()
    };
    prune_old(&world.ports(), &settings).unwrap();
    let kept: Vec<_> = of(&world, HistoryEvent::Copied)
        .into_iter()
        .filter_map(|entry| entry.detail)
        .collect();
    assert_eq!(kept, ["day 2", "day 3", "day 4"]);
}

#[tokio::test(start_paused = true)]
async fn few_entries_do_not_hide_who_one_was() {
    let world = World::new();
    let (_, admin) = signed_in(&world).await;
    let began = world.ports().clock.now();
    let expires = began + Duration::from_secs(3600);
    log_event(&world.ports(), HistoryEvent::Issued, &admin, Some(expires), None);
    world.clock.advance(Duration::from_secs(60)).await;
    for number in 0..20_u32 {
        let detail = format!("number {number}");
        log_event(&world.ports(), HistoryEvent::Copied, &admin, None, Some(&detail));
    }
    let query = HistoryQuery {
        from: began,
        until: expires,
        most: 5,
    };
    let part = history_part(&world.ports(), &query).unwrap();
    assert_eq!(part.entries.len(), 5);
    assert_eq!(part.entries[0].detail.as_deref(), Some("number 19"), "the newest");
    assert_eq!(part.spans.len(), 1);
    assert_eq!(part.spans[0].from, began);
}
