//! ARNs of roles: what is one, and what its account and name are.

use super::RoleArn;

#[test]
fn account_and_name_are_read_with_a_path_or_without() {
    for (text, name) in [
        ("arn:aws:iam::111122223333:role/Deploy", "Deploy"),
        ("arn:aws:iam::111122223333:role/team/payments/Deploy", "Deploy"),
        (
            "arn:aws-us-gov:iam::111122223333:role/a+b=c,d.e@f-g_h",
            "a+b=c,d.e@f-g_h",
        ),
        ("arn:aws-cn:iam::111122223333:role/Deploy", "Deploy"),
    ] {
        let arn = RoleArn::parse(text).unwrap();
        assert_eq!(arn.as_str(), text);
        assert_eq!(arn.account_id().as_str(), "111122223333", "{text}");
        assert_eq!(arn.role_name().as_str(), name, "{text}");
    }
}

#[test]
fn anything_else_is_refused() {
    let long = format!("arn:aws:iam::111122223333:role/{}", "x".repeat(2048));
    for text in [
        "",
        "Deploy",
        "arn:aws:iam::111122223333:role/",
        "arn:aws:iam::111122223333:role//Deploy",
        "arn:aws:iam::111122223333:role/team/",
        "arn:aws:iam::111122223333:role",
        "arn:aws:iam::111122223333:user/Ann",
        "arn:aws:iam::11112222333:role/Deploy",
        "arn:aws:iam:eu-west-1:111122223333:role/Deploy",
        "arn:aws:sts::111122223333:assumed-role/Deploy/ann",
        "arn:AWS:iam::111122223333:role/Deploy",
        "arn:other:iam::111122223333:role/Deploy",
        "arn:aws:iam::111122223333:role/De ploy",
        "arn:aws:iam::111122223333:role/Dépl",
        "arn:aws:iam::111122223333:role/Deploy\n",
        " arn:aws:iam::111122223333:role/Deploy",
        &long,
    ] {
        assert!(RoleArn::parse(text).is_err(), "{text:?}");
    }
}
