//! A fast first look for secrets in large, foreign bytes: every secret of the emulator holds the word `CANARY`.
//!
//! Where the word is, in one of the forms that text takes in memory, the neighbourhood is handed on to be looked at closely.

const BEFORE: usize = 256;
const AFTER: usize = 4096;

/// The word as it is; in UTF-16 of either order, from its first character on; in hexadecimal digits; and what is certain of it
/// in base64 at the three alignments.
const FORMS: [&[u8]; 7] = [
    b"CANARY",
    b"C\0A\0N\0A\0R\0Y",
    b"43414e415259",
    b"43414E415259",
    b"Q0FOQVJZ",
    b"NBTkFSW",
    b"DQU5BUl",
];

/// Returns the neighbourhoods of the word, overlapping ones as one.
pub fn neighbourhoods(bytes: &[u8]) -> Vec<&[u8]> {
    let mut begins = [false; 256];
    for form in FORMS {
        begins[usize::from(form[0])] = true;
    }
    let mut found: Vec<(usize, usize)> = Vec::new();
    for (at, byte) in bytes.iter().enumerate() {
        if !begins[usize::from(*byte)] || !FORMS.iter().any(|form| bytes[at..].starts_with(form)) {
            continue;
        }
        let (from, to) = (at.saturating_sub(BEFORE), bytes.len().min(at + AFTER));
        match found.last_mut() {
            Some((_, end)) if *end >= from => *end = to,
            _ => found.push((from, to)),
        }
    }
    found.into_iter().map(|(from, to)| &bytes[from..to]).collect()
}

#[cfg(test)]
mod tests {
    use super::neighbourhoods;
    use base64::Engine as _;
    use base64::engine::general_purpose::STANDARD;

    fn is_found(bytes: &[u8]) -> bool {
        let padded = [vec![0; 5000], bytes.to_vec(), vec![0; 5000]].concat();
        let found = neighbourhoods(&padded);
        found.len() == 1 && found[0].windows(bytes.len()).any(|part| part == bytes)
    }

    #[test]
    fn the_word_is_found_in_every_form() {
        let secret = "CANARY-access-token-0123456789";
        assert!(is_found(secret.as_bytes()));
        assert!(is_found(
            &secret
                .encode_utf16()
                .flat_map(u16::to_le_bytes)
                .collect::<Vec<_>>()
        ));
        assert!(is_found(
            &secret
                .encode_utf16()
                .flat_map(u16::to_be_bytes)
                .collect::<Vec<_>>()
        ));
        for before in ["", "a", "ab", "abc"] {
            assert!(
                is_found(STANDARD.encode(format!("{before}{secret}")).as_bytes()),
                "{before}"
            );
        }
        let hex = |upper: bool| -> String {
            let digits = secret
                .bytes()
                .map(|byte| format!("{byte:02x}"))
                .collect::<String>();
            if upper { digits.to_uppercase() } else { digits }
        };
        assert!(is_found(hex(false).as_bytes()) && is_found(hex(true).as_bytes()));
    }

    #[test]
    fn nothing_is_found_in_nothing() {
        assert!(neighbourhoods(&vec![b'C'; 100_000]).is_empty());
        assert!(neighbourhoods(b"").is_empty());
    }

    #[test]
    fn what_is_near_is_one() {
        let bytes = b"CANARY-1 CANARY-2".repeat(3);
        assert_eq!(neighbourhoods(&bytes), [bytes.as_slice()]);
    }
}
