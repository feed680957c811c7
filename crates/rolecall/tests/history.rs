//! The history on the fakes: each action is logged with its surface, and a history that cannot be written stops none.

#![expect(clippy::unwrap_used, reason = "a test fails where it unwraps nothing")]

use rolecall::console::{Destination, console_url, open_console, parse_destination};
use rolecall::history::{
    history_part, prune_old, record_copied, record_event, record_vended, stale_default_users,
};
use rolecall::sign_in::sign_in;
use rolecall::sign_out::{SignOutOutcome, sign_out};
use rolecall_fakes::{Fault, Operation, World, resolved, role_ref};
use rolecall_model::Timestamp;
use rolecall_model::export_format::ExportFormat;
use rolecall_model::history::{
    Actor, HistoryDetail, HistoryEntry, HistoryEvent, HistoryQuery, HistorySubject, ProcessInfo,
    StaleDefaultUser, Surface,
};
use rolecall_model::settings::Settings;
use rolecall_model::sign_in::SignInMethod;
use std::time::Duration;

fn query(from: Timestamp, until: Timestamp, limit: u32) -> HistoryQuery {
    HistoryQuery { from, until, limit }
}

/// All entries, the oldest first.
fn all(world: &World) -> Vec<HistoryEntry> {
    let everything = query(Timestamp::MIN, Timestamp::MAX, 1000);
    let mut entries = world.ports().store.history_store.history(&everything).unwrap();
    entries.reverse();
    entries
}

fn entries_of(world: &World, event: HistoryEvent) -> Vec<HistoryEntry> {
    let mut entries = all(world);
    entries.retain(|entry| entry.event == event);
    entries
}

#[tokio::test(start_paused = true)]
async fn signing_in_and_out_is_logged_once_each() {
    let (world, portal) = World::with_portal();
    world.assign_admin(&portal);
    let ports = world.ports().with_actor(Surface::Tray);
    let signed_in = sign_in(&ports, &portal, SignInMethod::Browser, &|_| {}).await;
    signed_in.unwrap();
    for outcome in [SignOutOutcome::Revoked, SignOutOutcome::NotSignedIn] {
        let signed_out = sign_out(&ports, &portal.name).await.unwrap();
        assert_eq!(signed_out, outcome);
    }
    let entries = all(&world);
    let events: Vec<_> = entries.iter().map(|entry| entry.event).collect();
    assert_eq!(events, [HistoryEvent::SignedIn, HistoryEvent::SignedOut]);
    for entry in entries {
        let subject = HistorySubject::Portal(portal.name.clone());
        assert_eq!((entry.surface, entry.subject), (Surface::Tray, subject));
    }
    world.assert_no_leak();
}

#[tokio::test(start_paused = true)]
async fn a_failed_sign_in_is_not_logged() {
    let (world, portal) = World::with_portal();
    world
        .aws
        .fail_every(Operation::RegisterClient, Fault::Unreachable);
    let failed = sign_in(&world.ports(), &portal, SignInMethod::Browser, &|_| {}).await;
    assert!(failed.is_err());
    assert_eq!(all(&world), []);
}

#[tokio::test(start_paused = true)]
async fn a_console_is_logged_when_it_opened_by_service_and_region_alone() {
    let (world, portal, admin) = World::with_admin().await;
    let ports = world.ports().with_actor(Surface::Window);
    let bucket = parse_destination("/s3/buckets/very-private-name?tab=objects").unwrap();
    world.browser.set_absent(true);
    let failed = open_console(&ports, &resolved(&portal, &admin), &bucket, None, &|_| {}).await;
    failed.unwrap_err();
    assert_eq!(entries_of(&world, HistoryEvent::ConsoleOpened), []);
    world.browser.set_absent(false);
    open_console(&ports, &resolved(&portal, &admin), &bucket, None, &|_| {})
        .await
        .unwrap();
    console_url(&ports, &resolved(&portal, &admin), &Destination::default(), None)
        .await
        .unwrap();
    let opened = entries_of(&world, HistoryEvent::ConsoleOpened);
    let details = ["s3 in eu-central-1", "console in eu-central-1, as a link"];
    let opened_at: Vec<_> = opened
        .iter()
        .map(|entry| entry.detail.as_ref().unwrap().published())
        .collect();
    assert_eq!(opened_at, details);
    assert_eq!(opened[0].role(), Some(&admin));
    assert!(opened[0].expires_at.unwrap() > ports.clock.now());
    assert_eq!(opened[0].surface, Surface::Window);
    world.watch("the history", format!("{:?}", all(&world)));
    world.assert_no_leak();
}

#[tokio::test(start_paused = true)]
async fn a_history_that_cannot_be_written_stops_nothing() {
    let (world, portal, admin) = World::with_admin().await;
    world.state_store.set_broken(true);
    let home = Destination::default();
    open_console(&world.ports(), &resolved(&portal, &admin), &home, None, &|_| {})
        .await
        .unwrap();
    record_event(&world.ports(), HistoryEvent::Issued, &admin, None, None);
    world.state_store.set_broken(false);
    assert_eq!(all(&world), []);
}

#[tokio::test(start_paused = true)]
async fn a_program_with_credentials_of_the_former_default_is_found() {
    let (world, portal, admin) = World::with_admin().await;
    let reader = role_ref(&portal.name, "111122223333", "Reader");
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
        reason: None,
    });
    let until = world.ports().clock.now() + Duration::from_secs(3600);
    record_vended(&ports, &admin, until, None);
    record_copied(&ports, &admin, until, ExportFormat::Bash);
    let now = ports.clock.now();
    let found = stale_default_users(&all(&world), Some(&reader), now);
    let user = StaleDefaultUser {
        program,
        role: admin.clone(),
        expires_at: until,
    };
    assert_eq!(found, [user]);
    assert_eq!(stale_default_users(&all(&world), Some(&admin), now), []);
    let without_default = stale_default_users(&all(&world), None, now);
    assert_eq!(without_default, found, "the default was taken away");
    assert_eq!(stale_default_users(&all(&world), Some(&reader), until), []);
}

#[tokio::test(start_paused = true)]
async fn a_query_has_spans_that_began_before_it_and_end_now() {
    let (world, _, admin) = World::with_admin().await;
    let began = world.ports().clock.now();
    let expires = began + Duration::from_secs(3600);
    record_event(&world.ports(), HistoryEvent::Issued, &admin, Some(expires), None);
    world.clock.advance(Duration::from_secs(600)).await;
    let (from, until) = (began + Duration::from_mins(1), began + Duration::from_hours(24));
    let part = history_part(&world.ports(), &query(from, until, 100)).unwrap();
    assert_eq!(part.entries, [], "it began before");
    assert_eq!(part.spans.len(), 1);
    assert_eq!(part.spans[0].from, from);
    assert_eq!(part.spans[0].until, world.ports().clock.now());
}

#[tokio::test(start_paused = true)]
async fn entries_older_than_the_setting_are_pruned() {
    let (world, _, admin) = World::with_admin().await;
    for day in 0..5_u32 {
        let detail = HistoryDetail::Text(format!("day {day}"));
        record_event(&world.ports(), HistoryEvent::Copied, &admin, None, Some(detail));
        world.clock.advance(Duration::from_secs(86_400)).await;
    }
    let settings = Settings {
        history_days: 3,
        ..Settings::default()
    };
    prune_old(&world.ports(), &settings).unwrap();
    let stored = entries_of(&world, HistoryEvent::Copied).into_iter();
    let days: Vec<_> = stored
        .filter_map(|entry| Some(entry.detail?.published()))
        .collect();
    assert_eq!(days, ["day 2", "day 3", "day 4"]);
}

#[tokio::test(start_paused = true)]
async fn a_limit_of_entries_does_not_hide_spans() {
    let (world, _, admin) = World::with_admin().await;
    let began = world.ports().clock.now();
    let expires = began + Duration::from_secs(3600);
    record_event(&world.ports(), HistoryEvent::Issued, &admin, Some(expires), None);
    world.clock.advance(Duration::from_secs(60)).await;
    for number in 0..20_u32 {
        let detail = HistoryDetail::Text(format!("number {number}"));
        record_event(&world.ports(), HistoryEvent::Copied, &admin, None, Some(detail));
    }
    let part = history_part(&world.ports(), &query(began, expires, 5)).unwrap();
    assert_eq!(part.entries.len(), 5);
    let newest = Some(HistoryDetail::Text("number 19".to_owned()));
    assert_eq!(part.entries[0].detail, newest, "the newest");
    assert_eq!(part.spans.len(), 1);
    assert_eq!(part.spans[0].from, began);
}
