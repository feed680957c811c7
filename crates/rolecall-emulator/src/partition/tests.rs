//! Regions have a partition; look-alike hosts are not console hosts.

use super::*;

#[test]
fn regions_have_a_partition() {
    for (region, id) in [
        ("eu-west-1", "aws"),
        ("xx-new-9", "aws"),
        ("cn-north-1", "aws-cn"),
        ("us-gov-west-1", "aws-us-gov"),
        ("eusc-de-east-1", "aws-eusc"),
        ("us-isob-east-1", "aws-iso-b"),
    ] {
        assert_eq!(AwsPartition::for_region(region).id, id, "{region}");
    }
    assert!(AwsPartition::from_id("aws-cn").is_some());
    assert!(AwsPartition::from_id("azure").is_none());
}

#[test]
fn only_plain_and_regional_console_hosts_are_destinations() {
    let aws = AwsPartition::for_region("eu-west-1");
    assert!(aws.is_console_host("console.aws.amazon.com"));
    assert!(aws.is_console_host("eu-west-1.console.aws.amazon.com"));
    for host in [
        "evilconsole.aws.amazon.com",
        "console.aws.amazon.com.evil.example",
        "console.amazonaws.cn",
        "111122223333-abcdefgh.eu-west-1.console.aws.amazon.com",
        ".console.aws.amazon.com",
        "",
    ] {
        assert!(!aws.is_console_host(host), "{host}");
    }
}

#[test]
fn regions_are_recognised_by_their_form() {
    for region in ["eu-west-1", "us-gov-east-1", "ap-southeast-12"] {
        assert!(is_region(region), "{region}");
    }
    for bad in [
        "",
        "eu",
        "eu-1",
        "EU-west-1",
        "eu-west-123",
        "eu-west-",
        "eu west-1",
        "a/b-c-1",
    ] {
        assert!(!is_region(bad), "{bad}");
    }
}
