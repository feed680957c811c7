//! A settings file in memory.

use crate::call_log::CallLog;
use crate::locked;
use crate::machine_events::FakeMachineEvents;
use rolecall::ports::{FileFault, MachineEvent, SettingsFile, SettingsFileError};
use std::sync::{Arc, Mutex};

/// A settings file in memory.
#[derive(Debug, Default)]
pub struct FakeSettingsFile {
    state: Mutex<SettingsFileState>,
    call_log: Arc<CallLog>,
    machine_events: Arc<FakeMachineEvents>,
}

#[derive(Debug, Default)]
struct SettingsFileState {
    text: String,
    unwritable: bool,
    edits: usize,
}

impl FakeSettingsFile {
    /// Makes an absent file whose changes are emitted as machine events.
    pub fn new(call_log: Arc<CallLog>, machine_events: Arc<FakeMachineEvents>) -> Self {
        Self {
            call_log,
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
        self.machine_events.emit(MachineEvent::FilesChanged);
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
        Ok(self.text())
    }

    fn edit(&self, edit: &mut dyn FnMut(&str) -> String) -> Result<(), SettingsFileError> {
        {
            let mut state = locked(&self.state);
            let edited = edit(&state.text);
            if state.unwritable {
                return Err(SettingsFileError::Unwritable(FileFault::ReadOnly));
            }
            state.text = edited;
            state.edits += 1;
        }
        self.call_log.record("settings file: written");
        self.machine_events.emit(MachineEvent::FilesChanged);
        Ok(())
    }

    fn shown_path(&self) -> String {
        "~/.config/rolecall/settings.toml".into()
    }
}
