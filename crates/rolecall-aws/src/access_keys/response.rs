//! What IAM answers (API 2010-05-08): XML, of which the documented elements are read.

use aws_smithy_xml::decode::{Document, ScopedDecoder, try_data};
use rolecall::ports::{AccessKey, AccessKeyInfo};
use rolecall_model::Timestamp;
use rolecall_model::role_definition::AccessKeyId;
use rolecall_model::secret::SecretAccessKey;
use std::collections::HashMap;
use zeroize::Zeroizing;

/// The texts of an element's children, by their names.
type Texts = HashMap<String, Zeroizing<String>>;

/// Returns the keys of a `ListAccessKeysResponse`.
pub(super) fn access_keys(body: &[u8]) -> Option<Vec<AccessKeyInfo>> {
    let path = ["ListAccessKeysResult", "AccessKeyMetadata", "member"];
    let members = children(body, "ListAccessKeysResponse", &path)?;
    let key = |texts: Texts| {
        Some(AccessKeyInfo {
            id: AccessKeyId::parse(texts.get("AccessKeyId")?).ok()?,
            is_active: texts.get("Status")?.as_str() == "Active",
            created_at: texts.get("CreateDate").and_then(|text| text.parse().ok()),
        })
    };
    members.into_iter().map(key).collect()
}

/// Returns when a key was used last, of a `GetAccessKeyLastUsedResponse`.
pub(super) fn last_used(body: &[u8]) -> Option<Option<Timestamp>> {
    let path = ["GetAccessKeyLastUsedResult", "AccessKeyLastUsed"];
    let texts = children(body, "GetAccessKeyLastUsedResponse", &path)?;
    let date = texts.first()?.get("LastUsedDate");
    Some(date.and_then(|text| text.parse().ok()))
}

/// Returns the key of a `CreateAccessKeyResponse`.
pub(super) fn created_key(body: &[u8]) -> Option<AccessKey> {
    let path = ["CreateAccessKeyResult", "AccessKey"];
    let texts = children(body, "CreateAccessKeyResponse", &path)?;
    let texts = texts.first()?;
    let secret = texts.get("SecretAccessKey").filter(|text| !text.is_empty())?;
    Some(AccessKey {
        id: AccessKeyId::parse(texts.get("AccessKeyId")?).ok()?,
        secret: SecretAccessKey::from_exposed(secret.as_str()),
    })
}

/// Returns the code and the message of an `ErrorResponse`.
pub(super) fn error(body: &[u8]) -> Option<(String, String)> {
    let texts = children(body, "ErrorResponse", &["Error"])?;
    let texts = texts.first()?;
    let text = |name: &str| texts.get(name).map(|text| text.to_string());
    Some((text("Code")?, text("Message").unwrap_or_default()))
}

/// Returns the children's texts of every element at `path` below the element `root`.
fn children(body: &[u8], root: &str, path: &[&str]) -> Option<Vec<Texts>> {
    let mut document = Document::try_from(body).ok()?;
    let mut element = document.root_element().ok()?;
    (element.start_el().local() == root).then_some(())?;
    let mut found = Vec::new();
    descend(&mut element, path, &mut found);
    Some(found)
}

fn descend(element: &mut ScopedDecoder<'_, '_>, path: &[&str], found: &mut Vec<Texts>) {
    let Some((first, rest)) = path.split_first() else {
        let mut texts = Texts::new();
        while let Some(mut child) = element.next_tag() {
            let name = child.start_el().local().to_owned();
            if let Ok(text) = try_data(&mut child) {
                texts.insert(name, Zeroizing::new(text.into_owned()));
            }
        }
        found.push(texts);
        return;
    };
    while let Some(mut child) = element.next_tag() {
        if child.start_el().local() == *first {
            descend(&mut child, rest, found);
        }
    }
}
