//! Whose host it is: the forms of AWS's own portals, a customer's vanity domain, or an imitation.

use super::StartUrlError;
use crate::partition::{Partition, Region};
use crate::portal::TenantId;

/// Who owns the host of a start URL.
pub(super) enum Owner<'a> {
    /// AWS, in a known form.
    Aws(AwsPortal),
    /// A customer: a domain that leads to the portal.
    Customer {
        /// What to call the portal.
        name: &'a str,
    },
}

/// What the host of an AWS access portal says about it.
pub(super) struct AwsPortal {
    /// The plain path.
    pub(super) path: String,
    /// The region in the host.
    pub(super) region: Option<Region>,
    /// The partitions that the host may serve.
    pub(super) partitions: &'static [Partition],
    /// What to call the portal.
    pub(super) name: String,
    /// Whether it is a portal of account access manager.
    pub(super) is_account_access: bool,
}

/// Domains of AWS, and words in a host that nobody else has a reason to use.
const AWS_DOMAINS: [&str; 14] = [
    "awsapps.com",
    "awsapps.cn",
    "app.aws",
    "api.aws",
    "signin.aws",
    "aws",
    "aws.amazon.com",
    "amazonaws.com",
    "amazonaws.com.cn",
    "amazonaws.cn",
    "amazonaws.eu",
    "amazonaws-us-gov.com",
    "amazonaws-eusc.eu",
    "amazonwebservices.com.cn",
];
const IMITATED: [&str; 5] = [
    "awsapps",
    "amazonaws",
    "amazonwebservices",
    "app.aws.",
    "aws.amazon.",
];

/// Returns who owns `host`, and what its start URL with `path` is.
pub(super) fn owner<'a>(host: &'a str, path: &str) -> Result<Owner<'a>, StartUrlError> {
    if let Some(portal) = account_access_portal(host)
        .or_else(|| awsapps(host, path))
        .or_else(|| directory(host, path))
        .or_else(|| instance(host, path))
        .or_else(|| issuer(host, path))
    {
        return Ok(Owner::Aws(portal));
    }
    let under = |domain: &str| {
        host == domain
            || host
                .strip_suffix(domain)
                .is_some_and(|before| before.ends_with('.'))
    };
    if AWS_DOMAINS.iter().any(|domain| under(domain)) || IMITATED.iter().any(|word| host.contains(word)) {
        return Err(StartUrlError::NotAPortal);
    }
    customer(host)
        .map(|name| Owner::Customer { name })
        .ok_or(StartUrlError::NotAPortal)
}

/// `aa-<id>.account-access.<region>.app.aws` (IAM User Guide, account access manager), in the commercial regions alone.
fn account_access_portal(host: &str) -> Option<AwsPortal> {
    let (tenant, region) = account_access(host)?;
    Some(AwsPortal {
        path: String::new(),
        region: Some(region),
        partitions: &[Partition::Aws],
        name: tenant.as_str().to_owned(),
        is_account_access: true,
    })
}

/// Returns the tenant and the region of a portal of account access manager, if this is the host of one.
pub(super) fn account_access(host: &str) -> Option<(TenantId, Region)> {
    let before = host.strip_suffix(".app.aws")?;
    let (tenant, region) = before.split_once(".account-access.")?;
    let region = Region::parse(region).ok()?;
    (region.partition() == Partition::Aws)
        .then(|| TenantId::parse(tenant).ok())
        .flatten()
        .map(|tenant| (tenant, region))
}

/// `<alias or d-…>.awsapps.com/start`. `view` is AWS Builder ID, which has no accounts.
fn awsapps(host: &str, path: &str) -> Option<AwsPortal> {
    let alias = host
        .strip_suffix(".awsapps.com")
        .filter(|alias| is_label(alias) && *alias != "view")?;
    let page = path.split('/').nth(1).unwrap_or_default();
    matches!(page, "" | "start" | "login").then(|| AwsPortal {
        path: "/start".to_owned(),
        region: None,
        partitions: &[Partition::Aws],
        name: alias.to_owned(),
        is_account_access: false,
    })
}

/// `start.[<region>.]us-gov-home.awsapps.com/directory/<alias or d-…>` and `start.[<region>.]home.awsapps.cn/directory/<…>`.
fn directory(host: &str, path: &str) -> Option<AwsPortal> {
    let under = |home: &str| {
        host.strip_suffix(home)
            .and_then(|before| before.strip_suffix('.'))
    };
    let (before, partitions): (_, &[Partition]) = if let Some(before) = under("home.awsapps.cn") {
        (before, &[Partition::AwsCn])
    } else {
        (under("us-gov-home.awsapps.com")?, &[Partition::AwsUsGov])
    };
    let region = match before.strip_prefix("start")? {
        "" => None,
        region => Some(Region::parse(region.strip_prefix('.')?).ok()?),
    };
    let directory = path
        .strip_prefix("/directory/")?
        .split('/')
        .next()
        .filter(|directory| is_label(directory))?;
    let fits = region
        .as_ref()
        .is_none_or(|region| partitions.contains(&region.partition()));
    fits.then(|| AwsPortal {
        path: format!("/directory/{directory}"),
        region,
        partitions,
        name: directory.to_owned(),
        is_account_access: false,
    })
}

/// `ssoins-….portal.<region>.app.aws`, `ssoins-….<region>.portal.amazonaws.com` and their like elsewhere.
fn instance(host: &str, path: &str) -> Option<AwsPortal> {
    const AFTER_REGION: [&str; 3] = [
        ".app.aws",
        ".app.amazonwebservices.com.cn",
        ".api.amazonwebservices.eu",
    ];
    const AFTER_PORTAL: [&str; 3] = [
        ".portal.amazonaws.com",
        ".portal.amazonaws.com.cn",
        ".portal.amazonaws.eu",
    ];
    let dual_stack = AFTER_REGION.iter().find_map(|suffix| {
        let (before, region) = host.strip_suffix(suffix)?.rsplit_once('.')?;
        Some((before.strip_suffix(".portal")?, region, *suffix))
    });
    let (id, region, suffix) = dual_stack.or_else(|| {
        AFTER_PORTAL.iter().find_map(|suffix| {
            let (id, region) = host.strip_suffix(suffix)?.rsplit_once('.')?;
            Some((id, region, *suffix))
        })
    })?;
    let region = Region::parse(region).ok()?;
    let partitions: &[Partition] = if suffix.ends_with(".cn") {
        &[Partition::AwsCn]
    } else if suffix.ends_with(".eu") {
        &[Partition::AwsEusc]
    } else {
        &[Partition::Aws, Partition::AwsUsGov]
    };
    let fits = partitions.contains(&region.partition());
    (fits && id.split('.').all(is_label)).then(|| AwsPortal {
        path: if path.split('/').nth(1) == Some("start") {
            "/start".to_owned()
        } else {
            String::new()
        },
        partitions,
        region: Some(region),
        name: id.to_owned(),
        is_account_access: false,
    })
}

/// `identitycenter.amazonaws.com/ssoins-…`, the issuer URL, which is taken as a start URL too. GovCloud uses the commercial host as
/// well as its own.
fn issuer(host: &str, path: &str) -> Option<AwsPortal> {
    let partitions: &[Partition] = match host {
        "identitycenter.amazonaws.com" => &[Partition::Aws, Partition::AwsUsGov],
        "identitycenter.us-gov.amazonaws.com" => &[Partition::AwsUsGov],
        "identitycenter.amazonaws.com.cn" => &[Partition::AwsCn],
        "identitycenter.amazonaws.eu" => &[Partition::AwsEusc],
        _ => return None,
    };
    let id = path
        .strip_prefix('/')?
        .split('/')
        .next()
        .filter(|id| id.starts_with("ssoins-") && id.len() > 7)?;
    Some(AwsPortal {
        path: format!("/{id}"),
        region: None,
        partitions,
        name: id.to_owned(),
        is_account_access: false,
    })
}

/// A name for a vanity domain: its first label that says something.
fn customer(host: &str) -> Option<&str> {
    let labels: Vec<&str> = host.split('.').collect();
    let top = labels.last()?;
    let whole = labels.len() >= 2
        && labels.iter().all(|label| is_label(label))
        && top.bytes().all(|b| b.is_ascii_alphabetic());
    let says_nothing = [
        "aws", "sso", "start", "portal", "login", "www", "access", "signin", "cloud",
    ];
    let distinctive = labels[..labels.len() - 1]
        .iter()
        .copied()
        .find(|label| !says_nothing.contains(label));
    whole.then(|| distinctive.unwrap_or(labels[0]))
}

pub(super) fn is_label(text: &str) -> bool {
    (1..=63).contains(&text.len())
        && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
        && !text.starts_with('-')
        && !text.ends_with('-')
}
