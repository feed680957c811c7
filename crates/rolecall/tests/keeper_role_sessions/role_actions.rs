//! What is done with a role beside its role session: the console, copies. It is requested like all else, and shown without a reload.

use super::rig::{AT_ONCE, HOUR, KeeperRig};
use rolecall::console::Destination;
use rolecall::export::{ExportFormat, eval_command, profile_command};
use rolecall::keeper::{CopyContent, CopyReceipt, Keeper, Request};
use rolecall::problem::{Problem, ProblemCode};
use rolecall::production_guard::Confirmation;
use rolecall_fakes::{ANN, ClipboardContent, role_ref};
use rolecall_model::browser_failure::BrowserFailure;
use rolecall_model::history::{HistoryEvent, Surface};
use rolecall_model::portal::PortalName;
use rolecall_model::reason::Reason;
use rolecall_model::role_arn::RoleArn;
use rolecall_model::role_definition::{AssumeRole, RoleDefinition, RoleMethod};
use rolecall_model::role_ref::{DefinedRoleName, RoleRef};
use rolecall_model::role_session::Renewal;
use std::time::Duration;

async fn open_console(rig: &KeeperRig, role: &RoleRef, service: &str) -> Result<(), Problem> {
    let destination = Destination {
        service: Some(service.to_owned()),
        ..Destination::default()
    };
    let (role, keeper) = (role.clone(), rig.keeper.with_surface(Surface::Tray));
    keeper
        .request(|reply| Request::OpenConsole(role, Box::new(destination), Confirmation::Missing, reply))
        .await
}

async fn copy(rig: &KeeperRig, role: &RoleRef, content: CopyContent) -> Result<CopyReceipt, Problem> {
    let role = role.clone();
    rig.keeper
        .request(|reply| Request::CopyExport(role, content, Confirmation::Missing, reply))
        .await
}

#[tokio::test(start_paused = true)]
async fn the_console_is_opened_and_its_role_session_is_shown() {
    let (rig, admin) = KeeperRig::with_admin().await;
    rig.set("console_region = \"eu-west-1\"\n").await;
    open_console(&rig, &admin, "s3").await.unwrap();
    let visit = rig.world.browser.console_sessions().pop().unwrap().unwrap();
    assert_eq!(visit.role_name.as_str(), "Admin");
    assert_eq!(
        visit.destination,
        "https://eu-west-1.console.aws.amazon.com/s3/home?region=eu-west-1"
    );
    rig.pass(AT_ONCE).await;
    assert_eq!(rig.find(&admin).unwrap().record.renewal, Renewal::OnDemand);
    assert_eq!(*rig.snapshot().recents, std::slice::from_ref(&admin));
    assert_eq!(
        rig.events(&admin),
        [
            (HistoryEvent::Issued, Surface::Tray),
            (HistoryEvent::ConsoleOpened, Surface::Tray)
        ]
    );
}

#[tokio::test(start_paused = true)]
async fn a_console_that_cannot_be_opened_says_why() {
    let (rig, admin) = KeeperRig::with_admin().await;
    let elsewhere = role_ref(&PortalName::parse("lab").unwrap(), "111122223333", "Admin");
    let unknown = open_console(&rig, &elsewhere, "s3").await.unwrap_err();
    assert_eq!(unknown.code, ProblemCode::RoleSourceMissing);

    rig.world.browser.set_absent(true);
    let absent = open_console(&rig, &admin, "s3").await.unwrap_err();
    assert_eq!(absent.code, ProblemCode::NoBrowser);
    assert_eq!(absent.portal.as_ref(), admin.portal());
    rig.pass(AT_ONCE).await;
    assert!(
        rig.find(&admin).is_some(),
        "its credentials are obtained all the same"
    );

    rig.stop(&admin).await.unwrap();
    rig.world.aws.end_sign_ins(ANN);
    rig.world.clock.skip(2 * HOUR);
    // A refused renewal is tried again a second later, and at the next need.
    for code in [ProblemCode::UnexpectedAnswer, ProblemCode::SignInNeeded] {
        let (needed, ()) = tokio::join!(open_console(&rig, &admin, "s3"), rig.pass(AT_ONCE));
        assert_eq!(needed.unwrap_err().code, code);
    }
}

#[tokio::test(start_paused = true)]
async fn why_a_console_may_not_open_is_said_at_once_and_it_can_still_open() {
    let (rig, admin) = KeeperRig::with_admin().await;
    let status = "exit status: 3".to_owned();
    rig.world
        .browser
        .warn_next(BrowserFailure::ProgramFailed { status });
    let problem = open_console(&rig, &admin, "s3").await.unwrap_err();
    assert_eq!(problem.code, ProblemCode::NoBrowser);
    assert!(problem.summary.contains("exit status: 3"), "{}", problem.summary);
    rig.pass(AT_ONCE).await;
    assert!(rig.world.browser.console_sessions()[0].is_ok());
}

#[tokio::test(start_paused = true)]
async fn credentials_are_copied_and_only_a_receipt_comes_back() {
    let (rig, admin) = KeeperRig::with_admin().await;
    rig.set("clipboard_clear_in_seconds = 30\n").await;
    let clears_in = Duration::from_secs(30);
    let content = CopyContent::Credentials(ExportFormat::Dotenv);
    let receipt = copy(&rig, &admin, content).await.unwrap();
    assert_eq!(receipt.clears_in, Some(clears_in));
    rig.world.watch("a receipt", format!("{receipt:?}"));
    let Some(ClipboardContent::Secret { text, clear_in }) = rig.world.clipboard.contents() else {
        unreachable!("credentials are copied as a secret");
    };
    // EXPOSE: the test compares what was copied with what was to be copied
    assert!(text.expose().contains("AWS_SESSION_TOKEN="));
    assert_eq!(clear_in, clears_in);
    rig.pass(AT_ONCE).await;
    assert!(rig.find(&admin).is_some());
    assert_eq!(*rig.snapshot().recents, std::slice::from_ref(&admin));
    assert_eq!(
        rig.events(&admin),
        [
            (HistoryEvent::Issued, Surface::Window),
            (HistoryEvent::Copied, Surface::Window)
        ]
    );

    rig.world.clipboard.set_absent(true);
    let problem = copy(&rig, &admin, content).await.unwrap_err();
    assert_eq!(problem.code, ProblemCode::NoClipboard);
    assert_eq!(rig.events(&admin).len(), 2, "nothing was copied");
}

#[tokio::test(start_paused = true)]
async fn a_command_is_copied_without_credentials() {
    let (rig, admin) = KeeperRig::with_admin().await;
    let target = admin.target();
    for (format, command) in [
        (ExportFormat::Bash, eval_command(&target, ExportFormat::Bash)),
        (ExportFormat::CredentialProcess, profile_command(&target)),
    ] {
        let receipt = copy(&rig, &admin, CopyContent::Command(format)).await.unwrap();
        assert_eq!(receipt.clears_in, None);
        let Some(ClipboardContent::Text(text)) = rig.world.clipboard.contents() else {
            unreachable!("a command is no secret");
        };
        assert_eq!(text, command.unwrap());
    }
    rig.pass(AT_ONCE).await;
    assert_eq!(rig.credential_requests(), 0);
    assert!(rig.find(&admin).is_none());
    let hostile = rig.role("Ad\u{202e}min");
    let problem = copy(&rig, &hostile, CopyContent::Command(ExportFormat::Bash)).await;
    assert_eq!(problem.unwrap_err().code, ProblemCode::WrongInput);
}

#[tokio::test(start_paused = true)]
async fn nothing_is_done_with_a_production_account_before_the_user_confirms_it() {
    let (rig, admin) = KeeperRig::with_admin().await;
    rig.set("ask_before_production = true\n").await;
    let keeper = &rig.keeper;
    let home = || Box::new(Destination::default());
    let secret = CopyContent::Credentials(ExportFormat::Bash);
    for confirmation in [Confirmation::Missing, Confirmation::Present] {
        let role = || admin.clone();
        let start = keeper.request(|reply| Request::Start(role(), confirmation, reply));
        let default = keeper.request(|reply| Request::SetDefault(Some(role()), confirmation, reply));
        let console = keeper.request(|reply| Request::OpenConsole(role(), home(), confirmation, reply));
        let copy = keeper.request(|reply| Request::CopyExport(role(), secret, confirmation, reply));
        let outcomes = [
            ("start", start.await.map(drop)),
            ("default", default.await),
            ("console", console.await),
            ("copy", copy.await.map(drop)),
        ];
        rig.pass(AT_ONCE).await;
        let refused = confirmation == Confirmation::Missing;
        for (action, outcome) in outcomes {
            let code = outcome.err().map(|problem| problem.code);
            assert_eq!(
                code,
                refused.then_some(ProblemCode::ConfirmationNeeded),
                "{action}"
            );
        }
        assert_eq!(rig.find(&admin).is_none(), refused);
        assert_eq!(rig.snapshot().settings.default_role.is_none(), refused);
        assert_eq!(rig.world.browser.console_sessions().is_empty(), refused);
    }
    let command = CopyContent::Command(ExportFormat::Bash);
    copy(&rig, &admin, command).await.unwrap();
    rig.set_default(None).await;
}

#[tokio::test(start_paused = true)]
async fn nothing_is_done_with_a_production_account_without_a_reason_where_the_user_wants_one() {
    let (rig, admin) = KeeperRig::with_admin().await;
    rig.set("require_reason_for_production = true\n").await;
    let home = || Box::new(Destination::default());
    let secret = CopyContent::Credentials(ExportFormat::Bash);
    let confirmed = Confirmation::Present;
    let role = || admin.clone();
    let act = async |keeper: &Keeper| {
        let console = keeper.request(|reply| Request::OpenConsole(role(), home(), confirmed, reply));
        let copy = keeper.request(|reply| Request::CopyExport(role(), secret, confirmed, reply));
        let default = keeper.request(|reply| Request::SetDefault(Some(role()), confirmed, reply));
        let start = keeper.request(|reply| Request::Start(role(), confirmed, reply));
        let outcomes = [
            console.await,
            copy.await.map(drop),
            default.await,
            start.await.map(drop),
        ];
        outcomes.map(|outcome| outcome.err().map(|problem| problem.code))
    };
    assert_eq!(act(&rig.keeper).await, [Some(ProblemCode::ReasonNeeded); 4]);
    assert_eq!(rig.credential_requests(), 0);

    let given = rig.keeper.with_reason(Reason::parse("INC-42").ok());
    given
        .request(|reply| Request::Start(role(), confirmed, reply))
        .await
        .unwrap();
    rig.pass(AT_ONCE).await;
    assert_eq!(
        rig.find(&admin).unwrap().record.reason.unwrap().as_str(),
        "INC-42"
    );
    assert_eq!(act(&rig.keeper).await, [None; 4], "the role session has one");
    rig.pass(AT_ONCE).await;
    rig.request(|reply| Request::Stop(role(), reply)).await;
    rig.pass(AT_ONCE).await;
    assert_eq!(act(&rig.keeper).await, [Some(ProblemCode::ReasonNeeded); 4]);
}

#[tokio::test(start_paused = true)]
async fn a_role_is_tried_out_as_it_would_be_defined_and_nothing_of_it_is_stored() {
    let (rig, admin) = KeeperRig::with_admin().await;
    let arn = RoleArn::parse("arn:aws:iam::222233334444:role/Tools").unwrap();
    rig.world.aws.trust(arn.as_str(), &admin);
    rig.set("ask_before_production = true\n[environment]\nproduction = [\"222233334444\"]\n")
        .await;
    let tools = RoleDefinition {
        name: DefinedRoleName::parse("tools").unwrap(),
        method: RoleMethod::AssumeRole(AssumeRole::new(arn, admin.clone())),
    };
    let test = |confirmation| {
        let (keeper, tools) = (rig.keeper.with_surface(Surface::Window), tools.clone());
        async move {
            keeper
                .request(|reply| Request::TestRole(Box::new(tools), None, confirmation, reply))
                .await
        }
    };
    let unconfirmed = test(Confirmation::Missing).await.unwrap_err();
    assert_eq!(unconfirmed.code, ProblemCode::ConfirmationNeeded);
    let identity = test(Confirmation::Present).await.unwrap();
    assert_eq!(identity.account, "222233334444");
    rig.pass(AT_ONCE).await;
    assert!(
        rig.is_gone(&tools.key()),
        "it is not defined, and nothing of it is stored"
    );
    assert!(
        rig.find(&admin).is_some(),
        "what it is assumed with is used as ever"
    );
}
