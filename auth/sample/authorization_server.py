"""State and rules of a sample provider: key, accounts, issued codes and tokens. No web here."""

import base64
import hashlib
import hmac
import secrets
from collections import OrderedDict
from collections.abc import Mapping
from typing import Any
from urllib.parse import unquote_plus

from joserfc import jwt
from joserfc.jwk import RSAKey
from msgspec import Struct

from auth.sample.accounts import SAYS, SampleProvider, SignInMethod
from backend.kit.clock import Clock

MOST = 1000  # codes and tokens remembered; the oldest go first
CODE_SECONDS, TOKEN_SECONDS = 60, 300


class AuthorizationRequest(Struct, frozen=True, kw_only=True):
    """Authorization request of the client (RFC 6749 §4.1.1, RFC 7636, OpenID Connect Core §3.1.2.1)."""

    client_id: str
    redirect_uri: str
    state: str
    nonce: str
    code_challenge: str


class IssuedToken(Struct, frozen=True, kw_only=True):
    """A code or an access token: for whom, signed in how, for what, until when."""

    sub: str
    entry: SignInMethod
    question: AuthorizationRequest
    ends: float
    auth_time: int  # when the person pressed their button here (Core §2); not when a token is fetched for it


class AuthorizationServer:
    """The provider: its key, its people, and what it gave out."""

    def __init__(self, provider: SampleProvider, clock: Clock) -> None:
        self.provider, self.clock, self.issuer = provider, clock, provider.issuer
        self.key = RSAKey.generate_key(2048, {"use": "sig", "alg": "RS256"}, auto_kid=True)
        self.given: OrderedDict[str, IssuedToken] = OrderedDict()
        self.left: set[str] = set()  # whose account was closed here

    def give(
        self, sub: str, entry: SignInMethod, question: AuthorizationRequest, seconds: int, auth_time: int = 0
    ) -> str:
        """A new code, or a token for the sign-in of that moment."""
        name, now = secrets.token_urlsafe(32), self.clock().timestamp()
        self.given[name] = IssuedToken(
            sub=sub, entry=entry, question=question, ends=now + seconds, auth_time=auth_time or int(now)
        )
        while len(self.given) > MOST:
            self.given.popitem(last=False)
        return name

    def take(self, name: str, *, keep: bool = False) -> IssuedToken | None:
        """Take an issued code or token if it is still valid; a code is valid once."""
        given = self.given.get(name) if keep else self.given.pop(name, None)
        return given if given is not None and given.ends > self.clock().timestamp() else None


def wrong_question(desk: AuthorizationServer, given: Mapping[str, str]) -> str:
    """Return what is wrong with a request, or ""."""
    demanded = {
        "client_id": desk.provider.client, "redirect_uri": desk.provider.redirect_uri, "response_type": "code",
        "code_challenge_method": "S256",
    }  # fmt: skip
    for name, value in demanded.items():
        if given.get(name) != value:
            return SAYS("differs", name=name)
    if "openid" not in given.get("scope", "").split() or not given.get("code_challenge"):
        return SAYS("incomplete")
    return ""


def is_client(provider: SampleProvider, header: str) -> bool:
    """The client's own name and secret (RFC 6749 §2.3.1)."""
    try:
        name, _, secret = base64.b64decode(header.removeprefix("Basic "), validate=True).decode().partition(":")
    except ValueError:
        return False
    right = hmac.compare_digest(unquote_plus(secret).encode(), provider.secret.encode())
    return right and unquote_plus(name) == provider.client


def fits(question: AuthorizationRequest, form: Mapping[str, Any]) -> bool:
    """Do redirect address and PKCE verifier match the request?"""
    hashed = hashlib.sha256(str(form.get("code_verifier", "")).encode()).digest()
    challenge = base64.urlsafe_b64encode(hashed).rstrip(b"=").decode()
    same = hmac.compare_digest(challenge, question.code_challenge)
    return same and form.get("redirect_uri") == question.redirect_uri and form.get("grant_type") == "authorization_code"


def logout_token(desk: AuthorizationServer, sub: str) -> str:
    """That this person's sessions end, signed (OpenID Connect Back-Channel Logout 1.0 §2.4)."""
    now = int(desk.clock().timestamp())
    claims = {
        "iss": desk.issuer, "sub": sub, "aud": desk.provider.client, "iat": now, "exp": now + 120,
        "jti": secrets.token_urlsafe(16), "events": {"http://schemas.openid.net/event/backchannel-logout": {}},
    }  # fmt: skip
    return jwt.encode({"alg": "RS256", "kid": desk.key.kid, "typ": "logout+jwt"}, claims, desk.key)


def id_token(desk: AuthorizationServer, given: IssuedToken, access: str) -> str:
    """Create the signed ID token."""
    now = int(desk.clock().timestamp())
    half = hashlib.sha256(access.encode()).digest()[:16]
    claims = {
        "iss": desk.issuer, "sub": given.sub, "aud": given.question.client_id, "iat": now, "exp": now + TOKEN_SECONDS,
        "auth_time": given.auth_time, "nonce": given.question.nonce,
        "at_hash": base64.urlsafe_b64encode(half).rstrip(b"=").decode(), **given.entry.claims,
    }  # fmt: skip
    return jwt.encode({"alg": "RS256", "kid": desk.key.kid}, claims, desk.key)
