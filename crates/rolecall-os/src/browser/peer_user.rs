//! Whose process is at the other end of a connection on this machine: the kernel's tables of sockets tell (proc_net_tcp in the
//! kernel's documentation).
//!
//! It must not know what the answer is for.

use std::io;
use std::net::{Ipv4Addr, SocketAddr, SocketAddrV4};
use std::path::Path;

/// The sockets of IPv4, and those of IPv6, through which programs reach IPv4 addresses too (RFC 4291, section 2.5.5.2). The second is
/// missing where IPv6 is turned off.
const TABLES: [(&str, Family); 2] = [("tcp", Family::V4), ("tcp6", Family::V6Mapped)];

#[derive(Clone, Copy)]
enum Family {
    V4,
    V6Mapped,
}

/// Returns the user id of the process that connected from `peer` to `own`; nothing if there is no such connection.
///
/// # Errors
/// When the table of IPv4 cannot be read.
pub(super) fn user_at(peer: SocketAddr, own: SocketAddr) -> io::Result<Option<u32>> {
    user_in(Path::new("/proc/net"), peer, own)
}

fn user_in(tables: &Path, peer: SocketAddr, own: SocketAddr) -> io::Result<Option<u32>> {
    let (SocketAddr::V4(peer), SocketAddr::V4(own)) = (peer, own) else {
        return Ok(None);
    };
    for (name, family) in TABLES {
        let table = match std::fs::read_to_string(tables.join(name)) {
            Err(error) if error.kind() == io::ErrorKind::NotFound && matches!(family, Family::V6Mapped) => {
                continue;
            }
            table => table?,
        };
        let (local, remote) = (family.column(peer), family.column(own));
        let user = table.lines().find_map(|line| {
            let mut columns = line.split_whitespace().skip(1);
            let ends = (columns.next()? == local) & (columns.next()? == remote);
            columns.nth(4).filter(|_| ends)?.parse().ok()
        });
        if user.is_some() {
            return Ok(user);
        }
    }
    Ok(None)
}

impl Family {
    /// The kernel prints an address as numbers of 32 bits in the byte order of the machine.
    fn column(self, address: SocketAddrV4) -> String {
        let word = |bytes: [u8; 4]| format!("{:08X}", u32::from_ne_bytes(bytes));
        let ip = |ip: &Ipv4Addr| word(ip.octets());
        let prefix = match self {
            Self::V4 => String::new(),
            Self::V6Mapped => format!("{0}{0}{1}", word([0; 4]), word([0, 0, 0xff, 0xff])),
        };
        format!("{prefix}{}:{:04X}", ip(address.ip()), address.port())
    }
}

#[cfg(test)]
mod tests {
    //! Real connections, and tables that are missing.

    use super::*;
    use std::net::{Ipv6Addr, SocketAddrV6, TcpListener, TcpStream};

    #[test]
    fn the_user_of_either_kind_of_socket_is_found() {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let own = listener.local_addr().unwrap();
        let mapped = SocketAddrV6::new(Ipv4Addr::LOCALHOST.to_ipv6_mapped(), own.port(), 0, 0);
        let mut addresses = vec![own];
        let has_ipv6 = TcpListener::bind((Ipv6Addr::LOCALHOST, 0)).is_ok();
        addresses.extend(has_ipv6.then_some(SocketAddr::V6(mapped)));
        for address in addresses {
            let client = TcpStream::connect(address).unwrap();
            let (_connection, peer) = listener.accept().unwrap();
            let this_user = rustix::process::getuid().as_raw();
            assert_eq!(user_at(peer, own).unwrap(), Some(this_user), "through {address}");
            drop(client);
        }
        let nobody = SocketAddr::from(([127, 0, 0, 1], 1));
        assert_eq!(user_at(nobody, own).unwrap(), None);
    }

    #[test]
    fn an_unreadable_table_is_an_error() {
        let address = SocketAddr::from(([127, 0, 0, 1], 4000));
        let tables = tempfile::tempdir().unwrap();
        user_in(tables.path(), address, address).unwrap_err();
        std::fs::create_dir(tables.path().join("tcp6")).unwrap();
        std::fs::write(tables.path().join("tcp"), "").unwrap();
        user_in(tables.path(), address, address).unwrap_err();
        std::fs::remove_dir(tables.path().join("tcp6")).unwrap();
        assert_eq!(user_in(tables.path(), address, address).unwrap(), None);
    }
}
