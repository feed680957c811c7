//! Where the socket is: taken under the lock, private from birth, and reached by whatever length of path.
//!
//! It must not know what is said. A socket that a killed desktop left is replaced, under the lock alone.

use super::ListenError;
use crate::places::Places;
use crate::private_files;
use std::fs::{self, File, TryLockError};
use std::io;
use std::os::unix::net::UnixListener;
use std::path::{Path, PathBuf};

const LOCK: &str = "desktop.lock";
/// A path that is longer may not fit into a socket's address (`sun_path` in unix(7): 108 bytes, 104 on some systems).
const LONGEST_ADDRESS: usize = 100;

/// A socket that listens, and the lock under which it does.
#[derive(Debug)]
pub(super) struct Listening {
    listener: UnixListener,
    paths: Vec<PathBuf>,
    _alone: File,
}

impl Listening {
    /// Returns the socket once more, for a runtime.
    pub(super) fn listener(&self) -> io::Result<UnixListener> {
        self.listener.try_clone()
    }
}

impl Drop for Listening {
    fn drop(&mut self) {
        for path in &self.paths {
            // What cannot be removed is replaced by the next desktop.
            drop(fs::remove_file(path));
        }
    }
}

/// Takes the lock and listens.
pub(super) fn listen(places: &Places) -> Result<Listening, ListenError> {
    let lock = places
        .make_lock_folder()
        .map_err(|error| unusable(&error))?
        .join(LOCK);
    let alone = private_files::open_or_create(&lock).map_err(|error| unusable(&error))?;
    match alone.try_lock() {
        Ok(()) => {}
        Err(TryLockError::WouldBlock) => return Err(ListenError::AlreadyRunning),
        Err(TryLockError::Error(error)) => return Err(unusable(&error)),
    }
    places.make_runtime_folder().map_err(|error| unusable(&error))?;
    let socket = places.desktop_socket();
    let listener = in_place_of(&socket).map_err(|error| unusable(&error))?;
    let mut paths = vec![socket.clone()];
    if let Some(link) = places.link_to_desktop_socket() {
        // Without it a program that was not told of the runtime folder does not find the desktop, and works alone.
        match lead(&link, &socket) {
            Ok(()) => paths.push(link),
            Err(error) => tracing::warn!(kind = %error.kind(), "no link to the socket of the desktop"),
        }
    }
    Ok(Listening {
        listener,
        paths,
        _alone: alone,
    })
}

fn unusable(error: &io::Error) -> ListenError {
    ListenError::Unusable {
        detail: error.to_string(),
    }
}

/// Listens beside the old socket first: whoever connects finds the old one or one that listens.
fn in_place_of(socket: &Path) -> io::Result<UnixListener> {
    let new = socket.with_extension("new");
    remove_if_there(&new)?;
    let way = reachable(&new)?;
    let listener = private_listener(way.path())?;
    listener.set_nonblocking(true)?;
    fs::rename(&new, socket)?;
    Ok(listener)
}

fn lead(link: &Path, socket: &Path) -> io::Result<()> {
    let new = link.with_extension("new");
    remove_if_there(&new)?;
    std::os::unix::fs::symlink(socket, &new)?;
    fs::rename(&new, link)
}

fn remove_if_there(path: &Path) -> io::Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        Ok(()) | Err(_) => Ok(()),
    }
}

/// The mode is set before the file is there: nobody else can connect at any moment.
#[cfg(target_os = "linux")]
fn private_listener(path: &Path) -> io::Result<UnixListener> {
    use rustix::net::{AddressFamily, SocketAddrUnix, SocketFlags, SocketType, bind, listen, socket_with};
    const QUEUE: i32 = 128;
    let socket = socket_with(
        AddressFamily::UNIX,
        SocketType::STREAM,
        SocketFlags::CLOEXEC,
        None,
    )?;
    rustix::fs::fchmod(&socket, rustix::fs::Mode::RUSR | rustix::fs::Mode::WUSR)?;
    bind(&socket, &SocketAddrUnix::new(path)?)?;
    listen(&socket, QUEUE)?;
    Ok(UnixListener::from(socket))
}

/// The folder is the user's alone; the mode follows at once.
#[cfg(not(target_os = "linux"))]
fn private_listener(path: &Path) -> io::Result<UnixListener> {
    use std::os::unix::fs::PermissionsExt;
    let listener = UnixListener::bind(path)?;
    fs::set_permissions(path, fs::Permissions::from_mode(0o600))?;
    Ok(listener)
}

/// A path that fits into a socket's address.
#[derive(Debug)]
pub(crate) struct Way {
    path: PathBuf,
    _folder: Option<rustix::fd::OwnedFd>,
}

impl Way {
    /// Returns the path; it leads there as long as this is kept.
    pub(crate) fn path(&self) -> &Path {
        &self.path
    }
}

/// Returns a way to `socket`, however long its path is.
///
/// # Errors
/// What the system said about the folder.
pub(crate) fn reachable(socket: &Path) -> io::Result<Way> {
    if socket.as_os_str().len() <= LONGEST_ADDRESS {
        return Ok(Way {
            path: socket.to_owned(),
            _folder: None,
        });
    }
    through_its_folder(socket)
}

#[cfg(target_os = "linux")]
fn through_its_folder(socket: &Path) -> io::Result<Way> {
    use rustix::fd::AsRawFd;
    use rustix::fs::{Mode, OFlags};
    let (Some(folder), Some(name)) = (socket.parent(), socket.file_name()) else {
        return Err(io::ErrorKind::InvalidInput.into());
    };
    let flags = OFlags::PATH | OFlags::DIRECTORY | OFlags::CLOEXEC;
    let folder = rustix::fs::open(folder, flags, Mode::empty())?;
    let path = PathBuf::from(format!("/proc/self/fd/{}", folder.as_raw_fd())).join(name);
    Ok(Way {
        path,
        _folder: Some(folder),
    })
}

#[cfg(not(target_os = "linux"))]
fn through_its_folder(_socket: &Path) -> io::Result<Way> {
    Err(io::Error::new(
        io::ErrorKind::InvalidInput,
        "the path of the socket is too long for this system",
    ))
}
