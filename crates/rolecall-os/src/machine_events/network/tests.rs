//! Datagrams of rtnetlink(7), as they are laid out on this machine.

use super::*;

fn message(kind: u16, body: &[u8]) -> Vec<u8> {
    let length = u32::try_from(HEADER + body.len()).unwrap();
    let mut message = length.to_ne_bytes().to_vec();
    message.extend(kind.to_ne_bytes());
    message.extend([0; 10]);
    message.extend(body);
    message.resize(message.len().next_multiple_of(ALIGNMENT), 0);
    message
}

fn link(number: u32, flags: u32) -> Vec<u8> {
    link_message(RTM_NEWLINK, number, flags)
}

fn link_message(kind: u16, number: u32, flags: u32) -> Vec<u8> {
    let mut body = vec![0; 4];
    body.extend(number.to_ne_bytes());
    body.extend(flags.to_ne_bytes());
    body.extend([0; 7]);
    message(kind, &body)
}

#[test]
fn a_repeated_link_state_is_no_change() {
    let mut links = HashMap::new();
    assert!(is_change(&link(2, 0x1), &mut links), "a link that was not known");
    assert!(!is_change(&link(2, 0x1), &mut links));
    // What is not about reaching anything: all-multicast, promiscuous.
    assert!(!is_change(&link(2, 0x1 | 0x200 | 0x100), &mut links));
    assert!(
        is_change(&link(2, 0x1 | 0x40 | 0x1_0000), &mut links),
        "the cable is in"
    );
    assert!(is_change(&link(3, 0x1), &mut links), "another");
    assert!(!is_change(
        &[link(2, 0x1_0041), link(3, 0x1)].concat(),
        &mut links
    ));
    assert!(
        is_change(&[link(3, 0x1), link(2, 0x1)].concat(), &mut links),
        "the second of two"
    );
}

#[test]
fn a_link_that_is_gone_is_forgotten() {
    let mut links = HashMap::new();
    for number in 0..1000 {
        assert!(is_change(&link(number, 0x1), &mut links));
        assert!(is_change(&link_message(RTM_DELLINK, number, 0x1), &mut links));
    }
    assert!(links.is_empty());
    assert!(is_change(&link(2, 0x1), &mut links), "one that came again");
}

#[test]
fn every_message_about_addresses_and_routes_is_a_change() {
    let mut links = HashMap::new();
    for kind in [17, 20, 21, 24, 25] {
        assert!(is_change(&message(kind, &[0; 12]), &mut links), "{kind}");
    }
}

#[test]
fn a_datagram_that_is_cut_off_ends_there() {
    let mut links = HashMap::new();
    let whole = [link(2, 0x1), link(3, 0x1)].concat();
    for length in 0..whole.len() {
        is_change(&whole[..length], &mut links);
    }
    for length in [0_u32, 1, 15] {
        let mut lying = message(20, &[0; 4]);
        lying[..4].copy_from_slice(&length.to_ne_bytes());
        assert!(!is_change(&lying, &mut links), "{length}");
    }
    let mut endless = message(20, &[0; 4]);
    endless[..4].copy_from_slice(&u32::MAX.to_ne_bytes());
    assert!(is_change(&endless, &mut links));
}
