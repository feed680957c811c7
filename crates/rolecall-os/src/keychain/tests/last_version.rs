//! Items as the version with state schema 2 wrote them: literal names and contents.

use super::*;
use rolecall_model::role_source::SourceIdentity;

/// Writes `json` under the name that the last version gave the item, and returns the keychain on it.
fn stored_by_last_version(user: &str, json: &str) -> OsKeychain {
    let store = SmallStore::new(usize::MAX);
    let name = format!("rolecall\n{user}");
    store.0.lock().unwrap().items.insert(name, json.into());
    let environment = EnvironmentVariables {
        home: Some("/home/ada".into()),
        ..EnvironmentVariables::default()
    };
    let paths = Paths::from_environment(&environment).unwrap();
    OsKeychain::in_store(&paths, store.shared(), None)
}

#[tokio::test]
async fn items_of_the_last_version_are_found_and_read() {
    let stored = stored_by_last_version(
        "sign-in acme",
        concat!(
            r#"{"version":1,"place":{"start_url":"http://127.0.0.1:4599/start","region":"eu-central-1","#,
            r#""endpoint_url":"http://127.0.0.1:4599"},"access_token":"access","expires_at":"2030-03-17T17:46:40Z","#,
            r#""refresh_token":"refresh \" \\ \n 😀","registration":{"client_id":"client","client_secret":"client-secret","#,
            r#""expires_at":"2033-05-18T03:33:20Z","grant":"device_code"}}"#
        ),
    );
    let found = stored.sign_in(&portal()).await.unwrap().unwrap();
    let expected = sign_in("access", Some("http://127.0.0.1:4599"));
    assert_eq!(
        (found.portal_identity, found.expires_at),
        (expected.portal_identity.clone(), expected.expires_at)
    );
    assert!(found.access_token.matches("access"));
    assert!(found.refresh_token.unwrap().matches("refresh \" \\ \n \u{1f600}"));
    assert!(found.registration.client_secret.matches("client-secret"));

    let stored = stored_by_last_version(
        "registration acme",
        concat!(
            r#"{"version":1,"place":{"start_url":"http://127.0.0.1:4599/start","region":"eu-central-1","#,
            r#""endpoint_url":"http://127.0.0.1:4599"},"registration":{"client_id":"client","#,
            r#""client_secret":"client-secret","expires_at":"2033-05-18T03:33:20Z","grant":"device_code"}}"#
        ),
    );
    let (identity, found) = stored.registration(&portal()).await.unwrap().unwrap();
    assert_eq!(
        (identity, found.grant),
        (expected.portal_identity, Grant::DeviceCode)
    );
}

#[tokio::test]
async fn role_credentials_of_the_last_version_are_found_and_read() {
    let portal = sign_in("", Some("http://127.0.0.1:4599")).portal_identity;
    for (user, role, json, obtained_at) in [
        (
            "role-session acme/111122223333/Admin",
            "Admin",
            concat!(
                r#"{"version":1,"access_key_id":"ASIAEXAMPLE","secret_access_key":"secret-key","session_token":"token","#,
                r#""expires_at":"2030-03-17T17:46:40Z","obtained_at":"2030-03-17T16:46:40Z","#,
                r#""place":{"start_url":"http://127.0.0.1:4599/start","region":"eu-central-1","#,
                r#""endpoint_url":"http://127.0.0.1:4599"}}"#
            ),
            credentials("").obtained_at,
        ),
        (
            "role-session acme/111122223333/~9d350448a5767f4901af105ad67d6405",
            "Ädmin / x",
            concat!(
                r#"{"version":1,"access_key_id":"ASIAEXAMPLE","secret_access_key":"secret-key","session_token":"token","#,
                r#""expires_at":"2030-03-17T17:46:40Z","obtained_at":null,"place":null}"#
            ),
            None,
        ),
    ] {
        let stored = stored_by_last_version(user, json);
        let found = stored.role_credentials(&role_ref(role)).await.unwrap().unwrap();
        assert!(found.secret_access_key.matches("secret-key") && found.session_token.matches("token"));
        assert_eq!(found.obtained_at, obtained_at, "{role}");
        let source = obtained_at.map(|_| SourceIdentity {
            portal: Some(portal.clone()),
            steps: Vec::new(),
        });
        assert_eq!(found.source_identity, source, "{role}");
    }
}
