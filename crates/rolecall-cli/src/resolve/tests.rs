//! What is asked of AWS before a name means a role.

use crate::tests::TestCli;
use rolecall_fakes::{Fault, Operation};

async fn never_listed() -> TestCli {
    let cli = TestCli::new();
    let portal = cli.with_portal("work");
    for number in 0..30 {
        let (id, name) = (format!("4444444444{number:02}"), format!("team-{number}"));
        cli.world.aws.assign(&portal, "ann", &id, &name, &["Admin"]);
    }
    cli.world.sign_in(&portal).await;
    cli
}

fn listed_accounts(cli: &TestCli) -> usize {
    cli.world.aws.count(Operation::ListAccountRoles)
}

#[tokio::test(start_paused = true)]
async fn a_name_lists_the_accounts_that_it_may_name_and_no_others() {
    let cli = never_listed().await;
    for (target, listed) in [
        ("team-7/Admin", 1),
        ("team-7/Admin", 1),
        ("444444444408/Admin", 2),
        ("work/TEAM-9/admin", 3),
    ] {
        let ran = cli.run(&format!("rolecall credential-process {target}")).await;
        assert_eq!(ran.code, 0, "{target}: {}", ran.err);
        assert_eq!(listed_accounts(&cli), listed, "{target}");
    }
    assert_eq!(cli.world.aws.count(Operation::ListAccounts), 1);
}

#[tokio::test(start_paused = true)]
async fn a_name_that_nothing_has_lists_everything_once() {
    let cli = never_listed().await;
    for _ in 0..2 {
        let ran = cli.run("rolecall credential-process team-7/Admn").await;
        assert_ne!(ran.code, 0);
        assert!(ran.err.contains("444444444407/Admin"), "it suggests: {}", ran.err);
    }
    assert_eq!(listed_accounts(&cli), 1 + 32);
}

#[tokio::test(start_paused = true)]
async fn accounts_of_one_name_are_all_asked_before_one_is_meant() {
    let cli = never_listed().await;
    let portal = cli.world.portal("work");
    cli.world
        .aws
        .assign(&portal, "ann", "555555555555", "team-7", &["Admin"]);
    cli.world
        .aws
        .fail_when(|call| (call.account_id.as_deref() == Some("555555555555")).then_some(Fault::Unreachable));
    let failed = cli.run("rolecall credential-process team-7/Admin").await;
    assert_ne!(failed.code, 0);
    cli.world.aws.clear_faults();
    let ambiguous = cli.run("rolecall credential-process team-7/Admin").await;
    assert_ne!(ambiguous.code, 0);
    assert!(
        ambiguous.err.contains("work/555555555555/Admin"),
        "{}",
        ambiguous.err
    );
}
