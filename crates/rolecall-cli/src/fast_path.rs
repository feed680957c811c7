//! The fast path of `credential-process`. SDKs run it before every command, so credentials that are stored and still valid
//! are printed after one read of the keychain, before anything else is set up.
//!
//! Everything else is left to the verb. The history is written once the program has its credentials.

use crate::failure::Failure;
use crate::verb::MIN_REMAINING_LIFETIME;
use crate::{resolve, settings};
use rolecall::export::credential_process_json;
use rolecall::history::record_vended;
use rolecall::ports::Ports;
use rolecall::role_session::stored_role_credentials;
use rolecall::target::{parse_target, resolve_without_lists};
use rolecall_model::Timestamp;
use rolecall_model::history::{Actor, Surface};
use rolecall_model::role_ref::RoleRef;
use rolecall_model::secret::ExportText;
use std::ffi::OsString;
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

/// The longest time that a program waits for the history to be written.
const TIMEOUT: Duration = Duration::from_millis(100);

/// Returns the target if the arguments are exactly `rolecall credential-process TARGET`.
pub fn target_of(arguments: &[OsString]) -> Option<&str> {
    match arguments {
        [_, verb, target] if verb == "credential-process" => {
            target.to_str().filter(|target| !target.starts_with('-'))
        }
        _ => None,
    }
}

/// A document for an SDK, and the history entry to write once it is delivered.
#[derive(Debug)]
pub struct StoredDocument {
    /// The JSON document.
    pub document: ExportText,
    /// The history entry.
    pub log_entry: VendedCredentials,
}

/// Credentials that were provided to a program, for the history.
#[derive(Debug)]
pub struct VendedCredentials {
    role: RoleRef,
    expires_at: Timestamp,
    by_default: bool,
}

impl VendedCredentials {
    /// Writes the history entry. Returns after a short time in any case: the files of the history may be locked by a process
    /// that is stopped.
    pub fn log(self, ports: Ports) {
        let (sender, finished) = mpsc::channel();
        let write = move || {
            let ports = ports.with_actor(Actor {
                surface: Surface::CredentialProcess,
                program: ports.desktop.programs.parent(),
                by_default: self.by_default,
                reason: None,
            });
            record_vended(&ports, &self.role, self.expires_at, None);
            // The receiver may have timed out.
            let _sent = sender.send(());
        };
        if thread::Builder::new().spawn(write).is_ok() {
            let _finished = finished.recv_timeout(TIMEOUT);
        }
    }
}

/// Returns the document if valid credentials are stored, or nothing if the verb is needed. A keychain failure is returned
/// rather than left to the verb, because a second read could prompt the user again.
pub async fn stored_document(ports: &Ports, target: &str) -> Option<Result<StoredDocument, Failure>> {
    let settings = settings::load(ports).ok()?;
    if settings.require_reason_for_production {
        // What accounts are production, and what their role sessions were started for, is not in the keychain.
        return None;
    }
    let role = resolve_without_lists(&parse_target(target).ok()?, &settings)?.ok()?;
    let role = settings.resolve(&role).ok()?;
    match stored_role_credentials(ports, &role, MIN_REMAINING_LIFETIME).await {
        Ok(stored) => {
            let credentials = stored?;
            Some(Ok(StoredDocument {
                document: credential_process_json(&credentials, &role.key.account_id),
                log_entry: VendedCredentials {
                    expires_at: credentials.expires_at,
                    by_default: resolve::is_default(target),
                    role: role.key,
                },
            }))
        }
        Err(error) => Some(Err(Failure::for_role(&role, &error))),
    }
}
