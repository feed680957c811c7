//! A text file that the user names.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

/// The largest file that is read, in bytes.
const MAX_SIZE: u64 = 1024 * 1024;

/// Returns the text of a file.
///
/// # Errors
/// That of reading it; [`io::ErrorKind::InvalidData`] when it is larger than a megabyte or not UTF-8.
pub fn read_text_file(path: &Path) -> io::Result<String> {
    read_text_up_to(path, MAX_SIZE)
}

/// Returns the text of a file of at most `max_size` bytes, with the errors of [`read_text_file`].
pub(crate) fn read_text_up_to(path: &Path, max_size: u64) -> io::Result<String> {
    let mut text = String::new();
    File::open(path)?.take(max_size + 1).read_to_string(&mut text)?;
    if u64::try_from(text.len()).map_or(true, |size| size > max_size) {
        return Err(io::Error::new(
            io::ErrorKind::InvalidData,
            "the file is too large",
        ));
    }
    Ok(text)
}

#[cfg(test)]
mod tests;
