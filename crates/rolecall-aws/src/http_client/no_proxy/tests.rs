//! What people write into `NO_PROXY`, and what it covers.

use super::NoProxy;
use url::Url;

#[test]
fn entries_cover_what_curl_or_go_covers_and_nothing_else() {
    let host = "https://oidc.company.test:8443/";
    let four = "https://10.99.0.1/";
    let six = "https://[fd00::1]:8443/";
    for (text, covered) in [
        ("", [false; 3]),
        ("*", [true; 3]),
        ("other,*", [true; 3]),
        ("*:8443", [true, false, true]),
        ("oidc.company.test", [true, false, false]),
        ("OIDC.Company.Test.", [true, false, false]),
        ("company.test", [true, false, false]),
        (".company.test", [true, false, false]),
        ("*.company.test", [true, false, false]),
        ("*.oidc.company.test", [false; 3]),
        (".oidc.company.test", [true, false, false]),
        ("pany.test", [false; 3]),
        ("company", [false; 3]),
        ("oidc.company.test:8443", [true, false, false]),
        ("oidc.company.test:443", [false; 3]),
        ("company.test:x", [false; 3]),
        ("  other ,oidc.company.test ", [true, false, false]),
        ("other oidc.company.test", [true, false, false]),
        ("other\t10.99.0.1", [false, true, false]),
        (",,10.99.0.1", [false, true, false]),
        ("10.99.0.1:443", [false, true, false]),
        ("10.99.0.1:8443", [false; 3]),
        ("10.0.0.0/8", [false, true, false]),
        ("10.99.0.0/24,fd00::/8", [false, true, true]),
        ("10.99.1.0/24 fe80::/10", [false; 3]),
        ("0.0.0.0/0", [false, true, false]),
        ("10.99.0.1/32", [false, true, false]),
        ("10.0.0.0/33", [false; 3]),
        ("10.99", [false; 3]),
        ("fd00::1", [false, false, true]),
        ("[fd00::1]", [false, false, true]),
        ("[fd00::1]:8443", [false, false, true]),
        ("[fd00::1]:443", [false; 3]),
        ("https://oidc.company.test", [false; 3]),
        ("oidc.*.test", [false; 3]),
    ] {
        let no_proxy = NoProxy::parse(text);
        let found = [host, four, six].map(|url| {
            let url = Url::parse(url).unwrap();
            no_proxy.covers(&url.host().unwrap(), url.port_or_known_default().unwrap())
        });
        assert_eq!(found, covered, "{text:?}");
    }
    let dotted = Url::parse("https://oidc.company.test./").unwrap();
    assert!(NoProxy::parse("company.test").covers(&dotted.host().unwrap(), 443));
}
