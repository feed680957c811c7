//! What is written is read back as it was, by a reader written from the specification.

use super::*;
use proptest::prelude::*;

/// Reads a text as the file holds it.
fn read_text(value: &str) -> String {
    let mut read = String::new();
    let mut characters = value.trim_start().chars();
    while let Some(character) = characters.next() {
        if character != '\\' {
            read.push(character);
            continue;
        }
        read.push(match characters.next().unwrap() {
            's' => ' ',
            'n' => '\n',
            't' => '\t',
            'r' => '\r',
            '\\' => '\\',
            other => panic!("no such escape: {other}"),
        });
    }
    read
}

/// Reads a command line: words in quotes, four characters escaped in them, no field code but the percent sign.
fn read_exec(value: &str) -> Vec<String> {
    let mut arguments = Vec::new();
    let line = read_text(value);
    let mut characters = line.chars().peekable();
    while let Some(first) = characters.next() {
        assert_eq!(first, '"', "every argument stands in quotes");
        let mut argument = String::new();
        loop {
            match characters.next().unwrap() {
                '"' => break,
                '\\' => {
                    let escaped = characters.next().unwrap();
                    assert!("\"`$\\".contains(escaped), "escaped for nothing: {escaped}");
                    argument.push(escaped);
                }
                '%' => {
                    assert_eq!(characters.next(), Some('%'), "a field code");
                    argument.push('%');
                }
                active @ ('`' | '$') => panic!("{active} would be the shell's"),
                other => argument.push(other),
            }
        }
        arguments.push(argument);
        assert!(matches!(characters.next(), Some(' ') | None));
    }
    arguments
}

#[test]
fn a_path_with_everything_in_it_stays_one_argument() {
    let command = [
        "/opt/my apps/100% \"pure\" `$HOME`\\n\n\t/rolecall-app",
        "--hidden",
    ];
    let value = exec(&command).unwrap();
    assert!(!value.contains('\n'));
    assert_eq!(read_exec(&value), command);
    assert_eq!(
        exec(&["/usr/bin/rolecall-app", "--hidden"]).unwrap(),
        r#""/usr/bin/rolecall-app" "--hidden""#
    );
}

#[test]
fn what_the_specification_forbids_is_refused() {
    assert_eq!(exec(&["/a=b/rolecall-app"]), None);
    assert_eq!(exec(&["/a", "b\0c"]), None);
    assert_eq!(exec(&[]), None);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn every_path_is_read_back(folder in any::<String>(), argument in "[ -~\\n\\t\"\\\\%$`]{0,24}") {
        let program = format!("/{folder}/rolecall-app");
        let command = [program.as_str(), argument.as_str()];
        match exec(&command) {
            None => prop_assert!(program.contains(['=', '\0'])),
            Some(value) => {
                prop_assert!(!value.contains(['\n', '\r']));
                prop_assert_eq!(read_exec(&value), command);
            }
        }
    }

    #[test]
    fn every_text_is_read_back(value in any::<String>()) {
        let written = text(&value);
        prop_assert!(!written.contains(['\n', '\r']));
        if !value.starts_with(char::is_whitespace) || value.starts_with([' ', '\n', '\t', '\r']) {
            prop_assert_eq!(read_text(&written), value);
        }
    }
}
