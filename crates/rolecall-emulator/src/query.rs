//! AWS's query protocol: lists in form parameters, constraints on parameters with AWS's words, XML responses.
//! Must not know any operation.

mod validation;
mod xml;

use std::collections::BTreeMap;

use crate::request::ApiRequest;

pub(crate) use validation::{TextRule, Violations, is_word_or};
pub(crate) use xml::{XmlWriter, respond};

/// The members of a list of texts: `TransitiveTagKeys.member.1=a`.
pub(crate) fn text_list(request: &ApiRequest, name: &str) -> Vec<String> {
    let members = members(request, name);
    let texts = members.into_values().filter_map(|mut fields| fields.remove(""));
    texts.collect()
}

/// The members of a list of structures, by field: `Tags.member.1.Key=a`.
pub(crate) fn structure_list(request: &ApiRequest, name: &str) -> Vec<BTreeMap<String, String>> {
    members(request, name).into_values().collect()
}

/// By the member's number; a text has one field without a name.
fn members(request: &ApiRequest, name: &str) -> BTreeMap<u32, BTreeMap<String, String>> {
    let prefix = format!("{name}.member.");
    let mut members: BTreeMap<u32, BTreeMap<String, String>> = BTreeMap::new();
    for (key, value) in request.parameters() {
        let Some(rest) = key.strip_prefix(&prefix) else {
            continue;
        };
        let (number, field) = rest.split_once('.').unwrap_or((rest, ""));
        if let Ok(number) = number.parse() {
            members.entry(number).or_default().insert(field.to_owned(), value);
        }
    }
    members
}
