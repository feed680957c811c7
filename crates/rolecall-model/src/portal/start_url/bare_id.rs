//! Ids without a host: an instance (`ssoins-…`), a directory (`d-…`) or an organization's alias, as people have them from a
//! colleague or from the console, completed to the address that AWS serves them at.

use super::host::is_label;
use crate::partition::{Partition, Region};

/// Returns the address of the portal that `text` names, if it is an id or an alias of a partition that has such addresses.
pub(super) fn complete(text: &str, region: Option<&Region>) -> Option<String> {
    let id = text.to_ascii_lowercase();
    if is_instance(&id) {
        return instance(&id, region);
    }
    // A number alone is the id of an account.
    let is_name = is_label(&id) && id.bytes().any(|b| b.is_ascii_alphabetic());
    if is_name { directory(&id, region) } else { None }
}

/// `ssoins-` and 16 characters, among which may be dots.
fn is_instance(id: &str) -> bool {
    id.strip_prefix("ssoins-").is_some_and(|rest| rest.len() == 16) && id.split('.').all(is_label)
}

fn instance(id: &str, region: Option<&Region>) -> Option<String> {
    let Some(region) = region else {
        return Some(format!("https://identitycenter.amazonaws.com/{id}"));
    };
    let after_region = match region.partition() {
        Partition::Aws | Partition::AwsUsGov => "app.aws",
        Partition::AwsCn => "app.amazonwebservices.com.cn",
        Partition::AwsEusc => "api.amazonwebservices.eu",
        Partition::AwsIso | Partition::AwsIsoB | Partition::AwsIsoE | Partition::AwsIsoF => return None,
    };
    Some(format!("https://{id}.portal.{region}.{after_region}"))
}

fn directory(id: &str, region: Option<&Region>) -> Option<String> {
    match region.map_or(Partition::Aws, Region::partition) {
        Partition::Aws => Some(format!("https://{id}.awsapps.com/start")),
        Partition::AwsUsGov => Some(format!("https://start.us-gov-home.awsapps.com/directory/{id}")),
        Partition::AwsCn => Some(format!("https://start.home.awsapps.cn/directory/{id}")),
        // These have the addresses of instances only.
        Partition::AwsEusc
        | Partition::AwsIso
        | Partition::AwsIsoB
        | Partition::AwsIsoE
        | Partition::AwsIsoF => None,
    }
}
