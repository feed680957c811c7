//! `credential-process` under faults that last: it always ends within its time limit, with an exit code and a sentence that names
//! what was waited for.

use super::TestCli;
use crate::time_limit::CREDENTIAL_PROCESS;
use rolecall::ports::{KeychainAbsence, KeychainError, Lock, LockGuard, LockName};
use rolecall_fakes::{Fault, Latch, Operation, role_ref};
use rolecall_model::portal::Portal;
use rolecall_model::problem_code::ProblemCode;
use std::time::Duration;

/// What stays wrong while the program runs.
#[derive(Clone, Copy, Debug)]
enum Lasting {
    Throttled(Option<u64>),
    Unreachable,
    Unexpected,
    /// A connection that never answers.
    Silent,
}

impl Lasting {
    fn fault(self) -> Fault {
        match self {
            Self::Throttled(seconds) => Fault::Throttled {
                retry_in: seconds.map(Duration::from_secs),
            },
            Self::Unreachable => Fault::Unreachable,
            Self::Unexpected => Fault::Unexpected,
            Self::Silent => Fault::Hold(Latch::default()),
        }
    }
}

const LASTING: [Lasting; 9] = [
    Lasting::Throttled(None),
    Lasting::Throttled(Some(1)),
    Lasting::Throttled(Some(15)),
    Lasting::Throttled(Some(30)),
    Lasting::Throttled(Some(60)),
    Lasting::Throttled(Some(86_400)),
    Lasting::Unreachable,
    Lasting::Unexpected,
    Lasting::Silent,
];

/// Whether the sign-in must be renewed, and whether the target must be looked up in a list that was never fetched.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Before {
    Ready,
    RenewalIsDue,
    NeverListed,
}

async fn world(before: Before) -> (TestCli, Portal, &'static str) {
    let cli = TestCli::new();
    let portal = cli.with_portal("work");
    cli.world.sign_in(&portal).await;
    match before {
        Before::Ready => {}
        Before::RenewalIsDue => cli.world.clock.skip(Duration::from_mins(59)),
        Before::NeverListed => return (cli, portal, "lab/Admin"),
    }
    (cli, portal, "work/222222222222/Admin")
}

/// Runs `credential-process` and checks its time; returns what it printed.
async fn run(cli: &TestCli, target: &str, case: &str) -> (u8, String) {
    let started = cli.world.clock.elapsed();
    let ran = cli.run(&format!("rolecall credential-process {target}")).await;
    let took = cli.world.clock.elapsed() - started;
    assert!(took < CREDENTIAL_PROCESS, "{case}: {took:?}\n{}", ran.err);
    assert_eq!(ran.code == 0, ran.out.starts_with('{'), "{case}: {}", ran.out);
    assert_eq!(
        ran.code != 0,
        ran.err.lines().any(|line| line.starts_with("rolecall: ")),
        "{case}: {}",
        ran.err
    );
    (ran.code, ran.err)
}

#[tokio::test(start_paused = true)]
async fn every_lasting_fault_of_aws_ends_in_time() {
    let operations = [
        (Before::Ready, Operation::GetRoleCredentials),
        (Before::RenewalIsDue, Operation::CreateTokenWithRefreshToken),
        (Before::RenewalIsDue, Operation::GetRoleCredentials),
        (Before::NeverListed, Operation::ListAccounts),
        (Before::NeverListed, Operation::ListAccountRoles),
    ];
    for (before, operation) in operations {
        for lasting in LASTING {
            let case = format!("{before:?}, {operation:?}: {lasting:?}");
            let (cli, _, target) = world(before).await;
            let fault = lasting.fault();
            cli.world
                .aws
                .fail_when(move |call| (call.operation == operation).then(|| fault.clone()));
            let (code, _) = run(&cli, target, &case).await;
            // A sign-in that cannot be renewed yet is still good for a minute.
            let is_bridged = operation == Operation::CreateTokenWithRefreshToken;
            assert_eq!(code == 0, is_bridged, "{case}");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_wait_that_is_too_long_is_not_begun() {
    for (asked, limit) in [(30, 40), (60, 1), (86_400, 1)] {
        let (cli, _, target) = world(Before::Ready).await;
        let retry_in = Some(Duration::from_secs(asked));
        cli.world
            .aws
            .fail_every(Operation::GetRoleCredentials, Fault::Throttled { retry_in });
        let started = cli.world.clock.elapsed();
        let (code, said) = run(&cli, target, "throttled").await;
        assert_eq!(code, ProblemCode::Throttled.exit_code());
        assert!(cli.world.clock.elapsed() - started < Duration::from_secs(limit));
        assert!(said.contains("AWS asks you to wait for"), "{said}");
    }
}

/// Which lock of a portal is held.
type NameOfLock = fn(&Portal) -> LockName;

#[tokio::test(start_paused = true)]
async fn a_lock_that_another_process_holds_ends_in_time() {
    let cases: [(Before, NameOfLock); 2] = [
        (Before::Ready, |portal| {
            LockName::RoleSession(role_ref(&portal.name, "222222222222", "Admin"))
        }),
        (Before::RenewalIsDue, |portal| {
            LockName::SignIn(portal.name.clone())
        }),
    ];
    for (before, name) in cases {
        let (cli, portal, target) = world(before).await;
        let _held: Box<dyn LockGuard> = cli
            .world
            .lock
            .acquire(&name(&portal), Duration::ZERO)
            .await
            .unwrap();
        let (code, said) = run(&cli, target, &format!("{before:?}")).await;
        assert_eq!(code, ProblemCode::Busy.exit_code(), "{said}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_keychain_that_is_slow_or_fails_ends_in_time() {
    for seconds in [1, 5, 9, 15, 39, 60, 86_400] {
        let (cli, _, target) = world(Before::RenewalIsDue).await;
        cli.world.keychain.set_delay(Duration::from_secs(seconds));
        let (code, said) = run(&cli, target, &format!("{seconds} s")).await;
        let expected = ProblemCode::KeychainSlow.exit_code();
        assert!(code == 0 || code == expected, "{seconds} s: {said}");
    }
    for condition in [
        KeychainError::Locked,
        KeychainError::Absent(KeychainAbsence::NotInstalled),
        KeychainError::Denied,
        KeychainError::TimedOut,
    ] {
        let (cli, _, target) = world(Before::Ready).await;
        cli.world.keychain.set_condition(Some(condition.clone()));
        let (code, _) = run(&cli, target, &format!("{condition:?}")).await;
        assert_ne!(code, 0);
    }
}

#[tokio::test(start_paused = true)]
async fn what_cannot_be_stored_is_given_in_time() {
    let (cli, _, target) = world(Before::Ready).await;
    cli.world.state_store.set_broken(true);
    let (code, note) = run(&cli, target, "state database").await;
    assert!(
        code == 0 && note.starts_with("These credentials are not kept"),
        "{note}"
    );
}
