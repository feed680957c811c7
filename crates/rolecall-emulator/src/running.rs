//! A running emulator: started on a thread of its own, so that it answers whatever the caller's runtime is
//! doing, and stopped when it is dropped. Must not know what it answers.

use std::net::SocketAddr;
use std::thread::JoinHandle;

use serde::Serialize;
use serde_json::Value;
use tokio::sync::watch;

use crate::answer::Content;
use crate::control;
use crate::options::{Options, Plan, StartError};
use crate::org::Directory;
use crate::server::{Shared, serve};
use crate::state::State;

/// A secret that was handed out, for tests that search for it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Issued {
    /// What it is for, such as `access-token`.
    pub kind: &'static str,
    /// Its text.
    pub value: String,
}

/// An emulator that answers until it is shut down or dropped.
#[derive(Debug)]
pub struct Running {
    url: String,
    start_url: String,
    region: String,
    partition: &'static str,
    users: Vec<String>,
    accounts: usize,
    shared: Shared,
    stop: watch::Sender<bool>,
    thread: Option<JoinHandle<()>>,
}

/// Starts an emulator and returns when it can be called. Does not need a runtime.
///
/// # Errors
/// When the address is not loopback or is taken, or the organization cannot be played.
pub fn start(options: Options) -> Result<Running, StartError> {
    let plan = options.planned()?;
    let unavailable = |error| StartError::Unavailable(plan.listen, error);
    let (listener, address) = bound(plan.listen).map_err(unavailable)?;
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(unavailable)?;
    let Plan {
        organization,
        region,
        partition,
        start_url,
        settings,
        ..
    } = plan;
    let url = format!("http://{address}");
    let users = organization.users.iter().map(|user| user.name.clone()).collect();
    let accounts = organization.accounts.len();
    let directory = Directory::new(organization);
    let shared = Shared::new(State::new(
        url.clone(),
        region.clone(),
        start_url.clone(),
        partition,
        settings,
        directory,
    ));
    let (stop, stopped) = watch::channel(false);
    let serving = shared.clone();
    let thread = std::thread::spawn(move || {
        runtime.block_on(async move {
            // Registering a bound socket fails only where the runtime is gone; then there is nothing to serve.
            if let Ok(listener) = tokio::net::TcpListener::from_std(listener) {
                serve(listener, serving, stopped).await;
            }
        });
    });
    let partition = partition.id;
    Ok(Running {
        url,
        start_url,
        region,
        partition,
        users,
        accounts,
        shared,
        stop,
        thread: Some(thread),
    })
}

fn bound(address: SocketAddr) -> std::io::Result<(std::net::TcpListener, SocketAddr)> {
    let listener = std::net::TcpListener::bind(address)?;
    listener.set_nonblocking(true)?;
    let address = listener.local_addr()?;
    Ok((listener, address))
}

impl Running {
    /// The base address of every API, without a slash at the end.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }

    /// The portal's start URL: a real-looking one, which is not the base address.
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

    /// Who may sign in, in the order of the sign-in page.
    #[must_use]
    pub fn users(&self) -> &[String] {
        &self.users
    }

    /// How many accounts the organization had at the start.
    #[must_use]
    pub fn accounts(&self) -> usize {
        self.accounts
    }

    /// Calls of one operation since the start or the last reset; `CreateToken/refresh_token` counts one grant.
    #[must_use]
    pub fn calls(&self, operation: &str) -> u64 {
        self.shared.lock().counters.get(operation).copied().unwrap_or(0)
    }

    /// Every secret handed out so far.
    #[must_use]
    pub fn issued(&self) -> Vec<Issued> {
        let state = self.shared.lock();
        state
            .mint
            .all()
            .iter()
            .map(|(kind, value)| Issued {
                kind: kind.name(),
                value: value.to_string(),
            })
            .collect()
    }

    /// `POST /_emulator/<verb>` without the socket.
    ///
    /// # Errors
    /// The reason, when the command is refused.
    pub fn command(&self, verb: &str, body: Value) -> Result<Value, String> {
        let answer = control::command(&mut self.shared.lock(), verb, body);
        let value = match answer.body {
            Content::Json(value) => value,
            Content::Empty | Content::Text { .. } => Value::Null,
        };
        if answer.status.is_success() {
            Ok(value)
        } else {
            Err(value["error"].as_str().unwrap_or_default().into())
        }
    }

    /// Closes every connection and stops listening.
    pub fn shutdown(mut self) {
        self.end();
    }

    fn end(&mut self) {
        self.stop.send_replace(true);
        if let Some(thread) = self.thread.take() {
            // A thread that panicked has stopped as well, and its message is on stderr.
            drop(thread.join());
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.end();
    }
}
