//! Codes read back to what they were made of, and what an earlier version wrote stays readable.

use super::*;

fn console(service: &str, as_link: bool) -> HistoryDetail {
    HistoryDetail::Console {
        service: service.to_owned(),
        region: Region::parse("eu-west-1").unwrap(),
        as_link,
    }
}

/// Every detail that this version writes.
fn written() -> Vec<HistoryDetail> {
    let formats = ExportFormat::ALL.into_iter().map(HistoryDetail::Format);
    let others = [
        HistoryDetail::Exec,
        HistoryDetail::Shell,
        HistoryDetail::DefaultCleared,
        console("s3", false),
        console("console", true),
    ];
    formats.chain(others).collect()
}

#[test]
fn codes_have_no_words_and_read_back() {
    for detail in written() {
        let code = detail.code();
        assert!(!code.contains([' ', ',', '.']), "{code:?}");
        assert_eq!(HistoryDetail::from_code(code), detail);
    }
    assert_eq!(console("s3", false).code(), "console:s3:eu-west-1");
    assert_eq!(console("s3", true).code(), "console-link:s3:eu-west-1");
}

#[test]
fn every_other_text_stays_as_it_is() {
    for text in [
        "s3 in eu-west-1",
        "console in us-east-1, as a link",
        "",
        "console",
        "console:s3",
        "console:s3:eu-west-1:more",
        "console:two words:eu-west-1",
        "console:s3:nowhere",
        "Bash",
        "\u{202e}later:code",
    ] {
        let detail = HistoryDetail::from_code(text.to_owned());
        assert_eq!(detail, HistoryDetail::Text(text.to_owned()));
        assert_eq!(
            (detail.code(), detail.published()),
            (text.to_owned(), text.to_owned())
        );
    }
}

#[test]
fn programs_read_what_they_always_read() {
    let published: Vec<String> = written().iter().map(HistoryDetail::published).collect();
    assert_eq!(
        published[ExportFormat::ALL.len()..],
        [
            "exec",
            "shell",
            "cleared",
            "s3 in eu-west-1",
            "console in eu-west-1, as a link"
        ]
    );
    assert_eq!(published[0], "bash");
}
