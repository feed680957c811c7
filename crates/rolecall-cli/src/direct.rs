//! The direct way of `credential-process`: SDKs call it before every command, so kept credentials that are still good
//! are answered after one keychain read, before anything else is set up.
//!
//! It answers or it does not; whatever is not plain and well is left to the verb. What it gave goes into the history once
//! the program has it.

use crate::choice;
use crate::failure::Failure;
use crate::verb::MIN_REMAINING_LIFETIME;
use rolecall::export::credential_process_json;
use rolecall::history::log_vended;
use rolecall::ports::Ports;
use rolecall::role_session::stored_role_credentials;
use rolecall::target::{parse_target, resolve};
use rolecall_model::Timestamp;
use rolecall_model::assignment::Assignment;
use rolecall_model::history::{Actor, Surface};
use rolecall_model::secret::ExportText;
use rolecall_model::settings::Settings;
use std::ffi::OsString;
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

/// Returns the target of `rolecall credential-process TARGET`, typed just so.
pub fn target_of(words: &[OsString]) -> Option<&str> {
    match words {
        [_, verb, target] if verb == "credential-process" => {
            target.to_str().filter(|target| !target.starts_with('-'))
        }
        _ => None,
    }
}

/// A program is not kept waiting longer for the history.
const TIMEOUT: Duration = Duration::from_millis(100);

/// A document for an SDK, and what the history is to say of it.
#[derive(Debug)]
pub struct Kept {
    /// The document.
    pub document: ExportText,
    /// What is to be remembered once the program has it.
    pub given: Given,
}

/// Credentials that a program was given.
#[derive(Debug)]
pub struct Given {
    assignment: Assignment,
    until: Timestamp,
    by_default: bool,
}

impl Given {
    /// Remembers them. It returns soon, whatever happens: another process may hold the files of the history, and be stopped.
    pub fn log_event(self, ports: Ports) {
        let (done, kept) = mpsc::channel();
        let keep = move || {
            let ports = ports.with_actor(Actor {
                surface: Surface::CredentialProcess,
                program: ports.desktop.programs.parent(),
                by_default: self.by_default,
            });
            log_vended(&ports, &self.assignment, self.until, None);
            // Whoever waited may have gone.
            let _told = done.send(());
        };
        if thread::Builder::new().spawn(keep).is_ok() {
            // Too late is as good as done: nobody is told of it.
            let _kept = kept.recv_timeout(TIMEOUT);
        }
    }
}

/// Returns the document for credentials that are kept and good; nothing when there is anything more to do. A keychain
/// that failed is the answer: asked again, it might prompt the user again.
pub async fn kept_document(ports: &Ports, target: &str) -> Option<Result<Kept, Failure>> {
    let settings = choice::settings(ports).ok()?;
    let assignment = assignment(&settings, target)?;
    let portal = settings.portal(&assignment.portal)?;
    match stored_role_credentials(ports, portal, &assignment, MIN_REMAINING_LIFETIME).await {
        Ok(kept) => {
            let kept = kept?;
            Some(Ok(Kept {
                document: credential_process_json(&kept, &assignment.account_id),
                given: Given {
                    until: kept.expires_at,
                    by_default: choice::is_default(target),
                    assignment,
                },
            }))
        }
        Err(error) => Some(Err(Failure::at(&portal.name, &error))),
    }
}

fn assignment(settings: &Settings, target: &str) -> Option<Assignment> {
    resolve(
        &parse_target(target).ok()?,
        &[],
        &settings.aliases,
        settings.default_assignment.as_ref(),
    )
    .ok()
}
