//! Keys and tokens: those of published examples, and of the emulator's own key.

use serde_json::json;

use super::*;

/// RFC 7515, appendix A.2: RS256.
const RFC_TOKEN: &str = "eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ.cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAuHIm4Bh-0Qc_lF5YKt_O8W2Fp5jujGbds9uJdbF9CUAr7t1dnZcAcQjbKBYNX4BAynRFdiuB--f_nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkSjtQBMHlb1L07Qe7K0GarZRmB_eSN9383LcOLn6_dO--xi12jzDwusC-eOkHWEsqtFZESc6BfI7noOPqvhJ1phCnvWh6IeYI2w9QOYEUipUTI8np6LbgGY9Fs98rqVt5AXLIhWkWywlVmtVrBp0igcN_IoypGlUPQGe77Rw";
const RFC_MODULUS: &str = "ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-Vaw-4qPCJrcS2mJPMEzP1Pt0Bm4d4QlL-yRT-SFd2lZS-pCgNMsD1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_7OMg0LOL-bSf63kpaSHSXndS5z5rexMdbBYUsLA9e-KXBdQOS-UTo7WTBEMa2R2CapHg665xsmtdVMTBQY4uDZlxvb3qCo5ZwKh9kG4LT6_I5IhlJH7aGhyxXFvUK-DWNmoudF8NAco9_h9iaGNj8q2ethFkMLs91kzk2PAcDTW9gb54h4FRWyuXpoQ";

fn rfc_key() -> VerificationKey {
    let jwk = Jwk {
        kty: "RSA".to_owned(),
        n: RFC_MODULUS.to_owned(),
        e: "AQAB".to_owned(),
        ..Jwk::default()
    };
    VerificationKey::from_jwk(&jwk).unwrap()
}

#[test]
fn the_published_token_is_verified() {
    let token = Jwt::parse(RFC_TOKEN).unwrap();
    assert_eq!(token.verify(&[(Some("any".to_owned()), rfc_key())]), Ok(()));
    assert_eq!(
        (token.text("iss"), token.seconds("exp")),
        (Some("joe"), Some(1_300_819_380))
    );
    let changed = RFC_TOKEN.replacen("eyJpc3MiOiJqb2Ui", "eyJpc3MiOiJqb3Ui", 1);
    let changed = Jwt::parse(&changed).unwrap();
    assert_eq!(
        changed.verify(&[(None, rfc_key())]),
        Err(JwtError::WrongSignature)
    );
    assert_eq!(changed.verify(&[]), Err(JwtError::NoKey));
}

#[test]
fn the_own_key_signs_and_no_other_verifies() {
    let (own, other) = (OwnKey::generate().unwrap(), OwnKey::generate().unwrap());
    let claims = json!({"sub": "me", "aud": ["a", "b"], "exp": 12.5});
    let token = Jwt::parse(&Jwt::signed(&claims, &own).unwrap()).unwrap();
    assert_eq!(token.verify(&[(None, own.public())]), Ok(()));
    for key in [other.public(), rfc_key()] {
        assert_eq!(token.verify(&[(None, key)]), Err(JwtError::WrongSignature));
    }
    assert_eq!((token.texts("aud").len(), token.seconds("exp")), (2, Some(12)));
}

#[test]
fn what_is_no_token_is_rejected() {
    for text in [
        "",
        "a.b",
        "a.b.c",
        "e30.e30.",
        "eyJhbGciOiJub25lIn0.W10.",
        "eyJhbGciOiJub25lIn0.e30.==",
    ] {
        assert_eq!(Jwt::parse(text).unwrap_err(), JwtError::NotAToken, "{text}");
    }
    let unsigned = Jwt::parse("eyJhbGciOiJub25lIn0.e30.").unwrap();
    assert_eq!(unsigned.verify(&[(None, rfc_key())]), Err(JwtError::NoKey));
}
