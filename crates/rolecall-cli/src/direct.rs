//! The direct way of `credential-process`: SDKs call it before every command, so kept credentials that are still good
//! are answered after one keychain read, before anything else is set up.
//!
//! It answers or it does not; whatever is not plain and well is left to the verb. What it gave goes into the history once
//! the program has it.

use crate::choice;
use crate::failure::Failure;
use crate::verb::AT_LEAST;
use rolecall::Timestamp;
use rolecall::assignment::Assignment;
use rolecall::export::credential_process_json;
use rolecall::history::{Actor, Surface, remember_given};
use rolecall::ports::Ports;
use rolecall::role_session::kept_role_credentials;
use rolecall::secret::ExportText;
use rolecall::settings::Settings;
use rolecall::target::{parse_target, resolve};
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
const PATIENCE: Duration = Duration::from_millis(100);

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
    pub fn remember(self, ports: Ports) {
        let (done, kept) = mpsc::channel();
        let keep = move || {
            let ports = ports.acting_as(Actor {
                surface: Surface::CredentialProcess,
                program: ports.programs.parent(),
                by_default: self.by_default,
            });
            remember_given(&ports, &self.assignment, self.until, None);
            // Whoever waited may have gone.
            let _told = done.send(());
        };
        if thread::Builder::new().spawn(keep).is_ok() {
            // Too late is as good as done: nobody is told of it.
            let _kept = kept.recv_timeout(PATIENCE);
        }
    }
}

/// Returns the document for credentials that are kept and good; nothing when there is anything more to do. A keychain
/// that failed is the answer: asked again, it might prompt the person again.
pub async fn kept_document(ports: &Ports, target: &str) -> Option<Result<Kept, Failure>> {
    let settings = choice::settings(ports).ok()?;
    let assignment = assignment(&settings, target)?;
    let portal = settings.portal(&assignment.portal)?;
    match kept_role_credentials(ports, portal, &assignment, AT_LEAST).await {
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
