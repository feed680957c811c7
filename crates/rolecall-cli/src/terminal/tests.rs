//! Control characters never reach a terminal; columns fit its width.

use super::{Column, StreamCaps, Style, Table, Terminal, Text};
use std::io::{self, Write};
use std::sync::{Arc, Mutex};

/// A writer that keeps everything, for tests.
#[derive(Clone, Default)]
pub(crate) struct CapturedOutput(Arc<Mutex<Vec<u8>>>);

impl CapturedOutput {
    pub(crate) fn text(&self) -> String {
        String::from_utf8(self.0.lock().unwrap().clone()).unwrap()
    }
}

impl Write for CapturedOutput {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn printed(caps: StreamCaps, print: impl FnOnce(&Terminal)) -> String {
    let out = CapturedOutput::default();
    print(&Terminal::new(
        Box::new(out.clone()),
        caps,
        Box::new(io::sink()),
        caps,
    ));
    out.text()
}

const WIDE: StreamCaps = StreamCaps {
    is_terminal: true,
    takes_escapes: true,
    use_colour: false,
    width: Some(30),
};

fn table() -> Table {
    let columns = [Column::no_truncate("TARGET"), Column::new("NAME")];
    let mut table = Table::new(&columns);
    table.push(vec![
        Text::from("work/1/Admin"),
        Text::from("a very long name that does not fit"),
    ]);
    table.push(vec![Text::from(""), Text::styled(Style::Error, "b\tc")]);
    table
}

#[test]
fn columns_are_truncated_to_fit_the_terminal() {
    let lines = printed(WIDE, |terminal| table().print(terminal).unwrap());
    assert_eq!(
        lines,
        "TARGET        NAME\nwork/1/Admin  a very long nam…\n              b\\tc\n"
    );
    assert!(lines.lines().all(|line| line.chars().count() <= 30), "{lines}");
}

#[test]
fn a_pipe_gets_tab_separated_cells() {
    let lines = printed(StreamCaps::default(), |terminal| table().print(terminal).unwrap());
    assert_eq!(
        lines,
        "work/1/Admin\ta very long name that does not fit\n\tb\\tc\n"
    );
}

#[test]
fn colours_surround_escaped_text() {
    let caps = StreamCaps {
        use_colour: true,
        ..WIDE
    };
    let line = printed(caps, |terminal| {
        terminal
            .print_line(Text::styled(Style::Success, "a\u{1b}[2J"))
            .unwrap()
    });
    assert_eq!(line, "\u{1b}[32ma\\u{1b}[2J\u{1b}[0m\n");
}

#[test]
fn control_characters_in_names_are_escaped() {
    for name in rolecall_fakes::hostile::names() {
        let line = printed(WIDE, |terminal| terminal.print_line(name.as_str()).unwrap());
        let json = printed(WIDE, |terminal| terminal.print_json(&name).unwrap());
        for text in [&line, &json] {
            let body = text.strip_suffix('\n').unwrap();
            assert!(!body.chars().any(is_dangerous), "{body:?}");
        }
        assert_eq!(serde_json::from_str::<String>(&json).unwrap(), name);
    }
}

#[test]
fn a_shared_sentence_comes_without_its_isolates() {
    for name in rolecall_fakes::hostile::names_up_to(200) {
        let sentence = format!("{}: it failed.", rolecall::hostile_text::isolated(&name));
        let line = printed(WIDE, |terminal| terminal.print_line(sentence.as_str()).unwrap());
        let shown = rolecall::hostile_text::printable(&name);
        assert_eq!(line.trim_end_matches('\n'), format!("{shown}: it failed."));
    }
}

fn is_dangerous(c: char) -> bool {
    c.is_control() || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{200e}' | '\u{200f}')
}
