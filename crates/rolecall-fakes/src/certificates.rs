//! Certificates and keys for tests, in every form that is read; they protect nothing.
//!
//! `root`, `intermediate`, `rsa-2048` (of `host1`, issued by the intermediate) and `p-256` (of `host2`, issued by the root) are those
//! of the signing vectors; `rsa-4096` (`host3`) and `p-384` (`host4`) were issued by `other-root`. All were made with OpenSSL 3; the
//! password of what is encrypted is [`CERTIFICATE_PASSWORD`].

use std::path::{Path, PathBuf};

/// Opens the encrypted files.
pub const CERTIFICATE_PASSWORD: &str = "correct";

/// Returns the path of a file, such as `p-256.key`.
pub fn certificate_file(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("certificates")
        .join(name)
}
