//! No name turns a sentence round: whatever it is, the words around it are those around any other name, and each name stands in an
//! isolate. Every function here that takes a text is in the table.

use super::{files, input, notices, problems, settings_file, sign_in, text, tray};
use crate::hostile_text::{isolated, printable_sentence};
use crate::new_portal::NewPortalError;
use crate::ports::{BlockedConnection, CaBundleFault, LockOwner, OwnerState};
use crate::settings::{ExpectedValue, SettingsError, SettingsFault};
use rolecall_fakes::hostile;
use rolecall_model::browser_failure::BrowserFailure;
use rolecall_model::sign_in::IgnoredRequest;
use std::path::PathBuf;
use std::time::Duration;

/// A function of the catalogue, and what it says of a name.
type Sentence = (&'static str, fn(&str) -> String);

/// Functions that get a name as it is.
const RAW: [Sentence; 18] = [
    ("files::held", |name| {
        both(files::held(&LockOwner {
            pid: 1,
            program: name.to_owned(),
            state: OwnerState::Suspended,
        }))
    }),
    ("input::completed_address", input::completed_address),
    ("input::new_portal", |name| {
        both(input::new_portal(&NewPortalError::RedirectsElsewhere {
            host: name.to_owned(),
        }))
    }),
    ("problems::blocked_connection", |name| {
        both(problems::blocked_connection(&BlockedConnection::CaBundle {
            path: PathBuf::from(name),
            fault: CaBundleFault::Missing,
        }))
    }),
    ("settings_file::other_owner", settings_file::other_owner),
    ("settings_file::take_back", |name| {
        settings_file::take_back(name, true) + &settings_file::take_back(name, false)
    }),
    (
        "settings_file::writable_by_others",
        settings_file::writable_by_others,
    ),
    ("settings_file::make_private", settings_file::make_private),
    ("settings_file: syntax", |name| {
        fault(SettingsFault::Syntax(name.to_owned()))
    }),
    ("settings_file: key", |name| {
        fault(SettingsFault::Unexpected {
            key: name.to_owned(),
            expected: ExpectedValue::Flag,
        })
    }),
    ("settings_file: table", |name| {
        fault(SettingsFault::Missing {
            table: name.to_owned(),
            key: "region",
        })
    }),
    ("settings_file: conflict", |name| {
        fault(SettingsFault::Conflict {
            table: name.to_owned(),
            keys: ["assume", "roles_anywhere"],
        })
    }),
    ("settings_file: alias", |name| {
        fault(SettingsFault::InvalidAlias(name.to_owned()))
    }),
    ("sign_in: variable", |name| {
        both(sign_in::browser_failure(&BrowserFailure::ProgramNotFound {
            variable: name.to_owned(),
        }))
    }),
    ("sign_in: not started", |name| {
        both(sign_in::browser_failure(&BrowserFailure::NotStarted {
            detail: name.to_owned(),
        }))
    }),
    ("sign_in: failed", |name| {
        both(sign_in::browser_failure(&BrowserFailure::ProgramFailed {
            status: name.to_owned(),
        }))
    }),
    ("sign_in: unknown user", |name| {
        both(sign_in::browser_failure(&BrowserFailure::UnknownUser {
            detail: name.to_owned(),
        }))
    }),
    ("sign_in: error code", |name| {
        both(sign_in::ignored_request(&IgnoredRequest::ErrorWithoutState {
            code: name.to_owned(),
        }))
    }),
];

/// Functions of labels that are isolated already, since they are cut to the width of what shows them.
const ISOLATED: [Sentence; 22] = [
    ("notices::role", |name| {
        notices::role(Some(name), name, name) + &notices::role(None, name, name)
    }),
    ("notices::failure", |name| notices::failure(name, "It failed.")),
    ("notices::sign_in", |name| {
        let names = vec![name.to_owned(), name.to_owned()];
        let text = notices::sign_in(&notices::SignInReasons {
            portals: names.clone(),
            waiting: names.clone(),
            programs: names,
        });
        text.summary + &text.body
    }),
    ("notices::expiring", |name| {
        notice(name, |names| notices::expiring(names, 5))
    }),
    ("notices::not_renewed", |name| {
        notice(name, |names| notices::not_renewed(names, "It failed."))
    }),
    ("notices::refused", |name| {
        notice(name, |names| notices::refused(names, "It failed.", Some(5)))
    }),
    ("notices::certificate_ends", |name| {
        notice(name, |names| {
            notices::certificate_ends(names, Duration::from_hours(72))
        })
    }),
    ("notices::limit_reached", |name| {
        notice(name, notices::limit_reached)
    }),
    ("text::listed", |name| text::listed(&vec![name.to_owned(); 5])),
    ("tray::tooltip", |name| {
        tray::tooltip(2, &tray::TooltipNews::NeedsUser, Some(name))
    }),
    ("tray::role_session", |name| tray::role_session(name, "5 min")),
    ("tray::default", tray::default),
    ("tray::sign_in", tray::sign_in),
    ("tray::sign_in_again", tray::sign_in_again),
    ("tray::signing_in", tray::signing_in),
    ("tray::compare_code", tray::compare_code),
    ("tray::signed_in", tray::signed_in),
    ("tray::sign_out", |name| tray::sign_out(name, 2)),
    ("tray::portal_problem", |name| {
        tray::portal_problem(name, "It failed.")
    }),
    ("tray::full_name", |name| tray::full_name(name, name, name, true)),
    ("tray::at_portal", |name| tray::at_portal(name, name)),
    ("tray::with_production", |name| {
        tray::with_production(name.to_owned(), true)
    }),
];

/// Functions that take a text which is no name: words of this catalogue, or a name whose characters are checked.
const WITHOUT_NAMES: [&str; 12] = [
    "files::fault",
    "input::target",
    "notices::access_changed",
    "notices::about",
    "notices::subject",
    "problems::ca_bundle",
    "settings::one_of",
    "settings_file::shell_word",
    "text::counted",
    "text::plural",
    "tray::status",
    "tray::or_expired",
];

fn both((summary, advice): (impl Into<String>, impl Into<String>)) -> String {
    summary.into() + &advice.into()
}

fn fault(fault: SettingsFault) -> String {
    settings_file::fault_at_line(&SettingsError { line: 1, fault })
}

fn notice(name: &str, text: impl Fn(&[String]) -> notices::NoticeText) -> String {
    let single = text(&[name.to_owned()]);
    let several = text(&[name.to_owned(), name.to_owned()]);
    single.summary + &single.body + &several.summary + &several.body
}

/// The words of a sentence, with a mark for each isolate; `None` if one does not end in it.
fn words(sentence: &str) -> Option<String> {
    let mut words = String::new();
    let mut depth = 0_usize;
    for c in sentence.chars() {
        match c {
            '\u{2068}' => depth += 1,
            '\u{2069}' => {
                depth = depth.checked_sub(1)?;
                words.push_str(if depth == 0 { "<name>" } else { "" });
            }
            c if depth == 0 => words.push(c),
            _ => {}
        }
    }
    (depth == 0).then_some(words)
}

#[test]
fn no_name_turns_a_sentence_round() {
    let all = RAW
        .into_iter()
        .map(|(function, sentence)| (function, sentence, false));
    let all = all.chain(
        ISOLATED
            .into_iter()
            .map(|(function, sentence)| (function, sentence, true)),
    );
    for (function, sentence, is_isolated) in all {
        let said_of = |name: &str| {
            if is_isolated {
                sentence(&isolated(name))
            } else {
                sentence(name)
            }
        };
        let expected = words(&said_of("payments")).unwrap();
        assert!(expected.contains("<name>"), "{function}: {expected}");
        for name in hostile::names_up_to(300) {
            let said = said_of(&name);
            assert_eq!(
                words(&said).as_deref(),
                Some(expected.as_str()),
                "{function}: {said:?}"
            );
            assert_eq!(printable_sentence(&said), said, "{function}");
        }
    }
}

#[test]
fn every_function_that_takes_a_text_is_tried() {
    let sources = [
        ("clock", include_str!("clock.rs")),
        ("durations", include_str!("durations.rs")),
        ("export", include_str!("export.rs")),
        ("files", include_str!("files.rs")),
        ("input", include_str!("input.rs")),
        ("notices", include_str!("notices.rs")),
        ("problems", include_str!("problems.rs")),
        ("settings", include_str!("settings.rs")),
        ("settings_file", include_str!("settings_file.rs")),
        ("sign_in", include_str!("sign_in.rs")),
        ("text", include_str!("text.rs")),
        ("tray", include_str!("tray.rs")),
    ];
    let tried: Vec<&str> = RAW
        .iter()
        .chain(&ISOLATED)
        .map(|(function, _)| *function)
        .collect();
    for (module, source) in sources {
        for piece in source.split("fn ").skip(1) {
            let Some((name, rest)) = piece.split_once('(') else {
                continue;
            };
            let parameters = rest.split("->").next().unwrap_or_default();
            let name = name.split('<').next().unwrap_or_default();
            let takes_text = ["&str", "String", "Path"]
                .iter()
                .any(|kind| parameters.contains(kind));
            let function = format!("{module}::{name}");
            let is_known = tried.contains(&function.as_str()) || WITHOUT_NAMES.contains(&function.as_str());
            assert!(
                !takes_text || is_known,
                "{function} is neither in the table nor without names"
            );
        }
    }
}
