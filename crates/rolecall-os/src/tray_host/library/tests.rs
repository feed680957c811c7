//! A library is found where the loader finds it.

use super::*;

#[test]
fn a_library_is_found_in_a_folder_or_in_the_loaders_list() {
    let folder = tempfile::tempdir().unwrap();
    let there = folder.path().join(LIBRARIES[1]);
    let folders = [folder.path().to_owned()];
    let mut cache = b"ld.so-1.7.0\0libx.so.1\0".to_vec();
    cache.extend_from_slice(there.as_os_str().as_encoded_bytes());
    cache.push(0);
    assert!(!is_installed(&LIBRARIES, &cache, &folders), "listed, but gone");
    fs::write(&there, "").unwrap();
    assert!(is_installed(&LIBRARIES, &cache, &[]));
    assert!(is_installed(&LIBRARIES, &[], &folders));
    assert!(!is_installed(&LIBRARIES[..1], &cache, &folders));
}

/// What is found on this machine is what the loader's own list says.
#[test]
fn this_machine_is_read_as_the_loader_reads_it() {
    let Ok(said) = std::process::Command::new("/sbin/ldconfig").arg("-p").output() else {
        return;
    };
    let said = String::from_utf8_lossy(&said.stdout).into_owned();
    assert_eq!(can_be_drawn(), LIBRARIES.iter().any(|name| said.contains(name)));
}
