//! The page gets everything that it needs, and no secret.

mod defined_roles;

use super::{problem, role_session_from_record, rows};
use crate::tests::{self, corp, listed_account, portal_state};
use crate::wire::{
    ColourView, DesktopView, EnvironmentView, ProblemCodeView, RecoveryView, RenewalView,
    RoleSessionOutcomeView, RoleSessionPhaseView, SignInView, SnapshotView,
};
use rolecall::keeper::{PortalState, RefreshState, SignInState, Snapshot};
use rolecall::problem::{Problem, ProblemCode};
use rolecall::role_session_status::{RoleSessionPhase, RoleSessionState};
use rolecall_model::Timestamp;
use rolecall_model::catalogue::Difference;
use rolecall_model::colour::Colour;
use rolecall_model::history::{ProcessInfo, StaleDefaultUser, Surface};
use rolecall_model::role_ref::RoleRef;
use rolecall_model::role_session::{Renewal, RoleSessionRecord};
use rolecall_model::secret::AuthorizationUrl;
use rolecall_model::settings::{RoleSessionLimit, Settings};
use std::sync::Arc;
use std::time::Duration;

const ROLE: &str = "Ad\"min\u{202e}\n/x";

fn role_ref(role: &str) -> RoleRef {
    tests::role_ref("000000000001", role)
}

fn state(sign_in: SignInState) -> PortalState {
    let account = listed_account("000000000001", "payments-prod", &[ROLE, "ReadOnly"]);
    let id = account.account.id.clone();
    PortalState {
        difference: Arc::new(Difference {
            added: vec![role_ref("ReadOnly")],
            removed: vec![role_ref("Gone")],
        }),
        failed_accounts: Arc::new([(id, Problem::new(ProblemCode::Unreachable, "x"))].into()),
        refresh: Some(RefreshState {
            accounts_done: 1,
            accounts_found: 3,
            complete: false,
            throttled: true,
        }),
        ..portal_state(sign_in, vec![account])
    }
}

fn sample(sign_in: SignInState) -> Snapshot {
    let aliases = [("pay", ROLE), ("again", ROLE)].map(|(alias, role)| (alias.to_owned(), role_ref(role)));
    Snapshot {
        portals: vec![state(sign_in)],
        favourites: Arc::new([role_ref(ROLE)].into()),
        recents: Arc::new(vec![role_ref("ReadOnly")]),
        settings: Arc::new(Settings {
            aliases: aliases.into(),
            ..Settings::default()
        }),
        ..Snapshot::default()
    }
}

fn shown(snapshot: &Snapshot) -> SnapshotView {
    super::snapshot(snapshot, false, None, DesktopView::default())
}

#[test]
fn rows_contain_names_byte_for_byte_and_labels() {
    let rows = rows(&sample(SignInState::SignedOut));
    let account = &rows.accounts[0];
    assert!(account.name == "payments-prod" && account.roles_listed);
    assert!(matches!(account.environment, Some(EnvironmentView::Production)));
    let problem = account.problem.as_ref().unwrap();
    assert_eq!(problem.code, ProblemCodeView::Unreachable);
    let [admin, read_only] = &account.roles[..] else {
        panic!("{:?}", account.roles)
    };
    assert!(admin.name == ROLE && admin.favourite && !admin.added);
    assert_eq!(admin.alias.as_deref(), Some("again"), "the first by name");
    assert!(!read_only.favourite && read_only.added && read_only.alias.is_none());
    assert_eq!(rows.recents[0].role_name, "ReadOnly");
    let others = rows.other_aliases.iter();
    let others: Vec<_> = others
        .map(|other| (other.role_key.role_name.as_str(), other.alias.as_str()))
        .collect();
    assert_eq!(others, [(ROLE, "pay")]);
}

#[test]
fn a_snapshot_has_counts_and_no_total_before_it_is_known() {
    let view = shown(&sample(SignInState::SignedIn(None)));
    assert!(!view.demo && view.catalogue.refreshed_at.is_none());
    let counts = view.catalogue;
    assert_eq!((counts.accounts, counts.roles), (1, 2));
    assert_eq!((counts.added, counts.removed), (1, 1));
    let refresh = view.portals[0].refresh.as_ref().unwrap();
    assert_eq!((refresh.accounts_done, refresh.accounts_total), (1, None));
    assert!(refresh.throttled);
}

#[test]
fn the_authorization_page_never_reaches_the_page() {
    let expires_at = Timestamp::UNIX_EPOCH;
    let page = AuthorizationUrl::from_exposed("https://oidc.example/authorize?state=CANARY");
    let browser = SignInState::WaitingForBrowser {
        page: Some(page),
        opened: true,
        expires_at,
    };
    let code = SignInState::WaitingForCode {
        user_code: "ABCD-EFGH".to_owned(),
        verification_uri: "https://device.example/".to_owned(),
        verification_uri_complete: "https://device.example/?user_code=CANARY".to_owned(),
        expires_at,
    };
    for sign_in in [browser, code] {
        let view = shown(&sample(sign_in));
        assert!(!matches!(view.portals[0].sign_in, SignInView::SignedOut));
        let json = serde_json::to_string(&view).unwrap();
        assert!(json.contains("1970-01-01T00:00:00Z"), "{json}");
        assert!(!json.contains("CANARY"), "{json}");
    }
}

#[test]
fn a_problem_offers_only_what_can_be_done_and_hides_what_aws_returned() {
    for code in ProblemCode::ALL {
        let without_portal = Problem::new(code, "CANARY");
        let view = problem(&without_portal);
        assert!(!view.summary.is_empty() && view.reference == without_portal.reference);
        let [shown, known] = [serde_json::to_value(view.code), serde_json::to_value(code)];
        assert_eq!(shown.unwrap(), known.unwrap(), "the same word as everywhere");
        let json = serde_json::to_string(&view).unwrap();
        assert!(!json.contains("CANARY"), "{code:?}");
        let needs_portal = matches!(
            view.recovery,
            RecoveryView::SignIn { .. } | RecoveryView::SignInWithCode { .. }
        );
        assert!(!needs_portal, "{code:?} names no portal to sign in at");
    }
    let with_portal = problem(&Problem::new(ProblemCode::SignInNeeded, "").with_portal(&corp()));
    assert!(matches!(with_portal.recovery, RecoveryView::SignIn { portal } if portal == "corp"));
}

fn record(renewal: Renewal) -> RoleSessionRecord {
    let started_at = Timestamp::UNIX_EPOCH;
    RoleSessionRecord {
        role: role_ref(ROLE),
        started_at,
        issued_at: started_at + Duration::from_mins(30),
        expires_at: started_at + Duration::from_mins(90),
        renewal,
        requested_by: Surface::Window,
        reason: None,
    }
}

#[test]
fn a_role_session_has_its_phase_and_when_its_limit_ends_it() {
    let mut snapshot = sample(SignInState::SignedIn(None));
    let at = Timestamp::UNIX_EPOCH + Duration::from_hours(1);
    let phases = [
        RoleSessionPhase::Active,
        RoleSessionPhase::Renewing,
        RoleSessionPhase::Retrying {
            problem: Problem::new(ProblemCode::Unreachable, "CANARY"),
            at,
        },
        RoleSessionPhase::WaitingForSignIn,
        RoleSessionPhase::Refused(Problem::new(ProblemCode::NotAssigned, "CANARY")),
    ];
    let state = |phase| RoleSessionState {
        record: record(Renewal::On),
        phase,
        limit_at: Some(at),
    };
    snapshot.role_sessions = phases.into_iter().map(state).collect();
    let view = shown(&snapshot);
    let phases: Vec<_> = view.role_sessions.iter().map(|session| &session.phase).collect();
    assert!(matches!(
        phases[..],
        [
            RoleSessionPhaseView::Active,
            RoleSessionPhaseView::Renewing,
            RoleSessionPhaseView::Retrying { .. },
            RoleSessionPhaseView::WaitingForSignIn,
            RoleSessionPhaseView::Refused { .. }
        ]
    ));
    assert_eq!(view.role_sessions[0].renewal, RenewalView::On);
    let limit_at = view.role_sessions[0].limit_at.as_deref();
    assert_eq!(limit_at, Some("1970-01-01T01:00:00Z"));
    let (issued, expires) = (Some("1970-01-01T00:30:00Z"), Some("1970-01-01T01:30:00Z"));
    let expected = [None, None, expires, issued, issued];
    for (session, needs_user_from) in view.role_sessions.iter().zip(expected) {
        assert_eq!(session.needs_user_from.as_deref(), needs_user_from);
    }
    assert!(!serde_json::to_string(&view).unwrap().contains("CANARY"));
}

/// Settings with one limit, in hours.
fn limit(accounts: &[&str], roles: &[&str], hours: u64) -> Arc<Settings> {
    let owned = |patterns: &[&str]| patterns.iter().map(|pattern| (*pattern).to_owned()).collect();
    let limit = RoleSessionLimit {
        accounts: owned(accounts),
        roles: owned(roles),
        max_duration: Duration::from_hours(hours),
    };
    Arc::new(Settings {
        limits: vec![limit],
        ..Settings::default()
    })
}

#[test]
fn a_role_session_that_was_just_started_has_its_limit() {
    let mut snapshot = sample(SignInState::SignedIn(None));
    let none = role_session_from_record(&snapshot, &record(Renewal::Off));
    assert_eq!((none.limit_at, none.renewal), (None, RenewalView::Off));
    snapshot.settings = limit(&["*prod*"], &[], 2);
    let limited = role_session_from_record(&snapshot, &record(Renewal::On));
    assert_eq!(limited.limit_at.as_deref(), Some("1970-01-01T02:00:00Z"));
    assert_eq!(limited.outcome, RoleSessionOutcomeView::Renews);
    assert_eq!(limited.credentials_end, limited.expires_at);
    assert_eq!(limited.active_until, limited.limit_at);
    assert_eq!(limited.ends_soon_at, None);
    let ending = role_session_from_record(&snapshot, &record(Renewal::Off));
    assert_eq!(ending.outcome, RoleSessionOutcomeView::Ends);
    assert_eq!(ending.active_until.as_ref(), Some(&ending.credentials_end));
    assert_eq!(ending.ends_soon_at.as_deref(), Some("1970-01-01T01:20:00Z"));
    let unlisted = Snapshot {
        settings: limit(&[], &["*"], 1),
        ..Snapshot::default()
    };
    let limited = role_session_from_record(&unlisted, &record(Renewal::On));
    assert_eq!(limited.limit_at.as_deref(), Some("1970-01-01T01:00:00Z"));
}

#[test]
fn labels_the_default_its_stale_users_and_a_warning_reach_the_page() {
    let mut snapshot = sample(SignInState::SignedIn(None));
    snapshot.settings = Arc::new(Settings {
        default_role: Some(role_ref("ReadOnly")),
        colours: [(role_ref(ROLE), Colour::Teal)].into(),
        notes: [(role_ref(ROLE), "ask Ana".to_owned())].into(),
        tags: [(role_ref(ROLE).account_id, vec!["pci".to_owned()])].into(),
        ..Settings::default()
    });
    snapshot.stale_default_users = Arc::new(vec![StaleDefaultUser {
        program: ProcessInfo {
            name: "python3".to_owned(),
            pid: 7,
            started: 1,
            folder: None,
        },
        role: role_ref(ROLE),
        expires_at: Timestamp::UNIX_EPOCH,
    }]);
    let warning = Problem::new(ProblemCode::StateStoreFailed, "");
    let desktop = DesktopView {
        tray_shown: Some(false),
        ..DesktopView::default()
    };
    let view = super::snapshot(&snapshot, true, Some(warning), desktop.clone());
    assert_eq!(view.default.unwrap().role_name, "ReadOnly");
    let user = &view.stale_default_users[0];
    assert_eq!((user.pid, user.program.as_str()), (7, "python3"));
    assert_eq!(view.problems[0].code, ProblemCodeView::StateStoreFailed);
    assert_eq!((view.desktop, view.demo), (desktop, true));
    let rows = rows(&snapshot);
    let role = &rows.accounts[0].roles[0];
    assert_eq!(role.colour, Some(ColourView::Teal));
    assert_eq!(role.note.as_deref(), Some("ask Ana"));
    assert_eq!(rows.accounts[0].tags, ["pci"]);
}

#[test]
fn the_page_names_every_colour_by_the_word_of_the_settings_file() {
    for colour in Colour::ALL {
        let mut snapshot = sample(SignInState::SignedIn(None));
        snapshot.settings = Arc::new(Settings {
            colours: [(role_ref(ROLE), colour)].into(),
            ..Settings::default()
        });
        let view = rows(&snapshot).accounts[0].roles[0].colour;
        assert_eq!(serde_json::to_value(view).unwrap(), colour.id());
    }
}
