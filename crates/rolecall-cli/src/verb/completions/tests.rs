//! Completion scripts and candidates.

use super::{command_with_completions, matching, targets};
use crate::tests::TestCli;
use std::ffi::{OsStr, OsString};

#[tokio::test(start_paused = true)]
async fn every_shell_gets_a_script() {
    let cli = TestCli::new();
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let ran = cli.run(&format!("rolecall completions {shell}")).await;
        assert_eq!((ran.code, ran.err.as_str()), (0, ""));
        assert!(ran.out.contains(super::VARIABLE), "{shell}: {}", ran.out);
    }
    assert_eq!(cli.run("rolecall completions tcsh").await.code, 2);
}

#[tokio::test(start_paused = true)]
async fn targets_come_from_the_cached_list_and_are_plain_words() {
    let (cli, portal) = TestCli::listed().await;
    for (index, name) in rolecall_fakes::hostile::names().iter().enumerate() {
        cli.world
            .aws
            .assign(&portal, "ann", &format!("{:012}", index + 1), name, &[name]);
    }
    assert_eq!(cli.run("rolecall roles --refresh").await.code, 0);
    let calls = cli.world.aws.calls().len();
    let all = matching(OsStr::new(""), targets(&cli.world.ports()));
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
        matching(OsStr::new("work/2222"), targets(&cli.world.ports())).len(),
        1
    );
    assert_eq!(cli.world.aws.calls().len(), calls, "no network");
    command_with_completions(&cli.world.ports(), &[]).debug_assert();
}

#[tokio::test(start_paused = true)]
async fn roles_used_often_come_first() {
    let (cli, _) = TestCli::listed().await;
    assert_eq!(cli.run("rolecall env payments-prod/ReadOnly").await.code, 0);
    assert_eq!(cli.run("rolecall tag lab pci").await.code, 0);
    let first = |completions: super::Completions| {
        matching(OsStr::new(""), completions)
            .remove(0)
            .get_value()
            .to_owned()
    };
    let ports = cli.world.ports();
    assert_eq!(first(targets(&ports)), "work/111111111111/ReadOnly");
    assert_eq!(first(super::accounts(&ports)), "222222222222");
    assert_eq!(first(super::tags(&ports)), "pci");
}

#[tokio::test(start_paused = true)]
async fn defined_roles_are_completed_with_their_arn() {
    let cli = TestCli::new();
    let role = "[role.deploy]\nassume = \"arn:aws:iam::111111111111:role/Deploy\"\nfrom = \"work/222222222222/Admin\"";
    cli.add_settings("", role);
    let arn = "arn:aws:iam::111111111111:role/Deploy".to_owned();
    let expected = [("deploy".to_owned(), arn)];
    assert_eq!(super::defined_roles(&cli.world.ports()), expected);
}

#[test]
fn values_of_a_setting_are_completed_where_they_are_a_short_list() {
    let words = |line: &str| -> Vec<String> {
        let arguments: Vec<_> = line.split(' ').map(OsString::from).collect();
        let choices = super::setting_choices(&arguments);
        choices.into_iter().map(|(choice, _)| choice).collect()
    };
    assert_eq!(
        words("-- rolecall settings set appearance "),
        ["system", "light", "dark"]
    );
    assert_eq!(words("-- rolecall settings set renew t"), ["true", "false"]);
    assert!(words("-- rolecall settings set history_days ").is_empty());
    assert!(words("-- rolecall settings set nothing ").is_empty());
    assert!(words("-- rolecall settings get renew ").is_empty());
}
