//! Redirect addresses: loopback only, the same path, any port (RFC 8252, section 7.3). Works on the text as it
//! came: without normalization, which could make different addresses equal. Must not know the client.

/// A loopback address, by what must not change: its path and query.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Loopback<'a> {
    path: &'a str,
}

impl<'a> Loopback<'a> {
    pub(crate) fn parse(uri: &'a str) -> Option<Self> {
        if uri
            .bytes()
            .any(|byte| !(0x21..=0x7e).contains(&byte) || b"#\\@\"<>".contains(&byte))
        {
            return None;
        }
        let rest = uri.strip_prefix("http://127.0.0.1")?;
        let (port, path) = rest.find('/').map_or((rest, ""), |at| rest.split_at(at));
        let port_is_good = port.is_empty()
            || port
                .strip_prefix(':')
                .is_some_and(|digits| digits.parse::<u16>().is_ok_and(|port| port.to_string() == digits));
        port_is_good.then_some(Self { path })
    }
}

/// Whether a redirect address used now is one that was registered.
pub(super) fn is_registered(registered: &[String], used: &str) -> bool {
    let Some(used) = Loopback::parse(used) else {
        return false;
    };
    registered.iter().any(|uri| Loopback::parse(uri) == Some(used))
}

/// Adds parameters to a redirect address.
pub(crate) fn with_parameters(uri: &str, parameters: &[(&str, &str)]) -> String {
    let query = url::form_urlencoded::Serializer::new(String::new())
        .extend_pairs(parameters)
        .finish();
    let separator = if uri.contains('?') { '&' } else { '?' };
    format!("{uri}{separator}{query}")
}

#[cfg(test)]
mod tests;
