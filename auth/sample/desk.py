"""The sample provider's memory and judgement: its key, its staff, what it gave out, what it accepts. No web here."""

import base64
import hashlib
import hmac
import secrets
import tomllib
from collections import OrderedDict
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import unquote_plus

import msgspec
from joserfc import jwt
from joserfc.jwk import RSAKey
from msgspec import Struct

from backend.kit.clock import Clock
from backend.settings import Settings

MOST = 1000  # codes and tokens remembered; the oldest go first
CODE_SECONDS, TOKEN_SECONDS = 60, 300


class NotATrial(Exception):
    """The sample provider serves trial installations only."""


class Member(Struct, frozen=True):
    """One invented member of staff."""

    sub: str
    name: str
    says: str
    roles: list[str]
    department: str


class Question(Struct, frozen=True, kw_only=True):
    """What the client asked for (RFC 6749 §4.1.1, RFC 7636, OpenID Connect Core §3.1.2.1)."""

    client_id: str
    redirect_uri: str
    state: str
    nonce: str
    code_challenge: str


class Given(Struct, frozen=True, kw_only=True):
    """A code or an access token: for whom, for what, until when."""

    sub: str
    question: Question
    ends: float


class Desk:
    """The provider: its key, its staff, and what it gave out."""

    def __init__(self, settings: Settings, clock: Clock) -> None:
        if not settings.sample or not settings.oidc_issuer:
            raise NotATrial("样本身份提供方只能用于演示环境（FUTIAN_SAMPLE=true，并设置 FUTIAN_OIDC_*）")
        self.settings, self.clock, self.issuer = settings, clock, settings.oidc_issuer
        self.redirect_uri = settings.origin.rstrip("/") + "/staff/sign-in/callback"
        self.key = RSAKey.generate_key(2048, {"use": "sig", "alg": "RS256"}, auto_kid=True)
        listed = tomllib.loads(Path(__file__).with_name("staff.toml").read_text("utf-8"))["staff"]
        self.staff = {one["sub"]: msgspec.convert(one, Member) for one in listed}
        self.given: OrderedDict[str, Given] = OrderedDict()

    def give(self, sub: str, question: Question, seconds: int) -> str:
        """A new code or token."""
        name = secrets.token_urlsafe(32)
        self.given[name] = Given(sub=sub, question=question, ends=self.clock().timestamp() + seconds)
        while len(self.given) > MOST:
            self.given.popitem(last=False)
        return name

    def take(self, name: str, *, keep: bool = False) -> Given | None:
        """What was given under this name, if it still counts; a code counts once."""
        given = self.given.get(name) if keep else self.given.pop(name, None)
        return given if given is not None and given.ends > self.clock().timestamp() else None


def wrong_question(desk: Desk, given: Mapping[str, str]) -> str:
    """What is wrong with this question, if anything."""
    demanded = {
        "client_id": desk.settings.oidc_client, "redirect_uri": desk.redirect_uri, "response_type": "code",
        "code_challenge_method": "S256",
    }  # fmt: skip
    for name, value in demanded.items():
        if given.get(name) != value:
            return f"{name} 不符"
    if "openid" not in given.get("scope", "").split() or not given.get("code_challenge"):
        return "缺少 openid 或 code_challenge"
    return ""


def is_client(settings: Settings, header: str) -> bool:
    """The client's own name and secret (RFC 6749 §2.3.1)."""
    try:
        name, _, secret = base64.b64decode(header.removeprefix("Basic "), validate=True).decode().partition(":")
    except ValueError:
        return False
    right = hmac.compare_digest(unquote_plus(secret).encode(), settings.oidc_secret.encode())
    return right and unquote_plus(name) == settings.oidc_client


def fits(question: Question, form: Mapping[str, Any]) -> bool:
    """The same redirect address, and the verifier whose hash came with the question."""
    hashed = hashlib.sha256(str(form.get("code_verifier", "")).encode()).digest()
    challenge = base64.urlsafe_b64encode(hashed).rstrip(b"=").decode()
    same = hmac.compare_digest(challenge, question.code_challenge)
    return same and form.get("redirect_uri") == question.redirect_uri and form.get("grant_type") == "authorization_code"


def id_token(desk: Desk, given: Given, access: str) -> str:
    """Who signed in, signed."""
    now = int(desk.clock().timestamp())
    half = hashlib.sha256(access.encode()).digest()[:16]
    claims = {
        "iss": desk.issuer, "sub": given.sub, "aud": given.question.client_id, "iat": now, "exp": now + TOKEN_SECONDS,
        "auth_time": now, "nonce": given.question.nonce,
        "at_hash": base64.urlsafe_b64encode(half).rstrip(b"=").decode(),
    }  # fmt: skip
    return jwt.encode({"alg": "RS256", "kid": desk.key.kid}, claims, desk.key)
