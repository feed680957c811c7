//! A program in the JSON output of several verbs.

use rolecall_model::history::ProcessInfo;
use serde::Serialize;

/// A program that got credentials.
#[derive(Serialize)]
pub(super) struct ProgramJson<'a> {
    name: &'a str,
    pid: u32,
    folder: Option<&'a str>,
}

impl<'a> From<&'a ProcessInfo> for ProgramJson<'a> {
    fn from(program: &'a ProcessInfo) -> Self {
        Self {
            name: &program.name,
            pid: program.pid,
            folder: program.folder.as_deref(),
        }
    }
}
