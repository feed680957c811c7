//! Processes in `/proc/<pid>` (proc(5)): the only parser of `stat`, and the paths of the other files.
//!
//! Names of processes are hostile text: they may hold any byte. It must not know what a process is looked up for.

use std::fs;
use std::path::{Path, PathBuf};

const PROC: &str = "/proc";
/// `starttime` is field 22 of `stat`; of the fields after the name it is the 20th, and the 18th after the parent.
const FIELDS_FROM_PARENT_TO_START: usize = 17;

/// The fields of `/proc/<pid>/stat` that are used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ProcessStat {
    /// The short name (`comm`), cut to 15 bytes by the kernel.
    pub(crate) short_name: String,
    /// The state: `R` running, `S` sleeping, `Z` zombie, `X` dead and others.
    pub(crate) state: u8,
    /// The id of the parent; 0 for none, and for one outside of the container.
    pub(crate) parent: u32,
    /// When it was started, in clock ticks since boot. With the id it identifies a process.
    pub(crate) started: u64,
}

impl ProcessStat {
    /// Reads the `stat` of a process; nothing where there is no such process.
    pub(crate) fn read(pid: u32) -> Option<Self> {
        Self::read_in(Path::new(PROC), pid)
    }

    /// Reads the `stat` of a process in another folder than `/proc`.
    pub(crate) fn read_in(proc: &Path, pid: u32) -> Option<Self> {
        if pid == 0 {
            return None;
        }
        Self::parse(&fs::read(proc.join(pid.to_string()).join("stat")).ok()?)
    }

    /// Parses `PID (NAME) STATE PARENT …`. The name may hold parentheses: the last one closes it.
    pub(crate) fn parse(stat: &[u8]) -> Option<Self> {
        let open = stat.iter().position(|byte| *byte == b'(')?;
        let close = stat.iter().rposition(|byte| *byte == b')')?;
        let short_name = String::from_utf8_lossy(stat.get(open + 1..close)?).into_owned();
        let rest = std::str::from_utf8(stat.get(close + 1..)?).ok()?;
        let mut fields = rest.split_ascii_whitespace();
        let state = *fields.next()?.as_bytes().first()?;
        let parent = fields.next()?.parse().ok()?;
        let started = fields.nth(FIELDS_FROM_PARENT_TO_START)?.parse().ok()?;
        Some(Self {
            short_name,
            state,
            parent,
            started,
        })
    }
}

/// Returns the path of a file of a process, such as `exe`.
pub(crate) fn path(pid: u32, file: &str) -> PathBuf {
    Path::new(PROC).join(pid.to_string()).join(file)
}

/// Returns the ids of the processes in `proc`; none where it cannot be read.
pub(crate) fn process_ids(proc: &Path) -> Vec<u32> {
    let Ok(entries) = fs::read_dir(proc) else {
        return Vec::new();
    };
    entries
        .flatten()
        .filter_map(|entry| entry.file_name().to_str()?.parse().ok())
        .collect()
}

#[cfg(test)]
mod tests {
    //! Names that hold anything, and text that is no `stat`.

    use super::ProcessStat;

    fn stat(name: &str) -> Vec<u8> {
        let mut stat = b"4711 (".to_vec();
        stat.extend(name.as_bytes());
        stat.extend(
            b") S 42 4711 4711 0 -1 4194304 1 0 0 0 0 0 0 0 20 0 1 0 98765 1 1 18446744073709551615 1\n",
        );
        stat
    }

    #[test]
    fn a_name_may_hold_anything() {
        for name in ["aws", "", ") R 1 (", "a b", "((", "\u{202e}\n", "x) S 1 1"] {
            let expected = ProcessStat {
                short_name: name.to_owned(),
                state: b'S',
                parent: 42,
                started: 98765,
            };
            assert_eq!(ProcessStat::parse(&stat(name)), Some(expected), "{name:?}");
        }
        for broken in [
            "",
            "1",
            "1 (a",
            "1 a)",
            "1 )a(",
            "1 (a) S",
            "1 (a) S x",
            "1 (a) S 2 3 4",
        ] {
            assert_eq!(ProcessStat::parse(broken.as_bytes()), None, "{broken:?}");
        }
    }
}
