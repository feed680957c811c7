//! The arguments of roles that a certificate leads to.

use clap::Args;
use std::path::PathBuf;

/// The certificate that leads to a role, and through what.
#[derive(Debug, Default, Args)]
pub struct CertificateArgs {
    /// Use a certificate of this computer (IAM Roles Anywhere); the password of its key or the PIN of its token is asked for, or read
    /// from standard input
    #[arg(long)]
    pub roles_anywhere: bool,
    /// File of the certificate (PEM), possibly with its chain; not needed if it is in the PKCS #12 file or on the token
    #[arg(long, value_name = "FILE")]
    pub certificate: Option<PathBuf>,
    /// File of its private key (PEM)
    #[arg(long, value_name = "FILE", conflicts_with = "pkcs12")]
    pub private_key: Option<PathBuf>,
    /// File with certificate and private key (PKCS #12)
    #[arg(long, value_name = "FILE")]
    pub pkcs12: Option<PathBuf>,
    /// Private key on a token (PKCS #11 URI): pkcs11:token=NAME;object=KEY?module-path=FILE; without a module-path the modules that
    /// this computer registers (p11-kit) are asked
    #[arg(long, value_name = "URI", conflicts_with_all = ["private_key", "pkcs12"])]
    pub pkcs11: Option<String>,
    /// File with the certificates between this one and the root, if they are not in the first file
    #[arg(long, value_name = "FILE")]
    pub chain: Option<PathBuf>,
    /// ARN of the trust anchor; its region is that of the role
    #[arg(long, value_name = "ARN")]
    pub trust_anchor: Option<String>,
    /// ARN of the profile
    #[arg(long, value_name = "ARN")]
    pub profile: Option<String>,
}
