//! The window opens, or the failure says why not.

use crate::machine::ProgramError;
use crate::tests::TestCli;

#[tokio::test(start_paused = true)]
async fn it_opens_where_there_is_a_display() {
    let mut cli = TestCli::new();
    assert_eq!(
        cli.run("rolecall app").await.shown(),
        "exit 0\n--- stdout\n--- stderr\n"
    );
    cli.machine.program_error = Some(ProgramError::NotFound);
    let ran = cli.run("rolecall app").await;
    assert_eq!(ran.code, 1);
    assert!(ran.err.contains("not installed"), "{}", ran.err);
}

#[tokio::test(start_paused = true)]
async fn without_a_display_it_fails() {
    let mut cli = TestCli::new();
    cli.machine.no_display = true;
    let ran = cli.run("rolecall app").await;
    assert_eq!((ran.code, ran.out.as_str()), (1, ""));
    assert!(ran.err.starts_with("rolecall: No display"), "{}", ran.err);
}
