//! Which process holds the lock on a file: what the kernel lists in `/proc/locks` (proc(5)).
//!
//! It must not know what the file is for. Names of processes are hostile text. Outside of Linux nobody is found.

use rolecall::ports::LockOwner;
use std::path::Path;

/// Returns the process that holds a lock for writing on the file at `path`, other than this one.
#[cfg(target_os = "linux")]
pub(crate) fn owner_of(path: &Path) -> Option<LockOwner> {
    linux::owner_of(path)
}

/// Returns nothing: this system does not tell.
#[cfg(not(target_os = "linux"))]
pub(crate) fn owner_of(_path: &Path) -> Option<LockOwner> {
    None
}

/// Tells whether `owner` runs the same program as this process.
pub(crate) fn is_same_program(owner: &LockOwner) -> bool {
    #[cfg(target_os = "linux")]
    return linux::own_name().is_some_and(|name| name == owner.program);
    #[cfg(not(target_os = "linux"))]
    {
        let _nothing_to_compare = owner;
        false
    }
}

#[cfg(target_os = "linux")]
mod linux {
    use crate::procfs::{self, ProcessStat};
    use rolecall::ports::{LockOwner, OwnerState};
    use std::fs;
    use std::os::unix::fs::MetadataExt;
    use std::path::Path;

    /// The file of a lock.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    struct FileIdentity {
        device: (u32, u32),
        inode: u64,
    }

    pub(super) fn owner_of(path: &Path) -> Option<LockOwner> {
        let metadata = fs::metadata(path).ok()?;
        let file = FileIdentity {
            device: (
                rustix::fs::major(metadata.dev()),
                rustix::fs::minor(metadata.dev()),
            ),
            inode: metadata.ino(),
        };
        let locks = fs::read_to_string("/proc/locks").ok()?;
        let held = locks.lines().filter_map(held_lock);
        let mut pids = held
            .filter(|(pid, locked)| {
                // Some file systems, such as btrfs, give the kernel's list another device than stat(2).
                *locked == file || (locked.inode == file.inode && has_open(*pid, path))
            })
            .map(|(pid, _)| pid)
            .filter(|pid| *pid != std::process::id());
        pids.find_map(describe)
    }

    /// Parses `ID: KIND MODE WRITE PID MAJOR:MINOR:INODE …`; nothing for a lock that is only waited for or shared.
    fn held_lock(line: &str) -> Option<(u32, FileIdentity)> {
        let mut fields = line.split_ascii_whitespace().skip(1);
        let (kind, _mode, access) = (fields.next()?, fields.next()?, fields.next()?);
        if kind == "->" || access != "WRITE" {
            return None;
        }
        let pid = fields.next()?.parse().ok()?;
        let mut file = fields.next()?.split(':');
        let mut hexadecimal = || u32::from_str_radix(file.next()?, 16).ok();
        let device = (hexadecimal()?, hexadecimal()?);
        let inode = file.next()?.parse().ok()?;
        Some((pid, FileIdentity { device, inode }))
    }

    fn has_open(pid: u32, path: &Path) -> bool {
        let Ok(open) = fs::read_dir(procfs::path(pid, "fd")) else {
            return false;
        };
        let path = path.canonicalize();
        open.flatten()
            .any(|entry| path.is_ok() && fs::read_link(entry.path()).ok() == path.as_ref().ok().cloned())
    }

    pub(super) fn own_name() -> Option<String> {
        ProcessStat::read(std::process::id()).map(|stat| stat.short_name)
    }

    fn describe(pid: u32) -> Option<LockOwner> {
        let stat = ProcessStat::read(pid)?;
        let state = match stat.state {
            b'T' | b't' => OwnerState::Suspended,
            b'D' => OwnerState::WaitingForDevice,
            _ => OwnerState::Running,
        };
        Some(LockOwner {
            pid,
            program: stat.short_name,
            state,
        })
    }

    #[cfg(test)]
    mod tests {
        //! The lines of the kernel's list.

        use super::{FileIdentity, held_lock};

        #[test]
        fn only_locks_that_are_held_for_writing_count() {
            let file = FileIdentity {
                device: (8, 0x1b),
                inode: 131_073,
            };
            let held = Some((4711, file));
            let cases = [
                ("1: FLOCK  ADVISORY  WRITE 4711 08:1b:131073 0 EOF", held),
                ("2: POSIX  ADVISORY  WRITE 4711 08:1b:131073 120 120", held),
                ("2: -> FLOCK  ADVISORY  WRITE 4712 08:1b:131073 0 EOF", None),
                ("3: POSIX  ADVISORY  READ 4711 08:1b:131073 128 128", None),
                ("4: OFDLCK ADVISORY  WRITE -1 08:1b:131073 0 EOF", None),
                ("5: LEASE  ACTIVE    WRITE", None),
                ("", None),
            ];
            for (line, expected) in cases {
                assert_eq!(held_lock(line), expected, "{line}");
            }
        }
    }
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    //! Another process holds a lock: running, suspended, gone.

    use super::owner_of;
    use crate::private_files::open_or_create;
    use rolecall::ports::OwnerState;
    use std::fs;

    #[test]
    fn an_owner_is_named_with_its_state() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("x.lock");
        let own = open_or_create(&path).unwrap();
        own.lock().unwrap();
        assert_eq!(owner_of(&path), None, "this process itself");
        drop(own);
        let mut owner = crate::tests::hold_lock(&path);
        let found = owner_of(&path).unwrap();
        assert_eq!((found.pid, found.program.as_str()), (owner.id(), "perl"));
        assert_eq!(found.state, OwnerState::Running);
        let pid = rustix::process::Pid::from_child(&owner);
        rustix::process::kill_process(pid, rustix::process::Signal::STOP).unwrap();
        let stat = format!("/proc/{}/stat", owner.id());
        while !fs::read_to_string(&stat).unwrap().contains(") T ") {
            std::thread::yield_now();
        }
        assert_eq!(owner_of(&path).unwrap().state, OwnerState::Suspended);
        owner.kill().unwrap();
        owner.wait().unwrap();
        assert_eq!(owner_of(&path), None);
    }
}
