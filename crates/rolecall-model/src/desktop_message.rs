//! What one program of Rolecall says to the running desktop, over the local socket.
//!
//! Whoever can open the socket is the same user, yet what is said is hostile input: it is parsed strictly, names
//! nothing secret, and is answered by nothing secret. It must not know how the socket works.

use crate::history::ProcessInfo;
use crate::portal::PortalName;
use crate::role_ref::DefinedRoleName;
use serde::{Deserialize, Serialize};

/// No message is longer, in bytes.
pub const MAX_MESSAGE_LENGTH: usize = 4096;

/// Something the running desktop is told or asked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "message", rename_all = "snake_case", deny_unknown_fields)]
pub enum DesktopMessage {
    /// The settings, the state database or the keychain were changed: look around now.
    Changed,
    /// Show the window; what a second start of the desktop says.
    Show {
        /// The view to show; the present one when absent.
        view: Option<WindowView>,
    },
    /// Show the window with the sign-in of a portal, and begin it.
    SignIn {
        /// The portal.
        portal: PortalName,
    },
    /// A program was refused credentials because nobody is signed in: the user may want to know.
    SignInNeeded {
        /// The portal.
        portal: PortalName,
        /// The program, where it is known.
        program: Option<ProcessInfo>,
    },
    /// A program was refused credentials of a role because nobody could be asked for a code of an MFA device: the user may want to
    /// give one.
    MfaCodeNeeded {
        /// The role, which the user defined.
        role: DefinedRoleName,
        /// The program, where it is known.
        program: Option<ProcessInfo>,
    },
    /// End the program.
    Quit,
}

/// A view of the window.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WindowView {
    /// The list of roles.
    Roles,
    /// The history.
    History,
    /// The settings.
    Settings,
}

/// The message is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("this is no message")]
pub struct InvalidMessage;

impl DesktopMessage {
    /// Reads one line, without its end.
    ///
    /// # Errors
    /// [`InvalidMessage`] for whatever is longer than [`MAX_MESSAGE_LENGTH`] or is not exactly a message.
    pub fn parse(line: &[u8]) -> Result<Self, InvalidMessage> {
        if line.len() > MAX_MESSAGE_LENGTH {
            return Err(InvalidMessage);
        }
        let message = serde_json::from_slice(line).map_err(|_| InvalidMessage)?;
        match message {
            // Of a message without fields serde takes any others.
            Self::Changed | Self::Quit if fields_of(line) != Some(1) => Err(InvalidMessage),
            Self::Changed
            | Self::Show { .. }
            | Self::SignIn { .. }
            | Self::SignInNeeded { .. }
            | Self::MfaCodeNeeded { .. }
            | Self::Quit => Ok(message),
        }
    }

    /// Returns the line, without its end; never longer than [`MAX_MESSAGE_LENGTH`]. What would make it longer of a program is left out.
    pub fn to_line(&self) -> String {
        let line = self.whole_line();
        if line.len() <= MAX_MESSAGE_LENGTH {
            return line;
        }
        [self.with_program(without_folder), self.with_program(|_| None)]
            .map(|shorter| shorter.whole_line())
            .into_iter()
            .find(|line| line.len() <= MAX_MESSAGE_LENGTH)
            .unwrap_or_default()
    }

    /// Returns the message with another program, where it names one.
    fn with_program(&self, change: impl FnOnce(ProcessInfo) -> Option<ProcessInfo>) -> Self {
        let mut message = self.clone();
        match &mut message {
            Self::SignInNeeded { program, .. } | Self::MfaCodeNeeded { program, .. } => {
                *program = program.take().and_then(change);
            }
            Self::Changed | Self::Show { .. } | Self::SignIn { .. } | Self::Quit => {}
        }
        message
    }

    fn whole_line(&self) -> String {
        // Names and numbers always become JSON.
        serde_json::to_string(self).unwrap_or_default()
    }
}

#[expect(clippy::unnecessary_wraps, reason = "the other change leaves the program out")]
fn without_folder(program: ProcessInfo) -> Option<ProcessInfo> {
    Some(ProcessInfo {
        folder: None,
        ..program
    })
}

fn fields_of(line: &[u8]) -> Option<usize> {
    let fields: serde_json::Map<String, serde_json::Value> = serde_json::from_slice(line).ok()?;
    Some(fields.len())
}

#[cfg(test)]
mod tests;
