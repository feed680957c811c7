//! Changes of networks, from rtnetlink(7). It must not know which network is which.
//!
//! A message that repeats the state of a link (a wireless one sends it with every scan) is no change; every message about
//! addresses or routes is one.

use crate::async_fd::async_fd;
use rustix::fd::OwnedFd;
use rustix::io::Errno;
use rustix::net::netlink::SocketAddrNetlink;
use rustix::net::{AddressFamily, RecvFlags, SocketFlags, SocketType, bind, recv, socket_with};
use std::collections::HashMap;
use std::io;
use tokio::io::unix::AsyncFd;

/// `RTMGRP_LINK`, `RTMGRP_IPV4_IFADDR`, `RTMGRP_IPV4_ROUTE`, `RTMGRP_IPV6_IFADDR`, `RTMGRP_IPV6_ROUTE` of linux/rtnetlink.h.
const GROUPS: u32 = 0x1 | 0x10 | 0x40 | 0x100 | 0x400;
const RTM_NEWLINK: u16 = 16;
const RTM_DELLINK: u16 = 17;
/// `IFF_UP`, `IFF_RUNNING`, `IFF_LOWER_UP` of linux/if.h.
const REACHABLE_FLAGS: u32 = 0x1 | 0x40 | 0x1_0000;
/// The size of `struct nlmsghdr`, which begins with length and type.
const HEADER: usize = 16;
const ALIGNMENT: usize = 4;
const BUFFER: usize = 16 * 1024;

/// Watches the networks of this machine.
#[derive(Debug)]
pub(super) struct NetworkWatcher {
    socket: AsyncFd<OwnedFd>,
    links: HashMap<u32, u32>,
}

impl NetworkWatcher {
    /// Starts to watch. It needs a runtime.
    ///
    /// # Errors
    /// That of opening the netlink socket.
    pub(super) fn start() -> io::Result<Self> {
        let flags = SocketFlags::CLOEXEC | SocketFlags::NONBLOCK;
        // Protocol 0 of this family is the one of routes (NETLINK_ROUTE).
        let socket = socket_with(AddressFamily::NETLINK, SocketType::RAW, flags, None)?;
        bind(&socket, &SocketAddrNetlink::new(0, GROUPS))?;
        Ok(Self {
            socket: async_fd(socket)?,
            links: HashMap::new(),
        })
    }

    /// Waits for a change. It is cancel-safe.
    ///
    /// # Errors
    /// That of reading the socket.
    pub(super) async fn changed(&mut self) -> io::Result<()> {
        loop {
            let mut ready = self.socket.readable().await?;
            match ready.try_io(|socket| read(socket.get_ref(), &mut self.links)) {
                Ok(Ok(true)) => return Ok(()),
                Ok(Ok(false)) | Err(_) => {}
                Ok(Err(error)) => return Err(error),
            }
        }
    }

    /// Reads and discards what has arrived.
    ///
    /// # Errors
    /// That of reading the socket.
    pub(super) fn discard_pending(&mut self) -> io::Result<()> {
        loop {
            match read(self.socket.get_ref(), &mut self.links) {
                Ok(_) => {}
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => return Ok(()),
                Err(error) => return Err(error),
            }
        }
    }
}

/// Reads one datagram and returns whether it reports a change.
fn read(socket: &OwnedFd, links: &mut HashMap<u32, u32>) -> io::Result<bool> {
    let mut buffer = vec![0; BUFFER];
    match recv(socket, &mut buffer[..], RecvFlags::empty()) {
        Ok((length, _)) => Ok(is_change(&buffer[..length], links)),
        // The system dropped messages: something changed.
        Err(Errno::NOBUFS) => Ok(true),
        Err(error) => Err(error.into()),
    }
}

/// Parses a datagram of messages: all of them, since each holds the state of a link.
fn is_change(mut datagram: &[u8], links: &mut HashMap<u32, u32>) -> bool {
    let mut change = false;
    while let Some((length, kind)) = header(datagram) {
        let body = datagram.get(HEADER..length).unwrap_or_default();
        change |= match kind {
            RTM_NEWLINK => is_link_change(body, links),
            RTM_DELLINK => forget_link(body, links),
            _ => true,
        };
        datagram = datagram
            .get(length.next_multiple_of(ALIGNMENT)..)
            .unwrap_or_default();
    }
    change
}

fn header(message: &[u8]) -> Option<(usize, u16)> {
    let length = usize::try_from(number(message, 0)?).ok()?;
    let kind = u16::from_ne_bytes(message.get(4..6)?.try_into().ok()?);
    (length >= HEADER).then_some((length, kind))
}

/// The body of `RTM_NEWLINK` begins with `struct ifinfomsg`: the link's number is at byte 4, its flags at byte 8.
fn is_link_change(body: &[u8], links: &mut HashMap<u32, u32>) -> bool {
    let (Some(link), Some(flags)) = (number(body, 4), number(body, 8)) else {
        return true;
    };
    let reachable = flags & REACHABLE_FLAGS;
    links.insert(link, reachable) != Some(reachable)
}

/// Removes a link that is gone: a machine that runs containers creates links all day. `RTM_DELLINK` has the same body.
/// Always a change.
fn forget_link(body: &[u8], links: &mut HashMap<u32, u32>) -> bool {
    if let Some(link) = number(body, 4) {
        links.remove(&link);
    }
    true
}

fn number(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_ne_bytes(bytes.get(at..at + 4)?.try_into().ok()?))
}

#[cfg(test)]
mod tests;
