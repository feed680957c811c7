//! Labels move without a loss.

use super::*;
use rolecall_model::account::{AccountId, RoleName};
use rolecall_model::colour::Colour;
use rolecall_model::portal::PortalName;
use rolecall_model::role_ref::{RoleOrigin, RoleRef};

fn id(number: u8) -> AccountId {
    AccountId::parse(&format!("{number:012}")).unwrap()
}

fn corp() -> PortalName {
    PortalName::parse("corp").unwrap()
}

fn named(number: u8, role: &str) -> RoleRef {
    RoleRef {
        origin: RoleOrigin::Portal(corp()),
        account_id: id(number),
        role_name: RoleName::new(role),
    }
}

#[test]
fn settings_follow_and_nothing_else_of_them_changes() {
    let rename = Rename {
        from: named(1, "Admin"),
        to: named(1, "Administrator"),
    };
    let text = r#"# mine
default = "corp/000000000001/Admin" # stays

[alias]
one = "corp/000000000001/Admin" # first
two = "corp/000000000001/Admin"
other = "corp/000000000002/Admin"

[colour]
"corp/000000000001/Admin" = "red"

[note]
"corp/000000000001/Admin" = "old"
"corp/000000000001/Administrator" = "of its own"

[[limit]]
roles = ["Admin"]
minutes = 5
"#;
    let renamed = renamed(text, std::slice::from_ref(&rename)).unwrap();
    let settings = read_settings(&renamed).unwrap();
    let was = read_settings(text).unwrap();
    assert_eq!(settings.aliases["one"], rename.to);
    assert_eq!(settings.aliases["two"], rename.to);
    assert_eq!(settings.aliases["other"], was.aliases["other"]);
    assert_eq!(settings.colours, [(rename.to.clone(), Colour::Red)].into());
    assert_eq!(settings.notes, [(rename.to, "of its own".to_owned())].into());
    assert_eq!(settings.default_role, Some(rename.from));
    assert_eq!(settings.limits, was.limits);
    assert!(
        renamed.contains("Administrator\" # first\n") && renamed.starts_with("# mine\n"),
        "{renamed}"
    );
}
