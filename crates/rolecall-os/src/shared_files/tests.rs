//! Where the shared files are, and what is read of them.

use super::*;

fn environment(home: &Path) -> EnvironmentVariables {
    EnvironmentVariables {
        home: Some(home.to_owned()),
        aws_config_file: None,
        aws_shared_credentials_file: None,
        ..EnvironmentVariables::read()
    }
}

#[test]
fn they_are_in_the_home_folder_unless_the_environment_says_otherwise() {
    let home = tempfile::tempdir().unwrap();
    let aws = home.path().join(".aws");
    let read = |environment: &EnvironmentVariables| read_shared_files(environment).unwrap();
    let absent = read(&environment(home.path()));
    assert_eq!(absent.config, (aws.join("config"), String::new()));

    std::fs::create_dir(&aws).unwrap();
    for (name, text) in [
        ("config", "[default]\n"),
        ("credentials", "[a]\n"),
        ("other", "[b]\n"),
    ] {
        std::fs::write(aws.join(name), text).unwrap();
    }
    let usual = read(&environment(home.path()));
    assert_eq!(
        (usual.config.1.as_str(), usual.credentials.1.as_str()),
        ("[default]\n", "[a]\n")
    );
    for path in [aws.join("other"), PathBuf::from("~/.aws/other")] {
        let moved = EnvironmentVariables {
            aws_config_file: Some(path.clone()),
            aws_shared_credentials_file: Some(path),
            ..environment(home.path())
        };
        let moved = read(&moved);
        assert_eq!(
            (moved.config.1, moved.credentials.1),
            ("[b]\n".to_owned(), "[b]\n".to_owned())
        );
    }
}

#[test]
fn one_that_cannot_be_read_is_named() {
    let home = tempfile::tempdir().unwrap();
    let config = home.path().join(".aws/config");
    std::fs::create_dir_all(&config).unwrap();
    assert_eq!(
        read_shared_files(&environment(home.path())).unwrap_err().0,
        config
    );
    std::fs::remove_dir(&config).unwrap();
    std::fs::write(&config, [0xff]).unwrap();
    let (path, error) = read_shared_files(&environment(home.path())).unwrap_err();
    assert_eq!((path, error.kind()), (config, io::ErrorKind::InvalidData));
}

#[test]
fn one_is_replaced_as_it_was_read_with_a_backup() {
    let home = tempfile::tempdir().unwrap();
    let path = home.path().join("credentials");
    std::fs::write(&path, "[ann]\nkey\n").unwrap();
    let changed = replace_shared_file(&path, "[ann]\n", "").unwrap_err();
    assert_eq!(changed.kind(), io::ErrorKind::ResourceBusy);
    assert_eq!(
        std::fs::read_dir(home.path()).unwrap().count(),
        1,
        "no backup stays"
    );

    let backup = replace_shared_file(&path, "[ann]\nkey\n", "[ann]\n").unwrap();
    assert_eq!(std::fs::read_to_string(&path).unwrap(), "[ann]\n");
    assert_eq!(std::fs::read_to_string(&backup).unwrap(), "[ann]\nkey\n");
    let second = replace_shared_file(&path, "[ann]\n", "").unwrap();
    assert_ne!(backup, second);
    assert_eq!(
        std::fs::read_to_string(&backup).unwrap(),
        "[ann]\nkey\n",
        "it stays"
    );
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let mode = std::fs::metadata(&backup).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
}
