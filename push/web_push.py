"""Messages as push services take them: encrypted for one browser (RFC 8291) and signed as coming from us (RFC 8292).

The only module that knows `webpush`, and it uses only its encryption: the rest of that package remembers one message's
time to live for the next one, signs anew for every message and sets neither topic nor urgency.
"""

import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import datetime, timedelta
from functools import lru_cache

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_pem_private_key
from joserfc import jwt
from joserfc.jwk import ECKey
from msgspec import Struct
from webpush import WebPush, WebPushSubscription  # type: ignore[import-untyped]  # ships no py.typed
from webpush.types import WebPushKeys  # type: ignore[import-untyped]  # ships no py.typed
from yarl import URL

from push.types import Urgency

RECORD = 4096  # bytes of the one record; a push service need not take more (RFC 8030 §7.2)
LONGEST = 3993  # RECORD less header (86), padding mark (1) and tag (16)
LONGEST_TTL = 30 * 24 * 3600  # seconds
TOKEN_LIVES = timedelta(hours=12)  # RFC 8292 §2 allows 24
MOST_ORIGINS = 256
TOPIC = re.compile(r"[A-Za-z0-9_-]{1,32}")
BASE64URL = re.compile(r"[A-Za-z0-9_-]+={0,2}")


class BadKeys(ValueError):
    """These aren't the keys of a browser."""


class Terms(Struct, frozen=True):
    """What the push service is told beside the message; every one of them, always."""

    ttl: int  # seconds it is kept for a device that is off
    urgency: Urgency
    topic: str  # a newer message of this topic replaces one that still waits

    def __post_init__(self) -> None:
        """Refuse what RFC 8030 doesn't allow: a mistake of ours, never of a person."""
        if not 0 <= self.ttl <= LONGEST_TTL or not TOPIC.fullmatch(self.topic):
            raise ValueError("terms outside RFC 8030")


class Letter(Struct, frozen=True):
    """One request to a push service."""

    url: URL
    headers: dict[str, str]
    body: bytes


class Encryption(WebPush):  # type: ignore[misc]  # untyped, see its import
    """The encryption of `webpush`, for keys that are kept as bytes."""

    def __init__(self) -> None:
        """Without the constructor of `webpush`: it wants files, and keeps defaults that leak between messages."""
        self.max_resord_size = RECORD  # sic, in webpush

    def _decode_subscription_key(self, key: str | bytes) -> bytes:
        return key if isinstance(key, bytes) else decoded(key)

    def encrypt(self, message: bytes, p256dh: bytes, auth: bytes) -> bytes:
        """One aes128gcm record, with a key pair and a salt of its own; raises ValueError for what does not fit."""
        if len(message) > LONGEST:
            raise ValueError("too long for one record")
        keys = WebPushKeys.model_construct(p256dh=p256dh, auth=auth)
        record: bytes = self._encrypt(message, WebPushSubscription.model_construct(keys=keys))
        return record


class Vapid:
    """Who we are to push services; the key is read once, and one signature serves an origin for hours."""

    def __init__(self, pem: str, subject: str) -> None:
        if not subject.startswith(("mailto:", "https://")):
            raise ValueError("vapid_subject is an address that push services can write to: mailto: or https:")
        self.key, self.subject, self.public = ECKey.import_key(pem), subject, public_key(pem)
        self.tokens: dict[str, tuple[str, datetime]] = {}

    def authorization(self, origin: str, now: datetime) -> str:
        """The Authorization header for this push service."""
        token, renew_at = self.tokens.get(origin, ("", now))
        if now >= renew_at:
            token = self.sign(origin, now)
            if len(self.tokens) >= MOST_ORIGINS:
                self.tokens.clear()
            self.tokens[origin] = token, now + TOKEN_LIVES / 2
        return f"vapid t={token}, k={self.public}"

    def sign(self, origin: str, now: datetime) -> str:
        """A token for this push service alone; 80 µs, which is why it is kept."""
        claims = {"aud": origin, "exp": int((now + TOKEN_LIVES).timestamp()), "sub": self.subject}
        return jwt.encode({"typ": "JWT", "alg": "ES256"}, claims, self.key)


class Sealer:
    """Makes letters."""

    def __init__(self, vapid: Vapid) -> None:
        self.vapid, self.encryption = vapid, Encryption()

    def letter(self, url: URL, p256dh: bytes, auth: bytes, message: bytes, terms: Terms, now: datetime) -> Letter:
        """This message for this browser; nothing in it depends on letters made before, the token apart."""
        headers = {
            "Authorization": self.vapid.authorization(str(url.origin()), now),
            "Content-Encoding": "aes128gcm",
            "Content-Type": "application/octet-stream",
            "TTL": str(terms.ttl),
            "Urgency": terms.urgency,
            "Topic": terms.topic,
        }
        return Letter(url, headers, self.encryption.encrypt(message, p256dh, auth))


@lru_cache(maxsize=4)
def public_key(pem: str) -> str:
    """What browsers are told when they subscribe (`applicationServerKey`)."""
    key = load_pem_private_key(pem.encode(), None)
    if not isinstance(key, ec.EllipticCurvePrivateKey) or not isinstance(key.curve, ec.SECP256R1):
        raise ValueError("vapid_key is a P-256 key")
    point = key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    return urlsafe_b64encode(point).rstrip(b"=").decode()


def read_keys(p256dh: str, auth: str) -> tuple[bytes, bytes]:
    """A browser's keys as bytes: a point on the curve and a secret of 16 bytes; raises BadKeys."""
    try:
        point, secret = decoded(p256dh), decoded(auth)
        ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), point)
    except ValueError as error:
        raise BadKeys from error
    if len(point) != 65 or len(secret) != 16:
        raise BadKeys
    return point, secret


def decoded(text: str) -> bytes:
    """base64url with or without padding; raises ValueError for anything else, which the standard library would skip."""
    if not BASE64URL.fullmatch(text):
        raise ValueError("not base64url")
    bare = text.rstrip("=")
    return urlsafe_b64decode(bare + "=" * (-len(bare) % 4))
