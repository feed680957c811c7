//! The window opens, or the words say why not.

use crate::machine::ProgramError;
use crate::tests::Stage;

#[tokio::test(start_paused = true)]
async fn it_opens_where_there_is_a_display() {
    let mut stage = Stage::new();
    assert_eq!(
        stage.run("rolecall app").await.shown(),
        "exit 0\n--- stdout\n--- stderr\n"
    );
    stage.machine.program_error = Some(ProgramError::NotFound);
    let ran = stage.run("rolecall app").await;
    assert_eq!(ran.code, 1);
    assert!(ran.err.contains("not installed"), "{}", ran.err);
}

#[tokio::test(start_paused = true)]
async fn without_a_display_it_says_so() {
    let mut stage = Stage::new();
    stage.machine.no_display = true;
    let ran = stage.run("rolecall app").await;
    assert_eq!((ran.code, ran.out.as_str()), (1, ""));
    assert!(
        ran.err.starts_with("rolecall: There is no display"),
        "{}",
        ran.err
    );
}
