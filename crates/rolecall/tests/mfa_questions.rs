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
struct CarolsDesktop {
    world: World,
    keeper: Keeper,
    carol: RoleRef,
}

impl CarolsDesktop {
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
        let desktop = Self { world, keeper, carol };
        desktop.pass(2 * AT_ONCE).await;
        desktop
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
    let desktop = CarolsDesktop::new().await;
    let start = desktop.start(Surface::Tray).await;
    let question = desktop.question();
    assert_eq!(question.device.as_str(), CAROL_DEVICE);
    assert_eq!(question.role, desktop.carol);
    assert_eq!(question.phase, MfaQuestionPhase::Open { was_refused: false });
    assert_eq!(desktop.window_requests(), 1, "the window is shown");

    desktop.answer(question.id, "000000").await.unwrap();
    let again = desktop.question();
    assert_eq!(again.id, question.id);
    assert_eq!(again.phase, MfaQuestionPhase::Open { was_refused: true });
    assert_eq!(desktop.window_requests(), 1, "it is in the window already");

    desktop
        .answer(again.id, &desktop.world.mfa_device.shown())
        .await
        .unwrap();
    assert_eq!(start.await.unwrap().unwrap().renewal, Renewal::On);
    assert_eq!(desktop.questions(), []);
    let over = desktop.answer(again.id, "123456").await.unwrap_err();
    assert_eq!(over.code, ProblemCode::WrongInput);
    assert_eq!(desktop.world.aws.count(Operation::GetSessionToken), 2);
}

#[tokio::test(start_paused = true)]
async fn whoever_gives_no_code_gets_no_credentials_and_nothing_hangs() {
    let desktop = CarolsDesktop::new().await;
    let start = desktop.start(Surface::Window).await;
    desktop
        .keeper
        .send(Request::CancelMfaQuestion(desktop.question().id));
    desktop.pass(AT_ONCE).await;
    assert_eq!(start.await.unwrap().unwrap_err().code, ProblemCode::MfaCodeNeeded);
    assert_eq!(desktop.questions(), []);

    let start = desktop.start(Surface::Window).await;
    assert_eq!(desktop.questions().len(), 1);
    desktop.pass(Duration::from_mins(3)).await;
    assert_eq!(start.await.unwrap().unwrap_err().code, ProblemCode::MfaCodeNeeded);
    assert_eq!(desktop.questions(), []);
    assert_eq!(desktop.world.aws.count(Operation::GetSessionToken), 0);
}

#[tokio::test(start_paused = true)]
async fn what_is_renewed_automatically_asks_by_a_notification_and_only_once() {
    let desktop = CarolsDesktop::new().await;
    let start = desktop.start(Surface::Window).await;
    let code = desktop.world.mfa_device.shown();
    desktop.answer(desktop.question().id, &code).await.unwrap();
    start.await.unwrap().unwrap();
    let windows = desktop.window_requests();
    desktop.pass(Duration::from_mins(11 * 60 + 50)).await;
    let phase = desktop.keeper.snapshot().role_sessions[0].phase.clone();
    assert!(
        matches!(&phase, RoleSessionPhase::Refused(problem) if problem.code == ProblemCode::MfaCodeNeeded),
        "{phase:?}"
    );
    assert_eq!(desktop.questions(), []);
    assert_eq!(desktop.window_requests(), windows, "nobody is disturbed");
    assert_eq!(desktop.visible_notifications(), ["mfa-code"]);
    let records = desktop.world.state_store.role_sessions().unwrap();
    assert!(records.iter().all(|record| record.renewal == Renewal::Off));
    assert_eq!(desktop.world.aws.count(Operation::GetSessionToken), 1);

    assert!(desktop.world.notifier.choose("mfa-code", "enter-code"));
    desktop.pass(AT_ONCE).await;
    let code = desktop.world.mfa_device.shown();
    desktop.answer(desktop.question().id, &code).await.unwrap();
    assert_eq!(desktop.world.aws.count(Operation::GetSessionToken), 2);
    assert_eq!(desktop.visible_notifications(), [""; 0]);
}

#[tokio::test(start_paused = true)]
async fn a_program_that_needs_a_code_is_reported_and_a_click_asks_for_it() {
    let desktop = CarolsDesktop::new().await;
    let program = ProcessInfo {
        name: "terraform".into(),
        pid: 1,
        started: 1,
        folder: None,
    };
    let report = |name: &str| {
        let name = DefinedRoleName::parse(name).unwrap();
        desktop
            .keeper
            .send(Request::ReportMfaCodeNeeded(name, Some(program.clone())));
    };
    report("nobody");
    desktop.pass(AT_ONCE).await;
    assert_eq!(desktop.visible_notifications(), [""; 0], "there is no such role");
    for _ in 0..4 {
        report("carol");
        desktop.pass(Duration::from_mins(1)).await;
    }
    let shown = desktop.world.notifier.shown();
    assert_eq!(shown.len(), 1, "{shown:?}");
    assert!(shown[0].body.contains("terraform"), "{shown:?}");
    assert_eq!(desktop.questions(), [], "no program opens a dialog");
    assert_eq!(desktop.window_requests(), 0);

    desktop.pass(Duration::from_mins(5)).await;
    report("carol");
    desktop.pass(AT_ONCE).await;
    assert_eq!(desktop.world.notifier.shown().len(), 2, "it asks again later");
    assert!(desktop.world.notifier.click("mfa-code"));
    desktop.pass(AT_ONCE).await;
    assert_eq!(desktop.window_requests(), 1);
    let code = desktop.world.mfa_device.shown();
    desktop.answer(desktop.question().id, &code).await.unwrap();
    assert_eq!(desktop.keeper.snapshot().role_sessions.len(), 1);
    assert_eq!(desktop.visible_notifications(), [""; 0]);
    assert!(desktop.keeper.snapshot().problems.is_empty());
}
