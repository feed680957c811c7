//! What a user pastes into a terminal or pipes in: a secret of several lines, or of one that is longer than a terminal's.
//!
//! It must not know what it is.

#[cfg(unix)]
use crate::hidden_input::HiddenInput;
use rolecall_model::secret::RoleSecret;
use std::io::{self, BufReader, IsTerminal as _, Read, Write as _};
use zeroize::Zeroizing;

/// In bytes: the longest text.
const MAX_SIZE: u64 = 1_048_576;
/// What Ctrl-C sends.
const END_OF_TEXT: u8 = 3;
/// What Ctrl-D sends.
const END_OF_TRANSMISSION: u8 = 4;

/// Reads standard input to its end. Where that is a terminal, writes `request` to standard error, shows nothing of what is typed, and
/// reads up to an empty line or Ctrl-D.
///
/// # Errors
/// That of reading; [`io::ErrorKind::Interrupted`] if the user gave up with Ctrl-C; [`io::ErrorKind::InvalidData`] for more than a megabyte, or something else than UTF-8.
pub fn read_pasted_text(request: &str) -> io::Result<RoleSecret> {
    let input = io::stdin();
    let text = if input.is_terminal() {
        writeln!(io::stderr(), "{request}")?;
        #[cfg(unix)]
        let _hidden = HiddenInput::begin(&input)?;
        read_up_to_empty_line(input.lock())?
    } else {
        read_all(input.lock())?
    };
    let text = str::from_utf8(&text).map_err(|_| invalid("it is not UTF-8"))?;
    Ok(RoleSecret::from_exposed(text))
}

fn invalid(reason: &str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, reason.to_owned())
}

fn read_all(input: impl Read) -> io::Result<Zeroizing<Vec<u8>>> {
    let mut text = Zeroizing::new(Vec::new());
    input.take(MAX_SIZE + 1).read_to_end(&mut text)?;
    if u64::try_from(text.len()).is_ok_and(|size| size > MAX_SIZE) {
        return Err(invalid("it is longer than a megabyte"));
    }
    Ok(text)
}

/// Reads until the user presses Enter twice or Ctrl-D. Empty lines before anything else do not count.
fn read_up_to_empty_line(input: impl Read) -> io::Result<Zeroizing<Vec<u8>>> {
    let mut text = Zeroizing::new(Vec::new());
    for byte in BufReader::new(input.take(MAX_SIZE + 1)).bytes() {
        let byte = byte?;
        let is_new_line = byte == b'\n' || byte == b'\r';
        let ends_line = matches!(text.last(), Some(b'\n'));
        match byte {
            END_OF_TEXT => return Err(io::Error::new(io::ErrorKind::Interrupted, "nothing was pasted")),
            END_OF_TRANSMISSION => return Ok(text),
            _ if is_new_line && ends_line => return Ok(text),
            _ if is_new_line && text.is_empty() => {}
            _ if is_new_line => text.push(b'\n'),
            _ => text.push(byte),
        }
    }
    if u64::try_from(text.len()).is_ok_and(|size| size > MAX_SIZE) {
        return Err(invalid("it is longer than a megabyte"));
    }
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(text: &str) -> String {
        let read = read_up_to_empty_line(text.as_bytes()).unwrap();
        String::from_utf8(read.to_vec()).unwrap()
    }

    #[test]
    fn a_terminal_is_read_up_to_an_empty_line() {
        assert_eq!(typed("\n\na=1\nb=2\n\nls\n"), "a=1\nb=2\n");
        assert_eq!(typed("a=1\r\rls\r"), "a=1\n");
        assert_eq!(typed("a=1\u{4}ls"), "a=1");
        assert_eq!(typed("a=1"), "a=1");
        let given_up = read_up_to_empty_line(&b"a=1\n\x03"[..]);
        assert_eq!(given_up.unwrap_err().kind(), io::ErrorKind::Interrupted);
        let line = "x".repeat(100_000);
        assert_eq!(typed(&format!("{line}\n\n")), format!("{line}\n"));
    }

    #[test]
    fn too_much_is_refused() {
        assert!(read_all(io::repeat(b'x')).is_err());
        assert!(read_up_to_empty_line(io::repeat(b'x')).is_err());
        assert_eq!(read_all(&b"a\n\nb"[..]).unwrap().as_slice(), b"a\n\nb");
    }
}
