//! Chooses ways, and refuses settings that would leave a request unprotected.

use super::*;

#[test]
fn plain_http_goes_to_this_machine_alone() {
    assert_eq!(way("http://127.0.0.1:4000/token", true), Ok(Way::Plain));
    assert_eq!(way("http://[::1]:4000/token", true), Ok(Way::Plain));
    for uri in [
        "http://oidc.us-east-1.amazonaws.com/",
        "http://localhost:1/",
        "http://127.0.0.1.evil.example/",
        "ftp://127.0.0.1/",
        "no address",
    ] {
        assert_eq!(way(uri, false), Err(Barred::NotHttps), "{uri}");
    }
}

#[test]
fn this_machine_is_never_reached_through_the_proxy() {
    assert_eq!(
        way("https://oidc.us-east-1.amazonaws.com/", true),
        Ok(Way::Proxied)
    );
    assert_eq!(
        way("https://oidc.us-east-1.amazonaws.com/", false),
        Ok(Way::Direct)
    );
    for uri in [
        "https://127.0.0.1:1/",
        "https://127.9.9.9/",
        "https://[::1]/",
        "https://localhost/",
    ] {
        assert_eq!(way(uri, true), Ok(Way::Direct), "{uri}");
    }
}

fn barred(network: Network) -> Option<Barred> {
    Wire::new(network, Patience::default())
        .connector("https://oidc.us-east-1.amazonaws.com/")
        .err()
}

#[test]
fn an_unusable_proxy_bars_the_way_instead_of_being_passed_by() {
    for proxy in ["socks5://127.0.0.1:1", "http://", "", "::::", "http://a b"] {
        let network = Network {
            https_proxy: Some(proxy.to_owned()),
            ..Network::default()
        };
        assert_eq!(barred(network), Some(Barred::NoProxy), "{proxy}");
    }
    for proxy in [
        "proxy.example:8080",
        "http://user:pass@proxy.example:8080",
        "https://proxy.example",
    ] {
        let network = Network {
            https_proxy: Some(proxy.to_owned()),
            ..Network::default()
        };
        assert_eq!(barred(network), None, "{proxy}");
    }
}

#[test]
fn an_unusable_bundle_bars_the_way_and_does_not_panic() {
    let not_a_certificate = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
    let cut_off = "-----BEGIN CERTIFICATE-----\nMIIB";
    for bundle in ["", "not PEM", not_a_certificate, cut_off, "\u{0}\u{1}"] {
        let network = Network {
            ca_bundle: Some(bundle.as_bytes().to_vec()),
            ..Network::default()
        };
        assert_eq!(barred(network), Some(Barred::NoCertificates), "{bundle}");
    }
}

#[test]
fn a_proxy_password_is_not_shown() {
    let network = Network {
        https_proxy: Some("http://user:CANARY@proxy.example".to_owned()),
        ..Network::default()
    };
    assert!(!format!("{:?}", Wire::new(network, Patience::default())).contains("CANARY"));
}
