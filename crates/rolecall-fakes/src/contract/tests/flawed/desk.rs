//! Notifications, events, programs, desktops and clocks that break one promise each.

use super::fails;
use crate::contract::tests::drivers::{FakeHearing, FakeScreen, parent};
use crate::contract::{self, Hearing};
use crate::{
    FakeClock, FakeMachineEvents, FakeNotifier, FakePrograms, FakeRunningDesktop, FakeSettingsFile,
    FakeStateStore, World,
};
use async_trait::async_trait;
use rolecall::ports::{
    Clock, MachineEvent, MachineEvents, Notification, NotificationEnd, Notifier, NotifierError, Programs,
    RunningDesktop, RunningDesktopError, SettingsFile, SettingsFileError,
};
use rolecall_model::Timestamp;
use rolecall_model::desktop_message::DesktopMessage;
use rolecall_model::history::ProcessInfo;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::time::Duration;

#[derive(Clone, Copy, Debug, PartialEq)]
enum NotifierFlaw {
    None,
    OneAtATime,
    NeverReplaces,
    NeverWithdraws,
    ForgetsWhatWasChosen,
    AClickIsTheFirstAction,
    SpillsHostileText,
}

struct FlawedNotifier(Arc<FakeNotifier>, NotifierFlaw);

#[async_trait]
impl Notifier for FlawedNotifier {
    async fn show(&self, notification: &Notification) -> Result<NotificationEnd, NotifierError> {
        let mut notification = notification.clone();
        if self.1 == NotifierFlaw::OneAtATime {
            notification.cause = "contract".into();
        }
        if self.1 == NotifierFlaw::NeverReplaces {
            let open = self.0.open().len();
            notification.cause = format!("{} {open}", notification.cause);
        }
        if self.1 == NotifierFlaw::SpillsHostileText && notification.body.contains('\0') {
            return Err(NotifierError {
                detail: "not a text".into(),
            });
        }
        let end = self.0.show(&notification).await?;
        let first = NotificationEnd::Chosen(notification.actions[0].id.clone());
        Ok(match end {
            NotificationEnd::Chosen(_) if self.1 == NotifierFlaw::ForgetsWhatWasChosen => first,
            NotificationEnd::Clicked if self.1 == NotifierFlaw::AClickIsTheFirstAction => first,
            NotificationEnd::Chosen(_) | NotificationEnd::Clicked | NotificationEnd::Closed => end,
        })
    }

    async fn withdraw(&self, cause: &str) {
        if self.1 != NotifierFlaw::NeverWithdraws {
            self.0.withdraw(cause).await;
        }
    }
}

#[test]
fn flawed_notifiers_are_caught() {
    let caught = |flaw| {
        let world = World::new();
        let flawed = FlawedNotifier(Arc::clone(&world.notifier), flaw);
        fails(async {
            let screen = FakeScreen(Arc::clone(&world.notifier));
            let patience = Duration::from_secs(60);
            tokio::time::timeout(patience, contract::notifier(&flawed, &screen))
                .await
                .expect("an end");
        })
    };
    assert!(!caught(NotifierFlaw::None));
    for flaw in [
        NotifierFlaw::OneAtATime,
        NotifierFlaw::NeverReplaces,
        NotifierFlaw::NeverWithdraws,
        NotifierFlaw::ForgetsWhatWasChosen,
        NotifierFlaw::AClickIsTheFirstAction,
        NotifierFlaw::SpillsHostileText,
    ] {
        assert!(caught(flaw), "{flaw:?}");
    }
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum EventsFlaw {
    None,
    SeesNoDatabase,
    LosesWhatWasBefore,
    LosesWhenGivenUp,
    TellsOfReading,
}

struct FlawedEvents(Arc<FakeMachineEvents>, EventsFlaw);

#[async_trait]
impl MachineEvents for FlawedEvents {
    async fn next(&self) -> MachineEvent {
        if self.1 == EventsFlaw::LosesWhatWasBefore {
            while !self.0.unheard().is_empty() {
                self.0.next().await;
            }
        }
        let event = self.0.next().await;
        if self.1 == EventsFlaw::LosesWhenGivenUp {
            tokio::time::sleep(Duration::from_secs(1)).await;
        }
        event
    }
}

/// A settings file of which each read counts as a change.
struct ChangedByReading(Arc<FakeSettingsFile>, Arc<FakeMachineEvents>);

impl SettingsFile for ChangedByReading {
    fn read(&self) -> Result<String, SettingsFileError> {
        self.1.tell(MachineEvent::FilesChanged);
        self.0.read()
    }

    fn edit(&self, edit: &mut dyn FnMut(&str) -> String) -> Result<(), SettingsFileError> {
        self.0.edit(edit)
    }

    fn shown_path(&self) -> String {
        self.0.shown_path()
    }
}

#[test]
fn flawed_machine_events_are_caught() {
    let caught = |flaw| {
        let world = World::new();
        let flawed = FlawedEvents(Arc::clone(&world.machine_events), flaw);
        let reading = ChangedByReading(
            Arc::clone(&world.settings_file),
            Arc::clone(&world.machine_events),
        );
        let settings: &dyn SettingsFile = match flaw == EventsFlaw::TellsOfReading {
            true => &reading,
            false => &*world.settings_file,
        };
        let store = match flaw == EventsFlaw::SeesNoDatabase {
            true => FakeStateStore::default(),
            false => world.state_store.open_again(),
        };
        fails(contract::machine_events(&flawed, settings, &store))
    };
    assert!(!caught(EventsFlaw::None));
    for flaw in [
        EventsFlaw::SeesNoDatabase,
        EventsFlaw::LosesWhatWasBefore,
        EventsFlaw::LosesWhenGivenUp,
        EventsFlaw::TellsOfReading,
    ] {
        assert!(caught(flaw), "{flaw:?}");
    }
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum ProgramsFlaw {
    None,
    LooksAtTheNumberAlone,
    LooksAtTheFolderToo,
    AllAreDead,
}

struct FlawedPrograms(FakePrograms, ProgramsFlaw);

impl Programs for FlawedPrograms {
    fn parent(&self) -> Option<ProcessInfo> {
        self.0.parent()
    }

    fn is_running(&self, program: &ProcessInfo) -> bool {
        match self.1 {
            ProgramsFlaw::None => self.0.is_running(program),
            ProgramsFlaw::LooksAtTheNumberAlone => program.pid == parent().pid,
            ProgramsFlaw::LooksAtTheFolderToo => *program == parent(),
            ProgramsFlaw::AllAreDead => false,
        }
    }
}

#[test]
fn flawed_programs_are_caught() {
    let caught = |flaw| {
        let programs = FakePrograms::default();
        programs.set_parent(Some(parent()));
        let flawed = FlawedPrograms(programs, flaw);
        catch_unwind(AssertUnwindSafe(|| contract::programs(&flawed))).is_err()
    };
    assert!(!caught(ProgramsFlaw::None));
    for flaw in [
        ProgramsFlaw::LooksAtTheNumberAlone,
        ProgramsFlaw::LooksAtTheFolderToo,
        ProgramsFlaw::AllAreDead,
    ] {
        assert!(caught(flaw), "{flaw:?}");
    }
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum DesktopFlaw {
    None,
    LosesTheRoom,
    SaysYesToNobody,
    SwallowsWhatIsLong,
}

struct FlawedDesktop(Arc<FakeRunningDesktop>, DesktopFlaw);

#[async_trait]
impl RunningDesktop for FlawedDesktop {
    async fn tell(&self, message: &DesktopMessage) -> Result<(), RunningDesktopError> {
        if self.1 == DesktopFlaw::SwallowsWhatIsLong && format!("{message:?}").len() > 3_000 {
            return Ok(());
        }
        match self.0.tell(message).await {
            Err(RunningDesktopError::NotRunning) if self.1 == DesktopFlaw::SaysYesToNobody => Ok(()),
            told => told,
        }
    }
}

/// Hears no room.
struct FlawedHearing(FakeHearing, DesktopFlaw);

#[async_trait]
impl Hearing for FlawedHearing {
    async fn heard(&mut self) -> DesktopMessage {
        let heard = self.0.heard().await;
        match (self.1, &heard) {
            (DesktopFlaw::LosesTheRoom, DesktopMessage::Show { .. }) => DesktopMessage::Show { room: None },
            (_, _) => heard,
        }
    }
}

#[test]
fn flawed_desktops_are_caught() {
    let caught = |flaw| {
        let (world, nobody) = (World::new(), World::new());
        world.running_desktop.set_running(true);
        let running = FlawedDesktop(Arc::clone(&world.running_desktop), flaw);
        let absent = FlawedDesktop(Arc::clone(&nobody.running_desktop), flaw);
        let mut hearing = FlawedHearing(FakeHearing::new(Arc::clone(&world.running_desktop)), flaw);
        fails(contract::running_desktop(&running, &mut hearing, &absent))
    };
    assert!(!caught(DesktopFlaw::None));
    for flaw in [
        DesktopFlaw::LosesTheRoom,
        DesktopFlaw::SaysYesToNobody,
        DesktopFlaw::SwallowsWhatIsLong,
    ] {
        assert!(caught(flaw), "{flaw:?}");
    }
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum ClockFlaw {
    None,
    WakesTooSoon,
    SleepsThroughThePast,
    WakesAtNever,
}

struct FlawedClock(Arc<FakeClock>, ClockFlaw);

#[async_trait]
impl Clock for FlawedClock {
    fn now(&self) -> Timestamp {
        self.0.now()
    }

    async fn sleep(&self, duration: Duration) {
        self.0.sleep(duration).await;
    }

    async fn sleep_until(&self, at: Timestamp) {
        let is_past = at < self.0.now();
        match self.1 {
            ClockFlaw::WakesTooSoon if !is_past => self.0.sleep_until(at - Duration::from_millis(5)).await,
            ClockFlaw::SleepsThroughThePast if is_past => self.0.sleep_until(Timestamp::MAX).await,
            ClockFlaw::WakesAtNever if at == Timestamp::MAX => {}
            ClockFlaw::None
            | ClockFlaw::WakesTooSoon
            | ClockFlaw::SleepsThroughThePast
            | ClockFlaw::WakesAtNever => self.0.sleep_until(at).await,
        }
    }
}

#[test]
fn flawed_clocks_are_caught() {
    let caught = |flaw| {
        let flawed = FlawedClock(Arc::new(FakeClock::when_idle()), flaw);
        fails(async {
            let patience = Duration::from_secs(1);
            tokio::time::timeout(patience, contract::clock(&flawed))
                .await
                .expect("an end");
        })
    };
    assert!(!caught(ClockFlaw::None));
    for flaw in [
        ClockFlaw::WakesTooSoon,
        ClockFlaw::SleepsThroughThePast,
        ClockFlaw::WakesAtNever,
    ] {
        assert!(caught(flaw), "{flaw:?}");
    }
}
