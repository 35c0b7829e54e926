"""Relying party of the authorization code flow: PKCE, state, nonce, issuer, rotating keys."""

import base64
import hashlib
import hmac
import secrets
import ssl
from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import quote_plus, urlsplit
from uuid import UUID

import msgspec
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from auth.openid import id_token
from auth.openid.id_token import ALLOWED, UnknownKey
from auth.openid.types import (
    Claims,
    ExpectedToken,
    IdentityProvider,
    NotProven,
    PendingAuthorization,
    ProviderMetadata,
    ProviderSilent,
)
from backend.kit.clock import Clock
from backend.kit.db import refuse_open_transaction
from backend.kit.log import worry

if TYPE_CHECKING:
    from httpx2 import Response

T = TypeVar("T")
SECONDS = 5.0  # that a person waits for one answer of the provider
KEPT = 600  # seconds that what the provider publishes of itself is believed
JSON = {"accept": "application/json"}
LOOPBACK = ("127.0.0.1", "localhost", "[::1]", "::1")


class RelyingParty:
    """We, towards one provider."""

    def __init__(self, provider: IdentityProvider, clock: Clock) -> None:
        self.provider, self.clock = provider, clock
        self.metadata: ProviderMetadata | None = None
        self.keys: KeySet | None = None
        self.read_at = 0.0

    async def begin(
        self, wanted: str, *, proving: UUID | None = None, anew: bool = False
    ) -> tuple[str, PendingAuthorization]:
        """Return the authorization address and the data that the callback must match.

        Who proves something, or does something of consequence, signs in anew there: a browser left signed in at the provider
        proves nothing (OpenID Connect Core §3.1.2.1).
        """
        begun = PendingAuthorization(
            provider=self.provider.name, state=secrets.token_urlsafe(32), nonce=secrets.token_urlsafe(32),
            verifier=secrets.token_urlsafe(48), next=wanted, proving=proving,
            since=self.clock().timestamp() if proving or anew else 0.0,
        )  # fmt: skip
        fresh = {"prompt": "login", "max_age": "0"} if proving or anew else {}
        async with self._http() as http:
            metadata = await self._published(http)
            url, _ = http.create_authorization_url(
                metadata.authorization_endpoint,
                state=begun.state,
                nonce=begun.nonce,
                code_verifier=begun.verifier,
                **fresh,
            )
        return str(url), begun

    async def finish(self, answer: Mapping[str, str], begun: PendingAuthorization) -> Claims:
        """Exchange the code for claims; raises NotProven or ProviderSilent."""
        async with self._http() as http:
            metadata = await self._published(http)
            check_answer(answer, begun, metadata)
            token = await self._exchange(http, metadata, answer["code"], begun)
            claims = await self._claims(http, metadata, token, begun)
            return {**await self._userinfo(http, metadata, claims), **claims}

    def _http(self) -> Any:
        from authlib.integrations.httpx_client import AsyncOAuth2Client  # loaded by the first sign-in of this kind

        refuse_open_transaction()
        ours = self.provider
        return AsyncOAuth2Client(
            ours.client, ours.secret, scope=ours.scope, redirect_uri=ours.redirect_uri, code_challenge_method="S256",
            token_endpoint_auth_method=basic, timeout=SECONDS, trust_env=False, follow_redirects=False, verify=trust(),
        )  # fmt: skip

    async def _published(self, http: Any) -> ProviderMetadata:
        """Read the provider's metadata; cached for ten minutes."""
        now = self.clock().timestamp()
        if self.metadata is None or not 0 <= now - self.read_at < KEPT:
            url = self.provider.issuer.rstrip("/") + "/.well-known/openid-configuration"
            metadata = read(await get(http, url), ProviderMetadata)
            check_metadata(metadata, self.provider.issuer)
            self.metadata, self.keys, self.read_at = metadata, None, now
        return self.metadata

    async def _exchange(
        self, http: Any, metadata: ProviderMetadata, code: str, begun: PendingAuthorization
    ) -> dict[str, Any]:
        """The tokens for a code; a code is good once."""
        from authlib.integrations.base_client import OAuthError
        from httpx2 import HTTPError, InvalidURL

        try:
            token = await http.fetch_token(metadata.token_endpoint, code=code, code_verifier=begun.verifier)
        except (HTTPError, InvalidURL) as error:
            raise silent(error) from error
        except (OAuthError, ValueError) as error:
            raise NotProven(f"token: {type(error).__name__}") from error
        if not isinstance(token.get("id_token"), str) or not isinstance(token.get("access_token"), str):
            raise NotProven("no ID token")
        return dict(token)

    async def _claims(
        self, http: Any, metadata: ProviderMetadata, token: dict[str, Any], begun: PendingAuthorization
    ) -> Claims:
        """The checked claims; an unknown key makes us look once whether the provider has new ones."""
        offered = metadata.id_token_signing_alg_values_supported or ("RS256",)
        expected = ExpectedToken(
            issuer=self.provider.issuer, client=self.provider.client, nonce=begun.nonce, now=self.clock(),
            algorithms=tuple(a for a in ALLOWED if a in offered), access_token=token["access_token"],
            since=begun.since,
        )  # fmt: skip
        try:
            return id_token.check(token["id_token"], self.keys or await self._read_keys(http, metadata), expected)
        except UnknownKey:
            return id_token.check(token["id_token"], await self._read_keys(http, metadata), expected)

    async def told_to_end(self, raw: str) -> Claims:
        """Validate a logout token; raises NotProven or ProviderSilent."""
        async with self._http() as http:
            metadata = await self._published(http)
            offered = metadata.id_token_signing_alg_values_supported or ("RS256",)
            expected = ExpectedToken(
                issuer=self.provider.issuer, client=self.provider.client, nonce="", now=self.clock(),
                algorithms=tuple(a for a in ALLOWED if a in offered),
            )  # fmt: skip
            try:
                return id_token.check_logout(raw, self.keys or await self._read_keys(http, metadata), expected)
            except UnknownKey:
                return id_token.check_logout(raw, await self._read_keys(http, metadata), expected)

    async def _read_keys(self, http: Any, metadata: ProviderMetadata) -> KeySet:
        try:
            self.keys = KeySet.import_key_set(read(await get(http, metadata.jwks_uri), dict[str, Any]))  # type: ignore[arg-type]  # joserfc checks the content itself
        except (JoseError, KeyError, TypeError, ValueError) as error:
            raise NotProven(f"keys: {type(error).__name__}") from error
        return self.keys

    async def _userinfo(self, http: Any, metadata: ProviderMetadata, claims: Claims) -> Claims:
        """Read the userinfo claims; those of another subject are ignored (Core §5.3.2)."""
        if not metadata.userinfo_endpoint:
            return {}
        more = read(await get(http, metadata.userinfo_endpoint, withhold_token=False), dict[str, Any])
        if more.get("sub") != claims["sub"]:
            raise NotProven("userinfo of another subject")
        return more


@cache
def trust() -> ssl.SSLContext:
    """Certificate authorities that we trust, read once in a process: about 35 ms of CPU."""
    from httpx2 import create_ssl_context

    return create_ssl_context(trust_env=False)


def basic(client: Any, _: str, uri: str, headers: dict[str, str], body: Any) -> tuple[str, dict[str, str], Any]:
    """Our name and secret, each form-encoded first (RFC 6749 §2.3.1), which Authlib's own method leaves out."""
    pair = f"{quote_plus(client.client_id)}:{quote_plus(client.client_secret)}"
    return uri, {**headers, "Authorization": "Basic " + base64.b64encode(pair.encode()).decode()}, body


async def get(http: Any, url: str, *, withhold_token: bool = True) -> "Response":
    """One page of the provider."""
    from httpx2 import HTTPError, InvalidURL

    try:
        answer: Response = await http.request("GET", url, withhold_token=withhold_token, headers=JSON)
    except (HTTPError, InvalidURL, OSError) as error:
        raise silent(error) from error
    if answer.status_code != 200:
        raise silent(ConnectionError(f"status {answer.status_code}"))
    return answer


def read(answer: "Response", kind: type[T]) -> T:
    """The JSON of an answer."""
    try:
        return msgspec.json.decode(answer.content, type=kind)
    except msgspec.DecodeError as error:
        raise NotProven("not the JSON that was expected") from error


def silent(error: Exception) -> ProviderSilent:
    """The sentence for a provider that does not answer; the log gets the reason."""
    worry("openid.silent", error=type(error).__name__)
    return ProviderSilent()


def check_metadata(metadata: ProviderMetadata, issuer: str) -> None:
    """The page is of the provider we asked (Discovery §4.3), over https, and does not want PKCE weaker than S256."""
    if metadata.issuer != issuer:
        raise NotProven("discovery names another issuer")
    urls = (metadata.authorization_endpoint, metadata.token_endpoint, metadata.jwks_uri, metadata.userinfo_endpoint)
    if not all(is_safe(url, issuer) for url in urls if url):
        raise NotProven("an endpoint is not https")
    methods = metadata.code_challenge_methods_supported
    if methods is not None and "S256" not in methods:
        raise NotProven("provider without S256")


def is_safe(url: str, issuer: str) -> bool:
    """https; or, for a trial provider on this machine, the provider's own origin."""
    parts, ours = urlsplit(url), urlsplit(issuer)
    return parts.scheme == "https" or (ours.hostname in LOOPBACK and parts[:2] == ours[:2])


def check_answer(answer: Mapping[str, str], begun: PendingAuthorization, metadata: ProviderMetadata) -> None:
    """The answer belongs to our question and comes from the provider we asked (RFC 9207 against mix-up)."""
    if not hmac.compare_digest(answer.get("state", "").encode(), begun.state.encode()):
        raise NotProven("state")
    required = metadata.authorization_response_iss_parameter_supported
    if answer.get("iss", None if required else metadata.issuer) != metadata.issuer:
        raise NotProven("answer of another issuer")
    if "error" in answer or not answer.get("code"):
        raise NotProven("the provider refused")


def digest(state: str) -> str:
    """The name under which a sign-in on its way is kept."""
    return hashlib.sha256(state.encode()).hexdigest()[:32]
