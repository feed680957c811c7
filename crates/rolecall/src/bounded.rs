//! Ports that keep to a deadline: each that could take longer gives up in time with its own error, so that what is said at the
//! end is what was waited for.
//!
//! It must not know what is asked for, nor how long is right: who starts something decides.

mod aws;
mod commands;
mod iam_user;
mod store;

use crate::ports::{AwsPorts, Deadline, Ports, StorePorts};
use aws::BoundAws;
use commands::{BoundCredentialProcesses, BoundIdentityTokens};
use std::sync::Arc;
use store::{BoundKeychain, BoundLock};

impl Ports {
    /// Returns the same ports, where AWS, the keychain, the locks and the commands of the user keep to `deadline`. The state database and the settings
    /// file have short time limits of their own.
    #[must_use]
    pub fn with_deadline(&self, deadline: Deadline) -> Self {
        let clock = &self.clock;
        let aws = Arc::new(BoundAws::new(&self.aws, clock, deadline));
        Self {
            aws: AwsPorts {
                authorization: Arc::<BoundAws>::clone(&aws),
                access_portal: Arc::<BoundAws>::clone(&aws),
                account_access: Arc::<BoundAws>::clone(&aws),
                sts: Arc::<BoundAws>::clone(&aws),
                user_sts: Arc::<BoundAws>::clone(&aws),
                access_keys: Arc::<BoundAws>::clone(&aws),
                roles_anywhere: Arc::<BoundAws>::clone(&aws),
                federation: Arc::<BoundAws>::clone(&aws),
                start_url_redirect: aws,
                clock: Arc::clone(&self.aws.clock),
            },
            store: StorePorts {
                keychain: Arc::new(BoundKeychain::new(&self.store.keychain, clock, deadline)),
                lock: Arc::new(BoundLock::new(&self.store.lock, clock, deadline)),
                identity_tokens: Arc::new(BoundIdentityTokens::new(
                    &self.store.identity_tokens,
                    clock,
                    deadline,
                )),
                credential_processes: Arc::new(BoundCredentialProcesses::new(
                    &self.store.credential_processes,
                    clock,
                    deadline,
                )),
                ..self.store.clone()
            },
            deadline,
            ..self.clone()
        }
    }
}
