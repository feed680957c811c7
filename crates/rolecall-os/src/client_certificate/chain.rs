//! The certificates between a certificate and its root.

use super::x509::Certificate;

/// How many certificates are sent at most: AWS limits the size of a request's headers.
const MAX_LENGTH: usize = 5;

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
