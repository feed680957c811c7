//! Reading shared files, and printing them back.

use super::*;
use proptest::prelude::*;

#[test]
fn what_is_printed_is_what_was_read() {
    for text in [
        "",
        "\u{feff}# who\r\n[default]\r\nregion = eu-west-1\r\n",
        "[profile a]\n; note\nkey=value # why\ns3 =\n  addressing_style = path\n\n\n[profile a]\nKEY : = x",
        "[plugins]\ncli = 1\n[profile \"a b\"]\nx=\n",
    ] {
        let document = Document::parse(text, SharedFile::Config).unwrap();
        assert_eq!(document.to_string(), text);
    }
}

#[test]
fn an_error_has_its_place() {
    for (text, line, column, fault) in [
        ("a = b", 1, 1, DocumentFault::OutsideOfSection),
        ("[profile é  \n", 1, 11, DocumentFault::UnterminatedSection),
        ("[default]\nx\n", 2, 1, DocumentFault::WithoutEquals),
        ("[default]\n= x\n", 2, 1, DocumentFault::WithoutKey),
        ("[default]\n  x = y\n", 2, 3, DocumentFault::ContinuesNothing),
        ("[default]\ns3 =\n\tx\n", 3, 2, DocumentFault::NestedWithoutEquals),
        ("[default]\ns3 =\n  = x\n", 3, 3, DocumentFault::NestedWithoutKey),
    ] {
        let error = Document::parse(text, SharedFile::Config).unwrap_err();
        assert_eq!(error, DocumentError { line, column, fault }, "{text:?}");
    }
}

#[test]
fn debug_shows_no_secret() {
    let text = "[default]\naws_secret_access_key = hunter2\n";
    let document = Document::parse(text, SharedFile::Credentials).unwrap();
    assert!(!format!("{document:?}").contains("hunter2"));
}

#[test]
fn a_key_is_taken_out_of_its_profile_and_nothing_else_changes() {
    let text = "\u{feff}# mine\r\n[ann]\r\nAWS_Access_Key_Id=AKIA1 # hers\r\naws_secret_access_key = s\r\n  more\r\n\
                region = eu-west-1\r\n\r\n[bob]\naws_access_key_id = AKIA1\naws_secret_access_key = s\n\
                [ann]\noutput = json\naws_secret_access_key = again";
    let document = Document::parse(text, SharedFile::Credentials).unwrap();
    let (without, count) = document.without_access_key("ann", "AKIA1");
    assert_eq!(count, 4);
    assert_eq!(
        without,
        "\u{feff}# mine\r\n[ann]\r\nregion = eu-west-1\r\n\r\n[bob]\naws_access_key_id = AKIA1\n\
         aws_secret_access_key = s\n[ann]\noutput = json\n"
    );
    for (name, id) in [("ann", "AKIA2"), ("nobody", "AKIA1"), ("Ann", "AKIA1")] {
        assert_eq!(document.without_access_key(name, id), (text.to_owned(), 0));
    }
}

proptest! {
    #[test]
    fn any_text_is_printed_back_or_refused(text in "([\\[\\]#;=:a-c \t\r\n\"é]|profile|\\[profile a\\]\n|key = v\n|  more\n){0,40}") {
        for file in [SharedFile::Config, SharedFile::Credentials] {
            match Document::parse(&text, file) {
                Ok(document) => prop_assert_eq!(document.to_string(), text.clone()),
                Err(error) => prop_assert!(error.line >= 1 && error.line <= text.lines().count().max(1)),
            }
        }
    }
}
