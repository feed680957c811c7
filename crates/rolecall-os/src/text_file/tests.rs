//! What is read and what is refused.

use super::*;

#[test]
fn a_text_is_read_and_what_is_none_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let file = |bytes: &[u8]| {
        let path = folder.path().join("file");
        std::fs::write(&path, bytes).unwrap();
        read_text_file(&path)
    };
    assert_eq!(file(b"{}\n").unwrap(), "{}\n");
    assert_eq!(file(&[b'a'; 1024 * 1024]).unwrap().len(), 1024 * 1024);
    for bytes in [&[b'a'; 1024 * 1024 + 1][..], &[0xff]] {
        assert_eq!(file(bytes).unwrap_err().kind(), io::ErrorKind::InvalidData);
    }
    let missing = read_text_file(&folder.path().join("missing"));
    assert_eq!(missing.unwrap_err().kind(), io::ErrorKind::NotFound);
    assert!(read_text_file(folder.path()).is_err());
}
