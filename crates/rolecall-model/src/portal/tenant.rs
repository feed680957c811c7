//! The id of a tenant of account access manager, as its portal's address has it.

use thiserror::Error;

/// The id of a tenant: `aa-` and more, at most 24 of `a–z 0–9 -`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TenantId(String);

/// The text is not the id of a tenant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("the id of a tenant looks like aa-gyxmap389")]
pub struct InvalidTenantId;

impl TenantId {
    /// Parses an id.
    ///
    /// # Errors
    /// [`InvalidTenantId`].
    pub fn parse(text: &str) -> Result<Self, InvalidTenantId> {
        let more = text.strip_prefix("aa-").ok_or(InvalidTenantId)?;
        let fits = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
        (!more.is_empty() && text.len() <= 24 && !text.ends_with('-') && more.bytes().all(fits))
            .then(|| Self(text.to_owned()))
            .ok_or(InvalidTenantId)
    }

    /// Returns the id.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::TenantId;

    #[test]
    fn a_tenant_id_is_what_aws_makes() {
        for text in [
            "aa-gyxmap389",
            "aa-northwind",
            "aa-1",
            "aa-a-b",
            "aa-abcdefghijklmnopqrstu",
        ] {
            assert_eq!(TenantId::parse(text).unwrap().as_str(), text);
        }
        for text in [
            "",
            "aa-",
            "aa",
            "ab-1",
            "aa-A",
            "aa-1-",
            "aa-ä",
            "aa-a.b",
            "aa-abcdefghijklmnopqrstuv",
        ] {
            assert!(TenantId::parse(text).is_err(), "{text}");
        }
    }
}
