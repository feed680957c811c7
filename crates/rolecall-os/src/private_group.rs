//! Whether nobody but the user is in a group, by the system's list of users (passwd(5), group(5)).
//!
//! It must not know what a group may do.

use std::fs;

/// Tells whether `gid` is the user's own group: the user's primary group, which is nobody else's, with no other member. A group that
/// these files do not list, as of a network's directory, is not taken for one.
pub(crate) fn is_private_group(gid: u32) -> bool {
    let (Ok(users), Ok(groups)) = (
        fs::read_to_string("/etc/passwd"),
        fs::read_to_string("/etc/group"),
    ) else {
        return false;
    };
    is_private_in(&users, &groups, gid, rustix::process::geteuid().as_raw())
}

fn is_private_in(users: &str, groups: &str, gid: u32, uid: u32) -> bool {
    let number = |text: Option<&&str>| text.and_then(|text| text.parse::<u32>().ok());
    let users = users.lines().map(|line| line.split(':').collect::<Vec<_>>());
    let in_group: Vec<_> = users.filter(|user| number(user.get(3)) == Some(gid)).collect();
    let [user] = in_group.as_slice() else {
        return false;
    };
    let groups = groups.lines().map(|line| line.split(':').collect::<Vec<_>>());
    let mut group = groups.filter(|group| number(group.get(2)) == Some(gid));
    let (Some(group), None) = (group.next(), group.next()) else {
        return false;
    };
    let members = group.get(3).copied().unwrap_or_default();
    let mut members = members.split(',').filter(|member| !member.is_empty());
    number(user.get(2)) == Some(uid) && members.all(|member| Some(&member) == user.first())
}

#[cfg(test)]
mod tests {
    use super::is_private_in;

    const USERS: &str = "root:x:0:0:root:/root:/bin/sh\nann:x:1000:1000::/home/ann:/bin/sh\nbob:x:1001:100::/home/bob:/bin/sh\n\
         cem:x:1002:100::/home/cem:/bin/sh\ndee:x:1003:1003::/home/dee:/bin/sh\nodd\n";
    const GROUPS: &str = "root:x:0:\nann:x:1000:ann\nusers:x:100:\ndee:x:1003:ann,dee\nodd\n";

    #[test]
    fn only_a_group_of_one_is_private() {
        for (gid, uid, expected) in [
            (1000, 1000, true),
            (1000, 1001, false),
            (100, 1001, false),
            (1003, 1003, false),
            (0, 0, true),
            (4242, 1000, false),
        ] {
            assert_eq!(is_private_in(USERS, GROUPS, gid, uid), expected, "{gid} {uid}");
        }
        assert!(!is_private_in("", "", 0, 0));
        assert!(
            !is_private_in(USERS, "", 1000, 1000),
            "a group that is not listed"
        );
    }
}
