//! The types of secrets: zeroized when dropped, redacted in `Debug`.
//!
//! It must never gain `Display`, `Serialize`, `Deref` or `PartialEq` for a secret: what cannot be printed
//! cannot leak. Reading one is always an explicit `expose()` with its reason written above it.
//!
//! A value that holds a secret cannot be sent to the page:
//!
//! ```compile_fail
//! fn to_the_page<T: serde::Serialize>(_: T) {}
//! to_the_page(rolecall_model::secret::AccessToken::from_exposed("t"));
//! ```
//!
//! nor printed:
//!
//! ```compile_fail
//! println!("{}", rolecall_model::secret::SecretAccessKey::from_exposed("k"));
//! ```
//!
//! ```
//! let token = rolecall_model::secret::AccessToken::from_exposed("t");
//! assert_eq!(format!("{token:?}"), "AccessToken(redacted)");
//! ```

use crate::portal::EndpointUrl;
use secrecy::{ExposeSecret, SecretString};
use std::fmt;
use subtle::ConstantTimeEq;

macro_rules! secrets {
    ($($(#[$doc:meta])* $name:ident),* $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone)]
        pub struct $name(SecretString);

        impl $name {
            /// Wraps a text that is readable so far.
            pub fn from_exposed(text: impl Into<String>) -> Self {
                Self(SecretString::from(text.into()))
            }

            /// Returns the secret. The line above a call says `// EXPOSE:` and why.
            pub fn expose(&self) -> &str {
                self.0.expose_secret()
            }

            /// Compares in constant time.
            pub fn matches(&self, other: &str) -> bool {
                self.0.expose_secret().as_bytes().ct_eq(other.as_bytes()).into()
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(concat!(stringify!($name), "(redacted)"))
            }
        }
    )*};
}

secrets! {
    /// The bearer token of a sign-in (SSO OIDC `accessToken`).
    AccessToken,
    /// The token that renews a sign-in without the user (SSO OIDC `refreshToken`).
    RefreshToken,
    /// The secret half of a client registration (SSO OIDC `clientSecret`).
    ClientSecret,
    /// The secret half of role credentials.
    SecretAccessKey,
    /// The token that belongs to temporary role credentials.
    SessionToken,
    /// What the sign-in federation endpoint gives for role credentials; lives 15 minutes.
    SigninToken,
    /// The code that the browser brings back (RFC 6749, 4.1.2).
    AuthorizationCode,
    /// The PKCE verifier (RFC 7636, 4.1).
    CodeVerifier,
    /// The `state` of one sign-in (RFC 6749, 10.12).
    OauthState,
    /// The private key that the tokens of a sign-in to the console are bound to (RFC 9449): 32 bytes of P-256, in unpadded base64url.
    DpopKey,
    /// The device code of RFC 8628, known to this program and AWS alone.
    DeviceCode,
    /// An address on this machine that leads a browser to a secret page, once and for a short time.
    OneTimeUrl,
    /// The token of another identity provider that leads to a role (STS `WebIdentityToken`).
    WebIdentityToken,
    /// The assertion of another identity provider that leads to a role (STS `SAMLAssertion`).
    SamlAssertion,
    /// The password of a private key's file.
    KeyPassword,
    /// What the user entered for a role that they defined, such as the secret access key of an IAM user.
    RoleSecret,
    /// A code of an MFA device: works once, for a minute or two.
    MfaCode,
    /// Text made for a shell or a program that holds role credentials.
    ExportText,
}

macro_rules! links {
    ($($(#[$doc:meta])* $name:ident),* $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone)]
        pub struct $name {
            text: SecretString,
            endpoint: Option<EndpointUrl>,
        }

        impl $name {
            /// Wraps a link to AWS that is readable so far.
            pub fn from_exposed(text: impl Into<String>) -> Self {
                Self { text: SecretString::from(text.into()), endpoint: None }
            }

            /// Sets that the link leads to a portal's own endpoint instead of AWS.
            #[must_use]
            pub fn with_endpoint(self, endpoint: Option<&EndpointUrl>) -> Self {
                Self { endpoint: endpoint.cloned(), ..self }
            }

            /// Returns the endpoint that the link leads to; none for one to AWS.
            pub fn endpoint(&self) -> Option<&EndpointUrl> {
                self.endpoint.as_ref()
            }

            /// Returns the secret. The line above a call says `// EXPOSE:` and why.
            pub fn expose(&self) -> &str {
                self.text.expose_secret()
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(concat!(stringify!($name), "(redacted)"))
            }
        }
    )*};
}

links! {
    /// A link that signs a browser in to the console: a bearer secret for 15 minutes.
    ConsoleUrl,
    /// The `/authorize` link of one sign-in: carries its state and its code challenge.
    AuthorizationUrl,
}
