"""The sample identity providers: real OpenID providers with invented people, for trial installations only.

Each its own process on its own port; one worker, since what it knows is in memory:
`granian --interface asgi --factory auth.sample.openid_provider:create` for staff, `…:for_residents` for residents.
"""

import os
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode

import aiohttp
from joserfc.jwk import KeySet
from litestar import Litestar, MediaType, Request, Response, get, post
from litestar.datastructures import State
from litestar.response import Redirect

from auth.sample import accounts, pages
from auth.sample.accounts import SAYS
from auth.sample.authorization_server import (
    CODE_SECONDS,
    TOKEN_SECONDS,
    AuthorizationRequest,
    AuthorizationServer,
    fits,
    id_token,
    is_client,
    logout_token,
    wrong_question,
)
from backend.kit.clock import Clock, utc_now
from backend.settings import Settings

AnyRequest = Request[Any, Any, Any]
FIELDS = AuthorizationRequest.__struct_fields__


def create(environ: Mapping[str, str] = os.environ, clock: Clock = utc_now) -> Litestar:
    """The staff's provider; reads the product's FUTIAN_* settings."""
    return house(accounts.for_staff(Settings.from_env(environ)), clock)


def for_residents(environ: Mapping[str, str] = os.environ, clock: Clock = utc_now) -> Litestar:
    """The provider of the province."""
    return house(accounts.for_residents(Settings.from_env(environ)), clock)


def house(provider: accounts.SampleProvider, clock: Clock) -> Litestar:
    """A provider as an application of its own."""
    return Litestar(
        [discovery, published_keys, ask, answer, token, userinfo, leaving, style],
        state=State({"desk": AuthorizationServer(provider, clock)}), openapi_config=None, debug=False,
        request_max_body_size=16_384,
    )  # fmt: skip


def desk_of(request: AnyRequest) -> AuthorizationServer:
    """The provider behind this request."""
    found: AuthorizationServer = request.app.state.desk
    return found


@get("/.well-known/openid-configuration")
async def discovery(request: AnyRequest) -> dict[str, Any]:
    """Publish the metadata."""
    issuer = desk_of(request).issuer
    base = issuer.rstrip("/")
    return {
        "issuer": issuer, "authorization_endpoint": base + "/authorize", "token_endpoint": base + "/token",
        "userinfo_endpoint": base + "/userinfo", "jwks_uri": base + "/keys", "backchannel_logout_supported": True, "scopes_supported": ["openid", "profile"],
        "response_types_supported": ["code"], "grant_types_supported": ["authorization_code"],
        "subject_types_supported": ["public"], "id_token_signing_alg_values_supported": ["RS256"],
        "token_endpoint_auth_methods_supported": ["client_secret_basic"],
        "code_challenge_methods_supported": ["S256"], "authorization_response_iss_parameter_supported": True,
        "claims_supported": ["sub", "name", "roles", "department", "acr", "amr", "id_number", "phone_number"],
    }  # fmt: skip


@get("/keys")
async def published_keys(request: AnyRequest) -> dict[str, Any]:
    """The public keys."""
    return dict(KeySet([desk_of(request).key]).as_dict(private=False))


@get("/style.css", media_type=MediaType.CSS)
async def style() -> bytes:
    """The look that everything of the sample world has."""
    return pages.STYLE.read_bytes()


@get("/authorize")
async def ask(request: AnyRequest) -> Response[str]:
    """Shows the invented people to choose from; a question that isn't our client's is never redirected."""
    desk, given = desk_of(request), request.query_params
    wrong = wrong_question(desk, given)
    return pages.wrong(wrong) if wrong else pages.choice(desk, {name: given.get(name, "") for name in FIELDS})


@post("/authorize", status_code=HTTPStatus.OK)
async def answer(request: AnyRequest) -> Response[Any]:
    """The chosen person goes back to the client with a code."""
    desk, form = desk_of(request), await request.form()
    sub = form.get("sub", "")
    question = AuthorizationRequest(**{name: str(form.get(name, "")) for name in FIELDS})
    ours = desk.provider
    entry = next((one for one in ours.entries if one.key == form.get("entry", ours.entries[0].key)), None)
    if (
        sub not in ours.people
        or sub in desk.left
        or entry is None
        or question.redirect_uri != ours.redirect_uri
        or not question.code_challenge
    ):
        return pages.wrong(SAYS("nobody_or_elsewhere"))
    code = desk.give(sub, entry, question, CODE_SECONDS)
    sent = urlencode({"code": code, "state": question.state, "iss": desk.issuer})
    return Redirect(f"{question.redirect_uri}?{sent}", status_code=303)


@post("/token", status_code=HTTPStatus.OK)
async def token(request: AnyRequest) -> Response[dict[str, Any]]:
    """Tokens for a code, to the client that proves itself and knows the verifier."""
    desk, form = desk_of(request), await request.form()
    if not is_client(desk.provider, request.headers.get("authorization", "")):
        return refuse("invalid_client", HTTPStatus.UNAUTHORIZED)
    given = desk.take(str(form.get("code", "")))
    if given is None or not fits(given.question, form):
        return refuse("invalid_grant")
    access = desk.give(given.sub, given.entry, given.question, TOKEN_SECONDS, given.auth_time)
    body = {
        "access_token": access, "token_type": "Bearer", "expires_in": TOKEN_SECONDS,
        "id_token": id_token(desk, given, access),
    }  # fmt: skip
    return Response(body, headers={"Cache-Control": "no-store"})


@post("/leaving", status_code=HTTPStatus.OK)
async def leaving(request: AnyRequest) -> Response[Any]:
    """Close an account, and send the client a logout token."""
    desk, form = desk_of(request), await request.form()
    sub = str(form.get("sub", ""))
    if sub not in desk.provider.people or not desk.provider.logout_uri:
        return pages.wrong(SAYS("nobody"))
    desk.left.add(sub)
    return pages.left(desk.provider.people[sub], heard=await tell(desk, sub))


async def tell(desk: AuthorizationServer, sub: str) -> bool:
    """Send a logout token to the client; returns whether it was accepted."""
    timeout, told = aiohttp.ClientTimeout(total=5), {"logout_token": logout_token(desk, sub)}
    try:
        async with (
            aiohttp.ClientSession(trust_env=False, timeout=timeout) as http,
            http.post(desk.provider.logout_uri, data=told) as answer,
        ):
            return answer.status == HTTPStatus.OK
    except (aiohttp.ClientError, TimeoutError, OSError):
        return False


def refuse(error: str, status: HTTPStatus = HTTPStatus.BAD_REQUEST) -> Response[dict[str, Any]]:
    """An error as OAuth says it."""
    return Response({"error": error}, status_code=status, headers={"Cache-Control": "no-store"})


@get("/userinfo")
async def userinfo(request: AnyRequest) -> Response[dict[str, Any]]:
    """Return the userinfo claims of a token."""
    desk = desk_of(request)
    given = desk.take(request.headers.get("authorization", "").removeprefix("Bearer "), keep=True)
    if given is None:
        return refuse("invalid_token", HTTPStatus.UNAUTHORIZED)
    told = {"sub": given.sub, **desk.provider.people[given.sub].claims}
    return Response(told, headers={"Cache-Control": "no-store"})
