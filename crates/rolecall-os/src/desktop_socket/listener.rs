//! The desktop's lock and its listening socket: created private, and replaced only under the lock.
//!
//! It must not know which messages are sent. A socket that a killed desktop left is replaced.

use super::ListenError;
use super::socket_path::SocketPath;
use crate::paths::Paths;
use crate::private_files;
use std::fs::{self, File, TryLockError};
use std::io;
use std::os::unix::net::UnixListener;
use std::path::{Path, PathBuf};

const LOCK_FILE: &str = "desktop.lock";

/// The listening socket and the lock that protects it. Dropping it removes the socket and its link, and releases the lock.
#[derive(Debug)]
pub(super) struct LockedListener {
    listener: UnixListener,
    sockets: Vec<PathBuf>,
    _lock: File,
}

impl LockedListener {
    /// Returns another handle of the socket, for a runtime.
    ///
    /// # Errors
    /// That of duplicating it.
    pub(super) fn listener(&self) -> io::Result<UnixListener> {
        self.listener.try_clone()
    }
}

impl Drop for LockedListener {
    fn drop(&mut self) {
        for path in &self.sockets {
            // The next desktop replaces a socket that cannot be removed.
            drop(fs::remove_file(path));
        }
    }
}

/// Takes the lock and listens. It does not wait for the lock.
///
/// # Errors
/// [`ListenError::AlreadyRunning`] while another process holds the lock, [`ListenError::Unusable`].
pub(super) fn listen(paths: &Paths) -> Result<LockedListener, ListenError> {
    let lock_file = paths
        .create_lock_folder()
        .map_err(|error| unusable(&error))?
        .join(LOCK_FILE);
    let lock = private_files::open_or_create(&lock_file).map_err(|error| unusable(&error))?;
    match lock.try_lock() {
        Ok(()) => {}
        Err(TryLockError::WouldBlock) => return Err(ListenError::AlreadyRunning),
        Err(TryLockError::Error(error)) => return Err(unusable(&error)),
    }
    paths.create_runtime_folder().map_err(|error| unusable(&error))?;
    let socket = paths.desktop_socket();
    let listener = replace_socket(&socket).map_err(|error| unusable(&error))?;
    let mut sockets = vec![socket.clone()];
    if let Some(link) = paths.desktop_socket_link() {
        // Without the link a program without `XDG_RUNTIME_DIR` does not find the desktop.
        match replace_link(&link, &socket) {
            Ok(()) => sockets.push(link),
            Err(error) => tracing::warn!(kind = %error.kind(), "no link to the socket of the desktop"),
        }
    }
    Ok(LockedListener {
        listener,
        sockets,
        _lock: lock,
    })
}

fn unusable(error: &io::Error) -> ListenError {
    ListenError::Unusable {
        detail: error.to_string(),
    }
}

/// Listens under a temporary name, then renames: a client finds the old socket or one that listens.
fn replace_socket(socket: &Path) -> io::Result<UnixListener> {
    let new = socket.with_extension("new");
    remove_if_exists(&new)?;
    let address = SocketPath::new(&new)?;
    let listener = private_listener(address.path())?;
    listener.set_nonblocking(true)?;
    fs::rename(&new, socket)?;
    Ok(listener)
}

fn replace_link(link: &Path, socket: &Path) -> io::Result<()> {
    let new = link.with_extension("new");
    remove_if_exists(&new)?;
    std::os::unix::fs::symlink(socket, &new)?;
    fs::rename(&new, link)
}

fn remove_if_exists(path: &Path) -> io::Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        Ok(()) | Err(_) => Ok(()),
    }
}

/// The mode is set before the socket has a path: no other user can connect at any time.
#[cfg(target_os = "linux")]
fn private_listener(path: &Path) -> io::Result<UnixListener> {
    use rustix::net::{AddressFamily, SocketAddrUnix, SocketFlags, SocketType, bind, listen, socket_with};
    const BACKLOG: i32 = 128;
    let socket = socket_with(
        AddressFamily::UNIX,
        SocketType::STREAM,
        SocketFlags::CLOEXEC,
        None,
    )?;
    rustix::fs::fchmod(&socket, rustix::fs::Mode::RUSR | rustix::fs::Mode::WUSR)?;
    bind(&socket, &SocketAddrUnix::new(path)?)?;
    listen(&socket, BACKLOG)?;
    Ok(UnixListener::from(socket))
}

/// The folder is private to the user until the mode is set.
#[cfg(not(target_os = "linux"))]
fn private_listener(path: &Path) -> io::Result<UnixListener> {
    use std::os::unix::fs::PermissionsExt;
    let listener = UnixListener::bind(path)?;
    fs::set_permissions(path, fs::Permissions::from_mode(0o600))?;
    Ok(listener)
}
