//! A path by which a socket can be addressed, however long its real path is.

use std::io;
use std::path::{Path, PathBuf};

/// In bytes: a longer path may not fit into a socket address (`sun_path` in unix(7): 108 bytes, 104 on some systems).
const MAX_ADDRESS_LENGTH: usize = 100;

/// A path that fits into a socket address. It is valid as long as this value exists.
#[derive(Debug)]
pub(crate) struct SocketPath {
    path: PathBuf,
    _folder: Option<rustix::fd::OwnedFd>,
}

impl SocketPath {
    /// Makes `socket` addressable; on Linux through a descriptor of its folder when its path is too long.
    ///
    /// # Errors
    /// That of opening the folder; [`io::ErrorKind::InvalidInput`] for a path that is too long on other systems.
    pub(crate) fn new(socket: &Path) -> io::Result<Self> {
        if socket.as_os_str().len() <= MAX_ADDRESS_LENGTH {
            return Ok(Self {
                path: socket.to_owned(),
                _folder: None,
            });
        }
        Self::through_folder(socket)
    }

    /// Returns the path.
    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    #[cfg(target_os = "linux")]
    fn through_folder(socket: &Path) -> io::Result<Self> {
        use rustix::fd::AsRawFd;
        use rustix::fs::{Mode, OFlags};
        let (Some(folder), Some(name)) = (socket.parent(), socket.file_name()) else {
            return Err(io::ErrorKind::InvalidInput.into());
        };
        let flags = OFlags::PATH | OFlags::DIRECTORY | OFlags::CLOEXEC;
        let folder = rustix::fs::open(folder, flags, Mode::empty())?;
        let path = PathBuf::from(format!("/proc/self/fd/{}", folder.as_raw_fd())).join(name);
        Ok(Self {
            path,
            _folder: Some(folder),
        })
    }

    #[cfg(not(target_os = "linux"))]
    fn through_folder(_socket: &Path) -> io::Result<Self> {
        Err(io::Error::new(
            io::ErrorKind::InvalidInput,
            "the path of the socket is too long for this system",
        ))
    }
}
