//! What the shells are offered.

use super::{command_with_completions, offered, targets};
use crate::tests::Stage;
use std::ffi::OsStr;

#[tokio::test(start_paused = true)]
async fn every_shell_gets_a_script() {
    let stage = Stage::new();
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let ran = stage.run(&format!("rolecall completions {shell}")).await;
        assert_eq!((ran.code, ran.err.as_str()), (0, ""));
        assert!(ran.out.contains(super::VARIABLE), "{shell}: {}", ran.out);
    }
    assert_eq!(stage.run("rolecall completions tcsh").await.code, 2);
}

#[tokio::test(start_paused = true)]
async fn targets_come_from_the_kept_list_and_are_plain_words() {
    let (stage, portal) = Stage::listed().await;
    for (at, name) in rolecall_fakes::hostile::names().iter().enumerate() {
        stage
            .world
            .aws
            .assign(&portal, "ann", &format!("{:012}", at + 1), name, &[name]);
    }
    assert_eq!(stage.run("rolecall roles --refresh").await.code, 0);
    let calls = stage.world.aws.calls().len();
    let all = offered(OsStr::new(""), targets(&stage.world.ports()));
    let words: Vec<&str> = all
        .iter()
        .filter_map(|candidate| candidate.get_value().to_str())
        .collect();
    assert!(words.contains(&"work/222222222222/Admin"), "{words:?}");
    for word in &words {
        assert!(
            word.bytes()
                .all(|b| b.is_ascii_graphic() && !b"'\"$`\\;&|<>(){}*?!~#%^".contains(&b)),
            "{word}"
        );
    }
    assert_eq!(
        offered(OsStr::new("work/2222"), targets(&stage.world.ports())).len(),
        1
    );
    assert_eq!(stage.world.aws.calls().len(), calls, "no network");
    command_with_completions(&stage.world.ports()).debug_assert();
}

#[tokio::test(start_paused = true)]
async fn what_is_often_used_comes_first() {
    let (stage, _) = Stage::listed().await;
    assert_eq!(stage.run("rolecall env payments-prod/ReadOnly").await.code, 0);
    assert_eq!(stage.run("rolecall tag lab pci").await.code, 0);
    let first = |named: super::Named| offered(OsStr::new(""), named).remove(0).get_value().to_owned();
    let ports = stage.world.ports();
    assert_eq!(first(targets(&ports)), "work/111111111111/ReadOnly");
    assert_eq!(first(super::accounts(&ports)), "222222222222");
    assert_eq!(first(super::tags(&ports)), "pci");
}
