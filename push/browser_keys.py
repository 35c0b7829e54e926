"""Keys of Web Push: the public VAPID key for browsers, and the keys that a browser sends. The web process needs no more of it."""

import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from functools import lru_cache

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_pem_private_key

BASE64URL = re.compile(r"[A-Za-z0-9_-]+={0,2}")


class BadKeys(ValueError):
    """Raised for invalid browser keys."""


@lru_cache(maxsize=4)
def public_key(pem: str) -> str:
    """Return the public key for browsers (`applicationServerKey`)."""
    key = load_pem_private_key(pem.encode(), None)
    if not isinstance(key, ec.EllipticCurvePrivateKey) or not isinstance(key.curve, ec.SECP256R1):
        raise ValueError("vapid_key is a P-256 key")
    point = key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    return urlsafe_b64encode(point).rstrip(b"=").decode()


def read_keys(p256dh: str, auth: str) -> tuple[bytes, bytes]:
    """Decode a browser's keys: curve point and 16-byte secret; raises BadKeys."""
    try:
        point, secret = decoded(p256dh), decoded(auth)
        ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), point)
    except ValueError as error:
        raise BadKeys from error
    if len(point) != 65 or len(secret) != 16:
        raise BadKeys
    return point, secret


def decoded(text: str) -> bytes:
    """Decode base64url with or without padding; raises ValueError for invalid characters, which the standard library skips."""
    if not BASE64URL.fullmatch(text):
        raise ValueError("not base64url")
    bare = text.rstrip("=")
    return urlsafe_b64decode(bare + "=" * (-len(bare) % 4))
