//! Tokens in real files and from real commands.

use super::*;
use rolecall::ports::MAX_IDENTITY_TOKEN_LENGTH;
use std::path::PathBuf;

const TOKEN: &str = "CANARY-header.payload.signature";

fn file(content: &str) -> (tempfile::TempDir, IdentityTokenSource) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("token");
    std::fs::write(&path, content).unwrap();
    (folder, IdentityTokenSource::File(path))
}

async fn read(source: &IdentityTokenSource) -> Result<WebIdentityToken, IdentityTokenError> {
    IdentityTokenReader::default().token(source).await
}

#[cfg(unix)]
async fn of_command(command: &str) -> Result<WebIdentityToken, IdentityTokenError> {
    read(&IdentityTokenSource::Command(command.to_owned())).await
}

#[tokio::test]
async fn a_file_is_read_each_time() {
    let (folder, source) = file(&format!(" {TOKEN}\n"));
    assert!(read(&source).await.unwrap().matches(TOKEN));
    std::fs::write(folder.path().join("token"), "another-token").unwrap();
    assert!(read(&source).await.unwrap().matches("another-token"));
}

#[tokio::test]
async fn what_is_not_a_token_in_a_file_is_refused() {
    let too_long = "x".repeat(MAX_IDENTITY_TOKEN_LENGTH + 1);
    for content in [
        "",
        "abc",
        "two words",
        "caf\u{e9}",
        &too_long,
        &"x".repeat(1_000_000),
    ] {
        let (_folder, source) = file(content);
        let refused = read(&source).await.unwrap_err();
        assert_eq!(refused, IdentityTokenError::NotAToken, "{:.20}", content);
    }
    let (_folder, longest) = file(&too_long[1..]);
    assert!(read(&longest).await.is_ok());
    let missing = PathBuf::from("/nowhere/token");
    let refused = read(&IdentityTokenSource::File(missing.clone())).await;
    assert_eq!(refused.unwrap_err(), IdentityTokenError::Missing(missing));
    let folder = IdentityTokenSource::File(std::env::temp_dir());
    let refused = read(&folder).await.unwrap_err();
    assert!(
        matches!(refused, IdentityTokenError::Unreadable { .. }),
        "{refused:?}"
    );
}

#[cfg(unix)]
#[tokio::test]
async fn a_command_prints_a_token_or_fails() {
    let printed = of_command(&format!("echo {TOKEN}; echo CANARY-complaint >&2")).await;
    assert!(printed.unwrap().matches(TOKEN));
    let failed = of_command(&format!("echo {TOKEN}; exit 3")).await.unwrap_err();
    assert!(matches!(failed, IdentityTokenError::Failed(_)), "{failed:?}");
    assert!(!format!("{failed:?} {failed}").contains("CANARY"));
    assert_eq!(
        of_command("true").await.unwrap_err(),
        IdentityTokenError::NotAToken
    );
    let long = of_command("head -c 300000 /dev/zero").await.unwrap_err();
    assert_eq!(long, IdentityTokenError::NotAToken);
}

#[cfg(unix)]
#[tokio::test]
async fn a_command_that_does_not_end_is_ended() {
    let reader = IdentityTokenReader {
        time_limit: Duration::from_millis(1),
    };
    let source = IdentityTokenSource::Command("sleep 600".to_owned());
    let late = reader.token(&source).await.unwrap_err();
    assert_eq!(late, IdentityTokenError::TimedOut);
}
