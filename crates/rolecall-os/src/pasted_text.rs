//! What a user pastes into a terminal or pipes in: a secret of several lines, or of one that is longer than a terminal's.
//!
//! It must not know what it is.

use rolecall_model::secret::RoleSecret;
use std::io::{self, IsTerminal as _, Read, Write as _};
use zeroize::Zeroizing;

/// In bytes: the longest text.
const MAX_SIZE: u64 = 1_048_576;
/// What Ctrl-D sends.
const END_OF_TRANSMISSION: u8 = 4;

/// Reads standard input to its end. Where that is a terminal, writes `request` to standard error, shows nothing of what is typed, and
/// reads up to an empty line or Ctrl-D.
///
/// # Errors
/// That of reading; [`io::ErrorKind::InvalidData`] for more than a megabyte, or something else than UTF-8.
pub fn read_pasted_text(request: &str) -> io::Result<RoleSecret> {
    let input = io::stdin();
    let text = if input.is_terminal() {
        writeln!(io::stderr(), "{request}")?;
        let _hidden = HiddenInput::begin()?;
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
    for byte in input.take(MAX_SIZE + 1).bytes() {
        let byte = byte?;
        let is_new_line = byte == b'\n' || byte == b'\r';
        let ends_line = matches!(text.last(), Some(b'\n'));
        match byte {
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

/// A terminal that shows nothing and has no longest line, until it is dropped.
#[cfg(unix)]
struct HiddenInput {
    before: rustix::termios::Termios,
}

#[cfg(unix)]
impl HiddenInput {
    fn begin() -> io::Result<Self> {
        use rustix::termios::{LocalModes, OptionalActions, tcgetattr, tcsetattr};
        let before = tcgetattr(io::stdin())?;
        let mut hidden = before.clone();
        hidden.local_modes.remove(LocalModes::ECHO | LocalModes::ICANON);
        tcsetattr(io::stdin(), OptionalActions::Now, &hidden)?;
        Ok(Self { before })
    }
}

#[cfg(unix)]
impl Drop for HiddenInput {
    fn drop(&mut self) {
        use rustix::termios::{OptionalActions, tcsetattr};
        if let Err(error) = tcsetattr(io::stdin(), OptionalActions::Now, &self.before) {
            tracing::warn!(%error, "the terminal stays without echo");
        }
    }
}

/// A console shows what is pasted.
#[cfg(not(unix))]
struct HiddenInput;

#[cfg(not(unix))]
impl HiddenInput {
    #[expect(clippy::unnecessary_wraps, reason = "the other systems may refuse")]
    fn begin() -> io::Result<Self> {
        Ok(Self)
    }
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
