//! File descriptors that tokio has no type for (timers, inotify queues, netlink sockets), made readable asynchronously.
//!
//! It must not know what is read from them.

use rustix::fd::OwnedFd;
use std::io;
use tokio::io::Interest;
use tokio::io::unix::AsyncFd;

/// Registers `fd`, which must be non-blocking, with the runtime of the caller.
///
/// # Errors
/// That of the registration (epoll_ctl(2)).
///
/// # Panics
/// Outside of a runtime.
pub(crate) fn async_fd(fd: OwnedFd) -> io::Result<AsyncFd<OwnedFd>> {
    #[expect(
        deprecated,
        reason = "what took its place is unsafe code; the danger is a type whose number changes or is another's, and this one's does not"
    )]
    AsyncFd::with_interest(fd, Interest::READABLE)
}
