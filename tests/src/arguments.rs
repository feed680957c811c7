//! Watches the arguments of every process, about a thousand times a second, as another user of the machine could.

use crate::leaks::Found;
use crate::processes;
use anyhow::{Result, anyhow};
use rolecall_fakes::leak::{Scanner, Secret};
use std::collections::HashSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;
use std::time::Duration;

/// A watch that runs until it is asked.
#[derive(Debug)]
pub struct Watch {
    stop: Arc<AtomicBool>,
    thread: JoinHandle<HashSet<Vec<u8>>>,
}

impl Watch {
    /// Begins to watch.
    pub fn begin() -> Self {
        let stop = Arc::new(AtomicBool::new(false));
        let stopped = Arc::clone(&stop);
        let thread = std::thread::spawn(move || {
            let mut seen = HashSet::new();
            while !stopped.load(Ordering::SeqCst) {
                seen.extend(processes::all().into_iter().map(processes::arguments));
                std::thread::sleep(Duration::from_millis(1));
            }
            seen
        });
        Self { stop, thread }
    }

    /// Ends the watch and returns the arguments that it saw.
    ///
    /// # Errors
    /// When the watch itself failed.
    pub fn end(self) -> Result<Seen> {
        self.stop.store(true, Ordering::SeqCst);
        self.thread
            .join()
            .map(Seen)
            .map_err(|_| anyhow!("the watch failed"))
    }
}

/// The arguments of processes that were seen, each once.
#[derive(Debug)]
pub struct Seen(HashSet<Vec<u8>>);

impl Seen {
    /// Tells whether one of them holds `text`.
    pub fn holds(&self, text: &str) -> bool {
        self.0
            .iter()
            .any(|arguments| String::from_utf8_lossy(arguments).contains(text))
    }

    /// Looks for secrets in them.
    pub fn leaks(&self, secrets: &[Secret]) -> Vec<Found> {
        let scanner = Scanner::new(secrets);
        let found = |arguments: &Vec<u8>| {
            let name = arguments.split(|byte| *byte == 0).next().unwrap_or_default();
            Found::all(
                &format!("arguments of {}", String::from_utf8_lossy(name)),
                scanner.find(arguments),
            )
        };
        self.0.iter().flat_map(found).collect()
    }
}
