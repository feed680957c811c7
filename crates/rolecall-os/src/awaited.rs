//! Things of the system that can be waited for: timers, queues and sockets that tokio has no type of its own for.
//!
//! It must not know what they tell.

use rustix::fd::OwnedFd;
use std::io;
use tokio::io::Interest;
use tokio::io::unix::AsyncFd;

/// Returns `thing`, which must not block, as something that can be waited for. It needs a runtime.
///
/// # Errors
/// What the system said.
pub(crate) fn awaited(thing: OwnedFd) -> io::Result<AsyncFd<OwnedFd>> {
    #[expect(
        deprecated,
        reason = "what took its place is unsafe code; the danger is a type whose number changes or is another's, and this one's does not"
    )]
    AsyncFd::with_interest(thing, Interest::READABLE)
}
