//! Codes of MFA devices that the desktop asks for: in the window for what a user began, by a notification for what a program wants.

#![expect(clippy::unwrap_used, reason = "a test fails where it unwraps nothing")]

use rolecall::keeper::{Keeper, MfaQuestion, MfaQuestionPhase, Request};
use rolecall::ports::{Keychain, RoleSecretKey, RoleSecretKind, RoleSessionIndex, parse_mfa_code};
use rolecall::problem::{Problem, ProblemCode};
use rolecall::production_guard::Confirmation;
use rolecall::role_session_status::RoleSessionPhase;
use rolecall::settings::read_settings;
use rolecall_fakes::{CAROL_ARN, CAROL_DEVICE, FakeClock, Operation, World};
use rolecall_model::history::{ProcessInfo, Surface};
use rolecall_model::role_ref::{DefinedRoleName, RoleRef};
use rolecall_model::role_session::{Renewal, RoleSessionRecord};
use rolecall_model::secret::RoleSecret;
use std::time::Duration;
use tokio::task::JoinHandle;

const AT_ONCE: Duration = Duration::from_secs(1);

/// A desktop of somebody who defined the IAM user `carol` with her MFA device.
struct Desk {
    world: World,
    keeper: Keeper,
    carol: RoleRef,
}

impl Desk {
    async fn new() -> Self {
        let world = World::with_clock(FakeClock::manual());
        let key = world.aws.create_carols_key();
        world.settings_file.set_text(format!(
            "[role.carol]\nuser = \"{CAROL_ARN}\"\naccess_key_id = \"{}\"\nregion = \"eu-west-1\"\n\
             mfa_serial = \"{CAROL_DEVICE}\"\n",
            key.id
        ));
        let name = DefinedRoleName::parse("carol").unwrap();
        let stored = RoleSecretKey {
            role: name.clone(),
            kind: RoleSecretKind::SecretAccessKey(key.id.to_string()),
        };
        // EXPOSE: the test enters it.
        let secret = RoleSecret::from_exposed(key.secret.expose());
        world.keychain.save_role_secret(&stored, &secret).await.unwrap();
        let settings = read_settings(&world.settings_file.text()).unwrap();
        let carol = settings.definition(&name).unwrap().key();
        let (keeper, task) = Keeper::new(world.ports());
        tokio::spawn(task);
        let desk = Self { world, keeper, carol };
        desk.pass(2 * AT_ONCE).await;
        desk
    }

    async fn pass(&self, time: Duration) {
        self.world.clock.advance(time).await;
    }

    /// Starts her role session as `surface`; the outcome comes later.
    async fn start(&self, surface: Surface) -> JoinHandle<Result<RoleSessionRecord, Problem>> {
        let (keeper, carol) = (self.keeper.with_surface(surface), self.carol.clone());
        let start = tokio::spawn(async move {
            keeper
                .request(|reply| Request::Start(carol, Confirmation::Missing, reply))
                .await
        });
        self.pass(AT_ONCE).await;
        start
    }

    fn questions(&self) -> Vec<MfaQuestion> {
        self.keeper.snapshot().mfa_questions.to_vec()
    }

    fn question(&self) -> MfaQuestion {
        let [question] = self.questions().try_into().unwrap();
        question
    }

    async fn answer(&self, id: u32, code: &str) -> Result<(), Problem> {
        let code = parse_mfa_code(code).unwrap();
        let answered = self
            .keeper
            .request(|reply| Request::AnswerMfaQuestion(id, code, reply))
            .await;
        self.pass(AT_ONCE).await;
        answered
    }

    fn window_requests(&self) -> u32 {
        *self.keeper.window_requests().borrow()
    }

    fn visible_notifications(&self) -> Vec<String> {
        let visible = self.world.notifier.visible();
        visible.into_iter().map(|shown| shown.cause).collect()
    }
}

#[tokio::test(start_paused = true)]
async fn a_user_is_asked_until_the_code_is_right() {
    let desk = Desk::new().await;
    let start = desk.start(Surface::Tray).await;
    let question = desk.question();
    assert_eq!(question.device.as_str(), CAROL_DEVICE);
    assert_eq!(question.role, desk.carol);
    assert_eq!(question.phase, MfaQuestionPhase::Open { was_refused: false });
    assert_eq!(desk.window_requests(), 1, "the window is shown");

    desk.answer(question.id, "000000").await.unwrap();
    let again = desk.question();
    assert_eq!(again.id, question.id);
    assert_eq!(again.phase, MfaQuestionPhase::Open { was_refused: true });
    assert_eq!(desk.window_requests(), 1, "it is in the window already");

    desk.answer(again.id, &desk.world.mfa_device.shown())
        .await
        .unwrap();
    assert_eq!(start.await.unwrap().unwrap().renewal, Renewal::On);
    assert_eq!(desk.questions(), []);
    let over = desk.answer(again.id, "123456").await.unwrap_err();
    assert_eq!(over.code, ProblemCode::WrongInput);
    assert_eq!(desk.world.aws.count(Operation::GetSessionToken), 2);
}

#[tokio::test(start_paused = true)]
async fn whoever_gives_no_code_gets_no_credentials_and_nothing_hangs() {
    let desk = Desk::new().await;
    let start = desk.start(Surface::Window).await;
    desk.keeper.send(Request::CancelMfaQuestion(desk.question().id));
    desk.pass(AT_ONCE).await;
    assert_eq!(start.await.unwrap().unwrap_err().code, ProblemCode::MfaCodeNeeded);
    assert_eq!(desk.questions(), []);

    let start = desk.start(Surface::Window).await;
    assert_eq!(desk.questions().len(), 1);
    desk.pass(Duration::from_mins(3)).await;
    assert_eq!(start.await.unwrap().unwrap_err().code, ProblemCode::MfaCodeNeeded);
    assert_eq!(desk.questions(), []);
    assert_eq!(desk.world.aws.count(Operation::GetSessionToken), 0);
}

#[tokio::test(start_paused = true)]
async fn what_is_renewed_automatically_asks_by_a_notification_and_only_once() {
    let desk = Desk::new().await;
    let start = desk.start(Surface::Window).await;
    let code = desk.world.mfa_device.shown();
    desk.answer(desk.question().id, &code).await.unwrap();
    start.await.unwrap().unwrap();
    let windows = desk.window_requests();
    desk.pass(Duration::from_mins(11 * 60 + 50)).await;
    let phase = desk.keeper.snapshot().role_sessions[0].phase.clone();
    assert!(
        matches!(&phase, RoleSessionPhase::Refused(problem) if problem.code == ProblemCode::MfaCodeNeeded),
        "{phase:?}"
    );
    assert_eq!(desk.questions(), []);
    assert_eq!(desk.window_requests(), windows, "nobody is disturbed");
    assert_eq!(desk.visible_notifications(), ["mfa-code"]);
    let records = desk.world.state_store.role_sessions().unwrap();
    assert!(records.iter().all(|record| record.renewal == Renewal::Off));
    assert_eq!(desk.world.aws.count(Operation::GetSessionToken), 1);

    assert!(desk.world.notifier.choose("mfa-code", "enter-code"));
    desk.pass(AT_ONCE).await;
    let code = desk.world.mfa_device.shown();
    desk.answer(desk.question().id, &code).await.unwrap();
    assert_eq!(desk.world.aws.count(Operation::GetSessionToken), 2);
    assert_eq!(desk.visible_notifications(), [""; 0]);
}

#[tokio::test(start_paused = true)]
async fn a_program_that_needs_a_code_is_reported_and_a_click_asks_for_it() {
    let desk = Desk::new().await;
    let program = ProcessInfo {
        name: "terraform".into(),
        pid: 1,
        started: 1,
        folder: None,
    };
    let report = |name: &str| {
        let name = DefinedRoleName::parse(name).unwrap();
        desk.keeper
            .send(Request::ReportMfaCodeNeeded(name, Some(program.clone())));
    };
    report("nobody");
    desk.pass(AT_ONCE).await;
    assert_eq!(desk.visible_notifications(), [""; 0], "there is no such role");
    for _ in 0..4 {
        report("carol");
        desk.pass(Duration::from_mins(1)).await;
    }
    let shown = desk.world.notifier.shown();
    assert_eq!(shown.len(), 1, "{shown:?}");
    assert!(shown[0].body.contains("terraform"), "{shown:?}");
    assert_eq!(desk.questions(), [], "no program opens a dialog");
    assert_eq!(desk.window_requests(), 0);

    desk.pass(Duration::from_mins(5)).await;
    report("carol");
    desk.pass(AT_ONCE).await;
    assert_eq!(desk.world.notifier.shown().len(), 2, "it asks again later");
    assert!(desk.world.notifier.click("mfa-code"));
    desk.pass(AT_ONCE).await;
    assert_eq!(desk.window_requests(), 1);
    let code = desk.world.mfa_device.shown();
    desk.answer(desk.question().id, &code).await.unwrap();
    assert_eq!(desk.keeper.snapshot().role_sessions.len(), 1);
    assert_eq!(desk.visible_notifications(), [""; 0]);
    assert!(desk.keeper.snapshot().problems.is_empty());
}
