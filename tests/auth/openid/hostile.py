"""An OpenID provider that lies in one chosen way; with no lie chosen it is an honest one."""

import base64
import hashlib
import hmac
import json
import time
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import httpx
from aiohttp import web
from joserfc import jwt
from joserfc.jwk import KeySet, RSAKey

from tests.auth.world import Person

Claims = dict[str, Any]
CALLBACK = "/staff/sign-in/callback"
CLIENT, SECRET = "smart-futian", "a secret of the client"


class Hostile:
    """The provider; `lie` names what it does wrong."""

    def __init__(self) -> None:
        self.key = new_key()
        self.published = [self.key]
        self.lie = ""
        self.base = ""
        self.asked: dict[str, str] = {}
        self.used: set[str] = set()
        self.key_reads = 0
        self.sub = "sub-1"
        self.signed_in_before: int | None = None  # seconds; what auth_time says
        self.more: Claims = {}

    @property
    def issuer(self) -> str:
        return self.base

    async def start(self) -> web.AppRunner:
        app = web.Application()
        app.router.add_get("/.well-known/openid-configuration", self.discovery)
        app.router.add_get("/keys", self.keys)
        app.router.add_post("/token", self.token)
        app.router.add_get("/userinfo", self.userinfo)
        runner = web.AppRunner(app)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        self.base = f"http://127.0.0.1:{runner.addresses[0][1]}"
        return runner

    async def discovery(self, _: web.Request) -> web.Response:
        found: dict[str, Any] = {
            "issuer": self.issuer,
            "authorization_endpoint": self.base + "/authorize",
            "token_endpoint": self.base + "/token",
            "userinfo_endpoint": self.base + "/userinfo",
            "jwks_uri": self.base + "/keys",
            "id_token_signing_alg_values_supported": ["RS256", "HS256", "none"],
            "authorization_response_iss_parameter_supported": True,
        }
        if self.lie == "discovery of another issuer":
            found["issuer"] = "https://other.test"
        if self.lie == "endpoint elsewhere over http":
            found["token_endpoint"] = "http://169.254.169.254/token"
        if self.lie == "only plain PKCE":
            found["code_challenge_methods_supported"] = ["plain"]
        return web.json_response(found)

    async def keys(self, _: web.Request) -> web.Response:
        self.key_reads += 1
        return web.json_response(KeySet(list(self.published)).as_dict(private=False))

    async def token(self, request: web.Request) -> web.Response:
        form = await request.post()
        code = str(form["code"])
        if self.lie == "down":
            return web.Response(status=502, text="bad gateway")
        verifier = hashlib.sha256(str(form["code_verifier"]).encode()).digest()
        challenge = base64.urlsafe_b64encode(verifier).rstrip(b"=").decode()
        known = request.headers.get("authorization") == f"Basic {basic()}"
        if code in self.used or challenge != self.asked["code_challenge"] or not known:
            return web.json_response({"error": "invalid_grant"}, status=400)
        self.used.add(code)
        answer: dict[str, Any] = {"access_token": "access", "token_type": "Bearer", "expires_in": 300}
        if self.lie != "no ID token":
            answer["id_token"] = self.id_token()
        return web.json_response(answer)

    async def userinfo(self, request: web.Request) -> web.Response:
        assert request.headers["authorization"] == "Bearer access"
        sub = "somebody-else" if self.lie == "userinfo of another subject" else self.sub
        roles = ["root", "admin"] if self.lie == "roles we don't have" else ["officer", "root"]
        more: Claims = {"sub": sub, "name": "韩晓梅", "roles": roles, "department": "civil_affairs"}
        if self.lie == "userinfo overrides the ID token":
            more |= {"iss": "https://other.test", "aud": "x"}
        if self.lie == "roles as text":
            more["roles"] = "officer"
        return web.json_response({**more, **self.more})

    def id_token(self) -> str:
        now = int(time.time())
        claims: Claims = {"iss": self.issuer, "sub": self.sub, "aud": CLIENT, "iat": now, "exp": now + 300}
        claims["nonce"] = self.asked["nonce"]
        if self.signed_in_before is not None:
            claims["auth_time"] = now - self.signed_in_before
        if self.lie in CLAIMS:
            CLAIMS[self.lie](claims)
        if self.lie in SIGNING:
            return SIGNING[self.lie](self, claims)
        return sign(self.key, claims)


def basic() -> str:
    return base64.b64encode(f"{CLIENT}:{SECRET.replace(' ', '+')}".encode()).decode()


def new_key() -> RSAKey:
    return RSAKey.generate_key(2048, {"use": "sig"}, auto_kid=True)


def sign(key: RSAKey, claims: Claims, **header: Any) -> str:
    return jwt.encode({"alg": "RS256", "kid": key.kid, **header}, claims, key)


def part(value: bytes) -> str:
    return base64.urlsafe_b64encode(value).rstrip(b"=").decode()


def unsigned(_: Hostile, claims: Claims) -> str:
    header = part(json.dumps({"alg": "none", "typ": "JWT"}).encode())
    return f"{header}.{part(json.dumps(claims).encode())}."


def signed_with_shared(secret: bytes, header: Claims, claims: Claims) -> str:
    head, body = part(json.dumps(header).encode()), part(json.dumps(claims).encode())
    return f"{head}.{body}.{part(hmac.digest(secret, f'{head}.{body}'.encode(), 'sha256'))}"


def signed_with_public_key(provider: Hostile, claims: Claims) -> str:
    """HS256 with the RSA public key as its secret: the classic confusion."""
    secret = provider.key.as_pem(private=False)
    return signed_with_shared(secret, {"alg": "HS256", "kid": provider.key.kid}, claims)


def signed_with_secret(_: Hostile, claims: Claims) -> str:
    return signed_with_shared(SECRET.encode(), {"alg": "HS256"}, claims)


def changed_after_signing(provider: Hostile, claims: Claims) -> str:
    head, _, tail = sign(provider.key, claims).split(".")
    other = sign(provider.key, {**claims, "sub": "somebody-else"}).split(".")[1]
    return f"{head}.{other}.{tail}"


def signed_by_stranger(provider: Hostile, claims: Claims) -> str:
    return jwt.encode({"alg": "RS256", "kid": provider.key.kid}, claims, new_key())


def brings_its_own_key(provider: Hostile, claims: Claims) -> str:
    stranger = new_key()
    return jwt.encode({"alg": "RS256", "kid": "x", "jwk": stranger.as_dict(private=False)}, claims, stranger)


def with_crit(provider: Hostile, claims: Claims) -> str:
    return jwt.encode({"alg": "RS256", "kid": provider.key.kid, "crit": ["b64"], "b64": True}, claims, provider.key)


SIGNING: dict[str, Callable[[Hostile, Claims], str]] = {
    "alg none": unsigned,
    "HS256 with the RSA key": signed_with_public_key,
    "HS256 with the client secret": signed_with_secret,
    "signature of other claims": changed_after_signing,
    "signature by a stranger": signed_by_stranger,
    "key in the header": brings_its_own_key,
    "critical header": with_crit,
    "not a token": lambda *_: "not.a.token",
}
CLAIMS: dict[str, Callable[[Claims], Any]] = {
    "wrong iss": lambda c: c.update(iss="https://other.test"),
    "iss with a slash more": lambda c: c.update(iss=c["iss"] + "/"),
    "wrong aud": lambda c: c.update(aud="another-client"),
    "aud in a list with a stranger": lambda c: c.update(aud=[CLIENT, "another-client"], azp=CLIENT),
    "missing aud": lambda c: c.pop("aud"),
    "wrong azp": lambda c: c.update(azp="another-client"),
    "missing nonce": lambda c: c.pop("nonce"),
    "wrong nonce": lambda c: c.update(nonce="x" * 43),
    "expired": lambda c: c.update(exp=c["iat"] - 120, iat=c["iat"] - 300),
    "missing exp": lambda c: c.pop("exp"),
    "exp as text": lambda c: c.update(exp=str(c["exp"])),
    "missing iat": lambda c: c.pop("iat"),
    "old iat": lambda c: c.update(iat=c["iat"] - 3600),
    "iat in the future": lambda c: c.update(iat=c["iat"] + 3600),
    "not valid yet": lambda c: c.update(nbf=c["iat"] + 3600),
    "missing sub": lambda c: c.pop("sub"),
    "empty sub": lambda c: c.update(sub=""),
    "sub as number": lambda c: c.update(sub=1),
    "wrong at_hash": lambda c: c.update(at_hash="x" * 22),
}
ANSWERS = (
    "no ID token", "userinfo of another subject", "roles as text", "discovery of another issuer",
    "endpoint elsewhere over http", "only plain PKCE",
)  # fmt: skip


async def begin(officer: Person, provider: Hostile, wanted: str = "/") -> dict[str, str]:
    """Go off to the provider; what was asked of it."""
    led = await officer.get(f"/staff/sign-in/start?next={wanted}")
    assert led.status_code == 303, led.text
    provider.asked = dict(parse_qsl(urlsplit(led.headers["location"]).query))
    return provider.asked


async def come_back(officer: Person, provider: Hostile, **changed: str | None) -> httpx.Response:
    """The provider's answer, with something changed."""
    answer = {"code": "code-1", "state": provider.asked["state"], "iss": provider.issuer, **changed}
    sent = urlencode({name: value for name, value in answer.items() if value is not None})
    return await officer.get(f"{CALLBACK}?{sent}")


async def is_in(officer: Person) -> bool:
    return (await officer.get("/staff-only", headers={"accept": "application/json"})).status_code == 200
