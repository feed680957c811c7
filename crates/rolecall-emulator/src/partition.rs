//! The partitions of AWS: which region belongs to which, the host of the console and the form of start URLs.
//! Must not know about requests.

/// An AWS partition.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct AwsPartition {
    pub(crate) id: &'static str,
    prefix: &'static str,
    console: &'static str,
    issuer: &'static str,
}

const AWS: AwsPartition = AwsPartition {
    id: "aws",
    prefix: "",
    console: "console.aws.amazon.com",
    issuer: "identitycenter.amazonaws.com",
};

// The console hosts of ISO-E and ISO-F are not published; the names follow the sign-in hosts.
static OTHERS: [AwsPartition; 7] = [
    AwsPartition {
        id: "aws-cn",
        prefix: "cn-",
        console: "console.amazonaws.cn",
        issuer: "identitycenter.amazonaws.com.cn",
    },
    AwsPartition {
        id: "aws-us-gov",
        prefix: "us-gov-",
        console: "console.amazonaws-us-gov.com",
        issuer: "identitycenter.us-gov.amazonaws.com",
    },
    AwsPartition {
        id: "aws-eusc",
        prefix: "eusc-",
        console: "console.amazonaws-eusc.eu",
        issuer: "identitycenter.amazonaws.eu",
    },
    AwsPartition {
        id: "aws-iso",
        prefix: "us-iso-",
        console: "console.c2shome.ic.gov",
        issuer: "identitycenter.c2s.ic.gov",
    },
    AwsPartition {
        id: "aws-iso-b",
        prefix: "us-isob-",
        console: "console.sc2shome.sgov.gov",
        issuer: "identitycenter.sc2s.sgov.gov",
    },
    AwsPartition {
        id: "aws-iso-e",
        prefix: "eu-isoe-",
        console: "console.csphome.adc-e.uk",
        issuer: "identitycenter.cloud.adc-e.uk",
    },
    AwsPartition {
        id: "aws-iso-f",
        prefix: "us-isof-",
        console: "console.csphome.hci.ic.gov",
        issuer: "identitycenter.csp.hci.ic.gov",
    },
];

static COMMERCIAL: AwsPartition = AWS;

impl AwsPartition {
    /// The partition of a region; an unknown region is one of the commercial partition, as in the SDKs.
    pub(crate) fn for_region(region: &str) -> &'static Self {
        OTHERS
            .iter()
            .find(|partition| region.starts_with(partition.prefix))
            .unwrap_or(&COMMERCIAL)
    }

    pub(crate) fn from_id(id: &str) -> Option<&'static Self> {
        OTHERS
            .iter()
            .chain([&COMMERCIAL])
            .find(|partition| partition.id == id)
    }

    /// Whether this is a console host of the partition, with or without a region. The hosts of signed-in
    /// consoles (`<account>-<id>.<region>.console…`) are not destinations.
    pub(crate) fn is_console_host(&self, host: &str) -> bool {
        host == self.console
            || host
                .strip_suffix(self.console)
                .and_then(|before| before.strip_suffix('.'))
                .is_some_and(is_region)
    }

    pub(crate) fn issuer_url(&self) -> String {
        format!("https://{}/ssoins-1234567890abcdef", self.issuer)
    }

    /// A start URL in the default form of this partition.
    pub(crate) fn start_url(&self, region: &str) -> String {
        match self.id {
            "aws-us-gov" => "https://start.us-gov-home.awsapps.com/directory/d-1234567890".to_owned(),
            "aws-cn" => format!("https://start.{region}.home.awsapps.cn/directory/d-1234567890"),
            "aws-eusc" => format!("https://ssoins-1234567890abcdef.{region}.portal.amazonaws.eu"),
            _ => "https://d-1234567890.awsapps.com/start".to_owned(),
        }
    }
}

/// `eu-west-1`, `us-gov-east-1`, `eusc-de-east-1`: lower-case words and a number at the end.
pub(crate) fn is_region(text: &str) -> bool {
    let words: Vec<&str> = text.split('-').collect();
    let Some((number, names)) = words.split_last() else {
        return false;
    };
    (2..=4).contains(&names.len())
        && names
            .iter()
            .all(|name| !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_lowercase()))
        && (1..=2).contains(&number.len())
        && number.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests;
