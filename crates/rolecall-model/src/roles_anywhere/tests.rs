//! ARNs, and serial numbers in both of their forms.

use super::{CertificateSerial, ProfileArn, TrustAnchorArn};

const ID: &str = "66666666-7777-8888-9999-000000000000";

#[test]
fn an_arn_says_where_it_belongs() {
    let arn = format!("arn:aws:rolesanywhere:eu-west-1:111122223333:trust-anchor/{ID}");
    let parsed = TrustAnchorArn::parse(&arn).unwrap();
    assert_eq!(parsed.region().as_str(), "eu-west-1");
    assert_eq!(parsed.account_id().as_str(), "111122223333");
    assert_eq!(parsed.to_string(), arn);
    let china = format!("arn:aws-cn:rolesanywhere:cn-north-1:111122223333:profile/{ID}");
    assert_eq!(ProfileArn::parse(&china).unwrap().region().as_str(), "cn-north-1");
}

#[test]
fn anything_else_is_refused() {
    let wrong = [
        String::new(),
        format!("arn:aws:rolesanywhere:eu-west-1:111122223333:profile/{ID}"),
        format!("arn:aws:rolesanywhere:eu-west-1:111122223333:trust-anchor{ID}"),
        format!("arn:aws:rolesanywhere:eu-west-1:111122223333:trust-anchor/{ID}/x"),
        format!("arn:aws:rolesanywhere:eu-west-1:1111:trust-anchor/{ID}"),
        format!("arn:aws:rolesanywhere::111122223333:trust-anchor/{ID}"),
        format!("arn:aws-cn:rolesanywhere:eu-west-1:111122223333:trust-anchor/{ID}"),
        format!("arn:aws:iam:eu-west-1:111122223333:trust-anchor/{ID}"),
        format!("arn:aws:rolesanywhere:evil.example/:111122223333:trust-anchor/{ID}"),
        "arn:aws:rolesanywhere:eu-west-1:111122223333:trust-anchor/one".to_owned(),
    ];
    for text in wrong {
        assert!(TrustAnchorArn::parse(&text).is_err(), "{text}");
    }
}

#[test]
fn a_serial_number_has_two_forms() {
    let long = [
        0xf1, 0xe2, 0xd3, 0xc4, 0xb5, 0xa6, 0x97, 0x88, 0x79, 0x6a, 0x5b, 0x4c, 0x3d, 0x2e, 0x1f, 0x00, 0x11,
        0x22, 0x33, 0x44,
    ];
    let with_sign: Vec<u8> = [&[0][..], &long].concat();
    for bytes in [&long[..], &with_sign] {
        let serial = CertificateSerial::new(bytes);
        assert_eq!(
            serial.to_decimal(),
            "1380925191812544026058199094534231891168161051460"
        );
        assert_eq!(serial.to_string(), "f1e2d3c4b5a69788796a5b4c3d2e1f0011223344");
    }
    let short = CertificateSerial::new(&[0x0a, 0x1b, 0x2c, 0x3d, 0x4e, 0x5f]);
    assert_eq!(short.to_decimal(), "11111822610015");
    assert_eq!(CertificateSerial::new(&[0, 0]).to_decimal(), "0");
    assert_eq!(CertificateSerial::new(&[1, 0]).to_decimal(), "256");
}
