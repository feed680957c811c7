//! A room that is wanted reaches the page, whenever it begins to listen.

use super::Kept;
use rolecall_model::desktop_message::Room;

#[test]
fn a_room_that_is_wanted_while_the_window_opens_is_not_lost() {
    let mut kept = Kept::default();
    assert_eq!(kept.open(None), 1);
    assert_eq!(kept.want(Room::History), None, "nobody listens yet");
    assert_eq!(kept.want(Room::Settings), None);
    assert_eq!(kept.listen(), Some(Room::Settings), "the last one counts");
    assert_eq!(kept.listen(), None, "and it is told once");
    assert_eq!(kept.want(Room::History), Some(Room::History));
}

#[test]
fn a_window_that_is_opened_again_begins_with_its_own_room() {
    let mut kept = Kept::default();
    kept.open(Some(Room::History));
    assert_eq!(kept.listen(), Some(Room::History));
    assert_eq!(kept.open(None), 2);
    assert_eq!(kept.want(Room::Roles), None, "the new page does not listen yet");
    assert_eq!(kept.open(Some(Room::Settings)), 3);
    assert_eq!(kept.listen(), Some(Room::Settings));
}
