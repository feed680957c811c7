//! The facts of a request that conditions are about: keys, whose names have no case, and their values.

use std::collections::BTreeMap;

/// Condition keys and their values.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct RequestContext {
    values: BTreeMap<String, Vec<String>>,
}

impl RequestContext {
    pub(crate) fn set(&mut self, key: &str, value: impl Into<String>) {
        self.values.insert(key.to_ascii_lowercase(), vec![value.into()]);
    }

    pub(crate) fn set_all(&mut self, key: &str, values: Vec<String>) {
        self.values.insert(key.to_ascii_lowercase(), values);
    }

    /// Sets `prefix/key` for every pair.
    pub(crate) fn set_tags<'a>(
        &mut self,
        prefix: &str,
        tags: impl IntoIterator<Item = (&'a String, &'a String)>,
    ) {
        for (key, value) in tags {
            self.set(&format!("{prefix}/{key}"), value.clone());
        }
    }

    /// The values of a key; none when the request does not have it.
    pub(super) fn values(&self, key: &str) -> Option<&[String]> {
        self.values.get(&key.to_ascii_lowercase()).map(Vec::as_slice)
    }

    /// The value of a key that has exactly one.
    pub(super) fn value(&self, key: &str) -> Option<&str> {
        match self.values(key)? {
            [value] => Some(value),
            _ => None,
        }
    }
}
