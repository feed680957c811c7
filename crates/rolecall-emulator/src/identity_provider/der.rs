//! As much of DER as it takes to find the public key in a certificate.

const SEQUENCE: u8 = 0x30;
const BIT_STRING: u8 = 0x03;
const OBJECT_ID: u8 = 0x06;

/// The object id of the algorithm and the key itself, from a certificate or a `SubjectPublicKeyInfo`.
pub(super) fn public_key(der: &[u8]) -> Option<(&[u8], &[u8])> {
    subject_public_key(der).or_else(|| {
        // A certificate: the key info is a member of its first member.
        let (_, certificate, _) = element(der)?;
        let (_, mut rest, _) = element(certificate)?;
        while !rest.is_empty() {
            let (_, _, after) = element(rest)?;
            if let Some(found) = subject_public_key(rest) {
                return Some(found);
            }
            rest = after;
        }
        None
    })
}

/// `SEQUENCE { SEQUENCE { algorithm, … }, BIT STRING }`.
fn subject_public_key(der: &[u8]) -> Option<(&[u8], &[u8])> {
    let (SEQUENCE, content, _) = element(der)? else {
        return None;
    };
    let (SEQUENCE, algorithm, rest) = element(content)? else {
        return None;
    };
    let (OBJECT_ID, object_id, _) = element(algorithm)? else {
        return None;
    };
    let (BIT_STRING, bits, []) = element(rest)? else {
        return None;
    };
    // The first byte counts the unused bits of the last.
    Some((object_id, bits.strip_prefix(&[0])?))
}

/// Tag, content and what follows.
fn element(der: &[u8]) -> Option<(u8, &[u8], &[u8])> {
    let (tag, rest) = der.split_first()?;
    let (first, rest) = rest.split_first()?;
    let (length, rest) = if *first < 0x80 {
        (usize::from(*first), rest)
    } else {
        let (bytes, rest) = rest.split_at_checked(usize::from(first & 0x7f))?;
        if bytes.len() > 4 {
            return None;
        }
        (
            bytes
                .iter()
                .fold(0, |length, byte| length << 8 | usize::from(*byte)),
            rest,
        )
    };
    let (content, rest) = rest.split_at_checked(length)?;
    Some((*tag, content, rest))
}
