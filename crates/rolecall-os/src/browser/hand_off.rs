//! The hand-off: gives a secret address to the browser through a one-time address on 127.0.0.1.
//!
//! The one-time address is worthless once fetched, to anybody else, and after a minute.

use crate::loopback_http::{Answer, Caller, Door};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use rolecall::ports::{BrowserError, Random};
use std::net::SocketAddr;
use std::time::Duration;
use subtle::ConstantTimeEq;
use tokio::time::{Instant, timeout_at};

/// How long a browser may take to start and fetch.
const LIFE: Duration = Duration::from_secs(60);
const POLICY: &str = "default-src 'none'; frame-ancestors 'none'";

pub(super) struct HandOff {
    door: Door,
    path: String,
    address: String,
}

impl HandOff {
    /// Binds a port and makes up an address that nobody can guess.
    pub(super) async fn prepare() -> Result<Self, BrowserError> {
        let failed = |error: std::io::Error| BrowserError::Failed {
            detail: error.kind().to_string(),
        };
        let door = Door::open().await.map_err(failed)?;
        let path = format!("/{}", URL_SAFE_NO_PAD.encode(crate::SystemRandom.bytes()));
        let address = format!("http://{}{path}", door.address());
        Ok(Self { door, path, address })
    }

    /// Returns the one-time address.
    pub(super) fn address(&self) -> &str {
        &self.address
    }

    /// Sends the first browser of this user that asks on to `secret`; ends when it was sent, or the browsers `failed`.
    pub(super) async fn serve(
        mut self,
        secret: &str,
        failed: impl Future<Output = BrowserError>,
    ) -> Result<(), BrowserError> {
        let ends_at = Instant::now() + LIFE;
        tokio::select! {
            served = timeout_at(ends_at, self.send_on(secret)) => {
                served.map_err(|_| BrowserError::Failed { detail: "the browser did not fetch the page".to_owned() })
            }
            failure = failed => Err(failure),
        }
    }

    async fn send_on(&mut self, secret: &str) {
        loop {
            let caller = self.door.next().await;
            if self.is_meant(&caller) {
                let answer = Answer {
                    status: "303 See Other",
                    location: Some(secret),
                    page: "",
                };
                return caller.answer(&answer, POLICY).await;
            }
            let refused = Answer {
                status: "404 Not Found",
                location: None,
                page: "",
            };
            drop(tokio::spawn(async move { caller.answer(&refused, POLICY).await }));
        }
    }

    fn is_meant(&self, caller: &Caller) -> bool {
        let right_path: bool = caller.head.target.as_bytes().ct_eq(self.path.as_bytes()).into();
        caller.head.method == "GET"
            && right_path
            && caller.head.is_for(self.door.address())
            && is_of_this_user(caller.peer, self.door.address())
    }
}

/// Tells whether the process at the other end belongs to the user who runs this one.
#[cfg(target_os = "linux")]
fn is_of_this_user(peer: SocketAddr, own: SocketAddr) -> bool {
    let (SocketAddr::V4(peer), SocketAddr::V4(own)) = (peer, own) else {
        return false;
    };
    let written = |address: std::net::SocketAddrV4| {
        format!(
            "{:08X}:{:04X}",
            u32::from_ne_bytes(address.ip().octets()),
            address.port()
        )
    };
    let (local, remote) = (written(peer), written(own));
    // Where the table cannot be read there is nobody to tell apart.
    let Ok(table) = std::fs::read_to_string("/proc/net/tcp") else {
        return true;
    };
    let owner = table.lines().find_map(|line| {
        let mut columns = line.split_whitespace().skip(1);
        let ends = (columns.next()? == local) & (columns.next()? == remote);
        columns.nth(4).filter(|_| ends)?.parse::<u32>().ok()
    });
    owner == Some(rustix::process::getuid().as_raw())
}

#[cfg(not(target_os = "linux"))]
fn is_of_this_user(_: SocketAddr, _: SocketAddr) -> bool {
    true
}
