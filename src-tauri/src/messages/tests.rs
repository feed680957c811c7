//! No name turns a sentence round, and none moves the cursor of a terminal. Every function here that takes a text is in a table.

use super::{
    argument, autostart_not_changed, database_moved_aside, demo_not_started, history_not_exported,
    not_started, other_instance_not_responding,
};
use crate::arguments::parse;
use crate::compose::{AutostartError, SidecarError};
use rolecall::hostile_text::{printable, printable_sentence};
use rolecall::ports::RunningDesktopError;
use rolecall_fakes::hostile;
use std::path::Path;

/// A function of the catalogue, and what it says of a name.
type Sentence = (&'static str, fn(&str) -> String);

/// What the window and notifications show: each name stands in an isolate.
const SHOWN: [Sentence; 7] = [
    ("demo_not_started", |name| {
        demo_not_started(&SidecarError::Missing(name.to_owned()))
    }),
    ("demo_not_started: failed", |name| {
        demo_not_started(&SidecarError::Failed {
            program: name.to_owned(),
            detail: name.to_owned(),
        })
    }),
    ("demo_not_started: not ready", |name| {
        demo_not_started(&SidecarError::NotReady(name.to_owned()))
    }),
    ("autostart_not_changed", |name| {
        autostart_not_changed(&AutostartError::ImpossiblePath {
            path: name.to_owned(),
        })
    }),
    ("autostart_not_changed: failed", |name| {
        autostart_not_changed(&AutostartError::Failed {
            detail: name.to_owned(),
        })
    }),
    ("history_not_exported", history_not_exported),
    ("database_moved_aside", |name| {
        database_moved_aside(Path::new(name))
    }),
];

/// What a terminal shows: it gets no isolates, and nothing that it would obey.
const PRINTED: [Sentence; 3] = [
    ("not_started", not_started),
    ("other_instance_not_responding", |name| {
        other_instance_not_responding(&RunningDesktopError::Failed {
            detail: name.to_owned(),
        })
    }),
    ("argument", |name| {
        argument(&parse([format!("x{name}").into()]).expect_err("no argument begins so"))
    }),
];

/// Functions that only compare the texts that they take.
const WITHOUT_NAMES: [&str; 1] = ["without_tray"];

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
    for (function, sentence) in SHOWN {
        let expected = words(&sentence("payments")).unwrap();
        assert!(expected.contains("<name>"), "{function}: {expected}");
        for name in hostile::names_up_to(300) {
            let said = sentence(&name);
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
fn no_name_moves_the_cursor_of_a_terminal() {
    for (function, sentence) in PRINTED {
        for name in hostile::names_up_to(300) {
            let said = sentence(&name);
            assert_eq!(printable(&said), said, "{function}: {said:?}");
        }
    }
}

#[test]
fn every_function_that_takes_a_text_is_tried() {
    let tried: Vec<&str> = SHOWN
        .iter()
        .chain(&PRINTED)
        .map(|(function, _)| *function)
        .chain(WITHOUT_NAMES)
        .collect();
    let mut found = 0;
    for piece in include_str!("../messages.rs").split("fn ").skip(1) {
        let Some((name, rest)) = piece.split_once('(') else {
            continue;
        };
        let parameters = rest.split("->").next().unwrap_or_default();
        let takes_text = ["&str", "String", "Path", "Error"]
            .iter()
            .any(|kind| parameters.contains(kind));
        found += usize::from(takes_text);
        assert!(!takes_text || tried.contains(&name), "{name} is in no table");
    }
    assert!(found > 5, "the functions are found");
}
