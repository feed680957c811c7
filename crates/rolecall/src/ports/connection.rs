//! Why nothing can be sent to AWS before somebody changes something on this machine or in its network: the same at every port.
//!
//! It must not know what was to be sent.

use std::path::PathBuf;
use thiserror::Error;

/// What stands in the way. Sending again changes nothing.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum BlockedConnection {
    /// The address is not https, and not on this machine.
    #[error("only https is sent to another machine")]
    NotHttps,
    /// `HTTPS_PROXY` is not the address of a proxy that can be used.
    #[error("the proxy setting is not the address of an http or https proxy")]
    InvalidProxy,
    /// The proxy answers 407: it wants a user name and a password, or others than it got.
    #[error("the proxy wants a sign-in")]
    ProxySignIn,
    /// The file that `AWS_CA_BUNDLE` names cannot be used.
    #[error("the CA bundle {} {fault}", .path.display())]
    CaBundle {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        fault: CaBundleFault,
    },
    /// The certificate is not valid yet, or no more, by the clock of this machine.
    #[error("the server's certificate is not valid at the time of this clock")]
    CertificateTime,
    /// The server proved by no trusted certificate that it is the one that was meant.
    #[error("no trusted TLS connection")]
    Untrusted,
}

/// What is wrong with a CA bundle.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum CaBundleFault {
    /// There is no such file.
    #[error("does not exist")]
    Missing,
    /// It cannot be read.
    #[error("cannot be read")]
    Unreadable,
    /// It holds no certificate in the form PEM.
    #[error("holds no usable certificate")]
    NoCertificate,
}
