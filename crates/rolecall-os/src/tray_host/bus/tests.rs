//! The portal's answer is read; the host is tried on a real bus by the journeys.

use super::{ColourScheme, scheme_of};
use zbus::zvariant::Value;

#[test]
fn the_portals_answer_is_read_however_it_is_wrapped() {
    let wrapped = |number: u32| Value::Value(Box::new(Value::Value(Box::new(Value::U32(number)))));
    assert_eq!(scheme_of(&Value::U32(1)), ColourScheme::Dark);
    assert_eq!(scheme_of(&wrapped(1)), ColourScheme::Dark);
    assert_eq!(scheme_of(&wrapped(2)), ColourScheme::Light);
    assert_eq!(scheme_of(&wrapped(0)), ColourScheme::NoPreference);
    assert_eq!(scheme_of(&Value::from("dark")), ColourScheme::Unknown);
}
