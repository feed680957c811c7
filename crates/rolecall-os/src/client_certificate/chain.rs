//! The certificates between a certificate and its root.

use super::x509::Certificate;

/// How many certificates are sent at most: AWS limits the size of a request's headers.
const MAX_LENGTH: usize = 5;

/// Returns the certificate of a key that is not looked at: one that issued none of the others; where it was issued again, the one that is
/// valid longest.
pub(super) fn leaf(certificates: &[Certificate]) -> Option<&Certificate> {
    let has_issued = |certificate: &Certificate| {
        let mut others = certificates.iter().filter(|other| other.der != certificate.der);
        others.any(|other| other.issuer == certificate.subject)
    };
    let leaves = certificates.iter().filter(|certificate| !has_issued(certificate));
    leaves.max_by_key(|certificate| certificate.not_after)
}

/// Returns the certificates of `others` that lead from `leaf` to its root, in order; neither `leaf` nor the root.
pub(super) fn to_root(leaf: &Certificate, mut others: Vec<Certificate>) -> Vec<Vec<u8>> {
    // A certificate that was taken once is not taken again: two that name each other end there.
    others.retain(|other| other.der != leaf.der && !other.is_root());
    let mut chain = Vec::new();
    let mut wanted = leaf.issuer.clone();
    while chain.len() < MAX_LENGTH {
        let Some(index) = others.iter().position(|other| other.subject == wanted) else {
            break;
        };
        let issuer = others.remove(index);
        wanted.clone_from(&issuer.issuer);
        chain.push(issuer.der);
    }
    chain
}
