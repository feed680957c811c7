//! Whatever accounts, roles, portals' problems and programs are called, every line of the menu is one short printable line.

use super::*;
use crate::hostile_text::{columns, isolated, printable_sentence};
use proptest::prelude::*;
use rolecall_fakes::hostile;

/// Wider than any line that is made of two names, a mark and a time.
const WIDEST: usize = 180;

fn lines(snapshot: &Snapshot) -> Vec<String> {
    let menu = menu(snapshot, noon());
    let mut lines: Vec<String> = all(&menu)
        .into_iter()
        .filter_map(|entry| match entry {
            MenuEntry::Separator => None,
            MenuEntry::Heading(label) | MenuEntry::Item { label, .. } | MenuEntry::Submenu { label, .. } => {
                Some(label.clone())
            }
        })
        .collect();
    lines.push(tooltip(snapshot, noon()));
    lines
}

fn called(account_name: &str, role_name: &str) -> Snapshot {
    let mut snapshot = corp();
    let accounts = vec![
        listed(PROD, account_name, &[role_name]),
        listed(DEV, account_name, &[role_name, "Other"]),
        listed(SHARED, &format!("prod {account_name}"), &[role_name]),
    ];
    snapshot.portals[0] = at_portal("corp", SignInState::SignedIn(None), accounts);
    let mut failed = problem(ProblemCode::WrongInput);
    failed.summary = format!("There is no portal called {}.", isolated(account_name));
    snapshot.portals[0].problem = Some(failed.clone());
    snapshot.problems = vec![failed.clone()];
    snapshot.role_sessions = vec![
        alive(role(PROD, role_name), Renewal::On, 42),
        active_state(
            role(SHARED, role_name),
            3,
            RoleSessionPhase::Retrying {
                problem: failed,
                at: noon(),
            },
        ),
    ];
    snapshot.favourites = Arc::new([role(DEV, role_name)].into());
    settings(&mut snapshot).default_role = Some(role(DEV, role_name));
    snapshot
}

/// What the program itself writes beside ASCII.
const OWN: &str = "·—…✓⚠";

/// What a line says without the names in it: nothing of a name stands outside its isolate.
fn outside_of_names(line: &str) -> String {
    let mut depth = 0_usize;
    let outside = line.chars().filter(|c| {
        match c {
            '\u{2068}' => depth += 1,
            '\u{2069}' => depth -= 1,
            _ => {}
        }
        depth == 0 && *c != '\u{2069}'
    });
    outside.collect()
}

fn check(snapshot: &Snapshot) {
    for line in lines(snapshot) {
        assert_eq!(printable_sentence(&line), line);
        let outside = outside_of_names(&line);
        assert!(
            outside.is_ascii() || outside.chars().all(|c| OWN.contains(c) || c.is_ascii()),
            "{outside:?}"
        );
        assert!(!line.contains(['\n', '\r', '\t']), "{line:?}");
        assert!(columns(&line) <= WIDEST, "{} columns: {line}", columns(&line));
    }
}

#[test]
fn hostile_names_make_harmless_lines() {
    for name in hostile::names() {
        check(&called(&name, "Admin"));
        check(&called("payments", &name));
    }
}

#[test]
fn a_mark_of_production_is_never_cut_off() {
    let mut snapshot = called(&"prod-".repeat(50), &"r".repeat(200));
    settings(&mut snapshot).aliases.clear();
    let marked = |line: &&String| line.contains("⚠ production — ");
    assert_eq!(lines(&snapshot).iter().filter(marked).count(), 2);
}

#[test]
fn an_action_names_what_was_given_however_it_is_shown() {
    let hostile = "x\u{202e}\n".repeat(40);
    let snapshot = called("payments", &hostile);
    let menu = menu(&snapshot, noon());
    let consoles = all(&menu).into_iter().filter_map(|entry| match entry {
        MenuEntry::Item {
            action: TrayAction::OpenConsole(role, _),
            ..
        } => Some(role),
        MenuEntry::Separator | MenuEntry::Heading(_) | MenuEntry::Item { .. } | MenuEntry::Submenu { .. } => {
            None
        }
    });
    for role in consoles {
        assert_eq!(role.role_name.as_str(), hostile);
    }
}

proptest! {
    #[test]
    fn any_names_make_harmless_lines(account_name in ".{0,80}", role_name in ".{1,80}") {
        check(&called(&account_name, &role_name));
    }
}
