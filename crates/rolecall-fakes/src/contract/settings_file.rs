//! The suite of [`SettingsFile`].

use crate::hostile;
use rolecall::ports::SettingsFile;

/// The suite of [`SettingsFile`]: `one` and `two` are the same, absent file as two processes have it. It leaves text behind.
///
/// # Panics
/// When the file breaks its word.
pub fn settings_file(one: &dyn SettingsFile, two: &dyn SettingsFile) {
    assert_eq!(one.read().expect("a read"), "", "no file reads as no text");
    assert!(!one.shown_path().is_empty(), "the path is shown");

    let mut seen = Vec::new();
    one.edit(&mut |text| {
        seen.push(text.to_owned());
        "# a comment\n".to_owned()
    })
    .expect("an edit");
    assert_eq!(
        seen.last().map(String::as_str),
        Some(""),
        "an edit sees what is there"
    );
    assert_eq!(
        two.read().expect("a read"),
        "# a comment\n",
        "the other process sees it"
    );

    two.edit(&mut |text| format!("{text}second = true\r\n"))
        .expect("an edit");
    assert_eq!(
        one.read().expect("a read"),
        "# a comment\nsecond = true\r\n",
        "byte for byte, line ends too"
    );

    for name in hostile::names() {
        one.edit(&mut |_| name.clone()).expect("an edit");
        assert_eq!(two.read().expect("a read"), name, "byte for byte");
    }
    one.edit(&mut |_| String::new()).expect("an edit");
    assert_eq!(two.read().expect("a read"), "", "all can be taken out");
    beside_each_other(one, two);
}

/// An edit by another process in the middle of an edit is not lost.
fn beside_each_other(one: &dyn SettingsFile, two: &dyn SettingsFile) {
    std::thread::scope(|scope| {
        for (file, mark) in [(one, 'a'), (two, 'b')] {
            scope.spawn(move || {
                for _ in 0..20 {
                    file.edit(&mut |text| format!("{text}{mark}"))
                        .expect("an edit beside another");
                }
            });
        }
    });
    let text = one.read().expect("a read");
    let count = |mark| text.chars().filter(|c| *c == mark).count();
    assert_eq!((count('a'), count('b')), (20, 20), "no edit is lost");
}
