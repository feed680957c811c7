//! The handle of a running emulator: started on a thread of its own, so that it responds whatever the caller's
//! runtime is doing, and stopped when the handle is dropped. Must not know any operation.

use std::net::SocketAddr;
use std::thread::JoinHandle;

use serde::Serialize;
use serde_json::Value;
use tokio::sync::watch;

use crate::control;
use crate::https::HttpsIdentity;
use crate::options::{Options, StartError};
use crate::server::{SharedState, serve};
use crate::state::EmulatorState;

/// A secret that was issued, for tests that search for it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct IssuedSecret {
    /// What it is for, such as `access-token`.
    pub kind: &'static str,
    /// Its text.
    pub value: String,
}

/// A running emulator; dropping it stops it.
#[derive(Debug)]
pub struct EmulatorHandle {
    url: String,
    https_url: Option<String>,
    certificate: Option<String>,
    start_url: String,
    region: String,
    partition: &'static str,
    users: Vec<String>,
    accounts: usize,
    shared: SharedState,
    stop: watch::Sender<bool>,
    thread: Option<JoinHandle<()>>,
}

/// Starts an emulator and returns when it accepts connections. Does not need a runtime.
///
/// # Errors
/// When the address is not loopback or is in use, or the region, the partition or the organization is invalid.
pub fn start(options: Options) -> Result<EmulatorHandle, StartError> {
    let options = options.resolve()?;
    let unavailable = |error| StartError::Unavailable(options.listen, error);
    let (listener, address) = bind(options.listen).map_err(unavailable)?;
    let https = options.https.then(|| https_listener(options.listen));
    let https = https.transpose().map_err(unavailable)?;
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(unavailable)?;
    let state = EmulatorState::new(format!("http://{address}"), options);
    let organization = &state.directory.organization;
    let users = organization.users.iter().map(|user| user.name.clone());
    let mut handle = EmulatorHandle {
        url: state.url.clone(),
        https_url: https.as_ref().map(|(_, address, _)| format!("https://{address}")),
        certificate: https
            .as_ref()
            .map(|(_, _, identity)| identity.certificate.clone()),
        start_url: state.start_url.clone(),
        region: state.region.clone(),
        partition: state.partition.id,
        users: users.collect(),
        accounts: organization.accounts.len(),
        shared: SharedState::new(state),
        stop: watch::Sender::new(false),
        thread: None,
    };
    let (shared, stop) = (handle.shared.clone(), handle.stop.subscribe());
    handle.thread = Some(std::thread::spawn(move || {
        runtime.block_on(async move {
            let serve_on = async |listener, tls| {
                // Registering a bound socket fails only when the runtime has ended; then there is nothing to serve.
                if let Ok(listener) = tokio::net::TcpListener::from_std(listener) {
                    serve(listener, tls, shared.clone(), stop.clone()).await;
                }
            };
            match https {
                None => serve_on(listener, None).await,
                Some((encrypted, _, identity)) => {
                    let encrypted = serve_on(encrypted, Some(identity.acceptor));
                    tokio::join!(serve_on(listener, None), encrypted);
                }
            }
        });
    }));
    Ok(handle)
}

fn bind(address: SocketAddr) -> std::io::Result<(std::net::TcpListener, SocketAddr)> {
    let listener = std::net::TcpListener::bind(address)?;
    listener.set_nonblocking(true)?;
    let address = listener.local_addr()?;
    Ok((listener, address))
}

/// A second listener, on a free port of the same address.
fn https_listener(listen: SocketAddr) -> std::io::Result<(std::net::TcpListener, SocketAddr, HttpsIdentity)> {
    let (listener, address) = bind(SocketAddr::new(listen.ip(), 0))?;
    Ok((listener, address, HttpsIdentity::generate()?))
}

impl EmulatorHandle {
    /// The base address of every API, without a slash at the end.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }

    /// The same over HTTPS, when it was asked for.
    #[must_use]
    pub fn https_url(&self) -> Option<&str> {
        self.https_url.as_deref()
    }

    /// The certificate of the HTTPS address in PEM, which is its own root.
    #[must_use]
    pub fn certificate(&self) -> Option<&str> {
        self.certificate.as_deref()
    }

    /// The portal's start URL; it looks real, and is not the base address.
    #[must_use]
    pub fn start_url(&self) -> &str {
        &self.start_url
    }

    /// Identity Center's region.
    #[must_use]
    pub fn region(&self) -> &str {
        &self.region
    }

    /// The partition's id.
    #[must_use]
    pub fn partition(&self) -> &str {
        self.partition
    }

    /// The users who may sign in, in the order of the sign-in page.
    #[must_use]
    pub fn users(&self) -> &[String] {
        &self.users
    }

    /// How many accounts the organization had at the start.
    #[must_use]
    pub fn accounts(&self) -> usize {
        self.accounts
    }

    /// How often an operation was called since the start or the last reset; `CreateToken/refresh_token` counts
    /// one grant.
    #[must_use]
    pub fn calls(&self, operation: &str) -> u64 {
        self.shared.lock().counters.get(operation).copied().unwrap_or(0)
    }

    /// Every secret issued so far.
    #[must_use]
    pub fn issued(&self) -> Vec<IssuedSecret> {
        let state = self.shared.lock();
        state
            .secrets
            .issued()
            .iter()
            .map(|(kind, value)| IssuedSecret {
                kind: kind.name(),
                value: value.to_string(),
            })
            .collect()
    }

    /// `POST /_emulator/<name>` without the socket.
    ///
    /// # Errors
    /// The reason, when the command is rejected.
    pub fn command(&self, name: &str, body: Value) -> Result<Value, String> {
        control::command(&mut self.shared.lock(), name, body)
    }

    /// Closes every connection and stops listening.
    pub fn shutdown(mut self) {
        self.stop();
    }

    fn stop(&mut self) {
        self.stop.send_replace(true);
        if let Some(thread) = self.thread.take() {
            // A thread that panicked has stopped as well, and its message is on stderr.
            drop(thread.join());
        }
    }
}

impl Drop for EmulatorHandle {
    fn drop(&mut self) {
        self.stop();
    }
}
