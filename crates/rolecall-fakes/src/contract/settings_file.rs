//! The suite of [`SettingsFile`].

use crate::hostile;
use rolecall::ports::SettingsFile;

/// The suite of [`SettingsFile`]: `file` and `other` are the same, absent file as two processes have it. It leaves text
/// behind.
///
/// # Panics
/// When the file breaks its contract.
pub fn settings_file(file: &dyn SettingsFile, other: &dyn SettingsFile) {
    let read = |file: &dyn SettingsFile| file.read().expect("a read");
    assert_eq!(read(file), "", "no file reads as no text");
    assert!(!file.shown_path().is_empty(), "the path is shown");

    let mut before = None;
    file.edit(&mut |text| {
        before = Some(text.to_owned());
        "# a comment\n".to_owned()
    })
    .expect("an edit");
    assert_eq!(before.as_deref(), Some(""), "an edit gets the text");
    assert_eq!(read(other), "# a comment\n", "the other process sees it");
    other
        .edit(&mut |text| format!("{text}second = true\r\n"))
        .expect("an edit");
    assert_eq!(read(file), "# a comment\nsecond = true\r\n", "line ends stay");
    for text in hostile::names().into_iter().chain([String::new()]) {
        file.edit(&mut |_| text.clone()).expect("an edit");
        assert_eq!(read(other), text, "byte for byte");
    }
    concurrent_edits(file, other);
}

/// An edit by another process in the middle of an edit is not lost.
fn concurrent_edits(file: &dyn SettingsFile, other: &dyn SettingsFile) {
    std::thread::scope(|scope| {
        for (file, mark) in [(file, 'a'), (other, 'b')] {
            scope.spawn(move || {
                for _ in 0..20 {
                    file.edit(&mut |text| format!("{text}{mark}")).expect("an edit");
                }
            });
        }
    });
    let text = file.read().expect("a read");
    let count = |mark| text.chars().filter(|c| *c == mark).count();
    assert_eq!((count('a'), count('b')), (20, 20), "no edit is lost");
}
