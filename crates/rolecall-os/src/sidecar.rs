//! A sidecar: a program that is installed beside this one, started as a child process and ended with it.
//!
//! It must not know what the sidecar does.

use crate::environment::beside_this_program;
use std::path::Path;
use std::process::Stdio;
use std::time::Duration;
use thiserror::Error;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};

/// How long a sidecar may take to print its first line.
const READY_TIMEOUT: Duration = Duration::from_secs(20);

/// Why a sidecar did not start.
#[derive(Debug, Error)]
pub enum SidecarError {
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
    /// It printed no line within 20 seconds, or ended before.
    #[error("{0} did not become ready")]
    NotReady(String),
}

/// A running sidecar. It is killed when this is dropped; its standard input closes when this process dies.
#[derive(Debug)]
pub struct Sidecar {
    _child: Child,
}

impl Sidecar {
    /// Starts `program` from the folder of this program, in the working directory `folder`, and returns it with the first
    /// line that it prints. It waits for that line for 20 seconds at most.
    ///
    /// # Errors
    /// [`SidecarError`].
    pub async fn start(
        program: &str,
        arguments: &[&str],
        folder: &Path,
    ) -> Result<(Self, String), SidecarError> {
        let path = beside_this_program(program).ok_or_else(|| SidecarError::Missing(program.to_owned()))?;
        let failed = |error: std::io::Error| SidecarError::Failed {
            program: program.to_owned(),
            detail: error.kind().to_string(),
        };
        crate::private_files::create_private_folder(folder).map_err(failed)?;
        let mut child = Command::new(path)
            .args(arguments)
            .current_dir(folder)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()
            .map_err(failed)?;
        let not_ready = || SidecarError::NotReady(program.to_owned());
        let output = child.stdout.take().ok_or_else(not_ready)?;
        let mut lines = BufReader::new(output).lines();
        match tokio::time::timeout(READY_TIMEOUT, lines.next_line()).await {
            Ok(Ok(Some(line))) => Ok((Self { _child: child }, line)),
            Ok(_) | Err(_) => Err(not_ready()),
        }
    }
}
