//! A companion: a program that ships beside this one, started as a child and ended with it.
//!
//! It must not know what the companion does.

use crate::environment::beside_this_program;
use std::path::Path;
use std::process::Stdio;
use std::time::Duration;
use thiserror::Error;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};

/// How long a companion may take to say that it is ready.
const TIMEOUT: Duration = Duration::from_secs(20);

/// Why a companion is not there.
#[derive(Debug, Error)]
pub enum CompanionError {
    /// The program is not beside this one.
    #[error("the program {0} is not installed beside Rolecall")]
    Missing(String),
    /// It could not be started.
    #[error("{program} could not be started: {detail}")]
    Failed {
        /// Its name.
        program: String,
        /// What the system said.
        detail: String,
    },
    /// It did not say that it is ready.
    #[error("{0} did not become ready")]
    NotReady(String),
}

/// A companion at work. It is killed when this is dropped; its standard input closes when this process dies.
#[derive(Debug)]
pub struct Companion {
    _child: Child,
}

impl Companion {
    /// Starts `program` from the folder of this program, and returns it with the first line that it prints.
    ///
    /// # Errors
    /// [`CompanionError`].
    pub async fn start(
        program: &str,
        arguments: &[&str],
        folder: &Path,
    ) -> Result<(Self, String), CompanionError> {
        let path = beside_this_program(program).ok_or_else(|| CompanionError::Missing(program.to_owned()))?;
        let failed = |error: std::io::Error| CompanionError::Failed {
            program: program.to_owned(),
            detail: error.kind().to_string(),
        };
        crate::private_files::make_folder(folder).map_err(failed)?;
        let mut child = Command::new(path)
            .args(arguments)
            .current_dir(folder)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()
            .map_err(failed)?;
        let not_ready = || CompanionError::NotReady(program.to_owned());
        let output = child.stdout.take().ok_or_else(not_ready)?;
        let mut lines = BufReader::new(output).lines();
        match tokio::time::timeout(TIMEOUT, lines.next_line()).await {
            Ok(Ok(Some(line))) => Ok((Self { _child: child }, line)),
            Ok(_) | Err(_) => Err(not_ready()),
        }
    }
}
