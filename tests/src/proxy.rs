//! A network that can be cut: connections to it are passed on to the loopback AWS, until it drops them all.

use anyhow::Result;
use std::io::{Read as _, Write as _};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

/// The way to the loopback AWS.
#[derive(Debug)]
pub struct NetworkSwitch {
    /// Its own base address.
    pub url: String,
    state: Arc<State>,
}

#[derive(Debug, Default)]
struct State {
    cut: AtomicBool,
    refused: AtomicU64,
    open: Mutex<Vec<TcpStream>>,
}

impl State {
    fn open(&self) -> std::sync::MutexGuard<'_, Vec<TcpStream>> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl NetworkSwitch {
    /// Opens a way to `address` (host:port).
    ///
    /// # Errors
    /// When no port is free.
    pub fn to(address: &str) -> Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0")?;
        let url = format!("http://{}", listener.local_addr()?);
        let state = Arc::<State>::default();
        let (shared, address) = (Arc::clone(&state), address.to_owned());
        std::thread::spawn(move || {
            for incoming in listener.incoming().flatten() {
                if shared.cut.load(Ordering::SeqCst) {
                    shared.refused.fetch_add(1, Ordering::SeqCst);
                    continue;
                }
                pass(&shared, &incoming, &address).ok();
            }
        });
        Ok(Self { url, state })
    }

    /// Drops every connection, and every new one at once.
    pub fn cut(&self) {
        self.state.cut.store(true, Ordering::SeqCst);
        for stream in self.state.open().drain(..) {
            stream.shutdown(Shutdown::Both).ok();
        }
    }

    /// Passes everything on again.
    pub fn restore(&self) {
        self.state.cut.store(false, Ordering::SeqCst);
    }

    /// Returns how many connections were dropped unheard.
    pub fn refused(&self) -> u64 {
        self.state.refused.load(Ordering::SeqCst)
    }
}

fn pass(state: &State, incoming: &TcpStream, address: &str) -> Result<()> {
    let outgoing = TcpStream::connect(address)?;
    state
        .open()
        .extend([incoming.try_clone()?, outgoing.try_clone()?]);
    for (mut from, mut to) in [
        (incoming.try_clone()?, outgoing.try_clone()?),
        (outgoing, incoming.try_clone()?),
    ] {
        std::thread::spawn(move || {
            let mut bytes = [0; 16 * 1024];
            while let Ok(count @ 1..) = from.read(&mut bytes) {
                if to.write_all(&bytes[..count]).is_err() {
                    break;
                }
            }
            to.shutdown(Shutdown::Both).ok();
        });
    }
    Ok(())
}
