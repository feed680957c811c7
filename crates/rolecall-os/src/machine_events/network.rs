//! Networks that come and go, as rtnetlink(7) tells of them. It must not know which network is which.
//!
//! A link that only says the same again (a wireless one does with every scan) is no change; of addresses and routes every
//! message is one.

use crate::awaited::awaited;
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
const MEANS_REACHABLE: u32 = 0x1 | 0x40 | 0x1_0000;
/// The size of `struct nlmsghdr`; its length and kind stand first.
const HEADER: usize = 16;
const ALIGNMENT: usize = 4;
const BUFFER: usize = 16 * 1024;

/// The networks of this machine.
#[derive(Debug)]
pub(super) struct Network {
    socket: AsyncFd<OwnedFd>,
    links: HashMap<u32, u32>,
}

impl Network {
    /// Begins to watch.
    ///
    /// # Errors
    /// What the system said.
    pub(super) fn watch() -> io::Result<Self> {
        let flags = SocketFlags::CLOEXEC | SocketFlags::NONBLOCK;
        // Protocol 0 of this family is the one of routes (NETLINK_ROUTE).
        let socket = socket_with(AddressFamily::NETLINK, SocketType::RAW, flags, None)?;
        bind(&socket, &SocketAddrNetlink::new(0, GROUPS))?;
        Ok(Self {
            socket: awaited(socket)?,
            links: HashMap::new(),
        })
    }

    /// Waits for a change. It may be dropped while it waits.
    ///
    /// # Errors
    /// What the system said.
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

    /// Takes what has come meanwhile for told.
    ///
    /// # Errors
    /// What the system said.
    pub(super) fn pass_over(&mut self) -> io::Result<()> {
        loop {
            match read(self.socket.get_ref(), &mut self.links) {
                Ok(_) => {}
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => return Ok(()),
                Err(error) => return Err(error),
            }
        }
    }
}

/// Reads one datagram and returns whether it tells of a change.
fn read(socket: &OwnedFd, links: &mut HashMap<u32, u32>) -> io::Result<bool> {
    let mut buffer = vec![0; BUFFER];
    match recv(socket, &mut buffer[..], RecvFlags::empty()) {
        Ok((length, _)) => Ok(is_change(&buffer[..length], links)),
        // More came than the system keeps: something changed.
        Err(Errno::NOBUFS) => Ok(true),
        Err(error) => Err(error.into()),
    }
}

/// Reads a datagram of messages. Every one is read, since each tells the state of a link.
fn is_change(mut datagram: &[u8], links: &mut HashMap<u32, u32>) -> bool {
    let mut change = false;
    while let Some((length, kind)) = header(datagram) {
        let body = datagram.get(HEADER..length).unwrap_or_default();
        change |= match kind {
            RTM_NEWLINK => is_news(body, links),
            RTM_DELLINK => is_gone(body, links),
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

/// The body of `RTM_NEWLINK` begins with `struct ifinfomsg`: the link's number and its flags stand at 4 and 8.
fn is_news(body: &[u8], links: &mut HashMap<u32, u32>) -> bool {
    let (Some(link), Some(flags)) = (number(body, 4), number(body, 8)) else {
        return true;
    };
    let reachable = flags & MEANS_REACHABLE;
    links.insert(link, reachable) != Some(reachable)
}

/// A machine that runs containers has new links all day: one that is gone is forgotten. `RTM_DELLINK` has the same body.
fn is_gone(body: &[u8], links: &mut HashMap<u32, u32>) -> bool {
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
