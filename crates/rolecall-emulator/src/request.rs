//! A request as handlers see it: method, path, query, headers, whole body. Owns how values are read from it.
//! Must not know which operation it is for.

use bytes::Bytes;
use http::{HeaderMap, Method};
use serde::de::DeserializeOwned;

/// A request with its whole body.
#[derive(Debug)]
pub(crate) struct ApiRequest {
    pub(crate) method: Method,
    pub(crate) path: String,
    pub(crate) query: String,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

impl ApiRequest {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).and_then(|value| value.to_str().ok())
    }

    /// A member of the query string, decoded.
    pub(crate) fn query_value(&self, name: &str) -> Option<String> {
        value_in(self.query.as_bytes(), name)
    }

    /// A member of the query string or, failing that, of a form body.
    pub(crate) fn parameter(&self, name: &str) -> Option<String> {
        self.query_value(name).or_else(|| self.form_value(name))
    }

    /// A member of a form body, decoded.
    pub(crate) fn form_value(&self, name: &str) -> Option<String> {
        value_in(self.form(), name)
    }

    /// All members of the query string and of a form body, decoded.
    pub(crate) fn parameters(&self) -> impl Iterator<Item = (String, String)> {
        let query = url::form_urlencoded::parse(self.query.as_bytes());
        let all = query.chain(url::form_urlencoded::parse(self.form()));
        all.map(|(key, value)| (key.into_owned(), value.into_owned()))
    }

    /// The body, when it is a form.
    fn form(&self) -> &[u8] {
        let is_form = self
            .header("content-type")
            .is_some_and(|media_type| media_type.starts_with("application/x-www-form-urlencoded"));
        if is_form { &self.body } else { &[] }
    }

    pub(crate) fn json<T: DeserializeOwned>(&self) -> Result<T, serde_json::Error> {
        serde_json::from_slice(&self.body)
    }

    pub(crate) fn cookie(&self, name: &str) -> Option<&str> {
        self.headers
            .get_all("cookie")
            .iter()
            .filter_map(|value| value.to_str().ok())
            .flat_map(|line| line.split(';'))
            .filter_map(|pair| pair.trim().split_once('='))
            .find_map(|(key, value)| (key == name).then_some(value))
    }
}

fn value_in(encoded: &[u8], name: &str) -> Option<String> {
    url::form_urlencoded::parse(encoded).find_map(|(key, value)| (key == name).then(|| value.into_owned()))
}
