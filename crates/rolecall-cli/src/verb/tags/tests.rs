//! Tags are added, found and removed.

use crate::tests::TestCli;
use serde_json::Value;

#[tokio::test(start_paused = true)]
async fn they_are_added_found_and_removed() {
    let (cli, _) = TestCli::listed().await;
    assert!(
        cli.run("rolecall tag")
            .await
            .err
            .starts_with("There are no tags yet.")
    );
    assert_eq!(
        cli.run("rolecall tag lab team-a pci").await.out,
        "222222222222\tlab\tpci, team-a\t\n"
    );
    assert_eq!(cli.run("rolecall tag 2222-2222-2222 PCI other").await.code, 0);
    let answer: Value = serde_json::from_str(&cli.run("rolecall tag --json").await.out).unwrap();
    insta::assert_json_snapshot!(answer);
    let found = cli.run("rolecall roles team-a").await.out;
    assert_eq!(found.lines().count(), 1, "{found}");
    assert!(found.contains("#team-a"), "{found}");
    assert_eq!(cli.run("rolecall tag lab --remove pci Other").await.code, 0);
    assert_eq!(
        cli.run("rolecall tag lab").await.out,
        "222222222222\tlab\tteam-a\t\n"
    );
    assert_eq!(cli.run("rolecall tag lab --remove").await.code, 2, "which?");
}

#[tokio::test(start_paused = true)]
async fn a_tag_can_mark_an_account_as_production() {
    let (cli, _) = TestCli::listed().await;
    cli.add_settings("", "[environment]\nproduction = [\"tag:pci\"]");
    let ran = cli.run("rolecall tag lab pci").await;
    assert!(ran.out.ends_with("\tproduction\n"), "{}", ran.out);
}

#[tokio::test(start_paused = true)]
async fn an_account_is_never_guessed() {
    let (cli, portal) = TestCli::listed().await;
    cli.world
        .aws
        .assign(&portal, "ann", "333333333333", "lab", &["Admin"]);
    assert_eq!(cli.run("rolecall roles --refresh").await.code, 0);
    let ran = cli.run("rolecall tag lab pci").await;
    assert_eq!((ran.code, ran.out.as_str()), (2, ""));
    assert!(
        ran.err.contains("  222222222222\n  333333333333\n"),
        "{}",
        ran.err
    );
    assert_eq!(cli.run("rolecall tag laboratory pci").await.code, 2);
    assert_eq!(
        cli.run("rolecall tag 444444444444 pci").await.code,
        0,
        "an id needs no list"
    );
}
