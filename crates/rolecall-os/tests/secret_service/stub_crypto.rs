//! The far end of `dh-ietf1024-sha256-aes128-cbc-pkcs7` (freedesktop.org "Secret Service API" 0.2, "Transfer of Secrets").

use aes::Aes128;
use aes::cipher::block_padding::Pkcs7;
use aes::cipher::{BlockModeDecrypt, BlockModeEncrypt, KeyIvInit};
use hmac::{Hmac, Mac};
use num_bigint::BigUint;
use sha2::Sha256;

/// The prime of RFC 2409, section 6.2.
const PRIME: &str = "FFFFFFFFFFFFFFFFC90FDAA22168C234C4C6628B80DC1CD129024E088A67CC74020BBEA63B139B22514A08798E3404DD\
                     EF9519B3CD3A431B302B0A6DF25F14374FE1356D6D51C245E485B576625E7EC6F44C42E9A637ED6B0BFF5CB6F406B7ED\
                     EE386BFB5A899FA5AE9F24117C4B1FE649286651ECE65381FFFFFFFFFFFFFFFF";

/// Returns a public key and the secret shared with the owner of `client_key`, both without leading zeros.
pub(crate) fn agree(client_key: &[u8]) -> (Vec<u8>, Vec<u8>) {
    let prime = BigUint::parse_bytes(PRIME.as_bytes(), 16).unwrap();
    let mut private_key = [0; 32];
    getrandom::fill(&mut private_key).unwrap();
    let private_key = BigUint::from_bytes_be(&private_key);
    let public_key = BigUint::from(2_u32).modpow(&private_key, &prime);
    let secret = BigUint::from_bytes_be(client_key).modpow(&private_key, &prime);
    (public_key.to_bytes_be(), secret.to_bytes_be())
}

/// HKDF with SHA-256, no salt and no info (RFC 5869), of which 16 bytes are used.
pub(crate) fn derived_key(secret: &[u8]) -> [u8; 16] {
    let keyed_hash = |key: &[u8], data: &[u8]| {
        let mut hash = Hmac::<Sha256>::new_from_slice(key).unwrap();
        hash.update(data);
        hash.finalize().into_bytes()
    };
    let extracted = keyed_hash(&[0; 32], secret);
    keyed_hash(&extracted, &[1])[..16].try_into().unwrap()
}

/// Returns the initialization vector and the encrypted value.
pub(crate) fn encrypt(key: &[u8; 16], value: &[u8]) -> (Vec<u8>, Vec<u8>) {
    let mut iv = [0; 16];
    getrandom::fill(&mut iv).unwrap();
    let cipher = cbc::Encryptor::<Aes128>::new_from_slices(key, &iv).unwrap();
    (iv.to_vec(), cipher.encrypt_padded_vec::<Pkcs7>(value))
}

/// Returns nothing where the padding is wrong, as it is with another key but for one time in 256.
pub(crate) fn decrypt(key: &[u8; 16], iv: &[u8], value: &[u8]) -> Option<Vec<u8>> {
    let cipher = cbc::Decryptor::<Aes128>::new_from_slices(key, iv).ok()?;
    cipher.decrypt_padded_vec::<Pkcs7>(value).ok()
}
