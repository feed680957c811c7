//! Hostile text never reaches a terminal as bytes; columns fit.

use super::{Column, Style, Table, Terminal, Text};
use crate::terminal::Face;
use std::io::{self, Write};
use std::sync::{Arc, Mutex};

/// Everything written, for a test to look at.
#[derive(Clone, Default)]
pub(crate) struct Caught(Arc<Mutex<Vec<u8>>>);

impl Caught {
    pub(crate) fn text(&self) -> String {
        String::from_utf8(self.0.lock().unwrap().clone()).unwrap()
    }
}

impl Write for Caught {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn printed(face: Face, print: impl FnOnce(&Terminal)) -> String {
    let out = Caught::default();
    print(&Terminal::new(
        Box::new(out.clone()),
        face,
        Box::new(io::sink()),
        face,
    ));
    out.text()
}

const WIDE: Face = Face {
    is_terminal: true,
    coloured: false,
    width: Some(30),
};

fn table() -> Table {
    let columns = [
        Column {
            title: "TARGET",
            kept_whole: true,
        },
        Column {
            title: "NAME",
            kept_whole: false,
        },
    ];
    let mut table = Table::new(&columns);
    table.push(vec![
        Text::from("work/1/Admin"),
        Text::from("a very long name that does not fit"),
    ]);
    table.push(vec![Text::from(""), Text::styled(Style::Bad, "b\tc")]);
    table
}

#[test]
fn columns_are_cut_to_the_terminal() {
    let lines = printed(WIDE, |terminal| table().print(terminal).unwrap());
    assert_eq!(
        lines,
        "TARGET        NAME\nwork/1/Admin  a very long nam…\n              b\\tc\n"
    );
    assert!(lines.lines().all(|line| line.chars().count() <= 30), "{lines}");
}

#[test]
fn a_pipe_gets_whole_cells_between_tabs() {
    let lines = printed(Face::default(), |terminal| table().print(terminal).unwrap());
    assert_eq!(
        lines,
        "work/1/Admin\ta very long name that does not fit\n\tb\\tc\n"
    );
}

#[test]
fn colours_are_around_printable_text_only() {
    let face = Face {
        coloured: true,
        ..WIDE
    };
    let line = printed(face, |terminal| {
        terminal.line(Text::styled(Style::Good, "a\u{1b}[2J")).unwrap()
    });
    assert_eq!(line, "\u{1b}[32ma\\u{1b}[2J\u{1b}[0m\n");
}

#[test]
fn hostile_names_leave_no_control_character() {
    for name in rolecall_fakes::hostile::names() {
        let line = printed(WIDE, |terminal| terminal.line(name.as_str()).unwrap());
        let json = printed(WIDE, |terminal| terminal.json(&name).unwrap());
        for text in [&line, &json] {
            let body = text.strip_suffix('\n').unwrap();
            assert!(!body.chars().any(is_dangerous), "{body:?}");
        }
        assert_eq!(serde_json::from_str::<String>(&json).unwrap(), name);
    }
}

fn is_dangerous(c: char) -> bool {
    c.is_control() || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{200e}' | '\u{200f}')
}
