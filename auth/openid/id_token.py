"""Validation of ID tokens (OpenID Connect Core 1.0 §3.1.3.7). Pure: keys and time are passed."""

import base64
import hashlib
import hmac
from datetime import UTC, datetime
from typing import Any

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, KeySet, RSAKey
from joserfc.jws import extract_compact

from auth.openid.types import Claims, ExpectedToken, NotProven

ALLOWED = ("RS256", "PS256", "ES256")  # signatures by a private key only: a shared secret or "none" proves nothing
SKEW = 60  # seconds that the clocks of two machines may differ
OLDEST = 600  # seconds since it was issued
LONGEST_SUBJECT = 255


class UnknownKey(NotProven):
    """Signed with a key that we haven't seen; the provider may have changed its keys."""


def check(raw: str, keys: KeySet, expected: ExpectedToken) -> Claims:
    """The claims of this token; raises NotProven, or UnknownKey when it is worth looking for new keys."""
    claims = verified_claims(raw, keys, expected)
    check_fresh(claims, expected.since, expected.now.timestamp())
    check_ties(claims, expected)
    return claims


LOGOUT = "http://schemas.openid.net/event/backchannel-logout"


def check_logout(raw: str, keys: KeySet, expected: ExpectedToken) -> Claims:
    """The claims of a logout token (OpenID Connect Back-Channel Logout 1.0 §2.6); raises NotProven or UnknownKey."""
    claims = verified_claims(raw, keys, expected)
    events = claims.get("events")
    if not isinstance(events, dict) or not isinstance(events.get(LOGOUT), dict) or "nonce" in claims:
        raise NotProven("not a logout token")
    if not isinstance(claims.get("jti"), str) or not claims["jti"]:
        raise NotProven("jti")
    return claims


def verified_claims(raw: str, keys: KeySet, expected: ExpectedToken) -> Claims:
    """Verify signature, parties and times of a token; raises NotProven or UnknownKey."""
    algorithm, key = key_for(raw, keys, expected)
    try:
        claims = jwt.decode(raw, key, algorithms=[algorithm]).claims
    except (JoseError, ValueError) as error:
        raise NotProven(f"signature: {type(error).__name__}") from error
    check_parties(claims, expected)
    check_times(claims, expected.now.timestamp())
    return claims


def key_for(raw: str, keys: KeySet, expected: ExpectedToken) -> tuple[str, RSAKey | ECKey]:
    """The algorithm the token names, if we accept it, and the published key of that kind."""
    try:
        header = extract_compact(raw.encode()).headers()
    except (JoseError, ValueError) as error:
        raise NotProven(f"not a signed token: {type(error).__name__}") from error
    algorithm = header.get("alg")
    if algorithm not in expected.algorithms or "crit" in header:
        raise NotProven(f"algorithm {algorithm!r}")
    kind = ECKey if algorithm.startswith("ES") else RSAKey
    named = [key for key in keys if isinstance(key, kind) and usable(key, algorithm)]
    found = [key for key in named if key.kid == header["kid"]] if "kid" in header else named
    if len(found) != 1:
        raise UnknownKey(f"{len(found)} keys fit")
    return algorithm, found[0]


def usable(key: RSAKey | ECKey, algorithm: str) -> bool:
    """Did the provider publish this key for such signatures?"""
    said: dict[str, Any] = key.as_dict(private=False)
    return bool(said.get("use", "sig") == "sig" and said.get("alg", algorithm) == algorithm)


def check_parties(claims: Claims, expected: ExpectedToken) -> None:
    """Check issuer, subject and audience."""
    if claims.get("iss") != expected.issuer:
        raise NotProven("iss")
    if claims.get("aud") not in (expected.client, [expected.client]):
        raise NotProven("aud")  # a further audience could use the token itself: none is trusted
    if claims.get("azp", expected.client) != expected.client:
        raise NotProven("azp")
    subject = claims.get("sub")
    if not isinstance(subject, str) or not 0 < len(subject) <= LONGEST_SUBJECT:
        raise NotProven("sub")


def check_times(claims: Claims, now: float) -> None:
    """Issued a moment ago and still valid."""
    if number(claims, "exp") + SKEW <= now:
        raise NotProven("expired")
    if not now - OLDEST <= number(claims, "iat") <= now + SKEW:
        raise NotProven("iat")
    if "nbf" in claims and number(claims, "nbf") > now + SKEW:
        raise NotProven("nbf")


def check_fresh(claims: Claims, since: float, now: float) -> None:
    """Signed in at the provider since we asked for it, where we asked for it (Core §3.1.2.1: `max_age` makes auth_time required)."""
    if since and not since - SKEW <= number(claims, "auth_time") <= now + SKEW:
        raise NotProven("auth_time")


def proved_at(claims: Claims, now: datetime) -> datetime | None:
    """When the person signed in at the provider (Core §2, auth_time); None if it doesn't say so, or names a time to come.

    The time of our callback proves nothing: a provider's running session answers without asking anybody.
    """
    told = claims.get("auth_time")
    if not isinstance(told, int | float) or isinstance(told, bool) or not 0 < told <= now.timestamp() + SKEW:
        return None
    return min(datetime.fromtimestamp(told, UTC), now)


def number(claims: Claims, name: str) -> float:
    """A time that must be there, as a JSON number (`true` isn't one)."""
    value = claims.get(name)
    if not isinstance(value, int | float) or isinstance(value, bool):
        raise NotProven(f"{name} missing")
    return float(value)


def check_ties(claims: Claims, expected: ExpectedToken) -> None:
    """An answer to our question, and to the access token that came with it."""
    if not hmac.compare_digest(str(claims.get("nonce", "")).encode(), expected.nonce.encode()):
        raise NotProven("nonce")
    if "at_hash" in claims and claims["at_hash"] != half_hash(expected.access_token):
        raise NotProven("at_hash")


def half_hash(access_token: str) -> str:
    """The left half of the token's SHA-256, as all our algorithms use it (§3.1.3.6)."""
    digest = hashlib.sha256(access_token.encode()).digest()[:16]
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
