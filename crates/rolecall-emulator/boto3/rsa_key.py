"""An RSA key for tests only, and signatures with it, without any library: RSASSA-PKCS1-v1_5 with SHA-256 (RFC 8017)."""

import base64
import hashlib

MODULUS = int(
    "c965b7c55f196d624eaefc1fa570e5e0bb8f8c527c654ba7023fca5d7ef06303a72fe8463ab695e502c2bc87505e5733"
    "82bd0adc8229c15c5c5ad4c643464172eecbb4a1660d4377323468424a707fc224b3fa028d8d82515695276118160f33"
    "58647625d41548616e8dcaaa2c90c801582e054e61c6da980202be2f326ea9c21fd2eff9d38c129fabc2137690b45d76"
    "e80de7ea36e2b7eb655f7d2aaacd799631e1711fdb75d430eb7dec8085b8d5c08c650c874e43c1fc8dbc8709210f8378"
    "302868aea059ee0b7dc2e35141390561c67881ace7fecc5404d1dd5e3b5fccc2aa2ebe31d823dd6add22df855df010e1"
    "3d6fd2eaca1dacd525e5cf2590b5635f",
    16,
)
PRIVATE_EXPONENT = int(
    "328549ac4146e7a1998b5bc3b484b5a5c267281429106001ed16837520babc9bd5fcb68fa77ad5ef34da14e0fcd02d9f"
    "c65415bd6b097e6fe4db043517fb2fbfdd174ca0903113937b0c9a7ac6a1a1ead9ba2c2527cd2fbba7b492c4507e7821"
    "b132c2508afb2bc5052e9c8043ddadce688862dc5ebabb6b165609cf5d1f5585e2b644fac5b6a2e0cf263836ca89a40a"
    "7a3ad1ced19cfa797b0a40c6457a6170f2faa508c0222bf871eb4305f44ae36eb1bfb02bcf7109ddf9bc944ea096d0a9"
    "cb56da77921091d8fcfca127890b4ac459107338f2347ed0f61f2bd51dfbc9009560ccf3fab5934ef1268f4f19d0399c"
    "468c8241b5cd74e1554d3ef7fd02599",
    16,
)
SIZE = (MODULUS.bit_length() + 7) // 8
SHA_256 = bytes.fromhex("3031300d060960864801650304020105000420")


def sign(message):
    digest = SHA_256 + hashlib.sha256(message).digest()
    padded = b"\x00\x01" + b"\xff" * (SIZE - len(digest) - 3) + b"\x00" + digest
    return pow(int.from_bytes(padded, "big"), PRIVATE_EXPONENT, MODULUS).to_bytes(SIZE, "big")


def base64url(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()
