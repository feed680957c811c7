//! A stored frame is restored, and one that cannot be a window is not.

use super::{WindowFrame, WindowPosition};

#[test]
fn a_frame_is_stored_and_parsed() {
    let frame = WindowFrame {
        width: 1200.5,
        height: 800.0,
        position: Some(WindowPosition { x: -40.0, y: 12.0 }),
        is_maximized: false,
    };
    assert_eq!(WindowFrame::parse(&frame.to_text()), Some(frame));
    let stored = r#"{"width":1200.5,"height":800.0,"place":{"x":-40.0,"y":12.0},"is_maximized":false}"#;
    assert_eq!(
        WindowFrame::parse(stored),
        Some(frame),
        "as earlier versions stored it"
    );
}

#[test]
fn a_malformed_frame_is_ignored() {
    for text in [
        "",
        "null",
        "{}",
        r#"{"width":1,"height":1,"place":null,"is_maximized":false}"#,
        r#"{"width":1e300,"height":800,"place":null,"is_maximized":false}"#,
        r#"{"width":-1080,"height":720,"place":null,"is_maximized":false}"#,
        r#"{"width":1080,"height":720,"place":{"x":"0","y":0},"is_maximized":false}"#,
    ] {
        assert_eq!(WindowFrame::parse(text), None, "{text}");
    }
}

#[test]
fn a_maximized_window_keeps_the_size_that_it_returns_to() {
    let small = WindowFrame {
        width: 900.0,
        ..WindowFrame::default()
    };
    let large = WindowFrame {
        width: 3840.0,
        is_maximized: true,
        ..WindowFrame::default()
    };
    let saved = large.with_restored_size(Some(small));
    assert_eq!((saved.width, saved.is_maximized), (900.0, true));
    assert_eq!(small.with_restored_size(Some(large)), small);
}

#[test]
fn a_window_is_not_placed_where_no_monitor_is() {
    let on = |x, y| WindowPosition { x, y }.is_reachable_on(0.0, 0.0, 1920.0, 1080.0);
    assert!(on(0.0, 0.0) && on(-20.0, 30.0) && on(1800.0, 900.0));
    assert!(!on(1900.0, 0.0) && !on(-300.0, 0.0) && !on(0.0, -10.0) && !on(0.0, 1060.0));
}
