"""Web Push requests: message encryption (RFC 8291) and VAPID signature (RFC 8292).

The only module that knows `webpush`, and it uses only its encryption: the rest of that package remembers one message's
time to live for the next one, signs anew for every message and sets neither topic nor urgency.
"""

import re
from datetime import datetime, timedelta

from joserfc import jwt
from joserfc.jwk import ECKey
from msgspec import Struct
from webpush import WebPush, WebPushSubscription  # type: ignore[import-untyped]  # ships no py.typed
from webpush.types import WebPushKeys  # type: ignore[import-untyped]  # ships no py.typed
from yarl import URL

from push.browser_keys import decoded, public_key
from push.types import Urgency

RECORD = 4096  # bytes of the one record; a push service need not take more (RFC 8030 §7.2)
LONGEST = 3993  # RECORD less header (86), padding mark (1) and tag (16)
LONGEST_TTL = 30 * 24 * 3600  # seconds
TOKEN_LIVES = timedelta(hours=12)  # RFC 8292 §2 allows 24
MOST_ORIGINS = 256
TOPIC = re.compile(r"[A-Za-z0-9_-]{1,32}")


class PushHeaders(Struct, frozen=True):
    """Headers of a push request (TTL, urgency, topic); all are always sent."""

    ttl: int  # seconds it is kept for a device that is off
    urgency: Urgency
    topic: str  # a newer message of this topic replaces one that still waits

    def __post_init__(self) -> None:
        """Refuse values that RFC 8030 doesn't allow."""
        if not 0 <= self.ttl <= LONGEST_TTL or not TOPIC.fullmatch(self.topic):
            raise ValueError("terms outside RFC 8030")


class PushRequest(Struct, frozen=True):
    """HTTP request to a push service."""

    url: URL
    headers: dict[str, str]
    body: bytes


class Encryption(WebPush):  # type: ignore[misc]  # untyped, see its import
    """`webpush` encryption with keys as bytes."""

    def __init__(self) -> None:
        """Skip `webpush`'s constructor, which needs files and keeps defaults that leak between messages."""
        self.max_resord_size = RECORD  # sic, in webpush

    def _decode_subscription_key(self, key: str | bytes) -> bytes:
        return key if isinstance(key, bytes) else decoded(key)

    def encrypt(self, message: bytes, p256dh: bytes, auth: bytes) -> bytes:
        """Return one aes128gcm record with a fresh key pair and salt; raises ValueError if it doesn't fit."""
        if len(message) > LONGEST:
            raise ValueError("too long for one record")
        keys = WebPushKeys.model_construct(p256dh=p256dh, auth=auth)
        record: bytes = self._encrypt(message, WebPushSubscription.model_construct(keys=keys))
        return record


class VapidSigner:
    """VAPID signer; the key is parsed once, and a token is reused for its origin for hours."""

    def __init__(self, pem: str, subject: str) -> None:
        if not subject.startswith(("mailto:", "https://")):
            raise ValueError("vapid_subject is an address that push services can write to: mailto: or https:")
        self.key, self.subject, self.public = ECKey.import_key(pem), subject, public_key(pem)
        self.tokens: dict[str, tuple[str, datetime]] = {}

    def authorization(self, origin: str, now: datetime) -> str:
        """Return the Authorization header for a push service."""
        token, renew_at = self.tokens.get(origin, ("", now))
        if now >= renew_at:
            token = self.sign(origin, now)
            if len(self.tokens) >= MOST_ORIGINS:
                self.tokens.clear()
            self.tokens[origin] = token, now + TOKEN_LIVES / 2
        return f"vapid t={token}, k={self.public}"

    def sign(self, origin: str, now: datetime) -> str:
        """Sign a token for one origin; 80 µs, hence cached."""
        claims = {"aud": origin, "exp": int((now + TOKEN_LIVES).timestamp()), "sub": self.subject}
        return jwt.encode({"typ": "JWT", "alg": "ES256"}, claims, self.key)


class PushRequestBuilder:
    """Builds push requests."""

    def __init__(self, vapid: VapidSigner) -> None:
        self.vapid, self.encryption = vapid, Encryption()

    def letter(
        self, url: URL, p256dh: bytes, auth: bytes, message: bytes, terms: PushHeaders, now: datetime
    ) -> PushRequest:
        """Build the request of a message for a browser; independent of earlier ones except for the cached token."""
        headers = {
            "Authorization": self.vapid.authorization(str(url.origin()), now),
            "Content-Encoding": "aes128gcm",
            "Content-Type": "application/octet-stream",
            "TTL": str(terms.ttl),
            "Urgency": terms.urgency,
            "Topic": terms.topic,
        }
        return PushRequest(url, headers, self.encryption.encrypt(message, p256dh, auth))
