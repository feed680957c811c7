//! The port to the certificate that stands for this machine, and to its private key, which never leaves its adapter.

use async_trait::async_trait;
use rolecall_model::Timestamp;
use rolecall_model::roles_anywhere::{CertificateLocation, CertificateSerial, CertificateValidity};
use rolecall_model::secret::KeyPassword;
use std::path::PathBuf;
use std::sync::Arc;
use std::{fmt, io};
use thiserror::Error;

/// Why there is no certificate, or no key for it. Asking again changes nothing.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum ClientCertificateError {
    /// There is no such file.
    #[error("{} does not exist", .0.display())]
    Missing(PathBuf),
    /// The file cannot be read.
    #[error("{} cannot be read: {detail}", .path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What the system said.
        detail: String,
    },
    /// The file holds no certificate in a form that is known.
    #[error("{} holds no certificate", .0.display())]
    NoCertificate(PathBuf),
    /// The file holds no private key in a form that is known.
    #[error("{} holds no private key", .0.display())]
    NoKey(PathBuf),
    /// The key is not of a kind that IAM Roles Anywhere takes and Rolecall signs with, or its encryption is not known.
    #[error("{} holds a key of another kind", .0.display())]
    UnsupportedKey(PathBuf),
    /// None of the certificates belongs to the key.
    #[error("the key in {} belongs to another certificate", .0.display())]
    OtherKey(PathBuf),
    /// The file is encrypted, and there is no password.
    #[error("{} is encrypted", .0.display())]
    PasswordNeeded(PathBuf),
    /// The password does not open the file.
    #[error("the password does not open {}", .0.display())]
    WrongPassword(PathBuf),
    /// A token does not give what is needed.
    #[error(transparent)]
    Token(#[from] TokenError),
}

/// Why a token (PKCS #11) does not sign. Names of tokens are hostile text.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum TokenError {
    /// The module that reaches tokens cannot be loaded, or does not start.
    #[error("the module {module} cannot be used: {detail}")]
    Module {
        /// Its path or its name.
        module: String,
        /// What the system or the module said.
        detail: String,
    },
    /// No token that is there is the one of the URI.
    #[error("no token is the one that the URI says")]
    Absent,
    /// The URI fits several tokens.
    #[error("the URI fits {0} tokens")]
    Ambiguous(usize),
    /// The token has no such private key.
    #[error("the token {0} has no such private key")]
    NoKey(String),
    /// No certificate on the token belongs to the key, or in the file in its place.
    #[error("the token {0} has no certificate for the key")]
    NoCertificate(String),
    /// The token needs its PIN, and there is none.
    #[error("the token {0} needs its PIN")]
    PinNeeded(String),
    /// The token does not accept the PIN.
    #[error("the token {token} does not accept the PIN: {tries:?} tries are left")]
    WrongPin {
        /// The token.
        token: String,
        /// How many more it accepts.
        tries: PinTries,
    },
    /// One more wrong PIN locks the token: it is not tried.
    #[error("the token {0} accepts only one more try")]
    LastTry(String),
    /// The PIN is locked after too many wrong ones.
    #[error("the PIN of the token {0} is locked")]
    PinLocked(String),
    /// Something else.
    #[error("the token {token} does not answer as it should: {detail}")]
    Failed {
        /// The token.
        token: String,
        /// What the module said.
        detail: String,
    },
}

/// How many more wrong PINs a token accepts before it locks, as far as it tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PinTries {
    /// It says nothing.
    Unknown,
    /// Fewer than at first.
    Few,
    /// One.
    One,
}

impl ClientCertificateError {
    /// Returns whether the user has to enter a password or a PIN.
    pub fn is_secret_needed(&self) -> bool {
        matches!(
            self,
            Self::PasswordNeeded(_) | Self::Token(TokenError::PinNeeded(_))
        )
    }

    /// Returns why `path` was not read.
    pub fn from_io(path: PathBuf, error: &io::Error) -> Self {
        if error.kind() == io::ErrorKind::NotFound {
            Self::Missing(path)
        } else {
            Self::Unreadable {
                path,
                detail: error.to_string(),
            }
        }
    }
}

/// The private key did not sign.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("the private key does not sign")]
pub struct SigningError;

/// With what a request is signed. The hash is SHA-256, whatever the key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SigningAlgorithm {
    /// RSA, PKCS #1 v1.5.
    RsaSha256,
    /// ECDSA, as ASN.1 in DER.
    EcdsaSha256,
}

/// A private key that signs and is never seen.
#[async_trait]
pub trait CertificateSigner: fmt::Debug + Send + Sync {
    /// Returns with what it signs.
    fn algorithm(&self) -> SigningAlgorithm;

    /// Signs `message`.
    async fn sign(&self, message: &[u8]) -> Result<Vec<u8>, SigningError>;
}

impl ClientCertificate {
    /// Returns from when until when it is valid.
    pub fn validity(&self) -> CertificateValidity {
        CertificateValidity {
            not_before: self.not_before,
            not_after: self.not_after,
        }
    }
}

/// A certificate and its private key.
#[derive(Clone, Debug)]
pub struct ClientCertificate {
    /// The certificate (X.509, in DER).
    pub certificate: Vec<u8>,
    /// Its serial number.
    pub serial: CertificateSerial,
    /// The common name of its subject: hostile text, and possibly empty.
    pub common_name: String,
    /// From when it is valid.
    pub not_before: Timestamp,
    /// Until when it is valid.
    pub not_after: Timestamp,
    /// The certificates between it and its root, in order; neither itself nor the root.
    pub chain: Vec<Vec<u8>>,
    /// Its key.
    pub signer: Arc<dyn CertificateSigner>,
    /// Whether others than the user and root can read the file of the key.
    pub key_is_readable_by_others: bool,
}

/// The certificates of this machine.
#[async_trait]
pub trait ClientCertificates: Send + Sync {
    /// Reads a certificate with its chain and its key, which belongs to it. `password` opens the file of the key, if it is encrypted, or
    /// is the PIN of the token. A PIN is tried once, and not if it were the last try before the token is locked.
    async fn load(
        &self,
        location: &CertificateLocation,
        password: Option<&KeyPassword>,
    ) -> Result<ClientCertificate, ClientCertificateError>;

    /// Reads how long a certificate is valid, without its key: no password is needed for it unless the certificate is encrypted, too, and
    /// no token is asked.
    async fn validity(
        &self,
        location: &CertificateLocation,
    ) -> Result<CertificateValidity, ClientCertificateError>;
}
