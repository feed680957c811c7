//! What a role is called that is defined for a user, who chose no name.

use rolecall_model::role_ref::DefinedRoleName;

/// In characters, of the name of a defined role.
const MAX_LENGTH: usize = 64;
/// More names that differ only in a number are nobody's.
const MAX_NUMBER: u32 = 999;

/// Returns the profile's name with `-` for what a role's name cannot hold, and with a number if one of `taken` is called so, in
/// whatever case; `None` if nothing of it can be a name.
pub(crate) fn definition_name(profile: &str, taken: &[&str]) -> Option<DefinedRoleName> {
    let plain = |c: char| c.is_ascii_alphanumeric() || "._@+-".contains(c);
    let text: String = profile.chars().map(|c| if plain(c) { c } else { '-' }).collect();
    let text = text.trim_start_matches(|c: char| !c.is_ascii_alphanumeric());
    let cut = |length: usize| text.chars().take(length).collect::<String>();
    let numbered = (2..=MAX_NUMBER).map(|number| {
        let suffix = format!("-{number}");
        cut(MAX_LENGTH - suffix.len()) + &suffix
    });
    std::iter::once(cut(MAX_LENGTH))
        .chain(numbered)
        .filter(|name| !taken.iter().any(|taken| taken.eq_ignore_ascii_case(name)))
        .find_map(|name| DefinedRoleName::parse(&name).ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(profile: &str, taken: &[&str]) -> Option<String> {
        definition_name(profile, taken).map(|name| name.to_string())
    }

    #[test]
    fn a_name_stays_where_it_can() {
        assert_eq!(name("prod.admin@acme", &[]).as_deref(), Some("prod.admin@acme"));
        assert_eq!(name("team/prod:admin", &[]).as_deref(), Some("team-prod-admin"));
        assert_eq!(name("_a b", &[]).as_deref(), Some("a-b"));
        assert_eq!(name("///", &[]), None);
        let long = "x".repeat(80);
        assert_eq!(name(&long, &[]).map(|name| name.len()), Some(64));
    }

    #[test]
    fn a_taken_name_gets_a_number() {
        assert_eq!(name("prod", &["PROD"]).as_deref(), Some("prod-2"));
        assert_eq!(name("prod", &["prod", "prod-2"]).as_deref(), Some("prod-3"));
        let long = "x".repeat(64);
        let numbered = name(&long, &[&long]).unwrap();
        assert!(numbered.len() == 64 && numbered.ends_with("x-2"), "{numbered}");
    }
}
