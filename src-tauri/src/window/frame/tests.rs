//! What was remembered comes back, and what cannot be a window does not.

use super::{Frame, Place};

#[test]
fn a_frame_comes_back_as_it_was() {
    let frame = Frame {
        width: 1200.5,
        height: 800.0,
        place: Some(Place { x: -40.0, y: 12.0 }),
        is_maximized: false,
    };
    assert_eq!(Frame::read(&frame.to_text()), Some(frame));
}

#[test]
fn what_cannot_be_a_window_is_none() {
    for text in [
        "",
        "null",
        "{}",
        r#"{"width":1,"height":1,"place":null,"is_maximized":false}"#,
        r#"{"width":1e300,"height":800,"place":null,"is_maximized":false}"#,
        r#"{"width":-1080,"height":720,"place":null,"is_maximized":false}"#,
        r#"{"width":1080,"height":720,"place":{"x":"0","y":0},"is_maximized":false}"#,
    ] {
        assert_eq!(Frame::read(text), None, "{text}");
    }
}

#[test]
fn a_maximized_window_keeps_the_size_it_goes_back_to() {
    let small = Frame {
        width: 900.0,
        ..Frame::default()
    };
    let large = Frame {
        width: 3840.0,
        is_maximized: true,
        ..Frame::default()
    };
    let kept = large.after(Some(small));
    assert_eq!((kept.width, kept.is_maximized), (900.0, true));
    assert_eq!(small.after(Some(large)), small);
}

#[test]
fn a_window_whose_monitor_is_gone_is_not_put_there() {
    let on = |x, y| Place { x, y }.is_within(0.0, 0.0, 1920.0, 1080.0);
    assert!(on(0.0, 0.0) && on(-20.0, 30.0) && on(1800.0, 900.0));
    assert!(!on(1900.0, 0.0) && !on(-300.0, 0.0) && !on(0.0, -10.0) && !on(0.0, 1060.0));
}
