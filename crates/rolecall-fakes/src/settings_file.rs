//! A settings file in memory that others can change under one's hands.

use crate::journal::Journal;
use crate::locked;
use crate::machine_events::FakeMachineEvents;
use rolecall::ports::{MachineEvent, SettingsFile, SettingsFileError};
use std::collections::VecDeque;
use std::sync::{Arc, Mutex};

/// How often an edit starts over before it gives up.
const TRIES: usize = 5;

/// A settings file in memory.
#[derive(Debug, Default)]
pub struct FakeSettingsFile {
    state: Mutex<State>,
    journal: Arc<Journal>,
    machine_events: Arc<FakeMachineEvents>,
}

#[derive(Debug, Default)]
struct State {
    text: String,
    interferences: VecDeque<String>,
    unreadable: bool,
    unwritable: bool,
    edits: usize,
}

impl FakeSettingsFile {
    /// Makes an absent file on a machine that tells of its changes.
    pub fn new(journal: Arc<Journal>, machine_events: Arc<FakeMachineEvents>) -> Self {
        Self {
            journal,
            machine_events,
            ..Self::default()
        }
    }

    /// Returns the text, whatever the file's condition.
    pub fn text(&self) -> String {
        locked(&self.state).text.clone()
    }

    /// Replaces the text, as a user with an editor does.
    pub fn set_text(&self, text: impl Into<String>) {
        locked(&self.state).text = text.into();
        self.machine_events.tell(MachineEvent::FilesChanged);
    }

    /// Makes another program write each of `texts` in the middle of a following edit, one at each try.
    pub fn interfere(&self, texts: impl IntoIterator<Item = String>) {
        locked(&self.state).interferences.extend(texts);
    }

    /// Makes the file unreadable, or readable again.
    pub fn set_unreadable(&self, unreadable: bool) {
        locked(&self.state).unreadable = unreadable;
    }

    /// Makes the file unwritable, or writable again.
    pub fn set_unwritable(&self, unwritable: bool) {
        locked(&self.state).unwritable = unwritable;
    }

    /// Returns how many edits were written.
    pub fn edits(&self) -> usize {
        locked(&self.state).edits
    }
}

impl SettingsFile for FakeSettingsFile {
    fn read(&self) -> Result<String, SettingsFileError> {
        let state = locked(&self.state);
        if state.unreadable {
            return Err(SettingsFileError::Unreadable {
                detail: "permission denied".into(),
            });
        }
        Ok(state.text.clone())
    }

    fn edit(&self, edit: &mut dyn FnMut(&str) -> String) -> Result<(), SettingsFileError> {
        for _ in 0..TRIES {
            let before = self.read()?;
            let after = edit(&before);
            let mut state = locked(&self.state);
            if state.unwritable {
                return Err(SettingsFileError::Unwritable {
                    detail: "read-only file system".into(),
                });
            }
            if let Some(interference) = state.interferences.pop_front() {
                state.text = interference;
            }
            if state.text == before {
                state.text = after;
                state.edits += 1;
                self.journal.write("settings file: written");
                self.machine_events.tell(MachineEvent::FilesChanged);
                return Ok(());
            }
        }
        Err(SettingsFileError::Busy)
    }

    fn shown_path(&self) -> String {
        "~/.config/rolecall/settings.toml".into()
    }
}
