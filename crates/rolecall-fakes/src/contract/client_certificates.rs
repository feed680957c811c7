//! The suite of [`ClientCertificates`].

use rolecall::ports::{ClientCertificateError, ClientCertificates, TokenError};
use rolecall_model::roles_anywhere::CertificateLocation;
use rolecall_model::secret::KeyPassword;

/// Certificates that are there, or are not.
#[derive(Debug)]
pub struct CertificateFixture {
    /// A certificate and its key, and the common name in it.
    pub plain: (CertificateLocation, &'static str),
    /// One whose key needs a password or a PIN, and that.
    pub protected: (CertificateLocation, &'static str),
    /// A key of another certificate.
    pub mismatched: CertificateLocation,
    /// Nothing.
    pub missing: CertificateLocation,
}

/// The suite of [`ClientCertificates`].
///
/// # Panics
/// When they break their contract.
pub async fn client_certificates(certificates: &dyn ClientCertificates, fixture: &CertificateFixture) {
    plain(certificates, fixture).await;
    protected(certificates, fixture).await;
    let mismatched = certificates.load(&fixture.mismatched, None).await;
    assert_matches!(
        mismatched,
        Err(ClientCertificateError::OtherKey(_)),
        "a key belongs to its certificate"
    );
    let missing = certificates.load(&fixture.missing, None).await;
    assert_matches!(
        missing,
        Err(ClientCertificateError::Missing(_)),
        "what is not there is missing"
    );
    let missing = certificates.validity(&fixture.missing).await;
    assert_matches!(
        missing,
        Err(ClientCertificateError::Missing(_)),
        "nor is it valid"
    );
}

async fn plain(certificates: &dyn ClientCertificates, fixture: &CertificateFixture) {
    let (location, common_name) = &fixture.plain;
    let needless = KeyPassword::from_exposed("needless");
    for password in [None, Some(&needless)] {
        let loaded = certificates.load(location, password).await;
        let Ok(loaded) = loaded else {
            panic!("a password that nothing needs changes nothing: {loaded:?}");
        };
        assert_eq!(loaded.common_name, *common_name);
        assert!(loaded.not_before < loaded.not_after);
        let Ok(signature) = loaded.signer.sign(b"text").await else {
            panic!("a key signs");
        };
        assert!(!signature.is_empty());
        let validity = certificates.validity(location).await;
        assert_eq!(validity, Ok(loaded.validity()), "it is known without the key");
    }
}

async fn protected(certificates: &dyn ClientCertificates, fixture: &CertificateFixture) {
    let (location, password) = &fixture.protected;
    let Err(needed) = certificates.load(location, None).await else {
        panic!("a protected key needs its password");
    };
    assert!(needed.is_secret_needed(), "{needed:?}");
    let wrong = KeyPassword::from_exposed(format!("{password}, but wrong"));
    let refused = certificates.load(location, Some(&wrong)).await;
    assert_matches!(
        refused,
        Err(ClientCertificateError::WrongPassword(_)
            | ClientCertificateError::Token(TokenError::WrongPin { .. })),
        "a wrong one is told from none"
    );
    let right = KeyPassword::from_exposed(*password);
    let opened = certificates.load(location, Some(&right)).await;
    assert!(opened.is_ok(), "{opened:?}");
}
