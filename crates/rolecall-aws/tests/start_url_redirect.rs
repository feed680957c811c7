//! A customer's own domain is asked once where it leads, and is told nothing.

#![expect(clippy::unwrap_used, reason = "a test fails where it unwraps nothing")]

mod support;

use rolecall::ports::StartUrlRedirect;
use rolecall_aws::{Aws, NetworkConfig};
use rolecall_emulator::{EmulatorSettings, Organization};
use rolecall_fakes::FakeClock;
use rolecall_fakes::contract::{self, VanityAddresses};
use rolecall_model::portal::{EndpointUrl, StartUrl};
use std::sync::Arc;
use support::emulated::EmulatedAws;
use support::{ScriptedResponse, Server, response, unused_address};

const PORTAL: &str = "https://acme.awsapps.com/start";

fn local(address: &str) -> StartUrl {
    let endpoint = EndpointUrl::parse("http://127.0.0.1:1").unwrap();
    StartUrl::parse_stored(address, Some(&endpoint)).unwrap()
}

#[tokio::test]
async fn the_redirect_passes_its_contract() {
    let emulated = EmulatedAws::with(Organization::generated(1, 1), EmulatorSettings::default());
    let url = emulated.emulator.url();
    let addresses = VanityAddresses {
        redirecting: local(&format!("{url}/vanity")),
        target: emulated.emulator.start_url().to_owned(),
        page: local(&format!("{url}/device")),
        closed: local(&unused_address().await),
    };
    contract::start_url_redirect(&emulated.aws, &addresses).await;
}

#[tokio::test]
async fn a_server_without_head_is_asked_by_get_and_nothing_is_followed_or_sent() {
    let to = |location: &str| response(302, &[("location", location), ("set-cookie", "a=b")], "");
    let relative = "/start?x=1";
    for (responses, target, requests) in [
        (vec![to(PORTAL)], Some(PORTAL.to_owned()), 1),
        (
            vec![response(405, &[], ""), to(PORTAL)],
            Some(PORTAL.to_owned()),
            2,
        ),
        (
            vec![response(501, &[], ""), to(PORTAL)],
            Some(PORTAL.to_owned()),
            2,
        ),
        (
            vec![response(200, &[], ""), to(PORTAL)],
            Some(PORTAL.to_owned()),
            2,
        ),
        (
            vec![ScriptedResponse::Nothing, to(PORTAL)],
            Some(PORTAL.to_owned()),
            2,
        ),
        (vec![to(relative)], Some(relative.to_owned()), 1),
        (vec![response(302, &[], "")], None, 2),
        (vec![response(200, &[], "<html>")], None, 2),
        (vec![response(404, &[], "")], None, 2),
        (vec![response(500, &[], "")], None, 2),
    ] {
        let server = Server::with_responses(responses).await;
        let asked = local(&format!("{}/aws", server.url));
        let found = Aws::new(NetworkConfig::default(), Arc::new(FakeClock::manual()))
            .redirect_target(&asked)
            .await;
        let target = target.map(|target| match target.strip_prefix('/') {
            Some(path) => format!("{}/{path}", server.url),
            None => target,
        });
        assert_eq!(found.unwrap(), target);
        let sent = server.requests();
        assert_eq!(sent.len(), requests, "{sent:?}");
        for request in sent {
            let request = request.to_ascii_lowercase();
            for word in ["cookie", "authorization", "canary", "referer"] {
                assert!(!request.contains(word), "{request}");
            }
        }
    }
}
