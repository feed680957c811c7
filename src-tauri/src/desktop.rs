//! The desktop as managed by Tauri: the stage that is on, what is known of this desktop, and how the program ends.

use crate::compose::{Composition, autostart};
use crate::demo::{DemoError, Emulator};
use crate::ipc::wire::{DesktopView, RoomWanted, SnapshotChanged, SnapshotView};
use crate::stage::{Acting, Following, Stage};
use crate::{view, window};
use rolecall::keeper::Request;
use rolecall::problem::Problem;
use rolecall_model::desktop_message::Room;
use rolecall_model::history::Surface;
use rolecall_model::sign_in::SignInMethod;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tauri::AppHandle;
use tauri_specta::Event;
use tokio::sync::{self, watch};

/// The page keeps no more than this of its place, in bytes.
const LONGEST_PLACE: usize = 4096;

/// What the commands, the tray and the socket reach.
pub(crate) struct Desktop {
    pub(crate) app: AppHandle,
    pub(crate) composition: Composition,
    stage: watch::Sender<Arc<Stage>>,
    known: watch::Sender<DesktopView>,
    /// Held while a demo starts: two would set up the same home.
    entering: sync::Mutex<()>,
    kept: Mutex<Kept>,
    is_ending: AtomicBool,
}

/// What outlives a window.
#[derive(Default)]
struct Kept {
    openings: u32,
    place: Option<String>,
    /// Wanted before the page listened.
    room: Option<Room>,
    page_listens: bool,
    frame: Option<window::Frame>,
}

impl Kept {
    /// Begins with a window that shows `room`; returns how many there were with it.
    fn open(&mut self, room: Option<Room>) -> u32 {
        self.page_listens = false;
        self.room = room;
        self.openings += 1;
        self.openings
    }

    /// Wants a room of the window there is; returns it if the page hears of it now.
    fn want(&mut self, room: Room) -> Option<Room> {
        if self.page_listens {
            return Some(room);
        }
        self.room = Some(room);
        None
    }

    /// The page listens from now on; returns what it missed.
    fn listen(&mut self) -> Option<Room> {
        self.page_listens = true;
        self.room.take()
    }
}

impl Desktop {
    pub(crate) fn open(app: AppHandle, composition: Composition) -> Self {
        let stage = Stage::set(&composition, None);
        let known = DesktopView {
            autostart: autostart(&composition).is_on(),
            ..DesktopView::default()
        };
        Self {
            app,
            composition,
            stage: watch::Sender::new(Arc::new(stage)),
            known: watch::Sender::new(known),
            entering: sync::Mutex::new(()),
            kept: Mutex::default(),
            is_ending: AtomicBool::new(false),
        }
    }

    pub(crate) fn stage(&self) -> Arc<Stage> {
        Arc::clone(&self.stage.borrow())
    }

    /// Returns a hand on the stage that is on.
    pub(crate) fn with_surface(&self, surface: Surface) -> Acting {
        Acting::on(self.stage(), surface)
    }

    /// Returns each stage that is on.
    pub(crate) fn stages(&self) -> watch::Receiver<Arc<Stage>> {
        self.stage.subscribe()
    }

    /// Returns the snapshots of whichever stage is on.
    pub(crate) fn following(&self) -> Following {
        Following::new(self.stage.subscribe())
    }

    /// Returns all of the state but the rows, as the page shows it.
    pub(crate) fn view(&self) -> SnapshotView {
        let stage = self.stage();
        view::snapshot(
            &stage.keeper.snapshot(),
            stage.is_demo,
            stage.warning(),
            self.known.borrow().clone(),
        )
    }

    /// Says something new of this desktop; nobody is told what they know.
    pub(crate) fn know(&self, say: impl FnOnce(&mut DesktopView)) {
        self.known.send_if_modified(|known| {
            let before = known.clone();
            say(known);
            *known != before
        });
    }

    pub(crate) fn known(&self) -> DesktopView {
        self.known.borrow().clone()
    }

    /// Goes on in the demo organization, with an emulator of its own.
    pub(crate) async fn enter_demo(&self) -> Result<(), DemoError> {
        let _entering = self.entering.lock().await;
        let composition = self.composition.demo().map_err(|_| DemoError::NoHome)?;
        let emulator = Emulator::start(&composition).await?;
        let portal = emulator.portal.clone();
        let stage = Stage::set(&composition, Some(emulator));
        // Everybody may sign in to the demo, so nobody is sent to a browser for it.
        stage
            .keeper
            .send(Request::SignIn(portal, SignInMethod::DeviceCode));
        self.change(stage);
        Ok(())
    }

    /// Goes back to the user's own portals.
    pub(crate) fn leave_demo(&self) {
        self.change(Stage::set(&self.composition, None));
    }

    fn change(&self, stage: Stage) {
        // A command under way keeps the stage before; the page and the tray follow the one that is on.
        let before = self.stage.send_replace(Arc::new(stage));
        before.ports.desktop.clipboard.clear_secret();
    }

    /// Sets whether the program starts with the desktop.
    pub(crate) fn set_autostart(&self, on: bool) -> Result<(), Problem> {
        autostart(&self.composition).set(on).map_err(|error| {
            Problem::invalid_input(format!("Starting with the desktop was not changed: {error}."))
        })?;
        self.know(|known| known.autostart = on);
        Ok(())
    }

    /// Keeps where the page is.
    pub(crate) fn keep_place(&self, place: String) -> Result<(), Problem> {
        if place.len() > LONGEST_PLACE {
            return Err(Problem::invalid_input("The place is too long to be kept."));
        }
        self.kept().place = Some(place);
        Ok(())
    }

    pub(crate) fn place(&self) -> Option<String> {
        self.kept().place.clone()
    }

    pub(crate) fn keep_frame(&self, frame: window::Frame) {
        self.kept().frame = Some(frame);
    }

    pub(crate) fn frame(&self) -> Option<window::Frame> {
        self.kept().frame
    }

    /// Counts a window that is made, to show `room`.
    pub(crate) fn next_opening(&self, room: Option<Room>) -> u32 {
        self.kept().open(room)
    }

    /// Tells the page that a room is wanted, now or as soon as it listens.
    pub(crate) fn want_room(&self, room: Room) {
        let now = self.kept().want(room);
        if let Some(room) = now {
            self.tell_room(room);
        }
    }

    /// The page listens: tells it of the room that was wanted before, if one was.
    pub(crate) fn page_listens(&self) {
        let missed = self.kept().listen();
        if let Some(room) = missed {
            self.tell_room(room);
        }
    }

    fn tell_room(&self, room: Room) {
        let wanted = RoomWanted {
            room: view::room(room),
        };
        if let Err(error) = wanted.emit(&self.app) {
            tracing::warn!(%error, "the page could not be told of a room");
        }
    }

    /// Ends the program, whatever is open.
    pub(crate) fn quit(&self) {
        self.is_ending.store(true, Ordering::Relaxed);
        window::remember(self);
        self.app.exit(0);
    }

    /// Tells whether the program was asked to end; else it goes on without a window.
    pub(crate) fn is_ending(&self) -> bool {
        self.is_ending.load(Ordering::Relaxed)
    }

    fn kept(&self) -> MutexGuard<'_, Kept> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Tells the page of every snapshot, and of what is new of this desktop, while there is a page.
pub(crate) async fn tell_page(desktop: tauri::State<'_, Desktop>) {
    let mut following = desktop.following();
    let mut known = desktop.known.subscribe();
    loop {
        tokio::select! {
            () = following.changed() => drop(following.snapshot()),
            Ok(()) = known.changed() => drop(known.borrow_and_update()),
        }
        if window::is_open(&desktop.app)
            && let Err(error) = SnapshotChanged(desktop.view()).emit(&desktop.app)
        {
            tracing::warn!(%error, "the page could not be told");
        }
    }
}

#[cfg(test)]
mod tests;
