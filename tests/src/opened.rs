//! The journal of what the product had a browser open: a small program named by `BROWSER` writes each address down.

use crate::wait::{self, TIMEOUT};
use anyhow::Result;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};

/// The addresses that were opened, in order.
#[derive(Debug)]
pub struct OpenedPages {
    journal: PathBuf,
    program: PathBuf,
    read: AtomicUsize,
}

impl OpenedPages {
    /// Makes the program and its journal in `folder`.
    ///
    /// # Errors
    /// When they cannot be written.
    pub fn begin(folder: &Path) -> Result<Self> {
        let journal = folder.join("opened");
        let program = folder.join("browser");
        std::fs::write(&journal, "")?;
        std::fs::write(
            &program,
            format!("#!/bin/sh\nprintf '%s\\n' \"$1\" >>'{}'\n", journal.display()),
        )?;
        std::fs::set_permissions(&program, std::fs::Permissions::from_mode(0o700))?;
        Ok(Self {
            journal,
            program,
            read: AtomicUsize::new(0),
        })
    }

    /// Returns the program for `BROWSER`.
    pub fn program(&self) -> &Path {
        &self.program
    }

    /// Waits for the next address.
    ///
    /// # Errors
    /// When nothing is opened.
    pub fn next(&self) -> Result<String> {
        let at = self.read.fetch_add(1, Ordering::SeqCst);
        wait::until("a page to be opened in the browser", TIMEOUT, || {
            Ok(self.all()?.into_iter().nth(at))
        })
    }

    /// Returns every address so far.
    ///
    /// # Errors
    /// When the journal is gone.
    pub fn all(&self) -> Result<Vec<String>> {
        let text = std::fs::read_to_string(&self.journal)?;
        let complete = text.rfind('\n').map_or("", |end| &text[..end]);
        Ok(complete.lines().map(str::to_owned).collect())
    }
}
