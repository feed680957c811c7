//! `rolecall default`.

use rolecall::messages::text::{counted, plural};
use rolecall_model::history::ProcessInfo;

pub(crate) const NOT_SET: &str = "@default is not set.";
pub(crate) const NOT_STARTED: &str =
    "Its role session could not be started. It is tried again when a program needs it.";

pub(crate) fn set(role: &str) -> String {
    format!("@default is now {role}.")
}

pub(crate) fn cleared(role: &str) -> String {
    format!("@default is no longer set; it was {role}.")
}

pub(crate) fn started(until: &str) -> String {
    format!("Its role session is active until {until}.")
}

pub(crate) fn program(program: &ProcessInfo, until: &str) -> String {
    format!("{} (pid {}) until {until}", program.name, program.pid)
}

pub(crate) fn stale_users(role: &str, programs: &[String]) -> String {
    let verb = plural(programs.len(), "uses", "use");
    format!(
        "{} still {verb} {role}: {}.",
        counted(programs.len(), "program", "programs"),
        programs.join(", ")
    )
}
